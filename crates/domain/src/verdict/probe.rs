//! The probes: how each was sent, and the copies of it that were seen.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::evidence::Found;
use crate::account::Address;

/// One copy of a probe, recognised by its token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copy {
    /// The address that the probe was sent to.
    pub addressee: Address,
    /// When Vigie saw it first.
    pub seen_at: Timestamp,
    /// The message.
    pub message: Found,
    /// What the delivering servers wrote on it.
    pub headers: Vec<DeliveryHeader>,
    /// Whether the provider marked it as spam (`X-Spam-Flag: YES` and its like).
    pub marked_as_spam: bool,
}

/// What a delivering server wrote on a message about whom it is for. `Return-Path` is none of
/// them: it names the sender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryHeader {
    /// Where it stands.
    pub field: DeliveryField,
    /// The mailbox named, without brackets; at most 320 characters.
    pub mailbox: String,
}

/// Where a delivering server writes whom a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum DeliveryField {
    /// `Delivered-To` (RFC 9228).
    DeliveredTo,
    /// `X-Original-To`.
    XOriginalTo,
    /// `Envelope-To`.
    EnvelopeTo,
    /// `Received … for <…>` (RFC 5321 §4.4).
    ReceivedFor,
}

impl DeliveryField {
    /// The header's name as it stands in a message.
    #[must_use]
    pub const fn header(self) -> &'static str {
        match self {
            Self::DeliveredTo => "Delivered-To",
            Self::XOriginalTo => "X-Original-To",
            Self::EnvelopeTo => "Envelope-To",
            Self::ReceivedFor => "Received",
        }
    }
}

/// The sending of a probe.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Dispatch {
    /// It was not sent.
    #[default]
    NotSent,
    /// A server took it.
    Sent(Sent),
}

/// A probe that a server took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// When.
    pub at: Timestamp,
    /// From where.
    pub from: Origin,
    /// The report that it could not be delivered, where one came back.
    pub bounce: Option<Bounce>,
}

impl Dispatch {
    /// Whether it was sent through another provider than the candidate's.
    #[must_use]
    pub fn is_from_outside(&self) -> bool {
        matches!(self, Self::Sent(sent) if sent.from == Origin::Outside)
    }

    pub(super) const fn sent(&self) -> Option<&Sent> {
        match self {
            Self::NotSent => None,
            Self::Sent(sent) => Some(sent),
        }
    }
}

impl Sent {
    /// How long a copy took: by the last server's clock where that is plausible, else until it was
    /// seen. Never negative.
    pub(super) fn delivery(&self, copy: &Copy) -> SignedDuration {
        let until_seen = copy
            .seen_at
            .duration_since(self.at)
            .max(SignedDuration::ZERO);
        copy.message
            .received_at
            .map(|received| received.duration_since(self.at))
            .filter(|taken| (SignedDuration::ZERO..=until_seen).contains(taken))
            .unwrap_or(until_seen)
    }
}

/// Where a probe was sent from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Another provider than the candidate's, such as the old one.
    Outside,
    /// The candidate's own provider.
    Inside,
}

/// Why a probe came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Bounce {
    /// Nobody has this address.
    UnknownAddress,
    /// The mailbox is full.
    Full,
    /// The mailbox was put away for want of use (« boîte archivée »).
    Archived,
    /// The account is blocked.
    Blocked,
    /// Something else.
    Other,
}

impl Bounce {
    /// Every reason to come back.
    pub const ALL: [Self; 5] = [
        Self::UnknownAddress,
        Self::Full,
        Self::Archived,
        Self::Blocked,
        Self::Other,
    ];

    /// The reason behind a reply code of Orange or La Poste (`OFR_416`, `LPN_426`).
    #[must_use]
    pub const fn of_provider_code(code: u16) -> Self {
        match code {
            416 => Self::UnknownAddress,
            417 => Self::Full,
            420 => Self::Archived,
            426 => Self::Blocked,
            _ => Self::Other,
        }
    }

    /// The public name, as it is serialised.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::UnknownAddress => "unknown_address",
            Self::Full => "full",
            Self::Archived => "archived",
            Self::Blocked => "blocked",
            Self::Other => "other",
        }
    }
}
