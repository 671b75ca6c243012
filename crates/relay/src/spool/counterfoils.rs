//! The counterfoils: beside the record, in a file of its own, what must not be forgotten should the
//! record be damaged: which messages the software has, and which were passed on.
//!
//! A file of entries of one length, each with a checksum, only ever appended to. It follows the
//! record: an entry is written when the record has the same already. What an interruption kept
//! from being written is written at the next opening.

use std::{
    collections::HashSet,
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::files::{Files as _, Folder};

const FILE: &str = "counterfoils";
const UNFINISHED: &str = "counterfoils.part";

const CHECKED: usize = 1 + 8 + 32 + 16;
const CHECK: usize = 8;
const ENTRY: usize = CHECKED + CHECK;

/// Entries beyond those that are needed before the file is written anew.
const SURPLUS: usize = 2_000;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum What {
    /// The software has the message of this fingerprint and unique id.
    Confirmed {
        fingerprint: [u8; 32],
        uid: [u8; 16],
    },
    /// The last octet of the message of this digest was about to go upstream.
    Begun { digest: [u8; 32] },
    /// Upstream accepted it.
    Accepted { digest: [u8; 32] },
    /// Upstream refused it.
    Refused { digest: [u8; 32] },
    /// The software had our answer.
    Seen { digest: [u8; 32] },
}

/// An entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Counterfoil {
    pub(super) at: Timestamp,
    pub(super) what: What,
}

impl Counterfoil {
    fn write(&self) -> [u8; ENTRY] {
        let none = [0; 16];
        let (kind, digest, uid) = match &self.what {
            What::Confirmed { fingerprint, uid } => (1, fingerprint, uid),
            What::Begun { digest } => (2, digest, &none),
            What::Accepted { digest } => (3, digest, &none),
            What::Refused { digest } => (4, digest, &none),
            What::Seen { digest } => (5, digest, &none),
        };
        let at = self.at.as_millisecond().to_be_bytes();
        let octets = [&[kind][..], &at, digest, uid].concat();
        let check = Sha256::digest(&octets);
        let mut entry = [0; ENTRY];
        for (place, octet) in entry.iter_mut().zip(octets.iter().chain(check.iter())) {
            *place = *octet;
        }
        entry
    }

    /// `None` where it was changed or cut off.
    fn read(entry: &[u8]) -> Option<Self> {
        let (octets, check) = entry.split_at_checked(CHECKED)?;
        if check.len() != CHECK || !Sha256::digest(octets).starts_with(check) {
            return None;
        }
        let (kind, rest) = octets.split_first()?;
        let (at, rest) = rest.split_first_chunk::<8>()?;
        let (&digest, uid) = rest.split_first_chunk::<32>()?;
        let what = match kind {
            1 => What::Confirmed {
                fingerprint: digest,
                uid: *uid.first_chunk()?,
            },
            2 => What::Begun { digest },
            3 => What::Accepted { digest },
            4 => What::Refused { digest },
            5 => What::Seen { digest },
            _ => return None,
        };
        let at = Timestamp::from_millisecond(i64::from_be_bytes(*at)).ok()?;
        Some(Self { at, what })
    }
}

/// The file, open to be appended to.
pub(super) struct Counterfoils {
    folder: PathBuf,
    file: File,
}

