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
training: boolean,
/**
 * Another mailbox took its place; it is watched for what still arrives.
 */
former: Former | null, };

/**
 * The number of a watched mailbox in this installation's journal; never reused.
 */
export type AccountId = number;

/**
 * An e-mail address (RFC 5321 §4.1.2), parsed; at most 254 characters, no display name.
 */
export type Address = string;

/**
 * Where a switch leads.
 */
export type Aim = "mailbox" | "to_relay" | "from_relay";

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
history: History, } | { "type": "lots",
/**
 * The rows.
 */
page: Page<Lot>, } | { "type": "lot",
/**
 * Its life.
 */
life: LotLife,
/**
 * What is to be done about it, in the words of the rule.
 */
explanation: Explanation, } | { "type": "returns",
/**
 * The rows.
 */
page: Page<Return>, } | { "type": "months",
/**
 * Latest first, 120 at most.
 */
months: Array<Month>, } | { "type": "found_sources",
/**
 * What was found, with the billing software's name where it is known.
 */
found: Array<FoundSource>,
/**
 * Billing-software profiles that say how a log is read.
 */
profiles: Array<ProfileName>, } | { "type": "source_preview",
/**
 * What it shows.
 */
preview: SourcePreview, } | { "type": "providers",
/**
 * Access providers first, each group by name.
 */
providers: Array<ProviderChoice>, } | { "type": "relocation",
/**
 * The check; `None`: there is none.
 */
relocation: Relocation | null, } | { "type": "ways",
/**
 * Best first; empty where nothing may be switched to.
 */
ways: Array<WayOffered>, } | { "type": "switch",
/**
 * The last switch; `None`: there was none.
 */
switch: Switch | null, } | { "type": "fiche",
/**
 * The sheet.
 */
fiche: Fiche, } | { "type": "relay",
/**
 * The relay.
 */
relay: RelayStatus, } | { "type": "relay_credentials",
/**
 * What the billing software is set to.
 */
credentials: RelayCredentials, } | { "type": "steering",
/**
 * How support reaches this installation.
 */
steering: Steering, } | { "type": "enrolment_read",
/**
 * What the file says.
 */
enrolment: EnrolmentRead, } | { "type": "diagnostics",
/**
 * The bundle's files, as they would be saved.
 */
files: Array<DiagnosticFile>,
/**
 * Where support is written to, if it is known.
 */
support_address: string | null, };

/**
 * The state of one mailbox's book.
 */
export type BookStatus = {
/**
 * What can be seen of lots and returns.
 */
observability: Observability,
/**
 * The same in words: what is seen, what that means, and how to let Vigie see more.
 */
sight: Explanation,
/**
 * How many lots stand where.
 */
standing: Standing,
/**
 * What asks for a look, the most urgent first.
 */
matters: Array<Matter>,
/**
 * The same in words, in the same order.
 */
matter_texts: Array<Explanation>,
/**
 * The last return seen, wherever it was seen.
 */
last_return: string | null,
/**
 * Where its lots are learnt from.
 */
sources: Array<SourceStatus>, };

/**
 * Why a probe came back.
 */
export type Bounce = "unknown_address" | "full" | "archived" | "blocked" | "other";

/**
 * A bulletin that stands.
 */
export type Bulletin = {
/**
 * Its document's id.
 */
id: string,
/**
 * Something is broken now; otherwise it is advice.
 */
incident: boolean,
/**
 * Its title, plain text.
 */
title: string,
/**
 * Its paragraphs, plain text.
 */
paragraphs: Array<string>,
/**
 * The one thing to do.
 */
action: BulletinAction | null,
/**
 * Since when it stands.
 */
from: string,
/**
 * When it ends.
 */
until: string,
/**
 * Who says it.
 */
organisation: string,
/**
 * The user has read it: it is shown smaller.
 */
read?: boolean, };

/**
 * What a bulletin's button does.
 */
export type BulletinAction = { "kind": "assistant" } | { "kind": "page",
/**
 * The page.
 */
url: string, } | { "kind": "call",
/**
 * Digits, perhaps with `+` before them.
 */
number: string, };

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
 * Where one check stands.
 */
export type CheckState = "waiting" | "running" | "well" | "bad" | "unknown";

/**
 * When a provider closes a mailbox that nobody uses.
 */
export type Closing = {
/**
 * Its limit in days without login.
 */
days: number,
/**
 * When that is over, counted from the switch: the billing software logged in until then.
 * Whether Vigie's own logins count for the provider is not known.
 */
at: string, };

/**
 * A POP3 command beyond those that every server has.
 */
export type Command = "UIDL" | "TOP";

/**
 * Something to know that decides nothing. The serialised name (`kind`) is public and never
 * changes; words stand in the catalogue under `verdict-warning-<name>`.
 */
export type Companion = { "kind": "webmail" } | { "kind": "hosting" } | { "kind": "health_network" } | { "kind": "unknown_provider" } | { "kind": "access_contract" } | { "kind": "inactivity",
/**
 * Days.
 */
days: number, } | { "kind": "must_be_switched_on" } | { "kind": "switches_itself_off" } | { "kind": "application_password" } | { "kind": "same_provider" } | { "kind": "long_login_delay",
/**
 * The pause.
 */
seconds: number, } | { "kind": "expires_at_once" } | { "kind": "expires",
/**
 * Days.
 */
days: number, } | { "kind": "size_limit",
/**
 * The largest message.
 */
octets: number, } | { "kind": "slow_delivery",
/**
 * How long.
 */
seconds: number, } | { "kind": "marked_as_spam" } | { "kind": "not_from_outside" } | { "kind": "sender_not_seen" } | { "kind": "other_reader" } | { "kind": "inner_name",
/**
 * What it says.
 */
mailbox: string, } | { "kind": "not_compared",
/**
 * The mailbox.
 */
existing: Address, };

/**
 * A verdict by its public name; it stands in the journal and in the terminal's JSON, and never
 * changes.
 */
export type Conclusion = "good" | "probable" | "inconclusive" | "alias" | "same_mailbox" | "not_empty" | "no_pop" | "forwards" | "receives_forwarded" | "cannot_send" | "unsafe";

/**
 * The two readings of the rule that are in use; which one is in force is not settled, so it is a
 * setting.
 */
export type Deadline = "forty_eight_hours" | "two_working_days";

/**
 * Where a delivering server writes whom a message is for.
 */
