//! The folders of a Pyxvital installation: `Pyxvital.ini`, and one folder for each practitioner.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use jiff::{Timestamp, civil::Date};

use super::{
    lot::Lot,
    lot_file::{LotFile, date_file},
    records,
};

/// A made-up installation on disk.
#[derive(Clone, Debug)]
pub struct Pyxvital {
    root: PathBuf,
}

impl Pyxvital {
    /// Makes the settings and the folders of so many practitioners, who are numbered from 1.
    pub fn install(root: &Path, practitioners: usize) -> io::Result<Self> {
        let pyxvital = Self {
            root: root.to_owned(),
        };
        for practitioner in 1..=practitioners {
            for folder in ["ARL", "B2", "FSE", "LOTS"] {
                fs::create_dir_all(pyxvital.folder(folder, practitioner))?;
            }
        }
        let place = |folder: &str| root.join(folder).join("#").display().to_string();
        let ini = format!(
            "; Installation inventée pour les essais\r\n[Répertoires]\r\nArl={}\r\nFichiers={}\r\n\
             Fse={}\r\nLots={}\r\n[SCOR]\r\nActif=0\r\n[Général]\r\nNBMAX_FSE_LOT=50\r\n\
             Garder_pendant=090\r\n",
            place("ARL"),
            place("B2"),
            place("FSE"),
            place("LOTS"),
        );
        fs::write(pyxvital.ini(), windows_1252(&ini))?;
        Ok(pyxvital)
    }

    /// Its settings' file.
    #[must_use]
    pub fn ini(&self) -> PathBuf {
        self.root.join("Pyxvital.ini")
    }

    /// A practitioner's folder: `ARL`, `B2`, `FSE` or `LOTS`.
    #[must_use]
    pub fn folder(&self, kind: &str, practitioner: usize) -> PathBuf {
        self.root.join(kind).join(practitioner.to_string())
    }

    /// Puts a lot into the practitioner's folder of lots, and its B2 file beside it, both dated at
    /// `sent`.
    pub fn put_lot(&self, practitioner: usize, lot: &Lot, sent: Timestamp) -> io::Result<PathBuf> {
        let file = LotFile::of(lot);
        let [_, path] = ["B2", "LOTS"].map(|kind| {
            let path = file.write(&self.folder(kind, practitioner))?;
            date_file(&path, sent).map(|()| path)
        });
        path
    }

    /// Puts an ARL, of invented layout, into the practitioner's folder of ARLs, dated at `collected`.
    pub fn put_arl(
        &self,
        practitioner: usize,
        lot: &Lot,
        positive: bool,
        collected: Timestamp,
    ) -> io::Result<PathBuf> {
        let sign = if positive { 'P' } else { 'N' };
        let path = self
            .folder("ARL", practitioner)
            .join(format!("ARL_{}_{sign}.arl", lot.stamp));
        fs::write(&path, records::b2_arl(lot, positive))?;
        date_file(&path, collected)?;
        Ok(path)
    }

    /// Adds a line to the day's log, `Pyxvital_aaaammjj.log`.
    pub fn log(&self, day: Date, line: &str) -> io::Result<()> {
        use io::Write as _;
        let name = format!("Pyxvital_{}.log", day.strftime("%Y%m%d"));
        let mut log = fs::File::options()
            .create(true)
            .append(true)
            .open(self.root.join(name))?;
        log.write_all(&windows_1252(&format!("{line}\r\n")))
    }
}

/// French text in the Windows code page; what is not in Latin-1 becomes a question mark.
#[must_use]
pub fn windows_1252(text: &str) -> Vec<u8> {
    text.chars()
        .map(|letter| match u32::from(letter) {
            0x80..=0x9f => b'?',
            code => u8::try_from(code).unwrap_or(b'?'),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::{
        collections::{BTreeMap, BTreeSet},
        sync::{Arc, atomic::AtomicBool},
    };

    use jiff::SignedDuration;
    use vigie_domain::book::{sighting::Seen, source::SourceKind};
    use vigie_sources::Knowledge;

    use super::{
        super::{parameters::Parameters, rules, world::World},
        *,
    };

    #[test]
    fn each_practitioner_has_folders_and_the_settings_name_them() {
        let root = tempfile::tempdir().unwrap();
        let pyxvital = Pyxvital::install(root.path(), 2).unwrap();
        let ini = fs::read(pyxvital.ini()).unwrap();
        assert!(ini.windows(13).any(|some| some == b"[R\xe9pertoires]"));
        let world = World::new(1, Parameters::default());
        let lot = &world.lots()[0];
        let path = pyxvital.put_lot(2, lot, lot.made).unwrap();
        assert_eq!(path.parent().unwrap(), root.path().join("LOTS/2"));
        let arl = fs::read(pyxvital.put_arl(2, lot, true, lot.made).unwrap()).unwrap();
        assert!(arl.starts_with(b"000CP"));
        pyxvital.log(lot.date, "Lot envoyé").unwrap();
        pyxvital.log(lot.date, "ARL reçu").unwrap();
        let log = root
            .path()
            .join(format!("Pyxvital_{}.log", lot.date.strftime("%Y%m%d")));
        assert_eq!(fs::read(log).unwrap(), b"Lot envoy\xe9\r\nARL re\xe7u\r\n");
    }

    #[test]
    fn what_is_put_there_is_found_by_the_source() {
        let root = tempfile::tempdir().unwrap();
        let pyxvital = Pyxvital::install(root.path(), 2).unwrap();
        let world = World::new(1, Parameters::default());
        for lot in world.lots() {
            let answered = lot.made + SignedDuration::from_hours(1);
            pyxvital.put_lot(1, lot, lot.made).unwrap();
            pyxvital.put_arl(1, lot, true, answered).unwrap();
        }
        let kind = SourceKind::Pyxvital {
            ini: pyxvital.ini().display().to_string(),
            practitioner: Some("1".to_owned()),
        };
        let knowledge = Knowledge {
            rules: Arc::new(rules()),
            profiles: Arc::new(vigie_sources::built_in()),
            zone: world.parameters().place.zone.clone(),
        };
        let mut source = vigie_sources::open(&kind, &knowledge).unwrap();
        let now = world.lots().last().unwrap().made + SignedDuration::from_hours(24);
        let (mut lots, mut returns) = (BTreeMap::new(), BTreeSet::new());
        let mut cursor = None;
        loop {
            let reading = source.read(cursor, now, &AtomicBool::new(false)).unwrap();
            assert_eq!((reading.unknown, reading.problem), (0, None));
            for sighting in reading.sightings {
                match sighting.seen {
                    Seen::Lot(lot) => {
                        lots.insert(lot.reference, lot.sent);
                    }
                    Seen::Return(arl) => {
                        assert!(arl.class.is_arl());
                        returns.extend(arl.references);
                    }
                }
            }
            if !reading.more {
                break;
            }
            cursor = Some(reading.cursor);
        }
        let expected: BTreeMap<_, _> = world
            .lots()
            .iter()
            .map(|lot| (lot.reference(), lot.made))
            .collect();
        assert_eq!(lots, expected);
        assert_eq!(returns, expected.into_keys().collect());
    }
}
