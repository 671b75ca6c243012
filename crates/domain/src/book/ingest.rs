//! From what was seen to what the book holds: which lot, which return, what belongs together.
//!
//! The journal looks up what *could* be meant (candidates, by indexes); everything else is decided
//! here. What holds, whatever the order in which sightings come:
//!
//! - Where two sightings contradict each other (number, emitter, date or caisse), they are two
//!   lots. One lot too many asks for a look; one lot too few is money lost.
//! - A sending is counted once, however many origins show it; and an origin that shows it a second
//!   time, under another key, shows a second sending.
//! - Where a number shows two lots to be two sendings of one, they become one; this happens where a
//!   place that shows no numbers was read before one that does.
//! - An answer takes effect at its own time, not at the time at which it was read: the verdict on a
//!   lot follows from its sendings and answers alone ([`verdict`]), in the order in which they
//!   happened.
//! - A return belongs to one lot for each reference that it makes, or to one lot at most.

use jiff::Timestamp;

use super::{
    follow_up::{FollowUp, LotEvent},
    lot::{Caisse, LotReference},
    matching::{LotId, Match},
    query::{Lot, ReturnId},
    returns::{MessageClass, Strength},
    sighting::{Origin, ReturnSeen, Seen},
};

mod belonging;
mod lots;
mod returns;
#[cfg(test)]
mod tests;
mod verdict;

pub use belonging::{CLOCKS, NUMBER_HOLDS, NUMBER_HOLDS_FOR_RSP};
pub use lots::{ELSEWHERE, NUMBER_NAMES, SAME_MOMENT};
pub use returns::{NAMED_RETURN, SAME_RETURN};
pub use verdict::verdict;

/// What the journal found that could be meant.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Lots that could be the one seen, or that the return could belong to; and the lots of
    /// `returns`.
    pub lots: &'a [KnownLot],
    /// Returns that could be the one seen, or that could belong to the lot.
    pub returns: &'a [KnownReturn],
}

/// A lot of the book, with all that decides on it.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownLot {
    /// The lot.
    pub lot: Lot,
    /// Its sendings, in order of time; at least one.
    pub sendings: Vec<Sending>,
    /// The answers that belong to it, in order of time.
    pub answers: Vec<Answer>,
}

/// One sending of a lot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sending {
    /// When.
    pub at: Timestamp,
    /// The `Message-ID` under which it went.
    pub message_id: Option<String>,
    /// Where it was seen.
    pub origins: Vec<Origin>,
}

/// An answer that belongs to a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The return.
    pub id: ReturnId,
    /// What it is.
    pub class: MessageClass,
    /// How sure it is that it is this lot's.
    pub strength: Strength,
    /// When it came.
    pub at: Timestamp,
}

/// A return of the book, with all that decides on it.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownReturn {
    /// Its number.
    pub id: ReturnId,
    /// What is known of it.
    pub seen: ReturnSeen,
    /// Where it was seen.
    pub origins: Vec<Origin>,
    /// The lots that it belongs to.
    pub belongs: Vec<Belonging>,
}

/// That a return belongs to a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Belonging {
    /// By which of its references; `None`: by the message that it answers, or by caisse, order and
    /// time.
    pub reference: Option<usize>,
    /// The lot, and how sure that is.
    pub found: Match,
    /// When it counts as having come.
    pub at: Timestamp,
}

/// What a sighting changes.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// A lot was seen.
    Lot(LotDecision),
    /// A return was seen.
    Return(ReturnDecision),
}

/// What a sighting of a lot changes.
#[derive(Clone, Debug, PartialEq)]
pub struct LotDecision {
    /// The lot; `None`: a new one.
    pub lot: Option<LotId>,
    /// Which of its sendings was seen; `None`: one that was not known.
    pub sending: Option<usize>,
    /// That sending, with what is known of it now.
    pub message_id: Option<String>,
    /// When that sending was, never later than now.
    pub at: Timestamp,
    /// What is known of its identity now.
    pub reference: LotReference,
    /// Where it went, as far as is known now.
    pub caisse: Option<Caisse>,
    /// How many invoices it holds, as far as is known now.
    pub invoices: Option<u32>,
    /// Where it stands now.
    pub follow_up: FollowUp,
    /// What happened to it, with the moments.
    pub events: Vec<(Timestamp, LotEvent)>,
    /// All its answers now.
    pub answers: Vec<Answer>,
    /// Returns that waited for it in the book: each with all the lots that it belongs to now. A
    /// new lot stands there as [`NEW_LOT`].
    pub returns: Vec<(ReturnId, Vec<Belonging>)>,
    /// A lot that turned out to be a sending of this one: the sending that was seen is that lot's
    /// only one. Its sending, sightings and answers are this lot's now, and it is no more.
    pub absorbed: Option<LotId>,
    /// Other lots that change by it.
    pub others: Vec<LotChange>,
}

/// What a sighting of a return changes.
#[derive(Clone, Debug, PartialEq)]
pub struct ReturnDecision {
    /// The return; `None`: a new one. An [`Answer`] of a new return bears [`NEW_RETURN`].
    pub id: Option<ReturnId>,
    /// What is known of it now.
    pub seen: ReturnSeen,
    /// All the lots that it belongs to now.
    pub belongs: Vec<Belonging>,
    /// Lots that change by it.
    pub lots: Vec<LotChange>,
}

/// What changes in a lot that another sighting concerns.
#[derive(Clone, Debug, PartialEq)]
pub struct LotChange {
    /// The lot.
    pub lot: LotId,
    /// Where it stands now.
    pub follow_up: FollowUp,
    /// What happened to it, with the moments.
    pub events: Vec<(Timestamp, LotEvent)>,
    /// All its answers now.
    pub answers: Vec<Answer>,
}

/// Stands for the number of a return that the book does not hold yet; it comes after all
/// that it does hold.
pub const NEW_RETURN: ReturnId = ReturnId(i64::MAX);

/// Stands for the number of a lot that the book does not hold yet.
pub const NEW_LOT: LotId = LotId(0);

/// Decides what a sighting at `origin` means. A moment that lies after `now` (a clock that was
/// wrong) is taken for now: a lot sent next year would never be late.
#[must_use]
pub fn decide(seen: &Seen, origin: Origin, known: &Known<'_>, now: Timestamp) -> Decision {
    match seen {
        Seen::Lot(lot) => {
            let mut lot = lot.clone();
            lot.sent = lot.sent.min(now);
            Decision::Lot(lots::decide(&lot, origin, known))
        }
        Seen::Return(seen) => {
            let mut seen = seen.clone().kept();
            seen.at = seen.at.min(now);
            Decision::Return(returns::decide(&seen, origin, known))
        }
    }
}

/// Whether two references deny each other.
pub(crate) fn contradict(one: &LotReference, other: &LotReference) -> bool {
    differ(one.number.as_ref(), other.number.as_ref())
        || differ(one.emitter.as_ref(), other.emitter.as_ref())
        || differ(one.date.as_ref(), other.date.as_ref())
}

/// Whether both are known, and not the same.
pub(crate) fn differ<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
    matches!((one, other), (Some(one), Some(other)) if one != other)
}

/// Whether both are known, and the same.
pub(crate) fn agree<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
    matches!((one, other), (Some(one), Some(other)) if one == other)
}
