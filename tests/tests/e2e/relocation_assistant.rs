//! The check of a new mailbox by the agent, on real Postfix and Dovecot: to the verdict, cut off and
//! taken up again, given up in the middle.

use std::time::{Duration, Instant};

use vigie_domain::{
    account::{Account, AccountId},
    server::{Security, Server},
    verdict::Conclusion,
};
use vigie_protocol::{
    Answer, CheckState, ExistingDraft, MaySwitch, Password, Relocation, RelocationDraft,
    RelocationState, Request,
};
use vigie_tests::{
    agent::{self, Agent},
    desktop::Desktop,
    mail::{Mail, Options, Routing, sample},
    wait,
};

/// For what takes seconds by the rules, on a machine that is busy.
const SOON: Duration = Duration::from_mins(2);

fn options(mail: &Mail) -> agent::Options {
    agent::Options {
        ca_file: Some(mail.ca_file().to_owned()),
        passphrase: Some("phrase d'essai".to_owned()),
        hurried: true,
        ..agent::Options::default()
    }
}

fn servers(routing: &Routing) -> Mail {
    Mail::with(
        &["cabinet", "new"],
        Options {
            smtp: true,
            lock_sessions: true,
            routing: Some(routing),
            ..Options::default()
        },
    )
}

fn draft(mail: &Mail, replaces: Option<AccountId>) -> RelocationDraft {
    let server = |port| {
        Some(Server {
            host: "127.0.0.1".to_owned(),
            port,
            security: Security::Tls,
        })
    };
    RelocationDraft {
        address: "new@example.test".parse().unwrap(),
        password: Password("new-pw".to_owned().into()),
        login: None,
        pop: server(mail.pops_port()),
        submission: server(mail.smtps_port()),
        replaces,
        existing: Vec::new(),
        own_domain: false,
        approved_hosts: vec!["127.0.0.1".to_owned()],
        consent: true,
    }
}

fn begin(agent: &Agent, draft: RelocationDraft) -> Result<Relocation, String> {
    let draft = Box::new(draft);
    relocation_in(agent.ask(Request::BeginRelocation { draft })?)
        .ok_or_else(|| "nothing began".to_owned())
}

fn relocation_in(answer: Answer) -> Option<Relocation> {
    match answer {
        Answer::Relocation { relocation } => relocation.map(|boxed| *boxed),
        other => panic!("{other:?}"),
    }
}

fn relocation(agent: &Agent) -> Option<Relocation> {
    relocation_in(agent.ask(Request::Relocation).unwrap())
}

fn until(agent: &Agent, what: &str, fits: impl Fn(&Relocation) -> bool) -> Relocation {
    wait::until_fits(
        what,
        SOON,
        || relocation(agent).expect("a check is under way"),
        fits,
    )
}

fn judged(agent: &Agent) -> Relocation {
    until(agent, "the verdict", |relocation| {
        relocation.state == RelocationState::Judged
    })
}

/// Watches the mailbox that is to be replaced; it holds three returns.
fn watched(agent: &Agent, mail: &Mail) -> Account {
    for number in 0..3 {
        let retour = sample("arl@caisse.example", &format!("Retour {number}"));
        let an_hour = Duration::from_hours(1);
        mail.maildir("cabinet").deliver(&retour, an_hour);
    }
    let account = agent.add(mail, "cabinet");
    agent.until("the first good check", SOON, |mailbox| {
        mailbox.last_success.is_some()
    });
    account
}

/// The probes are gone, and nothing else is.
fn assert_only_returns_are_left(mail: &Mail) {
    assert_eq!(mail.maildir("cabinet").len(), 3, "the returns stay");
    assert!(mail.maildir("new").is_empty());
    assert!(!mail.log().contains("retr=1/"), "{}", mail.log());
}

fn assert_nobody_was_in_the_way(mail: &Mail) {
    let log = mail.log();
    // A second between two logins, the watch's and the check's alike; the log knows whole seconds.
    for name in ["cabinet", "new"] {
        let login = format!("Info: Login: user=<{name}@example.test>");
        let mut moments: Vec<&str> = log
            .lines()
            .filter(|line| line.contains(&login))
            .map(|line| &line[..15])
            .collect();
        let logins = moments.len();
        moments.dedup();
        assert_eq!(moments.len(), logins, "{log}");
    }
    assert!(!log.contains("IN-USE") && !log.contains("Timeout"), "{log}");
}

