//! An invented book of any size, for benches and tests: a practice that sends on working days, to
//! a few caisses, and is answered within hours. Everything in it is made up.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use vigie_domain::{
    account::AccountId,
    book::{
        lot::{Caisse, Emitter, LotNumber, LotReference},
        returns::{InvoiceState, MessageClass, Strength},
        sighting::{LotSeen, Origin, ReturnSeen, Seen, Sighting},
    },
};

use crate::{Ingested, Journal, RecordError};

/// How large the practice is.
#[derive(Clone, Copy, Debug)]
pub struct Practice {
    /// Lots in all.
    pub lots: u32,
    /// Returns in all, at most about three for each lot.
    pub returns: u32,
    /// The day on which it begins.
    pub from: Date,
    /// Over how many years the lots are spread.
    pub years: u32,
}

/// Ten years of a busy practice.
pub const TEN_YEARS: Practice = Practice {
    lots: 150_000,
    returns: 400_000,
    from: jiff::civil::date(2016, 11, 28),
    years: 10,
};

/// Caisses, the most frequent first.
const CAISSES: [&str; 8] = [
    "01511", "01751", "02512", "01921", "03751", "01691", "02131", "91599",
];

/// The end of the practice's time, at which nothing is in the future.
#[must_use]
pub fn end(practice: &Practice) -> Timestamp {
    let years = i64::from(practice.years);
    practice
        .from
        .saturating_add(years.years())
        .to_zoned(TimeZone::UTC)
        .map_or(Timestamp::MAX, |end| end.timestamp())
}

/// Writes the practice's book: lots seen on their way through the relay, returns in the mailbox.
/// Everything goes through [`Journal::ingest`], a month or so at a time.
pub fn write(
    journal: &Journal,
    account: AccountId,
    practice: &Practice,
) -> Result<Ingested, RecordError> {
    let mut done = Ingested::default();
    let mut noise = Noise(0x5EED);
    let mut returns_left = practice.returns;
    let now = end(practice);
    for begin in (0..practice.lots).step_by(1_000) {
        let until = practice.lots.min(begin.saturating_add(1_000));
        let mut lots = Vec::new();
        let mut returns = Vec::new();
        for index in begin..until {
            let lot = lot(practice, index, &mut noise);
            let left = practice.lots.saturating_sub(index).max(1);
            let share = returns_left.div_ceil(left).min(3);
            for nth in 0..share {
                returns.push(answer(&lot, index, nth, &mut noise));
            }
            returns_left = returns_left.saturating_sub(share);
            // One in fifty is sent a second time.
            if noise.below(50) == 0 {
                let mut again = lot.clone();
                again.sent = later(lot.sent, 49 * 60);
                again.message_id = Some(format!("{index}-2@cabinet.example"));
                lots.push(sighting(format!("{index}-2"), Seen::Lot(again)));
            }
            lots.push(sighting(format!("{index}"), Seen::Lot(lot)));
        }
        done.lots.extend(
            journal
                .ingest(account, Origin::Relay, lots, None, now)?
                .lots,
        );
        done.returns.extend(
            journal
                .ingest(account, Origin::Mailbox, returns, None, now)?
                .returns,
        );
    }
    Ok(done)
}

fn lot(practice: &Practice, index: u32, noise: &mut Noise) -> LotSeen {
    let days = u64::from(practice.years) * 365;
    let day = u64::from(index) * days / u64::from(practice.lots.max(1));
    let date = practice
        .from
        .saturating_add(i64::try_from(day).unwrap_or(0).days());
    let minute = 8 * 60 + i64::from(noise.below(600));
    let sent = date
        .to_zoned(TimeZone::UTC)
        .map_or(Timestamp::UNIX_EPOCH, |begin| begin.timestamp());
    // Half of all lots go to the first caisse.
    let which = if noise.below(2) == 0 {
        0
    } else {
        noise.below(8)
    };
    let caisse = usize::try_from(which)
        .ok()
        .and_then(|which| CAISSES.get(which))
        .and_then(|caisse| caisse.parse::<Caisse>().ok());
    LotSeen {
        reference: LotReference {
            emitter: "00000000000042".parse::<Emitter>().ok(),
            number: u16::try_from(index % 1_000)
                .ok()
                .and_then(|number| LotNumber::try_from(number).ok()),
            date: Some(date),
        },
        caisse,
        message_id: Some(format!("{index}@cabinet.example")),
        sent: later(sent, minute),
        invoices: Some(1 + noise.below(50)),
    }
}

fn answer(lot: &LotSeen, index: u32, nth: u32, noise: &mut Noise) -> Sighting {
    // The first is the ARL, within hours; the others are returns on invoices, days later.
    let (class, wait) = match (nth, noise.below(100)) {
        (0, 0) => (MessageClass::ArlNegative, 60),
        (0, 1) => (MessageClass::NonDelivery, 5),
        // One in a hundred is never seen.
        (0, 2) => (MessageClass::ServiceMessage, 30),
        (0, _) => (MessageClass::ArlPositive, 20 + i64::from(noise.below(240))),
        _ => (
            MessageClass::Rsp,
            60 * (48 + i64::from(noise.below(96)) + i64::from(nth) * 24),
        ),
    };
    let (mut states, mut codes) = (BTreeMap::new(), BTreeMap::new());
    if class == MessageClass::Rsp {
        states.insert(InvoiceState::Paid, 1 + noise.below(40));
        if noise.below(10) == 0 {
            states.insert(InvoiceState::Rejected, 1);
            codes.insert(format!("{}", 1_000 + noise.below(200)), 1);
        }
    }
    sighting(
        format!("uid-{index}-{nth}"),
        Seen::Return(ReturnSeen {
            class,
            strength: Strength::Proven,
            rule: Some("sample".to_owned()),
            references: if class == MessageClass::ServiceMessage {
                Vec::new()
            } else {
                vec![lot.reference.clone()]
            },
            caisse: lot.caisse,
            message_id: Some(format!("{index}-{nth}@caisse.example")),
            answers: None,
            at: later(lot.sent, wait),
            states,
            codes,
        }),
    )
}

fn sighting(key: String, seen: Seen) -> Sighting {
    Sighting { key, seen }
}

fn later(at: Timestamp, minutes: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_mins(minutes))
        .unwrap_or(Timestamp::MAX)
}

/// Numbers that look random and are the same in every run (Knuth's MMIX generator).
struct Noise(u64);

impl Noise {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(end.max(1))).unwrap_or(0)
    }
}
