//! What was found over a range of time, as fine as it fits.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};
use vigie_domain::account::AccountId;

use crate::{fault::RecordError, maintenance::raw_floor, read::moment, write::Outcome};

/// The most points that a history has.
pub const MAX_POINTS: u32 = 2_000;

/// Milliseconds of an hour.
pub(crate) const HOUR: i64 = 3_600_000;

/// Milliseconds of a day (UTC).
pub(crate) const DAY: i64 = 24 * HOUR;

/// Checks of a span of time, counted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The span's beginning; a single check's beginning.
    pub at: Timestamp,
    /// Its length in seconds; 0 for a single check.
    pub seconds: u64,
    /// Checks that found the mailbox well.
    pub well: u64,
    /// Checks that failed.
    pub failed: u64,
    /// Checks that could not tell.
    pub unknown: u64,
    /// Median duration in milliseconds of those that went through. Over several days: the median
    /// of the days' medians.
    pub median_ms: Option<f64>,
    /// The longest of them.
    pub max_ms: Option<f64>,
}

/// See [`Journal::history`](crate::Journal::history).
pub(crate) fn read(
    db: &Connection,
    account: AccountId,
    from: Timestamp,
    until: Timestamp,
    points: u32,
) -> Result<Vec<Point>, RecordError> {
    let range = Range {
        account: account.0,
        from: from.as_millisecond(),
        until: until.as_millisecond(),
        points: usize::try_from(points.clamp(1, MAX_POINTS)).unwrap_or(1),
    };
    // One view of the file for all the queries, whatever is written meanwhile.
    let view = db.unchecked_transaction()?;
    if let Some(checks) = range.checks(&view)? {
        return checks.iter().map(Bucket::point).collect();
    }
    let late = range.uncounted(&view)?;
    if let Some(hours) = range.buckets(&view, HOUR, &late)? {
        return hours.iter().map(Bucket::point).collect();
    }
    let days = range.all_buckets(&view, DAY, &late)?;
    merged(days, range.points)
        .iter()
        .map(Bucket::point)
        .collect()
}

struct Range {
    account: i64,
    from: i64,
    until: i64,
    points: usize,
}

impl Range {
    /// The single checks, if they fit and none of the range has gone.
    fn checks(&self, db: &Connection) -> Result<Option<Vec<Bucket>>, RecordError> {
        let mut query = db.prepare(
            "SELECT started_at, outcome, total_ms FROM check_made
             WHERE account = ?1 AND started_at >= ?2 AND started_at < ?3
             ORDER BY started_at, id LIMIT ?4",
        )?;
        let mut rows = query.query(params![
            self.account,
            self.from,
            self.until,
            i64::try_from(self.points)
                .unwrap_or(i64::MAX)
                .saturating_add(1)
        ])?;
        let mut checks = Vec::new();
        while let Some(row) = rows.next()? {
            let mut check = Bucket::empty(row.get(0)?, 0);
            check.count(row.get(1)?, row.get(2)?, &mut Vec::new());
            checks.push(check);
        }
        Ok((checks.len() <= self.points && self.reaches_back(db, &checks)?).then_some(checks))
    }

    /// The checks of the range that no roll-up counts yet: the bucket that each of them is in.
    fn uncounted(&self, db: &Connection) -> Result<Vec<i64>, RecordError> {
        let mut query = db.prepare(
            "SELECT DISTINCT started_at - ((started_at % ?4) + ?4) % ?4 FROM check_made
             WHERE account = ?1 AND started_at >= ?2 AND started_at < ?3 AND rolled = 0",
        )?;
        let hours = query
            .query_map(params![self.account, self.from, self.until, HOUR], |row| {
                row.get(0)
            })?
            .collect::<Result<_, _>>()?;
        Ok(hours)
    }

    /// The roll-ups of one length, if they fit and none of the range has gone.
    fn buckets(
        &self,
        db: &Connection,
        span: i64,
        late: &[i64],
    ) -> Result<Option<Vec<Bucket>>, RecordError> {
        let count: i64 = db.query_row(
            "SELECT count(*) FROM rollup WHERE account = ?1 AND seconds = ?2 AND at >= ?3 AND at < ?4",
            params![
                self.account,
                span / 1_000,
                self.from.saturating_sub(self.from.rem_euclid(span)),
                self.until
            ],
            |row| row.get(0),
        )?;
        if usize::try_from(count).unwrap_or(usize::MAX) > self.points {
            return Ok(None);
        }
        let buckets = self.all_buckets(db, span, late)?;
        Ok((buckets.len() <= self.points && self.reaches_back(db, &buckets)?).then_some(buckets))
    }

