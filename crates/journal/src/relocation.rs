//! The check of a new mailbox: one row at most, as it stands.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, params};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    fault::RecordError,
    journal::Journal,
    read::{from_json, moment},
    write::to_json,
};

/// What stands in the row.
const WHAT: &str = "the check of a new mailbox";

impl Journal {
    /// The check that is kept, and when it began.
    pub fn relocation<T: DeserializeOwned>(&self) -> Result<Option<(Timestamp, T)>, RecordError> {
        self.reader()?
            .query_row("SELECT began_at, state FROM relocation", [], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
            })
            .optional()?
            .map(|(began, state)| Ok((moment(began)?, from_json(&state, WHAT)?)))
            .transpose()
    }

    /// Keeps a check as it stands now, in place of what was kept before. The value must hold no
    /// password, sender or subject.
    pub fn keep_relocation<T: Serialize>(
        &self,
        began: Timestamp,
        state: &T,
    ) -> Result<(), RecordError> {
        let state = to_json(state, WHAT)?;
        self.transact(move |db| {
            db.execute(
                "INSERT INTO relocation (id, began_at, state) VALUES (1, ?1, ?2)
                 ON CONFLICT (id) DO UPDATE
                 SET began_at = excluded.began_at, state = excluded.state",
                params![began.as_millisecond(), state],
            )?;
            Ok(())
        })
    }

    /// Forgets it.
    pub fn forget_relocation(&self) -> Result<(), RecordError> {
        self.transact(|db| {
            db.execute("DELETE FROM relocation", [])?;
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_check_is_kept_as_it_stands_and_then_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("vigie.sqlite");
        let began = "2026-11-23T20:00:00Z".parse().unwrap();
        {
            let (journal, _) = Journal::open(&file, began).unwrap();
            assert_eq!(journal.relocation::<String>().unwrap(), None);
            journal.keep_relocation(began, &"looked").unwrap();
            journal.keep_relocation(began, &"sent").unwrap();
        }
        let (journal, _) = Journal::open(&file, began).unwrap();
        let kept = journal.relocation::<String>().unwrap();
        assert_eq!(kept, Some((began, "sent".to_owned())));
        assert!(matches!(
            journal.relocation::<u8>(),
            Err(RecordError::Unreadable { .. })
        ));
        journal.forget_relocation().unwrap();
        journal.forget_relocation().unwrap();
        assert_eq!(journal.relocation::<String>().unwrap(), None);
    }
}
