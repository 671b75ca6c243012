//! Which messages that went out of a mailbox say that billing software collects it.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension as _, params};
use vigie_domain::account::AccountId;

use super::codes;
use crate::fault::RecordError;

/// Whether a return of the health insurance is among these messages. One that is still in the mailbox
/// under another unique id was not collected: the server has numbered its messages anew.
pub(crate) fn returns_among(
    db: &Connection,
    account: AccountId,
    gone: &[String],
) -> Result<bool, RecordError> {
    let gone: BTreeSet<_> = gone.iter().map(|uid| codes::key(uid)).collect();
    let mut find = db.prepare(
        "SELECT returned.id FROM sighting JOIN returned ON returned.id = sighting.returned
         WHERE sighting.account = ?1 AND sighting.origin = ?2 AND key = ?3 AND class <= 4",
    )?;
    let mut others = db.prepare(
        "SELECT key FROM sighting INDEXED BY sighting_of_return
         WHERE returned = ?1 AND origin = ?2 AND account = ?3 AND gone_at IS NULL",
    )?;
    for key in &gone {
        let found: Option<i64> = find
            .query_row(params![account.0, codes::MAILBOX, key], |row| row.get(0))
            .optional()?;
        let Some(returned) = found else {
            continue;
        };
        let mut rows = others.query(params![returned, codes::MAILBOX, account.0])?;
        let mut stays = false;
        while let Some(row) = rows.next()? {
            stays |= !gone.contains(&row.get::<_, String>(0)?);
        }
        if !stays {
            return Ok(true);
        }
    }
    Ok(false)
}
