//! Which return was seen.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::{
    Answer, Belonging, Known, KnownLot, KnownReturn, LotChange, NEW_RETURN, ReturnDecision, agree,
    belonging::{self, Candidate},
    contradict, differ,
    lots::{SAME_MOMENT, between, lost},
    verdict::Change,
};
use crate::book::{
    lot::LotReference,
    query::ReturnId,
    returns::{MessageClass, Strength},
    sighting::{Origin, ReturnSeen},
};

/// A return without references in one of two places is one return if it comes from one caisse and
/// its moments differ by no more: the billing software collects within days.
pub const SAME_RETURN: SignedDuration = SignedDuration::from_hours(5 * 24);

/// The same where both places name the same lots.
pub const NAMED_RETURN: SignedDuration = SignedDuration::from_hours(10 * 24);

pub(super) fn decide(seen: &ReturnSeen, origin: Origin, known: &Known<'_>) -> ReturnDecision {
    let same = find(seen, origin, known);
    let (all, latest, has) = match same {
        Some(one) => (
            merged(&one.seen, seen),
            one.seen.at.max(seen.at),
            one.belongs.as_slice(),
        ),
        None => (seen.clone(), seen.at, [].as_slice()),
    };
    let all = all.kept();
    let id = same.map(|one| one.id);
    let candidates: Vec<Candidate<'_>> = known.lots.iter().map(Candidate::from).collect();
    let belongs = belonging::find(&all, latest, has, &candidates);
    let lots = changes(id.unwrap_or(NEW_RETURN), &all, has, &belongs, known);
    ReturnDecision {
        id,
        seen: all,
        belongs,
        lots,
    }
}

/// The lots that change because a return belongs to them now, or no longer, or says more.
fn changes(
    id: ReturnId,
    seen: &ReturnSeen,
    before: &[Belonging],
    after: &[Belonging],
    known: &Known<'_>,
) -> Vec<LotChange> {
    let mut changes = Vec::new();
    for lot in lost(before, after) {
        if let Some(known) = known.lots.iter().find(|known| known.lot.id == lot) {
            let mut change = LotChange::none(known);
            change.withdraw(known, id);
            changes.push(change);
        }
    }
    for held in after {
        let Some(known) = known
            .lots
            .iter()
            .find(|known| known.lot.id == held.found.lot)
        else {
            continue;
        };
        let answer = Answer {
            id,
            class: seen.says(),
            strength: held.found.strength,
            at: held.at,
        };
        let mut change = LotChange::none(known);
        let index = change.answers.iter().position(|held| held.id == id);
        match index.and_then(|index| change.answers.get_mut(index)) {
            Some(held) if *held == answer => continue,
            Some(held) => {
                *held = answer;
                change.revise(known, Change::Withdrawn(answer.at));
            }
            None => {
                change.answers.push(answer);
                change.revise(known, Change::Answered(answer));
            }
        }
        changes.push(change);
    }
    changes
}

/// The return that was seen before, perhaps elsewhere.
fn find<'a>(seen: &ReturnSeen, origin: Origin, known: &Known<'a>) -> Option<&'a KnownReturn> {
    let returns = known.returns;
    let message = returns
        .iter()
        .filter(|one| is_message(one, seen, origin))
        .min_by_key(|one| {
            let here = one.origins.contains(&origin);
            (here, between(one.seen.at, seen.at), one.id)
        });
    let contents = || {
        returns
            .iter()
            .filter(|one| !one.origins.contains(&origin))
            .filter(|one| same_contents(&one.seen, seen) && same_lot(one, seen, known.lots))
            .min_by_key(|one| {
                let unnamed = one.seen.references.is_empty() != seen.references.is_empty();
                (unnamed, between(one.seen.at, seen.at), one.id)
            })
    };
    message.or_else(contents)
}

/// Whether the `Message-ID` says that it is that return. A caisse whose program gives two answers
/// one `Message-ID` loses none: what names other lots, or comes to one place a second time after
/// more than moments, is a return of its own.
fn is_message(one: &KnownReturn, seen: &ReturnSeen, origin: Origin) -> bool {
    let known = &one.seen;
    let unknown = MessageClass::UnknownMachine;
    agree(known.message_id.as_ref(), seen.message_id.as_ref())
        && (compatible(known.class, seen.class) || known.class == unknown || seen.class == unknown)
        && !differ(known.answers.as_ref(), seen.answers.as_ref())
        && (known.references.is_empty()
            || seen.references.is_empty()
            || same_references(known, seen))
        && (!one.origins.contains(&origin) || between(known.at, seen.at) <= SAME_MOMENT)
}

