use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
};

use jiff::SignedDuration;
use tempfile::TempDir;
use vigie_domain::{cause::Cause, health::Warning, server::Security};

use super::*;
use crate::{
    UidDelta,
    samples::{add, failure, moment, record, report},
};

const START: &str = "2026-11-23T09:00:00Z";

fn open() -> (TempDir, Journal) {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = Journal::open(&folder.path().join("journal.sqlite"), moment(START)).unwrap();
    (folder, journal)
}

fn begun(at: Timestamp, cause: Cause) -> Happening {
    Happening::AlarmBegan {
        began: at,
        failure: failure(cause),
    }
}

#[test]
fn accounts_are_added_changed_and_removed() {
    let (_folder, journal) = open();
    let now = moment(START);
    let mut first = add(&journal, "un@exemple.example");
    let second = add(&journal, "deux@exemple.example");
    assert!(matches!(
        journal.add_account(crate::samples::new_account("UN@exemple.example"), now),
        Err(RecordError::AlreadyWatched)
    ));
    first.interval_minutes = 3;
    first.provider = None;
    first.server.security = Security::Plain;
    journal.update_account(&first).unwrap();
    assert_eq!(journal.accounts().unwrap(), [first.clone(), second.clone()]);

    record(&journal, second.id, &report(now, Ok(1.0)), &[]);
    journal.remove_account(second.id, now).unwrap();
    assert_eq!(journal.accounts().unwrap(), [first]);
    assert_eq!(journal.health(second.id).unwrap(), None);
    assert!(matches!(
        journal.remove_account(second.id, now),
        Err(RecordError::UnknownAccount)
    ));
    let again = add(&journal, "deux@exemple.example");
    assert!(again.id > second.id, "a number is never used again");
    let until = now + SignedDuration::from_hours(1);
    assert_eq!(journal.history(second.id, now, until, 10).unwrap().len(), 1);
}

#[test]
fn settings_and_notices_are_kept() {
    let (_folder, journal) = open();
    let now = moment(START);
    assert_eq!(journal.setting::<Vec<u8>>("witnesses").unwrap(), None);
    journal.set_setting("witnesses", &vec![1, 2]).unwrap();
    journal.set_setting("witnesses", &vec![3]).unwrap();
    assert_eq!(journal.setting("witnesses").unwrap(), Some(vec![3]));
    assert!(matches!(
        journal.setting::<String>("witnesses"),
        Err(RecordError::Unreadable { .. })
    ));

    journal.raise_notice("disk-full", &1, now).unwrap();
    let later = now + SignedDuration::from_hours(1);
    journal.raise_notice("disk-full", &2, later).unwrap();
    let notices = journal.notices().unwrap();
    assert_eq!((notices.len(), notices[0].at), (1, now));
    assert_eq!(notices[0].body, 2);
    journal.clear_notice("disk-full").unwrap();
    assert_eq!(journal.notices().unwrap(), []);
}

#[test]
fn a_check_is_recorded_whole_and_without_anybodys_name() {
    let (folder, journal) = open();
    let account = add(&journal, "un@exemple.example").id;
    let at = moment("2026-11-23T10:00:00Z");
    let mut known = HashSet::from(["gone".to_owned()]);
    let report = report(at, Ok(42.0));
    let uids = UidDelta::of(&report, &known);
    assert_eq!(uids.learned, ["uid-1"]);
    assert_eq!(uids.gone, ["gone"]);
    uids.apply(&mut known);
    assert_eq!(known, HashSet::from(["uid-1".to_owned()]));
    let health = Health::new(at);
    let memory = serde_json::json!({"pipelining": true});
    let warning = Happening::WarningBegan {
        warning: Warning::ClearText,
    };
    journal
        .record_check(&CheckRecord {
            account,
            report: &report,
            health: &health,
            happenings: std::slice::from_ref(&warning),
            uids: &uids,
            memory: Some(&memory),
            at,
        })
        .unwrap();
    journal
        .record_notification(&Notification {
            account: Some(account),
            at,
            key: "warning_began".into(),
            happening: Some(warning.clone()),
            error: Some("no notification daemon".into()),
        })
        .unwrap();
    journal.flush().unwrap();

    assert_eq!(journal.health(account).unwrap(), Some(health));
    assert_eq!(journal.server_memory(account).unwrap(), Some(memory));
    let uids = journal.known_uids(account).unwrap();
    assert_eq!((uids[0].uid.as_str(), uids[0].first_seen), ("uid-1", at));
    let until = at + SignedDuration::from_secs(1);
    assert_eq!(
        journal.happenings(account, at, until).unwrap(),
        [(at, warning.clone())]
    );
    let notification = journal.notifications(at, until).unwrap().remove(0);
    assert_eq!(notification.happening, Some(warning));
    assert_eq!(
        notification.error.as_deref(),
        Some("no notification daemon")
    );
    let point = journal.history(account, at, until, 10).unwrap()[0];
    assert_eq!((point.well, point.median_ms), (1, Some(42.0)));

    let kept = journal.last_report(account).unwrap().unwrap();
    let seen = kept.outcome.unwrap();
    assert_eq!(
        (seen.messages, seen.uids, seen.new_messages),
        (1, None, vec![])
    );
    drop(journal);
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        for secret in ["subject-of-mail", "sender-of-mail", "message-id@"] {
            assert!(
                !bytes
                    .windows(secret.len())
                    .any(|part| part == secret.as_bytes()),
                "{secret}"
            );
        }
    }
}

