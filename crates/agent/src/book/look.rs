//! Looking into one mailbox's book: time passes, what is late is marked, and what holds is told.

#[cfg(test)]
mod transition;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use vigie_domain::{
    account::AccountId,
    book::{
        deadline::{Deadline, Place},
        expectation::Waiting,
        follow_up::Stage,
        matching::LotId,
        matter::Lots,
        observability::{Observability, SendingDay},
        query::{Lot, Standing},
        telling::{Findings, Sight},
        vanishing::vanished,
        watched::Watched,
        working_time::is_working_time,
    },
    transition::{Closing, silence_from},
};
use vigie_journal::RecordError;

use super::{
    learning::{self, Learnt},
    ledger::Ledger,
    sources::Shows,
};

/// The latest answer is looked for so far back.
const ANSWERS: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Lots that become due after a return were sent so long before it at most.
const DUE: SignedDuration = SignedDuration::from_hours(10 * 24);

/// What is so much older than the book's beginning is none of its news.
const BEFORE: SignedDuration = SignedDuration::from_hours(48);

/// Returns that left the mailbox are compared with the software's folder so far back.
const LEFT: SignedDuration = SignedDuration::from_hours(60 * 24);

/// What to look at, and how.
pub(crate) struct Look {
    pub(crate) account: AccountId,
    pub(crate) ledger: Ledger,
    pub(crate) rule: Deadline,
    pub(crate) place: Place,
    /// Whether the mailbox itself can be seen.
    pub(crate) sight: Sight,
    /// What the sources of this mailbox show.
    pub(crate) shows: Shows,
    /// What was learnt; `None`: it is to be learnt anew.
    pub(crate) learnt: Option<Arc<Learnt>>,
    /// What could be seen when it was learnt last.
    pub(crate) before: Option<Observability>,
    /// From when lots and their answers are this book's affair.
    pub(crate) since: Since,
    /// Another mailbox took this one's place.
    pub(crate) is_former: bool,
    /// When this one took another's place that is still watched, in the book's time.
    pub(crate) switched: Option<Timestamp>,
    /// That other one may soon be closed.
    pub(crate) closing: Option<Closing>,
    /// In the book's time.
    pub(crate) now: Timestamp,
}

/// From when on a book speaks of lots by itself. What lies before is shown in the list, but is
/// nobody's news: a source may bring years of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Since {
    /// When the book was looked into first.
    #[serde(default)]
    pub(crate) began: Option<Timestamp>,
    /// When nearly all lots and ARLs were seen for the first time.
    #[serde(default)]
    pub(crate) followed: Option<Timestamp>,
}

impl Since {
    /// A look that saw so much has ended.
    pub(crate) fn note(&mut self, observability: Observability, now: Timestamp) {
        self.began.get_or_insert(now);
        if observability.sees_most() {
            self.followed.get_or_insert(now);
        }
        // It was noted by a clock that has been set back since.
        for moment in [&mut self.began, &mut self.followed].into_iter().flatten() {
            *moment = (*moment).min(now);
        }
    }
}

/// What was found.
pub(crate) struct Looked {
    pub(crate) findings: Findings,
    pub(crate) standing: Standing,
    pub(crate) learnt: Arc<Learnt>,
    /// When time alone changes the stage of a lot next.
    pub(crate) next_deadline: Option<Timestamp>,
    /// Whether lots changed.
    pub(crate) changed: bool,
}

