//! The book beside billing software at work: what was sent and what came back is in it, once, and
//! Vigie stands in nobody's way.

use std::{collections::BTreeMap, fs, process::Command, time::Duration};

use jiff::{
    SignedDuration,
    civil::{date, time},
};
use vigie_domain::book::{
    follow_up::Stage,
    query::{Lot as BookLot, Page},
    returns::Strength,
};
use vigie_protocol::Request;
use vigie_tests::{
    agent::Agent,
    billing::{Billing, State},
    caisse::{
        Answers, Caisse, Event, Fate, Lot, LotFile, Office, Parameters, Practice as Worker, Shares,
        World, letters,
    },
    children::Child,
    mail::{Mail, Options},
    practice::{Practice, add_source, book, rows_of},
    programs, wait,
};

/// How many times faster than the computer's time goes: a day in nine seconds.
const SPEED: u32 = 10_000;
/// The longest time that Vigie holds a mailbox: the default cap of a session.
const CAP: Duration = Duration::from_secs(20);

/// Whatever can become of a lot, on the first day; the rest of the week is calm.
const FATES: [(usize, Fate); 7] = [
    (0, Fate::Silent),
    (1, Fate::ArlLost),
    (2, Fate::NotDelivered),
    (4, Fate::Refused),
    (5, Fate::Doubled),
    (6, Fate::Late),
    (7, Fate::Silent),
];

/// A working week of a practice that sends twice a day.
fn week() -> World {
    let mut worker = Worker::doctor("cabinet", 42);
    worker.sends = 1000;
    worker.times = [time(9, 0, 0, 0), time(17, 0, 0, 0)].to_vec();
    World::new(
        7,
        Parameters {
            begins: date(2026, 3, 9),
            days: 5,
            practices: vec![worker],
            offices: vec![
                Office {
                    number: 511,
                    answers: Answers::AtOnce,
                },
                Office {
                    number: 751,
                    answers: Answers::AtOnce,
                },
                Office {
                    number: 132,
                    answers: Answers::AtFixedHours,
                },
            ],
            shares: Shares::CALM,
            forced: FATES.into(),
            outages: 0,
            noise: 200,
            ..Parameters::default()
        },
    )
}

#[test]
fn a_week_beside_billing_software_is_in_the_book_once() {
    vigie_tests::install_crypto_provider();
    let mail = Mail::with(
        &["cabinet", "caisse"],
        Options {
            smtp: true,
            lock_sessions: true,
            ..Options::default()
        },
    );
    let world = week();
    let lots = world.lots();
    assert!(FATES.iter().all(|(index, _)| !lots[*index].is_enveloped()));
    // The programs are started in the night before.
    let practice = Practice::new(
        world.clone(),
        lots[0].made - SignedDuration::from_hours(20),
        SPEED,
    );
    let ini = practice.billing_program(&mail);
    let mut agent = Agent::start(None, practice.headless(&mail));
    let account = agent.add(&mail, "cabinet").id;
    add_source(&agent, "--lots", &practice.path("sent"));
    add_source(&agent, "--lots", &practice.path("messages"));
    add_source(&agent, "--returns", &practice.path("ARL"));
    let caisse = Caisse::open(world.clone(), &mail).live(practice.clock().clone());
    let mut program = Command::new(programs::program("billing-stand-in"));
    let said = practice.path("stand-in.out");
    let mut program = Child::spawn(program.arg(&ini).args(["1000000", "0"]), &said);

    let mut next = 0;
    let billing = Billing::open(&ini).unwrap();
    wait::until_true("the week to be lived", Duration::from_mins(4), || {
        assert!(program.is_running(), "{}", program.log());
        while let Some(lot) = lots.get(next).filter(|lot| lot.made <= practice.now()) {
            LotFile::of(lot).write(&practice.path("outbox")).unwrap();
            next += 1;
        }
        // A person who clicks « Vérifier maintenant » all the time, so that the two meet.
        let account = Some(account);
        let _too_soon = agent.ask(Request::CheckNow { account });
        let known = billing.follow_up().unwrap_or_default().lots;
        let is_over = |state| !matches!(state, State::Awaiting | State::SentAgain);
        known.len() == lots.len() && known.iter().all(|lot| is_over(lot.state))
    });
    let caisse = caisse.stop();
    mail.until_delivered();
    wait::until_true("an empty mailbox", Duration::from_secs(30), || {
        mail.maildir("cabinet").is_empty()
    });
    wait::until_true(
        "a round that collects nothing",
        Duration::from_secs(30),
        || {
            program
                .log()
                .lines()
                .last()
                .is_some_and(|line| line.contains(" collected 0 "))
        },
    );
    kept_out_no_longer_than_a_session(&program.log());
    drop(program);

    wait::until_fits(
        "every lot to stand in the book as it went",
        Duration::from_secs(40),
        || -> BTreeMap<usize, String> {
            let book = book(&agent);
            lots.iter()
                .filter_map(|lot| {
                    Some((
                        lot.index,
                        stands(&book, lot, caisse.received(lot.index)).err()?,
                    ))
                })
                .collect()
        },
        BTreeMap::is_empty,
    );
    assert_eq!(
        book(&agent).total,
        lots.len() as u64,
        "none is there that was not sent"
    );
    nothing_is_lost(&caisse, &practice);
    agent.stop();
    looked_and_took_nothing(&mail);
}

