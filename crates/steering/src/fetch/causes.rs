//! Which of our causes an error of the verifier is.

use std::io;

use tough::{error::Error, schema::RoleType};

use crate::{FetchError, http::trouble::shortened};

/// The cause; `failed` is what the carrier met, where it failed.
pub(super) fn of(error: &Error, failed: Option<FetchError>) -> FetchError {
    if let Some(failed) = failed {
        return failed;
    }
    match error {
        Error::VerifyMetadata { role, .. } => FetchError::Signatures { role: name(*role) },
        Error::VerifyTrustedMetadata { .. } => FetchError::Signatures { role: "root" },
        Error::OlderMetadata {
            role,
            current_version,
            new_version,
            ..
        } => FetchError::Rollback {
            role: name(*role),
            offered: *new_version,
            known: *current_version,
        },
        Error::VersionMismatch { role, .. } => FetchError::Mismatch {
            file: format!("{}.json", name(*role)),
        },
        Error::Transport { url, .. } => FetchError::Mismatch {
            file: url
                .path_segments()
                .and_then(|mut path| path.next_back())
                .map(shortened)
                .unwrap_or_default(),
        },
        Error::ParseMetadata { role, source, .. } => FetchError::Malformed {
            file: format!("{}.json", name(*role)),
            detail: shortened(&source.to_string()),
        },
        Error::DatastoreInit { source, .. }
        | Error::DatastoreCreate { source, .. }
        | Error::DatastoreOpen { source, .. }
        | Error::DatastoreRemove { source, .. } => FetchError::Folder(io::Error::new(
            source.kind(),
            shortened(&source.to_string()),
        )),
        other => FetchError::Malformed {
            file: "the metadata".to_owned(),
            detail: shortened(&other.to_string()),
        },
    }
}

/// A role's name.
pub(super) fn name(role: RoleType) -> &'static str {
    match role {
        RoleType::Root => "root",
        RoleType::Snapshot => "snapshot",
        RoleType::Timestamp => "timestamp",
        RoleType::Targets | RoleType::DelegatedTargets => "targets",
    }
}
