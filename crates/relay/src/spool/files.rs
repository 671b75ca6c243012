//! The folder in which the sealed messages lie.

#[cfg(unix)]
mod unix;
#[cfg(unix)]
use unix as platform;
#[cfg(not(unix))]
mod elsewhere;
#[cfg(not(unix))]
use elsewhere as platform;

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

/// The few things that the spool does with files, each on a name without a path. What they promise
/// after a loss of power is what the spool builds on:
///
/// - after [`NewFile::sync`], the octets of that file are on the disk;
/// - after [`sync_names`](Files::sync_names), every renaming and removal before it is too.
///
/// Tests put a disk of their own in its place, that loses whatever was not synced.
pub trait Files: Send + Sync {
    /// A new file; an error if there is one of that name.
    fn create(&self, name: &str) -> io::Result<Box<dyn NewFile>>;
    /// Opens a file to read it from its beginning.
    fn open(&self, name: &str) -> io::Result<Box<dyn Read + Send>>;
    /// Gives a file another name, in place of a file that may have borne it.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;
    /// Removes a file.
    fn remove(&self, name: &str) -> io::Result<()>;
    /// Makes the names in the folder lasting.
    fn sync_names(&self) -> io::Result<()>;
    /// The names of all files.
    fn names(&self) -> io::Result<Vec<String>>;
}

/// A file that is being written.
pub trait NewFile: Write + Send {
    /// Makes what was written lasting.
    fn sync(&mut self) -> io::Result<()>;
}

/// A folder of the operating system.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// Makes the folder where there is none, for its owner only.
    pub fn open(path: &Path) -> io::Result<Self> {
        platform::make_folder(path)?;
        Ok(Self(path.to_owned()))
    }
}

impl Files for Folder {
    fn create(&self, name: &str) -> io::Result<Box<dyn NewFile>> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        platform::for_the_owner_only(&mut options);
        Ok(Box::new(options.open(self.0.join(name))?))
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(File::open(self.0.join(name))?))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.0.join(from), self.0.join(to))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.0.join(name))
    }

    fn sync_names(&self) -> io::Result<()> {
        platform::sync_folder(&self.0)
    }

    fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.0)? {
            // The spool's own names are ASCII: others are not its files.
            if let Ok(name) = entry?.file_name().into_string() {
                names.push(name);
            }
        }
        Ok(names)
    }
}

impl NewFile for File {
    fn sync(&mut self) -> io::Result<()> {
        self.sync_all()
    }
}
