//! What happened to a mailbox's health: what the journal records and toasts announce.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Warning;
use crate::{cause::Cause, report::Failure};

/// Something that happened to the health of one mailbox.
///
/// The serialised form stands in the journal and does not change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Happening {
    /// An alarm: the mailbox does not answer, confirmed or certain.
    AlarmBegan {
        /// The first failure of the series.
        began: Timestamp,
        /// The latest failure.
        failure: Failure,
    },
    /// The alarm goes on for another cause.
    AlarmChanged {
        /// The first failure of the series.
        began: Timestamp,
        /// The cause before.
        before: Cause,
        /// The failure now.
        failure: Failure,
    },
    /// The alarm still lasts.
    AlarmReminder {
        /// The first failure of the series.
        began: Timestamp,
        /// The latest failure.
        failure: Failure,
        /// 1 for the first reminder.
        number: u32,
    },
    /// The mailbox answers again.
    AlarmEnded {
        /// The first failure of the series.
        began: Timestamp,
        /// The first check that was well again.
        ended: Timestamp,
        /// The last cause.
        cause: Cause,
    },
    /// Something should be seen to.
    WarningBegan {
        /// What.
        warning: Warning,
    },
    /// It has been seen to.
    WarningEnded {
        /// What, as it was last.
        warning: Warning,
    },
    /// Our own line went down.
    LineLost {
        /// Since when.
        since: Timestamp,
    },
    /// Our own line is back.
    LineBack {
        /// When it went down.
        since: Timestamp,
        /// The first check that reached the server again.
        until: Timestamp,
    },
    /// The mailbox has been held by another programme, or logins have been too close, for an hour.
    HeldBegan {
        /// Since when.
        since: Timestamp,
        /// `mailbox_in_use` or `login_delay`.
        cause: Cause,
    },
    /// It is free again.
    HeldEnded {
        /// Since when it was held.
        since: Timestamp,
        /// Until when.
        until: Timestamp,
    },
    /// The password has not been readable for some minutes.
    SecretMissing {
        /// Since when.
        since: Timestamp,
        /// The keychain is there, but locked.
        locked: bool,
    },
    /// The password can be read again.
    SecretBack {
        /// Since when it could not.
        since: Timestamp,
    },
    /// The user suspended the watch.
    Paused {
        /// Until when.
        until: Timestamp,
    },
    /// The watch goes on, because the pause is over or the user ended it.
    Resumed,
}

impl Happening {
    /// Whether it is worth a notification at all. In quiet hours, and while something hides it,
    /// even such a one waits: what is to be shown *now* stands in [`News::announced`].
    #[must_use]
    pub fn is_notified(&self) -> bool {
        match self {
            Self::AlarmBegan { .. }
            | Self::AlarmChanged { .. }
            | Self::AlarmReminder { .. }
            | Self::AlarmEnded { .. }
            | Self::HeldBegan { .. }
            | Self::SecretMissing { .. } => true,
            // The user agreed to clear text a moment ago: the mark is enough.
            Self::WarningBegan { warning } => !matches!(warning, Warning::ClearText),
            Self::WarningEnded { .. }
            | Self::LineLost { .. }
            | Self::LineBack { .. }
            | Self::HeldEnded { .. }
            | Self::SecretBack { .. }
            | Self::Paused { .. }
            | Self::Resumed => false,
        }
    }
}

/// What one step of the rules brought.
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use = "what happened is to be recorded, and what is announced to be shown"]
pub struct News {
    /// What happened now, for the journal.
    pub recorded: Vec<Happening>,
    /// What is to be shown now as a notification. During quiet hours nothing is: it comes in the
    /// morning if it still holds then.
    pub announced: Vec<Happening>,
}

impl News {
    /// Whether there is nothing to record and nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.recorded.is_empty() && self.announced.is_empty()
    }
}
