//! The record of the spool: which messages there are, and where they lie upstream.
//!
//! SQLite in WAL mode with `synchronous = FULL`: a transaction that was committed is on the disk
//! before the commit returns, as far as the operating system and the disk tell the truth about
//! syncing. One connection, in this process alone.

use std::{collections::HashMap, path::Path, time::Duration};

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};
use rusqlite_migration::{M, Migrations};

use super::{
    counterfoils::{Counterfoil, What},
    error::SpoolError,
    handing_back, submissions,
};
use crate::{
    fingerprint::{Fingerprint, HeaderDigest},
    keep_time::KeepTime,
    mailbox_id::MailboxId,
    rules::{Candidate, KnownCopy, State, unique_id},
};

/// Marks the file as ours (`PRAGMA application_id`).
const APPLICATION_ID: i32 = 0x5669_6752; // "VigR"

const STEPS: &[M<'static>] = &[
    M::up(include_str!("../../migrations/0001-spool.sql")),
    M::up(include_str!("../../migrations/0002-submissions.sql")),
    M::up(include_str!("../../migrations/0003-handed-back.sql")),
];
const MIGRATIONS: Migrations<'static> = Migrations::from_slice(STEPS);

/// After a server said that a copy is deleted, and lists it again all the same, this long passes
/// before the next try.
const PATIENCE: SignedDuration = SignedDuration::from_hours(1);

/// What has become of a body.
pub(super) const KEPT: i64 = 0;
pub(super) const DAMAGED: i64 = 1;
pub(super) const ERASED: i64 = 2;

/// Opens the record in that file, or begins one. Whether it is new.
pub(super) fn open(path: &Path) -> Result<(Connection, bool), SpoolError> {
    let mut connection = Connection::open(path)?;
    let new = prepare(&mut connection)?;
    Ok((connection, new))
}

/// Brings a connection into the state that the spool relies on. Whether the record is new.
pub(super) fn prepare(connection: &mut Connection) -> Result<bool, SpoolError> {
    connection.busy_timeout(Duration::from_secs(1))?;
    connection.set_prepared_statement_cache_capacity(24);
    connection.execute_batch(
        "PRAGMA locking_mode = EXCLUSIVE;
         PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA cache_size = -512;
         PRAGMA wal_autocheckpoint = 200;
         PRAGMA journal_size_limit = 1048576;",
    )?;
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    if version > known {
        return Err(SpoolError::NewerSchema {
            found: version,
            known,
        });
    }
    let new = connection.query_row("PRAGMA application_id", [], |row| row.get::<_, i32>(0))? == 0;
    MIGRATIONS.to_latest(connection)?;
    // What was under way when we ended is over, and nobody knows how.
    connection.execute(
        "UPDATE submission SET settled_at = begun_at WHERE settled_at IS NULL",
        [],
    )?;
    Ok(new)
}

/// The record holds all that it is to begin with: it is not new any more.
pub(super) fn complete(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "application_id", APPLICATION_ID)
}

/// Whether the schema is ours, and every row can be read as it is read elsewhere.
pub(super) fn makes_sense(connection: &Connection) -> rusqlite::Result<bool> {
    let mut ours = Connection::open_in_memory()?;
    if MIGRATIONS.to_latest(&mut ours).is_err() {
        return Ok(false);
    }
    let readable = || -> rusqlite::Result<bool> {
        if schema(connection)? != schema(&ours)? {
            return Ok(false);
        }
        let mut statement = connection.prepare("SELECT uid, fingerprint, file FROM message")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let uid: String = row.get(0)?;
            let _fingerprint: [u8; 32] = row.get(1)?;
            let _file: Option<String> = row.get(2)?;
            let is_digit = |octet: u8| matches!(octet, b'0'..=b'9' | b'a'..=b'f');
            if uid.len() != 32 || !uid.bytes().all(is_digit) {
                return Ok(false);
            }
        }
        let mut statement = connection.prepare("SELECT mailbox, upstream_uid, header FROM copy")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let _names: (String, String) = (row.get(0)?, row.get(1)?);
            let _header: [u8; 32] = row.get(2)?;
        }
        let mut statement = connection.prepare("SELECT mailbox, upstream_uid FROM had")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let _names: (String, String) = (row.get(0)?, row.get(1)?);
        }
        let mut statement = connection.prepare("SELECT message, mailbox FROM handed_back")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let _names: (i64, String) = (row.get(0)?, row.get(1)?);
        }
        counterfoils(connection)?;
        Ok(true)
    };
    match readable() {
        // Not SQLite's own: a text that is none, a number that is none.
        Err(error) if error.sqlite_error_code().is_none() => Ok(false),
        read => read,
    }
}

