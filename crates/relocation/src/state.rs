//! Everything that is known of a check under way: stored, it can be taken up again.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use vigie_domain::{
    account::Address,
    verdict::{
        Access, Candidate, Dispatch, Evidence, Existing, Login, ProviderFacts, Reading, Role,
        Sending,
    },
};
use vigie_mailbox::KnownUids;

use crate::{
    mailbox::{Mailbox, PopPlace},
    pace::Pace,
    probe::{Probe, Token},
};

/// A check under way. It holds no password, no sender and no subject.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct State {
    /// What was seen so far; `vigie_domain::verdict::judge` says what it means.
    pub evidence: Evidence,
    pub(crate) stage: Stage,
    pub(crate) probes: Vec<Probe>,
    /// The candidate's first, then those of the existing mailboxes in their order.
    pub(crate) books: Vec<Book>,
}

/// How far the check came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Stage {
    /// Nothing was done.
    New,
    /// The mailboxes were looked at.
    Looked,
    /// What was to be sent was sent.
    Sent,
}

/// What is remembered of one mailbox between two readings.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Book {
    /// Messages that need not be looked at again.
    pub(crate) known: BTreeSet<String>,
    /// What lay there at the latest reading.
    pub(crate) present: BTreeSet<String>,
    /// When a login was last attempted.
    pub(crate) last_login: Option<Timestamp>,
    /// The pause that the server announces.
    pub(crate) login_delay_s: Option<u64>,
    /// Readings in a row that failed.
    pub(crate) failed: u8,
    /// It is not read any more.
    pub(crate) closed: bool,
    /// Copies of probes that lie there.
    pub(crate) ours: Vec<Ours>,
}

/// A copy of a probe, by unique id and token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ours {
    pub(crate) uid: String,
    pub(crate) token: Token,
}

impl State {
    /// A check that has not begun.
    #[must_use]
    pub fn new(candidate: &Mailbox, provider: ProviderFacts, existing: &[(Mailbox, Role)]) -> Self {
        Self {
            evidence: Evidence {
                candidate: Candidate {
                    address: candidate.address.clone(),
                    provider,
                },
                access: Access::NotTried,
                probe: Dispatch::NotSent,
                sending: Sending::NotTried,
                existing: existing
                    .iter()
                    .map(|(mailbox, role)| Existing {
                        address: mailbox.address.clone(),
                        role: *role,
                        provider: mailbox.provider.clone(),
                        login: match &mailbox.pop {
                            PopPlace::At(place) => Some(Login {
                                host: place.server.host.clone(),
                                user: place.login.clone(),
                            }),
                            PopPlace::ClearTextOnly | PopPlace::Nowhere { .. } => None,
                        },
                        probe: Dispatch::NotSent,
                        reading: Reading::NotTried,
                    })
                    .collect(),
            },
            stage: Stage::New,
            probes: Vec::new(),
            books: vec![Book::default(); existing.len() + 1],
        }
    }

    pub(crate) fn probe(&self, token: &Token) -> Option<&Probe> {
        self.probes.iter().find(|probe| probe.token == *token)
    }

    /// Notes when a probe to this address was sent, or that it was not.
    pub(crate) fn dispatch_of(&mut self, to: &Address) -> Option<&mut Dispatch> {
        if *to == self.evidence.candidate.address {
            return Some(&mut self.evidence.probe);
        }
        self.evidence
            .existing
            .iter_mut()
            .find(|existing| existing.address == *to)
            .map(|existing| &mut existing.probe)
    }
}

impl Book {
    /// The earliest moment for the next login.
    pub(crate) fn next_login(&self, pace: Pace, host: &str) -> Option<Timestamp> {
        let last = self.last_login?;
        let pause = pace.pause(host, self.login_delay_s);
        Some(later(last, pause))
    }

    pub(crate) fn known_uids(&self) -> KnownUids {
        self.known.iter().map(|uid| (uid.clone(), None)).collect()
    }

    /// Remembers a copy of a probe; once.
    pub(crate) fn add_ours(&mut self, uid: &str, token: &Token) {
        let ours = Ours {
            uid: uid.to_owned(),
            token: token.clone(),
        };
        if !self.ours.contains(&ours) {
            self.ours.push(ours);
        }
    }
}

/// `at` plus a wait, at most the end of time.
pub(crate) fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}
