//! The SMTP side over real sockets, before a provider in memory and before a real one.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret as _;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
    task::JoinHandle,
    time::timeout,
};
use vigie_domain::cause::Cause;
use vigie_mailbox::{
    Resolver,
    submission::{Answer, Broken, Passage, SubmissionError, SubmissionRequest},
};
use vigie_relay::{
    Credentials, Door, Local, LocalTls,
    smtp::{Outgoing, OutgoingSession, Senders, SmtpHappening, SmtpRecord, SmtpSettings, SmtpSide},
    spool::{KeyError, KeySource, Outcome, Spool, SpoolFault, SpoolKey},
};
use vigie_training::TrainingGround;

use crate::support::{Hands, disk::Disk, folder, fuse::Fuse, new_key};

const NEW: &str = "cabinet@nouveau.example";
const OLD: &str = "cabinet@ancien.example";

/// What the provider does with the end of the next message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum AtTheEnd {
    #[default]
    Accepts,
    Refuses,
    /// It takes the message, and the connection breaks before it says so.
    Breaks,
    /// It never answers.
    Hangs,
}

#[derive(Default)]
struct State {
    at_the_end: AtTheEnd,
    down: Option<SubmissionError>,
    accepted: Vec<Vec<u8>>,
    opened: u32,
    commands: Vec<String>,
    octets: u64,
    /// Messages of which the end came.
    ended: u32,
    /// Counts octets and keeps none.
    forgetful: bool,
}

#[derive(Clone, Default)]
struct Provider(Arc<Mutex<State>>);

struct Session {
    provider: Provider,
    wire: Vec<u8>,
}

impl Outgoing for Provider {
    type Session = Session;

    async fn open(&self) -> Result<Session, SubmissionError> {
        let mut state = self.0.lock().unwrap();
        state.opened += 1;
        match &state.down {
            Some(error) => Err(error.clone()),
            None => Ok(Session {
                provider: self.clone(),
                wire: Vec::new(),
            }),
        }
    }
}

fn answer(code: u16, words: &str) -> Answer {
    let words = words.to_owned();
    Answer { code, words }
}

impl OutgoingSession for Session {
    fn offers(&self, keyword: &str) -> bool {
        keyword == "SIZE"
    }

    async fn command(&mut self, line: &str) -> Result<Answer, Broken> {
        self.provider
            .0
            .lock()
            .unwrap()
            .commands
            .push(line.to_owned());
        Ok(match line {
            "DATA" => answer(354, "go on"),
            "RCPT TO:<inconnu@caisse.example>" => answer(550, "5.1.1 Unknown here"),
            _ => answer(250, "2.0.0 Ok"),
        })
    }

    async fn send(&mut self, octets: &[u8]) -> Result<(), Broken> {
        let mut state = self.provider.0.lock().unwrap();
        state.octets += octets.len() as u64;
        if !state.forgetful {
            self.wire.extend_from_slice(octets);
        }
        Ok(())
    }

    async fn finish(&mut self, octets: &[u8]) -> Result<Answer, Broken> {
        assert_eq!(octets, b".\r\n");
        let at_the_end = {
            let mut state = self.provider.0.lock().unwrap();
            let wire = std::mem::take(&mut self.wire);
            state.ended += 1;
            if !matches!(state.at_the_end, AtTheEnd::Refuses | AtTheEnd::Hangs) {
                state.accepted.push(wire);
            }
            state.at_the_end
        };
        match at_the_end {
            AtTheEnd::Accepts => Ok(answer(250, "2.0.0 queued as 1")),
            AtTheEnd::Refuses => Ok(answer(554, "5.7.1 Not that")),
            AtTheEnd::Breaks => Err(Broken("gone".to_owned())),
            AtTheEnd::Hangs => std::future::pending().await,
        }
    }

    async fn quit(self) {}
}

/// The training provider, over SMTPS.
struct Real(Arc<TrainingGround>);

impl Outgoing for Real {
    type Session = Passage;

    async fn open(&self) -> Result<Passage, SubmissionError> {
        let (server, login) = (self.0.smtp(), self.0.address().to_string());
        let roots = [self.0.ca().clone()];
        let request = SubmissionRequest {
            server: &server,
            login: &login,
            password: self.0.password(),
            extra_roots: &roots,
            resolver: Resolver::System,
            cap: Duration::from_secs(20),
        };
        Passage::open(&request).await
    }
}

