//! What to do next: what mends a bad mailbox, settles a doubt, or makes the verdict stronger.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    conclusion::Conclusion,
    evidence::Evidence,
    probe::Bounce,
    reason::Reason,
    sending::{FromSeen, Sending},
    weight::Weight,
};
use crate::{account::Address, cause::Cause};

/// One thing to do. The serialised name (`kind`) is public and never changes; words stand in the
/// catalogue under `verdict-step-<name>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "VerdictStep"))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Step {
    /// Create a true secondary mailbox, and no alias.
    CreateSecondaryMailbox,
    /// Take a mailbox at another provider: at best the access provider's.
    ChooseAnotherProvider,
    /// Switch POP on in the provider's settings.
    SwitchPopOn,
    /// Make a password for one application.
    CreateApplicationPassword,
    /// Type the address and password of the candidate again.
    CheckPassword,
    /// Remove the forwarding from the candidate.
    StopForwarding {
        /// To where.
        existing: Address,
    },
    /// Remove the forwarding to the candidate.
    StopForwardingHere {
        /// From where.
        existing: Address,
    },
    /// Take a mailbox that was never used, or move its messages away oneself.
    UseAnEmptyMailbox,
    /// Close the other programmes that read the candidate.
    CloseOtherReaders,
    /// Switch sending on, or ask the provider how.
    SwitchSendingOn,
    /// Let the antivirus leave mail alone.
    SetShieldAside,
    /// Check again later.
    TryLater,
    /// Nothing but wait: Vigie reads again.
    Wait {
        /// Until when.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        until: Timestamp,
    },
    /// Let Vigie send its probes.
    SendProbes,
    /// Let Vigie try to send from the candidate.
    TrySending,
    /// Look into the spam folder on the provider's site.
    LookIntoSpam,
    /// Ask the provider why the probe came back.
    AskWhyItCameBack {
        /// What it says.
        bounce: Bounce,
    },
    /// Pause the billing software, and check again.
    PauseBilling {
        /// The mailbox that it reads.
        existing: Address,
    },
    /// Give an existing mailbox to compare with.
    GiveExisting,
    /// Give the main address at the candidate's provider.
    GiveMainAddress,
    /// Give the password of an existing mailbox, or make it readable.
    MakeReadable {
        /// The mailbox.
        existing: Address,
    },
    /// Send the probe from another provider.
    SendFromOutside,
    /// Let what was sent be seen to arrive.
    SeeTheSender,
}

impl Step {
    /// The public name, as it is serialised.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::CreateSecondaryMailbox => "create_secondary_mailbox",
            Self::ChooseAnotherProvider => "choose_another_provider",
            Self::SwitchPopOn => "switch_pop_on",
            Self::CreateApplicationPassword => "create_application_password",
            Self::CheckPassword => "check_password",
            Self::StopForwarding { .. } => "stop_forwarding",
            Self::StopForwardingHere { .. } => "stop_forwarding_here",
            Self::UseAnEmptyMailbox => "use_an_empty_mailbox",
            Self::CloseOtherReaders => "close_other_readers",
            Self::SwitchSendingOn => "switch_sending_on",
            Self::SetShieldAside => "set_shield_aside",
            Self::TryLater => "try_later",
            Self::Wait { .. } => "wait",
            Self::SendProbes => "send_probes",
            Self::TrySending => "try_sending",
            Self::LookIntoSpam => "look_into_spam",
            Self::AskWhyItCameBack { .. } => "ask_why_it_came_back",
            Self::PauseBilling { .. } => "pause_billing",
            Self::GiveExisting => "give_existing",
            Self::GiveMainAddress => "give_main_address",
            Self::MakeReadable { .. } => "make_readable",
            Self::SendFromOutside => "send_from_outside",
            Self::SeeTheSender => "see_the_sender",
        }
    }
}

/// What to do next, weightiest first: of a bad mailbox what mends it, of an undecided one what
/// decides it, of the others what would make the verdict stronger.
pub(super) fn of(evidence: &Evidence, conclusion: Conclusion, reasons: &[Reason]) -> Vec<Step> {
    let is_bad = conclusion.exit_status() == 1;
    let counts = |reason: &&Reason| match reason.weight() {
        Weight::Fault(_) => true,
        Weight::Doubt | Weight::Limit => !is_bad,
        Weight::Proof => false,
    };
    let mut steps = Vec::new();
    let mut add = |step: Step| {
        if !steps.contains(&step) {
            steps.push(step);
        }
    };
    for reason in reasons.iter().filter(counts) {
        of_reason(reason, evidence).into_iter().for_each(&mut add);
    }
    if conclusion.may_go_on() {
        what_is_left(evidence, reasons)
            .into_iter()
            .for_each(&mut add);
    }
    // Every proof but a deciding one: check again.
    if steps.is_empty() && conclusion != Conclusion::Good {
        steps.push(Step::TryLater);
    }
    steps
}

