//! The switch on real servers, through the agent and the terminal: by hand with Vigie beside, by a
//! billing-software profile, and killed at any instant.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::{Timestamp, civil::date};
use vigie_domain::{
    account::AccountId,
    health::Level,
    server::{Security, Server},
    switch::{Former, Way},
};
use vigie_journal::Journal;
use vigie_protocol::{
    Answer, MaySwitch, Password, RelayChange, RelocationDraft, RelocationState, Request, Settings,
    Switch, SwitchState,
};
use vigie_tests::{
    agent::{self, Agent},
    billing::Billing,
    caisse::{
        Answers, Arrival, Kind, Office, Parameters, Practice as Worker, World, letters,
        rules_document,
    },
    mail::{Mail, Options, Routing, free_port, sample},
    wait,
};

/// For what takes seconds by the rules, on a machine that is busy.
const SOON: Duration = Duration::from_mins(2);

const OLD: &str = "cabinet@example.test";
const NEW: &str = "new@example.test";

/// A practice whose mailbox was watched and whose new one was judged good.
struct Practice {
    mail: Mail,
    home: tempfile::TempDir,
    agent: Agent,
    old: AccountId,
}

impl Practice {
    fn start() -> Self {
        let routing = Routing::default();
        let mail = Mail::with(
            &["cabinet", "new"],
            Options {
                smtp: true,
                lock_sessions: true,
                routing: Some(&routing),
                ..Options::default()
            },
        );
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("essai")).unwrap();
        fs::write(ini(home.path()), INI).unwrap();
        let profiles = home.path().join("profiles.json");
        fs::write(&profiles, PROFILES).unwrap();
        let rules = home.path().join("rules.json");
        fs::write(&rules, rules_document()).unwrap();
        let agent = Agent::start(
            None,
            agent::Options {
                ca_file: Some(mail.ca_file().to_owned()),
                passphrase: Some("phrase d'essai".to_owned()),
                hurried: true,
                home: Some(home.path().to_owned()),
                more: vec![
                    "--profiles".to_owned(),
                    profiles.display().to_string(),
                    "--rules".to_owned(),
                    rules.display().to_string(),
                ],
                ..agent::Options::default()
            },
        );
        let old = agent.add(&mail, "cabinet").id;
        agent.until("the first good check", SOON, |mailbox| {
            mailbox.last_success.is_some()
        });
        let practice = Self {
            mail,
            home,
            agent,
            old,
        };
        practice.check_new();
        practice
    }

    /// Has the new mailbox checked, to the verdict.
    fn check_new(&self) {
        let server = |port| {
            Some(Server {
                host: "127.0.0.1".to_owned(),
                port,
                security: Security::Tls,
            })
        };
        let draft = RelocationDraft {
            address: NEW.parse().unwrap(),
            password: Password("new-pw".to_owned().into()),
            login: None,
            pop: server(self.mail.pops_port()),
            submission: server(self.mail.smtps_port()),
            replaces: Some(self.old),
            existing: Vec::new(),
            own_domain: false,
            approved_hosts: vec!["127.0.0.1".to_owned()],
            consent: true,
        };
        let draft = Box::new(draft);
        self.agent.ask(Request::BeginRelocation { draft }).unwrap();
        wait::until_true("the verdict", SOON, || {
            let Ok(Answer::Relocation { relocation }) = self.agent.ask(Request::Relocation) else {
                return false;
            };
            relocation.is_some_and(|checked| {
                checked.state == RelocationState::Judged && checked.may_switch == MaySwitch::Yes
            })
        });
    }

    fn switch(&self) -> Switch {
        match self.agent.ask(Request::Switch) {
            Ok(Answer::Switch {
                switch: Some(switch),
            }) => *switch,
            other => panic!("no switch: {other:?}"),
        }
    }

    fn until(&self, what: &str, state: SwitchState) -> Switch {
        wait::until_fits(what, SOON, || self.switch(), |switch| switch.state == state)
    }

    /// Waits for a check of the new mailbox that lists so many messages.
    fn until_new_holds(&self, messages: u64) {
        wait::until_true("the new mailbox to be listed", SOON, || {
            let mailboxes = self.agent.status().mailboxes;
            let outcome = mailboxes[1].report.as_ref().map(|report| &report.outcome);
            matches!(outcome, Some(Ok(seen)) if seen.messages == messages)
        });
    }

    fn addresses(&self) -> Vec<String> {
        let mailboxes = self.agent.status().mailboxes;
        mailboxes
            .into_iter()
            .map(|mailbox| mailbox.account.address.to_string())
            .collect()
    }

    fn is_former(&self) -> bool {
        let mailboxes = self.agent.status().mailboxes;
        mailboxes[0].account.former.is_some()
    }

    fn assert_all_new(&self, by_profile: bool) {
        assert_eq!(self.addresses(), [OLD, NEW]);
        assert!(self.is_former());
        let settings = fs::read(ini(self.home.path())).unwrap();
        let expected = if by_profile {
            self.new_ini()
        } else {
            INI.to_vec()
        };
        assert_eq!(settings, expected);
    }

    /// The old mailbox is the practice's; the new one is not watched, or is the former one.
    fn assert_all_old(&self) {
        let mailboxes = self.agent.status().mailboxes;
        assert_eq!(mailboxes[0].account.address.as_str(), OLD);
        assert_eq!(mailboxes[0].account.former, None);
        for new in &mailboxes[1..] {
            assert_eq!(new.account.address.as_str(), NEW);
            let former = new.account.former.unwrap();
            assert_eq!(former.successor, mailboxes[0].account.id);
        }
        assert_eq!(fs::read(ini(self.home.path())).unwrap(), INI);
    }

    fn new_ini(&self) -> Vec<u8> {
        let text = String::from_utf8(INI.to_vec()).unwrap();
        text.replace("PortPOP=1", &format!("PortPOP={}", self.mail.pops_port()))
            .replace("pop.ancien.example", "127.0.0.1")
            .replace("smtp.ancien.example", "127.0.0.1")
            .replace(OLD, NEW)
            .into_bytes()
    }
}