#[derive(Default)]
struct Told(Mutex<Vec<SmtpHappening>>);

impl SmtpRecord for Told {
    fn happened(&self, _at: Timestamp, what: SmtpHappening) {
        self.0.lock().unwrap().push(what);
    }
}

struct Key(SpoolKey);

impl KeySource for Key {
    fn key(&self) -> Result<SpoolKey, KeyError> {
        Ok(self.0.clone())
    }
}

struct Relay {
    folder: tempfile::TempDir,
    key: SpoolKey,
    spool: Option<Arc<Spool>>,
    tls: Option<Arc<LocalTls>>,
    credentials: Credentials,
    hands: Hands,
    told: Arc<Told>,
    port: u16,
    serving: JoinHandle<()>,
    /// Sets the senders of all mailboxes.
    all_senders: Box<dyn Fn(Vec<Senders>)>,
}

impl Relay {
    async fn new(outgoing: impl Outgoing, senders: Senders, settings: SmtpSettings) -> Self {
        let mut relay = Self {
            folder: folder(),
            key: new_key(),
            spool: None,
            tls: None,
            credentials: Credentials::generate().unwrap(),
            hands: Hands::new(),
            told: Arc::default(),
            port: 0,
            serving: tokio::spawn(async {}),
            all_senders: Box::new(|_| ()),
        };
        relay.start(outgoing, senders, settings).await;
        relay
    }

    async fn start(&mut self, outgoing: impl Outgoing, senders: Senders, settings: SmtpSettings) {
        let spool = Spool::open(self.folder.path()).unwrap().0;
        self.start_with(spool, outgoing, senders, settings).await;
    }

    async fn start_with(
        &mut self,
        spool: Spool,
        outgoing: impl Outgoing,
        senders: Senders,
        settings: SmtpSettings,
    ) {
        let spool = Arc::new(spool);
        self.spool = Some(Arc::clone(&spool));
        let local = Local::new(
            spool,
            Arc::new(Key(self.key.clone())),
            self.credentials.clone(),
            Arc::new(self.hands.clone()),
        );
        let local = match &self.tls {
            Some(tls) => local.with_tls(Arc::clone(tls)),
            None => local,
        };
        let side = SmtpSide::new(local, outgoing, senders, settings, self.told.clone());
        let door = Door::open(0).await.unwrap();
        self.port = door.address().port();
        let side = Arc::new(side);
        let served = Arc::clone(&side);
        self.all_senders = Box::new(move |senders| served.set_all_senders(senders));
        self.serving = tokio::spawn(side.serve(door));
    }

    /// As if the program were killed.
    async fn stop(&mut self) {
        self.serving.abort();
        let _cancelled = (&mut self.serving).await;
        self.all_senders = Box::new(|_| ());
        let spool = Arc::downgrade(&self.spool.take().unwrap());
        until(|| spool.strong_count() == 0).await;
    }

    async fn connect(&self) -> Client {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        let mut client = Client(BufReader::new(stream));
        assert_eq!(client.code().await, "220");
        client
    }

    async fn log_in(&self) -> Client {
        let mut client = self.connect().await;
        assert_eq!(client.ask("EHLO un nom qui n'en est pas un").await, "250");
        let plain = format!("\0{}\0{}", self.credentials.user, self.password());
        let plain = STANDARD.encode(plain);
        assert_eq!(client.ask(&format!("AUTH PLAIN {plain}")).await, "235");
        client
    }

    fn password(&self) -> &str {
        self.credentials.password.expose_secret()
    }

