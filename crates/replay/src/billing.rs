//! The billing software: sends lots, collects returns, and follows the rule of 48 and 96 hours by
//! Vigie's own [`FollowUp`], which is that rule.

use jiff::civil::Date;
use vigie_domain::{
    book::{
        claims::Claims,
        deadline::{Deadline, Place},
        follow_up::{FollowUp, LotEvent, Stage},
        matter::Lots,
        observability::{FollowedDay, Observability},
        returns::{MessageClass, Strength},
        telling::{BookHappening, Findings, Sight, Telling},
    },
    health::Policy,
};

use crate::{
    dice::Dice,
    parameters::Parameters,
    practice::{Calendar, Lot, Pop, Practice},
    tally::Outcome,
    time::{DAY, Seconds, days, hours},
};

/// How the software reaches the practice's mailboxes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ways {
    /// From when on it uses the new mailbox.
    pub(crate) moved: Option<Seconds>,
    /// From when on the old one is open to it again.
    pub(crate) renewed: Option<Seconds>,
    /// It goes on collecting the old one beside the new: the relay.
    pub(crate) both: bool,
    /// When it is set back to the old mailbox once, and then to the new one again.
    pub(crate) looks_back: Option<Seconds>,
    /// When the person has looked up by hand what was paid of what lay in the old mailbox then.
    pub(crate) settled: Option<Seconds>,
}

/// What Vigie sees of the mailbox, where there is Vigie.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sights<'a>(pub(crate) &'a [(Seconds, Sight)]);

impl Sights<'_> {
    fn at(self, now: Seconds) -> Sight {
        let after = self.0.partition_point(|(from, _)| *from <= now);
        let known = after.checked_sub(1).and_then(|before| self.0.get(before));
        known.map_or(Sight::Unknown, |(_, sight)| *sight)
    }
}

pub(crate) struct Billing<'a> {
    pub(crate) parameters: &'a Parameters,
    pub(crate) calendar: &'a Calendar,
    pub(crate) policy: &'a Policy,
    pub(crate) place: &'a Place,
    pub(crate) practice: &'a Practice,
    pub(crate) ways: Ways,
    pub(crate) sights: Option<Sights<'a>>,
}

/// A lot in the software.
struct Sent {
    lot: Lot,
    follow_up: FollowUp,
    /// The caisse has it.
    arrived: bool,
    settled_at: Option<Seconds>,
    date: Date,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Acknowledgement,
    Payment,
    Reject,
}

struct Message {
    arrives: Seconds,
    lot: usize,
    kind: Kind,
    in_old: bool,
}

struct Days<'a> {
    run: &'a Billing<'a>,
    sent: Vec<Sent>,
    open: Vec<usize>,
    waiting: Vec<Message>,
    outcome: Outcome,
    dice: Dice,
    telling: Telling,
    claims: Claims,
    judged_on: Option<usize>,
}

impl<'a> Billing<'a> {
    /// Sixty days of billing.
    pub(crate) fn run(&'a self) -> Outcome {
        let mut days = Days {
            run: self,
            sent: Vec::with_capacity(self.practice.lots.len()),
            open: Vec::new(),
            waiting: Vec::new(),
            outcome: Outcome::new(self.calendar.days()),
            dice: Dice::of(self.parameters.run.seed, self.practice.number, "settling"),
            telling: Telling::default(),
            claims: Claims::default(),
            judged_on: None,
        };
        let mut lots = self.practice.lots.iter().peekable();
        for &now in &self.practice.collections {
            while let Some(lot) = lots.next_if(|lot| lot.sent <= now) {
                days.send(*lot);
            }
            days.collect(now);
            days.follow(now);
            days.tell(now);
        }
        days.finish()
    }

    /// From when a payment return is late: a day after the first collection that could have had it.
    fn late_from(&self, arrives: Seconds) -> Seconds {
        let collections = &self.practice.collections;
        let after = collections.partition_point(|at| *at < arrives);
        collections.get(after).copied().unwrap_or(arrives) + DAY
    }

    fn uses_new(&self, at: Seconds) -> bool {
        self.ways.moved.is_some_and(|moved| moved <= at)
    }