fn schema(connection: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    let mut statement = connection.prepare(
        "SELECT name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%'
         ORDER BY name",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

/// A message that waits for the software.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    pub(super) id: i64,
    pub(super) uid: String,
    pub(super) octets: u64,
    pub(super) file: String,
}

pub(super) fn waiting(connection: &Connection) -> rusqlite::Result<Vec<Waiting>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, uid, octets, file FROM message
         WHERE confirmed_at IS NULL AND had_at IS NULL AND body = ?1 AND file IS NOT NULL
         ORDER BY id",
    )?;
    let rows = statement.query_map([KEPT], |row| {
        Ok(Waiting {
            id: row.get(0)?,
            uid: row.get(1)?,
            octets: octets(row, 2)?,
            file: row.get(3)?,
        })
    })?;
    rows.collect()
}

pub(super) fn known_copies(
    connection: &Connection,
    mailbox: &MailboxId,
) -> rusqlite::Result<HashMap<String, KnownCopy>> {
    let mut statement = connection.prepare_cached(
        "SELECT c.upstream_uid, c.octets, c.live, m.body = ?2 AND m.confirmed_at IS NULL
                AND m.had_at IS NULL
         FROM copy c JOIN message m ON m.id = c.message WHERE c.mailbox = ?1
         UNION ALL SELECT upstream_uid, octets, 1, 0 FROM had WHERE mailbox = ?1",
    )?;
    let rows = statement.query_map(params![mailbox.as_str(), DAMAGED], |row| {
        let copy = KnownCopy {
            octets: some_octets(row, 1)?,
            live: row.get(2)?,
            wanted_again: row.get(3)?,
        };
        Ok((row.get(0)?, copy))
    })?;
    rows.collect()
}

pub(super) fn note_dead(
    transaction: &Transaction<'_>,
    mailbox: &MailboxId,
    uid: &str,
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("UPDATE copy SET live = 0 WHERE mailbox = ?1 AND upstream_uid = ?2")?
        .execute(params![mailbox.as_str(), uid])?;
    forget_had(transaction, mailbox, uid)
}

fn forget_had(
    transaction: &Transaction<'_>,
    mailbox: &MailboxId,
    uid: &str,
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("DELETE FROM had WHERE mailbox = ?1 AND upstream_uid = ?2")?
        .execute(params![mailbox.as_str(), uid])?;
    Ok(())
}

/// Notes that the software had without the relay what lies under this unique id. Whether that was
/// news.
pub(super) fn note_had(
    transaction: &Transaction<'_>,
    mailbox: &MailboxId,
    upstream: &str,
    listed: Option<u64>,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let message: Option<i64> = transaction
        .prepare_cached(
            "SELECT message FROM copy WHERE mailbox = ?1 AND upstream_uid = ?2 AND live = 1",
        )?
        .query_row(params![mailbox.as_str(), upstream], |row| row.get(0))
        .optional()?;
    let changed = match message {
        Some(message) => {
            let was_handed_back = handing_back::keep_had(transaction, message)?;
            let changed = transaction
                .prepare_cached(
                    "UPDATE message SET had_at = ?2
                     WHERE id = ?1 AND confirmed_at IS NULL AND had_at IS NULL",
                )?
                .execute(params![message, now.as_millisecond()])?;
            changed.max(usize::from(was_handed_back))
        }
        None => transaction
            .prepare_cached(
                "INSERT INTO had (mailbox, upstream_uid, octets) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO NOTHING",
            )?
            .execute(params![mailbox.as_str(), upstream, listed.map(integer)])?,
    };
    Ok(changed == 1)
}

