//! A lot of the plan.

use jiff::{Timestamp, civil::Date};
use vigie_domain::book::lot::{Caisse, Emitter, LotNumber, LotReference};

/// A lot that a practice makes and sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lot {
    /// Its place in the plan, from 0.
    pub index: usize,
    /// The practice, by its place in the parameters.
    pub practice: usize,
    /// Who sends it.
    pub emitter: Emitter,
    /// Its number, which begins anew after 999.
    pub number: LotNumber,
    /// Its date.
    pub date: Date,
    /// Where it goes.
    pub caisse: Caisse,
    /// When it was made, and sent for the first time.
    pub made: Timestamp,
    /// The stamp of its subject and its file's name: AAAAMMJJHHMMSS and five digits.
    pub stamp: String,
    /// Invoices in it.
    pub invoices: u16,
    /// What becomes of it.
    pub fate: Fate,
}

/// What becomes of a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fate {
    /// A positive ARL in the caisse's usual time, a return some days later.
    Acknowledged,
    /// As acknowledged, and the ARL comes twice.
    Doubled,
    /// The ARL takes more than 48 hours.
    Late,
    /// The caisse has the lot, but its ARL is lost; the second transmission is acknowledged, and
    /// rejected days later as received already.
    ArlLost,
    /// Nothing ever comes back, for neither transmission.
    Silent,
    /// A negative ARL.
    Refused,
    /// The first transmission comes back as not delivered; the second arrives. (The mail of the
    /// first reaches the tests' caisse all the same: it writes the notice in the post's name.)
    NotDelivered,
}

impl Fate {
    /// Every fate.
    pub const ALL: [Self; 7] = [
        Self::Acknowledged,
        Self::Doubled,
        Self::Late,
        Self::ArlLost,
        Self::Silent,
        Self::Refused,
        Self::NotDelivered,
    ];
}

impl Lot {
    /// Whether its mail is inside an envelope: number and date do not show there, only in its file.
    #[must_use]
    pub fn is_enveloped(&self) -> bool {
        super::letters::is_enveloped(&self.stamp)
    }

    /// What names it.
    #[must_use]
    pub fn reference(&self) -> LotReference {
        LotReference {
            emitter: Some(self.emitter.clone()),
            number: Some(self.number),
            date: Some(self.date),
        }
    }
}
