//! A billing program, as far as the relay's tests need one.

use std::time::{Duration, Instant};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use secrecy::ExposeSecret as _;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
    time::sleep,
};
use vigie_protocol::relay::RelayCredentials;

/// A POP3 session in clear text.
pub(crate) struct Pop {
    stream: BufReader<TcpStream>,
    pub(crate) greeting: String,
}

impl Pop {
    /// The port is closed for a moment whenever somebody else comes behind it.
    pub(crate) async fn connect(port: u16) -> Self {
        let began = Instant::now();
        let stream = loop {
            match TcpStream::connect(("127.0.0.1", port)).await {
                Ok(stream) => break stream,
                Err(error) => assert!(began.elapsed() < Duration::from_mins(1), "{error}"),
            }
            sleep(Duration::from_millis(20)).await;
        };
        let mut pop = Self {
            stream: BufReader::new(stream),
            greeting: String::new(),
        };
        pop.greeting = pop.line().await;
        pop
    }

    pub(crate) async fn log_in(mut self, credentials: &RelayCredentials) -> Self {
        let answer = self.present(credentials).await;
        assert!(answer.starts_with("+OK"), "{answer}");
        self
    }

    /// `None` where it is not let in now.
    pub(crate) async fn try_log_in(mut self, credentials: &RelayCredentials) -> Option<Self> {
        if !self.greeting.starts_with("+OK") {
            return None;
        }
        let answer = self.present(credentials).await;
        answer.starts_with("+OK").then_some(self)
    }

    /// The refusal of a login.
    pub(crate) async fn refused(mut self, credentials: &RelayCredentials) -> String {
        self.present(credentials).await
    }

    async fn present(&mut self, credentials: &RelayCredentials) -> String {
        self.ask(&format!("USER {}", credentials.login)).await;
        let password = credentials.password.0.expose_secret();
        self.ask(&format!("PASS {password}")).await
    }

    pub(crate) async fn count(&mut self) -> usize {
        let answer = self.ask("STAT").await;
        answer.split(' ').nth(1).unwrap().parse().unwrap()
    }

    pub(crate) async fn message(&mut self, number: usize) -> String {
        let answer = self.ask(&format!("RETR {number}")).await;
        assert!(answer.starts_with("+OK"), "{answer}");
        let mut message = String::new();
        loop {
            let line = self.line().await;
            if line == "." {
                return message;
            }
            message.push_str(&line);
            message.push('\n');
        }
    }

    pub(crate) async fn delete(&mut self, number: usize) {
        let answer = self.ask(&format!("DELE {number}")).await;
        assert!(answer.starts_with("+OK"), "{answer}");
    }

    pub(crate) async fn quit(mut self) {
        let answer = self.ask("QUIT").await;
        assert!(answer.starts_with("+OK"), "{answer}");
    }

    async fn ask(&mut self, command: &str) -> String {
        let stream = self.stream.get_mut();
        stream
            .write_all(format!("{command}\r\n").as_bytes())
            .await
            .unwrap();
        self.line().await
    }

    /// Empty once the session is broken off.
    async fn line(&mut self) -> String {
        let mut line = String::new();
        if self.stream.read_line(&mut line).await.is_err() {
            line.clear();
        }
        line.trim_end().to_owned()
    }
}

/// Sends a lot of the training ground's kind, by AUTH PLAIN.
pub(crate) async fn send_lot(port: u16, credentials: &RelayCredentials, from: &str, number: u16) {
    let stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let mut stream = BufReader::new(stream);
    expect(&mut stream, "220").await;
    let password = credentials.password.0.expose_secret();
    let login = STANDARD.encode(format!("\0{}\0{password}", credentials.login));
    for (command, answer) in [
        ("HELO cabinet".to_owned(), "250"),
        (format!("AUTH PLAIN {login}"), "235"),
        (format!("MAIL FROM:<{from}>"), "250"),
        ("RCPT TO:<99042@042.99.rss.fr>".to_owned(), "250"),
        ("DATA".to_owned(), "354"),
        (
            format!(
                "From: {from}\r\nTo: 99042@042.99.rss.fr\r\nMessage-ID: <lot-{number}@cabinet.example>\r\n\
                 Subject: IR/00000000000042/2026112310304012{number:03}/00001\r\n\r\nun lot\r\n."
            ),
            "250",
        ),
        ("QUIT".to_owned(), "221"),
    ] {
        let octets = format!("{command}\r\n");
        stream.get_mut().write_all(octets.as_bytes()).await.unwrap();
        expect(&mut stream, answer).await;
    }
}

async fn expect(stream: &mut BufReader<TcpStream>, answer: &str) {
    let mut line = String::new();
    stream.read_line(&mut line).await.unwrap();
    assert!(line.starts_with(answer), "{answer} is not {line}");
}
