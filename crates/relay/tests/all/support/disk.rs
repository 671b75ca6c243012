//! A disk that knows what was synced and what was not.

use std::{
    collections::BTreeMap,
    io::{self, Cursor, Read, Write},
    sync::{Arc, Mutex},
};

use vigie_relay::spool::files::{Files, NewFile};

use super::fuse::Fuse;

#[derive(Clone)]
pub(crate) struct Disk {
    inner: Arc<Mutex<Inner>>,
    fuse: Fuse,
}

#[derive(Default)]
struct Inner {
    contents: Vec<Content>,
    names: BTreeMap<String, usize>,
    lasting_names: BTreeMap<String, usize>,
}

#[derive(Default)]
struct Content {
    octets: Vec<u8>,
    synced: usize,
}

impl Disk {
    pub(crate) fn new(fuse: Fuse) -> Self {
        Self {
            inner: Arc::default(),
            fuse,
        }
    }

    /// The power fails: of what was not synced nothing is left, or, if the disk was quick, all.
    pub(crate) fn lose_power(&self, quick: bool) {
        let mut inner = self.inner.lock().unwrap();
        if !quick {
            inner.names = inner.lasting_names.clone();
            for content in &mut inner.contents {
                content.octets.truncate(content.synced);
            }
        }
        for content in &mut inner.contents {
            content.synced = content.octets.len();
        }
        inner.lasting_names = inner.names.clone();
    }

    /// Flips a bit somewhere in a file.
    pub(crate) fn damage(&self, name: &str, at: usize) {
        let mut inner = self.inner.lock().unwrap();
        let content = inner.names[name];
        let octets = &mut inner.contents[content].octets;
        let at = at % octets.len();
        octets[at] ^= 0x10;
    }

    pub(crate) fn octets(&self, name: &str) -> usize {
        let inner = self.inner.lock().unwrap();
        inner.contents[inner.names[name]].octets.len()
    }

    pub(crate) fn all_names(&self) -> Vec<String> {
        self.inner.lock().unwrap().names.keys().cloned().collect()
    }

    fn spend(&self) -> io::Result<()> {
        if self.fuse.blows() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(())
    }

    fn content(&self, name: &str) -> io::Result<usize> {
        let inner = self.inner.lock().unwrap();
        let content = inner.names.get(name).copied();
        content.ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

impl Files for Disk {
    fn create(&self, name: &str) -> io::Result<Box<dyn NewFile>> {
        self.spend()?;
        let mut inner = self.inner.lock().unwrap();
        assert!(!inner.names.contains_key(name), "{name} twice");
        inner.contents.push(Content::default());
        let content = inner.contents.len() - 1;
        inner.names.insert(name.to_owned(), content);
        drop(inner);
        Ok(Box::new(Writing {
            disk: self.clone(),
            content,
        }))
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn Read + Send>> {
        let content = self.content(name)?;
        let octets = self.inner.lock().unwrap().contents[content].octets.clone();
        Ok(Box::new(Cursor::new(octets)))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.spend()?;
        let content = self.content(from)?;
        let mut inner = self.inner.lock().unwrap();
        inner.names.remove(from);
        inner.names.insert(to.to_owned(), content);
        Ok(())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        // A full disk takes no more, but gives.
        if self.fuse.is_power() {
            self.spend()?;
        }
        self.content(name)?;
        self.inner.lock().unwrap().names.remove(name);
        Ok(())
    }

    fn sync_names(&self) -> io::Result<()> {
        self.spend()?;
        let mut inner = self.inner.lock().unwrap();
        inner.lasting_names = inner.names.clone();
        Ok(())
    }

    fn names(&self) -> io::Result<Vec<String>> {
        Ok(self.all_names())
    }
}

struct Writing {
    disk: Disk,
    content: usize,
}

impl Write for Writing {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.disk.spend()?;
        let mut inner = self.disk.inner.lock().unwrap();
        inner.contents[self.content]
            .octets
            .extend_from_slice(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl NewFile for Writing {
    fn sync(&mut self) -> io::Result<()> {
        self.disk.spend()?;
        let mut inner = self.disk.inner.lock().unwrap();
        let content = &mut inner.contents[self.content];
        content.synced = content.octets.len();
        Ok(())
    }
}
