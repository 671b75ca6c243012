//! Which lots a return belongs to, given what else it belongs to already.

use jiff::{SignedDuration, Timestamp};

use super::{Belonging, KnownLot, Sending};
use crate::book::{
    lot::{Caisse, LotReference},
    matching::{self, LotId, Received, SentLot},
    returns::{MessageClass, Strength},
    sighting::ReturnSeen,
};

/// For so long after its sending a number without a date means the lot. Numbers recycle: a practice
/// with 41 lots a day has used up its thousand after 24 days.
pub const NUMBER_HOLDS: SignedDuration = SignedDuration::from_hours(10 * 24);

/// The same for returns on invoices, which come days later.
pub const NUMBER_HOLDS_FOR_RSP: SignedDuration = SignedDuration::from_hours(21 * 24);

/// An answer that names its lot for certain may bear a time so long before the lot's sending: the
/// lot's is the practice's clock, the answer's the server's, and clocks are set wrong by hours.
pub const CLOCKS: SignedDuration = SignedDuration::from_hours(12);

/// A lot as matching sees it.
#[derive(Clone, Debug)]
pub(super) struct Candidate<'a> {
    pub(super) id: LotId,
    pub(super) reference: &'a LotReference,
    pub(super) caisse: Option<Caisse>,
    pub(super) sendings: &'a [Sending],
    pub(super) open: bool,
}

impl<'a> From<&'a KnownLot> for Candidate<'a> {
    fn from(known: &'a KnownLot) -> Self {
        Self {
            id: known.lot.id,
            reference: &known.lot.reference,
            caisse: known.lot.caisse,
            sendings: &known.sendings,
            open: known.lot.follow_up.is_open(),
        }
    }
}

impl Candidate<'_> {
    /// The lot as it had been sent when something came that answers `answers`.
    fn sent_before(&self, at: Timestamp, answers: Option<&String>) -> Option<SentLot> {
        let answered = self
            .sendings
            .iter()
            .find(|sending| answers.is_some() && sending.message_id.as_ref() == answers);
        let sending = answered
            .or_else(|| self.sendings.iter().rfind(|sending| sending.at <= at))
            .filter(|sending| sending.at <= at)?;
        Some(SentLot {
            id: self.id,
            reference: self.reference.clone(),
            caisse: self.caisse,
            message_id: sending.message_id.clone(),
            sent: sending.at,
            open: self.open,
        })
    }

    /// The lot, where it was sent a little later than something that came at `at`, going by clocks
    /// that may be wrong: when it was sent.
    fn sent_just_after(&self, at: Timestamp) -> Option<Timestamp> {
        let first = self.sendings.first()?.at;
        (first > at && first.duration_since(at) <= CLOCKS).then_some(first)
    }

    fn is_answered_by(&self, seen: &ReturnSeen) -> bool {
        seen.answers.is_some()
            && self
                .sendings
                .iter()
                .any(|sending| sending.message_id == seen.answers)
    }
}

/// Finds what else a return belongs to; `has` is what it belongs to already, `latest` the latest
/// moment at which it was seen to have come. A match by caisse, order and time gives way to one
/// that was read in the message. The result is everything that it belongs to.
pub(super) fn find(
    seen: &ReturnSeen,
    latest: Timestamp,
    has: &[Belonging],
    candidates: &[Candidate<'_>],
) -> Vec<Belonging> {
    let lots: Vec<SentLot> = candidates
        .iter()
        .filter_map(|candidate| candidate.sent_before(latest, seen.answers.as_ref()))
        .collect();
    let one = |references: Vec<LotReference>, answers: Option<String>, lots: &[SentLot]| {
        let received = Received {
            class: seen.class,
            references,
            caisse: seen.caisse,
            answers,
            at: latest,
        };
        matching::find(&received, lots).into_iter().next()
    };
    let counts_at = |lot: LotId| {
        let sent = lots.iter().find(|sent| sent.id == lot);
        sent.map_or(seen.at, |sent| seen.at.max(sent.sent))
    };
    let belonging = |reference, found: matching::Match| Belonging {
        reference,
        found,
        at: counts_at(found.lot),
    };

    let early = |reference, candidate: &Candidate<'_>| {
        let sent = candidate.sent_just_after(latest)?;
        Some(Belonging {
            reference,
            found: matching::Match {
                lot: candidate.id,
                strength: Strength::Proven,
            },
            at: seen.at.max(sent),
        })
    };

    if let Some(answered) = candidates.iter().find(|lot| lot.is_answered_by(seen)) {
        let held = has.iter().find(|held| held.found.lot == answered.id);
        if let Some(held) = held.filter(|held| held.found.strength == Strength::Proven) {
            return vec![*held];
        }
        if let Some(found) = early(None, answered) {
            return vec![found];
        }
        if let Some(found) = one(Vec::new(), seen.answers.clone(), &lots) {
            return vec![belonging(None, found)];
        }
    }
    if has
        .iter()
        .any(|held| held.reference.is_none() && held.found.strength == Strength::Proven)
    {
        return has.to_vec();
    }
    if seen.references.is_empty() {
        if !has.is_empty() {
            return has.to_vec();
        }
        return one(Vec::new(), None, &lots)
            .map(|found| belonging(None, found))
            .into_iter()
            .collect();
    }
    let mut all: Vec<Belonging> = has
        .iter()
        .filter(|held| held.reference.is_some())
        .copied()
        .collect();
    for (index, reference) in seen.references.iter().enumerate() {
        if all.iter().any(|held| held.reference == Some(index)) {
            continue;
        }
        let free: Vec<SentLot> = lots
            .iter()
            .filter(|lot| all.iter().all(|held| held.found.lot != lot.id))
            .filter(|lot| holds(seen.class, reference, lot, latest))
            .cloned()
            .collect();
        if let Some(found) = one(vec![reference.clone()], None, &free) {
            all.push(belonging(Some(index), found));
        } else if reference.is_complete() {
            let mut named = candidates
                .iter()
                .filter(|lot| lot.reference == reference)
                .filter(|lot| all.iter().all(|held| held.found.lot != lot.id));
            all.extend(named.find_map(|lot| early(Some(index), lot)));
        }
    }
    // What names lots that the book does not hold yet waits for them: it is none of the others'.
    all
}

/// Whether a reference may still mean a lot that old.
fn holds(class: MessageClass, reference: &LotReference, lot: &SentLot, at: Timestamp) -> bool {
    let dated = reference.date.is_some() && reference.date == lot.reference.date;
    let longest = if class == MessageClass::Rsp {
        NUMBER_HOLDS_FOR_RSP
    } else {
        NUMBER_HOLDS
    };
    dated || at.duration_since(lot.sent) <= longest
}
