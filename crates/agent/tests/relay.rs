//! The relay in the agent: real loopback sockets in front of the training provider.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests stand outside test functions"
)]

mod common;
mod moving;
mod place;
mod software;

use std::{
    rc::Rc,
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use secrecy::SecretString;
use tokio::{net::TcpListener, sync::mpsc, task::LocalSet, time::sleep};
use vigie_agent::{
    agent::{Agent, Desk, Inputs, Installed, Record, World},
    book::{BookClock, Knowledge},
    clock::SystemClock,
    faces::Welcome,
    network::Internet,
    secrets::Secrets as _,
    watch::Pace,
    window::Window,
};
use vigie_domain::{
    book::query::{LotFilter, LotOrder, LotQuery, ReturnQuery},
    health::Level,
    relay::{Side, Trouble},
};
use vigie_journal::{Journal, OpenError, Opened};
use vigie_protocol::{
    Answer, MailboxDraft, Password, Refusal, Request,
    relay::{RelayChange, RelayCredentials, RelayStatus},
};
use vigie_relay::{
    MailboxId,
    spool::{Arrived, Spool, SpoolKey},
};
use vigie_training::TrainingGround;

use place::{Face, Lockable, Toasts};
use software::{Pop, send_lot};

/// What outlives an agent.
struct Practice {
    dir: tempfile::TempDir,
    ground: TrainingGround,
    keychain: Arc<Lockable>,
    toasts: Toasts,
    ports: [u16; 2],
}

impl Practice {
    async fn new() -> Self {
        vigie_mailbox::install_crypto_provider();
        Self {
            dir: tempfile::tempdir().unwrap(),
            ground: TrainingGround::start(Timestamp::now()).await.unwrap(),
            keychain: Arc::default(),
            toasts: Toasts::default(),
            ports: free_ports().await,
        }
    }

    /// Lets an agent live while the story is told; then it is killed as it stands.
    async fn life(&self, story: impl AsyncFnOnce(Face)) {
        let (journal, opened) = self.open_record().await;
        let record = Record::new(journal, opened).unwrap();
        let (to_faces, faces) = mpsc::channel(64);
        let (to_line, line) = mpsc::unbounded_channel();
        let world = World {
            clock: Arc::new(SystemClock),
            network: Rc::new(Internet),
            secrets: self.keychain.clone(),
            extra_roots: vec![self.ground.ca().clone()],
            data_dir: self.dir.path().to_owned(),
            pace: Pace::Hurried,
            knowledge: Knowledge::with_rules(vigie_training::RULES).unwrap(),
            book_clock: BookClock::REAL,
        };
        let desk = Desk::new(
            None,
            Some(Box::new(self.toasts.clone())),
            Window::new(self.dir.path(), false),
            Installed::WithoutSession,
        );
        let inputs = Inputs {
            faces,
            tray: mpsc::unbounded_channel().1,
            toasts: mpsc::unbounded_channel().1,
            line,
            stop: mpsc::channel(1).1,
        };
        LocalSet::new()
            .run_until(async {
                let agent = Agent::new(world, record, Arc::new(Welcome::default()), desk);
                tokio::task::spawn_local(agent.run(inputs));
                story(Face { to_faces, to_line }).await;
            })
            .await;
    }

    /// What the life before left running beside its loop may hold the record for a moment.
    async fn open_record(&self) -> (Journal, Opened) {
        let file = self.dir.path().join("vigie.sqlite");
        until("the record is free", async || {
            match Journal::open(&file, Timestamp::now()) {
                Err(OpenError::InUse) => None,
                opened => Some(opened.unwrap()),
            }
        })
        .await
    }

    fn draft(&self) -> MailboxDraft {
        MailboxDraft {
            address: self.ground.address().clone(),
            login: self.ground.address().to_string(),
            server: self.ground.pop(),
            provider: None,
            password: Password(self.ground.password().clone()),
            host_approved: true,
            clear_text_approved: false,
        }
    }

    fn change(&self) -> RelayChange {
        RelayChange {
            pop_port: Some(self.ports[0]),
            smtp_port: Some(self.ports[1]),
            submission: Some(self.ground.smtp()),
            host_approved: true,
            ..RelayChange::default()
        }
    }

    async fn begin(&self, face: &Face) -> RelayCredentials {
        let draft = self.draft();
        face.ask(Request::AddMailbox { draft }).await.unwrap();
        let change = self.change();
        face.ask(Request::RelayOn { change }).await.unwrap();
        credentials(face).await
    }

    async fn pop(&self, credentials: &RelayCredentials) -> Pop {
        Pop::connect(self.ports[0]).await.log_in(credentials).await
    }
}

async fn free_ports() -> [u16; 2] {
    let one = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let other = TcpListener::bind("127.0.0.1:0").await.unwrap();
    [one, other].map(|listener| listener.local_addr().unwrap().port())
}

async fn credentials(face: &Face) -> RelayCredentials {
    match face.ask(Request::RelayCredentials).await {
        Ok(Answer::RelayCredentials { credentials }) => credentials,
        other => panic!("no credentials: {other:?}"),
    }
}

async fn relay(face: &Face) -> RelayStatus {
    match face.ask(Request::Relay).await {
        Ok(Answer::Relay { relay }) => *relay,
        other => panic!("no relay: {other:?}"),
    }
}

/// Waits until it is so.
async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(began.elapsed() < Duration::from_mins(2), "never: {what}");
        sleep(Duration::from_millis(50)).await;
    }
}

