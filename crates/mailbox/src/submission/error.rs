//! Why something could not be sent.

use std::error::Error as _;

use lettre::transport::smtp::{Error as Smtp, response::Severity};
use vigie_domain::cause::Cause;

use crate::{connect::ConnectError, tls::TlsError};

/// The longest excerpt of a server's words, in characters.
const EXCERPT: usize = 200;

/// Why no letter could be submitted. `words` are the server's, bounded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubmissionError {
    /// The server cannot be reached.
    #[error("{}: {detail}", cause.name())]
    Unreachable {
        /// `name_not_found`, `connection_refused`, `connect_timeout` or `no_network`.
        cause: Cause,
        /// What the system said.
        detail: String,
    },
    /// No TLS, or none that could be verified. No password was sent.
    #[error("{}: {detail}", cause.name())]
    Tls {
        /// One of the causes that begin with `tls_`.
        cause: Cause,
        /// The particulars.
        detail: String,
    },
    /// User name or password was refused for good (RFC 4954 §6).
    #[error("the login was refused: {words}")]
    LoginRefused {
        /// The server's words.
        words: String,
    },
    /// The server takes no password, only logins in the browser or other mechanisms.
    #[error("no mechanism that takes a password")]
    NoPasswordLogin,
    /// Try later (4xx).
    #[error("not now: {words}")]
    NotNow {
        /// The server's words.
        words: String,
    },
    /// Refused for good, before any letter.
    #[error("refused: {words}")]
    Refused {
        /// The server's words.
        words: String,
    },
    /// The connection broke, or the answer is not SMTP.
    #[error("{0}")]
    Broken(String),
    /// It did not end within its cap.
    #[error("too slow")]
    TooSlow,
}

/// Why one letter was not taken. `words` are the server's, bounded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LetterError {
    /// This login may not send as this address.
    #[error("sender refused: {words}")]
    SenderRefused {
        /// The server's words.
        words: String,
    },
    /// The server knows already that the recipient cannot be reached.
    #[error("recipient refused: {words}")]
    RecipientRefused {
        /// The server's words, with its reply code before them.
        words: String,
    },
    /// The message was refused for good.
    #[error("refused: {words}")]
    Refused {
        /// The server's words.
        words: String,
    },
    /// Try later (4xx).
    #[error("not now: {words}")]
    NotNow {
        /// The server's words.
        words: String,
    },
    /// The connection broke before the letter was taken, or while.
    #[error("{0}")]
    Broken(String),
}

impl From<ConnectError> for SubmissionError {
    fn from(error: ConnectError) -> Self {
        Self::Unreachable {
            cause: error.cause,
            detail: error.detail,
        }
    }
}

impl From<TlsError> for SubmissionError {
    fn from(error: TlsError) -> Self {
        let detail = error.detail.unwrap_or_default();
        match error.cause {
            Cause::TooSlow => Self::TooSlow,
            Cause::NoNetwork => Self::Unreachable {
                cause: error.cause,
                detail,
            },
            Cause::ConnectionLost => Self::Broken(detail),
            cause => Self::Tls { cause, detail },
        }
    }
}

/// How a server said no.
pub(super) enum No {
    /// For good, with its code before its words.
    ForGood(String),
    /// For now.
    ForNow(String),
    /// It did not say anything that can be read.
    Broken(String),
}

/// What lettre's error is.
pub(super) fn no(error: &Smtp) -> No {
    let words = error
        .source()
        .map_or_else(|| error.to_string(), ToString::to_string);
    match error.status() {
        Some(code) if code.severity == Severity::PermanentNegativeCompletion => {
            No::ForGood(excerpt(&format!("{code} {words}")))
        }
        Some(code) => No::ForNow(excerpt(&format!("{code} {words}"))),
        None => No::Broken(excerpt(&words)),
    }
}

/// One bounded line.
pub(super) fn excerpt(words: &str) -> String {
    let visible = words
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter });
    let line: String = visible.take(EXCERPT).collect();
    line.trim().to_owned()
}

/// Whether a refusal is about the sender. Postfix puts off such a refusal until RCPT
/// (`smtpd_delay_reject`), so that the command it answers says nothing.
pub(super) fn is_about_sender(words: &str) -> bool {
    const CODES: [&str; 2] = ["5.1.7", "5.1.8"];
    const WORDS: [&str; 4] = [
        "sender address",
        "not owned by",
        "not allowed to send",
        "send as",
    ];
    let lower = words.to_lowercase();
    CODES
        .iter()
        .any(|code| lower.split_whitespace().any(|word| word == *code))
        || WORDS.iter().any(|known| lower.contains(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_sender_is_told_from_a_refused_recipient() {
        for sender in [
            "553 5.7.1 <a@b.example>: Sender address rejected: not owned by user c@b.example",
            "550 5.1.8 bad sender",
            "554 5.2.252 SendAsDenied; not allowed to send as a@b.example",
        ] {
            assert!(is_about_sender(sender), "{sender}");
        }
        for recipient in [
            "550 5.1.1 <x@b.example>: Recipient address rejected: User unknown",
            "552 5.2.2 mailbox full",
        ] {
            assert!(!is_about_sender(recipient), "{recipient}");
        }
    }

    #[test]
    fn words_are_one_bounded_line() {
        let words = excerpt(&format!("a\r\nb{}", "é".repeat(1_000)));
        assert!(words.starts_with("a  b"));
        assert_eq!(words.chars().count(), EXCERPT);
    }
}
