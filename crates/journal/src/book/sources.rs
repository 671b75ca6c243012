//! Sources of lots, and what the book remembers between two steps.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::de::DeserializeOwned;
use vigie_domain::{
    account::AccountId,
    book::source::{LotSource, SourceId},
};

use super::scope::Scope;
use crate::{
    fault::RecordError,
    read::{from_json, moment},
    write::{require_watched, to_json},
};

/// A source as it stands in the record.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceRecord {
    /// The source.
    pub source: LotSource,
    /// How far it was read; `None`: not yet.
    pub cursor: Option<serde_json::Value>,
    /// When it was read last.
    pub last_read: Option<Timestamp>,
}

/// The sources in use. A source of a mailbox that was replaced is its successor's while the switch
/// stands: the billing software writes its lots in the same place, whatever mailbox it uses.
pub(crate) fn all(db: &Connection) -> Result<Vec<SourceRecord>, RecordError> {
    let mut query = db.prepare(
        "WITH RECURSIVE owner (source, account, switches) AS (
             SELECT id, account, 0 FROM source WHERE removed_at IS NULL
             UNION ALL
             SELECT source, next.id, switches + 1
             FROM owner JOIN account ON account.id = owner.account
                 JOIN account AS next ON next.id = account.successor
             WHERE next.removed_at IS NULL AND switches < 64)
         SELECT id, (SELECT account FROM owner WHERE source = source.id
                 ORDER BY switches DESC LIMIT 1), kind, cursor, last_read
         FROM source WHERE removed_at IS NULL ORDER BY id",
    )?;
    let mut rows = query.query([])?;
    let mut sources = Vec::new();
    while let Some(row) = rows.next()? {
        sources.push(SourceRecord {
            source: LotSource {
                id: SourceId(row.get(0)?),
                account: AccountId(row.get(1)?),
                kind: from_json(&row.get::<_, String>(2)?, "a source")?,
            },
            cursor: row
                .get::<_, Option<String>>(3)?
                .map(|json| from_json(&json, "a source's cursor"))
                .transpose()?,
            last_read: row.get::<_, Option<i64>>(4)?.map(moment).transpose()?,
        });
    }
    Ok(sources)
}

pub(crate) fn add(
    db: &Connection,
    account: AccountId,
    kind: &str,
    at: Timestamp,
) -> Result<i64, RecordError> {
    require_watched(db, account)?;
    db.execute(
        "INSERT INTO source (account, kind, added_at) VALUES (?1, ?2, ?3)",
        params![account.0, kind, at.as_millisecond()],
    )?;
    Ok(db.last_insert_rowid())
}

pub(crate) fn remove(db: &Connection, source: SourceId, at: Timestamp) -> Result<(), RecordError> {
    let changed = db.execute(
        "UPDATE source SET removed_at = ?2 WHERE id = ?1 AND removed_at IS NULL",
        params![source.0, at.as_millisecond()],
    )?;
    if changed == 0 {
        return Err(RecordError::UnknownSource);
    }
    Ok(())
}

/// Notes that a source was read, and how far where a cursor is given.
pub(crate) fn read(
    db: &Connection,
    source: SourceId,
    account: AccountId,
    cursor: Option<&serde_json::Value>,
    at: Timestamp,
) -> Result<(), RecordError> {
    let cursor = cursor
        .map(|cursor| to_json(cursor, "a source's cursor"))
        .transpose()?;
    let changed = db.execute(
        &format!(
            "UPDATE source SET cursor = coalesce(?2, cursor), last_read = ?3
             WHERE id = ?1 AND account IN {} AND removed_at IS NULL",
            Scope::of(db, account)?.sql()
        ),
        params![source.0, cursor, at.as_millisecond()],
    )?;
    if changed == 0 {
        return Err(RecordError::UnknownSource);
    }
    Ok(())
}

pub(crate) fn book_state<T: DeserializeOwned>(
    db: &Connection,
    account: AccountId,
) -> Result<Option<T>, RecordError> {
    db.query_row(
        "SELECT state FROM book WHERE account = ?1",
        params![account.0],
        |row| row.get::<_, String>(0),
    )
    .optional()?
    .map(|json| from_json(&json, "the book's state"))
    .transpose()
}

pub(crate) fn set_book_state(
    db: &Connection,
    account: AccountId,
    state: &str,
) -> Result<(), RecordError> {
    require_watched(db, account)?;
    db.execute(
        "INSERT INTO book (account, state) VALUES (?1, ?2)
         ON CONFLICT (account) DO UPDATE SET state = excluded.state",
        params![account.0, state],
    )?;
    Ok(())
}

/// Of an account that is removed, memory goes and so do its sources, unless another mailbox took
/// its place; lots and returns are history.
pub(crate) fn forget_account(
    db: &Connection,
    account: AccountId,
    at: Timestamp,
) -> Result<(), RecordError> {
    db.execute(
        "UPDATE source SET account = next.id
         FROM account JOIN account AS next ON next.id = account.successor
         WHERE account.id = ?1 AND source.account = ?1 AND source.removed_at IS NULL
             AND next.removed_at IS NULL",
        params![account.0],
    )?;
    db.execute(
        "UPDATE source SET removed_at = ?2 WHERE account = ?1 AND removed_at IS NULL",
        params![account.0, at.as_millisecond()],
    )?;
    db.execute("DELETE FROM book WHERE account = ?1", params![account.0])?;
    Ok(())
}
