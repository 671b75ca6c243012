//! The organisation that steers this installation: the enrolment, what was seen of its signed
//! metadata, the last documents that were right together, and which bulletins were told.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::{fault::RecordError, journal::Journal, read::moment};

/// How long it is remembered that a bulletin was told or read: longer than one may stand.
const BULLETINS_KEPT: SignedDuration = SignedDuration::from_hours(24 * 400);

/// An enrolment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolmentRecord {
    /// The organisation, as its file names itself.
    pub organisation: String,
    /// Where its configuration lies.
    pub repository: String,
    /// SHA-256 of the root metadata that was accepted, in hexadecimal digits.
    pub root: String,
    /// When it was accepted.
    pub enrolled_at: Timestamp,
    /// When its configuration was last found well, changed or not.
    pub fetched_at: Option<Timestamp>,
}

/// What became of a bulletin here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BulletinRecord {
    /// When it was notified.
    pub notified_at: Option<Timestamp>,
    /// When the user said to have read it.
    pub read_at: Option<Timestamp>,
}

impl Journal {
    /// The enrolment in force.
    pub fn enrolment(&self) -> Result<Option<EnrolmentRecord>, RecordError> {
        self.reader()?
            .query_row(ENROLMENT, [], |row| Ok(enrolment(row)))
            .optional()?
            .transpose()
    }

    /// Enrols, in place of another enrolment. What another organisation pushed goes.
    pub fn enrol(&self, enrolment: &EnrolmentRecord) -> Result<(), RecordError> {
        let enrolment = enrolment.clone();
        self.transact(move |db| {
            leave(db)?;
            write_enrolment(db, &enrolment)?;
            Ok(())
        })
    }

    /// Leaves the organisation: its documents go. What was seen of its metadata stays, so that a
    /// later enrolment with the same root begins nowhere earlier.
    pub fn leave(&self) -> Result<(), RecordError> {
        self.transact(|db| Ok(leave(db)?))
    }

