//! The scripts, and what our client must make of them.

use crate::server::{Answer, Script};

/// One script and its task.
#[derive(Clone)]
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) script: Script,
    pub(crate) password: &'static str,
    pub(crate) task: Task,
    /// Our client's outcome.
    pub(crate) expected: &'static str,
}

/// What is done after the login, before QUIT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Task {
    Nothing,
    Stat,
    /// All sizes.
    List,
    /// All unique ids, then STAT.
    UidlAndStat,
    /// TOP 1 0.
    Top,
    /// RETR 1.
    Retr,
}

const CAPA: &[u8] = b"+OK\r\nTOP\r\nUIDL\r\nUSER\r\n.\r\n";

fn say(octets: &[u8]) -> Answer {
    Answer::Say(octets.to_vec())
}

impl Scenario {
    /// A well-behaved server with two messages, until something is changed.
    fn new(name: &'static str, task: Task, expected: &'static str) -> Self {
        Self {
            name,
            script: Script {
                greeting: b"+OK ready\r\n".to_vec(),
                answers: vec![
                    ("CAPA", say(CAPA)),
                    ("USER", say(b"+OK\r\n")),
                    ("PASS", say(b"+OK logged in\r\n")),
                    ("STAT", say(b"+OK 2 320\r\n")),
                    ("LIST", say(b"+OK\r\n1 120\r\n2 200\r\n.\r\n")),
                    ("UIDL", say(b"+OK\r\n1 a-1\r\n2 b-2\r\n.\r\n")),
                    ("TOP", say(b"+OK\r\nSubject: x\r\n\r\n.\r\n")),
                    ("RETR", say(b"+OK\r\nSubject: x\r\n\r\ntext\r\n.\r\n")),
                ],
                one_by_one: false,
            },
            password: "secret",
            task,
            expected,
        }
    }

    fn greeting(mut self, octets: &[u8]) -> Self {
        self.script.greeting = octets.to_vec();
        self
    }

    fn answer(mut self, command: &'static str, answer: Answer) -> Self {
        self.script.answers.insert(0, (command, answer));
        self
    }

    fn say(self, command: &'static str, octets: &[u8]) -> Self {
        self.answer(command, say(octets))
    }

    fn password(mut self, password: &'static str) -> Self {
        self.password = password;
        self
    }

    fn one_by_one(mut self) -> Self {
        self.script.one_by_one = true;
        self
    }

    /// The same server with every CRLF as a bare LF.
    fn bare_line_feeds(mut self) -> Self {
        let bare = |octets: &[u8]| {
            octets
                .iter()
                .copied()
                .filter(|&octet| octet != b'\r')
                .collect()
        };
        self.script.greeting = bare(&self.script.greeting);
        for (_, answer) in &mut self.script.answers {
            if let Answer::Say(octets) = answer {
                *octets = bare(octets);
            }
        }
        self
    }
}

fn listing(lines: u32, line: impl Fn(u32) -> String) -> Vec<u8> {
    let mut octets = b"+OK\r\n".to_vec();
    for number in 1..=lines {
        octets.extend_from_slice(line(number).as_bytes());
        octets.extend_from_slice(b"\r\n");
    }
    octets.extend_from_slice(b".\r\n");
    octets
}

const TWO_IDS: &str = "2 ids (a-1 … b-2), then 2 messages";

