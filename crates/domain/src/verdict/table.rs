//! The two-probe table: P1 is sent to the candidate (B), P2 to an existing mailbox (A), and where
//! both are seen tells how the two mailboxes hang together.

use serde::{Deserialize, Serialize};

use super::conclusion::Conclusion;

/// In which of the two mailboxes a probe was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Places {
    /// In neither.
    Nowhere,
    /// In the existing one (A) only.
    Existing,
    /// In the candidate (B) only.
    Candidate,
    /// In both.
    Both,
}

impl Places {
    /// Every combination.
    pub const ALL: [Self; 4] = [Self::Nowhere, Self::Existing, Self::Candidate, Self::Both];

    pub(super) const fn of(in_existing: bool, in_candidate: bool) -> Self {
        match (in_existing, in_candidate) {
            (false, false) => Self::Nowhere,
            (true, false) => Self::Existing,
            (false, true) => Self::Candidate,
            (true, true) => Self::Both,
        }
    }

    /// The public name, as it is serialised.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nowhere => "nowhere",
            Self::Existing => "existing",
            Self::Candidate => "candidate",
            Self::Both => "both",
        }
    }
}

/// How two mailboxes hang together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pairing {
    /// Each got its own mail, and only that.
    Separate,
    /// Mail to B comes out in A: B is an alias of A, or redirects to it without a copy.
    LeadsToExisting,
    /// Both get everything: one mailbox with two logins.
    OneMailbox,
    /// B keeps its mail and passes it on to A too.
    Forwards,
    /// A keeps its mail and passes it on to B too.
    ExistingForwards,
    /// Mail to A comes out in B: A is an alias of B, or redirects to it without a copy.
    ExistingLeadsHere,
    /// P1 came nowhere: spam folder, delay, refusal.
    ProbeLost,
    /// P2 came nowhere: not seeing P1 in A says nothing.
    ControlLost,
    /// Both came nowhere: sending or provider in trouble.
    BothLost,
    /// Nothing that one arrangement explains.
    Unusual,
}

impl Pairing {
    /// What it means that P1 was seen here and P2 there.
    #[must_use]
    pub const fn of(probe: Places, control: Places) -> Self {
        use Places::{Both, Candidate, Existing, Nowhere};
        match (probe, control) {
            (Candidate, Existing) => Self::Separate,
            (Existing, Existing) => Self::LeadsToExisting,
            (Both, Both) => Self::OneMailbox,
            (Both, Existing) => Self::Forwards,
            (Candidate, Both) => Self::ExistingForwards,
            (Candidate, Candidate) => Self::ExistingLeadsHere,
            (Nowhere, Existing) => Self::ProbeLost,
            (Candidate, Nowhere) => Self::ControlLost,
            (Nowhere, Nowhere) => Self::BothLost,
            (Nowhere, Candidate | Both)
            | (Existing, Nowhere | Candidate | Both)
            | (Both, Nowhere | Candidate) => Self::Unusual,
        }
    }

    /// The verdict that the two probes alone would give.
    #[must_use]
    pub const fn conclusion(self) -> Conclusion {
        match self {
            Self::Separate => Conclusion::Good,
            Self::LeadsToExisting => Conclusion::Alias,
            Self::OneMailbox => Conclusion::SameMailbox,
            Self::Forwards => Conclusion::Forwards,
            Self::ExistingForwards | Self::ExistingLeadsHere => Conclusion::ReceivesForwarded,
            Self::ProbeLost | Self::ControlLost | Self::BothLost | Self::Unusual => {
                Conclusion::Inconclusive
            }
        }
    }
}
