//! Lots go out, caisses answer, billing software collects: the tests' own world, through real
//! servers, held against its plan. Vigie takes no part; it is tested upon this.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use jiff::{SignedDuration, Timestamp, civil::time};
use vigie_domain::book::{lot::LotReference, returns::MessageClass};
use vigie_tests::{
    billing::{Billing, Clock, RoundError, State},
    caisse::{
        Answers, Arrival, Caisse, Confusion, DEADLINE, Event, Fate, LotFile, Parameters, Plan,
        Practice as Worker, World, letters, rules,
    },
    children::Child,
    mail::{Mail, Options},
    programs, wait,
};

const SEED: u64 = 2022;

/// Each fate stands near the beginning, so that its whole life lies within the plan.
fn parameters() -> Parameters {
    let mut parameters = Parameters {
        days: 10,
        noise: 150,
        outages: 60,
        ..Parameters::default()
    };
    parameters.forced = Fate::ALL.into_iter().enumerate().collect();
    parameters
}

/// A billing program that follows its lots, with its folders and its clock.
struct Practice {
    dir: tempfile::TempDir,
    ini: PathBuf,
    clock: Clock,
}

impl Practice {
    fn new(mail: &Mail) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name).display().to_string();
        fs::create_dir_all(at("outbox")).unwrap();
        let ini = dir.path().join("facturation.ini");
        let text = format!(
            "[mailbox]\naddress = cabinet@example.test\ncaisse = caisse@example.test\n\
             user = cabinet@example.test\npassword = cabinet-pw\nca_file = {}\n\
             [pop]\nhost = 127.0.0.1\nport = {}\n[smtp]\nhost = 127.0.0.1\nport = {}\n\
             [folders]\noutbox = {}\ncollected = {}\n\
             [follow_up]\nfolder = {}\narl = {}\nlog = {}\n[clock]\nfile = {}\n",
            mail.ca_file().display(),
            mail.pops_port(),
            mail.smtps_port(),
            at("outbox"),
            at("collected"),
            at("suivi"),
            at("ARL"),
            at("facturation.log"),
            at("clock"),
        );
        fs::write(&ini, text).unwrap();
        Self {
            clock: Clock::of(Path::new(&at("clock"))),
            ini,
            dir,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The program is started anew for each round: what it must remember stands on disk.
    fn billing(&self) -> Billing {
        Billing::open(&self.ini).unwrap()
    }

    fn files(&self, folder: &str) -> Vec<Vec<u8>> {
        fs::read_dir(self.path(folder))
            .unwrap()
            .map(|entry| fs::read(entry.unwrap().path()).unwrap())
            .collect()
    }

    fn log_lines(&self, word: &str) -> usize {
        let log = fs::read(self.path("facturation.log")).unwrap();
        let word = format!(";{word};");
        String::from_utf8_lossy(&log)
            .lines()
            .filter(|line| line.contains(&word))
            .count()
    }
}

/// One step of the world: what is due is delivered, the program makes its round, its lots arrive.
fn step(mail: &Mail, practice: &Practice, caisse: &mut Caisse, now: Timestamp) {
    practice.clock.set(now).unwrap();
    caisse.deliver(now);
    mail.until_delivered();
    // A provider that has just come back may refuse a first round: the program tries again.
    wait::until("a round", Duration::from_secs(20), || {
        match practice.billing().round() {
            Ok(round) => Some(round),
            Err(RoundError::Send(_) | RoundError::Collect(_)) => None,
            Err(error) => panic!("{error}"),
        }
    });
    mail.until_delivered();
    caisse.receive(now);
}

#[test]
fn a_plan_is_lived_through_real_servers_and_nothing_is_lost() {
    vigie_tests::install_crypto_provider();
    let mut mail = Mail::with(
        &["cabinet", "caisse"],
        Options {
            smtp: true,
            lock_sessions: true,
            ..Options::default()
        },
    );
    let plan = Plan::generate(SEED, parameters());
    let lots = plan.world().lots();
    let practice = Practice::new(&mail);
    let mut caisse = Caisse::open(plan.world().clone(), &mail);

    // Nothing that the program decides changes between two of these moments.
    let moments = plan.events().iter().filter_map(|event| match event {
        Event::Arrival(_) => None,
        other => Some((other.at(), other)),
    });
    for (nth, (now, event)) in moments.enumerate() {
        if let Event::LotSent {
            lot,
            transmission: 1,
            ..
        } = event
        {
            LotFile::of(&lots[*lot])
                .write(&practice.path("outbox"))
                .unwrap();
        }
        if nth == 3 {
            // The provider is away for a moment; the program keeps what it could not send.
            mail.stop_pop();
            practice.clock.set(now).unwrap();
            let failed = practice.billing().round();
            assert!(
                matches!(failed, Err(RoundError::Send(_) | RoundError::Collect(_))),
                "{failed:?}"
            );
            mail.start_pop();
        }
        step(&mail, &practice, &mut caisse, now);
    }
    while let Some(now) = caisse.next_due() {
        step(&mail, &practice, &mut caisse, now);
    }
    // Once more, for what came with the last step.
    practice.billing().round().unwrap();

    lived_as_planned(&plan, &caisse);
    sent_again_where_an_arl_was_withheld(&caisse);
    collected_whole(&caisse, &practice);
    wait::until_true("an empty mailbox", Duration::from_secs(10), || {
        mail.maildir("cabinet").is_empty()
    });
    followed_to_the_end(&plan, &caisse, &practice);
    recognised(&caisse, &practice, &mail);
}

