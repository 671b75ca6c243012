//! Two programs that collect and one that sends, and what they know of what they did.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use vigie_tests::{caisse::dice::Dice, relay_child::subject};

/// What the software knows.
#[derive(Default)]
pub(super) struct Known {
    /// What each unique id stood for.
    pub(super) stands_for: HashMap<String, String>,
    /// Contents whose deletion was confirmed.
    pub(super) confirmed: HashSet<String>,
    /// QUIT was said after DELE for these, and no answer came.
    pub(super) in_doubt: Vec<Vec<String>>,
    /// Lots by name; `true` once the software heard 250.
    pub(super) lots: BTreeMap<String, bool>,
    /// What must never happen, and did.
    pub(super) faults: Vec<String>,
}

impl Known {
    fn read(&mut self, uid: &str, message: &str) {
        let content = subject(message).to_owned();
        let whole = message.trim_end().ends_with(&format!("fin {content}"));
        let stands_for = self.stands_for.entry(uid.to_owned());
        let stands_for = stands_for.or_insert_with(|| content.clone());
        if *stands_for != content {
            let fault = format!("{uid} was {stands_for} and is {content}");
            self.faults.push(fault);
        }
        if !whole {
            self.faults.push(format!("{content} is not whole"));
        }
        if self.confirmed.contains(&content) {
            self.faults.push(format!("{content} is served again"));
        }
    }
}

struct Client(BufReader<TcpStream>);

impl Client {
    fn connect(port: u16) -> io::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = Vec::new();
        self.0.by_ref().take(1 << 16).read_until(b'\n', &mut line)?;
        if !line.ends_with(b"\n") {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(String::from_utf8_lossy(&line).into_owned())
    }

    fn say(&mut self, text: &str) -> io::Result<()> {
        self.0.get_mut().write_all(text.as_bytes())
    }

    fn ask(&mut self, command: &str) -> io::Result<String> {
        self.say(&format!("{command}\r\n"))?;
        self.line()
    }

    /// A positive reply; a negative one ends the session.
    fn ok(&mut self, command: &str) -> io::Result<String> {
        let reply = self.ask(command)?;
        if reply.starts_with("+OK") {
            Ok(reply)
        } else {
            Err(io::Error::other(reply))
        }
    }

    fn body(&mut self) -> io::Result<String> {
        let mut body = String::new();
        loop {
            let line = self.line()?;
            if line == ".\r\n" {
                return Ok(body);
            }
            body.push_str(line.strip_prefix('.').unwrap_or(&line));
        }
    }

    /// The last line of a reply of SMTP.
    fn reply(&mut self) -> io::Result<String> {
        loop {
            let line = self.line()?;
            if line.as_bytes().get(3) != Some(&b'-') {
                return Ok(line);
            }
        }
    }

    /// A 2xx or 3xx.
    fn yes(&mut self, command: &str) -> io::Result<()> {
        self.say(command)?;
        let reply = self.reply()?;
        if reply.starts_with(['2', '3']) {
            Ok(())
        } else {
            Err(io::Error::other(reply))
        }
    }
}

/// Collects, session by session, until it is told to stop.
pub(super) fn collect(port: u16, mut dice: Dice, known: &Mutex<Known>, stopped: &AtomicBool) {
    while !stopped.load(Ordering::Acquire) {
        let _broken = session(port, &mut dice, known, stopped);
        thread::sleep(Duration::from_millis(u64::from(dice.between(1, 30))));
    }
}

fn session(
    port: u16,
    dice: &mut Dice,
    known: &Mutex<Known>,
    stopped: &AtomicBool,
) -> io::Result<()> {
    let mut client = Client::connect(port)?;
    client.line()?;
    client.ok("USER vigie")?;
    client.ok("PASS vigie-pw")?;
    client.ok("UIDL")?;
    let listing = client.body()?;
    let mut taken = Vec::new();
    for (number, uid) in listing.lines().filter_map(|line| line.split_once(' ')) {
        if dice.chance(30) {
            // Gone in the middle.
            return Ok(());
        }
        let reply = client.ask(&format!("RETR {number}"))?;
        if !reply.starts_with("+OK") {
            // Damaged, or locked: another time.
            continue;
        }
        let message = client.body()?;
        known.lock().unwrap().read(uid, &message);
        if dice.chance(800) {
            client.ok(&format!("DELE {number}"))?;
            taken.push(uid.to_owned());
        }
    }
    if dice.chance(100) {
        client.ok("RSET")?;
        taken.clear();
    }
    if dice.chance(150) {
        return Ok(());
    }
    let answer = client.ask("QUIT");
    let mut known = known.lock().unwrap();
    if matches!(&answer, Ok(reply) if reply.starts_with("+OK")) {
        for uid in taken {
            let content = known.stands_for[&uid].clone();
            if !known.confirmed.insert(content.clone()) {
                known.faults.push(format!("{content} is confirmed twice"));
            }
        }
    } else if !taken.is_empty() {
        known.in_doubt.push(taken);
        // Only the spool can tell, and it is asked after this run.
        stopped.store(true, Ordering::Release);
    }
    Ok(())
}

/// A lot: its name and its number of octets follow from each other, so that it is always the same.
pub(super) fn lot(name: &str) -> String {
    let number: usize = name.trim_start_matches("LOT-").parse().unwrap();
    let lines = (number * 7919) % 1_500;
    format!(
        "From: <cabinet@example.test>\r\nTo: <caisse@example.test>\r\nSubject: {name}\r\n\
         Message-ID: <{name}@example.test>\r\n\r\n{}fin {name}\r\n",
        "0123456789abcdefghijklmnopqrstuvwxyz\r\n".repeat(lines)
    )
}

/// Sends new lots, and those again of which it heard no 250, until it is told to stop.
pub(super) fn send(port: u16, mut dice: Dice, known: &Mutex<Known>, stopped: &AtomicBool) {
    while !stopped.load(Ordering::Acquire) {
        let waiting = {
            let mut known = known.lock().unwrap();
            let open = known.lots.iter().find(|(_, heard)| !**heard);
            let open = open.map(|(name, _)| name.clone());
            open.unwrap_or_else(|| {
                let name = format!("LOT-{:05}", known.lots.len());
                known.lots.insert(name.clone(), false);
                name
            })
        };
        let _broken = submit(port, &waiting, &mut dice, known);
        thread::sleep(Duration::from_millis(u64::from(dice.between(1, 60))));
    }
}

fn submit(port: u16, name: &str, dice: &mut Dice, known: &Mutex<Known>) -> io::Result<()> {
    let mut client = Client::connect(port)?;
    client.reply()?;
    client.yes("EHLO poste\r\n")?;
    client.yes("MAIL FROM:<cabinet@example.test>\r\n")?;
    client.yes("RCPT TO:<caisse@example.test>\r\n")?;
    client.yes("DATA\r\n")?;
    client.say(&lot(name))?;
    client.say(".\r\n")?;
    if dice.chance(80) {
        // Gone before the answer.
        return Ok(());
    }
    if client.reply()?.starts_with("250") {
        known.lock().unwrap().lots.insert(name.to_owned(), true);
        if dice.chance(500) {
            client.yes("QUIT\r\n")?;
        }
    }
    Ok(())
}
