//! What lies between the two mailboxes of a switch.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, params};
use vigie_domain::{
    account::AccountId,
    book::{lot::LotReference, notice_code::KnownNotice, query::Lot},
    fiche::{Arrived, BEFORE},
    switch::Former,
};

use super::{codes, rows, scope::Scope};
use crate::{fault::RecordError, journal::Journal, read::moment};

/// Lots, and returns, that are read at most.
const MOST: i64 = 2_000;
/// Lots that one return is shown with.
const LOTS_OF_A_RETURN: i64 = 20;
/// Rejects are counted so far.
const MOST_REJECTS: i64 = 10_000;

/// Rows, and how many there are in all.
#[derive(Clone, Debug, PartialEq)]
pub struct Between<T> {
    /// The rows, by date; at most 2,000.
    pub rows: Vec<T>,
    /// How many there are.
    pub total: u64,
}

/// Returns that came to a mailbox which the billing software no longer collects.
#[derive(Clone, Debug, PartialEq)]
pub struct ReturnsBetween {
    /// The returns.
    pub found: Between<Arrived>,
    /// How many of all are still there.
    pub still_there: u64,
}

impl Journal {
    /// Lots sent first since `from` and before the switch, from this mailbox or from those linked to
    /// it by a switch, whose answer is still awaited.
    pub fn open_between(
        &self,
        old: AccountId,
        from: Timestamp,
        switched: Timestamp,
    ) -> Result<Between<Lot>, RecordError> {
        open_between(&self.reader()?, old, from, switched)
    }

    /// Returns and notices of non-delivery that came to the old mailbox since the switch; and those
    /// that came in the two days before it and still are there, unless older ones are too: then the
    /// billing software leaves what it collects.
    pub fn returns_between(
        &self,
        old: AccountId,
        former: &Former,
    ) -> Result<ReturnsBetween, RecordError> {
        returns_between(&self.reader()?, old, former)
    }

    /// The mailboxes whose place this one took, also those that are no longer watched.
    pub fn predecessors(&self, account: AccountId) -> Result<Vec<AccountId>, RecordError> {
        let db = self.reader()?;
        let found = rows::numbers(
            &db,
            "WITH RECURSIVE before (id, switches) AS (
                 SELECT id, 1 FROM account WHERE successor = ?1
                 UNION ALL
                 SELECT account.id, switches + 1
                 FROM account JOIN before ON account.successor = before.id WHERE switches < 64)
             SELECT DISTINCT id FROM before WHERE id <> ?1 ORDER BY id LIMIT 64",
            [account.0],
        )?;
        Ok(found.into_iter().map(AccountId).collect())
    }

    /// Rejects of lots that were sent twice, come since to this mailbox or to those linked to it by
    /// a switch; counted up to 10,000.
    pub fn expected_rejects(&self, old: AccountId, since: Timestamp) -> Result<u64, RecordError> {
        expected_rejects(&self.reader()?, old, since)
    }
}

fn open_between(
    db: &Connection,
    old: AccountId,
    from: Timestamp,
    switched: Timestamp,
) -> Result<Between<Lot>, RecordError> {
    let fits = format!(
        "FROM lot INDEXED BY lot_stage
         WHERE stage IN (0, 3, 4, 5) AND last_sent >= ?1 AND account IN {}
             AND first_sent >= ?1 AND first_sent < ?2",
        Scope::of(db, old)?.sql()
    );
    let (from, until) = (from.as_millisecond(), switched.as_millisecond());
    let ids = rows::numbers(
        db,
        &format!("SELECT id {fits} ORDER BY first_sent, id LIMIT ?3"),
        params![from, until, MOST],
    )?;
    Ok(Between {
        rows: rows::lots_of(db, &ids)?,
        total: db.query_row(
            &format!("SELECT count(*) {fits}"),
            params![from, until],
            |row| row.get::<_, u32>(0).map(u64::from),
        )?,
    })
}

/// A sighting in the old mailbox of a return that is there still: the mailbox lists it.
const THERE: &str = "EXISTS (SELECT 1 FROM sighting AS seen INDEXED BY sighting_of_return
         JOIN known_uid ON known_uid.account = seen.account AND known_uid.uid = seen.key
     WHERE seen.returned = returned.id AND seen.origin = 0 AND seen.account = ?1
         AND seen.gone_at IS NULL)";

/// A sighting in the old mailbox.
const SEEN: &str = "EXISTS (SELECT 1 FROM sighting AS seen INDEXED BY sighting_of_return
     WHERE seen.returned = returned.id AND seen.origin = 0 AND seen.account = ?1)";