    fn all_buckets(
        &self,
        db: &Connection,
        span: i64,
        late: &[i64],
    ) -> Result<Vec<Bucket>, RecordError> {
        let mut query = db.prepare(
            "SELECT at, well, failed, unknown, median_ms, max_ms FROM rollup
             WHERE account = ?1 AND seconds = ?2 AND at >= ?3 AND at < ?4",
        )?;
        let mut rows = query.query(params![
            self.account,
            span / 1_000,
            self.from.saturating_sub(self.from.rem_euclid(span)),
            self.until
        ])?;
        let mut buckets = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let bucket = Bucket {
                at: row.get(0)?,
                span,
                well: row.get(1)?,
                failed: row.get(2)?,
                unknown: row.get(3)?,
                median_ms: row.get(4)?,
                max_ms: row.get(5)?,
            };
            buckets.insert(bucket.at, bucket);
        }
        let floor = raw_floor(db)?;
        let mut touched: Vec<i64> = late.iter().map(|at| at - at.rem_euclid(span)).collect();
        touched.dedup();
        for at in touched {
            let bucket = Bucket::counted(db, self.account, at, span, floor)?;
            buckets.insert(at, bucket);
        }
        Ok(buckets.into_values().collect())
    }

    /// Whether finer rows begin where the daily roll-ups of the range do: no older part of the
    /// range has gone from them.
    fn reaches_back(&self, db: &Connection, finer: &[Bucket]) -> Result<bool, RecordError> {
        let first_day: Option<i64> = db.query_row(
            "SELECT min(at) FROM rollup WHERE account = ?1 AND seconds = ?2 AND at >= ?3 AND at < ?4",
            params![self.account, DAY / 1_000, self.from, self.until],
            |row| row.get(0),
        )?;
        Ok(first_day.is_none_or(|day| {
            finer
                .first()
                .is_some_and(|first| first.at < day.saturating_add(DAY))
        }))
    }
}

/// Counted checks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bucket {
    at: i64,
    span: i64,
    well: u32,
    failed: u32,
    unknown: u32,
    median_ms: Option<f64>,
    max_ms: Option<f64>,
}

impl Bucket {
    fn empty(at: i64, span: i64) -> Self {
        Self {
            at,
            span,
            well: 0,
            failed: 0,
            unknown: 0,
            median_ms: None,
            max_ms: None,
        }
    }

    /// Counts the checks of a span anew. Before the floor, where checks have gone already, those
    /// that were not counted yet are added to what the roll-up says.
    pub(crate) fn counted(
        db: &Connection,
        account: i64,
        at: i64,
        span: i64,
        floor: i64,
    ) -> Result<Self, RecordError> {
        if at >= floor {
            Self::of_checks(db, account, (at, at.saturating_add(span)), false).map(|bucket| Self {
                at,
                span,
                ..bucket
            })
        } else {
            let stored = Self::stored(db, account, at, span)?;
            let late = Self::of_checks(db, account, (at, at.saturating_add(span)), true)?;
            Ok(stored.with(&late))
        }
    }

    /// A roll-up with the uncounted checks of one hour added.
    pub(crate) fn counted_late(
        db: &Connection,
        account: i64,
        at: i64,
        span: i64,
        hour: i64,
    ) -> Result<Self, RecordError> {
        let stored = Self::stored(db, account, at, span)?;
        let late = Self::of_checks(db, account, (hour, hour.saturating_add(HOUR)), true)?;
        Ok(stored.with(&late))
    }

    pub(crate) fn store(&self, db: &Connection, account: i64) -> Result<(), RecordError> {
        db.execute(
            "INSERT INTO rollup (account, seconds, at, well, failed, unknown, median_ms, max_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (account, seconds, at) DO UPDATE SET well = excluded.well,
                 failed = excluded.failed, unknown = excluded.unknown,
                 median_ms = excluded.median_ms, max_ms = excluded.max_ms",
            params![
                account,
                self.span / 1_000,
                self.at,
                self.well,
                self.failed,
                self.unknown,
                self.median_ms,
                self.max_ms
            ],
        )?;
        Ok(())
    }