export type DeliveryField = "delivered_to" | "x_original_to" | "envelope_to" | "received_for";

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
 * What makes not seeing a message doubtful.
 */
export type Disturbance = "emptied" | "locked";

/**
 * An enrolment in force.
 */
export type Enrolled = {
/**
 * The organisation, as its file names itself.
 */
organisation: string,
/**
 * Where its configuration lies, `https`.
 */
repository: string,
/**
 * The fingerprint of its root, in groups that can be compared.
 */
fingerprint: string,
/**
 * Since when.
 */
since: string,
/**
 * When its configuration was last found well, changed or not.
 */
last_fetched: string | null,
/**
 * Why it cannot be fetched or used now, for support.
 */
problem: Text | null,
/**
 * Documents in force.
 */
documents: number, };

/**
 * An enrolment file that was found on this computer.
 */
export type EnrolmentOffered = {
/**
 * What it says.
 */
enrolment: EnrolmentRead,
/**
 * Its content, for `Enrol`.
 */
given: string, };

/**
 * An enrolment file that was read and is not accepted yet.
 */
export type EnrolmentRead = {
/**
 * The organisation, as its file names itself.
 */
organisation: string,
/**
 * Where its configuration lies.
 */
repository: string,
/**
 * The fingerprint of its root, in groups that can be compared.
 */
fingerprint: string, };

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
settings: Settings, } | { "type": "book_changed",
/**
 * Which mailbox.
 */
account: AccountId, } | { "type": "relocation",
/**
 * The check.
 */
relocation: Relocation | null, } | { "type": "switch",
/**
 * The last switch.
 */
switch: Switch | null, } | { "type": "relay",
/**
 * The relay.
 */
relay: RelayStatus, } | { "type": "steering",
/**
 * How support reaches this installation.
 */
steering: Steering, } | { "type": "come_forward" } | { "type": "goodbye" };

/**
 * A mailbox that the person has already, and that Vigie does not watch.
 */
export type ExistingDraft = {
/**
 * Its address.
 */
address: Address,
/**
 * Its password; without it, it can be written to and not read.
 */
password: Password | null, };

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
 * What became of everything between the two mailboxes.
 */
export type Fiche = {
/**
 * When it was made.
 */
at: string,
/**
 * The switch.
 */
switch: SwitchId,
/**
 * The old mailbox.
 */
from: Address,
/**
 * The new one.
 */
to: Address,
/**
 * When the new one took its place.
 */
switched: string,
/**
 * Until when both are watched.
 */
until: string,
/**
 * What it all amounts to.
 */
summary: Explanation,
/**
 * Lots sent before the switch without an answer yet, by date; 500 at most.
 */
lots: Array<FicheLot>,
/**
 * How many there are.
 */
lots_total: number,
/**
 * Returns that arrived in the old mailbox since, by date; 500 at most.
 */
returns: Array<FicheReturn>,
/**
 * How many there are.
 */
returns_total: number,
/**
 * What to do, in order, and what needs nothing.
 */
advice: Array<Explanation>,
/**
 * The old mailbox is closed by its provider after so long unused; `None`: not known.
 */
inactivity: Text | null,
/**
 * The sheet as one HTML page, complete in itself, for printing and saving.
 */
html: string, };

/**
 * A lot on the sheet.
 */
export type FicheLot = {
/**
 * Its number, three digits.
 */
number: string,
/**
 * The caisse it went to.
 */
caisse: string | null,
/**
 * Its date.
 */
date: string | null,
/**
 * When it was sent.
 */
sent: string | null,
/**
 * Where it stands, in words.
 */
state: Text, };

/**
 * A return on the sheet.
 */
export type FicheReturn = {
/**
 * What it is, in words.
 */
kind: Text,
/**
 * When it arrived.
 */
received: string | null,
/**
 * The lots it answers, where that is known.
 */
lots: Array<string>,
/**
 * It is still in the old mailbox.
 */
still_there: boolean, };

/**
 * The follow-up of one lot.
 */
export type FollowUp = { stage: Stage,
/**
 * From when the deadline that is running counts.
 */
counted_from: string,
/**
 * How often it was sent.
 */
transmissions: number, };

/**
 * That a mailbox was replaced: it is still watched, for what arrives in it late.
 */
export type Former = {
/**
 * Since when.
 */
since: string,
/**
 * Until when it is watched.
 */
until: string,
/**
 * The mailbox that took its place.
 */
successor: AccountId, };

/**
 * A message that lay in the new mailbox.
 */
export type FoundMessage = {
/**
 * Its sender as displayed, bounded.
 */
from: string | null,
/**
 * Its subject, bounded.
 */
subject: string | null,
/**
 * When it came.
 */
received: string | null, };

/**
 * A source that was found on this computer.
 */
export type FoundSource = {
/**
 * The source.
 */
kind: SourceKind,
/**
 * The billing software or engine that it belongs to, where known.
 */
software: string | null, };

/**
 * What keeps the provider from taking what the billing software sends. The serialised name is
 * public and never changes.
 */
export type Hindrance = "provider" | "login" | "sender";

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
 * What the caisse decided on an invoice (NOEMIE entities 198 and 199).
 */
export type InvoiceState = "paid" | "rejected" | "deferred";

/**
 * The four states that every face shows, from the most reassuring to the most urgent; of several
 * mailboxes, the greatest decides the tray.
 */
export type Level = "well" | "unknown" | "attention" | "alarm";

/**
 * Something that happened to a lot.
 */
export type LifeEvent = {
/**
 * When.
 */
at: string,
/**
 * What; `None`: it was sent for the first time.
 */
event: LotEvent | null, };

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
 * What the provider wants as the user name.
 */
export type LoginForm = "full_address" | "local_part";

/**
 * A lot as the book holds it.
 */
export type Lot = {
/**
 * Its number in the journal.
 */
id: LotId,
/**
 * The mailbox that it was sent from.
 */
account: AccountId,
/**
 * What is known of its identity.
 */
reference: LotReference,
/**
 * Where it went.
 */
caisse: string | null,
/**
 * The `Message-ID` under which it went last, without brackets.
 */
message_id: string | null,
/**
 * How many invoices it holds.
 */
invoices: number | null,
/**
 * When it was sent first.
 */
first_sent: string,
/**
 * When it was sent last.
 */
last_sent: string,
/**
 * Where it was seen first.
 */
origin: Origin,
/**
 * Where it stands.
 */
follow_up: FollowUp, };