/// How many times faster than the computer's time goes: an hour in a fifth of a second.
const SPEED: u32 = 18_000;

/// The program as a process of its own and the caisse in a thread, both by one fast clock: lots of
/// one day, each with a fate that does not hang on an hour more or less.
#[test]
fn four_days_go_by_in_half_a_minute() {
    const FATES: [Fate; 4] = [
        Fate::Silent,
        Fate::Acknowledged,
        Fate::ArlLost,
        Fate::Refused,
    ];
    vigie_tests::install_crypto_provider();
    let mail = Mail::with(
        &["cabinet", "caisse"],
        Options {
            smtp: true,
            ..Options::default()
        },
    );
    let mut parameters = Parameters {
        days: 1,
        practices: vec![Worker::doctor("cabinet", 42)],
        outages: 0,
        noise: 1000,
        ..Parameters::default()
    };
    for office in &mut parameters.offices {
        office.answers = Answers::AtOnce;
    }
    let worker = &mut parameters.practices[0];
    worker.sends = 1000;
    worker.times = [9, 11, 14, 16].map(|hour| time(hour, 0, 0, 0)).to_vec();
    parameters.forced = (0..20).map(|lot| (lot, FATES[lot % FATES.len()])).collect();
    let world = World::new(SEED, parameters);
    assert!(world.lots().len() >= FATES.len(), "{:?}", world.lots());

    let practice = Practice::new(&mail);
    let begins = world.lots()[0].made - SignedDuration::from_hours(1);
    practice.clock.run(begins, SPEED).unwrap();
    let caisse = Caisse::open(world.clone(), &mail).live(practice.clock.clone());
    let mut program = Command::new(programs::program("billing-stand-in"));
    let said = practice.path("stand-in.out");
    let mut program = Child::spawn(program.arg(&practice.ini).args(["1000000", "0"]), &said);
    for lot in world.lots() {
        wait::until_true("the hour of a lot", Duration::from_secs(30), || {
            practice.clock.now().unwrap() >= lot.made
        });
        LotFile::of(lot).write(&practice.path("outbox")).unwrap();
    }
    wait::until_true(
        "every lot to be answered or left to a person",
        Duration::from_mins(2),
        || {
            assert!(program.is_running(), "{}", program.log());
            let lots = practice.billing().follow_up().unwrap().lots;
            lots.len() == world.lots().len()
                && lots
                    .iter()
                    .all(|lot| !matches!(lot.state, State::Awaiting | State::SentAgain))
        },
    );
    let caisse = caisse.stop();
    mail.until_delivered();
    wait::until_true("an empty mailbox", Duration::from_secs(20), || {
        mail.maildir("cabinet").is_empty()
    });

    let book = practice.billing().follow_up().unwrap();
    for lot in world.lots() {
        let known = book
            .lots
            .iter()
            .find(|known| known.lot == lot.reference())
            .unwrap();
        let expected = match lot.fate {
            Fate::Silent => (State::ByHand, 2),
            Fate::ArlLost => (State::Acknowledged, 2),
            Fate::Refused => (State::Refused, 1),
            _ => (State::Acknowledged, 1),
        };
        let found = (known.state, caisse.received(lot.index));
        assert_eq!(found, expected, "{lot:?}\n{}", program.log());
    }
    collected_whole(&caisse, &practice);
}

/// What happened is what the plan says, to the second.
fn lived_as_planned(plan: &Plan, caisse: &Caisse) {
    let planned: BTreeSet<_> = plan
        .events()
        .iter()
        .filter(|event| !matches!(event, Event::HandedOver { .. }))
        .collect();
    let lived: BTreeSet<_> = caisse.history().iter().collect();
    let missing: Vec<_> = planned.difference(&lived).collect();
    let unplanned: Vec<_> = lived.difference(&planned).collect();
    assert!(
        missing.is_empty() && unplanned.is_empty(),
        "planned and not lived: {missing:#?}\nlived and not planned: {unplanned:#?}"
    );
    assert!(!plan.sent_again().is_empty() && !plan.handed_over().is_empty());
}

