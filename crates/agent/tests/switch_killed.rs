//! A switch that is killed before, in the midst of and after every step, forward and back, ends all
//! new or all old: the accounts, which of them is former, the passwords and the billing software's
//! file.
//!
//! The tests start themselves again as the process that carries the switch out, and kill it.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "test code")]

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use tempfile::TempDir;
use vigie_agent::{
    secrets::{SecretError, Secrets, Vault},
    switch::{Advanced, Deeds, Driver, Given, Halt, Hands, Order, Software},
};
use vigie_domain::{
    account::{Account, AccountId},
    server::{Security, Server},
    switch::{Former, NewMailbox, Passing, Place, Plan, Step, Way},
};
use vigie_journal::{Journal, NewAccount};

/// Where the child finds everything, and the moment at which it is to stop.
const FOLDER: &str = "VIGIE_SWITCH_TEST_FOLDER";
const STOP: &str = "VIGIE_SWITCH_TEST_STOP";

const OLD: &str = "ancienne@exemple.example";
const NEW: &str = "neuve@exemple.example";
const OLD_PASSWORD: &str = "l'ancien";
const NEW_PASSWORD: &str = "le nouveau";

const PROFILES: &str = r#"{"version": 1, "profiles": [{"id": "essai", "name": "Essai", "evidence": "a test",
    "running": {"processes": ["essai-qui-ne-tourne-pas.exe"]},
    "settings": {"stores": [{"store": "ini", "file": {"base": "home", "path": "essai/essai.ini"},
        "encoding": "windows1252", "keys": [
            {"setting": "pop_host", "section": "Messagerie", "key": "ServeurPOP"},
            {"setting": "pop_port", "section": "Messagerie", "key": "PortPOP"},
            {"setting": "pop_security", "section": "Messagerie", "key": "SSL"},
            {"setting": "pop_login", "section": "Messagerie", "key": "Identifiant"},
            {"setting": "pop_password", "section": "Messagerie", "key": "MotDePasse"},
            {"setting": "smtp_host", "section": "Envoi", "key": "Serveur"},
            {"setting": "sender", "section": "Envoi", "key": "Adresse"}]}],
        "security_words": {"tls": "1", "plain": "0"}}}]}"#;

/// Mixed line endings, comments and Windows-1252.
const INI_OLD: &[u8] =
    b"; Cabinet de Mme Andr\xe9\r\n[Messagerie]\r\nServeurPOP = pop.ancien.example\r\n\
PortPOP=110 ; d\xe9j\xe0 vu\nSSL=0\r\nIdentifiant=ancienne\r\nMotDePasse=l'ancien\r\n\r\n[Envoi]\n\
Serveur=smtp.ancien.example\nAdresse=ancienne@exemple.example\r\n# fin";
const INI_NEW: &[u8] = b"; Cabinet de Mme Andr\xe9\r\n[Messagerie]\r\nServeurPOP = pop.exemple.example\r\n\
PortPOP=995 ; d\xe9j\xe0 vu\nSSL=1\r\nIdentifiant=neuve@exemple.example\r\nMotDePasse=le nouveau\r\n\r\n[Envoi]\n\
Serveur=smtp.exemple.example\nAdresse=neuve@exemple.example\r\n# fin";

#[test]
fn killed_at_every_moment_by_profile() {
    killed_at_every_moment("killed_at_every_moment_by_profile", &by_profile());
}

#[test]
fn killed_at_every_moment_guided() {
    killed_at_every_moment("killed_at_every_moment_guided", &Way::Guided);
}

#[test]
fn killed_at_random_with_a_real_vault() {
    be_the_child();
    let mut seed = 0x5EED_u64;
    for round in 0..6 {
        let way = if round % 2 == 0 {
            by_profile()
        } else {
            Way::Guided
        };
        let place = Practice::new(true);
        place.plan(&way);
        let mut undo = false;
        for _ in 0..3 {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let mut child = place.child("killed_at_random_with_a_real_vault", None);
            place.wait_for("began", &mut child);
            std::thread::sleep(Duration::from_micros((seed >> 33) % 120_000));
            kill(child);
            fs::remove_file(place.dir.path().join("began")).unwrap();
            if seed & 0x10_0000 != 0 && !undo {
                undo = true;
                let journal = place.journal();
                let switch = journal.last_switch().unwrap().unwrap();
                journal.turn_switch_back(switch.id).unwrap();
            }
        }
        let new = place.finish();
        assert!(!(undo && new), "round {round}: undone, and yet new");
        place.check(&way, new, &format!("round {round}"));
    }
}

