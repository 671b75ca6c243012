//! What the record forgets.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, TransactionBehavior, params};

use super::ledger::ERASED;

/// A message that is gone everywhere is known again for so long, should a provider bring it back
/// from a backup.
const GONE: SignedDuration = SignedDuration::from_hours(400 * 24);
/// The same for one that a mailbox still showed when it was last collected.
const SHOWN: SignedDuration = SignedDuration::from_hours(800 * 24);
/// The same message is lawfully sent again after 48 hours: what was passed on before is of no use.
const PASSED: SignedDuration = SignedDuration::from_hours(7 * 24);
/// So long it stays all the same if the book was not told.
const UNTOLD: SignedDuration = SignedDuration::from_hours(60 * 24);

/// Forgets rows of long ago: messages that the software has, and messages that were passed on.
/// A clock that goes wrong for a while makes it forget too early or too late; then a message that
/// comes back is served again, under the same unique id.
pub(super) fn prune(record: &mut Connection, now: Timestamp) -> rusqlite::Result<()> {
    let before = |age| {
        now.saturating_sub(age)
            .map_or(i64::MIN, Timestamp::as_millisecond)
    };
    let due: bool = record
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM message WHERE erased_at < ?1)
                 OR EXISTS (SELECT 1 FROM submission WHERE begun_at < ?2)",
        )?
        .query_row(params![before(GONE), before(PASSED)], |row| row.get(0))?;
    if !due {
        return Ok(());
    }
    let transaction = record.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction
        .prepare_cached(
            "DELETE FROM submission
             WHERE begun_at < ?1 AND settled_at IS NOT NULL AND (told = 1 OR begun_at < ?2)",
        )?
        .execute(params![before(PASSED), before(UNTOLD)])?;
    transaction.execute_batch("CREATE TEMP TABLE IF NOT EXISTS over (id INTEGER PRIMARY KEY)")?;
    transaction
        .prepare_cached(
            "INSERT INTO over SELECT m.id FROM message m
             WHERE m.body = ?1 AND m.file IS NULL AND m.erased_at < ?2
               AND (m.erased_at < ?3 OR NOT EXISTS
                   (SELECT 1 FROM copy c WHERE c.message = m.id AND c.live = 1))",
        )?
        .execute(params![ERASED, before(GONE), before(SHOWN)])?;
    for forget in [
        "DELETE FROM copy WHERE message IN (SELECT id FROM over)",
        "DELETE FROM message WHERE id IN (SELECT id FROM over)",
        "DELETE FROM over",
    ] {
        transaction.prepare_cached(forget)?.execute([])?;
    }
    transaction.commit()
}
