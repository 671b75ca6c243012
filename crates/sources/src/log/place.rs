//! How far a log was read, so that it is found again after it was renamed, cut or copied.

use std::{
    fs::{self, File, Metadata},
    io::{self, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::outside::{digest, read_at_most};

/// Octets of a log's beginning that must be the same in the same log.
const HEAD: u64 = 1024;
/// Octets before the place reached that must be the same.
const TAIL: u64 = 256;
/// Files beside a log that are looked at for the one that it was renamed to.
const MOST_SIBLINGS: usize = 10_000;
const MOST_CANDIDATES: usize = 50;

/// The place that reading reached in one file, always at a line's beginning.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    /// Octets read.
    pub(super) offset: u64,
    /// Lines read.
    pub(super) line: u64,
    /// Within a line that is too long to be one.
    #[serde(default)]
    pub(super) skipping: bool,
    /// Octets behind `offset`, a last line without end, that were read as a line.
    #[serde(default)]
    pub(super) unended: u64,
    /// The file in whose last line this one begins.
    #[serde(default)]
    pub(super) continues: Option<String>,
    head: String,
    tail: String,
    /// How the file was when it was read to its end.
    #[serde(default)]
    pub(super) at_end: Option<Stamp>,
}

impl Place {
    /// The beginning of a file that may go on in the middle of another one's last line.
    pub(super) fn after(file: Option<String>) -> Self {
        Self {
            continues: file,
            ..Self::default()
        }
    }

    /// Whether this is the file in which the place was reached.
    pub(super) fn is_in(&self, file: &mut File) -> io::Result<bool> {
        Ok(file.metadata()?.len() >= self.offset
            && self.marks(file)? == (self.head.clone(), self.tail.clone()))
    }

    /// Remembers by what the file is known again.
    pub(super) fn mark(&mut self, file: &mut File) -> io::Result<()> {
        (self.head, self.tail) = self.marks(file)?;
        Ok(())
    }

    fn marks(&self, file: &mut File) -> io::Result<(String, String)> {
        if self.offset == 0 {
            return Ok(Default::default());
        }
        let head = part(file, 0, self.offset.min(HEAD))?;
        let tail = self.offset.min(TAIL);
        let tail = part(file, self.offset - tail, tail)?;
        Ok((digest(&head), digest(&tail)))
    }

    /// The file beside `log` in which the place was reached, after `log` was renamed or copied.
    pub(super) fn find_beside(&self, log: &Path) -> Option<PathBuf> {
        if self.offset == 0 {
            return None;
        }
        let folder = log.parent()?;
        let mut candidates: Vec<_> = fs::read_dir(folder)
            .ok()?
            .take(MOST_SIBLINGS)
            .flatten()
            .filter(|entry| entry.path() != log)
            .filter_map(|entry| {
                let metadata = entry.metadata().ok()?;
                let fits = metadata.is_file() && metadata.len() >= self.offset;
                fits.then_some((metadata.modified().ok()?, entry.path()))
            })
            .collect();
        candidates.sort();
        let latest = candidates.into_iter().rev().take(MOST_CANDIDATES);
        latest.map(|(_, path)| path).find(|path| {
            File::open(path).is_ok_and(|mut file| self.is_in(&mut file).unwrap_or(false))
        })
    }
}

fn part(file: &mut File, from: u64, length: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(from))?;
    let octets = read_at_most(file, length)?;
    if octets.len() as u64 == length {
        Ok(octets)
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

/// Size in octets, and time of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    length: u64,
    written: Option<Timestamp>,
}

impl Stamp {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self {
            length: metadata.len(),
            written: metadata
                .modified()
                .ok()
                .and_then(|time| Timestamp::try_from(time).ok()),
        }
    }

    /// When the file was written last, as far as that can be true.
    pub(super) fn written(&self, now: Timestamp) -> Timestamp {
        self.written.unwrap_or(now).min(now)
    }
}

/// Octets from a place on.
pub(super) fn read_from(file: &mut File, offset: u64, most: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(offset))?;
    read_at_most(file, most)
}