fn returns_between(
    db: &Connection,
    old: AccountId,
    former: &Former,
) -> Result<ReturnsBetween, RecordError> {
    let before = earlier(former.since, BEFORE);
    let since = former.since.as_millisecond();
    let from = if is_left_behind(db, old, before)? {
        since
    } else {
        before
    };
    let fits = format!(
        "FROM returned INDEXED BY returned_when
         WHERE returned.at >= ?2 AND class <= 5 AND {SEEN} AND (returned.at >= ?3 OR {THERE})"
    );
    let (total, still_there) = db.query_row(
        &format!("SELECT count(*), coalesce(sum({THERE}), 0) {fits}"),
        params![old.0, from, since],
        |row| {
            let count = |column| row.get::<_, u32>(column).map(u64::from);
            Ok((count(0)?, count(1)?))
        },
    )?;
    let mut query = db.prepare(&format!(
        "SELECT returned.id, class, returned.at, {THERE} {fits}
         ORDER BY returned.at, returned.id LIMIT ?4"
    ))?;
    let mut found = query.query(params![old.0, from, since, MOST])?;
    let mut returns = Vec::new();
    while let Some(row) = found.next()? {
        returns.push(Arrived {
            class: codes::class(row.get(1)?)?,
            at: moment(row.get(2)?)?,
            lots: lots_of(db, row.get(0)?)?,
            still_there: row.get(3)?,
        });
    }
    Ok(ReturnsBetween {
        found: Between {
            rows: returns,
            total,
        },
        still_there,
    })
}

/// Whether the mailbox still lists returns that came before: from the messages that are there,
/// because they are few, as `foreign_in_mailbox` does.
pub(crate) fn is_left_behind(
    db: &Connection,
    old: AccountId,
    before: i64,
) -> Result<bool, RecordError> {
    let found = db
        .query_row(
            "SELECT 1
             FROM known_uid
                 CROSS JOIN sighting ON sighting.account = known_uid.account
                     AND sighting.origin = ?2 AND key = known_uid.uid
                 CROSS JOIN returned ON returned.id = sighting.returned
             WHERE known_uid.account = ?1 AND class <= 4 AND returned.at < ?3 LIMIT 1",
            params![old.0, codes::MAILBOX, before],
            |_| Ok(()),
        )
        .optional()?;
    Ok(found.is_some())
}

/// The lots that a return belongs to; where there is none, those that it names.
fn lots_of(db: &Connection, returned: i64) -> Result<Vec<LotReference>, RecordError> {
    let held = references(
        db,
        "SELECT (SELECT digits FROM emitter WHERE id = lot.emitter), number, day
         FROM return_lot JOIN lot ON lot.id = return_lot.lot
         WHERE return_lot.returned = ?1 ORDER BY lot.first_sent, lot.id LIMIT ?2",
        returned,
    )?;
    if !held.is_empty() {
        return Ok(held);
    }
    references(
        db,
        "SELECT (SELECT digits FROM emitter WHERE id = emitter), number, day
         FROM return_reference WHERE returned = ?1 ORDER BY slot LIMIT ?2",
        returned,
    )
}

fn references(db: &Connection, sql: &str, returned: i64) -> Result<Vec<LotReference>, RecordError> {
    let mut query = db.prepare_cached(sql)?;
    let mut rows = query.query(params![returned, LOTS_OF_A_RETURN])?;
    let mut references = Vec::new();
    while let Some(row) = rows.next()? {
        references.push(codes::reference(row.get(0)?, row.get(1)?, row.get(2)?)?);
    }
    Ok(references)
}

fn expected_rejects(db: &Connection, old: AccountId, since: Timestamp) -> Result<u64, RecordError> {
    let codes: Vec<String> = KnownNotice::codes()
        .map(|code| format!("'{code}'"))
        .collect();
    let count = db.query_row(
        &format!(
            "SELECT count(*) FROM (SELECT DISTINCT returned FROM return_code
             WHERE code IN ({}) AND at >= ?1
                 AND (SELECT account FROM returned WHERE id = return_code.returned) IN {}
             LIMIT ?2)",
            codes.join(", "),
            Scope::of(db, old)?.sql()
        ),
        params![since.as_millisecond(), MOST_REJECTS],
        |row| row.get::<_, u32>(0).map(u64::from),
    )?;
    Ok(count)
}

fn earlier(at: Timestamp, by: SignedDuration) -> i64 {
    at.checked_sub(by)
        .unwrap_or(Timestamp::MIN)
        .as_millisecond()
}
