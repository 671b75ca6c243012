//! The caisse that really receives and really answers.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use jiff::Timestamp;

use super::{
    arrival::Arrival,
    letters::{letter_about, message_id_of, sender_of, stamp_of},
    plan::Event,
    post::Post,
    world::World,
};
use crate::{
    billing::Clock,
    mail::{Mail, Maildir},
};

/// All caisses of a world: one mailbox in which every lot arrives, one way to answer.
pub struct Caisse {
    world: World,
    post: Post,
    mailbox: Maildir,
    /// Messages of the mailbox that were read already.
    read: HashSet<String>,
    /// The lots by emitter and stamp, which their mails show.
    by_stamp: HashMap<(String, String), usize>,
    /// How often each lot was received.
    received: Vec<u32>,
    /// The Message-ID under which each lot came last.
    came_as: Vec<Option<String>>,
    /// What waits to be sent, by its time; the number tells apart what is otherwise equal.
    due: BTreeSet<(Arrival, usize)>,
    scheduled: usize,
    /// Where each answer goes, by its number.
    addressed: HashMap<usize, String>,
    /// The caisses that answer to an address on their files, whoever sends the lot.
    on_file: HashMap<u16, String>,
    history: Vec<Event>,
}

impl Caisse {
    /// Opens at a mail server that has a mailbox named `caisse`, in which Postfix puts whatever is
    /// addressed to a caisse of régime 99. What no lot asked for is waiting to be sent already.
    #[must_use]
    pub fn open(world: World, mail: &Mail) -> Self {
        let by_stamp = world
            .lots()
            .iter()
            .map(|lot| {
                let key = (lot.emitter.as_str().to_owned(), lot.stamp.clone());
                (key, lot.index)
            })
            .collect();
        let mut caisse = Self {
            post: Post::of(mail, "caisse"),
            mailbox: mail.maildir("caisse"),
            read: HashSet::new(),
            by_stamp,
            received: vec![0; world.lots().len()],
            came_as: vec![None; world.lots().len()],
            due: BTreeSet::new(),
            scheduled: 0,
            addressed: HashMap::new(),
            on_file: HashMap::new(),
            history: Vec::new(),
            world,
        };
        let noise = caisse.world.noise();
        caisse.schedule(noise, None);
        caisse
    }

    /// Has a caisse answer to this address, which it keeps on file, whoever sends the lot. Every
    /// other answers to the sender.
    #[must_use]
    pub fn with_on_file(mut self, office: u16, address: &str) -> Self {
        self.on_file.insert(office, address.to_owned());
        self
    }

    /// The world it lives in.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Reads the lots that have come since the last time, as received at `now`. Returns how many.
    /// Panics at mail that is no lot of this world: somebody wrote to a caisse who should not.
    pub fn receive(&mut self, now: Timestamp) -> usize {
        let mut lots = 0;
        for (name, octets) in self.mailbox.messages() {
            if !self.read.insert(name) {
                continue;
            }
            let lot = stamp_of(&octets)
                .and_then(|key| self.by_stamp.get(&key).copied())
                .unwrap_or_else(|| {
                    panic!("no lot of this world: {}", String::from_utf8_lossy(&octets))
                });
            self.received[lot] += 1;
            self.came_as[lot] = message_id_of(&octets);
            let transmission = self.received[lot];
            self.history.push(Event::LotSent {
                at: now,
                lot,
                transmission,
            });
            let lot = &self.world.lots()[lot];
            let kept = self.on_file.get(&lot.caisse.number()).cloned();
            let answered = kept.or_else(|| sender_of(&octets));
            let answers = self.world.answers(lot, transmission, now);
            self.schedule(answers, answered.as_deref());
            lots += 1;
        }
        lots
    }

    /// Sends everything whose time has come, in order, and returns it. The servers have taken it
    /// then; [`Mail::until_delivered`] waits until it lies in the mailboxes.
    pub fn deliver(&mut self, now: Timestamp) -> Vec<Arrival> {
        let mut sent = Vec::new();
        while let Some((arrival, _)) = self.due.first()
            && arrival.at <= now
        {
            let Some((arrival, number)) = self.due.pop_first() else {
                break;
            };
            let about = arrival.lot.and_then(|lot| self.came_as[lot].as_deref());
            let mut letter = letter_about(&self.world, &arrival, about);
            if let Some(address) = self.addressed.remove(&number) {
                letter.to = address;
            }
            self.post.send(&letter);
            self.history.push(Event::Arrival(arrival.clone()));
            sent.push(arrival);
        }
        sent
    }

    /// When the next message is due; `None`: nothing is waiting.
    #[must_use]
    pub fn next_due(&self) -> Option<Timestamp> {
        self.due.first().map(|(arrival, _)| arrival.at)
    }

    /// How often a lot was received, by its index.
    #[must_use]
    pub fn received(&self, lot: usize) -> u32 {
        self.received[lot]
    }

    /// What happened so far, as it happened: lots received, and messages sent.
    #[must_use]
    pub fn history(&self) -> &[Event] {
        &self.history
    }

    /// Drops ARLs that wait to be sent and fit: nobody will ever see them. Returns how many, so
    /// that a test can let ARLs stop.
    pub fn lose_arls(&mut self, fits: impl Fn(&Arrival) -> bool) -> usize {
        let before = self.due.len();
        self.due
            .retain(|(arrival, _)| !(arrival.kind.is_arl() && fits(arrival)));
        before - self.due.len()
    }

    /// Lives on by that clock in a thread of its own: receives and delivers all the time.
    #[must_use]
    pub fn live(mut self, clock: Clock) -> Living {
        let over = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&over);
        let thread = thread::spawn(move || {
            while !told.load(Ordering::Relaxed) {
                let now = clock.now().expect("the clock goes");
                self.receive(now);
                self.deliver(now);
                thread::sleep(PAUSE);
            }
            self
        });
        Living { over, thread }
    }

    fn schedule(&mut self, arrivals: Vec<Arrival>, to: Option<&str>) {
        for arrival in arrivals {
            self.scheduled += 1;
            if let Some(to) = to {
                self.addressed.insert(self.scheduled, to.to_owned());
            }
            self.due.insert((arrival, self.scheduled));
        }
    }
}

/// A caisse at work in its thread.
pub struct Living {
    over: Arc<AtomicBool>,
    thread: JoinHandle<Caisse>,
}

/// The pause between two looks into the mailbox.
const PAUSE: Duration = Duration::from_millis(20);

impl Living {
    /// Ends its work, and gives it back with what happened meanwhile. Panics if it has failed.
    #[must_use]
    pub fn stop(self) -> Caisse {
        self.over.store(true, Ordering::Relaxed);
        self.thread.join().expect("the caisse has not failed")
    }
}
