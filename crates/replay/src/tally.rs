//! What is counted, of one practice and of all of them.

use crate::{
    practice::Calendar,
    time::{DAY, Seconds},
};

/// What became of one practice.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) lots: u32,
    /// When the software first told of lots without an answer, after the closure.
    pub(crate) orange: Option<Seconds>,
    pub(crate) sent_for_nothing: u32,
    pub(crate) rejects: u32,
    pub(crate) manual: u32,
    /// Returns that the software never had.
    pub(crate) missed: u32,
    /// Of these, returns that Vigie saw in the old mailbox.
    pub(crate) missed_and_named: u32,
    pub(crate) notifications: u32,
    pub(crate) false_alarms: u32,
    /// Days on which a payment return was more than a day late, or a lot was treated by hand.
    unpaid: Vec<bool>,
    sent_for_nothing_on: Vec<u32>,
}

impl Outcome {
    pub(crate) fn new(days: usize) -> Self {
        Self {
            lots: 0,
            orange: None,
            sent_for_nothing: 0,
            rejects: 0,
            manual: 0,
            missed: 0,
            missed_and_named: 0,
            notifications: 0,
            false_alarms: 0,
            unpaid: vec![false; days],
            sent_for_nothing_on: vec![0; days],
        }
    }

    /// From one moment to another a payment was not there that should have been.
    pub(crate) fn note_unpaid(&mut self, calendar: &Calendar, from: Seconds, to: Seconds) {
        if from >= to {
            return;
        }
        let last = calendar.day_of(to.min(calendar.end - 1));
        let days = calendar.day_of(from)..=last;
        for day in self
            .unpaid
            .iter_mut()
            .take(days.end() + 1)
            .skip(*days.start())
        {
            *day = true;
        }
    }

    pub(crate) fn note_sent_for_nothing(&mut self, calendar: &Calendar, at: Seconds) {
        if let Some(day) = self.sent_for_nothing_on.get_mut(calendar.day_of(at)) {
            *day += 1;
        }
    }
}

/// What became of all practices in one world.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct World {
    pub(crate) practices: u64,
    pub(crate) lots: u64,
    /// Seconds from the closure to knowing; who never knew is missing.
    pub(crate) knew_after: Vec<Seconds>,
    /// Seconds from the closure to a mailbox that works.
    pub(crate) moved_after: Vec<Seconds>,
    pub(crate) sent_for_nothing: u64,
    pub(crate) rejects: u64,
    pub(crate) manual: u64,
    pub(crate) missed: u64,
    pub(crate) missed_and_named: u64,
    pub(crate) unpaid_days: u64,
    pub(crate) notifications: u64,
    pub(crate) false_alarms: u64,
    /// By day: practices unpaid, and lots sent for nothing.
    pub(crate) unpaid_on: Vec<u64>,
    pub(crate) sent_for_nothing_on: Vec<u64>,
}

impl World {
    pub(crate) fn add(
        &mut self,
        calendar: &Calendar,
        outcome: &Outcome,
        knows: Option<Seconds>,
        works: Option<Seconds>,
    ) {
        self.practices += 1;
        self.lots += u64::from(outcome.lots);
        let after = |at: Option<Seconds>| at.map(|at| (at - calendar.closes).max(0));
        self.knew_after.extend(after(knows));
        self.moved_after.extend(after(works));
        self.sent_for_nothing += u64::from(outcome.sent_for_nothing);
        self.rejects += u64::from(outcome.rejects);
        self.manual += u64::from(outcome.manual);
        self.missed += u64::from(outcome.missed);
        self.missed_and_named += u64::from(outcome.missed_and_named);
        self.notifications += u64::from(outcome.notifications);
        self.false_alarms += u64::from(outcome.false_alarms);
        self.unpaid_days += outcome
            .unpaid
            .iter()
            .map(|day| u64::from(*day))
            .sum::<u64>();
        let unpaid = outcome.unpaid.iter().map(|day| u64::from(*day));
        add_to(&mut self.unpaid_on, unpaid);
        let again = outcome
            .sent_for_nothing_on
            .iter()
            .map(|lots| u64::from(*lots));
        add_to(&mut self.sent_for_nothing_on, again);
    }

    /// Joins what was counted elsewhere; the order does not matter once it is [sorted](Self::sort).
    pub(crate) fn join(&mut self, other: Self) {
        self.practices += other.practices;
        self.lots += other.lots;
        self.knew_after.extend(other.knew_after);
        self.moved_after.extend(other.moved_after);
        self.sent_for_nothing += other.sent_for_nothing;
        self.rejects += other.rejects;
        self.manual += other.manual;
        self.missed += other.missed;
        self.missed_and_named += other.missed_and_named;
        self.notifications += other.notifications;
        self.false_alarms += other.false_alarms;
        self.unpaid_days += other.unpaid_days;
        add_to(&mut self.unpaid_on, other.unpaid_on.into_iter());
        add_to(
            &mut self.sent_for_nothing_on,
            other.sent_for_nothing_on.into_iter(),
        );
    }

    pub(crate) fn sort(&mut self) {
        self.knew_after.sort_unstable();
        self.moved_after.sort_unstable();
    }

    /// The value below which so many per cent of all practices lie; `None`: those are too few who
    /// ever came so far.
    pub(crate) fn percentile(&self, sorted: &[Seconds], percent: u64) -> Option<Seconds> {
        let place = self.practices.saturating_sub(1) * percent / 100;
        sorted.get(usize::try_from(place).ok()?).copied()
    }

    /// For each day after the closure, how many of the practices came so far.
    pub(crate) fn by_day(sorted: &[Seconds], days: i64) -> Vec<u64> {
        (0..=days)
            .map(|day| sorted.partition_point(|after| *after <= day * DAY) as u64)
            .collect()
    }
}

fn add_to(sums: &mut Vec<u64>, more: impl ExactSizeIterator<Item = u64>) {
    if sums.len() < more.len() {
        sums.resize(more.len(), 0);
    }
    for (sum, more) in sums.iter_mut().zip(more) {
        *sum += more;
    }
}
