//! The flow of returns on synthetic practices: how often its silence is a false alarm, and how soon
//! it tells that returns have stopped, while the billing software collects most of them before any
//! check. `cargo test -p vigie-domain --test silence_of_returns -- --nocapture` prints the tables.

#![expect(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a simulation: what fails is the test"
)]

mod dice;
mod practice;

use dice::Dice;
use jiff::Timestamp;
use practice::{
    Answers, Calendar, Collects, Computer, DAY, Habit, Holidays, Minutes, Practice, Sightings,
    WhileAway,
};
use vigie_domain::book::{
    busy_hours::BusyHours,
    rhythm::Rhythm,
    watch::{Silence, Watch},
    working_time::{HOURS_A_DAY, hours_between},
};

const WEEKDAYS: [f64; 6] = [1.0, 1.0, 1.0, 1.0, 1.0, 0.0];

/// A doctor who sends all day; the others differ from it.
const DOCTOR: Habit = Habit {
    name: "doctor, office hours",
    sends: WEEKDAYS,
    hours: &[9.5, 12.0, 15.0, 18.0],
    lots: 4,
    answers: Answers::AtOnce,
    holidays: Holidays::School,
    computer: Computer::OfficeHours,
    while_away: WhileAway::Off,
};

const HABITS: [Habit; 12] = [
    DOCTOR,
    Habit {
        name: "doctor, always on",
        computer: Computer::Always,
        while_away: WhileAway::On,
        ..DOCTOR
    },
    Habit {
        name: "doctor, on, off in holidays",
        computer: Computer::Always,
        ..DOCTOR
    },
    Habit {
        name: "doctor, secretary stays",
        while_away: WhileAway::Secretary,
        ..DOCTOR
    },
    Habit {
        name: "doctor, off season, always on",
        holidays: Holidays::OffSeason,
        computer: Computer::Always,
        while_away: WhileAway::On,
        ..DOCTOR
    },
    Habit {
        name: "nurse, laptop taken along",
        sends: [1.0; 6],
        hours: &[18.5],
        lots: 3,
        while_away: WhileAway::Laptop,
        ..DOCTOR
    },
    Habit {
        name: "nurse, off season, laptop",
        sends: [1.0; 6],
        hours: &[18.5],
        lots: 3,
        holidays: Holidays::OffSeason,
        while_away: WhileAway::Laptop,
        ..DOCTOR
    },
    Habit {
        name: "physiotherapist, left on",
        sends: [0.9, 0.9, 0.9, 0.9, 0.9, 0.0],
        hours: &[12.5, 18.5],
        lots: 2,
        answers: Answers::AtFixedHours,
        while_away: WhileAway::On,
        ..DOCTOR
    },
    Habit {
        name: "part-time, three days",
        sends: [1.0, 1.0, 0.0, 1.0, 0.0, 0.0],
        hours: &[18.0],
        lots: 3,
        ..DOCTOR
    },
    Habit {
        name: "slow caisses",
        hours: &[18.0],
        lots: 3,
        answers: Answers::Slowly,
        ..DOCTOR
    },
    Habit {
        name: "one lot a week",
        sends: [0.0, 0.0, 0.0, 0.0, 0.95, 0.0],
        hours: &[16.0],
        lots: 1,
        ..DOCTOR
    },
    Habit {
        name: "one lot a week, always on",
        sends: [0.2, 0.2, 0.2, 0.2, 0.2, 0.0],
        hours: &[16.0],
        lots: 1,
        computer: Computer::Always,
        while_away: WhileAway::On,
        ..DOCTOR
    },
];

/// How often the software collects, so that about none, 50, 90 and 97 % are missed.
const COLLECTS: [Collects; 4] = [None, Some(10.0), Some(2.0), Some(0.6)];
const YEARS: i16 = 3;
const SEEDS: u64 = 8;
/// Times that returns stop, anywhere from the second half of the first year on.
const STOPS: usize = 8;
/// Days in which a stop must be noticed to count as noticed.
const NOTICED: usize = 84;

/// What one practice went through, as the watch recorded it.
struct Seen<'a> {
    calendar: &'a Calendar,
    watch: &'a Watch,
    sightings: Vec<Minutes>,
    silences: Vec<Silence>,
}

