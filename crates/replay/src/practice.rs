//! A practice: what it sends, when its computer runs, what becomes of its lines and its mailbox.
//! Nothing of it depends on who watches.

use jiff::ToSpan as _;
use vigie_domain::calendar::Region;

use crate::{
    dice::Dice,
    parameters::{Parameters, Profession},
    time::{DAY, Epoch, HOUR, Seconds, Span, any_has, days, hours},
};

/// The days of the replay, the same for every practice.
#[derive(Clone, Debug)]
pub(crate) struct Calendar {
    pub(crate) epoch: Epoch,
    pub(crate) end: Seconds,
    pub(crate) closes: Seconds,
    hiccups_from: Seconds,
    /// When each day begins, its weekday from Monday on, and whether it is a public holiday.
    days: Vec<(Seconds, usize, bool)>,
}

impl Calendar {
    pub(crate) fn new(parameters: &Parameters) -> Self {
        let midnight = |date: jiff::civil::Date| parameters.moment(date.at(0, 0, 0, 0));
        let epoch = Epoch(midnight(parameters.run.begins));
        let mut date = parameters.run.begins;
        let mut all = Vec::new();
        for _ in 0..parameters.run.days {
            let weekday = date.weekday().to_monday_zero_offset();
            let weekday = usize::try_from(weekday).unwrap_or(0);
            let is_holiday = weekday < 5 && !Region::Metropole.is_working_day(date);
            all.push((epoch.seconds(midnight(date)), weekday, is_holiday));
            date = date.saturating_add(1.day());
        }
        Self {
            epoch,
            end: epoch.seconds(midnight(date)),
            closes: epoch.seconds(parameters.moment(parameters.run.closes)),
            hiccups_from: epoch.seconds(midnight(parameters.provider.hiccups_from)),
            days: all,
        }
    }

    pub(crate) fn day_of(&self, at: Seconds) -> usize {
        let after = self.days.partition_point(|(begins, ..)| *begins <= at);
        after.saturating_sub(1)
    }

    pub(crate) fn days(&self) -> usize {
        self.days.len()
    }

    /// The end of a day.
    pub(crate) fn end_of(&self, day: usize) -> Seconds {
        self.days
            .get(day + 1)
            .map_or(self.end, |(begins, ..)| *begins)
    }
}

/// A lot, as it is sent first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lot {
    pub(crate) sent: Seconds,
    /// From the sending to the acknowledgement; `None`: it never arrives.
    pub(crate) acknowledged_after: Option<Seconds>,
    /// From the sending to the payment return.
    pub(crate) paid_after: Seconds,
}

/// What a check or a collection meets in the mailbox at the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pop {
    Open,
    /// It fails for this practice.
    Failing,
    /// Open again, for the new password only.
    WantsNewPassword,
}

/// A practice.
#[derive(Clone, Debug)]
pub(crate) struct Practice {
    pub(crate) number: u32,
    /// When its computer is on, in order.
    pub(crate) on: Vec<Span>,
    pub(crate) lots: Vec<Lot>,
    /// When its billing software collects, in order.
    pub(crate) collections: Vec<Seconds>,
    /// When its line fails, in order.
    pub(crate) line_fails: Vec<Span>,
    /// A failure of its mailbox before the closure.
    hiccup: Option<Span>,
    closes: Seconds,
    pub(crate) reopens: Seconds,
}

impl Practice {
    pub(crate) fn new(parameters: &Parameters, calendar: &Calendar, number: u32) -> Self {
        let dice = |purpose: &str| Dice::of(parameters.run.seed, number, purpose);
        let profession = profession(parameters, &mut dice("profession"));
        let mut practice = Self {
            number,
            on: Vec::new(),
            lots: Vec::new(),
            collections: Vec::new(),
            line_fails: line_fails(parameters, calendar, &mut dice("line")),
            hiccup: hiccup(parameters, calendar, &mut dice("hiccup")),
            closes: calendar.closes,
            reopens: calendar.closes
                + days(dice("reopening").between(parameters.provider.reopens_after_days)),
        };
        let (mut work, mut caisses) = (dice("work"), dice("caisses"));
        for &(midnight, weekday, is_holiday) in &calendar.days {
            let chance = profession.sends.get(weekday).copied().unwrap_or(0.0);
            if is_holiday || !work.happens(chance) {
                continue;
            }
            for (opens, closes) in profession.opens.iter().zip(&profession.closes) {
                practice.on.push(Span {
                    from: midnight + hours(opens + work.between([-0.3, 0.3])),
                    to: midnight + hours(closes + work.between([-0.3, 0.3])),
                });
            }
            for hour in &profession.hours {
                let sent = midnight + hours(hour + work.between([-0.5, 0.5]));
                let [least, most] = profession.lots.map(f64::from);
                for _ in 0..whole(work.between([least, most + 1.0]).min(most)) {
                    practice.lots.push(lot(parameters, sent, &mut caisses));
                }
            }
        }
        practice.lots.sort_by_key(|lot| lot.sent);
        practice.collections = practice.collections(parameters, &mut dice("software"));
        practice
    }

