//! Windows: `ReplaceFile` keeps the old file's access list, attributes and creation time.

use std::{
    fs::{self, File, Metadata, OpenOptions},
    io,
    path::Path,
};

use winsafe::{ReplaceFile, co::REPLACEFILE};

/// `ERROR_UNABLE_TO_MOVE_REPLACEMENT`: the old file is gone, the new one still has its own name.
const ONLY_REMOVED: u32 = 1176;

/// How a file is made; its folder says who may read it.
pub(super) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    options
}

/// The folder gives them, and `ReplaceFile` takes them over from the old file.
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
pub(super) const fn give_rights(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}

pub(super) fn swap(new: &Path, path: &Path) -> io::Result<()> {
    let (Some(new_text), Some(text)) = (new.to_str(), path.to_str()) else {
        return Err(io::ErrorKind::InvalidFilename.into());
    };
    match ReplaceFile(text, new_text, None, REPLACEFILE::default()) {
        Ok(()) => Ok(()),
        Err(error) if error.raw() == ONLY_REMOVED => fs::rename(new, path),
        Err(error) => Err(io::Error::from_raw_os_error(error.raw().cast_signed())),
    }
}

/// Windows writes names through by itself, in its own journal.
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
pub(super) const fn sync_folder_of(_: &Path) -> io::Result<()> {
    Ok(())
}
