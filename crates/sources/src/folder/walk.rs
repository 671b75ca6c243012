//! The files of a folder and of the folders in it, one by one, in no order.

use std::{
    fs::{self, Metadata, ReadDir},
    path::{Path, PathBuf},
    time::SystemTime,
};

use jiff::Timestamp;
use vigie_domain::book::source::SourceProblem;

use super::{problem, short_digest, shown};

/// Folders within folders that are entered.
const DEEPEST: usize = 4;
/// Folders that are watched besides the first.
const MOST_FOLDERS: usize = 64;
/// Unreadable folders that are remembered.
const MOST_UNREADABLE: usize = 100;

/// Endings of what is being written, and of what is no mail.
const NOT_YET: [&str; 7] = [".tmp", ".part", ".partial", ".lock", ".lck", ".swp", "~"];
const NEVER: [&str; 3] = ["desktop.ini", "thumbs.db", "pyxvital.ini"];

/// Where a walk through a folder stands.
pub(super) struct Walk {
    /// The folders that are open, the innermost last.
    open: Vec<ReadDir>,
    /// A file that was met and has to be met again.
    back: Option<Entry>,
    /// The folders met within the first.
    pub(super) folders: Vec<PathBuf>,
    /// Folders that could not be entered.
    pub(super) unreadable: Vec<PathBuf>,
}

/// One step of a walk.
pub(super) enum Step {
    /// A file.
    File(Entry),
    /// Something that is no file to be read.
    Nothing,
    /// Every file was met.
    End,
}

/// A file that was met.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) path: PathBuf,
    /// Octets.
    pub(super) length: u64,
    /// When it was changed last, where the system knows.
    pub(super) written: Option<Timestamp>,
}

impl Walk {
    pub(super) fn begin(root: &Path) -> Result<Self, SourceProblem> {
        let metadata = fs::metadata(root).map_err(|error| problem(root, &error))?;
        if !metadata.is_dir() {
            return Err(SourceProblem::NotAFolder { path: shown(root) });
        }
        let first = fs::read_dir(root).map_err(|error| problem(root, &error))?;
        Ok(Self {
            open: vec![first],
            back: None,
            folders: Vec::new(),
            unreadable: Vec::new(),
        })
    }

    /// Goes on by one thing that stands there.
    pub(super) fn step(&mut self) -> Step {
        if let Some(entry) = self.back.take() {
            return Step::File(entry);
        }
        let Some(folder) = self.open.last_mut() else {
            return Step::End;
        };
        // Where the system fails to go on, it would fail for ever.
        let found = if let Some(Ok(found)) = folder.next() {
            self.meet(&found)
        } else {
            self.open.pop();
            None
        };
        found.map_or(Step::Nothing, Step::File)
    }

    /// This file is to be met again.
    pub(super) fn push_back(&mut self, entry: Entry) {
        self.back = Some(entry);
    }

    fn meet(&mut self, found: &fs::DirEntry) -> Option<Entry> {
        // Links are not followed: they may lead in a circle, or to what never ends.
        let kind = found.file_type().ok()?;
        let path = found.path();
        if kind.is_dir() && self.open.len() <= DEEPEST {
            match fs::read_dir(&path) {
                Ok(folder) => {
                    self.open.push(folder);
                    if self.folders.len() < MOST_FOLDERS {
                        self.folders.push(path);
                    }
                }
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(_) if self.unreadable.len() < MOST_UNREADABLE => self.unreadable.push(path),
                Err(_) => {}
            }
            return None;
        }
        let name = found.file_name().to_string_lossy().to_lowercase();
        let passed_over = name.starts_with(['.', '~'])
            || NOT_YET.iter().any(|ending| name.ends_with(ending))
            || NEVER.contains(&name.as_str());
        if !kind.is_file() || passed_over {
            return None;
        }
        let entry = Entry::of(path, &found.metadata().ok()?);
        (entry.length > 0).then_some(entry)
    }
}

impl Entry {
    pub(super) fn of(path: PathBuf, metadata: &Metadata) -> Self {
        Self {
            path,
            length: metadata.len(),
            written: metadata.modified().ok().and_then(timestamp),
        }
    }

    /// The same as long as name, size and time of change are.
    pub(super) fn fingerprint(&self, root: &Path) -> u64 {
        let name = self.path.strip_prefix(root).unwrap_or(&self.path);
        let written = self.written.map_or(i128::MIN, Timestamp::as_nanosecond);
        short_digest(&[
            name.as_os_str().as_encoded_bytes(),
            &self.length.to_le_bytes(),
            &written.to_le_bytes(),
        ])
    }
}

/// `None` for times that no calendar has.
pub(crate) fn timestamp(time: SystemTime) -> Option<Timestamp> {
    Timestamp::try_from(time).ok()
}
