//! The folder for what all users share, on Linux.

use std::path::PathBuf;

/// Where an administrator lays what is for every user.
pub(super) fn shared() -> Vec<PathBuf> {
    vec![PathBuf::from("/etc/vigie")]
}
