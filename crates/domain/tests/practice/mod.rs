//! Synthetic practices as checks see them: what they send, when the caisses answer, when the
//! computer is on, when the line fails, when the billing software collects. All invented, seeded.

use std::ops::Range;

use jiff::{SignedDuration, Timestamp, civil::date, tz::TimeZone};
use vigie_domain::{book::deadline::Place, calendar::Region};

use crate::dice::Dice;

/// How a practice works.
#[derive(Clone, Copy)]
pub(crate) struct Habit {
    pub(crate) name: &'static str,
    /// Chance of sending on Monday to Saturday.
    pub(crate) sends: [f64; 6],
    /// Hours at which it sends.
    pub(crate) hours: &'static [f64],
    /// Lots of one sending.
    pub(crate) lots: usize,
    pub(crate) answers: Answers,
    pub(crate) holidays: Holidays,
    pub(crate) computer: Computer,
    pub(crate) while_away: WhileAway,
}

#[derive(Clone, Copy)]
pub(crate) enum Answers {
    /// Within the hour, day and night.
    AtOnce,
    /// At 6:00, 12:30 and 20:00, not on Sundays.
    AtFixedHours,
    /// In about a day.
    Slowly,
}

#[derive(Clone, Copy)]
pub(crate) enum Holidays {
    /// With the schools.
    School,
    /// Just not with the schools.
    OffSeason,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Computer {
    Always,
    OfficeHours,
}

/// What the computer does while the practice is on holiday.
#[derive(Clone, Copy)]
pub(crate) enum WhileAway {
    Off,
    On,
    /// Somebody else works there in office hours, and sends nothing.
    Secretary,
    /// A laptop, taken along and opened on most days.
    Laptop,
}

/// How often the billing software collects, in minutes; `None`: once, after the day's last check.
pub(crate) type Collects = Option<f64>;

/// Minutes of the practice's local time, since the first day began.
pub(crate) type Minutes = f64;

pub(crate) const DAY: Minutes = 1440.0;

/// The days of the simulation.
pub(crate) struct Calendar {
    pub(crate) place: Place,
    /// The moment at which each day begins.
    begins: Vec<Timestamp>,
    is_working: Vec<bool>,
    weekday: Vec<usize>,
    /// (month, day) of each day.
    dates: Vec<(i8, i8)>,
}

impl Calendar {
    /// So many years from 2024 on.
    pub(crate) fn new(years: i16) -> Self {
        let place = Place {
            region: Region::Metropole,
            zone: TimeZone::get("Europe/Paris").unwrap(),
        };
        let mut calendar = Self {
            begins: Vec::new(),
            is_working: Vec::new(),
            weekday: Vec::new(),
            dates: Vec::new(),
            place,
        };
        let mut day = date(2024, 1, 1);
        // A month more, in which what was sent last is answered.
        while day < date(2024 + years, 2, 1) {
            let place = &calendar.place;
            // The day's offset is that of its noon: the hour of the change itself is at night.
            let noon = day.at(12, 0, 0, 0).to_zoned(place.zone.clone()).unwrap();
            calendar
                .begins
                .push(noon.timestamp() - SignedDuration::from_hours(12));
            calendar.is_working.push(place.region.is_working_day(day));
            calendar
                .weekday
                .push(usize::try_from(day.weekday().to_monday_zero_offset()).unwrap());
            calendar.dates.push((day.month(), day.day()));
            day = day.tomorrow().unwrap();
        }
        calendar
    }

    pub(crate) fn days(&self) -> usize {
        self.begins.len() - 31
    }

    pub(crate) fn is_working(&self, day: usize) -> bool {
        self.is_working[day]
    }