#[test]
fn a_good_mailbox_is_judged_and_the_probes_are_gone() {
    let mail = servers(&Routing::default());
    let mut agent = Agent::start(None, options(&mail));
    let account = watched(&agent, &mail);
    let began = Instant::now();
    let first = begin(&agent, draft(&mail, Some(account.id))).unwrap();
    let located = began.elapsed();
    assert_eq!(first.address.as_str(), "new@example.test");
    assert_eq!(first.may_switch, MaySwitch::No);
    assert_eq!(first.checks.len(), 6);
    assert!(
        begin(&agent, draft(&mail, Some(account.id))).is_err(),
        "one at a time"
    );
    let seen = judged(&agent);
    println!(
        "from the password to the verdict: {:.1} s, of it {:.1} s to find servers",
        began.elapsed().as_secs_f64(),
        located.as_secs_f64()
    );
    assert_eq!(seen.verdict.conclusion, Conclusion::Good, "{seen:?}");
    assert_eq!(seen.may_switch, MaySwitch::Yes);
    assert_eq!((seen.probes.removed, seen.probes.left.len()), (2, 0));
    assert!(
        seen.checks
            .iter()
            .all(|check| check.state == CheckState::Well && check.seconds.is_some()),
        "{seen:?}"
    );
    assert!(seen.found.is_empty());
    assert_only_returns_are_left(&mail);
    assert_nobody_was_in_the_way(&mail);
    // The watch goes on, and its first login waits for its turn.
    let before = agent.mailbox().last_success;
    agent.until("another good check", SOON, |mailbox| {
        mailbox.last_success > before
    });
    assert_nobody_was_in_the_way(&mail);

    // It outlives the agent, and can be repeated.
    agent.kill();
    agent.launch();
    let again = judged(&agent);
    assert_eq!(again.verdict, seen.verdict);
    assert_eq!(again.may_switch, MaySwitch::Yes);
    let repeated = relocation_in(agent.ask(Request::RepeatRelocation).unwrap()).unwrap();
    assert_ne!(repeated.state, RelocationState::Judged);
    let seen = judged(&agent);
    assert_eq!(seen.verdict.conclusion, Conclusion::Good, "{seen:?}");
    assert_only_returns_are_left(&mail);
    agent.ask(Request::EndRelocation).unwrap();
    wait::until_true("it to be forgotten", SOON, || relocation(&agent).is_none());
    assert!(agent.ask(Request::RepeatRelocation).is_err());
    let record = std::fs::read(agent.data_dir().join("vigie.sqlite")).unwrap();
    assert!(!record.windows(6).any(|octets| octets == b"new-pw"));
}

#[test]
fn an_alias_is_told_as_such_and_nothing_may_follow() {
    let routing = Routing {
        aliases: vec![(
            "new@example.test".to_owned(),
            vec!["cabinet@example.test".to_owned()],
        )],
        ..Routing::default()
    };
    let mail = servers(&routing);
    let agent = Agent::start(None, options(&mail));
    let account = watched(&agent, &mail);
    begin(&agent, draft(&mail, Some(account.id))).unwrap();
    let seen = judged(&agent);
    assert_eq!(seen.verdict.conclusion, Conclusion::Alias, "{seen:?}");
    assert_eq!(seen.may_switch, MaySwitch::No);
    assert!(
        seen.checks
            .iter()
            .any(|check| check.state == CheckState::Bad && check.advice.is_some()),
        "{seen:?}"
    );
    assert_only_returns_are_left(&mail);
}

#[test]
fn nothing_is_sent_without_consent_or_to_a_stranger() {
    let mail = servers(&Routing::default());
    let agent = Agent::start(None, options(&mail));
    let refused = |change: fn(&mut RelocationDraft)| {
        let mut draft = draft(&mail, None);
        change(&mut draft);
        begin(&agent, draft).unwrap_err()
    };
    let words = refused(|draft| draft.consent = false);
    assert!(words.contains("has not agreed to the messages"), "{words}");
    let words = refused(|draft| draft.approved_hosts.clear());
    assert!(words.contains("has not agreed to 127.0.0.1"), "{words}");
    let words = refused(|draft| draft.replaces = Some(AccountId(99)));
    assert!(words.contains("no such mailbox"), "{words}");
    let words = refused(|draft| {
        let password = None;
        draft.existing = (0..6)
            .map(|number| ExistingDraft {
                address: format!("autre{number}@example.test").parse().unwrap(),
                password: password.clone(),
            })
            .collect();
    });
    assert!(words.contains("existing"), "{words}");
    let words = refused(|draft| {
        if let Some(server) = &mut draft.pop {
            server.security = Security::Plain;
        }
    });
    assert!(words.contains("clear text"), "{words}");
    assert!(relocation(&agent).is_none());
    assert!(mail.maildir("new").is_empty());
}

#[test]
fn killed_while_it_waits_for_the_probe_it_goes_on_to_the_same_verdict() {
    let routing = Routing {
        recipients: vec![("new@example.test".to_owned(), "HOLD".to_owned())],
        ..Routing::default()
    };
    let mail = servers(&routing);
    let mut agent = Agent::start(None, options(&mail));
    let account = watched(&agent, &mail);
    begin(&agent, draft(&mail, Some(account.id))).unwrap();
    let waits = until(&agent, "the wait for the probe", |relocation| {
        matches!(relocation.state, RelocationState::Waiting { .. })
            && mail.maildir("cabinet").len() == 4
    });
    assert_eq!(waits.may_switch, MaySwitch::No);
    agent.kill();
    agent.launch();
    let resumed = until(&agent, "that it goes on", |relocation| {
        matches!(relocation.state, RelocationState::Waiting { .. })
    });
    assert_eq!(resumed.began, waits.began);
    mail.release_held();
    let seen = judged(&agent);
    assert_eq!(seen.verdict.conclusion, Conclusion::Good, "{seen:?}");
    // Nothing was sent a second time.
    assert_eq!((seen.probes.removed, seen.probes.left.len()), (2, 0));
    assert_only_returns_are_left(&mail);
    assert_nobody_was_in_the_way(&mail);
}

