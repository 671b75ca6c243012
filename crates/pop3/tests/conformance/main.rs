//! The client beside async-pop 1.1.3, through the same scripted servers: the record of why ours exists.
//!
//! async-pop may hang, spin or panic, and a spinning executor cannot be cancelled; so it runs in a process of its own (this
//! test's executable, started again) that is killed at the limit. `VIGIE_WRITE_DOCS=1` writes the table to `docs/conformance.md`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test"
)]

mod ours;
mod peer;
mod scenarios;
mod server;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::time::Duration;

use scenarios::{Scenario, scenarios};

/// How long a client may take for one script.
const LIMIT: Duration = Duration::from_secs(3);
/// Scripts that run at the same time.
const AT_ONCE: usize = 4;

struct Row {
    scenario: Scenario,
    ours: String,
    peer: String,
}

#[test]
fn conformance() {
    if peer::is_child() {
        peer::run_child(&scenarios());
        return;
    }
    let waiting = Mutex::new(scenarios().into_iter().enumerate());
    let rows = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let Some((number, scenario)) = waiting.lock().unwrap().next() else {
                        break;
                    };
                    let row = Row {
                        ours: ours::run(&scenario),
                        peer: peer::run(&scenario),
                        scenario,
                    };
                    rows.lock().unwrap().insert(number, row);
                }
            });
        }
    });
    let rows: Vec<Row> = rows.into_inner().unwrap().into_values().collect();
    let table = table(&rows);
    println!("{table}");
    if std::env::var_os("VIGIE_WRITE_DOCS").is_some_and(|value| value == "1") {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/conformance.md");
        std::fs::write(path, document(&table)).unwrap();
    }
    for row in &rows {
        assert_eq!(row.ours, row.scenario.expected, "{}", row.scenario.name);
    }
}

fn table(rows: &[Row]) -> String {
    let mut table = String::from("| the server | vigie-pop3 | async-pop 1.1.3 |\n|---|---|---|\n");
    for row in rows {
        writeln!(
            table,
            "| {} | {} | {} |",
            cell(row.scenario.name),
            cell(&row.ours),
            cell(&row.peer)
        )
        .unwrap();
    }
    table
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn document(table: &str) -> String {
    format!(
        "# POP3 clients through the same servers\n\n\
         Written by the test `conformance` of `vigie-pop3` (`VIGIE_WRITE_DOCS=1 cargo test -p vigie-pop3 --test conformance`).\n\
         Each client meets the same scripted server on loopback: it logs in, does what the script is about, and has {} seconds.\n\
         async-pop runs with its features `runtime-tokio` and `sasl`, in a process of its own. \"Killed, busy\" means that it was \
         using the processor all the time; \"killed, waiting\" that it was not.\n\
         Both are debug builds.\n\n{table}",
        LIMIT.as_secs()
    )
}
