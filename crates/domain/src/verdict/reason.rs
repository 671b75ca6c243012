//! Why a verdict is what it is: one reason per piece of evidence.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    evidence::Disturbance,
    probe::{Bounce, DeliveryField},
    table::Places,
};
use crate::{account::Address, cause::Cause};

/// A piece of evidence that counts. `existing` is the address of the mailbox that the person has
/// already.
///
/// The serialised name (`kind`) is public and never changes; words stand in the catalogue under
/// `verdict-reason-<name>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reason {
    /// The servers speak in clear text only.
    NoTls,
    /// The POP3 server's TLS could not be verified.
    TlsUnproven {
        /// Why not.
        cause: Cause,
    },
    /// The submission server's TLS could not be verified, or it has none.
    SubmissionUnsafe {
        /// Why not.
        cause: Cause,
    },
    /// The candidate is the existing address itself.
    SameAddress {
        /// The mailbox.
        existing: Address,
    },
    /// Both log in at the same server under the same user name.
    SameAccount {
        /// The mailbox.
        existing: Address,
    },
    /// Both show a message with the same unique id, size and `Message-ID`.
    SameMaildrop {
        /// The mailbox.
        existing: Address,
    },
    /// Both probes were seen in both mailboxes.
    OneMailbox {
        /// The mailbox.
        existing: Address,
    },
    /// Mail to the candidate arrives in the existing mailbox.
    LeadsTo {
        /// The mailbox.
        existing: Address,
        /// Whether the candidate was seen to keep none of it.
        certain: bool,
    },
    /// A delivering server named another mailbox on what it put into the candidate.
    NamesAnother {
        /// Where.
        field: DeliveryField,
        /// The mailbox named.
        mailbox: String,
    },
    /// The login to the candidate is another mailbox's address.
    LogsInAsAnother {
        /// The user name.
        login: String,
    },
    /// The address is another one with a `+` and a word: the same mailbox.
    Subaddress {
        /// The address without it.
        of: String,
    },
    /// No POP3 server was found.
    NoServer,
    /// The provider answers by IMAP, and not by POP3.
    ImapOnly,
    /// The provider is known not to offer POP.
    PopNotOffered,
    /// The provider takes a login in the browser only.
    #[serde(rename = "oauth_only")]
    OAuthOnly,
    /// POP is off for the account, or closed by the provider.
    PopDisabled {
        /// Whether the user can switch it on at this provider.
        can_be_switched_on: bool,
    },
    /// No POP3 service answers at the provider's server.
    PopUnreachable {
        /// How it fails.
        cause: Cause,
    },
    /// A command that the télétransmission needs is refused.
    CommandMissing {
        /// Which.
        command: Command,
    },
    /// The server wants a longer pause between logins than anybody can live with.
    LoginDelayTooLong {
        /// The pause.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        seconds: u64,
    },
    /// The candidate passes its mail on to the existing mailbox too.
    Forwards {
        /// The mailbox.
        existing: Address,
        /// Whether everything needed to say so was seen.
        certain: bool,
    },
    /// The existing mailbox passes its mail on to the candidate too.
    ExistingForwards {
        /// The mailbox.
        existing: Address,
        /// Whether everything needed to say so was seen.
        certain: bool,
    },
    /// All mail to the existing address arrives in the candidate.
    ExistingLeadsHere {
        /// The mailbox.
        existing: Address,
    },
    /// A delivering server named the candidate on what it put into the existing mailbox.
    ExistingNamesCandidate {
        /// The mailbox.
        existing: Address,
        /// Where.
        field: DeliveryField,
    },
    /// Mail to an address that nobody has arrives in the candidate.
    CatchAll,
    /// Messages lay in it before anything was sent.
    Holds {
        /// How many.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        messages: u64,
    },
    /// Messages of others arrived during the check.
    ReceivedMeanwhile {
        /// How many.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        messages: u64,
    },
    /// No submission server was found.
    NoSubmission,
    /// The submission server refuses user name or password.
    SubmissionLoginRefused,
    /// The submission server refuses this address as sender.
    SenderRefused,
    /// The submission server refuses the message.
    SubmissionRefused,
    /// The sender's address was changed on the way.
    FromRewritten,
    /// Messages as large as lots with scanned prescriptions are refused.
    SizeLimitTooSmall {
        /// The largest message.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        octets: u64,
    },
    /// The candidate was not tried yet.
    NotChecked,
    /// The check of the candidate failed in a way that says nothing against it for good.
    NotAnswered {
        /// How.
        cause: Cause,
    },
    /// The probe to the candidate was not sent.
    ProbeNotSent,
    /// The probe to the candidate came back.
    ProbeBounced {
        /// Why.
        bounce: Bounce,
    },
    /// The probe to the candidate came nowhere.
    ProbeLost,
    /// A mailbox must be read once more before its silence says something.
    StillWaiting {
        /// The mailbox to be read.
        mailbox: Address,
        /// Not before this.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        until: Timestamp,
    },
    /// Somebody else empties or holds the candidate.
    CandidateDisturbed {
        /// How.
        how: Disturbance,
    },
    /// The control probe was not sent.
    ControlNotSent {
        /// The mailbox.
        existing: Address,
    },
    /// The control probe came nowhere.
    ControlLost {
        /// The mailbox.
        existing: Address,
    },
    /// The probes came out where no one arrangement explains.
    Crossed {
        /// The mailbox.
        existing: Address,
        /// Where the probe to the candidate was seen.
        probe: Places,
        /// Where the control probe was seen.
        control: Places,
    },
    /// Somebody else emptied or held the existing mailbox during the check.
    ExistingDisturbed {
        /// The mailbox.
        existing: Address,
        /// How.
        how: Disturbance,
    },
    /// The existing mailbox could not be read just now.
    ExistingBusy {
        /// The mailbox.
        existing: Address,
        /// Why.
        cause: Cause,
    },
    /// The candidate is at the provider whose mailbox can no longer be read.
    OldProvider {
        /// The mailbox.
        existing: Address,
    },
    /// A delivering server named a mailbox that may or may not be the candidate.
    NameUnclear {
        /// Where.
        field: DeliveryField,
        /// The mailbox named.
        mailbox: String,
    },
    /// Sending was not tried.
    SendingNotTried,
    /// The submission server did not answer, or said to come back.
    SendingNotNow,
    /// A programme on this computer stands in the way to the submission server.
    SendingIntercepted,
    /// No existing mailbox was given to compare with.
    NoExisting,
    /// The existing mailbox cannot be read.
    ExistingUnreadable {
        /// The mailbox.
        existing: Address,
        /// Why; `None` where no password was given.
        cause: Option<Cause>,
    },
    /// Each of the two mailboxes got its own mail, and only that.
    Separate {
        /// The mailbox.
        existing: Address,
    },
    /// The mailbox was opened under verified TLS, and every command answered.
    PopAnswers {
        /// The server.
        host: String,
    },
    /// The probe arrived in the candidate.
    ProbeArrived {
        /// After how long.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        seconds: u64,
    },
    /// A delivering server named the candidate on what it put there.
    NamesCandidate {
        /// Where.
        field: DeliveryField,
    },
    /// Not one message lay in it, and none but ours came.
    WasEmpty,
    /// It can send as its own address.
    Sends,
}

