//! Switches to a new mailbox: what is done is written before and after it is done.
//!
//! Everything here waits for the disk: what was answered is there after a crash.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::de::DeserializeOwned;
use vigie_domain::{
    account::{Account, AccountId},
    switch::{Attempt, Former, Outcome, Plan, Step, SwitchId},
};

use crate::{
    book::is_left_behind,
    fault::RecordError,
    journal::Journal,
    read::{from_json, moment},
    write::{NewAccount, add_account, remove_account, require_watched, to_json},
};

/// A switch as it stands in the record.
#[derive(Clone, Debug, PartialEq)]
pub struct SwitchRecord {
    /// Its number.
    pub id: SwitchId,
    /// When it was planned.
    pub planned_at: Timestamp,
    /// What is to be done.
    pub plan: Plan,
    /// The user wants it undone.
    pub undo: bool,
    /// When it came to rest; `None`: it is under way.
    pub ended_at: Option<Timestamp>,
    /// When messages were first seen to be collected from the new mailbox.
    pub collected_at: Option<Timestamp>,
    /// What was begun, in order of time.
    pub steps: Vec<StepRecord>,
}

/// A step that was begun, forward or back.
#[derive(Clone, Debug, PartialEq)]
pub struct StepRecord {
    /// Its row's number.
    pub row: i64,
    /// When it was begun.
    pub began_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// The step, its direction and how it ended.
    pub attempt: Attempt,
    /// What doing it again and undoing it need; its shape is the affair of whoever does the step.
    pub note: Option<serde_json::Value>,
}

impl SwitchRecord {
    /// What was begun, for [`vigie_domain::switch::Course`].
    #[must_use]
    pub fn attempts(&self) -> Vec<Attempt> {
        self.steps.iter().map(|step| step.attempt.clone()).collect()
    }

    /// The last note on this step; `None` where there is none, or it cannot be read.
    #[must_use]
    pub fn note<T: DeserializeOwned>(&self, step: Step) -> Option<T> {
        let mut of_it = self
            .steps
            .iter()
            .rev()
            .filter(|one| one.attempt.step == step);
        let note = of_it.find_map(|one| one.note.clone())?;
        serde_json::from_value(note).ok()
    }
}

impl Journal {
    /// Writes a plan down; its first step may begin.
    pub fn plan_switch(&self, plan: &Plan, now: Timestamp) -> Result<SwitchId, RecordError> {
        let plan = to_json(plan, "a plan")?;
        self.transact(move |db| {
            db.execute(
                "INSERT INTO switch (planned_at, plan) VALUES (?1, ?2)",
                params![now.as_millisecond(), plan],
            )?;
            Ok(SwitchId(db.last_insert_rowid()))
        })
    }

    /// The last switch; `None`: there was none.
    pub fn last_switch(&self) -> Result<Option<SwitchRecord>, RecordError> {
        last(&self.reader()?)
    }

    /// The user wants the last switch undone: it is under way again.
    pub fn turn_switch_back(&self, switch: SwitchId) -> Result<(), RecordError> {
        self.change_switch(
            "UPDATE switch SET back = 1, ended_at = NULL WHERE id = ?1 AND ?2 IS NOT NULL",
            switch,
            Timestamp::UNIX_EPOCH,
        )
    }

    /// The switch came to rest, unless it was turned back since `undo` was read of it. Answers
    /// whether it did.
    pub fn end_switch(
        &self,
        switch: SwitchId,
        undo: bool,
        now: Timestamp,
    ) -> Result<bool, RecordError> {
        self.transact(move |db| {
            let changed = db.execute(
                "UPDATE switch SET ended_at = ?2 WHERE id = ?1 AND back = ?3",
                params![switch.0, now.as_millisecond(), undo],
            )?;
            Ok(changed > 0)
        })
    }

    /// Messages were seen to be collected from the new mailbox.
    pub fn note_collected(&self, switch: SwitchId, now: Timestamp) -> Result<(), RecordError> {
        let sql = "UPDATE switch SET collected_at = coalesce(collected_at, ?2) WHERE id = ?1";
        self.change_switch(sql, switch, now)
    }

    /// A step begins, forward or back. Answers the number of its row.
    pub fn begin_step(
        &self,
        switch: SwitchId,
        step: Step,
        back: bool,
        now: Timestamp,
    ) -> Result<i64, RecordError> {
        self.transact(move |db| {
            db.execute(
                "INSERT INTO switch_step (switch, step, back, began_at) VALUES (?1, ?2, ?3, ?4)",
                params![switch.0, step.name(), back, now.as_millisecond()],
            )?;
            Ok(db.last_insert_rowid())
        })
    }

