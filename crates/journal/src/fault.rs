//! What can go wrong with the record.

use rusqlite::ErrorCode;
use serde::{Deserialize, Serialize};

/// Why the record cannot be written at present.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The disk (or the user's quota on it) is full.
    #[error("the disk is full")]
    DiskFull,
    /// The file or its folder cannot be written to.
    #[error("the record is read-only")]
    ReadOnly,
    /// The file is damaged; it is set aside at the next start.
    #[error("the record is damaged")]
    Damaged,
    /// Another failure of the disk or of SQLite.
    #[error("the record cannot be written")]
    Other,
}

/// Why something was not read or written.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The record cannot be used at present.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// An address that is watched already.
    #[error("this address is watched already")]
    AlreadyWatched,
    /// No account of that number is watched.
    #[error("no such account")]
    UnknownAccount,
    /// No source of lots of that number is in use.
    #[error("no such source")]
    UnknownSource,
    /// What stands in the record is not what this release writes there.
    #[error("{what} in the record cannot be read")]
    Unreadable {
        /// What.
        what: &'static str,
    },
    /// What was to be written does not fit to what stands there; trying again is of no use.
    #[error("refused by the record's rules")]
    Refused,
    /// What was given cannot be written as JSON.
    #[error("{what} cannot be written as JSON")]
    Unwritable {
        /// What.
        what: &'static str,
    },
}

impl From<rusqlite::Error> for RecordError {
    fn from(error: rusqlite::Error) -> Self {
        match error {
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..) => Self::Unreadable { what: "a value" },
            error if is_refusal(&error) => {
                tracing::error!(%error, "refused by the record's rules");
                Self::Refused
            }
            error => Self::Fault(Fault::of(&error)),
        }
    }
}

impl Fault {
    /// Sorts an error of SQLite.
    pub(crate) fn of(error: &rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
                Self::ReadOnly
            }
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged,
            _ => Self::Other,
        }
    }

    /// Sorts an error of the file system.
    pub(crate) fn of_io(error: &std::io::Error) -> Self {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::DiskFull,
            ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => Self::ReadOnly,
            _ => Self::Other,
        }
    }
}

/// Whether the file is well, and only this statement or its values are not.
fn is_refusal(error: &rusqlite::Error) -> bool {
    match error.sqlite_error_code() {
        Some(code) => matches!(
            code,
            ErrorCode::ConstraintViolation
                | ErrorCode::TypeMismatch
                | ErrorCode::TooBig
                | ErrorCode::ParameterOutOfRange
                | ErrorCode::Unknown
        ),
        None => true,
    }
}
