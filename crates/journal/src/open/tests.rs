use std::collections::BTreeMap;

use rusqlite_migration::M;
use tempfile::TempDir;
use vigie_domain::{
    account::AccountId,
    switch::{Aim, Former, NewMailbox, Outcome, Place, Plan, Step, Way},
};

use super::*;
use crate::{EnrolmentRecord, Journal, RecordError, RelayRecord, SwitchRecord, samples};

const NOW: &str = "2026-11-23T13:05:42Z";

fn now() -> Timestamp {
    samples::moment(NOW)
}

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.sqlite");
    (folder, path)
}

/// A closed record with one account.
fn with_account() -> (TempDir, PathBuf) {
    let (folder, path) = folder();
    let (journal, opened) = Journal::open(&path, now()).unwrap();
    assert_eq!(
        opened,
        Opened {
            created: true,
            ..Opened::default()
        }
    );
    samples::add(&journal, "cabinet@exemple.example");
    (folder, path)
}

#[test]
fn a_record_is_created_once() {
    let (_folder, path) = with_account();
    let (journal, opened) = Journal::open(&path, now()).unwrap();
    assert_eq!(opened, Opened::default());
    assert_eq!(journal.accounts().unwrap().len(), 1);
    let id = journal.installation_id().unwrap();
    assert_eq!(id.len(), 32);
    drop(journal);
    let (journal, _) = Journal::open(&path, now()).unwrap();
    assert_eq!(journal.installation_id().unwrap(), id);
    assert_eq!(journal.fault(), None);
}

#[test]
fn a_second_opening_is_refused() {
    let (_folder, path) = with_account();
    let (journal, _) = Journal::open(&path, now()).unwrap();
    assert!(matches!(Journal::open(&path, now()), Err(OpenError::InUse)));
    let clone = journal.clone();
    drop(journal);
    assert!(matches!(Journal::open(&path, now()), Err(OpenError::InUse)));
    drop(clone);
    Journal::open(&path, now()).unwrap();
}

#[test]
fn a_damaged_record_is_set_aside_and_a_new_one_begun() {
    type Damage = fn(&mut Vec<u8>);
    let damages: [(&str, Damage); 8] = [
        ("zero bytes", |file| file.clear()),
        ("one byte", |file| file.truncate(1)),
        ("cut in the header", |file| file.truncate(60)),
        ("cut in the middle", |file| file.truncate(file.len() / 2)),
        ("cut in a page", |file| file.truncate(file.len() - 6_000)),
        ("no database", |file| {
            *file = b"[Messagerie]\r\nServeur=pop.provider.example\r\n".repeat(500);
        }),
        ("garbage", |file| {
            let mut noise = 1_u32;
            for byte in file.iter_mut() {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *byte = noise.to_le_bytes()[3];
            }
        }),
        ("a page overwritten", |file| {
            let page = 4_096;
            file[page..2 * page].fill(0xA5);
        }),
    ];
    for (what, damage) in damages {
        let (_folder, path) = with_account();
        let mut file = fs::read(&path).unwrap();
        damage(&mut file);
        fs::write(&path, &file).unwrap();

        let (journal, opened) =
            Journal::open(&path, now()).unwrap_or_else(|error| panic!("{what}: {error}"));
        let aside = opened.set_aside.unwrap_or_else(|| panic!("{what}"));
        assert!(opened.created, "{what}");
        assert_eq!(fs::read(&aside).unwrap(), file, "{what}");
        assert_eq!(
            aside.file_name().unwrap(),
            "journal-damaged-20261123T130542Z.sqlite"
        );
        let carried = journal.accounts().unwrap().len();
        assert_eq!(carried, opened.carried_over.accounts, "{what}");
        samples::add(&journal, "autre@exemple.example");
        drop(journal);
        let (journal, opened) = Journal::open(&path, now()).unwrap();
        assert_eq!(opened, Opened::default(), "{what}");
        assert_eq!(journal.accounts().unwrap().len(), carried + 1, "{what}");
    }
}

