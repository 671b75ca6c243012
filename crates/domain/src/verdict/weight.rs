//! How each reason weighs, how much it proves, and which question it answers.

use std::cmp::Reverse;

use super::{
    conclusion::{Conclusion, Question, Strength},
    reason::Reason,
};

/// How a reason weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weight {
    /// It makes the mailbox bad.
    Fault(Conclusion),
    /// It makes the check inconclusive.
    Doubt,
    /// It is what could not be known, with nothing wrong seen.
    Limit,
    /// It speaks for the mailbox.
    Proof,
}

impl Reason {
    /// How it weighs.
    #[must_use]
    pub const fn weight(&self) -> Weight {
        match self {
            Self::NoTls | Self::TlsUnproven { .. } | Self::SubmissionUnsafe { .. } => {
                Weight::Fault(Conclusion::Unsafe)
            }
            Self::SameAddress { .. }
            | Self::SameAccount { .. }
            | Self::SameMaildrop { .. }
            | Self::OneMailbox { .. } => Weight::Fault(Conclusion::SameMailbox),
            Self::LeadsTo { .. }
            | Self::NamesAnother { .. }
            | Self::LogsInAsAnother { .. }
            | Self::Subaddress { .. } => Weight::Fault(Conclusion::Alias),
            Self::NoServer
            | Self::ImapOnly
            | Self::PopNotOffered
            | Self::OAuthOnly
            | Self::PopDisabled { .. }
            | Self::PopUnreachable { .. }
            | Self::CommandMissing { .. }
            | Self::LoginDelayTooLong { .. } => Weight::Fault(Conclusion::NoPop),
            Self::Forwards { .. } => Weight::Fault(Conclusion::Forwards),
            Self::ExistingForwards { .. }
            | Self::ExistingLeadsHere { .. }
            | Self::ExistingNamesCandidate { .. }
            | Self::CatchAll => Weight::Fault(Conclusion::ReceivesForwarded),
            Self::Holds { .. } | Self::ReceivedMeanwhile { .. } => {
                Weight::Fault(Conclusion::NotEmpty)
            }
            Self::NoSubmission
            | Self::SubmissionLoginRefused
            | Self::SenderRefused
            | Self::SubmissionRefused
            | Self::FromRewritten
            | Self::SizeLimitTooSmall { .. } => Weight::Fault(Conclusion::CannotSend),
            Self::NotChecked
            | Self::NotAnswered { .. }
            | Self::ProbeNotSent
            | Self::ProbeBounced { .. }
            | Self::ProbeLost
            | Self::StillWaiting { .. }
            | Self::CandidateDisturbed { .. }
            | Self::ControlNotSent { .. }
            | Self::ControlLost { .. }
            | Self::Crossed { .. }
            | Self::ExistingDisturbed { .. }
            | Self::ExistingBusy { .. }
            | Self::OldProvider { .. }
            | Self::NameUnclear { .. }
            | Self::SendingNotTried
            | Self::SendingNotNow
            | Self::SendingIntercepted => Weight::Doubt,
            Self::NoExisting | Self::ExistingUnreadable { .. } => Weight::Limit,
            Self::Separate { .. }
            | Self::PopAnswers { .. }
            | Self::ProbeArrived { .. }
            | Self::NamesCandidate { .. }
            | Self::WasEmpty
            | Self::Sends => Weight::Proof,
        }
    }

    /// How much it proves of what it says.
    #[must_use]
    pub const fn strength(&self) -> Strength {
        match self {
            Self::OneMailbox { .. }
            | Self::NamesAnother { .. }
            | Self::LogsInAsAnother { .. }
            | Self::Subaddress { .. }
            | Self::LeadsTo { certain: false, .. }
            | Self::Forwards { certain: false, .. }
            | Self::ExistingForwards { certain: false, .. }
            | Self::ExistingNamesCandidate { .. }
            | Self::NoServer
            | Self::OAuthOnly
            | Self::PopUnreachable { .. }
            | Self::NoSubmission
            | Self::SubmissionLoginRefused
            | Self::SubmissionRefused
            | Self::ReceivedMeanwhile { .. }
            | Self::NamesCandidate { .. } => Strength::Strong,
            _ => match self.weight() {
                Weight::Fault(_) | Weight::Proof => Strength::Proven,
                Weight::Doubt | Weight::Limit => Strength::Weak,
            },
        }
    }

    /// The question that it answers.
    #[must_use]
    pub const fn question(&self) -> Question {
        match self {
            Self::NoTls
            | Self::TlsUnproven { .. }
            | Self::NoServer
            | Self::ImapOnly
            | Self::PopNotOffered
            | Self::OAuthOnly
            | Self::PopDisabled { .. }
            | Self::PopUnreachable { .. }
            | Self::CommandMissing { .. }
            | Self::LoginDelayTooLong { .. }
            | Self::NotChecked
            | Self::NotAnswered { .. }
            | Self::PopAnswers { .. } => Question::RealPop,
            Self::Holds { .. }
            | Self::ReceivedMeanwhile { .. }
            | Self::CandidateDisturbed { .. }
            | Self::WasEmpty => Question::Empty,
            Self::SubmissionUnsafe { .. }
            | Self::NoSubmission
            | Self::SubmissionLoginRefused
            | Self::SenderRefused
            | Self::SubmissionRefused
            | Self::FromRewritten
            | Self::SizeLimitTooSmall { .. }
            | Self::SendingNotTried
            | Self::SendingNotNow
            | Self::SendingIntercepted
            | Self::Sends => Question::CanSend,
            _ => Question::NoAlias,
        }
    }
}

/// Weightiest first: by what the reason leads to, then by how much it proves; each once.
pub(super) fn put_in_order(reasons: &mut Vec<Reason>) {
    reasons.sort_by_key(|reason| {
        let leads_to = match reason.weight() {
            Weight::Fault(conclusion) => conclusion,
            Weight::Doubt => Conclusion::Inconclusive,
            Weight::Limit => Conclusion::Probable,
            Weight::Proof => Conclusion::Good,
        };
        // Of the proofs, the one that is hardest to come by.
        let is_separate = matches!(reason, Reason::Separate { .. });
        (
            leads_to.precedence(),
            Reverse((reason.strength(), is_separate)),
        )
    });
    let mut once: Vec<Reason> = Vec::with_capacity(reasons.len());
    for reason in reasons.drain(..) {
        if !once.contains(&reason) {
            once.push(reason);
        }
    }
    *reasons = once;
}