    /// Keeps what doing a step again and undoing it need.
    pub fn note_step(&self, row: i64, note: &serde_json::Value) -> Result<(), RecordError> {
        let note = to_json(note, "a step's note")?;
        self.transact(move |db| note_row(db, row, &note))
    }

    /// A step has ended.
    pub fn end_step(&self, row: i64, outcome: &Outcome, now: Timestamp) -> Result<(), RecordError> {
        let outcome = to_json(outcome, "a step's outcome")?;
        self.transact(move |db| {
            db.execute(
                "UPDATE switch_step SET ended_at = ?2, outcome = ?3 WHERE id = ?1",
                params![row, now.as_millisecond(), outcome],
            )?;
            Ok(())
        })
    }

    /// Adds an account for a step, and notes its number with `note`, in one transaction.
    pub fn add_account_for_step(
        &self,
        row: i64,
        account: NewAccount,
        note: impl FnOnce(AccountId) -> serde_json::Value + Send + 'static,
        now: Timestamp,
    ) -> Result<Account, RecordError> {
        self.transact(move |db| {
            let id = AccountId(add_account(db, &account, now)?);
            note_row(db, row, &to_json(&note(id), "a step's note")?)?;
            Ok(account.numbered(id))
        })
    }

    /// Makes a watched account a former one, or a current one again (`None`). Its successor is
    /// watched, and is a current one from then on: two accounts never replace each other.
    pub fn set_former(
        &self,
        account: AccountId,
        former: Option<Former>,
    ) -> Result<(), RecordError> {
        self.transact(move |db| {
            require_watched(db, account)?;
            if let Some(former) = former {
                require_watched(db, former.successor)?;
                write_former(db, former.successor, None)?;
            }
            write_former(db, account, former)
        })
    }

    /// Takes an account out that a step added. One that is a former one stays so; one that holds
    /// lots or returns becomes one, where it has a successor that is watched: what was sent from it
    /// is still to be answered. Any other is removed. Answers whether it was.
    pub fn take_account_back(
        &self,
        account: AccountId,
        former: Option<Former>,
        now: Timestamp,
    ) -> Result<bool, RecordError> {
        self.transact(move |db| {
            require_watched(db, account)?;
            if is_former(db, account)? {
                return Ok(false);
            }
            let former = former.filter(|former| require_watched(db, former.successor).is_ok());
            if former.is_some() && holds_book(db, account)? {
                write_former(db, account, former)?;
                return Ok(false);
            }
            remove_account(db, account, now)?;
            Ok(true)
        })
    }

    /// Whether returns of before then lie in a mailbox.
    pub fn returns_lie(&self, account: AccountId, before: Timestamp) -> Result<bool, RecordError> {
        is_left_behind(&self.reader()?, account, before.as_millisecond())
    }

    fn change_switch(
        &self,
        sql: &'static str,
        switch: SwitchId,
        now: Timestamp,
    ) -> Result<(), RecordError> {
        self.transact(move |db| {
            db.execute(sql, params![switch.0, now.as_millisecond()])?;
            Ok(())
        })
    }
}

pub(crate) fn write_former(
    db: &Connection,
    account: AccountId,
    former: Option<Former>,
) -> Result<(), RecordError> {
    db.execute(
        "UPDATE account SET former_since = ?2, former_until = ?3, successor = ?4 WHERE id = ?1",
        params![
            account.0,
            former.map(|former| former.since.as_millisecond()),
            former.map(|former| former.until.as_millisecond()),
            former.map(|former| former.successor.0),
        ],
    )?;
    Ok(())
}

fn is_former(db: &Connection, account: AccountId) -> Result<bool, RecordError> {
    let sql = "SELECT successor IS NOT NULL FROM account WHERE id = ?1";
    Ok(db.query_row(sql, params![account.0], |row| row.get(0))?)
}

/// Whether lots or returns stand in the account's book.
fn holds_book(db: &Connection, account: AccountId) -> Result<bool, RecordError> {
    let found = db.query_row(
        "SELECT EXISTS (SELECT 1 FROM lot_count WHERE account = ?1 AND lots > 0)
             OR EXISTS (SELECT 1 FROM return_count WHERE account = ?1 AND returns > 0)",
        params![account.0],
        |row| row.get(0),
    )?;
    Ok(found)
}

fn note_row(db: &Connection, row: i64, note: &str) -> Result<(), RecordError> {
    db.execute(
        "UPDATE switch_step SET note = ?2 WHERE id = ?1",
        params![row, note],
    )?;
    Ok(())
}

