//! What a person asks of the book, and how it answers.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{
    follow_up::{FollowUp, LotEvent, Stage},
    lot::{Caisse, LotReference},
    matching::LotId,
    returns::{InvoiceState, MessageClass, Strength},
    sighting::Origin,
};
use crate::account::AccountId;

/// A lot as the book holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Lot {
    /// Its number in the journal.
    pub id: LotId,
    /// The mailbox that it was sent from.
    pub account: AccountId,
    /// What is known of its identity.
    pub reference: LotReference,
    /// Where it went.
    #[cfg_attr(feature = "ts", ts(type = "string | null"))]
    pub caisse: Option<Caisse>,
    /// The `Message-ID` under which it went last, without brackets.
    pub message_id: Option<String>,
    /// How many invoices it holds.
    pub invoices: Option<u32>,
    /// When it was sent first.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub first_sent: Timestamp,
    /// When it was sent last.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub last_sent: Timestamp,
    /// Where it was seen first.
    pub origin: Origin,
    /// Where it stands.
    pub follow_up: FollowUp,
}

/// The number of a return in this installation's journal; never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "number"))]
#[serde(transparent)]
pub struct ReturnId(pub i64);

/// A return as the book holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Return {
    /// Its number in the journal.
    pub id: ReturnId,
    /// The mailbox that it came to.
    pub account: AccountId,
    /// What it is.
    pub class: MessageClass,
    /// How sure that is.
    pub strength: Strength,
    /// The caisse that it came from.
    #[cfg_attr(feature = "ts", ts(type = "string | null"))]
    pub caisse: Option<Caisse>,
    /// When it came.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub at: Timestamp,
    /// Where it was seen first.
    pub origin: Origin,
    /// The lots that it names.
    pub references: Vec<LotReference>,
    /// How many invoices are in which state.
    pub states: BTreeMap<InvoiceState, u32>,
    /// Reject and notice codes, with how often each stands there.
    pub codes: BTreeMap<String, u32>,
    /// The lots that it belongs to.
    pub lots: Vec<super::matching::Match>,
}

/// Which lots or returns are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LotFilter {
    /// Every one.
    #[default]
    All,
    /// Lots whose answer is awaited, whatever the stage.
    Open,
    /// Lots that ask for a look: late, 48 h, 96 h, refused, not delivered.
    ToDo,
    /// Lots that the caisse has.
    Acknowledged,
    /// Lots settled by hand.
    Settled,
    /// Lots sent more than once.
    SentAgain,
}

/// By what lots are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LotOrder {
    /// When it was sent last.
    #[default]
    Sent,
    /// Its number, then when it was sent.
    Number,
    /// Its caisse, then when it was sent.
    Caisse,
    /// Its stage, the most urgent first when ascending, then when it was sent.
    Stage,
}

/// A part of the book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LotQuery {
    /// Which mailbox; `None`: all.
    pub account: Option<AccountId>,
    /// Which lots.
    pub filter: LotFilter,
    /// Words to be found, at most 100 characters: a lot number, the beginning of a caisse or an
    /// emitter, a date (`2026-04-27`, `27/04/2026`, `04/2026`). Empty: every lot.
    pub search: String,
    /// The order.
    pub order: LotOrder,
    /// From the greatest to the smallest.
    pub descending: bool,
    /// How many rows to skip.
    pub offset: u32,
    /// How many rows to give, 1 to 500.
    pub limit: u32,
}

/// A part of the returns, latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ReturnQuery {
    /// Which mailbox; `None`: all.
    pub account: Option<AccountId>,
    /// Only these classes; empty: every one.
    pub classes: Vec<MessageClass>,
    /// As for [`LotQuery::search`]; also a reject code.
    pub search: String,
    /// How many rows to skip.
    pub offset: u32,
    /// How many rows to give, 1 to 500.
    pub limit: u32,
}

/// Rows of the book, and how many there are in all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Page<T> {
    /// Rows that fit the question.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub total: u64,
    /// The rows asked for.
    pub rows: Vec<T>,
}

/// The life of one lot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LotLife {
    /// The lot.
    pub lot: Lot,
    /// What happened to it, in order of time; the first is its sending.
    pub events: Vec<LifeEvent>,
    /// Returns that belong to it, in order of time.
    pub returns: Vec<Return>,
    /// When time alone changes its stage next.
    #[cfg_attr(feature = "ts", ts(type = "string | null"))]
    pub next_deadline: Option<Timestamp>,
}

/// Something that happened to a lot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LifeEvent {
    /// When.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub at: Timestamp,
    /// What; `None`: it was sent for the first time.
    pub event: Option<LotEvent>,
}

/// A month of lots, by the day of their first sending in the practice's zone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Month {
    /// Its first day.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub month: Date,
    /// Lots sent.
    pub sent: u32,
    /// Of these, lots acknowledged.
    pub acknowledged: u32,
    /// Of these, lots refused or not delivered.
    pub refused: u32,
    /// Of these, lots sent more than once.
    pub sent_again: u32,
    /// Of these, lots still without an answer.
    pub open: u32,
    /// Median time from the last sending to the acknowledgement, in seconds.
    pub median_delay_s: Option<f64>,
}

/// How many lots of a mailbox stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Standing {
    /// No answer yet, nothing unusual.
    pub awaiting: u32,
    /// The early warning.
    pub late: u32,
    /// 48 hours.
    pub unanswered: u32,
    /// 96 hours.
    pub manual: u32,
    /// Refused, and not settled by hand.
    pub refused: u32,
    /// Not delivered, and not settled by hand.
    pub not_delivered: u32,
}

impl Stage {
    /// The order in which a practitioner has to look at stages: 0 is the most urgent.
    #[must_use]
    pub const fn urgency(&self) -> u8 {
        match self {
            Self::Manual { .. } => 0,
            Self::Refused { .. } => 1,
            Self::NotDelivered { .. } => 2,
            Self::Unanswered { .. } => 3,
            Self::Late { .. } => 4,
            Self::Awaiting => 5,
            Self::Acknowledged { .. } => 6,
            Self::Settled { .. } => 7,
        }
    }
}
