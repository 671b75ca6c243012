//! A server that follows a script, once per connection.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use rustls::ServerConfig;
use tokio::{
    io::{
        AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _,
        BufReader, BufWriter, ReadHalf, WriteHalf,
    },
    net::{TcpListener, TcpStream},
    time::sleep,
};
use tokio_rustls::TlsAcceptor;

/// What the server does next.
#[derive(Clone)]
pub(crate) enum Step {
    /// Sends these bytes.
    Say(Vec<u8>),
    /// Sends them one by one, with this pause between.
    Drip(Vec<u8>, Duration),
    /// Sends this for ever.
    Repeat(&'static [u8]),
    /// Waits for a line that begins so.
    Hear(&'static str),
    /// Reads whatever comes first, once.
    HearAnything,
    /// Begins TLS.
    Tls(Arc<ServerConfig>),
    /// Says nothing and keeps the connection.
    Hold,
    /// Serves a whole mailbox.
    Mailbox(Arc<Mailbox>),
}

pub(crate) fn say(text: impl AsRef<[u8]>) -> Step {
    Step::Say(text.as_ref().to_vec())
}

pub(crate) use Step::{Drip, Hear, HearAnything, Hold, Repeat, Tls};

/// A running script and what it heard.
pub(crate) struct Script {
    pub(crate) port: u16,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Script {
    /// Follows the script on every connection; at its end the connection is closed.
    pub(crate) async fn start(steps: Vec<Step>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ears = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (steps, ears) = (steps.clone(), Arc::clone(&ears));
                tokio::spawn(async move { follow(stream, steps, ears).await });
            }
        });
        Self { port, heard }
    }

    /// Every line heard so far.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    /// How many of the lines begin so.
    pub(crate) fn count(&self, beginning: &str) -> usize {
        let heard = self.heard.lock().unwrap();
        heard
            .iter()
            .filter(|line| line.starts_with(beginning))
            .count()
    }
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

struct Wire {
    reader: BufReader<ReadHalf<Box<dyn Stream>>>,
    writer: BufWriter<WriteHalf<Box<dyn Stream>>>,
}

impl Wire {
    fn new(stream: Box<dyn Stream>) -> Self {
        let (reader, writer) = tokio::io::split(stream);
        Self {
            reader: BufReader::new(reader),
            writer: BufWriter::new(writer),
        }
    }

    fn into_inner(self) -> Box<dyn Stream> {
        self.reader.into_inner().unsplit(self.writer.into_inner())
    }

    async fn say(&mut self, bytes: &[u8]) -> Option<()> {
        self.writer.write_all(bytes).await.ok()?;
        self.writer.flush().await.ok()
    }

    async fn hear(&mut self) -> Option<String> {
        let mut line = String::new();
        let octets = self.reader.read_line(&mut line).await.ok()?;
        (octets > 0).then(|| line.trim_end().to_owned())
    }
}

async fn follow(stream: TcpStream, steps: Vec<Step>, ears: Arc<Mutex<Vec<String>>>) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut wire = Wire::new(Box::new(stream));
    for step in steps {
        match step {
            Step::Say(bytes) => wire.say(&bytes).await?,
            Step::Drip(bytes, pause) => {
                for byte in bytes {
                    wire.say(&[byte]).await?;
                    sleep(pause).await;
                }
            }
            Step::Repeat(bytes) => loop {
                wire.say(bytes).await?;
            },
            Step::Hear(beginning) => {
                let line = wire.hear().await?;
                let as_expected = line.starts_with(beginning);
                ears.lock().unwrap().push(line);
                if !as_expected {
                    return None;
                }
            }
            Step::HearAnything => {
                let mut some = [0; 4096];
                wire.reader.read(&mut some).await.ok().filter(|n| *n > 0)?;
            }
            Step::Tls(config) => {
                let tls = TlsAcceptor::from(config)
                    .accept(wire.into_inner())
                    .await
                    .ok()?;
                wire = Wire::new(Box::new(tls));
            }
            Step::Hold => sleep(Duration::from_mins(1)).await,
            Step::Mailbox(mailbox) => mailbox.serve(&mut wire, &ears).await?,
        }
    }
    wire.writer.shutdown().await.ok()
}

/// A mailbox that answers every command of a watcher, however they are pipelined.
#[derive(Clone, Debug)]
pub(crate) struct Mailbox {
    pub(crate) capabilities: &'static str,
    pub(crate) uidl: bool,
    pub(crate) messages: Vec<(String, String)>,
    /// Before the answer to each command.
    pub(crate) pause: Duration,
    /// The lines of every message's body.
    pub(crate) body: &'static [&'static str],
    /// Lines of body that TOP sends besides, whatever was asked.
    pub(crate) surplus: usize,
    /// What becomes of TOP with lines.
    pub(crate) lines: Lines,
    /// Answers to TOP after which the connection breaks.
    pub(crate) tops: usize,
}

