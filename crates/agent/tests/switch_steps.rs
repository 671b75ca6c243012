//! Single steps of a switch, where this computer is not as they wish it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "test code")]

use std::{
    env, fs,
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use tempfile::TempDir;
use vigie_agent::{
    secrets::{Memory, SecretError, Secrets},
    switch::{Advanced, Driver, Front, Given, Halt, Hands, Relay, Software, WatchNote},
};
use vigie_domain::{
    account::{Account, AccountId},
    health::Health,
    relay::USUAL_PORTS,
    report::{CheckReport, MailboxSeen},
    server::{Security, Server},
    switch::{Aim, Course, Former, NewMailbox, Obstacle, Place, Plan, Standing, Step, Way},
};
use vigie_journal::{CheckRecord, Journal, NewAccount, UidDelta};

const NEW: &str = "neuve@exemple.example";
const PASSWORD: &str = "le nouveau";
const INI: &[u8] = b"[Messagerie]\nServeurPOP=pop.ancien.example\nPortPOP=110\n";

fn now() -> Timestamp {
    "2026-11-23T10:00:00Z".parse().unwrap()
}

fn server(host: &str) -> Server {
    Server {
        host: host.to_owned(),
        port: 995,
        security: Security::Tls,
    }
}

/// A keychain that refuses as it is told to.
#[derive(Default)]
struct Moody {
    kept: Memory,
    mood: Mutex<Option<SecretError>>,
}

impl Moody {
    fn refuse(&self, error: Option<SecretError>) {
        *self.mood.lock().unwrap() = error;
    }

    fn mood(&self) -> Result<(), SecretError> {
        self.mood.lock().unwrap().clone().map_or(Ok(()), Err)
    }
}

impl Secrets for Moody {
    fn read(&self, name: &str) -> Result<Option<SecretString>, SecretError> {
        self.mood()?;
        self.kept.read(name)
    }

    fn write(&self, name: &str, secret: &SecretString) -> Result<(), SecretError> {
        self.mood()?;
        self.kept.write(name, secret)
    }

    fn delete(&self, name: &str) -> Result<(), SecretError> {
        self.mood()?;
        self.kept.delete(name)
    }
}

/// A relay that remembers what it was told.
#[derive(Default)]
struct Told {
    closed: AtomicBool,
    waiting: AtomicU64,
    had: Mutex<Vec<(AccountId, Vec<String>)>>,
    calls: Mutex<Vec<&'static str>>,
}

impl Told {
    fn note(&self, call: &'static str) -> Result<(), Halt> {
        if self.closed.load(Ordering::SeqCst) {
            return Err(Obstacle::RelayNotOpen.into());
        }
        self.calls.lock().unwrap().push(call);
        Ok(())
    }
}

impl Relay for Told {
    fn open(&self) -> Result<Front, Halt> {
        self.note("open")?;
        Ok(Front {
            ports: USUAL_PORTS,
            login: "vigie-k7".to_owned(),
        })
    }

    fn password(&self) -> Result<SecretString, Halt> {
        Ok("celui du relais".into())
    }

    fn waiting(&self) -> Result<u64, Halt> {
        Ok(self.waiting.load(Ordering::SeqCst))
    }

    fn note_had(&self, account: AccountId, mut uids: Vec<String>) -> Result<(), Halt> {
        uids.sort();
        self.had.lock().unwrap().push((account, uids));
        Ok(())
    }

    fn begin(&self) -> Result<(), Halt> {
        self.note("begin")
    }

    fn drain(&self) -> Result<(), Halt> {
        self.note("drain")
    }
}

/// A computer on which a switch is carried out, step by step.
struct Scene {
    dir: TempDir,
    journal: Journal,
    secrets: Arc<Moody>,
    relay: Arc<Told>,
    /// The id of the profile in force.
    profile: &'static str,
    /// How to tell that the billing program runs.
    running: String,
}

impl Scene {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("essai")).unwrap();
        fs::write(dir.path().join("essai/essai.ini"), INI).unwrap();
        let (journal, _) = Journal::open(&dir.path().join("vigie.sqlite"), now()).unwrap();
        Self {
            dir,
            journal,
            secrets: Arc::default(),
            relay: Arc::default(),
            profile: "essai",
            running: r#"{"processes": ["essai-qui-ne-tourne-pas.exe"]}"#.to_owned(),
        }
    }

    fn ini(&self) -> PathBuf {
        self.dir.path().join("essai/essai.ini")
    }

    fn lock(&self) -> PathBuf {
        self.dir.path().join("essai/lock")
    }

    fn plan(&self, way: Way) {
        self.plan_to(Aim::Mailbox, None, way);
    }

    /// The billing software goes to the relay, or back; the mailbox stays.
    fn plan_relay(&self, aim: Aim, way: Way) -> Account {
        let account = self.watch("pop.exemple.example", NEW);
        self.plan_to(aim, Some(account.id), way);
        account
    }

    fn plan_to(&self, aim: Aim, from: Option<AccountId>, way: Way) {
        let place = |host: &str| Place {
            server: server(host),
            login: NEW.to_owned(),
        };
        let plan = Plan {
            aim,
            from,
            to: NewMailbox {
                address: NEW.parse().unwrap(),
                provider: None,
                pop: place("pop.exemple.example"),
                submission: Some(place("smtp.exemple.example")),
            },
            way,
            leaves_copies: true,
            transition_days: 30,
        };
        self.journal.plan_switch(&plan, now()).unwrap();
    }

    fn plan_by_profile(&self) {
        self.plan(Way::Profile {
            profile: "essai".to_owned(),
            password: false,
        });
    }

    /// The new mailbox is watched already, at this server and with this login.
    fn watch(&self, host: &str, login: &str) -> Account {
        let account = NewAccount {
            address: NEW.parse().unwrap(),
            login: login.to_owned(),
            server: server(host),
            provider: None,
            interval_minutes: 10,
            training: false,
        };
        let account = self.journal.add_account(account, now()).unwrap();
        let name = self.name_of(&account);
        self.secrets.write(&name, &"un ancien".into()).unwrap();
        account
    }

    fn name_of(&self, account: &Account) -> String {
        format!("{}/{}", self.journal.installation_id().unwrap(), account.id)
    }

    fn secret(&self, name: &str) -> Option<String> {
        let secret = self.secrets.kept.read(name).unwrap();
        secret.map(|secret| secret.expose_secret().to_owned())
    }

    fn step_at(&self, given: &Given, now: Timestamp) -> Advanced {
        let profiles = format!(
            r#"{{"version": 1, "profiles": [{{"id": "{}", "name": "Essai", "evidence": "a test",
            "running": {}, "settings": {{"stores": [{{"store": "ini",
            "file": {{"base": "home", "path": "essai/essai.ini"}}, "encoding": "utf8", "keys": [
            {{"setting": "pop_host", "section": "Messagerie", "key": "ServeurPOP"}},
            {{"setting": "pop_port", "section": "Messagerie", "key": "PortPOP"}}]}}]}}}}]}}"#,
            self.profile, self.running
        );
        let home = self.dir.path().to_owned();
        let driver = Driver {
            journal: self.journal.clone(),
            deeds: Hands {
                journal: self.journal.clone(),
                secrets: self.secrets.clone(),
                installation: self.journal.installation_id().unwrap(),
                interval_minutes: 10,
                software: Software {
                    profiles: Arc::new(vigie_sources::parse(&profiles).unwrap()),
                    roots: Arc::new(move |_| vec![home.clone()]),
                },
                relay: self.relay.clone(),
            },
        };
        driver.advance(given, now).unwrap()
    }

    fn step(&self, word: Option<Obstacle>) -> Advanced {
        let given = Given {
            password: Some(PASSWORD.into()),
            word,
            ..Given::default()
        };
        self.step_at(&given, now())
    }

    /// These messages were seen in the mailbox.
    fn list(&self, account: AccountId, uids: &[&str], at: Timestamp) {
        let report = CheckReport {
            started_at: at,
            server: server("pop.exemple.example"),
            timings: Vec::new(),
            tls: None,
            capabilities: Vec::new(),
            login_delay_s: None,
            login_attempted: true,
            outcome: Ok(MailboxSeen {
                messages: uids.len() as u64,
                octets: 0,
                uids: None,
                new_messages: Vec::new(),
                more_to_scan: false,
                oldest: None,
            }),
        };
        self.journal
            .record_check(&CheckRecord {
                account,
                report: &report,
                health: &Health::new(at),
                happenings: &[],
                uids: &UidDelta {
                    learned: uids.iter().map(|uid| (*uid).to_owned()).collect(),
                    gone: Vec::new(),
                },
                memory: None,
                at,
            })
            .unwrap();
        self.journal.flush().unwrap();
    }

    /// Goes on until something stands against it, or it is at rest.
    fn go_on(&self) -> Advanced {
        for _ in 0..20 {
            let advanced = self.step(None);
            if advanced != Advanced::Stepped {
                return advanced;
            }
        }
        panic!("no rest");
    }

    fn go_until_done(&self, step: Step) {
        while self.standing(step) != Standing::Done {
            assert_eq!(self.step(None), Advanced::Stepped);
        }
    }

    fn standing(&self, step: Step) -> Standing {
        let record = self.journal.last_switch().unwrap().unwrap();
        let course = Course {
            steps: &record.plan.steps(),
            attempts: &record.attempts(),
            undo: record.undo,
        };
        course.standing(step)
    }

    fn went_back_for(&self) -> Option<Obstacle> {
        let record = self.journal.last_switch().unwrap().unwrap();
        let course = Course {
            steps: &record.plan.steps(),
            attempts: &record.attempts(),
            undo: record.undo,
        };
        course.obstacle().cloned()
    }

    fn turn_back(&self) {
        let switch = self.journal.last_switch().unwrap().unwrap();
        self.journal.turn_switch_back(switch.id).unwrap();
    }
}

