use thiserror::Error;

use crate::listing::MessageNumber;
use crate::server::Login;

/// What the session needs from its caller. It goes on with the next command once it has the answer.
#[derive(Debug)]
pub enum Request {
    /// Is this login right, and what is in the mailbox?
    /// Answer with [`open`](crate::server::Session::open) or [`refuse`](crate::server::Session::refuse).
    Login(Login),
    /// Send the output, then begin TLS, then say [`tls_established`](crate::server::Session::tls_established).
    BeginTls,
    /// What does the message hold? Answer with [`send_body`](crate::server::Session::send_body) and
    /// [`finish_body`](crate::server::Session::finish_body), or [`refuse`](crate::server::Session::refuse).
    Body {
        /// Which message.
        message: MessageNumber,
        /// For TOP, the lines of the body that are wanted; the session counts them. `None` for RETR.
        lines: Option<u32>,
    },
    /// The client said QUIT: delete these messages now (RFC 1939 §6).
    /// Answer with [`complete_update`](crate::server::Session::complete_update) or [`refuse`](crate::server::Session::refuse).
    Update {
        /// The marked messages; may be none.
        deleted: Vec<MessageNumber>,
    },
    /// Much output waits: send it, then call again. Needs no answer.
    Flush,
    /// Send the output and close the connection. Comes once, and last.
    Close(Ended),
}

/// Why a session is over. After all but `Quit` nothing is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The client said QUIT.
    Quit,
    /// The client closed the stream without QUIT.
    StreamEnded,
    /// Too many lines were no command.
    TooManyBadCommands,
    /// Too many logins were refused.
    TooManyLogins,
    /// Octets came between STLS and TLS.
    ClearTextBeforeTls,
    /// The caller closed it.
    ByCaller,
}

/// The session did not ask for what the caller answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the session did not ask for this")]
pub struct NotAsked;