/// The messages of which something that was fetched under this unique id may be a copy.
pub(super) fn candidates(
    transaction: &Transaction<'_>,
    mailbox: &MailboxId,
    upstream: &str,
    fingerprint: Fingerprint,
) -> rusqlite::Result<Vec<Candidate>> {
    let mut statement = transaction.prepare_cached(
        "SELECT m.id,
                EXISTS (SELECT 1 FROM copy c WHERE c.message = m.id AND c.mailbox = ?2
                        AND c.live = 1 AND c.upstream_uid <> ?3),
                EXISTS (SELECT 1 FROM copy c WHERE c.message = m.id AND c.mailbox = ?2
                        AND c.upstream_uid = ?3),
                m.body = ?4,
                m.confirmed_at IS NOT NULL OR m.had_at IS NOT NULL
         FROM message m WHERE m.fingerprint = ?1",
    )?;
    let rows = statement.query_map(
        params![fingerprint.0, mailbox.as_str(), upstream, DAMAGED],
        |row| {
            Ok(Candidate {
                id: row.get(0)?,
                is_here_already: row.get(1)?,
                bore_this_uid: row.get(2)?,
                state: match (row.get(3)?, row.get(4)?) {
                    (_, true) => State::Confirmed,
                    (true, false) => State::WantsBody,
                    (false, false) => State::Waits,
                },
            })
        },
    )?;
    rows.collect()
}

/// A body that lies ready under its final name.
pub(super) struct Body<'a> {
    pub(super) file: &'a str,
    pub(super) octets: u64,
    pub(super) fingerprint: Fingerprint,
}

/// A new message, with a unique id that was never given before.
pub(super) fn insert_message(
    transaction: &Transaction<'_>,
    mailbox: &MailboxId,
    upstream: &str,
    body: &Body<'_>,
    now: Timestamp,
) -> rusqlite::Result<(i64, String)> {
    let mut taken = transaction.prepare_cached("SELECT 1 FROM message WHERE uid = ?1")?;
    let mut again = 0;
    let uid = loop {
        let uid = unique_id(mailbox, upstream, body.fingerprint, again);
        if !taken.exists([&uid])? {
            break uid;
        }
        again += 1;
    };
    transaction
        .prepare_cached(
            "INSERT INTO message (uid, fingerprint, octets, file, body, collected_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            uid,
            body.fingerprint.0,
            integer(body.octets),
            body.file,
            KEPT,
            now.as_millisecond()
        ])?;
    Ok((transaction.last_insert_rowid(), uid))
}

/// Gives a damaged message its body back.
pub(super) fn restore_body(
    transaction: &Transaction<'_>,
    message: i64,
    body: &Body<'_>,
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("UPDATE message SET file = ?2, octets = ?3, body = ?4 WHERE id = ?1")?
        .execute(params![message, body.file, integer(body.octets), KEPT])?;
    Ok(())
}

pub(super) fn uid_and_file(
    transaction: &Transaction<'_>,
    message: i64,
) -> rusqlite::Result<(String, Option<String>)> {
    transaction
        .prepare_cached("SELECT uid, file FROM message WHERE id = ?1")?
        .query_row([message], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Notes where a message lies. What the unique id stood for before is forgotten.
pub(super) fn put_copy(
    transaction: &Transaction<'_>,
    mailbox: &MailboxId,
    upstream: &str,
    message: i64,
    listed: Option<u64>,
    header: HeaderDigest,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let deleted_before = transaction
        .prepare_cached(
            "SELECT 1 FROM copy WHERE mailbox = ?1 AND upstream_uid = ?2
             AND message = ?3 AND deleted_at IS NOT NULL",
        )?
        .exists(params![mailbox.as_str(), upstream, message])?;
    let delete_from = deleted_before
        .then(|| now.saturating_add(PATIENCE).ok())
        .flatten()
        .map(Timestamp::as_millisecond);
    transaction
        .prepare_cached(
            "INSERT INTO copy (mailbox, upstream_uid, message, octets, header, live, delete_from)
             VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6)
             ON CONFLICT (mailbox, upstream_uid) DO UPDATE SET message = ?3, octets = ?4,
                 header = ?5, live = 1, delete_from = ?6, deleted_at = NULL",
        )?
        .execute(params![
            mailbox.as_str(),
            upstream,
            message,
            listed.map(integer),
            header.0,
            delete_from
        ])?;
    forget_had(transaction, mailbox, upstream)
}

/// How a mailbox stands in the record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MailboxStanding {
    /// Messages in it that the software has not confirmed; they wait in the spool.
    pub waiting: u64,
    /// Copies to be deleted there in the next turn.
    pub due: u64,
    /// Copies of confirmed messages that stay there for now.
    pub kept: u64,
}

