//! The story of 2022 on real servers: a provider closes POP for a week, with the relay and without.
//!
//! The billing software and the caisses live by a clock that the test moves from day to day; Vigie
//! lives beside them as it always does, hurried. Caisse 511 answers whoever sends the lot; caisse
//! 132 answers to the address that it has on file, and that is the old one.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
    time::Duration,
};

use jiff::{
    Timestamp,
    civil::{DateTime, date, time},
};
use vigie_domain::{
    health::Level,
    server::{Security, Server},
};
use vigie_protocol::{
    Answer, Fiche, MaySwitch, Password, RelocationDraft, RelocationState, Request, SwitchState,
};
use vigie_tests::{
    billing::{Billing, Round, State},
    caisse::{
        Answers, Caisse, Event, Lot, LotFile, Office, Parameters, Practice as Worker, Shares,
        World, letters,
    },
    mail::{Mail, Options, Routing},
    practice::Practice,
    wait,
};

use crate::relay_installed::{Installed, SOON};

const OLD: &str = "cabinet@example.test";
/// At another provider.
const NEW: &str = "nouvelle@ailleurs.test";

/// Until its file is set right, which nobody does in this story.
const ON_FILE: u16 = 132;

fn world() -> World {
    let mut worker = Worker::doctor("cabinet", 42);
    worker.sends = 1000;
    worker.lots = 6;
    worker.times = vec![time(7, 0, 0, 0), time(8, 0, 0, 0), time(9, 0, 0, 0)];
    let office = |number| Office {
        number,
        answers: Answers::AtOnce,
    };
    World::new(
        2022,
        Parameters {
            begins: date(2026, 3, 2),
            days: 12,
            practices: vec![worker],
            offices: vec![office(511), office(ON_FILE)],
            shares: Shares::CALM,
            outages: 0,
            noise: 0,
            ..Parameters::default()
        },
    )
}

/// The practice, its servers, its caisses and its billing software.
struct Story {
    mail: Mail,
    practice: Practice,
    caisse: Caisse,
    ini: PathBuf,
    relay: Option<Installed>,
    /// POP of the old mailbox is closed; so many messages lay there when it closed.
    closed: Option<usize>,
    handed: BTreeSet<usize>,
    rounds: Vec<Round>,
}

/// What it came to.
#[derive(Debug, PartialEq, Eq)]
struct Balance {
    lots: usize,
    /// Lots that went out more than once.
    resent: usize,
    /// Lots that were given up, for a person to see to.
    by_hand: usize,
    /// Messages of the caisses.
    returns: usize,
    /// Those that the software never had.
    lost: usize,
    /// Those that it had more than once.
    twice: usize,
}

impl Story {
    fn begin(with_relay: bool) -> Self {
        vigie_tests::install_crypto_provider();
        let routing = Routing::default();
        let mail = Mail::with(
            &["cabinet", NEW, "caisse"],
            Options {
                smtp: true,
                lock_sessions: true,
                routing: Some(&routing),
                ..Options::default()
            },
        );
        let world = world();
        let practice = Practice::new(world.clone(), at(2, 8), 1);
        let rules = practice.path("rules.json");
        let relay = with_relay.then(|| Installed::start(&mail, Some(&rules)));
        let mut story = Self {
            caisse: Caisse::open(world, &mail).with_on_file(ON_FILE, OLD),
            ini: practice.path("facturation.ini"),
            mail,
            practice,
            relay,
            closed: None,
            handed: BTreeSet::new(),
            rounds: Vec::new(),
        };
        story.set_software(OLD, "cabinet-pw");
        story
    }

    /// What stands in the software's settings: the relay, or a mailbox.
    fn set_software(&mut self, address: &str, password: &str) {
        let (pop, smtp, user, password, security) = match &self.relay {
            Some(relay) => (
                relay.pop,
                relay.smtp,
                relay.login.as_str(),
                relay.password.as_str(),
                "clear",
            ),
            None => (
                self.mail.pops_port(),
                self.mail.smtps_port(),
                address,
                password,
                "tls",
            ),
        };
        let of = |name| self.practice.text(name);
        let text = format!(
            "[mailbox]\naddress = {address}\ncaisse = caisse@example.test\nuser = {user}\npassword = {password}\n\
             ca_file = {}\n[pop]\nhost = 127.0.0.1\nport = {pop}\nsecurity = {security}\n\
             [smtp]\nhost = 127.0.0.1\nport = {smtp}\nsecurity = {security}\n\
             [folders]\noutbox = {}\nsent = {}\ncollected = {}\n[follow_up]\nfolder = {}\n[clock]\nfile = {}\n",
            self.mail.ca_file().display(),
            of("outbox"),
            of("sent"),
            of("collected"),
            of("suivi"),
            of("clock"),
        );
        fs::write(&self.ini, text).unwrap();
    }

