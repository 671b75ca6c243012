//! One of each value of the verdict on a new mailbox that people are told of, and more where the
//! sentence differs.

use jiff::Timestamp;
use vigie_domain::{
    account::Address,
    cause::Cause,
    text::{Explanation, Text},
    verdict::{
        Answer, Bounce, Command, Companion, Conclusion, DeliveryField, Disturbance, Places,
        Question, Reason, Step, Strength,
    },
};
use vigie_words::verdict::{self, Candidate};

/// What is told under which name.
#[derive(Default)]
pub(crate) struct Told {
    pub(crate) explanations: Vec<(String, Explanation)>,
    pub(crate) texts: Vec<(String, Text)>,
}

pub(crate) fn told(address: &Address, at: Timestamp) -> Told {
    let candidate = Candidate {
        address,
        provider: Some("Orange"),
    };
    let mut told = Told::default();
    for conclusion in Conclusion::ALL {
        told.explanations.push((
            format!("verdict {}", conclusion.name()),
            verdict::explain(conclusion, &candidate),
        ));
    }
    let existing: Address = "cabinet@ancien.example".parse().unwrap();
    let mut tell = |of: String, text| told.texts.push((of, text));
    for reason in reasons(&existing, at) {
        tell(
            format!("verdict reason {}", reason.name()),
            verdict::reason(&reason, &candidate),
        );
    }
    for warning in warnings(&existing) {
        tell(
            format!("verdict warning {}", warning.name()),
            verdict::warning(&warning, &candidate),
        );
    }
    for step in steps(&existing, at) {
        tell(
            format!("verdict step {}", step.name()),
            verdict::step(&step, &candidate),
        );
    }
    for strength in Strength::ALL {
        tell("verdict strength".to_owned(), verdict::strength(strength));
    }
    for question in Question::ALL {
        tell("verdict questions".to_owned(), verdict::question(question));
    }
    for answer in Answer::ALL {
        tell("verdict answers".to_owned(), verdict::answer(answer));
    }
    told
}

/// One of each. A kind left out would have a sentence that nobody says, which another test finds.
fn reasons(existing: &Address, at: Timestamp) -> Vec<Reason> {
    let mut all = faults(existing);
    all.extend(doubts_and_proofs(existing, at));
    all.extend(by_circumstance(existing));
    all.sort_by_key(Reason::name);
    all
}

fn faults(address: &Address) -> Vec<Reason> {
    let existing = || address.clone();
    let mailbox = || "principale@orange.example".to_owned();
    let field = DeliveryField::DeliveredTo;
    vec![
        Reason::NoTls,
        Reason::SameAddress {
            existing: existing(),
        },
        Reason::SameAccount {
            existing: existing(),
        },
        Reason::SameMaildrop {
            existing: existing(),
        },
        Reason::OneMailbox {
            existing: existing(),
        },
        Reason::LeadsTo {
            existing: existing(),
            certain: true,
        },
        Reason::NamesAnother {
            field,
            mailbox: mailbox(),
        },
        Reason::LogsInAsAnother { login: mailbox() },
        Reason::Subaddress { of: mailbox() },
        Reason::NoServer,
        Reason::ImapOnly,
        Reason::PopNotOffered,
        Reason::OAuthOnly,
        Reason::PopDisabled {
            can_be_switched_on: true,
        },
        Reason::PopDisabled {
            can_be_switched_on: false,
        },
        Reason::CommandMissing {
            command: Command::Uidl,
        },
        Reason::LoginDelayTooLong { seconds: 86_400 },
        Reason::Forwards {
            existing: existing(),
            certain: true,
        },
        Reason::ExistingForwards {
            existing: existing(),
            certain: true,
        },
        Reason::ExistingLeadsHere {
            existing: existing(),
        },
        Reason::ExistingNamesCandidate {
            existing: existing(),
            field: DeliveryField::ReceivedFor,
        },
        Reason::CatchAll,
        Reason::Holds { messages: 1 },
        Reason::Holds { messages: 1_200 },
        Reason::ReceivedMeanwhile { messages: 1 },
        Reason::ReceivedMeanwhile { messages: 3 },
        Reason::NoSubmission,
        Reason::SubmissionLoginRefused,
        Reason::SenderRefused,
        Reason::SubmissionRefused,
        Reason::FromRewritten,
        Reason::SizeLimitTooSmall { octets: 1_000_000 },
    ]
}

