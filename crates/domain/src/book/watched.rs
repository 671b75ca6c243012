//! The time in which the mailbox was watched, and a stretch of it without any return.
//!
//! A silence means something only while checks go through. And it means more on a day on which
//! somebody switched the computer on than on a day on which it merely went on running: a practice
//! on holiday is silent because it sends nothing.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use super::{deadline::Place, working_time::working_hours_of};

/// The stretches of time in which checks went through, built from the successful checks.
#[derive(Clone, Debug, Default)]
pub struct Watched {
    stretches: VecDeque<Stretch>,
}

#[derive(Clone, Copy, Debug)]
struct Stretch {
    first: Timestamp,
    last: Timestamp,
}

/// The time between two sightings of returns, or from the last one until now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Silence {
    /// The sighting before it.
    pub from: Timestamp,
    /// The sighting that ended it, or now.
    pub until: Timestamp,
    /// Whether it reaches into another day of the calendar: one within a day says little.
    pub is_overnight: bool,
    /// Working hours in it during which checks went through.
    pub watched: f64,
    /// Of these, hours of days on which the computer was switched on: somebody was there.
    pub attended: f64,
}

/// One successful check vouches for at most so long: the longest interval, and some delay.
const VOUCHES: SignedDuration = SignedDuration::from_mins(75);
/// A computer that comes back after so long was switched on, or woken, by somebody: a failing line
/// or an update takes less.
const OFF: SignedDuration = SignedDuration::from_hours(4);
/// A person switches a computer on so long before work at most; at night it wakes for its updates.
const BEFORE_OPENING: SignedDuration = SignedDuration::from_hours(3);
/// Longer silences are all the same: far too long.
const MOST_DAYS: usize = 120;
/// Stretches that are kept, the latest ones: years of them, even where the line is bad.
const MOST_STRETCHES: usize = 8192;

impl Watched {
    /// Notes a successful check. One before the last means that the clock was set back: what was
    /// noted ahead of it never was.
    pub fn checked(&mut self, at: Timestamp) {
        while self
            .stretches
            .pop_back_if(|stretch| stretch.first > at)
            .is_some()
        {}
        if let Some(latest) = self.stretches.back_mut()
            && at.duration_since(latest.last) <= VOUCHES
        {
            latest.last = at;
            return;
        }
        if self.stretches.len() == MOST_STRETCHES {
            self.stretches.pop_front();
        }
        self.stretches.push_back(Stretch {
            first: at,
            last: at,
        });
    }

    /// Whether this check was the first one after a time without any.
    #[must_use]
    pub fn begins_at(&self, check: Timestamp) -> bool {
        self.stretches
            .binary_search_by_key(&check, |stretch| stretch.first)
            .is_ok()
    }

