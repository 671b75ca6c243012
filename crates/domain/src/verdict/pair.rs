//! The two probes of the candidate and one existing mailbox, as far as they were seen in either.

use jiff::{SignedDuration, Timestamp};

use super::{
    evidence::{Evidence, Existing, View},
    probe::{Copy, Dispatch, Sent},
};
use crate::account::Address;

/// Whether a probe was seen in a mailbox.
#[derive(Clone, Copy)]
pub(super) enum Sighting<'a> {
    /// It was.
    Seen(&'a Copy),
    /// It was not, and would have been.
    Absent,
    /// It was not, which says nothing yet.
    Unknown,
}

impl<'a> Sighting<'a> {
    pub(super) const fn seen(self) -> Option<&'a Copy> {
        match self {
            Self::Seen(copy) => Some(copy),
            Self::Absent | Self::Unknown => None,
        }
    }

    /// Whether it was seen, where that is known.
    pub(super) const fn known(self) -> Option<bool> {
        match self {
            Self::Seen(_) => Some(true),
            Self::Absent => Some(false),
            Self::Unknown => None,
        }
    }
}

/// One of the two probes of a pair.
pub(super) struct PairProbe<'a> {
    pub(super) sent: Option<&'a Sent>,
    /// Whether it was seen in either mailbox.
    pub(super) seen: bool,
}

/// The two probes, and how quickly they came.
pub(super) struct Pair<'a> {
    /// P1.
    pub(super) probe: PairProbe<'a>,
    /// P2.
    pub(super) control: PairProbe<'a>,
    /// When the last copy was first seen.
    pub(super) last_seen: Option<Timestamp>,
    /// How long the slowest copy took.
    pub(super) slowest: SignedDuration,
}

impl<'a> Pair<'a> {
    pub(super) fn of(evidence: &'a Evidence, existing: &'a Existing, view: &'a View) -> Self {
        let views = || {
            let here = evidence.session().map(|session| &session.view);
            [Some(view), here].into_iter().flatten()
        };
        let mut last_seen = None;
        let mut slowest = SignedDuration::ZERO;
        let mut look = |dispatch: &'a Dispatch, addressee| {
            let sent = dispatch.sent();
            let mut seen = false;
            for copy in views().filter_map(|view| first(view, addressee)) {
                seen = true;
                last_seen = last_seen.max(Some(copy.seen_at));
                if let Some(sent) = sent {
                    slowest = slowest.max(sent.delivery(copy));
                }
            }
            PairProbe { sent, seen }
        };
        let probe = look(&evidence.probe, &evidence.candidate.address);
        let control = look(&existing.probe, &existing.address);
        Self {
            probe,
            control,
            last_seen,
            slowest,
        }
    }
}

/// The copy of the probe to this address that was seen first.
pub(super) fn first<'v>(view: &'v View, addressee: &Address) -> Option<&'v Copy> {
    view.copies_of(addressee).min_by_key(|copy| copy.seen_at)
}
