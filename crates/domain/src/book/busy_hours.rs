//! The hours of the day in which returns usually arrive, so that checks may come closer together.
//!
//! Where the billing software collects every few minutes, a check sees only what came since: a
//! check every three minutes sees three times as much as one every ten. All day long that would
//! burden the server for nothing; in the hours that matter it does not. Where the book is full
//! ([`Observability::Full`](super::observability::Observability::Full)) closer checks have nothing to
//! add, and are left alone.

use jiff::{SignedDuration, Timestamp, Zoned};

use super::{deadline::Place, watched::Watched};

/// The hours in which returns usually arrive, the likeliest first; none while nothing is learnt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BusyHours {
    hours: Vec<i8>,
}

/// What is older has no say: habits change.
const MEMORY: SignedDuration = SignedDuration::from_hours(180 * 24);
/// Sightings before which nothing is learnt.
const ENOUGH: usize = 10;
/// Sightings in an hour of the day before it is called busy.
const ENOUGH_AN_HOUR: usize = 3;
/// An hour is busy when it has so many times its share of the sightings.
const BUSY: f64 = 1.5;
/// Minutes between two checks in a busy hour, at least.
const CLOSEST: u16 = 3;
/// Checks a day beyond the usual ones, at most.
const MOST_MORE_A_DAY: u16 = 80;
const HOURS: usize = 24;

impl BusyHours {
    /// Learns from the times at which checks saw returns, in order, on working days. What the first
    /// check finds after the computer was off says nothing of when it came, and does not count; nor
    /// does what lies ahead of `now`, by a clock that was wrong.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of sightings")]
    pub fn learn(
        sightings: &[Timestamp],
        watched: &Watched,
        now: Timestamp,
        place: &Place,
    ) -> Self {
        let since = now.checked_sub(MEMORY).unwrap_or(Timestamp::MIN);
        let mut counts = [0_usize; HOURS];
        for at in sightings.iter().filter(|at| (since..=now).contains(at)) {
            let local = at.to_zoned(place.zone.clone());
            if !watched.begins_at(*at) && place.region.is_working_day(local.date()) {
                counts[hour_of(&local)] += 1;
            }
        }
        let all: usize = counts.iter().sum();
        if all < ENOUGH {
            return Self::default();
        }
        let share = all as f64 / HOURS as f64;
        let mut hours: Vec<(usize, i8)> = counts
            .into_iter()
            .zip(0..)
            .filter(|(count, _)| *count >= ENOUGH_AN_HOUR && *count as f64 >= BUSY * share)
            .collect();
        hours.sort_by_key(|&(count, hour)| (std::cmp::Reverse(count), hour));
        Self {
            hours: hours.into_iter().map(|(_, hour)| hour).collect(),
        }
    }

    /// Minutes until the next check: closer in busy hours, and in time for the next one to begin;
    /// `usual` otherwise. Never longer than `usual`; shorter only down to three minutes and to twice
    /// the server's login delay (RFC 2449 §6.5, in seconds), and at most 80 checks a day more.
    #[must_use]
    pub fn check_interval(
        &self,
        now: Timestamp,
        usual: u16,
        login_delay_s: Option<u32>,
        place: &Place,
    ) -> u16 {
        let twice_the_delay = login_delay_s.unwrap_or(0).saturating_mul(2).div_ceil(60);
        let closest = CLOSEST.max(u16::try_from(twice_the_delay).unwrap_or(u16::MAX));
        if closest >= usual {
            return usual;
        }
        let local = now.to_zoned(place.zone.clone());
        if !place.region.is_working_day(local.date()) {
            return usual;
        }
        let allowed = allowed_hours(usual, closest);
        let busy = &self.hours[..self.hours.len().min(allowed)];
        if busy.contains(&local.hour()) {
            return closest;
        }
        // A usual interval of an hour would sleep through the busy hour's beginning.
        let to_next_hour = 60 - u16::try_from(local.minute()).unwrap_or(0);
        if busy.contains(&(local.hour() + 1)) {
            return to_next_hour.clamp(closest, usual);
        }
        usual
    }
}

