//! Every way in which a session fails, in the terms of the report.

use std::io;

use secrecy::{ExposeSecret as _, SecretString};
use vigie_domain::{
    cause::Cause,
    report::{Failure, Phase},
};
use vigie_pop3::{Plain, Reply, client::Violation};

use super::connection::Broken;
use crate::tls::{self, TlsError};

/// The longest detail, in characters.
const DETAIL_CHARACTERS: usize = 300;

/// A cause with its particulars, before it is known in which phase it arose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stop {
    pub(super) cause: Cause,
    pub(super) detail: Option<String>,
}

impl Stop {
    pub(super) fn new(cause: Cause, detail: impl Into<String>) -> Self {
        Self {
            cause,
            detail: Some(detail.into()),
        }
    }

    /// A refusal, in the server's words.
    pub(super) fn refused(cause: Cause, reply: &Reply) -> Self {
        let detail = match (&reply.code, reply.text.as_str()) {
            (Some(code), text) => Some(format!("{code} {text}")),
            (None, "") => None,
            (None, text) => Some(text.to_owned()),
        };
        Self { cause, detail }
    }

    /// The server answered and still listens.
    pub(super) fn is_a_reply(&self) -> bool {
        matches!(
            self.cause,
            Cause::PopDisabled
                | Cause::PasswordRefused
                | Cause::WebLoginRequired
                | Cause::MailboxInUse
                | Cause::LoginDelay
                | Cause::ServerTemporary
                | Cause::ServerPermanent
        )
    }

    /// What the report says: one line, bounded, and without the password even where the server
    /// throws it back.
    pub(super) fn into_failure(
        self,
        phase: Phase,
        login: &str,
        password: &SecretString,
        retry_after_s: Option<u64>,
    ) -> Failure {
        let detail = self
            .detail
            .map(|detail| one_line(&without_secret(&detail, login, password)))
            .filter(|detail| !detail.is_empty());
        Failure {
            cause: self.cause,
            phase,
            detail,
            retry_after_s,
        }
    }
}

impl From<TlsError> for Stop {
    fn from(TlsError { cause, detail }: TlsError) -> Self {
        Self { cause, detail }
    }
}

impl From<Broken> for Stop {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Deadline => Self {
                cause: Cause::TooSlow,
                detail: None,
            },
            Broken::Violation(violation @ Violation::ConnectionClosed { .. }) => {
                Self::new(Cause::ConnectionLost, violation.to_string())
            }
            // Whoever slips words in before TLS begins is no mail server.
            Broken::Violation(violation @ Violation::ClearTextBeforeTls) => {
                Self::new(Cause::TlsFailed, violation.to_string())
            }
            Broken::Violation(violation) => {
                Self::new(Cause::ProtocolViolation, violation.to_string())
            }
            Broken::Io(error) => tls::failure_in_session(&error).map_or_else(
                || Self::new(cause_of_io(&error), error.to_string()),
                Self::from,
            ),
        }
    }
}

fn cause_of_io(error: &io::Error) -> Cause {
    match error.kind() {
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::NetworkDown => Cause::NoNetwork,
        _ => Cause::ConnectionLost,
    }
}

fn without_secret(detail: &str, login: &str, password: &SecretString) -> String {
    const HIDDEN: &str = "•••";
    let mut detail = detail.to_owned();
    let response = Plain::new(login, password.clone()).encode();
    for secret in [response.expose_secret(), password.expose_secret()] {
        // Hiding a secret of one or two letters would tell it.
        if secret.chars().count() > 2 {
            detail = detail.replace(secret, HIDDEN);
        }
    }
    detail
}

fn one_line(text: &str) -> String {
    let visible = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter });
    let line: String = visible.take(DETAIL_CHARACTERS).collect();
    line.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_detail_is_one_bounded_line_without_the_password() {
        let password: SecretString = "s3cret pass".into();
        let response = Plain::new("ada", password.clone()).encode();
        let words = format!(
            "unknown: PASS s3cret pass\r\nAUTH PLAIN {} {}",
            response.expose_secret(),
            "x".repeat(400)
        );
        let failure = Stop::new(Cause::PasswordRefused, words).into_failure(
            Phase::Login,
            "ada",
            &password,
            None,
        );
        let detail = failure.detail.unwrap();
        assert!(!detail.contains("s3cret"), "{detail}");
        assert!(!detail.contains(response.expose_secret()), "{detail}");
        assert!(!detail.contains(char::is_control));
        assert!(detail.chars().count() <= DETAIL_CHARACTERS);
    }
}
