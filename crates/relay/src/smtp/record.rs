use jiff::Timestamp;

use super::MessageDigest;

/// What happened on the SMTP side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SmtpHappening {
    /// Upstream accepted a message; the software is told next.
    Passed(Passed),
    /// The software submitted again what upstream has; nothing was sent.
    SaidAgain(MessageDigest),
    /// The connection upstream broke when the whole message was there: nobody knows. The software
    /// was told to try again.
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
    /// Name or password of the software was wrong.
    LoginRefused,
    /// The software wanted to send as somebody else.
    ForeignSender,
}

/// A message that upstream accepted.
#[derive(Clone, PartialEq, Eq)]
pub struct Passed {
    /// Of envelope and content, as the software submitted them.
    pub digest: MessageDigest,
    /// The sender that the software gave.
    pub sender: String,
    /// To whom.
    pub recipients: Vec<String>,
    /// Octets of the message.
    pub octets: u64,
    /// The same message was sent before, and what became of it is not known.
    pub after_unknown: bool,
    /// Its first octets, at most 32 KiB.
    pub head: Vec<u8>,
}

impl std::fmt::Debug for Passed {
    /// Not the message: it is nobody's business.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Passed")
            .field("octets", &self.octets)
            .field("after_unknown", &self.after_unknown)
            .finish_non_exhaustive()
    }
}

/// Who is told of it. Called on the runtime: it may not block.
pub trait SmtpRecord: Send + Sync {
    /// This happened.
    fn happened(&self, at: Timestamp, what: SmtpHappening);
}
