//! A connection on which a test says every octet itself.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::Duration,
};

/// Longer than any answer takes on a busy machine, a lock that is waited for included.
const SILENCE: Duration = Duration::from_mins(1);

/// A line-wise connection in clear text.
pub(crate) struct Wire {
    stream: TcpStream,
    lines: BufReader<TcpStream>,
}

impl Wire {
    /// Connects; nothing is read yet.
    pub(crate) fn open(port: u16) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_read_timeout(Some(SILENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        let lines = BufReader::new(stream.try_clone().unwrap());
        Self { stream, lines }
    }

    /// Sends octets as they are. The other side may be gone: the next line says so.
    pub(crate) fn send(&mut self, octets: &[u8]) {
        let _may_be_gone = self.stream.write_all(octets);
    }

    /// The next line with its end; empty at the end of the stream.
    pub(crate) fn line(&mut self) -> Vec<u8> {
        let mut line = Vec::new();
        // A reset is an end too.
        let _may_be_reset = self.lines.read_until(b'\n', &mut line);
        line
    }

    /// The next line as text, without its end.
    pub(crate) fn text(&mut self) -> String {
        String::from_utf8_lossy(self.line().trim_ascii_end()).into_owned()
    }

    /// A command, and the first line of its answer.
    pub(crate) fn ask(&mut self, command: &str) -> String {
        self.send(format!("{command}\r\n").as_bytes());
        self.text()
    }

    /// What follows up to the lone dot, as it is on the wire, the dot's line not included.
    pub(crate) fn raw_rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        loop {
            let line = self.line();
            if line.is_empty() || line == b".\r\n" {
                return rest;
            }
            rest.extend_from_slice(&line);
        }
    }

    /// What follows up to the lone dot, with dots undoubled.
    pub(crate) fn body(&mut self) -> Vec<u8> {
        unstuffed(&self.raw_rest())
    }

    /// A command with a listing for an answer: its first line, and the lines that follow.
    pub(crate) fn listing(&mut self, command: &str) -> (String, Vec<String>) {
        let first = self.ask(command);
        if !first.starts_with("+OK") {
            return (first, Vec::new());
        }
        let rest = String::from_utf8_lossy(&self.body()).into_owned();
        (first, rest.lines().map(str::to_owned).collect())
    }

    /// A whole SMTP reply, its lines joined by `/`.
    pub(crate) fn reply(&mut self) -> String {
        let mut reply = Vec::new();
        loop {
            let line = self.text();
            let more = line.as_bytes().get(3) == Some(&b'-');
            reply.push(line);
            if !more {
                return reply.join("/");
            }
        }
    }

    /// A command and its whole SMTP reply.
    pub(crate) fn say(&mut self, command: &str) -> String {
        self.send(format!("{command}\r\n").as_bytes());
        self.reply()
    }

    /// Whether the other side closes now, without another word.
    pub(crate) fn is_over(&mut self) -> bool {
        let mut rest = Vec::new();
        match self.lines.read_to_end(&mut rest) {
            Ok(read) => read == 0,
            Err(error) => error.kind() == std::io::ErrorKind::ConnectionReset,
        }
    }
}

/// Lines without the dot that hides another.
pub(crate) fn unstuffed(raw: &[u8]) -> Vec<u8> {
    raw.split_inclusive(|&octet| octet == b'\n')
        .flat_map(|line| line.strip_prefix(b".").unwrap_or(line))
        .copied()
        .collect()
}