/// What a server makes of TOP with lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lines {
    /// What it asks for.
    Sent,
    Refused,
    /// Hangs up.
    HangsUp,
    /// Says nothing more.
    Silence,
}

impl Default for Mailbox {
    fn default() -> Self {
        Self {
            capabilities: "TOP\r\nUIDL\r\nRESP-CODES\r\nPIPELINING\r\nUSER\r\nSASL PLAIN\r\n",
            uidl: true,
            messages: Vec::new(),
            pause: Duration::ZERO,
            body: &["..first", "second", "", "fourth"],
            surplus: 0,
            lines: Lines::Sent,
            tops: usize::MAX,
        }
    }
}

impl Mailbox {
    /// So many messages, the first one received first.
    pub(crate) fn of(count: usize) -> Self {
        let messages = (1..=count)
            .map(|n| {
                let header = format!(
                    "Received: from a.exemple.test; Mon, 2 Mar 2026 08:{:02}:{:02} +0000\r\n\
                     From: Caisse <arl@caisse.test>\r\nSubject: ARL {n}\r\n\
                     Message-ID: <{n}@caisse.test>\r\n..dots\r\n",
                    n / 60 % 60,
                    n % 60
                );
                (format!("uid-{n}"), header)
            })
            .collect();
        Self {
            messages,
            ..Self::default()
        }
    }

    async fn serve(&self, wire: &mut Wire, ears: &Mutex<Vec<String>>) -> Option<()> {
        let mut tops = 0;
        loop {
            // As real servers have it: answers go out when no more commands are there to be read.
            if wire.reader.buffer().is_empty() {
                wire.writer.flush().await.ok()?;
            }
            let command = wire.hear().await?;
            if !self.pause.is_zero() {
                wire.writer.flush().await.ok()?;
                sleep(self.pause).await;
            }
            let is_top = command.starts_with("TOP ");
            let asks_for_lines = is_top && !command.ends_with(" 0");
            if (is_top && tops == self.tops) || (asks_for_lines && self.lines == Lines::HangsUp) {
                ears.lock().unwrap().push(command);
                return wire.writer.shutdown().await.ok();
            }
            if asks_for_lines && self.lines == Lines::Silence {
                wire.writer.flush().await.ok()?;
                sleep(Duration::from_mins(1)).await;
            }
            tops += usize::from(is_top);
            let answer = self.answer(&command);
            wire.writer.write_all(answer.as_bytes()).await.ok()?;
            let is_over = command == "QUIT";
            ears.lock().unwrap().push(command);
            if is_over {
                return wire.writer.flush().await.ok();
            }
        }
    }

    fn answer(&self, command: &str) -> String {
        let mut words = command.split(' ');
        let verb = words.next().unwrap_or_default();
        let message = words
            .next()
            .and_then(|n| n.parse::<usize>().ok())
            .and_then(|n| self.messages.get(n.checked_sub(1)?).map(|m| (n, m)));
        let listing = |line: &dyn Fn(usize, &(String, String)) -> String| {
            let lines: String = self
                .messages
                .iter()
                .enumerate()
                .map(|(i, message)| line(i + 1, message))
                .collect();
            format!("+OK\r\n{lines}.\r\n")
        };
        match (verb, message) {
            ("CAPA", _) => format!("+OK\r\n{}.\r\n", self.capabilities),
            ("USER" | "PASS" | "AUTH" | "QUIT", _) => "+OK\r\n".to_owned(),
            ("STAT", _) => format!(
                "+OK {} {}\r\n",
                self.messages.len(),
                self.messages.len() * 2_000
            ),
            ("UIDL", _) if self.uidl => listing(&|n, (uid, _)| format!("{n} {uid}\r\n")),
            ("LIST", Some((n, _))) => format!("+OK {n} 2000\r\n"),
            ("LIST", None) => listing(&|n, _| format!("{n} 2000\r\n")),
            ("TOP", Some((_, (_, header)))) => {
                let lines: usize = words.next().and_then(|n| n.parse().ok()).unwrap_or(0);
                if lines > 0 && self.lines == Lines::Refused {
                    return "-ERR no lines\r\n".to_owned();
                }
                let body: String = self
                    .body
                    .iter()
                    .take(lines)
                    .fold(String::new(), |body, line| body + line + "\r\n");
                let surplus = "x\r\n".repeat(self.surplus);
                format!("+OK\r\n{header}\r\n{body}{surplus}.\r\n")
            }
            _ => "-ERR unknown\r\n".to_owned(),
        }
    }
}