/// Looks. Blocks on the record.
pub(crate) fn look(order: &Look) -> Result<Looked, RecordError> {
    let Look {
        account,
        ledger,
        place,
        now,
        ..
    } = order;
    let journal = &ledger.journal;
    // The check that brought us here may still be on its way to the disk. On a full one, what is
    // there is looked at all the same.
    if let Err(error) = journal.flush() {
        tracing::debug!(%error, "the book may lack the latest");
    }
    let mut changed = !journal
        .advance_lots(*account, order.rule, place, *now)?
        .is_empty();
    let today = now.to_zoned(place.zone.clone()).date();
    let past = journal.predecessors(*account)?;
    // What may be claimed of a lot is judged when its deadline has passed.
    let is_current = |learnt: &Arc<Learnt>| learnt.on == today && !changed;
    let learnt = match order.learnt.clone().filter(is_current) {
        Some(learnt) => learnt,
        None => Arc::new(learning::learn(
            ledger,
            *account,
            &past,
            order.shows.lots,
            order.before,
            place,
            *now,
        )?),
    };
    let observability = order.observability(&learnt);
    let mut open = journal.open_lots(*account)?;
    let late = order.late(&learnt, observability, &open)?;
    if !late.is_empty() && !journal.warn_lots(&late, *now)?.is_empty() {
        changed = true;
        open = journal.open_lots(*account)?;
    }
    let standing = journal.standing(*account)?;
    let next_deadline = open
        .iter()
        .filter_map(|lot| lot.follow_up.next_deadline(order.rule, place))
        .min();
    let findings = order.findings(&learnt, observability, standing, &open, &past)?;
    Ok(Looked {
        findings,
        standing,
        learnt,
        next_deadline,
        changed,
    })
}

impl Look {
    /// What can be seen now: while a folder of returns is away, ARLs are not reliably seen.
    fn observability(&self, learnt: &Learnt) -> Observability {
        match learnt.observability {
            Observability::Full | Observability::ReturnsUnreliable { .. }
                if self.shows.returns_hidden =>
            {
                Observability::ReturnsUnreliable {
                    seen: 0,
                    expected: 0,
                }
            }
            judged => judged,
        }
    }

    /// Lots whose wait is out of the ordinary just now.
    fn late(
        &self,
        learnt: &Learnt,
        observability: Observability,
        open: &[Lot],
    ) -> Result<Vec<LotId>, RecordError> {
        let is_awaiting = |lot: &Lot| matches!(lot.follow_up.stage(), Stage::Awaiting);
        let may_be_late = observability.sees_most()
            && !self.is_former
            && self.sight == Sight::Clear
            && is_working_time(self.now, &self.place)
            && open.iter().any(is_awaiting);
        if !may_be_late {
            return Ok(Vec::new());
        }
        let since = self.now.checked_sub(ANSWERS).unwrap_or(Timestamp::MIN);
        let (answered, _) = self.ledger.journal.answered_since(self.account, since)?;
        let last_answer = answered.iter().map(|one| one.answered).max();
        let waiting: Vec<Waiting> = open
            .iter()
            .map(|lot| Waiting {
                caisse: lot.caisse,
                sent: lot.last_sent,
            })
            .collect();
        Ok(learnt
            .expectation
            .late(&waiting, last_answer, self.now, &self.place)
            .into_iter()
            .filter_map(|at| open.get(at))
            .filter(|lot| is_awaiting(lot))
            .map(|lot| lot.id)
            .collect())
    }

    fn findings(
        &self,
        learnt: &Learnt,
        observability: Observability,
        standing: Standing,
        open: &[Lot],
        past: &[AccountId],
    ) -> Result<Findings, RecordError> {
        let journal = &self.ledger.journal;
        let answered_badly = if standing.refused + standing.not_delivered > 0 {
            journal.troubled(self.account)?
        } else {
            Vec::new()
        };
        let from = |at: Option<Timestamp>| {
            at.unwrap_or(self.now)
                .checked_sub(BEFORE)
                .unwrap_or(Timestamp::MIN)
        };
        let (began, followed) = (from(self.since.began), from(self.since.followed));
        let of = |among: &[Lot], is: &dyn Fn(&Lot) -> bool| {
            let sent = || among.iter().filter(|lot| is(lot)).map(|lot| lot.last_sent);
            let (lots, oldest) = (sent().count(), sent().min()?);
            let lots = u32::try_from(lots).unwrap_or(u32::MAX);
            Some(Lots { lots, oldest })
        };
        let date_of = |at: Timestamp| at.to_zoned(self.place.zone.clone()).date();
        let is_claimed = |lot: &Lot| {
            lot.last_sent >= followed
                && learnt.claims.cover(date_of(lot.first_sent))
                && learnt.answering.contains(&lot.caisse)
        };
        let flow = learning::flow(self.account, past);
        let mut last_return = None;
        for one in &flow {
            last_return = last_return.max(journal.last_return(*one)?);
        }
        Ok(Findings {
            observability,
            sight: self.sight,
            late: of(open, &|lot| {
                matches!(lot.follow_up.stage(), Stage::Late { .. })
            }),
            unanswered: of(open, &|lot| {
                matches!(lot.follow_up.stage(), Stage::Unanswered { .. }) && is_claimed(lot)
            }),
            manual: of(open, &|lot| {
                matches!(lot.follow_up.stage(), Stage::Manual { .. }) && is_claimed(lot)
            }),
            refused: of(
                &answered_badly,
                &|lot| matches!(lot.follow_up.stage(), Stage::Refused { at, .. } if *at >= began),
            ),
            not_delivered: of(
                &answered_badly,
                &|lot| matches!(lot.follow_up.stage(), Stage::NotDelivered { at, .. } if *at >= began),
            ),
            silent: self.is_silent(learnt, last_return, &flow)?,
            last_return,
            foreign: journal
                .foreign_in_mailbox(self.account)?
                .map(|found| (found.messages, found.oldest)),
            vanished: self.vanished()?,
            is_former: self.is_former,
            closing: self.closing,
        })
    }

