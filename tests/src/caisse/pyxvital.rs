//! The folders of a Pyxvital installation: `Pyxvital.ini`, and one folder for each practitioner.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use jiff::civil::Date;

use super::{lot::Lot, lot_file::LotFile, records};

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

    /// Puts a lot into the practitioner's folder of lots, and its B2 file beside it.
    pub fn put_lot(&self, practitioner: usize, lot: &Lot) -> io::Result<PathBuf> {
        let file = LotFile::of(lot);
        file.write(&self.folder("B2", practitioner))?;
        file.write(&self.folder("LOTS", practitioner))
    }

    /// Puts an ARL, of invented layout, into the practitioner's folder of ARLs.
    pub fn put_arl(&self, practitioner: usize, lot: &Lot, positive: bool) -> io::Result<PathBuf> {
        let sign = if positive { 'P' } else { 'N' };
        let path = self
            .folder("ARL", practitioner)
            .join(format!("ARL_{}_{sign}.arl", lot.stamp));
        fs::write(&path, records::b2_arl(lot, positive))?;
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
    use super::{
        super::{parameters::Parameters, world::World},
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
        let path = pyxvital.put_lot(2, lot).unwrap();
        assert_eq!(path.parent().unwrap(), root.path().join("LOTS/2"));
        let arl = fs::read(pyxvital.put_arl(2, lot, true).unwrap()).unwrap();
        assert!(arl.starts_with(b"000CP"));
        pyxvital.log(lot.date, "Lot envoyé").unwrap();
        pyxvital.log(lot.date, "ARL reçu").unwrap();
        let log = root
            .path()
            .join(format!("Pyxvital_{}.log", lot.date.strftime("%Y%m%d")));
        assert_eq!(fs::read(log).unwrap(), b"Lot envoy\xe9\r\nARL re\xe7u\r\n");
    }
}
