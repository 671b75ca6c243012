//! The transition: after a switch two mailboxes are watched for some weeks, and what is expected then
//! is no alarm.
//!
//! What was decided:
//! - From the switch on nothing is sent from the old mailbox, and nobody collects it: that no more
//!   returns come there, and that what does come stays there, is as it should be.
//! - Lots sent before are followed to their deadlines, and their answers count in whichever of the
//!   two mailboxes they arrive.
//! - The new mailbox has no habit of its own. The flow of returns is that of both mailboxes together,
//!   before the switch and after it, and so is what is learnt of it; for [`DISTURBED`] after the
//!   switch it is irregular, so no silence is counted from before its end.
//! - Of the new mailbox's lots nothing is claimed one by one before enough of them were followed
//!   there: how well the checks see what the billing software collects there is not known yet.
//! - A reject of a lot that was sent a second time (« 1070 », « déjà reçu ») is a receipt, whichever
//!   mailbox it comes to.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::switch::Former;

/// For so long after a change of mailbox rejects of repeated lots are expected, and returns go astray
/// (three to four days, by a vendor's letter of May 2022).
pub const DISTURBED: SignedDuration = SignedDuration::from_hours(4 * 24);

/// So long before a provider would close the old mailbox the user is told.
const NOTICE: SignedDuration = SignedDuration::from_hours(10 * 24);

/// When a provider closes a mailbox that nobody uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Closing {
    /// Its limit in days without login.
    pub days: u16,
    /// When that is over, counted from the switch: the billing software logged in until then.
    /// Whether Vigie's own logins count for the provider is not known.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub at: Timestamp,
}

impl Closing {
    /// Of a mailbox that was replaced, at a provider with that limit.
    #[must_use]
    pub fn of(former: &Former, days: u16) -> Self {
        let unused = SignedDuration::from_hours(24 * i64::from(days));
        Self {
            days,
            at: later(former.since, unused),
        }
    }

    /// The same where it is time to tell: shortly before, and only while the transition lasts.
    #[must_use]
    pub fn near(former: &Former, days: u16, now: Timestamp) -> Option<Self> {
        let closing = Self::of(former, days);
        (now < former.until && later(now, NOTICE) >= closing.at).then_some(closing)
    }
}

/// From when a silence of returns counts, where the last return came at `last` and the mailbox
/// took another one's place at `switched`.
#[must_use]
pub fn silence_from(last: Timestamp, switched: Timestamp) -> Timestamp {
    last.max(later(switched, DISTURBED))
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::AccountId;

    fn day(days: i64) -> Timestamp {
        "2026-04-27T16:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(24 * days)
    }

    #[test]
    fn a_closing_is_told_ten_days_ahead_and_only_within_the_transition() {
        let former = Former {
            since: day(0),
            until: day(30),
            successor: AccountId(2),
        };
        let near = |days, now| Closing::near(&former, days, day(now)).map(|closing| closing.at);
        assert_eq!(near(25, 14), None);
        assert_eq!(near(25, 15), Some(day(25)));
        assert_eq!(near(25, 29), Some(day(25)), "it may be closed already");
        assert_eq!(near(25, 30), None);
        assert_eq!(near(120, 29), None);
    }

    #[test]
    fn no_silence_counts_from_the_disturbed_days() {
        assert_eq!(silence_from(day(-6), day(0)), day(4));
        assert_eq!(silence_from(day(2), day(0)), day(4));
        assert_eq!(silence_from(day(9), day(0)), day(9));
    }
}