    /// Returns that left the mailbox and did not reach the billing software, where its own folder
    /// can tell.
    fn vanished(&self) -> Result<Option<(u32, Timestamp)>, RecordError> {
        if !self.shows.returns || self.shows.returns_hidden {
            return Ok(None);
        }
        // When a message was found gone is in the time of day.
        let clock = &self.ledger.clock;
        let since = self.now.checked_sub(LEFT).unwrap_or(Timestamp::MIN);
        let mut left = self
            .ledger
            .journal
            .returns_left(self.account, clock.real_time(since))?;
        for one in &mut left {
            one.at = clock.book_time(one.at);
        }
        Ok(vanished(&left, self.now))
    }

    /// Whether the flow of returns is out of the ordinary silent.
    fn is_silent(
        &self,
        learnt: &Learnt,
        last_return: Option<Timestamp>,
        flow: &[AccountId],
    ) -> Result<bool, RecordError> {
        // No returns are expected where nothing is sent from any more.
        let last = last_return
            .filter(|_| !self.is_former)
            .map(|last| self.switched.map_or(last, |at| silence_from(last, at)));
        let Some(last) = last.filter(|last| *last < self.now) else {
            return Ok(false);
        };
        if !is_working_time(self.now, &self.place) {
            return Ok(false);
        }
        // Counted in lots it tells sooner, and a holiday is no silence.
        if let Some(unanswered) = learnt.unanswered.as_ref().filter(|one| one.is_known()) {
            let since = last.checked_sub(DUE).unwrap_or(Timestamp::MIN);
            // What was answered before it was due is missing nothing.
            let open = |day: &SendingDay| day.sent.saturating_sub(day.seen);
            let (ledger, place) = (&self.ledger, &self.place);
            let lots = learning::due_lots(ledger, flow, since, open, place, self.now)?;
            let gap = learning::gap(last, self.now, &lots);
            return Ok(unanswered.is_out_of_the_ordinary(gap.lots));
        }
        if !learnt.rhythm.is_known() {
            return Ok(false);
        }
        let watched: Watched = learning::check_times(&self.ledger, flow, last)?
            .into_iter()
            .collect();
        let silence = watched.silence(last, self.now, &self.place);
        Ok(learnt
            .rhythm
            .is_out_of_the_ordinary(&silence, self.now, &self.place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_book_that_began_by_a_clock_that_was_ahead_begins_now() {
        let at = |time: &str| time.parse::<Timestamp>().unwrap();
        let mut since = Since::default();
        since.note(Observability::Full, at("2027-03-02T09:00:00Z"));
        since.note(Observability::NoLots, at("2026-03-02T09:00:00Z"));
        let noted = Since {
            began: Some(at("2026-03-02T09:00:00Z")),
            followed: Some(at("2026-03-02T09:00:00Z")),
        };
        assert_eq!(since, noted);
        since.note(Observability::Full, at("2026-03-03T09:00:00Z"));
        assert_eq!(since, noted);
    }
}
