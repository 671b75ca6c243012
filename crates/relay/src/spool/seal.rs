//! How a message lies in its file.
//!
//! A header (magic, version, 19 random octets), then chunks of 64 KiB, each sealed with
//! XChaCha20-Poly1305. The nonce of a chunk is the random octets, its number, and whether it is
//! the last; the file's own name goes into the seal. So a chunk that was changed, left out, moved,
//! or that comes from another file does not open.

use std::io::{self, Read};

use chacha20poly1305::{AeadInPlace as _, Tag, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::{
    error::SpoolError,
    key::{SpoolKey, random},
};

/// Octets of a message in one chunk; only the last one is shorter.
pub(super) const CHUNK: usize = 64 << 10;

const MAGIC: &[u8; 8] = b"VIGIESPL";
const VERSION: u8 = 1;
const PREFIX: usize = 19;
const HEADER: usize = MAGIC.len() + 1 + PREFIX;
const TAG: usize = 16;

/// How long the message in a file of that length is; `None` where none has that length.
pub(super) fn octets_of(file: u64) -> Option<u64> {
    let sealed = file.checked_sub(HEADER as u64)?;
    let chunks = sealed.div_ceil((CHUNK + TAG) as u64).max(1);
    sealed.checked_sub(chunks * TAG as u64)
}

/// A chunk does not open.
#[derive(Debug)]
pub(super) struct Broken;

struct Chunks {
    cipher: XChaCha20Poly1305,
    prefix: [u8; PREFIX],
    /// What is sealed with each chunk: the file's header and name.
    with: Vec<u8>,
    next: u32,
}

impl Chunks {
    fn new(key: &SpoolKey, name: &str, header: &[u8], prefix: [u8; PREFIX]) -> Self {
        Self {
            cipher: key.cipher(),
            prefix,
            with: [header, name.as_bytes()].concat(),
            next: 0,
        }
    }

    /// `None` after 2^32 chunks, which no message reaches.
    fn nonce(&mut self, last: bool) -> Option<XNonce> {
        let mut nonce = XNonce::default();
        let number = self.next.to_be_bytes();
        let flag = u8::from(last);
        let octets = self.prefix.iter().chain(&number).chain([&flag]);
        for (place, octet) in nonce.iter_mut().zip(octets) {
            *place = *octet;
        }
        self.next = self.next.checked_add(1)?;
        Some(nonce)
    }
}

/// Seals a message, chunk by chunk.
pub(super) struct Sealer(Chunks);

impl Sealer {
    /// Also yields what the file begins with.
    pub(super) fn new(key: &SpoolKey, name: &str) -> Result<(Self, Vec<u8>), SpoolError> {
        let prefix = random::<PREFIX>()?;
        let header = [MAGIC.as_slice(), &[VERSION], &prefix].concat();
        let chunks = Chunks::new(key, name, &header, prefix);
        Ok((Self(chunks), header))
    }

    /// Seals a chunk in its place.
    pub(super) fn seal(&mut self, chunk: &mut Vec<u8>, last: bool) -> io::Result<()> {
        let too_long = || io::Error::from(io::ErrorKind::FileTooLarge);
        let nonce = self.0.nonce(last).ok_or_else(too_long)?;
        let sealed = self
            .0
            .cipher
            .encrypt_in_place_detached(&nonce, &self.0.with, chunk);
        let tag = sealed.map_err(|_| too_long())?;
        chunk.extend_from_slice(&tag);
        Ok(())
    }
}

/// Reads a sealed message.
pub(super) struct Opener {
    chunks: Chunks,
    file: Box<dyn Read + Send>,
    /// Octets of the message that are still to come.
    left: u64,
    ended: bool,
}

/// What came of reading.
pub(super) type Opened<T> = io::Result<Result<T, Broken>>;

impl Opener {
    /// `octets`: how long the message is.
    pub(super) fn new(
        key: &SpoolKey,
        name: &str,
        mut file: Box<dyn Read + Send>,
        octets: u64,
    ) -> Opened<Self> {
        let mut header = [0; HEADER];
        match file.read_exact(&mut header) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(Err(Broken)),
            Err(error) => return Err(error),
        }
        let Some(&prefix) = header.last_chunk::<PREFIX>() else {
            return Ok(Err(Broken));
        };
        if !header.starts_with(MAGIC) || header.get(MAGIC.len()) != Some(&VERSION) {
            return Ok(Err(Broken));
        }
        Ok(Ok(Self {
            chunks: Chunks::new(key, name, &header, prefix),
            file,
            left: octets,
            ended: false,
        }))
    }

    /// The last chunk was read.
    pub(super) fn is_at_end(&self) -> bool {
        self.ended
    }

    /// The next chunk; `None` after the last.
    pub(super) fn next(&mut self) -> Opened<Option<Zeroizing<Vec<u8>>>> {
        if self.ended {
            return Ok(Ok(None));
        }
        let plain = usize::try_from(self.left).unwrap_or(CHUNK).min(CHUNK);
        let last = self.left <= CHUNK as u64;
        let sealed = plain + TAG;
        // Behind the last chunk nothing may follow.
        let most = sealed + usize::from(last);
        let mut chunk = Zeroizing::new(Vec::with_capacity(most));
        (&mut self.file).take(most as u64).read_to_end(&mut chunk)?;
        if chunk.len() != sealed {
            return Ok(Err(Broken));
        }
        let tag = Tag::clone_from_slice(chunk.get(plain..).unwrap_or_default());
        chunk.truncate(plain);
        let Some(nonce) = self.chunks.nonce(last) else {
            return Ok(Err(Broken));
        };
        let opened = self.chunks.cipher.decrypt_in_place_detached(
            &nonce,
            &self.chunks.with,
            &mut chunk,
            &tag,
        );
        if opened.is_err() {
            return Ok(Err(Broken));
        }
        self.left -= plain as u64;
        self.ended = last;
        Ok(Ok(Some(chunk)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SpoolKey {
        SpoolKey::parse(&SpoolKey::generate().unwrap()).unwrap()
    }

    fn sealed(key: &SpoolKey, message: &[u8]) -> Vec<u8> {
        let (mut sealer, mut file) = Sealer::new(key, "name").unwrap();
        let mut chunks: Vec<_> = message.chunks(CHUNK).map(<[u8]>::to_vec).collect();
        if chunks.is_empty() {
            chunks.push(Vec::new());
        }
        let count = chunks.len();
        for (at, mut chunk) in chunks.into_iter().enumerate() {
            sealer.seal(&mut chunk, at + 1 == count).unwrap();
            file.extend_from_slice(&chunk);
        }
        file
    }

    fn opened(key: &SpoolKey, name: &str, file: &[u8], octets: usize) -> Option<Vec<u8>> {
        let file = Box::new(io::Cursor::new(file.to_vec()));
        let mut opener = Opener::new(key, name, file, octets as u64).unwrap().ok()?;
        let mut message = Vec::new();
        while let Some(chunk) = opener.next().unwrap().ok()? {
            message.extend_from_slice(&chunk);
        }
        Some(message)
    }

    #[test]
    fn messages_of_all_lengths_come_back() {
        let key = key();
        for octets in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7] {
            let message: Vec<u8> = (0..=250).cycle().take(octets).collect();
            let file = sealed(&key, &message);
            assert_eq!(octets_of(file.len() as u64), Some(octets as u64));
            assert_eq!(opened(&key, "name", &file, octets), Some(message));
        }
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_noticed() {
        let key = key();
        let message = b"Subject: ARL\r\n\r\nNIR 1 23 45\r\n";
        let file = sealed(&key, message);
        assert!(!file.windows(6).any(|octets| octets == b"NIR 1 "));
        for at in 0..file.len() {
            for bit in 0..8 {
                let mut changed = file.clone();
                changed[at] ^= 1 << bit;
                assert_eq!(opened(&key, "name", &changed, message.len()), None, "{at}");
            }
            assert_eq!(opened(&key, "name", &file[..at], message.len()), None);
        }
        let longer = [file.as_slice(), b"x"].concat();
        assert_eq!(opened(&key, "name", &longer, message.len()), None);
        assert_eq!(opened(&key, "other", &file, message.len()), None);
        assert_eq!(
            opened(&super::tests::key(), "name", &file, message.len()),
            None
        );
        assert_eq!(opened(&key, "name", &file, message.len() - 1), None);
        assert_eq!(opened(&key, "name", &file, message.len() + 1), None);
    }

    #[test]
    fn chunks_can_be_neither_swapped_nor_left_out() {
        let key = key();
        let message = vec![b'a'; 3 * CHUNK];
        let file = sealed(&key, &message);
        let (header, chunks) = file.split_at(HEADER);
        let chunk = |at: usize| &chunks[at * (CHUNK + TAG)..(at + 1) * (CHUNK + TAG)];
        let swapped = [header, chunk(1), chunk(0), chunk(2)].concat();
        assert_eq!(opened(&key, "name", &swapped, 3 * CHUNK), None);
        let shorter = [header, chunk(0), chunk(1)].concat();
        assert_eq!(opened(&key, "name", &shorter, 2 * CHUNK), None);
        let without = [header, chunk(0), chunk(2)].concat();
        assert_eq!(opened(&key, "name", &without, 2 * CHUNK), None);
    }
}
