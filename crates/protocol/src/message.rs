//! The messages.

use jiff::{Timestamp, civil::Date};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, Serializer};
use ts_rs::TS;
use vigie_domain::{
    account::{Account, AccountId, Address},
    book::{
        deadline::Deadline,
        lot::{Caisse, LotNumber},
        matching::LotId,
        matter::Matter,
        observability::Observability,
        query::{Lot, LotLife, LotQuery, Month, Page, Return, ReturnQuery, Standing},
        source::{LotSource, SourceId, SourceKind, SourcePreview},
    },
    discovery::Candidate,
    health::{Level, Situation, Warning},
    report::{CheckReport, Phase},
    server::Server,
    switch::Way,
    text::{Explanation, Text},
};

use crate::{
    relocation::{ProviderChoice, Relocation, RelocationDraft},
    switch::{Fiche, Switch, WayOffered},
};

/// A line from a face to the agent.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct Call {
    /// Chosen by the face; the answer carries it back.
    #[ts(type = "number")]
    pub id: u64,
    /// What is asked.
    pub request: Request,
}

/// A line from the agent to a face.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Line {
    /// The answer to the call of that number.
    Answer {
        /// The call's number.
        #[ts(type = "number")]
        id: u64,
        /// What it asked for.
        answer: Answer,
    },
    /// The call of that number (0: a line that could not be read) was refused.
    Refused {
        /// The call's number.
        #[ts(type = "number")]
        id: u64,
        /// Why.
        refusal: Refusal,
    },
    /// Something happened; sent to every face after its `Hello`.
    Event {
        /// What.
        event: Event,
    },
}

/// Which face is speaking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Face {
    /// The window; the agent keeps one and asks it to come forward.
    Window,
    /// The terminal.
    Terminal,
}

/// What a face asks.
#[derive(Debug, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Request {
    /// The first line of every connection. Answer: `Welcome`.
    Hello {
        /// The face's [`crate::VERSION`].
        version: u32,
        /// Which face.
        face: Face,
    },
    /// The whole state. Answer: `Status`.
    Status,
    /// Check now (one mailbox or all), within the pause between logins. Answer: `Done`.
    CheckNow {
        /// Which mailbox; `None`: all.
        account: Option<AccountId>,
    },
    /// Suspend the watch. Answer: `Done`.
    Pause {
        /// 1 to 1440 minutes.
        minutes: u32,
    },
    /// End the suspension. Answer: `Done`.
    Resume,
    /// No reminder of the present alarm before tomorrow morning. Answer: `Done`.
    RemindTomorrow {
        /// Which mailbox; `None`: all.
        account: Option<AccountId>,
    },
    /// Find an address's servers. Answer: `Discovered`.
    Discover {
        /// The address.
        address: Address,
    },
    /// One check with what was entered, live by `CheckProgress`; nothing is kept. Answer: `Checked`.
    TryMailbox {
        /// What was entered.
        draft: MailboxDraft,
    },
    /// Watch this mailbox: the password goes to the keychain. Answer: `Added`.
    AddMailbox {
        /// What was entered.
        draft: MailboxDraft,
    },
    /// A new password for a mailbox already watched; it may be tried again. Answer: `Done`.
    ChangePassword {
        /// Which mailbox.
        account: AccountId,
        /// The new password.
        password: Password,
    },
    /// Stop watching a mailbox; its password leaves the keychain, its history stays. Answer: `Done`.
    RemoveMailbox {
        /// Which mailbox.
        account: AccountId,
    },
    /// The settings. Answer: `Settings`.
    Settings,
    /// Change the settings. Answer: `Settings` as kept.
    ChangeSettings {
        /// All of them.
        settings: Settings,
    },
    /// What was recorded of a mailbox. Answer: `History`.
    History {
        /// Which mailbox.
        account: AccountId,
        /// From when.
        #[ts(type = "string")]
        from: Timestamp,
        /// Until when.
        #[ts(type = "string")]
        until: Timestamp,
        /// At most so many points, 1 to 2,000; coarser roll-ups are chosen to fit.
        points: u32,
    },
    /// A part of the lots. Answer: `Lots`.
    Lots {
        /// Which.
        query: LotQuery,
    },
    /// The life of one lot. Answer: `Lot`.
    Lot {
        /// Which.
        lot: LotId,
    },
    /// A part of the returns. Answer: `Returns`.
    Returns {
        /// Which.
        query: ReturnQuery,
    },
    /// The lots by month, latest first. Answer: `Months`.
    Months {
        /// Which mailbox; `None`: all.
        account: Option<AccountId>,
    },
    /// The user settles lots by hand. Answer: `Done`.
    SettleLots {
        /// Which, 1 to 500.
        lots: Vec<LotId>,
        /// Why, 1 to 300 characters.
        reason: String,
    },
    /// The user enters a lot by hand. Answer: `Done`.
    EnterLot {
        /// The mailbox that it was sent from.
        account: AccountId,
        /// The lot.
        lot: LotEntry,
    },
    /// Sources that stand where they usually stand on this computer. Answer: `FoundSources`.
    FindSources,
    /// What this source would show; nothing is kept. Answer: `SourcePreview`.
    PreviewSource {
        /// The source.
        kind: SourceKind,
    },
    /// Learn lots from this source. Answer: `Done`.
    AddSource {
        /// The mailbox whose lots it shows.
        account: AccountId,
        /// The source.
        kind: SourceKind,
    },
    /// Learn no more from this source; what was learnt stays. Answer: `Done`.
    RemoveSource {
        /// Which.
        source: SourceId,
    },
    /// Providers to choose from. Answer: `Providers`.
    Providers,
    /// Check a new mailbox; it goes on without a face, and after a restart. Answer: `Relocation`.
    BeginRelocation {
        /// What was entered.
        draft: Box<RelocationDraft>,
    },
    /// The check of a new mailbox. Answer: `Relocation`.
    Relocation,
    /// A password that a check lost in a restart. Answer: `Relocation`.
    GiveRelocationPassword {
        /// The new mailbox or one that it is compared with.
        address: Address,
        /// Its password.
        password: Password,
    },
    /// Check the same mailboxes again from the beginning. Answer: `Relocation`.
    RepeatRelocation,
    /// Stop the check, remove what was sent, and forget it. Answer: `Done`.
    EndRelocation,
    /// The ways of switching to the mailbox that was checked. Answer: `Ways`.
    SwitchWays,
    /// Switch to the mailbox that was checked. Answer: `Switch`.
    ApplySwitch {
        /// How.
        way: Way,
        /// The user agreed to the sentence of `MaySwitch::AfterConsent`.
        consented: bool,
    },
    /// The person has entered the settings, or closed the billing software. Answer: `Switch`.
    ContinueSwitch,
    /// Everything as it was before the last switch. Answer: `Switch`.
    UndoSwitch,
    /// The last switch. Answer: `Switch`.
    Switch,
    /// The sheet on what lies between the two mailboxes of the last switch. Answer: `Fiche`.
    Fiche,
    /// What a diagnostic bundle would hold. Answer: `Diagnostics`.
    Diagnostics,
    /// Open the window, or bring it forward. Answer: `Done`.
    OpenWindow,
    /// Act on the training ground. Answer: `Done`.
    Training {
        /// What.
        action: TrainingAction,
    },
    /// End the agent. Answer: `Done`, then the connection closes.
    Quit,
}

