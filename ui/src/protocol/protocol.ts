// Generated from crates/protocol by `cargo run -p vigie-protocol --example typescript`.
// Do not edit.

/** The version of this protocol. */
export const VERSION = 1;

/**
 * A watched mailbox, without its password (which stands in the operating system's keychain).
 */
export type Account = {
/**
 * Its number.
 */
id: AccountId,
/**
 * Its address.
 */
address: Address,
/**
 * The user name sent to the server.
 */
login: string,
/**
 * Its POP3 server, approved by the user or vouched for by the provider table.
 */
server: Server,
/**
 * The provider's id in the provider table, where known.
 */
provider: string | null,
/**
 * Minutes between two checks, 3 to 60.
 */
interval_minutes: number,
/**
 * A mailbox of the training ground, never a real one.
 */
training: boolean, };

/**
 * The number of a watched mailbox in this installation's journal; never reused.
 */
export type AccountId = number;

/**
 * An e-mail address (RFC 5321 §4.1.2), parsed; at most 254 characters, no display name.
 */
export type Address = string;

/**
 * What the agent answers.
 */
export type Answer = { "type": "welcome",
/**
 * The agent's [`crate::VERSION`].
 */
version: number,
/**
 * The agent's release, for people.
 */
release: string,
/**
 * The language of its words: `fr` or `en`.
 */
language: string, } | { "type": "done" } | { "type": "status",
/**
 * The whole state.
 */
status: Status, } | { "type": "discovered",
/**
 * What was found, best first.
 */
candidates: Array<Candidate>,
/**
 * The provider's name for people, where known.
 */
provider_name: string | null,
/**
 * What is known of POP at this provider that the user must hear first (no POP at all, POP
 * to be switched on, an application password), by key.
 */
advice: Text | null, } | { "type": "checked",
/**
 * What was found.
 */
report: CheckReport,
/**
 * What it means, for people.
 */
explanation: Explanation, } | { "type": "added",
/**
 * The mailbox as kept.
 */
account: Account, } | { "type": "settings",
/**
 * All of them.
 */
settings: Settings, } | { "type": "history",
/**
 * What was recorded.
 */
history: History, } | { "type": "diagnostics",
/**
 * The bundle's files, as they would be saved.
 */
files: Array<DiagnosticFile>,
/**
 * Where support is written to, if it is known.
 */
support_address: string | null, };

/**
 * A line from a face to the agent.
 */
export type Call = {
/**
 * Chosen by the face; the answer carries it back.
 */
id: number,
/**
 * What is asked.
 */
request: Request, };

/**
 * A server found for an address.
 */
export type Candidate = {
/**
 * The server.
 */
server: Server,
/**
 * The user name it expects.
 */
login: string,
/**
 * The provider's id, where it is in the table.
 */
provider: string | null,
/**
 * Where it comes from.
 */
source: Source,
/**
 * Whether the user must agree to the host by name before a password goes there.
 */
needs_approval: boolean, };

/**
 * The cause of a failed check.
 *
 * The serialised name (`snake_case`) is public: it stands in the journal, in
 * the terminal's JSON and in support's configuration, and never changes.
 * Words for people stand in the catalogue under `cause-<name>`.
 */
export type Cause = "no_network" | "name_not_found" | "connection_refused" | "connect_timeout" | "connection_lost" | "tls_expired" | "tls_wrong_name" | "tls_untrusted" | "tls_intercepted" | "tls_too_old" | "tls_failed" | "server_refuses" | "pop_disabled" | "password_refused" | "web_login_required" | "mailbox_in_use" | "login_delay" | "server_temporary" | "server_permanent" | "protocol_violation" | "too_slow";

/**
 * One check of one mailbox, from beginning to end.
 */
export type CheckReport = {
/**
 * When it began.
 */
started_at: string,
/**
 * The server asked.
 */
server: Server,
/**
 * The phases that were entered, with their durations, the failed one included.
 */
timings: Array<PhaseTiming>,
/**
 * What TLS showed, where the handshake succeeded.
 */
tls: TlsSeen | null,
/**
 * Capabilities announced (RFC 2449), after the login where the server was asked again; one
 * string per line, bounded.
 */
capabilities: Array<string>,
/**
 * The pause between logins that the server announces (LOGIN-DELAY), in seconds.
 */
login_delay_s: number | null,
/**
 * Whether a login was attempted, so that the pause between logins counts from here.
 */
login_attempted: boolean,
/**
 * What was seen, or why not.
 */
outcome: Outcome, };

/**
 * A file of the diagnostic bundle.
 */
export type DiagnosticFile = {
/**
 * Its name.
 */
name: string,
/**
 * Its whole content.
 */
content: string, };

/**
 * What happened.
 */