    /// What was watched between two moments.
    #[must_use]
    pub fn silence(&self, from: Timestamp, until: Timestamp, place: &Place) -> Silence {
        let mut silence = Silence {
            from,
            until,
            is_overnight: false,
            watched: 0.0,
            attended: 0.0,
        };
        let day_of = |at: Timestamp| at.to_zoned(place.zone.clone()).date();
        let (mut day, last) = (day_of(from), day_of(until));
        silence.is_overnight = day < last;
        for _ in 0..MOST_DAYS {
            if day > last {
                break;
            }
            if let Some((open, close)) = working_hours_of(day, place) {
                let (hours, is_attended) = self.day(open, close, &silence);
                silence.watched += hours;
                silence.attended += if is_attended { hours } else { 0.0 };
            }
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        silence
    }

    /// Watched working hours of one day within the silence, and whether somebody was there.
    fn day(&self, open: Timestamp, close: Timestamp, silence: &Silence) -> (f64, bool) {
        let early = open.checked_sub(BEFORE_OPENING).unwrap_or(Timestamp::MIN);
        let (mut hours, mut is_attended) = (0.0, false);
        let first = self
            .stretches
            .partition_point(|stretch| stretch.until() <= early);
        for index in first..self.stretches.len() {
            let stretch = self.stretches[index];
            if stretch.first >= close {
                break;
            }
            is_attended |= stretch.first >= early && self.was_off_before(index);
            let from = stretch.first.max(open).max(silence.from);
            let until = stretch.until().min(close).min(silence.until);
            hours += until.duration_since(from).as_secs_f64().max(0.0) / 3600.0;
        }
        (hours, is_attended)
    }

    fn was_off_before(&self, index: usize) -> bool {
        let before = index.checked_sub(1).map(|before| self.stretches[before]);
        // Nobody knows what was before the first stretch.
        before.is_some_and(|before| {
            let off = self.stretches[index].first.duration_since(before.last);
            off >= OFF
        })
    }
}

impl Extend<Timestamp> for Watched {
    fn extend<T: IntoIterator<Item = Timestamp>>(&mut self, checks: T) {
        for check in checks {
            self.checked(check);
        }
    }
}

impl FromIterator<Timestamp> for Watched {
    fn from_iter<T: IntoIterator<Item = Timestamp>>(checks: T) -> Self {
        let mut watched = Self::default();
        watched.extend(checks);
        watched
    }
}

impl Stretch {
    /// The last check of a stretch vouches for a while: the next one begins later than that.
    fn until(&self) -> Timestamp {
        self.last.checked_add(VOUCHES).unwrap_or(Timestamp::MAX)
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::calendar::Region;

    fn place() -> Place {
        Place {
            region: Region::Metropole,
            zone: TimeZone::get("Europe/Paris").unwrap(),
        }
    }

    /// Hours from Monday 2 March 2026, 8:00 in Paris.
    fn hour(hours: f64) -> Timestamp {
        let monday: Timestamp = "2026-03-02T07:00:00Z".parse().unwrap();
        monday + SignedDuration::from_secs_f64(hours * 3600.0)
    }

    fn checks(from: f64, until: f64) -> Vec<Timestamp> {
        let mut at = from;
        std::iter::from_fn(|| {
            let now = at;
            at += 1.0 / 6.0;
            (now < until - 1e-6).then(|| hour(now))
        })
        .collect()
    }

    #[test]
    fn only_watched_working_hours_count() {
        let place = place();
        let watched: Watched = checks(0.0, 2.0).into_iter().collect();
        let hours = |from, until| watched.silence(hour(from), hour(until), &place).watched;
        assert!((hours(0.0, 2.0) - 2.0).abs() < 0.01);
        // The computer was off from the second hour on: the last check vouches for 75 minutes.
        assert!((hours(0.0, 10.0) - (11.0 / 6.0 + 1.25)).abs() < 0.01);
        assert!(hours(5.0, 1.0).abs() < 1e-9);
        let night: Watched = [hour(12.0), hour(13.0)].into_iter().collect();
        let silence = night.silence(hour(11.0), hour(20.0), &place);
        assert!(silence.watched.abs() < 1e-9);
        let never = Watched::default().silence(hour(0.0), hour(9.0), &place);
        assert!(never.watched.abs() < 1e-9);
    }

    #[test]
    fn a_day_is_attended_when_the_computer_was_switched_on() {
        let place = place();
        let office: Watched = [checks(0.0, 11.0), checks(24.0, 35.0)]
            .concat()
            .into_iter()
            .collect();
        let silence = office.silence(hour(5.0), hour(35.0), &place);
        assert!((silence.watched - 17.0).abs() < 0.01, "{silence:?}");
        // What was before Monday's first check is not known.
        assert!((silence.attended - 11.0).abs() < 0.01, "{silence:?}");
        let always: Watched = checks(0.0, 72.0).into_iter().collect();
        let silence = always.silence(hour(0.0), hour(72.0), &place);
        assert!((silence.watched - 33.0).abs() < 0.01, "{silence:?}");
        assert!(silence.attended.abs() < 1e-9);
        // Woken for an update at three in the morning, and left on.
        let woken: Watched = [checks(0.0, 11.0), checks(19.0, 35.0)]
            .concat()
            .into_iter()
            .collect();
        assert!(woken.silence(hour(12.0), hour(35.0), &place).attended.abs() < 1e-9);
    }

    #[test]
    fn a_clock_that_jumps_ahead_and_back_is_believed_again() {
        let mut watched: Watched = checks(0.0, 2.0).into_iter().collect();
        watched.checked(Timestamp::MAX);
        watched.extend(checks(2.0, 4.0));
        let silence = watched.silence(hour(0.0), hour(4.0), &place());
        assert!((silence.watched - 4.0).abs() < 0.01, "{silence:?}");
        watched.checked(hour(1.0));
        let silence = watched.silence(hour(0.0), hour(4.0), &place());
        assert!((silence.watched - 2.25).abs() < 0.01, "{silence:?}");
        let silence = watched.silence(Timestamp::MIN, Timestamp::MAX, &place());
        assert!(silence.watched.is_finite());
    }
}
