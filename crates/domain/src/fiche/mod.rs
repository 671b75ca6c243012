//! The fiche de bascule: what became of everything between two mailboxes, from what the book holds.
//!
//! Nothing is claimed that could not be seen. Where the lots or their ARLs are not reliably seen, the
//! sheet sends the reader to the billing software, which knows what it collected; and nothing is
//! called settled while the old mailbox cannot be read.

mod advice;
#[cfg(test)]
mod tests;

use jiff::{SignedDuration, Timestamp};

pub use advice::Advice;

use crate::{
    book::{
        deadline::{Deadline, Place},
        follow_up::Stage,
        lot::LotReference,
        observability::Observability,
        query::Lot,
        returns::MessageClass,
    },
    switch::Former,
    transition::Closing,
};

/// Lots, and returns, on one sheet at most.
pub const MOST_ROWS: usize = 500;

/// What was in the old mailbox for less than so long at the switch may not have been collected any
/// more: lots are sent, and returns collected, once a day at least.
pub const BEFORE: SignedDuration = SignedDuration::from_hours(48);

/// Lots that are followed one by one are on the sheet where they were sent so long before the switch
/// at most: the billing software keeps them as long.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// What the record holds of it.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The switch, on the old mailbox's side.
    pub former: Former,
    /// How far the old mailbox's lots could be followed.
    pub observability: Observability,
    /// Lots sent before the switch, since [`lots_from`], and still without an answer in either
    /// mailbox, by date.
    pub lots: Vec<Lot>,
    /// How many there are.
    pub lots_total: u64,
    /// Returns of the old mailbox that the billing software has not collected there, by date.
    pub returns: Vec<Arrived>,
    /// How many there are.
    pub returns_total: u64,
    /// How many of them are still there.
    pub still_there: u64,
    /// The billing software is set to the relay, which brings it what arrives in either mailbox.
    pub through_relay: bool,
    /// Rejects of lots sent twice that came since the switch, to either mailbox.
    pub rejects: u64,
    /// When the old mailbox could be read last, where it cannot be read now.
    pub unread: Option<Unread>,
    /// When its provider closes it for want of use, where that is known.
    pub closing: Option<Closing>,
}

/// The old mailbox cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unread {
    /// When it could be read last.
    pub last: Option<Timestamp>,
}

/// A return that arrived in the old mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    /// What it is.
    pub class: MessageClass,
    /// When it came.
    pub at: Timestamp,
    /// The lots that it belongs to; where none is known, those that it names.
    pub lots: Vec<LotReference>,
    /// It is still there.
    pub still_there: bool,
}

/// What is left between the two mailboxes.
#[derive(Clone, Debug)]
pub struct Fiche {
    /// What it all amounts to.
    pub amount: Amount,
    /// The lots, by date, [`MOST_ROWS`] at most.
    pub lots: Vec<OpenLot>,
    /// How many there are.
    pub lots_total: u64,
    /// The returns, by date, [`MOST_ROWS`] at most.
    pub returns: Vec<Arrived>,
    /// How many there are.
    pub returns_total: u64,
    /// What to do, in order, and what needs nothing.
    pub advice: Vec<Advice>,
    /// When the old mailbox's provider closes it for want of use, where that is known.
    pub closing: Option<Closing>,
}

/// What it all amounts to. Of several, the one that has to be seen to first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// Returns lie in the old mailbox, which the billing software no longer reads.
    Uncollected {
        /// How many.
        returns: u64,
        /// Lots without an answer besides.
        lots: u64,
    },
    /// Lots have to be looked at.
    ToCheck {
        /// How many.
        lots: u64,
        /// Further ones whose time is not over.
        waiting: u64,
    },
    /// Lots wait for their answers, and their time is not over.
    Waiting {
        /// How many.
        lots: u64,
        /// When the last of their deadlines ends.
        until: Timestamp,
    },
    /// Nothing is known to be left, but not everything could be seen.
    Unseen,
    /// Nothing is left.
    Nothing,
}

/// A lot without an answer.
#[derive(Clone, Debug)]
pub struct OpenLot {
    /// The lot.
    pub lot: Lot,
    /// Where it stands, and so what is to be done.
    pub state: OpenState,
}

