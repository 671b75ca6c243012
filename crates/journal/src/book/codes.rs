//! How the book's values stand in the file.

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension as _, params};
use vigie_domain::book::{
    lot::{Caisse, Emitter, LotNumber, LotReference},
    returns::{MessageClass, Strength},
    sighting::Origin,
    source::SourceId,
};

use crate::fault::RecordError;

/// The longest key that is kept as it is, in octets.
const LONGEST_KEY: usize = 512;

pub(crate) const MAILBOX: i64 = 0;
const RELAY: i64 = -1;
const HAND: i64 = -2;

pub(crate) const fn origin_code(origin: Origin) -> i64 {
    match origin {
        Origin::Mailbox => MAILBOX,
        Origin::Relay => RELAY,
        Origin::Hand => HAND,
        Origin::Source { id } => id.0,
    }
}

pub(crate) const fn origin(code: i64) -> Origin {
    match code {
        MAILBOX => Origin::Mailbox,
        RELAY => Origin::Relay,
        HAND => Origin::Hand,
        id => Origin::Source { id: SourceId(id) },
    }
}

/// The classes in the order of their codes. Those of the health insurance come first.
const CLASSES: [MessageClass; 9] = [
    MessageClass::ArlPositive,
    MessageClass::ArlNegative,
    MessageClass::ArlUnsigned,
    MessageClass::Rsp,
    MessageClass::ServiceMessage,
    MessageClass::NonDelivery,
    MessageClass::UnknownMachine,
    MessageClass::Foreign,
    MessageClass::Lot,
];

pub(crate) fn class_code(class: MessageClass) -> i64 {
    CLASSES
        .iter()
        .zip(0..)
        .find(|(one, _)| **one == class)
        .map_or(i64::MAX, |(_, code)| code)
}

pub(crate) fn class(code: i64) -> Result<MessageClass, RecordError> {
    usize::try_from(code)
        .ok()
        .and_then(|code| CLASSES.get(code).copied())
        .ok_or(RecordError::Unreadable { what: "a class" })
}

pub(crate) fn strength_code(strength: Strength) -> i64 {
    i64::from(strength == Strength::Proven)
}

pub(crate) const fn strength(code: i64) -> Strength {
    if code == 0 {
        Strength::Probable
    } else {
        Strength::Proven
    }
}

pub(crate) fn caisse_code(caisse: Caisse) -> i64 {
    i64::from(caisse.regime()) * 1_000 + i64::from(caisse.number())
}

pub(crate) fn caisse(code: i64) -> Result<Caisse, RecordError> {
    format!("{code:05}")
        .parse()
        .map_err(|_| RecordError::Unreadable { what: "a caisse" })
}

pub(crate) fn day_code(date: Date) -> i64 {
    i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())
}

pub(crate) fn day(code: i64) -> Result<Date, RecordError> {
    let part = |number: i64| i8::try_from(number).ok();
    i16::try_from(code / 10_000)
        .ok()
        .zip(part(code / 100 % 100))
        .zip(part(code % 100))
        .and_then(|((year, month), day)| Date::new(year, month, day).ok())
        .ok_or(RecordError::Unreadable { what: "a day" })
}

/// A reference from its columns.
pub(crate) fn reference(
    emitter: Option<String>,
    number: Option<u16>,
    day_number: Option<i64>,
) -> Result<LotReference, RecordError> {
    let invalid = |_| RecordError::Unreadable {
        what: "a lot's reference",
    };
    Ok(LotReference {
        emitter: emitter
            .map(|digits| digits.parse::<Emitter>().map_err(invalid))
            .transpose()?,
        number: number
            .map(|number| LotNumber::try_from(number).map_err(invalid))
            .transpose()?,
        date: day_number.map(day).transpose()?,
    })
}

/// The number of an emitter in this file; a new one is added.
pub(crate) fn emitter_id(
    db: &Connection,
    emitter: Option<&Emitter>,
) -> Result<Option<i64>, RecordError> {
    let Some(emitter) = emitter else {
        return Ok(None);
    };
    let known = db
        .prepare_cached("SELECT id FROM emitter WHERE digits = ?1")?
        .query_row(params![emitter.as_str()], |row| row.get(0))
        .optional()?;
    if known.is_some() {
        return Ok(known);
    }
    db.prepare_cached("INSERT INTO emitter (digits) VALUES (?1)")?
        .execute(params![emitter.as_str()])?;
    Ok(Some(db.last_insert_rowid()))
}

/// A short number for a long text (FNV-1a, 64 bits): it finds, the text decides.
pub(crate) fn hash(text: &str) -> i64 {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    i64::from_ne_bytes(hash.to_ne_bytes())
}

/// The key as it stands in the file: one that is too long is told apart by its hash.
pub(crate) fn key(key: &str) -> String {
    if key.len() <= LONGEST_KEY {
        return key.to_owned();
    }
    let begin: String = key.chars().take(64).collect();
    format!("{begin}…{:016x}", hash(key))
}
