//! The spool as one POP3 session of the software sees it.

use std::sync::Arc;

use jiff::Timestamp;
use zeroize::Zeroizing;

use super::{
    Spool,
    error::{BodyError, SpoolError},
    key::SpoolKey,
    ledger::Waiting,
    seal::{Broken, Opener},
};

/// A message of a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held<'a> {
    /// The unique id: 32 hexadecimal digits, the same for ever.
    pub uid: &'a str,
    /// Octets as they are served, without the dots of the wire.
    pub octets: u64,
}

/// The messages that wait, as they stood when the session began, under the exclusive lock of RFC
/// 1939 §4. Released when dropped; nothing is changed then.
pub struct Maildrop {
    spool: Arc<Spool>,
    key: SpoolKey,
    messages: Vec<Waiting>,
}

/// A body being read, verified chunk by chunk.
pub struct Body {
    opener: Opener,
    spool: Arc<Spool>,
    message: i64,
}

impl Maildrop {
    pub(super) fn new(spool: Arc<Spool>, key: SpoolKey, messages: Vec<Waiting>) -> Self {
        Self {
            spool,
            key,
            messages,
        }
    }

    pub(super) fn fill(&mut self, messages: Vec<Waiting>) {
        self.messages = messages;
    }

    /// The messages; number 1 of POP3 is the first.
    #[must_use]
    pub fn messages(&self) -> impl ExactSizeIterator<Item = Held<'_>> {
        self.messages.iter().map(|message| Held {
            uid: &message.uid,
            octets: message.octets,
        })
    }

    /// Opens the body of a message, counted from 0; `None` where there is none. Blocks on the disk.
    pub fn body(&self, place: usize) -> Result<Option<Body>, BodyError> {
        let Some(message) = self.messages.get(place) else {
            return Ok(None);
        };
        let result = match self.spool.files.open(&super::whole(&message.file)) {
            Ok(file) => Opener::new(&self.key, &message.file, file, message.octets),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Err(Broken)),
            Err(error) => Err(error),
        };
        match result.map_err(SpoolError::from)? {
            Ok(opener) => Ok(Some(Body {
                opener,
                spool: Arc::clone(&self.spool),
                message: message.id,
            })),
            Err(Broken) => Err(damaged(&self.spool, message.id)),
        }
    }

    /// The software took these messages, counted from 0, and said QUIT. Lasting when this returns,
    /// for all of them or for none. Tells how many were not confirmed before. Blocks on the disk.
    pub fn confirm(&self, places: &[usize], now: Timestamp) -> Result<usize, SpoolError> {
        if places.is_empty() {
            return Ok(0);
        }
        let taken = places.iter().filter_map(|&place| self.messages.get(place));
        self.spool.confirm(taken.map(|message| message.id), now)
    }
}

impl Drop for Maildrop {
    fn drop(&mut self) {
        self.spool.end_session();
    }
}

impl Body {
    /// The last part was read.
    #[must_use]
    pub fn is_at_end(&self) -> bool {
        self.opener.is_at_end()
    }

    /// The next part, at most 64 KiB; `None` after the last. Blocks on the disk.
    pub fn next_part(&mut self) -> Result<Option<Zeroizing<Vec<u8>>>, BodyError> {
        match self.opener.next().map_err(SpoolError::from)? {
            Ok(part) => Ok(part),
            Err(Broken) => Err(damaged(&self.spool, self.message)),
        }
    }
}

/// Notes that a body is damaged, so that it is fetched again.
fn damaged(spool: &Spool, message: i64) -> BodyError {
    match spool.note_damaged(message) {
        Ok(()) => BodyError::Damaged,
        Err(error) => BodyError::Spool(error),
    }
}