    fn told(&self) -> Vec<SmtpHappening> {
        std::mem::take(&mut *self.told.0.lock().unwrap())
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

struct Client(BufReader<TcpStream>);

impl Client {
    async fn say(&mut self, octets: &[u8]) {
        self.0.get_mut().write_all(octets).await.unwrap();
    }

    /// The last line of a reply.
    async fn reply(&mut self) -> String {
        loop {
            let mut line = String::new();
            let read = self.0.read_line(&mut line);
            timeout(Duration::from_secs(20), read)
                .await
                .unwrap()
                .unwrap();
            if line.as_bytes().get(3) != Some(&b'-') {
                return line.trim_end().to_owned();
            }
        }
    }

    async fn code(&mut self) -> String {
        self.reply().await.chars().take(3).collect()
    }

    async fn ask(&mut self, line: &str) -> String {
        self.say(format!("{line}\r\n").as_bytes()).await;
        self.code().await
    }

    /// Up to the content, which ends with the dot.
    async fn submit(&mut self, from: &str, content: &[u8]) {
        assert_eq!(self.ask(&format!("MAIL FROM:<{from}>")).await, "250");
        assert_eq!(self.ask("RCPT TO:<lots@caisse.example>").await, "250");
        assert_eq!(self.ask("DATA").await, "354");
        self.say(content).await;
    }
}

fn senders() -> Senders {
    Senders {
        current: NEW.to_owned(),
        former: vec![OLD.to_owned()],
    }
}

async fn relay(provider: &Provider) -> Relay {
    Relay::new(provider.clone(), senders(), SmtpSettings::default()).await
}

const LOT: &[u8] =
    b"From: <cabinet@ancien.example>\r\nSubject: lot\r\n\r\n..cabinet@ancien.example\r\n.\r\n";

async fn until(what: impl Fn() -> bool) {
    let waiting = async {
        while !what() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(Duration::from_secs(20), waiting).await.unwrap();
}

#[tokio::test]
async fn a_lot_goes_out_under_the_current_address_and_is_else_unchanged() {
    let provider = Provider::default();
    let relay = relay(&provider).await;
    let mut client = relay.log_in().await;
    client.submit(OLD, LOT).await;
    assert_eq!(client.reply().await, "250 2.0.0 queued as 1");
    assert_eq!(client.ask("QUIT").await, "221");
    let state = provider.0.lock().unwrap();
    assert_eq!(
        String::from_utf8_lossy(&state.accepted[0]),
        "From: <cabinet@nouveau.example>\r\nSubject: lot\r\n\r\n..cabinet@ancien.example\r\n"
    );
    assert_eq!(state.commands[0], format!("MAIL FROM:<{NEW}>"));
    let [SmtpHappening::Passed(passed)] = &relay.told()[..] else {
        panic!("not passed");
    };
    assert_eq!(passed.letter.sender, OLD);
    assert_eq!(passed.letter.recipients, ["lots@caisse.example"]);
    assert!(!passed.after_unknown);
    assert!(
        passed
            .letter
            .head
            .starts_with(b"From: <cabinet@ancien.example>\r\n")
    );
}

#[tokio::test]
async fn each_of_several_mailboxes_sends_under_its_own_address() {
    let provider = Provider::default();
    let relay = relay(&provider).await;
    let second = Senders {
        current: "autre@nouveau.example".to_owned(),
        former: vec!["autre@ancien.example".to_owned()],
    };
    (relay.all_senders)(vec![senders(), second]);
    let mut client = relay.log_in().await;
    client.submit("autre@nouveau.example", LOT).await;
    assert_eq!(client.code().await, "250");
    let from_former = b"From: <autre@ancien.example>\r\n\r\nx\r\n.\r\n";
    client.submit("Autre@ancien.example", from_former).await;
    assert_eq!(client.code().await, "250");
    let state = provider.0.lock().unwrap();
    assert_eq!(state.accepted[0], LOT[..LOT.len() - 3]);
    assert!(state.accepted[1].starts_with(b"From: <autre@nouveau.example>\r\n"));
    let sent = state
        .commands
        .iter()
        .filter(|line| line.starts_with("MAIL"));
    assert!(sent.eq(["MAIL FROM:<autre@nouveau.example>"; 2].iter()));
}

#[tokio::test]
async fn an_answer_that_was_lost_is_said_again_without_a_second_sending() {
    let provider = Provider::default();
    let relay = relay(&provider).await;
    let accepted = || provider.0.lock().unwrap().accepted.len();
    let mut client = relay.log_in().await;
    client.submit(OLD, LOT).await;
    drop(client);
    until(|| !relay.told.0.lock().unwrap().is_empty()).await;
    assert_eq!(accepted(), 1);

    let mut client = relay.log_in().await;
    client.submit(OLD, LOT).await;
    assert_eq!(client.reply().await, "250 2.0.0 Accepted before");
    assert_eq!(accepted(), 1);
    // The software goes on: it has that answer. The same again is meant to be sent again.
    assert_eq!(client.ask("NOOP").await, "250");
    client.submit(OLD, LOT).await;
    assert_eq!(client.reply().await, "250 2.0.0 queued as 1");
    assert_eq!(accepted(), 2);
    drop(client);

    // Without an ARL for 48 hours it is to be sent again, whatever was seen.
    relay.hands.go(SignedDuration::from_hours(48));
    let mut client = relay.log_in().await;
    client.submit(OLD, LOT).await;
    assert_eq!(client.code().await, "250");
    assert_eq!(accepted(), 3);
    let marked = relay
        .told()
        .into_iter()
        .any(|what| matches!(what, SmtpHappening::Passed(passed) if passed.after_unknown));
    assert!(!marked);
}

#[tokio::test]
async fn an_outcome_that_nobody_knows_is_sent_again_and_marked() {
    let provider = Provider::default();
    let mut relay = relay(&provider).await;
    provider.0.lock().unwrap().at_the_end = AtTheEnd::Breaks;
    let mut client = relay.log_in().await;
    client.submit(OLD, LOT).await;
    assert_eq!(client.code().await, "451");
    assert!(matches!(relay.told()[..], [SmtpHappening::Unknown(_)]));
    // Killed between the last octet and the answer: the digest was on the disk before.
    provider.0.lock().unwrap().at_the_end = AtTheEnd::Hangs;
    let other = LOT.to_ascii_uppercase();
    client.submit(OLD, &other).await;
    until(|| provider.0.lock().unwrap().ended == 2).await;
    relay.stop().await;
    relay
        .start(provider.clone(), senders(), SmtpSettings::default())
        .await;

    provider.0.lock().unwrap().at_the_end = AtTheEnd::Accepts;
    for content in [LOT, &other] {
        let mut client = relay.log_in().await;
        client.submit(OLD, content).await;
        assert_eq!(client.code().await, "250");
        let told = relay.told();
        let [SmtpHappening::Passed(passed)] = &told[..] else {
            panic!("{told:?}");
        };
        assert!(passed.after_unknown);
    }
}

#[tokio::test]
async fn what_the_book_was_not_told_is_kept_for_it_sealed() {
    let provider = Provider::default();
    let mut relay = relay(&provider).await;
    let mut client = relay.log_in().await;
    client.submit(OLD, LOT).await;
    assert_eq!(client.code().await, "250");
    provider.0.lock().unwrap().at_the_end = AtTheEnd::Refuses;
    client.submit(OLD, &LOT.to_ascii_lowercase()).await;
    assert_eq!(client.code().await, "554");
    provider.0.lock().unwrap().at_the_end = AtTheEnd::Hangs;
    client.submit(OLD, &LOT.to_ascii_uppercase()).await;
    let spool = Arc::clone(relay.spool.as_ref().unwrap());
    until(|| provider.0.lock().unwrap().ended == 3).await;
    // What is under way is nobody's news yet.
    assert_eq!(spool.untold(&relay.key, 9).unwrap().submitted.len(), 1);
    drop(spool);
    relay.stop().await;
    let record = relay.folder.path().join("spool.sqlite3");
    let octets = [record.clone(), record.with_extension("sqlite3-wal")].map(std::fs::read);
    let octets = octets.into_iter().flatten().flatten().collect::<Vec<u8>>();
    assert!(!octets.windows(14).any(|octets| octets == b"ancien.example"));

    provider.0.lock().unwrap().at_the_end = AtTheEnd::Accepts;
    relay
        .start(provider.clone(), senders(), SmtpSettings::default())
        .await;
    let spool = Arc::clone(relay.spool.as_ref().unwrap());
    let untold = spool.untold(&relay.key, 9).unwrap();
    let [accepted, unknown] = &untold.submitted[..] else {
        panic!("{untold:?}");
    };
    assert_eq!(accepted.outcome, Outcome::Accepted);
    assert_eq!(unknown.outcome, Outcome::Unknown);
    let letter = accepted.letter.as_ref().unwrap();
    assert_eq!(letter.sender, OLD);
    assert_eq!(letter.recipients, ["lots@caisse.example"]);
    assert_eq!(
        String::from_utf8_lossy(&letter.head),
        "From: <cabinet@ancien.example>\r\nSubject: lot\r\n\r\n.cabinet@ancien.example\r\n"
    );
    spool.note_told(&[accepted.sighting]).unwrap();
    assert!(spool.untold(&new_key(), 9).is_err());
    let left = spool.untold(&relay.key, 9).unwrap().submitted;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].sighting, unknown.sighting);
}

#[tokio::test]
async fn what_stands_behind_starttls_in_clear_text_ends_the_session() {
    let provider = Provider::default();
    let mut relay = relay(&provider).await;
    relay.stop().await;
    let tls = LocalTls::open(relay.folder.path(), &relay.key, Timestamp::now()).unwrap();
    relay.tls = Some(Arc::new(tls));
    relay
        .start(provider.clone(), senders(), SmtpSettings::default())
        .await;
    let mut client = relay.log_in().await;
    client.say(b"STARTTLS\r\nMAIL FROM:<x@x>\r\n").await;
    let mut rest = String::new();
    // Reset or closed: either way without an answer.
    let _reset = client.0.read_to_string(&mut rest).await;
    assert_eq!(rest, "");
    assert!(provider.0.lock().unwrap().commands.is_empty());
}

#[tokio::test]
async fn refusals_are_the_providers_own() {
    let provider = Provider::default();
    let relay = relay(&provider).await;
    let mut client = relay.log_in().await;
    assert_eq!(
        client.ask(&format!("MAIL FROM:<{NEW}> SIZE=100")).await,
        "250"
    );
    client.say(b"RCPT TO:<inconnu@caisse.example>\r\n").await;
    assert_eq!(client.reply().await, "550 5.1.1 Unknown here");
    assert_eq!(client.ask("DATA").await, "503");
    assert_eq!(client.ask("RSET").await, "250");
    provider.0.lock().unwrap().at_the_end = AtTheEnd::Refuses;
    client.submit(NEW, LOT).await;
    assert_eq!(client.reply().await, "554 5.7.1 Not that");
    // What was refused may be sent at any time.
    provider.0.lock().unwrap().at_the_end = AtTheEnd::Accepts;
    client.submit(NEW, LOT).await;
    assert_eq!(client.code().await, "250");
    assert_eq!(client.ask("QUIT").await, "221");
    assert_eq!(
        provider.0.lock().unwrap().commands[0],
        format!("MAIL FROM:<{NEW}> SIZE=100")
    );

    for (error, code) in [
        (
            SubmissionError::Unreachable {
                cause: Cause::NoNetwork,
                detail: "rien".into(),
            },
            "451",
        ),
        (
            SubmissionError::LoginRefused {
                words: "535 no".into(),
            },
            "454",
        ),
        (
            SubmissionError::Refused {
                words: "554 no".into(),
            },
            "554",
        ),
    ] {
        provider.0.lock().unwrap().down = Some(error);
        let mut client = relay.log_in().await;
        assert_eq!(client.ask(&format!("MAIL FROM:<{NEW}>")).await, code);
    }
}

#[tokio::test]
async fn only_the_practice_itself_sends() {
    let provider = Provider::default();
    let guarded = relay(&provider).await;
    let mut client = guarded.connect().await;
    assert_eq!(client.ask(&format!("MAIL FROM:<{NEW}>")).await, "530");
    let plain = STANDARD.encode("\0vigie\0faux");
    assert_eq!(client.ask(&format!("AUTH PLAIN {plain}")).await, "535");
    let mut client = guarded.log_in().await;
    for foreign in [
        "<autre@ancien.example>",
        "<>",
        "<cabinet@ancien.example.org>",
    ] {
        assert_eq!(
            client.ask(&format!("MAIL FROM:{foreign}")).await,
            "553",
            "{foreign}"
        );
    }
    assert_eq!(client.ask("AUTH LOGIN").await, "334");
    assert_eq!(
        client
            .ask(&STANDARD.encode(&guarded.credentials.user))
            .await,
        "334"
    );
    assert_eq!(
        client.ask(&STANDARD.encode(guarded.password())).await,
        "235"
    );
    assert!(provider.0.lock().unwrap().commands.is_empty());

    // Software that cannot log in, and that knows no CR.
    let settings = SmtpSettings {
        login_required: false,
        ..SmtpSettings::default()
    };
    let open = Relay::new(provider.clone(), senders(), settings).await;
    let mut client = open.connect().await;
    let from = format!("HELO\nMAIL FROM: <{OLD}>\nRCPT TO:<lots@caisse.example>\nDATA\n");
    client.say(from.as_bytes()).await;
    for code in ["250", "250", "250", "354"] {
        assert_eq!(client.code().await, code);
    }
    client.say(b"Subject: lot\n\n..a\n.\nQUIT\n").await;
    assert_eq!(client.code().await, "250");
    assert_eq!(client.code().await, "221");
    assert_eq!(
        provider.0.lock().unwrap().accepted[0],
        b"Subject: lot\r\n\r\n..a\r\n"
    );
}

#[tokio::test]
async fn a_full_disk_is_told_and_nothing_goes_out_unrecorded() {
    let provider = Provider::default();
    let mut relay = relay(&provider).await;
    relay.stop().await;
    let record = rusqlite::Connection::open(relay.folder.path().join("spool.sqlite3")).unwrap();
    let pages: i64 = record
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .unwrap();
    record
        .query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))
        .unwrap();
    let disk = Disk::new(Fuse::new());
    let (spool, _) = Spool::open_on(Arc::new(disk), record).unwrap();
    relay
        .start_with(spool, provider.clone(), senders(), SmtpSettings::default())
        .await;

    // Its first octets alone need more pages than there are.
    let large = [
        b"Subject: lot\r\n\r\n",
        &b"0123456789abcd\r\n".repeat(2_048)[..],
    ]
    .concat();
    let mut client = relay.log_in().await;
    client.submit(NEW, &[&large[..], b".\r\n"].concat()).await;
    let refused = client.reply().await;
    assert!(refused.starts_with("452 4.3.1 "), "{refused}");
    assert_eq!(relay.told(), [SmtpHappening::NoSpool(SpoolFault::Full)]);
    assert_eq!(provider.0.lock().unwrap().ended, 0);
}

