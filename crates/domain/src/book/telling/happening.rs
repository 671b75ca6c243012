//! What happened to a book: what the journal records and notifications announce.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::book::matter::Matter;

/// Something that happened to one mailbox's book.
///
/// The serialised form stands in the journal and does not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BookHappening {
    /// Something asks for a look.
    Began {
        /// What.
        matter: Matter,
    },
    /// What the user was told of became worse.
    Worse {
        /// What they were told last.
        before: Matter,
        /// What holds now.
        matter: Matter,
    },
    /// It still holds.
    Reminder {
        /// What holds now.
        matter: Matter,
        /// 1 for the first reminder.
        number: u32,
    },
    /// It is over.
    Ended {
        /// What it was last.
        matter: Matter,
        /// When that was noticed.
        ended: Timestamp,
    },
}

impl BookHappening {
    /// Its name in the log and the record.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Began { matter } => matter.name(),
            Self::Worse { .. } => "book_worse",
            Self::Reminder { .. } => "book_reminder",
            Self::Ended { .. } => "book_ended",
        }
    }

    /// What it is about.
    #[must_use]
    pub const fn matter(&self) -> &Matter {
        match self {
            Self::Began { matter }
            | Self::Worse { matter, .. }
            | Self::Reminder { matter, .. }
            | Self::Ended { matter, .. } => matter,
        }
    }
}

/// What one step brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "what happened is to be recorded, and what is announced to be shown"]
pub struct News {
    /// What happened now, for the journal: each kind of matter by itself.
    pub recorded: Vec<BookHappening>,
    /// What is to be shown now as a notification: one for one situation.
    pub announced: Vec<BookHappening>,
}

impl News {
    /// Whether there is nothing to record and nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.recorded.is_empty() && self.announced.is_empty()
    }
}