    /// The versions of an organisation's signed metadata below which nothing is taken, by role.
    pub fn steering_floors(&self, root: &str) -> Result<BTreeMap<String, u64>, RecordError> {
        let db = self.reader()?;
        let mut query = db.prepare("SELECT role, version FROM steering_floor WHERE root = ?1")?;
        let rows = query.query_map([root], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?)))?;
        rows.map(|row| {
            let (role, version) = row?;
            let version = u64::try_from(version).map_err(|_| RecordError::Unreadable {
                what: "a version of signed metadata",
            })?;
            Ok((role, version))
        })
        .collect()
    }

    /// Notes that the signed metadata of this root was verified, and the versions below which nothing
    /// is taken any more, in place of those before: a rotation of keys may lower some.
    pub fn note_fetched(
        &self,
        root: &str,
        floors: &BTreeMap<String, u64>,
        now: Timestamp,
    ) -> Result<(), RecordError> {
        let (root, floors) = (root.to_owned(), floors.clone());
        self.transact(move |db| {
            db.execute("DELETE FROM steering_floor WHERE root = ?1", [&root])?;
            for (role, version) in &floors {
                let version = i64::try_from(*version).unwrap_or(i64::MAX);
                write_floor(db, &root, role, version)?;
            }
            db.execute(
                "UPDATE enrolment SET fetched_at = ?2 WHERE root = ?1",
                params![root, now.as_millisecond()],
            )?;
            Ok(())
        })
    }

    /// The last documents that were right together, by name.
    pub fn steering_documents(&self) -> Result<Vec<(String, Vec<u8>)>, RecordError> {
        let db = self.reader()?;
        let mut query = db.prepare("SELECT name, content FROM steering_document ORDER BY name")?;
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Puts other documents in the place of the last, all or none. Nothing changes, and `false` is
    /// given back, where another root is enrolled by now.
    pub fn replace_steering_documents(
        &self,
        root: &str,
        documents: Vec<(String, Vec<u8>)>,
        now: Timestamp,
    ) -> Result<bool, RecordError> {
        let root = root.to_owned();
        self.transact(move |db| {
            let is_enrolled = "SELECT EXISTS (SELECT 1 FROM enrolment WHERE root = ?1)";
            if !db.query_row(is_enrolled, [&root], |row| row.get::<_, bool>(0))? {
                return Ok(false);
            }
            db.execute("DELETE FROM steering_document", [])?;
            for (name, content) in &documents {
                db.execute(
                    "INSERT INTO steering_document (name, content) VALUES (?1, ?2)",
                    params![name, content],
                )?;
            }
            let old = now.checked_sub(BULLETINS_KEPT).unwrap_or(Timestamp::MIN);
            db.execute(
                "DELETE FROM bulletin
                 WHERE max(coalesce(notified_at, read_at), coalesce(read_at, notified_at)) < ?1",
                [old.as_millisecond()],
            )?;
            Ok(true)
        })
    }

    /// What became of the bulletins, by id.
    pub fn bulletins(&self) -> Result<BTreeMap<String, BulletinRecord>, RecordError> {
        let db = self.reader()?;
        let mut query = db.prepare("SELECT id, notified_at, read_at FROM bulletin")?;
        let rows = query.query_map([], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, Option<i64>>(1)?,
                row.get::<_, Option<i64>>(2)?,
            ))
        })?;
        rows.map(|row| {
            let (id, notified, read) = row?;
            let record = BulletinRecord {
                notified_at: notified.map(moment).transpose()?,
                read_at: read.map(moment).transpose()?,
            };
            Ok((id, record))
        })
        .collect()
    }

    /// Notes that a bulletin was notified; the first time counts.
    pub fn note_bulletin_notified(&self, id: &str, now: Timestamp) -> Result<(), RecordError> {
        self.note_bulletin(
            "INSERT INTO bulletin (id, notified_at) VALUES (?1, ?2)
             ON CONFLICT (id) DO UPDATE SET notified_at = coalesce(notified_at, excluded.notified_at)",
            id,
            now,
        )
    }

    /// Notes that the user has read a bulletin; the first time counts.
    pub fn note_bulletin_read(&self, id: &str, now: Timestamp) -> Result<(), RecordError> {
        self.note_bulletin(
            "INSERT INTO bulletin (id, read_at) VALUES (?1, ?2)
             ON CONFLICT (id) DO UPDATE SET read_at = coalesce(read_at, excluded.read_at)",
            id,
            now,
        )
    }

    fn note_bulletin(
        &self,
        sql: &'static str,
        id: &str,
        now: Timestamp,
    ) -> Result<(), RecordError> {
        let id = id.to_owned();
        self.transact(move |db| {
            db.execute(sql, params![id, now.as_millisecond()])?;
            Ok(())
        })
    }
}

/// The enrolment's row.
pub(crate) const ENROLMENT: &str =
    "SELECT organisation, repository, root, enrolled_at, fetched_at FROM enrolment";

/// The enrolment of a row of [`ENROLMENT`].
pub(crate) fn enrolment(row: &Row<'_>) -> Result<EnrolmentRecord, RecordError> {
    Ok(EnrolmentRecord {
        organisation: row.get(0)?,
        repository: row.get(1)?,
        root: row.get(2)?,
        enrolled_at: moment(row.get(3)?)?,
        fetched_at: row.get::<_, Option<i64>>(4)?.map(moment).transpose()?,
    })
}

/// Writes the one enrolment where there is none.
pub(crate) fn write_enrolment(
    db: &Connection,
    enrolment: &EnrolmentRecord,
) -> rusqlite::Result<usize> {
    db.execute(
        "INSERT OR IGNORE INTO enrolment
             (id, organisation, repository, root, enrolled_at, fetched_at)
         VALUES (1, ?1, ?2, ?3, ?4, ?5)",
        params![
            enrolment.organisation,
            enrolment.repository,
            enrolment.root,
            enrolment.enrolled_at.as_millisecond(),
            enrolment.fetched_at.map(Timestamp::as_millisecond),
        ],
    )
}

/// Writes one floor.
pub(crate) fn write_floor(
    db: &Connection,
    root: &str,
    role: &str,
    version: i64,
) -> rusqlite::Result<usize> {
    db.execute(
        "INSERT OR IGNORE INTO steering_floor (root, role, version) VALUES (?1, ?2, ?3)",
        params![root, role, version],
    )
}