/// The last switch and its steps. What is not as this release writes it is an error.
pub(crate) fn last(db: &Connection) -> Result<Option<SwitchRecord>, RecordError> {
    let mut query = db.prepare(
        "SELECT id, planned_at, plan, back, ended_at, collected_at FROM switch
         ORDER BY id DESC LIMIT 1",
    )?;
    let found = query
        .query_row([], |row| Ok(switch(row)))
        .optional()?
        .transpose()?;
    let Some(mut found) = found else {
        return Ok(None);
    };
    let mut query = db.prepare(
        "SELECT id, step, back, began_at, ended_at, note, outcome FROM switch_step NOT INDEXED
         WHERE switch = ?1 ORDER BY id",
    )?;
    let mut rows = query.query(params![found.id.0])?;
    while let Some(row) = rows.next()? {
        found.steps.push(step(row)?);
    }
    Ok(Some(found))
}

/// Writes a switch and its steps down as they were read, under their numbers.
pub(crate) fn write_last(db: &Connection, record: &SwitchRecord) -> rusqlite::Result<()> {
    let json = |value: serde_json::Result<String>| {
        value.map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
    };
    let at = |moment: Option<Timestamp>| moment.map(Timestamp::as_millisecond);
    db.execute(
        "INSERT INTO switch (id, planned_at, plan, back, ended_at, collected_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            record.id.0,
            record.planned_at.as_millisecond(),
            json(serde_json::to_string(&record.plan))?,
            record.undo,
            at(record.ended_at),
            at(record.collected_at),
        ],
    )?;
    for step in &record.steps {
        let attempt = &step.attempt;
        let note = step.note.as_ref().map(serde_json::to_string);
        let outcome = attempt.outcome.as_ref().map(serde_json::to_string);
        db.execute(
            "INSERT INTO switch_step (id, switch, step, back, began_at, ended_at, note, outcome)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                step.row,
                record.id.0,
                attempt.step.name(),
                attempt.back,
                step.began_at.as_millisecond(),
                at(step.ended_at),
                note.map(json).transpose()?,
                outcome.map(json).transpose()?,
            ],
        )?;
    }
    Ok(())
}

fn switch(row: &Row<'_>) -> Result<SwitchRecord, RecordError> {
    let at = |ms: Option<i64>| ms.map(moment).transpose();
    Ok(SwitchRecord {
        id: SwitchId(row.get(0)?),
        planned_at: moment(row.get(1)?)?,
        plan: from_json(&row.get::<_, String>(2)?, "a plan")?,
        undo: row.get(3)?,
        ended_at: at(row.get(4)?)?,
        collected_at: at(row.get(5)?)?,
        steps: Vec::new(),
    })
}

fn step(row: &Row<'_>) -> Result<StepRecord, RecordError> {
    let name: String = row.get(1)?;
    let step = Step::ALL.into_iter().find(|step| step.name() == name);
    let outcome = row.get::<_, Option<String>>(6)?;
    let note = row.get::<_, Option<String>>(5)?;
    Ok(StepRecord {
        row: row.get(0)?,
        began_at: moment(row.get(3)?)?,
        ended_at: row.get::<_, Option<i64>>(4)?.map(moment).transpose()?,
        attempt: Attempt {
            step: step.ok_or(RecordError::Unreadable { what: "a step" })?,
            back: row.get(2)?,
            outcome: outcome
                .map(|json| from_json(&json, "a step's outcome"))
                .transpose()?,
        },
        note: note
            .map(|json| from_json(&json, "a step's note"))
            .transpose()?,
    })
}

#[cfg(test)]
mod tests {
    use vigie_domain::switch::{Aim, NewMailbox, Obstacle, Place, Way};

    use super::*;
    use crate::samples;

    fn plan(from: Option<AccountId>) -> Plan {
        let new = samples::new_account("neuve@exemple.example");
        Plan {
            aim: Aim::Mailbox,
            from,
            to: NewMailbox {
                address: new.address,
                provider: None,
                pop: Place {
                    server: new.server,
                    login: new.login,
                },
                submission: None,
            },
            way: Way::Guided,
            leaves_copies: false,
            transition_days: 30,
        }
    }

    fn now() -> Timestamp {
        samples::moment("2026-11-23T10:00:00Z")
    }

