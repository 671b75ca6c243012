//! The health of one watched mailbox: a pure function of (state, report, now).
//!
//! [`Health`] is the state; [`Policy`] every threshold; [`News`] what a step brought. [`Level`],
//! [`Situation`] and [`Warning`] are what every face shows.
//!
//! What was decided, beside what the thresholds say:
//! - A suspicion shows « attention » without any notification, and neither begins nor ends
//!   anything; « tout va bien depuis » goes on over a suspicion that was not confirmed.
//! - While our own line is down nothing is known, so nothing is alarmed and nothing reminded. An
//!   alarm that was on goes on in silence and is taken up again when the line is back.
//! - Witnesses that were silent while the mailbox answered are not believed when it no longer does.
//! - In quiet hours the tray changes at once, and notifications wait: in the morning the user is
//!   told what holds then. An alarm that began and ended in one night is told of in the history
//!   only; one that was announced in the evening and ended in the night is ended in the morning.
//! - A check that the user asks for ends a pause, and waits for the pause between logins like
//!   every other.

mod alarm;
mod causes;
mod clock;
mod happening;
mod logins;
mod policy;
mod schedule;
mod state;
mod warnings;
mod witnesses;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod stories;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use happening::{Happening, News};
pub use policy::{Policy, QuietHours};
pub use schedule::{CheckRefused, Wake, WakeKind};
pub use state::{Health, Line, Observation};

use crate::{cause::Cause, report::Failure};

/// The four states that every face shows, from the most reassuring to the most urgent; of several
/// mailboxes, the greatest decides the tray.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Tout va bien.
    Well,
    /// Ne sait pas: offline, paused, not set up, not yet checked.
    Unknown,
    /// Attention.
    Attention,
    /// Alarme.
    Alarm,
}

impl Level {
    /// The level that several mailboxes show together: the most urgent one; `Unknown` for none.
    #[must_use]
    pub fn worst(levels: impl IntoIterator<Item = Self>) -> Self {
        levels.into_iter().max().unwrap_or(Self::Unknown)
    }
}

/// What is the matter with one mailbox, for a person to read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Situation {
    /// No check has ended yet.
    NotCheckedYet,
    /// The mailbox answers.
    Well {
        /// Since when without interruption.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        since: Timestamp,
    },
    /// A check failed; being checked again before anybody is alarmed.
    Suspected {
        /// The first failure of the series.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        since: Timestamp,
        /// The latest failure.
        failure: Failure,
    },
    /// Confirmed: the mailbox does not answer.
    Failing {
        /// The first failure of the series.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        since: Timestamp,
        /// The latest failure.
        failure: Failure,
    },
    /// The stored password was refused twice: nothing is tried until the user acts.
    PasswordNeeded {
        /// The first refusal.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        since: Timestamp,
        /// The latest failure (`password_refused` or `web_login_required`).
        failure: Failure,
    },
    /// Our own line is down: nothing is known of the mailbox.
    Offline {
        /// Since when.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        since: Timestamp,
    },
    /// Another programme has held the mailbox, or logins were too close, for an hour or more.
    Held {
        /// Since when.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        since: Timestamp,
        /// `mailbox_in_use` or `login_delay`.
        cause: Cause,
    },
    /// The user suspended the watch.
    Paused {
        /// Until when.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        until: Timestamp,
    },
    /// The password cannot be read: the keychain is locked or absent.
    SecretUnavailable {
        /// Since when.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        since: Timestamp,
        /// Whether the keychain is there but locked (else: no keychain on this machine).
        locked: bool,
    },
}

/// Something that is not a failure, but should be seen to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Warning {
    /// The server's certificate ends within 14 days.
    CertificateEnding {
        /// Its end.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        at: Timestamp,
    },
    /// The mailbox is near the size that the provider's data gives.
    NearlyFull {
        /// Octets in the mailbox.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        octets: u64,
        /// The provider's limit in octets.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        limit: u64,
    },
    /// Messages that nobody has collected for two working days.
    NotCollected {
        /// How many lie there.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        messages: u64,
        /// Since when the oldest has been there.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        since: Timestamp,
    },
    /// The mailbox is watched in clear text, with the user's consent: a lasting mark, no alarm.
    ClearText,
}