/**
 * A lot as the user enters it.
 */
export type LotEntry = {
/**
 * Its number, 0 to 999.
 */
number: number,
/**
 * Its date; `None`: the day of the sending.
 */
date: string | null,
/**
 * The caisse it went to, five digits.
 */
caisse: string | null,
/**
 * When it was sent.
 */
sent: string, };

/**
 * What happened to a lot.
 */
export type LotEvent = { "event": "became",
/**
 * The new stage.
 */
stage: Stage, } | { "event": "sent_again" } | { "event": "sent_again_though_acknowledged" } | { "event": "contradicted",
/**
 * What stood until now.
 */
before: Stage,
/**
 * What stands from now on.
 */
after: Stage, } | { "event": "answered_again",
/**
 * Its class.
 */
class: MessageClass, };

/**
 * Which lots or returns are asked for.
 */
export type LotFilter = "all" | "open" | "to_do" | "acknowledged" | "settled" | "sent_again";

/**
 * The number of a lot in this installation's journal; never reused.
 */
export type LotId = number;

/**
 * The life of one lot.
 */
export type LotLife = {
/**
 * The lot.
 */
lot: Lot,
/**
 * What happened to it, in order of time; the first is its sending.
 */
events: Array<LifeEvent>,
/**
 * Returns that belong to it, in order of time.
 */
returns: Array<Return>,
/**
 * When time alone changes its stage next.
 */
next_deadline: string | null, };

/**
 * By what lots are sorted.
 */
export type LotOrder = "sent" | "number" | "caisse" | "stage";

/**
 * A part of the book.
 */
export type LotQuery = {
/**
 * Which mailbox; `None`: all.
 */
account: AccountId | null,
/**
 * Which lots.
 */
filter: LotFilter,
/**
 * Words to be found, at most 100 characters: a lot number, the beginning of a caisse or an
 * emitter, a date (`2026-04-27`, `27/04/2026`, `04/2026`). Empty: every lot.
 */
search: string,
/**
 * The order.
 */
order: LotOrder,
/**
 * From the greatest to the smallest.
 */
descending: boolean,
/**
 * How many rows to skip.
 */
offset: number,
/**
 * How many rows to give, 1 to 500.
 */
limit: number, };

/**
 * What a message or a file says of the lot that it belongs to: any of the three may be missing.
 */
export type LotReference = {
/**
 * Who sent the lot.
 */
emitter: string | null,
/**
 * Its number.
 */
number: number | null,
/**
 * Its date.
 */
date: string | null, };

/**
 * A source that is in use.
 */
export type LotSource = {
/**
 * Its number.
 */
id: SourceId,
/**
 * The mailbox whose lots it shows.
 */
account: AccountId,
/**
 * What it is.
 */
kind: SourceKind, };

/**
 * The lots that a matter concerns.
 */
export type Lots = {
/**
 * How many, at least 1.
 */
lots: number,
/**
 * When the oldest of them was sent last.
 */
oldest: string, };

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
 * Whether headers remain to be read in a later session: its cap was reached, or it broke off.
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
reminder_put_off: boolean,
/**
 * Its lots and returns.
 */
book: BookStatus, };

/**
 * A setting that support manages.
 */
export type ManagedSetting = {
/**
 * The field's name in `Settings`.
 */
field: string,
/**
 * Why, in support's words.
 */
reason: string, };

/**
 * A lot that the return belongs to.
 */
export type Match = {
/**
 * The lot.
 */
lot: LotId,
/**
 * Read in the message, or only likely.
 */
strength: Strength, };

/**
 * Something that asks for a look. One matter stands for all the lots that it concerns: twenty
 * lots late are one matter, never twenty.
 *
 * The serialised form stands in the journal and does not change.
 */
export type Matter = { "matter": "late" } & Lots | { "matter": "unanswered" } & Lots | { "matter": "manual" } & Lots | { "matter": "refused" } & Lots | { "matter": "not_delivered" } & Lots | { "matter": "silent_returns",
/**
 * The last return seen.
 */
since: string, } | { "matter": "foreign_mail",
/**
 * How many messages lie there.
 */
messages: number,
/**
 * Since when the oldest has.
 */
since: string, } | { "matter": "vanishing",
/**
 * How many.
 */
messages: number,
/**
 * Since when.
 */
since: string, } | { "matter": "old_mailbox_closing" } & Closing;

/**
 * Whether a switch may follow a verdict.
 */
export type MaySwitch = { "kind": "yes" } | { "kind": "after_consent",
/**
 * What could not be proven, and what would prove it.
 */
sentence: Text, } | { "kind": "no" };

/**
 * What a message is, as far as rules and contents can tell.
 *
 * The serialised names are public: support's recognition rules and the terminal's JSON use them.
 */
export type MessageClass = "lot" | "arl_positive" | "arl_negative" | "arl_unsigned" | "rsp" | "service_message" | "non_delivery" | "unknown_machine" | "foreign";

/**
 * A month of lots, by the day of their first sending in the practice's zone.
 */
export type Month = {
/**
 * Its first day.
 */
month: string,
/**
 * Lots sent.
 */
sent: number,
/**
 * Of these, lots acknowledged.
 */
acknowledged: number,
/**
 * Of these, lots refused or not delivered.
 */
refused: number,
/**
 * Of these, lots sent more than once.
 */
sent_again: number,
/**
 * Of these, lots still without an answer.
 */
open: number,
/**
 * Median time from the last sending to the acknowledgement, in seconds.
 */
median_delay_s: number | null, };

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

/**
 * How far the follow-up of lots can be trusted.
 */
export type Observability = { "kind": "no_lots" } | { "kind": "returns_unreliable",
/**
 * Lots whose answer was seen.
 */
seen: number,
/**
 * Lots whose answer should have been seen.
 */
expected: number, } | { "kind": "full" };

/**
 * Where something was seen.
 */
export type Origin = { "origin": "mailbox" } | { "origin": "source",
/**
 * Which.
 */
id: SourceId, } | { "origin": "relay" } | { "origin": "hand" };

export type Outcome = { "seen": MailboxSeen } | { "failed": Failure };

/**
 * Rows of the book, and how many there are in all.
 */
export type Page<T> = {
/**
 * Rows that fit the question.
 */
total: number,
/**
 * The rows asked for.
 */
rows: Array<T>, };

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
 * In which of the two mailboxes a probe was seen.
 */
