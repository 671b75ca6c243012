//! The POP3 side over real sockets.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use jiff::Timestamp;
use secrecy::SecretString;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
    task::JoinHandle,
    time::timeout,
};
use vigie_pop3::apop;
use vigie_relay::{
    Clock as _, Credentials, Door, KeepTime, Local, MailboxId,
    collect::{Collected, Purpose, turn},
    pop::{PopHappening, PopRecord, PopSettings, PopSide},
    spool::{KeyError, KeySource, Spool, SpoolKey},
};

use crate::support::{Hands, disk::Disk, folder, fuse::Fuse, new_key, upstream::Mailbox};

const PASSWORD: &str = "mot de passe";

/// A keychain that can be locked.
struct Keychain(Mutex<Result<SpoolKey, KeyError>>);

impl KeySource for Keychain {
    fn key(&self) -> Result<SpoolKey, KeyError> {
        self.0.lock().unwrap().clone()
    }
}

#[derive(Default)]
struct Told(Mutex<Vec<PopHappening>>);

impl PopRecord for Told {
    fn happened(&self, _at: Timestamp, what: PopHappening) {
        self.0.lock().unwrap().push(what);
    }
}

struct Relay {
    folder: tempfile::TempDir,
    disk: Disk,
    spool: Arc<Spool>,
    key: SpoolKey,
    keychain: Arc<Keychain>,
    told: Arc<Told>,
    hands: Hands,
    mailbox: Mailbox,
    port: u16,
    serving: JoinHandle<()>,
}

impl Relay {
    async fn new(messages: &[&[u8]]) -> Self {
        Self::with(messages, PopSettings::default()).await
    }

    async fn with(messages: &[&[u8]], settings: PopSettings) -> Self {
        let folder = folder();
        let disk = Disk::new(Fuse::new());
        let record = rusqlite::Connection::open(folder.path().join("record")).unwrap();
        let (spool, _) = Spool::open_on(Arc::new(disk.clone()), record).unwrap();
        let spool = Arc::new(spool);
        let key = new_key();
        let keychain = Arc::new(Keychain(Mutex::new(Ok(key.clone()))));
        let (told, hands) = (Arc::new(Told::default()), Hands::new());
        let local = Local::new(
            Arc::clone(&spool),
            keychain.clone(),
            Credentials {
                user: "vigie".to_owned(),
                password: SecretString::from(PASSWORD),
            },
            Arc::new(hands.clone()),
        );
        let side = PopSide::new(local, settings, told.clone());
        let door = Door::open(0).await.unwrap();
        let port = door.address().port();
        let relay = Self {
            folder,
            disk,
            spool,
            key,
            keychain,
            told,
            hands,
            mailbox: Mailbox::default(),
            port,
            serving: tokio::spawn(Arc::new(side).serve(door)),
        };
        for (number, message) in messages.iter().enumerate() {
            relay.mailbox.deliver(&format!("u{number}"), message);
        }
        relay.collect().await;
        relay
    }

    async fn collect(&self) {
        let of = Collected {
            mailbox: MailboxId::new("a").unwrap(),
            keep: KeepTime::CURRENT,
            purpose: Purpose::Collect,
        };
        let session = self.mailbox.log_in(None);
        turn(
            &self.spool,
            &self.key,
            &of,
            session,
            &self.hands,
            &mut |_| {},
        )
        .await
        .unwrap();
    }

    async fn connect(&self) -> Client {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        let mut client = Client(BufReader::new(stream));
        assert!(client.line().await.starts_with("+OK"));
        client
    }

    async fn log_in(&self) -> Client {
        let mut client = self.connect().await;
        assert!(client.ask("USER vigie").await.starts_with("+OK"));
        assert!(
            client
                .ask(&format!("PASS {PASSWORD}"))
                .await
                .starts_with("+OK")
        );
        client
    }