/// A POP3 command beyond those that every server has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "UPPERCASE")]
pub enum Command {
    /// Unique ids (RFC 1939 §7).
    Uidl,
    /// Headers without the message (RFC 1939 §7).
    Top,
}

impl Command {
    /// The keyword.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Uidl => "UIDL",
            Self::Top => "TOP",
        }
    }
}

impl Reason {
    /// The public name, as it is serialised.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NoTls => "no_tls",
            Self::TlsUnproven { .. } => "tls_unproven",
            Self::SubmissionUnsafe { .. } => "submission_unsafe",
            Self::SameAddress { .. } => "same_address",
            Self::SameAccount { .. } => "same_account",
            Self::SameMaildrop { .. } => "same_maildrop",
            Self::OneMailbox { .. } => "one_mailbox",
            Self::LeadsTo { .. } => "leads_to",
            Self::NamesAnother { .. } => "names_another",
            Self::LogsInAsAnother { .. } => "logs_in_as_another",
            Self::Subaddress { .. } => "subaddress",
            Self::NoServer => "no_server",
            Self::ImapOnly => "imap_only",
            Self::PopNotOffered => "pop_not_offered",
            Self::OAuthOnly => "oauth_only",
            Self::PopDisabled { .. } => "pop_disabled",
            Self::PopUnreachable { .. } => "pop_unreachable",
            Self::CommandMissing { .. } => "command_missing",
            Self::LoginDelayTooLong { .. } => "login_delay_too_long",
            Self::Forwards { .. } => "forwards",
            Self::ExistingForwards { .. } => "existing_forwards",
            Self::ExistingLeadsHere { .. } => "existing_leads_here",
            Self::ExistingNamesCandidate { .. } => "existing_names_candidate",
            Self::CatchAll => "catch_all",
            Self::Holds { .. } => "holds",
            Self::ReceivedMeanwhile { .. } => "received_meanwhile",
            Self::NoSubmission => "no_submission",
            Self::SubmissionLoginRefused => "submission_login_refused",
            Self::SenderRefused => "sender_refused",
            Self::SubmissionRefused => "submission_refused",
            Self::FromRewritten => "from_rewritten",
            Self::SizeLimitTooSmall { .. } => "size_limit_too_small",
            Self::NotChecked => "not_checked",
            Self::NotAnswered { .. } => "not_answered",
            Self::ProbeNotSent => "probe_not_sent",
            Self::ProbeBounced { .. } => "probe_bounced",
            Self::ProbeLost => "probe_lost",
            Self::StillWaiting { .. } => "still_waiting",
            Self::CandidateDisturbed { .. } => "candidate_disturbed",
            Self::ControlNotSent { .. } => "control_not_sent",
            Self::ControlLost { .. } => "control_lost",
            Self::Crossed { .. } => "crossed",
            Self::ExistingDisturbed { .. } => "existing_disturbed",
            Self::ExistingBusy { .. } => "existing_busy",
            Self::OldProvider { .. } => "old_provider",
            Self::NameUnclear { .. } => "name_unclear",
            Self::SendingNotTried => "sending_not_tried",
            Self::SendingNotNow => "sending_not_now",
            Self::SendingIntercepted => "sending_intercepted",
            Self::NoExisting => "no_existing",
            Self::ExistingUnreadable { .. } => "existing_unreadable",
            Self::Separate { .. } => "separate",
            Self::PopAnswers { .. } => "pop_answers",
            Self::ProbeArrived { .. } => "probe_arrived",
            Self::NamesCandidate { .. } => "names_candidate",
            Self::WasEmpty => "was_empty",
            Self::Sends => "sends",
        }
    }
}