    fn stored(db: &Connection, account: i64, at: i64, span: i64) -> Result<Self, RecordError> {
        let stored = db
            .query_row(
                "SELECT well, failed, unknown, median_ms, max_ms FROM rollup
                 WHERE account = ?1 AND seconds = ?2 AND at = ?3",
                params![account, span / 1_000, at],
                |row| {
                    Ok(Self {
                        at,
                        span,
                        well: row.get(0)?,
                        failed: row.get(1)?,
                        unknown: row.get(2)?,
                        median_ms: row.get(3)?,
                        max_ms: row.get(4)?,
                    })
                },
            )
            .optional()?;
        Ok(stored.unwrap_or(Self::empty(at, span)))
    }

    fn of_checks(
        db: &Connection,
        account: i64,
        (from, until): (i64, i64),
        uncounted_only: bool,
    ) -> Result<Self, RecordError> {
        let mut query = db.prepare(
            "SELECT outcome, total_ms FROM check_made
             WHERE account = ?1 AND started_at >= ?2 AND started_at < ?3 AND (rolled = 0 OR ?4)",
        )?;
        let mut rows = query.query(params![account, from, until, !uncounted_only])?;
        let mut bucket = Self::empty(from, until.saturating_sub(from));
        let mut durations = Vec::new();
        while let Some(row) = rows.next()? {
            bucket.count(row.get(0)?, row.get(1)?, &mut durations);
        }
        bucket.median_ms = median(&mut durations);
        Ok(bucket)
    }

    fn count(&mut self, outcome: i64, total_ms: f64, durations: &mut Vec<f64>) {
        if outcome == Outcome::Well as i64 {
            self.well = self.well.saturating_add(1);
            self.max_ms = Some(self.max_ms.map_or(total_ms, |max| max.max(total_ms)));
            self.median_ms = Some(total_ms);
            durations.push(total_ms);
        } else if outcome == Outcome::Failed as i64 {
            self.failed = self.failed.saturating_add(1);
        } else {
            self.unknown = self.unknown.saturating_add(1);
        }
    }

    fn with(self, other: &Self) -> Self {
        Self {
            well: self.well.saturating_add(other.well),
            failed: self.failed.saturating_add(other.failed),
            unknown: self.unknown.saturating_add(other.unknown),
            median_ms: self.median_ms.or(other.median_ms),
            max_ms: match (self.max_ms, other.max_ms) {
                (Some(a), Some(b)) => Some(a.max(b)),
                (a, b) => a.or(b),
            },
            ..self
        }
    }

    fn point(&self) -> Result<Point, RecordError> {
        Ok(Point {
            at: moment(self.at)?,
            seconds: (self.span / 1_000).unsigned_abs(),
            well: self.well.into(),
            failed: self.failed.into(),
            unknown: self.unknown.into(),
            median_ms: self.median_ms,
            max_ms: self.max_ms,
        })
    }
}

/// Puts neighbouring days together until at most so many points are left.
fn merged(days: Vec<Bucket>, points: usize) -> Vec<Bucket> {
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return days;
    };
    if days.len() <= points {
        return days;
    }
    let origin = first.at;
    let length = last.at.saturating_sub(origin) / DAY + 1;
    let width = DAY
        * (length.unsigned_abs())
            .div_ceil(u64::try_from(points).unwrap_or(1))
            .cast_signed();
    let mut groups: BTreeMap<i64, (Bucket, Vec<f64>)> = BTreeMap::new();
    for day in days {
        let at = origin + (day.at - origin) / width * width;
        let (group, medians) = groups
            .entry(at)
            .or_insert_with(|| (Bucket::empty(at, width), Vec::new()));
        *group = group.with(&day);
        medians.extend(day.median_ms);
    }
    groups
        .into_values()
        .map(|(group, mut medians)| Bucket {
            median_ms: median(&mut medians),
            ..group
        })
        .collect()
}

pub(crate) fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *values.get(values.len() / 2 - 1)?;
    Some(f64::midpoint(lower, upper))
}
