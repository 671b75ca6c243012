//! An agent that is killed in the middle of taking sightings in loses none and counts none twice.
//!
//! The test starts itself again as the process that writes, and kills it.

#![expect(clippy::unwrap_used, reason = "test code")]

use std::{
    env,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use vigie_domain::{
    book::{
        lot::LotReference,
        query::{LotFilter, LotOrder, LotQuery, ReturnQuery},
        returns::{MessageClass, Strength},
        sighting::{LotSeen, Origin, ReturnSeen, Seen, Sighting},
        source::SourceKind,
    },
    server::{Security, Server},
};
use vigie_journal::{Journal, NewAccount};

const FOLDER: &str = "VIGIE_JOURNAL_BOOK_TEST_FOLDER";
const ROUNDS: u64 = 8;
const LOTS: u16 = 900;

#[test]
fn a_killed_ingestion_goes_on_where_it_was() {
    if let Ok(folder) = env::var(FOLDER) {
        take_in(Path::new(&folder));
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.sqlite");
    drop(Journal::open(&path, at(0)).unwrap());
    let mut interrupted = 0;
    for round in 0..ROUNDS {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "a_killed_ingestion_goes_on_where_it_was"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(40 + 60 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        let (journal, opened) = Journal::open(&path, at(0)).unwrap();
        assert_eq!(opened, vigie_journal::Opened::default(), "round {round}");
        let lots = journal.lots(&query()).unwrap().total;
        interrupted += u64::from(lots > 0 && lots < u64::from(LOTS));
        // The cursor is there only with all that was read before it.
        if journal
            .sources()
            .unwrap()
            .iter()
            .any(|source| source.cursor.is_some())
        {
            assert_eq!(lots, u64::from(LOTS));
        }
    }
    take_in(folder.path());
    let (journal, _) = Journal::open(&path, at(0)).unwrap();
    let page = journal.lots(&query()).unwrap();
    assert_eq!(
        page.total,
        u64::from(LOTS),
        "after {interrupted} interruptions"
    );
    let acknowledged = journal
        .lots(&LotQuery {
            filter: LotFilter::Acknowledged,
            ..query()
        })
        .unwrap();
    assert_eq!(acknowledged.total, u64::from(LOTS));
    let again = journal
        .lots(&LotQuery {
            filter: LotFilter::SentAgain,
            ..query()
        })
        .unwrap();
    assert_eq!(again.total, 0);
    let returns = ReturnQuery {
        account: None,
        classes: vec![],
        search: String::new(),
        offset: 0,
        limit: 1,
    };
    assert_eq!(journal.returns(&returns).unwrap().total, u64::from(LOTS));
}

fn take_in(folder: &Path) {
    let (journal, _) = Journal::open(&folder.join("journal.sqlite"), at(0)).unwrap();
    let account = match journal.accounts().unwrap().first() {
        Some(account) => account.id,
        None => add(&journal),
    };
    let known = journal.sources().unwrap();
    let source = known.first().map_or_else(
        || {
            let kind = SourceKind::LotFolder {
                path: "/lots".into(),
            };
            journal.add_source(account, kind, at(0)).unwrap().id
        },
        |known| known.source.id,
    );
    let now = at(100_000);
    let lots = (0..LOTS).map(lot).collect();
    let cursor = Some(serde_json::json!({"read": LOTS}));
    journal
        .ingest(account, Origin::Source { id: source }, lots, cursor, now)
        .unwrap();
    let returns = (0..LOTS).map(arl).collect();
    journal
        .ingest(account, Origin::Mailbox, returns, None, now)
        .unwrap();
}

fn at(minutes: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
}

fn reference(number: u16) -> LotReference {
    LotReference {
        emitter: "42".parse().ok(),
        number: number.try_into().ok(),
        date: Some(jiff::civil::date(1970, 1, 1)),
    }
}

fn lot(number: u16) -> Sighting {
    Sighting {
        key: format!("file-{number}"),
        seen: Seen::Lot(LotSeen {
            reference: reference(number),
            caisse: "01511".parse().ok(),
            message_id: None,
            sent: at(i64::from(number)),
            invoices: None,
        }),
    }
}

fn arl(number: u16) -> Sighting {
    Sighting {
        key: format!("uid-{number}"),
        seen: Seen::Return(ReturnSeen {
            class: MessageClass::ArlPositive,
            strength: Strength::Proven,
            rule: None,
            references: vec![reference(number)],
            caisse: "01511".parse().ok(),
            message_id: Some(format!("{number}@caisse.example")),
            answers: None,
            at: at(i64::from(number) + 60),
            states: std::collections::BTreeMap::new(),
            codes: std::collections::BTreeMap::new(),
        }),
    }
}

fn query() -> LotQuery {
    LotQuery {
        account: None,
        filter: LotFilter::All,
        search: String::new(),
        order: LotOrder::Sent,
        descending: false,
        offset: 0,
        limit: 1,
    }
}

fn add(journal: &Journal) -> vigie_domain::account::AccountId {
    let address = "cabinet@exemple.example";
    let account = NewAccount {
        address: address.parse().unwrap(),
        login: address.into(),
        server: Server {
            host: "pop.provider.example".into(),
            port: 995,
            security: Security::Tls,
        },
        provider: None,
        interval_minutes: 10,
        training: false,
    };
    journal.add_account(account, at(0)).unwrap().id
}
