//! Where an installation keeps its record, its log and its socket.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
};

/// The environment names no folder of the user's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the environment names no home folder; give --data-dir")]
pub struct NoDataDir;

/// The data folder of the user's own installation: `$XDG_DATA_HOME/vigie` or
/// `~/.local/share/vigie`, `%LOCALAPPDATA%\Vigie`, `~/Library/Application Support/Vigie`.
///
/// The folder need not exist.
pub fn data_dir() -> Result<PathBuf, NoDataDir> {
    let absolute = |name: &str| {
        env::var_os(name)
            .filter(|value: &OsString| Path::new(value).is_absolute())
            .map(PathBuf::from)
    };
    let found = if cfg!(windows) {
        absolute("LOCALAPPDATA").map(|folder| folder.join("Vigie"))
    } else if cfg!(target_os = "macos") {
        absolute("HOME").map(|home| home.join("Library/Application Support/Vigie"))
    } else {
        absolute("XDG_DATA_HOME")
            .or_else(|| absolute("HOME").map(|home| home.join(".local/share")))
            .map(|folder| folder.join("vigie"))
    };
    found.ok_or(NoDataDir)
}
