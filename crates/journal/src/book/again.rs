//! Messages that no rule knew when they were seen, and that other rules may know.

use rusqlite::{Connection, OptionalExtension as _, params};
use vigie_domain::{
    account::AccountId,
    book::{query::ReturnId, returns::MessageClass, sighting::Seen},
};

use super::codes;
use crate::{fault::RecordError, journal::Journal};

/// A message in the mailbox that no rule knew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unrecognised {
    /// Its unique id.
    pub uid: String,
    /// As which return it stands in the book.
    pub id: ReturnId,
}

impl Journal {
    /// Messages that are in the mailbox still and were not recognised, or as nobody's business
    /// here: those that came into the book before `before`, the latest first, at most `most`.
    pub fn unrecognised(
        &self,
        account: AccountId,
        before: Option<ReturnId>,
        most: u32,
    ) -> Result<Vec<Unrecognised>, RecordError> {
        let db = self.reader()?;
        // From the messages that are there, because they are few: CROSS JOIN keeps SQLite to that
        // order.
        let mut query = db.prepare(
            "SELECT known_uid.uid, returned.id
             FROM known_uid
                 CROSS JOIN sighting ON sighting.account = known_uid.account
                     AND sighting.origin = ?2 AND key = known_uid.uid
                 CROSS JOIN returned ON returned.id = sighting.returned
             WHERE known_uid.account = ?1 AND class IN (?3, ?4) AND returned.id < ?5
             ORDER BY returned.id DESC LIMIT ?6",
        )?;
        let mut rows = query.query(params![
            account.0,
            codes::MAILBOX,
            codes::class_code(MessageClass::UnknownMachine),
            codes::class_code(MessageClass::Foreign),
            before.map_or(i64::MAX, |before| before.0),
            most,
        ])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(Unrecognised {
                uid: row.get(0)?,
                id: ReturnId(row.get(1)?),
            });
        }
        Ok(found)
    }
}

/// Whether something that was seen before is seen better now: it was not recognised, and is
/// something else by the rules of today. What it was taken for is forgotten then, unless it was
/// seen elsewhere, too.
pub(super) fn is_seen_better(
    db: &Connection,
    account: AccountId,
    origin: i64,
    key: &str,
    seen: &Seen,
) -> Result<bool, RecordError> {
    let known: Option<(i64, i64)> = db
        .prepare_cached(
            "SELECT returned.id, class FROM sighting JOIN returned ON returned.id = returned
             WHERE sighting.account = ?1 AND sighting.origin = ?2 AND key = ?3",
        )?
        .query_row(params![account.0, origin, key], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let Some((returned, class)) = known else {
        return Ok(false);
    };
    let class = codes::class(class)?;
    let is_now = match seen {
        Seen::Lot(_) => MessageClass::Lot,
        Seen::Return(one) => one.class,
    };
    let was_not_recognised = matches!(class, MessageClass::UnknownMachine | MessageClass::Foreign);
    if !was_not_recognised || is_now == class {
        return Ok(false);
    }
    db.prepare_cached(
        "UPDATE sighting SET returned = NULL, gone_at = NULL
         WHERE account = ?1 AND origin = ?2 AND key = ?3",
    )?
    .execute(params![account.0, origin, key])?;
    let elsewhere: bool = db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM sighting WHERE returned = ?1)")?
        .query_row(params![returned], |row| row.get(0))?;
    if !elsewhere {
        for sql in [
            "DELETE FROM return_reference WHERE returned = ?1",
            "DELETE FROM return_code WHERE returned = ?1",
            "DELETE FROM return_lot WHERE returned = ?1",
            "DELETE FROM returned WHERE id = ?1",
        ] {
            db.prepare_cached(sql)?.execute(params![returned])?;
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use vigie_domain::{
        book::{
            lot::LotReference,
            query::ReturnQuery,
            returns::Strength,
            sighting::{Origin, ReturnSeen, Sighting},
        },
        health::Health,
    };

    use MessageClass::{ArlPositive, Foreign, UnknownMachine};

    use super::*;
    use crate::{CheckRecord, UidDelta, samples};

    fn now() -> Timestamp {
        samples::moment("2026-11-23T09:00:00Z")
    }

    fn message(uid: &str, class: MessageClass) -> Sighting {
        Sighting {
            key: uid.to_owned(),
            seen: Seen::Return(ReturnSeen {
                class,
                strength: Strength::Proven,
                rule: None,
                references: vec![LotReference::default()],
                caisse: "01511".parse().ok(),
                message_id: None,
                answers: None,
                at: now(),
                states: [].into(),
                codes: [].into(),
            }),
        }
    }

    fn classes(journal: &Journal, account: AccountId) -> Vec<MessageClass> {
        let query = ReturnQuery {
            account: Some(account),
            classes: Vec::new(),
            search: String::new(),
            offset: 0,
            limit: 100,
        };
        let page = journal.returns(&query).unwrap();
        assert_eq!(page.total, page.rows.len() as u64, "counted right");
        let mut classes: Vec<_> = page.rows.iter().map(|row| row.class).collect();
        classes.sort();
        classes
    }

    #[test]
    fn what_no_rule_knew_is_found_newest_first_and_may_be_seen_better_once() {
        let folder = tempfile::tempdir().unwrap();
        let (journal, _) = Journal::open(&folder.path().join("journal.sqlite"), now()).unwrap();
        let account = samples::add(&journal, "cabinet@exemple.example").id;
        let take = |uid: &str, class, origin| {
            let seen = vec![message(uid, class)];
            journal.ingest(account, origin, seen, None, now()).unwrap()
        };

        for (uid, class) in [
            ("1", UnknownMachine),
            ("2", Foreign),
            ("3", ArlPositive),
            ("4", Foreign),
            ("gone", Foreign),
        ] {
            take(uid, class, Origin::Mailbox);
        }
        let learned = ["1", "2", "3", "4"].map(str::to_owned).to_vec();
        journal
            .record_check(&CheckRecord {
                account,
                report: &samples::report(now(), Ok(1.0)),
                health: &Health::new(now()),
                happenings: &[],
                uids: &UidDelta {
                    learned,
                    gone: Vec::new(),
                },
                memory: None,
                at: now(),
            })
            .unwrap();
        journal.flush().unwrap();
        let uids = |before, most| -> Vec<String> {
            let found = journal.unrecognised(account, before, most).unwrap();
            found.into_iter().map(|one| one.uid).collect()
        };
        assert_eq!(uids(None, 10), ["4", "2", "1"]);
        assert_eq!(uids(None, 1), ["4"]);
        let last = journal.unrecognised(account, None, 1).unwrap()[0].id;
        assert_eq!(uids(Some(last), 10), ["2", "1"]);

        // Seen the same, or worse: nothing changes.
        take("3", Foreign, Origin::Mailbox);
        take("4", Foreign, Origin::Mailbox);
        let before = [ArlPositive, UnknownMachine, Foreign, Foreign, Foreign];
        assert_eq!(classes(&journal, account), before);
        // Seen better, and then again.
        for new in [1, 0] {
            assert_eq!(take("2", ArlPositive, Origin::Mailbox).returns.len(), new);
            let after = [ArlPositive, ArlPositive, UnknownMachine, Foreign, Foreign];
            assert_eq!(classes(&journal, account), after);
        }
        assert_eq!(uids(None, 10), ["4", "1"]);
    }
}
