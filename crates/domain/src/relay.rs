//! The relay as people see it: its local ports, and what can be the matter on the way from the
//! provider to the billing software.

mod path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{account::AccountId, health::Level};
pub use path::{Missing, Path, Thresholds, level};

/// The local ports that are chosen where nobody says otherwise. Those of the protocols (110, 25)
/// need rights that a user's program does not have.
pub const USUAL_PORTS: Ports = Ports {
    pop: 1110,
    smtp: 1587,
};

/// The relay's local ports, 1 to 65535 and different from each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Ports {
    /// Of the POP3 side.
    pub pop: u16,
    /// Of the SMTP side.
    pub smtp: u16,
}

/// One side of the relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Where the billing software collects.
    Pop,
    /// Where it sends.
    Smtp,
}

impl Side {
    /// The public name, as it is serialised.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pop => "pop",
            Self::Smtp => "smtp",
        }
    }
}

/// What is the matter with the relay. The serialised name (`kind`) is public and never changes;
/// words stand in the catalogue under `relay-trouble-<name>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Trouble {
    /// Another program listens at the port.
    PortTaken {
        /// Which side.
        side: Side,
        /// The port.
        port: u16,
        /// The program, where the platform tells.
        holder: Option<String>,
    },
    /// The port cannot be opened for another reason, for example for lack of rights.
    PortRefused {
        /// Which side.
        side: Side,
        /// The port.
        port: u16,
    },
    /// The keychain is locked: nothing can be served or collected before it is open.
    KeychainLocked,
    /// There is no keychain, or it refuses.
    KeychainUnavailable,
    /// The spool's key is gone from the keychain: what waits is fetched again from the provider.
    KeyLost,
    /// The disk is full.
    DiskFull,
    /// The spool cannot be read or written.
    SpoolUnusable,
    /// Messages in the spool are damaged; they are fetched again.
    Damaged {
        /// How many.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        messages: u64,
    },
    /// Messages in the spool are damaged and no longer at the provider.
    Lost {
        /// How many.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        messages: u64,
    },
    /// A mailbox, or some of its messages, could not be collected since then.
    NotCollected {
        /// The mailbox.
        account: AccountId,
        /// Since when.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        since: Timestamp,
        /// Messages that the provider does not hand over or that are too large, while the others
        /// come; 0: nothing comes.
        #[serde(default)]
        messages: u32,
        /// Returns have been missing for hours: a mailbox in use, and nothing a former one.
        #[serde(default)]
        urgent: bool,
    },
    /// It is not known at which server this mailbox sends.
    NoSubmission {
        /// The mailbox.
        account: AccountId,
    },
    /// What the billing software sends is not taken by the provider.
    SendingFails {
        /// Since when.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        since: Timestamp,
        /// What stands in the way.
        #[serde(default)]
        hindrance: Hindrance,
    },
    /// The billing software has not connected for so many working days.
    SoftwareSilent {
        /// Working days.
        days: u16,
    },
    /// Somebody on this computer tries passwords at the local ports, or the billing software has
    /// the wrong one.
    WrongLogins,
    /// What became of a lot that was sent is not known: it was sent again.
    SentPerhapsTwice {
        /// How many lots.
        lots: u32,
    },
}

/// What keeps the provider from taking what the billing software sends. The serialised name is
/// public and never changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Hindrance {
    /// It refuses, or cannot be reached.
    #[default]
    Provider,
    /// It refused the mailbox's stored password, which is not tried again.
    Login,
    /// The software sends under an address that is not the practice's.
    Sender,
}

impl Hindrance {
    /// The public name, as it is serialised.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Login => "login",
            Self::Sender => "sender",
        }
    }
}

impl Trouble {
    /// The public name, as it is serialised.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::PortTaken { .. } => "port_taken",
            Self::PortRefused { .. } => "port_refused",
            Self::KeychainLocked => "keychain_locked",
            Self::KeychainUnavailable => "keychain_unavailable",
            Self::KeyLost => "key_lost",
            Self::DiskFull => "disk_full",
            Self::SpoolUnusable => "spool_unusable",
            Self::Damaged { .. } => "damaged",
            Self::Lost { .. } => "lost",
            Self::NotCollected { .. } => "not_collected",
            Self::NoSubmission { .. } => "no_submission",
            Self::SendingFails { .. } => "sending_fails",
            Self::SoftwareSilent { .. } => "software_silent",
            Self::WrongLogins => "wrong_logins",
            Self::SentPerhapsTwice { .. } => "sent_perhaps_twice",
        }
    }

    /// How bad it is: an alarm where the billing software cannot collect or cannot send.
    #[must_use]
    pub const fn level(&self) -> Level {
        match self {
            Self::PortTaken { .. }
            | Self::PortRefused { .. }
            | Self::KeychainLocked
            | Self::KeychainUnavailable
            | Self::DiskFull
            | Self::SpoolUnusable
            | Self::Lost { .. }
            | Self::SendingFails { .. }
            | Self::NotCollected { urgent: true, .. } => Level::Alarm,
            Self::KeyLost
            | Self::Damaged { .. }
            | Self::NotCollected { .. }
            | Self::NoSubmission { .. }
            | Self::SoftwareSilent { .. }
            | Self::WrongLogins
            | Self::SentPerhapsTwice { .. } => Level::Attention,
        }
    }
}