#[test]
fn switched_a_second_time_after_an_undo_the_two_change_places_again() {
    let practice = Practice::new(false);
    practice.plan(&Way::Guided);
    practice.given_password_until_rest();
    practice.turn_back();
    assert!(!practice.finish());
    practice.check(&Way::Guided, false, "undone");
    let former = |place: usize| practice.journal().accounts().unwrap()[place].former;
    let again = |turned_back: bool| {
        let journal = practice.journal();
        let plan = journal.last_switch().unwrap().unwrap().plan;
        journal.plan_switch(&plan, now()).unwrap();
        drop(journal);
        if turned_back {
            practice.turn_back();
        }
    };
    // Undone before anything was done: it stays what it was.
    again(true);
    assert!(!practice.finish());
    assert!(former(0).is_none() && former(1).is_some());
    again(false);
    practice.given_password_until_rest();
    assert!(former(0).is_some() && former(1).is_none());
    practice.turn_back();
    assert!(!practice.finish());
    practice.check(&Way::Guided, false, "undone a second time");
}

fn killed_at_every_moment(name: &str, way: &Way) {
    be_the_child();
    let mut ends = [0, 0];
    let mut stop = 0;
    // Forward, to be gone on with; forward, to be undone; and back from the end.
    loop {
        let forward = Practice::new(false);
        forward.plan(way);
        if !forward.killed_at(name, stop) {
            forward.check(way, true, "never cut off");
            break;
        }
        let new = forward.finish();
        forward.check(way, new, &format!("cut off at {stop}"));
        ends[usize::from(new)] += 1;

        let undone = Practice::new(false);
        undone.plan(way);
        assert!(undone.killed_at(name, stop));
        undone.turn_back();
        assert!(!undone.finish(), "undone at {stop}, and yet new");
        undone.check(way, false, &format!("cut off at {stop} and undone"));
        stop += 1;
    }
    // Before the password is kept nothing can go on without the person: then all is old.
    assert!(ends[0] >= 2 && ends[1] >= 12, "{ends:?} at {stop} moments");
    let mut moments = 0;
    loop {
        let back = Practice::new(false);
        back.plan(way);
        back.given_password_until_rest();
        back.check(way, true, "whole");
        back.turn_back();
        if !back.killed_at(name, moments) {
            back.check(way, false, "undone without being cut off");
            break;
        }
        assert!(!back.finish());
        back.check(way, false, &format!("cut off at {moments} on the way back"));
        moments += 1;
    }
    assert!(moments >= 12, "{moments}");
}

fn by_profile() -> Way {
    Way::Profile {
        profile: "essai".to_owned(),
        password: true,
    }
}

fn now() -> Timestamp {
    "2026-11-23T10:00:00Z".parse().unwrap()
}

/// A practice's computer, as far as a switch touches it.
struct Practice {
    dir: TempDir,
    vault: bool,
}

impl Practice {
    fn new(vault: bool) -> Self {
        // What is killed loses nothing that it gave to the system, so a disk adds nothing but time.
        let memory = Path::new("/dev/shm");
        let dir = if memory.is_dir() {
            tempfile::tempdir_in(memory).unwrap()
        } else {
            tempfile::tempdir().unwrap()
        };
        let essai = dir.path().join("essai");
        fs::create_dir(&essai).unwrap();
        fs::write(essai.join("essai.ini"), INI_OLD).unwrap();
        fs::create_dir(dir.path().join("secrets")).unwrap();
        Self { dir, vault }
    }

    fn journal(&self) -> Journal {
        open_journal(self.dir.path())
    }

