//! Never lost, never twice: random histories against a reference model, with a crash, a full disk
//! or a broken connection between any two lasting steps.
//!
//! The reference knows *contents* only. It holds by its own count how many messages of a content
//! the software may ever see (as many as lay in one mailbox at one time), and which unique ids
//! stand for it. After every step it reads the whole maildrop and compares.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use rusqlite::Connection;
use vigie_relay::{
    Clock as _, KeepTime, MailboxId,
    collect::{Collected, Purpose, TurnError, turn},
    spool::{BodyError, Spool, SpoolKey},
};

use crate::support::{Hands, disk::Disk, folder, fuse::Fuse, new_key, upstream::Mailbox};

type Content = u8;

const KEEP: [KeepTime; 2] = [KeepTime::CURRENT, KeepTime::days(2)];

#[derive(Clone, Debug)]
enum Step {
    /// A message arrives; bit n: in mailbox n.
    Deliver {
        content: Content,
        mailboxes: u8,
    },
    /// The provider gives all messages new unique ids, or the old ones in another order.
    Renumber {
        mailbox: usize,
        fresh: bool,
    },
    /// Somebody else deletes a message that the relay has.
    DeleteElsewhere {
        mailbox: usize,
        which: usize,
    },
    Collect {
        mailbox: usize,
        trouble: Trouble,
        cut_after: Option<u32>,
        quit_is_lost: bool,
    },
    /// The software takes those messages whose bit is set, and says QUIT or vanishes.
    Serve {
        taken: u16,
        quit: bool,
        trouble: Trouble,
    },
    Erase {
        trouble: Trouble,
    },
    Wait {
        hours: i64,
    },
    Damage {
        which: usize,
        at: usize,
    },
    Restart {
        power: Power,
    },
}

/// What happens before the n-th lasting operation.
#[derive(Clone, Copy, Debug)]
enum Trouble {
    None,
    /// The disk has no room for the rest of the step; the program goes on.
    Full(u32),
    Crash(u32, Power),
}

#[derive(Clone, Copy, Debug)]
enum Power {
    /// The program alone ends.
    Stays,
    /// What was not synced is gone.
    Fails,
}

fn trouble() -> impl Strategy<Value = Trouble> {
    let power = prop_oneof![Just(Power::Stays), Just(Power::Fails)];
    prop_oneof![
        4 => Just(Trouble::None),
        1 => (0_u32..24).prop_map(Trouble::Full),
        3 => (0_u32..24, power).prop_map(|(at, power)| Trouble::Crash(at, power)),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let power = prop_oneof![Just(Power::Stays), Just(Power::Fails)];
    prop_oneof![
        6 => (0_u8..12, 1_u8..4)
            .prop_map(|(content, mailboxes)| Step::Deliver { content, mailboxes }),
        1 => (0_usize..2, any::<bool>())
            .prop_map(|(mailbox, fresh)| Step::Renumber { mailbox, fresh }),
        1 => (0_usize..2, 0_usize..8)
            .prop_map(|(mailbox, which)| Step::DeleteElsewhere { mailbox, which }),
        6 => (0_usize..2, trouble(), prop::option::weighted(0.2, 0_u32..20), prop::bool::weighted(0.1))
            .prop_map(|(mailbox, trouble, cut_after, quit_is_lost)| {
                Step::Collect { mailbox, trouble, cut_after, quit_is_lost }
            }),
        5 => (any::<u16>(), prop::bool::weighted(0.8), trouble())
            .prop_map(|(taken, quit, trouble)| Step::Serve { taken, quit, trouble }),
        1 => trouble().prop_map(|trouble| Step::Erase { trouble }),
        2 => (-3_i64..60).prop_map(|hours| Step::Wait { hours }),
        1 => (0_usize..8, 0_usize..400).prop_map(|(which, at)| Step::Damage { which, at }),
        1 => power.prop_map(|power| Step::Restart { power }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(),
        failure_persistence: None,
        max_shrink_iters: 4_000,
        ..ProptestConfig::default()
    })]

    #[test]
    fn nothing_is_lost_and_nothing_confirmed_twice(steps in prop::collection::vec(step(), 1..60)) {
        let mut world = World::new();
        for step in &steps {
            world.take(step);
            world.check();
        }
        world.settle();
    }
}