    /// A day comes: the caisses have sent what was due, and the practice has made its lots.
    fn morning(&mut self, now: Timestamp) {
        self.practice.clock().set(now).unwrap();
        self.caisse.deliver(now);
        self.mail.until_delivered();
        let is_new = |lot: &&Lot| lot.made <= now && !lot.is_enveloped();
        for lot in self.practice.world().lots().iter().filter(is_new) {
            // Nothing for the caisse with the old address while nobody can read there.
            let pause = at(3, 20) < lot.made && lot.made < at(11, 0);
            if self.handed.insert(lot.index) && !(pause && lot.caisse.number() == ON_FILE) {
                LotFile::of(lot)
                    .write(&self.practice.path("outbox"))
                    .unwrap();
            }
        }
    }

    /// The software sends and collects, and the caisses have the lots.
    fn round(&mut self) -> &Round {
        if let Some(relay) = &self.relay {
            relay.until_waiting(self.expected());
        }
        let round = Billing::open(&self.ini).unwrap().round().unwrap();
        self.rounds.push(round);
        self.mail.until_delivered();
        self.caisse.receive(self.practice.now());
        self.rounds.last().unwrap()
    }

    /// A day with a round.
    fn day(&mut self, now: Timestamp) {
        self.morning(now);
        self.round();
    }

    /// The caisses' messages that can be read, less those that were taken.
    fn expected(&self) -> u64 {
        let collected = self.collected();
        let mut reachable = 0;
        for (name, closed) in [("cabinet", self.closed.is_some()), ("nouvelle", false)] {
            let here = self.mail.maildir(name).messages();
            let waits = here.iter().filter(|(_, octets)| {
                let id = letters::message_id_of(octets);
                !closed && id.is_some_and(|id| is_return(&id) && !collected.contains_key(&id))
            });
            reachable += waits.count() as u64;
        }
        reachable
    }

    /// How often the software has taken each message, by its Message-ID.
    fn collected(&self) -> BTreeMap<String, usize> {
        let mut times = BTreeMap::new();
        for entry in fs::read_dir(self.practice.path("collected"))
            .into_iter()
            .flatten()
        {
            let octets = fs::read(entry.unwrap().path()).unwrap();
            if let Some(id) = letters::message_id_of(&octets).filter(|id| is_return(id)) {
                *times.entry(id).or_default() += 1;
            }
        }
        times
    }

    /// The provider of the old mailbox closes POP, or opens it again.
    fn set_closed(&mut self, closed: bool) {
        self.closed = closed.then(|| self.mail.maildir("cabinet").len());
        self.mail.set_pop_off("cabinet", closed);
    }

    /// The addresses from which lots have come to the caisses since there were so many of them.
    fn senders(&self, from: usize) -> BTreeSet<String> {
        let lots = self.mail.maildir("caisse").messages();
        let sender = |(_, octets): &(String, Vec<u8>)| letters::sender_of(octets);
        lots.iter().skip(from).filter_map(sender).collect()
    }

    fn balance(&self) -> Balance {
        let lots = Billing::open(&self.ini).unwrap().follow_up().unwrap().lots;
        let collected = self.collected();
        let sent: Vec<String> = self
            .caisse
            .history()
            .iter()
            .filter_map(|event| match event {
                Event::Arrival(arrival) => Some(letters::message_id(arrival)),
                _ => None,
            })
            .collect();
        let counted = |wanted: fn(usize) -> bool| {
            let times = |id: &&String| wanted(collected.get(*id).copied().unwrap_or_default());
            sent.iter().filter(times).count()
        };
        Balance {
            lots: lots.len(),
            resent: lots.iter().filter(|lot| lot.sent.len() > 1).count(),
            by_hand: lots.iter().filter(|lot| lot.state == State::ByHand).count(),
            returns: sent.len(),
            lost: counted(|times| times == 0),
            twice: counted(|times| times > 1),
        }
    }
}

/// A message of the caisses, and none of Vigie's own.
fn is_return(id: &str) -> bool {
    id.ends_with("@essai.example")
}

/// That hour of March 2026, in Paris.
fn at(day: i8, hour: i8) -> Timestamp {
    let local: DateTime = date(2026, 3, day).at(hour, 30, 0, 0);
    local.in_tz("Europe/Paris").unwrap().timestamp()
}

/// The week before: two days of work from the old mailbox, and all its answers.
fn two_days_of_work(story: &mut Story) {
    story.day(at(2, 9));
    story.day(at(3, 9));
    story.day(at(3, 20));
    let lots = Billing::open(&story.ini).unwrap().follow_up().unwrap().lots;
    assert!(lots.len() >= 3, "{}", lots.len());
    assert!(
        lots.iter().all(|lot| lot.state == State::Acknowledged),
        "{lots:?}"
    );
}

/// The days from the change on.
fn a_week_without_and_a_week_with_the_old_mailbox(story: &mut Story) {
    for day in [5, 6, 9, 10] {
        story.day(at(day, 9));
    }
    story.set_closed(false);
    for day in [11, 12, 13, 16, 18, 20] {
        story.day(at(day, 9));
    }
}