    #[test]
    fn a_switch_is_read_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.sqlite");
        let (journal, _) = Journal::open(&path, now()).unwrap();
        assert_eq!(journal.last_switch().unwrap(), None);
        let old = samples::add(&journal, "cabinet@exemple.example");
        let plan = plan(Some(old.id));
        let id = journal.plan_switch(&plan, now()).unwrap();
        let first = journal
            .begin_step(id, Step::KeepPassword, false, now())
            .unwrap();
        journal.end_step(first, &Outcome::Done, now()).unwrap();
        let second = journal
            .begin_step(id, Step::WatchNew, false, now())
            .unwrap();
        let account = journal
            .add_account_for_step(
                second,
                samples::new_account("neuve@exemple.example"),
                |account| serde_json::json!({ "account": account }),
                now(),
            )
            .unwrap();
        let obstacle = Obstacle::PasswordLost;
        let failed = Outcome::Failed { obstacle };
        journal.end_step(second, &failed, now()).unwrap();
        journal.note_collected(id, now()).unwrap();
        journal.turn_switch_back(id).unwrap();
        drop(journal);

        let (journal, _) = Journal::open(&path, now()).unwrap();
        let read = journal.last_switch().unwrap().unwrap();
        assert_eq!((read.id, &read.plan, read.undo), (id, &plan, true));
        assert_eq!((read.ended_at, read.collected_at), (None, Some(now())));
        let attempts = [
            (Step::KeepPassword, Outcome::Done),
            (Step::WatchNew, failed),
        ]
        .map(|(step, outcome)| Attempt {
            step,
            back: false,
            outcome: Some(outcome),
        });
        assert_eq!(read.attempts(), attempts);
        let note: serde_json::Value = read.note(Step::WatchNew).unwrap();
        assert_eq!(note["account"], account.id.0);
        let ends = |undo| journal.end_switch(id, undo, now()).unwrap();
        assert!(!ends(false), "it was turned back meanwhile");
        assert_eq!(journal.last_switch().unwrap().unwrap().ended_at, None);
        assert!(ends(true));
        let ended = journal.last_switch().unwrap().unwrap().ended_at;
        assert_eq!(ended, Some(now()));
    }

    #[test]
    fn a_former_mailbox_is_current_again_when_its_successor_goes() {
        let folder = tempfile::tempdir().unwrap();
        let (journal, _) = Journal::open(&folder.path().join("j.sqlite"), now()).unwrap();
        let old = samples::add(&journal, "cabinet@exemple.example").id;
        let new = samples::add(&journal, "neuve@exemple.example").id;
        let former = Former {
            since: now(),
            until: samples::moment("2026-12-23T10:00:00Z"),
            successor: new,
        };
        journal.set_former(old, Some(former)).unwrap();
        assert_eq!(journal.accounts().unwrap()[0].former, Some(former));
        journal.remove_account(new, now()).unwrap();
        assert_eq!(journal.accounts().unwrap()[0].former, None);
        journal.remove_account(old, now()).unwrap();
        assert!(matches!(
            journal.set_former(old, Some(former)),
            Err(RecordError::UnknownAccount)
        ));
    }

    #[test]
    fn the_successor_of_a_mailbox_between_two_others_takes_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let (journal, _) = Journal::open(&folder.path().join("j.sqlite"), now()).unwrap();
        let [first, middle, last] = ["une", "deux", "trois"]
            .map(|name| samples::add(&journal, &format!("{name}@exemple.example")).id);
        let replaced_by = |successor| Former {
            since: now(),
            until: samples::moment("2026-12-23T10:00:00Z"),
            successor,
        };
        let replace = |old, new| journal.set_former(old, Some(replaced_by(new))).unwrap();
        let former = |account| {
            let accounts = journal.accounts().unwrap();
            let found = accounts.into_iter().find(|one| one.id == account);
            found.unwrap().former
        };
        replace(first, middle);
        replace(middle, last);
        journal.remove_account(middle, now()).unwrap();
        assert_eq!(former(first), Some(replaced_by(last)));
        assert_eq!(former(last), None);
        // Back to the first: never does one replace the other both ways.
        replace(last, first);
        assert_eq!(former(first), None);
        assert_eq!(former(last), Some(replaced_by(first)));
        journal.remove_account(first, now()).unwrap();
        assert_eq!(former(last), None);
    }

    #[test]
    fn an_account_that_is_watched_already_leaves_no_note() {
        let folder = tempfile::tempdir().unwrap();
        let (journal, _) = Journal::open(&folder.path().join("j.sqlite"), now()).unwrap();
        samples::add(&journal, "cabinet@exemple.example");
        let id = journal.plan_switch(&plan(None), now()).unwrap();
        let row = journal
            .begin_step(id, Step::WatchNew, false, now())
            .unwrap();
        let twice = samples::new_account("cabinet@exemple.example");
        let added = journal.add_account_for_step(row, twice, |_| 1.into(), now());
        assert!(matches!(added, Err(RecordError::AlreadyWatched)));
        let read = journal.last_switch().unwrap().unwrap();
        assert_eq!(read.steps[0].note, None);
    }
}
