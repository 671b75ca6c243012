//! Runs the situations: one set of servers for all of them, several at a time.

use std::{
    collections::{BTreeMap, VecDeque},
    fmt::Write as _,
    io::{BufRead, BufReader, Write as _},
    net::TcpStream,
    process::Command,
    sync::{Condvar, Mutex, OnceLock, PoisonError},
    thread,
    time::Duration,
};

use vigie_tests::{
    mail::{Mail, Maildir, Options, Routing, free_port, sample},
    pki::Leaf,
    programs,
    scripted::{Act as Say, Script, Scripted},
    terminal::{self, Ran},
    wait,
};

use super::{
    kinds::{Act, Pop, Smtp, Way},
    situations::{ALL, Situation},
};

/// Situations that run at the same time: they wait more than they work.
const AT_ONCE: usize = 14;

/// What a situation brought.
#[derive(Clone)]
pub(super) struct Outcome {
    pub(super) ran: Ran,
    /// What lay in the main mailbox before that is no longer there, or changed.
    pub(super) main_unharmed: bool,
    /// Probes that still lie in a mailbox that Vigie was given, by its letter.
    pub(super) left_over: BTreeMap<&'static str, usize>,
}

/// The outcome of a situation. The first call starts all of them, unless only this one is asked for
/// on the command line.
pub(super) fn outcome(name: &str) -> Outcome {
    static STARTED: OnceLock<()> = OnceLock::new();
    let town = town();
    let place = ALL
        .iter()
        .position(|situation| situation.name == name)
        .expect("a situation of the table");
    if is_alone(name) {
        return town.live(place);
    }
    STARTED.get_or_init(|| {
        *lock(&town.queue) = (0..ALL.len()).collect();
        for _ in 0..AT_ONCE {
            thread::spawn(|| town.work());
        }
    });
    let mut outcomes = lock(&town.outcomes);
    loop {
        match outcomes.get(&place) {
            Some(Some(outcome)) => return outcome.clone(),
            Some(None) => panic!("{name} could not be lived through"),
            None => {}
        }
        outcomes = town
            .news
            .wait(outcomes)
            .unwrap_or_else(PoisonError::into_inner);
    }
}

/// Whether the command line names exactly this test, or each test has a process of its own.
fn is_alone(name: &str) -> bool {
    std::env::var_os("NEXTEST").is_some()
        || (std::env::args().any(|word| word == "--exact")
            && std::env::args().skip(1).any(|word| word.ends_with(name)))
}

/// The servers, and the situations on them.
struct Town {
    mail: Mail,
    queue: Mutex<VecDeque<usize>>,
    outcomes: Mutex<BTreeMap<usize, Option<Outcome>>>,
    news: Condvar,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `letter-number`, the name of a mailbox.
fn name(letter: &str, place: usize) -> String {
    format!("{letter}-{place}")
}

fn address(letter: &str, place: usize) -> String {
    let domain = match (letter, &ALL[place]) {
        ("o", _) => "ancien.test".to_owned(),
        (letter, situation) if situation.catches(letter) => format!("attrape-{place}.test"),
        _ => "example.test".to_owned(),
    };
    format!("{letter}-{place}@{domain}")
}

impl Situation {
    fn catches(&self, letter: &str) -> bool {
        self.ways
            .iter()
            .any(|way| matches!(way, Way::CatchAll(catcher) if *catcher == letter))
    }
}

fn town() -> &'static Town {
    static TOWN: OnceLock<Town> = OnceLock::new();
    TOWN.get_or_init(|| {
        let addresses: Vec<String> = (0..ALL.len())
            .flat_map(|place| ["a", "b", "o"].map(|letter| address(letter, place)))
            // Its login is that of another mailbox.
            .filter(|address| !routed_logins().iter().any(|(login, ..)| login == address))
            .collect();
        let names: Vec<&str> = addresses.iter().map(String::as_str).collect();
        let routing = routing();
        let mut mail = Mail::with(
            &names,
            Options {
                smtp: true,
                lock_sessions: true,
                routing: Some(&routing),
                ..Options::default()
            },
        );
        for (place, situation) in ALL.iter().enumerate() {
            for way in situation.ways {
                match way {
                    Way::PopOff(letter) => mail.set_pop_off(&name(letter, place), true),
                    Way::SameMaildrop(one, other) => {
                        let home = |letter| mail.dir().join("vmail").join(name(letter, place));
                        let own = home(one).join("Maildir");
                        std::fs::remove_dir_all(&own).unwrap();
                        std::os::unix::fs::symlink(home(other).join("Maildir"), own).unwrap();
                    }
                    _ => {}
                }
            }
        }
        Town {
            mail,
            queue: Mutex::default(),
            outcomes: Mutex::default(),
            news: Condvar::new(),
        }
    })
}

fn routed_logins() -> Vec<(String, String, String)> {
    let mut logins = Vec::new();
    for (place, situation) in ALL.iter().enumerate() {
        for way in situation.ways {
            if let Way::Login(login, opens) = way {
                let (login, password) = if login.len() == 1 {
                    (address(login, place), format!("{login}-{place}-pw"))
                } else {
                    (format!("{login}-{place}"), format!("{opens}-{place}-pw"))
                };
                logins.push((login, password, address(opens, place)));
            }
        }
    }
    logins
}