fn leave(db: &Connection) -> rusqlite::Result<()> {
    db.execute("DELETE FROM enrolment", [])?;
    db.execute("DELETE FROM steering_document", [])?;
    db.execute("DELETE FROM bulletin", [])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> Timestamp {
        time.parse().unwrap()
    }

    fn example(root: &str) -> EnrolmentRecord {
        EnrolmentRecord {
            organisation: "Exemple".to_owned(),
            repository: "https://assistance.example/vigie/".to_owned(),
            root: root.to_owned(),
            enrolled_at: at("2026-11-23T20:00:00Z"),
            fetched_at: None,
        }
    }

    fn floors(timestamp: u64) -> BTreeMap<String, u64> {
        BTreeMap::from([("timestamp".to_owned(), timestamp)])
    }

    #[test]
    fn one_enrolment_stands_and_leaving_takes_what_it_pushed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("vigie.sqlite");
        let now = at("2026-11-23T21:00:00Z");
        let documents = vec![("a.json".to_owned(), b"{}".to_vec())];
        {
            let (journal, _) = Journal::open(&file, now).unwrap();
            assert_eq!(journal.enrolment().unwrap(), None);
            journal.enrol(&example("aa")).unwrap();
            journal.note_fetched("aa", &floors(3), now).unwrap();
            let kept = journal.replace_steering_documents("aa", documents.clone(), now);
            assert!(kept.unwrap());
        }
        let (journal, _) = Journal::open(&file, now).unwrap();
        let fetched = EnrolmentRecord {
            fetched_at: Some(now),
            ..example("aa")
        };
        assert_eq!(journal.enrolment().unwrap(), Some(fetched));
        assert_eq!(journal.steering_documents().unwrap(), documents);
        let strange = journal.replace_steering_documents("bb", Vec::new(), now);
        assert!(!strange.unwrap(), "of an organisation that was left");
        assert_eq!(journal.steering_documents().unwrap(), documents);
        journal.leave().unwrap();
        assert_eq!(journal.enrolment().unwrap(), None);
        assert_eq!(journal.steering_documents().unwrap(), []);
        assert_eq!(journal.steering_floors("aa").unwrap(), floors(3));
    }

    #[test]
    fn floors_are_kept_as_the_last_fetch_left_them_and_apart_by_root() {
        let folder = tempfile::tempdir().unwrap();
        let now = at("2026-11-23T21:00:00Z");
        let (journal, _) = Journal::open(&folder.path().join("vigie.sqlite"), now).unwrap();
        journal.enrol(&example("aa")).unwrap();
        journal.note_fetched("bb", &floors(9), now).unwrap();
        for version in [3, 7, 5] {
            journal.note_fetched("aa", &floors(version), now).unwrap();
        }
        assert_eq!(journal.steering_floors("aa").unwrap(), floors(5));
        assert_eq!(journal.steering_floors("bb").unwrap(), floors(9));
    }

    #[test]
    fn what_became_of_a_bulletin_is_kept_for_longer_than_it_stands() {
        let folder = tempfile::tempdir().unwrap();
        let now = at("2026-11-23T21:00:00Z");
        let (journal, _) = Journal::open(&folder.path().join("vigie.sqlite"), now).unwrap();
        journal.enrol(&example("aa")).unwrap();
        journal.note_bulletin_notified("panne", now).unwrap();
        let later = at("2026-12-24T21:00:00Z");
        journal.note_bulletin_notified("panne", later).unwrap();
        journal.note_bulletin_read("panne", later).unwrap();
        journal.note_bulletin_read("conseil", now).unwrap();
        let kept = journal.bulletins().unwrap();
        let panne = BulletinRecord {
            notified_at: Some(now),
            read_at: Some(later),
        };
        assert_eq!(kept["panne"], panne);
        assert_eq!(kept["conseil"].notified_at, None);
        let much_later = at("2028-01-10T00:00:00Z");
        journal
            .replace_steering_documents("aa", Vec::new(), much_later)
            .unwrap();
        let kept: Vec<String> = journal.bulletins().unwrap().into_keys().collect();
        assert_eq!(kept, ["panne"]);
    }
}