/// A billing program that was never made.
const INI: &[u8] = b"; r\xc3\xa9glages\r\n[Messagerie]\nServeurPOP=pop.ancien.example\r\nPortPOP=1\n\
Identifiant=cabinet@example.test\n[Envoi]\r\nServeur = smtp.ancien.example\nAdresse=cabinet@example.test\r\n";

const PROFILES: &str = r#"{"version": 1, "profiles": [{"id": "essai", "name": "Essai", "evidence": "a test",
    "running": {"processes": ["essai-qui-ne-tourne-pas.exe"]},
    "settings": {"stores": [{"store": "ini", "file": {"base": "home", "path": "essai/essai.ini"},
        "encoding": "utf8", "keys": [
            {"setting": "pop_host", "section": "Messagerie", "key": "ServeurPOP"},
            {"setting": "pop_port", "section": "Messagerie", "key": "PortPOP"},
            {"setting": "pop_login", "section": "Messagerie", "key": "Identifiant"},
            {"setting": "smtp_host", "section": "Envoi", "key": "Serveur"},
            {"setting": "sender", "section": "Envoi", "key": "Adresse"}]}],
        "security_words": {"tls": "1", "plain": "0"}}}]}"#;

fn ini(home: &Path) -> PathBuf {
    home.join("essai/essai.ini")
}

