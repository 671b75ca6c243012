//! What is written, each in one transaction.

use jiff::Timestamp;
use rusqlite::{Connection, ErrorCode, OptionalExtension as _, params};
use serde::Serialize;
use vigie_domain::{
    account::{Account, AccountId, Address},
    book::source::SourceId,
    cause::Cause,
    health::{Happening, Health},
    report::{CheckReport, PhaseTiming},
    server::{Security, Server},
};

use crate::{
    book::{codes, sources},
    fault::RecordError,
    uids::UidDelta,
};

/// An account to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccount {
    /// Its address.
    pub address: Address,
    /// The user name sent to the server.
    pub login: String,
    /// Its server.
    pub server: Server,
    /// The provider's id in the provider table, where known.
    pub provider: Option<String>,
    /// Minutes between two checks.
    pub interval_minutes: u16,
    /// A mailbox of the training ground.
    pub training: bool,
}

impl NewAccount {
    pub(crate) fn numbered(self, id: AccountId) -> Account {
        Account {
            id,
            address: self.address,
            login: self.login,
            server: self.server,
            provider: self.provider,
            interval_minutes: self.interval_minutes,
            training: self.training,
        }
    }
}

/// A check and everything that it changes.
#[derive(Clone, Copy, Debug)]
pub struct CheckRecord<'a> {
    /// Which mailbox.
    pub account: AccountId,
    /// What was found. Subjects, senders and the list of messages are not kept.
    pub report: &'a CheckReport,
    /// The health after it.
    pub health: &'a Health,
    /// What happened by it ([`News::recorded`](vigie_domain::health::News::recorded)).
    pub happenings: &'a [Happening],
    /// What it changes in the set of known messages.
    pub uids: &'a UidDelta,
    /// What is to be remembered of the server from now on; `None` leaves it as it is.
    pub memory: Option<&'a serde_json::Value>,
    /// When it ended.
    pub at: Timestamp,
}

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

/// The health after a step of the watch, and what happened in it.
#[derive(Debug)]
pub(crate) struct Step {
    account: AccountId,
    health: String,
    happenings: Vec<(Happening, String)>,
    at: Timestamp,
}

/// A row of `check_made`.
#[derive(Debug)]
pub(crate) struct CheckRow {
    started_at: Timestamp,
    outcome: Outcome,
    cause: Option<Cause>,
    phase: Option<String>,
    detail: Option<String>,
    total_ms: f64,
    timings: String,
    messages: Option<u64>,
    octets: Option<u64>,
}

/// A check's outcome as a number of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Well = 0,
    Failed = 1,
    Unknown = 2,
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

impl Step {
    fn new(
        account: AccountId,
        health: &Health,
        happenings: &[Happening],
        at: Timestamp,
    ) -> Result<Self, RecordError> {
        Ok(Self {
            account,
            health: to_json(health, "the health")?,
            happenings: happenings
                .iter()
                .map(|happening| Ok((happening.clone(), to_json(happening, "a happening")?)))
                .collect::<Result<_, RecordError>>()?,
            at,
        })
    }

    fn apply(&self, db: &Connection) -> Result<(), RecordError> {
        require_watched(db, self.account)?;
        db.execute(
            "INSERT INTO watch (account, health) VALUES (?1, ?2)
             ON CONFLICT (account) DO UPDATE SET health = excluded.health",
            params![self.account.0, self.health],
        )?;
        for (happening, body) in &self.happenings {
            db.execute(
                "INSERT INTO happening (account, at, body) VALUES (?1, ?2, ?3)",
                params![self.account.0, self.at.as_millisecond(), body],
            )?;
            self.keep_incident(db, happening, body)?;
        }
        Ok(())
    }

    fn keep_incident(
        &self,
        db: &Connection,
        happening: &Happening,
        body: &str,
    ) -> Result<(), RecordError> {
        match happening {
            Happening::AlarmBegan { began, failure } => {
                // One that is still open here lost its end (the record could not be written then).
                end_incidents(db, self.account, *began)?;
                let cause = failure.cause.name();
                db.execute(
                    "INSERT INTO incident (account, began, cause, last_cause, body)
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![self.account.0, began.as_millisecond(), cause, cause, body],
                )?;
            }
            Happening::AlarmChanged { failure, .. } => {
                db.execute(
                    "UPDATE incident SET last_cause = ?2 WHERE account = ?1 AND ended IS NULL",
                    params![self.account.0, failure.cause.name()],
                )?;
            }
            Happening::AlarmEnded { ended, .. } => end_incidents(db, self.account, *ended)?,
            _ => {}
        }
        Ok(())
    }
}

impl CheckRow {
    fn of(report: &CheckReport) -> Result<Self, RecordError> {
        let timings: Vec<(&str, f64)> = report
            .timings
            .iter()
            .map(|PhaseTiming { phase, ms }| (phase_name(*phase), (ms * 10.0).round() / 10.0))
            .collect();
        let seen = report.outcome.as_ref().ok();
        let failure = report.outcome.as_ref().err();
        Ok(Self {
            started_at: report.started_at,
            outcome: match report.healthy() {
                Some(true) => Outcome::Well,
                Some(false) => Outcome::Failed,
                None => Outcome::Unknown,
            },
            cause: report.cause(),
            phase: failure.map(|failure| phase_name(failure.phase).to_owned()),
            detail: failure.and_then(|failure| failure.detail.clone()),
            // SQLite knows no NaN, and a sum of durations is none.
            total_ms: Some(report.total_ms())
                .filter(|ms| ms.is_finite())
                .unwrap_or(0.0),
            timings: to_json(&timings, "the timings")?,
            messages: seen.map(|seen| seen.messages),
            octets: seen.map(|seen| seen.octets),
        })
    }

