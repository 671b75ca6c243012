//! What was seen of the candidate mailbox, of the existing ones, and of the probes.
//!
//! What was seen in a mailbox stands with that mailbox, so that nothing can be claimed of a
//! mailbox that was never opened. The candidate's session carries what TLS showed: a candidate
//! opened without TLS cannot be written down.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    probe::{Copy, Dispatch},
    provider::ProviderFacts,
    sending::Sending,
};
use crate::{
    account::Address,
    health::Line,
    report::{Failure, TlsSeen},
    server::Server,
};

/// Everything that is known when a candidate mailbox is judged. It can be stored and taken up
/// again; senders and subjects are not stored with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The mailbox in question (B).
    pub candidate: Candidate,
    /// How far its POP3 check came.
    pub access: Access,
    /// The probe sent to it (P1).
    pub probe: Dispatch,
    /// Whether it can send.
    pub sending: Sending,
    /// The mailboxes that the person already has (A1 … An), and the probe sent to each (P2).
    pub existing: Vec<Existing>,
}

/// The mailbox in question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Its address.
    pub address: Address,
    /// What is known of its provider.
    pub provider: ProviderFacts,
}

/// How far the candidate's POP3 check came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Access {
    /// Not tried yet.
    NotTried,
    /// No POP3 server was found for the address.
    NoServer {
        /// Whether the provider answers by IMAP.
        imap: bool,
    },
    /// The servers found speak in clear text only; no password was sent.
    NoTls,
    /// The check failed before the mailbox could be read.
    Failed {
        /// Why.
        failure: Failure,
        /// The witnesses' word on our own line.
        line: Line,
        /// Whether the provider answers by IMAP.
        imap: bool,
    },
    /// The mailbox was opened and read.
    Open(Box<Session>),
}

/// What was seen in the candidate mailbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// The server that was asked.
    pub server: Server,
    /// The user name that it took.
    pub login: String,
    /// What TLS showed; the certificate was verified.
    pub tls: TlsSeen,
    /// Whether UIDL was answered (tried, whatever CAPA says).
    pub uidl: bool,
    /// Whether TOP was answered (tried, whatever CAPA says; `true` while there is nothing to ask
    /// it of and it was not refused).
    pub top: bool,
    /// Days after which the server deletes messages (EXPIRE, RFC 2449 §6.7); `None` where it says
    /// nothing or NEVER. 0: messages that were retrieved are deleted at once.
    pub expire_days: Option<u32>,
    /// The pause between logins that the server announces (LOGIN-DELAY, RFC 2449 §6.5).
    pub login_delay_s: Option<u64>,
    /// What lay there before the probe was sent.
    pub before: Before,
    /// What arrived during the check and is neither a probe of ours nor a report on one.
    pub strangers: Vec<Found>,
    /// Whether somebody else held the mailbox's lock during the check.
    pub other_reader: bool,
    /// Whether mail to an address that nobody has arrived here. Only ever tried at a domain of the
    /// person's own; `None` where it was not.
    pub catch_all: Option<bool>,
    /// Where the probes were seen.
    pub view: View,
}

/// What lay in the candidate mailbox before the probe was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// How many messages (STAT).
    pub messages: u64,
    /// The first of them, for the person to recognise; bounded by whoever reads.
    pub shown: Vec<Found>,
}

/// A message as it was found. Sender and subject are for the person's eyes: they are kept in
/// memory only, neither stored nor printed for debugging.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The server's unique id (RFC 1939 §7, opaque).
    pub uid: String,
    /// Size in octets (LIST).
    pub octets: Option<u64>,
    /// The `Message-ID` without its brackets.
    pub message_id: Option<String>,
    /// The first address of `From`.
    #[serde(skip)]
    pub from: Option<String>,
    /// The subject, decoded.
    #[serde(skip)]
    pub subject: Option<String>,
    /// When the last server received it, or else its `Date`.
    pub received_at: Option<Timestamp>,
}

impl Found {
    /// What names one message of one maildrop: unique id, size and `Message-ID` together, where all
    /// are known. A unique id alone proves nothing (RFC 1939 §7).
    pub(super) fn identity(&self) -> Option<(&str, u64, &str)> {
        (!self.uid.is_empty())
            .then_some(self.uid.as_str())
            .zip(self.octets)
            .zip(self.message_id.as_deref())
            .map(|((uid, octets), id)| (uid, octets, id))
    }
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Found")
            .field("uid", &self.uid)
            .field("octets", &self.octets)
            .field("received_at", &self.received_at)
            .finish_non_exhaustive()
    }
}

/// The probes seen in a mailbox, and how far not seeing one says something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// The copies of probes that were seen, wherever they were addressed to.
    pub copies: Vec<Copy>,
    /// When the latest complete reading began; what arrived later was not looked at.
    pub watched_until: Timestamp,
    /// What makes the reading doubtful.
    pub disturbance: Option<Disturbance>,
}

/// What makes not seeing a message doubtful.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Disturbance {
    /// Messages vanished during the check that Vigie did not remove: another programme reads it.
    Emptied,
    /// Another programme held the lock when it should have been read once more.
    Locked,
}

impl Disturbance {
    /// The public name, as it is serialised.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Emptied => "emptied",
            Self::Locked => "locked",
        }
    }
}

/// A mailbox that the person already has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Existing {
    /// Its address.
    pub address: Address,
    /// What it is used for.
    pub role: Role,
    /// Its provider's id in the provider table, where known.
    pub provider: Option<String>,
    /// Where and how one logs in, where known.
    pub login: Option<Login>,
    /// The control probe sent to it (P2).
    pub probe: Dispatch,
    /// What was seen in it.
    pub reading: Reading,
}

/// What an existing mailbox is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The télétransmission, so far.
    Current,
    /// Something else: the main address at the candidate's provider, say.
    Other,
}

/// Where and as whom one logs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// The server's name, ASCII, lower case.
    pub host: String,
    /// The user name.
    pub user: String,
}

/// What was seen in an existing mailbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reading {
    /// It was not opened: its password was not given.
    NotTried,
    /// It could not be opened.
    Failed {
        /// Why.
        failure: Failure,
    },
    /// It was read.
    Read {
        /// Messages that lay in it, as far as they were looked at; only ids and sizes are needed.
        messages: Vec<Found>,
        /// Where the probes were seen.
        view: View,
    },
}

impl Evidence {
    /// What was seen in the candidate mailbox, where it could be opened.
    #[must_use]
    pub fn session(&self) -> Option<&Session> {
        match &self.access {
            Access::Open(session) => Some(session),
            _ => None,
        }
    }

    /// Whether an existing mailbox is at the candidate's provider: by the provider's id where both
    /// are known, else by the address's domain.
    #[must_use]
    pub fn is_at_candidates_provider(&self, existing: &Existing) -> bool {
        let candidate = &self.candidate;
        let same_domain = candidate
            .address
            .domain()
            .eq_ignore_ascii_case(existing.address.domain());
        let same_id = match (&candidate.provider.id, &existing.provider) {
            (Some(candidate), Some(existing)) => candidate == existing,
            _ => false,
        };
        same_domain || same_id
    }
}

impl View {
    /// The copies of the probe sent to this address.
    pub(super) fn copies_of(&self, addressee: &Address) -> impl Iterator<Item = &Copy> {
        self.copies
            .iter()
            .filter(move |copy| is_same_address(&copy.addressee, addressee))
    }
}

/// Whether two addresses name one mailbox: no provider tells capitals apart.
pub(super) fn is_same_address(one: &Address, other: &Address) -> bool {
    one.as_str().to_lowercase() == other.as_str().to_lowercase()
}
