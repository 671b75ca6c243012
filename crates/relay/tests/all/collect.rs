//! The collector: against a mailbox in memory, and over POP3S against the training provider.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::SignedDuration;
use secrecy::SecretString;
use vigie_domain::{cause::Cause, report::Failure};
use vigie_mailbox::{CheckRequest, KnownUids};
use vigie_relay::{
    Clock as _, KeepTime, Listed, MailboxId,
    collect::{
        Collected, InMailbox, PACE, Part, Purpose, Turn, TurnError, Upstream, collect, limits, turn,
    },
    spool::{Arrival, KeyError, KeySource, Spool, SpoolKey},
};
use vigie_training::{TrainingGround, Trouble};

use crate::support::{
    Hands, folder, new_key,
    upstream::{Mailbox, Session},
};

struct Desk {
    _folder: tempfile::TempDir,
    spool: Arc<Spool>,
    key: SpoolKey,
    hands: Hands,
}

impl Desk {
    fn new() -> Self {
        let folder = folder();
        Self {
            spool: Arc::new(Spool::open(folder.path()).unwrap().0),
            _folder: folder,
            key: new_key(),
            hands: Hands::new(),
        }
    }

    fn of(mailbox: &str, keep: KeepTime) -> Collected {
        Collected {
            mailbox: MailboxId::new(mailbox).unwrap(),
            keep,
            purpose: Purpose::Collect,
        }
    }

    async fn turn(&self, of: &Collected, session: impl Upstream) -> Turn {
        turn(
            &self.spool,
            &self.key,
            of,
            session,
            &self.hands,
            &mut |_| {},
        )
        .await
        .unwrap()
    }

    /// The software takes everything.
    fn take_all(&self) -> Vec<Vec<u8>> {
        let maildrop = self.spool.maildrop(&self.key).unwrap();
        let places: Vec<usize> = (0..maildrop.messages().len()).collect();
        let bodies = places.iter().map(|&place| {
            let mut body = maildrop.body(place).unwrap().unwrap();
            let mut octets = Vec::new();
            while let Some(part) = body.next_part().unwrap() {
                octets.extend_from_slice(&part);
            }
            octets
        });
        let bodies = bodies.collect();
        maildrop.confirm(&places, self.hands.now()).unwrap();
        bodies
    }
}

fn heard(session: &Session) -> Arc<Mutex<Vec<String>>> {
    Arc::clone(&session.heard)
}

const MESSAGE: &[u8] = b"Received: by a\r\nMessage-ID: <1@x>\r\n\r\ncorps\r\n";
const FORWARDED: &[u8] = b"Received: by b\r\nReceived: by a\r\nMessage-ID: <1@x>\r\n\r\ncorps\r\n";

#[tokio::test]
async fn a_forwarded_message_is_served_once_and_deleted_in_both_mailboxes() {
    let desk = Desk::new();
    let (new, old) = (Mailbox::default(), Mailbox::default());
    new.deliver("n1", FORWARDED);
    old.deliver("o1", MESSAGE);
    let of_new = Desk::of("new", KeepTime::CURRENT);
    let of_old = Desk::of("old", KeepTime::FORMER);
    let first = desk.turn(&of_new, new.log_in(None)).await;
    assert_eq!(first.accepted[0].what, Arrival::New);
    let second = desk.turn(&of_old, old.log_in(None)).await;
    assert_eq!(second.accepted[0].what, Arrival::Copy);
    assert_eq!(second.accepted[0].uid, first.accepted[0].uid);
    assert_eq!(desk.take_all(), [FORWARDED]);

    let third = desk.turn(&of_new, new.log_in(None)).await;
    assert_eq!(third.deleted, ["n1"]);
    desk.hands.go(SignedDuration::from_hours(29 * 24));
    assert!(
        desk.turn(&of_old, old.log_in(None))
            .await
            .deleted
            .is_empty()
    );
    desk.hands.go(SignedDuration::from_hours(25));
    assert_eq!(desk.turn(&of_old, old.log_in(None)).await.deleted, ["o1"]);
    assert!(new.mails().is_empty() && old.mails().is_empty());
    assert!(desk.take_all().is_empty());
}

