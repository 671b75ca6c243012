//! What is to be said of a new mailbox: the verdict, its reasons, what to know besides, and what
//! to do.

use vigie_domain::{
    account::Address,
    text::{Explanation, Text, TextArg},
    verdict::{Answer, Companion, Conclusion, Question, Reason, Step, Strength},
};

use crate::mailbox::words;

/// The new mailbox that the sentences are about.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// Its address.
    pub address: &'a Address,
    /// The provider's name for people (« Orange »), where known; else the address's domain is said.
    pub provider: Option<&'a str>,
}

impl Candidate<'_> {
    /// A text with the variables that every sentence on a new mailbox may use: `$address`, `$provider`.
    pub(crate) fn text(&self, key: String) -> Text {
        Text::new(key)
            .with("address", words(self.address.as_str()))
            .with(
                "provider",
                words(self.provider.unwrap_or_else(|| self.address.domain())),
            )
    }

    /// The sentence of a value with a public name.
    fn named(&self, kind: &str, name: &str) -> Text {
        self.text(format!("verdict-{kind}-{}", name.replace('_', "-")))
    }
}

/// The verdict in one sentence, what it means for the practice, and what to do.
#[must_use]
pub fn explain(conclusion: Conclusion, candidate: &Candidate<'_>) -> Explanation {
    let name = conclusion.name().replace('_', "-");
    let sentence = |attribute: &str| candidate.text(format!("verdict-{name}.{attribute}"));
    Explanation {
        title: sentence("title"),
        meaning: Some(sentence("meaning")),
        action: Some(sentence("action")),
        detail: None,
    }
}

/// A reason in one sentence.
#[must_use]
pub fn reason(reason: &Reason, candidate: &Candidate<'_>) -> Text {
    let text = candidate.named("reason", reason.name());
    match reason {
        Reason::TlsUnproven { cause }
        | Reason::SubmissionUnsafe { cause }
        | Reason::PopUnreachable { cause }
        | Reason::NotAnswered { cause } => text.with("cause", words(cause.name())),
        Reason::ExistingBusy { existing, cause } => {
            of_existing(text, existing).with("cause", words(cause.name()))
        }
        Reason::ExistingUnreadable { existing, cause } => of_existing(text, existing)
            .with("cause", words(cause.map_or("no_password", |c| c.name()))),
        Reason::SameAddress { existing }
        | Reason::SameAccount { existing }
        | Reason::SameMaildrop { existing }
        | Reason::OneMailbox { existing }
        | Reason::LeadsTo { existing, .. }
        | Reason::Forwards { existing, .. }
        | Reason::ExistingForwards { existing, .. }
        | Reason::ExistingLeadsHere { existing }
        | Reason::ControlNotSent { existing }
        | Reason::ControlLost { existing }
        | Reason::Crossed { existing, .. }
        | Reason::OldProvider { existing }
        | Reason::Separate { existing } => of_existing(text, existing),
        Reason::ExistingDisturbed { existing, how } => {
            of_existing(text, existing).with("how", words(how.name()))
        }
        Reason::CandidateDisturbed { how } => text.with("how", words(how.name())),
        Reason::ExistingNamesCandidate { existing, field } => {
            of_existing(text, existing).with("header", words(field.header()))
        }
        Reason::NamesAnother { field, mailbox } | Reason::NameUnclear { field, mailbox } => text
            .with("header", words(field.header()))
            .with("mailbox", words(mailbox)),
        Reason::NamesCandidate { field } => text.with("header", words(field.header())),
        Reason::LogsInAsAnother { login } => text.with("login", words(login)),
        Reason::Subaddress { of } => text.with("mailbox", words(of)),
        Reason::PopDisabled { can_be_switched_on } => text.with(
            "switchable",
            words(if *can_be_switched_on { "yes" } else { "no" }),
        ),
        Reason::CommandMissing { command } => text.with("command", words(command.name())),
        Reason::LoginDelayTooLong { seconds } => text.with("pause", span(*seconds)),
        Reason::ProbeArrived { seconds } => text.with("taken", span(*seconds)),
        Reason::Holds { messages } | Reason::ReceivedMeanwhile { messages } => {
            text.with("messages", count(*messages))
        }
        Reason::SizeLimitTooSmall { octets } => text.with("limit", size(*octets)),
        Reason::ProbeBounced { bounce } => text.with("bounce", words(bounce.name())),
        Reason::StillWaiting { mailbox, until } => text
            .with("mailbox", words(mailbox.as_str()))
            .with("until", TextArg::Time(*until)),
        Reason::PopAnswers { host } => text.with("host", words(host)),
        Reason::NoTls
        | Reason::NoServer
        | Reason::ImapOnly
        | Reason::PopNotOffered
        | Reason::OAuthOnly
        | Reason::CatchAll
        | Reason::NoSubmission
        | Reason::SubmissionLoginRefused
        | Reason::SenderRefused
        | Reason::SubmissionRefused
        | Reason::FromRewritten
        | Reason::NotChecked
        | Reason::ProbeNotSent
        | Reason::ProbeLost
        | Reason::SendingNotTried
        | Reason::SendingNotNow
        | Reason::SendingIntercepted
        | Reason::NoExisting
        | Reason::WasEmpty
        | Reason::Sends => text,
    }
}

