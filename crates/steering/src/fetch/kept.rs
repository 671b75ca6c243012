//! What was verified, kept between fetches: two files, each replaced whole.
//!
//! `poll.json` is all that a poll needs that finds nothing new. `verified.json` is the metadata
//! itself. Each begins with a line that is the digest of the rest: a damaged file counts as none,
//! which is harmless, since the floors stand in the record.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::Path,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tempfile::NamedTempFile;

use crate::{Digest, Floors, http::Validators};

const POLL: &str = "poll.json";
const VERIFIED: &str = "verified.json";
/// Octets of either file at most: the metadata, a list, and the quotes of JSON twice over.
const MOST_OCTETS: u64 = 4 << 20;

/// For a poll that finds nothing new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Poll {
    /// The digest of the organisation's first root: what is kept of another one is not used.
    pub(super) organisation: Digest,
    /// The practice whose files are in the set.
    pub(super) practice: Digest,
    pub(super) validators: Validators,
    pub(super) versions: Versions,
    /// Until when the metadata that ends first is good.
    pub(super) expires: Timestamp,
    pub(super) set: Digest,
}

/// The versions that were verified together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Versions {
    pub(super) root: u64,
    pub(super) timestamp: u64,
    pub(super) snapshot: u64,
    pub(super) targets: u64,
}

impl Versions {
    /// Whether none of them is below its floor.
    pub(super) fn reach(&self, floors: &Floors) -> bool {
        self.root >= floors.root
            && self.timestamp >= floors.timestamp
            && self.snapshot >= floors.snapshot
            && self.targets >= floors.targets
    }
}

/// The metadata as it was served, so that what did not change is not fetched again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Verified {
    pub(super) organisation: Digest,
    pub(super) root: String,
    pub(super) versions: Versions,
    pub(super) snapshot: String,
    pub(super) targets: String,
    /// The list of the practice's bin; empty where there is none.
    pub(super) list: String,
}

pub(super) fn poll(datastore: &Path) -> Option<Poll> {
    read(&datastore.join(POLL))
}

pub(super) fn verified(datastore: &Path) -> Option<Verified> {
    read(&datastore.join(VERIFIED))
}

/// Replaces both. The poll's file is last: a crash in between makes the next poll a full one.
pub(super) fn keep(datastore: &Path, verified: &Verified, poll: &Poll) -> io::Result<()> {
    write(datastore, VERIFIED, verified)?;
    write(datastore, POLL, poll)
}

/// Replaces the metadata and makes the next poll a full one.
pub(super) fn keep_verified(datastore: &Path, verified: &Verified) -> io::Result<()> {
    match fs::remove_file(datastore.join(POLL)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    write(datastore, VERIFIED, verified)
}

fn read<T: DeserializeOwned>(path: &Path) -> Option<T> {
    let mut text = String::new();
    let file = File::open(path).ok()?;
    file.take(MOST_OCTETS).read_to_string(&mut text).ok()?;
    let (digest, rest) = text.split_once('\n')?;
    let undamaged = digest.parse() == Ok(Digest::of(rest.as_bytes()));
    undamaged.then(|| serde_json::from_str(rest).ok()).flatten()
}

fn write<T: Serialize>(datastore: &Path, name: &str, value: &T) -> io::Result<()> {
    let rest = serde_json::to_vec(value)?;
    let mut file = NamedTempFile::new_in(datastore)?;
    writeln!(file, "{}", Digest::of(&rest))?;
    file.write_all(&rest)?;
    file.as_file().sync_all()?;
    file.persist(datastore.join(name))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_whole_or_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let digest = Digest::of(b"root");
        let versions = Versions {
            root: 1,
            timestamp: 2,
            snapshot: 3,
            targets: 4,
        };
        let kept = Poll {
            organisation: digest,
            practice: digest,
            validators: Validators::default(),
            versions,
            expires: Timestamp::UNIX_EPOCH,
            set: digest,
        };
        let metadata = Verified {
            organisation: digest,
            root: "{}".to_owned(),
            versions,
            snapshot: "{}".to_owned(),
            targets: "{}".to_owned(),
            list: String::new(),
        };
        assert_eq!(poll(folder.path()), None);
        keep(folder.path(), &metadata, &kept).unwrap();
        assert_eq!(poll(folder.path()), Some(kept));
        assert_eq!(verified(folder.path()), Some(metadata.clone()));
        let path = folder.path().join(POLL);
        let whole = fs::read(&path).unwrap();
        for end in 0..whole.len() {
            fs::write(&path, &whole[..end]).unwrap();
            assert_eq!(poll(folder.path()), None, "{end}");
        }
        keep_verified(folder.path(), &metadata).unwrap();
        assert_eq!(poll(folder.path()), None);
        let names: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(names.len(), 1, "{names:?}");
    }
}