    fn told(&self) -> Vec<PopHappening> {
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

    /// The next line; empty at the end of the stream.
    async fn line(&mut self) -> String {
        let mut line = Vec::new();
        let read = self.0.read_until(b'\n', &mut line);
        timeout(Duration::from_secs(20), read)
            .await
            .unwrap()
            .unwrap();
        String::from_utf8(line).unwrap()
    }

    async fn ask(&mut self, command: &str) -> String {
        self.say(format!("{command}\r\n").as_bytes()).await;
        self.line().await
    }

    /// The lines up to the lone dot; `None` where the stream ends before it.
    async fn lines(&mut self) -> Option<Vec<String>> {
        let mut lines = Vec::new();
        loop {
            let line = self.line().await;
            match line.as_str() {
                "" => return None,
                ".\r\n" => return Some(lines),
                _ => lines.push(line),
            }
        }
    }

    async fn list(&mut self, command: &str) -> Vec<String> {
        assert!(self.ask(command).await.starts_with("+OK"));
        self.lines().await.unwrap()
    }
}

const ONE: &[u8] = b"Subject: un\r\n\r\n.point\r\n..\r\nfin";
const TWO: &[u8] = b"Subject: deux\n\nA\nB\n";

#[tokio::test]
async fn sizes_are_exact_and_what_is_taken_is_gone_for_good() {
    let relay = Relay::new(&[ONE, TWO]).await;
    let mut client = relay.log_in().await;
    assert_eq!(client.ask("STAT").await, "+OK 2 55\r\n");
    assert_eq!(client.list("LIST").await, ["1 32\r\n", "2 23\r\n"]);
    let uids = client.list("UIDL").await;
    assert_eq!(uids.len(), 2);
    // 32 octets without the two dots of the wire.
    assert_eq!(
        client.list("RETR 1").await.concat(),
        "Subject: un\r\n\r\n..point\r\n...\r\nfin\r\n"
    );
    assert_eq!(
        client.list("TOP 2 1").await.concat(),
        "Subject: deux\r\n\r\nA\r\n"
    );
    assert!(client.ask("DELE 2").await.starts_with("+OK"));
    assert!(client.ask("RSET").await.starts_with("+OK"));
    assert!(client.ask("DELE 1").await.starts_with("+OK"));
    assert!(client.ask("QUIT").await.starts_with("+OK"));

    // A new opening of the same disk knows of it.
    assert_eq!(relay.spool.standing().unwrap().waiting, 1);
    let mut client = relay.log_in().await;
    assert_eq!(client.ask("LIST 1").await, "+OK 1 23\r\n");
    let left = uids[1].strip_prefix("2 ").unwrap();
    assert_eq!(client.list("UIDL").await, [format!("1 {left}")]);
    drop(client);
    let taken = uids[0].trim().strip_prefix("1 ").unwrap().to_owned();
    assert_eq!(
        relay.told()[..2],
        [
            PopHappening::LoggedIn { messages: 2 },
            PopHappening::Confirmed { uids: vec![taken] },
        ]
    );
    // Only now upstream loses it.
    assert_eq!(relay.mailbox.mails().len(), 2);
    relay.collect().await;
    let left: Vec<String> = relay
        .mailbox
        .mails()
        .into_iter()
        .map(|mail| mail.uid)
        .collect();
    assert_eq!(left, ["u1"]);
}

#[tokio::test]
async fn a_broken_connection_deletes_nothing() {
    let relay = Relay::new(&[ONE, TWO]).await;
    let mut client = relay.log_in().await;
    client.say(b"DELE 1\r\nDELE 2\r\nQUI").await;
    client.line().await;
    client.line().await;
    drop(client);
    // The mailbox becomes free without a QUIT.
    let mut client = relay.connect().await;
    client
        .say(format!("USER vigie\r\nPASS {PASSWORD}\r\n").as_bytes())
        .await;
    client.line().await;
    let mut answer = client.line().await;
    if answer.starts_with("-ERR [IN-USE]") {
        tokio::time::sleep(Duration::from_millis(300)).await;
        client = relay.log_in().await;
        answer = "+OK".to_owned();
    }
    assert!(answer.starts_with("+OK"), "{answer}");
    assert!(client.ask("STAT").await.starts_with("+OK 2 "));
}

#[tokio::test]
async fn two_programs_at_once_do_not_meet() {
    let relay = Relay::new(&[ONE]).await;
    let mut first = relay.log_in().await;
    let mut second = relay.connect().await;
    second.ask("USER vigie").await;
    let refused = second.ask(&format!("PASS {PASSWORD}")).await;
    assert!(refused.starts_with("-ERR [IN-USE] "), "{refused}");
    // What arrives meanwhile is not in the snapshot.
    relay.mailbox.deliver("u9", TWO);
    relay.collect().await;
    assert!(first.ask("STAT").await.starts_with("+OK 1 "));
    assert!(first.ask("QUIT").await.starts_with("+OK"));
    let mut third = relay.log_in().await;
    assert!(third.ask("STAT").await.starts_with("+OK 2 "));
}

#[tokio::test]
async fn old_programs_are_understood() {
    let relay = Relay::new(&[ONE, TWO]).await;
    let stream = TcpStream::connect(("127.0.0.1", relay.port)).await.unwrap();
    let mut client = Client(BufReader::new(stream));
    let greeting = client.line().await;
    let stamp = apop::timestamp(greeting.as_bytes()).unwrap();
    let digest = apop::digest(stamp, &SecretString::from(PASSWORD));
    let digest = secrecy::ExposeSecret::expose_secret(&digest).to_owned();
    // Octet by octet, with bare line feeds.
    for octet in format!("apop vigie {digest}\n").bytes() {
        client.say(&[octet]).await;
    }
    assert!(client.line().await.starts_with("+OK"));
    let capabilities = client.list("CAPA").await.concat();
    for capability in ["TOP", "UIDL", "PIPELINING", "RESP-CODES"] {
        assert!(
            capabilities.contains(&format!("{capability}\r\n")),
            "{capabilities}"
        );
    }
    // And all in one packet.
    client
        .say(b"stat\nlist 2\r\nNOOP\r\nretr 2\r\nquit\r\n")
        .await;
    let mut rest = String::new();
    client.0.read_to_string(&mut rest).await.unwrap();
    assert!(rest.ends_with("\r\nA\r\nB\r\n.\r\n+OK Bye\r\n"), "{rest}");
    assert_eq!(relay.told(), [PopHappening::LoggedIn { messages: 2 }]);
}

#[tokio::test]
async fn a_wrong_password_waits_and_the_right_one_does_not() {
    let relay = Relay::new(&[ONE]).await;
    let mut client = relay.connect().await;
    let begin = Instant::now();
    client.ask("USER vigie").await;
    let refused = client.ask("PASS faux").await;
    assert!(refused.starts_with("-ERR [AUTH] "), "{refused}");
    assert!(begin.elapsed() >= Duration::from_secs(1));
    let begin = Instant::now();
    relay.log_in().await;
    assert!(begin.elapsed() < Duration::from_secs(1));
    assert_eq!(relay.told()[0], PopHappening::LoginRefused);
}

#[tokio::test]
async fn a_locked_keychain_is_said_and_loses_nothing() {
    let relay = Relay::new(&[ONE]).await;
    *relay.keychain.0.lock().unwrap() = Err(KeyError::Locked);
    let mut client = relay.connect().await;
    client.ask("USER vigie").await;
    let refused = client.ask(&format!("PASS {PASSWORD}")).await;
    assert!(
        refused.starts_with("-ERR [SYS/TEMP] The keychain"),
        "{refused}"
    );
    // Another key is no damage either.
    *relay.keychain.0.lock().unwrap() = Ok(new_key());
    client.ask("USER vigie").await;
    let refused = client.ask(&format!("PASS {PASSWORD}")).await;
    assert!(
        refused.starts_with("-ERR [SYS/TEMP] The keychain"),
        "{refused}"
    );
    assert_eq!(relay.told(), [PopHappening::NoKey, PopHappening::NoKey]);
    *relay.keychain.0.lock().unwrap() = Ok(relay.key.clone());
    let mut client = relay.log_in().await;
    assert_eq!(client.list("RETR 1").await.len(), 5);
}

#[tokio::test]
async fn a_damaged_message_is_never_served_and_comes_back() {
    let large = [
        b"Subject: grand\r\n\r\n".as_slice(),
        &b"0123456789abcde\n".repeat(20_000),
    ]
    .concat();
    let relay = Relay::new(&[ONE, &large]).await;
    let mut client = relay.log_in().await;
    let uids = client.list("UIDL").await;
    let whole = client.list("RETR 2").await.concat();
    drop(client);
    for name in relay.disk.all_names() {
        // In the first chunk of the small one, in a later one of the large one.
        relay.disk.damage(&name, 150_000 % relay.disk.octets(&name));
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    let mut client = relay.log_in().await;
    let refused = client.ask("RETR 1").await;
    assert!(refused.starts_with("-ERR [SYS/TEMP] "), "{refused}");
    assert!(client.ask("DELE 1").await.starts_with("+OK"));
    assert!(client.ask("RETR 2").await.starts_with("+OK"));
    assert_eq!(client.lines().await, None, "cut off, without the dot");
    assert_eq!(relay.spool.standing().unwrap().damaged, 2);

    let mut client = relay.log_in().await;
    assert!(client.ask("STAT").await.starts_with("+OK 0 "));
    drop(client);
    relay.collect().await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let mut client = relay.log_in().await;
    assert_eq!(client.list("UIDL").await, uids, "the same messages again");
    assert_eq!(client.list("RETR 2").await.concat(), whole);
    assert_eq!(
        relay.disk.all_names().len(),
        2,
        "the damaged files are gone"
    );
}

#[tokio::test]
async fn too_many_sessions_are_turned_away_and_silent_ones_end() {
    let settings = PopSettings {
        sessions: 2,
        idle: Duration::from_millis(300),
        ..PopSettings::default()
    };
    let relay = Relay::with(&[ONE], settings).await;
    let mut first = relay.connect().await;
    let _second = relay.connect().await;
    let stream = TcpStream::connect(("127.0.0.1", relay.port)).await.unwrap();
    let mut third = Client(BufReader::new(stream));
    let refused = third.line().await;
    assert!(refused.starts_with("-ERR [SYS/TEMP] "), "{refused}");
    assert_eq!(first.line().await, "", "closed without a word");
    relay.log_in().await;
}

#[tokio::test]
async fn what_is_served_survives_a_restart() {
    let relay = Relay::new(&[ONE, TWO]).await;
    let uids = relay.log_in().await.list("UIDL").await;
    relay.serving.abort();
    let (disk, folder) = (relay.disk.clone(), relay.folder.path().to_owned());
    let key = relay.key.clone();
    while Arc::strong_count(&relay.spool) > 1 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let copied = crate::support::folder();
    for name in ["record", "record-wal"] {
        if folder.join(name).exists() {
            std::fs::copy(folder.join(name), copied.path().join(name)).unwrap();
        }
    }
    disk.lose_power(false);
    let record = rusqlite::Connection::open(copied.path().join("record")).unwrap();
    let (spool, recovered) = Spool::open_on(Arc::new(disk), record).unwrap();
    assert_eq!((recovered.leftovers, recovered.missing), (0, 0));
    let maildrop = Arc::new(spool).maildrop(&key).unwrap();
    let again: Vec<String> = (1..)
        .zip(maildrop.messages())
        .map(|(number, held)| format!("{number} {}\r\n", held.uid))
        .collect();
    assert_eq!(again, uids);
}

#[tokio::test]
async fn once_it_is_held_nothing_is_confirmed() {
    let relay = Relay::new(&[ONE]).await;
    let mut client = relay.log_in().await;
    assert!(client.ask("DELE 1").await.starts_with("+OK"));
    relay.told();
    // A session that is open ends, whatever it says next; another is not begun.
    relay.spool.hold();
    let _gone = client.0.get_mut().write_all(b"QUIT\r\n").await;
    let mut last = Vec::new();
    let _reset = timeout(Duration::from_secs(20), client.0.read_to_end(&mut last)).await;
    assert!(!last.starts_with(b"+OK"));
    let mut client = relay.connect().await;
    client.ask("USER vigie").await;
    let refused = client.ask(&format!("PASS {PASSWORD}")).await;
    assert!(refused.starts_with("-ERR [SYS/TEMP] "), "{refused}");
    assert_eq!(relay.told(), []);
    assert_eq!(relay.spool.standing().unwrap().waiting, 1);

    relay.spool.release();
    let maildrop = relay.spool.maildrop(&relay.key).unwrap();
    relay.spool.hold();
    assert!(maildrop.confirm(&[0], relay.hands.now()).is_err());
    relay.spool.release();
    assert_eq!(maildrop.confirm(&[0], relay.hands.now()).unwrap(), 1);
}
