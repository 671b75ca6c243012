//! The folder for what all users share, on Windows.

use std::{env, path::PathBuf};

/// Where an administrator lays what is for every user: `C:\ProgramData\Vigie` on most computers.
pub(super) fn shared() -> Vec<PathBuf> {
    let folder = env::var_os("ProgramData").map(PathBuf::from);
    folder
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join("Vigie"))
        .into_iter()
        .collect()
}
