//! What the agent tells of its state, and what can be set.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use vigie_domain::{
    account::Account,
    book::{
        deadline::Deadline,
        lot::{Caisse, LotNumber},
        matter::Matter,
        observability::Observability,
        query::Standing,
        source::{LotSource, SourceKind},
    },
    health::{Level, Situation, Warning},
    report::CheckReport,
    text::{Explanation, Text},
};

use crate::steering::Bulletin;

/// The whole state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Status {
    /// When it was taken.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// The worst level of all mailboxes; `Unknown` where none is set up.
    pub level: Level,
    /// The one sentence for tray and title.
    pub headline: Text,
    /// Every mailbox, in the order in which they were added.
    pub mailboxes: Vec<MailboxStatus>,
    /// What concerns no single mailbox: record damaged and set aside, disk full, no tray, …
    pub notices: Vec<Explanation>,
    /// What support tells this practice, incidents first.
    #[serde(default)]
    #[ts(as = "Option<Vec<Bulletin>>", optional)]
    pub bulletins: Vec<Bulletin>,
    /// The training ground, where it runs.
    pub training: Option<TrainingStatus>,
}

/// The state of one mailbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MailboxStatus {
    /// The mailbox.
    pub account: Account,
    /// The provider's name for people, where known.
    pub provider_name: Option<String>,
    /// Its level.
    pub level: Level,
    /// What is the matter.
    pub situation: Situation,
    /// The situation in words.
    pub explanation: Explanation,
    /// What should be seen to.
    pub warnings: Vec<Warning>,
    /// The same in words, in the same order.
    pub warning_texts: Vec<Explanation>,
    /// Whether a check is running.
    pub checking: bool,
    /// The end of the last check.
    #[ts(type = "string | null")]
    pub last_check: Option<Timestamp>,
    /// The last check that found the mailbox well.
    #[ts(type = "string | null")]
    pub last_success: Option<Timestamp>,
    /// The next check; `None` while nothing is tried.
    #[ts(type = "string | null")]
    pub next_check: Option<Timestamp>,
    /// The last report, where there is one.
    pub report: Option<CheckReport>,
    /// Whether reminders of the alarm are put off until tomorrow.
    pub reminder_put_off: bool,
    /// Its lots and returns.
    pub book: BookStatus,
}

/// The state of one mailbox's book.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct BookStatus {
    /// What can be seen of lots and returns.
    pub observability: Observability,
    /// The same in words: what is seen, what that means, and how to let Vigie see more.
    pub sight: Explanation,
    /// How many lots stand where.
    pub standing: Standing,
    /// What asks for a look, the most urgent first.
    pub matters: Vec<Matter>,
    /// The same in words, in the same order.
    pub matter_texts: Vec<Explanation>,
    /// The last return seen, wherever it was seen.
    #[ts(type = "string | null")]
    pub last_return: Option<Timestamp>,
    /// Where its lots are learnt from.
    pub sources: Vec<SourceStatus>,
}

/// A source in use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SourceStatus {
    /// The source.
    pub source: LotSource,
    /// When it was read last.
    #[ts(type = "string | null")]
    pub last_read: Option<Timestamp>,
    /// Why it cannot be read, for people.
    pub problem: Option<Text>,
}

/// A source that was found on this computer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct FoundSource {
    /// The source.
    pub kind: SourceKind,
    /// The billing software or engine that it belongs to, where known.
    pub software: Option<String>,
}

/// A billing-software profile, for choosing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProfileName {
    /// Its id.
    pub id: String,
    /// The program's name.
    pub name: String,
}

/// A lot as the user enters it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LotEntry {
    /// Its number, 0 to 999.
    #[ts(type = "number")]
    pub number: LotNumber,
    /// Its date; `None`: the day of the sending.
    #[ts(type = "string | null")]
    pub date: Option<Date>,
    /// The caisse it went to, five digits.
    #[ts(type = "string | null")]
    pub caisse: Option<Caisse>,
    /// When it was sent.
    #[ts(type = "string")]
    pub sent: Timestamp,
}