    /// One mailbox is watched, and is to be replaced.
    fn plan(&self, way: &Way) {
        let journal = self.journal();
        let old = journal
            .add_account(
                NewAccount {
                    address: OLD.parse().unwrap(),
                    login: "ancienne".to_owned(),
                    server: server("pop.ancien.example"),
                    provider: None,
                    interval_minutes: 10,
                    training: false,
                },
                now(),
            )
            .unwrap();
        let place = |host: &str| Place {
            server: server(host),
            login: NEW.to_owned(),
        };
        let plan = Plan {
            from: Some(old.id),
            to: NewMailbox {
                address: NEW.parse().unwrap(),
                provider: None,
                pop: place("pop.exemple.example"),
                submission: Some(place("smtp.exemple.example")),
            },
            way: way.clone(),
            transition_days: 30,
        };
        journal.plan_switch(&plan, now()).unwrap();
        let name = name_of(&journal, old.id);
        let secrets = secrets(self.dir.path(), self.vault);
        let password = SecretString::from(OLD_PASSWORD.to_owned());
        secrets.write(&name, &password).unwrap();
    }

    fn turn_back(&self) {
        let journal = self.journal();
        let switch = journal.last_switch().unwrap().unwrap();
        journal.turn_switch_back(switch.id).unwrap();
    }