export type Places = "nowhere" | "existing" | "candidate" | "both";

/**
 * The relay's local ports, 1 to 65535 and different from each other.
 */
export type Ports = {
/**
 * Of the POP3 side.
 */
pop: number,
/**
 * Of the SMTP side.
 */
smtp: number, };

/**
 * What became of Vigie's messages.
 */
export type ProbesLeft = {
/**
 * How many were removed.
 */
removed: number,
/**
 * Those that stay somewhere: where, and why.
 */
left: Array<Text>, };

/**
 * A billing-software profile, for choosing.
 */
export type ProfileName = {
/**
 * Its id.
 */
id: string,
/**
 * The program's name.
 */
name: string, };

/**
 * A provider to choose from, with what helps to recognise it and to create a mailbox there.
 */
export type ProviderChoice = {
/**
 * Its id in the provider table.
 */
id: string,
/**
 * Its name for people.
 */
name: string,
/**
 * It connects homes and practices to the Internet: what the letter asks for.
 */
is_access_provider: boolean,
/**
 * What is on the box or on the invoice, where that is another name.
 */
known_as: Array<string>,
/**
 * The domains of its addresses.
 */
domains: Array<string>,
/**
 * Whether a mailbox there can carry the télétransmission, and what to know before: no POP,
 * POP to be switched on, an application password.
 */
advice: Array<Text>,
/**
 * How a true secondary mailbox is created there, in order; where the way is not known, what to
 * look for.
 */
guide: Array<Text>,
/**
 * The trap at this provider: what looks like a mailbox and is none.
 */
trap: Text | null,
/**
 * The provider's own page on it, `https`.
 */
page: string | null, };

/**
 * The questions that a verdict answers.
 */
export type Question = "real_pop" | "no_alias" | "empty" | "can_send";

/**
 * A question with its answer.
 */
export type QuestionAnswered = {
/**
 * The question.
 */
question: Question,
/**
 * The answer.
 */
answer: VerdictAnswer,
/**
 * The question in words.
 */
asked: Text,
/**
 * The answer in words.
 */
answered: Text, };

/**
 * A piece of evidence that counts. `existing` is the address of the mailbox that the person has
 * already.
 *
 * The serialised name (`kind`) is public and never changes; words stand in the catalogue under
 * `verdict-reason-<name>`.
 */
export type Reason = { "kind": "no_tls" } | { "kind": "tls_unproven",
/**
 * Why not.
 */
cause: Cause, } | { "kind": "submission_unsafe",
/**
 * Why not.
 */
cause: Cause, } | { "kind": "same_address",
/**
 * The mailbox.
 */
existing: Address, } | { "kind": "same_account",
/**
 * The mailbox.
 */
existing: Address, } | { "kind": "same_maildrop",
/**
 * The mailbox.
 */
existing: Address, } | { "kind": "one_mailbox",
/**
 * The mailbox.
 */
existing: Address, } | { "kind": "leads_to",
/**
 * The mailbox.
 */
existing: Address,
/**
 * Whether the candidate was seen to keep none of it.
 */
certain: boolean, } | { "kind": "names_another",
/**
 * Where.
 */
field: DeliveryField,
/**
 * The mailbox named.
 */
mailbox: string, } | { "kind": "logs_in_as_another",
/**
 * The user name.
 */
login: string, } | { "kind": "subaddress",
/**
 * The address without it.
 */
of: string, } | { "kind": "no_server" } | { "kind": "imap_only" } | { "kind": "pop_not_offered" } | { "kind": "oauth_only" } | { "kind": "pop_disabled",
/**
 * Whether the user can switch it on at this provider.
 */
can_be_switched_on: boolean, } | { "kind": "pop_unreachable",
/**
 * How it fails.
 */
cause: Cause, } | { "kind": "command_missing",
/**
 * Which.
 */
command: Command, } | { "kind": "login_delay_too_long",
/**
 * The pause.
 */
seconds: number, } | { "kind": "forwards",
/**
 * The mailbox.
 */
existing: Address,
/**
 * Whether everything needed to say so was seen.
 */
certain: boolean, } | { "kind": "existing_forwards",
/**
 * The mailbox.
 */
existing: Address,
/**
 * Whether everything needed to say so was seen.
 */
certain: boolean, } | { "kind": "existing_leads_here",
/**
 * The mailbox.
 */
existing: Address, } | { "kind": "existing_names_candidate",
/**
 * The mailbox.
 */
existing: Address,
/**
 * Where.
 */
field: DeliveryField, } | { "kind": "catch_all" } | { "kind": "holds",
/**
 * How many.
 */
messages: number, } | { "kind": "received_meanwhile",
/**
 * How many.
 */
messages: number, } | { "kind": "no_submission" } | { "kind": "submission_login_refused" } | { "kind": "sender_refused" } | { "kind": "submission_refused" } | { "kind": "from_rewritten" } | { "kind": "size_limit_too_small",
/**
 * The largest message.
 */
octets: number, } | { "kind": "not_checked" } | { "kind": "not_answered",
/**
 * How.
 */
cause: Cause, } | { "kind": "probe_not_sent" } | { "kind": "probe_bounced",
/**
 * Why.
 */
bounce: Bounce, } | { "kind": "probe_lost" } | { "kind": "still_waiting",
/**
 * The mailbox to be read.
 */
mailbox: Address,
/**
 * Not before this.
 */
until: string, } | { "kind": "candidate_disturbed",
/**
 * How.
 */
how: Disturbance, } | { "kind": "control_not_sent",
/**
 * The mailbox.
 */
existing: Address, } | { "kind": "control_lost",
/**
 * The mailbox.
 */
existing: Address, } | { "kind": "crossed",
/**
 * The mailbox.
 */
existing: Address,
/**
 * Where the probe to the candidate was seen.
 */
probe: Places,
/**
 * Where the control probe was seen.
 */
control: Places, } | { "kind": "existing_disturbed",
/**
 * The mailbox.
 */
existing: Address,
/**
 * How.
 */
how: Disturbance, } | { "kind": "existing_busy",
/**
 * The mailbox.
 */
existing: Address,
/**
 * Why.
 */
cause: Cause, } | { "kind": "old_provider",
/**
 * The mailbox.
 */
existing: Address, } | { "kind": "name_unclear",
/**
 * Where.
 */
field: DeliveryField,
/**
 * The mailbox named.
 */
mailbox: string, } | { "kind": "sending_not_tried" } | { "kind": "sending_not_now" } | { "kind": "sending_intercepted" } | { "kind": "no_existing" } | { "kind": "existing_unreadable",
/**
 * The mailbox.
 */
existing: Address,
/**
 * Why; `None` where no password was given.
 */
cause: Cause | null, } | { "kind": "separate",
/**
 * The mailbox.
 */
existing: Address, } | { "kind": "pop_answers",
/**
 * The server.
 */
host: string, } | { "kind": "probe_arrived",
/**
 * After how long.
 */
seconds: number, } | { "kind": "names_candidate",
/**
 * Where.
 */
field: DeliveryField, } | { "kind": "was_empty" } | { "kind": "sends" };

