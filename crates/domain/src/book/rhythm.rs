//! The flow of returns itself: when it falls silent, whatever is known of the lots.
//!
//! While only watching, lots may be unknown and many a return is collected before a check sees it.
//! What remains is the rhythm in which checks do see returns. A silence is out of the ordinary when
//! silences that long are expected less often than the budget of false alarms allows. What is
//! expected is, in this order of trust:
//!
//! - the practice's own silences of the last three years, which know its days, its hours, its
//!   holidays and the share of returns that its checks catch;
//! - how its usual silences would go on by chance, where the next return is as likely in every hour;
//! - what practices do: holidays and days off, more in the months of holidays, far less on days on
//!   which somebody switched the computer on.
//!
//! So a practice whose computer runs day and night, and tells nothing of who is there, is alarmed
//! after its longest holiday only: the delay is the price for silence that may be trusted.

use jiff::{SignedDuration, Timestamp};

use super::{
    deadline::Place,
    watched::Silence,
    working_time::{HOURS_A_DAY, is_holiday_time, is_working_time},
};

/// The rhythm of one practice's returns.
#[derive(Clone, Debug)]
pub struct Rhythm {
    /// Silences that reached into another day.
    own: Vec<Own>,
    /// Years in which they were seen.
    years: f64,
    /// Hours that half of them stay below.
    half: f64,
    /// Hours that nine of ten stay below.
    nine_of_ten: f64,
    /// Whether somebody switches this computer on, on most days.
    is_attended: bool,
}

#[derive(Clone, Copy, Debug)]
struct Own {
    watched: f64,
    attended: f64,
    in_holiday_time: bool,
}

/// Silences before which nothing is said.
const ENOUGH: usize = 15;
/// Nor is it before so many years.
const ENOUGH_YEARS: f64 = 28.0 / 365.25;
/// What is older has no say.
const MEMORY: SignedDuration = SignedDuration::from_hours(3 * 365 * 24);
/// False alarms that a practice may get in a year, within holiday time and outside of it each.
const BUDGET: f64 = 0.3;
/// What is believed of practices weighs as much as so many years of one's own.
const BELIEF: f64 = 0.7;
/// How much longer than one before a silence may be without being a new one.
const LONGER: f64 = 1.1;
/// Longer waits, in working days, are not looked at.
const MOST_DAYS: i32 = 120;

/// Absences of a practice in a year that last longer than so many working days:
/// `often` · exp(-days / `days`).
struct Absences {
    often: f64,
    days: f64,
}

impl Absences {
    /// With a computer that just goes on running: five weeks of holidays, days off, days of
    /// training or illness.
    const UNATTENDED: [Self; 2] = [
        Self {
            often: 3.0,
            days: 4.5,
        },
        Self {
            often: 8.0,
            days: 5.0,
        },
    ];
    /// With a computer that somebody switches on: a secretary, or a laptop taken along.
    const ATTENDED: [Self; 2] = [
        Self {
            often: 3.0,
            days: 1.5,
        },
        Self {
            often: 5.0,
            days: 3.0,
        },
    ];

    fn longer_than(&self, hours: f64) -> f64 {
        self.often * (-hours.max(0.0) / HOURS_A_DAY / self.days).exp()
    }
}

impl Rhythm {
    /// Learns from the silences between one sighting of returns and the next, oldest first. What
    /// lies ahead of `now` comes from a clock that was wrong, and does not count.
    #[must_use]
    pub fn learn(past: &[Silence], now: Timestamp, place: &Place) -> Self {
        let since = now.checked_sub(MEMORY).unwrap_or(Timestamp::MIN);
        let past: Vec<&Silence> = past
            .iter()
            .filter(|silence| silence.from >= since && silence.until <= now)
            .collect();
        let years = match (past.first(), past.last()) {
            (Some(first), Some(last)) => years(first.from, last.until),
            _ => 0.0,
        };
        let own: Vec<Own> = past
            .iter()
            .filter(|silence| silence.is_overnight)
            .map(|silence| Own {
                watched: silence.watched,
                attended: silence.attended,
                in_holiday_time: in_holiday_time(silence, place),
            })
            .collect();
        let mut watched: Vec<f64> = own.iter().map(|one| one.watched).collect();
        watched.sort_by(f64::total_cmp);
        let at = |tenths: usize| {
            let index = watched.len().saturating_sub(1) * tenths / 10;
            watched.get(index).copied().unwrap_or_default()
        };
        let attended: f64 = own.iter().map(|one| one.attended).sum();
        Self {
            years,
            half: at(5),
            nine_of_ten: at(9),
            is_attended: attended * 2.0 > watched.iter().sum(),
            own,
        }
    }

