//! The relay's library as a program of its own, for the tests that kill it: `relay-child FOLDER`.
//! What it is told lies in the folder, in `child.json`; what it obeys while it runs, in `locked`
//! (the keychain is) and `clock` (seconds that the clock is wrong by). It never ends by itself.
#![allow(clippy::expect_used, reason = "a program of the tests")]

#[cfg(target_os = "linux")]
mod child {
    use std::{
        fs::{self, File},
        io::Write as _,
        path::{Path, PathBuf},
        sync::Arc,
        time::Duration,
    };

    use jiff::{SignedDuration, Timestamp};
    use rustls::pki_types::{CertificateDer, pem::PemObject as _};
    use secrecy::SecretString;
    use tokio::time::sleep;
    use vigie_domain::server::{Security, Server};
    use vigie_mailbox::{
        CheckRequest, KnownUids, Resolver,
        submission::{Passage, SubmissionError, SubmissionRequest},
    };
    use vigie_relay::{
        Clock, Credentials, Door, KeepTime, Local, MailboxId,
        collect::{Collected, Purpose, collect, limits},
        pop::{PopHappening, PopRecord, PopSettings, PopSide},
        smtp::{Outgoing, Senders, SmtpHappening, SmtpRecord, SmtpSettings, SmtpSide},
        spool::{Accepted, KeyError, KeySource, Outcome, Spool, SpoolError, SpoolKey},
    };
    use vigie_tests::relay_child::{Line, Told, subject};

    /// Between two turns.
    const PAUSE: Duration = Duration::from_millis(30);

    struct Keychain {
        key: SpoolKey,
        locked: PathBuf,
    }

    impl KeySource for Keychain {
        fn key(&self) -> Result<SpoolKey, KeyError> {
            if self.locked.exists() {
                return Err(KeyError::Locked);
            }
            Ok(self.key.clone())
        }
    }

    struct WrongClock(PathBuf);

    impl Clock for WrongClock {
        fn now(&self) -> Timestamp {
            let wrong = fs::read_to_string(&self.0).ok();
            let wrong = wrong.and_then(|seconds| seconds.trim().parse().ok());
            Timestamp::now() + SignedDuration::from_secs(wrong.unwrap_or(0))
        }
    }

    struct Nobody;

    impl PopRecord for Nobody {
        fn happened(&self, _: Timestamp, _: PopHappening) {}
    }

    impl SmtpRecord for Nobody {
        fn happened(&self, _: Timestamp, _: SmtpHappening) {}
    }

    struct Provider {
        server: Server,
        login: String,
        password: SecretString,
        roots: Vec<CertificateDer<'static>>,
    }

    impl Outgoing for Provider {
        type Session = Passage;

        async fn open(&self) -> Result<Passage, SubmissionError> {
            let request = SubmissionRequest {
                server: &self.server,
                login: &self.login,
                password: &self.password,
                extra_roots: &self.roots,
                resolver: Resolver::System,
                cap: Duration::from_secs(10),
            };
            Passage::open(&request).await
        }
    }

    fn server(port: u16) -> Server {
        Server {
            host: "127.0.0.1".to_owned(),
            port,
            security: Security::Tls,
        }
    }

    pub(super) fn run(folder: PathBuf) {
        vigie_mailbox::install_crypto_provider();
        let told = Told::read(&folder);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(relay(folder, told));
    }

