//! The book with ten years of a busy practice: a page, the status, a search, the months.

use std::time::Instant;

use jiff::tz::TimeZone;
use vigie_domain::{
    account::AccountId,
    book::query::{LotFilter, LotOrder, LotQuery, ReturnQuery},
    server::{Security, Server},
};
use vigie_journal::{Journal, NewAccount, sample};

/// Times each question is asked; the median is printed.
const ROUNDS: usize = 9;

pub(crate) fn run() {
    println!("## The book: ten years of a busy practice\n");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("journal.sqlite");
    let now = sample::end(&sample::TEN_YEARS);
    let (journal, _) = Journal::open(&path, now).expect("a record");
    let account = add(&journal);
    let began = Instant::now();
    let done = sample::write(&journal, account, &sample::TEN_YEARS).expect("a book");
    let seconds = began.elapsed().as_secs_f64();
    let size: u64 = std::fs::read_dir(folder.path())
        .expect("the folder")
        .flatten()
        .filter_map(|entry| entry.metadata().ok())
        .map(|data| data.len())
        .sum();
    println!(
        "{} lots, {} returns, taken in within {seconds:.0} s; {:.0} MB on disk.\n",
        done.lots.len(),
        done.returns.len(),
        size as f64 / 1e6
    );
    println!("| question | rows in all | ms |\n|---|---|---|");
    pages(&journal, account);
    searches(&journal);
    others(&journal, account, now);
    println!();
}

fn pages(journal: &Journal, account: AccountId) {
    for (name, order) in [
        ("date", LotOrder::Sent),
        ("number", LotOrder::Number),
        ("caisse", LotOrder::Caisse),
        ("stage", LotOrder::Stage),
    ] {
        for offset in [0, 75_000, 100_000] {
            for account in [None, Some(account)] {
                let query = LotQuery {
                    account,
                    order,
                    offset,
                    ..all()
                };
                let whose = if account.is_some() {
                    "one mailbox"
                } else {
                    "all"
                };
                row(
                    &format!("lots by {name}, from row {offset}, {whose}"),
                    || journal.lots(&query).expect("a page").total,
                );
            }
        }
    }
    for filter in [
        LotFilter::Open,
        LotFilter::ToDo,
        LotFilter::Acknowledged,
        LotFilter::Settled,
        LotFilter::SentAgain,
    ] {
        for (order, offset) in [
            (LotOrder::Sent, 0),
            (LotOrder::Number, 0),
            (LotOrder::Number, 2_000),
        ] {
            let query = LotQuery {
                filter,
                order,
                offset,
                ..all()
            };
            row(
                &format!("{filter:?} by {order:?}, from row {offset}"),
                || journal.lots(&query).expect("a page").total,
            );
        }
    }
    for offset in [0, 100_000, 200_000] {
        row(&format!("returns, from row {offset}"), || {
            journal.returns(&returns("", offset)).expect("a page").total
        });
    }
}

fn searches(journal: &Journal) {
    for search in [
        "017",
        "01511",
        "01",
        "91599",
        "42",
        "27/04/2022",
        "04/2022",
        "04/2022 01511",
        "017 01751",
        "nothing",
    ] {
        for order in [LotOrder::Sent, LotOrder::Number] {
            let query = LotQuery {
                search: search.to_owned(),
                order,
                ..all()
            };
            row(&format!("lots « {search} » by {order:?}"), || {
                journal.lots(&query).expect("a page").total
            });
        }
        row(&format!("returns « {search} »"), || {
            journal.returns(&returns(search, 0)).expect("a page").total
        });
    }
    row("returns « 1070 »", || {
        journal.returns(&returns("1070", 0)).expect("a page").total
    });
}

fn others(journal: &Journal, account: AccountId, now: jiff::Timestamp) {
    let paris = TimeZone::get("Europe/Paris").expect("a zone");
    row("standing", || {
        u64::from(journal.standing(account).expect("it").awaiting)
    });
    row("troubled", || {
        count(&journal.troubled(account).expect("them"))
    });
    row("open lots", || {
        count(&journal.open_lots(account).expect("them"))
    });
    let page = journal.lots(&all()).expect("a page");
    let first = page.rows.first().expect("a lot").id;
    row("the life of a lot", || {
        count(&journal.lot(first).expect("it").expect("a lot").events)
    });
    row("last return", || {
        u64::from(journal.last_return(account).expect("it").is_some())
    });
    let year = now - jiff::SignedDuration::from_hours(365 * 24);
    row("answers of a year", || {
        count(&journal.answered_since(account, year).expect("them").0)
    });
    row("returns of a year", || {
        count(&journal.return_times(account, year, true).expect("them"))
    });
    row("days of a year", || {
        count(
            &journal
                .sending_days(account, year, now, &paris, now)
                .expect("them"),
        )
    });
    row("months of ten years", || {
        count(&journal.months(account, &paris).expect("them"))
    });
}

fn row(name: &str, mut ask: impl FnMut() -> u64) {
    let mut times = Vec::new();
    let mut total = 0;
    for _ in 0..ROUNDS {
        let began = Instant::now();
        total = ask();
        times.push(began.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    println!("| {name} | {total} | {:.2} |", times[ROUNDS / 2]);
}

fn count<T>(rows: &[T]) -> u64 {
    rows.len() as u64
}

fn all() -> LotQuery {
    LotQuery {
        account: None,
        filter: LotFilter::All,
        search: String::new(),
        order: LotOrder::Sent,
        descending: true,
        offset: 0,
        limit: 100,
    }
}

fn returns(search: &str, offset: u32) -> ReturnQuery {
    ReturnQuery {
        account: None,
        classes: Vec::new(),
        search: search.to_owned(),
        offset,
        limit: 100,
    }
}

fn add(journal: &Journal) -> AccountId {
    let account = NewAccount {
        address: "cabinet@exemple.example".parse().expect("an address"),
        login: "cabinet@exemple.example".to_owned(),
        server: Server {
            host: "pop.provider.example".to_owned(),
            port: 995,
            security: Security::Tls,
        },
        provider: None,
        interval_minutes: 10,
        training: false,
    };
    journal
        .add_account(account, jiff::Timestamp::UNIX_EPOCH)
        .expect("an account")
        .id
}