    fn insert(&self, db: &Connection, account: AccountId) -> Result<(), RecordError> {
        let bounded =
            |number: Option<u64>| number.map(|number| i64::try_from(number).unwrap_or(i64::MAX));
        db.execute(
            "INSERT INTO check_made (account, started_at, outcome, cause, phase, detail, total_ms,
                 timings, messages, octets, rolled)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0)",
            params![
                account.0,
                self.started_at.as_millisecond(),
                self.outcome as i64,
                self.cause.map(Cause::name),
                self.phase,
                self.detail,
                self.total_ms,
                self.timings,
                bounded(self.messages),
                bounded(self.octets),
            ],
        )?;
        Ok(())
    }
}

/// Writes a value as JSON.
pub(crate) fn to_json<T: Serialize + ?Sized>(
    value: &T,
    what: &'static str,
) -> Result<String, RecordError> {
    serde_json::to_string(value).map_err(|_| RecordError::Unwritable { what })
}

/// The protection of a connection as it stands in the file.
pub(crate) fn security_name(security: Security) -> &'static str {
    match security {
        Security::Tls => "tls",
        Security::StartTls => "starttls",
        Security::Plain => "plain",
    }
}

fn add_account(db: &Connection, account: &NewAccount, at: Timestamp) -> Result<i64, RecordError> {
    db.execute(
        "INSERT INTO account (address, login, host, port, security, provider, interval_minutes,
             training, added_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            account.address.as_str(),
            account.login,
            account.server.host,
            account.server.port,
            security_name(account.server.security),
            account.provider,
            account.interval_minutes,
            account.training,
            at.as_millisecond(),
        ],
    )
    .map_err(watched_twice)?;
    Ok(db.last_insert_rowid())
}

fn update_account(db: &Connection, account: &Account) -> Result<(), RecordError> {
    let changed = db
        .execute(
            "UPDATE account SET address = ?2, login = ?3, host = ?4, port = ?5, security = ?6,
                 provider = ?7, interval_minutes = ?8, training = ?9
             WHERE id = ?1 AND removed_at IS NULL",
            params![
                account.id.0,
                account.address.as_str(),
                account.login,
                account.server.host,
                account.server.port,
                security_name(account.server.security),
                account.provider,
                account.interval_minutes,
                account.training,
            ],
        )
        .map_err(watched_twice)?;
    if changed == 0 {
        return Err(RecordError::UnknownAccount);
    }
    Ok(())
}

fn remove_account(db: &Connection, account: AccountId, at: Timestamp) -> Result<(), RecordError> {
    let changed = db.execute(
        "UPDATE account SET removed_at = ?2 WHERE id = ?1 AND removed_at IS NULL",
        params![account.0, at.as_millisecond()],
    )?;
    if changed == 0 {
        return Err(RecordError::UnknownAccount);
    }
    end_incidents(db, account, at)?;
    sources::forget_account(db, account, at)?;
    db.execute("DELETE FROM watch WHERE account = ?1", params![account.0])?;
    db.execute(
        "DELETE FROM known_uid WHERE account = ?1",
        params![account.0],
    )?;
    Ok(())
}

fn end_incidents(db: &Connection, account: AccountId, at: Timestamp) -> Result<(), RecordError> {
    db.execute(
        "UPDATE incident SET ended = max(began, ?2) WHERE account = ?1 AND ended IS NULL",
        params![account.0, at.as_millisecond()],
    )?;
    Ok(())
}

fn apply_uids(
    db: &Connection,
    account: AccountId,
    uids: &UidDelta,
    at: Timestamp,
) -> Result<(), RecordError> {
    if !uids.gone.is_empty() {
        let mut forget = db.prepare("DELETE FROM known_uid WHERE account = ?1 AND uid = ?2")?;
        let mut gone = db.prepare(
            "UPDATE sighting SET gone_at = ?4 WHERE account = ?1 AND origin = ?2 AND key = ?3",
        )?;
        for uid in &uids.gone {
            forget.execute(params![account.0, uid])?;
            gone.execute(params![
                account.0,
                codes::MAILBOX,
                codes::key(uid),
                at.as_millisecond()
            ])?;
        }
    }
    if !uids.learned.is_empty() {
        let mut learn = db.prepare(
            "INSERT INTO known_uid (account, uid, first_seen) VALUES (?1, ?2, ?3)
             ON CONFLICT (account, uid) DO NOTHING",
        )?;
        for uid in &uids.learned {
            learn.execute(params![account.0, uid, at.as_millisecond()])?;
        }
    }
    Ok(())
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

fn watched_twice(error: rusqlite::Error) -> RecordError {
    if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) {
        RecordError::AlreadyWatched
    } else {
        error.into()
    }
}

/// The report without what belongs to single messages: a subject or a sender may name a person.
fn without_messages(report: &CheckReport) -> CheckReport {
    let mut report = report.clone();
    if let Ok(seen) = &mut report.outcome {
        seen.uids = None;
        seen.new_messages = Vec::new();
    }
    report
}

fn phase_name(phase: vigie_domain::report::Phase) -> &'static str {
    use vigie_domain::report::Phase;
    match phase {
        Phase::Dns => "dns",
        Phase::Connect => "connect",
        Phase::Tls => "tls",
        Phase::Greeting => "greeting",
        Phase::Capabilities => "capabilities",
        Phase::Login => "login",
        Phase::Stat => "stat",
        Phase::List => "list",
        Phase::Headers => "headers",
        Phase::Quit => "quit",
    }
}
