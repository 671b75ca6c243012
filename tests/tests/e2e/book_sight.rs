//! What cannot be seen is not claimed.

use std::{thread, time::Duration};

use jiff::{
    SignedDuration, Timestamp,
    civil::{date, time},
};
use vigie_domain::{
    book::{follow_up::Stage, observability::Observability},
    health::Level,
};
use vigie_tests::{
    agent::Agent,
    billing::Billing,
    caisse::{Caisse, LotFile, Parameters, Practice as Worker, Shares, World},
    mail::{Mail, Options},
    practice::{Practice, add_source, book},
    wait,
};

const SOON: Duration = Duration::from_mins(1);
/// How many times faster than the computer's time goes: a day in nine seconds.
const SPEED: u32 = 9_600;

/// One working day of lots, all of them acknowledged within the hour.
fn one_day() -> World {
    let mut worker = Worker::doctor("cabinet", 42);
    worker.sends = 1000;
    worker.times = [9, 11, 14].map(|hour| time(hour, 0, 0, 0)).to_vec();
    let mut parameters = Parameters {
        begins: date(2026, 3, 9),
        days: 1,
        practices: vec![worker],
        shares: Shares::CALM,
        outages: 0,
        noise: 0,
        ..Parameters::default()
    };
    parameters.offices.truncate(1);
    World::new(5, parameters)
}

#[test]
fn without_a_source_or_without_arls_nothing_is_claimed_of_lots() {
    vigie_tests::install_crypto_provider();
    let mail = Mail::with(
        &["cabinet", "caisse"],
        Options {
            smtp: true,
            ..Options::default()
        },
    );
    let world = one_day();
    let lots = world.lots();
    let begins = lots[0].made - SignedDuration::from_hours(16);
    let practice = Practice::new(world.clone(), begins, SPEED);
    let agent = Agent::start(None, practice.headless(&mail));
    agent.add(&mail, "cabinet");
    let mailbox = agent.until("a good check", SOON, |mailbox| mailbox.level == Level::Well);
    assert_eq!(mailbox.book.observability, Observability::NoLots);
    assert_eq!(mailbox.book.sight.title.key, "book-sight-no-lots.title");
    let said = agent.vigie(&["lots"], "");
    assert!(said.stdout.contains("ne voit pas vos lots"), "{said:?}");
    assert!(
        said.stdout.contains("Réglages"),
        "the way to change that: {said:?}"
    );

    // Lots are learnt from now on; but the software takes each ARL before a check sees it.
    add_source(&agent, "--lots", &practice.path("messages"));
    let billing = Billing::open(&practice.billing_program(&mail)).unwrap();
    let mut caisse = Caisse::open(world.clone(), &mail);
    let (mut next, mut alarms) = (0, 0);
    wait::until_true(
        "lots without any answer after 96 hours",
        Duration::from_mins(2),
        || {
            let now = practice.now();
            while let Some(lot) = lots.get(next).filter(|lot| lot.made <= now) {
                LotFile::of(lot).write(&practice.path("outbox")).unwrap();
                next += 1;
            }
            answer_between_two_checks(&agent, &mail, &mut caisse, &billing, now);
            let mailbox = agent.mailbox();
            alarms +=
                usize::from(mailbox.level > Level::Unknown || !mailbox.book.matters.is_empty());
            let book = book(&agent);
            let is_manual = |stage: &Stage| matches!(stage, Stage::Manual { .. });
            book.total == lots.len() as u64
                && book.rows.iter().all(|row| is_manual(row.follow_up.stage()))
        },
    );
    assert_eq!(alarms, 0, "deadlines without alarm");
    let answered = billing.follow_up().unwrap().lots;
    assert!(
        answered
            .iter()
            .all(|lot| lot.state == vigie_tests::billing::State::Acknowledged),
        "every ARL came, and only the software saw it: {answered:?}"
    );
    let mailbox = agent.mailbox();
    assert_eq!(
        mailbox.book.observability,
        Observability::ReturnsUnreliable {
            seen: 0,
            expected: 0
        }
    );
    assert_eq!(agent.vigie(&["status"], "").status, 0);
    let said = agent.vigie(&["lots"], "");
    assert!(said.stdout.contains("pas assez de leurs ARL"), "{said:?}");
}

/// What is due comes and goes right after a check, long before the next one.
fn answer_between_two_checks(
    agent: &Agent,
    mail: &Mail,
    caisse: &mut Caisse,
    billing: &Billing,
    now: Timestamp,
) {
    let is_checking = || agent.mailbox().checking;
    if is_checking() {
        return;
    }
    let due = caisse.next_due().is_some_and(|at| at <= now);
    if due {
        let before = agent.mailbox().last_check;
        wait::until_true("a check to end", SOON, || {
            agent.mailbox().last_check != before
        });
    }
    caisse.deliver(now);
    mail.until_delivered();
    billing.round().unwrap();
    mail.until_delivered();
    caisse.receive(now);
    thread::sleep(Duration::from_millis(100));
}