    async fn relay(folder: PathBuf, told: Told) {
        let pem = fs::read(&told.ca_file).expect("the root can be read");
        let roots: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&pem)
            .collect::<Result<_, _>>()
            .expect("a root");
        let key = SpoolKey::parse(&SecretString::from(told.key)).expect("a key");
        // A disk that is full at the start is no end.
        let spool = loop {
            match Spool::open(&told.spool) {
                Ok((spool, _)) => break Arc::new(spool),
                Err(_) => sleep(PAUSE).await,
            }
        };
        let keys: Arc<dyn KeySource> = Arc::new(Keychain {
            key,
            locked: folder.join("locked"),
        });
        let clock = Arc::new(WrongClock(folder.join("clock")));
        let credentials = Credentials {
            user: "vigie".to_owned(),
            password: SecretString::from("vigie-pw"),
        };
        let local = Local::new(
            Arc::clone(&spool),
            Arc::clone(&keys),
            credentials,
            clock.clone(),
        );
        let pop = PopSide::new(local.clone(), PopSettings::default(), Arc::new(Nobody));
        let pop_door = Door::open(told.pop_port).await.expect("a free port");
        let (login, password) = &told.submission;
        let provider = Provider {
            server: server(told.upstream_smtps),
            login: login.clone(),
            password: SecretString::from(password.as_str()),
            roots: roots.clone(),
        };
        let senders = Senders {
            current: login.clone(),
            former: Vec::new(),
        };
        let settings = SmtpSettings {
            login_required: false,
            ..SmtpSettings::default()
        };
        let smtp = SmtpSide::new(local, provider, senders, settings, Arc::new(Nobody));
        let smtp_door = Door::open(told.smtp_port).await.expect("a free port");
        tokio::spawn(Arc::new(pop).serve(pop_door));
        tokio::spawn(Arc::new(smtp).serve(smtp_door));

        let upstream = server(told.upstream_pops);
        loop {
            for mailbox in &told.mailboxes {
                let (login, password) = (
                    &mailbox.login,
                    SecretString::from(mailbox.password.as_str()),
                );
                let known = KnownUids::new();
                let request = CheckRequest {
                    extra_roots: &roots,
                    limits: limits(),
                    ..CheckRequest::new(clock.now(), &upstream, login, &password, &known)
                };
                let of = Collected {
                    mailbox: MailboxId::new(login).expect("a name"),
                    keep: KeepTime::CURRENT,
                    purpose: Purpose::Collect,
                };
                let (clock, mut unheard) = (clock.as_ref(), |_: &[Accepted]| {});
                let pace = Duration::ZERO;
                let turn = collect(&spool, &keys, &of, &request, pace, clock, &mut unheard);
                // Whatever went wrong, the next turn does it again.
                let _turn = Box::pin(turn).await;
                sleep(PAUSE).await;
            }
            let (spool, keys) = (Arc::clone(&spool), Arc::clone(&keys));
            let (book, now) = (folder.join("book"), clock.now());
            let work = move || {
                if let Ok(key) = keys.key() {
                    tell(&spool, &key, &book)?;
                }
                spool.erase(&|_| Some(KeepTime::CURRENT), now)
            };
            let _later = tokio::task::spawn_blocking(work).await;
        }
    }

    /// The book is a file of lines; what it was told is never told again, but after a kill.
    fn tell(spool: &Spool, key: &SpoolKey, book: &Path) -> Result<(), SpoolError> {
        let untold = spool.untold(key, 1_000)?;
        let mut lines = String::new();
        let mut sightings = Vec::new();
        for arrival in untold.arrived {
            lines.push_str(&Line::Return(arrival.uid).write());
            sightings.push(arrival.sighting);
        }
        for submission in untold.submitted {
            let head = submission.letter.map(|letter| letter.head);
            let head = String::from_utf8_lossy(head.as_deref().map_or(b"", |head| head));
            let line = Line::Lot {
                sighting: format!("{}@{}", submission.digest.to_hex(), submission.begun_at),
                name: subject(&head).to_owned(),
                is_known: submission.outcome == Outcome::Accepted,
                after_unknown: submission.after_unknown,
            };
            lines.push_str(&line.write());
            sightings.push(submission.sighting);
        }
        let mut file = File::options()
            .create(true)
            .append(true)
            .open(book)
            .expect("the book can be opened");
        file.write_all(lines.as_bytes())
            .expect("the book can be written");
        spool.note_told(&sightings)
    }
}

#[cfg(target_os = "linux")]
fn main() {
    let folder = std::env::args().nth(1).expect("relay-child FOLDER");
    child::run(folder.into());
}

#[cfg(not(target_os = "linux"))]
fn main() {}