#[tokio::test]
async fn after_a_switch_a_session_that_goes_on_leaves_the_former_provider() {
    let provider = Provider::default();
    let relay = relay(&provider).await;
    let mut client = relay.log_in().await;
    for number in 1..=2 {
        client.submit(NEW, LOT).await;
        assert_eq!(client.code().await, "250");
        assert_eq!(provider.0.lock().unwrap().opened, 1, "message {number}");
    }
    (relay.all_senders)(vec![senders()]);
    client.submit(NEW, LOT).await;
    assert_eq!(client.code().await, "250");
    assert_eq!(provider.0.lock().unwrap().opened, 2);
}

#[tokio::test]
async fn half_a_message_goes_nowhere() {
    let provider = Provider::default();
    let relay = relay(&provider).await;
    let mut client = relay.log_in().await;
    client.submit(NEW, &LOT[..LOT.len() - 3]).await;
    drop(client);
    let mut client = relay.log_in().await;
    client.submit(NEW, LOT).await;
    assert_eq!(client.code().await, "250");
    assert_eq!(provider.0.lock().unwrap().accepted.len(), 1);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_lot_of_40_megabytes_passes_through_a_small_memory() {
    let provider = Provider::default();
    provider.0.lock().unwrap().forgetful = true;
    let relay = relay(&provider).await;
    let mut client = relay.log_in().await;
    client.submit(NEW, b"Subject: lot\r\n\r\n").await;
    let part = [vec![b'x'; 1022], b"\r\n".to_vec()].concat().repeat(32);
    let before = crate::support::peak();
    for _ in 0..(40 << 20) / part.len() {
        client.say(&part).await;
    }
    client.say(b".\r\n").await;
    assert_eq!(client.code().await, "250");
    let grown = crate::support::peak() - before;
    assert!(grown < 12 << 10, "{grown} KiB");
    assert_eq!(provider.0.lock().unwrap().octets, (40 << 20) + 16);
}

#[tokio::test]
async fn over_smtps_to_a_real_server() {
    let ground = Arc::new(TrainingGround::start(Timestamp::now()).await.unwrap());
    let address = ground.address().to_string();
    let own = Senders {
        current: address.clone(),
        former: vec![OLD.to_owned()],
    };
    let there = ground.messages();
    let relay = Relay::new(Real(Arc::clone(&ground)), own, SmtpSettings::default()).await;
    let mut client = relay.log_in().await;
    assert_eq!(
        client
            .ask(&format!("MAIL FROM:<{OLD}> BODY=8BITMIME"))
            .await,
        "250"
    );
    assert_eq!(client.ask("RCPT TO:<ailleurs@caisse.example>").await, "550");
    assert_eq!(client.ask(&format!("RCPT TO:<{address}>")).await, "250");
    assert_eq!(client.ask("DATA").await, "354");
    client.say(LOT).await;
    assert_eq!(client.reply().await, "250 2.0.0 Delivered");
    assert_eq!(client.ask("QUIT").await, "221");
    assert_eq!(ground.messages(), there + 1);
}
