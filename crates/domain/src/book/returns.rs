//! What comes back to a practice's mailbox, and how sure one can be of it.

use serde::{Deserialize, Serialize};

/// What a message is, as far as rules and contents can tell.
///
/// The serialised names are public: support's recognition rules and the terminal's JSON use them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum MessageClass {
    /// A lot on its way to a caisse, sent by the practice.
    Lot,
    /// Accusé de réception logique: the caisse has the lot and takes it.
    ArlPositive,
    /// Accusé de réception logique: the caisse refuses the lot (often signature or integrity).
    ArlNegative,
    /// An ARL of which the sign could not be read.
    ArlUnsigned,
    /// RSP or NOEMIE return: paid, rejected, deferred.
    Rsp,
    /// A message de service of the health insurance.
    ServiceMessage,
    /// An avis de non-remise: a lot did not reach its caisse.
    NonDelivery,
    /// Machine mail that no rule explains.
    UnknownMachine,
    /// Somebody's own mail: it has no business in this mailbox.
    Foreign,
}

impl MessageClass {
    /// Every class.
    pub const ALL: [Self; 9] = [
        Self::Lot,
        Self::ArlPositive,
        Self::ArlNegative,
        Self::ArlUnsigned,
        Self::Rsp,
        Self::ServiceMessage,
        Self::NonDelivery,
        Self::UnknownMachine,
        Self::Foreign,
    ];

    /// The public name, as it is serialised.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lot => "lot",
            Self::ArlPositive => "arl_positive",
            Self::ArlNegative => "arl_negative",
            Self::ArlUnsigned => "arl_unsigned",
            Self::Rsp => "rsp",
            Self::ServiceMessage => "service_message",
            Self::NonDelivery => "non_delivery",
            Self::UnknownMachine => "unknown_machine",
            Self::Foreign => "foreign",
        }
    }

    /// Whether it is an acknowledgement of a lot, of whatever sign.
    #[must_use]
    pub const fn is_arl(self) -> bool {
        matches!(
            self,
            Self::ArlPositive | Self::ArlNegative | Self::ArlUnsigned
        )
    }

    /// Whether it is the health insurance's answer to something the practice sent.
    #[must_use]
    pub const fn is_return(self) -> bool {
        self.is_arl() || matches!(self, Self::Rsp | Self::ServiceMessage)
    }
}

/// How well something is known. The weaker is never presented as the stronger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// It fits: same caisse, order and time, or a sign that other mail can bear too.
    Probable,
    /// It was read in the message itself.
    Proven,
}

/// What the caisse decided on an invoice (NOEMIE entities 198 and 199).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum InvoiceState {
    /// `P`
    Paid,
    /// `R`
    Rejected,
    /// `D`
    Deferred,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_serde_writes() {
        for class in MessageClass::ALL {
            assert_eq!(serde_json::to_value(class).unwrap(), class.name());
        }
    }
}
