//! Which lot was seen, and which of its sendings.

use jiff::{SignedDuration, Timestamp};

use super::{
    Answer, Belonging, Known, KnownLot, KnownReturn, LotChange, LotDecision, NEW_LOT, Sending,
    agree,
    belonging::{self, Candidate},
    contradict, differ,
    verdict::{Change, revise},
};
use crate::book::{
    follow_up::FollowUp,
    lot::LotReference,
    matching::LotId,
    query::ReturnId,
    returns::MessageClass,
    sighting::{LotSeen, Origin},
};

/// Two sendings of one number within so long are of one lot, where emitter or date are missing:
/// far less than the 24 days after which the busiest practice begins with its numbers anew, and
/// long enough for the repetition that the rule asks for, over holidays too.
pub const NUMBER_NAMES: SignedDuration = SignedDuration::from_hours(10 * 24);

/// One sending, seen at two places, may bear moments that differ by so much: a log that knows only
/// the day, an hour entered by heart. The rule lets nobody send again so soon.
pub const ELSEWHERE: SignedDuration = SignedDuration::from_hours(24);

/// Two sightings within so long are of one sending, where nothing but emitter, date or caisse says
/// so, or where one place shows a sending twice.
pub const SAME_MOMENT: SignedDuration = SignedDuration::from_mins(10);

pub(super) fn decide(seen: &LotSeen, origin: Origin, known: &Known<'_>) -> LotDecision {
    let Some(found) = find(seen, origin, known.lots) else {
        return new(seen, origin, known);
    };
    let lot = found.lot;
    let mut sendings = lot.sendings.clone();
    let learned = found.is_certain.then_some(seen);
    let mut decision = LotDecision {
        lot: Some(lot.lot.id),
        sending: found.sending,
        message_id: seen.message_id.clone(),
        at: seen.sent,
        reference: merged(&lot.lot.reference, learned.map(|seen| &seen.reference)),
        caisse: lot.lot.caisse.or_else(|| learned?.caisse),
        invoices: lot.lot.invoices.or_else(|| learned?.invoices),
        follow_up: lot.lot.follow_up.clone(),
        events: Vec::new(),
        answers: lot.answers.clone(),
        returns: Vec::new(),
        absorbed: None,
        others: Vec::new(),
    };
    if let Some(sending) = found.sending.and_then(|index| sendings.get_mut(index)) {
        sending.origins.push(origin);
        if sending.message_id.is_none() && found.is_certain {
            sending.message_id.clone_from(&seen.message_id);
        }
        decision.message_id.clone_from(&sending.message_id);
        decision.at = sending.at;
    } else {
        let absorbed = unnumbered(seen, origin, lot, known.lots);
        let mut again = sending(seen, origin);
        if let Some((other, sent)) =
            absorbed.and_then(|other| Some((other, other.sendings.first()?)))
        {
            again.at = sent.at;
            again.message_id = again.message_id.or_else(|| sent.message_id.clone());
            again.origins.extend(&sent.origins);
            decision.absorbed = Some(other.lot.id);
            decision.message_id.clone_from(&again.message_id);
            decision.at = again.at;
            decision.caisse = decision.caisse.or(other.lot.caisse);
            decision.invoices = decision.invoices.or(other.lot.invoices);
            decision.reference = merged(&decision.reference, Some(&other.lot.reference));
        }
        sendings.push(again);
        sendings.sort_by_key(|sending| sending.at);
        let mut history = (lot.lot.follow_up.clone(), Vec::new());
        let mut revise = |answers: &[Answer], change| {
            let (follow_up, events) = revise(&history.0, &moments(&sendings), answers, change);
            history.0 = follow_up;
            history.1.extend(events);
        };
        revise(&decision.answers, Change::Sent(decision.at));
        for answer in absorbed.map_or(&[][..], |other| &other.answers) {
            if decision.answers.iter().all(|held| held.id != answer.id) {
                decision.answers.push(*answer);
                revise(&decision.answers, Change::Answered(*answer));
            }
        }
        (decision.follow_up, decision.events) = history;
    }
    take_waiting(&mut decision, &sendings, known);
    decision
}

