//! The files of a document or a folder, read within bounds.

use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use vigie_config::{MAX_OCTETS, MOST_DOCUMENTS};

/// What cannot be read, and why.
#[derive(Debug)]
pub(crate) struct Unreadable {
    pub(crate) path: PathBuf,
    pub(crate) error: io::Error,
}

/// The file, or the `.toml` and `.json` files that stand directly in the folder, by name. Of a
/// file that is too long, no more is read than shows it.
pub(crate) fn read(path: &Path) -> Result<Vec<(String, Vec<u8>)>, Unreadable> {
    let unreadable = |error| Unreadable {
        path: path.to_owned(),
        error,
    };
    let paths = if fs::metadata(path).map_err(unreadable)?.is_dir() {
        documents_in(path).map_err(unreadable)?
    } else {
        vec![path.to_owned()]
    };
    paths
        .into_iter()
        .map(|path| match read_file(&path) {
            Ok(octets) => Ok((name(&path), octets)),
            Err(error) => Err(Unreadable { path, error }),
        })
        .collect()
}

fn documents_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_document = path.extension().is_some_and(|extension| {
            extension.eq_ignore_ascii_case("toml") || extension.eq_ignore_ascii_case("json")
        });
        let is_hidden = name(&path).starts_with('.');
        // One more than is taken, so that the set is refused and not cut.
        if is_document && !is_hidden && path.is_file() && paths.len() <= MOST_DOCUMENTS {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    // Opening a pipe would wait for its writer.
    if !fs::metadata(path)?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut octets = Vec::new();
    let most = u64::try_from(MAX_OCTETS)
        .unwrap_or(u64::MAX)
        .saturating_add(1);
    File::open(path)?.take(most).read_to_end(&mut octets)?;
    Ok(octets)
}

fn name(path: &Path) -> String {
    path.file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}
