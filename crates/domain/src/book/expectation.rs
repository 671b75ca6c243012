//! When the usual answer should have come: the early warning, long before 48 hours.
//!
//! Waits are counted in working hours, because a practice can act on nothing else and because a
//! caisse that rests at the weekend is not late on Monday morning. Two things are looked for:
//!
//! - **no answer at all**: lots that go out within an hour of one another are one *sending*; its
//!   first answer, from whichever caisse, is the sign that the way to and fro is open. Sendings
//!   without any answer are judged together.
//! - **one lot** whose answer takes longer than that caisse's answers ever did.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{
    deadline::Place,
    lot::Caisse,
    survival::{Prior, Survival, together},
    working_time::{hours_between, is_working_time},
};

/// A lot whose answer came.
#[derive(Clone, Copy, Debug)]
pub struct Answered {
    /// The caisse.
    pub caisse: Option<Caisse>,
    /// When the lot was sent.
    pub sent: Timestamp,
    /// When its first answer was seen.
    pub answered: Timestamp,
}

/// A lot whose answer is awaited.
#[derive(Clone, Copy, Debug)]
pub struct Waiting {
    /// The caisse.
    pub caisse: Option<Caisse>,
    /// When the lot was sent last.
    pub sent: Timestamp,
}

/// What is usual for one practice.
#[derive(Clone, Debug)]
pub struct Expectation {
    first_answers: Survival,
    by_caisse: BTreeMap<Option<Caisse>, Survival>,
    lots: Survival,
    /// The share of answers that the watch never sees.
    unseen: f64,
    /// Silence less likely than this is a warning.
    silence: f64,
    /// A single wait less likely than this is a warning.
    single: f64,
}

/// Before enough was seen, the first answer to a sending is expected within three working hours in
/// three of four cases; the belief weighs as much as two answers.
const FIRST_ANSWERS: Prior = Prior {
    three_quarters: 3.0,
    quickest: 1.0,
    weight: 2.0,
};

/// A single answer that is days late is nothing rare, however quick the caisse: more caution.
const SINGLE_LOTS: Prior = Prior {
    three_quarters: 4.0,
    quickest: 4.0,
    weight: 8.0,
};

/// Answers of one caisse that it takes to judge that caisse by itself.
const ENOUGH: usize = 30;

/// False warnings that a practice may get in a year, of either kind.
const BUDGET: f64 = 0.5;

/// Lots that leave within this of one another are one sending.
const SENDING: SignedDuration = SignedDuration::from_hours(1);

impl Expectation {
    /// Learns from the lots answered so far, and from how many lots of days that ended well were
    /// never seen answered.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of lots")]
    pub fn learn(history: &[Answered], never_seen: usize, place: &Place) -> Self {
        let mut history = history.to_vec();
        history.sort_by_key(|one| one.sent);
        let wait = |one: &Answered| hours_between(one.sent, one.answered, place);
        let sendings = sendings(&history, |one| one.sent);
        let first_answers = sendings.iter().filter_map(|sending| {
            let answered = sending.iter().map(|one| one.answered).min()?;
            Some(hours_between(sending.first()?.sent, answered, place))
        });
        let mut caisses: BTreeMap<Option<Caisse>, Vec<f64>> = BTreeMap::new();
        for one in &history {
            caisses.entry(one.caisse).or_default().push(wait(one));
        }
        Self {
            first_answers: Survival::learn(first_answers, FIRST_ANSWERS),
            by_caisse: caisses
                .into_iter()
                .filter(|(_, waits)| waits.len() >= ENOUGH)
                .map(|(caisse, waits)| (caisse, Survival::learn(waits.into_iter(), SINGLE_LOTS)))
                .collect(),
            lots: Survival::learn(history.iter().map(wait), SINGLE_LOTS),
            unseen: never_seen as f64 / (history.len() + never_seen + 1) as f64,
            silence: BUDGET / a_year(sendings.len(), &history),
            single: BUDGET / a_year(history.len(), &history),
        }
    }