/// Whether two places could show one and the same return, where its `Message-ID` does not say so.
fn same_contents(one: &ReturnSeen, other: &ReturnSeen) -> bool {
    let health =
        |seen: &ReturnSeen| seen.class.is_return() || seen.class == MessageClass::NonDelivery;
    let apart = between(one.at, other.at);
    let tells = |seen: &ReturnSeen| !seen.states.is_empty() || !seen.codes.is_empty();
    if !health(one)
        || !compatible(one.class, other.class)
        || differ(one.message_id.as_ref(), other.message_id.as_ref())
        || differ(one.answers.as_ref(), other.answers.as_ref())
        || differ(one.caisse.as_ref(), other.caisse.as_ref())
        || (tells(one) && tells(other) && (one.states != other.states || one.codes != other.codes))
    {
        return false;
    }
    if one.references.is_empty() || other.references.is_empty() {
        return agree(one.caisse.as_ref(), other.caisse.as_ref()) && apart <= SAME_RETURN;
    }
    same_references(one, other) && apart <= NAMED_RETURN
}

/// Whether both name the same lots.
fn same_references(one: &ReturnSeen, other: &ReturnSeen) -> bool {
    let named = |one: &ReturnSeen, other: &ReturnSeen| {
        one.references.iter().all(|reference| {
            other
                .references
                .iter()
                .any(|named| named.number == reference.number && !contradict(named, reference))
        })
    };
    one.references.len() == other.references.len() && named(one, other) && named(other, one)
}

/// Whether both are of one lot, where one of them names the message that it answers and the other
/// does not: what was answered has to be what is named.
fn same_lot(one: &KnownReturn, seen: &ReturnSeen, lots: &[KnownLot]) -> bool {
    if one.seen.answers.is_some() == seen.answers.is_some() {
        return true;
    }
    let held = |lot: &KnownLot| {
        one.belongs
            .iter()
            .any(|held| held.found.lot == lot.lot.id && held.found.strength == Strength::Proven)
    };
    let named = |lot: &KnownLot| {
        seen.references.iter().any(|reference| {
            reference.number.is_some()
                && reference.number == lot.lot.reference.number
                && !contradict(reference, &lot.lot.reference)
        })
    };
    let answered = |lot: &KnownLot| {
        lot.sendings
            .iter()
            .any(|sending| agree(sending.message_id.as_ref(), seen.answers.as_ref()))
    };
    lots.iter()
        .any(|lot| held(lot) && (named(lot) || answered(lot)))
}

/// Whether two classes can be two readings of one message.
fn compatible(one: MessageClass, other: MessageClass) -> bool {
    let unsigned = one == MessageClass::ArlUnsigned || other == MessageClass::ArlUnsigned;
    one == other || (unsigned && one.is_arl() && other.is_arl())
}

/// What both sightings know together. The first moment holds.
fn merged(known: &ReturnSeen, seen: &ReturnSeen) -> ReturnSeen {
    let says_more = matches!(
        known.class,
        MessageClass::ArlUnsigned | MessageClass::UnknownMachine
    );
    let (class, strength, rule) = if known.class == seen.class {
        let rule = known.rule.clone().or_else(|| seen.rule.clone());
        (known.class, known.strength.max(seen.strength), rule)
    } else if says_more && seen.class != MessageClass::UnknownMachine {
        (seen.class, seen.strength, seen.rule.clone())
    } else {
        (known.class, known.strength, known.rule.clone())
    };
    ReturnSeen {
        class,
        strength,
        rule,
        references: if known.references.is_empty() {
            seen.references.clone()
        } else {
            completed(&known.references, &seen.references)
        },
        caisse: known.caisse.or(seen.caisse),
        message_id: known.message_id.clone().or_else(|| seen.message_id.clone()),
        answers: known.answers.clone().or_else(|| seen.answers.clone()),
        at: known.at.min(seen.at),
        states: fuller(&known.states, &seen.states),
        codes: fuller(&known.codes, &seen.codes),
    }
}

/// The references in their order, each with what the other sighting knows of it besides.
fn completed(known: &[LotReference], seen: &[LotReference]) -> Vec<LotReference> {
    let complete = |reference: &LotReference| {
        let mut named = seen
            .iter()
            .filter(|named| named.number == reference.number && !contradict(named, reference));
        // Where two fit, neither is it for certain.
        match (named.next(), named.next()) {
            (Some(named), None) => LotReference {
                emitter: reference.emitter.clone().or_else(|| named.emitter.clone()),
                number: reference.number,
                date: reference.date.or(named.date),
            },
            _ => reference.clone(),
        }
    };
    known.iter().map(complete).collect()
}

fn fuller<K: Clone + Ord>(known: &BTreeMap<K, u32>, seen: &BTreeMap<K, u32>) -> BTreeMap<K, u32> {
    if known.is_empty() { seen } else { known }.clone()
}
