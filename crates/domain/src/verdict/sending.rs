//! Whether the candidate can send as its own address.

use serde::{Deserialize, Serialize};

use super::reason::Reason;
use crate::cause::Cause;

/// Below this a server cannot carry even one scanned prescription beside a lot. A rule of ours.
pub(super) const TOO_SMALL: u64 = 2_000_000;

/// Below this larger SCOR lots may be refused. A rule of ours.
pub(super) const SMALL: u64 = 10_000_000;

/// What came of sending through the candidate's submission server (RFC 6409).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Sending {
    /// Not tried yet.
    #[default]
    NotTried,
    /// It failed.
    Failed {
        /// Why.
        failure: SendingFailure,
    },
    /// The server took a message from the candidate's address.
    Accepted(Submission),
}

/// A message that the submission server took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// The largest message in octets (SIZE, RFC 1870); `None` where it announces none, or 0.
    pub size_limit: Option<u64>,
    /// What became of its `From`.
    pub from: FromSeen,
}

/// What became of a sent message's `From`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FromSeen {
    /// It arrived as sent.
    Unchanged,
    /// It arrived with another address.
    Rewritten,
    /// The message was not seen again.
    NotSeen,
}

/// Why sending failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SendingFailure {
    /// No submission server was found.
    NoServer,
    /// No TLS, or none that could be verified; no password was sent.
    Tls {
        /// One of the causes that begin with `tls_`.
        cause: Cause,
    },
    /// User name or password was refused.
    LoginRefused,
    /// The server does not let the login send as this address.
    SenderRefused,
    /// The server refused the message for good.
    Refused,
    /// No answer, or a temporary refusal.
    NotNow,
}

/// What the sending says.
pub(super) fn reasons(sending: &Sending) -> Vec<Reason> {
    match sending {
        Sending::NotTried => vec![Reason::SendingNotTried],
        Sending::Failed { failure } => vec![match failure {
            SendingFailure::NoServer => Reason::NoSubmission,
            SendingFailure::Tls {
                cause: Cause::TlsIntercepted,
            } => Reason::SendingIntercepted,
            SendingFailure::Tls { cause } => Reason::SubmissionUnsafe { cause: *cause },
            SendingFailure::LoginRefused => Reason::SubmissionLoginRefused,
            SendingFailure::SenderRefused => Reason::SenderRefused,
            SendingFailure::Refused => Reason::SubmissionRefused,
            SendingFailure::NotNow => Reason::SendingNotNow,
        }],
        Sending::Accepted(submission) => {
            let mut reasons = Vec::new();
            if submission.from == FromSeen::Rewritten {
                reasons.push(Reason::FromRewritten);
            }
            if let Some(octets) = submission.limit().filter(|octets| *octets < TOO_SMALL) {
                reasons.push(Reason::SizeLimitTooSmall { octets });
            }
            if reasons.is_empty() {
                reasons.push(Reason::Sends);
            }
            reasons
        }
    }
}

impl Submission {
    /// The limit; 0 stands for none (RFC 1870 §4).
    pub(super) fn limit(&self) -> Option<u64> {
        self.size_limit.filter(|octets| *octets > 0)
    }
}
