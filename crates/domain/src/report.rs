//! What one check of a mailbox found.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{cause::Cause, server::Server};

/// A step of a check, in the order in which they happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Looking the server's name up.
    Dns,
    /// Opening the TCP connection (IPv6 and IPv4).
    Connect,
    /// TLS handshake, the certificate's proof included (for STLS: after greeting and CAPA).
    Tls,
    /// The server's first line.
    Greeting,
    /// CAPA before the login.
    Capabilities,
    /// One attempt to log in.
    Login,
    /// STAT.
    Stat,
    /// UIDL (and LIST).
    List,
    /// TOP of the messages not seen before.
    Headers,
    /// QUIT.
    Quit,
}

impl Phase {
    /// The public name, as it is serialised.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Greeting => "greeting",
            Self::Capabilities => "capabilities",
            Self::Login => "login",
            Self::Stat => "stat",
            Self::List => "list",
            Self::Headers => "headers",
            Self::Quit => "quit",
        }
    }
}

/// How long a phase took.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PhaseTiming {
    /// The phase.
    pub phase: Phase,
    /// Its duration in milliseconds.
    pub ms: f64,
}

/// What the TLS handshake showed; the certificate was verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct TlsSeen {
    /// `TLSv1.2` or `TLSv1.3`.
    pub version: String,
    /// The cipher suite's IANA name.
    pub cipher: String,
    /// The leaf certificate's issuer, in readable form.
    pub issuer: String,
    /// The leaf certificate's end.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub not_after: Timestamp,
}

/// A message seen in the mailbox for the first time: what TOP showed of its header, bounded.
///
/// A subject or a sender may name a person: it is kept in memory for recognition only, and never
/// logged, journalled or shown outside the user's own window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct NewMessage {
    /// The server's unique id (RFC 1939 §7, opaque).
    pub uid: String,
    /// Size in octets, as the server announces it.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub octets: Option<u64>,
    /// The `Message-ID` without its brackets.
    pub message_id: Option<String>,
    /// The first address of `From`.
    pub from: Option<String>,
    /// The subject, decoded.
    pub subject: Option<String>,
    /// When the last server received it (topmost `Received`), or else its `Date`.
    #[cfg_attr(feature = "ts", ts(type = "string | null"))]
    pub received_at: Option<Timestamp>,
}

/// What a check that went through to STAT saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct MailboxSeen {
    /// Messages in the mailbox (STAT).
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub messages: u64,
    /// Their size in octets (STAT).
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub octets: u64,
    /// Every unique id, in the server's order; `None` where the server has no UIDL.
    #[cfg_attr(feature = "ts", ts(skip))]
    pub uids: Option<Vec<String>>,
    /// Messages not known before this check, as far as this session got.
    pub new_messages: Vec<NewMessage>,
    /// Whether headers remain to be read in a later session: its cap was reached, or it broke off.
    pub more_to_scan: bool,
    /// When the oldest message that is still there was received, where known.
    #[cfg_attr(feature = "ts", ts(type = "string | null"))]
    pub oldest: Option<Timestamp>,
}

/// Why a check failed: the cause, where, and the circumstances that belong to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Failure {
    /// The cause.
    pub cause: Cause,
    /// The phase in which it arose.
    pub phase: Phase,
    /// The particulars that the sentence needs: the server's words, the issuer, the antivirus's
    /// name, what was malformed. One line, at most 300 characters, never a secret.
    pub detail: Option<String>,
    /// Seconds after which the server allows the next login, where it says so.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub retry_after_s: Option<u64>,
}

/// One check of one mailbox, from beginning to end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CheckReport {
    /// When it began.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub started_at: Timestamp,
    /// The server asked.
    pub server: Server,
    /// The phases that were entered, with their durations, the failed one included.
    pub timings: Vec<PhaseTiming>,
    /// What TLS showed, where the handshake succeeded.
    pub tls: Option<TlsSeen>,
    /// Capabilities announced (RFC 2449), after the login where the server was asked again; one
    /// string per line, bounded.
    pub capabilities: Vec<String>,
    /// The pause between logins that the server announces (LOGIN-DELAY), in seconds.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub login_delay_s: Option<u64>,
    /// Whether a login was attempted, so that the pause between logins counts from here.
    pub login_attempted: bool,
    /// What was seen, or why not.
    #[serde(with = "outcome")]
    #[cfg_attr(feature = "ts", ts(as = "OutcomeTs"))]
    pub outcome: Result<MailboxSeen, Failure>,
}

impl CheckReport {
    /// The cause of failure, if it failed.
    #[must_use]
    pub fn cause(&self) -> Option<Cause> {
        self.outcome.as_ref().err().map(|failure| failure.cause)
    }

    /// `true` healthy, `false` unhealthy, `None` when the check cannot tell.
    #[must_use]
    pub fn healthy(&self) -> Option<bool> {
        match self.cause() {
            None => Some(true),
            Some(cause) if cause.is_inconclusive() => None,
            Some(_) => Some(false),
        }
    }

    /// The whole duration in milliseconds.
    #[must_use]
    pub fn total_ms(&self) -> f64 {
        self.timings.iter().map(|timing| timing.ms).sum()
    }
}

#[cfg(feature = "ts")]
#[derive(ts_rs::TS)]
#[ts(rename = "Outcome", rename_all = "snake_case")]
#[allow(
    dead_code,
    reason = "only its shape is used, for the TypeScript declaration"
)]
enum OutcomeTs {
    Seen(MailboxSeen),
    Failed(Failure),
}

mod outcome {
    //! `Result` as `{"seen": …}` or `{"failed": …}`.
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Failure, MailboxSeen};

    #[derive(Serialize)]
    #[serde(rename_all = "snake_case")]
    enum Borrowed<'a> {
        Seen(&'a MailboxSeen),
        Failed(&'a Failure),
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Owned {
        Seen(MailboxSeen),
        Failed(Failure),
    }

    pub(super) fn serialize<S: Serializer>(
        outcome: &Result<MailboxSeen, Failure>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match outcome {
            Ok(seen) => Borrowed::Seen(seen),
            Err(failure) => Borrowed::Failed(failure),
        }
        .serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Result<MailboxSeen, Failure>, D::Error> {
        Ok(match Owned::deserialize(deserializer)? {
            Owned::Seen(seen) => Ok(seen),
            Owned::Failed(failure) => Err(failure),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phase_s_name_is_the_serialised_one() {
        let phases = [
            Phase::Dns,
            Phase::Connect,
            Phase::Tls,
            Phase::Greeting,
            Phase::Capabilities,
            Phase::Login,
            Phase::Stat,
            Phase::List,
            Phase::Headers,
            Phase::Quit,
        ];
        for phase in phases {
            assert_eq!(serde_json::to_value(phase).unwrap(), phase.name());
        }
    }
}