/// More on demand: `VIGIE_CASES=5000`.
fn cases() -> u32 {
    let asked = std::env::var("VIGIE_CASES").ok();
    asked.and_then(|cases| cases.parse().ok()).unwrap_or(128)
}

/// The message of a content, as it comes into a mailbox: the way differs, and so does each size.
fn message(content: Content, mailbox: usize, delivery: u32) -> Vec<u8> {
    format!(
        "Received: by boite{mailbox}.example id {delivery:06}\r\nMessage-ID: <{content}@caisse.example>\r\n\
         Subject: ARL {content}\r\n\r\n{}\r\n{content}\r\n",
        "x".repeat(usize::from(content) * 3)
    )
    .into_bytes()
}

fn content_of(octets: &[u8]) -> Content {
    let text = String::from_utf8(octets.to_vec()).unwrap();
    text.lines().last().unwrap().parse().unwrap()
}

struct World {
    runtime: tokio::runtime::Runtime,
    folder: tempfile::TempDir,
    disk: Disk,
    fuse: Fuse,
    key: SpoolKey,
    hands: Hands,
    upstream: [Mailbox; 2],
    deliveries: u32,
    spool: Option<Arc<Spool>>,
    known: Reference,
}

/// What must be true.
#[derive(Default)]
struct Reference {
    /// Contents that a provider ever accepted.
    accepted: BTreeSet<Content>,
    /// What each unique id stands for, for ever.
    stands_for: HashMap<String, Content>,
    /// Taken by the software, and when.
    confirmed: HashMap<String, Timestamp>,
    /// QUIT came and its outcome is not known.
    in_doubt: HashMap<String, Timestamp>,
    /// The most messages of a content that the software may have seen.
    most: BTreeMap<Content, usize>,
    /// Damaged in the spool.
    damaged: BTreeSet<String>,
}

impl Reference {
    fn messages_of(&self, content: Content) -> usize {
        self.stands_for
            .values()
            .filter(|&&known| known == content)
            .count()
    }

    fn confirmed_of(&self, content: Content) -> Vec<Timestamp> {
        let confirmed = self.confirmed.iter();
        confirmed
            .filter(|(uid, _)| self.stands_for[*uid] == content)
            .map(|(_, at)| *at)
            .collect()
    }
}

impl World {
    fn new() -> Self {
        let fuse = Fuse::new();
        let mut world = Self {
            runtime: tokio::runtime::Builder::new_current_thread()
                .build()
                .unwrap(),
            folder: folder(),
            disk: Disk::new(fuse.clone()),
            fuse,
            key: new_key(),
            hands: Hands::new(),
            upstream: Default::default(),
            deliveries: 0,
            spool: None,
            known: Reference::default(),
        };
        world.open();
        world
    }

    fn open(&mut self) {
        let record = Connection::open(self.folder.path().join("spool.sqlite3")).unwrap();
        let fuse = self.fuse.clone();
        record.commit_hook(Some(move || fuse.blows())).unwrap();
        let (spool, _) = Spool::open_on(Arc::new(self.disk.clone()), record).unwrap();
        self.spool = Some(Arc::new(spool));
    }

    fn spool(&self) -> Arc<Spool> {
        Arc::clone(self.spool.as_ref().unwrap())
    }

    fn restart(&mut self, power: Power) {
        self.fuse.mend();
        self.spool = None;
        if let Power::Fails = power {
            self.disk.lose_power(false);
        }
        self.open();
    }