#[test]
fn given_up_in_the_middle_it_removes_what_it_sent() {
    let mail = servers(&Routing::default());
    let agent = Agent::start(None, options(&mail));
    let account = watched(&agent, &mail);
    begin(&agent, draft(&mail, Some(account.id))).unwrap();
    wait::until_true("both probes", SOON, || {
        mail.maildir("new").len() == 1 && mail.maildir("cabinet").len() == 4
    });
    agent.ask(Request::EndRelocation).unwrap();
    wait::until_true("it to be forgotten", SOON, || relocation(&agent).is_none());
    assert_only_returns_are_left(&mail);
    // The next one can begin at once.
    begin(&agent, draft(&mail, Some(account.id))).unwrap();
    agent.ask(Request::EndRelocation).unwrap();
    wait::until_true("it to be forgotten", SOON, || relocation(&agent).is_none());
    mail.until_delivered();
}

#[test]
fn with_a_locked_keychain_it_asks_for_the_passwords_and_goes_on() {
    let routing = Routing {
        recipients: vec![("new@example.test".to_owned(), "HOLD".to_owned())],
        ..Routing::default()
    };
    let mail = servers(&routing);
    let mut desktop = Desktop::start();
    let mut agent = Agent::start(
        Some(&desktop),
        agent::Options {
            passphrase: None,
            ..options(&mail)
        },
    );
    let account = watched(&agent, &mail);
    begin(&agent, draft(&mail, Some(account.id))).unwrap();
    until(&agent, "the wait for the probe", |relocation| {
        matches!(relocation.state, RelocationState::Waiting { .. })
            && mail.maildir("cabinet").len() == 4
    });
    agent.kill();
    desktop.stop_keyring();
    agent.launch();
    let asks = until(&agent, "that it asks", |relocation| {
        relocation.state == RelocationState::PasswordNeeded
    });
    assert!(asks.checks[0].advice.is_some(), "{asks:?}");
    let give = |name: &str, password: &str| {
        agent.ask(Request::GiveRelocationPassword {
            address: format!("{name}@example.test").parse().unwrap(),
            password: Password(password.to_owned().into()),
        })
    };
    assert!(give("nobody", "x").is_err());
    let still = relocation_in(give("new", "new-pw").unwrap()).unwrap();
    assert_eq!(still.state, RelocationState::PasswordNeeded);
    let goes_on = relocation_in(give("cabinet", "cabinet-pw").unwrap()).unwrap();
    assert_ne!(goes_on.state, RelocationState::PasswordNeeded);
    mail.release_held();
    let seen = judged(&agent);
    assert_eq!(seen.verdict.conclusion, Conclusion::Good, "{seen:?}");
    assert_only_returns_are_left(&mail);
    // No window shows it: a notification says so.
    desktop
        .notifications()
        .until("the verdict's notification", 0, SOON, |toast| {
            toast.title.contains("new@example.test") && toast.body.contains("Ouvrez Vigie")
        });
}

#[test]
fn a_refused_password_is_presented_twice_and_then_asked_for() {
    let mail = servers(&Routing::default());
    let agent = Agent::start(None, options(&mail));
    let account = watched(&agent, &mail);
    let wrong = RelocationDraft {
        password: Password("pas-le-bon".to_owned().into()),
        ..draft(&mail, Some(account.id))
    };
    begin(&agent, wrong).unwrap();
    let seen = judged(&agent);
    assert_eq!(
        seen.verdict.conclusion,
        Conclusion::Inconclusive,
        "{seen:?}"
    );
    assert_eq!(seen.may_switch, MaySwitch::No);
    agent.ask(Request::RepeatRelocation).unwrap();
    judged(&agent);
    let refused = agent.ask(Request::RepeatRelocation).unwrap_err();
    assert!(refused.contains("refused twice"), "{refused}");
    agent
        .ask(Request::GiveRelocationPassword {
            address: "new@example.test".parse().unwrap(),
            password: Password("new-pw".to_owned().into()),
        })
        .unwrap();
    agent.ask(Request::RepeatRelocation).unwrap();
    let seen = judged(&agent);
    // What was sent before was removed, and is nobody else's mail.
    assert_eq!(seen.verdict.conclusion, Conclusion::Good, "{seen:?}");
    assert_only_returns_are_left(&mail);
}
