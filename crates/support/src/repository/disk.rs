//! Writing into a published folder so that whoever reads it, at any moment, finds it whole.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// The few things that are done to a disk. Tests cut them short at every one.
pub(crate) trait Disk {
    /// Writes a new file whole and makes sure of it; what is left of an older attempt goes.
    fn create(&mut self, path: &Path, octets: &[u8]) -> io::Result<()>;

    /// Lets a file take the place of another in one step.
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file.
    fn remove(&mut self, path: &Path) -> io::Result<()>;

    /// Puts a file in its place: beside it first, then there in one step.
    fn put(&mut self, path: &Path, octets: &[u8]) -> io::Result<()> {
        let beside = beside(path);
        let put = self
            .create(&beside, octets)
            .and_then(|()| self.rename(&beside, path));
        if put.is_err() {
            // The first failure is the one to tell.
            let _ = self.remove(&beside);
        }
        put
    }
}

/// The disk itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RealDisk;

impl Disk for RealDisk {
    fn create(&mut self, path: &Path, octets: &[u8]) -> io::Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create(true).truncate(true).open(path)?;
        file.write_all(octets)?;
        file.sync_all()
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)?;
        sync_folder(to)
    }

    fn remove(&mut self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }
}

/// A name that no reader asks for, the same at every attempt.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(UNFINISHED);
    path.with_file_name(name)
}

/// What the name of a file ends in that is not in its place yet.
pub(crate) const UNFINISHED: &str = ".unfinished";

#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// Windows writes the folder's entry with the file.
#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}