/// How many hours a day may have closer checks.
fn allowed_hours(usual: u16, closest: u16) -> usize {
    let more_in_an_hour = 60_u16.div_ceil(closest).saturating_sub(60 / usual);
    usize::from(MOST_MORE_A_DAY / more_in_an_hour.max(1))
}

fn hour_of(local: &Zoned) -> usize {
    usize::try_from(local.hour()).unwrap_or(0) % HOURS
}

#[cfg(test)]
mod tests {
    use jiff::{ToSpan, civil::date, tz::TimeZone};

    use super::*;
    use crate::calendar::Region;

    fn place() -> Place {
        Place {
            region: Region::Metropole,
            zone: TimeZone::get("Europe/Paris").unwrap(),
        }
    }

    fn at(day: i8, hour: i8, minute: i8) -> Timestamp {
        date(2026, 3, day)
            .at(hour, minute, 0, 0)
            .to_zoned(place().zone)
            .unwrap()
            .timestamp()
    }

    /// Returns seen at these hours of every day of the first fortnight of March 2026.
    fn learnt(hours: &[i8]) -> BusyHours {
        let sightings: Vec<_> = (2..=15)
            .flat_map(|day| hours.iter().map(move |hour| at(day, *hour, 20)))
            .collect();
        BusyHours::learn(&sightings, &Watched::default(), at(30, 0, 0), &place())
    }

    #[test]
    fn checks_are_closer_when_returns_usually_arrive() {
        let busy = learnt(&[9, 18]);
        let interval =
            |day, hour, minute| busy.check_interval(at(day, hour, minute), 10, None, &place());
        assert_eq!(interval(17, 9, 0), 3);
        assert_eq!(interval(17, 18, 59), 3);
        assert_eq!(interval(17, 10, 0), 10);
        assert_eq!(interval(17, 8, 40), 10);
        assert_eq!(interval(17, 8, 54), 6, "in time for nine o'clock");
        assert_eq!(interval(17, 8, 59), 3);
        assert_eq!(interval(21, 9, 0), 10, "Saturday");
    }

    #[test]
    fn the_usual_interval_holds_while_nothing_is_learnt() {
        let none = BusyHours::default();
        assert_eq!(none.check_interval(at(17, 9, 0), 10, None, &place()), 10);
        let few = [at(2, 9, 0), at(3, 9, 0), at(4, 9, 0)];
        let few = BusyHours::learn(&few, &Watched::default(), at(30, 0, 0), &place());
        assert_eq!(few, none);
        assert_eq!(learnt(&[]), none);
        // Returns that come at any hour make none of them busy.
        let any: Vec<i8> = (0..24).collect();
        assert_eq!(learnt(&any), none);
    }

    #[test]
    fn what_waited_while_the_computer_was_off_says_nothing() {
        let sightings: Vec<_> = (1..=28).map(|day| at(day, 8, 0)).collect();
        let mut watched = Watched::default();
        for day in 1..=28 {
            watched.extend((8..19).map(|hour| at(day, hour, 0)));
        }
        let busy = BusyHours::learn(&sightings, &watched, at(30, 0, 0), &place());
        assert_eq!(busy, BusyHours::default());
    }

    #[test]
    fn the_server_is_spared() {
        let busy = learnt(&[9]);
        let interval =
            |usual, delay| busy.check_interval(at(17, 9, 0), usual, Some(delay), &place());
        assert_eq!(interval(10, 60), 3);
        assert_eq!(interval(10, 180), 6);
        assert_eq!(interval(10, 900), 10);
        assert_eq!(interval(10, u32::MAX), 10);
        assert_eq!(interval(3, 0), 3);
        assert_eq!(interval(2, 0), 2, "never longer than usual");
    }

    #[test]
    fn a_day_has_eighty_checks_more_at_most() {
        let busy = learnt(&[8, 9, 10, 11, 12, 13, 14, 15, 16, 17]);
        for usual in 4..=60 {
            let mut now = at(17, 0, 0);
            let mut checks = 0;
            while now < at(18, 0, 0) {
                now += i64::from(busy.check_interval(now, usual, None, &place())).minutes();
                checks += 1;
            }
            let most = 24 * 60_u16.div_ceil(usual) + MOST_MORE_A_DAY;
            assert!(checks <= most, "{checks} with {usual}");
        }
    }
}