fn routing() -> Routing {
    let mut routing = Routing {
        logins: routed_logins(),
        ..Routing::default()
    };
    for (place, situation) in ALL.iter().enumerate() {
        let address = |letter: &str| address(letter, place);
        let name = |letter: &str| name(letter, place);
        for way in situation.ways {
            match *way {
                Way::Alias(from, to) => {
                    let to = to.iter().map(|letter| address(letter)).collect();
                    routing.aliases.push((address(from), to));
                }
                Way::Outside(from) => routing
                    .aliases
                    .push((address(from), vec!["nobody@elsewhere.test".to_owned()])),
                Way::Unknown(letter) => routing.unknown.push(address(letter)),
                Way::CatchAll(to) => {
                    let domain = format!("@attrape-{place}.test");
                    routing.aliases.push((address(to), vec![address(to)]));
                    routing.aliases.push((domain, vec![address(to)]));
                }
                Way::Script(letter, script) => {
                    routing.sieve.push((name(letter), script.to_owned()));
                }
                Way::Redirect(from, to) => routing
                    .sieve
                    .push((name(from), format!("redirect \"{}\";\n", address(to)))),
                Way::CopyTo(from, to) => routing.sieve.push((
                    name(from),
                    format!("require \"copy\";\nredirect :copy \"{}\";\n", address(to)),
                )),
                Way::Recipient(letter, action) => routing
                    .recipients
                    .push((address(letter), action.to_owned())),
                Way::Greylisted(letter) => routing.greylisted.push(address(letter)),
                Way::Quota(letter, octets) => routing.quotas.push((address(letter), octets)),
                Way::Sender(letter, action) => {
                    routing.senders.push((address(letter), action.to_owned()));
                }
                Way::Canonical(letter, as_whom) => {
                    routing.canonical.push((address(letter), address(as_whom)));
                }
                Way::Login(..) | Way::SameMaildrop(..) | Way::PopOff(_) => {}
            }
        }
    }
    routing
}

