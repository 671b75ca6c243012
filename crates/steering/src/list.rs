//! The list of a bin: what is for one practice alone, and where it lies.

use std::collections::BTreeMap;

use serde::Deserialize;
use vigie_config::PracticeNumber;

use crate::{Digest, MOST_SEALED, layout};

/// The format that this release reads.
const FORMAT: u32 = 1;
/// Sealed files of one practice.
const MOST_FILES: usize = 8;
/// Practices of one list.
const MOST_PRACTICES: usize = 4096;

/// For the practices of a bin, the files that are sealed to each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PracticeList {
    practices: BTreeMap<Digest, Vec<SealedEntry>>,
}

/// A sealed file, as a list vouches for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct SealedEntry {
    /// Its digest, which is its name.
    pub sha256: Digest,
    /// Its octets.
    pub length: u64,
}

/// Why a list cannot be used, or extended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// It is too long.
    #[error("the list is longer than {} octets", layout::most::LIST)]
    TooLong,
    /// It is no list of practices.
    #[error("not a list of practices, at line {line} column {column}")]
    NoList {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// Its format is a later one.
    #[error("the list's format {0} is a later one")]
    Later(u32),
    /// It names too many practices.
    #[error("the list names more than {MOST_PRACTICES} practices")]
    TooManyPractices,
    /// A practice has too many files.
    #[error("a practice has more than {MOST_FILES} sealed files")]
    TooManyFiles,
    /// A file is larger than a sealed file may be.
    #[error("a sealed file is larger than {MOST_SEALED} octets")]
    TooLarge,
}

#[derive(Deserialize)]
struct Written {
    vigie_practices: u32,
    #[serde(default)]
    practices: BTreeMap<Digest, Vec<SealedEntry>>,
}

impl PracticeList {
    /// Reads a list that was fetched.
    pub fn read(octets: &[u8]) -> Result<Self, ListError> {
        if octets.len() as u64 > layout::most::LIST {
            return Err(ListError::TooLong);
        }
        let written: Written =
            serde_json::from_slice(octets).map_err(|error| ListError::NoList {
                line: error.line(),
                column: error.column(),
            })?;
        if written.vigie_practices != FORMAT {
            return Err(ListError::Later(written.vigie_practices));
        }
        if written.practices.len() > MOST_PRACTICES {
            return Err(ListError::TooManyPractices);
        }
        for files in written.practices.values() {
            check(files)?;
        }
        Ok(Self {
            practices: written.practices,
        })
    }

    /// The list as it is published: always the same octets for the same entries.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let file = |file: &SealedEntry| {
            let SealedEntry { sha256, length } = file;
            format!("{{\"sha256\":\"{sha256}\",\"length\":{length}}}")
        };
        let practice = |(practice, files): (&Digest, &Vec<SealedEntry>)| {
            let files: Vec<String> = files.iter().map(file).collect();
            format!("\"{practice}\":[{}]", files.join(","))
        };
        let practices: Vec<String> = self.practices.iter().map(practice).collect();
        let practices = practices.join(",");
        format!("{{\"practices\":{{{practices}}},\"vigie_practices\":{FORMAT}}}").into_bytes()
    }

    /// The files of a practice.
    #[must_use]
    pub fn files(&self, number: &PracticeNumber) -> &[SealedEntry] {
        self.practices
            .get(&layout::practice(number))
            .map_or(&[], Vec::as_slice)
    }

    /// Names these files for a practice, in place of those named before; none removes it.
    pub fn set(
        &mut self,
        number: &PracticeNumber,
        files: Vec<SealedEntry>,
    ) -> Result<(), ListError> {
        check(&files)?;
        let practice = layout::practice(number);
        if files.is_empty() {
            self.practices.remove(&practice);
        } else {
            self.practices.insert(practice, files);
            if self.practices.len() > MOST_PRACTICES {
                self.practices.remove(&practice);
                return Err(ListError::TooManyPractices);
            }
        }
        Ok(())
    }

    /// Whether it names nothing; such a list is not published.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.practices.is_empty()
    }

    /// Every file that it names.
    pub fn all_files(&self) -> impl Iterator<Item = &SealedEntry> {
        self.practices.values().flatten()
    }
}

fn check(files: &[SealedEntry]) -> Result<(), ListError> {
    if files.len() > MOST_FILES {
        Err(ListError::TooManyFiles)
    } else if files.iter().any(|file| file.length > MOST_SEALED as u64) {
        Err(ListError::TooLarge)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(content: &[u8]) -> SealedEntry {
        SealedEntry {
            sha256: Digest::of(content),
            length: content.len() as u64,
        }
    }

    #[test]
    fn a_list_is_read_as_it_was_written() {
        let number: PracticeNumber = "7KQM-2XRD-9VTA".parse().unwrap();
        let other: PracticeNumber = "0000-0000-0000".parse().unwrap();
        let mut list = PracticeList::default();
        list.set(&number, vec![entry(b"a"), entry(b"b")]).unwrap();
        let read = PracticeList::read(&list.write()).unwrap();
        assert_eq!(read, list);
        assert_eq!(read.files(&number), [entry(b"a"), entry(b"b")]);
        assert_eq!(read.files(&other), []);
        list.set(&other, vec![entry(b"c")]).unwrap();
        assert_eq!(PracticeList::read(&list.write()).unwrap(), list);
        list.set(&number, Vec::new()).unwrap();
        list.set(&other, Vec::new()).unwrap();
        assert!(list.is_empty());
    }

    #[test]
    fn a_list_is_bounded() {
        let number: PracticeNumber = "7KQM-2XRD-9VTA".parse().unwrap();
        let mut list = PracticeList::default();
        let large = SealedEntry {
            length: MOST_SEALED as u64 + 1,
            ..entry(b"a")
        };
        assert_eq!(list.set(&number, vec![large]), Err(ListError::TooLarge));
        assert_eq!(
            list.set(&number, vec![entry(b"a"); 9]),
            Err(ListError::TooManyFiles)
        );
        let long = vec![b' '; usize::try_from(layout::most::LIST).unwrap() + 1];
        assert_eq!(PracticeList::read(&long), Err(ListError::TooLong));
        assert_eq!(
            PracticeList::read(b"{\"vigie_practices\":2}"),
            Err(ListError::Later(2))
        );
        assert!(matches!(
            PracticeList::read("[".repeat(100_000).as_bytes()),
            Err(ListError::NoList { .. })
        ));
    }
}
