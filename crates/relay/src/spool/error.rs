use std::io;

use super::{key::KeyError, salvage::is_damage};

/// Why the spool cannot do what was asked. Nothing is lost by any of them: what was not taken in
/// stays upstream, what was not confirmed is served again.
#[derive(Debug, thiserror::Error)]
pub enum SpoolError {
    /// Another process has the spool open.
    #[error("another process has the spool open")]
    InUse,
    /// A later release wrote the record of the spool.
    #[error("the spool's record has version {found}; this release knows {known}")]
    NewerSchema {
        /// The file's version.
        found: i64,
        /// This release's.
        known: i64,
    },
    /// The record's file is damaged. Opening the spool again sets it aside and begins another.
    #[error("the spool's record is damaged")]
    Damaged,
    /// No key, or not the spool's.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The disk is full.
    #[error("no room on the disk for the spool")]
    Full,
    /// Nothing is confirmed now: see [`Spool::hold`](super::Spool::hold).
    #[error("the spool is held")]
    Held,
    /// The record cannot be read or written.
    #[error("the spool's record: {0}")]
    Record(#[source] rusqlite::Error),
    /// Its schema could not be brought up to date.
    #[error("the spool's record cannot be prepared: {0}")]
    Schema(#[source] rusqlite_migration::Error),
    /// A file cannot be read or written.
    #[error("the spool's folder: {0}")]
    Io(#[source] io::Error),
    /// The system gave no random numbers.
    #[error("no random numbers: {0}")]
    NoRandom(String),
}

/// Why the spool cannot be used, for whoever is to say it to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpoolFault {
    /// The disk is full: something else has to go.
    Full,
    /// Anything else, in these words.
    Other(String),
}

impl From<&SpoolError> for SpoolFault {
    fn from(error: &SpoolError) -> Self {
        match error {
            SpoolError::Full => Self::Full,
            error => Self::Other(error.to_string()),
        }
    }
}

impl From<rusqlite_migration::Error> for SpoolError {
    fn from(error: rusqlite_migration::Error) -> Self {
        match error {
            rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
            error => Self::Schema(error),
        }
    }
}

impl From<io::Error> for SpoolError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Io(error),
        }
    }
}

impl From<rusqlite::Error> for SpoolError {
    fn from(error: rusqlite::Error) -> Self {
        if is_damage(&error) {
            return Self::Damaged;
        }
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::Full,
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
                Self::InUse
            }
            _ => Self::Record(error),
        }
    }
}

/// Why a body cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    /// Its file was changed, cut off or is gone. It is fetched again while it is still upstream.
    #[error("a message in the spool is damaged")]
    Damaged,
    /// Its file cannot be read now.
    #[error(transparent)]
    Spool(#[from] SpoolError),
}