#[tokio::test]
async fn nothing_is_fetched_twice_and_nothing_deleted_in_the_session_that_fetched_it() {
    let desk = Desk::new();
    let mailbox = Mailbox::default();
    mailbox.deliver("u1", MESSAGE);
    let of = Desk::of("a", KeepTime::CURRENT);
    desk.turn(&of, mailbox.log_in(None)).await;
    let session = mailbox.log_in(None);
    let said = heard(&session);
    desk.turn(&of, session).await;
    assert_eq!(said.lock().unwrap().len(), 0);
    desk.take_all();
    let session = mailbox.log_in(None);
    let said = heard(&session);
    desk.turn(&of, session).await;
    assert_eq!(*said.lock().unwrap(), ["DELE u1"]);
}

#[tokio::test]
async fn a_copy_is_recognised_before_it_is_deleted() {
    let desk = Desk::new();
    let mailbox = Mailbox::default();
    mailbox.deliver("u1", MESSAGE);
    let of = Desk::of("a", KeepTime::CURRENT);
    desk.turn(&of, mailbox.log_in(None)).await;
    desk.take_all();
    // Behind our back the id was given to another message of the same size.
    let other = String::from_utf8(MESSAGE.to_vec())
        .unwrap()
        .replace("corps", "autre");
    let other = other.replace("by a", "by z");
    mailbox.0.lock().unwrap()[0].octets = other.clone().into_bytes();
    let session = mailbox.log_in(None);
    let said = heard(&session);
    let third = desk.turn(&of, session).await;
    assert_eq!(*said.lock().unwrap(), ["RETR u1"]);
    assert_eq!(third.kept, ["u1"]);
    assert_eq!(third.accepted[0].what, Arrival::New);
    assert_eq!(desk.take_all(), [other.into_bytes()]);

    // A server whose TOP differs from its RETR: the whole message proves it.
    let mut session = mailbox.log_in(None);
    session.top_is_strange = true;
    let said = heard(&session);
    let last = desk.turn(&of, session).await;
    assert_eq!(*said.lock().unwrap(), ["RETR u1", "DELE u1"]);
    assert_eq!(last.deleted, ["u1"]);
    assert!(desk.take_all().is_empty());
}

#[tokio::test]
async fn one_id_for_two_messages_loses_neither_and_deletes_neither() {
    let desk = Desk::new();
    let mailbox = Mailbox::default();
    mailbox.deliver("same", MESSAGE);
    mailbox.deliver("same", b"Message-ID: <2@x>\r\n\r\ndeux\r\n");
    let of = Desk::of("a", KeepTime::CURRENT);
    desk.turn(&of, mailbox.log_in(None)).await;
    assert_eq!(desk.take_all().len(), 2);
    let turn = desk.turn(&of, mailbox.log_in(None)).await;
    assert!(turn.deleted.is_empty());
    assert_eq!(turn.kept.len(), 2);
    assert_eq!(mailbox.mails().len(), 2);
    assert!(desk.take_all().is_empty());
}

#[tokio::test]
async fn a_server_that_does_not_delete_is_not_asked_every_minute() {
    let desk = Desk::new();
    let mailbox = Mailbox::default();
    mailbox.deliver("u1", MESSAGE);
    let of = Desk::of("a", KeepTime::CURRENT);
    desk.turn(&of, mailbox.log_in(None)).await;
    desk.take_all();
    assert_eq!(desk.turn(&of, mailbox.log_in(None)).await.deleted, ["u1"]);
    mailbox.deliver("u1", MESSAGE);
    let back = desk.turn(&of, mailbox.log_in(None)).await;
    assert_eq!(back.accepted[0].what, Arrival::Copy);
    let quiet = desk.turn(&of, mailbox.log_in(None)).await;
    assert!(quiet.accepted.is_empty() && quiet.deleted.is_empty());
    desk.hands.go(SignedDuration::from_hours(1));
    assert_eq!(desk.turn(&of, mailbox.log_in(None)).await.deleted, ["u1"]);
    assert!(desk.take_all().is_empty(), "served once");
}

#[tokio::test]
async fn a_lost_key_costs_a_second_fetch_and_no_message() {
    let mut desk = Desk::new();
    let mailbox = Mailbox::default();
    mailbox.deliver("u1", MESSAGE);
    let of = Desk::of("a", KeepTime::CURRENT);
    desk.turn(&of, mailbox.log_in(None)).await;
    desk.key = new_key();
    let refused = desk.spool.maildrop(&desk.key).err().unwrap();
    assert!(
        refused.to_string().contains("not that of this spool"),
        "{refused}"
    );
    desk.spool.replace_key(&desk.key).unwrap();
    assert_eq!(desk.spool.standing().unwrap().damaged, 1);
    let turn = desk.turn(&of, mailbox.log_in(None)).await;
    assert_eq!(turn.accepted[0].what, Arrival::Restored);
    assert_eq!(desk.take_all(), [MESSAGE]);
}

