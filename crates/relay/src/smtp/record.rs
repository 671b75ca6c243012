use jiff::Timestamp;

use super::MessageDigest;
use crate::spool::{Letter, Sighting, SpoolFault};

/// What happened on the SMTP side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SmtpHappening {
    /// Upstream accepted a message; the software is told next.
    Passed(Passed),
    /// The software submitted again what upstream has; nothing was sent.
    SaidAgain(MessageDigest),
    /// The connection upstream broke when the whole message was there: nobody knows. The software
    /// is told to try again. Who sent what is in [`Spool::untold`](crate::spool::Spool::untold).
    Unknown(MessageDigest),
    /// Upstream refused a sender, a recipient or a message.
    Refused {
        /// Its reply code.
        code: u16,
        /// Its words.
        words: String,
    },
    /// No session upstream could be opened, in these words.
    Unreachable(String),
    /// The record of what was sent cannot be used. Without it nothing new is passed on, and the
    /// software is told to try again; what upstream has answered already is told as it is.
    NoSpool(SpoolFault),
    /// Name or password of the software was wrong.
    LoginRefused,
    /// The software wanted to send as somebody else.
    ForeignSender,
}

/// A message that upstream accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passed {
    /// For [`Spool::note_told`](crate::spool::Spool::note_told), once the book knows of it.
    pub sighting: Sighting,
    /// Of envelope and content, as the software submitted them.
    pub digest: MessageDigest,
    /// Who sent what.
    pub letter: Letter,
    /// The same message was sent before, and what became of it is not known.
    pub after_unknown: bool,
}

/// Who is told of it. Called on the runtime: it may not block.
pub trait SmtpRecord: Send + Sync {
    /// This happened.
    fn happened(&self, at: Timestamp, what: SmtpHappening);
}