    /// The moment of a local time; times beyond the end are the end.
    pub(crate) fn at(&self, minutes: Minutes) -> Timestamp {
        let day = ((minutes / DAY) as usize).min(self.begins.len() - 1);
        let within = ((minutes - day as f64 * DAY).min(DAY) * 60.0) as i64;
        self.begins[day] + SignedDuration::from_secs(within)
    }
}

/// What happens in a practice, whoever watches.
pub(crate) struct Practice {
    /// When each lot was sent, in order.
    pub(crate) lots: Vec<Minutes>,
    /// Arrivals of returns in the mailbox, in order.
    pub(crate) returns: Vec<Minutes>,
    /// When the computer is on.
    pub(crate) on: Vec<Range<Minutes>>,
    /// When its line fails, in order.
    pub(crate) line_fails: Vec<Range<Minutes>>,
    seed: u64,
}

impl Practice {
    pub(crate) fn new(habit: &Habit, calendar: &Calendar, seed: u64) -> Self {
        let mut dice = Dice(seed * 7919 + 1);
        let away = away(&mut dice, habit.holidays, calendar);
        let (mut lots, mut returns) = (Vec::new(), Vec::new());
        let mut on = Vec::new();
        for (day, &away) in away.iter().enumerate() {
            let morning = day as f64 * DAY;
            let weekday = calendar.weekday[day];
            let holiday = !calendar.is_working[day] && weekday < 5;
            let opens =
                habit.sends.get(weekday).copied().unwrap_or_default() > 0.0 && !holiday && !away;
            if opens && dice.next() < habit.sends[weekday] {
                for &hour in habit.hours {
                    let sent = morning + (hour + dice.between(-0.5, 0.5)) * 60.0;
                    for _ in 0..habit.lots {
                        if dice.next() < 0.3 {
                            continue;
                        }
                        lots.push(sent);
                        returns.push(answer(&mut dice, habit.answers, sent, calendar));
                        // The payment report, some mornings later.
                        if dice.next() < 0.7 {
                            let later = (dice.next() * 5.0).floor() + 2.0;
                            returns.push(morning + later * DAY + dice.between(330.0, 480.0));
                        }
                    }
                }
            }
            on.extend(
                switched_on(&mut dice, habit, opens, away, weekday)
                    .map(|hours| morning + hours.start * 60.0..morning + hours.end * 60.0),
            );
        }
        lots.sort_by(f64::total_cmp);
        returns.sort_by(f64::total_cmp);
        let line_fails = (0..calendar.days())
            .filter_map(|day| {
                let from = (day as f64 + dice.next()) * DAY;
                let lasts = 60.0 * 30.0_f64.powf(dice.next());
                (dice.next() < 8.0 / 365.0).then_some(from..from + lasts)
            })
            .collect();
        Self {
            lots,
            returns,
            on,
            line_fails,
            seed,
        }
    }

    /// The successful checks, the next one after `interval` minutes.
    pub(crate) fn checks(&self, mut interval: impl FnMut(Minutes) -> f64) -> Vec<Minutes> {
        let mut dice = Dice(self.seed ^ 0x00c0_ffee);
        let mut checks = Vec::new();
        let mut fails = self.line_fails.iter().peekable();
        let mut now: Minutes = 0.0;
        for on in &self.on {
            // Two days of a computer that runs on and on follow without a break.
            now = now.max(on.start + dice.between(0.5, 2.0));
            while now < on.end {
                while fails.next_if(|line| line.end <= now).is_some() {}
                let line = fails.peek().is_none_or(|line| now < line.start);
                if line && dice.next() > 0.01 {
                    checks.push(now);
                }
                now += interval(now);
            }
        }
        checks
    }

