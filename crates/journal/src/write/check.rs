//! A check or another step of the watch, written.

use jiff::Timestamp;
use rusqlite::{Connection, params};
use vigie_domain::{
    account::AccountId,
    cause::Cause,
    health::{Happening, Health},
    report::{CheckReport, PhaseTiming},
};

use super::{require_watched, to_json};
use crate::{book::codes, fault::RecordError, uids::UidDelta};

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

/// The health after a step of the watch, and what happened in it.
#[derive(Debug)]
pub(crate) struct Step {
    pub(super) account: AccountId,
    health: String,
    pub(super) happenings: Vec<(Happening, String)>,
    pub(super) at: Timestamp,
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

impl Step {
    pub(super) fn new(
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

    pub(super) fn apply(&self, db: &Connection) -> Result<(), RecordError> {
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
    pub(super) fn of(report: &CheckReport) -> Result<Self, RecordError> {
        let timings: Vec<(&str, f64)> = report
            .timings
            .iter()
            .map(|PhaseTiming { phase, ms }| (phase.name(), (ms * 10.0).round() / 10.0))
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
            phase: failure.map(|failure| failure.phase.name().to_owned()),
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

    pub(super) fn insert(&self, db: &Connection, account: AccountId) -> Result<(), RecordError> {
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

pub(super) fn end_incidents(
    db: &Connection,
    account: AccountId,
    at: Timestamp,
) -> Result<(), RecordError> {
    db.execute(
        "UPDATE incident SET ended = max(began, ?2) WHERE account = ?1 AND ended IS NULL",
        params![account.0, at.as_millisecond()],
    )?;
    Ok(())
}

pub(super) fn apply_uids(
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

/// The report without what belongs to single messages: a subject or a sender may name a person.
pub(super) fn without_messages(report: &CheckReport) -> CheckReport {
    let mut report = report.clone();
    if let Ok(seen) = &mut report.outcome {
        seen.uids = None;
        seen.new_messages = Vec::new();
    }
    report
}
