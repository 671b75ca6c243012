//! A practice whose book Vigie keeps, in accelerated time: its folders on disk, its fast clock, and
//! its world of lots.
//!
//! The clock is the book's and the billing program's alike ([`vigie_agent`'s `--book-clock`] and
//! [`Clock`] read one line), and shows a time that is long past: files and messages bear the dates
//! of their own time, as old as they claim to be.
//!
//! [`vigie_agent`'s `--book-clock`]: crate::agent::Options::more

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::Timestamp;
use vigie_domain::book::query::{Lot as BookLot, Page};

use crate::{
    agent::{self, Agent},
    billing::Clock,
    caisse::{Arrival, Event, Kind, Lot, LotFile, Plan, World, date_file, letters, rules_document},
    mail::Mail,
    wait,
};

/// The address of the practice on the test servers.
const ADDRESS: &str = "cabinet@example.test";

/// A practice with its folders.
pub struct Practice {
    dir: tempfile::TempDir,
    world: World,
    clock: Clock,
}

impl Practice {
    /// With that world, and a clock that runs from `begins` on, `times` as fast as the computer's.
    #[must_use]
    pub fn new(world: World, begins: Timestamp, times: u32) -> Self {
        let dir = tempfile::Builder::new()
            .prefix("vigie-practice-")
            .tempdir()
            .expect("a temporary folder can be made");
        crate::children::remove_at_end(dir.path());
        let clock = Clock::of(&dir.path().join("clock"));
        clock.run(begins, times).expect("the clock can be set");
        fs::write(dir.path().join("rules.json"), rules_document())
            .expect("the rules can be written");
        let practice = Self { dir, world, clock };
        for folder in ["outbox", "sent", "messages", "ARL"] {
            fs::create_dir_all(practice.path(folder)).expect("a folder can be made");
        }
        practice
    }

