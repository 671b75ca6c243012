//! Real clients at the local ports of the real agent's relay, with real Dovecot and Postfix behind
//! it: each one's dialogue as it was, alone, and all of them at once.
//!
//! The dialogues stand in `tests/data/relay/`; `VIGIE_UPDATE=1` writes them anew, for a person to
//! read what changed.

mod pop_programs;
mod smtp_programs;

use std::{collections::BTreeMap, fs, path::Path, process::Command, thread, time::Duration};

use vigie_tests::{
    billing::Billing,
    mail::{Mail, Options},
    programs,
    tap::{Masks, Tap},
    terminal::{self, Ran},
    wait,
};

use crate::{
    relay_desk::CURRENT,
    relay_installed::{Installed, SOON},
};
use pop_programs::{Collector, collectors};
use smtp_programs::senders;

/// Where a program of these tests connects, and its own folder.
pub(crate) struct Place<'a> {
    pub(crate) port: u16,
    pub(crate) login: &'a str,
    pub(crate) password: &'a str,
    pub(crate) dir: &'a Path,
}

impl Place<'_> {
    /// A file in the folder, as text.
    pub(crate) fn file(&self, name: &str) -> String {
        self.dir.join(name).display().to_string()
    }
}

/// The relay and the servers behind it.
struct Scene {
    mail: Mail,
    relay: Installed,
}

impl Scene {
    fn start() -> Self {
        let mail = Mail::with(
            &["cabinet", "caisse"],
            Options {
                smtp: true,
                ..Options::default()
            },
        );
        let relay = Installed::start(&mail, None);
        Self { mail, relay }
    }

    fn place<'a>(&'a self, port: u16, dir: &'a Path) -> Place<'a> {
        Place {
            port,
            login: &self.relay.login,
            password: &self.relay.password,
            dir,
        }
    }

    fn masks(&self, messages: Vec<(String, Vec<u8>)>) -> Masks {
        Masks {
            login: self.relay.login.clone(),
            password: self.relay.password.clone(),
            messages,
        }
    }

    /// Messages arrive at the provider, and the relay has them all.
    fn arrive(&self, messages: &[(String, Vec<u8>)]) {
        for (_, wire) in messages {
            let text = String::from_utf8(wire.clone()).unwrap();
            self.mail.maildir("cabinet").deliver(&text, Duration::ZERO);
        }
        self.relay.agent.check_now(None);
        self.relay.until_waiting(messages.len() as u64);
    }

    fn waiting(&self) -> u64 {
        self.relay.status().waiting
    }

    /// What was taken goes at the provider too, in its time.
    fn until_gone(&self) {
        let inbox = self.mail.maildir("cabinet");
        wait::until_true("the provider's copies to be deleted", SOON, || {
            inbox.is_empty()
        });
    }
}

/// A folder that nobody else's mail programs refuse: theirs drop root's rights.
fn folder() -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    dir
}

/// Three messages as they are on the wire: one short, one that begins lines with dots, one of a
/// size that a server sends in several parts. The same in every run, octet by octet.
fn three() -> Vec<(String, Vec<u8>)> {
    let message = |number: u32, body: &str| {
        let text = format!(
            "Return-Path: <arl@caisse.example>\nFrom: <arl@caisse.example>\nTo: <{CURRENT}>\n\
             Subject: Retour {number}\nDate: Mon, 07 Mar 2022 09:00:00 +0100\n\
             Message-ID: <retour-{number}@caisse.example>\n\n{body}"
        );
        let wire = text.replace('\n', "\r\n").into_bytes();
        (format!("message {number}"), wire)
    };
    vec![
        message(1, "Corps.\n"),
        message(2, ".\n..\n.point\n"),
        message(
            3,
            &"0123456789abcdef0123456789abcdef0123456789abcdef\n".repeat(4_000),
        ),
    ]
}

#[test]
fn each_collector_has_its_dialogue_and_takes_everything_once() {
    let scene = Scene::start();
    for collector in collectors() {
        // The same messages again would be served once: each program has messages of its own.
        let messages: Vec<(String, Vec<u8>)> = three()
            .into_iter()
            .map(|(name, wire)| (name, own(&wire, collector.name)))
            .collect();
        scene.arrive(&messages);
        let dir = folder();
        let tap = Tap::on(scene.relay.pop);
        let place = scene.place(tap.port(), dir.path());
        let ran = run(&collector, &place);
        assert_eq!(ran.status, 0, "{}: {ran:?}", collector.name);
        let kept = (collector.kept)(&place);
        assert_eq!(kept.len(), 3, "{}", collector.name);
        assert_dialogue(collector.name, &tap.pop(&scene.masks(messages)));
        assert_eq!(scene.waiting(), 0, "{}", collector.name);
    }
    scene.until_gone();
}

