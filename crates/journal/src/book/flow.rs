//! What the follow-up, the early warning and the watch on returns ask of the book.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use rusqlite::{Connection, OptionalExtension as _, params};
use vigie_domain::{
    account::AccountId,
    book::{
        expectation::Answered,
        lot::Caisse,
        observability::{FollowedDay, SendingDay},
        query::{Lot, Standing},
        vanishing::Left,
    },
};

use super::{codes, rows};
use crate::{fault::RecordError, history::HOUR, read::moment, write::Outcome};

/// How much each question brings at most.
const OPEN: i64 = 2_000;
const TROUBLED_OF_A_STAGE: i64 = 100;
const ANSWERED: i64 = 20_000;
const SENT: i64 = 200_000;
const RETURNS: i64 = 100_000;
const CHECKS: i64 = 200_000;
const LEFT: i64 = 10_000;

/// Messages that have no business in the mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForeignMail {
    /// How many, at least 1.
    pub messages: u32,
    /// When the oldest came.
    pub oldest: Timestamp,
}

pub(crate) fn open_lots(db: &Connection, account: AccountId) -> Result<Vec<Lot>, RecordError> {
    let ids = rows::numbers(
        db,
        "SELECT id FROM lot INDEXED BY lot_stage WHERE stage IN (0, 3, 4, 5) AND account = ?1
         ORDER BY stage DESC, last_sent DESC, id DESC LIMIT ?2",
        params![account.0, OPEN],
    )?;
    rows::lots_of(db, &ids)
}

pub(crate) fn standing(db: &Connection, account: AccountId) -> Result<Standing, RecordError> {
    let mut query = db.prepare(
        "SELECT stage, sum(lots) FROM lot_count WHERE account = ?1 AND stage <= 5 GROUP BY stage",
    )?;
    let mut rows = query.query(params![account.0])?;
    let mut standing = Standing::default();
    while let Some(row) = rows.next()? {
        let place = match row.get::<_, i64>(0)? {
            0 => &mut standing.manual,
            1 => &mut standing.refused,
            2 => &mut standing.not_delivered,
            3 => &mut standing.unanswered,
            4 => &mut standing.late,
            _ => &mut standing.awaiting,
        };
        *place = row.get(1)?;
    }
    Ok(standing)
}

pub(crate) fn troubled(db: &Connection, account: AccountId) -> Result<Vec<Lot>, RecordError> {
    let mut ids = Vec::new();
    for stage in 0..=4 {
        ids.extend(rows::numbers(
            db,
            "SELECT id FROM lot INDEXED BY lot_stage WHERE stage = ?2 AND account = ?1
             ORDER BY last_sent DESC, id DESC LIMIT ?3",
            params![account.0, stage, TROUBLED_OF_A_STAGE],
        )?);
    }
    rows::lots_of(db, &ids)
}

pub(crate) fn answered_since(
    db: &Connection,
    account: AccountId,
    since: Timestamp,
) -> Result<(Vec<Answered>, usize), RecordError> {
    let mut query = db.prepare(
        "SELECT caisse, iif(last_sent <= answered_at, last_sent, first_sent) AS sent, answered_at
         FROM lot INDEXED BY lot_month
         WHERE account = ?1 AND first_sent >= ?2 AND answered_at IS NOT NULL
         ORDER BY first_sent DESC LIMIT ?3",
    )?;
    let mut rows = query.query(params![account.0, since.as_millisecond(), ANSWERED])?;
    let mut answered = Vec::new();
    while let Some(row) = rows.next()? {
        answered.push(Answered {
            caisse: row
                .get::<_, Option<i64>>(0)?
                .map(codes::caisse)
                .transpose()?,
            sent: moment(row.get(1)?)?,
            answered: moment(row.get(2)?)?,
        });
    }
    answered.reverse();
    let Some(last) = answered.last() else {
        return Ok((answered, 0));
    };
    // Where the oldest were left out, so are those that were never seen answered.
    let is_cut = i64::try_from(answered.len()).is_ok_and(|count| count >= ANSWERED);
    let from = answered
        .first()
        .filter(|_| is_cut)
        .map_or(since, |first| first.sent);
    let never_seen: u32 = db.query_row(
        "SELECT count(*) FROM lot INDEXED BY lot_month
         WHERE account = ?1 AND first_sent >= ?2 AND first_sent <= ?3
             AND answered_at IS NULL AND stage NOT IN (4, 5)",
        params![account.0, from.as_millisecond(), last.sent.as_millisecond()],
        |row| row.get(0),
    )?;
    Ok((answered, usize::try_from(never_seen).unwrap_or(usize::MAX)))
}