    /// Whether its line is well.
    pub(crate) fn has_line(&self, at: Seconds) -> bool {
        !any_has(&self.line_fails, at)
    }

    /// What its mailbox at the provider answers.
    pub(crate) fn pop(&self, at: Seconds) -> Pop {
        if at >= self.reopens {
            Pop::WantsNewPassword
        } else if at >= self.closes || self.hiccup.is_some_and(|hiccup| hiccup.has(at)) {
            Pop::Failing
        } else {
            Pop::Open
        }
    }

    /// Whether something really is the matter with the mailbox, or was an hour ago.
    pub(crate) fn is_really_failing(&self, at: Seconds) -> bool {
        self.pop(at) != Pop::Open || self.pop(at - HOUR) != Pop::Open
    }

    /// So many hours of running computer after a moment; `None`: not before the end.
    pub(crate) fn after_hours_on(&self, from: Seconds, hours_on: f64) -> Option<Seconds> {
        let mut left = hours(hours_on);
        for span in self.on.iter().filter(|span| span.to > from) {
            let begins = span.from.max(from);
            if begins + left < span.to {
                return Some(begins + left);
            }
            left -= span.to - begins;
        }
        None
    }

    fn collections(&self, parameters: &Parameters, dice: &mut Dice) -> Vec<Seconds> {
        let every = dice.between(parameters.software.collects_every_minutes);
        let every = hours(every / 60.0).max(60);
        let mut all = Vec::new();
        for span in &self.on {
            // After its start, then regularly, and once more before the evening.
            let mut at = span.from + 120;
            while at < span.to {
                all.push(at);
                at += every;
            }
            all.push(span.to - 60);
        }
        all.sort_unstable();
        all.dedup();
        all
    }
}

fn profession<'a>(parameters: &'a Parameters, dice: &mut Dice) -> &'a Profession {
    let mut left = dice.next();
    let mut chosen = None;
    for profession in &parameters.profession {
        chosen = Some(profession);
        left -= profession.share;
        if left < 0.0 {
            break;
        }
    }
    #[expect(clippy::expect_used, reason = "a model without professions is refused")]
    chosen.expect("there is a profession")
}

fn lot(parameters: &Parameters, sent: Seconds, dice: &mut Dice) -> Lot {
    let caisses = &parameters.caisses;
    let mut wait = dice.around(caisses.acknowledge_median_hours, caisses.acknowledge_spread);
    if dice.happens(caisses.slow_share) {
        wait += dice.between(caisses.slow_hours);
    }
    let never = dice.happens(caisses.never);
    Lot {
        sent,
        acknowledged_after: (!never).then_some(hours(wait).max(30)),
        paid_after: days(dice.between(caisses.pays_after_days)),
    }
}

fn line_fails(parameters: &Parameters, calendar: &Calendar, dice: &mut Dice) -> Vec<Span> {
    let line = &parameters.line;
    let [least, most] = line.failure_hours;
    let mut fails = Vec::new();
    for day in 0..calendar.days() {
        if dice.happens(line.failures_a_year / 365.0) {
            let from = calendar.end_of(day) - hours(dice.next() * 24.0);
            let lasts = least * (most / least).powf(dice.next());
            fails.push(Span {
                from,
                to: from + hours(lasts),
            });
        }
    }
    fails.sort_by_key(|span| span.from);
    // One that begins in another is part of it.
    fails.dedup_by(|next, before| {
        let joins = next.from <= before.to;
        if joins {
            before.to = before.to.max(next.to);
        }
        joins
    });
    fails
}

fn hiccup(parameters: &Parameters, calendar: &Calendar, dice: &mut Dice) -> Option<Span> {
    let provider = &parameters.provider;
    let lasts = hours(dice.between(provider.hiccup_hours));
    let within = dice.next();
    let latest = calendar.closes - lasts - DAY;
    let span = calendar.hiccups_from..latest.max(calendar.hiccups_from + 1);
    #[expect(clippy::cast_precision_loss, reason = "days of a year")]
    let from = span.start + hours(within * (span.end - span.start) as f64 / 3_600.0);
    dice.happens(provider.hiccup_share).then_some(Span {
        from,
        to: from + lasts,
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "100 lots of a sending at most"
)]
fn whole(number: f64) -> u32 {
    number.max(0.0) as u32
}
