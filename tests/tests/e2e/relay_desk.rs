//! A relay for the tests to talk to: the library in this process, in front of real Dovecot and
//! Postfix, by a clock that goes when it is told to.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use rustls::pki_types::{CertificateDer, pem::PemObject as _};
use secrecy::{ExposeSecret as _, SecretString};
use vigie_domain::server::{Security, Server};
use vigie_mailbox::{
    CheckRequest, KnownUids, Resolver,
    submission::{Passage, SubmissionError, SubmissionRequest},
};
use vigie_relay::{
    Clock, Credentials, Door, KeepTime, Local, MailboxId,
    collect::{Collected, PACE, Purpose, Turn, collect, limits},
    pop::{PopHappening, PopRecord, PopSettings, PopSide},
    smtp::{Outgoing, Senders, SmtpHappening, SmtpRecord, SmtpSettings, SmtpSide},
    spool::{Accepted, KeyError, KeySource, Spool, SpoolKey},
};
use vigie_tests::mail::{Mail, Options};

/// The address that sends.
pub(crate) const CURRENT: &str = "cabinet@example.test";
/// An address of before a switch.
pub(crate) const FORMER: &str = "ancienne@example.test";

/// The relay, its servers and its clock.
pub(crate) struct Desk {
    pub(crate) mail: Mail,
    roots: Vec<CertificateDer<'static>>,
    _folder: tempfile::TempDir,
    pub(crate) spool: Arc<Spool>,
    keys: Arc<dyn KeySource>,
    hands: Hands,
    pub(crate) credentials: Credentials,
    runtime: tokio::runtime::Runtime,
}

impl Desk {
    /// In front of servers with the mailboxes `cabinet`, `ancienne` and `directe`.
    pub(crate) fn new(options: Options<'_>) -> Self {
        vigie_mailbox::install_crypto_provider();
        let mail = Mail::with(&["cabinet", "ancienne", "directe"], options);
        let pem = std::fs::read(mail.ca_file()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let key = SpoolKey::parse(&SpoolKey::generate().unwrap()).unwrap();
        Self {
            roots: CertificateDer::pem_slice_iter(&pem)
                .collect::<Result<_, _>>()
                .unwrap(),
            mail,
            spool: Arc::new(Spool::open(folder.path()).unwrap().0),
            _folder: folder,
            keys: Arc::new(Key(key)),
            hands: Hands(Arc::new(Mutex::new(Timestamp::now()))),
            credentials: Credentials::generate().unwrap(),
            runtime: tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .unwrap(),
        }
    }

    pub(crate) fn login(&self) -> &str {
        &self.credentials.user
    }

    pub(crate) fn password(&self) -> &str {
        self.credentials.password.expose_secret()
    }

    /// The clock goes on.
    pub(crate) fn later(&self, by: SignedDuration) {
        let mut now = self.hands.0.lock().unwrap();
        *now = now.checked_add(by).unwrap();
    }

    /// One turn in a mailbox, two minutes after the last.
    pub(crate) fn collect(&self, name: &str) -> Turn {
        self.later(SignedDuration::from_mins(2));
        let server = Server {
            host: "127.0.0.1".to_owned(),
            port: self.mail.pops_port(),
            security: Security::Tls,
        };
        let user = self.mail.user(name);
        let (login, password) = (user.address(), SecretString::from(user.password.as_str()));
        let known = KnownUids::new();
        let request = CheckRequest {
            extra_roots: &self.roots,
            limits: limits(),
            ..CheckRequest::new(self.hands.now(), &server, &login, &password, &known)
        };
        let of = Collected {
            mailbox: MailboxId::new(name).unwrap(),
            keep: KeepTime::CURRENT,
            purpose: Purpose::Collect,
        };
        let mut unheard = |_: &[Accepted]| {};
        let turn = collect(
            &self.spool,
            &self.keys,
            &of,
            &request,
            PACE,
            &self.hands,
            &mut unheard,
        );
        self.runtime.block_on(turn).unwrap()
    }

    /// Messages that wait for the software.
    pub(crate) fn waiting(&self) -> u64 {
        self.spool.standing().unwrap().waiting
    }

    /// Opens the POP3 side; its port.
    pub(crate) fn serve_pop(&self, settings: PopSettings) -> u16 {
        let side = PopSide::new(self.local(), settings, Arc::new(Nobody));
        let door = self.door();
        let port = door.address().port();
        self.runtime.spawn(Arc::new(side).serve(door));
        port
    }

    /// Opens the SMTP side; its port.
    pub(crate) fn serve_smtp(&self, settings: SmtpSettings) -> u16 {
        let server = Server {
            host: "127.0.0.1".to_owned(),
            port: self.mail.smtps_port(),
            security: Security::Tls,
        };
        let provider = Provider {
            server,
            roots: self.roots.clone(),
        };
        let senders = Senders {
            current: CURRENT.to_owned(),
            former: vec![FORMER.to_owned()],
        };
        let side = SmtpSide::new(self.local(), provider, senders, settings, Arc::new(Nobody));
        let door = self.door();
        let port = door.address().port();
        self.runtime.spawn(Arc::new(side).serve(door));
        port
    }

    fn local(&self) -> Local {
        Local::new(
            Arc::clone(&self.spool),
            Arc::clone(&self.keys),
            self.credentials.clone(),
            Arc::new(self.hands.clone()),
        )
    }

    fn door(&self) -> Door {
        // The port that is free for IPv4 may be another test's for IPv6.
        vigie_tests::wait::until("a free port", Duration::from_secs(20), || {
            self.runtime.block_on(Door::open(0)).ok()
        })
    }
}

struct Key(SpoolKey);

impl KeySource for Key {
    fn key(&self) -> Result<SpoolKey, KeyError> {
        Ok(self.0.clone())
    }
}

/// A clock that goes when it is told to.
#[derive(Clone)]
struct Hands(Arc<Mutex<Timestamp>>);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

struct Nobody;

impl PopRecord for Nobody {
    fn happened(&self, _: Timestamp, _: PopHappening) {}
}

impl SmtpRecord for Nobody {
    fn happened(&self, _: Timestamp, _: SmtpHappening) {}
}

/// The provider's submission server.
struct Provider {
    server: Server,
    roots: Vec<CertificateDer<'static>>,
}

impl Outgoing for Provider {
    type Session = Passage;

    async fn open(&self) -> Result<Passage, SubmissionError> {
        let request = SubmissionRequest {
            server: &self.server,
            login: CURRENT,
            password: &SecretString::from("cabinet-pw"),
            extra_roots: &self.roots,
            resolver: Resolver::System,
            cap: Duration::from_secs(20),
        };
        Passage::open(&request).await
    }
}