    /// Whether enough was seen to tell a silence that is out of the ordinary.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.own.len() >= ENOUGH && self.years >= ENOUGH_YEARS
    }

    /// Whether the silence that lasts until `now` is out of the ordinary; never outside working
    /// hours, nor before the rhythm is known.
    #[must_use]
    pub fn is_out_of_the_ordinary(&self, silence: &Silence, now: Timestamp, place: &Place) -> bool {
        self.is_known()
            && is_working_time(now, place)
            && self.expected(
                silence.watched,
                silence.attended,
                in_holiday_time(silence, place),
            ) < BUDGET
    }

    /// Watched working hours after which a silence that begins at this time of the year would be
    /// noticed, so that the window can say what this watch is worth; `None` while it is not known.
    #[must_use]
    pub fn noticed_after(&self, now: Timestamp, place: &Place) -> Option<f64> {
        let in_holiday_time = is_holiday_time(now, place);
        let mut hours = (0..MOST_DAYS * 11).map(f64::from);
        hours.find(|&hours| {
            let attended = if self.is_attended { hours } else { 0.0 };
            self.is_known() && self.expected(hours, attended, in_holiday_time) < BUDGET
        })
    }

    /// How many silences at least that long, on days at least that much attended, a year has at
    /// this time of the year.
    #[expect(clippy::cast_precision_loss, reason = "counts of silences")]
    fn expected(&self, watched: f64, attended: f64, in_holiday_time: bool) -> f64 {
        let own = self
            .own
            .iter()
            .filter(|one| one.in_holiday_time == in_holiday_time)
            .filter(|one| self.next_time(one.watched) >= watched)
            .filter(|one| self.next_time(one.attended) >= attended)
            .count();
        let usual = self.nine_of_ten.max(HOURS_A_DAY / 2.0);
        // Half of what chance brings falls on this time of the year.
        let believed = by_chance(self.own.len(), self.years, usual, watched) / 2.0
            + self
                .absences(&Absences::UNATTENDED, watched, in_holiday_time)
                .min(self.absences(&Absences::ATTENDED, attended, in_holiday_time));
        (own as f64 + BELIEF * believed) / (self.years + BELIEF)
    }

    /// What lasted so long may last somewhat longer the next time: every record is broken one day.
    fn next_time(&self, hours: f64) -> f64 {
        hours * LONGER + self.nine_of_ten / 2.0
    }

    /// An absence makes a silence longer that would have been an ordinary one.
    fn absences(&self, absences: &[Absences; 2], hours: f64, in_holiday_time: bool) -> f64 {
        absences[usize::from(in_holiday_time)].longer_than(hours - self.half)
    }
}

/// Years from one moment to another.
pub(super) fn years(from: Timestamp, until: Timestamp) -> f64 {
    until.duration_since(from).as_secs_f64() / 86400.0 / 365.25
}

/// How many of the gaps in a year are longer than `long`, where the next return is as likely at any
/// time: one in ten is longer than nine of ten are, and of those one in ten is longer than twice
/// that. Learnt from `count` gaps of so many years.
#[expect(clippy::cast_precision_loss, reason = "a count of gaps")]
pub(super) fn by_chance(count: usize, years: f64, nine_of_ten: f64, long: f64) -> f64 {
    let count = count.max(1) as f64;
    // What is read off a few gaps may be off by 1.3 / √count.
    let usual = nine_of_ten * (1.0 + 1.3 / count.sqrt());
    count / years.max(ENOUGH_YEARS) * 0.1_f64.powf(long / usual.max(f64::MIN_POSITIVE))
}

fn in_holiday_time(silence: &Silence, place: &Place) -> bool {
    is_holiday_time(silence.from, place) || is_holiday_time(silence.until, place)
}

