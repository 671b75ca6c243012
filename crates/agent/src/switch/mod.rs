//! The switch to a new mailbox, as it is carried out.
//!
//! A [`Driver`] does one step at a time: it writes that the step begins, has it done by the
//! [`Deeds`], and writes how it ended. What comes next is for [`Course`] to say, so an agent that
//! was killed anywhere goes on from there. Everything here blocks on the disk, the record and the
//! keychain: never call from an async task's own thread.

mod billing;
mod deeds;
mod hands;
mod relay;

use jiff::Timestamp;
use secrecy::SecretString;
use vigie_domain::switch::{Course, Next, Obstacle, Outcome, Passing, Step};
use vigie_journal::{Journal, RecordError, StepRecord, SwitchRecord};

pub use self::{
    billing::{Offer, Software, Target, by_hand, offers},
    deeds::{Deeds, Halt, Order},
    hands::{Hands, WatchNote},
    relay::{Front, Relay, front_of},
};

/// Carries the last switch of a record out.
pub struct Driver<D> {
    /// The record.
    pub journal: Journal,
    /// Who does the steps.
    pub deeds: D,
}

/// What the person gives to one step.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// The new mailbox's password, as long as it is not kept.
    pub password: Option<SecretString>,
    /// What stood against the step, and is not in the way any more: the person says so.
    pub word: Option<Obstacle>,
    /// The person is looking, and can be asked to unlock the keychain.
    pub looking: bool,
    /// Until then a keychain that is not there is waited for: the computer may have just been
    /// started, and it with it.
    pub keychain_until: Option<Timestamp>,
}

/// How far one call brought a switch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Advanced {
    /// One step was done or undone, or could not be and the switch goes back; more is to be done.
    Stepped,
    /// The next step cannot be done now.
    Waits(Obstacle),
    /// The switch is at rest, all new or all old. `None`: there is no switch.
    Rests(Option<bool>),
}

impl<D: Deeds> Driver<D> {
    /// Does the next step of the last switch, whole or not at all as far as anybody can see later.
    pub fn advance(&self, given: &Given, now: Timestamp) -> Result<Advanced, RecordError> {
        let Some(record) = self.journal.last_switch()? else {
            return Ok(Advanced::Rests(None));
        };
        let steps = record.plan.steps();
        let attempts = record.attempts();
        let course = Course {
            steps: &steps,
            attempts: &attempts,
            undo: record.undo,
        };
        let (step, back) = match course.next() {
            Next::Do(step) => (step, false),
            Next::Undo(step) => (step, true),
            rest @ (Next::New | Next::Old) => {
                let stands = record.ended_at.is_some()
                    || self.journal.end_switch(record.id, record.undo, now)?;
                if !stands {
                    // Turned back just now.
                    return Ok(Advanced::Stepped);
                }
                return Ok(Advanced::Rests(Some(rest == Next::New)));
            }
        };
        let begun = begun(&record, step, back).map(|begun| (begun.row, begun.began_at));
        let (row, began_at) = match begun {
            Some(begun) => begun,
            None => (self.journal.begin_step(record.id, step, back, now)?, now),
        };
        let order = Order {
            record: &record,
            step,
            back,
            row,
            began_at,
            given,
            now,
        };
        let outcome = match self.deeds.act(&order) {
            Ok(()) => Outcome::Done,
            Err(Halt::Record(error)) => return Err(error),
            Err(Halt::ForNow(obstacle)) => return Ok(Advanced::Waits(obstacle)),
            Err(Halt::Obstacle(obstacle)) => {
                let comes_yet = obstacle == Obstacle::KeychainUnavailable
                    && given.keychain_until.is_some_and(|until| now < until);
                // Going back never gives up: there is nothing to fall back on.
                if back || comes_yet || obstacle.passing() != Passing::Never {
                    return Ok(Advanced::Waits(obstacle));
                }
                Outcome::Failed { obstacle }
            }
        };
        tracing::info!(
            switch = record.id.0,
            step = step.name(),
            back,
            done = outcome == Outcome::Done,
            "a step of the switch ended"
        );
        self.journal.end_step(row, &outcome, now)?;
        Ok(Advanced::Stepped)
    }
}

/// The row of a step that was begun and has not ended.
fn begun(record: &SwitchRecord, step: Step, back: bool) -> Option<&StepRecord> {
    record.steps.iter().rev().find(|one| {
        one.attempt.step == step && one.attempt.back == back && one.attempt.outcome.is_none()
    })
}
