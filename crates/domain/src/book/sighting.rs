//! What was seen of lots and returns, wherever it was seen.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    lot::{Caisse, LotReference},
    notice_code::KnownNotice,
    returns::{InvoiceState, MessageClass, Strength},
    source::SourceId,
};

/// Where something was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "origin", rename_all = "snake_case")]
pub enum Origin {
    /// In the mailbox, by a check.
    Mailbox,
    /// On this computer, by a source of the user's choice.
    Source {
        /// Which.
        id: SourceId,
    },
    /// On its way through the relay.
    Relay,
    /// The user entered it.
    Hand,
}

/// One thing that was seen. The same thing seen again at the same place bears the same key, so
/// that a source that is read twice, after a crash for example, counts nothing twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    /// Unique within one mailbox's origin, at most 512 octets: a message's unique id, a digest of
    /// a file, the digest of a log's line and its place.
    pub key: String,
    /// What was seen.
    pub seen: Seen,
}

/// A lot or a return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "seen", rename_all = "snake_case")]
pub enum Seen {
    /// A lot that was sent.
    Lot(LotSeen),
    /// A message that came back, or a file that holds one.
    Return(ReturnSeen),
}

/// A lot that was sent, as far as it shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotSeen {
    /// What is known of its identity.
    pub reference: LotReference,
    /// Where it went.
    pub caisse: Option<Caisse>,
    /// The `Message-ID` under which it went, without brackets, at most 250 octets.
    pub message_id: Option<String>,
    /// When it was sent.
    pub sent: Timestamp,
    /// How many invoices it holds.
    pub invoices: Option<u32>,
}

/// A message that came back, as far as it shows. Names and social-security numbers are read past;
/// subject and sender are not kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnSeen {
    /// What it is.
    pub class: MessageClass,
    /// How sure that is.
    pub strength: Strength,
    /// The recognition rule that decided.
    pub rule: Option<String>,
    /// The lots that it names.
    pub references: Vec<LotReference>,
    /// The caisse that it came from.
    pub caisse: Option<Caisse>,
    /// Its own `Message-ID`, without brackets, at most 250 octets.
    pub message_id: Option<String>,
    /// The `Message-ID` of the message that it answers.
    pub answers: Option<String>,
    /// When it came.
    pub at: Timestamp,
    /// How many invoices are in which state.
    pub states: BTreeMap<InvoiceState, u32>,
    /// Reject and notice codes, with how often each stands there.
    pub codes: BTreeMap<String, u32>,
}

impl ReturnSeen {
    /// What it says of its lot.
    #[must_use]
    pub fn says(&self) -> MessageClass {
        said(self.class, self.codes.keys())
    }

    /// What of it is kept: of somebody's own mail only that it is there, and since when.
    #[must_use]
    pub fn kept(self) -> Self {
        if self.class != MessageClass::Foreign {
            return self;
        }
        Self {
            rule: None,
            references: Vec::new(),
            caisse: None,
            message_id: None,
            answers: None,
            states: BTreeMap::new(),
            codes: BTreeMap::new(),
            ..self
        }
    }
}

/// What a message of that class with these codes says of its lot: a refusal because the caisse has
/// the lot already is a receipt.
#[must_use]
pub fn said<'a>(class: MessageClass, codes: impl IntoIterator<Item = &'a String>) -> MessageClass {
    let has_it = || {
        codes
            .into_iter()
            .any(|code| KnownNotice::of_code(code).is_some())
    };
    if class == MessageClass::ArlNegative && has_it() {
        MessageClass::ArlPositive
    } else {
        class
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_because_the_lot_is_there_already_is_a_receipt() {
        let codes = |code: &str| [code.to_owned()];
        let said_with = |class, code| said(class, &codes(code));
        for code in ["1070", "lotdejarecu", "FACTUREDEJAENTRAITEMENT"] {
            assert_eq!(
                said_with(MessageClass::ArlNegative, code),
                MessageClass::ArlPositive,
                "{code}"
            );
        }
        assert_eq!(
            said_with(MessageClass::ArlNegative, "4711"),
            MessageClass::ArlNegative
        );
        assert_eq!(
            said_with(MessageClass::NonDelivery, "1070"),
            MessageClass::NonDelivery
        );
    }
}
