//! Readings, each on a connection of its own.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::de::DeserializeOwned;
use vigie_domain::{
    account::{Account, AccountId},
    cause::Cause,
    health::Happening,
    server::{Security, Server},
    switch::Former,
};

use crate::fault::RecordError;

/// How many rows a list holds at most.
const MOST: i64 = 1_000;

/// A message known in a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownUid {
    /// The server's unique id.
    pub uid: String,
    /// When it was seen for the first time.
    pub first_seen: Timestamp,
}

/// An alarm from its beginning to its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Incident {
    /// Its number, never reused.
    pub id: i64,
    /// The first failure.
    pub began: Timestamp,
    /// The first check that was well again; `None` while it lasts.
    pub ended: Option<Timestamp>,
    /// The cause at its beginning; `None` where a later release named one that is not known here.
    pub cause: Option<Cause>,
    /// The latest cause.
    pub last_cause: Option<Cause>,
    /// What began it ([`Happening::AlarmBegan`]).
    pub happening: Option<Happening>,
}

/// A notice that stands until it is cleared.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// Its key.
    pub key: String,
    /// Since when.
    pub at: Timestamp,
    /// What was kept with it.
    pub body: serde_json::Value,
}

/// A notification that was given to the desktop.
#[derive(Clone, Debug, PartialEq)]
pub struct NotificationRecord {
    /// The mailbox that it concerned, if it was one.
    pub account: Option<AccountId>,
    /// When.
    pub at: Timestamp,
    /// What it was about.
    pub key: String,
    /// What it announced, where that is known here.
    pub happening: Option<Happening>,
    /// Why it could not be shown; `None` where it was.
    pub error: Option<String>,
}

pub(crate) fn setting<T: DeserializeOwned>(
    db: &Connection,
    key: &str,
) -> Result<Option<T>, RecordError> {
    db.query_row(
        "SELECT value FROM setting WHERE key = ?1",
        params![key],
        |row| row.get::<_, String>(0),
    )
    .optional()?
    .map(|value| from_json(&value, "a setting"))
    .transpose()
}

pub(crate) fn accounts(db: &Connection) -> Result<Vec<Account>, RecordError> {
    let mut query = db.prepare(
        "SELECT id, address, login, host, port, security, provider, interval_minutes, training,
             former_since, former_until, successor
         FROM account WHERE removed_at IS NULL ORDER BY id",
    )?;
    let mut rows = query.query([])?;
    let mut accounts = Vec::new();
    while let Some(row) = rows.next()? {
        accounts.push(account(row)?);
    }
    Ok(accounts)
}

/// A column of `watch`: `health`, `report` or `memory`.
pub(crate) fn watched<T: DeserializeOwned>(
    db: &Connection,
    account: AccountId,
    column: &'static str,
) -> Result<Option<T>, RecordError> {
    db.query_row(
        &format!("SELECT {column} FROM watch WHERE account = ?1"),
        params![account.0],
        |row| row.get::<_, Option<String>>(0),
    )
    .optional()?
    .flatten()
    .map(|json| from_json(&json, column))
    .transpose()
}

pub(crate) fn known_uids(
    db: &Connection,
    account: AccountId,
) -> Result<Vec<KnownUid>, RecordError> {
    let mut query = db.prepare("SELECT uid, first_seen FROM known_uid WHERE account = ?1")?;
    let mut rows = query.query(params![account.0])?;
    let mut uids = Vec::new();
    while let Some(row) = rows.next()? {
        uids.push(KnownUid {
            uid: row.get(0)?,
            first_seen: moment(row.get(1)?)?,
        });
    }
    Ok(uids)
}