async fn until_relay(
    face: &Face,
    what: &str,
    mut wanted: impl FnMut(&RelayStatus) -> bool,
) -> RelayStatus {
    until(what, async || Some(relay(face).await).filter(&mut wanted)).await
}

fn all_lots() -> Request {
    Request::Lots {
        query: LotQuery {
            account: None,
            filter: LotFilter::All,
            search: String::new(),
            order: LotOrder::Sent,
            descending: true,
            offset: 0,
            limit: 100,
        },
    }
}

async fn returns(face: &Face) -> u64 {
    let query = ReturnQuery {
        account: None,
        classes: Vec::new(),
        search: String::new(),
        offset: 0,
        limit: 100,
    };
    match face.ask(Request::Returns { query }).await {
        Ok(Answer::Returns { page }) => page.rows.len() as u64,
        other => panic!("no returns: {other:?}"),
    }
}

#[tokio::test]
async fn what_arrives_is_served_once_and_deleted_after_and_a_lot_leaves() {
    let practice = Practice::new().await;
    practice
        .life(async |face| {
            let credentials = practice.begin(&face).await;
            let status = relay(&face).await;
            assert_eq!(status.open, [Side::Pop, Side::Smtp]);
            assert_eq!((status.in_use, status.waiting), (false, 0));
            assert_eq!(status.mailboxes[0].submission, Some(practice.ground.smtp()));

            // The first login says that the software is set to it; from then on it collects.
            practice.pop(&credentials).await.quit().await;
            let status = until_relay(&face, "collected", |relay| relay.waiting == 3).await;
            assert!(status.in_use && status.last_login.is_some());
            let mut pop = practice.pop(&credentials).await;
            assert_eq!(pop.count().await, 3);
            assert!(pop.message(1).await.contains("SERVICE-INVENTE"));
            // A session that breaks off deletes nothing.
            pop.delete(1).await;
            drop(pop);
            let mut pop = until("the maildrop is free", async || {
                Pop::connect(practice.ports[0])
                    .await
                    .try_log_in(&credentials)
                    .await
            })
            .await;
            assert_eq!(pop.count().await, 3);
            for number in 1..=3 {
                pop.delete(number).await;
            }
            pop.quit().await;
            let status = until_relay(&face, "confirmed", |relay| relay.waiting == 0).await;
            assert!(status.last_confirmed.is_some());
            assert_eq!(
                returns(&face).await,
                3,
                "seen by checks and by the relay, counted once"
            );

            let from = practice.ground.address().to_string();
            send_lot(practice.ports[1], &credentials, &from, 301).await;
            until("the lot is in the book", async || {
                let Ok(Answer::Lots { page }) = face.ask(all_lots()).await else {
                    panic!("no lots");
                };
                (!page.rows.is_empty()).then_some(())
            })
            .await;
            assert!(relay(&face).await.last_sent.is_some());
            until("deleted at the provider", async || {
                // The caisse answers the lot in between.
                (practice.ground.messages() <= 2).then_some(())
            })
            .await;
            assert_eq!(relay(&face).await.troubles, []);

            let refused = face.ask(Request::RelayOff { even_in_use: false }).await;
            assert_eq!(refused.unwrap_err(), Refusal::RelayInUse);
            let off = face.ask(Request::RelayOff { even_in_use: true }).await;
            assert!(matches!(off, Ok(Answer::Relay { relay }) if !relay.on));
            let refused = face.ask(Request::RelayCredentials).await;
            assert_eq!(refused.unwrap_err(), Refusal::RelayOff);
            until("the port is closed", async || {
                TcpListener::bind(("127.0.0.1", practice.ports[0]))
                    .await
                    .ok()
            })
            .await;
        })
        .await;
}

