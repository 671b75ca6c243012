//! The record of messages that were passed on.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, params};

use super::{Counterfoil, Letter, Spool, SpoolError, SpoolKey, What};
use crate::smtp::{
    MessageDigest,
    rules::{Before, Decision},
};

const UNKNOWN: i64 = 0;
pub(super) const ACCEPTED: i64 = 1;
pub(super) const REFUSED: i64 = 2;

/// How the passing of a message ended, if it was not refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Upstream said 250.
    Accepted,
    /// We were interrupted before it said anything.
    Unknown,
}

impl Outcome {
    pub(super) const fn read(stored: i64) -> Self {
        match stored {
            ACCEPTED => Self::Accepted,
            _ => Self::Unknown,
        }
    }
}

/// A message that is being passed on, in the record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry(pub(super) i64, pub(super) MessageDigest);

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
                    entry: Entry(row.get(0)?, digest),
                    outcome: Outcome::read(row.get(2)?),
                    at: Timestamp::from_millisecond(settled_at.unwrap_or(begun_at))
                        .unwrap_or(Timestamp::UNIX_EPOCH),
                    seen: row.get(4)?,
                })
            })
            .optional()?;
        Ok(found)
    }

    /// The last octet of this message is about to go upstream. Who sent what is kept for the book
    /// under the spool's key; without the key it is not kept.
    pub(crate) fn begin_submission(
        &self,
        digest: MessageDigest,
        decision: Decision,
        letter: &Letter,
        key: Option<&SpoolKey>,
        now: Timestamp,
    ) -> Result<Entry, SpoolError> {
        let key = key.filter(|key| self.check_key(key).is_ok());
        let sealed = key
            .map(|key| key.seal(&digest.0, &letter.write()))
            .transpose()?;
        let again = matches!(
            decision,
            Decision::Pass {
                after_unknown: true
            }
        );
        let record = self.record();
        record
            .prepare_cached(
                "INSERT INTO submission (digest, begun_at, outcome, after_unknown, letter)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                digest.0,
                now.as_millisecond(),
                UNKNOWN,
                again,
                sealed
            ])?;
        let entry = Entry(record.last_insert_rowid(), digest);
        drop(record);
        self.stub(&[Counterfoil {
            at: now,
            what: What::Begun { digest: digest.0 },
        }]);
        Ok(entry)
    }

    /// What upstream answered.
    pub(crate) fn settle_submission(
        &self,
        entry: Entry,
        accepted: bool,
        now: Timestamp,
    ) -> Result<(), SpoolError> {
        let record = self.record();
        if accepted {
            record
                .prepare_cached(
                    "UPDATE submission SET outcome = ?2, settled_at = ?3 WHERE id = ?1",
                )?
                .execute(params![entry.0, ACCEPTED, now.as_millisecond()])?;
        } else {
            // What was refused went nowhere: there is nothing to tell.
            record
                .prepare_cached(
                    "UPDATE submission SET outcome = ?2, settled_at = ?3, letter = NULL, told = 1
                     WHERE id = ?1",
                )?
                .execute(params![entry.0, REFUSED, now.as_millisecond()])?;
        }
        drop(record);
        let digest = entry.1.0;
        self.stub(&[Counterfoil {
            at: now,
            what: if accepted {
                What::Accepted { digest }
            } else {
                What::Refused { digest }
            },
        }]);
        Ok(())
    }

    /// The connection broke: nobody knows.
    pub(crate) fn note_unknown(&self, entry: Entry, now: Timestamp) -> Result<(), SpoolError> {
        self.record()
            .prepare_cached("UPDATE submission SET settled_at = ?2 WHERE id = ?1")?
            .execute(params![entry.0, now.as_millisecond()])?;
        Ok(())
    }

    /// The software has our answer.
    pub(crate) fn note_seen(&self, entry: Entry, now: Timestamp) -> Result<(), SpoolError> {
        self.record()
            .prepare_cached("UPDATE submission SET seen = 1 WHERE id = ?1")?
            .execute([entry.0])?;
        self.stub(&[Counterfoil {
            at: now,
            what: What::Seen { digest: entry.1.0 },
        }]);
        Ok(())
    }
}
