//! Lots and returns from their rows.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use vigie_domain::{
    account::AccountId,
    book::{
        follow_up::FollowUp,
        lot::LotReference,
        matching::{LotId, Match},
        query::{Lot, Return, ReturnId},
        sighting::ReturnSeen,
    },
};

use super::codes;
use crate::{
    fault::RecordError,
    read::{from_json, moment},
};

/// What [`lot`] reads, of a row of `lot`.
const LOT: &str = "lot.id, lot.account, (SELECT digits FROM emitter WHERE id = lot.emitter),
    lot.number, lot.day, lot.caisse,
    (SELECT message_id FROM sending WHERE lot = lot.id ORDER BY at DESC LIMIT 1),
    lot.invoices, lot.first_sent, lot.last_sent, lot.origin, lot.follow_up";

fn lot(row: &Row<'_>) -> Result<Lot, RecordError> {
    Ok(Lot {
        id: LotId(row.get(0)?),
        account: AccountId(row.get(1)?),
        reference: codes::reference(row.get(2)?, row.get(3)?, row.get(4)?)?,
        caisse: row
            .get::<_, Option<i64>>(5)?
            .map(codes::caisse)
            .transpose()?,
        message_id: row.get(6)?,
        invoices: row.get(7)?,
        first_sent: moment(row.get(8)?)?,
        last_sent: moment(row.get(9)?)?,
        origin: codes::origin(row.get(10)?),
        follow_up: from_json::<FollowUp>(row.get_ref(11)?.as_str().unwrap_or(""), "a follow-up")?,
    })
}

/// A lot by its number.
pub(crate) fn lot_of(db: &Connection, id: i64) -> Result<Option<Lot>, RecordError> {
    db.prepare_cached(&format!("SELECT {LOT} FROM lot WHERE id = ?1"))?
        .query_row(params![id], |row| Ok(lot(row)))
        .optional()?
        .transpose()
}

/// Lots by their numbers, in that order.
pub(crate) fn lots_of(db: &Connection, ids: &[i64]) -> Result<Vec<Lot>, RecordError> {
    let mut lots = Vec::with_capacity(ids.len());
    for id in ids {
        lots.extend(lot_of(db, *id)?);
    }
    Ok(lots)
}

/// A return as identity and matching need it, with the mailbox that it came to.
pub(crate) struct ReturnRow {
    pub(crate) account: AccountId,
    pub(crate) origin: i64,
    pub(crate) seen: ReturnSeen,
}

/// A return by its number.
pub(crate) fn return_row(db: &Connection, id: i64) -> Result<Option<ReturnRow>, RecordError> {
    let row = db
        .prepare_cached(
            "SELECT account, class, strength, rule, caisse, message_id, answers, at, origin,
                 states, codes
             FROM returned WHERE id = ?1",
        )?
        .query_row(params![id], |row| Ok(read_return(row)))
        .optional()?
        .transpose()?;
    let Some(mut row) = row else {
        return Ok(None);
    };
    row.seen.references = references(db, id)?;
    Ok(Some(row))
}

fn read_return(row: &Row<'_>) -> Result<ReturnRow, RecordError> {
    Ok(ReturnRow {
        account: AccountId(row.get(0)?),
        origin: row.get(8)?,
        seen: ReturnSeen {
            class: codes::class(row.get(1)?)?,
            strength: codes::strength(row.get(2)?),
            rule: row.get(3)?,
            references: Vec::new(),
            caisse: row
                .get::<_, Option<i64>>(4)?
                .map(codes::caisse)
                .transpose()?,
            message_id: row.get(5)?,
            answers: row.get(6)?,
            at: moment(row.get(7)?)?,
            states: counted(row.get(9)?)?,
            codes: counted(row.get(10)?)?,
        },
    })
}

pub(crate) fn counted<K: serde::de::DeserializeOwned + Ord>(
    json: Option<String>,
) -> Result<BTreeMap<K, u32>, RecordError> {
    json.map_or_else(
        || Ok(BTreeMap::new()),
        |json| from_json(&json, "a return's contents"),
    )
}

fn references(db: &Connection, id: i64) -> Result<Vec<LotReference>, RecordError> {
    let mut query = db.prepare_cached(
        "SELECT (SELECT digits FROM emitter WHERE id = emitter), number, day
         FROM return_reference WHERE returned = ?1 ORDER BY slot",
    )?;
    let mut rows = query.query(params![id])?;
    let mut references = Vec::new();
    while let Some(row) = rows.next()? {
        references.push(codes::reference(row.get(0)?, row.get(1)?, row.get(2)?)?);
    }
    Ok(references)
}

/// Returns by their numbers, in that order.
pub(crate) fn returns_of(db: &Connection, ids: &[i64]) -> Result<Vec<Return>, RecordError> {
    let mut returns = Vec::with_capacity(ids.len());
    for &id in ids {
        let Some(row) = return_row(db, id)? else {
            continue;
        };
        returns.push(Return {
            id: ReturnId(id),
            account: row.account,
            class: row.seen.class,
            strength: row.seen.strength,
            caisse: row.seen.caisse,
            at: row.seen.at,
            origin: codes::origin(row.origin),
            references: row.seen.references,
            states: row.seen.states,
            codes: row.seen.codes,
            lots: matches(db, id)?,
        });
    }
    Ok(returns)
}

fn matches(db: &Connection, id: i64) -> Result<Vec<Match>, RecordError> {
    let mut query =
        db.prepare_cached("SELECT lot, strength FROM return_lot WHERE returned = ?1 ORDER BY lot")?;
    let found = query
        .query_map(params![id], |row| {
            Ok(Match {
                lot: LotId(row.get(0)?),
                strength: codes::strength(row.get(1)?),
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(found)
}

/// The first column of every row, as numbers.
pub(crate) fn numbers(
    db: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<i64>, RecordError> {
    let mut query = db.prepare_cached(sql)?;
    let found = query
        .query_map(parameters, |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(found)
}