/// What could still be proved of a mailbox with which one may go on.
fn what_is_left(evidence: &Evidence, reasons: &[Reason]) -> Vec<Step> {
    let is_separate = |address: &Address| {
        reasons
            .iter()
            .any(|reason| matches!(reason, Reason::Separate { existing } if existing == address))
    };
    let mut left = Vec::new();
    let at_provider = || {
        evidence
            .existing
            .iter()
            .filter(|existing| evidence.is_at_candidates_provider(existing))
    };
    if at_provider().next().is_none() {
        left.push(Step::GiveMainAddress);
    }
    for existing in evidence
        .existing
        .iter()
        .filter(|existing| !is_separate(&existing.address))
    {
        left.push(Step::MakeReadable {
            existing: existing.address.clone(),
        });
    }
    if !evidence.probe.is_from_outside() {
        left.push(Step::SendFromOutside);
    }
    if matches!(&evidence.sending, Sending::Accepted(sent) if sent.from == FromSeen::NotSeen) {
        left.push(Step::SeeTheSender);
    }
    left
}

fn of_reason(reason: &Reason, evidence: &Evidence) -> Vec<Step> {
    let app_password = evidence.candidate.provider.pop.application_password;
    match reason {
        Reason::NoTls
        | Reason::TlsUnproven { .. }
        | Reason::SubmissionUnsafe { .. }
        | Reason::NoServer
        | Reason::ImapOnly
        | Reason::PopNotOffered
        | Reason::OAuthOnly
        | Reason::PopUnreachable { .. }
        | Reason::CommandMissing { .. }
        | Reason::LoginDelayTooLong { .. }
        | Reason::PopDisabled {
            can_be_switched_on: false,
        }
        | Reason::FromRewritten
        | Reason::SizeLimitTooSmall { .. } => vec![Step::ChooseAnotherProvider],
        Reason::PopDisabled {
            can_be_switched_on: true,
        } => vec![Step::SwitchPopOn],
        Reason::SameAddress { .. }
        | Reason::SameAccount { .. }
        | Reason::SameMaildrop { .. }
        | Reason::OneMailbox { .. }
        | Reason::LeadsTo { .. }
        | Reason::NamesAnother { .. }
        | Reason::LogsInAsAnother { .. }
        | Reason::Subaddress { .. }
        | Reason::ExistingNamesCandidate { .. }
        | Reason::CatchAll => vec![Step::CreateSecondaryMailbox],
        Reason::Forwards { existing, .. } => vec![Step::StopForwarding {
            existing: existing.clone(),
        }],
        Reason::ExistingForwards { existing, .. } | Reason::ExistingLeadsHere { existing } => {
            vec![Step::StopForwardingHere {
                existing: existing.clone(),
            }]
        }
        Reason::Holds { .. } | Reason::ReceivedMeanwhile { .. } => vec![Step::UseAnEmptyMailbox],
        Reason::NoSubmission
        | Reason::SubmissionLoginRefused
        | Reason::SenderRefused
        | Reason::SubmissionRefused => vec![Step::SwitchSendingOn],
        Reason::NotAnswered { cause } => match cause {
            Cause::PasswordRefused | Cause::WebLoginRequired if app_password => {
                vec![Step::CreateApplicationPassword, Step::CheckPassword]
            }
            Cause::WebLoginRequired => vec![Step::CreateApplicationPassword],
            Cause::PasswordRefused => vec![Step::CheckPassword],
            Cause::TlsIntercepted => vec![Step::SetShieldAside],
            Cause::MailboxInUse => vec![Step::CloseOtherReaders, Step::TryLater],
            _ => vec![Step::TryLater],
        },
        Reason::SendingIntercepted => vec![Step::SetShieldAside],
        Reason::NotChecked | Reason::SendingNotNow | Reason::ExistingBusy { .. } => {
            vec![Step::TryLater]
        }
        Reason::ProbeNotSent | Reason::ControlNotSent { .. } => vec![Step::SendProbes],
        Reason::ProbeBounced { bounce } => vec![Step::AskWhyItCameBack { bounce: *bounce }],
        Reason::ProbeLost => vec![Step::LookIntoSpam, Step::TryLater],
        Reason::StillWaiting { until, .. } => vec![Step::Wait { until: *until }],
        Reason::CandidateDisturbed { .. } => vec![Step::CloseOtherReaders],
        Reason::ControlLost { .. } | Reason::Crossed { .. } => vec![Step::TryLater],
        Reason::ExistingDisturbed { existing, .. } => vec![Step::PauseBilling {
            existing: existing.clone(),
        }],
        Reason::OldProvider { existing } => vec![
            Step::MakeReadable {
                existing: existing.clone(),
            },
            Step::ChooseAnotherProvider,
        ],
        Reason::NameUnclear { .. } => vec![Step::GiveMainAddress],
        Reason::SendingNotTried => vec![Step::TrySending],
        Reason::NoExisting => vec![Step::GiveMainAddress, Step::GiveExisting],
        Reason::ExistingUnreadable { existing, .. } => vec![Step::MakeReadable {
            existing: existing.clone(),
        }],
        Reason::Separate { .. }
        | Reason::PopAnswers { .. }
        | Reason::ProbeArrived { .. }
        | Reason::NamesCandidate { .. }
        | Reason::WasEmpty
        | Reason::Sends => Vec::new(),
    }
}