    /// The checks that see a return: it came after the software's last collection.
    pub(crate) fn sightings(&self, checks: &[Minutes], collects: Collects) -> Sightings {
        let mut dice = Dice(self.seed ^ 0xdead_beef);
        let (mut sightings, mut seen) = (Vec::new(), Vec::new());
        let mut returns = self.returns.iter().peekable();
        let mut before = 0.0;
        for &check in checks {
            let overnight = check - before > 120.0;
            let collected = match collects {
                None => before,
                // The night's returns: the software is started before the check, or after it.
                Some(every) if overnight => {
                    if dice.next() < every / 20.0 {
                        before
                    } else {
                        check
                    }
                }
                Some(every) => check - dice.between(0.0, every),
            };
            let before_this_check = seen.len();
            while let Some(at) = returns.next_if(|at| **at < check) {
                if *at >= collected {
                    seen.push(*at);
                }
            }
            if seen.len() > before_this_check {
                sightings.push(check);
            }
            before = check;
        }
        Sightings {
            at: sightings,
            seen,
        }
    }
}

pub(crate) struct Sightings {
    /// The checks that saw returns.
    pub(crate) at: Vec<Minutes>,
    /// The arrivals of the returns that were seen.
    pub(crate) seen: Vec<Minutes>,
}

impl Sightings {
    /// The share of the practice's returns from a moment on that were seen.
    pub(crate) fn share(&self, practice: &Practice, from: Minutes) -> f64 {
        let count = |times: &[Minutes]| times.iter().filter(|at| **at >= from).count() as f64;
        count(&self.seen) / count(&practice.returns)
    }
}

/// The days without practice: holidays, days off, an illness.
fn away(dice: &mut Dice, holidays: Holidays, calendar: &Calendar) -> Vec<bool> {
    // (month, first and last day on which it may begin, days)
    let plan: &[(i8, f64, f64, usize)] = match holidays {
        Holidays::School => &[
            (2, 7.0, 28.0, 9),
            (4, 8.0, 30.0, 9),
            (7, 8.0, 31.0, 23),
            (12, 22.0, 26.0, 9),
        ],
        Holidays::OffSeason => &[
            (1, 10.0, 20.0, 9),
            (6, 1.0, 15.0, 16),
            (9, 8.0, 20.0, 16),
            (11, 14.0, 20.0, 9),
        ],
    };
    let mut away = vec![false; calendar.days()];
    let mut leave = |from: usize, days: usize| {
        let until = (from + days).min(away.len());
        away[from.min(until)..until].fill(true);
    };
    for (first, _) in calendar
        .dates
        .iter()
        .enumerate()
        .filter(|(_, date)| **date == (1, 1))
    {
        for &(month, from, until, days) in plan {
            let begin = dice.between(from, until) as i8;
            let date = calendar.dates[first..].iter();
            if let Some(day) = date.clone().position(|date| *date == (month, begin)) {
                leave(first + day, days);
            }
        }
        for _ in 0..5 {
            leave(first + dice.between(0.0, 365.0) as usize, 1);
        }
        leave(
            first + dice.between(0.0, 365.0) as usize,
            dice.between(1.0, 5.0) as usize,
        );
    }
    away
}

/// The hours of a day at which the computer is on.
fn switched_on(
    dice: &mut Dice,
    habit: &Habit,
    opens: bool,
    away: bool,
    weekday: usize,
) -> Option<Range<f64>> {
    let office = dice.between(7.5, 8.2)..dice.between(19.0, 20.0);
    let some = dice.next();
    if habit.computer == Computer::Always {
        return match habit.while_away {
            WhileAway::Off if away => None,
            _ => Some(0.0..24.0),
        };
    }
    match habit.while_away {
        _ if opens => Some(office),
        WhileAway::On if away => Some(0.0..24.0),
        WhileAway::Secretary if away && weekday < 5 => Some(office),
        WhileAway::Laptop if away && some < 0.6 => Some(9.0..11.0),
        // On free days too it is on now and then.
        _ => (!away && some < 0.1).then_some(office),
    }
}

fn answer(dice: &mut Dice, how: Answers, sent: Minutes, calendar: &Calendar) -> Minutes {
    let mut answered = match how {
        Answers::AtOnce => sent + 60.0 * (-0.7 + 0.8 * dice.normal()).exp(),
        Answers::AtFixedHours => {
            let day = (sent / DAY).floor();
            (0..4)
                .flat_map(|later| [6.0, 12.5, 20.0].map(|hour| (later, hour)))
                .map(|(later, hour)| (day + f64::from(later)) * DAY + hour * 60.0)
                .find(|run| {
                    let weekday = calendar.weekday.get((*run / DAY) as usize);
                    *run > sent + 10.0 && weekday != Some(&6)
                })
                .unwrap()
        }
        Answers::Slowly => sent + dice.between(10.0, 30.0) * 60.0,
    };
    if dice.next() < 0.01 {
        answered += dice.between(6.0, 40.0) * 60.0;
    }
    answered
}
