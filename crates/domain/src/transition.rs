//! The transition: after a switch two mailboxes are watched for some weeks, and what is expected then
//! is no alarm.
//!
//! What was decided:
//! - From the switch on nothing is sent from the old mailbox, and nobody collects it: that no more
//!   returns come there, and that what does come stays there, is as it should be. Whether it answers
//!   no longer stands between a lot and its payment: what fails there is shown, without any alarm.
//! - Lots sent before are followed to their deadlines, and their answers count in whichever of the
//!   two mailboxes they arrive.
//! - For [`DISTURBED`] after the switch returns come irregularly, so no silence is counted from
//!   before its end. From then on the new mailbox is held against the habit of both together.
//! - Of the new mailbox's lots nothing is claimed one by one before enough of them were followed
//!   there: how the billing software collects it is not known yet.
//! - A reject of a lot that was sent a second time (« 1070 », « déjà reçu ») is a receipt, whichever
//!   mailbox it comes to.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    health::{Happening, Level},
    switch::Former,
};

/// For so long after a change of mailbox rejects of repeated lots are expected, and returns go astray
/// (three to four days, by a vendor's letter of May 2022).
pub const DISTURBED: SignedDuration = SignedDuration::from_hours(4 * 24);

/// So long before a provider would close the old mailbox the user is told.
const NOTICE: SignedDuration = SignedDuration::from_hours(10 * 24);

/// When a provider closes a mailbox that nobody uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// Its limit in days without login.
    pub days: u16,
    /// When that is over, counted from the switch: the billing software logged in until then.
    /// Whether Vigie's own logins count for the provider is not known.
    pub at: Timestamp,
}

/// What a transition leaves behind when it is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leftover {
    /// Lots sent before the switch that are still without an answer.
    pub lots: u32,
    /// Returns that still lie in the old mailbox.
    pub returns: u32,
}

/// What the new mailbox's book knows of the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Predecessor {
    /// Since when it is the former one, and until when it is watched.
    pub former: Former,
    /// When its provider would close it, where that is known.
    pub closing: Option<Closing>,
    /// What is left between the two.
    pub leftover: Leftover,
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

    /// Whether it is time to tell.
    #[must_use]
    pub fn is_near(&self, now: Timestamp) -> bool {
        later(now, NOTICE) >= self.at
    }
}

impl Predecessor {
    /// The closing that the user is to be told of now: only while the transition lasts.
    #[must_use]
    pub fn closing_near(&self, now: Timestamp) -> Option<Closing> {
        self.closing
            .filter(|closing| now < self.former.until && closing.is_near(now))
    }

    /// What is left, once the transition is over.
    #[must_use]
    pub fn ended(&self, now: Timestamp) -> Option<Leftover> {
        (now >= self.former.until).then_some(self.leftover)
    }
}

/// From when a silence of returns counts, where the last return came at `last` and the mailbox
/// took another one's place at `switched`.
#[must_use]
pub fn silence_from(last: Timestamp, switched: Timestamp) -> Timestamp {
    last.max(later(switched, DISTURBED))
}

/// How urgent what holds of a former mailbox itself is, given how urgent it would be of any other.
#[must_use]
pub fn level_of_former(level: Level) -> Level {
    level.min(Level::Attention)
}

/// Whether a happening of a former mailbox is worth a notification: its outages are not.
#[must_use]
pub const fn is_news_of_former(happening: &Happening) -> bool {
    !matches!(
        happening,
        Happening::AlarmBegan { .. }
            | Happening::AlarmChanged { .. }
            | Happening::AlarmReminder { .. }
            | Happening::AlarmEnded { .. }
            | Happening::HeldBegan { .. }
            | Happening::HeldEnded { .. }
    )
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

    fn predecessor(limit: u16) -> Predecessor {
        let former = Former {
            since: day(0),
            until: day(30),
            successor: AccountId(2),
        };
        Predecessor {
            former,
            closing: Some(Closing::of(&former, limit)),
            leftover: Leftover {
                lots: 1,
                returns: 2,
            },
        }
    }

    #[test]
    fn a_closing_is_told_ten_days_ahead_and_only_within_the_transition() {
        let soon = predecessor(25);
        assert_eq!(soon.closing_near(day(14)), None);
        let told = soon.closing_near(day(15)).unwrap();
        assert_eq!((told.days, told.at), (25, day(25)));
        assert!(soon.closing_near(day(29)).is_some(), "it may be closed");
        assert_eq!(soon.closing_near(day(30)), None);
        assert_eq!(predecessor(120).closing_near(day(29)), None);
    }

    #[test]
    fn what_is_left_is_told_at_the_end_and_not_before() {
        let one = predecessor(120);
        assert_eq!(one.ended(day(29)), None);
        assert_eq!(one.ended(day(30)), Some(one.leftover));
    }

    #[test]
    fn no_silence_counts_from_the_disturbed_days() {
        assert_eq!(silence_from(day(-6), day(0)), day(4));
        assert_eq!(silence_from(day(2), day(0)), day(4));
        assert_eq!(silence_from(day(9), day(0)), day(9));
    }

    #[test]
    fn nothing_of_a_former_mailbox_itself_is_an_alarm() {
        assert_eq!(level_of_former(Level::Alarm), Level::Attention);
        assert_eq!(level_of_former(Level::Well), Level::Well);
        assert!(!is_news_of_former(&Happening::AlarmEnded {
            began: day(0),
            ended: day(1),
            cause: crate::cause::Cause::PopDisabled,
        }));
        assert!(is_news_of_former(&Happening::Resumed));
    }
}
