//! A tap between a client and a server: it carries every octet and remembers the dialogue.
//!
//! The dialogue is put together from what each side said, command by command and answer by answer,
//! so it reads the same whether the client waits for each answer or sends ahead, and however TCP
//! cuts the octets. What differs from run to run is masked: name and password in every coding, the
//! APOP stamp and its digest, and unique ids, which are numbered in the order in which they show up.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::wait;

/// How long a connection may stay open after its test has done what it does.
const END: Duration = Duration::from_secs(20);

/// A running tap; it takes no new connection once dropped.
pub struct Tap {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<Heard>>>,
    stopped: Arc<AtomicBool>,
}

/// One connection.
#[derive(Clone, Debug, Default)]
pub struct Heard {
    /// What the client sent.
    pub client: Vec<u8>,
    /// What the server sent.
    pub server: Vec<u8>,
    ended: u8,
}

/// What is masked, and what is called by a name.
#[derive(Clone, Debug, Default)]
pub struct Masks {
    /// The user name.
    pub login: String,
    /// The password.
    pub password: String,
    /// Messages as they are on the wire (CRLF, no doubled dots), and what to call them.
    pub messages: Vec<(String, Vec<u8>)>,
}

impl Tap {
    /// A tap on a free loopback port in front of that one.
    #[must_use]
    pub fn on(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("there are free ports");
        let address = listener.local_addr().expect("a listener has an address");
        let heard = Arc::<Mutex<Vec<Heard>>>::default();
        let stopped = Arc::new(AtomicBool::new(false));
        let (record, ended) = (Arc::clone(&heard), Arc::clone(&stopped));
        thread::spawn(move || {
            for client in listener.incoming() {
                if ended.load(Ordering::Acquire) {
                    break;
                }
                let Ok(client) = client else { continue };
                let Ok(server) = TcpStream::connect(("127.0.0.1", port)) else {
                    continue;
                };
                carry(&client, &server, &record);
            }
        });
        Self {
            address,
            heard,
            stopped,
        }
    }

    /// Where clients connect.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Every connection so far, in the order in which they were opened, once all are closed.
    #[must_use]
    pub fn heard(&self) -> Vec<Heard> {
        wait::until("the tapped connections to be closed", END, || {
            let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
            (heard.iter().all(|one| one.ended == 2)).then(|| heard.clone())
        })
    }

    /// The POP3 sessions so far, as dialogues.
    #[must_use]
    pub fn pop(&self, masks: &Masks) -> Vec<Vec<String>> {
        let mut uids = Vec::new();
        let heard = self.heard();
        heard
            .iter()
            .map(|one| Dialogue::new(one, masks, &mut uids).pop())
            .collect()
    }

    /// The SMTP sessions so far, as dialogues.
    #[must_use]
    pub fn smtp(&self, masks: &Masks) -> Vec<Vec<String>> {
        let heard = self.heard();
        heard
            .iter()
            .map(|one| Dialogue::new(one, masks, &mut Vec::new()).smtp())
            .collect()
    }
}

impl Drop for Tap {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Release);
        // Wakes the accepting thread, so that the port is closed.
        let _woken = TcpStream::connect(self.address);
    }
}

fn carry(client: &TcpStream, server: &TcpStream, record: &Arc<Mutex<Vec<Heard>>>) {
    let place = {
        let mut heard = record.lock().unwrap_or_else(PoisonError::into_inner);
        heard.push(Heard::default());
        heard.len() - 1
    };
    for (from, to, by_client) in [(client, server, true), (server, client, false)] {
        let clone = |stream: &TcpStream| stream.try_clone().expect("a socket can be cloned");
        let (mut from, mut to, record) = (clone(from), clone(to), Arc::clone(record));
        thread::spawn(move || {
            let mut buffer = vec![0; 64 << 10];
            while let Ok(read @ 1..) = from.read(&mut buffer) {
                {
                    let mut heard = record.lock().unwrap_or_else(PoisonError::into_inner);
                    let one = &mut heard[place];
                    let said = if by_client {
                        &mut one.client
                    } else {
                        &mut one.server
                    };
                    said.extend_from_slice(&buffer[..read]);
                }
                if to.write_all(&buffer[..read]).is_err() {
                    break;
                }
            }
            let _already_closed = to.shutdown(Shutdown::Write);
            record.lock().unwrap_or_else(PoisonError::into_inner)[place].ended += 1;
        });
    }
}

