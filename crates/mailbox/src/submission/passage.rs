//! A session that hands messages on as they come, without holding one whole: for a relay.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use secrecy::ExposeSecret as _;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    time::{Instant, timeout},
};
use zeroize::Zeroizing;

use super::{SubmissionError, SubmissionRequest, error::excerpt, opening, stream::Stream};

/// The longest line of a reply, and the most lines of one (RFC 5321 §4.5.3.1.5 has 512 octets).
const LINE: usize = 2048;
const LINES: usize = 64;

/// How long the end of a message may take to be answered (RFC 5321 §4.5.3.2.6).
const AFTER_DATA: Duration = Duration::from_mins(10);

/// The computer's own name is nobody's business.
const EHLO: &str = "EHLO [127.0.0.1]\r\n";

/// An SMTP session, logged in, inside verified TLS.
pub struct Passage {
    stream: Stream,
    input: Vec<u8>,
    offered: Vec<String>,
    patience: Duration,
}

/// A server's reply (RFC 5321 §4.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// 200 to 599.
    pub code: u16,
    /// Its words, one line, bounded, without control characters.
    pub words: String,
}

impl Answer {
    /// 2xx, or 3xx to DATA.
    #[must_use]
    pub fn is_yes(&self) -> bool {
        (200..400).contains(&self.code)
    }
}

/// The session cannot go on: it broke, or the server left the protocol or is silent. What it was
/// doing may or may not have been done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Broken(pub String);

impl Passage {
    /// Connects and logs in, once. The request's cap is for that, and then for each command.
    pub async fn open(request: &SubmissionRequest<'_>) -> Result<Self, SubmissionError> {
        let opening = Box::pin(Self::open_within(request));
        timeout(request.cap, opening)
            .await
            .unwrap_or(Err(SubmissionError::TooSlow))
    }

    async fn open_within(request: &SubmissionRequest<'_>) -> Result<Self, SubmissionError> {
        let (stream, _) = opening::open(
            request.server,
            request.resolver,
            request.extra_roots,
            Instant::now() + request.cap,
        )
        .await?;
        let mut passage = Self {
            stream,
            input: Vec::new(),
            offered: Vec::new(),
            patience: request.cap,
        };
        let broken = |Broken(words)| SubmissionError::Broken(words);
        before_mail(&passage.answer(request.cap).await.map_err(broken)?)?;
        passage.write(EHLO.as_bytes()).await.map_err(broken)?;
        let (answer, lines) = passage.lines(request.cap).await.map_err(broken)?;
        before_mail(&answer)?;
        passage.offered = lines;
        passage.log_in(request).await?;
        Ok(passage)
    }

    /// Whether the server offers an extension, `SIZE` or `8BITMIME` say.
    #[must_use]
    pub fn offers(&self, keyword: &str) -> bool {
        self.parameters(keyword).is_some()
    }

    /// Sends one command, without its line end, and reads its answer. Nothing in it may be foreign
    /// text that was not looked at: a command with control characters is not sent.
    pub async fn command(&mut self, line: &str) -> Result<Answer, Broken> {
        if line.contains(char::is_control) {
            return Err(Broken("a command with control characters".into()));
        }
        self.write(format!("{line}\r\n").as_bytes()).await?;
        self.answer(self.patience).await
    }