fn new(seen: &LotSeen, origin: Origin, known: &Known<'_>) -> LotDecision {
    let sendings = [sending(seen, origin)];
    let mut decision = LotDecision {
        lot: None,
        sending: None,
        message_id: seen.message_id.clone(),
        at: seen.sent,
        reference: seen.reference.clone(),
        caisse: seen.caisse,
        invoices: seen.invoices,
        follow_up: FollowUp::sent(seen.sent),
        events: Vec::new(),
        answers: Vec::new(),
        returns: Vec::new(),
        absorbed: None,
        others: Vec::new(),
    };
    take_waiting(&mut decision, &sendings, known);
    decision
}

/// A lot that was meant, and which of its sendings.
struct Found<'a> {
    lot: &'a KnownLot,
    sending: Option<usize>,
    /// No other lot fits as well: what the sighting knows besides is this lot's.
    is_certain: bool,
}

/// How closely a sighting fits a lot; the least fits best.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// The very message.
    Message,
    /// Emitter, number and date.
    Identity,
    /// The number, at about that time.
    Number,
    /// Something of it, at that very moment, at another place.
    Moment,
}

fn find<'a>(seen: &LotSeen, origin: Origin, lots: &'a [KnownLot]) -> Option<Found<'a>> {
    let fits: Vec<(Fit, SignedDuration, &KnownLot)> = lots
        .iter()
        .filter_map(|lot| fit(seen, origin, lot).map(|(fit, apart)| (fit, apart, lot)))
        .collect();
    let best = fits.iter().map(|(fit, ..)| *fit).min()?;
    let fitting = || fits.iter().filter(move |(fit, ..)| *fit == best);
    // Of lots that fit equally, first those whose sending was not seen at this place yet.
    let choose = |free_only: bool| {
        fitting()
            .filter(|(.., lot)| !free_only || which(seen, origin, lot).is_some())
            .min_by_key(|(_, apart, lot)| (*apart, lot.lot.id))
    };
    let (_, _, lot) = choose(true).or_else(|| (best != Fit::Moment).then(|| choose(false))?)?;
    Some(Found {
        lot,
        sending: which(seen, origin, lot),
        is_certain: fitting().count() == 1,
    })
}

/// The lot without a number that this sending of a numbered lot was taken for, because a place
/// without numbers showed it first.
fn unnumbered<'a>(
    seen: &LotSeen,
    origin: Origin,
    lot: &KnownLot,
    lots: &'a [KnownLot],
) -> Option<&'a KnownLot> {
    let mut fitting = lots.iter().filter(|other| {
        other.lot.id != lot.lot.id
            && other.lot.reference.number.is_none()
            && other.sendings.len() == 1
            && !contradict(&other.lot.reference, &lot.lot.reference)
            && !differ(other.lot.caisse.as_ref(), lot.lot.caisse.as_ref())
            && matches!(
                fit(seen, origin, other),
                Some((Fit::Moment | Fit::Message, _))
            )
            && which(seen, origin, other).is_some()
    });
    // Of two that fit, neither is it for certain.
    fitting.next().filter(|_| fitting.next().is_none())
}