/// Overwrites the page on which a table or an index begins; the log stays as it is.
fn spoil(path: &Path, name: &str) {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let connection = Connection::open_with_flags(immutable_uri(path), flags).unwrap();
    let (page, size): (u32, u32) = connection
        .query_row(
            "SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_schema
             WHERE name = ?1",
            [name],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    drop(connection);
    let [page, size] = [page, size].map(|number| usize::try_from(number).unwrap());
    let mut file = fs::read(path).unwrap();
    file[(page - 1) * size..page * size].fill(0xA5);
    fs::write(path, file).unwrap();
}

/// A closed record with two watched accounts, of which the first was replaced by the second, one
/// removed, a setting, a source, and a password that was refused.
fn with_much() -> (TempDir, PathBuf, String) {
    let (folder, path) = with_account();
    let (journal, _) = Journal::open(&path, now()).unwrap();
    let removed = samples::add(&journal, "ancien@exemple.example");
    journal.remove_account(removed.id, now()).unwrap();
    let second = samples::add(&journal, "deux@exemple.example");
    let first = journal.accounts().unwrap()[0].id;
    journal.set_former(first, Some(former(second.id))).unwrap();
    journal
        .set_setting("settings", &serde_json::json!({"interval_minutes": 12}))
        .unwrap();
    samples::record(&journal, second.id, &samples::report(now(), Ok(1.0)), &[]);
    journal.flush().unwrap();
    let installation = journal.installation_id().unwrap();
    drop(journal);
    (folder, path, installation)
}

fn former(successor: AccountId) -> Former {
    Former {
        since: now(),
        until: samples::moment("2026-12-23T13:05:42Z"),
        successor,
    }
}

#[test]
fn an_older_records_accounts_are_carried_over() {
    let (_folder, path, _) = with_much();
    let connection = Connection::open(&path).unwrap();
    let older = "ALTER TABLE account DROP COLUMN former_since";
    connection.execute_batch(older).unwrap();
    drop(connection);
    spoil(&path, "happening");
    let (journal, opened) = Journal::open(&path, now()).unwrap();
    assert_eq!(opened.carried_over.accounts, 2);
    let accounts = journal.accounts().unwrap();
    assert!(accounts.iter().all(|account| account.former.is_none()));
}

#[test]
fn what_can_be_read_of_a_damaged_record_stands_in_the_new_one() {
    for table in ["check_made", "happening", "lot", "account_watched_once"] {
        let (_folder, path, installation) = with_much();
        let (before, health) = {
            let (journal, _) = Journal::open(&path, now()).unwrap();
            let accounts = journal.accounts().unwrap();
            let health = journal.health(accounts[1].id).unwrap();
            (accounts, health)
        };
        assert!(health.is_some());
        spoil(&path, table);
        let spoilt = fs::read(&path).unwrap();

        let (journal, opened) = Journal::open(&path, now()).unwrap();
        assert!(opened.created, "{table}");
        let carried = CarriedOver {
            accounts: 2,
            settings: 1,
            switch_lost: false,
        };
        assert_eq!(opened.carried_over, carried, "{table}");
        assert_eq!(fs::read(opened.set_aside.unwrap()).unwrap(), spoilt);
        assert_eq!(journal.accounts().unwrap(), before, "{table}");
        assert_eq!(journal.installation_id().unwrap(), installation, "{table}");
        assert_eq!(journal.health(before[1].id).unwrap(), health, "{table}");
        let kept: serde_json::Value = journal.setting("settings").unwrap().unwrap();
        assert_eq!(kept["interval_minutes"], 12, "{table}");
        let third = samples::add(&journal, "trois@exemple.example");
        assert!(third.id > before[1].id, "{table}");
    }
}

#[test]
fn an_enrolment_and_what_was_seen_of_its_metadata_are_carried_over() {
    let (_folder, path, _) = with_much();
    let root = "ab".repeat(32);
    let enrolment = EnrolmentRecord {
        organisation: "Exemple".to_owned(),
        repository: "https://assistance.example/vigie/".to_owned(),
        root: root.clone(),
        enrolled_at: now(),
        fetched_at: Some(now()),
    };
    let floors = BTreeMap::from([("snapshot".to_owned(), 4), ("timestamp".to_owned(), 9)]);
    {
        let (journal, _) = Journal::open(&path, now()).unwrap();
        journal.enrol(&enrolment).unwrap();
        journal.note_fetched(&root, &floors, now()).unwrap();
    }
    spoil(&path, "happening");
    let (journal, opened) = Journal::open(&path, now()).unwrap();
    assert!(opened.created);
    assert_eq!(journal.enrolment().unwrap(), Some(enrolment));
    assert_eq!(journal.steering_floors(&root).unwrap(), floors);
    // What is none is left behind.
    drop(journal);
    let connection = Connection::open(&path).unwrap();
    let change = "UPDATE enrolment SET repository = 'http://assistance.example/'";
    connection.execute_batch(change).unwrap();
    drop(connection);
    spoil(&path, "happening");
    let (journal, _) = Journal::open(&path, now()).unwrap();
    assert_eq!(journal.enrolment().unwrap(), None);
    assert_eq!(journal.steering_floors(&root).unwrap(), floors);
}

#[test]
fn the_relay_and_where_mailboxes_send_are_carried_over() {
    let (_folder, path, _) = with_much();
    let relay = RelayRecord {
        on: true,
        in_use_since: Some(now()),
        ..RelayRecord::default()
    };
    let place = Place {
        server: samples::new_account("cabinet@exemple.example").server,
        login: "cabinet".to_owned(),
    };
    let account = {
        let (journal, _) = Journal::open(&path, now()).unwrap();
        journal.keep_relay(&relay).unwrap();
        let account = journal.accounts().unwrap()[0].id;
        journal.keep_submission(account, &place).unwrap();
        account
    };
    spoil(&path, "happening");
    let (journal, opened) = Journal::open(&path, now()).unwrap();
    assert!(opened.created);
    assert_eq!(journal.relay().unwrap(), Some(relay));
    assert_eq!(journal.submissions().unwrap().get(&account), Some(&place));
}

/// A record in the midst of a switch from its first mailbox to its second.
fn in_a_switch() -> (TempDir, PathBuf, SwitchRecord) {
    let (folder, path, _) = with_much();
    let (journal, _) = Journal::open(&path, now()).unwrap();
    let accounts = journal.accounts().unwrap();
    let new = samples::new_account("deux@exemple.example");
    let plan = Plan {
        aim: Aim::Mailbox,
        from: Some(accounts[0].id),
        to: NewMailbox {
            address: new.address,
            provider: None,
            pop: Place {
                server: new.server,
                login: new.login,
            },
            submission: None,
        },
        way: Way::Guided,
        leaves_copies: false,
        transition_days: 30,
    };
    let id = journal.plan_switch(&plan, now()).unwrap();
    let begin = |step| journal.begin_step(id, step, false, now()).unwrap();
    let kept = begin(Step::KeepPassword);
    journal.end_step(kept, &Outcome::Done, now()).unwrap();
    let watched = begin(Step::WatchNew);
    let note = serde_json::json!({ "account": accounts[1].id, "added": true });
    journal.note_step(watched, &note).unwrap();
    let switch = journal.last_switch().unwrap().unwrap();
    drop(journal);
    (folder, path, switch)
}

#[test]
fn a_switch_goes_on_after_the_record_was_damaged() {
    for table in ["happening", "switch_step_of"] {
        let (_folder, path, switch) = in_a_switch();
        spoil(&path, table);
        let (journal, opened) = Journal::open(&path, now()).unwrap();
        assert!(opened.created, "{table}");
        assert!(!opened.carried_over.switch_lost, "{table}");
        assert_eq!(journal.last_switch().unwrap(), Some(switch), "{table}");
    }
}

#[test]
fn a_switch_that_cannot_be_carried_over_is_told_of() {
    let lose = |what: &dyn Fn(&Connection), table: &str| {
        let (_folder, path, _) = in_a_switch();
        let connection = Connection::open(&path).unwrap();
        what(&connection);
        drop(connection);
        spoil(&path, table);
        let (journal, opened) = Journal::open(&path, now()).unwrap();
        assert_eq!(journal.last_switch().unwrap(), None);
        opened.carried_over.switch_lost
    };
    assert!(lose(&|_| (), "switch"));
    assert!(lose(&|_| (), "switch_step"));
    let run = |sql: &'static str| move |db: &Connection| db.execute_batch(sql).unwrap();
    let unread = run("UPDATE switch SET plan = '{}'");
    assert!(lose(&unread, "happening"));
    let without = run("UPDATE account SET security = 'none' WHERE address LIKE 'deux%'");
    assert!(lose(&without, "happening"));
    let at_rest = run("UPDATE switch SET ended_at = 1");
    assert!(!lose(&at_rest, "switch_step"));
}

#[test]
fn the_log_of_a_damaged_record_is_read_too() {
    let (_folder, path) = cut_off();
    spoil(&path, "happening");
    let (journal, opened) = Journal::open(&path, now()).unwrap();
    assert!(opened.created);
    assert_eq!(opened.carried_over.accounts, 2);
    assert_eq!(journal.accounts().unwrap().len(), 2);
}

#[test]
fn a_row_that_is_not_what_it_must_be_is_left_behind() {
    let (_folder, path, installation) = with_much();
    let connection = Connection::open(&path).unwrap();
    connection
        .execute_batch(
            "UPDATE account SET security = 'none' WHERE address LIKE 'deux%';
             UPDATE watch SET health = '{}';
             INSERT INTO setting (key, value) VALUES ('broken', '{');",
        )
        .unwrap();
    drop(connection);
    spoil(&path, "happening");
    let (journal, opened) = Journal::open(&path, now()).unwrap();
    assert_eq!(
        opened.carried_over,
        CarriedOver {
            accounts: 1,
            settings: 1,
            switch_lost: false,
        }
    );
    let account = journal.accounts().unwrap().remove(0);
    assert_eq!(account.address.as_str(), "cabinet@exemple.example");
    assert_eq!(account.former, None, "its successor was left behind");
    assert_eq!(journal.health(account.id).unwrap(), None);
    assert_eq!(journal.installation_id().unwrap(), installation);
}

#[test]
fn somebody_elses_database_is_not_written_to() {
    let (_folder, path) = folder();
    let other = Connection::open(&path).unwrap();
    other
        .execute_batch("CREATE TABLE recette (nom TEXT); INSERT INTO recette VALUES ('tarte')")
        .unwrap();
    drop(other);
    let (_journal, opened) = Journal::open(&path, now()).unwrap();
    let other = Connection::open(opened.set_aside.unwrap()).unwrap();
    let name: String = other
        .query_row("SELECT nom FROM recette", [], |row| row.get(0))
        .unwrap();
    assert_eq!(name, "tarte");
}

#[test]
fn only_the_last_damaged_records_are_kept() {
    let (folder, path) = folder();
    for _ in 0..6 {
        fs::write(&path, "no database").unwrap();
        let (_journal, opened) = Journal::open(&path, now()).unwrap();
        assert!(opened.set_aside.unwrap().exists());
    }
    let kept = fs::read_dir(folder.path())
        .unwrap()
        .filter(|entry| {
            let name = entry.as_ref().unwrap().file_name();
            name.to_string_lossy().contains("damaged")
        })
        .count();
    assert_eq!(kept, KEPT);
}

/// The files of a record as a power cut leaves them: the last writes stand in the log alone.
fn cut_off() -> (TempDir, PathBuf) {
    let (source, path) = with_account();
    let (journal, _) = Journal::open(&path, now()).unwrap();
    samples::add(&journal, "deuxieme@exemple.example");
    let (target, copy) = folder();
    for suffix in ["", "-wal"] {
        fs::copy(beside(&path, suffix), beside(&copy, suffix)).unwrap();
    }
    drop((journal, source));
    (target, copy)
}

#[test]
fn what_stands_in_the_log_is_found_again() {
    let (_folder, path) = cut_off();
    let (journal, opened) = Journal::open(&path, now()).unwrap();
    assert_eq!(opened, Opened::default());
    assert_eq!(journal.accounts().unwrap().len(), 2);
}

#[test]
fn a_damaged_log_costs_the_last_minutes_only() {
    let (_folder, path) = cut_off();
    let log = beside(&path, "-wal");
    let mut bytes = fs::read(&log).unwrap();
    assert!(bytes.len() > 4_096);
    bytes.fill(0x5A);
    fs::write(&log, &bytes).unwrap();
    let (journal, opened) = Journal::open(&path, now()).unwrap();
    assert!(!opened.created);
    let aside = opened.set_aside.unwrap();
    assert_eq!(fs::read(aside).unwrap(), bytes);
    assert_eq!(journal.accounts().unwrap().len(), 1);
    samples::add(&journal, "troisieme@exemple.example");
}

#[test]
fn a_log_cut_or_spoilt_anywhere_never_breaks_the_record() {
    let (_source, original) = cut_off();
    let log = fs::read(beside(&original, "-wal")).unwrap();
    for part in 0..12 {
        for spoil in [false, true] {
            let (_folder, path) = folder();
            fs::copy(&original, &path).unwrap();
            let at = log.len() * part / 12;
            let mut bytes = log.clone();
            if spoil {
                bytes[at..]
                    .iter_mut()
                    .take(64)
                    .for_each(|byte| *byte ^= 0xFF);
            } else {
                bytes.truncate(at);
            }
            fs::write(beside(&path, "-wal"), bytes).unwrap();
            let (journal, opened) = Journal::open(&path, now()).unwrap();
            assert!(!opened.created, "{part} {spoil}");
            let accounts = journal.accounts().unwrap().len();
            assert!((1..=2).contains(&accounts), "{part} {spoil}: {accounts}");
            samples::add(&journal, "troisieme@exemple.example");
        }
    }
}

#[test]
fn logs_without_their_record_are_not_applied_to_a_new_one() {
    let (_folder, path) = cut_off();
    fs::remove_file(&path).unwrap();
    let (journal, opened) = Journal::open(&path, now()).unwrap();
    assert!(opened.created);
    assert_eq!(journal.accounts().unwrap(), []);
}

#[test]
fn a_later_releases_record_is_left_alone() {
    let (_folder, path) = with_account();
    let later = latest() + 3;
    let connection = Connection::open(&path).unwrap();
    connection
        .pragma_update(None, "user_version", later)
        .unwrap();
    drop(connection);
    let before = fs::read(&path).unwrap();
    match Journal::open(&path, now()) {
        Err(OpenError::NewerSchema { found, known }) => {
            assert_eq!((found, known), (later, latest()));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_backup_is_made_before_the_schema_changes() {
    let (_folder, path) = with_account();
    let steps = |last: &'static str| {
        let mut steps: Vec<M<'static>> =
            vec![M::up("SELECT 1"); usize::try_from(latest()).unwrap()];
        steps.push(M::up(last));
        Migrations::new(steps)
    };

    let broken = steps("CREATE TABLE later (id INTEGER) STRICT; INSERT INTO nowhere VALUES (1)");
    let error = prepare_with(&path, now(), &broken, latest() + 1).err();
    assert!(matches!(error, Some(OpenError::Migration(_))), "{error:?}");
    let (journal, opened) = Journal::open(&path, now()).unwrap();
    assert_eq!(opened, Opened::default(), "the old state is intact");
    assert_eq!(journal.accounts().unwrap().len(), 1);
    drop(journal);

    let good = steps("ALTER TABLE account ADD COLUMN colour TEXT");
    let prepared = prepare_with(&path, now(), &good, latest() + 1).unwrap();
    let backup = prepared.opened.backup.clone().unwrap();
    let version = |path: &Path| -> i64 {
        Connection::open(path)
            .unwrap()
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .unwrap()
    };
    assert_eq!(version(&backup), latest());
    assert_eq!(version(&path), latest() + 1);
    let address: String = Connection::open(&backup)
        .unwrap()
        .query_row("SELECT address FROM account", [], |row| row.get(0))
        .unwrap();
    assert_eq!(address, "cabinet@exemple.example");
    let name = backup.file_name().unwrap().to_string_lossy().into_owned();
    assert!(
        name.starts_with(&format!("journal-backup-v{}-20261123T", latest())),
        "{name}"
    );
}

#[test]
fn what_cannot_be_written_to_is_read_and_written_later() {
    let (_folder, path) = with_account();
    // No log can be made: for SQLite the same as a folder in which nothing can be made.
    let obstacle = beside(&path, "-wal");
    fs::create_dir(&obstacle).unwrap();
    let (journal, opened) = Journal::open(&path, now()).unwrap();
    assert_eq!(opened, Opened::default());
    assert_eq!(journal.fault(), Some(Fault::ReadOnly));
    let account = journal.accounts().unwrap().remove(0);
    let report = samples::report(now(), Ok(12.0));
    samples::record(&journal, account.id, &report, &[]);
    assert!(matches!(
        journal.set_setting("key", &1),
        Err(RecordError::Fault(Fault::ReadOnly))
    ));

    fs::remove_dir(&obstacle).unwrap();
    journal.flush().unwrap();
    assert_eq!(journal.fault(), None);
    assert_eq!(
        (
            journal.lost(),
            journal.last_report(account.id).unwrap().is_some()
        ),
        (0, true)
    );
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    let (folder, _) = folder();
    let error = Journal::open(&folder.path().join("none").join("journal.sqlite"), now()).err();
    assert!(matches!(error, Some(OpenError::Io(_))), "{error:?}");
}

#[test]
fn a_detached_file_is_found_whatever_its_name() {
    assert_eq!(
        immutable_uri(Path::new("/home/é ?#%/journal.sqlite")),
        "file:/home/%c3%a9%20%3f%23%25/journal.sqlite?immutable=1"
    );
}