#[test]
fn by_hand_with_vigie_beside_and_back_again() {
    let practice = Practice::start();
    let agent = &practice.agent;
    let plan = agent.vigie(&["switch", "plan", "--guided"], "");
    assert_eq!(plan.status, 0, "{plan:?}");
    assert!(
        plan.stdout.contains(NEW) && plan.stdout.contains(OLD),
        "{plan:?}"
    );
    let unsure = agent.vigie(&["switch", "apply", "--guided"], "");
    assert_eq!(
        unsure.status, 2,
        "nothing is done without a yes: {unsure:?}"
    );

    let applied = agent.vigie(&["switch", "apply", "--guided", "--yes"], "");
    assert_eq!(applied.status, 3, "it waits for the person: {applied:?}");
    let port = practice.mail.pops_port().to_string();
    assert!(applied.stdout.contains(&port), "{applied:?}");
    assert_eq!(practice.addresses(), [OLD, NEW]);
    assert!(!practice.is_former());
    let old = practice.old;
    let removed = agent.ask(Request::RemoveMailbox { account: old });
    assert!(removed.is_err(), "it is needed to go back to");

    // A restart changes nothing.
    let mut practice = practice;
    practice.agent.kill();
    practice.agent.launch();
    practice.until("the wait to go on", SwitchState::Waiting);
    // Nor does a message that is deleted in the webmail: that is not the billing software.
    let new = practice.mail.maildir("new");
    new.deliver(&sample("accueil@example.test", "Bienvenue"), Duration::ZERO);
    practice.until_new_holds(1);
    new.clear();
    practice.until_new_holds(0);
    let waits = practice.switch();
    assert_eq!(waits.state, SwitchState::Waiting, "{waits:?}");
    assert!(!waits.seen_working, "{waits:?}");

    // A return that is collected says that the settings work.
    new.deliver(&arl(), Duration::ZERO);
    practice.until_new_holds(1);
    collect(&practice.mail, practice.home.path());
    let seen = practice.until("the settings to be seen to work", SwitchState::New);
    assert!(seen.seen_working && seen.can_undo, "{seen:?}");
    assert!(seen.transition_until.is_some());
    practice.assert_all_new(false);
    let sheet = practice.agent.ask(Request::Fiche);
    assert!(matches!(sheet, Ok(Answer::Fiche { .. })), "{sheet:?}");

    // The former mailbox that fails is worth a look, and no alarm.
    practice.mail.set_pop_off("cabinet", true);
    wait::until_true("the former mailbox to be told of", SOON, || {
        practice.agent.status().mailboxes[0].level == Level::Attention
    });
    assert_eq!(practice.agent.status().level, Level::Attention);
    practice.mail.set_pop_off("cabinet", false);

    let undone = practice.agent.vigie(&["switch", "undo"], "");
    assert_eq!(
        undone.status, 3,
        "the person puts the settings back: {undone:?}"
    );
    let status = practice.agent.vigie(&["switch", "status", "--json"], "");
    assert_eq!(status.status, 3, "{status:?}");
    let shown: Switch = serde_json::from_str(&status.stdout).unwrap();
    assert_eq!(shown.state, SwitchState::Waiting);
    let host = shown.values.iter().find_map(|value| value.value.as_deref());
    assert_eq!(host, Some("127.0.0.1"));
    assert!(!practice.is_former(), "it is the practice's again already");
    let done = practice.agent.vigie(&["switch", "continue", "--json"], "");
    let shown: Switch = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(shown.state, SwitchState::Old, "{done:?}");
    practice.assert_all_old();
    // What was sent from the new mailbox is answered there.
    assert_eq!(practice.addresses(), [OLD, NEW]);
    assert!(shown.transition_until.is_some(), "{done:?}");
    assert_no_password(&practice.agent);
}

/// A caisse's answer to a lot.
fn arl() -> String {
    let parameters = Parameters {
        begins: date(2026, 3, 2),
        days: 2,
        practices: vec![Worker::doctor("new", 42)],
        offices: vec![Office {
            number: 511,
            answers: Answers::AtOnce,
        }],
        outages: 0,
        noise: 0,
        ..Parameters::default()
    };
    let world = World::new(11, parameters);
    let arrival = Arrival {
        at: Timestamp::now(),
        practice: 0,
        kind: Kind::Arl { positive: true },
        lot: Some(0),
        office: 0,
        serial: 0x0c00_0000_0000_0000,
    };
    String::from_utf8(letters::letter(&world, &arrival).octets).unwrap()
}

/// Collects the new mailbox, as billing software does.
fn collect(mail: &Mail, dir: &Path) {
    vigie_tests::install_crypto_provider();
    let ini = crate::billing::write_ini(mail, dir);
    let settings = fs::read_to_string(&ini).unwrap();
    fs::write(&ini, settings.replace("cabinet", "new")).unwrap();
    let billing = Billing::open(&ini).unwrap();
    wait::until_true("the message to be collected", SOON, || {
        // Vigie may be in the mailbox just now.
        let _in_use = billing.round();
        mail.maildir("new").is_empty()
    });
}

