//! Opening the file: the lock, damage, backups, versions.

mod salvage;

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension as _};
use rusqlite_migration::Migrations;

use crate::{
    fault::Fault,
    schema::{APPLICATION_ID, MIGRATIONS, latest, prepare as prepare_connection, prepare_writer},
};
use salvage::Salvage;

/// How many backups, and how many damaged files, are kept.
const KEPT: usize = 3;

/// How the record was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// What was damaged and set aside under this name: the whole record, where `created` holds as
    /// well; else its write-ahead log alone, and the record is complete but for its last minutes.
    pub set_aside: Option<PathBuf>,
    /// The copy that was made before the schema was changed.
    pub backup: Option<PathBuf>,
    /// A new record was begun; it is empty but for what was carried over.
    pub created: bool,
    /// What of a damaged record that was set aside stands in the new one.
    pub carried_over: CarriedOver,
}

/// What could still be read of a damaged record. Its history could not: the watch goes on, what was
/// found before is gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CarriedOver {
    /// Mailboxes, each under its old number, so that its password is found again.
    pub accounts: usize,
    /// Settings that the user or the agent had made.
    pub settings: usize,
    /// A switch to a new mailbox was under way and could not be carried over, or may have been: what
    /// stood of it could not be read.
    pub switch_lost: bool,
}

/// Why the record cannot be opened at all.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it open.
    #[error("another process has the record open")]
    InUse,
    /// A later release of Vigie has written it.
    #[error("the record's schema is version {found}; this release knows {known}")]
    NewerSchema {
        /// The file's version.
        found: i64,
        /// This release's.
        known: i64,
    },
    /// The copy before a change of the schema could not be made, so nothing was changed.
    #[error("no backup could be made before changing the record's schema")]
    Backup(#[source] rusqlite::Error),
    /// The schema could not be changed; the backup and the old state are intact.
    #[error("the record's schema could not be changed")]
    Migration(#[source] rusqlite_migration::Error),
    /// SQLite cannot open or create the file, for this reason.
    #[error("the record cannot be opened: {fault}")]
    Unavailable {
        /// What kind of reason.
        fault: Fault,
        /// SQLite's words.
        #[source]
        source: rusqlite::Error,
    },
    /// The file system refused.
    #[error("the record's folder cannot be used")]
    Io(#[from] io::Error),
}

/// A record ready for use.
pub(crate) struct Prepared {
    /// `None` where the file can only be read for now.
    pub(crate) connection: Option<Connection>,
    pub(crate) lock: Option<Lock>,
    pub(crate) opened: Opened,
    pub(crate) fault: Option<Fault>,
}

pub(crate) fn prepare(path: &Path, now: Timestamp) -> Result<Prepared, OpenError> {
    prepare_with(path, now, &MIGRATIONS, latest())
}

fn prepare_with(
    path: &Path,
    now: Timestamp,
    migrations: &Migrations<'_>,
    known: i64,
) -> Result<Prepared, OpenError> {
    let (lock, lock_fault) = match lock(path) {
        Ok(lock) => (Some(lock), None),
        Err(OpenError::Io(error)) if path.exists() => (None, Some(Fault::of_io(&error))),
        Err(error) => return Err(error),
    };
    let mut opened = Opened::default();
    if path.exists() {
        match examine(path, now, known, &mut opened) {
            Ok(()) => {}
            Err(Examined::Damaged) => {
                let aside = set_aside(path, now)?;
                opened.carried_over = create(path, migrations, now, &Salvage::of(&aside))?;
                opened.set_aside = Some(aside);
                opened.created = true;
            }
            Err(Examined::Unwritable { fault, source }) => {
                return read_only(path, lock, fault, source, known);
            }
            Err(Examined::Failed(error)) => return Err(error),
        }
    } else {
        create(path, migrations, now, &Salvage::default())?;
        opened.created = true;
    }
    let mut connection = writer(path).map_err(unavailable)?;
    migrate(path, &mut connection, now, migrations, known, &mut opened)?;
    Ok(Prepared {
        connection: Some(connection),
        lock,
        opened,
        fault: lock_fault,
    })
}

/// A connection that writes.
pub(crate) fn writer(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    prepare_writer(&connection)?;
    Ok(connection)
}

/// A connection for one reading. `detached`: nobody writes, and the file may lie where not even
/// the files beside it can be made, so it is read as it is.
pub(crate) fn reader(path: &Path, detached: bool) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = if detached {
        Connection::open_with_flags(immutable_uri(path), flags | OpenFlags::SQLITE_OPEN_URI)?
    } else {
        Connection::open_with_flags(path, flags)?
    };
    prepare_connection(&connection)?;
    Ok(connection)
}

/// What an existing file turned out to be, other than usable.
enum Examined {
    Damaged,
    Unwritable {
        fault: Fault,
        source: rusqlite::Error,
    },
    Failed(OpenError),
}

impl From<rusqlite::Error> for Examined {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::Unknown) => {
                Self::Damaged
            }
            Some(
                ErrorCode::DiskFull
                | ErrorCode::ReadOnly
                | ErrorCode::PermissionDenied
                | ErrorCode::CannotOpen
                | ErrorCode::SystemIoFailure,
            ) => Self::Unwritable {
                fault: Fault::of(&error),
                source: error,
            },
            _ => Self::Failed(unavailable(error)),
        }
    }
}