/// Whether a lot stands in the book once, as it went.
fn stands(book: &Page<BookLot>, lot: &Lot, received: u32) -> Result<(), String> {
    let rows = rows_of(book, lot);
    let [row] = rows.as_slice() else {
        return Err(format!("{} times in the book: {rows:?}", rows.len()));
    };
    if row.follow_up.transmissions() != received {
        return Err(format!("sent {received} times: {row:?}"));
    }
    let knows_caisse = row.caisse == Some(lot.caisse);
    if !(knows_caisse || row.caisse.is_none() && lot.is_enveloped()) {
        return Err(format!("another caisse: {row:?}"));
    }
    let stage = row.follow_up.stage();
    let proven = Strength::Proven;
    let fits = match lot.fate {
        Fate::Silent => matches!(stage, Stage::Manual { .. }),
        Fate::Refused => {
            matches!(stage, Stage::Refused { strength, .. } if *strength == proven)
        }
        _ => matches!(stage, Stage::Acknowledged { strength, .. } if *strength == proven),
    };
    if fits {
        Ok(())
    } else {
        Err(format!("another stage: {row:?}"))
    }
}

/// Vigie never looks and takes in one session.
fn looked_and_took_nothing(mail: &Mail) {
    let looked_and_took = mail.log().lines().any(|line| {
        line.contains("top=")
            && !line.contains("top=0/0")
            && line.contains("retr=")
            && !line.contains("retr=0/0")
    });
    assert!(!looked_and_took, "one session never both looks and takes");
}

fn kept_out_no_longer_than_a_session(said: &str) {
    let longest = said
        .lines()
        .filter_map(|line| {
            line.split_once("kept-out-ms ")?
                .1
                .split(' ')
                .next()?
                .parse()
                .ok()
        })
        .max()
        .unwrap_or(0);
    println!("the billing program was kept out for at most {longest} ms");
    assert!(Duration::from_millis(longest) < CAP);
}

/// Every message that was sent to the practice was collected, as often as it was sent.
fn nothing_is_lost(caisse: &Caisse, practice: &Practice) {
    let mut balance: BTreeMap<String, i64> = BTreeMap::new();
    for event in caisse.history() {
        if let Event::Arrival(arrival) = event {
            *balance.entry(letters::message_id(arrival)).or_default() += 1;
        }
    }
    for file in fs::read_dir(practice.path("collected")).unwrap() {
        let octets = fs::read(file.unwrap().path()).unwrap();
        let id = letters::message_id_of(&octets).unwrap();
        *balance.entry(id).or_default() -= 1;
    }
    balance.retain(|_, count| *count != 0);
    assert!(balance.is_empty(), "sent minus collected: {balance:?}");
}
