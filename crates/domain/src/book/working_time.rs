//! Time as a practice counts it: the working hours of its working days.

use jiff::{Timestamp, ToSpan, civil};

use super::deadline::Place;
use crate::calendar::Region;

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

/// Months and days of the school holidays, in whichever part of the country: (from, until).
const HOLIDAYS: [((i8, i8), (i8, i8)); 6] = [
    ((1, 1), (1, 8)),
    ((2, 1), (3, 12)),
    ((4, 3), (5, 14)),
    ((7, 1), (9, 6)),
    ((10, 15), (11, 12)),
    ((12, 17), (12, 31)),
];

/// Whether it is a time of the year in which many practices are on holiday: the weeks of the school
/// holidays of all zones, which are set anew every year but do not leave these bounds, and the long
/// weekends of spring. In Réunion, Mayotte and Guyane January is summer, or nearly.
#[must_use]
pub fn is_holiday_time(at: Timestamp, place: &Place) -> bool {
    let date = at.to_zoned(place.zone.clone()).date();
    let day = (date.month(), date.day());
    let summer = matches!(
        place.region,
        Region::Reunion | Region::Mayotte | Region::Guyane
    );
    HOLIDAYS
        .iter()
        .any(|(from, until)| (*from..=*until).contains(&day))
        || summer && date.month() == 1
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

/// When a day's working hours begin and end, `None` where it is no working day.
#[must_use]
pub fn working_hours_of(day: civil::Date, place: &Place) -> Option<(Timestamp, Timestamp)> {
    if !place.region.is_working_day(day) {
        return None;
    }
    let at = |hour| day.at(hour, 0, 0, 0).to_zoned(place.zone.clone()).ok();
    Some((at(HOURS.0)?.timestamp(), at(HOURS.1)?.timestamp()))
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

    #[test]
    fn holidays_are_where_the_school_calendar_may_put_them() {
        let place = |region: Region| Place {
            region,
            zone: TimeZone::get("UTC").unwrap(),
        };
        let is = |date: &str, region| {
            is_holiday_time(format!("{date}T12:00:00Z").parse().unwrap(), &place(region))
        };
        assert!(is("2026-08-10", Region::Metropole));
        assert!(is("2026-12-31", Region::Metropole));
        assert!(is("2027-01-01", Region::Metropole));
        assert!(!is("2026-06-10", Region::Metropole));
        assert!(!is("2026-01-20", Region::Metropole));
        assert!(is("2026-01-20", Region::Reunion));
    }
}
