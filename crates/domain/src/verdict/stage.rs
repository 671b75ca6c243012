//! Evidence for tests: a candidate with nothing against it, and what can be wrong with it.

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::{
    account::Address,
    cause::Cause,
    health::Line,
    report::{Failure, Phase, TlsSeen},
    server::{Security, Server},
};

pub(super) const CANDIDATE: &str = "teletrans@acces.example";
pub(super) const MAIN: &str = "main@acces.example";
pub(super) const OLD: &str = "cabinet@ancien.example";

/// The mailboxes and what is done to them. Every probe is sent at the same moment, arrives three
/// seconds later, and the mailboxes are read for the last time a minute later.
#[derive(Clone, Debug)]
pub(super) struct Stage {
    pub(super) evidence: Evidence,
}

pub(super) fn address(text: &str) -> Address {
    text.parse().unwrap()
}

/// So many seconds after the probes were sent.
pub(super) fn at(seconds: i64) -> Timestamp {
    let sent: Timestamp = "2026-05-04T08:00:00Z".parse().unwrap();
    sent + SignedDuration::from_secs(seconds)
}

pub(super) fn sent() -> Dispatch {
    Dispatch::Sent(Sent {
        at: at(0),
        from: Origin::Outside,
        bounce: None,
    })
}

pub(super) fn failure(cause: Cause) -> Failure {
    Failure {
        cause,
        phase: Phase::Login,
        detail: None,
        retry_after_s: None,
    }
}

pub(super) fn found(uid: &str) -> Found {
    Found {
        uid: uid.to_owned(),
        octets: Some(2_345),
        message_id: Some(format!("{uid}@sender.example")),
        from: Some("someone@sender.example".to_owned()),
        subject: Some("Something of theirs".to_owned()),
        received_at: Some(at(-86_400)),
    }
}

/// The copy of a probe as the mailbox `within` shows it.
pub(super) fn copy(addressee: &str, within: &str, named: &[&str]) -> Copy {
    Copy {
        addressee: address(addressee),
        seen_at: at(4),
        message: Found {
            uid: format!("{within}/1"),
            octets: Some(1_234),
            message_id: Some(format!("token-for-{addressee}@vigie.example")),
            from: None,
            subject: None,
            received_at: Some(at(3)),
        },
        headers: named
            .iter()
            .map(|mailbox| DeliveryHeader {
                field: DeliveryField::DeliveredTo,
                mailbox: (*mailbox).to_owned(),
            })
            .collect(),
        marked_as_spam: false,
    }
}

impl Stage {
    /// A candidate with nothing against it, and nothing to compare it with.
    pub(super) fn new() -> Self {
        let session = Session {
            server: Server {
                host: "pop.acces.example".to_owned(),
                port: 995,
                security: Security::Tls,
            },
            login: CANDIDATE.to_owned(),
            tls: TlsSeen {
                version: "TLSv1.3".to_owned(),
                cipher: "TLS13_AES_256_GCM_SHA384".to_owned(),
                issuer: "Example CA".to_owned(),
                not_after: at(9_000_000),
            },
            uidl: true,
            top: true,
            expire_days: None,
            login_delay_s: None,
            before: Before::default(),
            strangers: Vec::new(),
            other_reader: false,
            catch_all: None,
            view: View {
                copies: vec![copy(CANDIDATE, CANDIDATE, &[CANDIDATE])],
                watched_until: at(60),
                disturbance: None,
            },
        };
        Self {
            evidence: Evidence {
                candidate: Candidate {
                    address: address(CANDIDATE),
                    provider: ProviderFacts {
                        id: Some("acces".to_owned()),
                        kind: Some(ProviderKind::Access),
                        pop: PopFacts {
                            offer: PopOffer::Offered,
                            ..PopFacts::default()
                        },
                        inactivity_days: None,
                    },
                },
                access: Access::Open(Box::new(session)),
                probe: sent(),
                sending: Sending::Accepted(Submission {
                    size_limit: Some(20_000_000),
                    from: FromSeen::Unchanged,
                }),
                existing: Vec::new(),
            },
        }
    }