#[cfg(test)]
mod tests {
    use jiff::{ToSpan, civil::date, tz::TimeZone};

    use super::*;
    use crate::{book::watched::Watched, calendar::Region};

    fn place() -> Place {
        Place {
            region: Region::Metropole,
            zone: TimeZone::get("Europe/Paris").unwrap(),
        }
    }

    /// A return at ten o'clock on every n-th working day of 2025, on a computer that runs on and
    /// on or is switched on every morning.
    fn every(days: usize, is_always_on: bool, last: jiff::civil::Date) -> (Vec<Silence>, Watched) {
        let place = place();
        let mut watched = Watched::default();
        let mut sightings = Vec::new();
        let mut working_days = 0;
        let mut day = date(2025, 1, 2);
        while day <= last {
            let at = |hour| day.at(hour, 0, 0, 0).to_zoned(place.zone.clone()).unwrap();
            let hours = if is_always_on { 0..24 } else { 8..19 };
            watched.extend(hours.map(|hour| at(hour).timestamp()));
            if place.region.is_working_day(day) && day < date(2026, 1, 1) {
                working_days += 1;
                if working_days % days == 0 {
                    sightings.push(at(10).timestamp());
                }
            }
            day = day.checked_add(1.day()).unwrap();
        }
        let silences = sightings
            .windows(2)
            .map(|two| watched.silence(two[0], two[1], &place))
            .collect();
        (silences, watched)
    }

    /// Working days from 12 January 2026 on, the first of which brought the last return.
    fn silent_days(days: usize, is_always_on: bool, silent: i8) -> bool {
        let place = place();
        let (past, watched) = every(days, is_always_on, date(2026, 1, 31));
        let at = |day: i8| {
            date(2026, 1, day)
                .at(10, 0, 0, 0)
                .to_zoned(place.zone.clone())
                .unwrap()
                .timestamp()
        };
        let now = at(12 + silent);
        let silence = watched.silence(at(12), now, &place);
        let rhythm = Rhythm::learn(&past, now, &place);
        rhythm.is_out_of_the_ordinary(&silence, now, &place)
    }

    #[test]
    fn a_silence_is_judged_by_the_practices_own_rhythm() {
        assert!(!silent_days(1, false, 1));
        assert!(silent_days(1, false, 4));
        assert!(!silent_days(5, false, 10), "weekly");
        assert!(silent_days(5, false, 17), "weekly");
    }

    #[test]
    fn a_computer_that_tells_nothing_of_who_is_there_gets_more_time() {
        assert!(!silent_days(1, true, 4));
        assert!(silent_days(1, true, 15));
    }

    #[test]
    fn nobody_is_told_at_night_nor_before_the_rhythm_is_known() {
        let place = place();
        let (past, watched) = every(1, false, date(2026, 1, 31));
        let at = |hour| {
            date(2026, 1, 30)
                .at(hour, 0, 0, 0)
                .to_zoned(place.zone.clone())
                .unwrap()
        };
        let silence = watched.silence(past[past.len() - 1].until, at(18).timestamp(), &place);
        let now = at(18).timestamp();
        let rhythm = Rhythm::learn(&past, now, &place);
        assert!(rhythm.is_out_of_the_ordinary(&silence, at(18).timestamp(), &place));
        assert!(!rhythm.is_out_of_the_ordinary(&silence, at(20).timestamp(), &place));
        let new = Rhythm::learn(&past[past.len() - 14..], now, &place);
        assert!(!new.is_out_of_the_ordinary(&silence, at(18).timestamp(), &place));
        assert_eq!(new.noticed_after(at(18).timestamp(), &place), None);
        assert!(!Rhythm::learn(&[], now, &place).is_known());
    }

    #[test]
    fn what_the_watch_is_worth_can_be_said() {
        let place = place();
        let now = "2026-01-12T09:00:00Z".parse().unwrap();
        let hours = |days, is_always_on| {
            let (past, _) = every(days, is_always_on, date(2025, 12, 31));
            Rhythm::learn(&past, now, &place)
                .noticed_after(now, &place)
                .unwrap()
        };
        assert!(hours(1, false) < 40.0);
        assert!(hours(1, false) < hours(1, true));
        assert!(hours(1, false) < hours(5, false));
    }
}