    fn old_is_open(&self, at: Seconds) -> bool {
        match self.practice.pop(at) {
            Pop::Open => true,
            Pop::Failing => false,
            Pop::WantsNewPassword => self.ways.renewed.is_some_and(|renewed| renewed <= at),
        }
    }
}

impl Days<'_> {
    fn send(&mut self, lot: Lot) {
        let at = self.run.calendar.epoch.at(lot.sent);
        let number = self.sent.len();
        self.sent.push(Sent {
            lot,
            follow_up: FollowUp::sent(at),
            arrived: lot.acknowledged_after.is_some(),
            settled_at: None,
            date: at.to_zoned(self.run.place.zone.clone()).date(),
        });
        self.open.push(number);
        if let Some(after) = lot.acknowledged_after {
            self.answer(number, lot.sent, after);
        }
    }

    /// The caisse has the lot: its answers come to the mailbox from which it was sent.
    fn answer(&mut self, lot: usize, sent: Seconds, after: Seconds) {
        let in_old = !self.run.uses_new(sent);
        let Some(paid_after) = self.sent.get(lot).map(|sent| sent.lot.paid_after) else {
            return;
        };
        for (kind, after) in [
            (Kind::Acknowledgement, after),
            (Kind::Payment, paid_after.max(after)),
        ] {
            self.waiting.push(Message {
                arrives: sent + after,
                lot,
                kind,
                in_old,
            });
        }
    }

    fn collect(&mut self, now: Seconds) {
        let run = self.run;
        if !run.practice.has_line(now) {
            return;
        }
        let new = run.uses_new(now);
        let looks_back = run
            .ways
            .looks_back
            .is_some_and(|at| at <= now && now < at + DAY);
        let old = looks_back || ((!new || run.ways.both) && run.old_is_open(now));
        let at = run.calendar.epoch.at(now);
        let (sent, outcome) = (&mut self.sent, &mut self.outcome);
        self.waiting.retain(|message| {
            let is_open = if message.in_old { old } else { new };
            if message.arrives > now || !is_open {
                return true;
            }
            if let Some(sent) = sent.get_mut(message.lot) {
                let class = match message.kind {
                    Kind::Acknowledgement => MessageClass::ArlPositive,
                    Kind::Payment => MessageClass::Rsp,
                    Kind::Reject => return false,
                };
                sent.follow_up.answered(class, Strength::Proven, at);
                if message.kind == Kind::Payment {
                    let by_hand = run.ways.settled.filter(|_| message.in_old);
                    let known = by_hand.map_or(now, |by_hand| by_hand.min(now));
                    outcome.note_unpaid(run.calendar, run.late_from(message.arrives), known);
                }
            }
            false
        });
    }

    /// The rule of 48 and 96 hours.
    fn follow(&mut self, now: Seconds) {
        let run = self.run;
        let at = run.calendar.epoch.at(now);
        let mut again = Vec::new();
        for &number in &self.open {
            let Some(sent) = self.sent.get_mut(number) else {
                continue;
            };
            if let Some(settled) = sent.settled_at.filter(|settled| *settled <= now) {
                let settled = run.calendar.epoch.at(settled);
                sent.follow_up.settle("Ameli Pro".to_owned(), settled);
            }
            for event in sent
                .follow_up
                .advance(Deadline::FortyEightHours, run.place, at)
            {
                match event {
                    LotEvent::Became {
                        stage: Stage::Unanswered { .. },
                    } => {
                        if now >= run.calendar.closes {
                            self.outcome.orange.get_or_insert(now);
                        }
                        again.push(number);
                    }
                    LotEvent::Became {
                        stage: Stage::Manual { .. },
                    } => {
                        let after =
                            days(self.dice.between(run.parameters.people.settles_after_days));
                        sent.settled_at = Some(now + after);
                        self.outcome.manual += 1;
                        self.outcome.note_unpaid(run.calendar, now, now + after);
                    }
                    _ => {}
                }
            }
        }
        for number in again {
            self.send_again(number, now);
        }
        let sent = &self.sent;
        self.open.retain(|number| {
            sent.get(*number)
                .is_some_and(|sent| sent.follow_up.is_open())
        });
    }

    fn send_again(&mut self, number: usize, now: Seconds) {
        let run = self.run;
        if !run.practice.has_line(now) {
            return;
        }
        let Some(sent) = self.sent.get_mut(number) else {
            return;
        };
        sent.follow_up.sent_again(run.calendar.epoch.at(now));
        if sent.arrived {
            self.outcome.sent_for_nothing += 1;
            self.outcome.note_sent_for_nothing(run.calendar, now);
            self.waiting.push(Message {
                arrives: now + hours(1.0),
                lot: number,
                kind: Kind::Reject,
                in_old: !run.uses_new(now),
            });
            self.outcome.rejects += 1;
        } else {
            sent.arrived = true;
            self.answer(number, now, hours(1.0));
        }
    }

    /// What Vigie says of the book.
    fn tell(&mut self, now: Seconds) {
        let Some(sights) = self.run.sights else {
            return;
        };
        let run = self.run;
        let sight = if run.uses_new(now) {
            Sight::Clear
        } else {
            sights.at(now)
        };
        self.judge(now);
        let open = |is: fn(&Stage) -> bool| {
            let covered = self.open.iter().filter_map(|number| self.sent.get(*number));
            let covered =
                covered.filter(|sent| is(sent.follow_up.stage()) && self.claims.cover(sent.date));
            let moments = covered.map(|sent| run.calendar.epoch.at(sent.lot.sent));
            let (lots, oldest) = (moments.clone().count(), moments.min()?);
            Some(Lots {
                lots: u32::try_from(lots).unwrap_or(u32::MAX),
                oldest,
            })
        };
        let findings = Findings {
            unanswered: open(|stage| matches!(stage, Stage::Unanswered { .. })),
            manual: open(|stage| matches!(stage, Stage::Manual { .. })),
            ..Findings::none(Observability::Full, sight)
        };
        let at = run.calendar.epoch.at(now);
        let news = self.telling.step(&findings, run.policy, at);
        for happening in &news.announced {
            self.outcome.notifications += 1;
            let is_wolf = self
                .open
                .iter()
                .filter_map(|number| self.sent.get(*number))
                .any(|sent| sent.lot.acknowledged_after.is_none());
            if matches!(happening, BookHappening::Began { .. })
                && now < run.calendar.closes
                && !is_wolf
            {
                self.outcome.false_alarms += 1;
            }
        }
    }

    /// Once a day, of which lots past their deadline it may be said that the answer is missing.
    fn judge(&mut self, now: Seconds) {
        let today = self.run.calendar.day_of(now);
        if self.judged_on == Some(today) {
            return;
        }
        self.judged_on = Some(today);
        let mut days: Vec<FollowedDay> = Vec::new();
        for sent in &self.sent {
            if sent.lot.sent + 2 * DAY > now {
                break;
            }
            let answered = matches!(sent.follow_up.stage(), Stage::Acknowledged { .. });
            match days.last_mut() {
                Some(day) if day.date == sent.date => {
                    day.sent += 1;
                    day.proven += u32::from(answered);
                }
                _ => days.push(FollowedDay {
                    date: sent.date,
                    sent: 1,
                    proven: u32::from(answered),
                    elsewhere: 0,
                }),
            }
        }
        self.claims = Claims::judge(&days);
    }

    fn finish(mut self) -> Outcome {
        let run = self.run;
        let end = run.calendar.end;
        self.outcome.lots = u32::try_from(self.sent.len()).unwrap_or(u32::MAX);
        for message in &self.waiting {
            // What came in the last two days may still be collected.
            if message.kind == Kind::Reject || message.arrives > end - 2 * DAY {
                continue;
            }
            self.outcome.missed += 1;
            let is_seen = message.in_old
                && run.sights.is_some()
                && run.ways.renewed.is_some_and(|renewed| renewed < end);
            self.outcome.missed_and_named += u32::from(is_seen);
            if message.kind == Kind::Payment {
                let from = run.late_from(message.arrives);
                let to = run.ways.settled.filter(|_| message.in_old);
                self.outcome
                    .note_unpaid(run.calendar, from, to.unwrap_or(end).max(from + 1));
            }
        }
        self.outcome
    }
}