fn closed() -> Obstacle {
    Obstacle::IsItClosed {
        program: "Essai".to_owned(),
    }
}

fn runs() -> Advanced {
    Advanced::Waits(Obstacle::ProgramRuns {
        program: "Essai".to_owned(),
    })
}

/// How to tell that a program runs that does: this test itself. On Linux its name is cut.
fn this_test() -> String {
    let own = env::current_exe().unwrap();
    let name = own.file_name().unwrap().to_str().unwrap();
    format!(
        r#"{{"processes": ["{name}"], "lock_files": [{{"base": "home", "path": "essai/lock"}}]}}"#
    )
}

#[test]
fn a_program_that_runs_is_not_believed_to_be_closed_for_a_file_that_it_leaves() {
    let mut scene = Scene::new();
    scene.running = this_test();
    fs::write(scene.lock(), "").unwrap();
    scene.plan_by_profile();
    assert_eq!(scene.go_on(), runs());
    assert_eq!(scene.step(Some(closed())), runs(), "a hasty answer");
    // Closed after a crash: the file alone is asked about.
    scene.running = scene.running.replace("switch_steps", "essai-qui-ne");
    assert_eq!(scene.go_on(), Advanced::Waits(closed()));
    assert_eq!(scene.step(Some(closed())), Advanced::Stepped);
    scene.go_until_done(Step::BackUp);
    // Opened again before anything was written.
    scene.running = this_test();
    assert_eq!(scene.go_on(), runs());
    assert_eq!(fs::read(scene.ini()).unwrap(), INI);
}