    /// The mailbox used so far, at another provider, read and separate.
    pub(super) fn with_old_mailbox(mut self) -> Self {
        self.add_existing(OLD).role = Role::Current;
        self
    }

    /// The main address at the candidate's provider, read and separate.
    pub(super) fn with_main_mailbox(mut self) -> Self {
        self.add_existing(MAIN).provider = Some("acces".to_owned());
        self
    }

    /// What most people have: both.
    pub(super) fn usual() -> Self {
        Self::new().with_old_mailbox().with_main_mailbox()
    }

    /// An existing mailbox that is read and separate.
    pub(super) fn add_existing(&mut self, name: &str) -> &mut Existing {
        self.evidence.existing.push(Existing {
            address: address(name),
            role: Role::Other,
            provider: None,
            login: None,
            probe: sent(),
            reading: Reading::Read {
                messages: vec![found("old-1")],
                view: View {
                    copies: vec![copy(name, name, &[name])],
                    watched_until: at(60),
                    disturbance: None,
                },
            },
        });
        self.evidence.existing.last_mut().unwrap()
    }

    pub(super) fn session(&mut self) -> &mut Session {
        match &mut self.evidence.access {
            Access::Open(session) => session,
            other => panic!("not open: {other:?}"),
        }
    }

    pub(super) fn existing(&mut self, name: &str) -> &mut Existing {
        let existing = &mut self.evidence.existing;
        existing
            .iter_mut()
            .find(|existing| existing.address.as_str() == name)
            .unwrap()
    }

    /// What the existing mailbox shows.
    pub(super) fn view_of(&mut self, name: &str) -> &mut View {
        match &mut self.existing(name).reading {
            Reading::Read { view, .. } => view,
            other => panic!("not read: {other:?}"),
        }
    }

    /// The existing mailbox cannot be read.
    pub(super) fn unreadable(mut self, name: &str, cause: Cause) -> Self {
        self.existing(name).reading = Reading::Failed {
            failure: failure(cause),
        };
        self
    }

    /// The candidate's check fails.
    pub(super) fn access_fails(mut self, cause: Cause) -> Self {
        self.evidence.access = Access::Failed {
            failure: failure(cause),
            line: Line::Up,
            imap: false,
        };
        self
    }

    /// The probe to `addressee` is seen in these places, of `name` and the candidate, and in no
    /// other place.
    pub(super) fn seen(mut self, addressee: &str, places: Places, name: &str) -> Self {
        let here = matches!(places, Places::Candidate | Places::Both);
        let there = matches!(places, Places::Existing | Places::Both);
        if let Access::Open(session) = &mut self.evidence.access {
            put(&mut session.view, here, addressee, CANDIDATE);
        }
        put(self.view_of(name), there, addressee, name);
        self
    }

    /// The mailboxes are watched until so many seconds after the sending.
    pub(super) fn watched_for(mut self, seconds: i64) -> Self {
        if let Access::Open(session) = &mut self.evidence.access {
            session.view.watched_until = at(seconds);
        }
        for existing in &mut self.evidence.existing {
            if let Reading::Read { view, .. } = &mut existing.reading {
                view.watched_until = at(seconds);
            }
        }
        self
    }

    /// The probe to the candidate takes so long.
    pub(super) fn delivered_after(mut self, seconds: i64) -> Self {
        for copy in &mut self.session().view.copies {
            copy.message.received_at = Some(at(seconds));
            copy.seen_at = at(seconds + 1);
        }
        self
    }

    /// Does this to it.
    pub(super) fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    pub(super) fn judge(&self) -> Verdict {
        judge(&self.evidence, &Patience::default())
    }
}

fn put(view: &mut View, is_there: bool, addressee: &str, within: &str) {
    view.copies
        .retain(|copy| copy.addressee.as_str() != addressee);
    if is_there {
        view.copies.push(copy(addressee, within, &[addressee]));
    }
}
