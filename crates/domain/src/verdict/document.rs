//! The tables in `docs/verdict.md`, made from the rules; `VIGIE_UPDATE=1` writes them anew.

use std::{fmt::Write, fs, path::Path};

use super::{Conclusion, Pairing, Places, situations};

const INTRODUCTION: &str = "\
# The verdict on a new mailbox

Written by the test `verdict::document` of `vigie-domain` (`VIGIE_UPDATE=1 cargo test -p vigie-domain document`).
B is the new mailbox, A one that the person has already. The rules stand in `crates/domain/src/verdict/`.

Every piece of evidence is a fault, a doubt, a limit of what can be known, or a proof, and the worst one decides:
a fault makes B bad, a doubt makes the check inconclusive, a limit leaves B probable, and only all the proofs together make it good.
";

#[test]
fn the_documentation_shows_the_rules() {
    let mut paper = String::from(INTRODUCTION);
    verdicts(&mut paper);
    table(&mut paper);
    met(&mut paper);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/verdict.md");
    if std::env::var_os("VIGIE_UPDATE").is_some() {
        fs::write(&path, &paper).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    assert!(
        kept == paper,
        "the rules changed: VIGIE_UPDATE=1 cargo test -p vigie-domain document"
    );
}

fn verdicts(paper: &mut String) {
    paper.push_str("\n## The verdicts\n\n| verdict | exit status | it says |\n|---|---|---|\n");
    for conclusion in Conclusion::ALL {
        let says = match conclusion {
            Conclusion::Good => {
                "a mailbox of its own, with real POP under verified TLS, empty, that can send"
            }
            Conclusion::Probable => {
                "all that could be seen is clean, but no existing mailbox could be read to compare (or none was given)"
            }
            Conclusion::Inconclusive => "nothing wrong was proved, and not enough right",
            Conclusion::Alias => "B's mail goes to A: an alias, or a redirection without a copy",
            Conclusion::SameMailbox => "B is a second login to A",
            Conclusion::NotEmpty => "there are messages in B, or it is in use",
            Conclusion::NoPop => "no POP3 service that a billing software could use",
            Conclusion::Forwards => "B keeps its mail and passes it on to A too",
            Conclusion::ReceivesForwarded => "mail for A, or for other names, arrives in B",
            Conclusion::CannotSend => {
                "B cannot send as its own address, or no message large enough"
            }
            Conclusion::Unsafe => "no verified TLS",
        };
        let _ = writeln!(
            paper,
            "| `{}` | {} | {says} |",
            conclusion.name(),
            conclusion.exit_status()
        );
    }
}

fn table(paper: &mut String) {
    paper.push_str(
        "\n## The two probes\n\nP1 is sent to B, P2 to A. A probe is *not* in a mailbox only after that mailbox was read again, by nobody else, for long enough.\n\n| P1 seen in | P2 seen in | verdict of this pair | because |\n|---|---|---|---|\n",
    );
    for probe in [
        Places::Candidate,
        Places::Existing,
        Places::Both,
        Places::Nowhere,
    ] {
        for control in [
            Places::Existing,
            Places::Candidate,
            Places::Both,
            Places::Nowhere,
        ] {
            let pairing = Pairing::of(probe, control);
            let because = match pairing {
                Pairing::Separate => "each got its own mail, and only that",
                Pairing::LeadsToExisting => "B is an alias of A, or redirects to it without a copy",
                Pairing::OneMailbox => "one mailbox with two logins",
                Pairing::Forwards => "B forwards to A and keeps a copy",
                Pairing::ExistingForwards => "A forwards to B and keeps a copy",
                Pairing::ExistingLeadsHere => {
                    "A is an alias of B, or redirects to it without a copy"
                }
                Pairing::ProbeLost => "spam folder, delay or refusal",
                Pairing::ControlLost => {
                    "A may be unable to receive at all: not seeing P1 there says nothing"
                }
                Pairing::BothLost => "sending or a provider is in trouble",
                Pairing::Unusual => "no one arrangement explains it",
            };
            let _ = writeln!(
                paper,
                "| {} | {} | `{}` | {because} |",
                place(probe),
                place(control),
                pairing.conclusion().name()
            );
        }
    }
}

const fn place(places: Places) -> &'static str {
    match places {
        Places::Nowhere => "nowhere",
        Places::Existing => "A only",
        Places::Candidate => "B only",
        Places::Both => "A and B",
    }
}

fn met(paper: &mut String) {
    paper.push_str("\n## Mailboxes as they are met\n\n| situation | verdict | exit status | strength | weightiest reason |\n|---|---|---|---|---|\n");
    for situation in situations::ALL {
        let verdict = (situation.build)().judge();
        let _ = writeln!(
            paper,
            "| {} | `{}` | {} | {} | `{}` |",
            situation.told,
            verdict.conclusion.name(),
            verdict.conclusion.exit_status(),
            verdict.strength.name(),
            verdict.reasons[0].name()
        );
    }
}