#[test]
fn settings_of_a_program_that_is_not_found_are_put_back_on_the_persons_word_only() {
    let mut scene = Scene::new();
    scene.plan_by_profile();
    scene.go_until_done(Step::WriteSettings);
    let written = fs::read(scene.ini()).unwrap();
    assert_ne!(written, INI);
    scene.turn_back();
    // Its profile is not in force any more: whether it runs cannot be seen.
    scene.profile = "autre";
    assert_eq!(scene.go_on(), Advanced::Waits(closed()));
    assert_eq!(fs::read(scene.ini()).unwrap(), written);
    assert_eq!(scene.step(Some(closed())), Advanced::Stepped);
    assert_eq!(fs::read(scene.ini()).unwrap(), INI);
}

#[test]
fn settings_put_back_by_hand_are_not_asked_about_for_ever() {
    let mut scene = Scene::new();
    scene.plan_by_profile();
    scene.go_until_done(Step::WriteSettings);
    scene.turn_back();
    scene.profile = "autre";
    let mine = b"[Messagerie]\nServeurPOP=pop.tiers.example\nPortPOP=110\n";
    fs::write(scene.ini(), mine).unwrap();
    assert_eq!(scene.go_on(), Advanced::Waits(closed()));
    let Advanced::Waits(cannot @ Obstacle::CannotPutBack { .. }) = scene.step(Some(closed()))
    else {
        panic!("it was put back");
    };
    assert_eq!(scene.step(Some(cannot)), Advanced::Stepped);
    assert_eq!(scene.go_on(), Advanced::Rests(Some(false)));
    assert_eq!(fs::read(scene.ini()).unwrap(), mine);
}