impl Seen<'_> {
    /// How many sightings there were before.
    fn before(&self, now: Minutes) -> usize {
        self.sightings.partition_point(|at| *at < now)
    }

    fn rhythm(&self, now: Minutes) -> Rhythm {
        let now = self.calendar.at(now);
        let known = self.silences.partition_point(|silence| silence.until < now);
        Rhythm::learn(&self.silences[..known], &self.calendar.place)
    }

    /// Whether the silence since the given sighting is an alarm now.
    fn alarms(&self, rhythm: &Rhythm, last: usize, now: Minutes) -> bool {
        let (from, until) = (
            self.calendar.at(self.sightings[last]),
            self.calendar.at(now),
        );
        let place = &self.calendar.place;
        let silence = self.watch.silence(from, until, place);
        rhythm.is_out_of_the_ordinary(&silence, until, place)
    }

    fn false_alarms(&self) -> usize {
        let mut alarms = 0;
        let mut warned_since = None;
        let mut rhythm = self.rhythm(0.0);
        for day in 14..self.calendar.days() {
            let morning = day as f64 * DAY;
            if day % 28 == 0 {
                rhythm = self.rhythm(morning);
            }
            if !self.calendar.is_working(day) || !rhythm.is_known() {
                continue;
            }
            for hour in [9.0, 12.0, 17.0] {
                let now = morning + hour * 60.0;
                let Some(last) = self.before(now).checked_sub(1) else {
                    continue;
                };
                if warned_since != Some(last) && self.alarms(&rhythm, last, now) {
                    alarms += 1;
                    warned_since = Some(last);
                }
            }
        }
        alarms
    }

    /// Working days from the first lost return to the alarm, where there is one.
    fn detected(&self, stop: Minutes, returns: &[Minutes]) -> Option<f64> {
        let rhythm = self.rhythm(stop);
        let last = self.before(stop).checked_sub(1)?;
        let first_lost = returns[returns.partition_point(|at| *at < stop)];
        let place = &self.calendar.place;
        let first = (first_lost / DAY) as usize;
        if !rhythm.is_known() {
            return None;
        }
        (first..first + NOTICED)
            .filter(|day| self.calendar.is_working(*day))
            .flat_map(|day| [9.0, 12.0, 17.0].map(|hour| day as f64 * DAY + hour * 60.0))
            .find(|now| *now > first_lost && self.alarms(&rhythm, last, *now))
            .map(|now| {
                let hours =
                    hours_between(self.calendar.at(first_lost), self.calendar.at(now), place);
                hours / HOURS_A_DAY
            })
    }
}

struct Row {
    name: &'static str,
    share: f64,
    false_alarms: f64,
    median: f64,
    slowest: f64,
    noticed: f64,
}

fn row(
    habit: &Habit,
    collects: Collects,
    runs: &[(Practice, Vec<Minutes>, Watch)],
    calendar: &Calendar,
) -> Row {
    let (mut alarms, mut share) = (0, 0.0);
    let mut delays = Vec::new();
    let mut stops = 0;
    for (seed, (practice, checks, watch)) in runs.iter().enumerate() {
        let sightings = practice.sightings(checks, collects);
        share += sightings.share(practice, 0.0) / runs.len() as f64;
        let silences = sightings
            .at
            .windows(2)
            // The others do not count, and there are many of them.
            .filter(|two| (two[0] / DAY).floor() < (two[1] / DAY).floor())
            .map(|two| watch.silence(calendar.at(two[0]), calendar.at(two[1]), &calendar.place))
            .collect();
        let seen = Seen {
            calendar,
            watch,
            sightings: sightings.at,
            silences,
        };
        alarms += seen.false_alarms();
        let mut dice = Dice(seed as u64 + 77);
        for _ in 0..STOPS {
            stops += 1;
            let stop = dice.between(180.0, 1000.0) * DAY;
            delays.extend(seen.detected(stop, &practice.returns));
        }
    }
    delays.sort_by(f64::total_cmp);
    Row {
        name: habit.name,
        share,
        false_alarms: alarms as f64 / (runs.len() as f64 * f64::from(YEARS)),
        median: delays.get(delays.len() / 2).copied().unwrap_or(f64::NAN),
        slowest: delays.last().copied().unwrap_or(f64::NAN),
        noticed: delays.len() as f64 / f64::from(stops),
    }
}

