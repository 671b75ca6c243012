//! What the sheet's reader has to do, in order, and what needs nothing.

use jiff::Timestamp;

use super::{Evidence, OpenLot, OpenState, Unread, earlier};
use crate::{
    book::observability::Observability,
    transition::{Closing, DISTURBED},
};

/// One piece of advice; its words stand in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// The old mailbox cannot be read: what lies there is to be looked at on the provider's site.
    ReadOldElsewhere {
        /// When it could be read last.
        last: Option<Timestamp>,
    },
    /// What arrives in the old mailbox reaches the billing software through the relay.
    RelayBrings,
    /// The billing software has to collect the old mailbox once more.
    CollectOld {
        /// Returns that lie there.
        returns: u64,
    },
    /// Vigie does not see the lots: the billing software's list of these days has to be gone through.
    GoThroughLots {
        /// Lots sent from then on.
        from: Timestamp,
        /// Until then.
        until: Timestamp,
    },
    /// Send nothing again by hand before then.
    WaitUntil {
        /// When the last of the lots' deadlines ends.
        at: Timestamp,
        /// Lots whose time is not over.
        lots: u64,
    },
    /// Look up in the billing software whether it has the ARLs of these lots.
    LookUp {
        /// Lots whose answer Vigie does not reliably see.
        lots: u64,
    },
    /// The billing software will do nothing more with these lots by itself.
    TreatByHand {
        /// How many.
        lots: u64,
    },
    /// Look up on Ameli Pro what was paid of the invoices of these days.
    CheckPayments {
        /// Care invoiced from then on.
        from: Timestamp,
        /// Until then.
        until: Timestamp,
    },
    /// Invoices paid there and open in the billing software are marked as paid by hand.
    MarkPaid,
    /// Rejects « 1070 », « déjà reçu » and « déjà en traitement » need nothing.
    IgnoreRejects {
        /// How many came already.
        seen: u64,
    },
    /// The old mailbox has to be kept open until the transition is over.
    KeepOpen {
        /// Until when.
        until: Timestamp,
        /// Its provider's limit, where known.
        closing: Option<Closing>,
    },
    /// The transition is over: the old mailbox can be retired.
    Retire,
}

pub(super) fn advice(evidence: &Evidence, lots: &[OpenLot], now: Timestamp) -> Vec<Advice> {
    let former = &evidence.former;
    let is_over = now >= former.until;
    let count =
        |is: fn(&OpenState) -> bool| lots.iter().filter(|lot| is(&lot.state)).count() as u64;
    let mut advice = Vec::new();
    if let Some(Unread { last }) = evidence.unread {
        advice.push(Advice::ReadOldElsewhere { last });
    }
    if evidence.through_relay {
        advice.push(Advice::RelayBrings);
    }
    if evidence.still_there > 0 {
        advice.push(Advice::CollectOld {
            returns: evidence.still_there,
        });
    }
    if evidence.observability == Observability::NoLots {
        advice.push(Advice::GoThroughLots {
            from: earlier(former.since, DISTURBED),
            until: former.since,
        });
    }
    advice.extend(wait(lots, now));
    let look_up = count(|state| matches!(state, OpenState::LookUp));
    if look_up > 0 {
        advice.push(Advice::LookUp { lots: look_up });
    }
    let by_hand = count(|state| matches!(state, OpenState::ByHand { .. }));
    if by_hand > 0 {
        advice.push(Advice::TreatByHand { lots: by_hand });
    }
    // Returns that went to the old mailbox are what the billing software does not know of payments.
    let not_brought = evidence.returns_total > 0 && !evidence.through_relay;
    let is_missing = not_brought || evidence.lots_total > 0 || !evidence.sees_all();
    if is_missing {
        advice.push(Advice::CheckPayments {
            from: earlier(former.since, DISTURBED),
            until: later_days(former.since),
        });
        advice.push(Advice::MarkPaid);
    }
    advice.push(Advice::IgnoreRejects {
        seen: evidence.rejects,
    });
    advice.push(if is_over && evidence.still_there == 0 {
        Advice::Retire
    } else {
        Advice::KeepOpen {
            until: former.until,
            closing: evidence.closing,
        }
    });
    advice
}

/// A deadline that is not over yet says until when nothing is to be sent again by hand.
fn wait(lots: &[OpenLot], now: Timestamp) -> Option<Advice> {
    let deadlines = lots.iter().filter_map(|lot| match lot.state {
        OpenState::Waiting { until } | OpenState::SentAgainBySoftware { until } => Some(until),
        _ => None,
    });
    let ahead = deadlines.filter(|until| *until > now);
    Some(Advice::WaitUntil {
        lots: ahead.clone().count() as u64,
        at: ahead.max()?,
    })
}

fn later_days(switched: Timestamp) -> Timestamp {
    switched.checked_add(DISTURBED).unwrap_or(Timestamp::MAX)
}