#[test]
fn a_mailbox_watched_meanwhile_elsewhere_is_not_taken_for_the_new_one() {
    for (host, login) in [("pop.autre.example", NEW), ("pop.exemple.example", "autre")] {
        let scene = Scene::new();
        let account = scene.watch(host, login);
        scene.plan(Way::Guided);
        assert_eq!(scene.go_on(), Advanced::Rests(Some(false)));
        assert_eq!(scene.went_back_for(), Some(Obstacle::NotWatched));
        let kept = scene.secret(&scene.name_of(&account));
        assert_eq!(kept.as_deref(), Some("un ancien"));
    }
}

#[test]
fn a_mailbox_watched_meanwhile_gets_the_password_that_was_checked() {
    let scene = Scene::new();
    let account = scene.watch("POP.exemple.example", NEW);
    scene.plan(Way::Guided);
    assert_eq!(scene.go_on(), Advanced::Waits(Obstacle::EnterSettings));
    let note: WatchNote = {
        let record = scene.journal.last_switch().unwrap().unwrap();
        record.note(Step::WatchNew).unwrap()
    };
    assert_eq!((note.account, note.added), (account.id, false));
    let name = scene.name_of(&account);
    assert_eq!(scene.secret(&name).as_deref(), Some(PASSWORD));
    let waiting = format!("{}/switch-1", scene.journal.installation_id().unwrap());
    assert_eq!(scene.secret(&waiting), None);
    // Undone, it is watched as before, with the password that its server takes.
    scene.turn_back();
    assert_eq!(scene.go_on(), Advanced::Rests(Some(false)));
    assert_eq!(scene.secret(&name).as_deref(), Some(PASSWORD));
    assert_eq!(scene.journal.accounts().unwrap(), [account]);
}

#[test]
fn a_keychain_that_does_not_answer_for_a_moment_is_waited_for() {
    let scene = Scene::new();
    scene.plan(Way::Guided);
    let waits = Advanced::Waits(Obstacle::KeychainUnavailable);
    scene.secrets.refuse(Some(SecretError::TimedOut));
    assert_eq!((scene.step(None), scene.step(None)), (waits.clone(), waits));
    scene.secrets.refuse(None);
    assert_eq!(scene.go_on(), Advanced::Waits(Obstacle::EnterSettings));
    // Nor is it taken on the way back for one in which nothing is left.
    let new = scene.journal.accounts().unwrap().remove(0);
    let name = scene.name_of(&new);
    scene.turn_back();
    scene.secrets.refuse(Some(SecretError::TimedOut));
    let waits = Advanced::Waits(Obstacle::KeychainUnavailable);
    assert_eq!(scene.go_on(), waits);
    assert_eq!(scene.secret(&name).as_deref(), Some(PASSWORD));
    scene.secrets.refuse(None);
    assert_eq!(scene.go_on(), Advanced::Rests(Some(false)));
    assert_eq!(scene.secret(&name), None);
}

#[test]
fn a_keychain_that_is_not_there_yet_is_waited_for_after_a_start() {
    let scene = Scene::new();
    scene.plan(Way::Guided);
    assert_eq!(scene.step(None), Advanced::Stepped);
    scene
        .secrets
        .refuse(Some(SecretError::Absent("no keychain".to_owned())));
    let minutes = |minutes| now() + SignedDuration::from_mins(minutes);
    let resumed = Given {
        keychain_until: Some(minutes(5)),
        ..Given::default()
    };
    let waits = Advanced::Waits(Obstacle::KeychainUnavailable);
    assert_eq!(scene.step_at(&resumed, minutes(4)), waits);
    assert_eq!(scene.went_back_for(), None);
    scene.step_at(&resumed, minutes(5));
    assert_eq!(scene.went_back_for(), Some(Obstacle::KeychainUnavailable));
}

fn profile(password: bool) -> Way {
    Way::Profile {
        profile: "essai".to_owned(),
        password,
    }
}

#[test]
fn what_was_had_is_told_apart_before_the_person_is_asked_and_not_again() {
    let scene = Scene::new();
    let current = scene.plan_relay(Aim::ToRelay, Way::Guided);
    scene.list(current.id, &["a", "b"], now());
    let asked = Advanced::Waits(Obstacle::CollectLast);
    assert_eq!(scene.go_on(), asked);
    // What comes while the person is asked may come after their last collection.
    scene.list(current.id, &["c"], now() + SignedDuration::from_mins(1));
    assert_eq!(scene.go_on(), asked);
    let had = scene.relay.had.lock().unwrap().clone();
    assert_eq!(had, [(current.id, vec!["a".to_owned(), "b".to_owned()])]);
    assert_eq!(scene.step(Some(Obstacle::CollectLast)), Advanced::Stepped);
    assert_eq!(scene.go_on(), Advanced::Waits(Obstacle::EnterSettings));
    assert!(!scene.relay.calls.lock().unwrap().contains(&"begin"));
    let entered = scene.step(Some(Obstacle::EnterSettings));
    assert_eq!(entered, Advanced::Stepped);
    assert_eq!(scene.go_on(), Advanced::Rests(Some(true)));
    assert_eq!(scene.relay.calls.lock().unwrap().last(), Some(&"begin"));
}