/// What both sides said, taken apart.
struct Dialogue<'a> {
    client: &'a [u8],
    server: &'a [u8],
    masks: &'a Masks,
    uids: &'a mut Vec<String>,
    lines: Vec<String>,
}

impl<'a> Dialogue<'a> {
    fn new(heard: &'a Heard, masks: &'a Masks, uids: &'a mut Vec<String>) -> Self {
        Self {
            client: &heard.client,
            server: &heard.server,
            masks,
            uids,
            lines: Vec::new(),
        }
    }

    fn pop(mut self) -> Vec<String> {
        self.answer();
        while let Some(said) = take_line(&mut self.client) {
            self.say("C", &said);
            let Some(answer) = self.answer() else {
                continue;
            };
            let mut words = said.split(' ');
            let verb = words.next().unwrap_or_default().to_ascii_uppercase();
            let alone = words.next().is_none();
            if !answer.starts_with("+OK") {
                continue;
            }
            match verb.as_str() {
                "RETR" | "TOP" => self.message(),
                "CAPA" => self.listing(),
                "LIST" | "UIDL" | "AUTH" if alone => self.listing(),
                _ => {}
            }
        }
        self.rest()
    }

    fn smtp(mut self) -> Vec<String> {
        self.replies();
        while let Some(said) = take_line(&mut self.client) {
            self.say("C", &said);
            if self.replies().is_some_and(|code| code == "354") {
                let octets = take_message(&mut self.client);
                let name = self.name(&octets);
                self.lines.push(format!("C: {name}"));
                self.replies();
            }
        }
        self.rest()
    }

    fn say(&mut self, who: &str, said: &str) {
        let said = self.mask(said);
        self.lines.push(format!("{who}: {said}"));
    }

    /// One line of the server.
    fn answer(&mut self) -> Option<String> {
        let answer = take_line(&mut self.server)?;
        self.say("S", &answer);
        Some(answer)
    }

    /// A whole SMTP reply; its code.
    fn replies(&mut self) -> Option<String> {
        loop {
            let line = self.answer()?;
            if line.as_bytes().get(3) != Some(&b'-') {
                return Some(line.get(..3).unwrap_or_default().to_owned());
            }
        }
    }

    fn listing(&mut self) {
        while self.answer().is_some_and(|line| line != ".") {}
    }

    fn message(&mut self) {
        let octets = take_message(&mut self.server);
        let name = self.name(&octets);
        self.lines.push(format!("S: {name}"));
        self.lines.push("S: .".to_owned());
    }

    fn name(&self, octets: &[u8]) -> String {
        let known = self.masks.messages.iter().find(|(_, one)| one == octets);
        known.map_or_else(
            || format!("<{} other octets>", octets.len()),
            |(name, _)| format!("<{name}>"),
        )
    }

    fn rest(mut self) -> Vec<String> {
        while self.answer().is_some() {}
        self.lines
    }