fn doubts_and_proofs(address: &Address, at: Timestamp) -> Vec<Reason> {
    let existing = || address.clone();
    let field = DeliveryField::DeliveredTo;
    vec![
        Reason::NotChecked,
        Reason::ProbeNotSent,
        Reason::ProbeLost,
        Reason::StillWaiting {
            mailbox: existing(),
            until: at,
        },
        Reason::ControlNotSent {
            existing: existing(),
        },
        Reason::ControlLost {
            existing: existing(),
        },
        Reason::Crossed {
            existing: existing(),
            probe: Places::Existing,
            control: Places::Candidate,
        },
        Reason::OldProvider {
            existing: existing(),
        },
        Reason::NameUnclear {
            field,
            mailbox: "u1234567".to_owned(),
        },
        Reason::SendingNotTried,
        Reason::SendingNotNow,
        Reason::SendingIntercepted,
        Reason::NoExisting,
        Reason::ExistingUnreadable {
            existing: existing(),
            cause: None,
        },
        Reason::Separate {
            existing: existing(),
        },
        Reason::PopAnswers {
            host: "pop.orange.example".to_owned(),
        },
        Reason::ProbeArrived { seconds: 4 },
        Reason::NamesCandidate { field },
        Reason::WasEmpty,
        Reason::Sends,
    ]
}

/// The reasons whose sentence differs by a cause or a circumstance.
fn by_circumstance(address: &Address) -> Vec<Reason> {
    let existing = || address.clone();
    let mut all = Vec::new();
    for cause in [
        Cause::TlsExpired,
        Cause::TlsWrongName,
        Cause::TlsUntrusted,
        Cause::TlsTooOld,
        Cause::TlsFailed,
    ] {
        all.push(Reason::TlsUnproven { cause });
        all.push(Reason::SubmissionUnsafe { cause });
    }
    for cause in [
        Cause::NameNotFound,
        Cause::ConnectionRefused,
        Cause::ServerPermanent,
    ] {
        all.push(Reason::PopUnreachable { cause });
    }
    for cause in [
        Cause::PasswordRefused,
        Cause::WebLoginRequired,
        Cause::MailboxInUse,
        Cause::LoginDelay,
        Cause::NoNetwork,
        Cause::TlsIntercepted,
        Cause::ConnectTimeout,
    ] {
        all.push(Reason::NotAnswered { cause });
    }
    for cause in [
        Cause::MailboxInUse,
        Cause::NoNetwork,
        Cause::ServerTemporary,
    ] {
        all.push(Reason::ExistingBusy {
            existing: existing(),
            cause,
        });
    }
    for cause in [
        Cause::PasswordRefused,
        Cause::PopDisabled,
        Cause::ConnectionRefused,
    ] {
        all.push(Reason::ExistingUnreadable {
            existing: existing(),
            cause: Some(cause),
        });
    }
    all.extend(Bounce::ALL.map(|bounce| Reason::ProbeBounced { bounce }));
    for how in [Disturbance::Emptied, Disturbance::Locked] {
        all.push(Reason::CandidateDisturbed { how });
        all.push(Reason::ExistingDisturbed {
            existing: existing(),
            how,
        });
    }
    all
}

fn warnings(existing: &Address) -> Vec<Companion> {
    vec![
        Companion::Webmail,
        Companion::Hosting,
        Companion::HealthNetwork,
        Companion::UnknownProvider,
        Companion::AccessContract,
        Companion::Inactivity { days: 1 },
        Companion::Inactivity { days: 120 },
        Companion::MustBeSwitchedOn,
        Companion::SwitchesItselfOff,
        Companion::ApplicationPassword,
        Companion::SameProvider,
        Companion::LongLoginDelay { seconds: 900 },
        Companion::ExpiresAtOnce,
        Companion::Expires { days: 1 },
        Companion::Expires { days: 7 },
        Companion::SizeLimit { octets: 5_000_000 },
        Companion::SlowDelivery { seconds: 90 },
        Companion::MarkedAsSpam,
        Companion::NotFromOutside,
        Companion::SenderNotSeen,
        Companion::OtherReader,
        Companion::InnerName {
            mailbox: "u1234567".to_owned(),
        },
        Companion::NotCompared {
            existing: existing.clone(),
        },
    ]
}

fn steps(address: &Address, at: Timestamp) -> Vec<Step> {
    let existing = || address.clone();
    let mut all = vec![
        Step::CreateSecondaryMailbox,
        Step::ChooseAnotherProvider,
        Step::SwitchPopOn,
        Step::CreateApplicationPassword,
        Step::CheckPassword,
        Step::StopForwarding {
            existing: existing(),
        },
        Step::StopForwardingHere {
            existing: existing(),
        },
        Step::UseAnEmptyMailbox,
        Step::CloseOtherReaders,
        Step::SwitchSendingOn,
        Step::SetShieldAside,
        Step::TryLater,
        Step::Wait { until: at },
        Step::SendProbes,
        Step::TrySending,
        Step::LookIntoSpam,
        Step::PauseBilling {
            existing: existing(),
        },
        Step::GiveExisting,
        Step::GiveMainAddress,
        Step::MakeReadable {
            existing: existing(),
        },
        Step::SendFromOutside,
        Step::SeeTheSender,
    ];
    all.extend(Bounce::ALL.map(|bounce| Step::AskWhyItCameBack { bounce }));
    all
}
