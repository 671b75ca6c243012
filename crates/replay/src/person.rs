//! The person at the practice: how soon they look, understand, move. The same person in every
//! world; only what they are told differs.

use crate::{
    dice::Dice,
    parameters::Parameters,
    practice::Practice,
    time::{Seconds, days},
};

pub(crate) struct Person<'a> {
    practice: &'a Practice,
    /// Hours of running computer from a notification to looking into it.
    reacts: f64,
    understands: Seconds,
    hears: Option<Seconds>,
    moves_alone: Seconds,
    moves_with_help: Seconds,
    renews: Option<Seconds>,
    looks_back: bool,
    settles: Seconds,
    reconciles: Option<Seconds>,
}

impl<'a> Person<'a> {
    pub(crate) fn new(parameters: &Parameters, practice: &'a Practice) -> Self {
        let people = &parameters.people;
        let dice = |purpose: &str| Dice::of(parameters.run.seed, practice.number, purpose);
        let around = |purpose: &str, median, spread| days(dice(purpose).around(median, spread));
        let mut trap = dice("trap");
        let trapped = trap.happens(people.trapped_share);
        let lost = days(trap.between(people.trapped_days));
        let hears = around("hears", people.hears_median_days, people.hears_spread);
        let renews = around("renews", people.renews_password_median_days, 0.5);
        Self {
            practice,
            reacts: dice("reacts").around(people.reacts_median_hours, people.reacts_spread),
            understands: around(
                "understands",
                people.understands_median_days,
                people.understands_spread,
            ),
            hears: dice("heard").happens(people.hears_share).then_some(hears),
            moves_alone: around(
                "moves alone",
                people.moves_unaided_median_days,
                people.moves_unaided_spread,
            ) + if trapped { lost } else { 0 },
            moves_with_help: around(
                "moves with help",
                people.moves_aided_median_days,
                people.moves_aided_spread,
            ),
            renews: dice("renewed")
                .happens(people.renews_password_share)
                .then_some(renews),
            looks_back: dice("looks back").happens(people.looks_back_share),
            settles: days(dice("settles").between(people.settles_after_days)),
            reconciles: dice("reconciled")
                .happens(people.reconciles_share)
                .then_some(days(
                    dice("reconciles").between(people.reconciles_after_days),
                )),
        }
    }

    /// When somebody who was told at that moment knows.
    pub(crate) fn knows(&self, told: Seconds) -> Option<Seconds> {
        self.practice.after_hours_on(told, self.reacts)
    }

    /// When somebody knows whom only the software tells, of lots without an answer.
    pub(crate) fn knows_alone(&self, orange: Option<Seconds>, closes: Seconds) -> Option<Seconds> {
        let looks = orange.and_then(|orange| self.knows(orange));
        let understands = looks.map(|looks| looks + self.understands);
        let hears = self.hears.map(|after| closes + after);
        let knows = understands.into_iter().chain(hears).min()?;
        self.at_work(knows)
    }

    /// When a new mailbox works, without help.
    pub(crate) fn moves_alone(&self, knows: Seconds) -> Option<Seconds> {
        self.at_work(knows + self.moves_alone)
    }

    /// When a new mailbox works, with the assistant, told by an alarm.
    pub(crate) fn moves_with_help(&self, alarm: Seconds) -> Option<Seconds> {
        self.at_work(self.knows(alarm)? + self.moves_with_help)
    }

    /// When the old mailbox gets its new password, asked for at that moment.
    pub(crate) fn renews_password(&self, asked: Seconds) -> Option<Seconds> {
        self.at_work(asked + self.renews?)
    }

    /// When somebody who stayed at the old mailbox finds it open again.
    pub(crate) fn finds_open(&self, knows: Seconds) -> Option<Seconds> {
        let renews = self.renews.unwrap_or(days(7.0));
        self.at_work(knows.max(self.practice.reopens) + renews)
    }

    /// When somebody looks back into the old mailbox with the software.
    pub(crate) fn looks_back(&self) -> Option<Seconds> {
        let after = self.practice.reopens + days(3.0);
        self.looks_back.then(|| self.at_work(after)).flatten()
    }

    /// When somebody who has a list of the lots in question has looked all of them up.
    pub(crate) fn settles(&self, moved: Seconds) -> Option<Seconds> {
        self.at_work(moved + self.settles)
    }

    /// When somebody without a list has found out what was paid.
    pub(crate) fn reconciles(&self, moved: Seconds) -> Option<Seconds> {
        self.at_work(moved + self.reconciles?)
    }

    fn at_work(&self, from: Seconds) -> Option<Seconds> {
        self.practice.after_hours_on(from, 0.0)
    }
}
