//! The two servers that are asked, each with a mailbox that can be filled anew.

use std::time::Duration;

use vigie_relay::pop::PopSettings;
use vigie_tests::mail::{Maildir, Options, sample};

use crate::{relay_desk::Desk, relay_wire::Wire};

/// How a server does not do what is asked.
pub(crate) enum Deviation {
    /// It need not, and says that it does not.
    NotOffered,
    /// What it did instead.
    Did(String),
}

/// What became of a question.
pub(crate) type Verdict = Result<(), Deviation>;

/// A POP3 server with one mailbox.
pub(crate) trait Target {
    /// Its port in clear text.
    fn port(&self) -> u16;
    fn login(&self) -> String;
    fn password(&self) -> String;
    /// The mailbox holds these messages and no others, in this order.
    fn fill(&mut self, messages: &[Vec<u8>]);
    /// One more message arrives.
    fn arrive(&mut self, message: &[u8]);
    /// What a new session sees.
    fn listed(&self) -> u64 {
        let mut wire = self.enter();
        let stat = wire.ask("STAT");
        wire.ask("QUIT");
        let count = stat.split(' ').nth(1).and_then(|count| count.parse().ok());
        count.unwrap_or_else(|| panic!("no count: {stat}"))
    }
    /// A connection whose greeting was read.
    fn connect(&self) -> Wire {
        let mut wire = Wire::open(self.port());
        let greeting = wire.text();
        assert!(greeting.starts_with("+OK"), "{greeting}");
        wire
    }
    /// A session that is logged in.
    fn enter(&self) -> Wire {
        let mut wire = self.connect();
        wire.ask(&format!("USER {}", self.login()));
        let answer = wire.ask(&format!("PASS {}", self.password()));
        assert!(answer.starts_with("+OK"), "{answer}");
        wire
    }
}

/// What both stand on.
pub(crate) struct Servers {
    desk: Desk,
    relay: u16,
}

impl Servers {
    pub(crate) fn start() -> Self {
        let desk = Desk::new(Options {
            lock_sessions: true,
            ..Options::default()
        });
        let relay = desk.serve_pop(PopSettings::default());
        Self { desk, relay }
    }
}

/// The relay.
pub(crate) struct Relayed<'a>(&'a Servers);

impl<'a> Relayed<'a> {
    pub(crate) fn of(servers: &'a Servers) -> Self {
        Self(servers)
    }

    fn maildir(&self) -> Maildir {
        self.0.desk.mail.maildir("cabinet")
    }
}

impl Target for Relayed<'_> {
    fn port(&self) -> u16 {
        self.0.relay
    }

    fn login(&self) -> String {
        self.0.desk.login().to_owned()
    }

    fn password(&self) -> String {
        self.0.desk.password().to_owned()
    }

    fn fill(&mut self, messages: &[Vec<u8>]) {
        let mut wire = self.enter();
        let waiting = self.0.desk.waiting();
        for number in 1..=waiting {
            wire.ask(&format!("DELE {number}"));
        }
        wire.ask("QUIT");
        self.maildir().clear();
        for message in messages {
            deliver(&self.maildir(), message);
        }
        self.0.desk.collect("cabinet");
        assert_eq!(self.0.desk.waiting(), messages.len() as u64);
    }

    fn arrive(&mut self, message: &[u8]) {
        let waiting = self.0.desk.waiting();
        deliver(&self.maildir(), message);
        self.0.desk.collect("cabinet");
        assert_eq!(self.0.desk.waiting(), waiting + 1);
    }
}

/// Dovecot.
pub(crate) struct Direct<'a>(&'a Servers);

impl<'a> Direct<'a> {
    pub(crate) fn of(servers: &'a Servers) -> Self {
        Self(servers)
    }

    fn maildir(&self) -> Maildir {
        self.0.desk.mail.maildir("directe")
    }
}

impl Target for Direct<'_> {
    fn port(&self) -> u16 {
        let pop = self.0.desk.mail.pop();
        pop.rsplit_once(':').unwrap().1.parse().unwrap()
    }

    fn login(&self) -> String {
        self.0.desk.mail.user("directe").address()
    }

    fn password(&self) -> String {
        self.0.desk.mail.user("directe").password.clone()
    }

    fn fill(&mut self, messages: &[Vec<u8>]) {
        self.maildir().clear();
        for message in messages {
            deliver(&self.maildir(), message);
        }
    }

    fn arrive(&mut self, message: &[u8]) {
        deliver(&self.maildir(), message);
    }
}

fn deliver(maildir: &Maildir, message: &[u8]) {
    let text = String::from_utf8(message.to_vec()).unwrap();
    maildir.deliver(&text, Duration::from_mins(1));
}

/// A message that never was before, as it is on the wire.
pub(crate) fn message(subject: &str, body: &str) -> Vec<u8> {
    let sample = sample("arl@caisse.example", subject);
    let header = sample.split("\n\n").next().unwrap();
    format!("{header}\n\n{body}")
        .replace('\n', "\r\n")
        .into_bytes()
}
