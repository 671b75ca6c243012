//! The schema and its versions.

use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

/// Marks the file as ours (`PRAGMA application_id`): "Vigi".
pub(crate) const APPLICATION_ID: i32 = 0x5669_6769;

const STEPS: &[M<'static>] = &[
    M::up(include_str!("../migrations/0001-watch.sql")),
    M::up(include_str!("../migrations/0002-book.sql")),
    M::up(include_str!("../migrations/0003-move.sql")),
    M::up(include_str!("../migrations/0004-relay.sql")),
    M::up(include_str!("../migrations/0005-steering.sql")),
];

/// The steps from an empty file to this release's schema. A step that was released never changes.
pub(crate) const MIGRATIONS: Migrations<'static> = Migrations::from_slice(STEPS);

/// This release's schema version (`PRAGMA user_version`).
pub(crate) fn latest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// What every connection that writes is set to. The page cache and the statements are kept small:
/// the agent is resident, and writes a few rows every ten minutes.
pub(crate) fn prepare_writer(connection: &Connection) -> rusqlite::Result<()> {
    prepare(connection)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA wal_autocheckpoint = 100;
         PRAGMA journal_size_limit = 1048576;",
    )
}

/// Gives a connection room for many statements and pages, as long as a batch of the book lasts, and
/// takes it back.
pub(crate) fn make_room(connection: &Connection, much: bool) -> rusqlite::Result<()> {
    let (statements, cache) = if much {
        (48, -8_192)
    } else {
        (STATEMENTS, CACHE)
    };
    connection.set_prepared_statement_cache_capacity(statements);
    connection.pragma_update(None, "cache_size", cache)?;
    if !much {
        connection.execute_batch("PRAGMA shrink_memory")?;
    }
    Ok(())
}

/// Statements that a connection keeps prepared, and its page cache (negative: KiB).
const STATEMENTS: usize = 4;
const CACHE: i64 = -256;

/// What every connection is set to.
pub(crate) fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.pragma_update(None, "cache_size", CACHE)?;
    connection.execute_batch(
        "PRAGMA mmap_size = 0;
         PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_are_valid() {
        MIGRATIONS.validate().unwrap();
    }
}
