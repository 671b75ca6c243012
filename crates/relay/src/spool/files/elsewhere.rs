use std::{
    fs::{self, OpenOptions},
    io,
    path::Path,
};

pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// On Windows the folder's access list, that of the user's profile, holds for its files.
pub(super) fn for_the_owner_only(_options: &mut OpenOptions) {}

/// Windows writes the names with the file system's own log, in their order.
#[expect(clippy::unnecessary_wraps, reason = "other systems can fail here")]
pub(super) fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}
