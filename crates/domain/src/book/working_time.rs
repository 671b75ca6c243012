//! Time as a practice counts it: the working hours of its working days.

use jiff::{Timestamp, ToSpan, civil};

use super::deadline::Place;

/// The first working hour of a day, and the hour that ends it.
const HOURS: (i8, i8) = (8, 19);
/// Longer waits are all the same: far too long.
const MOST_DAYS: i32 = 120;

/// Working hours that a day has.
pub const HOURS_A_DAY: f64 = (HOURS.1 - HOURS.0) as f64;

/// Whether a person may be told of a thing that is no emergency.
#[must_use]
pub fn is_working_time(now: Timestamp, place: &Place) -> bool {
    let local = now.to_zoned(place.zone.clone());
    (HOURS.0..HOURS.1).contains(&local.hour()) && place.region.is_working_day(local.date())
}

/// Working hours between two moments, 0 where `until` is not after `from`.
#[must_use]
pub fn hours_between(from: Timestamp, until: Timestamp, place: &Place) -> f64 {
    let from = from.to_zoned(place.zone.clone()).datetime();
    let until = until.to_zoned(place.zone.clone()).datetime();
    let mut hours = 0.0;
    let mut day = from.date();
    for _ in 0..MOST_DAYS {
        if day > until.date() {
            break;
        }
        if place.region.is_working_day(day) {
            hours += overlap(day, from, until);
        }
        let Ok(next) = day.checked_add(1.day()) else {
            break;
        };
        day = next;
    }
    hours
}

/// Hours of `day`'s working time that lie between the two moments.
fn overlap(day: civil::Date, from: civil::DateTime, until: civil::DateTime) -> f64 {
    let begin = day.at(HOURS.0, 0, 0, 0).max(from);
    let end = day.at(HOURS.1, 0, 0, 0).min(until);
    if end <= begin {
        return 0.0;
    }
    end.duration_since(begin).as_secs_f64() / 3600.0
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::calendar::Region;

    #[test]
    fn nights_weekends_and_holidays_do_not_count() {
        let place = Place {
            region: Region::Metropole,
            zone: TimeZone::get("Europe/Paris").unwrap(),
        };
        let at = |text: &str| {
            format!("{text}[Europe/Paris]")
                .parse::<jiff::Zoned>()
                .unwrap()
                .timestamp()
        };
        let hours = |from, until| hours_between(at(from), at(until), &place);
        assert!((hours("2026-03-02T18:00", "2026-03-03T09:30") - 2.5).abs() < 1e-9);
        // Friday evening to Monday noon.
        assert!((hours("2026-03-06T19:30", "2026-03-09T12:00") - 4.0).abs() < 1e-9);
        // Over Easter Monday, 6 April 2026.
        assert!((hours("2026-04-03T18:00", "2026-04-07T09:00") - 2.0).abs() < 1e-9);
        assert!(hours("2026-03-03T09:30", "2026-03-02T18:00").abs() < 1e-9);
        assert!(is_working_time(at("2026-03-02T08:00"), &place));
        assert!(!is_working_time(at("2026-03-02T19:00"), &place));
        assert!(!is_working_time(at("2026-04-06T10:00"), &place));
    }
}