#[tokio::test]
async fn what_is_wrong_is_refused_by_name() {
    let practice = Practice::new().await;
    practice
        .life(async |face| {
            let on = async |change: RelayChange| {
                let asked = face.ask(Request::RelayOn { change }).await;
                asked.unwrap_err()
            };
            assert_eq!(
                on(practice.change()).await,
                Refusal::NotPossible,
                "no mailbox"
            );
            let draft = practice.draft();
            face.ask(Request::AddMailbox { draft }).await.unwrap();
            let field = |name: &str| Refusal::OutOfRange {
                field: name.to_owned(),
            };
            let mut change = practice.change();
            change.pop_port = Some(0);
            assert_eq!(on(change).await, field("pop_port"));
            let mut change = practice.change();
            change.smtp_port = change.pop_port;
            assert_eq!(on(change).await, field("smtp_port"));
            let mut change = practice.change();
            change.host_approved = false;
            let host = practice.ground.smtp().host;
            assert_eq!(on(change).await, Refusal::HostNotApproved { host });
            assert!(!relay(&face).await.on);
        })
        .await;
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_alarm_until_it_is_free() {
    let practice = Practice::new().await;
    practice
        .life(async |face| {
            let taken = TcpListener::bind(("127.0.0.1", practice.ports[0]))
                .await
                .unwrap();
            practice.begin(&face).await;
            let status = until_relay(&face, "taken", |relay| !relay.troubles.is_empty()).await;
            assert!(matches!(
                status.troubles[0],
                Trouble::PortTaken { side: Side::Pop, port, .. } if port == practice.ports[0]
            ));
            let change = RelayChange {
                in_use: Some(true),
                ..RelayChange::default()
            };
            face.ask(Request::RelayOn { change }).await.unwrap();
            let whole = face.status().await;
            assert_eq!(whole.level, Level::Alarm);
            assert!(
                whole
                    .notices
                    .iter()
                    .any(|notice| notice.title.key.contains("port-taken"))
            );
            assert_eq!(practice.toasts.titles().len(), 1);
            drop(taken);
            until_relay(&face, "open", |relay| relay.open.len() == 2).await;
            until("the end is told", async || {
                (practice.toasts.titles().len() == 2).then_some(())
            })
            .await;
            assert!(relay(&face).await.troubles.is_empty());
            // Another port is kept, and the former one closed.
            let [port, _] = free_ports().await;
            let change = RelayChange {
                pop_port: Some(port),
                ..RelayChange::default()
            };
            face.ask(Request::RelayOn { change }).await.unwrap();
            until_relay(&face, "moved", |relay| {
                relay.ports.pop == port && relay.open.len() == 2
            })
            .await;
            Pop::connect(port).await;
        })
        .await;
}

#[tokio::test]
async fn a_locked_keychain_is_said_and_nothing_is_lost() {
    let practice = Practice::new().await;
    let mut kept = None;
    practice
        .life(async |face| {
            let credentials = practice.begin(&face).await;
            practice.pop(&credentials).await.quit().await;
            until_relay(&face, "collected", |relay| relay.waiting == 3).await;
            practice.keychain.lock(true);
            let refused = Pop::connect(practice.ports[0])
                .await
                .refused(&credentials)
                .await;
            assert!(refused.starts_with("-ERR [SYS/TEMP]"), "{refused}");
            until_relay(&face, "told", |relay| {
                relay.troubles.contains(&Trouble::KeychainLocked)
            })
            .await;
            practice.keychain.lock(false);
            let mut pop = practice.pop(&credentials).await;
            assert_eq!(pop.count().await, 3);
            pop.quit().await;
            kept = Some(credentials);
            practice.keychain.lock(true);
        })
        .await;
    let before = kept.unwrap();
    practice
        .life(async |face| {
            until_relay(&face, "open", |relay| relay.open.len() == 2).await;
            let greeting = Pop::connect(practice.ports[0]).await.greeting;
            assert!(greeting.starts_with("-ERR [SYS/TEMP]"), "{greeting}");
            practice.keychain.lock(false);
            let mut pop = until("it resumes", async || {
                Pop::connect(practice.ports[0])
                    .await
                    .try_log_in(&before)
                    .await
            })
            .await;
            assert_eq!(pop.count().await, 3);
            pop.quit().await;
            assert_eq!(credentials(&face).await.login, before.login);
        })
        .await;
}

#[tokio::test]
async fn what_the_book_was_not_told_before_a_crash_it_is_told_at_the_start() {
    let practice = Practice::new().await;
    practice
        .life(async |face| {
            practice.begin(&face).await;
            until("checked", async || {
                (returns(&face).await == 3).then_some(())
            })
            .await;
        })
        .await;
    // Collected by a turn; then the agent was killed before the book knew.
    let installation = {
        let (journal, _) = practice.open_record().await;
        journal.installation_id().unwrap()
    };
    let name = format!("{installation}/relay-key");
    let stored: SecretString = practice.keychain.read(&name).unwrap().unwrap();
    let key = SpoolKey::parse(&stored).unwrap();
    let (spool, _) = open_spool(&practice).await;
    spool.check_key(&key).unwrap();
    let mut content = spool.incoming(&key);
    content.push(
        b"From: service@042.99.rss.fr\r\nSubject: SERVICE-INVENTE 9\r\n\
          Message-ID: <9@caisse.example>\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\n\r\nx\r\n",
    );
    let arrived = Arrived {
        uid: "u9".to_owned(),
        listed: None,
        content,
    };
    let mailbox = MailboxId::new("before").unwrap();
    spool
        .accept(&mailbox, vec![arrived], Timestamp::now())
        .unwrap();
    drop(spool);
    practice
        .life(async |face| {
            until("told", async || (returns(&face).await == 4).then_some(())).await;
        })
        .await;
}

/// The spool of an agent that was killed a moment ago.
async fn open_spool(practice: &Practice) -> (Spool, vigie_relay::spool::Recovered) {
    until("the spool is free", async || {
        Spool::open(&practice.dir.path().join("relay")).ok()
    })
    .await
}

#[tokio::test]
async fn a_headless_relay_stands_again_after_a_crash() {
    let provider = common::Refusing::start().await;
    let ports = free_ports().await;
    let instance = common::Instance::start().await;
    let (face, _events) = instance.face().await;
    let draft = provider.draft();
    common::ask(&face, Request::AddMailbox { draft }).await;
    let change = RelayChange {
        pop_port: Some(ports[0]),
        smtp_port: Some(ports[1]),
        ..RelayChange::default()
    };
    let Answer::Relay { relay } = common::ask(&face, Request::RelayOn { change }).await else {
        panic!("no relay");
    };
    assert_eq!(relay.open, [Side::Pop, Side::Smtp]);
    assert!(matches!(relay.troubles[..], [Trouble::NoSubmission { .. }]));
    let told = |answer| match answer {
        Answer::RelayCredentials { credentials } => credentials,
        other => panic!("no credentials: {other:?}"),
    };
    let before = told(common::ask(&face, Request::RelayCredentials).await);
    assert_eq!(before.certificate.as_ref().map(String::len), Some(64));
    let dir = instance.kill();
    let instance = common::Instance::start_in(dir).await;
    let (face, _events) = instance.face().await;
    until("open", async || {
        match common::ask(&face, Request::Relay).await {
            Answer::Relay { relay } => (relay.open.len() == 2).then_some(()),
            other => panic!("no relay: {other:?}"),
        }
    })
    .await;
    let after = told(common::ask(&face, Request::RelayCredentials).await);
    assert_eq!(
        (after.login, after.certificate),
        (before.login.clone(), before.certificate.clone())
    );
    let mut pop = until("served", async || {
        Pop::connect(ports[0]).await.try_log_in(&before).await
    })
    .await;
    assert_eq!(pop.count().await, 0);
    pop.quit().await;
}