/// What the user can set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Settings {
    /// Minutes between two checks, 3 to 60.
    pub interval_minutes: u16,
    /// `fr`, `en`, or `None` for the system's language (French where that is neither).
    pub language: Option<String>,
    /// Start with the session.
    pub autostart: bool,
    /// Hour of the day from which notifications wait for the morning (0–23).
    pub quiet_from: u8,
    /// Hour of the day at which they may come again (0–23).
    pub quiet_until: u8,
    /// The billing software's name, as the user gave it.
    pub billing_software: Option<String>,
    /// The département's number (`2A`, `971`…).
    pub department: Option<String>,
    /// Hosts asked, by a TCP connection alone, whether our own line is up: `name:port`.
    pub witnesses: Vec<String>,
    /// Seconds that one check may last, 5 to 60.
    pub session_cap_s: u16,
    /// How long an acknowledgement may take.
    #[serde(default)]
    pub deadline: Deadline,
    /// Days for which the old mailbox is watched besides after a switch, 1 to 365.
    #[serde(default = "usual_transition")]
    #[ts(as = "Option<u16>", optional)]
    pub transition_days: u16,
}

/// The usual time of transition after a switch, in days.
#[must_use]
pub const fn usual_transition() -> u16 {
    30
}

/// What was recorded of a mailbox.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct History {
    /// Points in order of time.
    pub points: Vec<HistoryPoint>,
    /// Incidents that touch the range, latest first.
    pub incidents: Vec<Incident>,
}

/// Checks of a span of time, rolled up.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct HistoryPoint {
    /// The span's beginning.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Its length in seconds.
    #[ts(type = "number")]
    pub seconds: u64,
    /// Checks that found the mailbox well.
    #[ts(type = "number")]
    pub well: u64,
    /// Checks that failed.
    #[ts(type = "number")]
    pub failed: u64,
    /// Checks that could not tell.
    #[ts(type = "number")]
    pub unknown: u64,
    /// Median duration in milliseconds of those that went through.
    pub median_ms: Option<f64>,
    /// The longest.
    pub max_ms: Option<f64>,
}

/// An alarm, from its beginning to its end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Incident {
    /// The first failure.
    #[ts(type = "string")]
    pub began: Timestamp,
    /// The first check that was well again; `None` while it lasts.
    #[ts(type = "string | null")]
    pub ended: Option<Timestamp>,
    /// What happened, in words.
    pub explanation: Explanation,
}

/// A file of the diagnostic bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DiagnosticFile {
    /// Its name.
    pub name: String,
    /// Its whole content.
    pub content: String,
}

/// What can be done on the training ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TrainingAction {
    /// Start the embedded provider and watch its mailbox.
    Start,
    /// Stop it and forget its mailbox.
    Stop,
    /// Everything well again.
    Restore,
    /// Couper le POP.
    CutPop,
    /// Refuser le mot de passe.
    RefusePassword,
    /// Certificat expiré.
    ExpireCertificate,
    /// Boîte verrouillée.
    LockMailbox,
    /// Couper l'Internet.
    CutInternet,
    /// Arrêter les ARL.
    StopArls,
    /// Envoyer un lot: no trouble, and none ends by it.
    SendLot,
}

/// The training ground's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TrainingStatus {
    /// The trouble that is on, `Restore` for none.
    pub trouble: TrainingAction,
    /// The time of the training mailbox's lots and returns.
    pub clock: TrainingClock,
}

/// A clock that runs fast: it showed a moment, and counts so many seconds in one since.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TrainingClock {
    /// When it showed that.
    #[ts(type = "string")]
    pub since: Timestamp,
    /// What it showed.
    #[ts(type = "string")]
    pub showed: Timestamp,
    /// How many times as fast as the time of day.
    pub pace: u16,
}