impl Counterfoils {
    /// Opens the file in that folder, or begins it; with every entry in it that is whole.
    pub(super) fn open(folder: &Path) -> io::Result<(Self, Vec<Counterfoil>)> {
        let path = folder.join(FILE);
        let octets = match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            read => read?,
        };
        let entries = octets.chunks(ENTRY).filter_map(Counterfoil::read).collect();
        let file = append(&path)?;
        // An entry that was cut off would shift all that follow.
        let whole = octets.len() - octets.len() % ENTRY;
        file.set_len(whole as u64)?;
        let folder = folder.to_owned();
        Ok((Self { folder, file }, entries))
    }

    /// Makes sure that the file holds what is needed, and not much else.
    pub(super) fn follow(
        &mut self,
        there: &[Counterfoil],
        needed: &[Counterfoil],
    ) -> io::Result<()> {
        let known: HashSet<What> = there.iter().map(|entry| entry.what).collect();
        let missing = needed.iter().any(|entry| !known.contains(&entry.what));
        if !missing && there.len() <= needed.len() + SURPLUS {
            return Ok(());
        }
        let files = Folder::open(&self.folder)?;
        let unfinished = self.folder.join(UNFINISHED);
        let mut file = File::create(&unfinished)?;
        for entry in needed {
            file.write_all(&entry.write())?;
        }
        file.sync_all()?;
        drop(file);
        // Windows replaces no file that is open.
        self.file = append(&unfinished)?;
        fs::rename(&unfinished, self.folder.join(FILE))?;
        self.file = append(&self.folder.join(FILE))?;
        files.sync_names()
    }

    /// Appends entries; they are on the disk when this returns.
    pub(super) fn append(&mut self, entries: &[Counterfoil]) -> io::Result<()> {
        let octets: Vec<u8> = entries.iter().flat_map(Counterfoil::write).collect();
        let before = self.file.metadata()?.len();
        let written = self.file.write_all(&octets);
        if written.is_err() {
            // Half an entry would shift all that follow.
            self.file.set_len(before)?;
        }
        written?;
        self.file.sync_data()
    }
}

fn append(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(number: u8) -> Counterfoil {
        Counterfoil {
            at: Timestamp::from_millisecond(1_000 * i64::from(number)).unwrap(),
            what: match number % 5 {
                0 => What::Confirmed {
                    fingerprint: [number; 32],
                    uid: [number; 16],
                },
                1 => What::Begun {
                    digest: [number; 32],
                },
                2 => What::Accepted {
                    digest: [number; 32],
                },
                3 => What::Refused {
                    digest: [number; 32],
                },
                _ => What::Seen {
                    digest: [number; 32],
                },
            },
        }
    }

    #[test]
    fn what_was_appended_is_read_and_what_is_damaged_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let all: Vec<Counterfoil> = (0..6).map(entry).collect();
        let (mut counterfoils, there) = Counterfoils::open(folder.path()).unwrap();
        assert_eq!(there, []);
        counterfoils.append(&all[..2]).unwrap();
        counterfoils.append(&all[2..]).unwrap();
        drop(counterfoils);
        let path = folder.path().join(FILE);
        let whole = fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 0x20;
            fs::write(&path, changed).unwrap();
            let (_, there) = Counterfoils::open(folder.path()).unwrap();
            let mut left = all.clone();
            left.remove(at / ENTRY);
            assert_eq!(there, left);
        }
        // Cut in the middle of the last one.
        fs::write(&path, &whole[..whole.len() - 3]).unwrap();
        let (mut counterfoils, there) = Counterfoils::open(folder.path()).unwrap();
        assert_eq!(there, all[..5]);
        counterfoils.append(&all[5..]).unwrap();
        let (_, there) = Counterfoils::open(folder.path()).unwrap();
        assert_eq!(there, all);
    }

    #[test]
    fn it_follows_the_record_and_does_not_grow() {
        let folder = tempfile::tempdir().unwrap();
        let needed: Vec<Counterfoil> = (0..6).map(entry).collect();
        let (mut counterfoils, there) = Counterfoils::open(folder.path()).unwrap();
        counterfoils.follow(&there, &needed).unwrap();
        let old = vec![entry(9); SURPLUS + 1];
        counterfoils.append(&old).unwrap();
        drop(counterfoils);
        let (mut counterfoils, there) = Counterfoils::open(folder.path()).unwrap();
        assert_eq!(there.len(), 6 + SURPLUS + 1);
        counterfoils.follow(&there, &needed).unwrap();
        counterfoils.append(&[entry(7)]).unwrap();
        drop(counterfoils);
        let (_, there) = Counterfoils::open(folder.path()).unwrap();
        assert_eq!(there, [&needed[..], &[entry(7)]].concat());
    }
}
