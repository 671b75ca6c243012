//! What arrives in a practice's mailbox.

use jiff::Timestamp;
use vigie_domain::book::{lot::LotReference, returns::MessageClass};

use super::lot::Lot;

/// One message for a practice's mailbox.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arrival {
    /// When it is sent to the mailbox.
    pub at: Timestamp,
    /// The practice, by its place in the parameters.
    pub practice: usize,
    /// What it is.
    pub kind: Kind,
    /// The lot that it answers, by its index.
    pub lot: Option<usize>,
    /// The caisse it comes from, by its place in the parameters.
    pub office: usize,
    /// What its Message-ID is made from. The two copies of a doubled message share it.
    pub serial: u64,
}

/// The kinds of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// An ARL of that sign.
    Arl {
        /// Whether the caisse takes the lot.
        positive: bool,
    },
    /// A return on the lot's invoices.
    Rsp(Outcome, Packing),
    /// A complementary insurer's return on the lot's invoices.
    ComplementaryReturn(Packing),
    /// The first transmission was not delivered.
    NonDelivery,
    /// A message de service.
    ServiceMessage,
    /// A complementary insurer's automatic message.
    ComplementaryNotice,
    /// A mailing list's.
    Newsletter,
    /// Unasked advertisement.
    Spam,
    /// A person who uses the mailbox for something else.
    Personal,
}

/// What a return says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// Invoices are paid, some rejected or deferred.
    Settled,
    /// The lot had been received before: every invoice is rejected.
    AlreadyReceived,
}

/// How a return's content is packed, beneath base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Packing {
    /// As it is.
    Plain,
    /// RFC 1952.
    Gzip,
    /// RFC 1950.
    Zlib,
}

impl Packing {
    /// Every packing.
    pub const ALL: [Self; 3] = [Self::Plain, Self::Gzip, Self::Zlib];
}

impl Kind {
    /// What recognition must say of it, with the rules of [`super::rules`].
    #[must_use]
    pub const fn class(self) -> MessageClass {
        match self {
            Self::Arl { positive: true } => MessageClass::ArlPositive,
            Self::Arl { positive: false } => MessageClass::ArlNegative,
            Self::Rsp(..) | Self::ComplementaryReturn(_) => MessageClass::Rsp,
            Self::NonDelivery => MessageClass::NonDelivery,
            Self::ServiceMessage => MessageClass::ServiceMessage,
            Self::ComplementaryNotice | Self::Newsletter => MessageClass::UnknownMachine,
            Self::Spam | Self::Personal => MessageClass::Foreign,
        }
    }

    /// Whether it names its lot where recognition can read it.
    #[must_use]
    pub const fn names_its_lot(self) -> bool {
        matches!(
            self,
            Self::Arl { .. } | Self::Rsp(..) | Self::ComplementaryReturn(_)
        )
    }

    /// Whether the caisse itself sends it, so that an outage there holds it up.
    #[must_use]
    pub const fn is_of_the_caisse(self) -> bool {
        matches!(
            self,
            Self::Arl { .. } | Self::Rsp(..) | Self::ServiceMessage
        )
    }

    /// Whether it is an ARL, of whatever sign.
    #[must_use]
    pub const fn is_arl(self) -> bool {
        matches!(self, Self::Arl { .. })
    }
}

impl Arrival {
    /// The lots that recognition must read in it.
    #[must_use]
    pub fn references(&self, lots: &[Lot]) -> Vec<LotReference> {
        self.lot
            .filter(|_| self.kind.names_its_lot())
            .and_then(|index| lots.get(index))
            .map(Lot::reference)
            .into_iter()
            .collect()
    }
}
