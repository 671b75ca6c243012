//! The outside world in reach of one reading: its time, its bounds, and the errors of the system.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use sha2::{Digest, Sha256};
use vigie_domain::book::source::SourceProblem;

/// Sightings of one reading; a single file or message may bring a few more.
pub(crate) const MOST_SIGHTINGS: usize = 500;
/// How long one reading lasts.
const LONGEST: Duration = Duration::from_secs(2);

/// What is left of one reading's time.
pub(crate) struct Budget<'a> {
    stop: &'a AtomicBool,
    until: Instant,
}

impl<'a> Budget<'a> {
    pub(crate) fn new(stop: &'a AtomicBool) -> Self {
        Self {
            stop,
            until: Instant::now() + LONGEST,
        }
    }

    /// Whether the reading has to end here.
    pub(crate) fn is_spent(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || Instant::now() >= self.until
    }
}

/// A path for people.
pub(crate) fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// What the system said, as the problem that it is.
pub(crate) fn problem(path: &Path, error: &io::Error) -> SourceProblem {
    let path = shown(path);
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => SourceProblem::Missing { path },
        io::ErrorKind::PermissionDenied => SourceProblem::Forbidden { path },
        _ => SourceProblem::Unreadable {
            path,
            what: error.to_string(),
        },
    }
}

/// At most `most` octets of an open file, from where it stands.
pub(crate) fn read_at_most(file: &mut File, most: u64) -> io::Result<Vec<u8>> {
    let mut octets = Vec::new();
    file.take(most).read_to_end(&mut octets)?;
    Ok(octets)
}

/// The SHA-256 digest, in hexadecimal.
pub(crate) fn digest(octets: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(64);
    for octet in Sha256::digest(octets) {
        let _ = write!(text, "{octet:02x}");
    }
    text
}

/// The first 64 bits of the SHA-256 digest of these pieces, each with its length.
pub(crate) fn short_digest(pieces: &[&[u8]]) -> u64 {
    let mut hash = Sha256::new();
    for piece in pieces {
        hash.update((piece.len() as u64).to_le_bytes());
        hash.update(piece);
    }
    let digest = hash.finalize();
    digest
        .iter()
        .take(8)
        .fold(0, |sum, octet| sum << 8 | u64::from(*octet))
}