pub(crate) fn sending_days(
    db: &Connection,
    account: AccountId,
    (from, until): (Timestamp, Timestamp),
    zone: &TimeZone,
    mature_before: Timestamp,
) -> Result<Vec<SendingDay>, RecordError> {
    let mut query = db.prepare(
        "SELECT first_sent, answered_at IS NOT NULL FROM lot INDEXED BY lot_month
         WHERE account = ?1 AND first_sent >= ?2 AND first_sent < ?3 AND last_sent < ?4
         ORDER BY first_sent DESC LIMIT ?5",
    )?;
    let mut rows = query.query(params![
        account.0,
        from.as_millisecond(),
        until.as_millisecond(),
        mature_before.as_millisecond(),
        SENT
    ])?;
    let mut days: BTreeMap<Date, (u32, u32)> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let date = moment(row.get(0)?)?.to_zoned(zone.clone()).date();
        let (sent, seen) = days.entry(date).or_default();
        *sent = sent.saturating_add(1);
        *seen = seen.saturating_add(u32::from(row.get::<_, bool>(1)?));
    }
    Ok(days
        .into_iter()
        .map(|(date, (sent, seen))| SendingDay { date, sent, seen })
        .collect())
}

pub(crate) fn followed_days(
    db: &Connection,
    account: AccountId,
    from: Timestamp,
    zone: &TimeZone,
    mature_by: Timestamp,
) -> Result<Vec<FollowedDay>, RecordError> {
    let mut query = db.prepare(
        "SELECT first_sent, caisse, iif(answered_at IS NULL, NULL,
             (SELECT max(EXISTS (SELECT 1 FROM sighting INDEXED BY sighting_of_return
                  WHERE sighting.returned = held.returned AND origin <> ?5))
              FROM return_lot AS held JOIN returned ON returned.id = held.returned
              WHERE held.lot = lot.id AND held.strength = 1 AND class IN (0, 1, 2, 5)))
         FROM lot INDEXED BY lot_month
         WHERE account = ?1 AND first_sent >= ?2 AND last_sent <= ?3
         ORDER BY first_sent DESC LIMIT ?4",
    )?;
    let mut rows = query.query(params![
        account.0,
        from.as_millisecond(),
        mature_by.as_millisecond(),
        SENT,
        codes::MAILBOX
    ])?;
    let mut lots: Vec<(i64, Option<i64>, Option<bool>)> = Vec::new();
    while let Some(row) = rows.next()? {
        lots.push((row.get(0)?, row.get(1)?, row.get(2)?));
    }
    let answering: BTreeSet<Option<i64>> = lots
        .iter()
        .filter(|(.., elsewhere)| elsewhere.is_some())
        .map(|(_, caisse, _)| *caisse)
        .collect();
    let mut days: BTreeMap<Date, FollowedDay> = BTreeMap::new();
    for (sent, _, elsewhere) in lots
        .into_iter()
        .filter(|(_, caisse, _)| answering.contains(caisse))
    {
        let date = moment(sent)?.to_zoned(zone.clone()).date();
        let day = days.entry(date).or_insert(FollowedDay {
            date,
            sent: 0,
            proven: 0,
            elsewhere: 0,
        });
        day.sent = day.sent.saturating_add(1);
        day.proven = day.proven.saturating_add(elsewhere.is_some().into());
        day.elsewhere = day
            .elsewhere
            .saturating_add(elsewhere.unwrap_or_default().into());
    }
    Ok(days.into_values().collect())
}

pub(crate) fn is_answering(
    db: &Connection,
    account: AccountId,
    caisse: Option<Caisse>,
) -> Result<bool, RecordError> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM lot INDEXED BY lot_caisse
             WHERE caisse IS ?2 AND account = ?1 AND answered_at IS NOT NULL)",
        )?
        .query_row(params![account.0, caisse.map(codes::caisse_code)], |row| {
            row.get(0)
        })?)
}

