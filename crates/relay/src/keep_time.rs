use jiff::{SignedDuration, Timestamp};

/// How long a message stays upstream, and its body in the spool, after the software took it and
/// said QUIT. In days of 24 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeepTime {
    days: u16,
}

impl KeepTime {
    /// The mailbox in use: nothing is kept.
    pub const CURRENT: Self = Self { days: 0 };
    /// A mailbox that was left by a switch: there is a way back for 30 days.
    pub const FORMER: Self = Self { days: 30 };

    /// So many days.
    #[must_use]
    pub const fn days(days: u16) -> Self {
        Self { days }
    }

    /// How many.
    #[must_use]
    pub const fn in_days(self) -> u16 {
        self.days
    }

    /// Whether it is over for what was confirmed then. Without any days it is over at once, be the
    /// clock what it may.
    #[must_use]
    pub fn is_over(self, confirmed_at: Timestamp, now: Timestamp) -> bool {
        let kept = SignedDuration::from_hours(24 * i64::from(self.days));
        self.days == 0 || now.duration_since(confirmed_at) >= kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_days_are_over_after_thirty_days_and_none_at_once() {
        let at: Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
        let after = |hours| at.checked_add(SignedDuration::from_hours(hours)).unwrap();
        assert!(KeepTime::CURRENT.is_over(at, at));
        assert!(KeepTime::CURRENT.is_over(at, after(-5)));
        assert!(!KeepTime::FORMER.is_over(at, after(30 * 24 - 1)));
        assert!(KeepTime::FORMER.is_over(at, after(30 * 24)));
    }
}
