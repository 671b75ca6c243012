//! What waits, when the software goes back to collecting a mailbox itself.

use jiff::Timestamp;
use rusqlite::{Transaction, TransactionBehavior, params};

use super::{
    Spool, SpoolError,
    ledger::{self, DAMAGED, ERASED},
};
use crate::{
    mailbox_id::MailboxId,
    rules::{Listed, same_size},
};

impl Spool {
    /// The software collects this mailbox itself from now on: what waits here and still lies there
    /// is not served any more, as the software will have it from there. Tells how many messages.
    /// To be called when nothing is served and nothing collected any more.
    ///
    /// Should the relay collect that mailbox again, what is still in its listing waits again:
    /// software that deletes what it collects has not had it. What software had that leaves
    /// messages where they are is for [`note_had`](Self::note_had).
    pub fn hand_back(&self, mailbox: &MailboxId, now: Timestamp) -> Result<usize, SpoolError> {
        let mut record = self.record();
        let transaction = record.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction
            .prepare_cached(
                "INSERT INTO handed_back (message, mailbox)
                 SELECT m.id, ?1 FROM message m
                 WHERE m.confirmed_at IS NULL AND m.had_at IS NULL AND EXISTS
                     (SELECT 1 FROM copy c WHERE c.message = m.id AND c.mailbox = ?1 AND c.live = 1)
                 ON CONFLICT (message) DO UPDATE SET mailbox = ?1",
            )?
            .execute([mailbox.as_str()])?;
        let handed = transaction
            .prepare_cached(
                "UPDATE message SET had_at = ?2
                 WHERE confirmed_at IS NULL AND had_at IS NULL
                   AND id IN (SELECT message FROM handed_back WHERE mailbox = ?1)",
            )?
            .execute(params![mailbox.as_str(), now.as_millisecond()])?;
        transaction.commit()?;
        Ok(handed)
    }
}

/// Takes back what was handed back and is still in this listing of the mailbox.
pub(super) fn take_back(
    transaction: &Transaction<'_>,
    mailbox: &MailboxId,
    listing: &[Listed],
) -> rusqlite::Result<()> {
    let handed = transaction
        .prepare_cached("SELECT 1 FROM handed_back WHERE mailbox = ?1")?
        .exists([mailbox.as_str()])?;
    if !handed {
        return Ok(());
    }
    let mut statement = transaction.prepare_cached(
        "SELECT h.message, c.octets FROM handed_back h JOIN copy c ON c.message = h.message
         WHERE h.mailbox = ?1 AND c.mailbox = ?1 AND c.live = 1 AND c.upstream_uid = ?2",
    )?;
    for listed in listing {
        let mut back = Vec::new();
        let mut rows = statement.query(params![mailbox.as_str(), listed.uid])?;
        while let Some(row) = rows.next()? {
            if same_size(ledger::some_octets(row, 1)?, listed.octets) {
                back.push(row.get(0)?);
            }
        }
        for message in back {
            wait_again(transaction, message)?;
        }
    }
    Ok(())
}

/// Takes a message back of which a copy arrived in the mailbox to which it was handed back: it lies
/// there under another unique id. Whether it was one.
pub(super) fn take_back_copied(
    transaction: &Transaction<'_>,
    mailbox: &MailboxId,
    message: i64,
) -> rusqlite::Result<bool> {
    let handed = transaction
        .prepare_cached("SELECT 1 FROM handed_back WHERE message = ?1 AND mailbox = ?2")?
        .exists(params![message, mailbox.as_str()])?;
    if handed {
        wait_again(transaction, message)?;
    }
    Ok(handed)
}

/// It does not wait again, as the software had it. Whether it was handed back.
pub(super) fn keep_had(transaction: &Transaction<'_>, message: i64) -> rusqlite::Result<bool> {
    let kept = transaction
        .prepare_cached("DELETE FROM handed_back WHERE message = ?1")?
        .execute([message])?;
    Ok(kept == 1)
}

/// A body that was erased meanwhile is fetched again.
fn wait_again(transaction: &Transaction<'_>, message: i64) -> rusqlite::Result<()> {
    keep_had(transaction, message)?;
    transaction
        .prepare_cached(
            "UPDATE message SET had_at = NULL, erased_at = NULL,
                 body = CASE body WHEN ?2 THEN ?3 ELSE body END
             WHERE id = ?1 AND confirmed_at IS NULL",
        )?
        .execute(params![message, ERASED, DAMAGED])?;
    Ok(())
}