/// How the sighting fits the lot, and how far apart the two are in time.
fn fit(seen: &LotSeen, origin: Origin, known: &KnownLot) -> Option<(Fit, SignedDuration)> {
    let lot = &known.lot;
    if contradict(&seen.reference, &lot.reference)
        || differ(seen.caisse.as_ref(), lot.caisse.as_ref())
    {
        return None;
    }
    let apart = known
        .sendings
        .iter()
        .map(|sending| between(sending.at, seen.sent))
        .min()?;
    let is_message = known
        .sendings
        .iter()
        .any(|sending| agree(sending.message_id.as_ref(), seen.message_id.as_ref()));
    if is_message {
        return Some((Fit::Message, apart));
    }
    if agree(
        seen.reference.number.as_ref(),
        lot.reference.number.as_ref(),
    ) {
        let complete = seen.reference.is_complete() && lot.reference.is_complete();
        if complete {
            return Some((Fit::Identity, apart));
        }
        let is_one = which(seen, origin, known).is_some() || may_be_sent_again(seen, known, apart);
        return (apart <= NUMBER_NAMES && is_one).then_some((Fit::Number, apart));
    }
    let something = agree(
        seen.reference.emitter.as_ref(),
        lot.reference.emitter.as_ref(),
    ) || agree(seen.reference.date.as_ref(), lot.reference.date.as_ref())
        || agree(seen.caisse.as_ref(), lot.caisse.as_ref());
    // A place that shows both as two things knows better.
    let near = known.sendings.iter().any(|sending| {
        between(sending.at, seen.sent) <= SAME_MOMENT
            && !sending.origins.contains(&origin)
            && !differ(sending.message_id.as_ref(), seen.message_id.as_ref())
    });
    let shown_here = known
        .sendings
        .iter()
        .any(|sending| sending.origins.contains(&origin));
    // Fits that are taken by another sighting of this place still count: they make it uncertain.
    (something && apart <= SAME_MOMENT && (near || shown_here)).then_some((Fit::Moment, apart))
}

/// Whether a further sending of that number may be this lot's. Where neither emitter nor date says
/// so it may as well be a lot of another practitioner who shares the mailbox: it is, where it holds
/// other invoices, where the caisse has the lot already, or where it follows so soon that nobody
/// sends again, unless the lot came back.
fn may_be_sent_again(seen: &LotSeen, known: &KnownLot, apart: SignedDuration) -> bool {
    let reference = &known.lot.reference;
    if agree(seen.reference.emitter.as_ref(), reference.emitter.as_ref())
        || agree(seen.reference.date.as_ref(), reference.date.as_ref())
    {
        return true;
    }
    let before = || known.answers.iter().filter(|answer| answer.at <= seen.sent);
    let came_back = before().any(|answer| {
        matches!(
            answer.class,
            MessageClass::ArlNegative | MessageClass::NonDelivery
        )
    });
    let is_received = before()
        .any(|answer| matches!(answer.class, MessageClass::ArlPositive | MessageClass::Rsp));
    !differ(seen.invoices.as_ref(), known.lot.invoices.as_ref())
        && !is_received
        && (came_back || apart > ELSEWHERE)
}

/// Which sending of the lot was seen; `None`: one that was not known.
fn which(seen: &LotSeen, origin: Origin, lot: &KnownLot) -> Option<usize> {
    let sendings = || lot.sendings.iter().enumerate();
    let here = |sending: &Sending| sending.origins.contains(&origin);
    let apart = |sending: &Sending| between(sending.at, seen.sent);
    let numbered = agree(
        seen.reference.number.as_ref(),
        lot.lot.reference.number.as_ref(),
    );
    let message = sendings()
        .filter(|(_, sending)| agree(sending.message_id.as_ref(), seen.message_id.as_ref()))
        .filter(|(_, sending)| !here(sending) || apart(sending) <= SAME_MOMENT)
        .min_by_key(|(_, sending)| apart(sending));
    let elsewhere = || {
        sendings()
            .filter(|(_, sending)| !differ(sending.message_id.as_ref(), seen.message_id.as_ref()))
            .filter(|(_, sending)| !agree(sending.message_id.as_ref(), seen.message_id.as_ref()))
            .filter(|(_, sending)| !here(sending))
            .filter(|(_, sending)| apart(sending) <= if numbered { ELSEWHERE } else { SAME_MOMENT })
            .min_by_key(|(_, sending)| apart(sending))
    };
    let twice = || {
        sendings()
            .filter(|(_, sending)| numbered && here(sending) && apart(sending) <= SAME_MOMENT)
            .filter(|(_, sending)| !differ(sending.message_id.as_ref(), seen.message_id.as_ref()))
            .min_by_key(|(_, sending)| apart(sending))
    };
    message
        .or_else(elsewhere)
        .or_else(twice)
        .map(|(index, _)| index)
}