/// A password on its way from a face to the agent; never printed, never sent back.
#[derive(Clone, Debug, Deserialize, TS)]
#[ts(type = "string")]
#[serde(transparent)]
pub struct Password(pub SecretString);

impl Serialize for Password {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.expose_secret().serialize(serializer)
    }
}

/// A mailbox as the user entered it.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct MailboxDraft {
    /// Its address.
    pub address: Address,
    /// The user name for the server.
    pub login: String,
    /// The server.
    pub server: Server,
    /// The provider's id, where the server came from the provider table.
    pub provider: Option<String>,
    /// The password.
    pub password: Password,
    /// The user agreed, by name, to give the password to this host, which is outside the
    /// address's own domain and the provider table.
    pub host_approved: bool,
    /// The user read the sentence on clear text and agreed (only where nothing else is offered).
    pub clear_text_approved: bool,
}

/// What the agent answers.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Answer {
    /// To `Hello`.
    Welcome {
        /// The agent's [`crate::VERSION`].
        version: u32,
        /// The agent's release, for people.
        release: String,
        /// The language of its words: `fr` or `en`.
        language: String,
    },
    /// Carried out.
    Done,
    /// To `Status`.
    Status {
        /// The whole state.
        status: Status,
    },
    /// To `Discover`.
    Discovered {
        /// What was found, best first.
        candidates: Vec<Candidate>,
        /// The provider's name for people, where known.
        provider_name: Option<String>,
        /// What is known of POP at this provider that the user must hear first (no POP at all, POP
        /// to be switched on, an application password), by key.
        advice: Option<Text>,
    },
    /// To `TryMailbox`.
    Checked {
        /// What was found.
        report: Box<CheckReport>,
        /// What it means, for people.
        explanation: Explanation,
    },
    /// To `AddMailbox`.
    Added {
        /// The mailbox as kept.
        account: Account,
    },
    /// To `Settings` and `ChangeSettings`.
    Settings {
        /// All of them.
        settings: Settings,
    },
    /// To `History`.
    History {
        /// What was recorded.
        history: History,
    },
    /// To `Lots`.
    Lots {
        /// The rows.
        page: Page<Lot>,
    },
    /// To `Lot`.
    Lot {
        /// Its life.
        life: Box<LotLife>,
        /// What is to be done about it, in the words of the rule.
        explanation: Explanation,
    },
    /// To `Returns`.
    Returns {
        /// The rows.
        page: Page<Return>,
    },
    /// To `Months`.
    Months {
        /// Latest first, 120 at most.
        months: Vec<Month>,
    },
    /// To `FindSources`.
    FoundSources {
        /// What was found, with the billing software's name where it is known.
        found: Vec<FoundSource>,
        /// Billing-software profiles that say how a log is read.
        profiles: Vec<ProfileName>,
    },
    /// To `PreviewSource`.
    SourcePreview {
        /// What it shows.
        preview: SourcePreview,
    },
    /// To `Providers`.
    Providers {
        /// Access providers first, each group by name.
        providers: Vec<ProviderChoice>,
    },
    /// To `BeginRelocation` and its like.
    Relocation {
        /// The check; `None`: there is none.
        relocation: Option<Box<Relocation>>,
    },
    /// To `SwitchWays`.
    Ways {
        /// Best first; empty where nothing may be switched to.
        ways: Vec<WayOffered>,
    },
    /// To `ApplySwitch` and its like.
    Switch {
        /// The last switch; `None`: there was none.
        switch: Option<Box<Switch>>,
    },
    /// To `Fiche`.
    Fiche {
        /// The sheet.
        fiche: Box<Fiche>,
    },
    /// To `Diagnostics`.
    Diagnostics {
        /// The bundle's files, as they would be saved.
        files: Vec<DiagnosticFile>,
        /// Where support is written to, if it is known.
        support_address: Option<String>,
    },
}