    fn light(&self, trouble: Trouble) {
        match trouble {
            Trouble::None => {}
            Trouble::Full(at) => self.fuse.light(at, false),
            Trouble::Crash(at, _) => self.fuse.light(at, true),
        }
    }

    /// Whether everything went well.
    fn end_of(&mut self, trouble: Trouble) -> bool {
        let blown = self.fuse.is_blown();
        self.fuse.mend();
        if let Trouble::Crash(_, power) = trouble
            && blown
        {
            self.restart(power);
        }
        !blown
    }

    fn take(&mut self, step: &Step) {
        match *step {
            Step::Deliver { content, mailboxes } => self.deliver(content, mailboxes),
            Step::Renumber { mailbox, fresh } => self.renumber(mailbox, fresh),
            Step::DeleteElsewhere { mailbox, which } => self.delete_elsewhere(mailbox, which),
            Step::Collect {
                mailbox,
                trouble,
                cut_after,
                quit_is_lost,
            } => {
                self.collect(mailbox, trouble, cut_after, quit_is_lost);
            }
            Step::Serve {
                taken,
                quit,
                trouble,
            } => self.serve(taken, quit, trouble),
            Step::Erase { trouble } => {
                self.light(trouble);
                let keep = |mailbox: &str| Some(KEEP[usize::from(mailbox == "1")]);
                let _ = self.spool().erase(&keep, self.hands.now());
                self.end_of(trouble);
            }
            Step::Wait { hours } => self.hands.go(SignedDuration::from_hours(hours)),
            Step::Damage { which, at } => self.damage(which, at),
            Step::Restart { power } => self.restart(power),
        }
    }

    fn deliver(&mut self, content: Content, mailboxes: u8) {
        self.known.accepted.insert(content);
        for (number, mailbox) in self.upstream.iter().enumerate() {
            if mailboxes & (1 << number) != 0 {
                self.deliveries += 1;
                let octets = message(content, number, self.deliveries);
                mailbox.deliver(&format!("u{}", self.deliveries), &octets);
            }
        }
    }

    fn renumber(&mut self, mailbox: usize, fresh: bool) {
        let mut mails = self.upstream[mailbox].0.lock().unwrap();
        if fresh {
            for mail in mails.iter_mut() {
                self.deliveries += 1;
                mail.uid = format!("u{}", self.deliveries);
            }
        } else {
            let mut uids: Vec<String> = mails.iter().map(|mail| mail.uid.clone()).collect();
            uids.reverse();
            for (mail, uid) in mails.iter_mut().zip(uids) {
                mail.uid = uid;
            }
        }
    }

    /// Only what the spool holds whole, or the software has: what nobody else has a copy of, the
    /// relay cannot save from somebody else.
    fn delete_elsewhere(&mut self, mailbox: usize, which: usize) {
        let mut mails = self.upstream[mailbox].0.lock().unwrap();
        if which >= mails.len() {
            return;
        }
        let content = content_of(&mails[which].octets);
        let there = mails
            .iter()
            .filter(|mail| content_of(&mail.octets) == content)
            .count();
        let damaged = self
            .known
            .damaged
            .iter()
            .any(|uid| self.known.stands_for[uid] == content);
        if there <= self.known.messages_of(content) && !damaged {
            mails.remove(which);
        }
    }

    fn copies(&self, mailbox: usize) -> BTreeMap<Content, usize> {
        let mut copies = BTreeMap::new();
        for mail in self.upstream[mailbox].mails() {
            *copies.entry(content_of(&mail.octets)).or_default() += 1;
        }
        copies
    }

