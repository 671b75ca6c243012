//! What support pushes, as a face sees it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use vigie_domain::{
    account::AccountId,
    server::{LoginForm, Server},
    text::Text,
};

/// How support reaches this installation, and what of it is in force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Steering {
    /// The practice's number, to be read out on the telephone: `7KQM-2XRD-9VTA`.
    pub practice_number: String,
    /// The practice code, to be sent to support: the number, and the public key to which what is
    /// for this practice alone is sealed. `None` while the keychain cannot be used.
    pub practice_code: Option<String>,
    /// The organisation that this installation is enrolled with.
    pub enrolled: Option<Enrolled>,
    /// An enrolment file that lay beside the programme, where there is no enrolment; nothing is
    /// accepted yet.
    #[serde(default)]
    #[ts(as = "Option<EnrolmentOffered>", optional)]
    pub offered: Option<EnrolmentOffered>,
    /// Settings that support manages, by the name of their field in `Settings`.
    pub managed: Vec<ManagedSetting>,
    /// A newer release of Vigie.
    pub release: Option<ReleaseNotice>,
    /// Servers that support proposes for mailboxes in use; nothing changes before the user agrees.
    pub proposals: Vec<ServerProposed>,
    /// A mailbox that support recommends for this practice.
    pub recommended: Option<RecommendedPlace>,
    /// Why support asks for a diagnostic bundle.
    pub diagnostics_wanted: Option<String>,
}

/// An enrolment in force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Enrolled {
    /// The organisation, as its file names itself.
    pub organisation: String,
    /// Where its configuration lies, `https`.
    pub repository: String,
    /// The fingerprint of its root, in groups that can be compared.
    pub fingerprint: String,
    /// Since when.
    #[ts(type = "string")]
    pub since: Timestamp,
    /// When its configuration was last found well, changed or not.
    #[ts(type = "string | null")]
    pub last_fetched: Option<Timestamp>,
    /// Why it cannot be fetched or used now, for support.
    pub problem: Option<Text>,
    /// Documents in force.
    pub documents: u32,
}

/// An enrolment file that was read and is not accepted yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EnrolmentRead {
    /// The organisation, as its file names itself.
    pub organisation: String,
    /// Where its configuration lies.
    pub repository: String,
    /// The fingerprint of its root, in groups that can be compared.
    pub fingerprint: String,
}

/// An enrolment file that was found on this computer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EnrolmentOffered {
    /// What it says.
    pub enrolment: EnrolmentRead,
    /// Its content, for `Enrol`.
    pub given: String,
}

/// A bulletin that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Bulletin {
    /// Its document's id.
    pub id: String,
    /// Something is broken now; otherwise it is advice.
    pub incident: bool,
    /// Its title, plain text.
    pub title: String,
    /// Its paragraphs, plain text.
    pub paragraphs: Vec<String>,
    /// The one thing to do.
    pub action: Option<BulletinAction>,
    /// Since when it stands.
    #[ts(type = "string")]
    pub from: Timestamp,
    /// When it ends.
    #[ts(type = "string")]
    pub until: Timestamp,
    /// Who says it.
    pub organisation: String,
    /// The user has read it: it is shown smaller.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub read: bool,
}

/// What a bulletin's button does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BulletinAction {
    /// Open the assistant for a new mailbox.
    Assistant,
    /// Open this page, `https`, of a listed site.
    Page {
        /// The page.
        url: String,
    },
    /// Call this number.
    Call {
        /// Digits, perhaps with `+` before them.
        number: String,
    },
}

/// A setting that support manages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ManagedSetting {
    /// The field's name in `Settings`.
    pub field: String,
    /// Why, in support's words.
    pub reason: String,
}

/// A newer release of Vigie. It is shown; nothing is installed by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReleaseNotice {
    /// Its number.
    pub version: String,
    /// Why to take it, paragraphs of plain text.
    pub why: Vec<String>,
    /// The page from which it is taken, `https`.
    pub page: String,
    /// The installer's file name for this platform, where there is one.
    pub file: Option<String>,
    /// Its SHA-256, hexadecimal digits.
    pub sha256: Option<String>,
}

/// A server that support proposes for a mailbox in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ServerProposed {
    /// The mailbox.
    pub account: AccountId,
    /// The server in use.
    pub from: Server,
    /// The one proposed.
    pub to: Server,
}

/// A mailbox that support recommends; the user types address and password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RecommendedPlace {
    /// The domain of its address.
    pub domain: String,
    /// Its POP3 server.
    pub pop: Server,
    /// The user name that it wants.
    pub login: LoginForm,
    /// Its submission server.
    pub submission: Option<Server>,
}
