//! A practice's computer, and what must stand on it in the end.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::SignedDuration;
use secrecy::{ExposeSecret, SecretString};
use tempfile::TempDir;
use vigie_agent::secrets::{Secrets, Vault};
use vigie_domain::{
    account::{Account, AccountId},
    server::{Security, Server},
    switch::{Aim, Former, NewMailbox, Outcome, Place, Plan, Step, Way},
};
use vigie_journal::{Journal, NewAccount};

use crate::{
    FOLDER, Kind, NEW, NEW_PASSWORD, OLD, OLD_PASSWORD, STOP, VAULT,
    child::{Moments, carry_out},
    keychain::Files,
    now, relay,
};

/// A practice's computer, as far as a switch touches it.
pub(crate) struct Practice {
    pub(crate) dir: TempDir,
    vault: bool,
    kind: Kind,
}

impl Practice {
    pub(crate) fn new(vault: bool, kind: &Kind) -> Self {
        // What is killed loses nothing that it gave to the system, so a disk adds nothing but time.
        let memory = Path::new("/dev/shm");
        let dir = if memory.is_dir() {
            tempfile::tempdir_in(memory).unwrap()
        } else {
            tempfile::tempdir().unwrap()
        };
        let essai = dir.path().join("essai");
        fs::create_dir(&essai).unwrap();
        let [before, _] = kind.files();
        fs::write(essai.join("essai.ini"), before).unwrap();
        fs::create_dir(dir.path().join("secrets")).unwrap();
        fs::create_dir(dir.path().join("relay")).unwrap();
        if kind.relay_used()[0] {
            fs::write(dir.path().join("relay/used"), "").unwrap();
        }
        Self {
            dir,
            vault,
            kind: kind.clone(),
        }
    }

    pub(crate) fn journal(&self) -> Journal {
        open_journal(self.dir.path())
    }

    /// One mailbox is watched, and is to be replaced, or to be collected otherwise.
    pub(crate) fn plan(&self) {
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
        let place = |host: &str, login: &str| Place {
            server: server(host),
            login: login.to_owned(),
        };
        let to = if self.kind.aim == Aim::Mailbox {
            NewMailbox {
                address: NEW.parse().unwrap(),
                provider: None,
                pop: place("pop.exemple.example", NEW),
                submission: Some(place("smtp.exemple.example", NEW)),
            }
        } else {
            NewMailbox {
                address: OLD.parse().unwrap(),
                provider: None,
                pop: place("pop.ancien.example", "ancienne"),
                submission: Some(place("smtp.ancien.example", "ancienne")),
            }
        };
        let plan = Plan {
            aim: self.kind.aim,
            from: Some(old.id),
            to,
            way: self.kind.way.clone(),
            leaves_copies: true,
            transition_days: 30,
        };
        journal.plan_switch(&plan, now()).unwrap();
        let name = name_of(&journal, old.id);
        let secrets = secrets(self.dir.path(), self.vault);
        let password = SecretString::from(OLD_PASSWORD.to_owned());
        secrets.write(&name, &password).unwrap();
    }

    pub(crate) fn turn_back(&self) {
        let journal = self.journal();
        let switch = journal.last_switch().unwrap().unwrap();
        journal.turn_switch_back(switch.id).unwrap();
    }

