//! A server that answers each command with prepared octets.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What the server says.
#[derive(Clone)]
pub(crate) struct Script {
    pub(crate) greeting: Vec<u8>,
    /// Command lines that begin like this (in upper case) get this answer; the first that fits counts. Others get `-ERR`.
    pub(crate) answers: Vec<(&'static str, Answer)>,
    /// Octets go out one at a time.
    pub(crate) one_by_one: bool,
}

#[derive(Clone)]
pub(crate) enum Answer {
    Say(Vec<u8>),
    /// Say this and close the connection.
    SayAndClose(Vec<u8>),
    /// Say this over and over until nobody listens.
    Endless(&'static [u8]),
}

/// A server that takes one connection.
pub(crate) struct Server {
    pub(crate) port: u16,
    received: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let received = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&received);
        std::thread::spawn(move || {
            if let Ok((stream, _)) = listener.accept() {
                // A client that goes away ends the conversation; what it did is in its outcome.
                let _ = converse(&stream, &script, &heard);
            }
        });
        Self { port, received }
    }

    /// What the client did that it should not have done.
    pub(crate) fn complaints(&self) -> String {
        let received = self.received.lock().unwrap();
        let attempts = received
            .iter()
            .filter(|line| line.starts_with("PASS") || line.starts_with("AUTH PLAIN"))
            .count();
        let deletions = received
            .iter()
            .filter(|line| line.starts_with("DELE"))
            .count();
        let logins = match attempts {
            0 | 1 => String::new(),
            more => format!("; tried to log in {more} times"),
        };
        match deletions {
            0 => logins,
            _ => logins + "; sent DELE, which nobody asked for",
        }
    }
}

fn converse(
    stream: &TcpStream,
    script: &Script,
    received: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    stream.set_write_timeout(Some(Duration::from_secs(10)))?;
    stream.set_nodelay(true)?;
    let say = |octets: &[u8]| -> std::io::Result<()> {
        let mut stream = stream;
        if script.one_by_one {
            octets
                .iter()
                .try_for_each(|octet| stream.write_all(&[*octet]))
        } else {
            stream.write_all(octets)
        }
    };
    say(&script.greeting)?;
    for line in BufReader::new(stream).split(b'\n') {
        let line = String::from_utf8_lossy(&line?)
            .trim_end()
            .to_ascii_uppercase();
        received.lock().unwrap().push(line.clone());
        let answer = script
            .answers
            .iter()
            .find(|(command, _)| line.starts_with(command));
        match answer {
            Some((_, Answer::Say(octets))) => say(octets)?,
            Some((_, Answer::SayAndClose(octets))) => return say(octets),
            Some((_, Answer::Endless(octets))) => {
                let many = octets.repeat(1_000);
                loop {
                    say(&many)?;
                }
            }
            None if line == "QUIT" => return say(b"+OK\r\n"),
            None => say(b"-ERR\r\n")?,
        }
    }
    Ok(())
}
