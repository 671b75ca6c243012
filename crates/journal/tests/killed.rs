//! An agent that is killed in the middle of writing loses nothing that it was told is on disk, and
//! never leaves half a step.
//!
//! The test starts itself again as the process that writes, and kills it.

#![expect(clippy::unwrap_used, reason = "test code")]

use std::{
    env,
    fs::{self, OpenOptions},
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use vigie_domain::{
    account::AccountId,
    health::{Happening, Health, Warning},
    report::{CheckReport, MailboxSeen},
    server::{Security, Server},
};
use vigie_journal::{CheckRecord, Journal, NewAccount, OpenError, UidDelta};

const FOLDER: &str = "VIGIE_JOURNAL_TEST_FOLDER";
const ROUNDS: u64 = 20;

#[test]
fn a_killed_writer_leaves_a_whole_record() {
    if let Ok(folder) = env::var(FOLDER) {
        write_until_killed(Path::new(&folder));
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.sqlite");
    let mut seed = 0x5EED_u64;
    let mut written = 0;
    for round in 0..ROUNDS {
        let acknowledged = fs::read(folder.path().join("acknowledged"))
            .unwrap_or_default()
            .len();
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "a_killed_writer_leaves_a_whole_record"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        wait_for_more_than(acknowledged, folder.path());
        assert!(
            matches!(
                Journal::open(&path, Timestamp::UNIX_EPOCH),
                Err(OpenError::InUse)
            ),
            "another process has it open"
        );
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(round);
        std::thread::sleep(Duration::from_micros((seed >> 33) % 30_000));
        child.kill().unwrap();
        child.wait().unwrap();

        let acknowledged = fs::read(folder.path().join("acknowledged")).unwrap().len();
        let (journal, opened) = Journal::open(&path, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(opened, vigie_journal::Opened::default(), "round {round}");
        let account = journal.accounts().unwrap()[0].id;
        let checks: u64 = journal
            .history(account, Timestamp::UNIX_EPOCH, at(1_000_000), 1)
            .unwrap()
            .iter()
            .map(|point| point.well)
            .sum();
        let checks = usize::try_from(checks).unwrap();
        assert!(
            checks >= acknowledged,
            "round {round}: {checks} of {acknowledged}"
        );
        assert!(checks > written, "round {round} wrote nothing");
        written = checks;

        // Everything that one step changes is there, or nothing of it.
        let last = i64::try_from(checks).unwrap() - 1;
        assert_eq!(
            journal.health(account).unwrap(),
            Some(Health::new(at(last)))
        );
        let report = journal.last_report(account).unwrap().unwrap();
        assert_eq!(report.started_at, at(last));
        assert_eq!(
            journal.known_uids(account).unwrap()[0].uid,
            last.to_string()
        );
        assert_eq!(journal.known_uids(account).unwrap().len(), 1);
        let memory: Option<i64> = journal.server_memory(account).unwrap();
        assert_eq!(memory, Some(last));
        let happenings = journal.happenings(account, at(last), at(last + 1)).unwrap();
        assert_eq!(happenings.len(), 1);
    }
}

fn wait_for_more_than(acknowledged: usize, folder: &Path) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while fs::read(folder.join("acknowledged"))
        .unwrap_or_default()
        .len()
        <= acknowledged
    {
        assert!(Instant::now() < deadline, "the writer does not write");
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn at(n: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_mins(n)
}

fn write_until_killed(folder: &Path) -> ! {
    let (journal, _) = Journal::open(&folder.join("journal.sqlite"), at(0)).unwrap();
    let account = match journal.accounts().unwrap().first() {
        Some(account) => account.id,
        None => add(&journal),
    };
    let mut acknowledged = OpenOptions::new()
        .create(true)
        .append(true)
        .open(folder.join("acknowledged"))
        .unwrap();
    let mut n = journal
        .last_report(account)
        .unwrap()
        .map_or(0, |report| report.started_at.as_second() / 60 + 1);
    loop {
        step(&journal, account, n);
        // Queued steps in between, so that the kill also meets a full queue.
        if n % 3 == 0 {
            journal.flush().unwrap();
            let behind = usize::try_from(n + 1).unwrap()
                - fs::read(folder.join("acknowledged")).unwrap().len();
            acknowledged.write_all(&vec![b'.'; behind]).unwrap();
        }
        n += 1;
    }
}

fn add(journal: &Journal) -> AccountId {
    let address = "cabinet@exemple.example";
    let account = NewAccount {
        address: address.parse().unwrap(),
        login: address.into(),
        server: server(),
        provider: None,
        interval_minutes: 10,
        training: false,
    };
    journal.add_account(account, at(0)).unwrap().id
}

fn step(journal: &Journal, account: AccountId, n: i64) {
    let report = CheckReport {
        started_at: at(n),
        server: server(),
        timings: vec![],
        tls: None,
        capabilities: vec![],
        login_delay_s: None,
        login_attempted: true,
        outcome: Ok(MailboxSeen {
            messages: 0,
            octets: 0,
            uids: None,
            new_messages: vec![],
            more_to_scan: false,
            oldest: None,
        }),
    };
    journal
        .record_check(&CheckRecord {
            account,
            report: &report,
            health: &Health::new(at(n)),
            happenings: &[Happening::WarningBegan {
                warning: Warning::ClearText,
            }],
            uids: &UidDelta {
                learned: vec![n.to_string()],
                gone: vec![(n - 1).to_string()],
            },
            memory: Some(&serde_json::json!(n)),
            at: at(n),
        })
        .unwrap();
}

fn server() -> Server {
    Server {
        host: "pop.provider.example".into(),
        port: 995,
        security: Security::Tls,
    }
}
