//! Reading, copying and replacing a small file so that it is whole at every moment.

#[cfg_attr(windows, path = "windows.rs")]
#[cfg_attr(not(windows), path = "unix.rs")]
mod here;

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use crate::{Fault, FileFault, installed::of_file};

/// Settings files have some kilobytes.
const MOST_OCTETS: u64 = 4 * 1024 * 1024;
/// Names tried for a backup before there is none.
const MOST_NAMES: u32 = 1000;

/// The octets of a plain file of at most 4 MiB.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    plain(path)
        .and_then(|_| bounded(path))
        .map_err(|fault| of_file(path, fault))
}

/// Puts other octets in the place of a file's own, in one step: whoever opens it finds the old ones
/// or the new ones. Its rights stay. Where this fails, nothing has changed.
pub(crate) fn replace(path: &Path, octets: &[u8]) -> Result<(), Fault> {
    swap(path, octets).map_err(|fault| of_file(path, fault))
}

/// Whether the file may be written to, and nobody holds it. Room on the disk is not looked at.
pub(crate) fn is_replaceable(path: &Path) -> Result<(), Fault> {
    let looked = plain(path).and_then(|found| is_free(path, &found));
    looked.map_err(|fault| of_file(path, fault))
}

/// Makes a file that has gone again, with the rights of another.
pub(crate) fn make(path: &Path, octets: &[u8], like: &Path) -> Result<(), Fault> {
    let made = plain(like).and_then(|like| create(path, octets, &like));
    made.map_err(|fault| of_file(path, fault))
}

/// Writes a file's octets, which are `octets`, to another beside it, and tells its path. No file is
/// ever written over: if one of that name has other octets, a number is added to the name.
pub(crate) fn copy(path: &Path, octets: &[u8], ending: &str) -> Result<PathBuf, Fault> {
    let like = plain(path).map_err(|fault| of_file(path, fault))?;
    for number in 1..=MOST_NAMES {
        let number = if number == 1 {
            String::new()
        } else {
            format!("-{number}")
        };
        let copy = beside(path, &format!("{ending}{number}.bak"));
        match create(&copy, octets, &like) {
            Ok(()) => return Ok(copy),
            Err(FileFault::Other(error)) if error.kind() == io::ErrorKind::AlreadyExists => {
                // Perhaps made just before a crash.
                if bounded(&copy).is_ok_and(|found| found == octets) {
                    return Ok(copy);
                }
            }
            Err(fault) => return Err(of_file(&copy, fault)),
        }
    }
    let fault = io::Error::from(io::ErrorKind::AlreadyExists);
    Err(of_file(path, FileFault::Other(fault)))
}

/// Removes what a crash in the midst of [`replace`] left.
pub(crate) fn clear(path: &Path) {
    // It is not missed, and the next `replace` tells if it cannot be removed.
    let _ = fs::remove_file(temporary(path));
}

fn swap(path: &Path, octets: &[u8]) -> Result<(), FileFault> {
    let like = plain(path)?;
    is_free(path, &like)?;
    let new = Temporary(temporary(path));
    match fs::remove_file(&new.0) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    create(&new.0, octets, &like)?;
    here::swap(&new.0, path)?;
    Ok(())
}

fn is_free(path: &Path, found: &fs::Metadata) -> Result<(), FileFault> {
    if found.permissions().readonly() {
        return Err(FileFault::ReadOnly);
    }
    let file = OpenOptions::new().read(true).write(true).open(path)?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(FileFault::Locked),
        // Some file systems know no locks.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
    }
}

fn plain(path: &Path) -> Result<fs::Metadata, FileFault> {
    let found = fs::symlink_metadata(path)?;
    if found.is_file() {
        Ok(found)
    } else {
        Err(FileFault::NotAFile)
    }
}

fn bounded(path: &Path) -> Result<Vec<u8>, FileFault> {
    let mut octets = Vec::new();
    File::open(path)?
        .take(MOST_OCTETS + 1)
        .read_to_end(&mut octets)?;
    if octets.len() as u64 > MOST_OCTETS {
        return Err(FileFault::TooLarge);
    }
    Ok(octets)
}

/// Writes a file that was not there, through to the disk, with the rights of `like`. It is not
/// there if that fails.
fn create(path: &Path, octets: &[u8], like: &fs::Metadata) -> Result<(), FileFault> {
    let mut file = here::private().open(path)?;
    let made = Temporary(path.to_owned());
    here::give_rights(&file, like)?;
    file.write_all(octets)?;
    file.sync_all()?;
    drop(file);
    here::sync_folder_of(path)?;
    made.keep();
    Ok(())
}

fn temporary(path: &Path) -> PathBuf {
    beside(path, ".vigie-tmp")
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().map(OsString::from).unwrap_or_default();
    name.push(ending);
    path.with_file_name(name)
}

/// A file that is removed unless it is kept.
struct Temporary(PathBuf);

impl Temporary {
    fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.0.as_os_str().is_empty() {
            // After a rename it is gone already.
            let _ = fs::remove_file(&self.0);
        }
    }
}

#[cfg(test)]
mod tests;