#[test]
fn an_incident_lasts_from_its_alarm_to_its_end() {
    let (_folder, journal) = open();
    let account = add(&journal, "un@exemple.example").id;
    let began = moment("2026-11-23T10:00:00Z");
    let hour = |n: i64| began + SignedDuration::from_hours(n);
    let step = |at: Timestamp, happening: Happening| {
        journal
            .save_step(account, &Health::new(at), &[happening], at)
            .unwrap();
    };
    step(hour(0), begun(began, Cause::ConnectTimeout));
    step(
        hour(1),
        Happening::AlarmChanged {
            began,
            before: Cause::ConnectTimeout,
            failure: failure(Cause::PopDisabled),
        },
    );
    let open = journal.incidents(account, hour(5), hour(6)).unwrap();
    assert_eq!(open.len(), 1, "an open incident touches every later range");
    assert_eq!(open[0].ended, None);
    assert_eq!(open[0].cause, Some(Cause::ConnectTimeout));
    assert_eq!(open[0].last_cause, Some(Cause::PopDisabled));
    step(
        hour(2),
        Happening::AlarmEnded {
            began,
            ended: hour(2),
            cause: Cause::PopDisabled,
        },
    );
    assert_eq!(journal.incidents(account, hour(5), hour(6)).unwrap(), []);

    // The end of this one was lost with a full disk; the next begins all the same.
    step(hour(10), begun(hour(10), Cause::TooSlow));
    step(hour(20), begun(hour(20), Cause::TlsExpired));
    let all = journal.incidents(account, hour(0), hour(30)).unwrap();
    let ends: Vec<_> = all.iter().map(|incident| incident.ended).collect();
    assert_eq!(ends, [None, Some(hour(20)), Some(hour(2))]);
    journal.remove_account(account, hour(25)).unwrap();
    let all = journal.incidents(account, hour(0), hour(30)).unwrap();
    assert_eq!(all[0].ended, Some(hour(25)));
}

#[test]
fn a_full_disk_is_said_and_survived() {
    let (_folder, journal) = open();
    let account = add(&journal, "un@exemple.example").id;
    let heard = Arc::new(Mutex::new(Vec::new()));
    let listener = Arc::clone(&heard);
    journal.on_fault(move |fault| listener.lock().unwrap().push(fault));
    journal.limit_pages(Some(journal.page_count()));

    let start = moment(START);
    let at = |n: i64| start + SignedDuration::from_mins(n);
    for n in 0..150 {
        let happenings = if n == 100 {
            vec![begun(at(n), Cause::PopDisabled)]
        } else {
            vec![]
        };
        record(&journal, account, &report(at(n), Ok(1.0)), &happenings);
        if n % 50 == 0 {
            // The queue is bounded; let the thread keep up.
            drop(journal.flush());
        }
    }
    assert!(matches!(
        journal.flush(),
        Err(RecordError::Fault(Fault::DiskFull))
    ));
    assert_eq!(journal.fault(), Some(Fault::DiskFull));
    assert!(matches!(
        journal.set_setting("long", &"x".repeat(100_000)),
        Err(RecordError::Fault(Fault::DiskFull))
    ));
    assert_eq!(journal.accounts().unwrap().len(), 1, "reading goes on");

    journal.limit_pages(None);
    journal.flush().unwrap();
    assert_eq!((journal.fault(), journal.lost()), (None, 0));
    assert_eq!(
        *heard.lock().unwrap(),
        [Some(Fault::DiskFull), None],
        "said once, and once that it is over"
    );
    let points = journal.history(account, at(0), at(150), 2_000).unwrap();
    assert_eq!(points.len(), 150, "nothing was lost");
    assert_eq!(journal.incidents(account, at(0), at(150)).unwrap().len(), 1);
}

