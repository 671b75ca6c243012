//! The files of a repository by their path in it: some in memory and not written yet, the others in
//! a folder. An agent would read them over HTTPS; here The Update Framework's client reads them
//! through the same door.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use tough::{Bytes, Transport, TransportError, TransportErrorKind, TransportStream, async_trait};
use url::Url;

/// The longest file that is read, in octets.
pub(crate) const MAX_FILE: u64 = 16 << 20;

/// Files by their path, with `/` between its parts.
#[derive(Clone, Debug)]
pub(crate) struct Files {
    folder: PathBuf,
    new: BTreeMap<String, Vec<u8>>,
}

impl Files {
    /// The files of a folder.
    pub(crate) fn of(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            new: BTreeMap::new(),
        }
    }

    /// The folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Puts a file above those of the folder.
    pub(crate) fn put(&mut self, path: String, octets: Vec<u8>) {
        self.new.insert(path, octets);
    }

    /// The file at a path, where there is one.
    pub(crate) fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        if let Some(octets) = self.new.get(path) {
            return Ok(Some(octets.clone()));
        }
        let is_plain = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['\\', ':']);
        if !path.split('/').all(is_plain) {
            return Ok(None);
        }
        read_file(&self.folder.join(path))
    }
}

/// A file within bounds; `None` where there is none.
pub(crate) fn read_file(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let about = match fs::metadata(path) {
        Ok(about) => about,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    // Opening a pipe would wait for its writer.
    if !about.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut octets = Vec::new();
    File::open(path)?
        .take(MAX_FILE + 1)
        .read_to_end(&mut octets)?;
    if octets.len() as u64 > MAX_FILE {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(Some(octets))
}

#[async_trait]
impl Transport for Files {
    async fn fetch(&self, url: Url) -> Result<TransportStream, TransportError> {
        let path = url.path().trim_start_matches('/');
        match self.read(path) {
            Ok(Some(octets)) => {
                let whole = async move { Ok(Bytes::from(octets)) };
                Ok(Box::pin(futures_lite::stream::once_future(whole)))
            }
            Ok(None) => Err(TransportError::new(TransportErrorKind::FileNotFound, url)),
            Err(error) => Err(TransportError::new_with_cause(
                TransportErrorKind::Other,
                url,
                error,
            )),
        }
    }
}
