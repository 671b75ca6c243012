//! The relay's core between a real client (curl) and real servers (Dovecot, Postfix).

use std::{
    process::Command,
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
    Clock, Credentials, Door, KeepTime, Local, LocalTls, MailboxId,
    collect::{Collected, PACE, Purpose, Turn, collect, limits},
    pop::{PopHappening, PopRecord, PopSettings, PopSide},
    smtp::{Outgoing, Senders, SmtpHappening, SmtpRecord, SmtpSettings, SmtpSide},
    spool::{Accepted, KeyError, KeySource, Spool, SpoolKey},
};
use vigie_tests::mail::{Mail, Options, sample};

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
            login: "cabinet@example.test",
            password: &SecretString::from("cabinet-pw"),
            extra_roots: &self.roots,
            resolver: Resolver::System,
            cap: Duration::from_secs(20),
        };
        Passage::open(&request).await
    }
}

struct Practice {
    mail: Mail,
    roots: Vec<CertificateDer<'static>>,
    _folder: tempfile::TempDir,
    spool: Arc<Spool>,
    keys: Arc<dyn KeySource>,
    hands: Hands,
    credentials: Credentials,
    tls: Arc<LocalTls>,
    runtime: tokio::runtime::Runtime,
}

impl Practice {
    fn new() -> Self {
        vigie_mailbox::install_crypto_provider();
        let options = Options {
            smtp: true,
            ..Options::default()
        };
        let mail = Mail::with(&["cabinet", "ancienne"], options);
        let pem = std::fs::read(mail.ca_file()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let key = SpoolKey::parse(&SpoolKey::generate().unwrap()).unwrap();
        let tls = LocalTls::open(folder.path(), &key, Timestamp::now()).unwrap();
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
            tls: Arc::new(tls),
            runtime: tokio::runtime::Builder::new_multi_thread()
                .worker_threads(1)
                .enable_all()
                .build()
                .unwrap(),
        }
    }

    fn later(&self, hours: i64) {
        let mut now = self.hands.0.lock().unwrap();
        *now = now.checked_add(SignedDuration::from_hours(hours)).unwrap();
    }

    /// One turn in a mailbox.
    fn collect(&self, name: &str, keep: KeepTime, security: Security) -> Turn {
        let port = match security {
            Security::Tls => self.mail.pops(),
            _ => self.mail.pop(),
        };
        let server = Server {
            host: "127.0.0.1".to_owned(),
            port: port.rsplit_once(':').unwrap().1.parse().unwrap(),
            security,
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
            keep,
            purpose: Purpose::Collect,
        };
        let (spool, keys) = (&self.spool, &self.keys);
        let mut unheard = |_: &[Accepted]| {};
        let turn = collect(spool, keys, &of, &request, PACE, &self.hands, &mut unheard);
        self.runtime.block_on(turn).unwrap()
    }

    fn local(&self) -> Local {
        Local::new(
            Arc::clone(&self.spool),
            Arc::clone(&self.keys),
            self.credentials.clone(),
            Arc::new(self.hands.clone()),
        )
        .with_tls(Arc::clone(&self.tls))
    }

    /// The port of the POP3 side.
    fn serve_pop(&self) -> u16 {
        let side = PopSide::new(self.local(), PopSettings::default(), Arc::new(Nobody));
        let door = self.runtime.block_on(Door::open(0)).unwrap();
        let port = door.address().port();
        self.runtime.spawn(Arc::new(side).serve(door));
        port
    }

    /// The port of the SMTP side.
    fn serve_smtp(&self) -> u16 {
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
            current: "cabinet@example.test".to_owned(),
            former: vec!["ancienne@example.test".to_owned()],
        };
        let settings = SmtpSettings::default();
        let side = SmtpSide::new(self.local(), provider, senders, settings, Arc::new(Nobody));
        let door = self.runtime.block_on(Door::open(0)).unwrap();
        let port = door.address().port();
        self.runtime.spawn(Arc::new(side).serve(door));
        port
    }

    fn curl(&self, arguments: &[&str]) -> (bool, String) {
        let login = format!(
            "{}:{}",
            self.credentials.user,
            self.credentials.password.expose_secret()
        );
        let ran = Command::new("curl")
            .args(["--silent", "--show-error", "--max-time", "30", "--user"])
            .arg(login)
            .args(arguments)
            .output()
            .unwrap();
        let said = [ran.stdout, ran.stderr].concat();
        (
            ran.status.success(),
            String::from_utf8_lossy(&said).into_owned(),
        )
    }

    fn subjects(&self, name: &str) -> Vec<String> {
        let messages = self.mail.maildir(name).messages();
        let subject = |octets: &[u8]| {
            let text = String::from_utf8_lossy(octets).into_owned();
            let line = text.lines().find(|line| line.starts_with("Subject: "));
            line.unwrap_or_default().to_owned()
        };
        messages.iter().map(|(_, octets)| subject(octets)).collect()
    }
}

