//! The book of a mailbox that was removed and is watched again.

use rusqlite::{Connection, params};
use vigie_domain::account::AccountId;

use super::rows;
use crate::fault::RecordError;

/// Gives a mailbox that has just been added the lots and returns of when it was watched before,
/// under another number. What was learnt of its server and its checks stays with that number.
pub(crate) fn reunite(db: &Connection, account: AccountId) -> Result<(), RecordError> {
    let before = rows::numbers(
        db,
        "SELECT id FROM account WHERE id <> ?1 AND removed_at IS NOT NULL
             AND address = (SELECT address FROM account WHERE id = ?1) COLLATE NOCASE
             AND training = (SELECT training FROM account WHERE id = ?1)",
        params![account.0],
    )?;
    for old in before {
        for sql in [
            "UPDATE lot SET account = ?1 WHERE account = ?2",
            "UPDATE returned SET account = ?1 WHERE account = ?2",
            // A unique id is the same message as before.
            "UPDATE OR IGNORE sighting SET account = ?1 WHERE account = ?2",
            "INSERT INTO lot_count
                 SELECT ?1, stage, again, caisse, emitter, lots FROM lot_count WHERE account = ?2
             ON CONFLICT DO UPDATE SET lots = lots + excluded.lots",
            "INSERT INTO return_count
                 SELECT ?1, class, caisse, emitter, returns FROM return_count WHERE account = ?2
             ON CONFLICT DO UPDATE SET returns = returns + excluded.returns",
        ] {
            db.execute(sql, params![account.0, old])?;
        }
        for sql in [
            "DELETE FROM lot_count WHERE account = ?1",
            "DELETE FROM return_count WHERE account = ?1",
        ] {
            db.execute(sql, params![old])?;
        }
    }
    Ok(())
}