/// The message as only this program gets it; as long as any other's.
fn own(wire: &[u8], program: &str) -> Vec<u8> {
    let text = String::from_utf8(wire.to_vec()).unwrap();
    let mark = format!("<{program:_<24}-");
    text.replace("<retour-", &mark).into_bytes()
}

fn run(collector: &Collector, place: &Place<'_>) -> Ran {
    let mut command = (collector.command)(place);
    command.env("HOME", place.dir).env("LC_ALL", "C");
    terminal::run(&mut command, "")
}

#[test]
fn each_sender_has_its_dialogue_and_the_lot_arrives_once() {
    let scene = Scene::start();
    for sender in senders() {
        let lot = lot(sender.name);
        let dir = folder();
        write_lot(dir.path(), &lot);
        let tap = Tap::on(scene.relay.smtp);
        let place = scene.place(tap.port(), dir.path());
        let ran = terminal::run(&mut (sender.command)(&place), "");
        assert_eq!(ran.status, 0, "{}: {ran:?}", sender.name);
        let masks = scene.masks(vec![("the lot".to_owned(), lot.clone())]);
        assert_dialogue(sender.name, &tap.smtp(&masks));
        scene.mail.until_delivered();
        assert_eq!(times(&scene.mail, &lot), 1, "{}", sender.name);
    }
    assert_eq!(scene.mail.maildir("cabinet").len(), senders().len());
}

/// How often a lot has arrived.
fn times(mail: &Mail, lot: &[u8]) -> usize {
    let arrived = mail.maildir("cabinet").messages();
    arrived
        .iter()
        .filter(|(_, octets)| ends_as(octets, lot))
        .count()
}

fn write_lot(dir: &Path, lot: &[u8]) {
    fs::write(dir.join("lot.eml"), lot).unwrap();
    fs::write(dir.join("unended.eml"), lot.strip_suffix(b"\r\n").unwrap()).unwrap();
}

/// A lot's message as it is on the wire, another for each program and as long as any other.
fn lot(name: &str) -> Vec<u8> {
    let text = format!(
        "From: <{CURRENT}>\nTo: <{CURRENT}>\nSubject: Lot {name:_<24}\n\
         Date: Mon, 07 Mar 2022 09:00:00 +0100\nMessage-ID: <{name:_<24}@facturation.example>\n\n\
         .\n..\n.point\n{}",
        "0123456789abcdef0123456789abcdef0123456789abcdef\n".repeat(400)
    );
    text.replace('\n', "\r\n").into_bytes()
}

/// Whether a delivered message is this one, behind what the servers wrote above it.
fn ends_as(delivered: &[u8], lot: &[u8]) -> bool {
    let plain = |octets: &[u8]| String::from_utf8_lossy(octets).replace("\r\n", "\n");
    plain(delivered).ends_with(&plain(lot))
}

fn assert_dialogue(name: &str, sessions: &[Vec<String>]) {
    let mut text = String::new();
    for (number, session) in (1_usize..).zip(sessions) {
        text.push_str("--- session ");
        text.push_str(&number.to_string());
        text.push_str(" ---\n");
        for line in session {
            text.push_str(line);
            text.push('\n');
        }
    }
    let path = programs::repository().join(format!("tests/data/relay/{name}.txt"));
    if std::env::var_os("VIGIE_UPDATE").is_some_and(|value| value == "1") {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &text).unwrap();
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        text,
        known,
        "another dialogue with {name} than {}",
        path.display()
    );
}

#[test]
fn the_billing_program_sends_and_collects_in_clear_text_on_loopback() {
    let scene = Scene::start();
    let (pop, smtp) = (Tap::on(scene.relay.pop), Tap::on(scene.relay.smtp));
    scene.arrive(&three());
    let dir = folder();
    let ini = billing_ini(&scene, dir.path(), pop.port(), smtp.port());
    fs::write(dir.path().join("outbox/lot-001.fse"), "LOT 001\r\n").unwrap();
    let round = Billing::open(&ini).unwrap().round().unwrap();
    assert_eq!((round.sent, round.collected), (1, 3));
    let masks = scene.masks(three());
    assert_dialogue("billing-pop", &pop.pop(&masks));
    let sent: Vec<Vec<String>> = smtp
        .smtp(&masks)
        .into_iter()
        .map(|session| session.iter().map(|line| without_host(line)).collect())
        .collect();
    assert_dialogue("billing-smtp", &sent);
    scene.mail.until_delivered();
    assert_eq!(scene.mail.maildir("caisse").len(), 1);
    scene.until_gone();
}

/// lettre greets with this computer's name, and its multipart boundaries are at random.
fn without_host(line: &str) -> String {
    if line.starts_with("C: EHLO ") {
        "C: EHLO …".to_owned()
    } else if line.starts_with("C: <") {
        "C: <the lot>".to_owned()
    } else {
        line.to_owned()
    }
}