pub(super) fn mailbox_counts(
    connection: &Connection,
    mailbox: &MailboxId,
) -> rusqlite::Result<(u64, u64)> {
    connection
        .prepare_cached(
            "SELECT coalesce(sum(m.confirmed_at IS NULL AND m.had_at IS NULL), 0),
                    coalesce(sum(m.confirmed_at IS NOT NULL), 0)
             FROM copy c JOIN message m ON m.id = c.message WHERE c.mailbox = ?1 AND c.live = 1",
        )?
        .query_row([mailbox.as_str()], |row| {
            Ok((octets(row, 0)?, octets(row, 1)?))
        })
}

/// A copy that may be deleted upstream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueCopy {
    /// Its unique id upstream.
    pub uid: String,
    /// The size that the server told when it was fetched.
    pub octets: Option<u64>,
    /// The header that it had.
    pub header: HeaderDigest,
    pub(crate) message: i64,
}

pub(super) fn due(
    connection: &Connection,
    mailbox: &MailboxId,
    keep: KeepTime,
    now: Timestamp,
) -> rusqlite::Result<Vec<DueCopy>> {
    let mut statement = connection.prepare_cached(
        "SELECT c.upstream_uid, c.octets, c.header, m.id, m.confirmed_at, c.delete_from
         FROM copy c JOIN message m ON m.id = c.message
         WHERE c.mailbox = ?1 AND c.live = 1 AND m.confirmed_at IS NOT NULL ORDER BY m.id",
    )?;
    let rows = statement.query_map([mailbox.as_str()], |row| {
        let copy = DueCopy {
            uid: row.get(0)?,
            octets: some_octets(row, 1)?,
            header: HeaderDigest(row.get(2)?),
            message: row.get(3)?,
        };
        Ok((copy, moment(row, 4)?, moment(row, 5)?))
    })?;
    let mut due = Vec::new();
    for row in rows {
        let (copy, confirmed_at, delete_from) = row?;
        let over = confirmed_at.is_some_and(|at| keep.is_over(at, now));
        // A clock that went back far beyond the moment must not put it off for ever.
        let put_off =
            delete_from.is_some_and(|from| now < from && from.duration_since(now) <= PATIENCE);
        if over && !put_off {
            due.push(copy);
        }
    }
    Ok(due)
}

pub(super) fn note_deleted(
    transaction: &Transaction<'_>,
    mailbox: &MailboxId,
    uid: &str,
    now: Timestamp,
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "UPDATE copy SET live = 0, deleted_at = ?3 WHERE mailbox = ?1 AND upstream_uid = ?2",
        )?
        .execute(params![mailbox.as_str(), uid, now.as_millisecond()])?;
    Ok(())
}

/// Its counterfoil, if it was not confirmed before.
pub(super) fn confirm(
    transaction: &Transaction<'_>,
    message: i64,
    now: Timestamp,
) -> rusqlite::Result<Option<Counterfoil>> {
    transaction
        .prepare_cached(
            "UPDATE message SET confirmed_at = ?2 WHERE id = ?1 AND confirmed_at IS NULL
             RETURNING confirmed_at, fingerprint, uid",
        )?
        .query_row(params![message, now.as_millisecond()], confirmed)
        .optional()
}

fn confirmed(row: &Row<'_>) -> rusqlite::Result<Counterfoil> {
    let uid: String = row.get(2)?;
    let mut octets = [0; 16];
    // Every unique id of ours is one of 32 hexadecimal digits.
    let _ours = hex::decode_to_slice(&uid, &mut octets);
    Ok(Counterfoil {
        at: moment(row, 0)?.unwrap_or(Timestamp::UNIX_EPOCH),
        what: What::Confirmed {
            fingerprint: row.get(1)?,
            uid: octets,
        },
    })
}

