//! The record of messages that were passed on.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, params};

use super::{Spool, SpoolError};
use crate::smtp::rules::{Before, MessageDigest, Outcome};

const UNKNOWN: i64 = 0;
const ACCEPTED: i64 = 1;
const REFUSED: i64 = 2;

/// A message that is being passed on, in the record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry(i64);

impl Spool {
    /// What became of the same message the last time.
    pub(crate) fn submitted_before(
        &self,
        digest: MessageDigest,
    ) -> Result<Option<Before>, SpoolError> {
        let record = self.record();
        let found = record
            .prepare_cached(
                "SELECT id, begun_at, outcome, settled_at, seen FROM submission
                 WHERE digest = ?1 AND outcome <> ?2 ORDER BY id DESC LIMIT 1",
            )?
            .query_row(params![digest.0, REFUSED], |row| {
                let begun_at: i64 = row.get(1)?;
                let settled_at: Option<i64> = row.get(3)?;
                Ok(Before {
                    entry: Entry(row.get(0)?),
                    outcome: match row.get::<_, i64>(2)? {
                        ACCEPTED => Outcome::Accepted,
                        _ => Outcome::Unknown,
                    },
                    at: Timestamp::from_millisecond(settled_at.unwrap_or(begun_at))
                        .unwrap_or(Timestamp::UNIX_EPOCH),
                    seen: row.get(4)?,
                })
            })
            .optional()?;
        Ok(found)
    }

    /// The last octet of this message is about to go upstream.
    pub(crate) fn begin_submission(
        &self,
        digest: MessageDigest,
        now: Timestamp,
    ) -> Result<Entry, SpoolError> {
        let record = self.record();
        record
            .prepare_cached(
                "INSERT INTO submission (digest, begun_at, outcome) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![digest.0, now.as_millisecond(), UNKNOWN])?;
        Ok(Entry(record.last_insert_rowid()))
    }

    /// What upstream answered.
    pub(crate) fn settle_submission(
        &self,
        entry: Entry,
        accepted: bool,
        now: Timestamp,
    ) -> Result<(), SpoolError> {
        let outcome = if accepted { ACCEPTED } else { REFUSED };
        self.record()
            .prepare_cached("UPDATE submission SET outcome = ?2, settled_at = ?3 WHERE id = ?1")?
            .execute(params![entry.0, outcome, now.as_millisecond()])?;
        Ok(())
    }

    /// The software has our answer.
    pub(crate) fn note_seen(&self, entry: Entry) -> Result<(), SpoolError> {
        self.record()
            .prepare_cached("UPDATE submission SET seen = 1 WHERE id = ?1")?
            .execute([entry.0])?;
        Ok(())
    }
}
