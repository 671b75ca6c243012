//! A message on its way into the spool.

use std::{io, sync::Arc};

use zeroize::Zeroizing;

use super::{
    error::SpoolError,
    files::{Files, NewFile},
    key::{SpoolKey, random},
    letter::HEAD,
    seal::{CHUNK, Sealer},
};
use crate::{
    crlf::Normaliser,
    fingerprint::{Fingerprint, Fingerprinter, HeaderDigest},
};

/// What a name ends with while the file is written, and when it is whole.
pub(super) const UNFINISHED: &str = ".part";
pub(super) const WHOLE: &str = ".msg";

/// A message that arrives. In memory until a chunk is full, then in a file; at most some hundred
/// KiB of it are in memory at any time. Dropped before it is accepted, it leaves nothing.
pub struct Incoming {
    files: Arc<dyn Files>,
    key: SpoolKey,
    lines: Normaliser,
    reading: Fingerprinter,
    head: Zeroizing<Vec<u8>>,
    octets: u64,
    /// Not yet sealed.
    pending: Zeroizing<Vec<u8>>,
    file: Option<Unfinished>,
}

struct Unfinished {
    file: Box<dyn NewFile>,
    sealer: Sealer,
    claim: Claim,
}

/// A file of which no message knows yet. Removed when dropped, unless it is kept.
pub(super) struct Claim {
    files: Arc<dyn Files>,
    /// Without its ending.
    pub(super) stem: String,
    ending: &'static str,
    kept: bool,
}

/// A message of which every octet is in its file, synced, under its unfinished name.
pub(super) struct Written {
    pub(super) claim: Claim,
    pub(super) octets: u64,
    pub(super) fingerprint: Fingerprint,
    pub(super) header: HeaderDigest,
    pub(super) head: Zeroizing<Vec<u8>>,
}

impl Incoming {
    pub(super) fn new(files: Arc<dyn Files>, key: SpoolKey) -> Self {
        Self {
            files,
            key,
            lines: Normaliser::default(),
            reading: Fingerprinter::new(),
            head: Zeroizing::default(),
            octets: 0,
            pending: Zeroizing::default(),
            file: None,
        }
    }

    /// Takes the next part, cut anywhere, with any line ends. Parts are to be small, 64 KiB say.
    pub fn push(&mut self, part: &[u8]) {
        let begun = self.pending.len();
        self.lines.push(part, &mut self.pending);
        self.note(begun);
    }

    /// So much waits in memory that [`write`](Self::write) is due.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.pending.len() > CHUNK
    }

    /// Octets taken so far, as they will be served.
    #[must_use]
    pub fn octets(&self) -> u64 {
        self.octets
    }

    /// Seals and writes the chunks that are full. Blocks on the disk.
    pub(super) fn write(&mut self) -> Result<(), SpoolError> {
        while self.is_full() {
            let rest = self.pending.split_off(CHUNK);
            let mut chunk = std::mem::replace(&mut self.pending, Zeroizing::new(rest));
            self.append(&mut chunk, false)?;
        }
        Ok(())
    }

    /// Seals and writes the rest, and syncs. Blocks on the disk.
    pub(super) fn finish(mut self) -> Result<Written, SpoolError> {
        let begun = self.pending.len();
        self.lines.finish(&mut self.pending);
        self.note(begun);
        self.write()?;
        let mut chunk = std::mem::take(&mut self.pending);
        self.append(&mut chunk, true)?;
        let Some(mut unfinished) = self.file else {
            return Err(SpoolError::Io(io::ErrorKind::NotFound.into()));
        };
        unfinished.file.sync()?;
        let (fingerprint, header) = self.reading.finish();
        Ok(Written {
            claim: unfinished.claim,
            octets: self.octets,
            fingerprint,
            header,
            head: self.head,
        })
    }

    fn note(&mut self, begun: usize) {
        let new = self.pending.get(begun..).unwrap_or_default();
        self.octets += new.len() as u64;
        self.reading.push(new);
        let room = HEAD.saturating_sub(self.head.len());
        self.head.extend_from_slice(new.get(..room).unwrap_or(new));
    }

    fn append(&mut self, chunk: &mut Vec<u8>, last: bool) -> Result<(), SpoolError> {
        let unfinished = match &mut self.file {
            Some(unfinished) => unfinished,
            none => none.insert(begin(&self.files, &self.key)?),
        };
        unfinished.sealer.seal(chunk, last)?;
        unfinished.file.write_all(chunk)?;
        Ok(())
    }
}

fn begin(files: &Arc<dyn Files>, key: &SpoolKey) -> Result<Unfinished, SpoolError> {
    let stem = hex::encode(random::<16>()?);
    let (sealer, header) = Sealer::new(key, &stem)?;
    let mut file = files.create(&format!("{stem}{UNFINISHED}"))?;
    let claim = Claim {
        files: Arc::clone(files),
        stem,
        ending: UNFINISHED,
        kept: false,
    };
    file.write_all(&header)?;
    Ok(Unfinished {
        file,
        sealer,
        claim,
    })
}

impl Claim {
    /// Gives the file its final name.
    pub(super) fn rename(&mut self) -> io::Result<()> {
        self.files.rename(
            &format!("{}{}", self.stem, self.ending),
            &format!("{}{WHOLE}", self.stem),
        )?;
        self.ending = WHOLE;
        Ok(())
    }

    /// A message knows the file now.
    pub(super) fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        let name = format!("{}{}", self.stem, self.ending);
        if let Err(error) = self.files.remove(&name) {
            // The next opening of the spool removes it.
            tracing::warn!(%error, "a file that is not needed cannot be removed");
        }
    }
}

/// The stem of a name that the spool gave.
pub(super) fn stem(name: &str) -> Option<&str> {
    let stem = name
        .strip_suffix(WHOLE)
        .or_else(|| name.strip_suffix(UNFINISHED))?;
    let ours = stem.len() == 32 && stem.bytes().all(|octet| octet.is_ascii_hexdigit());
    ours.then_some(stem)
}