fn listed(mailbox: &Mailbox) -> Vec<Listed> {
    let mails = mailbox.mails().into_iter();
    let listed = mails.map(|mail| Listed {
        uid: mail.uid,
        octets: Some(mail.octets.len() as u64),
    });
    listed.collect()
}

#[tokio::test]
async fn what_the_software_had_before_is_neither_served_nor_deleted() {
    let desk = Desk::new();
    let mailbox = Mailbox::default();
    let of = Desk::of("a", KeepTime::CURRENT);
    // Waits in the spool from an earlier time with the relay; the software took it directly since.
    mailbox.deliver("u0", b"Message-ID: <0@x>\r\n\r\nzero\r\n");
    desk.turn(&of, mailbox.log_in(None)).await;
    mailbox.deliver("u1", MESSAGE);
    let now = desk.hands.now();
    let note = || {
        desk.spool
            .note_had(&of.mailbox, &listed(&mailbox), now)
            .unwrap()
    };
    assert_eq!(note(), 2);
    assert_eq!(note(), 0);
    assert_eq!(desk.spool.standing().unwrap().waiting, 0);
    mailbox.deliver("u2", b"Message-ID: <2@x>\r\n\r\ndeux\r\n");
    let session = mailbox.log_in(None);
    let said = heard(&session);
    let turn = desk.turn(&of, session).await;
    assert_eq!(*said.lock().unwrap(), ["RETR u2"]);
    assert_eq!(turn.accepted[0].what, Arrival::New);
    assert_eq!(desk.take_all().len(), 1);
    let turn = desk.turn(&of, mailbox.log_in(None)).await;
    assert_eq!(turn.deleted, ["u2"]);
    assert_eq!(mailbox.mails().len(), 2);
    let keep = |_: &str| Some(KeepTime::CURRENT);
    desk.hands.go(SignedDuration::from_hours(24 * 8));
    assert_eq!(desk.spool.erase(&keep, desk.hands.now()).unwrap(), 2);

    // A new id, and an old one that was away, stand for new messages.
    let all = std::mem::take(&mut *mailbox.0.lock().unwrap());
    desk.turn(&of, mailbox.log_in(None)).await;
    *mailbox.0.lock().unwrap() = all;
    let turn = desk.turn(&of, mailbox.log_in(None)).await;
    let what: Vec<Arrival> = turn.accepted.iter().map(|one| one.what).collect();
    // The first was in the spool, and is known by its content.
    assert_eq!(what, [Arrival::Copy, Arrival::New]);
    assert_eq!(desk.take_all(), [MESSAGE]);
}

#[tokio::test]
async fn the_record_tells_what_is_left_to_do_in_a_mailbox() {
    let desk = Desk::new();
    let mailbox = Mailbox::default();
    let of = Desk::of("a", KeepTime::CURRENT);
    let stands = |keep| {
        let standing = desk
            .spool
            .mailbox_standing(&of.mailbox, keep, desk.hands.now());
        let standing = standing.unwrap();
        (standing.waiting, standing.due, standing.kept)
    };
    mailbox.deliver("u1", MESSAGE);
    desk.turn(&of, mailbox.log_in(None)).await;
    assert_eq!(stands(KeepTime::CURRENT), (1, 0, 0));
    desk.take_all();
    assert_eq!(stands(KeepTime::CURRENT), (0, 1, 0));
    assert_eq!(stands(KeepTime::FORMER), (0, 0, 1));
    desk.turn(&of, mailbox.log_in(None)).await;
    assert_eq!(stands(KeepTime::CURRENT), (0, 0, 0));
}

#[tokio::test]
async fn what_the_book_was_not_told_is_told_later_even_when_the_software_has_it() {
    let desk = Desk::new();
    let mailbox = Mailbox::default();
    let of = Desk::of("a", KeepTime::CURRENT);
    mailbox.deliver("u1", MESSAGE);
    mailbox.deliver("u2", b"Message-ID: <2@x>\r\n\r\ndeux\r\n");
    let turn = desk.turn(&of, mailbox.log_in(None)).await;
    desk.spool
        .note_told(&[turn.accepted[1].sighting()])
        .unwrap();
    desk.take_all();
    desk.turn(&of, mailbox.log_in(None)).await;
    let keep = |_: &str| Some(KeepTime::CURRENT);
    assert_eq!(desk.spool.erase(&keep, desk.hands.now()).unwrap(), 1);
    let untold = desk.spool.untold(&desk.key, 10).unwrap();
    assert!(untold.submitted.is_empty());
    let [arrival] = &untold.arrived[..] else {
        panic!("{untold:?}");
    };
    assert_eq!(arrival.upstream_uid.as_deref(), Some("u1"));
    assert_eq!(arrival.mailbox, Some(of.mailbox.clone()));
    assert_eq!(arrival.head.as_deref().map(Vec::as_slice), Some(MESSAGE));
    desk.spool.note_told(&[arrival.sighting]).unwrap();
    assert!(desk.spool.untold(&desk.key, 10).unwrap().is_empty());
    assert_eq!(desk.spool.erase(&keep, desk.hands.now()).unwrap(), 1);
}

