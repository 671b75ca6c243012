//! The vault's file, read within bounds and replaced in one step.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::Path,
};

use super::{MAX_FILE, VaultError};

pub(super) fn read_file(path: &Path) -> Result<Vec<u8>, VaultError> {
    let mut octets = Vec::new();
    File::open(path)?
        .take(MAX_FILE + 1)
        .read_to_end(&mut octets)?;
    if octets.len() as u64 > MAX_FILE {
        return Err(VaultError::Damaged);
    }
    Ok(octets)
}

/// The new file takes the old one's place in one step, after it is safe on the disk.
pub(super) fn write_file(path: &Path, octets: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("new");
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    for_the_owner_only(&mut options);
    let mut file = options.open(&beside)?;
    let written = file.write_all(octets).and_then(|()| file.sync_all());
    drop(file);
    let renamed = written.and_then(|()| fs::rename(&beside, path));
    if renamed.is_err() {
        // The first failure is the one to tell.
        let _ = fs::remove_file(&beside);
    }
    renamed?;
    sync_folder(path)
}

#[cfg(unix)]
fn for_the_owner_only(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600);
}

/// On Windows the folder's access list, that of the user's profile, holds for its files.
#[cfg(not(unix))]
fn for_the_owner_only(_options: &mut OpenOptions) {}

#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// Windows writes the folder's entry with the file.
#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}