/// Held against what really happened, not against the plan: a lot came twice exactly if no ARL had
/// been sent within 48 hours of the first time.
fn sent_again_where_an_arl_was_withheld(caisse: &Caisse) {
    for lot in caisse.world().lots() {
        let first = caisse
            .history()
            .iter()
            .find(|event| matches!(event, Event::LotSent { lot: index, .. } if *index == lot.index))
            .unwrap_or_else(|| panic!("lot {} never came", lot.index))
            .at();
        let answered = arrivals(caisse).any(|arrival| {
            arrival.lot == Some(lot.index)
                && arrival.kind.is_arl()
                && arrival.at <= first + DEADLINE
        });
        let expected = if answered { 1 } else { 2 };
        assert_eq!(caisse.received(lot.index), expected, "{lot:?}");
    }
}

/// Every message that was sent to the practice was collected, as often as it was sent.
fn collected_whole(caisse: &Caisse, practice: &Practice) {
    let mut balance: BTreeMap<String, i64> = BTreeMap::new();
    for arrival in arrivals(caisse) {
        *balance.entry(letters::message_id(arrival)).or_default() += 1;
    }
    for message in practice.files("collected") {
        let id = letters::message_id_of(&message).unwrap();
        *balance.entry(id).or_default() -= 1;
    }
    balance.retain(|_, count| *count != 0);
    assert!(balance.is_empty(), "sent minus collected: {balance:?}");
}

/// The program's own book, its log and its folder of ARLs say the same.
fn followed_to_the_end(plan: &Plan, caisse: &Caisse, practice: &Practice) {
    let book = practice.billing().follow_up().unwrap();
    let lots = plan.world().lots();
    assert_eq!(book.lots.len(), lots.len());
    for lot in lots {
        let known = book
            .lots
            .iter()
            .find(|known| known.lot == lot.reference())
            .unwrap();
        let answered =
            arrivals(caisse).any(|arrival| arrival.lot == Some(lot.index) && arrival.kind.is_arl());
        let expected = match (answered, lot.fate) {
            (true, Fate::Refused) => State::Refused,
            (true, _) => State::Acknowledged,
            (false, _) => State::ByHand,
        };
        assert_eq!(known.state, expected, "{lot:?}");
        assert_eq!(
            known.sent.len() as u64,
            u64::from(caisse.received(lot.index))
        );
    }
    assert_eq!(practice.log_lines("LOT"), lots.len());
    assert_eq!(practice.log_lines("RENVOI"), plan.sent_again().len());
    assert_eq!(practice.log_lines("MANUEL"), plan.handed_over().len());
    let arls = arrivals(caisse)
        .filter(|arrival| arrival.kind.is_arl())
        .count();
    assert_eq!(practice.files("ARL").len(), arls);
}

/// Recognition takes every message, as the servers left it, for what it is.
fn recognised(caisse: &Caisse, practice: &Practice, mail: &Mail) {
    let rules = rules();
    let mut confusion = Confusion::default();
    let by_id: BTreeMap<_, _> = arrivals(caisse)
        .map(|arrival| (letters::message_id(arrival), arrival))
        .collect();
    for message in practice.files("collected") {
        let arrival = by_id[&letters::message_id_of(&message).unwrap()];
        let references = arrival.references(caisse.world().lots());
        confusion.note(&rules, &message, arrival.kind.class(), &references);
    }
    let emitter = LotReference {
        emitter: Some(caisse.world().lots()[0].emitter.clone()),
        ..LotReference::default()
    };
    for (_, message) in mail.maildir("caisse").messages() {
        confusion.note(
            &rules,
            &message,
            MessageClass::Lot,
            std::slice::from_ref(&emitter),
        );
    }
    println!("{confusion}");
    assert!(confusion.is_none(), "{confusion}");
    for class in MessageClass::ALL {
        assert_eq!(
            confusion.count(class, class) > 0,
            class != MessageClass::ArlUnsigned,
            "{class:?} occurs, but for the ARL without a sign\n{confusion}"
        );
    }
}

fn arrivals(caisse: &Caisse) -> impl Iterator<Item = &Arrival> {
    caisse.history().iter().filter_map(|event| match event {
        Event::Arrival(arrival) => Some(arrival),
        _ => None,
    })
}
