//! Every threshold of the watch.

use jiff::{SignedDuration, Timestamp, civil::Time, tz::TimeZone};

use crate::calendar::Region;

/// Every threshold of the watch over one mailbox. [`Policy::default`] holds the product's values.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// Between two checks while nothing is the matter, without jitter; 3 to 60 minutes.
    pub interval: SignedDuration,
    /// Decides how the checks are spread around the interval (by up to a twentieth of it), so that
    /// many practices do not ask one provider at the same second. One fixed number per
    /// installation and mailbox; nothing else here is random. 0: no jitter.
    pub jitter_seed: u64,
    /// When a first failure is checked again, counted from that failure. The alarm is raised when
    /// every one of these checks has failed as well.
    pub rechecks: [SignedDuration; 2],
    /// The longest time between two checks during an alarm.
    pub alarm_interval: SignedDuration,
    /// The longest time between two checks while our own line is down.
    pub offline_interval: SignedDuration,
    /// The least time between two logins where the server announces none.
    pub login_pause: SignedDuration,
    /// The longest pause between logins that a server can ask for; more is taken for a mistake
    /// that would blind the watch.
    pub longest_login_pause: SignedDuration,
    /// The pause after `[LOGIN-DELAY]` from a server that says no number.
    pub login_delay_backoff: SignedDuration,
    /// Between the first refusal of a password and the second and last try.
    pub password_retry: SignedDuration,
    /// How long a mailbox may be held by somebody else before it is worth a word.
    pub held_after: SignedDuration,
    /// How long the line is left to settle after a resume from sleep or a network change.
    pub settle: SignedDuration,
    /// A network change brings the check of a healthy mailbox forward only if the last one is
    /// older than this: virtual interfaces come and go all day on some machines.
    pub line_change_gap: SignedDuration,
    /// How long a keychain may stay shut before it is worth a word: at login it often opens late.
    pub secret_grace: SignedDuration,
    /// From an alarm's announcement to its first reminder; then every morning.
    pub first_reminder: SignedDuration,
    /// When notifications wait.
    pub quiet: QuietHours,
    /// The practice's time zone.
    pub zone: TimeZone,
    /// The practice's calendar of working days.
    pub region: Region,
    /// How long before its certificate's end a server is worth a warning.
    pub certificate_warning: SignedDuration,
    /// The mailbox's limit in octets, where the provider's data gives one.
    pub mailbox_limit: Option<u64>,
    /// The share of the limit from which a mailbox is nearly full, in per cent.
    pub full_from_percent: u8,
    /// The share below which it is no longer, in per cent: a mailbox at the limit's edge is told
    /// of once.
    pub full_until_percent: u8,
    /// How many working days a message may lie uncollected.
    pub uncollected_working_days: u16,
    /// Another mailbox took this one's place: nobody collects it any more.
    pub is_former: bool,
}

/// The hours of the day in which notifications wait, in the practice's time zone. Equal hours: none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietHours {
    /// The first quiet hour, 0 to 23.
    pub from: u8,
    /// The hour at which notifications may come again, 0 to 23; also « the morning » of reminders.
    pub until: u8,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            interval: SignedDuration::from_mins(10),
            jitter_seed: 0,
            rechecks: [SignedDuration::from_mins(1), SignedDuration::from_mins(3)],
            alarm_interval: SignedDuration::from_mins(10),
            offline_interval: SignedDuration::from_mins(3),
            login_pause: SignedDuration::from_secs(60),
            longest_login_pause: SignedDuration::from_hours(6),
            login_delay_backoff: SignedDuration::from_mins(5),
            password_retry: SignedDuration::from_mins(10),
            held_after: SignedDuration::from_hours(1),
            settle: SignedDuration::from_secs(20),
            line_change_gap: SignedDuration::from_mins(3),
            secret_grace: SignedDuration::from_mins(2),
            first_reminder: SignedDuration::from_hours(4),
            quiet: QuietHours { from: 20, until: 7 },
            zone: TimeZone::get(Region::Metropole.zone_name()).unwrap_or(TimeZone::UTC),
            region: Region::Metropole,
            certificate_warning: SignedDuration::from_hours(14 * 24),
            mailbox_limit: None,
            full_from_percent: 80,
            full_until_percent: 75,
            uncollected_working_days: 2,
            is_former: false,
        }
    }
}

impl Policy {
    /// Seconds instead of minutes, no quiet hours: for the training ground. The least pause
    /// between logins stays what it is; the training provider announces a shorter one.
    #[must_use]
    pub fn training() -> Self {
        Self {
            interval: SignedDuration::from_secs(5),
            rechecks: [SignedDuration::from_secs(1), SignedDuration::from_secs(3)],
            alarm_interval: SignedDuration::from_secs(3),
            offline_interval: SignedDuration::from_secs(3),
            login_delay_backoff: SignedDuration::from_secs(5),
            password_retry: SignedDuration::from_secs(6),
            held_after: SignedDuration::from_secs(60),
            settle: SignedDuration::from_secs(1),
            line_change_gap: SignedDuration::from_secs(3),
            secret_grace: SignedDuration::from_secs(2),
            first_reminder: SignedDuration::from_mins(4),
            quiet: QuietHours { from: 0, until: 0 },
            ..Self::default()
        }
    }

    /// The same with this many minutes between checks, brought into 3 to 60.
    #[must_use]
    pub fn with_interval(mut self, minutes: u16) -> Self {
        self.interval = SignedDuration::from_mins(i64::from(minutes.clamp(3, 60)));
        self
    }

    /// The longest time that [`Health::next_wake`](super::Health::next_wake) lets pass.
    #[must_use]
    pub fn longest_wait(&self) -> SignedDuration {
        let interval = self.interval.max(self.alarm_interval);
        later_by_share(interval, JITTER_SHARE)
    }

