//! The check of a new mailbox, as a face asks for it and sees it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use vigie_domain::{
    account::{AccountId, Address},
    server::Server,
    text::{Explanation, Text},
    verdict::{Answer, Question, Verdict},
};

use crate::Password;

/// A provider to choose from, with what helps to recognise it and to create a mailbox there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ProviderChoice {
    /// Its id in the provider table.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// It connects homes and practices to the Internet: what the letter asks for.
    pub is_access_provider: bool,
    /// What is on the box or on the invoice, where that is another name.
    pub known_as: Vec<String>,
    /// The domains of its addresses.
    pub domains: Vec<String>,
    /// Whether a mailbox there can carry the télétransmission, and what to know before: no POP,
    /// POP to be switched on, an application password.
    pub advice: Vec<Text>,
    /// How a true secondary mailbox is created there, in order; where the way is not known, what to
    /// look for.
    pub guide: Vec<Text>,
    /// The trap at this provider: what looks like a mailbox and is none.
    pub trap: Option<Text>,
    /// The provider's own page on it, `https`.
    pub page: Option<String>,
}

/// A mailbox to be checked, as the user entered it.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RelocationDraft {
    /// The address of the new mailbox.
    pub address: Address,
    /// Its password.
    pub password: Password,
    /// The user name, where it was entered by hand.
    pub login: Option<String>,
    /// The POP3 server, where it was entered by hand.
    pub pop: Option<Server>,
    /// The submission server, where it was entered by hand.
    pub submission: Option<Server>,
    /// The watched mailbox that is to be replaced; the others that are watched are compared with besides.
    pub replaces: Option<AccountId>,
    /// Further addresses to compare with, 5 at most.
    pub existing: Vec<ExistingDraft>,
    /// The address's domain is the practice's own: a name there that nobody has may be tried.
    pub own_domain: bool,
    /// Hosts to which the user agreed by name.
    pub approved_hosts: Vec<String>,
    /// The user agreed that Vigie sends a few short messages and removes exactly those.
    pub consent: bool,
}

/// A mailbox that the person has already, and that Vigie does not watch.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ExistingDraft {
    /// Its address.
    pub address: Address,
    /// Its password; without it, it can be written to and not read.
    pub password: Option<Password>,
}

/// The check of a new mailbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Relocation {
    /// The new mailbox.
    pub address: Address,
    /// Its provider's name for people, where known.
    pub provider_name: Option<String>,
    /// The watched mailbox that is to be replaced.
    pub replaces: Option<AccountId>,
    /// When it began.
    #[ts(type = "string")]
    pub began: Timestamp,
    /// Where it stands.
    pub state: RelocationState,
    /// Each check, in the order in which they are shown.
    pub checks: Vec<RelocationCheck>,
    /// The three questions with their answers so far.
    pub questions: Vec<QuestionAnswered>,
    /// What is to be said so far; final where the state is `Judged`.
    pub verdict: Verdict,
    /// The verdict in words.
    pub explanation: Explanation,
    /// How much it can be relied on.
    pub strength: Text,
    /// Its reasons in words, in the same order.
    pub reasons: Vec<Text>,
    /// Its warnings in words, in the same order.
    pub warnings: Vec<Text>,
    /// What to do, or what would make it stronger, in the same order.
    pub steps: Vec<Text>,
    /// What lay in the new mailbox before; in memory only.
    pub found: Vec<FoundMessage>,
    /// What became of the messages that Vigie sent.
    pub probes: ProbesLeft,
    /// Whether the switch may follow.
    pub may_switch: MaySwitch,
    /// Seconds of the check so far, waiting included.
    pub seconds: f64,
}

/// Where a check of a new mailbox stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RelocationState {
    /// Something is being tried.
    Running,
    /// Vigie waits for its messages, or for its turn to log in; nothing else is to be done.
    Waiting {
        /// Until when at most.
        #[ts(type = "string")]
        until: Timestamp,
    },
    /// It was cut off, and needs a password again to go on.
    PasswordNeeded,
    /// Vigie's messages are being removed.
    Removing,
    /// It is over.
    Judged,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RelocationCheck {
    /// What is checked, in words.
    pub label: Text,
    /// Where it stands.
    pub state: CheckState,
    /// How long it took.
    pub seconds: Option<f64>,
    /// What was seen.
    pub evidence: Vec<Text>,
    /// What to do about it.
    pub advice: Option<Text>,
}

/// Where one check stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// Its turn has not come.
    Waiting,
    /// It is being tried.
    Running,
    /// As it should be.
    Well,
    /// Not as it should be.
    Bad,
    /// It could not be told.
    Unknown,
}

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct QuestionAnswered {
    /// The question.
    pub question: Question,
    /// The answer.
    pub answer: Answer,
    /// The question in words.
    pub asked: Text,
    /// The answer in words.
    pub answered: Text,
}

/// A message that lay in the new mailbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FoundMessage {
    /// Its sender as displayed, bounded.
    pub from: Option<String>,
    /// Its subject, bounded.
    pub subject: Option<String>,
    /// When it came.
    #[ts(type = "string | null")]
    pub received: Option<Timestamp>,
}

/// What became of Vigie's messages.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct ProbesLeft {
    /// How many were removed.
    pub removed: u32,
    /// Those that stay somewhere: where, and why.
    pub left: Vec<Text>,
}

/// Whether a switch may follow a verdict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MaySwitch {
    /// Yes.
    Yes,
    /// Only after the user read this sentence and agreed (`probable`).
    AfterConsent {
        /// What could not be proven, and what would prove it.
        sentence: Text,
    },
    /// No.
    No,
}