fn billing_ini(scene: &Scene, dir: &Path, pop: u16, smtp: u16) -> std::path::PathBuf {
    let folder = |name: &str| {
        let path = dir.join(name);
        fs::create_dir_all(&path).unwrap();
        path.display().to_string()
    };
    let ini = dir.join("facturation.ini");
    let text = format!(
        "[mailbox]\naddress = {CURRENT}\ncaisse = caisse@example.test\nuser = {}\npassword = {}\nca_file = {}\n\
         [pop]\nhost = 127.0.0.1\nport = {pop}\nsecurity = clear\n\
         [smtp]\nhost = 127.0.0.1\nport = {smtp}\nsecurity = clear\n\
         [folders]\noutbox = {}\nsent = {}\ncollected = {}\n",
        scene.relay.login,
        scene.relay.password,
        scene.mail.ca_file().display(),
        folder("outbox"),
        folder("sent"),
        folder("collected"),
    );
    fs::write(&ini, text).unwrap();
    ini
}

const RETURNS: usize = 60;

#[test]
fn all_collectors_at_once_share_the_mailbox_and_each_return_is_taken_once() {
    let scene = Scene::start();
    let returns: Vec<(String, Vec<u8>)> = (0..RETURNS)
        .map(|number| {
            let id = format!("retour-{number:03}@caisse.example");
            let text =
                format!("From: <arl@caisse.example>\r\nMessage-ID: <{id}>\r\n\r\nCorps.\r\n");
            (id, text.into_bytes())
        })
        .collect();
    let (before, during) = returns.split_at(RETURNS / 2);
    scene.arrive(before);
    let collectors = collectors();
    let dirs: Vec<tempfile::TempDir> = collectors.iter().map(|_| folder()).collect();
    thread::scope(|scope| {
        for (collector, dir) in collectors.iter().zip(&dirs) {
            let place = scene.place(scene.relay.pop, dir.path());
            scope.spawn(move || {
                // In use, as a rule; the next round tries again.
                for _ in 0..6 {
                    let _in_use = run(collector, &place);
                }
            });
        }
        // More arrives while they are at it.
        for (_, wire) in during {
            let text = String::from_utf8(wire.clone()).unwrap();
            scene.mail.maildir("cabinet").deliver(&text, Duration::ZERO);
        }
    });
    // What came too late for all of them is collected by one of them.
    let taken = || {
        let each = collectors
            .iter()
            .zip(&dirs)
            .map(|(collector, dir)| (collector.kept)(&scene.place(scene.relay.pop, dir.path())));
        each.flatten().collect::<Vec<Vec<u8>>>()
    };
    let place = collectors
        .iter()
        .position(|one| one.name == "poplib")
        .unwrap();
    wait::until_true("everything to be taken", SOON, || {
        let place_of = scene.place(scene.relay.pop, dirs[place].path());
        run(&collectors[place], &place_of);
        taken().len() >= RETURNS
    });
    assert_eq!(scene.waiting(), 0);
    scene.until_gone();

    let mut times: BTreeMap<&str, usize> = returns.iter().map(|(id, _)| (id.as_str(), 0)).collect();
    for message in taken() {
        let text = String::from_utf8_lossy(&message).into_owned();
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix("Message-ID: <"));
        let id = line.and_then(|line| line.strip_suffix('>')).unwrap();
        *times.get_mut(id).unwrap() += 1;
    }
    times.retain(|_, times| *times != 1);
    assert!(times.is_empty(), "not taken exactly once: {times:?}");
}

#[test]
fn all_senders_at_once_and_each_lot_arrives_once() {
    let scene = Scene::start();
    let senders = senders();
    thread::scope(|scope| {
        for sender in &senders {
            let scene = &scene;
            scope.spawn(move || {
                let dir = folder();
                for round in 0..3 {
                    write_lot(dir.path(), &lot(&format!("{}-{round}", sender.name)));
                    let place = scene.place(scene.relay.smtp, dir.path());
                    let ran = terminal::run(&mut (sender.command)(&place), "");
                    assert_eq!(ran.status, 0, "{}: {ran:?}", sender.name);
                }
            });
        }
    });
    scene.mail.until_delivered();
    assert_eq!(scene.mail.maildir("cabinet").len(), senders.len() * 3);
    for sender in &senders {
        for round in 0..3 {
            let lot = lot(&format!("{}-{round}", sender.name));
            assert_eq!(times(&scene.mail, &lot), 1, "{} {round}", sender.name);
        }
    }
}

/// A Python program from its text.
pub(crate) fn python(text: &str) -> Command {
    let mut command = Command::new("/usr/bin/python3");
    command.args(["-c", text]);
    command
}