/// What to know besides, in one or two sentences.
#[must_use]
pub fn warning(warning: &Companion, candidate: &Candidate<'_>) -> Text {
    let text = candidate.named("warning", warning.name());
    match warning {
        Companion::Inactivity { days } => text.with("days", count(u64::from(*days))),
        Companion::Expires { days } => text.with("days", count(u64::from(*days))),
        Companion::LongLoginDelay { seconds } => text.with("pause", span(*seconds)),
        Companion::SlowDelivery { seconds } => text.with("taken", span(*seconds)),
        Companion::SizeLimit { octets } => text.with("limit", size(*octets)),
        Companion::InnerName { mailbox } => text.with("mailbox", words(mailbox)),
        Companion::NotCompared { existing } => of_existing(text, existing),
        Companion::Webmail
        | Companion::Hosting
        | Companion::HealthNetwork
        | Companion::UnknownProvider
        | Companion::AccessContract
        | Companion::MustBeSwitchedOn
        | Companion::SwitchesItselfOff
        | Companion::ApplicationPassword
        | Companion::SameProvider
        | Companion::ExpiresAtOnce
        | Companion::MarkedAsSpam
        | Companion::NotFromOutside
        | Companion::SenderNotSeen
        | Companion::OtherReader => text,
    }
}

/// What to do, in one sentence.
#[must_use]
pub fn step(step: &Step, candidate: &Candidate<'_>) -> Text {
    let text = candidate.named("step", step.name());
    match step {
        Step::StopForwarding { existing }
        | Step::StopForwardingHere { existing }
        | Step::PauseBilling { existing }
        | Step::MakeReadable { existing } => of_existing(text, existing),
        Step::Wait { until } => text.with("until", TextArg::Time(*until)),
        Step::AskWhyItCameBack { bounce } => text.with("bounce", words(bounce.name())),
        Step::CreateSecondaryMailbox
        | Step::ChooseAnotherProvider
        | Step::SwitchPopOn
        | Step::CreateApplicationPassword
        | Step::CheckPassword
        | Step::UseAnEmptyMailbox
        | Step::CloseOtherReaders
        | Step::SwitchSendingOn
        | Step::SetShieldAside
        | Step::TryLater
        | Step::SendProbes
        | Step::TrySending
        | Step::LookIntoSpam
        | Step::GiveExisting
        | Step::GiveMainAddress
        | Step::SendFromOutside
        | Step::SeeTheSender => text,
    }
}

/// How much the verdict can be relied on.
#[must_use]
pub fn strength(strength: Strength) -> Text {
    Text::new(format!("verdict-strength-{}", strength.name()))
}

/// One of the questions that the checks answer.
#[must_use]
pub fn question(question: Question) -> Text {
    Text::new(format!(
        "verdict-question-{}",
        question.name().replace('_', "-")
    ))
}

/// The answer to a question, in a word or two.
#[must_use]
pub fn answer(answer: Answer) -> Text {
    Text::new(format!("verdict-answer-{}", answer.name()))
}

fn of_existing(text: Text, existing: &Address) -> Text {
    text.with("existing", words(existing.as_str()))
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn count(number: u64) -> TextArg {
    TextArg::Number(number as f64)
}

#[expect(clippy::cast_precision_loss, reason = "pauses are far below 2^52 s")]
fn span(seconds: u64) -> TextArg {
    TextArg::Seconds(seconds as f64)
}

#[expect(clippy::cast_precision_loss, reason = "sizes are far below 2^52")]
fn size(octets: u64) -> TextArg {
    TextArg::Octets(octets as f64)
}