#[test]
fn old_and_new_mailbox_are_served_as_one_and_each_message_once() {
    let practice = Practice::new();
    let minute = Duration::from_mins(1);
    let both = sample("arl@caisse.example", "dans les deux");
    let forwarded = format!("Received: from ancienne by cabinet; now\n{both}");
    let (new, old) = (
        practice.mail.maildir("cabinet"),
        practice.mail.maildir("ancienne"),
    );
    new.deliver(&sample("arl@caisse.example", "un"), minute);
    new.deliver(&forwarded, minute);
    old.deliver(&both, minute);
    let mut large = sample("noemie@caisse.example", "grand");
    large.push_str(&".ligne qui commence par un point\n".repeat(60_000));
    old.deliver(&large, minute);

    let first = practice.collect("cabinet", KeepTime::CURRENT, Security::Tls);
    assert_eq!(first.accepted.len(), 2);
    let second = practice.collect("ancienne", KeepTime::FORMER, Security::StartTls);
    assert_eq!(second.accepted.len(), 2);

    let url = format!("pop3://127.0.0.1:{}", practice.serve_pop());
    let (well, listing) = practice.curl(&[&url]);
    assert!(well, "{listing}");
    let wire = large.replace('\n', "\r\n");
    assert_eq!(listing.lines().count(), 3, "{listing}");
    assert!(
        listing.contains(&format!("3 {}\r\n", wire.len())),
        "{listing}"
    );
    let (well, body) = practice.curl(&[&format!("{url}/3")]);
    assert!(well && body == wire, "not the same message");
    for number in 1..=3 {
        // Each call is a session of its own, which ends with QUIT: number 1 is always the next.
        let (well, said) = practice.curl(&["--request", "DELE 1", "--head", &url]);
        assert!(well, "{number}: {said}");
    }
    assert_eq!(practice.spool.standing().unwrap().waiting, 0);

    assert_eq!(
        practice.subjects("cabinet").len(),
        2,
        "nothing was deleted yet"
    );
    practice.later(1);
    practice.collect("cabinet", KeepTime::CURRENT, Security::Tls);
    practice.collect("ancienne", KeepTime::FORMER, Security::Tls);
    assert!(practice.subjects("cabinet").is_empty());
    assert_eq!(practice.subjects("ancienne").len(), 2, "kept for 30 days");
    practice.later(24 * 30);
    let last = practice.collect("ancienne", KeepTime::FORMER, Security::Tls);
    assert_eq!(last.deleted.len(), 2);
    assert!(practice.subjects("ancienne").is_empty());
}

#[test]
fn a_lot_goes_through_postfix_under_the_current_address() {
    let practice = Practice::new();
    let lot = format!(
        "From: \"Cabinet\" <ancienne@example.test>\r\nTo: <cabinet@example.test>\r\n\
         Subject: lot 1\r\nMessage-ID: <lot-1@example.test>\r\n\r\n\
         ancienne@example.test\r\n..\r\n.x\r\n{}",
        "0123456789abcdef\r\n".repeat(60_000)
    );
    let path = practice.mail.dir().join("lot.eml");
    std::fs::write(&path, &lot).unwrap();
    let url = format!("smtp://127.0.0.1:{}/poste", practice.serve_smtp());
    let path = path.display().to_string();
    let send = |from: &str, to: &str| {
        let arguments = [
            "--mail-from",
            from,
            "--mail-rcpt",
            to,
            "--upload-file",
            &path,
            &url,
        ];
        practice.curl(&arguments)
    };
    let (well, said) = send("ancienne@example.test", "cabinet@example.test");
    assert!(well, "{said}");
    let (well, said) = send("cabinet@example.test", "personne@example.test");
    assert!(!well && said.contains("55"), "{said}");
    let (well, said) = send("autre@example.test", "cabinet@example.test");
    assert!(!well && said.contains("553"), "{said}");

    practice.mail.until_delivered();
    let messages = practice.mail.maildir("cabinet").messages();
    assert_eq!(messages.len(), 1);
    let arrived = String::from_utf8(messages[0].1.clone()).unwrap();
    let arrived = arrived.replace("\r\n", "\n");
    let (header, body) = arrived.split_once("\n\n").unwrap();
    assert!(
        header.contains("Return-Path: <cabinet@example.test>"),
        "{header}"
    );
    assert!(
        header.contains("From: \"Cabinet\" <cabinet@example.test>"),
        "{header}"
    );
    let original = lot.replace("\r\n", "\n");
    assert_eq!(body, original.split_once("\n\n").unwrap().1);
}

#[test]
fn software_that_insists_on_tls_is_served_in_tls() {
    let practice = Practice::new();
    let one = sample("arl@caisse.example", "un");
    let new = practice.mail.maildir("cabinet");
    new.deliver(&one, Duration::from_mins(1));
    practice.collect("cabinet", KeepTime::CURRENT, Security::Tls);
    let file = practice.tls.certificate_file().display().to_string();
    let tls = ["--ssl-reqd", "--cacert", &file];

    let port = practice.serve_pop();
    for name in ["localhost", "127.0.0.1", "[::1]"] {
        let url = format!("pop3://{name}:{port}/1");
        let (well, body) = practice.curl(&[&tls[..], &[&url]].concat());
        assert!(
            well && body.ends_with("Corps invente.\r\n"),
            "{name}: {body}"
        );
    }
    let url = format!("pop3://127.0.0.1:{port}/1");
    let (well, said) = practice.curl(&["--ssl-reqd", &url]);
    assert!(!well && said.contains("certificate"), "{said}");

    let path = practice.mail.dir().join("lot.eml");
    std::fs::write(&path, one.replace('\n', "\r\n")).unwrap();
    let path = path.display().to_string();
    let url = format!("smtp://localhost:{}/poste", practice.serve_smtp());
    let address = "cabinet@example.test";
    let arguments = [
        "--mail-from",
        address,
        "--mail-rcpt",
        address,
        "--upload-file",
        &path,
        &url,
    ];
    let (well, said) = practice.curl(&[&tls[..], &arguments].concat());
    assert!(well, "{said}");
    practice.mail.until_delivered();
    assert_eq!(new.len(), 2);
}