    /// Sends octets of the message, as they are to stand on the wire.
    pub async fn send(&mut self, octets: &[u8]) -> Result<(), Broken> {
        let sending = self.stream.write_all(octets);
        match timeout(self.patience, sending).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(Broken(error.to_string())),
            Err(_) => Err(Broken("the server takes nothing".into())),
        }
    }

    /// Sends the last octets of the message, the lone dot among them, and reads what became of it.
    pub async fn finish(&mut self, octets: &[u8]) -> Result<Answer, Broken> {
        self.write(octets).await?;
        self.answer(AFTER_DATA).await
    }

    /// Ends the session, politely where that takes no time.
    pub async fn quit(mut self) {
        let parting = async {
            self.write(b"QUIT\r\n").await?;
            self.answer(self.patience).await
        };
        if timeout(Duration::from_secs(2), parting).await.is_err() {
            tracing::debug!("QUIT was not answered");
        }
    }

    async fn log_in(&mut self, request: &SubmissionRequest<'_>) -> Result<(), SubmissionError> {
        let broken = |Broken(words)| SubmissionError::Broken(words);
        let mechanisms = self.parameters("AUTH").unwrap_or_default();
        let takes = |name: &str| {
            mechanisms
                .split_ascii_whitespace()
                .any(|word| word.eq_ignore_ascii_case(name))
        };
        let password = request.password.expose_secret();
        let lines = if takes("PLAIN") {
            let plain = Zeroizing::new(format!("\0{}\0{password}", request.login));
            vec![format!(
                "AUTH PLAIN {}\r\n",
                STANDARD.encode(plain.as_bytes())
            )]
        } else if takes("LOGIN") {
            vec![
                "AUTH LOGIN\r\n".to_owned(),
                format!("{}\r\n", STANDARD.encode(request.login)),
                format!("{}\r\n", STANDARD.encode(password)),
            ]
        } else {
            return Err(SubmissionError::NoPasswordLogin);
        };
        for line in lines.into_iter().map(Zeroizing::new) {
            self.write(line.as_bytes()).await.map_err(broken)?;
            let answer = self.answer(self.patience).await.map_err(broken)?;
            let words = format!("{} {}", answer.code, answer.words);
            match answer.code {
                235 => return Ok(()),
                334 => {}
                400..500 => return Err(SubmissionError::NotNow { words }),
                _ => return Err(SubmissionError::LoginRefused { words }),
            }
        }
        Err(SubmissionError::Broken("no answer to the login".into()))
    }

    fn parameters(&self, keyword: &str) -> Option<String> {
        self.offered.iter().find_map(|line| {
            let (first, rest) = line.split_once([' ', '=']).unwrap_or((line, ""));
            first.eq_ignore_ascii_case(keyword).then(|| rest.to_owned())
        })
    }

    async fn write(&mut self, octets: &[u8]) -> Result<(), Broken> {
        self.send(octets).await?;
        let flushing = timeout(self.patience, self.stream.flush()).await;
        match flushing {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(Broken(error.to_string())),
            Err(_) => Err(Broken("the server takes nothing".into())),
        }
    }

    async fn answer(&mut self, patience: Duration) -> Result<Answer, Broken> {
        Ok(self.lines(patience).await?.0)
    }

    async fn lines(&mut self, patience: Duration) -> Result<(Answer, Vec<String>), Broken> {
        match timeout(patience, self.read_lines()).await {
            Ok(read) => read,
            Err(_) => Err(Broken("the server does not answer".into())),
        }
    }

    async fn read_lines(&mut self) -> Result<(Answer, Vec<String>), Broken> {
        let mut lines = Vec::new();
        while lines.len() < LINES {
            let line = self.line().await?;
            let code = line.get(..3).and_then(|code| code.parse::<u16>().ok());
            let Some(code) = code.filter(|code| (200..600).contains(code)) else {
                return Err(Broken(format!("no reply: {}", excerpt(&line))));
            };
            let more = line.as_bytes().get(3) == Some(&b'-');
            lines.push(line.get(4..).unwrap_or_default().to_owned());
            if !more {
                let words = excerpt(&lines.join(" "));
                return Ok((Answer { code, words }, lines));
            }
        }
        Err(Broken("the server says too much".into()))
    }

    async fn line(&mut self) -> Result<String, Broken> {
        loop {
            if let Some(end) = self.input.iter().position(|&octet| octet == b'\n') {
                let line: Vec<u8> = self.input.drain(..=end).collect();
                return Ok(String::from_utf8_lossy(&line).trim_end().to_owned());
            }
            if self.input.len() > LINE {
                return Err(Broken("a line that is too long".into()));
            }
            let mut some = [0; 1024];
            match self.stream.read(&mut some).await {
                Ok(0) => return Err(Broken("the server closed the connection".into())),
                Ok(read) => self
                    .input
                    .extend_from_slice(some.get(..read).unwrap_or_default()),
                Err(error) => return Err(Broken(error.to_string())),
            }
        }
    }
}

fn before_mail(answer: &Answer) -> Result<(), SubmissionError> {
    let words = format!("{} {}", answer.code, answer.words);
    match answer.code {
        200..300 => Ok(()),
        400..500 => Err(SubmissionError::NotNow { words }),
        _ => Err(SubmissionError::Refused { words }),
    }
}