/// Why the agent does not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Refusal {
    /// The face speaks another version of the protocol.
    #[error("the agent speaks protocol version {agent}, not {face}")]
    ForeignVersion {
        /// The agent's version.
        agent: u32,
        /// The face's version.
        face: u32,
    },
    /// The first line was no `Hello`.
    #[error("the first line must be a hello")]
    HelloExpected,
    /// The line is no call: what, and at which column.
    #[error("not a call: {what} (column {column})")]
    Malformed {
        /// What is wrong with it; never the line itself, which may hold a password.
        what: String,
        /// Where, counted from 1.
        #[ts(type = "number")]
        column: usize,
    },
    /// The line is longer than [`crate::MAX_LINE`].
    #[error("the line is too long")]
    TooLong,
    /// So many faces are connected that no further one is served.
    #[error("too many faces are connected")]
    TooManyFaces,
    /// A value is outside its range.
    #[error("{field} is outside its range")]
    OutOfRange {
        /// Which field.
        field: String,
    },
    /// No mailbox of that number.
    #[error("no such mailbox")]
    UnknownMailbox,
    /// No lot or source of that number.
    #[error("no such lot or source")]
    UnknownEntry,
    /// The address is watched already.
    #[error("this address is watched already")]
    AlreadyWatched,
    /// The host is outside the address's domain and the provider table: the user must agree to it by name.
    #[error("the user has not agreed to {host}")]
    HostNotApproved {
        /// The host.
        host: String,
    },
    /// Clear text needs the user's consent, and is refused where the server offers TLS.
    #[error("clear text is refused")]
    ClearTextRefused,
    /// The keychain is locked, absent, or refused.
    #[error("the keychain is not available")]
    SecretUnavailable {
        /// There, but locked.
        locked: bool,
    },
    /// A check of this mailbox is running, or the pause between two logins is not over.
    #[error("the next login is allowed in {seconds} s")]
    TooSoon {
        /// Seconds until it is allowed.
        #[ts(type = "number")]
        seconds: u64,
    },
    /// The stored password was refused twice: it is not tried again before the user has acted.
    #[error("the password was refused twice")]
    PasswordNeeded,
    /// The record cannot be written (disk full, damaged).
    #[error("the record cannot be written")]
    RecordUnavailable,
    /// A check of a new mailbox or a switch is under way: it must come to its end first.
    #[error("a check or a switch is under way")]
    UnderWay,
    /// There is no check, or no switch, to which this could apply.
    #[error("there is nothing to go on with")]
    NothingUnderWay,
    /// The verdict does not allow a switch, or the user has not agreed to what could not be proven.
    #[error("the verdict does not allow it")]
    VerdictForbids,
    /// Vigie sends and removes its messages only where the user agreed.
    #[error("the user has not agreed to the messages")]
    ConsentNeeded,
    /// Not possible here: no desktop for a window, no training ground running.
    #[error("not possible here")]
    NotPossible,
}

/// What happened.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// The whole state, whenever something in it changed.
    Status {
        /// The whole state.
        status: Status,
    },
    /// A check entered or left a phase.
    CheckProgress {
        /// Which mailbox; `None`: the one being tried.
        account: Option<AccountId>,
        /// The phase.
        phase: Phase,
        /// `None` when it begins, its milliseconds when it ended.
        ms: Option<f64>,
    },
    /// The settings changed.
    Settings {
        /// All of them.
        settings: Settings,
    },
    /// Lots or returns of this mailbox changed: whoever shows them asks anew.
    BookChanged {
        /// Which mailbox.
        account: AccountId,
    },
    /// The check of a new mailbox changed; `None`: it is forgotten.
    Relocation {
        /// The check.
        relocation: Option<Box<Relocation>>,
    },
    /// The switch changed.
    Switch {
        /// The last switch.
        switch: Option<Box<Switch>>,
    },
    /// To the window: come forward.
    ComeForward,
    /// The agent ends.
    Goodbye,
}

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