#[test]
fn by_profile_killed_at_any_instant_it_is_all_new_or_all_old() {
    let mut practice = Practice::start();
    let plan = practice.agent.vigie(&["switch", "plan", "--json"], "");
    assert!(plan.stdout.contains("essai.ini"), "{plan:?}");
    let mut seed = 0x5EED_u64;
    let mut chance = |most: u64| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        Duration::from_millis((seed >> 33) % most)
    };
    let mut cut_off = 0;
    for round in 0..4 {
        wait::until_true("the switch to begin", SOON, || {
            let apply = Request::ApplySwitch {
                way: Way::Profile {
                    profile: "essai".to_owned(),
                    password: false,
                },
                consented: true,
            };
            practice.agent.ask(apply).is_ok()
        });
        cut_off += practice.kill_after(chance(120));
        let at_rest = practice.at_rest();
        println!("round {round}: {:?}, {cut_off} cut off", at_rest.state);
        if at_rest.state == SwitchState::New {
            practice.assert_all_new(true);
            practice.agent.ask(Request::UndoSwitch).unwrap();
            cut_off += practice.kill_after(chance(120));
            assert_eq!(practice.at_rest().state, SwitchState::Old);
            practice.check_new();
        }
        practice.assert_all_old();
    }
    assert!(cut_off > 0, "no switch was cut off in its midst");
    // And once without being killed.
    let applied = practice
        .agent
        .vigie(&["switch", "apply", "--profile", "essai", "--yes"], "");
    assert_eq!(applied.status, 0, "{applied:?}");
    practice.assert_all_new(true);
    assert_no_password(&practice.agent);
}

impl Practice {
    /// `kill -9` after so long, and another start: 1 where the switch was cut off in its midst.
    fn kill_after(&mut self, time: Duration) -> usize {
        std::thread::sleep(time);
        self.agent.kill();
        let record = self.agent.data_dir().join("vigie.sqlite");
        let (journal, _) = Journal::open(&record, Timestamp::now()).unwrap();
        let switch = journal.last_switch().unwrap().unwrap();
        drop(journal);
        self.agent.launch();
        usize::from(switch.ended_at.is_none())
    }

    fn at_rest(&self) -> Switch {
        wait::until_fits(
            "the switch to come to rest",
            SOON,
            || self.switch(),
            |switch| switch.ended.is_some(),
        )
    }
}

#[test]
fn the_end_of_a_transition_is_told_and_its_length_is_a_setting() {
    let practice = Practice::start();
    let agent = &practice.agent;
    let Ok(Answer::Settings { settings }) = agent.ask(Request::Settings) else {
        panic!("no settings");
    };
    assert_eq!(settings.transition_days, 30);
    let changed = |transition_days| {
        let settings = Settings {
            transition_days,
            ..settings.clone()
        };
        agent.ask(Request::ChangeSettings { settings })
    };
    assert!(changed(0).is_err() && changed(366).is_err());
    changed(1).unwrap();
    let applied = agent.vigie(&["switch", "apply", "--profile", "essai", "--yes"], "");
    assert_eq!(applied.status, 0, "{applied:?}");
    let switch = practice.switch();
    let lasts = switch
        .transition_until
        .unwrap()
        .duration_since(switch.ended.unwrap());
    assert!(lasts.as_hours() >= 23, "{lasts}");
    let told = |agent: &Agent| {
        let notices = agent.status().notices;
        notices
            .iter()
            .any(|notice| notice.title.key == "notice-transition-over.title")
    };
    assert!(!told(agent));

    // A day later: the record says that it is over.
    let mut practice = practice;
    practice.agent.stop();
    let record = practice.agent.data_dir().join("vigie.sqlite");
    let (journal, _) = Journal::open(&record, Timestamp::now()).unwrap();
    let former = journal.accounts().unwrap()[0].former.unwrap();
    let over = Former {
        until: former.since,
        ..former
    };
    journal.set_former(practice.old, Some(over)).unwrap();
    drop(journal);
    practice.agent.launch();
    wait::until_true("the end to be told", SOON, || told(&practice.agent));
    let old = practice.old;
    practice
        .agent
        .ask(Request::RemoveMailbox { account: old })
        .unwrap();
    wait::until_true("the notice to go", SOON, || !told(&practice.agent));
    assert!(
        practice.agent.ask(Request::UndoSwitch).is_err(),
        "there is nothing to go back to"
    );
}

