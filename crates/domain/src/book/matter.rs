//! What about the book a person should know.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::health::Level;

/// Something that asks for a look. One matter stands for all the lots that it concerns: twenty
/// lots late are one matter, never twenty.
///
/// The serialised form stands in the journal and does not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "matter", rename_all = "snake_case")]
pub enum Matter {
    /// Answers that should have come by now: the early warning.
    Late(Lots),
    /// « Sans réponse depuis 48 h »: the billing software has to send these lots again.
    Unanswered(Lots),
    /// « Traitement manuel »: still nothing after the second 48 hours.
    Manual(Lots),
    /// Refused by the caisse.
    Refused(Lots),
    /// Not delivered to the caisse.
    NotDelivered(Lots),
    /// No return at all for longer than this practice has ever waited.
    SilentReturns {
        /// The last return seen.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        since: Timestamp,
    },
    /// Somebody uses this address for something else; the billing software will delete it.
    ForeignMail {
        /// How many messages lie there.
        messages: u32,
        /// Since when the oldest has.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        since: Timestamp,
    },
    /// Returns went out of the mailbox, and the billing software does not have them: another
    /// program empties it.
    Vanishing {
        /// How many.
        messages: u32,
        /// Since when.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        since: Timestamp,
    },
}

/// The lots that a matter concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Lots {
    /// How many, at least 1.
    pub lots: u32,
    /// When the oldest of them was sent last.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub oldest: Timestamp,
}

impl Matter {
    /// How urgent it is. Orange and red are the rule's own colours for 48 and 96 hours.
    #[must_use]
    pub const fn level(&self) -> Level {
        match self {
            Self::Late(_)
            | Self::Unanswered(_)
            | Self::Refused(_)
            | Self::NotDelivered(_)
            | Self::ForeignMail { .. } => Level::Attention,
            Self::Manual(_) | Self::SilentReturns { .. } | Self::Vanishing { .. } => Level::Alarm,
        }
    }
}
