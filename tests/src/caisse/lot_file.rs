//! A lot as a file on disk: what billing software keeps, and sends.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use jiff::{Timestamp, civil::Date};
use vigie_domain::book::lot::{Caisse, Emitter, LotNumber, LotReference};

use super::{lot::Lot, records};

/// A lot's file: `B2_<stamp>.b2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotFile {
    /// AAAAMMJJHHMMSS and five digits: when it was made.
    pub stamp: String,
    /// Who sends it.
    pub emitter: Emitter,
    /// Its number.
    pub number: LotNumber,
    /// Its date.
    pub date: Date,
    /// Where it goes.
    pub caisse: Caisse,
    /// Invoices in it.
    pub invoices: usize,
    /// The B2 records.
    pub octets: Vec<u8>,
}

impl LotFile {
    /// The file of a lot of the plan.
    #[must_use]
    pub fn of(lot: &Lot) -> Self {
        Self {
            stamp: lot.stamp.clone(),
            emitter: lot.emitter.clone(),
            number: lot.number,
            date: lot.date,
            caisse: lot.caisse,
            invoices: usize::from(lot.invoices),
            octets: records::b2_lot(lot),
        }
    }

    /// Reads a file back; `None` where it is no such lot.
    #[must_use]
    pub fn read(name: &str, octets: &[u8]) -> Option<Self> {
        let stamp = name.strip_prefix("B2_")?.strip_suffix(".b2")?;
        let text = str::from_utf8(octets).ok()?;
        let mut lines = text.lines();
        let (file, lot) = (lines.next()?, lines.next()?);
        if !file.starts_with("000") || !lot.starts_with('1') {
            return None;
        }
        let date = lot.get(71..77)?;
        Some(Self {
            stamp: stamp.to_owned(),
            emitter: lot.get(1..10)?.parse().ok()?,
            number: lot.get(19..22)?.parse().ok()?,
            date: Date::strptime("%Y%m%d", format!("20{date}")).ok()?,
            caisse: file.get(36..41)?.parse().ok()?,
            invoices: lines.filter(|line| line.starts_with('2')).count(),
            octets: octets.to_vec(),
        })
    }

    /// Its name on disk.
    #[must_use]
    pub fn name(&self) -> String {
        format!("B2_{}.b2", self.stamp)
    }

    /// Writes it into a folder, whole or not at all.
    pub fn write(&self, folder: &Path) -> io::Result<PathBuf> {
        fs::create_dir_all(folder)?;
        let path = folder.join(self.name());
        let half = path.with_extension("tmp");
        fs::write(&half, &self.octets)?;
        fs::rename(&half, &path)?;
        Ok(path)
    }

    /// What names the lot.
    #[must_use]
    pub fn reference(&self) -> LotReference {
        LotReference {
            emitter: Some(self.emitter.clone()),
            number: Some(self.number),
            date: Some(self.date),
        }
    }

    /// The address that takes it: `RRCCC@CCC.RR.rss.fr`.
    #[must_use]
    pub fn recipient(&self) -> String {
        super::letters::address_of(self.caisse, &self.caisse.to_string())
    }
}

/// Dates a file: in virtual time too, a file is as old as what it shows.
pub(crate) fn date_file(path: &Path, written: Timestamp) -> io::Result<()> {
    fs::File::options()
        .write(true)
        .open(path)?
        .set_modified(written.into())
}

#[cfg(test)]
mod tests {
    use vigie_sesam::{
        Bounds,
        content::{Layout, Positions, read},
    };

    use super::{
        super::{parameters::Parameters, world::World},
        *,
    };

    #[test]
    fn a_lots_file_is_read_back_and_is_b2() {
        let world = World::new(5, Parameters::default());
        for lot in world.lots() {
            let file = LotFile::of(lot);
            assert_eq!(
                LotFile::read(&file.name(), &file.octets).as_ref(),
                Some(&file)
            );
            let (content, fault) = read(&file.octets, Positions::default(), &Bounds::default());
            assert_eq!((content.layout, fault), (Layout::B2, None));
            assert_eq!(content.lots, [lot.reference()]);
            assert_eq!(
                file.recipient(),
                format!(
                    "{0}@{1}.99.rss.fr",
                    lot.caisse,
                    &lot.caisse.to_string()[2..]
                )
            );
        }
        assert_eq!(LotFile::read("lot-001.fse", b"LOT 001\r\n"), None);
        assert_eq!(LotFile::read("B2_1.b2", "000é".as_bytes()), None);
    }
}