/**
 * A mailbox that support recommends; the user types address and password.
 */
export type RecommendedPlace = {
/**
 * The domain of its address.
 */
domain: string,
/**
 * Its POP3 server.
 */
pop: Server,
/**
 * The user name that it wants.
 */
login: LoginForm,
/**
 * Its submission server.
 */
submission: Server | null, };

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
field: string, } | { "type": "unknown_mailbox" } | { "type": "unknown_entry" } | { "type": "already_watched" } | { "type": "host_not_approved",
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
seconds: number, } | { "type": "password_needed" } | { "type": "record_unavailable" } | { "type": "under_way" } | { "type": "nothing_under_way" } | { "type": "verdict_forbids" } | { "type": "consent_needed" } | { "type": "relay_in_use" } | { "type": "relay_off" } | { "type": "not_an_enrolment",
/**
 * Why, for people who write such files.
 */
what: string, } | { "type": "managed",
/**
 * The field.
 */
field: string, } | { "type": "not_possible" };

/**
 * How the relay is to run; what is `None` stays as it is.
 */
export type RelayChange = {
/**
 * The port of the POP3 side, 1 to 65535.
 */
pop_port: number | null,
/**
 * The port of the SMTP side, 1 to 65535.
 */
smtp_port: number | null,
/**
 * Whether software may send without logging in.
 */
sending_without_login: boolean | null,
/**
 * Where the current mailbox sends, where the provider table does not know.
 */
submission: Server | null,
/**
 * The user agreed, by name, that the password goes to that host.
 */
host_approved: boolean,
/**
 * The billing software was set to the relay by hand, or back.
 */
in_use: boolean | null, };

/**
 * What the billing software is set to, once.
 */
export type RelayCredentials = {
/**
 * The host: `127.0.0.1`.
 */
host: string,
/**
 * The ports.
 */
ports: Ports,
/**
 * The user name, made at random for this installation.
 */
login: string,
/**
 * The password, made at random for this installation.
 */
password: Password,
/**
 * SHA-256 of the certificate that both ports offer to software that wants TLS, in hexadecimal
 * digits.
 */
certificate: string | null, };

/**
 * A mailbox behind the relay.
 */
export type RelayMailbox = {
/**
 * The mailbox.
 */
account: AccountId,
/**
 * Another took its place: messages are kept at its provider for a time.
 */
former: boolean,
/**
 * Days for which confirmed messages stay at the provider.
 */
keep_days: number,
/**
 * Where lots go out; only the current mailbox sends.
 */
submission: Server | null,
/**
 * The last turn that went through.
 */
last_collected: string | null,
/**
 * Since when turns fail.
 */
failing_since: string | null, };

/**
 * The state of the relay.
 */
export type RelayStatus = {
/**
 * It runs, or is to run: [`troubles`](Self::troubles) says what hinders it.
 */
on: boolean,
/**
 * Its ports, chosen once and kept.
 */
ports: Ports,
/**
 * The sides whose port is open.
 */
open: Array<Side>,
/**
 * The billing software is set to it, as far as Vigie set it or was told.
 */
in_use: boolean,
/**
 * The software need not log in to send: old programs cannot.
 */
sending_without_login: boolean,
/**
 * Messages that wait for the billing software.
 */
waiting: number,
/**
 * Their octets.
 */
octets: number,
/**
 * The mailboxes behind it, the current one first.
 */
mailboxes: Array<RelayMailbox>,
/**
 * When the billing software last logged in to collect.
 */
last_login: string | null,
/**
 * When it last took messages and confirmed them.
 */
last_confirmed: string | null,
/**
 * When it last sent a lot that the provider took.
 */
last_sent: string | null,
/**
 * What is the matter, the worst first.
 */
troubles: Array<Trouble>,
/**
 * How it stands in words: what is so, what that means, what to do.
 */
explanation: Explanation,
/**
 * The troubles in words, in the same order.
 */
trouble_texts: Array<Explanation>, };

/**
 * A newer release of Vigie. It is shown; nothing is installed by itself.
 */
export type ReleaseNotice = {
/**
 * Its number.
 */
version: string,
/**
 * Why to take it, paragraphs of plain text.
 */
why: Array<string>,
/**
 * The page from which it is taken, `https`.
 */
page: string,
/**
 * The installer's file name for this platform, where there is one.
 */
file: string | null,
/**
 * Its SHA-256, hexadecimal digits.
 */
sha256: string | null, };

/**
 * The check of a new mailbox.
 */
export type Relocation = {
/**
 * The new mailbox.
 */
address: Address,
/**
 * Its provider's name for people, where known.
 */
provider_name: string | null,
/**
 * The watched mailbox that is to be replaced.
 */
replaces: AccountId | null,
/**
 * When it began.
 */
began: string,
/**
 * Where it stands.
 */
state: RelocationState,
/**
 * Each check, in the order in which they are shown.
 */
checks: Array<RelocationCheck>,
/**
 * The three questions with their answers so far.
 */
questions: Array<QuestionAnswered>,
/**
 * What is to be said so far; final where the state is `Judged`.
 */
verdict: Verdict,
/**
 * The verdict in words.
 */
explanation: Explanation,
/**
 * How much it can be relied on.
 */
strength: Text,
/**
 * Its reasons in words, in the same order.
 */
reasons: Array<Text>,
/**
 * Its warnings in words, in the same order.
 */
warnings: Array<Text>,
/**
 * What to do, or what would make it stronger, in the same order.
 */
steps: Array<Text>,
/**
 * What lay in the new mailbox before; in memory only.
 */
found: Array<FoundMessage>,
/**
 * What became of the messages that Vigie sent.
 */
probes: ProbesLeft,
/**
 * Whether the switch may follow.
 */
may_switch: MaySwitch,
/**
 * Seconds of the check so far, waiting included.
 */
seconds: number, };

