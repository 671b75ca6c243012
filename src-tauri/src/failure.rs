//! What the page is told when something went wrong.

use serde::Serialize;
use vigie_protocol::{CallError, ConnectError, Refusal};

/// Why a command did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Failure {
    /// The agent refused.
    Refused {
        /// Why.
        refusal: Refusal,
    },
    /// Nobody answers.
    Silent,
    /// The shell itself could not do it; for the log, the page has words of its own.
    Failed {
        /// What.
        what: String,
    },
}

impl From<ConnectError> for Failure {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::Refused(refusal) => Self::Refused { refusal },
            ConnectError::Socket(_) | ConnectError::NoWelcome => Self::Silent,
        }
    }
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Refused(refusal) => Self::Refused { refusal },
            CallError::TooLong => Self::Refused {
                refusal: Refusal::TooLong,
            },
            CallError::Closed | CallError::NoAnswer => Self::Silent,
        }
    }
}
