//! The mailbox, in memory.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Messages at most.
const MAX_MESSAGES: usize = 500;
/// Octets of one message at most; SMTP announces it as SIZE.
pub(crate) const MAX_MESSAGE: usize = 1 << 20;
/// Octets of all messages at most.
const MAX_OCTETS: usize = 16 << 20;

/// The mailbox takes no more: 500 messages, 16 MiB in all or 1 MiB in one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the training mailbox is full")]
pub struct Full;

/// A message as it lies in the mailbox.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    /// Its unique id, never used again (RFC 1939 §7).
    pub(crate) uid: String,
    /// Header and body with CRLF line ends.
    pub(crate) octets: Arc<[u8]>,
}

/// The mailbox; clones are the same mailbox.
#[derive(Clone, Default)]
pub(crate) struct Maildrop(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    messages: Vec<Message>,
    next_uid: u64,
    locked: bool,
}

impl Maildrop {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        // Every change below is complete before anything could panic, so a poisoned lock is sound.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a message in; bare LF line ends become CRLF.
    pub(crate) fn deliver(&self, message: &[u8]) -> Result<(), Full> {
        let octets: Arc<[u8]> = with_crlf(message).into();
        let mut inner = self.inner();
        let used: usize = inner.messages.iter().map(|m| m.octets.len()).sum();
        if octets.len() > MAX_MESSAGE
            || inner.messages.len() >= MAX_MESSAGES
            || used + octets.len() > MAX_OCTETS
        {
            return Err(Full);
        }
        inner.next_uid += 1;
        let uid = format!("training-{:06}", inner.next_uid);
        inner.messages.push(Message { uid, octets });
        Ok(())
    }

    /// How many messages lie there.
    pub(crate) fn len(&self) -> usize {
        self.inner().messages.len()
    }

    /// The exclusive lock of RFC 1939 §4 and the messages as they stand now; `None` while another
    /// session holds it.
    pub(crate) fn lock(&self) -> Option<Locked> {
        let mut inner = self.inner();
        if inner.locked {
            return None;
        }
        inner.locked = true;
        Some(Locked {
            maildrop: self.clone(),
            messages: inner.messages.clone(),
        })
    }
}

/// The mailbox as one POP3 session sees it; released when dropped.
pub(crate) struct Locked {
    maildrop: Maildrop,
    /// The messages at the time of the lock, in order; number 1 is the first.
    pub(crate) messages: Vec<Message>,
}

impl Locked {
    /// The UPDATE state: removes these messages, by their numbers counted from 0.
    pub(crate) fn delete(&self, numbers: impl Iterator<Item = usize>) {
        let gone: Vec<&str> = numbers
            .filter_map(|number| self.messages.get(number))
            .map(|message| message.uid.as_str())
            .collect();
        self.maildrop
            .inner()
            .messages
            .retain(|message| !gone.contains(&message.uid.as_str()));
    }
}

impl Drop for Locked {
    fn drop(&mut self) {
        self.maildrop.inner().locked = false;
    }
}

fn with_crlf(message: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(message.len() + message.len() / 32);
    let mut last = 0;
    for &octet in message {
        if octet == b'\n' && last != b'\r' {
            out.push(b'\r');
        }
        out.push(octet);
        last = octet;
    }
    if !out.ends_with(b"\r\n") {
        out.extend_from_slice(b"\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_session_at_a_time_and_deletions_only_of_what_it_saw() {
        let maildrop = Maildrop::default();
        maildrop.deliver(b"Subject: a\n\na\n").unwrap();
        let session = maildrop.lock().unwrap();
        assert!(maildrop.lock().is_none());
        maildrop.deliver(b"Subject: b\n\nb").unwrap();
        assert_eq!(session.messages.len(), 1);
        assert_eq!(&*session.messages[0].octets, b"Subject: a\r\n\r\na\r\n");
        session.delete([0, 7].into_iter());
        drop(session);
        let session = maildrop.lock().unwrap();
        assert_eq!(session.messages.len(), 1);
        assert_eq!(session.messages[0].uid, "training-000002");
        assert_eq!(&*session.messages[0].octets, b"Subject: b\r\n\r\nb\r\n");
    }

    #[test]
    fn the_mailbox_is_bounded() {
        let maildrop = Maildrop::default();
        assert_eq!(maildrop.deliver(&vec![b'x'; MAX_MESSAGE]), Err(Full));
        for _ in 0..MAX_MESSAGES {
            maildrop.deliver(b"x").unwrap();
        }
        assert_eq!(maildrop.deliver(b"x"), Err(Full));
        let maildrop = Maildrop::default();
        let large = vec![b'x'; MAX_MESSAGE - 2];
        for _ in 0..16 {
            maildrop.deliver(&large).unwrap();
        }
        assert_eq!(maildrop.deliver(b"x"), Err(Full));
    }
}