impl Town {
    fn work(&self) {
        loop {
            let Some(place) = lock(&self.queue).pop_front() else {
                return;
            };
            let lived = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.live(place)));
            lock(&self.outcomes).insert(place, lived.ok());
            self.news.notify_all();
        }
    }

    /// One situation from beginning to end.
    fn live(&self, place: usize) -> Outcome {
        let situation = &ALL[place];
        let maildir = |letter: &str| self.mail.maildir(&name(letter, place));
        for number in 0..3 {
            let retour = sample("arl@caisse.example", &format!("Retour {number}"));
            maildir("a").deliver(&retour, Duration::from_hours(1));
        }
        let before = maildir("a").messages();
        let _holding = match situation.act {
            Act::Fill(count) => {
                maildir("b").fill(count, 500);
                None
            }
            Act::Hold(letter) => Some(self.hold(letter, place)),
            _ => None,
        };
        let ran = thread::scope(|scope| {
            scope.spawn(|| self.act(situation.act, place));
            self.verify(place)
        });
        let after = maildir("a").messages();
        let main_unharmed = before.iter().all(|message| after.contains(message));
        // What a list passes on to others is none of the mailboxes that Vigie was given.
        let left_over = ["a", "b", "o"]
            .into_iter()
            .filter(|letter| *letter == "b" || situation.asked.existing.contains(letter))
            .map(|letter| (letter, probes_in(&maildir(letter))))
            .filter(|(_, count)| *count > 0)
            .collect();
        Outcome {
            ran,
            main_unharmed,
            left_over,
        }
    }

    fn act(&self, act: Act, place: usize) {
        let maildir = |letter: &str| self.mail.maildir(&name(letter, place));
        let probed = || {
            wait::until_true("the probe", Duration::from_mins(1), || {
                probes_in(&maildir("b")) > 0
            });
        };
        match act {
            Act::None | Act::Fill(_) | Act::Hold(_) => {}
            Act::ReleaseAfter(seconds) => {
                thread::sleep(delay(seconds));
                self.mail.release_held();
            }
            Act::StrangerOnceProbed => {
                probed();
                let words = sample("quelqu-un@ailleurs.example", "Bonjour");
                maildir("b").deliver(&words, Duration::ZERO);
            }
            Act::EmptyOnceProbed(letter) => {
                probed();
                let dir = self.mail.dir().join("vmail").join(name(letter, place));
                for part in ["cur", "new"] {
                    for entry in std::fs::read_dir(dir.join("Maildir").join(part)).unwrap() {
                        // Dovecot may have moved it from new/ to cur/ a moment ago.
                        let _moved = std::fs::remove_file(entry.unwrap().path());
                    }
                }
            }
        }
    }

    /// Opens a session that stays.
    fn hold(&self, letter: &str, place: usize) -> TcpStream {
        let mut stream = TcpStream::connect(self.mail.pop()).unwrap();
        let mut lines = BufReader::new(stream.try_clone().unwrap());
        let (user, password) = (address(letter, place), format!("{letter}-{place}-pw"));
        for word in [
            String::new(),
            format!("USER {user}\r\n"),
            format!("PASS {password}\r\n"),
        ] {
            stream.write_all(word.as_bytes()).unwrap();
            let mut answer = String::new();
            lines.read_line(&mut answer).unwrap();
            assert!(answer.starts_with("+OK"), "{answer}");
        }
        stream
    }

    /// `vigie verify … --json`.
    fn verify(&self, place: usize) -> Ran {
        let asked = &ALL[place].asked;
        let candidate = asked.candidate.replace("{}", &place.to_string());
        let mut command = Command::new(programs::vigie());
        command.args(["verify", "--json", "--passwords-stdin"]);
        command.args(["--candidate", &candidate]);
        for letter in asked.existing {
            command.args(["--existing", &address(letter, place)]);
        }
        let mut list = String::new();
        let addresses = std::iter::once(("b", candidate.clone())).chain(
            asked
                .existing
                .iter()
                .map(|&letter| (letter, address(letter, place))),
        );
        for (letter, address) in addresses {
            let owner = asked
                .password_of
                .iter()
                .find(|(whose, _)| *whose == letter)
                .map_or(letter, |(_, owner)| *owner);
            let password = if asked.wrong_password.contains(&letter) {
                "pas-le-bon".to_owned()
            } else {
                format!("{owner}-{place}-pw")
            };
            if !asked.no_password.contains(&letter) {
                let _ = writeln!(list, "{address}\t{password}");
            }
            for (_, login) in asked.logins.iter().filter(|(whose, _)| *whose == letter) {
                let login = if login.len() == 1 {
                    self::address(login, place)
                } else {
                    format!("{login}-{place}")
                };
                command.args(["--login", &format!("{address}={login}")]);
            }
        }
        let pop = if asked.by_stls {
            command.args(["--security", "starttls"]);
            self.mail.pop()
        } else {
            self.mail.pops()
        };
        command.args(["--server", &pop]);
        let mut scripted = None;
        if let Some(pop) = asked.pop {
            let server = self.other_pop(pop, &mut scripted);
            command.args(["--server", &format!("{candidate}={server}")]);
        }
        command.args(["--smtp", &format!("127.0.0.1:{}", self.mail.smtps_port())]);
        match asked.smtp {
            Some(Smtp::Small) => {
                let port = self.mail.small_smtps_port();
                command.args(["--smtp", &format!("{candidate}=127.0.0.1:{port}")]);
            }
            Some(Smtp::Clear) => {
                let port = self.mail.clear_smtp_port();
                command.args(["--smtp", &format!("{candidate}=127.0.0.1:{port}")]);
            }
            None => {}
        }
        if asked.own_domain {
            command.arg("--own-domain");
        }
        if let Some(seconds) = asked.wait {
            command.args(["--wait", &seconds.to_string()]);
        }
        command.arg("--ca-file").arg(self.mail.ca_file());
        // What was held back may travel once more before it is ruled out.
        let within = Duration::from_mins(2) + 3 * delay(0);
        terminal::run_within(within, &mut command, &list)
    }

    fn other_pop(&self, pop: Pop, scripted: &mut Option<Scripted>) -> String {
        let tls = self.mail.dir().join("tls");
        let leaf = Leaf {
            certificate: tls.join("Valid.crt"),
            key: tls.join("Valid.key"),
        };
        let mut run = |script| {
            let server = scripted.insert(Scripted::tls(&leaf, script));
            server.address().to_string()
        };
        match pop {
            Pop::Nobody => format!("127.0.0.1:{}", free_port()),
            Pop::Showing(shown) => self.mail.pops_showing(shown),
            Pop::Says(pass) => run(Script::pop3(&[], pass)),
            Pop::LoginDelay => run(Script::pop3(&["LOGIN-DELAY 7200"], "+OK")),
            Pop::ImapInstead => {
                let imap = Script {
                    greeting: Say::line("* OK IMAP4rev2 ready"),
                    answer: Box::new(|_| Say::SayAndClose(b"* BYE\r\n".to_vec())),
                };
                // The usual port, on an address where nobody else is.
                let server = scripted.insert(Scripted::tls_at(&leaf, "127.0.0.2:993", imap));
                format!("{}:{}", server.address().ip(), free_port())
            }
        }
    }
}

/// `VIGIE_DELAY` (seconds) makes what is held back longer: by hand, to see what takes minutes.
fn delay(seconds: u64) -> Duration {
    let asked = std::env::var("VIGIE_DELAY").ok();
    Duration::from_secs(
        asked
            .and_then(|asked| asked.parse().ok())
            .unwrap_or(seconds),
    )
}

fn probes_in(maildir: &Maildir) -> usize {
    maildir
        .messages()
        .iter()
        .filter(|(_, message)| {
            let header = String::from_utf8_lossy(message);
            let header = header.split("\n\n").next().unwrap_or_default();
            header.contains("X-Vigie-Essai: ")
        })
        .count()
}