    /// Whether these waits are out of the ordinary; never outside working hours. `last_answer` is
    /// the latest answer to any lot.
    #[must_use]
    pub fn is_out_of_the_ordinary(
        &self,
        waiting: &[Waiting],
        last_answer: Option<Timestamp>,
        now: Timestamp,
        place: &Place,
    ) -> bool {
        is_working_time(now, place)
            && (self.likelihood_of_silence(waiting, last_answer, now, place) < self.silence
                || waiting
                    .iter()
                    .any(|one| self.likelihood_of(*one, now, place) < self.single))
    }

    /// Which of these waits, by their places, are out of the ordinary: all that belong to the
    /// silence where there is one, else those that are too long by themselves.
    #[must_use]
    pub fn late(
        &self,
        waiting: &[Waiting],
        last_answer: Option<Timestamp>,
        now: Timestamp,
        place: &Place,
    ) -> Vec<usize> {
        if !is_working_time(now, place) {
            return Vec::new();
        }
        let silent = self.likelihood_of_silence(waiting, last_answer, now, place) < self.silence;
        let in_silence = |one: &Waiting| {
            silent
                && last_answer.is_none_or(|answer| one.sent > answer)
                // What has just left is not late.
                && self
                    .first_answers
                    .longer_than(hours_between(one.sent, now, place))
                    < 0.5
        };
        waiting
            .iter()
            .enumerate()
            .filter(|(_, one)| {
                in_silence(one) || self.likelihood_of(**one, now, place) < self.single
            })
            .map(|(place, _)| place)
            .collect()
    }

    /// How likely it is that the sendings since the last answer are unanswered by chance, between
    /// 0 and 1.
    #[must_use]
    pub fn likelihood_of_silence(
        &self,
        waiting: &[Waiting],
        last_answer: Option<Timestamp>,
        now: Timestamp,
        place: &Place,
    ) -> f64 {
        let mut since: Vec<Waiting> = waiting
            .iter()
            .filter(|one| last_answer.is_none_or(|answer| one.sent > answer))
            .copied()
            .collect();
        since.sort_by_key(|one| one.sent);
        let waits: Vec<f64> = sendings(&since, |one| one.sent)
            .iter()
            .filter_map(|sending| {
                let hours = hours_between(sending.first()?.sent, now, place);
                let unseen = self
                    .unseen
                    .powi(i32::try_from(sending.len()).unwrap_or(i32::MAX));
                Some(unseen + (1.0 - unseen) * self.first_answers.longer_than(hours))
            })
            // A sending that has just left says nothing, and must not dilute what the others say.
            .filter(|probability| *probability < 0.5)
            .collect();
        together(&waits)
    }

    /// Working hours within which half of this caisse's answers come, where any was seen.
    #[must_use]
    pub fn usual_wait(&self, caisse: Option<Caisse>) -> Option<f64> {
        self.of_caisse(caisse).quantile(0.5)
    }

    /// How likely one lot's wait is by chance.
    fn likelihood_of(&self, one: Waiting, now: Timestamp, place: &Place) -> f64 {
        let hours = hours_between(one.sent, now, place);
        self.unseen + (1.0 - self.unseen) * self.of_caisse(one.caisse).longer_than(hours)
    }

    fn of_caisse(&self, caisse: Option<Caisse>) -> &Survival {
        self.by_caisse.get(&caisse).unwrap_or(&self.lots)
    }
}

/// Cuts lots, in the order of their sending, into sendings.
fn sendings<T>(lots: &[T], sent: impl Fn(&T) -> Timestamp) -> Vec<&[T]> {
    lots.chunk_by(|one, next| sent(next).duration_since(sent(one)) <= SENDING)
        .collect()
}

/// How often a year something happens that was seen `count` times over the history.
#[expect(clippy::cast_precision_loss, reason = "counts of lots and days")]
fn a_year(count: usize, history: &[Answered]) -> f64 {
    const YEAR: f64 = 365.25;
    /// A practice that sends on every working day, where the history is too short to tell.
    const UNKNOWN: f64 = 250.0;
    let (Some(first), Some(last)) = (history.first(), history.last()) else {
        return UNKNOWN;
    };
    let days = last.sent.duration_since(first.sent).as_secs_f64() / 86400.0;
    let pace = count as f64 * YEAR / days.max(30.0);
    // Three months tell the pace; before, the busier of the two guesses is the cautious one.
    if days >= 90.0 {
        pace.max(50.0)
    } else {
        pace.max(UNKNOWN)
    }
}
