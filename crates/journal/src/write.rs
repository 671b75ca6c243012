//! What is written, each in one transaction.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::Serialize;
use vigie_domain::{
    account::{Account, AccountId},
    book::source::SourceId,
    health::{Happening, Health},
};

use crate::{book::sources, fault::RecordError, uids::UidDelta};

mod account;
mod check;

use account::update_account;
pub(crate) use account::{add_account, remove_account};
use check::{CheckRow, Step, apply_uids, without_messages};

pub use account::NewAccount;
pub(crate) use account::security_name;
pub use check::CheckRecord;
pub(crate) use check::Outcome;

/// A notification that was given to the desktop.
#[derive(Clone, Debug, PartialEq)]
pub struct Notification {
    /// The mailbox that it concerns, if it is one.
    pub account: Option<AccountId>,
    /// When.
    pub at: Timestamp,
    /// What it was about, as a key: the happening's kind, or a notice's key.
    pub key: String,
    /// What it announced.
    pub happening: Option<Happening>,
    /// Why it could not be shown; `None` where it was.
    pub error: Option<String>,
}

/// A typed write.
#[derive(Debug)]
pub(crate) enum Write {
    Setting {
        key: String,
        value: String,
    },
    AddAccount {
        account: NewAccount,
        at: Timestamp,
    },
    UpdateAccount {
        account: Account,
    },
    RemoveAccount {
        account: AccountId,
        at: Timestamp,
    },
    Check {
        step: Step,
        row: Box<CheckRow>,
        report: String,
        memory: Option<String>,
        uids: UidDelta,
    },
    Step(Step),
    Notification {
        account: Option<AccountId>,
        at: Timestamp,
        key: String,
        body: String,
        error: Option<String>,
    },
    RaiseNotice {
        key: String,
        body: String,
        at: Timestamp,
    },
    ClearNotice {
        key: String,
    },
    AddSource {
        account: AccountId,
        kind: String,
        at: Timestamp,
    },
    RemoveSource {
        source: SourceId,
        at: Timestamp,
    },
    BookState {
        account: AccountId,
        state: String,
    },
}

impl Write {
    pub(crate) fn check(record: &CheckRecord<'_>) -> Result<Self, RecordError> {
        Ok(Self::Check {
            step: Step::new(record.account, record.health, record.happenings, record.at)?,
            row: Box::new(CheckRow::of(record.report)?),
            report: to_json(&without_messages(record.report), "a report")?,
            memory: record
                .memory
                .map(|memory| to_json(memory, "the server's memory"))
                .transpose()?,
            uids: record.uids.clone(),
        })
    }

    pub(crate) fn step(
        account: AccountId,
        health: &Health,
        happenings: &[Happening],
        at: Timestamp,
    ) -> Result<Self, RecordError> {
        Step::new(account, health, happenings, at).map(Self::Step)
    }

    pub(crate) fn notification(notification: &Notification) -> Result<Self, RecordError> {
        Ok(Self::Notification {
            account: notification.account,
            at: notification.at,
            key: notification.key.clone(),
            body: to_json(&notification.happening, "a notification")?,
            error: notification.error.clone(),
        })
    }

    /// The end of the check that it records, if it does.
    pub(crate) fn check_at(&self) -> Option<Timestamp> {
        match self {
            Self::Check { step, .. } => Some(step.at),
            _ => None,
        }
    }

    /// Whether little is lost without it: a check that changed nothing but the statistics.
    pub(crate) fn is_uneventful(&self) -> bool {
        matches!(self, Self::Check { step, uids, .. }
            if step.happenings.is_empty() && *uids == UidDelta::default())
    }

    /// Writes it; the number of the row where a new one has a meaning outside.
    pub(crate) fn apply(&self, db: &Connection) -> Result<i64, RecordError> {
        match self {
            Self::Setting { key, value } => {
                db.execute(
                    "INSERT INTO setting (key, value) VALUES (?1, ?2)
                     ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                    params![key, value],
                )?;
            }
            Self::AddAccount { account, at } => return add_account(db, account, *at),
            Self::UpdateAccount { account } => update_account(db, account)?,
            Self::RemoveAccount { account, at } => remove_account(db, *account, *at)?,
            Self::Check {
                step,
                row,
                report,
                memory,
                uids,
            } => {
                step.apply(db)?;
                row.insert(db, step.account)?;
                db.execute(
                    "UPDATE watch SET report = ?2, memory = coalesce(?3, memory) WHERE account = ?1",
                    params![step.account.0, report, memory],
                )?;
                apply_uids(db, step.account, uids, step.at)?;
            }
            Self::Step(step) => step.apply(db)?,
            Self::Notification {
                account,
                at,
                key,
                body,
                error,
            } => {
                db.execute(
                    "INSERT INTO notification (account, at, key, body, error)
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![
                        account.map(|account| account.0),
                        at.as_millisecond(),
                        key,
                        body,
                        error
                    ],
                )?;
            }
            Self::RaiseNotice { key, body, at } => {
                db.execute(
                    "INSERT INTO notice (key, at, body) VALUES (?1, ?2, ?3)
                     ON CONFLICT (key) DO UPDATE SET body = excluded.body",
                    params![key, at.as_millisecond(), body],
                )?;
            }
            Self::ClearNotice { key } => {
                db.execute("DELETE FROM notice WHERE key = ?1", params![key])?;
            }
            Self::AddSource { account, kind, at } => {
                return sources::add(db, *account, kind, *at);
            }
            Self::RemoveSource { source, at } => sources::remove(db, *source, *at)?,
            Self::BookState { account, state } => sources::set_book_state(db, *account, state)?,
        }
        Ok(0)
    }
}

/// Writes a value as JSON.
pub(crate) fn to_json<T: Serialize + ?Sized>(
    value: &T,
    what: &'static str,
) -> Result<String, RecordError> {
    serde_json::to_string(value).map_err(|_| RecordError::Unwritable { what })
}

/// What arrives for an account that was removed meanwhile is not written.
pub(crate) fn require_watched(db: &Connection, account: AccountId) -> Result<(), RecordError> {
    db.query_row(
        "SELECT 1 FROM account WHERE id = ?1 AND removed_at IS NULL",
        params![account.0],
        |_| Ok(()),
    )
    .optional()?
    .ok_or(RecordError::UnknownAccount)
}
