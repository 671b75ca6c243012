//! POP3 to the letter: what RFC 1939, RFC 2449 and their kin ask of a server, asked of the relay and
//! of Dovecot. `VIGIE_WRITE_DOCS=1 cargo test -p vigie-tests --test e2e relay_conformance` writes
//! both columns into `docs/conformance.md`.

mod cases;
mod target;

use std::{fmt::Write as _, fs};

use vigie_tests::programs;

use cases::{Case, cases};
use target::{Deviation, Direct, Relayed, Servers, Target};

/// Where the table of the relay begins; before it stands that of the clients.
const HEADING: &str = "\n# The relay beside Dovecot, to the letter of POP3\n";

#[test]
fn the_relay_keeps_to_every_rule() {
    let servers = Servers::start();
    let mut relayed = Relayed::of(&servers);
    let mut direct = Direct::of(&servers);
    let mut wrong = Vec::new();
    let mut table =
        String::from("| what is asked | by | the relay | Dovecot |\n|---|---|---|---|\n");
    for case in cases() {
        let ours = answered(&case, &mut relayed);
        if ours != "yes" {
            wrong.push(format!("{}: {ours}", case.what));
        }
        let theirs = answered(&case, &mut direct);
        println!("{} ({}): {ours} / {theirs}", case.what, case.by);
        let row = [case.what, case.by, &ours, &theirs].map(|cell| cell.replace('|', "\\|"));
        writeln!(table, "| {} |", row.join(" | ")).unwrap();
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    the_document_is_up_to_date(&table);
}

fn answered(case: &Case, target: &mut dyn Target) -> String {
    match (case.ask)(target) {
        Ok(()) => "yes".to_owned(),
        Err(Deviation::NotOffered) => "not offered".to_owned(),
        Err(Deviation::Did(what)) => format!("no: {what}"),
    }
}

fn the_document_is_up_to_date(table: &str) {
    let path = programs::repository().join("docs/conformance.md");
    let document = fs::read_to_string(&path).unwrap();
    let before = document.split(HEADING).next().unwrap().to_owned();
    let whole = format!(
        "{before}{HEADING}\n\
         Written by the end-to-end test `relay_conformance` \
         (`VIGIE_WRITE_DOCS=1 cargo test -p vigie-tests --test e2e relay_conformance`).\n\
         The relay is asked over clear text on its local port, with a real Dovecot behind it; Dovecot is asked \
         in the same way, directly.\n\
         « Not offered » is a part of the protocol that a server may leave out. APOP is one that Dovecot has \
         and that was not set up.\n\n{table}"
    );
    if std::env::var_os("VIGIE_WRITE_DOCS").is_some_and(|value| value == "1") {
        fs::write(&path, &whole).unwrap();
    }
    let document = fs::read_to_string(&path).unwrap();
    assert!(
        document == whole,
        "docs/conformance.md is not what the servers do; write it with VIGIE_WRITE_DOCS=1:\n{table}"
    );
}
