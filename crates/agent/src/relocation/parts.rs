//! Which of the checks shown a reason and a step belong to.

use vigie_domain::{
    account::Address,
    verdict::{Question, Reason, Step},
};
use vigie_relocation::Task;

/// The check that a reason is evidence of; `mailboxes` are those that the candidate is compared with.
pub(super) fn of_reason<'a>(reason: &Reason, mailboxes: impl Iterator<Item = &'a Address>) -> Task {
    match reason {
        Reason::SameAddress { existing }
        | Reason::SameAccount { existing }
        | Reason::SameMaildrop { existing }
        | Reason::ExistingBusy { existing, .. }
        | Reason::ExistingUnreadable { existing, .. }
        | Reason::ExistingDisturbed { existing, .. }
        | Reason::OldProvider { existing } => existing_or_watch(existing, mailboxes),
        Reason::ProbeNotSent => Task::SendProbe,
        Reason::ControlNotSent { .. } => Task::SendControls,
        Reason::Subaddress { .. } | Reason::LogsInAsAnother { .. } => Task::Candidate,
        other => match other.question() {
            Question::RealPop | Question::Empty => Task::Candidate,
            Question::CanSend => Task::SendControls,
            Question::NoAlias => Task::Watch,
        },
    }
}

/// The check that a step mends or makes stronger; `None` where it belongs to no single one.
pub(super) fn of_step<'a>(
    step: &Step,
    mailboxes: impl Iterator<Item = &'a Address>,
) -> Option<Task> {
    Some(match step {
        Step::PauseBilling { existing } | Step::MakeReadable { existing } => {
            existing_or_watch(existing, mailboxes)
        }
        Step::SendProbes => Task::SendProbe,
        Step::SwitchSendingOn | Step::TrySending | Step::SeeTheSender => Task::SendControls,
        Step::CheckPassword
        | Step::CreateApplicationPassword
        | Step::SwitchPopOn
        | Step::UseAnEmptyMailbox
        | Step::CloseOtherReaders
        | Step::SetShieldAside
        | Step::ChooseAnotherProvider => Task::Candidate,
        Step::Wait { .. }
        | Step::LookIntoSpam
        | Step::AskWhyItCameBack { .. }
        | Step::StopForwarding { .. }
        | Step::StopForwardingHere { .. }
        | Step::CreateSecondaryMailbox
        | Step::GiveExisting
        | Step::GiveMainAddress
        | Step::SendFromOutside => Task::Watch,
        Step::TryLater => return None,
    })
}

fn existing_or_watch<'a>(
    existing: &Address,
    mut mailboxes: impl Iterator<Item = &'a Address>,
) -> Task {
    if mailboxes.any(|address| address == existing) {
        Task::Existing {
            address: existing.clone(),
        }
    } else {
        Task::Watch
    }
}
