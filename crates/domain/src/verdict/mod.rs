//! Whether a new mailbox can carry the télétransmission: a pure function of the evidence.
//!
//! [`Evidence`] is what was seen of the candidate mailbox (B), of the mailboxes that the person
//! has already (A), and of the probes sent to each; [`judge`] turns it into a [`Verdict`].
//!
//! Every piece of evidence becomes a [`Reason`] of its own, and every reason weighs one of four
//! ways: it is a fault, a doubt, a limit of what can be known, or a proof. The worst one decides:
//! a fault makes the mailbox bad, a doubt makes the check inconclusive, a limit leaves it
//! probable, and only proofs, and all of them, make it good. So nothing that is found can ever
//! make up for something else that was found: a false pass is unpaid work.
//!
//! What was decided, beside what the verdicts' names say:
//! - A probe is *not* in a mailbox only after that mailbox was read again, by nobody else, for
//!   long enough ([`Patience`]); before, nothing is concluded from not seeing it.
//! - A probe to B that is seen in A is a fault even where B itself cannot be opened: an alias
//!   often has no login of its own.
//! - An existing mailbox that is only busy now is a doubt, because it can be read later; one that
//!   cannot be read at all (POP closed, no password) is a limit.
//! - Where one existing mailbox was proved separate, another one that cannot be read is a limit
//!   only if it is at the candidate's provider, where an alias would lead to.

mod access;
mod arrivals;
mod companions;
mod conclusion;
mod evidence;
mod headers;
mod pair;
mod patience;
mod probe;
mod provider;
mod reason;
mod sending;
mod steps;
mod table;
mod weight;

#[cfg(test)]
mod document;
#[cfg(test)]
mod harms;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod situations;
#[cfg(test)]
mod stage;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use companions::Companion;
pub use conclusion::{Answer, Conclusion, Question, Strength};
pub use evidence::{
    Access, Before, Candidate, Disturbance, Evidence, Existing, Found, Login, Reading, Role,
    Session, View,
};
pub use patience::Patience;
pub use probe::{Bounce, Copy, DeliveryField, DeliveryHeader, Dispatch, Origin, Sent};
pub use provider::{PopFacts, PopOffer, ProviderFacts, ProviderKind};
pub use reason::{Command, Reason};
pub use sending::{FromSeen, Sending, SendingFailure, Submission};
pub use steps::Step;
pub use table::{Pairing, Places};
pub use weight::Weight;

/// What is to be said of a candidate mailbox. It names addresses of the practice, but no sender
/// and no subject: what lies in the mailbox stays in the [`Evidence`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Verdict {
    /// The verdict's name, `verdict` in JSON.
    #[serde(rename = "verdict")]
    pub conclusion: Conclusion,
    /// How much it can be relied on.
    pub strength: Strength,
    /// Why, weightiest first; never empty.
    pub reasons: Vec<Reason>,
    /// What the person should know besides, whatever the verdict.
    pub warnings: Vec<Companion>,
    /// What to do next, or what would make the verdict stronger; empty only for a proven `good`.
    pub stronger: Vec<Step>,
}

impl Verdict {
    /// The answer to one of the questions, for showing the checks side by side.
    #[must_use]
    pub fn answer(&self, question: Question) -> Answer {
        self.reasons
            .iter()
            .filter(|reason| reason.question() == question)
            .map(|reason| match reason.weight() {
                Weight::Fault(_) => Answer::No,
                Weight::Doubt | Weight::Limit => Answer::Unknown,
                Weight::Proof => Answer::Yes,
            })
            .max()
            .unwrap_or(Answer::Unknown)
    }

    /// When the mailboxes must have been read once more before their silence says something;
    /// `None` where nothing is waited for.
    #[must_use]
    pub fn waiting_until(&self) -> Option<Timestamp> {
        self.reasons
            .iter()
            .filter_map(|reason| match reason {
                Reason::StillWaiting { until, .. } => Some(*until),
                _ => None,
            })
            .max()
    }
}

/// Judges a candidate mailbox.
#[must_use]
pub fn judge(evidence: &Evidence, patience: &Patience) -> Verdict {
    let mut reasons = access::reasons(evidence);
    let arrivals = arrivals::reasons(evidence, patience);
    reasons.extend(arrivals.reasons);
    reasons.extend(sending::reasons(&evidence.sending));
    weight::put_in_order(&mut reasons);
    let conclusion = conclude(&reasons);
    let stronger = steps::of(evidence, conclusion, &reasons);
    let strength = strength(conclusion, &reasons, &stronger, evidence);
    Verdict {
        conclusion,
        strength,
        warnings: companions::of(evidence, &arrivals.not_compared),
        reasons,
        stronger,
    }
}

/// The worst reason decides; `good` takes every proof besides.
fn conclude(reasons: &[Reason]) -> Conclusion {
    let each = reasons.iter().map(|reason| match reason.weight() {
        Weight::Fault(conclusion) => conclusion,
        Weight::Doubt => Conclusion::Inconclusive,
        Weight::Limit => Conclusion::Probable,
        Weight::Proof => Conclusion::Good,
    });
    let has = |is: fn(&Reason) -> bool| reasons.iter().any(is);
    let proved = has(|r| matches!(r, Reason::PopAnswers { .. }))
        && has(|r| matches!(r, Reason::WasEmpty))
        && has(|r| matches!(r, Reason::ProbeArrived { .. }))
        && has(|r| matches!(r, Reason::Sends));
    match each.min_by_key(|conclusion| conclusion.precedence()) {
        Some(Conclusion::Good) if proved && has(|r| matches!(r, Reason::Separate { .. })) => {
            Conclusion::Good
        }
        Some(Conclusion::Probable) if proved => Conclusion::Probable,
        Some(Conclusion::Good | Conclusion::Probable) | None => Conclusion::Inconclusive,
        Some(worse) => worse,
    }
}

fn strength(
    conclusion: Conclusion,
    reasons: &[Reason],
    stronger: &[Step],
    evidence: &Evidence,
) -> Strength {
    match conclusion {
        Conclusion::Good if stronger.is_empty() => Strength::Proven,
        Conclusion::Good => Strength::Strong,
        Conclusion::Probable => {
            let named = reasons
                .iter()
                .any(|reason| matches!(reason, Reason::NamesCandidate { .. }));
            if named && evidence.probe.is_from_outside() {
                Strength::Strong
            } else {
                Strength::Weak
            }
        }
        Conclusion::Inconclusive => Strength::Weak,
        bad => reasons
            .iter()
            .filter(|reason| reason.weight() == Weight::Fault(bad))
            .map(Reason::strength)
            .max()
            .unwrap_or(Strength::Weak),
    }
}