    /// The switch carried out by a process that is killed at this moment; `false`: it has come to
    /// rest before.
    fn killed_at(&self, test: &str, moment: usize) -> bool {
        let mut child = self.child(test, Some(moment));
        let began = Instant::now();
        loop {
            if self.dir.path().join("stopped").exists() {
                kill(child);
                fs::remove_file(self.dir.path().join("stopped")).unwrap();
                return true;
            }
            if let Some(status) = child.try_wait().unwrap() {
                assert!(status.success(), "{status}");
                return false;
            }
            assert!(began.elapsed() < Duration::from_mins(1), "it hangs");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn child(&self, test: &str, moment: Option<usize>) -> Child {
        Command::new(env::current_exe().unwrap())
            .args(["--exact", test])
            .env(FOLDER, self.dir.path())
            .env(STOP, moment.map_or_else(String::new, |at| at.to_string()))
            .env("VIGIE_SWITCH_TEST_VAULT", if self.vault { "1" } else { "" })
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    }

    fn wait_for(&self, file: &str, child: &mut Child) {
        let began = Instant::now();
        while !self.dir.path().join(file).exists() {
            assert!(began.elapsed() < Duration::from_mins(1), "it hangs");
            let ended = child.try_wait().unwrap();
            assert!(ended.is_none_or(|status| status.success()), "{ended:?}");
            std::thread::sleep(Duration::from_micros(200));
        }
    }

    /// Goes on without the password, as after a restart, to the end: whether all is new.
    fn finish(&self) -> bool {
        carry_out(self.dir.path(), self.vault, None, &Moments::never())
    }

    fn given_password_until_rest(&self) {
        let password = Some(NEW_PASSWORD);
        assert!(carry_out(
            self.dir.path(),
            self.vault,
            password,
            &Moments::never()
        ));
    }

    /// All is new, or all is old.
    fn check(&self, way: &Way, new: bool, when: &str) {
        let journal = self.journal();
        let secrets = secrets(self.dir.path(), self.vault);
        let accounts = journal.accounts().unwrap();
        let switch = journal.last_switch().unwrap().unwrap();
        assert!(switch.ended_at.is_some(), "{when}: not at rest");
        let address = |account: &Account| account.address.to_string();
        let addresses: Vec<String> = accounts.iter().map(address).collect();
        let secret = |name: &str| {
            let found = secrets.read(name).unwrap();
            found.map(|found| found.expose_secret().to_owned())
        };
        let of = |account: AccountId| secret(&name_of(&journal, account));
        assert_eq!(of(accounts[0].id).as_deref(), Some(OLD_PASSWORD), "{when}");
        let waiting = format!("{}/switch-1", journal.installation_id().unwrap());
        assert_eq!(secret(&waiting), None, "{when}: a password is left behind");
        let ini = fs::read(self.dir.path().join("essai/essai.ini")).unwrap();
        let written = matches!(way, Way::Profile { .. }) && new;
        let expected = if written { INI_NEW } else { INI_OLD };
        assert_eq!(
            ini.escape_ascii().to_string(),
            expected.escape_ascii().to_string(),
            "{when}"
        );
        let beside: Vec<PathBuf> = fs::read_dir(self.dir.path().join("essai"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        for file in beside {
            // The file itself, and copies of what it was.
            let is_copy = file.extension().is_some_and(|ending| ending == "bak");
            assert!(
                is_copy || file.ends_with("essai.ini"),
                "{when}: {}",
                file.display()
            );
            assert!(!is_copy || fs::read(&file).unwrap() == INI_OLD, "{when}");
        }
        if new {
            assert_eq!(addresses, [OLD, NEW], "{when}");
            let former = accounts[0].former.unwrap();
            let successor = accounts[1].id;
            assert_eq!(former.successor, successor, "{when}");
            let lasts = former.until.duration_since(former.since);
            assert_eq!(lasts, SignedDuration::from_hours(30 * 24), "{when}");
            assert_eq!(of(successor).as_deref(), Some(NEW_PASSWORD), "{when}");
        } else {
            assert_eq!(accounts[0].former, None::<Former>, "{when}");
            // A switch that had come to its end leaves a mailbox that may have been used.
            let was_whole = switch
                .steps
                .iter()
                .any(|one| one.attempt.step == Step::RetireOld);
            let new = AccountId(accounts[0].id.0 + 1);
            if was_whole {
                assert_eq!(addresses, [OLD, NEW], "{when}");
                let former = accounts[1].former.unwrap();
                assert_eq!(former.successor, accounts[0].id, "{when}");
                let lasts = former.until.duration_since(former.since);
                assert_eq!(lasts, SignedDuration::from_hours(30 * 24), "{when}");
                assert_eq!(of(new).as_deref(), Some(NEW_PASSWORD), "{when}");
            } else {
                assert_eq!(addresses, [OLD], "{when}");
                assert_eq!(of(new), None, "{when}: a password is left behind");
            }
        }
        // The password is in the keychain and in the billing software's file, and nowhere else.
        drop(journal);
        let record = fs::read(self.dir.path().join("vigie.sqlite")).unwrap();
        let stored = NEW_PASSWORD.as_bytes();
        assert!(
            !record.windows(stored.len()).any(|part| part == stored),
            "{when}"
        );
    }
}

/// The name of a mailbox's password in the keychain.
fn name_of(journal: &Journal, account: AccountId) -> String {
    format!("{}/{account}", journal.installation_id().unwrap())
}

fn kill(mut child: Child) {
    // SIGKILL.
    child.kill().unwrap();
    child.wait().unwrap();
}

fn server(host: &str) -> Server {
    Server {
        host: host.to_owned(),
        port: 995,
        security: Security::Tls,
    }
}

fn open_journal(folder: &Path) -> Journal {
    Journal::open(&folder.join("vigie.sqlite"), now())
        .unwrap()
        .0
}

fn secrets(folder: &Path, vault: bool) -> Arc<dyn Secrets> {
    if vault {
        let passphrase = SecretString::from("phrase".to_owned());
        Arc::new(Vault::open(&folder.join("vault"), &passphrase).unwrap())
    } else {
        Arc::new(Files(folder.join("secrets")))
    }
}

/// Where this process is the child, carries the switch out and ends.
fn be_the_child() {
    let Ok(folder) = env::var(FOLDER) else {
        return;
    };
    let folder = PathBuf::from(folder);
    let vault = env::var("VIGIE_SWITCH_TEST_VAULT").is_ok_and(|given| given == "1");
    let moments = Moments {
        folder: folder.clone(),
        stop_at: env::var(STOP).unwrap().parse().ok(),
        passed: Arc::default(),
    };
    carry_out(&folder, vault, Some(NEW_PASSWORD), &moments);
    std::process::exit(0);
}

/// Does step after step until the switch is at rest, saying of everything that it is done: whether
/// all is new.
fn carry_out(folder: &Path, vault: bool, password: Option<&str>, moments: &Moments) -> bool {
    let journal = open_journal(folder);
    let home = folder.to_owned();
    let hands = Hands {
        journal: journal.clone(),
        secrets: Arc::new(Watched {
            secrets: secrets(folder, vault),
            moments: moments.clone(),
        }),
        installation: journal.installation_id().unwrap(),
        interval_minutes: 10,
        software: Software {
            profiles: Arc::new(vigie_sources::parse(PROFILES).unwrap()),
            roots: Arc::new(move |_| vec![home.clone()]),
        },
    };
    let driver = Driver {
        journal,
        deeds: Stopping {
            hands,
            moments: moments.clone(),
        },
    };
    let mut given = Given {
        password: password.map(|password| password.to_owned().into()),
        ..Given::default()
    };
    fs::write(folder.join("began"), "").unwrap();
    for _ in 0..100 {
        match driver.advance(&given, now()).unwrap() {
            Advanced::Stepped => given.word = None,
            Advanced::Waits(obstacle) if obstacle.passing() == Passing::ByWord => {
                given.word = Some(obstacle);
            }
            Advanced::Waits(obstacle) => panic!("{obstacle:?}"),
            Advanced::Rests(new) => return new.unwrap(),
        }
        moments.pass();
    }
    panic!("it never comes to rest");
}

/// The moments at which the process may be killed, counted.
#[derive(Clone)]
struct Moments {
    folder: PathBuf,
    stop_at: Option<usize>,
    passed: Arc<AtomicUsize>,
}

impl Moments {
    fn never() -> Self {
        Self {
            folder: PathBuf::new(),
            stop_at: None,
            passed: Arc::default(),
        }
    }

    /// Says so and stands still, if it is this one.
    fn pass(&self) {
        let now = self.passed.fetch_add(1, Ordering::SeqCst);
        if self.stop_at == Some(now) {
            fs::write(self.folder.join("stopped"), "").unwrap();
            loop {
                std::thread::park();
            }
        }
    }
}

/// Stands still before and after a deed.
struct Stopping {
    hands: Hands,
    moments: Moments,
}

impl Deeds for Stopping {
    fn act(&self, order: &Order<'_>) -> Result<(), Halt> {
        self.moments.pass();
        let done = self.hands.act(order);
        self.moments.pass();
        done
    }
}

/// Stands still before and after every change of the keychain.
struct Watched {
    secrets: Arc<dyn Secrets>,
    moments: Moments,
}

impl Secrets for Watched {
    fn read(&self, name: &str) -> Result<Option<SecretString>, SecretError> {
        self.secrets.read(name)
    }

    fn write(&self, name: &str, secret: &SecretString) -> Result<(), SecretError> {
        self.moments.pass();
        let written = self.secrets.write(name, secret);
        self.moments.pass();
        written
    }

    fn delete(&self, name: &str) -> Result<(), SecretError> {
        self.moments.pass();
        let deleted = self.secrets.delete(name);
        self.moments.pass();
        deleted
    }
}

/// A keychain of files: the vault's own is sealed so slowly that a hundred openings take minutes.
struct Files(PathBuf);

impl Files {
    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name.replace('/', "-"))
    }
}

impl Secrets for Files {
    fn read(&self, name: &str) -> Result<Option<SecretString>, SecretError> {
        match fs::read_to_string(self.path(name)) {
            Ok(secret) => Ok(Some(secret.into())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(SecretError::Failed(error.to_string())),
        }
    }

    fn write(&self, name: &str, secret: &SecretString) -> Result<(), SecretError> {
        let written = self.0.join("written");
        fs::write(&written, secret.expose_secret())
            .and_then(|()| fs::rename(&written, self.path(name)))
            .map_err(|error| SecretError::Failed(error.to_string()))
    }

    fn delete(&self, name: &str) -> Result<(), SecretError> {
        match fs::remove_file(self.path(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(SecretError::Failed(error.to_string()))
            }
            _ => Ok(()),
        }
    }
}
