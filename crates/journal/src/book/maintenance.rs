//! The end of what the book needs no longer.

use rusqlite::{Connection, params};
use vigie_domain::book::returns::MessageClass;

use super::codes;
use crate::fault::RecordError;

/// How long a message that is gone from the mailbox is remembered by its unique id, in days: a
/// server never gives the id to another message, and identity does not hang on it.
pub(crate) const GONE_DAYS: i64 = 90;

/// How long lots and returns are kept, in days.
pub(crate) const BOOK_DAYS: i64 = 10 * 366;

/// Removes one batch of sightings that are past their time.
pub(crate) fn forget_gone(db: &Connection, before: i64, rows: i64) -> Result<usize, RecordError> {
    Ok(db.execute(
        "DELETE FROM sighting WHERE (account, origin, key) IN
             (SELECT account, origin, key FROM sighting INDEXED BY sighting_gone
              WHERE gone_at < ?1 AND origin = ?2 LIMIT ?3)",
        params![before, codes::MAILBOX, rows],
    )?)
}

/// Removes what an earlier release kept of one batch of mail of others.
pub(crate) fn forget_headers(db: &Connection, rows: i64) -> Result<usize, RecordError> {
    let letters = super::rows::numbers(
        db,
        "SELECT id FROM returned INDEXED BY returned_when
         WHERE class = ?1 AND coalesce(rule, caisse, emitter, message_id, answers, states, codes)
             IS NOT NULL LIMIT ?2",
        params![codes::class_code(MessageClass::Foreign), rows],
    )?;
    for letter in &letters {
        for sql in [
            "UPDATE returned SET rule = NULL, caisse = NULL, emitter = NULL, message_id = NULL,
                 message_hash = NULL, answers = NULL, answers_hash = NULL, states = NULL,
                 codes = NULL
             WHERE id = ?1",
            "DELETE FROM return_reference WHERE returned = ?1",
            "DELETE FROM return_code WHERE returned = ?1",
        ] {
            db.execute(sql, params![letter])?;
        }
    }
    Ok(letters.len())
}

/// Removes one batch of lots, and of returns, that are past their time, with all that hangs on
/// them.
pub(crate) fn forget_old(db: &Connection, before: i64, rows: i64) -> Result<usize, RecordError> {
    let lots = super::rows::numbers(
        db,
        "SELECT id FROM lot INDEXED BY lot_sent WHERE last_sent < ?1 ORDER BY last_sent LIMIT ?2",
        params![before, rows],
    )?;
    for lot in &lots {
        for sql in [
            "DELETE FROM return_lot WHERE lot = ?1",
            "DELETE FROM lot_event WHERE lot = ?1",
            "DELETE FROM sighting WHERE (account, origin, key) IN (SELECT account, origin, key
                 FROM sighting WHERE sending IN (SELECT id FROM sending WHERE lot = ?1))",
            "DELETE FROM sending WHERE lot = ?1",
            "DELETE FROM lot WHERE id = ?1",
        ] {
            db.execute(sql, params![lot])?;
        }
    }
    let returns = super::rows::numbers(
        db,
        "SELECT id FROM returned INDEXED BY returned_when WHERE at < ?1 ORDER BY at LIMIT ?2",
        params![before, rows],
    )?;
    for returned in &returns {
        for sql in [
            "DELETE FROM return_lot WHERE returned = ?1",
            "DELETE FROM return_reference WHERE returned = ?1",
            "DELETE FROM return_code WHERE returned = ?1",
            "DELETE FROM sighting WHERE (account, origin, key) IN
                 (SELECT account, origin, key FROM sighting WHERE returned = ?1)",
            "DELETE FROM returned WHERE id = ?1",
        ] {
            db.execute(sql, params![returned])?;
        }
    }
    Ok(lots.len().saturating_add(returns.len()))
}