/// Looks whether an existing file is a record of ours, whole, and of a version that is known.
fn examine(path: &Path, now: Timestamp, known: i64, opened: &mut Opened) -> Result<(), Examined> {
    let file_error = |error: io::Error| Examined::Failed(OpenError::Io(error));
    if fs::metadata(path).map_err(file_error)?.len() == 0 {
        return Err(Examined::Damaged);
    }
    let log = beside(path, "-wal");
    if log_is_garbage(&log) {
        let aside = free_name(path, "damaged", now, ".sqlite-wal");
        fs::rename(&log, &aside).map_err(file_error)?;
        remove_if_there(&beside(path, "-shm")).map_err(file_error)?;
        opened.set_aside = Some(aside);
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    prepare_connection(&connection)?;
    let application: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if application != APPLICATION_ID || found < 1 {
        return Err(Examined::Damaged);
    }
    if found > known {
        return Err(Examined::Failed(OpenError::NewerSchema { found, known }));
    }
    let word: Option<String> = connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .optional()?;
    if word.as_deref() == Some("ok") {
        Ok(())
    } else {
        tracing::error!(word = word.as_deref(), "the record is damaged");
        Err(Examined::Damaged)
    }
}

/// Opens a file for reading that cannot be written to, so that its accounts are watched all the same.
fn read_only(
    path: &Path,
    lock: Option<Lock>,
    fault: Fault,
    source: rusqlite::Error,
    known: i64,
) -> Result<Prepared, OpenError> {
    let found: rusqlite::Result<i64> = reader(path, true)
        .and_then(|reader| reader.query_row("PRAGMA user_version", [], |row| row.get(0)));
    match found {
        Ok(found) if found == known => Ok(Prepared {
            connection: None,
            lock,
            opened: Opened::default(),
            fault: Some(fault),
        }),
        _ => Err(OpenError::Unavailable { fault, source }),
    }
}

/// Begins a record, with what was saved of a damaged one: complete under another name first, so that
/// a crash leaves no half file.
fn create(
    path: &Path,
    migrations: &Migrations<'_>,
    now: Timestamp,
    salvage: &Salvage,
) -> Result<CarriedOver, OpenError> {
    // Logs without their file belong to a record that is gone; SQLite must not apply them.
    for suffix in ["-wal", "-shm"] {
        let log = beside(path, suffix);
        if log.exists() {
            fs::rename(
                &log,
                free_name(path, "damaged", now, &format!(".sqlite{suffix}")),
            )?;
        }
    }
    let unfinished = beside(path, ".new");
    for suffix in ["", "-wal", "-shm", "-journal"] {
        remove_if_there(&beside(&unfinished, suffix))?;
    }
    let mut connection = Connection::open(&unfinished).map_err(unavailable)?;
    prepare_writer(&connection).map_err(unavailable)?;
    connection
        .pragma_update(None, "application_id", APPLICATION_ID)
        .map_err(unavailable)?;
    migrations
        .to_latest(&mut connection)
        .map_err(|error| match error {
            rusqlite_migration::Error::RusqliteError { err, .. } => unavailable(err),
            error => OpenError::Migration(error),
        })?;
    let carried_over = salvage.write(&mut connection).map_err(unavailable)?;
    if carried_over != CarriedOver::default() {
        tracing::warn!(?carried_over, "of the damaged record");
    }
    connection
        .close()
        .map_err(|(_, error)| unavailable(error))?;
    fs::rename(&unfinished, path)?;
    // The new name itself survives a power cut only when its folder is on disk; where a folder
    // cannot be opened (Windows) the file system sees to that.
    if let Some(folder) = path.parent().and_then(|folder| File::open(folder).ok())
        && let Err(error) = folder.sync_all()
    {
        tracing::warn!(%error, "the record's folder could not be synchronised");
    }
    Ok(carried_over)
}

fn migrate(
    path: &Path,
    connection: &mut Connection,
    now: Timestamp,
    migrations: &Migrations<'_>,
    known: i64,
    opened: &mut Opened,
) -> Result<(), OpenError> {
    let found: i64 = connection
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(unavailable)?;
    if found == known {
        return Ok(());
    }
    let backup = free_name(path, &format!("backup-v{found}"), now, ".sqlite");
    connection
        .execute("VACUUM INTO ?1", [backup.to_string_lossy().as_ref()])
        .map_err(OpenError::Backup)?;
    opened.backup = Some(backup);
    migrations
        .to_latest(connection)
        .map_err(OpenError::Migration)?;
    prune(path, "backup-");
    Ok(())
}

/// Moves a damaged file and its logs out of the way, under a dated name.
fn set_aside(path: &Path, now: Timestamp) -> Result<PathBuf, OpenError> {
    let aside = free_name(path, "damaged", now, ".sqlite");
    fs::rename(path, &aside)?;
    for suffix in ["-wal", "-shm"] {
        let log = beside(path, suffix);
        if log.exists() {
            fs::rename(&log, beside(&aside, suffix))?;
        }
    }
    prune(path, "damaged-");
    Ok(aside)
}

/// The right to the record, until it is dropped.
#[derive(Debug)]
pub(crate) struct Lock(File);

impl Drop for Lock {
    /// Given back in so many words: a program that is being started in another thread holds a copy
    /// of every open file for a moment, and closing ours would not end the lock before it is gone.
    fn drop(&mut self) {
        if let Err(error) = self.0.unlock() {
            tracing::debug!(%error, "the record's lock ends with its file");
        }
    }
}

fn lock(path: &Path) -> Result<Lock, OpenError> {
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path.with_extension("lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Whether a write-ahead log is there that SQLite would pass over without a word: its header is
/// not one (<https://sqlite.org/fileformat.html#walformat>). An empty or zeroed log is none at all,
/// and one that cannot be read is for SQLite to complain of.
fn log_is_garbage(log: &Path) -> bool {
    let mut header = [0; 4];
    let read = File::open(log).and_then(|mut file| file.read_exact(&mut header));
    let magic = u32::from_be_bytes(header);
    read.is_ok() && magic != 0 && magic & !1 != 0x377f_0682
}

/// A name beside the record that is not taken: `journal-damaged-20261123T130500Z.sqlite`.
fn free_name(path: &Path, what: &str, now: Timestamp, suffix: &str) -> PathBuf {
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    let date = now.strftime("%Y%m%dT%H%M%SZ").to_string();
    let first = path.with_file_name(format!("{stem}-{what}-{date}{suffix}"));
    if !first.exists() {
        return first;
    }
    (2..u32::MAX)
        .map(|n| path.with_file_name(format!("{stem}-{what}-{date}-{n}{suffix}")))
        .find(|name| !name.exists())
        .unwrap_or(first)
}

/// Removes the oldest of the files of one kind beside the record. What cannot be removed stays.
fn prune(path: &Path, what: &str) {
    let (Some(folder), Some(stem)) = (path.parent(), path.file_stem()) else {
        return;
    };
    let prefix = format!("{}-{what}", stem.to_string_lossy());
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            path.file_name().is_some_and(|name| {
                let name = name.to_string_lossy();
                name.starts_with(&prefix) && name.ends_with(".sqlite")
            })
        })
        .collect();
    found.sort_by_key(|path| fs::metadata(path).and_then(|data| data.modified()).ok());
    let surplus = found.len().saturating_sub(KEPT);
    for old in found.into_iter().take(surplus) {
        for suffix in ["", "-wal", "-shm"] {
            if let Err(error) = remove_if_there(&beside(&old, suffix)) {
                tracing::warn!(%error, "an old copy of the record could not be removed");
            }
        }
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn immutable_uri(path: &Path) -> String {
    let mut uri = String::from("file:");
    let text = path.to_string_lossy().replace('\\', "/");
    if !text.starts_with('/') && path.is_absolute() {
        // A drive letter: file:///C:/…
        uri.push_str("///");
    }
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"/:._-~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let [high, low] = [byte >> 4, byte & 15]
                .map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0'));
            uri.extend(['%', high, low]);
        }
    }
    uri.push_str("?immutable=1");
    uri
}

fn unavailable(source: rusqlite::Error) -> OpenError {
    OpenError::Unavailable {
        fault: Fault::of(&source),
        source,
    }
}

#[cfg(test)]
mod tests;
