//! Roll-ups, and the end of what is past its time.
//!
//! Every batch is one short transaction: a crash between two leaves nothing half done, and a batch
//! done twice changes nothing, because an hour is counted anew from all its checks.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, TransactionBehavior, params};

use crate::{
    book::maintenance as book,
    fault::RecordError,
    history::{Bucket, DAY, HOUR},
    read,
};

/// How long single checks are kept, in days.
const RAW_DAYS: i64 = 90;

/// How long hourly roll-ups are kept, in days; daily ones stay.
const HOURLY_DAYS: i64 = 5 * 366;

/// How long happenings that are part of no incident are kept, in days.
const HAPPENING_DAYS: i64 = 3 * 366;

/// How long notifications are kept, in days.
const NOTIFICATION_DAYS: i64 = 400;

/// How long closed incidents are kept, in days. Open ones always stay.
const INCIDENT_DAYS: i64 = 10 * 366;

/// How many hours one batch rolls up, and how many rows it removes of a kind.
const HOURS: i64 = 48;
const ROWS: i64 = 500;

/// Where single checks begin: everything before stands in the roll-ups alone.
pub(crate) const RAW_FLOOR: &str = "raw_floor";

/// What maintenance did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Maintained {
    /// Hours that were counted.
    pub hours: u64,
    /// Rows that were removed.
    pub removed: u64,
    /// Whether there is more to do.
    pub(crate) more: bool,
}

impl Maintained {
    pub(crate) fn add(&mut self, other: &Self) {
        self.hours += other.hours;
        self.removed += other.removed;
    }
}

/// One batch.
pub(crate) fn batch(db: &mut Connection, now: Timestamp) -> Result<Maintained, RecordError> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let hours = roll_up(&transaction)?;
    // Single checks go only when all of them are counted.
    let removed = if hours == 0 {
        remove_old(&transaction, now)?
    } else {
        0
    };
    transaction.commit()?;
    let more = hours > 0 || removed > 0;
    if !more {
        db.execute_batch("PRAGMA shrink_memory")?;
    }
    Ok(Maintained {
        hours,
        removed,
        more,
    })
}

/// The moment before which single checks were removed, in milliseconds.
pub(crate) fn raw_floor(db: &Connection) -> Result<i64, RecordError> {
    Ok(read::setting(db, RAW_FLOOR)?.unwrap_or(i64::MIN))
}

fn roll_up(db: &Connection) -> Result<u64, RecordError> {
    let mut query = db.prepare(
        "SELECT DISTINCT account, started_at - ((started_at % ?1) + ?1) % ?1 FROM check_made
         WHERE rolled = 0 LIMIT ?2",
    )?;
    let hours: Vec<(i64, i64)> = query
        .query_map(params![HOUR, HOURS], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let floor = raw_floor(db)?;
    let mut days: Vec<(i64, i64)> = Vec::new();
    for &(account, hour) in &hours {
        Bucket::counted(db, account, hour, HOUR, floor)?.store(db, account)?;
        days.push((account, hour - hour.rem_euclid(DAY)));
    }
    days.sort_unstable();
    days.dedup();
    for (account, day) in days {
        // Before the floor, only what was not counted before is there to be added: the hours of
        // this batch, which are not marked yet.
        if day < floor {
            for &(_, hour) in hours
                .iter()
                .filter(|(a, hour)| *a == account && hour - hour.rem_euclid(DAY) == day)
            {
                Bucket::counted_late(db, account, day, DAY, hour)?.store(db, account)?;
            }
        } else {
            Bucket::counted(db, account, day, DAY, floor)?.store(db, account)?;
        }
    }
    let mut mark = db.prepare(
        "UPDATE check_made SET rolled = 1
         WHERE account = ?1 AND started_at >= ?2 AND started_at < ?3 AND rolled = 0",
    )?;
    for &(account, hour) in &hours {
        mark.execute(params![account, hour, hour.saturating_add(HOUR)])?;
    }
    Ok(u64::try_from(hours.len()).unwrap_or(u64::MAX))
}

fn remove_old(db: &Connection, now: Timestamp) -> Result<u64, RecordError> {
    let before = |days: i64| {
        now.checked_sub(SignedDuration::from_hours(24 * days))
            .map_or(i64::MIN, Timestamp::as_millisecond)
    };
    let raw = before(RAW_DAYS);
    let raw = raw.saturating_sub(raw.rem_euclid(DAY));
    let mut removed = db.execute(
        "DELETE FROM check_made WHERE id IN
             (SELECT id FROM check_made WHERE started_at < ?1 AND rolled = 1 LIMIT ?2)",
        params![raw, ROWS],
    )?;
    if removed > 0 && raw > raw_floor(db)? {
        db.execute(
            "INSERT INTO setting (key, value) VALUES (?1, ?2)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            params![RAW_FLOOR, raw.to_string()],
        )?;
    }
    removed += db.execute(
        "DELETE FROM rollup WHERE (account, seconds, at) IN
             (SELECT account, seconds, at FROM rollup WHERE seconds = ?1 AND at < ?2 LIMIT ?3)",
        params![HOUR / 1_000, before(HOURLY_DAYS), ROWS],
    )?;
    for (sql, days) in [
        (
            "DELETE FROM happening WHERE id IN
                 (SELECT id FROM happening WHERE at < ?1 LIMIT ?2)",
            HAPPENING_DAYS,
        ),
        (
            "DELETE FROM notification WHERE id IN
                 (SELECT id FROM notification WHERE at < ?1 LIMIT ?2)",
            NOTIFICATION_DAYS,
        ),
        (
            "DELETE FROM incident WHERE id IN
                 (SELECT id FROM incident WHERE ended < ?1 LIMIT ?2)",
            INCIDENT_DAYS,
        ),
    ] {
        removed += db.execute(sql, params![before(days), ROWS])?;
    }
    removed += book::forget_gone(db, before(book::GONE_DAYS), ROWS)?;
    removed += book::forget_old(db, before(book::BOOK_DAYS), ROWS)?;
    removed += book::forget_headers(db, ROWS)?;
    Ok(u64::try_from(removed).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests;
