//! The messages.

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, Serializer};
use ts_rs::TS;
use vigie_domain::{
    account::{Account, AccountId, Address},
    book::{
        matching::LotId,
        query::{Lot, LotLife, LotQuery, Month, Page, Return, ReturnQuery},
        source::{SourceId, SourceKind, SourcePreview},
    },
    discovery::Candidate,
    report::{CheckReport, Phase},
    server::Server,
    switch::Way,
    text::{Explanation, Text},
};

use crate::{
    relay::{RelayChange, RelayCredentials, RelayStatus},
    relocation::{ProviderChoice, Relocation, RelocationDraft},
    state::{
        DiagnosticFile, FoundSource, History, LotEntry, ProfileName, Settings, Status,
        TrainingAction,
    },
    steering::{EnrolmentRead, Steering},
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
    /// The relay. Answer: `Relay`.
    Relay,
    /// Start the relay, or change how it runs. Answer: `Relay`.
    RelayOn {
        /// How.
        change: RelayChange,
    },
    /// Stop the relay. Answer: `Relay`.
    RelayOff {
        /// Also while the billing software is set to it, or messages wait in it that it has not taken.
        even_in_use: bool,
    },
    /// What the billing software is set to. Answer: `RelayCredentials`.
    RelayCredentials,
    /// The ways of setting the billing software to the relay, or back to the mailbox itself. Answer: `Ways`.
    RelayWays {
        /// Back to the mailbox itself.
        back: bool,
    },
    /// Set the billing software to the relay, or back to the mailbox itself; carried out like a
    /// switch. Answer: `Switch`.
    ApplyRelay {
        /// How: by profile or guided.
        way: Way,
        /// Back to the mailbox itself.
        back: bool,
    },
    /// How support reaches this installation. Answer: `Steering`.
    Steering,
    /// Read an enrolment file, or fetch it from an `https` link; nothing is accepted yet. Answer: `EnrolmentRead`.
    ReadEnrolment {
        /// The file's content, or the link; at most 64 KiB.
        given: String,
    },
    /// Enrol with the organisation of this file. Answer: `Steering`.
    Enrol {
        /// The file's content, or the link; at most 64 KiB.
        given: String,
        /// The fingerprint that the user was shown and accepted.
        fingerprint: String,
    },
    /// Leave the organisation: what it pushed holds no more. Answer: `Steering`.
    LeaveOrganisation,
    /// Look for a new configuration now. Answer: `Steering`.
    FetchConfiguration,
    /// The user agrees, by name, to a server that support proposed. Answer: `Done`.
    AgreeToServer {
        /// The mailbox.
        account: AccountId,
        /// The server as it was shown.
        to: Server,
    },
    /// The user has read a bulletin: it is shown smaller. Answer: `Done`.
    BulletinRead {
        /// Its id.
        id: String,
    },
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
    /// To `Relay`, `RelayOn` and `RelayOff`.
    Relay {
        /// The relay.
        relay: Box<RelayStatus>,
    },
    /// To `RelayCredentials`.
    RelayCredentials {
        /// What the billing software is set to.
        credentials: RelayCredentials,
    },
    /// To `Steering` and its like.
    Steering {
        /// How support reaches this installation.
        steering: Box<Steering>,
    },
    /// To `ReadEnrolment`.
    EnrolmentRead {
        /// What the file says.
        enrolment: EnrolmentRead,
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
    /// The relay is in use: the billing software would find nobody.
    #[error("the relay is in use")]
    RelayInUse,
    /// The relay does not run.
    #[error("the relay does not run")]
    RelayOff,
    /// What was given is no enrolment, or its root is not the one that was shown.
    #[error("not an enrolment: {what}")]
    NotAnEnrolment {
        /// Why, for people who write such files.
        what: String,
    },
    /// Support manages this setting.
    #[error("{field} is managed by support")]
    Managed {
        /// The field.
        field: String,
    },
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
    /// The relay changed.
    Relay {
        /// The relay.
        relay: Box<RelayStatus>,
    },
    /// What support pushes changed.
    Steering {
        /// How support reaches this installation.
        steering: Box<Steering>,
    },
    /// To the window: come forward.
    ComeForward,
    /// The agent ends.
    Goodbye,
}
