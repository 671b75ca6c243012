//! What support pushes, from its own terminal to the practices: signed by the real
//! `vigie-support`, served by the real nginx over HTTPS, fetched by real agents.

use std::{
    io,
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use vigie_domain::{
    health::{Level, Situation},
    server::{Security, Server},
};
use vigie_protocol::{Answer, MailboxStatus, Request, Settings, Steering};
use vigie_tests::{
    agent::{self, Agent},
    desktop::Desktop,
    hotline::{Hotline, ORGANISATION},
    mail::{Mail, Options},
    netns::{Line, Namespace},
    scripted::Names,
    tray_host::TrayItem,
    wait,
    window::Window,
};

/// For what takes seconds by the rules, on a machine that is busy.
const SOON: Duration = Duration::from_mins(1);

const TITLE: &str = "Exemple a coupé le POP";
const REASON: &str = "Votre fournisseur limite les connexions.";

#[test]
fn a_bulletin_reaches_one_domain_in_tray_notification_and_window_and_is_withdrawn() {
    let desktop = Desktop::start();
    let mail = Mail::with(&["cabinet", "officine@autre.test"], Options::default());
    let mut hotline = Hotline::two_of_three(&mail);
    let mut concerned = Agent::start(
        Some(&desktop),
        agent::Options {
            ca_file: Some(mail.ca_file().to_owned()),
            hurried: true,
            ..agent::Options::default()
        },
    );
    let other = headless(&mail);
    concerned.add(&mail, "cabinet");
    other.add(&mail, "officine");
    for agent in [&concerned, &other] {
        never_quiet(agent);
        agent.until("the first good check", SOON, is_well);
    }
    hotline.write("panne", &bulletin("domain = \"example.test\""));
    hotline.write("reglages", &managed_interval());
    hotline.push();

    // The organisation is shown first, and accepted by its fingerprint alone.
    let file = hotline.enrolment().display().to_string();
    let shown = concerned.vigie(&["enroll", &file], "");
    assert_eq!(shown.status, 2, "{shown:?}");
    let fingerprint = hotline.fingerprint();
    for words in [ORGANISATION, &hotline.url(), fingerprint] {
        assert!(shown.stdout.contains(words), "{words} is not in {shown:?}");
    }
    let another = fingerprint.replacen(&fingerprint[..4], "0000", 1);
    let refused = concerned.vigie(&["enroll", &file, "--accept", &another], "");
    assert_ne!(refused.status, 0, "{refused:?}");
    assert_eq!(steering(concerned.ask(Request::Steering)).enrolled, None);
    for agent in [&concerned, &other] {
        enrol(agent, &hotline);
        let enrolled = steering(agent.ask(Request::Steering)).enrolled.unwrap();
        assert_eq!((enrolled.documents, enrolled.problem), (2, None));
    }

    let bulletins = concerned.status().bulletins;
    assert_eq!(bulletins.len(), 1, "{bulletins:?}");
    assert_eq!(
        (bulletins[0].title.as_str(), bulletins[0].incident),
        (TITLE, true)
    );
    assert_eq!(bulletins[0].organisation, ORGANISATION);
    assert_eq!(other.status().bulletins, []);
    let said = concerned.vigie(&["status"], "").stdout;
    assert!(said.contains(TITLE) && said.contains(REASON), "{said}");
    until_headline(&desktop, TITLE);
    let toasts = desktop.notifications();
    let toast = toasts.until("the bulletin's notification", 0, SOON, is_bulletin);
    assert!(toast.body.contains("Ne renvoyez pas vos lots"), "{toast:?}");

    // A managed setting is refused, with the reason for it at hand.
    let mut mine = settings(&concerned);
    assert_eq!(mine.interval_minutes, 15);
    mine.interval_minutes = 5;
    let refused = concerned.ask(Request::ChangeSettings { settings: mine });
    let refused = refused.unwrap_err();
    assert!(refused.contains("interval_minutes is managed"), "{refused}");
    assert_eq!(settings(&concerned).interval_minutes, 15);
    let managed = steering(concerned.ask(Request::Steering)).managed;
    assert_eq!(managed[0].field, "interval_minutes");
    assert_eq!(managed[0].reason, REASON);

    // The next life tells nobody twice.
    concerned.stop();
    concerned.launch();
    fetch(&concerned);
    assert_eq!(concerned.status().bulletins.len(), 1);

    let window = Window::open(&desktop, concerned.data_dir());
    wait::until_true("the bulletin on Accueil", SOON, || {
        window.words("bulletin-panne").contains(TITLE)
    });
    window.picture("home-bulletin");
    window.click("nav-settings");
    wait::until_true("the locked setting in Réglages", SOON, || {
        window.words("managed-interval_minutes").contains(REASON)
    });
    let locked = "return document.querySelector('[data-testid=interval]').disabled";
    assert_eq!(window.script(locked), true);
    window.picture("settings-managed");
    window.click("nav-home");
    window.click("bulletin-read");
    wait::until_true("that it counts as read", SOON, || {
        concerned
            .status()
            .bulletins
            .iter()
            .all(|bulletin| bulletin.read)
    });

    // Nobody asks for it: the agent looks by itself.
    hotline.withdraw("panne");
    wait::until_true("the end of the bulletin", SOON, || {
        concerned.status().bulletins.is_empty()
    });
    wait::until_true("its end on Accueil", SOON, || {
        !window.shows("bulletin-panne")
    });
    until_headline(&desktop, "Tout va bien");
    let told: Vec<_> = toasts.all().into_iter().filter(is_bulletin).collect();
    assert_eq!(told.len(), 1, "{told:?}");
}

#[test]
fn a_providers_new_pop_host_is_used_after_the_users_consent_and_not_before() {
    let line = Line::new();
    let _names = Names::start(
        &line.internet,
        Line::DNS,
        &[
            ("pop.example.test", Line::SERVER),
            ("nouveau.example.test", Line::WITNESS),
        ],
    );
    let mail = Mail::with(
        &["cabinet"],
        Options {
            inside: Some((&line.internet, Line::SERVER)),
            ..Options::default()
        },
    );
    let new_host = Door::open(&line.internet, Line::WITNESS, mail.pops());
    let mut hotline = Hotline::trial(&mail);
    let agent = Agent::start(
        None,
        agent::Options {
            inside: Some(line.practice.name().to_owned()),
            ..headless_options(&mail)
        },
    );
    let account = agent
        .try_add_at(&mail, "cabinet", "pop.example.test")
        .unwrap();
    agent.until("the first good check", SOON, is_well);
    hotline.write("fournisseurs", &provider("nouveau.example.test"));
    hotline.push();
    enrol(&agent, &hotline);

    let told = steering(agent.ask(Request::Steering));
    let [proposed] = &told.proposals[..] else {
        panic!("{told:?}");
    };
    let wanted = Server {
        host: "nouveau.example.test".to_owned(),
        port: 995,
        security: Security::Tls,
    };
    assert_eq!((&proposed.from, &proposed.to), (&account.server, &wanted));
    let said = agent.vigie(&["status"], "").stdout;
    assert!(said.contains("Rien ne change sans votre accord"), "{said}");
    let before = agent.mailbox().last_success;
    agent.until("another check of the old host", SOON, |mailbox| {
        mailbox.last_success > before
    });
    assert_eq!(new_host.visitors(), 0, "nothing goes there unasked");
    let account = account.id;
    for to in [
        Server {
            port: 996,
            ..wanted.clone()
        },
        Server {
            host: "pop2.example.test".to_owned(),
            ..wanted.clone()
        },
    ] {
        let refused = agent.ask(Request::AgreeToServer { account, to });
        assert!(refused.is_err(), "{refused:?}");
    }
    // A check that is under way is not disturbed.
    wait::until_true("the consent to be taken", SOON, || {
        let to = wanted.clone();
        agent.ask(Request::AgreeToServer { account, to }).is_ok()
    });
    let agreed = Timestamp::now();
    let moved = agent.until("a good check of the new host", SOON, |mailbox| {
        mailbox.last_success > Some(agreed)
    });
    assert_eq!(moved.account.server, wanted);
    assert!(new_host.visitors() > 0);
    assert_eq!(steering(agent.ask(Request::Steering)).proposals, []);
}

#[test]
fn a_roll_out_goes_from_nobody_to_everybody_and_outlives_its_server() {
    let mail = Mail::start();
    let mut hotline = Hotline::trial(&mail);
    let agent = headless(&mail);
    agent.add(&mail, "cabinet");
    let share = |percent: u8| {
        bulletin(&format!(
            "share = {{ salt = \"essai\", percent = {percent} }}"
        ))
    };
    hotline.write("panne", &share(0));
    hotline.push();
    enrol(&agent, &hotline);
    assert_eq!(fetch(&agent), None);
    assert_eq!(agent.status().bulletins, []);
    hotline.write("panne", &share(100));
    hotline.push();
    assert_eq!(fetch(&agent), None);
    assert_eq!(agent.status().bulletins.len(), 1);

    // The last good stays, and the terminal says why nothing newer comes.
    let says = |key: &str, words: &str| {
        assert_eq!(fetch(&agent).as_deref(), Some(key));
        assert_eq!(agent.status().bulletins.len(), 1);
        let said = agent.vigie(&["status"], "").stdout;
        assert!(said.contains(words) && said.contains(TITLE), "{said}");
    };
    hotline.stop();
    says(
        "steering-problem-unreachable",
        "Le serveur du support ne répond pas.",
    );
    hotline.serve_a_login_page();
    says(
        "steering-problem-not-ours",
        "Une autre page répond à la place du serveur du support",
    );
    hotline.serve();
    hotline.write("panne", &share(0));
    hotline.push();
    assert_eq!(fetch(&agent), None);
    assert_eq!(agent.status().bulletins, []);
}

fn headless_options(mail: &Mail) -> agent::Options {
    agent::Options {
        ca_file: Some(mail.ca_file().to_owned()),
        passphrase: Some("phrase d'essai".to_owned()),
        hurried: true,
        ..agent::Options::default()
    }
}

fn headless(mail: &Mail) -> Agent {
    Agent::start(None, headless_options(mail))
}

fn is_well(mailbox: &MailboxStatus) -> bool {
    mailbox.level == Level::Well && matches!(mailbox.situation, Situation::Well { .. })
}

fn is_bulletin(toast: &vigie_tests::desktop::Toast) -> bool {
    toast.title.contains(TITLE)
}

/// By the terminal, with the fingerprint that the hotline reads out.
fn enrol(agent: &Agent, hotline: &Hotline) {
    let file = hotline.enrolment().display().to_string();
    let ran = agent.vigie(&["enroll", &file, "--accept", hotline.fingerprint()], "");
    assert_eq!(ran.status, 0, "{ran:?}");
}

fn steering(answer: Result<Answer, String>) -> Steering {
    match answer {
        Ok(Answer::Steering { steering }) => *steering,
        other => panic!("no steering: {other:?}"),
    }
}

/// Looks for what is published; returns why it is not in force, by its key.
fn fetch(agent: &Agent) -> Option<String> {
    let told = steering(agent.ask(Request::FetchConfiguration));
    told.enrolled.unwrap().problem.map(|text| text.key)
}

fn settings(agent: &Agent) -> Settings {
    match agent.ask(Request::Settings) {
        Ok(Answer::Settings { settings }) => settings,
        other => panic!("no settings: {other:?}"),
    }
}

/// Notifications come at night too: nobody knows when these tests run.
fn never_quiet(agent: &Agent) {
    let settings = Settings {
        quiet_from: 0,
        quiet_until: 0,
        ..settings(agent)
    };
    agent.ask(Request::ChangeSettings { settings }).unwrap();
}

fn until_headline(desktop: &Desktop, words: &str) -> TrayItem {
    wait::until_fits(
        &format!("« {words} » in the tray"),
        SOON,
        || wait::until("an icon in the tray", SOON, || desktop.tray().item()),
        |item| item.headline.contains(words),
    )
}

fn bulletin(audience: &str) -> String {
    let now = Timestamp::now();
    let from = now - SignedDuration::from_hours(1);
    let until = now + SignedDuration::from_hours(24);
    format!(
        "format = 1
kind = \"bulletin\"
id = \"panne\"
severity = \"incident\"
from = \"{from}\"
until = \"{until}\"
title = {{ fr = \"{TITLE}\", en = \"Exemple has cut POP\" }}
text = {{ fr = [\"Ne renvoyez pas vos lots.\"], en = [\"Do not send your batches again.\"] }}
action = {{ call = \"01 02 03 04 05\" }}
[audience]
{audience}
"
    )
}

fn managed_interval() -> String {
    format!(
        "format = 1
kind = \"settings\"
id = \"reglages\"
[settings.interval_minutes]
value = 15
managed = true
reason = {{ fr = \"{REASON}\", en = \"Your provider limits connections.\" }}
[audience]
everyone = true
"
    )
}

fn provider(host: &str) -> String {
    let server = |host: &str, port: u16| {
        format!(
            "{{ host = \"{host}\", port = {port}, security = \"tls\", login = \"full_address\", \
             evidence = \"official\" }}"
        )
    };
    let (pop, smtp) = (server(host, 995), server("smtp.example.test", 465));
    format!(
        "format = 1
kind = \"providers\"
id = \"fournisseurs\"
[[providers]]
id = \"exemple\"
name = \"Exemple\"
kind = \"webmail\"
domains = [\"example.test\"]
pop = {{ offer = \"offered\", password = \"account\" }}
pop_servers = [{pop}]
smtp_servers = [{smtp}]
sources = [\"Un essai\"]
[audience]
everyone = true
"
    )
}

/// Another address of the mail server, on POP3's own port, that counts who comes.
struct Door(Arc<AtomicUsize>);

impl Door {
    fn open(inside: &Namespace, address: &'static str, to: String) -> Self {
        let counted = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&counted);
        inside.enter(move || {
            let listener = TcpListener::bind((address, 995)).unwrap();
            // Threads that are begun here are in the same network.
            thread::spawn(move || {
                for visitor in listener.incoming() {
                    count.fetch_add(1, Ordering::SeqCst);
                    if let (Ok(visitor), Ok(server)) = (visitor, TcpStream::connect(&to)) {
                        join(&visitor, &server);
                        join(&server, &visitor);
                    }
                }
            });
        });
        Self(counted)
    }

    fn visitors(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

fn join(from: &TcpStream, to: &TcpStream) {
    let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
    thread::spawn(move || {
        let _line_gone = io::copy(&mut from, &mut to);
        let _other_end_gone = to.shutdown(std::net::Shutdown::Write);
    });
}
