//! The flow of returns on synthetic practices: how often its silence is a false alarm, and how soon
//! it tells that returns have stopped, while the billing software collects most of them before any
//! check; without any lots, and with the lots known. And what closer checks in busy hours add.
//! `cargo test -p vigie-domain --test silence_of_returns -- --nocapture` prints the tables: working
//! days are counted from the first lost return, the practice's own holidays included.

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
    unanswered::{Gap, Unanswered, due},
    watched::{Silence, Watched},
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
const SEEDS: u64 = 4;
/// Times that returns stop, anywhere from the second half of the first year on.
const STOPS: usize = 8;
/// Days in which a stop must be noticed to count as noticed.
const NOTICED: usize = 84;

/// What one practice went through, as the watch recorded it.
struct Seen<'a> {
    calendar: &'a Calendar,
    watched: &'a Watched,
    sightings: Vec<Minutes>,
    silences: Vec<Silence>,
    /// When each lot became due, in order.
    due: &'a [Timestamp],
    gaps: Vec<Gap>,
}

/// What is known of a practice at one time.
struct Learnt {
    rhythm: Rhythm,
    unanswered: Unanswered,
}

/// Whether the lots are known.
#[derive(Clone, Copy, PartialEq)]
enum Lots {
    Unknown,
    Known,
}

impl Seen<'_> {
    /// How many sightings there were before.
    fn before(&self, now: Minutes) -> usize {
        self.sightings.partition_point(|at| *at < now)
    }

    fn learnt(&self, now: Minutes) -> Learnt {
        let now = self.calendar.at(now);
        Learnt {
            rhythm: Rhythm::learn(&self.silences, now, &self.calendar.place),
            unanswered: Unanswered::learn(&self.gaps, now),
        }
    }

    /// Whether the silence since the given sighting is an alarm now.
    fn alarms(&self, learnt: &Learnt, lots: Lots, last: usize, now: Minutes) -> bool {
        let (from, until) = (
            self.calendar.at(self.sightings[last]),
            self.calendar.at(now),
        );
        let place = &self.calendar.place;
        match lots {
            Lots::Unknown => learnt.rhythm.is_out_of_the_ordinary(
                &self.watched.silence(from, until, place),
                until,
                place,
            ),
            Lots::Known => learnt
                .unanswered
                .is_out_of_the_ordinary(gap(self.due, from, until).lots),
        }
    }

    fn false_alarms(&self, lots: Lots) -> usize {
        let mut alarms = 0;
        let mut warned_since = None;
        let mut learnt = self.learnt(0.0);
        for day in 14..self.calendar.days() {
            let morning = day as f64 * DAY;
            if day % 28 == 0 {
                learnt = self.learnt(morning);
            }
            if !self.calendar.is_working(day) {
                continue;
            }
            for hour in [9.0, 12.0, 17.0] {
                let now = morning + hour * 60.0;
                let Some(last) = self.before(now).checked_sub(1) else {
                    continue;
                };
                if warned_since != Some(last) && self.alarms(&learnt, lots, last, now) {
                    alarms += 1;
                    warned_since = Some(last);
                }
            }
        }
        alarms
    }

    /// Working days from the first lost return to the alarm, where there is one.
    fn detected(&self, lots: Lots, stop: Minutes, returns: &[Minutes]) -> Option<f64> {
        let learnt = self.learnt(stop);
        let last = self.before(stop).checked_sub(1)?;
        let first_lost = returns[returns.partition_point(|at| *at < stop)];
        let place = &self.calendar.place;
        let first = (first_lost / DAY) as usize;
        let is_known = match lots {
            Lots::Unknown => learnt.rhythm.is_known(),
            Lots::Known => learnt.unanswered.is_known(),
        };
        if !is_known {
            return None;
        }
        (first..first + NOTICED)
            .filter(|day| self.calendar.is_working(*day))
            .flat_map(|day| [9.0, 12.0, 17.0].map(|hour| day as f64 * DAY + hour * 60.0))
            .find(|now| *now > first_lost && self.alarms(&learnt, lots, last, *now))
            .map(|now| {
                let hours =
                    hours_between(self.calendar.at(first_lost), self.calendar.at(now), place);
                hours / HOURS_A_DAY
            })
    }
}

/// The lots that became due between two moments.
fn gap(due: &[Timestamp], from: Timestamp, until: Timestamp) -> Gap {
    let before = |at: Timestamp| due.partition_point(|due| *due < at);
    Gap {
        from,
        until,
        lots: u32::try_from(before(until) - before(from)).unwrap(),
    }
}

struct Row {
    name: &'static str,
    share: f64,
    /// With the lots unknown, and known.
    figures: [Figures; 2],
}

struct Figures {
    false_alarms: f64,
    median: f64,
    slowest: f64,
    noticed: f64,
}

/// One practice as it went on, with its successful checks.
struct Run {
    practice: Practice,
    checks: Vec<Minutes>,
    watched: Watched,
    due: Vec<Timestamp>,
}