pub(crate) fn incidents(
    db: &Connection,
    account: AccountId,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<Incident>, RecordError> {
    let mut query = db.prepare(
        "SELECT id, began, ended, cause, last_cause, body FROM incident
         WHERE account = ?1 AND began < ?3 AND (ended IS NULL OR ended >= ?2)
         ORDER BY began DESC, id DESC LIMIT ?4",
    )?;
    let mut rows = query.query(params![
        account.0,
        from.as_millisecond(),
        until.as_millisecond(),
        MOST
    ])?;
    let mut incidents = Vec::new();
    while let Some(row) = rows.next()? {
        incidents.push(Incident {
            id: row.get(0)?,
            began: moment(row.get(1)?)?,
            ended: row.get::<_, Option<i64>>(2)?.map(moment).transpose()?,
            cause: cause(&row.get::<_, String>(3)?),
            last_cause: cause(&row.get::<_, String>(4)?),
            happening: happening(&row.get::<_, String>(5)?),
        });
    }
    Ok(incidents)
}

pub(crate) fn happenings(
    db: &Connection,
    account: AccountId,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<(Timestamp, Happening)>, RecordError> {
    let mut query = db.prepare(
        "SELECT at, body FROM happening WHERE account = ?1 AND at >= ?2 AND at < ?3
         ORDER BY at DESC, id DESC LIMIT ?4",
    )?;
    let mut rows = query.query(params![
        account.0,
        from.as_millisecond(),
        until.as_millisecond(),
        MOST
    ])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let at = moment(row.get(0)?)?;
        found.extend(happening(&row.get::<_, String>(1)?).map(|happening| (at, happening)));
    }
    Ok(found)
}

pub(crate) fn notifications(
    db: &Connection,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<NotificationRecord>, RecordError> {
    let mut query = db.prepare(
        "SELECT account, at, key, body, error FROM notification WHERE at >= ?1 AND at < ?2
         ORDER BY at DESC, id DESC LIMIT ?3",
    )?;
    let mut rows = query.query(params![from.as_millisecond(), until.as_millisecond(), MOST])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(NotificationRecord {
            account: row.get::<_, Option<i64>>(0)?.map(AccountId),
            at: moment(row.get(1)?)?,
            key: row.get(2)?,
            happening: happening(&row.get::<_, String>(3)?),
            error: row.get(4)?,
        });
    }
    Ok(found)
}

pub(crate) fn notices(db: &Connection) -> Result<Vec<Notice>, RecordError> {
    let mut query = db.prepare("SELECT key, at, body FROM notice ORDER BY at, key")?;
    let mut rows = query.query([])?;
    let mut notices = Vec::new();
    while let Some(row) = rows.next()? {
        notices.push(Notice {
            key: row.get(0)?,
            at: moment(row.get(1)?)?,
            body: from_json(&row.get::<_, String>(2)?, "a notice")?,
        });
    }
    Ok(notices)
}

/// A moment from its milliseconds.
pub(crate) fn moment(ms: i64) -> Result<Timestamp, RecordError> {
    Timestamp::from_millisecond(ms).map_err(|_| RecordError::Unreadable { what: "a moment" })
}

/// An account from the columns of [`accounts`], in their order.
pub(crate) fn account(row: &Row<'_>) -> Result<Account, RecordError> {
    let security = match row.get_ref(5)?.as_str() {
        Ok("tls") => Security::Tls,
        Ok("starttls") => Security::StartTls,
        Ok("plain") => Security::Plain,
        _ => {
            return Err(RecordError::Unreadable {
                what: "a connection's protection",
            });
        }
    };
    Ok(Account {
        id: AccountId(row.get(0)?),
        address: row
            .get::<_, String>(1)?
            .parse()
            .map_err(|_| RecordError::Unreadable { what: "an address" })?,
        login: row.get(2)?,
        server: Server {
            host: row.get(3)?,
            port: row.get(4)?,
            security,
        },
        provider: row.get(6)?,
        interval_minutes: row.get(7)?,
        training: row.get(8)?,
        former: former(row)?,
    })
}

fn former(row: &Row<'_>) -> Result<Option<Former>, RecordError> {
    let (Some(since), Some(until), Some(successor)) = (row.get(9)?, row.get(10)?, row.get(11)?)
    else {
        return Ok(None);
    };
    Ok(Some(Former {
        since: moment(since)?,
        until: moment(until)?,
        successor: AccountId(successor),
    }))
}

pub(crate) fn from_json<T: DeserializeOwned>(
    json: &str,
    what: &'static str,
) -> Result<T, RecordError> {
    serde_json::from_str(json).map_err(|_| RecordError::Unreadable { what })
}

/// A happening; `None` for a kind that only a later release knows.
fn happening(json: &str) -> Option<Happening> {
    serde_json::from_str(json).ok()
}

fn cause(name: &str) -> Option<Cause> {
    Cause::ALL.into_iter().find(|cause| cause.name() == name)
}