/// Gives the lot the returns that came into the book before it.
fn take_waiting(decision: &mut LotDecision, sendings: &[Sending], known: &Known<'_>) {
    let id = decision.lot.unwrap_or(NEW_LOT);
    let moments = moments(sendings);
    let mut returns: Vec<&KnownReturn> = known
        .returns
        .iter()
        .filter(|one| decision.answers.iter().all(|answer| answer.id != one.id))
        .collect();
    returns.sort_by_key(|one| (one.seen.at, one.id));
    for one in returns {
        let candidate = Candidate {
            id,
            reference: &decision.reference,
            caisse: decision.caisse,
            sendings,
            open: decision.follow_up.is_open(),
        };
        let belongs = belonging::find(&one.seen, one.seen.at, &one.belongs, &[candidate]);
        let Some(mine) = belongs.iter().find(|held| held.found.lot == id) else {
            continue;
        };
        let answer = Answer {
            id: one.id,
            class: one.seen.says(),
            strength: mine.found.strength,
            at: mine.at,
        };
        decision.answers.push(answer);
        let (follow_up, events) = revise(
            &decision.follow_up,
            &moments,
            &decision.answers,
            Change::Answered(answer),
        );
        decision.follow_up = follow_up;
        decision.events.extend(events);
        for lost in lost(&one.belongs, &belongs) {
            withdraw(decision, one.id, lost, known);
        }
        decision.returns.push((one.id, belongs));
    }
}

/// Lots that a return no longer belongs to.
pub(super) fn lost(before: &[Belonging], after: &[Belonging]) -> Vec<LotId> {
    before
        .iter()
        .map(|held| held.found.lot)
        .filter(|lot| after.iter().all(|held| held.found.lot != *lot))
        .collect()
}

fn withdraw(decision: &mut LotDecision, answer: ReturnId, lot: LotId, known: &Known<'_>) {
    let changed = decision.others.iter().position(|other| other.lot == lot);
    let Some(known) = known.lots.iter().find(|known| known.lot.id == lot) else {
        return;
    };
    let mut change = match changed {
        Some(index) => decision.others.remove(index),
        None => LotChange::none(known),
    };
    change.withdraw(known, answer);
    decision.others.push(change);
}

impl LotChange {
    pub(super) fn none(known: &KnownLot) -> Self {
        Self {
            lot: known.lot.id,
            follow_up: known.lot.follow_up.clone(),
            events: Vec::new(),
            answers: known.answers.clone(),
        }
    }

    /// Takes an answer away that turned out to be another lot's.
    pub(super) fn withdraw(&mut self, known: &KnownLot, answer: ReturnId) {
        let Some(index) = self.answers.iter().position(|held| held.id == answer) else {
            return;
        };
        let held = self.answers.remove(index);
        self.revise(known, Change::Withdrawn(held.at));
    }

    pub(super) fn revise(&mut self, known: &KnownLot, change: Change) {
        let (follow_up, events) = revise(
            &self.follow_up,
            &moments(&known.sendings),
            &self.answers,
            change,
        );
        self.follow_up = follow_up;
        self.events.extend(events);
    }
}

fn sending(seen: &LotSeen, origin: Origin) -> Sending {
    Sending {
        at: seen.sent,
        message_id: seen.message_id.clone(),
        origins: vec![origin],
    }
}

pub(super) fn moments(sendings: &[Sending]) -> Vec<Timestamp> {
    sendings.iter().map(|sending| sending.at).collect()
}

fn merged(known: &LotReference, seen: Option<&LotReference>) -> LotReference {
    let Some(seen) = seen else {
        return known.clone();
    };
    LotReference {
        emitter: known.emitter.clone().or_else(|| seen.emitter.clone()),
        number: known.number.or(seen.number),
        date: known.date.or(seen.date),
    }
}

pub(super) fn between(one: Timestamp, other: Timestamp) -> SignedDuration {
    one.duration_since(other).abs()
}