/**
 * One check.
 */
export type RelocationCheck = {
/**
 * What is checked, in words.
 */
label: Text,
/**
 * Where it stands.
 */
state: CheckState,
/**
 * How long it took.
 */
seconds: number | null,
/**
 * What was seen.
 */
evidence: Array<Text>,
/**
 * What to do about it.
 */
advice: Text | null, };

/**
 * A mailbox to be checked, as the user entered it.
 */
export type RelocationDraft = {
/**
 * The address of the new mailbox.
 */
address: Address,
/**
 * Its password.
 */
password: Password,
/**
 * The user name, where it was entered by hand.
 */
login: string | null,
/**
 * The POP3 server, where it was entered by hand.
 */
pop: Server | null,
/**
 * The submission server, where it was entered by hand.
 */
submission: Server | null,
/**
 * The watched mailbox that is to be replaced; the others that are watched are compared with besides.
 */
replaces: AccountId | null,
/**
 * Further addresses to compare with, 5 at most.
 */
existing: Array<ExistingDraft>,
/**
 * The address's domain is the practice's own: a name there that nobody has may be tried.
 */
own_domain: boolean,
/**
 * Hosts to which the user agreed by name.
 */
approved_hosts: Array<string>,
/**
 * The user agreed that Vigie sends a few short messages and removes exactly those.
 */
consent: boolean, };

/**
 * Where a check of a new mailbox stands.
 */
export type RelocationState = { "kind": "running" } | { "kind": "waiting",
/**
 * Until when at most.
 */
until: string, } | { "kind": "password_needed" } | { "kind": "removing" } | { "kind": "judged" };

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
points: number, } | { "type": "lots",
/**
 * Which.
 */
query: LotQuery, } | { "type": "lot",
/**
 * Which.
 */
lot: LotId, } | { "type": "returns",
/**
 * Which.
 */
query: ReturnQuery, } | { "type": "months",
/**
 * Which mailbox; `None`: all.
 */
account: AccountId | null, } | { "type": "settle_lots",
/**
 * Which, 1 to 500.
 */
lots: Array<LotId>,
/**
 * Why, 1 to 300 characters.
 */
reason: string, } | { "type": "enter_lot",
/**
 * The mailbox that it was sent from.
 */
account: AccountId,
/**
 * The lot.
 */
lot: LotEntry, } | { "type": "find_sources" } | { "type": "preview_source",
/**
 * The source.
 */
kind: SourceKind, } | { "type": "add_source",
/**
 * The mailbox whose lots it shows.
 */
account: AccountId,
/**
 * The source.
 */
kind: SourceKind, } | { "type": "remove_source",
/**
 * Which.
 */
source: SourceId, } | { "type": "providers" } | { "type": "begin_relocation",
/**
 * What was entered.
 */
draft: RelocationDraft, } | { "type": "relocation" } | { "type": "give_relocation_password",
/**
 * The new mailbox or one that it is compared with.
 */
address: Address,
/**
 * Its password.
 */
password: Password, } | { "type": "repeat_relocation" } | { "type": "end_relocation" } | { "type": "switch_ways" } | { "type": "apply_switch",
/**
 * How.
 */
way: Way,
/**
 * The user agreed to the sentence of `MaySwitch::AfterConsent`.
 */
consented: boolean, } | { "type": "continue_switch" } | { "type": "undo_switch" } | { "type": "switch" } | { "type": "fiche" } | { "type": "relay" } | { "type": "relay_on",
/**
 * How.
 */
change: RelayChange, } | { "type": "relay_off",
/**
 * Also while the billing software is set to it, or messages wait in it that it has not taken.
 */
even_in_use: boolean, } | { "type": "relay_credentials" } | { "type": "relay_ways",
/**
 * Back to the mailbox itself.
 */
back: boolean, } | { "type": "apply_relay",
/**
 * How: by profile or guided.
 */
way: Way,
/**
 * Back to the mailbox itself.
 */
back: boolean, } | { "type": "steering" } | { "type": "read_enrolment",
/**
 * The file's content, or the link; at most 64 KiB.
 */
given: string, } | { "type": "enrol",
/**
 * The file's content, or the link; at most 64 KiB.
 */
given: string,
/**
 * The fingerprint that the user was shown and accepted.
 */
fingerprint: string, } | { "type": "leave_organisation" } | { "type": "fetch_configuration" } | { "type": "agree_to_server",
/**
 * The mailbox.
 */
account: AccountId,
/**
 * The server as it was shown.
 */
to: Server, } | { "type": "bulletin_read",
/**
 * Its id.
 */
id: string, } | { "type": "diagnostics" } | { "type": "open_window" } | { "type": "training",
/**
 * What.
 */
action: TrainingAction, } | { "type": "quit" };

/**
 * A return as the book holds it.
 */
export type Return = {
/**
 * Its number in the journal.
 */
id: ReturnId,
/**
 * The mailbox that it came to.
 */
account: AccountId,
/**
 * What it is.
 */
class: MessageClass,
/**
 * How sure that is.
 */
strength: Strength,
/**
 * The caisse that it came from.
 */
caisse: string | null,
/**
 * When it came.
 */
at: string,
/**
 * Where it was seen first.
 */
origin: Origin,
/**
 * The lots that it names.
 */
references: Array<LotReference>,
/**
 * How many invoices are in which state.
 */
states: { [key in InvoiceState]?: number },
/**
 * Reject and notice codes, with how often each stands there.
 */
codes: { [key in string]: number },
/**
 * The lots that it belongs to.
 */
lots: Array<Match>, };

/**
 * The number of a return in this installation's journal; never reused.
 */
export type ReturnId = number;

/**
 * A part of the returns, latest first.
 */
export type ReturnQuery = {
/**
 * Which mailbox; `None`: all.
 */
account: AccountId | null,
/**
 * Only these classes; empty: every one.
 */
classes: Array<MessageClass>,
/**
 * As for [`LotQuery::search`]; also a reject code.
 */
search: string,
/**
 * How many rows to skip.
 */
offset: number,
/**
 * How many rows to give, 1 to 500.
 */
limit: number, };

/**
 * A lot in a preview.
 */
export type SampledLot = {
/**
 * Its number, three digits, where known.
 */
number: string | null,
/**
 * Its caisse, five digits, where known.
 */
caisse: string | null,
/**
 * When it was sent.
 */
sent: string, };

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
 * A server that support proposes for a mailbox in use.
 */