    fn collect(
        &mut self,
        mailbox: usize,
        trouble: Trouble,
        cut_after: Option<u32>,
        quit_is_lost: bool,
    ) {
        let before = self.copies(mailbox);
        let of = Collected {
            mailbox: MailboxId::new(&mailbox.to_string()).unwrap(),
            keep: KEEP[mailbox],
            purpose: Purpose::Collect,
        };
        let mut session = self.upstream[mailbox].log_in(cut_after);
        session.quit_is_lost = quit_is_lost;
        self.light(trouble);
        let spool = self.spool();
        let done = self.runtime.block_on(turn(
            &spool,
            &self.key,
            &of,
            session,
            &self.hands,
            &mut |_| {},
        ));
        drop(spool);
        let blown = !self.end_of(trouble);
        match &done {
            Ok(_) => {}
            Err(TurnError::Upstream(_)) => assert!(cut_after.is_some()),
            Err(TurnError::Spool(_)) => assert!(blown),
            Err(error) => panic!("{error}"),
        }
        for (&content, &copies) in &before {
            let most = self.known.most.entry(content).or_default();
            *most = copies.max(*most);
        }
        self.check_deletions(mailbox, &before);
        if done.is_ok() && !blown {
            self.read();
            for (&content, &copies) in &before {
                assert!(
                    self.known.messages_of(content) >= copies,
                    "{content} is missing"
                );
            }
            let damaged = &self.known.damaged;
            let left = damaged
                .iter()
                .find(|uid| before.contains_key(&self.known.stands_for[*uid]));
            assert_eq!(left, None, "not fetched again");
        }
    }

    /// Whatever went, the software had it, for as long as it was to be kept.
    fn check_deletions(&self, mailbox: usize, before: &BTreeMap<Content, usize>) {
        let after = self.copies(mailbox);
        let now = self.hands.now();
        for (content, copies) in before {
            let gone = copies - after.get(content).copied().unwrap_or(0);
            let confirmed = self.known.confirmed_of(*content);
            let over = confirmed
                .iter()
                .filter(|&&at| KEEP[mailbox].is_over(at, now));
            assert!(gone <= over.count(), "{content} was deleted too early");
        }
    }

    fn serve(&mut self, taken: u16, quit: bool, trouble: Trouble) {
        let spool = self.spool();
        self.light(trouble);
        let Ok(maildrop) = spool.maildrop(&self.key) else {
            // The key's check could not be written.
            drop(spool);
            assert!(!self.end_of(trouble));
            return;
        };
        let now = self.hands.now();
        let places: Vec<usize> = (0..maildrop.messages().len().min(16))
            .filter(|place| taken & (1 << place) != 0)
            .collect();
        let uids: Vec<String> = maildrop
            .messages()
            .map(|held| held.uid.to_owned())
            .collect();
        let mut marked = Vec::new();
        for place in places {
            // The software marks what it could read.
            if read_body(&maildrop, place).is_ok() {
                marked.push(place);
            }
        }
        if quit {
            let told = maildrop.confirm(&marked, now);
            let uids = marked.iter().map(|&place| uids[place].clone());
            match told {
                Ok(confirmed) => {
                    assert_eq!(confirmed, marked.len(), "confirmed twice");
                    self.known.confirmed.extend(uids.map(|uid| (uid, now)));
                }
                Err(_) => self.known.in_doubt.extend(uids.map(|uid| (uid, now))),
            }
        }
        drop(maildrop);
        drop(spool);
        self.end_of(trouble);
    }

    fn damage(&mut self, which: usize, at: usize) {
        // Only where it can be fetched again: what is lost else is told, and tested elsewhere.
        let upstream: BTreeSet<Content> = (0..2)
            .flat_map(|mailbox| self.copies(mailbox).into_keys())
            .collect();
        let waiting = self.known.stands_for.iter();
        let mut waiting = waiting.filter(|(uid, _)| !self.known.confirmed.contains_key(*uid));
        // Of two messages alike, one may be upstream no more.
        let all_upstream = waiting.all(|(_, content)| {
            upstream.contains(content) && self.known.messages_of(*content) == 1
        });
        let names = self.disk.all_names();
        if let Some(name) = names.get(which)
            && all_upstream
        {
            self.disk.damage(name, at);
        }
    }