#[test]
fn a_provider_closes_for_a_week_and_nothing_is_lost_behind_the_relay() {
    let (with, without) = std::thread::scope(|scope| {
        let without = scope.spawn(without_relay);
        (with_relay(), without.join().unwrap())
    });
    println!("| the story of 2022 | with the relay | without |\n|---|---|---|");
    for (what, of) in [
        ("lots", (|one| one.lots) as fn(&Balance) -> usize),
        ("lots sent again because of the change", |one| one.resent),
        ("lots given up, left to a person", |one| one.by_hand),
        ("ARLs and returns of the caisses", |one| one.returns),
        ("of these, never seen by the billing software", |one| {
            one.lost
        }),
        ("of these, seen twice", |one| one.twice),
    ] {
        println!("| {what} | {} | {} |", of(&with), of(&without));
    }
    assert_eq!((with.resent, with.by_hand), (0, 0), "{with:?}");
    assert_eq!((with.lost, with.twice), (0, 0), "{with:?}");
    assert!(without.lost > 0 && without.resent > 0, "{without:?}");
    assert_eq!(with.lots, without.lots);
}

fn without_relay() -> Balance {
    let mut story = Story::begin(false);
    two_days_of_work(&mut story);
    story.set_closed(true);
    story.morning(at(4, 9));
    // The practice finds a new mailbox, and sets its software to it.
    story.set_software(NEW, "nouvelle-pw");
    story.round();
    a_week_without_and_a_week_with_the_old_mailbox(&mut story);
    story.balance()
}

fn with_relay() -> Balance {
    let mut story = Story::begin(true);
    two_days_of_work(&mut story);
    let before = story.mail.maildir("caisse").len();
    assert_eq!(story.senders(0), BTreeSet::from([OLD.to_owned()]));

    story.set_closed(true);
    story.morning(at(4, 9));
    wait::until_true("the alarm", SOON, || {
        story.relay.as_ref().unwrap().agent.status().mailboxes[0].level == Level::Alarm
    });
    the_assistant_verifies(&story);
    one_click(&story);
    story.round();
    assert_eq!(story.senders(before), BTreeSet::from([NEW.to_owned()]));

    a_week_without_and_a_week_with_the_old_mailbox(&mut story);
    assert_eq!(story.senders(before), BTreeSet::from([NEW.to_owned()]));
    the_sheet_is_right(&story);
    story.balance()
}

fn the_assistant_verifies(story: &Story) {
    let agent = &story.relay.as_ref().unwrap().agent;
    let server = |port| {
        Some(Server {
            host: "127.0.0.1".to_owned(),
            port,
            security: Security::Tls,
        })
    };
    let draft = Box::new(RelocationDraft {
        address: NEW.parse().unwrap(),
        password: Password("nouvelle-pw".to_owned().into()),
        login: None,
        pop: server(story.mail.pops_port()),
        submission: server(story.mail.smtps_port()),
        replaces: Some(agent.mailbox().account.id),
        existing: Vec::new(),
        own_domain: false,
        approved_hosts: vec!["127.0.0.1".to_owned()],
        consent: true,
    });
    agent.ask(Request::BeginRelocation { draft }).unwrap();
    let asked = || match agent.ask(Request::Relocation) {
        Ok(Answer::Relocation { relocation }) => relocation,
        other => panic!("{other:?}"),
    };
    wait::until_fits("the verdict", SOON, asked, |relocation| {
        relocation.as_ref().is_some_and(|one| {
            one.state == RelocationState::Judged && one.may_switch != MaySwitch::No
        })
    });
}

fn one_click(story: &Story) {
    let agent = &story.relay.as_ref().unwrap().agent;
    let ran = agent.vigie(&["switch", "apply", "--yes", "--json"], "");
    assert_eq!(ran.status, 0, "{ran:?}");
    let switch = || match agent.ask(Request::Switch) {
        Ok(Answer::Switch { switch }) => switch,
        other => panic!("{other:?}"),
    };
    wait::until_fits("the switch to rest", SOON, switch, |switch| {
        let state = switch.as_ref().map(|one| one.state);
        state == Some(SwitchState::New)
    });
    let relay = || story.relay.as_ref().unwrap().status();
    wait::until_fits("the relay to stand before both", SOON, relay, |relay| {
        relay.mailboxes.len() == 2
            && relay.mailboxes[1].former
            && relay.mailboxes[1].keep_days == 30
    });
}

/// No lot is left between the two mailboxes, and every return that came to the old one since is
/// named.
fn the_sheet_is_right(story: &Story) {
    let agent = &story.relay.as_ref().unwrap().agent;
    let sheet = || match agent.ask(Request::Fiche) {
        Ok(Answer::Fiche { fiche }) => *fiche,
        other => panic!("no sheet: {other:?}"),
    };
    let came: usize = story
        .mail
        .maildir("cabinet")
        .messages()
        .iter()
        .filter(|(_, octets)| letters::message_id_of(octets).is_some_and(|id| is_return(&id)))
        .count();
    let came = came as u64;
    assert!(came > 0, "they stay at the old provider for 30 days");
    let fiche: Fiche = wait::until_fits(
        "the sheet of what came to the old mailbox",
        Duration::from_mins(1),
        sheet,
        |fiche| fiche.lots.is_empty() && fiche.returns_total == came,
    );
    println!("the sheet: {:?}", fiche.summary);
}
