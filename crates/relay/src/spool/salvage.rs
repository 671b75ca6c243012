//! A damaged record: it is set aside, and a new one begun.
//!
//! What is carried over, each of it checked octet by octet:
//!
//! - what the software has and what was passed on, from the [counterfoils](super::counterfoils): it
//!   is fetched once more where it still lies upstream, known by its fingerprint, and not served
//!   again; the same lot is not sent twice;
//! - what the software had without the relay, as far as the old record can still be read;
//! - the sealed bodies. What waited is fetched again under the unique id that the software knows,
//!   as that follows from where it lies and what it holds. A body that is not upstream any more is
//!   [adopted](super::Spool::adopt) under a new unique id.
//!
//! What is lost: where copies lay upstream and since when (they are listed again), and what the
//! book was not told. SQLite notices damage in the structure of its file, and what the relay
//! could not read is looked for; a bit that flips inside of a value may go unnoticed. Such a flip
//! leads to another fetch or to a second unique id, and where it hits a moment, to another keep
//! time.

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior, params};

use super::{
    RECORD, SpoolError,
    counterfoils::{Counterfoil, What},
    ledger,
};

/// Set-aside records that are kept, the newest.
const KEPT_ASIDE: usize = 2;
const ASIDE: &str = ".damaged-";

/// Opens the record in that folder; a damaged one is set aside and a new one begun. Whether the
/// record is new, and where an old one lies now.
pub(super) fn open(folder: &Path) -> Result<(Connection, bool, Option<PathBuf>), SpoolError> {
    let path = folder.join(RECORD);
    match open_whole(&path) {
        Ok((record, new)) => Ok((record, new, None)),
        Err(SpoolError::Damaged) => {
            tracing::warn!("the spool's record is damaged: it is set aside");
            let aside = set_aside(&path)?;
            let (record, new) = open_whole(&path)?;
            Ok((record, new, Some(aside)))
        }
        Err(error) => Err(error),
    }
}

fn open_whole(path: &Path) -> Result<(Connection, bool), SpoolError> {
    let (record, new) = ledger::open(path).map_err(|error| match error {
        // The file opens, and says what makes no sense: a table that is there twice, say.
        SpoolError::Record(error) if error.sqlite_error_code() == Some(ErrorCode::Unknown) => {
            SpoolError::Damaged
        }
        error => error,
    })?;
    let said: String = record.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if said == "ok" && ledger::makes_sense(&record)? {
        Ok((record, new))
    } else {
        Err(SpoolError::Damaged)
    }
}

/// Gives the record and what belongs to it other names, dated by the clock of the file system.
fn set_aside(path: &Path) -> Result<PathBuf, SpoolError> {
    let written = fs::metadata(path).and_then(|about| about.modified());
    let written = written.ok().and_then(|at| Timestamp::try_from(at).ok());
    let written = written.unwrap_or(Timestamp::UNIX_EPOCH);
    let name = |number: u32| {
        let date = written.strftime("%Y%m%dT%H%M%SZ");
        let mut name = path.as_os_str().to_owned();
        name.push(format!("{ASIDE}{date}-{number}"));
        PathBuf::from(name)
    };
    let aside = (0..100).map(name).find(|aside| !aside.exists());
    let aside = aside.unwrap_or_else(|| name(0));
    for ending in ["-wal", "-shm", ""] {
        let with = |path: &Path| {
            let mut name = path.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        };
        match fs::rename(with(path), with(&aside)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    if let Some(folder) = path.parent() {
        remove_oldest(folder);
    }
    Ok(aside)
}

fn remove_oldest(folder: &Path) {
    let begins = format!("{RECORD}{ASIDE}");
    let mut aside: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| {
                name.starts_with(&begins) && !name.ends_with("-wal") && !name.ends_with("-shm")
            })
        })
        .collect();
    aside.sort();
    let surplus = aside.len().saturating_sub(KEPT_ASIDE);
    for path in aside.into_iter().take(surplus) {
        for ending in ["", "-wal", "-shm"] {
            let mut name = path.as_os_str().to_owned();
            name.push(ending);
            let _none = fs::remove_file(name);
        }
    }
}

/// Puts into a new record what is known without the old one.
pub(super) fn carry_over(
    record: &mut Connection,
    counterfoils: &[Counterfoil],
    aside: Option<&Path>,
) -> Result<(), SpoolError> {
    let transaction = record.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut passings: HashMap<[u8; 32], Passing> = HashMap::new();
    for entry in counterfoils {
        match entry.what {
            What::Confirmed { fingerprint, uid } => {
                ledger::insert_confirmed(&transaction, &hex::encode(uid), fingerprint, entry.at)?;
            }
            What::Begun { digest } => {
                passings.insert(digest, Passing::begun(entry.at));
            }
            What::Accepted { digest } => {
                if let Some(passing) = passings.get_mut(&digest) {
                    passing.accepted = true;
                }
            }
            What::Refused { digest } => {
                passings.remove(&digest);
            }
            What::Seen { digest } => {
                if let Some(passing) = passings.get_mut(&digest) {
                    passing.seen = true;
                }
            }
        }
    }
    for (digest, passing) in passings {
        transaction.execute(
            "INSERT INTO submission (digest, begun_at, settled_at, outcome, seen, told)
             VALUES (?1, ?2, ?2, ?3, ?4, 1)",
            params![
                digest,
                passing.at.as_millisecond(),
                passing.accepted,
                passing.seen
            ],
        )?;
    }
    if let Some(aside) = aside {
        let carried = carry_had(&transaction, aside);
        tracing::info!(carried, "what the software had without the relay");
    }
    Ok(transaction.commit()?)
}

struct Passing {
    at: Timestamp,
    accepted: bool,
    seen: bool,
}

impl Passing {
    const fn begun(at: Timestamp) -> Self {
        Self {
            at,
            accepted: false,
            seen: false,
        }
    }
}

/// As many rows as can be read. A damaged one names no message that there is.
fn carry_had(transaction: &Transaction<'_>, aside: &Path) -> usize {
    let read = || -> rusqlite::Result<Vec<(String, String, Option<i64>)>> {
        let old = Connection::open_with_flags(aside, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let mut statement = old.prepare("SELECT mailbox, upstream_uid, octets FROM had")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.map_while(Result::ok).collect())
    };
    let mut carried = 0;
    for (mailbox, uid, octets) in read().unwrap_or_default() {
        let put = transaction.execute(
            "INSERT INTO had (mailbox, upstream_uid, octets) VALUES (?1, ?2, ?3)
             ON CONFLICT DO NOTHING",
            params![mailbox, uid, octets],
        );
        carried += usize::from(put.is_ok());
    }
    carried
}

/// Whether an error says that the file itself is damaged.
pub(super) fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
    )
}