#[test]
fn a_silence_is_noticed_and_holidays_are_not() {
    let calendar = Calendar::new(YEARS);
    let mut rows = Vec::new();
    for (kind, habit) in HABITS.iter().enumerate() {
        let runs: Vec<_> = (0..SEEDS)
            .map(|seed| {
                let practice = Practice::new(habit, &calendar, kind as u64 * 100 + seed);
                let checks = practice.checks(|_| 10.0);
                let watch = checks.iter().map(|check| calendar.at(*check)).collect();
                (practice, checks, watch)
            })
            .collect();
        rows.extend(COLLECTS.map(|collects| row(habit, collects, &runs, &calendar)));
    }
    println!(
        "practice                        seen   false/year   median days   slowest   noticed in 12 weeks"
    );
    for row in &rows {
        println!(
            "{:<30} {:>4.0} % {:>11.2} {:>13.1} {:>9.1} {:>18.0} %",
            row.name,
            row.share * 100.0,
            row.false_alarms,
            row.median,
            row.slowest,
            row.noticed * 100.0
        );
    }
    for row in &rows {
        assert!(
            row.false_alarms <= 1.0,
            "{}: {}",
            row.name,
            row.false_alarms
        );
    }
    // Where half of the returns are seen, and some come every day, a stop is always noticed.
    for row in rows
        .iter()
        .filter(|row| row.share > 0.4 && !row.name.contains("a week"))
    {
        assert!(row.noticed > 0.99, "{}: {}", row.name, row.noticed);
        assert!(row.median < 20.0, "{}: {}", row.name, row.median);
    }
    // And in a busy practice even where one in thirty is seen.
    for row in rows.iter().filter(|row| row.name.contains("doctor")) {
        assert!(row.noticed > 0.99, "{}: {}", row.name, row.noticed);
        assert!(row.median < 30.0, "{}: {}", row.name, row.median);
    }
    let mut attended: Vec<f64> = rows
        .iter()
        .filter(|row| row.name == DOCTOR.name && row.share > 0.4)
        .map(|row| row.median)
        .collect();
    attended.sort_by(f64::total_cmp);
    assert!(attended.iter().all(|median| *median < 6.0), "{attended:?}");
}

/// What the checks of one practice see from half a year on, and how many they are.
fn with_checks(
    practice: &Practice,
    collects: Collects,
    calendar: &Calendar,
    busy: &BusyHours,
) -> (Vec<Minutes>, Sightings, f64) {
    let checks = practice
        .checks(|now| f64::from(busy.check_interval(calendar.at(now), 10, None, &calendar.place)));
    let sightings = practice.sightings(&checks, collects);
    let share = sightings.share(practice, 182.0 * DAY);
    (checks, sightings, share)
}

/// What was learnt of the hours within the first half of the year.
fn hours_of(checks: &[Minutes], sightings: &Sightings, calendar: &Calendar) -> BusyHours {
    let times = |times: &[Minutes]| -> Vec<Timestamp> {
        let until = times.partition_point(|at| *at < 182.0 * DAY);
        times[..until].iter().map(|at| calendar.at(*at)).collect()
    };
    let watch = times(checks).into_iter().collect();
    BusyHours::learn(&times(&sightings.at), &watch, &calendar.place)
}

#[test]
fn closer_checks_in_busy_hours_see_more() {
    let calendar = Calendar::new(1);
    let days_on = |checks: &[Minutes]| {
        let mut days: Vec<i64> = checks.iter().map(|at| (at / DAY) as i64).collect();
        days.dedup();
        days.len() as f64
    };
    println!(
        "practice                       collects   seen   with closer checks   again   checks a day"
    );
    let mut gains = Vec::new();
    for habit in [HABITS[0], HABITS[1], HABITS[5], HABITS[7], HABITS[9]] {
        for collects in COLLECTS {
            let practice = Practice::new(&habit, &calendar, 4711);
            let usual = BusyHours::default();
            let (checks, sightings, before) = with_checks(&practice, collects, &calendar, &usual);
            let busy = hours_of(&checks, &sightings, &calendar);
            let (closer, sightings, after) = with_checks(&practice, collects, &calendar, &busy);
            // What closer checks see is learnt from in turn: it must not run away.
            let busy = hours_of(&closer, &sightings, &calendar);
            let (_, _, again) = with_checks(&practice, collects, &calendar, &busy);
            let (few, many) = (
                checks.len() as f64 / days_on(&checks),
                closer.len() as f64 / days_on(&closer),
            );
            println!(
                "{:<30} {:>8} {:>4.0} % {:>18.0} % {:>5.0} %   {few:.0} → {many:.0}",
                habit.name,
                collects.map_or_else(|| "once".to_owned(), |every| format!("{every} min")),
                before * 100.0,
                after * 100.0,
                again * 100.0,
            );
            assert!(many <= few + 80.0, "{few} {many}");
            assert!(after > before - 0.03, "{before} {after}");
            if collects.is_some() {
                gains.push(after / before);
            }
        }
    }
    gains.sort_by(f64::total_cmp);
    println!("median gain: {:.2} times as many", gains[gains.len() / 2]);
    assert!(gains[gains.len() / 2] > 1.2);
}