/// What the counterfoils are to hold: all that was confirmed and is not yet forgotten, and what was
/// passed on.
pub(super) fn counterfoils(connection: &Connection) -> rusqlite::Result<Vec<Counterfoil>> {
    let mut statement = connection.prepare(
        "SELECT confirmed_at, fingerprint, uid FROM message WHERE confirmed_at IS NOT NULL
         ORDER BY id",
    )?;
    let rows = statement.query_map([], confirmed)?;
    let mut all: Vec<Counterfoil> = rows.collect::<rusqlite::Result<_>>()?;
    let mut statement = connection.prepare(
        "SELECT begun_at, settled_at, digest, outcome, seen FROM submission ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let begun = moment(row, 0)?.unwrap_or(Timestamp::UNIX_EPOCH);
        let settled = moment(row, 1)?.unwrap_or(begun);
        let digest = row.get(2)?;
        let mut put = |at, what| all.push(Counterfoil { at, what });
        put(begun, What::Begun { digest });
        match row.get(3)? {
            submissions::ACCEPTED => put(settled, What::Accepted { digest }),
            submissions::REFUSED => put(settled, What::Refused { digest }),
            _ => {}
        }
        if row.get(4)? {
            put(settled, What::Seen { digest });
        }
    }
    Ok(all)
}

/// A message that the software has, as a counterfoil tells it.
pub(super) fn insert_confirmed(
    transaction: &Transaction<'_>,
    uid: &str,
    fingerprint: [u8; 32],
    at: Timestamp,
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO message (uid, fingerprint, octets, body, collected_at, confirmed_at,
                 erased_at, told)
             VALUES (?1, ?2, 0, ?3, ?4, ?4, ?4, 1) ON CONFLICT DO NOTHING",
        )?
        .execute(params![uid, fingerprint, ERASED, at.as_millisecond()])?;
    Ok(())
}

pub(super) fn put_orphan(connection: &Connection, file: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT INTO orphan (file) VALUES (?1) ON CONFLICT DO NOTHING")?
        .execute([file])?;
    Ok(())
}

/// Bodies that outlived their record, and since when that is known.
pub(super) fn orphans(
    connection: &Connection,
) -> rusqlite::Result<Vec<(String, Option<Timestamp>)>> {
    let mut statement = connection.prepare_cached("SELECT file, since FROM orphan")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, moment(row, 1)?)))?;
    rows.collect()
}

pub(super) fn date_orphan(
    connection: &Connection,
    file: &str,
    now: Timestamp,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE orphan SET since = ?2 WHERE file = ?1")?
        .execute(params![file, now.as_millisecond()])?;
    Ok(())
}

/// Whether it was one.
pub(super) fn forget_orphan(connection: &Connection, file: &str) -> rusqlite::Result<bool> {
    let forgotten = connection
        .prepare_cached("DELETE FROM orphan WHERE file = ?1")?
        .execute([file])?;
    Ok(forgotten == 1)
}

pub(super) fn note_damaged(connection: &Connection, message: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE message SET body = ?2 WHERE id = ?1 AND body = ?3")?
        .execute(params![message, DAMAGED, KEPT])?;
    Ok(())
}

/// A message that the software has and whose body is still there, and the mailboxes in which it lay.
pub(super) struct Held {
    pub(super) message: i64,
    pub(super) file: String,
    /// When the software had it.
    pub(super) confirmed_at: Timestamp,
    pub(super) collected_at: Timestamp,
    pub(super) told: bool,
    pub(super) mailboxes: Vec<String>,
}

pub(super) fn confirmed_and_held(connection: &Connection) -> rusqlite::Result<Vec<Held>> {
    let mut statement = connection.prepare_cached(
        "SELECT m.id, m.file, coalesce(m.confirmed_at, m.had_at), c.mailbox, m.collected_at, m.told
         FROM message m LEFT JOIN copy c ON c.message = m.id
         WHERE coalesce(m.confirmed_at, m.had_at) IS NOT NULL AND m.file IS NOT NULL ORDER BY m.id",
    )?;
    let mut held: Vec<Held> = Vec::new();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let message = row.get(0)?;
        let mailbox: Option<String> = row.get(3)?;
        match held.last_mut() {
            Some(last) if last.message == message => last.mailboxes.extend(mailbox),
            _ => held.push(Held {
                message,
                file: row.get(1)?,
                confirmed_at: moment(row, 2)?.unwrap_or(Timestamp::MAX),
                collected_at: moment(row, 4)?.unwrap_or(Timestamp::MIN),
                told: row.get(5)?,
                mailboxes: mailbox.into_iter().collect(),
            }),
        }
    }
    Ok(held)
}