    fn mask(&mut self, text: &str) -> String {
        let Masks {
            login, password, ..
        } = self.masks;
        let mut masked = text.to_owned();
        for (secret, name) in [
            (STANDARD.encode(format!("\0{login}\0{password}")), "PLAIN"),
            (
                STANDARD.encode(format!("{login}\0{login}\0{password}")),
                "PLAIN",
            ),
            (STANDARD.encode(login), "LOGIN-64"),
            (STANDARD.encode(password), "PASSWORD-64"),
            (password.clone(), "PASSWORD"),
            (login.clone(), "LOGIN"),
        ] {
            if !secret.is_empty() {
                masked = masked.replace(&secret, name);
            }
        }
        if let (Some(from), Some(to)) = (masked.find('<'), masked.find("@127.0.0.1>")) {
            masked.replace_range(from..to + "@127.0.0.1>".len(), "<STAMP>");
        }
        if let Some((before, _)) = masked.split_once(" queued as ") {
            // Postfix's own number.
            masked = format!("{before} queued as NUMBER");
        }
        let apop = masked.starts_with("APOP ");
        let words: Vec<String> = masked
            .split(' ')
            .map(|word| self.mask_word(word, apop))
            .collect();
        words.join(" ")
    }

    /// A digest of APOP has 32 hexadecimal digits, as a unique id of the relay has.
    fn mask_word(&mut self, word: &str, apop: bool) -> String {
        let hexadecimal = word.bytes().all(|octet| octet.is_ascii_hexdigit());
        if !hexadecimal || word.len() != 32 {
            return word.to_owned();
        }
        if apop {
            return "DIGEST".to_owned();
        }
        let known = self.uids.iter().position(|uid| uid == word);
        let place = known.unwrap_or_else(|| {
            self.uids.push(word.to_owned());
            self.uids.len() - 1
        });
        format!("UID{}", place + 1)
    }
}

/// The next line, without its end.
fn take_line(octets: &mut &[u8]) -> Option<String> {
    if octets.is_empty() {
        return None;
    }
    let end = octets.iter().position(|&octet| octet == b'\n');
    let (line, rest) = octets.split_at(end.map_or(octets.len(), |end| end + 1));
    *octets = rest;
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    Some(String::from_utf8_lossy(line).into_owned())
}

/// Everything up to the lone dot, with dots undoubled.
fn take_message(octets: &mut &[u8]) -> Vec<u8> {
    let mut message = Vec::new();
    while !octets.is_empty() {
        let end = octets.iter().position(|&octet| octet == b'\n');
        let (line, rest) = octets.split_at(end.map_or(octets.len(), |end| end + 1));
        *octets = rest;
        if line.trim_ascii_end() == b"." {
            break;
        }
        message.extend_from_slice(line.strip_prefix(b".").unwrap_or(line));
    }
    message
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader};

    use super::*;

    #[test]
    fn it_carries_and_remembers_whatever_is_sent_ahead() {
        let server = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = server.local_addr().unwrap().port();
        let uid = "01234567".repeat(4);
        let said = format!(
            "+OK hello <1.2@127.0.0.1>\r\n+OK\r\n1 {uid}\r\n.\r\n+OK\r\n..a\r\nb\r\n.\r\n+OK\r\n"
        );
        thread::spawn(move || {
            let (mut stream, _) = server.accept().unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            while lines.next().unwrap().unwrap() != "QUIT" {}
            stream.write_all(said.as_bytes()).unwrap();
        });
        let tap = Tap::on(port);
        let mut client = TcpStream::connect(("127.0.0.1", tap.port())).unwrap();
        client.write_all(b"UIDL\r\nRETR 1\r\nQUIT\r\n").unwrap();
        client.read_to_end(&mut Vec::new()).unwrap();
        drop(client);
        let masks = Masks {
            messages: vec![("one".to_owned(), b".a\r\nb\r\n".to_vec())],
            ..Masks::default()
        };
        let expected = [
            "S: +OK hello <STAMP>",
            "C: UIDL",
            "S: +OK",
            "S: 1 UID1",
            "S: .",
            "C: RETR 1",
            "S: +OK",
            "S: <one>",
            "S: .",
            "C: QUIT",
            "S: +OK",
        ];
        assert_eq!(tap.pop(&masks), [expected]);
    }
}