pub(crate) fn scenarios() -> Vec<Scenario> {
    let long_id = "u".repeat(300);
    let message = [
        b"+OK\r\n".as_slice(),
        &b"0123456789abcdef 0123456789abcdef 0123456789abcdef 0123456789abc\r\n".repeat(1 << 16),
        b".\r\n",
    ]
    .concat();
    vec![
        Scenario::new("keeps to the book", Task::UidlAndStat, TWO_IDS),
        Scenario::new("sends its octets one by one", Task::UidlAndStat, TWO_IDS).one_by_one(),
        Scenario::new("ends its lines with LF alone", Task::UidlAndStat, TWO_IDS)
            .bare_line_feeds(),
        Scenario::new("says `+ok` in lower case", Task::Stat, "2 messages")
            .greeting(b"+ok\r\n")
            .say("USER", b"+ok\r\n")
            .say("PASS", b"+ok\r\n"),
        Scenario::new("announces `UTF8 USER`, `EXPIRE 31 USER`, `LOGIN-DELAY 900 USER`", Task::UidlAndStat, TWO_IDS)
            .say("CAPA", b"+OK\r\nTOP\r\nUIDL\r\nUSER\r\nUTF8 USER\r\nEXPIRE 31 USER\r\nLOGIN-DELAY 900 USER\r\n.\r\n"),
        Scenario::new("refuses CAPA and has UIDL all the same", Task::UidlAndStat, TWO_IDS)
            .say("CAPA", b"-ERR unknown command\r\n"),
        Scenario::new("greets in Latin-1", Task::Stat, "2 messages")
            .greeting(b"+OK pr\xeat\r\n"),
        Scenario::new("turns away: `-ERR [IN-USE]`", Task::Nothing, "turned away [IN-USE] \"mailbox locked\"")
            .greeting(b"-ERR [IN-USE] mailbox locked\r\n"),
        Scenario::new("is an SMTP server", Task::Nothing, "violation: no status line in answer to the greeting: \"220 smtp.example ESMTP\"")
            .greeting(b"220 smtp.example ESMTP\r\n"),
        Scenario::new("refuses the password: `-ERR` without text", Task::Nothing, "refused PASS \"\"")
            .say("PASS", b"-ERR\r\n"),
        Scenario::new("refuses AUTH PLAIN: `-ERR [AUTH]`", Task::Nothing, "refused AUTH [AUTH] \"no\"")
            .say("CAPA", b"+OK\r\nUSER\r\nSASL PLAIN\r\n.\r\n")
            .say("AUTH", b"-ERR [AUTH] no\r\n")
            .say("PASS", b"-ERR [AUTH] no\r\n"),
        Scenario::new("is given a password with CR LF `DELE 1`", Task::Nothing, "not sent: an argument holds CR, LF or NUL")
            .password("secret\r\nDELE 1"),
        Scenario::new("has 150 messages", Task::UidlAndStat, "150 ids (24 octets … 24 octets), then 2 messages")
            .say("UIDL", &listing(150, |number| format!("{number} {number:0>24}"))),
        Scenario::new("has 20,000 messages", Task::UidlAndStat, "20000 ids (id-1 … id-20000), then 2 messages")
            .say("UIDL", &listing(20_000, |number| format!("{number} id-{number}"))),
        Scenario::new("has unique ids of 300 octets", Task::UidlAndStat, "2 ids (300 octets … 300 octets), then 2 messages")
            .say("UIDL", &listing(2, |number| format!("{number} {long_id}"))),
        Scenario::new("puts spaces around unique ids", Task::UidlAndStat, TWO_IDS)
            .say("UIDL", b"+OK\r\n1   a-1\r\n2 b-2  \r\n.\r\n"),
        Scenario::new("leaves a unique id out", Task::UidlAndStat, "2 ids (a-1 … c-3), 1 line unparsable, then 2 messages")
            .say("UIDL", b"+OK\r\n1 a-1\r\n2\r\n3 c-3\r\n.\r\n"),
        Scenario::new("sends a unique id of 3,000 octets", Task::UidlAndStat, "violation: line of more than 2048 octets in answer to UIDL")
            .say("UIDL", &listing(2, |number| format!("{number} {}", "x".repeat(3_000)))),
        Scenario::new("sends a line without end", Task::UidlAndStat, "violation: line of more than 2048 octets in answer to UIDL")
            .answer("UIDL", Answer::Endless(b"xxxxxxxxxxxxxxxx")),
        Scenario::new("sends a listing without end", Task::UidlAndStat, "violation: more than 50000 lines in answer to UIDL")
            .answer("UIDL", Answer::Endless(b"+OK 1 a-1\r\n")),
        Scenario::new("adds text to STAT", Task::Stat, "2 messages")
            .say("STAT", b"+OK 2 320 octets\r\n"),
        Scenario::new("adds comments to LIST", Task::List, "2 sizes (120 … 200)")
            .say("LIST", b"+OK 2 messages (320 octets)\r\n1 120 octets\r\n2 200 (new)\r\n.\r\n"),
        Scenario::new("stuffs lines that begin with a dot", Task::Retr, r"body \r\n.one\r\n..two\r\n")
            .say("RETR", b"+OK\r\n\r\n..one\r\n...two\r\n.\r\n"),
        Scenario::new("sends a header by TOP", Task::Top, r"body Subject: x\r\n\r\n"),
        Scenario::new("has an empty message", Task::Retr, "body ")
            .say("RETR", b"+OK\r\n.\r\n"),
        Scenario::new("has a message that begins with `-ERR`", Task::Retr, r"body -ERR is my text\r\n")
            .say("RETR", b"+OK\r\n-ERR is my text\r\n.\r\n"),
        Scenario::new("has a message of 4 MiB", Task::Retr, "body of 4325376 octets")
            .say("RETR", &message),
        Scenario::new("closes instead of answering PASS", Task::Nothing, "violation: connection closed in answer to PASS")
            .answer("PASS", Answer::SayAndClose(Vec::new())),
        Scenario::new("closes within a message", Task::Retr, "violation: connection closed in answer to RETR 1")
            .answer("RETR", Answer::SayAndClose(b"+OK\r\nSubject: cut".to_vec())),
        Scenario::new("closes within a listing", Task::UidlAndStat, "violation: connection closed in answer to UIDL")
            .answer("UIDL", Answer::SayAndClose(b"+OK\r\n1 a-1\r\n".to_vec())),
    ]
}

/// How ids and sizes are shown in an outcome.
pub(crate) fn ends<T: AsRef<str>>(items: &[T]) -> String {
    let show = |item: &T| match item.as_ref() {
        long if long.len() > 20 => format!("{} octets", long.len()),
        short => short.to_owned(),
    };
    match (items.first(), items.last()) {
        (Some(first), Some(last)) => format!("({} … {})", show(first), show(last)),
        _ => "(none)".to_owned(),
    }
}

/// How a body is shown in an outcome.
pub(crate) fn body(octets: &[u8]) -> String {
    if octets.len() > 200 {
        format!("body of {} octets", octets.len())
    } else {
        format!("body {}", octets.escape_ascii())
    }
}
