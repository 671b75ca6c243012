use std::time::Instant;

use proptest::prelude::*;
use tempfile::TempDir;
use vigie_domain::{
    account::AccountId,
    cause::Cause,
    health::{Happening, Health},
};

use super::*;
use crate::{
    Journal,
    samples::{add, failure, moment, record, report},
    schema::{self, MIGRATIONS},
};

const START: &str = "2026-01-01T00:00:00Z";

fn empty() -> Connection {
    let mut db = Connection::open_in_memory().unwrap();
    schema::prepare(&db).unwrap();
    MIGRATIONS.to_latest(&mut db).unwrap();
    db.execute(
        "INSERT INTO account (address, login, host, port, security, interval_minutes, training,
             added_at)
         VALUES ('un@exemple.example', 'un', 'pop.provider.example', 995, 'tls', 10, 0, 0)",
        [],
    )
    .unwrap();
    db
}

fn insert(db: &Connection, at: i64, outcome: i64, ms: f64) {
    db.execute(
        "INSERT INTO check_made (account, started_at, outcome, total_ms, timings, rolled)
         VALUES (1, ?1, ?2, ?3, '[]', 0)",
        params![at, outcome, ms],
    )
    .unwrap();
}

fn maintain(db: &mut Connection, now: Timestamp) -> u64 {
    let mut removed = 0;
    loop {
        let done = batch(db, now).unwrap();
        removed += done.removed;
        if !done.more {
            return removed;
        }
    }
}

type Rows = Vec<(i64, i64, i64, i64, i64, Option<f64>, Option<f64>)>;

fn rollups(db: &Connection) -> Rows {
    db.prepare(
        "SELECT seconds, at, well, failed, unknown, median_ms, max_ms FROM rollup
         ORDER BY seconds, at",
    )
    .unwrap()
    .query_map([], |row| {
        Ok((
            row.get(0)?,
            row.get(1)?,
            row.get(2)?,
            row.get(3)?,
            row.get(4)?,
            row.get(5)?,
            row.get(6)?,
        ))
    })
    .unwrap()
    .collect::<Result<_, _>>()
    .unwrap()
}

#[test]
fn hours_and_days_are_counted() {
    let mut db = empty();
    let start = moment(START).as_millisecond();
    for (minute, outcome, ms) in [
        (0, 0, 100.0),
        (10, 0, 300.0),
        (20, 1, 9_000.0),
        (59, 2, 5.0),
        (60, 0, 200.0),
        (24 * 60, 1, 1.0),
    ] {
        insert(&db, start + minute * 60_000, outcome, ms);
    }
    maintain(&mut db, moment(START));
    let (hour, day) = (3_600, 86_400);
    let expected: Rows = vec![
        (hour, start, 2, 1, 1, Some(200.0), Some(300.0)),
        (hour, start + HOUR, 1, 0, 0, Some(200.0), Some(200.0)),
        (hour, start + DAY, 0, 1, 0, None, None),
        (day, start, 3, 1, 1, Some(200.0), Some(300.0)),
        (day, start + DAY, 0, 1, 0, None, None),
    ];
    assert_eq!(rollups(&db), expected);
    maintain(&mut db, moment(START));
    assert_eq!(rollups(&db), expected, "done twice it changes nothing");
}

#[test]
fn single_checks_go_after_ninety_days_and_what_they_said_stays() {
    let mut db = empty();
    let start = moment(START);
    let every_six_hours = 4 * 200;
    for n in 0..every_six_hours {
        let at = start + SignedDuration::from_hours(6 * n);
        insert(&db, at.as_millisecond(), n % 3, 10.0);
    }
    let now = start + SignedDuration::from_hours(24 * 200);
    let removed = maintain(&mut db, now);
    assert_eq!(removed, 4 * 110);
    let before = rollups(&db);
    let counted: i64 = before
        .iter()
        .filter(|row| row.0 == 86_400)
        .map(|row| row.2 + row.3 + row.4)
        .sum();
    assert_eq!(counted, every_six_hours);

    // A check that is recorded late, from before what is kept, is added to its hour and day.
    insert(&db, start.as_millisecond() + 1, 0, 99.0);
    maintain(&mut db, now);
    let after = rollups(&db);
    assert_eq!(after.len(), before.len());
    let first = |rows: &Rows, seconds| *rows.iter().find(|row| row.0 == seconds).unwrap();
    for seconds in [3_600, 86_400] {
        let (before, after) = (first(&before, seconds), first(&after, seconds));
        assert_eq!(after.2, before.2 + 1);
        assert_eq!(after.6, Some(99.0));
    }
    maintain(&mut db, now);
    assert_eq!(rollups(&db), after);
}