export type ServerProposed = {
/**
 * The mailbox.
 */
account: AccountId,
/**
 * The server in use.
 */
from: Server,
/**
 * The one proposed.
 */
to: Server, };

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
session_cap_s: number,
/**
 * How long an acknowledgement may take.
 */
deadline: Deadline,
/**
 * Days for which the old mailbox is watched besides after a switch, 1 to 365.
 */
transition_days?: number, };

/**
 * One side of the relay.
 */
export type Side = "pop" | "smtp";

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
 * The number of a source in this installation's journal; never reused.
 */
export type SourceId = number;

/**
 * A source as the user chose it. Nothing is ever moved, locked or changed there.
 */
export type SourceKind = { "kind": "lot_folder",
/**
 * Its path on this computer or on a network drive, at most 1,000 octets.
 */
path: string, } | { "kind": "return_folder",
/**
 * Its path.
 */
path: string, } | { "kind": "pyxvital",
/**
 * The file's path.
 */
ini: string,
/**
 * The practitioner's folder, which stands for the `#` in the file; `None`: the only one.
 */
practitioner: string | null, } | { "kind": "log",
/**
 * The file's path.
 */
path: string,
/**
 * The profile's id.
 */
profile: string, };

/**
 * What a source shows, before it is chosen and while it is in use.
 */
export type SourcePreview = {
/**
 * Files or lines in which a lot was found.
 */
lots: number,
/**
 * Files or lines in which a return was found.
 */
returns: number,
/**
 * Files or lines that were not understood.
 */
unknown: number,
/**
 * Lots found, the latest first, twenty at most.
 */
sample: Array<SampledLot>,
/**
 * Why it cannot be read at all, or not in full, for people.
 */
problem: Text | null, };

/**
 * A source in use.
 */
export type SourceStatus = {
/**
 * The source.
 */
source: LotSource,
/**
 * When it was read last.
 */
last_read: string | null,
/**
 * Why it cannot be read, for people.
 */
problem: Text | null, };

/**
 * Where a lot stands.
 */
export type Stage = { "stage": "awaiting" } | { "stage": "late",
/**
 * Since when.
 */
since: string, } | { "stage": "unanswered",
/**
 * When the first deadline ended.
 */
since: string, } | { "stage": "manual",
/**
 * When the second deadline ended.
 */
since: string, } | { "stage": "acknowledged",
/**
 * When the answer came.
 */
at: string,
/**
 * How sure it is that the answer is this lot's.
 */
strength: Strength, } | { "stage": "refused",
/**
 * When the answer came.
 */
at: string,
/**
 * How sure it is that the answer is this lot's.
 */
strength: Strength, } | { "stage": "not_delivered",
/**
 * When the notice came.
 */
at: string,
/**
 * How sure it is that the notice is about this lot.
 */
strength: Strength, } | { "stage": "settled",
/**
 * When.
 */
at: string,
/**
 * Why, in the user's words.
 */
reason: string, };

/**
 * How many lots of a mailbox stand where.
 */
export type Standing = {
/**
 * No answer yet, nothing unusual.
 */
awaiting: number,
/**
 * The early warning.
 */
late: number,
/**
 * 48 hours.
 */
unanswered: number,
/**
 * 96 hours.
 */
manual: number,
/**
 * Refused, and not settled by hand.
 */
refused: number,
/**
 * Not delivered, and not settled by hand.
 */
not_delivered: number, };

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
 * What support tells this practice, incidents first.
 */
bulletins?: Array<Bulletin>,
/**
 * The training ground, where it runs.
 */
training: TrainingStatus | null, };

/**
 * How support reaches this installation, and what of it is in force.
 */
export type Steering = {
/**
 * The practice's number, to be read out on the telephone: `7KQM-2XRD-9VTA`.
 */
practice_number: string,
/**
 * The practice code, to be sent to support: the number, and the public key to which what is
 * for this practice alone is sealed. `None` while the keychain cannot be used.
 */
practice_code: string | null,
/**
 * The organisation that this installation is enrolled with.
 */
enrolled: Enrolled | null,
/**
 * An enrolment file that lay beside the programme, where there is no enrolment; nothing is
 * accepted yet.
 */
offered?: EnrolmentOffered,
/**
 * Settings that support manages, by the name of their field in `Settings`.
 */
managed: Array<ManagedSetting>,
/**
 * A newer release of Vigie.
 */
release: ReleaseNotice | null,
/**
 * Servers that support proposes for mailboxes in use; nothing changes before the user agrees.
 */
proposals: Array<ServerProposed>,
/**
 * A mailbox that support recommends for this practice.
 */
recommended: RecommendedPlace | null,
/**
 * Why support asks for a diagnostic bundle.
 */
diagnostics_wanted: string | null, };

/**
 * One thing that is done. The serialised name (`kind`) is public and never changes; words stand in
 * the catalogue under `switch-step-<name>`.
 */
export type Step = "keep_password" | "watch_new" | "open_relay" | "collect_last" | "await_closed" | "drain_relay" | "back_up" | "write_settings" | "read_back" | "enter_by_hand" | "use_relay" | "retire_old";

/**
 * Where a step stands.
 */
export type StepState = "waiting" | "running" | "person" | "done" | "failed" | "undone";

/**
 * How well something is known. The weaker is never presented as the stronger.
 */
export type Strength = "probable" | "proven";

/**
 * A switch, planned or carried out.
 */
export type Switch = {
/**
 * Its number.
 */
id: SwitchId,
/**
 * Where it leads.
 */
aim: Aim,
/**
 * The mailbox that is replaced, where there was one.
 */
from: Address | null,
/**
 * The one that takes its place; of a move to the relay or back, the one that stays.
 */
to: Address,
/**
 * How.
 */
way: Way,
/**
 * Where it stands.
 */
state: SwitchState,
/**
 * The same in words: what happened, what it means, what to do.
 */
explanation: Explanation,
/**
 * Each step.
 */
steps: Array<SwitchStep>,
/**
 * What the person enters in the billing software, in the order of a settings screen.
 */
values: Array<ValueToEnter>,
/**
 * Messages collected by the billing software from the new mailbox were seen: the settings work.
 */
seen_working: boolean,
/**
 * It can be undone.
 */
can_undo: boolean,
/**
 * When it came to rest.
 */
ended: string | null,
/**
 * Until when both mailboxes are watched.
 */
transition_until: string | null, };