    /// Reads the whole maildrop, and learns what it may learn from it.
    fn read(&mut self) -> BTreeSet<String> {
        let spool = self.spool();
        let maildrop = spool.maildrop(&self.key).unwrap();
        let mut served = BTreeSet::new();
        for (place, held) in maildrop.messages().enumerate() {
            let uid = held.uid.to_owned();
            match read_body(&maildrop, place) {
                Ok(octets) => {
                    assert_eq!(octets.len() as u64, held.octets);
                    let content = content_of(&octets);
                    let known = *self.known.stands_for.entry(uid.clone()).or_insert(content);
                    assert_eq!(known, content, "{uid} stands for something else now");
                    self.known.damaged.remove(&uid);
                    assert!(served.insert(uid), "a unique id twice");
                }
                Err(BodyError::Damaged) => {
                    self.known.damaged.insert(uid);
                }
                Err(error) => panic!("{error}"),
            }
        }
        served
    }

    /// After every step.
    fn check(&mut self) {
        let served = self.read();
        let in_doubt = std::mem::take(&mut self.known.in_doubt);
        let waits = |uid: &str| served.contains(uid) || self.known.damaged.contains(uid);
        let confirmed = in_doubt.keys().filter(|uid| !waits(uid)).count();
        assert!(
            confirmed == 0 || confirmed == in_doubt.len(),
            "half of a QUIT"
        );
        if confirmed > 0 {
            self.known.confirmed.extend(in_doubt);
        }
        let known = &self.known;
        for uid in known.stands_for.keys() {
            let waits = served.contains(uid) || known.damaged.contains(uid);
            assert_ne!(
                waits,
                known.confirmed.contains_key(uid),
                "{uid}: lost, or served again"
            );
        }
        for (&content, &most) in &known.most {
            assert!(
                known.messages_of(content) <= most,
                "{content} is served too often"
            );
        }
        let upstream: BTreeSet<Content> = (0..2)
            .flat_map(|mailbox| self.copies(mailbox).into_keys())
            .collect();
        for content in &known.accepted {
            let somewhere = upstream.contains(content)
                || served.iter().any(|uid| known.stands_for[uid] == *content)
                || !known.confirmed_of(*content).is_empty();
            assert!(somewhere, "{content} is lost");
        }
    }

    /// When all trouble is over, the software gets everything, and the mailboxes become empty.
    fn settle(&mut self) {
        for _ in 0..3 {
            for mailbox in 0..2 {
                self.collect(mailbox, Trouble::None, None, false);
            }
            self.serve(u16::MAX, true, Trouble::None);
            self.check();
            self.serve(u16::MAX, true, Trouble::None);
            self.hands.go(SignedDuration::from_hours(72));
        }
        self.check();
        for content in self.known.accepted.clone() {
            assert_eq!(
                self.known.confirmed_of(content).len(),
                self.known.messages_of(content)
            );
            assert!(!self.known.confirmed_of(content).is_empty());
        }
        for mailbox in &self.upstream {
            assert_eq!(mailbox.mails().len(), 0);
        }
        // Where a message lay may be forgotten, once its unique id stands for another one.
        self.hands.go(SignedDuration::from_hours(24 * 30));
        let keep = |_: &str| Some(KeepTime::CURRENT);
        self.spool().erase(&keep, self.hands.now()).unwrap();
        assert_eq!(self.disk.all_names(), Vec::<String>::new());
        assert_eq!(self.spool().standing().unwrap().waiting, 0);
    }
}

fn read_body(maildrop: &vigie_relay::spool::Maildrop, place: usize) -> Result<Vec<u8>, BodyError> {
    let mut body = maildrop.body(place)?.unwrap();
    let mut octets = Vec::new();
    while let Some(part) = body.next_part()? {
        octets.extend_from_slice(&part);
    }
    Ok(octets)
}