pub(super) fn note_erased(
    transaction: &Transaction<'_>,
    message: i64,
    now: Timestamp,
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("UPDATE message SET file = NULL, body = ?2, erased_at = ?3 WHERE id = ?1")?
        .execute(params![message, ERASED, now.as_millisecond()])?;
    Ok(())
}

/// Every file that belongs to a message, and whether it counts as whole.
pub(super) fn files(connection: &Connection) -> rusqlite::Result<HashMap<String, (i64, bool)>> {
    let mut statement =
        connection.prepare("SELECT file, id, body = ?1 FROM message WHERE file IS NOT NULL")?;
    let rows = statement.query_map([KEPT], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
    rows.collect()
}

pub(super) fn key_check(connection: &Connection) -> rusqlite::Result<Option<Vec<u8>>> {
    connection
        .query_row("SELECT sealed FROM key_check", [], |row| row.get(0))
        .optional()
}

pub(super) fn put_key_check(connection: &Connection, sealed: &[u8]) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT INTO key_check (one, sealed) VALUES (1, ?1)
         ON CONFLICT (one) DO UPDATE SET sealed = ?1",
        [sealed],
    )?;
    Ok(())
}

/// All bodies of messages that still wait count as damaged from now on.
pub(super) fn note_all_damaged(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute(
        "UPDATE message SET body = ?1 WHERE body = ?2",
        [DAMAGED, KEPT],
    )?;
    Ok(())
}

pub(super) fn last_login(
    connection: &Connection,
    mailbox: &MailboxId,
) -> rusqlite::Result<Option<Timestamp>> {
    connection
        .prepare_cached("SELECT attempted_at FROM login WHERE mailbox = ?1")?
        .query_row([mailbox.as_str()], |row| moment(row, 0))
        .optional()
        .map(Option::flatten)
}

pub(super) fn put_login(
    connection: &Connection,
    mailbox: &MailboxId,
    now: Timestamp,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO login (mailbox, attempted_at) VALUES (?1, ?2)
             ON CONFLICT (mailbox) DO UPDATE SET attempted_at = ?2",
        )?
        .execute(params![mailbox.as_str(), now.as_millisecond()])?;
    Ok(())
}

/// How many messages wait, how many of those are damaged, and how many of these are nowhere
/// upstream any more; and the octets that wait.
pub(super) fn counts(connection: &Connection) -> rusqlite::Result<(u64, u64, u64, u64)> {
    connection.query_row(
        "SELECT count(*),
                coalesce(sum(body = ?1), 0),
                coalesce(sum(body = ?1 AND NOT EXISTS
                    (SELECT 1 FROM copy c WHERE c.message = message.id AND c.live = 1)), 0),
                coalesce(sum(octets), 0)
         FROM message WHERE confirmed_at IS NULL AND had_at IS NULL",
        [DAMAGED],
        |row| {
            Ok((
                octets(row, 0)?,
                octets(row, 1)?,
                octets(row, 2)?,
                octets(row, 3)?,
            ))
        },
    )
}

fn integer(octets: u64) -> i64 {
    i64::try_from(octets).unwrap_or(i64::MAX)
}

pub(super) fn octets(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    Ok(u64::try_from(row.get::<_, i64>(column)?).unwrap_or(0))
}

pub(super) fn some_octets(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<u64>> {
    let octets: Option<i64> = row.get(column)?;
    Ok(octets.and_then(|octets| u64::try_from(octets).ok()))
}

pub(super) fn moment(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Timestamp>> {
    let milliseconds: Option<i64> = row.get(column)?;
    Ok(milliseconds.and_then(|at| Timestamp::from_millisecond(at).ok()))
}