impl Run {
    fn new(habit: &Habit, calendar: &Calendar, seed: u64) -> Self {
        let practice = Practice::new(habit, calendar, seed);
        let checks = practice.checks(|_| 10.0);
        let mut due: Vec<Timestamp> = practice
            .lots
            .iter()
            .map(|sent| due(calendar.at(*sent), &calendar.place))
            .collect();
        due.sort();
        Self {
            watched: checks.iter().map(|check| calendar.at(*check)).collect(),
            practice,
            checks,
            due,
        }
    }

    fn seen<'a>(&'a self, sightings: Vec<Minutes>, calendar: &'a Calendar) -> Seen<'a> {
        let at = |two: &[Minutes]| (calendar.at(two[0]), calendar.at(two[1]));
        let silences = sightings
            .windows(2)
            // The others do not count, and there are many of them.
            .filter(|two| (two[0] / DAY).floor() < (two[1] / DAY).floor())
            .map(|two| {
                let (from, until) = at(two);
                self.watched.silence(from, until, &calendar.place)
            })
            .collect();
        let gaps = sightings
            .windows(2)
            .map(|two| {
                let (from, until) = at(two);
                gap(&self.due, from, until)
            })
            .collect();
        Seen {
            calendar,
            watched: &self.watched,
            sightings,
            silences,
            due: &self.due,
            gaps,
        }
    }
}

fn row(habit: &Habit, collects: Collects, runs: &[Run], calendar: &Calendar) -> Row {
    let sightings: Vec<Sightings> = runs
        .iter()
        .map(|run| run.practice.sightings(&run.checks, collects))
        .collect();
    let shares = runs
        .iter()
        .zip(&sightings)
        .map(|(run, sightings)| sightings.share(&run.practice, 0.0));
    let share = shares.sum::<f64>() / runs.len() as f64;
    let seen: Vec<(&Run, Seen)> = runs
        .iter()
        .zip(sightings)
        .map(|(run, sightings)| (run, run.seen(sightings.at, calendar)))
        .collect();
    Row {
        name: habit.name,
        share,
        figures: [Lots::Unknown, Lots::Known].map(|lots| figures(lots, &seen)),
    }
}

fn figures(lots: Lots, runs: &[(&Run, Seen)]) -> Figures {
    let (mut alarms, mut stops) = (0, 0);
    let mut delays = Vec::new();
    for (seed, (run, seen)) in (77..).zip(runs) {
        alarms += seen.false_alarms(lots);
        let mut dice = Dice(seed);
        for _ in 0..STOPS {
            stops += 1;
            let stop = dice.between(180.0, 1000.0) * DAY;
            delays.extend(seen.detected(lots, stop, &run.practice.returns));
        }
    }
    delays.sort_by(f64::total_cmp);
    Figures {
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
            .map(|seed| Run::new(habit, &calendar, kind as u64 * 100 + seed))
            .collect();
        rows.extend(COLLECTS.map(|collects| row(habit, collects, &runs, &calendar)));
    }
    println!("                                         without lots                with lots");
    println!(
        "practice                         seen    false  days  most  noticed   false  days  most  noticed"
    );
    for row in &rows {
        print!("{:<30} {:>4.0} %", row.name, row.share * 100.0);
        for figures in &row.figures {
            print!(
                "   {:>6.2} {:>5.1} {:>5.1} {:>6.0} %",
                figures.false_alarms,
                figures.median,
                figures.slowest,
                figures.noticed * 100.0
            );
        }
        println!();
    }
    for (row, figures) in rows
        .iter()
        .flat_map(|row| row.figures.iter().map(move |figures| (row, figures)))
    {
        let alarms = figures.false_alarms;
        assert!(alarms <= 1.0, "{}: {alarms}", row.name);
    }
    for row in &rows {
        let [without_lots, with_lots] = &row.figures;
        let is_busy = row.name.contains("doctor");
        // Where half of the returns are seen, and some come every day, a stop is always noticed;
        // in a busy practice even where one in thirty is seen.
        if row.share > 0.4 && !row.name.contains("a week") || is_busy {
            let (name, noticed) = (row.name, without_lots.noticed);
            assert!(noticed > 0.99, "{name}: {noticed}");
            let most = if row.share > 0.4 { 20.0 } else { 30.0 };
            assert!(
                without_lots.median < most,
                "{name}: {}",
                without_lots.median
            );
        }
        if row.name == DOCTOR.name && row.share > 0.4 {
            assert!(without_lots.median < 6.0, "{}", without_lots.median);
        }
        // Lots tell a holiday from a silence.
        if is_busy {
            assert!(with_lots.noticed > 0.99, "{}", row.name);
            assert!(with_lots.median <= without_lots.median, "{}", row.name);
        }
    }
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
    let watched = times(checks).into_iter().collect();
    BusyHours::learn(
        &times(&sightings.at),
        &watched,
        calendar.at(182.0 * DAY),
        &calendar.place,
    )
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