export type Event = { "type": "status",
/**
 * The whole state.
 */
status: Status, } | { "type": "check_progress",
/**
 * Which mailbox; `None`: the one being tried.
 */
account: AccountId | null,
/**
 * The phase.
 */
phase: Phase,
/**
 * `None` when it begins, its milliseconds when it ended.
 */
ms: number | null, } | { "type": "settings",
/**
 * All of them.
 */
settings: Settings, } | { "type": "come_forward" } | { "type": "goodbye" };

/**
 * What happened, what it means, what to do: sentences of the catalogue.
 */
export type Explanation = {
/**
 * What happened.
 */
title: Text,
/**
 * What it means for the practice's payments.
 */
meaning: Text | null,
/**
 * The one thing to do.
 */
action: Text | null,
/**
 * The technical particulars, in one line, for a hotline to read.
 */
detail: Text | null, };

/**
 * Which face is speaking.
 */
export type Face = "window" | "terminal";

/**
 * Why a check failed: the cause, where, and the circumstances that belong to it.
 */
export type Failure = {
/**
 * The cause.
 */
cause: Cause,
/**
 * The phase in which it arose.
 */
phase: Phase,
/**
 * The particulars that the sentence needs: the server's words, the issuer, the antivirus's
 * name, what was malformed. One line, at most 300 characters, never a secret.
 */
detail: string | null,
/**
 * Seconds after which the server allows the next login, where it says so.
 */
retry_after_s: number | null, };

/**
 * What was recorded of a mailbox.
 */
export type History = {
/**
 * Points in order of time.
 */
points: Array<HistoryPoint>,
/**
 * Incidents that touch the range, latest first.
 */
incidents: Array<Incident>, };

/**
 * Checks of a span of time, rolled up.
 */
export type HistoryPoint = {
/**
 * The span's beginning.
 */
at: string,
/**
 * Its length in seconds.
 */
seconds: number,
/**
 * Checks that found the mailbox well.
 */
well: number,
/**
 * Checks that failed.
 */
failed: number,
/**
 * Checks that could not tell.
 */
unknown: number,
/**
 * Median duration in milliseconds of those that went through.
 */
median_ms: number | null,
/**
 * The longest.
 */
max_ms: number | null, };

/**
 * An alarm, from its beginning to its end.
 */
export type Incident = {
/**
 * The first failure.
 */
began: string,
/**
 * The first check that was well again; `None` while it lasts.
 */
ended: string | null,
/**
 * What happened, in words.
 */
explanation: Explanation, };

/**
 * The four states that every face shows, from the most reassuring to the most urgent; of several
 * mailboxes, the greatest decides the tray.
 */
export type Level = "well" | "unknown" | "attention" | "alarm";

/**
 * A line from the agent to a face.
 */
export type Line = { "type": "answer",
/**
 * The call's number.
 */
id: number,
/**
 * What it asked for.
 */
answer: Answer, } | { "type": "refused",
/**
 * The call's number.
 */
id: number,
/**
 * Why.
 */
refusal: Refusal, } | { "type": "event",
/**
 * What.
 */
event: Event, };

/**
 * A mailbox as the user entered it.
 */
export type MailboxDraft = {
/**
 * Its address.
 */
address: Address,
/**
 * The user name for the server.
 */
login: string,
/**
 * The server.
 */
server: Server,
/**
 * The provider's id, where the server came from the provider table.
 */
provider: string | null,
/**
 * The password.
 */
password: Password,
/**
 * The user agreed, by name, to give the password to this host, which is outside the
 * address's own domain and the provider table.
 */
host_approved: boolean,
/**
 * The user read the sentence on clear text and agreed (only where nothing else is offered).
 */
clear_text_approved: boolean, };

/**
 * What a check that went through to STAT saw.
 */
export type MailboxSeen = {
/**
 * Messages in the mailbox (STAT).
 */
messages: number,
/**
 * Their size in octets (STAT).
 */
octets: number,
/**
 * Messages not known before this check, as far as this session got.
 */
new_messages: Array<NewMessage>,
/**
 * Whether headers remain to be read in a later session (the session's cap was reached).
 */
more_to_scan: boolean,
/**
 * When the oldest message that is still there was received, where known.
 */
oldest: string | null, };

/**
 * The state of one mailbox.
 */
export type MailboxStatus = {
/**
 * The mailbox.
 */
account: Account,
/**
 * The provider's name for people, where known.
 */
provider_name: string | null,
/**
 * Its level.
 */
level: Level,
/**
 * What is the matter.
 */
situation: Situation,
/**
 * The situation in words.
 */
explanation: Explanation,
/**
 * What should be seen to.
 */
warnings: Array<Warning>,
/**
 * The same in words, in the same order.
 */
warning_texts: Array<Explanation>,
/**
 * Whether a check is running.
 */
checking: boolean,
/**
 * The end of the last check.
 */
last_check: string | null,
/**
 * The last check that found the mailbox well.
 */
last_success: string | null,
/**
 * The next check; `None` while nothing is tried.
 */
next_check: string | null,
/**
 * The last report, where there is one.
 */
report: CheckReport | null,
/**
 * Whether reminders of the alarm are put off until tomorrow.
 */
reminder_put_off: boolean, };