/**
 * The number of a switch in this installation's journal; never reused.
 */
export type SwitchId = number;

/**
 * Where a switch stands.
 */
export type SwitchState = "running" | "waiting" | "undoing" | "new" | "old";

/**
 * A step of a switch.
 */
export type SwitchStep = {
/**
 * Which.
 */
step: Step,
/**
 * It in words.
 */
label: Text,
/**
 * Where it stands.
 */
state: StepState,
/**
 * Why it failed, or what it waits for.
 */
remark: Text | null, };

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
export type TrainingAction = "start" | "stop" | "restore" | "cut_pop" | "refuse_password" | "expire_certificate" | "lock_mailbox" | "cut_internet" | "stop_arls" | "send_lot";

/**
 * A clock that runs fast: it showed a moment, and counts so many seconds in one since.
 */
export type TrainingClock = {
/**
 * When it showed that.
 */
since: string,
/**
 * What it showed.
 */
showed: string,
/**
 * How many times as fast as the time of day.
 */
pace: number, };

/**
 * The training ground's state.
 */
export type TrainingStatus = {
/**
 * The trouble that is on, `Restore` for none.
 */
trouble: TrainingAction,
/**
 * The time of the training mailbox's lots and returns.
 */
clock: TrainingClock, };

/**
 * What is the matter with the relay. The serialised name (`kind`) is public and never changes;
 * words stand in the catalogue under `relay-trouble-<name>`.
 */
export type Trouble = { "kind": "port_taken",
/**
 * Which side.
 */
side: Side,
/**
 * The port.
 */
port: number,
/**
 * The program, where the platform tells.
 */
holder: string | null, } | { "kind": "port_refused",
/**
 * Which side.
 */
side: Side,
/**
 * The port.
 */
port: number, } | { "kind": "keychain_locked" } | { "kind": "keychain_unavailable" } | { "kind": "key_lost" } | { "kind": "disk_full" } | { "kind": "spool_unusable" } | { "kind": "damaged",
/**
 * How many.
 */
messages: number, } | { "kind": "lost",
/**
 * How many.
 */
messages: number, } | { "kind": "not_collected",
/**
 * The mailbox.
 */
account: AccountId,
/**
 * Since when.
 */
since: string,
/**
 * Messages that the provider does not hand over or that are too large, while the others
 * come; 0: nothing comes.
 */
messages: number,
/**
 * Returns have been missing for hours: a mailbox in use, and nothing a former one.
 */
urgent: boolean, } | { "kind": "no_submission",
/**
 * The mailbox.
 */
account: AccountId, } | { "kind": "sending_fails",
/**
 * Since when.
 */
since: string,
/**
 * What stands in the way.
 */
hindrance: Hindrance, } | { "kind": "software_silent",
/**
 * Working days.
 */
days: number, } | { "kind": "wrong_logins" } | { "kind": "sent_perhaps_twice",
/**
 * How many lots.
 */
lots: number, };

/**
 * A value of the billing software's settings screen.
 */
export type ValueToEnter = {
/**
 * What the field is usually called.
 */
label: Text,
/**
 * What to enter, to be copied; `None` for the password, which is the one that was just entered.
 */
value: string | null,
/**
 * What to know of it.
 */
remark: Text | null, };

/**
 * What is to be said of a candidate mailbox. It names addresses of the practice, but no sender
 * and no subject: what lies in the mailbox stays in the [`Evidence`].
 */
export type Verdict = {
/**
 * The verdict's name, `verdict` in JSON.
 */
verdict: Conclusion,
/**
 * How much it can be relied on.
 */
strength: VerdictStrength,
/**
 * Why, weightiest first; never empty.
 */
reasons: Array<Reason>,
/**
 * What the person should know besides, whatever the verdict.
 */
warnings: Array<Companion>,
/**
 * What to do next, or what would make the verdict stronger; empty only for a proven `good`.
 */
stronger: Array<VerdictStep>, };

/**
 * The answer to a question; the greatest of several holds.
 */
export type VerdictAnswer = "yes" | "unknown" | "no";

/**
 * One thing to do. The serialised name (`kind`) is public and never changes; words stand in the
 * catalogue under `verdict-step-<name>`.
 */
export type VerdictStep = { "kind": "create_secondary_mailbox" } | { "kind": "choose_another_provider" } | { "kind": "switch_pop_on" } | { "kind": "create_application_password" } | { "kind": "check_password" } | { "kind": "stop_forwarding",
/**
 * To where.
 */
existing: Address, } | { "kind": "stop_forwarding_here",
/**
 * From where.
 */
existing: Address, } | { "kind": "use_an_empty_mailbox" } | { "kind": "close_other_readers" } | { "kind": "switch_sending_on" } | { "kind": "set_shield_aside" } | { "kind": "try_later" } | { "kind": "wait",
/**
 * Until when.
 */
until: string, } | { "kind": "send_probes" } | { "kind": "try_sending" } | { "kind": "look_into_spam" } | { "kind": "ask_why_it_came_back",
/**
 * What it says.
 */
bounce: Bounce, } | { "kind": "pause_billing",
/**
 * The mailbox that it reads.
 */
existing: Address, } | { "kind": "give_existing" } | { "kind": "give_main_address" } | { "kind": "make_readable",
/**
 * The mailbox.
 */
existing: Address, } | { "kind": "send_from_outside" } | { "kind": "see_the_sender" };

/**
 * How much a verdict can be relied on.
 */
export type VerdictStrength = "weak" | "strong" | "proven";

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

/**
 * How the billing software comes to use the new mailbox.
 */
export type Way = { "kind": "relay" } | { "kind": "profile",
/**
 * The profile's id.
 */
profile: string,
/**
 * The user agreed that the password is written too, where the program keeps it in plain form.
 */
password: boolean, } | { "kind": "guided" };

/**
 * A way of switching that is possible here, and what it would do.
 */
export type WayOffered = {
/**
 * The way.
 */
way: Way,
/**
 * It in words.
 */
label: Text,
/**
 * Every step in words, in order.
 */
steps: Array<Text>,
/**
 * The files or registry keys that would be changed.
 */
touched: Array<string>,
/**
 * The billing software's password can be written too, where the user agrees.
 */
asks_for_password: boolean,
/**
 * What stands against it now, for example that the program is running.
 */
hindrance: Text | null, };