/// One message of so many parts, made as it is read.
struct Endless {
    parts: u32,
    left: u32,
}

impl Endless {
    const PART: usize = 32 << 10;

    fn octets(&self) -> u64 {
        u64::from(self.parts) * Self::PART as u64
    }
}

impl Upstream for Endless {
    async fn listing(&mut self) -> Result<Vec<InMailbox>, Failure> {
        Ok(vec![InMailbox {
            number: 1,
            uid: "large".into(),
            octets: Some(self.octets()),
        }])
    }

    fn ask(&mut self, messages: &[u32]) {
        if !messages.is_empty() {
            self.left = self.parts + 1;
        }
    }

    async fn next(&mut self) -> Result<Option<Part>, Failure> {
        self.left -= 1;
        Ok(Some(match self.left {
            0 => Part::Whole,
            _ => Part::Octets([vec![b'x'; Self::PART - 2], b"\r\n".to_vec()].concat()),
        }))
    }

    async fn header(&mut self, _: u32) -> Result<Option<Vec<u8>>, Failure> {
        Ok(None)
    }

    async fn delete(&mut self, _: u32) -> Result<bool, Failure> {
        Ok(false)
    }

    async fn quit(self) -> bool {
        true
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_message_of_32_megabytes_passes_through_a_small_memory() {
    let desk = Desk::new();
    let before = crate::support::peak();
    let message = Endless {
        parts: 1_024,
        left: 0,
    };
    let octets = message.octets();
    let of = Desk::of("a", KeepTime::CURRENT);
    let turn = desk.turn(&of, message).await;
    assert_eq!(turn.accepted[0].octets, octets);
    let maildrop = desk.spool.maildrop(&desk.key).unwrap();
    let mut body = maildrop.body(0).unwrap().unwrap();
    let mut read = 0;
    while let Some(part) = body.next_part().unwrap() {
        read += part.len() as u64;
    }
    assert_eq!(read, octets);
    let grown = crate::support::peak() - before;
    assert!(grown < 16 << 10, "{grown} KiB");
}

struct Keychain(Mutex<Result<SpoolKey, KeyError>>);

impl KeySource for Keychain {
    fn key(&self) -> Result<SpoolKey, KeyError> {
        self.0.lock().unwrap().clone()
    }
}

#[tokio::test]
async fn over_pop3s_at_the_pace_and_with_the_key_only() {
    let desk = Desk::new();
    let ground = TrainingGround::start(jiff::Timestamp::now()).await.unwrap();
    let there = ground.messages();
    let large = "abcdefghi\r\n".repeat(40_000);
    for body in ["un\r\n.point\r\n", &large] {
        let message = format!("Subject: {}\r\n\r\n{body}", body.len());
        ground.deliver(message.as_bytes()).unwrap();
    }
    let chain = Arc::new(Keychain(Mutex::new(Err(KeyError::Locked))));
    let keys: Arc<dyn KeySource> = chain.clone();
    let of = Desk::of("a", KeepTime::CURRENT);
    let (server, login) = (ground.pop(), ground.address().to_string());
    let password: SecretString = ground.password().clone();
    let roots = [ground.ca().clone()];
    let known = KnownUids::new();
    let request = CheckRequest {
        extra_roots: &roots,
        limits: limits(),
        ..CheckRequest::new(desk.hands.now(), &server, &login, &password, &known)
    };
    let take = async || {
        let (spool, hands) = (&desk.spool, &desk.hands);
        collect(spool, &keys, &of, &request, PACE, hands, &mut |_| {}).await
    };
    let locked = take().await.err().unwrap();
    assert!(matches!(locked, TurnError::Spool(_)), "{locked}");

    *chain.0.lock().unwrap() = Ok(desk.key.clone());
    // No login was tried without the key, so there is no need to wait.
    let turn = take().await.unwrap();
    assert_eq!(turn.accepted.len(), there + 2);
    let soon = take().await.err().unwrap();
    let next = desk.hands.now() + SignedDuration::from_mins(1);
    assert!(
        matches!(soon, TurnError::NotBefore(then) if then == next),
        "{soon}"
    );
    let bodies = desk.take_all();
    assert!(bodies[there].ends_with(b"\r\nun\r\n.point\r\n"));
    assert!(bodies[there + 1].ends_with(large.as_bytes()));

    ground.set(Trouble::CutPop).await.unwrap();
    desk.hands.go(SignedDuration::from_mins(1));
    let cut = take().await.err().unwrap();
    assert!(
        matches!(&cut, TurnError::Upstream(failure) if failure.cause == Cause::PopDisabled),
        "{cut}"
    );
    ground.set(Trouble::None).await.unwrap();
    desk.hands.go(SignedDuration::from_mins(1));
    // The lock of the last session may take a moment to end.
    tokio::time::sleep(Duration::from_millis(100)).await;
    let last = take().await.unwrap();
    assert_eq!(last.deleted.len(), there + 2);
    assert_eq!(ground.messages(), 0);
}

#[tokio::test]
async fn a_drain_fetches_nothing_and_what_waits_goes_back_with_the_mailbox() {
    let desk = Desk::new();
    let mailbox = Mailbox::default();
    mailbox.deliver("u1", MESSAGE);
    let of = Desk::of("a", KeepTime::CURRENT);
    desk.turn(&of, mailbox.log_in(None)).await;
    desk.take_all();
    mailbox.deliver("u2", b"Message-ID: <2@x>\r\n\r\ndeux\r\n");
    desk.turn(&of, mailbox.log_in(None)).await;
    mailbox.deliver("u3", b"Message-ID: <3@x>\r\n\r\ntrois\r\n");
    let drain = Collected {
        purpose: Purpose::Drain,
        ..of.clone()
    };
    let session = mailbox.log_in(None);
    let said = heard(&session);
    desk.turn(&drain, session).await;
    assert!(
        !said
            .lock()
            .unwrap()
            .iter()
            .any(|line| line.starts_with("RETR"))
    );
    let now = desk.hands.now();
    assert_eq!(desk.spool.hand_back(&of.mailbox, now).unwrap(), 1);
    assert_eq!(desk.spool.hand_back(&of.mailbox, now).unwrap(), 0);
    assert!(desk.take_all().is_empty());

    // A further drain changes nothing of it.
    desk.turn(&drain, mailbox.log_in(None)).await;
    assert!(desk.take_all().is_empty());
    // The software takes u2 from the mailbox, and the relay comes back: only u3 is served.
    mailbox.0.lock().unwrap().retain(|mail| mail.uid == "u3");
    desk.turn(&of, mailbox.log_in(None)).await;
    assert_eq!(desk.take_all().len(), 1);
}

#[tokio::test]
async fn what_was_handed_back_and_never_taken_waits_again() {
    let desk = Desk::new();
    let mailbox = Mailbox::default();
    mailbox.deliver("u1", MESSAGE);
    let of = Desk::of("a", KeepTime::CURRENT);
    desk.turn(&of, mailbox.log_in(None)).await;
    let hand_back = || desk.spool.hand_back(&of.mailbox, desk.hands.now()).unwrap();
    assert_eq!(hand_back(), 1);
    desk.turn(&of, mailbox.log_in(None)).await;
    assert_eq!(desk.spool.standing().unwrap().waiting, 1);

    // Its body was erased meanwhile, and then it bears another unique id too.
    let keep = |_: &str| Some(KeepTime::CURRENT);
    for uid in ["u1", "autre"] {
        mailbox.0.lock().unwrap()[0].uid = uid.to_owned();
        assert_eq!(hand_back(), 1);
        desk.hands.go(SignedDuration::from_hours(24 * 8));
        assert_eq!(desk.spool.erase(&keep, desk.hands.now()).unwrap(), 1);
        let turn = desk.turn(&of, mailbox.log_in(None)).await;
        assert_eq!(turn.accepted[0].what, Arrival::Restored);
        assert_eq!(desk.spool.standing().unwrap().waiting, 1);
    }
    // What software had that leaves messages there stays had.
    assert_eq!(hand_back(), 1);
    let now = desk.hands.now();
    assert_eq!(
        desk.spool
            .note_had(&of.mailbox, &listed(&mailbox), now)
            .unwrap(),
        1
    );
    desk.turn(&of, mailbox.log_in(None)).await;
    assert!(desk.take_all().is_empty());
}
