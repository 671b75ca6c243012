//! Signs of a trap, for tests: each can be added to whatever was seen before.

use super::{stage::*, *};
use crate::{cause::Cause, server::Security};

/// One thing more that speaks against the candidate. Each can be added to whatever was seen
/// before, takes nothing of it away, and by itself forbids to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Harm {
    NamedAnother(DeliveryField),
    Holds(u64),
    HoldsUncounted,
    Stranger,
    CatchAll,
    ClearText,
    NoUidl,
    NoTop,
    EndlessDelay,
    EmptiedHere,
    LockedThere,
    EmptiedThere,
    AnotherAlias,
    AnotherForwards,
    AnotherForwardsHere,
    AnotherOneMailbox,
    AnotherBusy,
    AnotherAtTheClosedProvider,
    ItselfGiven,
    SameLogin,
    SameMaildrop,
    LogsInAsAnother,
    FromRewritten,
    TinyLimit,
    SenderRefused,
    SubmissionInClear,
    SendingNotTried,
    Bounced,
}

/// Every harm once.
pub(super) const HARMS: [Harm; 31] = [
    Harm::NamedAnother(DeliveryField::DeliveredTo),
    Harm::NamedAnother(DeliveryField::XOriginalTo),
    Harm::NamedAnother(DeliveryField::EnvelopeTo),
    Harm::NamedAnother(DeliveryField::ReceivedFor),
    Harm::Holds(1),
    Harm::HoldsUncounted,
    Harm::Stranger,
    Harm::CatchAll,
    Harm::ClearText,
    Harm::NoUidl,
    Harm::NoTop,
    Harm::EndlessDelay,
    Harm::EmptiedHere,
    Harm::LockedThere,
    Harm::EmptiedThere,
    Harm::AnotherAlias,
    Harm::AnotherForwards,
    Harm::AnotherForwardsHere,
    Harm::AnotherOneMailbox,
    Harm::AnotherBusy,
    Harm::AnotherAtTheClosedProvider,
    Harm::ItselfGiven,
    Harm::SameLogin,
    Harm::SameMaildrop,
    Harm::LogsInAsAnother,
    Harm::FromRewritten,
    Harm::TinyLimit,
    Harm::SenderRefused,
    Harm::SubmissionInClear,
    Harm::SendingNotTried,
    Harm::Bounced,
];