pub(crate) fn return_times(
    db: &Connection,
    account: AccountId,
    since: Timestamp,
    mailbox_only: bool,
) -> Result<Vec<Timestamp>, RecordError> {
    let times = rows::numbers(
        db,
        "SELECT at FROM returned INDEXED BY returned_flow
         WHERE class <= 4 AND account = ?1 AND at >= ?2 AND (in_mailbox OR NOT ?3)
         ORDER BY at DESC LIMIT ?4",
        params![account.0, since.as_millisecond(), mailbox_only, RETURNS],
    )?;
    times.into_iter().rev().map(moment).collect()
}

pub(crate) fn last_return(
    db: &Connection,
    account: AccountId,
) -> Result<Option<Timestamp>, RecordError> {
    db.query_row(
        "SELECT max(at) FROM returned INDEXED BY returned_flow WHERE class <= 4 AND account = ?1",
        params![account.0],
        |row| row.get::<_, Option<i64>>(0),
    )?
    .map(moment)
    .transpose()
}

pub(crate) fn check_times(
    db: &Connection,
    account: AccountId,
    since: Timestamp,
) -> Result<Vec<Timestamp>, RecordError> {
    let since = since.as_millisecond();
    let checks = rows::numbers(
        db,
        "SELECT started_at FROM check_made
         WHERE account = ?1 AND started_at >= ?2 AND outcome = ?3
         ORDER BY started_at DESC LIMIT ?4",
        params![account.0, since, Outcome::Well as i64, CHECKS],
    )?;
    let first_hour = db
        .query_row(
            "SELECT min(started_at) FROM check_made WHERE account = ?1",
            params![account.0],
            |row| row.get::<_, Option<i64>>(0),
        )
        .optional()?
        .flatten()
        .map_or(i64::MAX, |first| first - first.rem_euclid(HOUR));
    let room = CHECKS.saturating_sub(i64::try_from(checks.len()).unwrap_or(CHECKS)) / 2;
    let hours = rows::numbers(
        db,
        "SELECT at FROM rollup
         WHERE account = ?1 AND seconds = ?2 AND at >= ?3 AND at < ?4 AND well > 0
         ORDER BY at DESC LIMIT ?5",
        params![
            account.0,
            HOUR / 1_000,
            since.saturating_sub(since.rem_euclid(HOUR)),
            first_hour,
            room
        ],
    )?;
    let of_hours = hours
        .into_iter()
        .rev()
        .flat_map(|hour| [hour, hour + HOUR - 60_000])
        .filter(|at| *at >= since);
    of_hours
        .chain(checks.into_iter().rev())
        .map(moment)
        .collect()
}

pub(crate) fn foreign_in_mailbox(
    db: &Connection,
    account: AccountId,
) -> Result<Option<ForeignMail>, RecordError> {
    // From the messages that are there, because they are few: CROSS JOIN keeps SQLite to that order.
    let (messages, oldest) = db.query_row(
        "SELECT count(*), min(returned.at)
         FROM known_uid
             CROSS JOIN sighting ON sighting.account = known_uid.account
                 AND sighting.origin = ?2 AND key = known_uid.uid
             CROSS JOIN returned ON returned.id = sighting.returned
         WHERE known_uid.account = ?1 AND class = 7",
        params![account.0, codes::MAILBOX],
        |row| Ok((row.get::<_, u32>(0)?, row.get::<_, Option<i64>>(1)?)),
    )?;
    oldest
        .map(|oldest| {
            Ok(ForeignMail {
                messages,
                oldest: moment(oldest)?,
            })
        })
        .transpose()
}

pub(crate) fn returns_left(
    db: &Connection,
    account: AccountId,
    since: Timestamp,
) -> Result<Vec<Left>, RecordError> {
    let mut query = db.prepare(
        "SELECT class, gone.gone_at, EXISTS (SELECT 1 FROM sighting AS other
             WHERE other.returned = gone.returned
                 AND (other.origin <> ?3 OR other.gone_at IS NULL))
         FROM sighting AS gone INDEXED BY sighting_gone
             JOIN returned ON returned.id = gone.returned
         WHERE gone.gone_at >= ?2 AND gone.account = ?1 AND gone.origin = ?3 AND class <= 4
         ORDER BY gone.gone_at DESC LIMIT ?4",
    )?;
    let mut rows = query.query(params![
        account.0,
        since.as_millisecond(),
        codes::MAILBOX,
        LEFT
    ])?;
    let mut left = Vec::new();
    while let Some(row) = rows.next()? {
        left.push(Left {
            class: codes::class(row.get(0)?)?,
            at: moment(row.get(1)?)?,
            kept: row.get(2)?,
        });
    }
    left.reverse();
    Ok(left)
}
