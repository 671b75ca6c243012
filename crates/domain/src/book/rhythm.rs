//! The flow of returns itself: when it falls silent, whatever is known of the lots.
//!
//! While only watching, lots may be unknown and many a return is collected before a check sees it.
//! What remains is the rhythm in which checks do see returns. Gaps between sightings are counted
//! in *watched* working hours: hours in which checks went through. A computer that is off while the
//! practice is on holiday watches nothing, so a holiday is no silence.

use jiff::{SignedDuration, Timestamp};

use super::{
    deadline::Place,
    survival::{Prior, Survival},
    working_time::{hours_between, is_working_time},
};

/// The rhythm of one practice's returns.
#[derive(Clone, Debug)]
pub struct Rhythm {
    gaps: Survival,
    threshold: f64,
}

/// Before enough was seen, three of four gaps are expected within two working days.
const PRIOR: Prior = Prior {
    three_quarters: 22.0,
    quickest: 8.0,
    weight: 4.0,
};
/// Sightings before which nothing is said.
const ENOUGH: usize = 15;
/// False alarms that a practice may get in a year.
const BUDGET: f64 = 0.5;
/// One successful check vouches for at most so long.
const VOUCHES: SignedDuration = SignedDuration::from_mins(60);

impl Rhythm {
    /// Learns from the gaps between sightings, in watched working hours, oldest first, seen over
    /// `days` days.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a count of gaps")]
    pub fn learn(gaps: &[f64], days: f64) -> Self {
        let a_year = gaps.len() as f64 * 365.25 / days.max(60.0);
        Self {
            gaps: Survival::learn(gaps.iter().copied(), PRIOR),
            threshold: BUDGET / a_year.max(50.0),
        }
    }

    /// Whether a gap of so many watched working hours is a silence out of the ordinary; never
    /// outside working hours, nor before the rhythm is known.
    #[must_use]
    pub fn is_silence(&self, gap: f64, now: Timestamp, place: &Place) -> bool {
        self.gaps.count() >= ENOUGH
            && is_working_time(now, place)
            && self.gaps.longer_than(gap) < self.threshold
    }
}

/// Working hours between two moments during which checks went through: each successful check
/// vouches for the time until the next one, for an hour at most. `checks` are in order.
#[must_use]
pub fn watched_hours(
    checks: &[Timestamp],
    from: Timestamp,
    until: Timestamp,
    place: &Place,
) -> f64 {
    let begin = checks.partition_point(|check| *check < from);
    let end = checks.partition_point(|check| *check < until);
    let within = &checks[begin..end.max(begin)];
    within
        .iter()
        .zip(within.iter().skip(1).copied().chain([until]))
        .map(|(check, next)| {
            let vouched = check.checked_add(VOUCHES).unwrap_or(Timestamp::MAX);
            hours_between(*check, next.min(vouched), place)
        })
        .sum()
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

    #[test]
    fn only_watched_working_hours_count() {
        let place = place();
        let every_ten_minutes: Vec<_> = (0..12).map(|n| hour(f64::from(n) / 6.0)).collect();
        let hours = watched_hours(&every_ten_minutes, hour(0.0), hour(2.0), &place);
        assert!((hours - 2.0).abs() < 0.01, "{hours}");
        // The computer was off from the second hour on: the last check vouches for one hour.
        let hours = watched_hours(&every_ten_minutes, hour(0.0), hour(10.0), &place);
        assert!((hours - 17.0 / 6.0).abs() < 0.01, "{hours}");
        // The night.
        let hours = watched_hours(&[hour(12.0), hour(13.0)], hour(11.0), hour(20.0), &place);
        assert!(hours.abs() < 1e-9);
        assert!(watched_hours(&[], hour(0.0), hour(9.0), &place).abs() < 1e-9);
        assert!(watched_hours(&every_ten_minutes, hour(5.0), hour(1.0), &place).abs() < 1e-9);
    }

    #[test]
    fn a_silence_is_judged_by_the_practices_own_rhythm() {
        let daily = Rhythm::learn(&[11.0; 200], 280.0);
        let weekly = Rhythm::learn(&[55.0; 40], 280.0);
        let now = hour(3.0);
        assert!(!daily.is_silence(12.0, now, &place()));
        assert!(daily.is_silence(60.0, now, &place()));
        assert!(!weekly.is_silence(60.0, now, &place()));
        assert!(
            !daily.is_silence(60.0, hour(14.0), &place()),
            "at night nobody is told"
        );
    }

    #[test]
    fn nothing_is_said_before_the_rhythm_is_known() {
        let new = Rhythm::learn(&[2.0; 14], 10.0);
        assert!(!new.is_silence(1000.0, hour(3.0), &place()));
    }
}