/// Where a lot without an answer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenState {
    /// Its time is not over.
    Waiting {
        /// When it is.
        until: Timestamp,
    },
    /// « Sans réponse depuis 48 h »: the billing software sends it again by itself.
    SentAgainBySoftware {
        /// When the second deadline ends.
        until: Timestamp,
    },
    /// « Traitement manuel »: nothing happens any more by itself.
    ByHand {
        /// Since when.
        since: Timestamp,
    },
    /// Vigie does not reliably see its answer: the billing software knows.
    LookUp,
}

/// From when on lots are on the sheet. Where ARLs are not reliably seen, a lot whose two deadlines
/// were over at the switch has nothing to do with it: the billing software followed it up.
#[must_use]
pub fn lots_from(
    former: &Former,
    observability: Observability,
    rule: Deadline,
    place: &Place,
) -> Timestamp {
    if observability == Observability::Full {
        return earlier(former.since, KEPT);
    }
    // Holidays lie on both sides of a day alike, but not by the same count: by days, look back until
    // two deadlines reach the switch.
    (2..30)
        .map(|days| earlier(former.since, SignedDuration::from_hours(24 * days)))
        .find(|from| rule.after(rule.after(*from, place), place) <= former.since)
        .unwrap_or_else(|| earlier(former.since, KEPT))
}

/// Draws the sheet up.
#[must_use]
pub fn draw_up(mut evidence: Evidence, rule: Deadline, place: &Place, now: Timestamp) -> Fiche {
    if evidence.through_relay {
        // Kept at the provider, but not for anybody to collect.
        evidence.still_there = 0;
        for arrived in &mut evidence.returns {
            arrived.still_there = false;
        }
    }
    let all: Vec<OpenLot> = evidence
        .lots
        .iter()
        .map(|lot| OpenLot {
            state: state(lot, evidence.observability, rule, place),
            lot: lot.clone(),
        })
        .collect();
    let amount = amount(&evidence, &all);
    let advice = advice::advice(&evidence, &all, now);
    let mut fiche = Fiche {
        amount,
        lots: all,
        lots_total: evidence.lots_total,
        returns: evidence.returns,
        returns_total: evidence.returns_total,
        advice,
        closing: evidence.closing,
    };
    fiche.lots.truncate(MOST_ROWS);
    fiche.returns.truncate(MOST_ROWS);
    fiche
}

fn state(lot: &Lot, observability: Observability, rule: Deadline, place: &Place) -> OpenState {
    let deadline = || {
        lot.follow_up
            .next_deadline(rule, place)
            .unwrap_or(Timestamp::MAX)
    };
    match lot.follow_up.stage() {
        // Its time is not over, whatever else is seen.
        Stage::Awaiting | Stage::Late { .. } => OpenState::Waiting { until: deadline() },
        _ if observability != Observability::Full => OpenState::LookUp,
        Stage::Unanswered { .. } => OpenState::SentAgainBySoftware { until: deadline() },
        Stage::Manual { since } => OpenState::ByHand { since: *since },
        Stage::Acknowledged { .. }
        | Stage::Refused { .. }
        | Stage::NotDelivered { .. }
        | Stage::Settled { .. } => OpenState::LookUp,
    }
}

fn amount(evidence: &Evidence, lots: &[OpenLot]) -> Amount {
    if evidence.still_there > 0 {
        return Amount::Uncollected {
            returns: evidence.still_there,
            lots: evidence.lots_total,
        };
    }
    let waiting = lots.iter().filter_map(|lot| match lot.state {
        OpenState::Waiting { until } => Some(until),
        _ => None,
    });
    let (count, until) = (waiting.clone().count() as u64, waiting.max());
    let to_check = evidence.lots_total.saturating_sub(count);
    match until {
        _ if to_check > 0 => Amount::ToCheck {
            lots: to_check,
            waiting: count,
        },
        Some(until) => Amount::Waiting { lots: count, until },
        None if evidence.sees_all() => Amount::Nothing,
        None => Amount::Unseen,
    }
}

impl Evidence {
    /// Whether nothing can have passed unseen.
    fn sees_all(&self) -> bool {
        self.observability == Observability::Full && self.unread.is_none()
    }
}

fn earlier(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_sub(by).unwrap_or(Timestamp::MIN)
}