#[test]
fn of_a_former_mailbox_only_what_lay_there_at_the_switch_was_had() {
    let scene = Scene::new();
    let account = NewAccount {
        address: "ancienne@exemple.example".parse().unwrap(),
        login: "ancienne".to_owned(),
        server: server("pop.ancien.example"),
        provider: None,
        interval_minutes: 10,
        training: false,
    };
    let old = scene.journal.add_account(account, now()).unwrap();
    let current = scene.plan_relay(Aim::ToRelay, Way::Guided);
    let since = now() + SignedDuration::from_hours(1);
    let former = Former {
        since,
        until: since + SignedDuration::from_hours(24 * 30),
        successor: current.id,
    };
    scene.journal.set_former(old.id, Some(former)).unwrap();
    scene.list(old.id, &["avant"], now());
    scene.list(
        old.id,
        &["apr\u{e8}s"],
        since + SignedDuration::from_hours(1),
    );
    assert_eq!(scene.go_on(), Advanced::Waits(Obstacle::CollectLast));
    let had = scene.relay.had.lock().unwrap().clone();
    assert!(had.contains(&(old.id, vec!["avant".to_owned()])), "{had:?}");
}

#[test]
fn nothing_is_set_to_a_relay_that_is_not_open() {
    let scene = Scene::new();
    scene.plan_relay(Aim::ToRelay, profile(false));
    scene.relay.closed.store(true, Ordering::SeqCst);
    assert_eq!(scene.go_on(), Advanced::Waits(Obstacle::RelayNotOpen));
    assert_eq!(fs::read(scene.ini()).unwrap(), INI);
    scene.relay.closed.store(false, Ordering::SeqCst);
    assert_eq!(scene.go_on(), Advanced::Waits(Obstacle::CollectLast));
    assert_eq!(scene.step(Some(Obstacle::CollectLast)), Advanced::Stepped);
    assert_eq!(scene.go_on(), Advanced::Rests(Some(true)));
    let written = fs::read_to_string(scene.ini()).unwrap();
    assert_eq!(
        written,
        "[Messagerie]\nServeurPOP=127.0.0.1\nPortPOP=1110\n"
    );
}

#[test]
fn on_the_way_back_what_waits_is_collected_first_and_nothing_is_asked_where_nothing_waits() {
    for waiting in [0, 3] {
        let scene = Scene::new();
        scene.plan_relay(Aim::FromRelay, profile(false));
        scene.relay.waiting.store(waiting, Ordering::SeqCst);
        if waiting > 0 {
            assert_eq!(scene.go_on(), Advanced::Waits(Obstacle::CollectLast));
            assert_eq!(scene.relay.calls.lock().unwrap().last(), Some(&"open"));
            // Collected: nobody need say so.
            scene.relay.waiting.store(0, Ordering::SeqCst);
        }
        assert_eq!(scene.go_on(), Advanced::Rests(Some(true)));
        assert_eq!(scene.relay.calls.lock().unwrap().last(), Some(&"drain"));
        let written = fs::read_to_string(scene.ini()).unwrap();
        assert_eq!(
            written,
            "[Messagerie]\nServeurPOP=pop.exemple.example\nPortPOP=995\n"
        );
        // Undone, it is all the relay's again, in that order.
        scene.turn_back();
        assert_eq!(scene.go_on(), Advanced::Rests(Some(false)));
        assert_eq!(fs::read(scene.ini()).unwrap(), INI);
        assert_eq!(scene.relay.calls.lock().unwrap().last(), Some(&"begin"));
    }
}

#[test]
fn where_a_mailbox_sends_is_kept_for_the_relay() {
    let scene = Scene::new();
    scene.plan(Way::Relay);
    assert_eq!(scene.go_on(), Advanced::Rests(Some(true)));
    let account = scene.journal.accounts().unwrap()[0].id;
    let kept = scene.journal.submissions().unwrap();
    assert_eq!(kept[&account].server.host, "smtp.exemple.example");
    assert_eq!(fs::read(scene.ini()).unwrap(), INI);
}