#[test]
fn what_waits_for_a_full_disk_is_bounded_and_keeps_what_matters() {
    let (_folder, journal) = open();
    let account = add(&journal, "un@exemple.example").id;
    let start = moment(START);
    let at = |n: i64| start + SignedDuration::from_mins(n);
    journal.limit_pages(Some(journal.page_count()));
    for n in 0..1_300 {
        let happenings = if n == 100 {
            vec![begun(at(n), Cause::PopDisabled)]
        } else {
            vec![]
        };
        record(&journal, account, &report(at(n), Ok(1.0)), &happenings);
        if n % 100 == 0 {
            drop(journal.flush());
        }
    }
    drop(journal.flush());
    let lost = journal.lost();
    assert!(lost > 0);
    journal.limit_pages(None);
    journal.flush().unwrap();
    let points = journal.history(account, at(0), at(1_300), 2_000).unwrap();
    assert_eq!(u64::try_from(points.len()).unwrap() + lost, 1_300);
    assert_eq!(
        journal.incidents(account, at(0), at(1_300)).unwrap().len(),
        1,
        "the alarm is not among what was given up"
    );
}

#[test]
fn a_check_of_a_removed_account_is_dropped_without_a_fault() {
    let (_folder, journal) = open();
    let account = add(&journal, "un@exemple.example").id;
    let now = moment(START);
    journal.remove_account(account, now).unwrap();
    record(&journal, account, &report(now, Ok(1.0)), &[]);
    journal.flush().unwrap();
    assert_eq!((journal.fault(), journal.lost()), (None, 1));
    assert_eq!(journal.health(account).unwrap(), None);
}

#[test]
fn a_mailbox_of_ten_thousand_messages_is_remembered() {
    let (_folder, journal) = open();
    let account = add(&journal, "un@exemple.example").id;
    let now = moment(START);
    let all: Vec<String> = (0..10_000).map(|n| format!("uid-{n:08}")).collect();
    let step = |uids: &UidDelta| {
        journal
            .record_check(&CheckRecord {
                account,
                report: &report(now, Ok(1.0)),
                health: &Health::new(now),
                happenings: &[],
                uids,
                memory: None,
                at: now,
            })
            .unwrap();
        journal.flush().unwrap();
    };
    step(&UidDelta {
        learned: all.clone(),
        gone: vec![],
    });
    assert_eq!(journal.known_uids(account).unwrap().len(), 10_000);
    step(&UidDelta {
        learned: vec![],
        gone: all[..9_990].to_vec(),
    });
    assert_eq!(journal.known_uids(account).unwrap().len(), 10);
}

#[test]
fn a_listing_that_was_not_made_changes_nothing() {
    let known = HashSet::from(["a".to_owned()]);
    let at = moment(START);
    let failed = report(at, Err(Cause::TooSlow));
    assert_eq!(UidDelta::of(&failed, &known), UidDelta::default());
    let mut without = report(at, Ok(1.0));
    if let Ok(seen) = &mut without.outcome {
        seen.uids = None;
    }
    assert_eq!(UidDelta::of(&without, &known), UidDelta::default());
    let mut hostile = report(at, Ok(1.0));
    if let Ok(seen) = &mut hostile.outcome {
        let long = "x".repeat(513);
        seen.uids = Some(vec![long.clone(), "a".into()]);
        seen.new_messages[0].uid = long;
    }
    assert_eq!(UidDelta::of(&hostile, &known), UidDelta::default());
}