/**
 * A message seen in the mailbox for the first time: what TOP showed of its header, bounded.
 *
 * A subject or a sender may name a person: it is kept in memory for recognition only, and never
 * logged, journalled or shown outside the user's own window.
 */
export type NewMessage = {
/**
 * The server's unique id (RFC 1939 §7, opaque).
 */
uid: string,
/**
 * Size in octets, as the server announces it.
 */
octets: number | null,
/**
 * The `Message-ID` without its brackets.
 */
message_id: string | null,
/**
 * The first address of `From`.
 */
from: string | null,
/**
 * The subject, decoded.
 */
subject: string | null,
/**
 * When the last server received it (topmost `Received`), or else its `Date`.
 */
received_at: string | null, };

export type Outcome = { "seen": MailboxSeen } | { "failed": Failure };

/**
 * A password on its way from a face to the agent; never printed, never sent back.
 */
export type Password = string;

/**
 * A step of a check, in the order in which they happen.
 */
export type Phase = "dns" | "connect" | "tls" | "greeting" | "capabilities" | "login" | "stat" | "list" | "headers" | "quit";

/**
 * How long a phase took.
 */
export type PhaseTiming = {
/**
 * The phase.
 */
phase: Phase,
/**
 * Its duration in milliseconds.
 */
ms: number, };

/**
 * Why the agent does not do what was asked.
 */
export type Refusal = { "type": "foreign_version",
/**
 * The agent's version.
 */
agent: number,
/**
 * The face's version.
 */
face: number, } | { "type": "hello_expected" } | { "type": "malformed",
/**
 * What is wrong with it; never the line itself, which may hold a password.
 */
what: string,
/**
 * Where, counted from 1.
 */
column: number, } | { "type": "too_long" } | { "type": "too_many_faces" } | { "type": "out_of_range",
/**
 * Which field.
 */
field: string, } | { "type": "unknown_mailbox" } | { "type": "already_watched" } | { "type": "host_not_approved",
/**
 * The host.
 */
host: string, } | { "type": "clear_text_refused" } | { "type": "secret_unavailable",
/**
 * There, but locked.
 */
locked: boolean, } | { "type": "too_soon",
/**
 * Seconds until it is allowed.
 */
seconds: number, } | { "type": "record_unavailable" } | { "type": "not_possible" };

/**
 * What a face asks.
 */
export type Request = { "type": "hello",
/**
 * The face's [`crate::VERSION`].
 */
version: number,
/**
 * Which face.
 */
face: Face, } | { "type": "status" } | { "type": "check_now",
/**
 * Which mailbox; `None`: all.
 */
account: AccountId | null, } | { "type": "pause",
/**
 * 1 to 1440 minutes.
 */
minutes: number, } | { "type": "resume" } | { "type": "remind_tomorrow",
/**
 * Which mailbox; `None`: all.
 */
account: AccountId | null, } | { "type": "discover",
/**
 * The address.
 */
address: Address, } | { "type": "try_mailbox",
/**
 * What was entered.
 */
draft: MailboxDraft, } | { "type": "add_mailbox",
/**
 * What was entered.
 */
draft: MailboxDraft, } | { "type": "change_password",
/**
 * Which mailbox.
 */
account: AccountId,
/**
 * The new password.
 */
password: Password, } | { "type": "remove_mailbox",
/**
 * Which mailbox.
 */
account: AccountId, } | { "type": "settings" } | { "type": "change_settings",
/**
 * All of them.
 */
settings: Settings, } | { "type": "history",
/**
 * Which mailbox.
 */
account: AccountId,
/**
 * From when.
 */
from: string,
/**
 * Until when.
 */
until: string,
/**
 * At most so many points, 1 to 2,000; coarser roll-ups are chosen to fit.
 */
points: number, } | { "type": "diagnostics" } | { "type": "open_window" } | { "type": "training",
/**
 * What.
 */
action: TrainingAction, } | { "type": "quit" };

/**
 * How the connection to a server is protected.
 */
export type Security = "tls" | "starttls" | "plain";

/**
 * One server: name, port and protection.
 */
export type Server = {
/**
 * DNS name in ASCII, or a literal IP address; lower case, no trailing dot.
 */
host: string,
/**
 * TCP port, never 0.
 */
port: number,
/**
 * How the connection is protected.
 */
security: Security, };

