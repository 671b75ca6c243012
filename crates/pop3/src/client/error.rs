use std::fmt;

use thiserror::Error;

use crate::argument::ArgumentError;
use crate::verb::Asked;

/// Where in the session something went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Before or in the server's first line.
    Greeting,
    /// No answer was due.
    Idle,
    /// In the answer to a command, or while waiting for it.
    Answer(Asked),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Greeting => f.write_str("the greeting"),
            Self::Idle => f.write_str("no command"),
            Self::Answer(asked) => asked.fmt(f),
        }
    }
}

/// The server left the protocol. The session is over: the connection must be closed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Violation {
    /// The stream ended before QUIT was answered.
    #[error("connection closed in answer to {place}")]
    ConnectionClosed {
        /// What was waited for.
        place: Place,
        /// Part of a line or of a listing or body had arrived.
        partial: bool,
    },
    /// A line where a status line must be is none.
    #[error("no status line in answer to {place}: {excerpt:?}")]
    NotAStatusLine {
        /// What was waited for.
        place: Place,
        /// How the line begins.
        excerpt: String,
    },
    /// A line came although nothing was asked.
    #[error("unasked line: {excerpt:?}")]
    Unsolicited {
        /// How the line begins.
        excerpt: String,
    },
    /// A line exceeds [`Limits::line_octets`](crate::Limits::line_octets).
    #[error("line of more than {limit} octets in answer to {place}")]
    LineTooLong {
        /// In which answer.
        place: Place,
        /// The limit.
        limit: usize,
    },
    /// A listing or body exceeds its limit of octets.
    #[error("more than {limit} octets in answer to {asked}")]
    AnswerTooLong {
        /// In which answer.
        asked: Asked,
        /// The limit.
        limit: u64,
    },
    /// A listing exceeds its limit of lines.
    #[error("more than {limit} lines in answer to {asked}")]
    TooManyLines {
        /// In which answer.
        asked: Asked,
        /// The limit.
        limit: u32,
    },
    /// A challenge came that the command has no response for.
    #[error("challenge in answer to {asked}")]
    UnexpectedChallenge {
        /// In which answer.
        asked: Asked,
    },
    /// Octets came between the consent to STLS and TLS: somebody may have slipped them in.
    #[error("clear text after the consent to STLS")]
    ClearTextBeforeTls,
}

/// A command that was not sent; the session is as before.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CommandError {
    /// An argument cannot be sent.
    #[error(transparent)]
    Argument(#[from] ArgumentError),
    /// The greeting has not come yet.
    #[error("the server has not greeted yet")]
    BeforeGreeting,
    /// Credentials were presented already. Another attempt needs another session.
    #[error("credentials were presented already")]
    SecondAttempt,
    /// STLS after credentials (RFC 2595 §4), or while answers are outstanding.
    #[error("STLS is not possible here")]
    StlsNotPossible,
    /// Nothing may follow until the command before is answered.
    #[error("{0} must be answered first")]
    MustWait(Asked),
    /// TLS was agreed on and is not established yet.
    #[error("TLS is not established yet")]
    AwaitingTls,
    /// More than [`Limits::outstanding_commands`](crate::Limits::outstanding_commands).
    #[error("too many commands are unanswered")]
    TooManyOutstanding,
    /// QUIT was sent, the server turned us away, or it left the protocol.
    #[error("the session is over")]
    Over,
}