    /// The switch carried out by a process that is killed at this moment; `false`: it has come to
    /// rest before.
    pub(crate) fn killed_at(&self, test: &str, moment: usize) -> bool {
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

    pub(crate) fn child(&self, test: &str, moment: Option<usize>) -> Child {
        Command::new(env::current_exe().unwrap())
            .args(["--exact", test])
            .env(FOLDER, self.dir.path())
            .env(STOP, moment.map_or_else(String::new, |at| at.to_string()))
            .env(VAULT, if self.vault { "1" } else { "" })
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    }

    pub(crate) fn wait_for(&self, file: &str, child: &mut Child) {
        let began = Instant::now();
        while !self.dir.path().join(file).exists() {
            assert!(began.elapsed() < Duration::from_mins(1), "it hangs");
            let ended = child.try_wait().unwrap();
            assert!(ended.is_none_or(|status| status.success()), "{ended:?}");
            std::thread::sleep(Duration::from_micros(200));
        }
    }

    /// Goes on without the password, as after a restart, to the end: whether all is new.
    pub(crate) fn finish(&self) -> bool {
        carry_out(self.dir.path(), self.vault, None, &Moments::never())
    }

    pub(crate) fn given_password_until_rest(&self) {
        let password = Some(NEW_PASSWORD);
        assert!(carry_out(
            self.dir.path(),
            self.vault,
            password,
            &Moments::never()
        ));
    }

    /// Wherever it was killed, the relay never collects what the billing software collects itself.
    pub(crate) fn check_between(&self, when: &str) {
        if relay::is_used(self.dir.path()) && matches!(self.kind.way, Way::Profile { .. }) {
            let ini = fs::read(self.dir.path().join("essai/essai.ini")).unwrap();
            let ini = ini.escape_ascii().to_string();
            assert!(ini.contains("127.0.0.1"), "{when}: {ini}");
        }
    }

    /// All is new, or all is old.
    pub(crate) fn check(&self, new: bool, when: &str) {
        self.check_relay(new, when);
        let to_mailbox = self.kind.aim == Aim::Mailbox;
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
        let [before, after] = self.kind.files();
        let expected = if new { &after } else { &before };
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
            assert!(!is_copy || fs::read(&file).unwrap() == before, "{when}");
        }
        if !to_mailbox {
            assert_eq!(addresses, [OLD], "{when}");
            assert_eq!(accounts[0].former, None::<Former>, "{when}");
        } else if new {
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
        for stored in [NEW_PASSWORD, relay::PASSWORD] {
            let stored = stored.as_bytes();
            assert!(
                !record.windows(stored.len()).any(|part| part == stored),
                "{when}"
            );
        }
    }

    /// The relay collects if and only if the billing software is set to it; it was drained before
    /// that ended, and told first what the software had.
    fn check_relay(&self, new: bool, when: &str) {
        let file = |name: &str| self.dir.path().join("relay").join(name).exists();
        let used = relay::is_used(self.dir.path());
        assert_eq!(used, self.kind.relay_used()[usize::from(new)], "{when}");
        let switch = self.journal().last_switch().unwrap().unwrap();
        let done = |step: Step| {
            let of_it = |one: &vigie_journal::StepRecord| {
                one.attempt.step == step
                    && !one.attempt.back
                    && one.attempt.outcome == Some(Outcome::Done)
            };
            switch.steps.iter().any(of_it)
        };
        assert!(used || !done(Step::UseRelay) || file("drained"), "{when}");
        assert!(
            used || self.kind.aim != Aim::FromRelay || file("drained"),
            "{when}"
        );
        if self.kind.aim == Aim::ToRelay && done(Step::CollectLast) {
            assert!(file("had-1"), "{when}");
        }
        assert!(
            !new || self.kind.aim != Aim::ToRelay || file("open"),
            "{when}"
        );
    }
}

/// The name of a mailbox's password in the keychain.
fn name_of(journal: &Journal, account: AccountId) -> String {
    format!("{}/{account}", journal.installation_id().unwrap())
}

pub(crate) fn kill(mut child: Child) {
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

pub(crate) fn open_journal(folder: &Path) -> Journal {
    Journal::open(&folder.join("vigie.sqlite"), now())
        .unwrap()
        .0
}

pub(crate) fn secrets(folder: &Path, vault: bool) -> Arc<dyn Secrets> {
    if vault {
        let passphrase = SecretString::from("phrase".to_owned());
        Arc::new(Vault::open(&folder.join("vault"), &passphrase).unwrap())
    } else {
        Arc::new(Files(folder.join("secrets")))
    }
}