#[test]
fn open_incidents_and_daily_rollups_stay_for_ever() {
    let mut db = empty();
    let start = moment("2000-01-01T00:00:00Z").as_millisecond();
    insert(&db, start, 0, 1.0);
    for ended in [None, Some(start + 1)] {
        db.execute(
            "INSERT INTO incident (account, began, ended, cause, last_cause, body)
             VALUES (1, ?1, ?2, 'pop_disabled', 'pop_disabled', '{}')",
            params![start, ended],
        )
        .unwrap();
    }
    db.execute(
        "INSERT INTO happening (account, at, body) VALUES (1, ?1, '{}')",
        params![start],
    )
    .unwrap();
    db.execute(
        "INSERT INTO notification (at, key, body) VALUES (?1, 'k', 'null')",
        params![start],
    )
    .unwrap();
    let removed = maintain(&mut db, moment(START));
    assert_eq!(
        removed, 5,
        "check, hour, happening, notification, ended incident"
    );
    let open: i64 = db
        .query_row(
            "SELECT count(*) FROM incident WHERE ended IS NULL",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(open, 1);
    let days = rollups(&db);
    assert_eq!((days.len(), days[0].0), (1, 86_400));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whenever maintenance comes in between, and however the checks arrive, nothing is counted
    /// twice and nothing forgotten.
    #[test]
    fn every_check_is_counted_once(
        steps in prop::collection::vec((0i64..400 * 24 * 60, 0i64..3, any::<bool>()), 1..60),
    ) {
        let mut db = empty();
        let start = moment(START);
        let mut latest = start;
        for &(minute, outcome, maintained) in &steps {
            let at = start + SignedDuration::from_mins(minute);
            latest = latest.max(at);
            insert(&db, at.as_millisecond(), outcome, 1.0);
            if maintained {
                maintain(&mut db, latest);
            }
        }
        maintain(&mut db, latest);
        for seconds in [3_600, 86_400] {
            for (outcome, column) in [(0, "well"), (1, "failed"), (2, "unknown")] {
                let counted: i64 = db
                    .query_row(
                        &format!("SELECT coalesce(sum({column}), 0) FROM rollup WHERE seconds = ?1"),
                        params![seconds],
                        |row| row.get(0),
                    )
                    .unwrap();
                let made = steps.iter().filter(|step| step.1 == outcome).count();
                prop_assert_eq!(counted, i64::try_from(made).unwrap(), "{} {}", seconds, column);
            }
        }
    }
}

fn open() -> (TempDir, Journal, AccountId) {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = Journal::open(&folder.path().join("journal.sqlite"), moment(START)).unwrap();
    let account = add(&journal, "un@exemple.example").id;
    (folder, journal, account)
}

#[test]
fn a_history_is_as_fine_as_fits() {
    let (_folder, journal, account) = open();
    let start = moment(START);
    let minute = |n: i64| start + SignedDuration::from_mins(n);
    for n in 0..288 {
        let outcome = match n % 4 {
            0 => Err(Cause::ConnectTimeout),
            1 => Err(Cause::MailboxInUse),
            _ => Ok(10.0),
        };
        record(&journal, account, &report(minute(n * 10), outcome), &[]);
        if n % 100 == 0 {
            journal.flush().unwrap();
        }
    }
    journal.flush().unwrap();
    let two_days = minute(2 * 24 * 60);
    for maintained in [false, true] {
        if maintained {
            journal.maintain(two_days).unwrap();
        }
        for (points, length, seconds) in [
            (2_000, 288, 0),
            (287, 48, 3_600),
            (47, 2, 86_400),
            (1, 1, 172_800),
            (0, 1, 172_800),
        ] {
            let history = journal.history(account, start, two_days, points).unwrap();
            assert_eq!(history.len(), length, "{points}");
            let sum = |count: fn(&crate::Point) -> u64| history.iter().map(count).sum::<u64>();
            assert_eq!(
                (sum(|p| p.well), sum(|p| p.failed), sum(|p| p.unknown)),
                (144, 72, 72)
            );
            assert!(history.iter().all(|point| point.seconds == seconds));
            assert!(history.is_sorted_by_key(|point| point.at));
        }
    }
    // The end of a range is excluded, its beginning included.
    let ten = journal
        .history(account, minute(0), minute(100), 100)
        .unwrap();
    assert_eq!(ten.len(), 10);
    assert_eq!(journal.history(account, two_days, start, 100).unwrap(), []);
}

#[test]
fn ten_years_are_read_in_a_blink() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.sqlite");
    let start = moment("2016-01-01T00:00:00Z");
    let account = {
        let (journal, _) = Journal::open(&path, start).unwrap();
        add(&journal, "un@exemple.example").id
    };
    let days = 3_652;
    let mut db = Connection::open(&path).unwrap();
    let transaction = db.transaction().unwrap();
    {
        let mut insert = transaction
            .prepare(
                "INSERT INTO rollup (account, seconds, at, well, failed, unknown, median_ms, max_ms)
                 VALUES (?1, ?2, ?3, 5, 1, 0, 100.0, 200.0)",
            )
            .unwrap();
        for day in 0..days {
            let at = start.as_millisecond() + day * DAY;
            insert.execute(params![account.0, 86_400, at]).unwrap();
            if day >= days - HOURLY_DAYS {
                for hour in 0..24 {
                    insert
                        .execute(params![account.0, 3_600, at + hour * HOUR])
                        .unwrap();
                }
            }
        }
        let mut insert = transaction
            .prepare(
                "INSERT INTO check_made (account, started_at, outcome, total_ms, timings, rolled)
                 VALUES (?1, ?2, 0, 100.0, '[]', ?3)",
            )
            .unwrap();
        for n in 0..90 * 144 {
            let at = start.as_millisecond() + (days - 90) * DAY + n * 600_000;
            insert
                .execute(params![account.0, at, i64::from(n < 90 * 144 - 6)])
                .unwrap();
        }
    }
    transaction.commit().unwrap();
    drop(db);

    let (journal, _) = Journal::open(&path, start).unwrap();
    let end = start + SignedDuration::from_hours(24 * days);
    for (what, back, points, most) in [
        ("ten years", days, 2_000, 2_000),
        ("ten years on a small screen", days, 300, 300),
        ("a year", 365, 2_000, 366),
        ("a month", 30, 2_000, 721),
        ("a week", 7, 2_000, 1_008),
        ("a day", 1, 2_000, 144),
    ] {
        let from = end - SignedDuration::from_hours(24 * back);
        let begun = Instant::now();
        let history = journal.history(account, from, end, points).unwrap();
        let took = begun.elapsed();
        assert!(
            history.len() <= most && history.len() > most / 4,
            "{what}: {}",
            history.len()
        );
        assert!(took.as_millis() < 500, "{what} took {took:?}");
        assert!(
            history[0].at < from + SignedDuration::from_hours(24),
            "{what}"
        );
    }
}

#[test]
fn the_record_maintains_itself_while_checks_come_in() {
    let (_folder, journal, account) = open();
    let start = moment(START);
    for n in 0..40 {
        let at = start + SignedDuration::from_hours(24 * 5 * n);
        record(&journal, account, &report(at, Ok(1.0)), &[]);
        journal.flush().unwrap();
    }
    let end = start + SignedDuration::from_hours(24 * 5 * 39);
    let began = start;
    journal
        .save_step(
            account,
            &Health::new(end),
            &[Happening::AlarmBegan {
                began,
                failure: failure(Cause::PopDisabled),
            }],
            end,
        )
        .unwrap();
    let deadline = Instant::now() + std::time::Duration::from_secs(10);
    loop {
        let history = journal.history(account, start, end, 2_000).unwrap();
        if history[0].seconds > 0 {
            break;
        }
        assert!(
            Instant::now() < deadline,
            "the first checks are still there"
        );
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let days = journal.history(account, start, end, 2_000).unwrap();
    assert_eq!(days.iter().map(|point| point.well).sum::<u64>(), 39);
    let kept = journal.incidents(account, start, end).unwrap();
    assert_eq!(kept.len(), 1);
}