    /// A file or folder of it: `messages` holds a message for each lot sent, `sent` the lots' own
    /// files, `ARL` the ARLs collected.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The same as text.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    /// Its lots, and what comes back for them.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Its clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// What time it is there.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now().expect("the clock goes")
    }

    /// Waits until it is so late there.
    pub fn until(&self, at: Timestamp) {
        wait::until_true(&format!("{at} by the fast clock"), PATIENCE, || {
            self.now() >= at
        });
    }

    /// How to start an agent that keeps this practice's book: by its clock and by the rules that
    /// know the invented ARLs.
    #[must_use]
    pub fn options(&self, mail: &Mail) -> agent::Options {
        let clock = fs::read_to_string(self.path("clock")).expect("the clock can be read");
        agent::Options {
            ca_file: Some(mail.ca_file().to_owned()),
            hurried: true,
            more: vec![
                "--rules".to_owned(),
                self.text("rules.json"),
                "--book-clock".to_owned(),
                clock,
            ],
            ..agent::Options::default()
        }
    }

    /// The same without a desktop.
    #[must_use]
    pub fn headless(&self, mail: &Mail) -> agent::Options {
        agent::Options {
            passphrase: Some("phrase".to_owned()),
            ..self.options(mail)
        }
    }

    /// A lot leaves at `at`: its message is kept.
    pub fn send(&self, lot: &Lot, at: Timestamp) {
        let id = Self::message_id(lot, at);
        let letter = letters::lot(&LotFile::of(lot), ADDRESS, at, &id);
        self.keep("messages", &id, &letter.octets, at);
    }

    /// The Message-ID under which a lot leaves at that time.
    #[must_use]
    pub fn message_id(lot: &Lot, at: Timestamp) -> String {
        format!("{}.{}@facturation.example", lot.stamp, at.as_second())
    }

    /// The billing program has collected this message, and keeps it.
    pub fn collect(&self, arrival: &Arrival) {
        let letter = letters::letter(&self.world, arrival);
        let name = format!("{:016x}", arrival.serial);
        self.keep("ARL", &name, &letter.octets, arrival.at);
    }

    fn keep(&self, folder: &str, name: &str, octets: &[u8], at: Timestamp) {
        let file = self.path(folder).join(format!("{name}.eml"));
        let half = self.path(folder).join(format!("{name}.tmp"));
        fs::write(&half, octets).expect("a message can be kept");
        date_file(&half, at).expect("a file can be dated");
        fs::rename(half, file).expect("a file can be renamed");
    }

    /// What the folders hold of the time before `until`: the lots of the plan made by then, whose
    /// mails show what they are, and the ARLs that came for them. Returns how many lots.
    #[expect(clippy::must_use_candidate, reason = "what it does is what counts")]
    pub fn remember(&self, plan: &Plan, until: Timestamp) -> usize {
        let mut lots = BTreeSet::new();
        for event in plan.events() {
            match event {
                Event::LotSent { at, lot, .. }
                    if *at < until && !self.world.lots()[*lot].is_enveloped() =>
                {
                    self.send(&self.world.lots()[*lot], *at);
                    lots.insert(*lot);
                }
                Event::Arrival(arrival)
                    if arrival.kind.is_arl()
                        && arrival.lot.is_some_and(|lot| lots.contains(&lot)) =>
                {
                    self.collect(arrival);
                }
                _ => {}
            }
        }
        lots.len()
    }

    /// An ARL on that lot, as it would arrive at `at`.
    #[must_use]
    pub fn arl(&self, lot: &Lot, positive: bool, at: Timestamp) -> Arrival {
        Arrival {
            at,
            practice: lot.practice,
            kind: Kind::Arl { positive },
            lot: Some(lot.index),
            office: 0,
            serial: 0x0a00_0000_0000_0000 + lot.index as u64,
        }
    }

    /// The settings of a billing program that works here, with its 48 h rule.
    #[must_use]
    pub fn billing_program(&self, mail: &Mail) -> PathBuf {
        let ini = self.path("facturation.ini");
        let text = format!(
            "[mailbox]\naddress = {ADDRESS}\ncaisse = caisse@example.test\n\
             user = {ADDRESS}\npassword = cabinet-pw\nca_file = {}\n\
             [pop]\nhost = 127.0.0.1\nport = {}\n[smtp]\nhost = 127.0.0.1\nport = {}\n\
             [folders]\noutbox = {}\nsent = {}\nmessages = {}\ncollected = {}\n\
             [follow_up]\nfolder = {}\narl = {}\nlog = {}\n[clock]\nfile = {}\n",
            mail.ca_file().display(),
            mail.pops_port(),
            mail.smtps_port(),
            self.text("outbox"),
            self.text("sent"),
            self.text("messages"),
            self.text("collected"),
            self.text("suivi"),
            self.text("ARL"),
            self.text("facturation.log"),
            self.text("clock"),
        );
        fs::write(&ini, text).expect("the settings can be written");
        ini
    }
}

/// For what takes seconds, on a machine that is busy.
const PATIENCE: Duration = Duration::from_mins(3);

/// Has the agent learn from a place, as its user would: `--lots`, `--returns`, `--pyxvital`.
pub fn add_source(agent: &Agent, kind: &str, path: &Path) {
    let path = path.display().to_string();
    let ran = agent.vigie(&["sources", "add", kind, &path], "");
    assert_eq!(ran.status, 0, "{ran:?}");
}

/// The whole book, as `vigie lots --json` shows it.
#[must_use]
pub fn book(agent: &Agent) -> Page<BookLot> {
    let ran = agent.vigie(&["lots", "--json", "--limit", "100000"], "");
    assert_eq!(ran.status, 0, "{ran:?}");
    serde_json::from_str(&ran.stdout).unwrap_or_else(|e| panic!("no lots ({e}): {ran:?}"))
}

/// The lots that bear this lot's number and date.
#[must_use]
pub fn rows_of<'a>(book: &'a Page<BookLot>, lot: &Lot) -> Vec<&'a BookLot> {
    book.rows
        .iter()
        .filter(|row| {
            let known = &row.reference;
            (known.number, known.date) == (Some(lot.number), Some(lot.date))
                && known.emitter.as_ref() == Some(&lot.emitter)
        })
        .collect()
}