/**
 * What the user can set.
 */
export type Settings = {
/**
 * Minutes between two checks, 3 to 60.
 */
interval_minutes: number,
/**
 * `fr`, `en`, or `None` for the system's language (French where that is neither).
 */
language: string | null,
/**
 * Start with the session.
 */
autostart: boolean,
/**
 * Hour of the day from which notifications wait for the morning (0–23).
 */
quiet_from: number,
/**
 * Hour of the day at which they may come again (0–23).
 */
quiet_until: number,
/**
 * The billing software's name, as the user gave it.
 */
billing_software: string | null,
/**
 * The département's number (`2A`, `971`…).
 */
department: string | null,
/**
 * Hosts asked, by a TCP connection alone, whether our own line is up: `name:port`.
 */
witnesses: Array<string>,
/**
 * Seconds that one check may last, 5 to 60.
 */
session_cap_s: number, };

/**
 * What is the matter with one mailbox, for a person to read.
 */
export type Situation = { "kind": "not_checked_yet" } | { "kind": "well",
/**
 * Since when without interruption.
 */
since: string, } | { "kind": "suspected",
/**
 * The first failure of the series.
 */
since: string,
/**
 * The latest failure.
 */
failure: Failure, } | { "kind": "failing",
/**
 * The first failure of the series.
 */
since: string,
/**
 * The latest failure.
 */
failure: Failure, } | { "kind": "password_needed",
/**
 * The first refusal.
 */
since: string,
/**
 * The latest failure (`password_refused` or `web_login_required`).
 */
failure: Failure, } | { "kind": "offline",
/**
 * Since when.
 */
since: string, } | { "kind": "held",
/**
 * Since when.
 */
since: string,
/**
 * `mailbox_in_use` or `login_delay`.
 */
cause: Cause, } | { "kind": "paused",
/**
 * Until when.
 */
until: string, } | { "kind": "secret_unavailable",
/**
 * Since when.
 */
since: string,
/**
 * Whether the keychain is there but locked (else: no keychain on this machine).
 */
locked: boolean, };

/**
 * Where a candidate comes from, most trustworthy first.
 */
export type Source = "provider_table" | "autoconfiguration" | "service_record" | "mail_exchanger" | "guess";

/**
 * The whole state.
 */
export type Status = {
/**
 * When it was taken.
 */
at: string,
/**
 * The worst level of all mailboxes; `Unknown` where none is set up.
 */
level: Level,
/**
 * The one sentence for tray and title.
 */
headline: Text,
/**
 * Every mailbox, in the order in which they were added.
 */
mailboxes: Array<MailboxStatus>,
/**
 * What concerns no single mailbox: record damaged and set aside, disk full, no tray, …
 */
notices: Array<Explanation>,
/**
 * The training ground, where it runs.
 */
training: TrainingStatus | null, };

/**
 * A sentence by key, with what is to be put into it.
 */
export type Text = {
/**
 * The key in the catalogue; `key.attribute` names a message's attribute.
 */
key: string,
/**
 * The arguments by name, in a fixed order.
 */
args: { [key in string]: TextArg }, };

/**
 * One argument of a [`Text`]. Dates and durations stay numbers here: the face writes them in its
 * reader's language and time zone.
 */
export type TextArg = { "type": "words", "value": string } | { "type": "number", "value": number } | { "type": "time", "value": string } | { "type": "seconds", "value": number } | { "type": "octets", "value": number };

/**
 * What the TLS handshake showed; the certificate was verified.
 */
export type TlsSeen = {
/**
 * `TLSv1.2` or `TLSv1.3`.
 */
version: string,
/**
 * The cipher suite's IANA name.
 */
cipher: string,
/**
 * The leaf certificate's issuer, in readable form.
 */
issuer: string,
/**
 * The leaf certificate's end.
 */
not_after: string, };

/**
 * What can be done on the training ground.
 */
export type TrainingAction = "start" | "stop" | "restore" | "cut_pop" | "refuse_password" | "expire_certificate" | "lock_mailbox" | "cut_internet";

/**
 * The training ground's state.
 */
export type TrainingStatus = {
/**
 * The trouble that is on, `Restore` for none.
 */
trouble: TrainingAction, };

/**
 * Something that is not a failure, but should be seen to.
 */
export type Warning = { "kind": "certificate_ending",
/**
 * Its end.
 */
at: string, } | { "kind": "nearly_full",
/**
 * Octets in the mailbox.
 */
octets: number,
/**
 * The provider's limit in octets.
 */
limit: number, } | { "kind": "not_collected",
/**
 * How many lie there.
 */
messages: number,
/**
 * Since when the oldest has been there.
 */
since: string, } | { "kind": "clear_text" };