    /// The interval with this moment's jitter.
    pub(super) fn jittered_interval(&self, now: Timestamp) -> SignedDuration {
        let span = self.interval.as_millis() / i128::from(JITTER_SHARE);
        let Ok(span) = u64::try_from(span) else {
            return self.interval;
        };
        if span == 0 || self.jitter_seed == 0 {
            return self.interval;
        }
        let noise = splitmix(self.jitter_seed ^ now.as_millisecond().cast_unsigned());
        let offset = noise % (2 * span + 1);
        self.interval + SignedDuration::from_millis(offset.cast_signed() - span.cast_signed())
    }

    /// Whether notifications wait at that moment.
    #[must_use]
    pub fn is_quiet(&self, at: Timestamp) -> bool {
        let QuietHours { from, until } = self.quiet;
        let hour = self.zone.to_datetime(at).hour().unsigned_abs();
        if from <= until {
            (from..until).contains(&hour)
        } else {
            hour >= from || hour < until
        }
    }

    /// The moment itself, or the end of the quiet hours in which it lies.
    pub(crate) fn after_quiet(&self, at: Timestamp) -> Timestamp {
        if self.is_quiet(at) {
            self.next_morning(at)
        } else {
            at
        }
    }

    /// The first end of quiet hours after that moment.
    pub(crate) fn next_morning(&self, after: Timestamp) -> Timestamp {
        let date = self.zone.to_datetime(after).date();
        let hour = i8::try_from(self.quiet.until.min(23)).unwrap_or(7);
        let Ok(time) = Time::new(hour, 0, 0, 0) else {
            return Timestamp::MAX;
        };
        [Ok(date), date.tomorrow()]
            .into_iter()
            .flatten()
            .filter_map(|date| self.zone.to_timestamp(date.to_datetime(time)).ok())
            .find(|morning| *morning > after)
            .unwrap_or(Timestamp::MAX)
    }

    /// The morning that a person means by « demain »: the next day's, and before four in the
    /// night the coming one.
    pub(crate) fn tomorrow_morning(&self, now: Timestamp) -> Timestamp {
        let local = self.zone.to_datetime(now);
        let first = self.next_morning(now);
        let still_today = self.zone.to_datetime(first).date() == local.date();
        if still_today && local.hour() >= 4 {
            self.next_morning(first)
        } else {
            first
        }
    }
}

const JITTER_SHARE: u32 = 20;

fn later_by_share(duration: SignedDuration, share: u32) -> SignedDuration {
    duration
        .checked_add(duration / i32::try_from(share).unwrap_or(i32::MAX))
        .unwrap_or(duration)
}

/// Spreads a counter over all 64 bits (`SplitMix64`, public domain constants).
fn splitmix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse::<jiff::civil::DateTime>()
            .unwrap()
            .to_zoned(Policy::default().zone)
            .unwrap()
            .timestamp()
    }

    #[test]
    fn quiet_hours_and_mornings_follow_the_wall_clock() {
        let policy = Policy::default();
        for (time, quiet, next) in [
            ("2026-11-23T19:59", false, "2026-11-24T07:00"),
            ("2026-11-23T20:00", true, "2026-11-24T07:00"),
            ("2026-11-24T06:59", true, "2026-11-24T07:00"),
            ("2026-11-24T07:00", false, "2026-11-25T07:00"),
            // The night in which summer time begins, and the one in which it ends.
            ("2026-03-28T23:00", true, "2026-03-29T07:00"),
            ("2026-10-24T23:00", true, "2026-10-25T07:00"),
        ] {
            assert_eq!(policy.is_quiet(at(time)), quiet, "{time}");
            assert_eq!(policy.next_morning(at(time)), at(next), "{time}");
        }
    }

    #[test]
    fn tomorrow_is_what_a_person_means() {
        let policy = Policy::default();
        for (time, morning) in [
            ("2026-11-23T15:00", "2026-11-24T07:00"),
            ("2026-11-23T23:30", "2026-11-24T07:00"),
            ("2026-11-24T01:30", "2026-11-24T07:00"),
            ("2026-11-24T06:50", "2026-11-25T07:00"),
        ] {
            assert_eq!(policy.tomorrow_morning(at(time)), at(morning), "{time}");
        }
    }

    #[test]
    fn equal_hours_mean_no_quiet() {
        let policy = Policy {
            quiet: QuietHours { from: 7, until: 7 },
            ..Policy::default()
        };
        for hour in 0..24 {
            assert!(!policy.is_quiet(at(&format!("2026-11-23T{hour:02}:30"))));
        }
    }

    #[test]
    fn jitter_stays_within_a_twentieth_and_spreads() {
        let policy = Policy {
            jitter_seed: 7,
            ..Policy::default()
        };
        let start = at("2026-11-23T10:00");
        let intervals: Vec<i64> = (0..500)
            .map(|i| {
                let now = start + SignedDuration::from_secs(i * 601);
                let interval = policy.jittered_interval(now);
                assert_eq!(interval, policy.jittered_interval(now));
                interval.as_secs()
            })
            .collect();
        let (least, most) = (
            *intervals.iter().min().unwrap(),
            *intervals.iter().max().unwrap(),
        );
        assert!((570..575).contains(&least), "{least}");
        assert!((625..=630).contains(&most), "{most}");
        assert!(policy.longest_wait() >= SignedDuration::from_secs(most));
    }

    #[test]
    fn the_interval_is_brought_into_its_range() {
        for (minutes, kept) in [(0, 3), (3, 3), (45, 45), (60, 60), (u16::MAX, 60)] {
            assert_eq!(
                Policy::default().with_interval(minutes).interval,
                SignedDuration::from_mins(kept)
            );
        }
    }
}
