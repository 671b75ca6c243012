//! A real `vigie-agent`, and a POP3 server that says what it is told to.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "shared by tests, each of which uses its own part"
)]

use std::{
    io::Write,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use secrecy::SecretString;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
};
use vigie_domain::server::{Security, Server};
use vigie_protocol::{
    Answer, CallError, Connection, Events, Face, MailboxDraft, Password, Refusal, Request, Status,
};

/// An agent of its own, without a desktop; killed when dropped.
pub(crate) struct Instance {
    pub(crate) dir: Arc<TempDir>,
    pub(crate) child: Child,
}

impl Instance {
    pub(crate) async fn start() -> Self {
        Self::start_in(Arc::new(tempfile::tempdir().unwrap())).await
    }

    pub(crate) async fn start_in(dir: Arc<TempDir>) -> Self {
        let child = command(dir.path());
        let mut instance = Self { dir, child };
        instance.wait_until_it_answers().await;
        instance
    }

    async fn wait_until_it_answers(&mut self) {
        let began = Instant::now();
        while Connection::open(self.dir.path(), Face::Terminal)
            .await
            .is_err()
        {
            if let Some(status) = self.child.try_wait().unwrap() {
                panic!("the agent ended: {status}");
            }
            assert!(began.elapsed() < Duration::from_mins(1), "no answer");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub(crate) async fn face(&self) -> (Connection, Events) {
        Connection::open(self.dir.path(), Face::Terminal)
            .await
            .unwrap()
    }

    /// As `kill -9`.
    pub(crate) fn kill(mut self) -> Arc<TempDir> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        Arc::clone(&self.dir)
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        // It may have ended by itself, as some tests ask it to.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts an agent on this data folder, whose passphrase comes on its standard input.
pub(crate) fn command(dir: &Path) -> Child {
    let mut child = Command::new(env!("CARGO_BIN_EXE_vigie-agent"))
        .arg("--data-dir")
        .arg(dir)
        .args(["--headless", "--passphrase-fd", "0"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"phrase de passe\n")
        .unwrap();
    child
}

pub(crate) async fn ask(face: &Connection, request: Request) -> Answer {
    face.call(request).await.unwrap()
}

pub(crate) async fn refused(face: &Connection, request: Request) -> Refusal {
    match face.call(request).await {
        Err(CallError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

pub(crate) async fn status(face: &Connection) -> Status {
    match ask(face, Request::Status).await {
        Answer::Status { status } => status,
        other => panic!("no status: {other:?}"),
    }
}

/// Polls the status until it is as wanted.
pub(crate) async fn until(face: &Connection, wanted: impl Fn(&Status) -> bool) -> Status {
    let began = Instant::now();
    loop {
        let status = status(face).await;
        if wanted(&status) {
            return status;
        }
        assert!(
            began.elapsed() < Duration::from_secs(30),
            "not reached: {status:?}"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// A POP3 server without TLS that refuses every password, and counts how often one was tried.
pub(crate) struct Refusing {
    pub(crate) port: u16,
    logins: Arc<AtomicUsize>,
}

impl Refusing {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let logins = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&logins);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let count = Arc::clone(&count);
                tokio::spawn(async move {
                    let (reading, mut writing) = stream.into_split();
                    let mut lines = BufReader::new(reading).lines();
                    let _ = writing.write_all(b"+OK ready\r\n").await;
                    while let Ok(Some(line)) = lines.next_line().await {
                        let answer: &[u8] = match line.split(' ').next() {
                            Some("CAPA") => {
                                b"+OK\r\nUSER\r\nUIDL\r\nTOP\r\nRESP-CODES\r\nAUTH-RESP-CODE\r\n.\r\n"
                            }
                            Some("PASS") => {
                                count.fetch_add(1, Ordering::SeqCst);
                                b"-ERR [AUTH] wrong password\r\n"
                            }
                            _ => b"+OK\r\n",
                        };
                        if writing.write_all(answer).await.is_err() {
                            return;
                        }
                    }
                });
            }
        });
        Self { port, logins }
    }

    pub(crate) fn logins(&self) -> usize {
        self.logins.load(Ordering::SeqCst)
    }

    pub(crate) fn draft(&self) -> MailboxDraft {
        MailboxDraft {
            address: "cabinet@exemple.example".parse().unwrap(),
            login: "cabinet".to_owned(),
            server: Server {
                host: "127.0.0.1".to_owned(),
                port: self.port,
                security: Security::Plain,
            },
            provider: None,
            password: Password(SecretString::from("motdepasse".to_owned())),
            host_approved: true,
            clear_text_approved: true,
        }
    }
}