#[test]
fn by_profile_to_the_relay_and_back_from_the_terminal() {
    let practice = Practice::start();
    let agent = &practice.agent;
    let [pop, smtp] = [free_port(), free_port()];
    let change = RelayChange {
        pop_port: Some(pop),
        smtp_port: Some(smtp),
        submission: Some(Server {
            host: "127.0.0.1".to_owned(),
            port: practice.mail.smtps_port(),
            security: Security::Tls,
        }),
        host_approved: true,
        ..RelayChange::default()
    };
    agent.ask(Request::RelayOn { change }).unwrap();
    let credentials = match agent.ask(Request::RelayCredentials) {
        Ok(Answer::RelayCredentials { credentials }) => credentials,
        other => panic!("no credentials: {other:?}"),
    };
    let in_use = || match agent.ask(Request::Relay) {
        Ok(Answer::Relay { relay }) => relay.in_use,
        other => panic!("no relay: {other:?}"),
    };
    let by_profile = |command: &str, aim: &[&str], yes: &[&str]| {
        let arguments = ["switch", command, "--profile", "essai"];
        agent.vigie(&[&arguments[..], aim, yes].concat(), "")
    };
    let settings = || fs::read_to_string(ini(practice.home.path())).unwrap();

    let plan = by_profile("plan", &["--to-relay"], &[]);
    assert_eq!(plan.status, 0, "{plan:?}");
    assert!(plan.stdout.contains("essai.ini"), "{plan:?}");
    let there = by_profile("apply", &["--to-relay"], &["--yes"]);
    assert_eq!(there.status, 0, "{there:?}");
    let written = settings();
    for line in [
        "ServeurPOP=127.0.0.1\r\n".to_owned(),
        format!("PortPOP={pop}\n"),
        format!("Identifiant={}\n", credentials.login),
        "Serveur = 127.0.0.1\n".to_owned(),
        format!("Adresse={OLD}\r\n"),
    ] {
        assert!(written.contains(&line), "{line:?}: {written:?}");
    }
    assert!(in_use());

    // Set to the relay once, the software is left alone by a switch to another mailbox.
    let direct = by_profile("apply", &[], &["--yes"]);
    assert_ne!(direct.status, 0, "{direct:?}");
    let offered = match agent.ask(Request::SwitchWays) {
        Ok(Answer::Ways { ways }) => ways,
        other => panic!("no ways: {other:?}"),
    };
    let ways: Vec<Way> = offered.into_iter().map(|offered| offered.way).collect();
    assert_eq!(ways, [Way::Relay]);

    let back = by_profile("apply", &["--from-relay"], &["--yes"]);
    assert_eq!(back.status, 0, "{back:?}");
    assert!(!in_use());
    let login = agent.mailbox().account.login;
    let written = settings();
    for line in [
        format!("PortPOP={}\n", practice.mail.pops_port()),
        format!("Identifiant={login}\n"),
        format!("Adresse={OLD}\r\n"),
    ] {
        assert!(written.contains(&line), "{line:?}: {written:?}");
    }
    // Undone, it is the relay's again.
    agent.ask(Request::UndoSwitch).unwrap();
    practice.until("the way back to be undone", SwitchState::Old);
    assert!(in_use() && settings().contains(&format!("PortPOP={pop}\n")));
    assert_no_password(agent);
}

/// The password is in the vault alone.
fn assert_no_password(agent: &Agent) {
    for file in [
        "vigie.sqlite",
        "vigie.sqlite-wal",
        "vigie-agent.log",
        "agent.out",
    ] {
        let octets = fs::read(agent.data_dir().join(file)).unwrap_or_default();
        let found = octets.windows(6).any(|part| part == b"new-pw");
        assert!(!found, "{file}");
    }
}
