//! What about the book a person should know.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{health::Level, transition::Closing};

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
    /// The old mailbox, which this one took the place of, may soon be closed by its provider because
    /// nobody uses it, while answers may still come there.
    OldMailboxClosing(Closing),
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
            | Self::ForeignMail { .. }
            | Self::OldMailboxClosing(_) => Level::Attention,
            Self::Manual(_) | Self::SilentReturns { .. } | Self::Vanishing { .. } => Level::Alarm,
        }
    }
}

/// What a notification is about: one situation has one notification, whatever the matters in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Answers are missing: late, 48 h, 96 h, or no return at all.
    Answers,
    /// The caisse refuses lots.
    Refusals,
    /// Lots did not reach the caisse.
    Deliveries,
    /// Somebody else writes to this mailbox.
    ForeignMail,
    /// Another program empties this mailbox.
    Vanishing,
    /// The mailbox that this one took the place of.
    OldMailbox,
}

impl Matter {
    /// Its name in the log and the record.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Late(_) => "book_late",
            Self::Unanswered(_) => "book_unanswered",
            Self::Manual(_) => "book_manual",
            Self::Refused(_) => "book_refused",
            Self::NotDelivered(_) => "book_not_delivered",
            Self::SilentReturns { .. } => "book_silent_returns",
            Self::ForeignMail { .. } => "book_foreign_mail",
            Self::Vanishing { .. } => "book_vanishing",
            Self::OldMailboxClosing(_) => "book_old_mailbox_closing",
        }
    }

    /// What a notification on it is about.
    #[must_use]
    pub const fn subject(&self) -> Subject {
        match self {
            Self::Late(_) | Self::Unanswered(_) | Self::Manual(_) | Self::SilentReturns { .. } => {
                Subject::Answers
            }
            Self::Refused(_) => Subject::Refusals,
            Self::NotDelivered(_) => Subject::Deliveries,
            Self::ForeignMail { .. } => Subject::ForeignMail,
            Self::Vanishing { .. } => Subject::Vanishing,
            Self::OldMailboxClosing(_) => Subject::OldMailbox,
        }
    }

    /// How bad it is among the matters of its subject: the greatest stands for the others.
    const fn rank(&self) -> u8 {
        match self {
            Self::Unanswered(_) => 1,
            Self::SilentReturns { .. } => 2,
            Self::Manual(_) => 3,
            Self::Late(_)
            | Self::Refused(_)
            | Self::NotDelivered(_)
            | Self::ForeignMail { .. }
            | Self::Vanishing { .. }
            | Self::OldMailboxClosing(_) => 0,
        }
    }

    /// Whether the two are the same matter, whatever its numbers.
    #[must_use]
    pub fn is_same_kind(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// Whether it is known without following lots.
    pub(super) const fn holds_without_lots(&self) -> bool {
        !matches!(self, Self::Late(_) | Self::Unanswered(_) | Self::Manual(_))
    }

    /// Whether a user who was told of the other one should hear of this one: the situation became
    /// another, or further lots came back. That more lots wait for the same reason is no news.
    pub(super) fn is_worse_than(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Refused(now), Self::Refused(told))
            | (Self::NotDelivered(now), Self::NotDelivered(told)) => now.lots > told.lots,
            _ => self.rank() > other.rank(),
        }
    }
}