impl Harm {
    pub(super) fn apply(self, stage: Stage) -> Stage {
        let number = stage.evidence.existing.len();
        let another = format!("another{number}@elsewhere.example");
        let add = |stage: Stage, probe: Places, control: Places| {
            stage
                .with(|s| {
                    s.add_existing(&another);
                })
                .seen_of(&another, probe, control)
        };
        match self {
            Self::NamedAnother(field) => stage.with(|s| {
                if let Some(copy) = s.session().view.copies.first_mut() {
                    copy.headers.push(DeliveryHeader {
                        field,
                        mailbox: "someone@elsewhere.example".to_owned(),
                    });
                }
            }),
            Self::Holds(messages) => stage.with(|s| s.session().before.messages = messages),
            Self::HoldsUncounted => stage.with(|s| s.session().before.shown.push(found("x"))),
            Self::Stranger => stage.with(|s| s.session().strangers.push(found("y"))),
            Self::CatchAll => stage.with(|s| s.session().catch_all = Some(true)),
            Self::ClearText => stage.with(|s| s.session().server.security = Security::Plain),
            Self::NoUidl => stage.with(|s| s.session().uidl = false),
            Self::NoTop => stage.with(|s| s.session().top = false),
            Self::EndlessDelay => stage.with(|s| s.session().login_delay_s = Some(100_000)),
            Self::EmptiedHere => {
                stage.with(|s| s.session().view.disturbance = Some(Disturbance::Emptied))
            }
            Self::LockedThere | Self::EmptiedThere => stage
                .with(|s| {
                    s.add_existing(&another);
                })
                .with(|s| {
                    s.view_of(&another).disturbance = Some(match self {
                        Self::LockedThere => Disturbance::Locked,
                        _ => Disturbance::Emptied,
                    });
                }),
            Self::AnotherAlias => add(stage, Places::Existing, Places::Existing),
            Self::AnotherForwards => add(stage, Places::Both, Places::Existing),
            Self::AnotherForwardsHere => add(stage, Places::Candidate, Places::Both),
            Self::AnotherOneMailbox => add(stage, Places::Both, Places::Both),
            Self::AnotherBusy => stage
                .with(|s| {
                    s.add_existing(&another);
                })
                .unreadable(&another, Cause::MailboxInUse),
            Self::AnotherAtTheClosedProvider => stage
                .with(|s| {
                    let existing = s.add_existing(&another);
                    existing.role = Role::Current;
                    existing.provider = Some("acces".to_owned());
                })
                .unreadable(&another, Cause::PopDisabled),
            Self::ItselfGiven => stage.with(|s| {
                s.add_existing(CANDIDATE);
            }),
            Self::SameLogin => stage.with(|s| {
                let login = Login {
                    host: s.session().server.host.clone(),
                    user: s.session().login.clone(),
                };
                s.add_existing(&another).login = Some(login);
            }),
            Self::SameMaildrop => stage.with(|s| {
                let shown = s.session().view.copies.first();
                let messages = shown.map(|copy| copy.message.clone()).into_iter().collect();
                if let Reading::Read {
                    messages: there, ..
                } = &mut s.add_existing(&another).reading
                {
                    *there = messages;
                }
            }),
            Self::LogsInAsAnother => stage.with(|s| s.session().login = MAIN.to_owned()),
            Self::FromRewritten => accepted(stage, |sent| sent.from = FromSeen::Rewritten),
            Self::TinyLimit => accepted(stage, |sent| sent.size_limit = Some(1)),
            Self::SenderRefused => failed(stage, SendingFailure::SenderRefused),
            Self::SubmissionInClear => failed(
                stage,
                SendingFailure::Tls {
                    cause: Cause::TlsFailed,
                },
            ),
            Self::SendingNotTried => stage.with(|s| {
                if let Sending::Accepted(sent) = &s.evidence.sending
                    && *sent == clean()
                {
                    s.evidence.sending = Sending::NotTried;
                }
            }),
            Self::Bounced => stage.with(|s| {
                if let Dispatch::Sent(sent) = &mut s.evidence.probe {
                    sent.bounce = Some(Bounce::Other);
                }
            }),
        }
    }
}

pub(super) fn clean() -> Submission {
    Submission {
        size_limit: Some(20_000_000),
        from: FromSeen::Unchanged,
    }
}

/// A fault of sending is not mended by another one that is found later.
fn accepted(stage: Stage, change: impl FnOnce(&mut Submission)) -> Stage {
    stage.with(|s| {
        if s.evidence.sending == Sending::NotTried {
            s.evidence.sending = Sending::Accepted(clean());
        }
        if let Sending::Accepted(sent) = &mut s.evidence.sending {
            change(sent);
        }
    })
}

fn failed(stage: Stage, failure: SendingFailure) -> Stage {
    stage.with(|s| s.evidence.sending = Sending::Failed { failure })
}

impl Stage {
    /// Adds what was seen of the existing mailbox, and takes no copy away from the candidate.
    fn seen_of(mut self, name: &str, probe: Places, control: Places) -> Self {
        let there = |places| matches!(places, Places::Existing | Places::Both);
        if there(probe) {
            let copy = copy(CANDIDATE, name, &[CANDIDATE]);
            self.view_of(name).copies.push(copy);
        }
        if matches!(control, Places::Candidate | Places::Both) {
            let copy = copy(name, CANDIDATE, &[name]);
            self.session().view.copies.push(copy);
        }
        self
    }
}
