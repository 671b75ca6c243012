//! The spool: what was collected and not yet taken, sealed on the disk.
//!
//! A message is in the spool once three things are lasting, in this order: its file, the file's
//! name, and its row in the record. A file without a row is nothing and is removed at the next
//! opening; a row without its file counts as damaged, and the message is fetched again.
//!
//! What holds after a loss of power: SQLite's own durability (WAL, `synchronous = FULL`) covers the
//! record; syncing files and folder, each before the next step, covers the bodies. Not covered: a
//! disk that says "synced" before it is.
//!
//! A damaged record is set aside when the spool is opened, and another begun; `salvage.rs` says
//! what is carried over. Rows are kept for 400 days after a message is gone everywhere, so the
//! record grows with what passes in that time and no further.
//!
//! All of it blocks: call from a blocking task.

mod adoption;
mod counterfoils;
mod error;
pub mod files;
mod handing_back;
mod incoming;
mod key;
mod ledger;
mod letter;
mod maildrop;
mod prune;
mod salvage;
mod seal;
mod sightings;
mod submissions;

use std::{
    collections::HashSet,
    io,
    path::Path,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::watch;
use zeroize::Zeroizing;

use counterfoils::{Counterfoil, Counterfoils, What};
pub use error::{BodyError, SpoolError, SpoolFault};
use files::{Files, Folder};
pub use incoming::Incoming;
use incoming::{Claim, UNFINISHED, WHOLE, Written, stem};
pub(crate) use key::random;
pub use key::{KeyError, KeySource, SpoolKey};
pub use ledger::{DueCopy, MailboxStanding};
pub(crate) use letter::HEAD;
pub use letter::Letter;
pub use maildrop::{Body, Held, Maildrop};
use seal::Opener;
pub use sightings::{Sighting, Untold, UntoldArrival, UntoldSubmission};
pub(crate) use submissions::Entry;
pub use submissions::Outcome;

use crate::{
    fingerprint::Fingerprint,
    keep_time::KeepTime,
    mailbox_id::MailboxId,
    rules::{Listed, State, reconcile, same_message},
};

/// The record's file, beside the folder of the bodies.
const RECORD: &str = "spool.sqlite3";
const BODIES: &str = "messages";

/// So long the body of a message stays that the book was not told of.
const UNTOLD: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The spool. Share it in an [`Arc`].
pub struct Spool {
    files: Arc<dyn Files>,
    record: Mutex<Connection>,
    /// A session of the software holds the maildrop.
    in_session: AtomicBool,
    /// The software is served nothing, and confirms nothing.
    held: watch::Sender<bool>,
    /// What must not be forgotten, should the record be damaged.
    counterfoils: Option<Mutex<Counterfoils>>,
    /// Files of erased messages that could not be removed yet.
    leftovers: Mutex<Vec<String>>,
}

/// What was found when the spool was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Files of which no message knows, left by an interruption, and removed.
    pub leftovers: usize,
    /// Messages whose file is gone; fetched again while upstream has them.
    pub missing: usize,
    /// The record was damaged or gone, and is begun anew. What waited is fetched again.
    pub salvaged: bool,
}

/// What is to be done in a mailbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Places in the listing of what is to be fetched.
    pub fetch: Vec<usize>,
    /// What may be deleted upstream: confirmed, its keep time over, and still listed.
    pub delete: Vec<DueCopy>,
}

/// A whole message as it came from upstream.
pub struct Arrived {
    /// Its unique id upstream.
    pub uid: String,
    /// The size that the server listed.
    pub listed: Option<u64>,
    /// Its content.
    pub content: Incoming,
}

/// What an arrived message turned out to be. It is lasting.
pub struct Accepted {
    /// Its unique id upstream.
    pub upstream_uid: String,
    /// The unique id under which the software sees it.
    pub uid: String,
    /// What it is.
    pub what: Arrival,
    /// By what it is known again.
    pub fingerprint: Fingerprint,
    /// Octets as served.
    pub octets: u64,
    /// Its first octets, at most 32 KiB.
    pub head: Zeroizing<Vec<u8>>,
    pub(crate) message: i64,
}

impl Accepted {
    /// For [`Spool::note_told`].
    #[must_use]
    pub const fn sighting(&self) -> Sighting {
        Sighting::of_message(self.message)
    }
}

/// See [`Accepted::what`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// A message not seen before.
    New,
    /// A copy of one that is known, from another mailbox or under another id.
    Copy,
    /// The body of one that waits, and was damaged or erased in the spool.
    Restored,
}

/// How the spool stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Messages not yet confirmed by the software.
    pub waiting: u64,
    /// Of these, damaged in the spool: not served until they are fetched again.
    pub damaged: u64,
    /// Of these, no longer upstream: lost, unless another copy turns up.
    pub lost: u64,
    /// Octets that wait.
    pub octets: u64,
}

/// Why no session can begin.
#[derive(Debug, thiserror::Error)]
pub enum OpenMaildropError {
    /// Another session has it (RFC 1939 §4).
    #[error("another session has the maildrop")]
    InUse,
    /// Nobody is served: see [`Spool::hold`].
    #[error("the spool is held")]
    Held,
    /// The spool cannot be used now.
    #[error(transparent)]
    Spool(#[from] SpoolError),
}

/// When the next login to a mailbox is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginTurn {
    /// Now; it is noted as tried.
    Now,
    /// Not before then.
    NotBefore(Timestamp),
}

impl Spool {
    /// Opens the spool in that folder, or begins one. No key is needed for it.
    pub fn open(folder: &Path) -> Result<(Self, Recovered), SpoolError> {
        let files = Folder::open(&folder.join(BODIES))?;
        let (mut record, new, aside) = salvage::open(folder)?;
        let (mut counterfoils, there) = Counterfoils::open(folder)?;
        let salvaged = new && !(aside.is_none() && there.is_empty());
        if salvaged {
            salvage::carry_over(&mut record, &there, aside.as_deref())?;
        }
        let followed = counterfoils.follow(&there, &ledger::counterfoils(&record)?);
        if let Err(error) = followed {
            tracing::warn!(%error, "the counterfoils cannot be brought up to date");
        }
        let (mut spool, mut recovered) = Self::recover(Arc::new(files), record, new)?;
        spool.counterfoils = Some(Mutex::new(counterfoils));
        recovered.salvaged |= salvaged;
        Ok((spool, recovered))
    }

    /// The same on a disk and a database of the caller's, without counterfoils.
    pub fn open_on(
        files: Arc<dyn Files>,
        mut record: Connection,
    ) -> Result<(Self, Recovered), SpoolError> {
        let new = ledger::prepare(&mut record)?;
        Self::recover(files, record, new)
    }

    fn recover(
        files: Arc<dyn Files>,
        record: Connection,
        new: bool,
    ) -> Result<(Self, Recovered), SpoolError> {
        let mut known = ledger::files(&record)?;
        let names = files.names()?;
        let mut recovered = Recovered::default();
        if new {
            let whole = names.iter().filter(|name| name.ends_with(WHOLE));
            for stem in whole.filter_map(|name| stem(name)) {
                // No message that waited may be lost with the record.
                ledger::put_orphan(&record, stem)?;
                recovered.salvaged = true;
            }
        }
        let orphans = ledger::orphans(&record)?;
        let orphans: HashSet<String> = orphans.into_iter().map(|(file, _)| file).collect();
        for name in names {
            let Some(stem) = stem(&name) else { continue };
            let is_known = known.remove(stem).is_some() || orphans.contains(stem);
            if name.ends_with(UNFINISHED) || !is_known {
                files.remove(&name)?;
                recovered.leftovers += 1;
            }
        }
        for (message, kept) in known.into_values() {
            if kept {
                ledger::note_damaged(&record, message)?;
                recovered.missing += 1;
            }
        }
        if new {
            ledger::complete(&record)?;
        }
        let spool = Self {
            files,
            record: Mutex::new(record),
            in_session: AtomicBool::new(false),
            held: watch::Sender::new(false),
            counterfoils: None,
            leftovers: Mutex::default(),
        };
        Ok((spool, recovered))
    }

    fn record(&self) -> MutexGuard<'_, Connection> {
        // Every change is a transaction: a poisoned lock hides no half-made one.
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes sure that this is the key with which the spool was begun; the first one is.
    pub fn check_key(&self, key: &SpoolKey) -> Result<(), SpoolError> {
        let record = self.record();
        match ledger::key_check(&record)? {
            Some(check) if key.is_that_of(&check) => Ok(()),
            // It may be the check that is damaged.
            Some(_) if self.opens_one(&record, key)? => {
                Ok(ledger::put_key_check(&record, &key.check()?)?)
            }
            Some(_) => Err(KeyError::NotThisSpools.into()),
            None => Ok(ledger::put_key_check(&record, &key.check()?)?),
        }
    }

    /// Whether a body that waits opens with this key.
    fn opens_one(&self, record: &Connection, key: &SpoolKey) -> Result<bool, SpoolError> {
        let waiting = ledger::waiting(record)?;
        Ok(waiting.iter().take(3).any(|message| {
            let sealed = self.files.open(&whole(&message.file)).ok();
            let opener = sealed.and_then(|sealed| {
                let opener = Opener::new(key, &message.file, sealed, message.octets);
                opener.ok()?.ok()
            });
            opener.is_some_and(|mut opener| matches!(opener.next(), Ok(Ok(Some(_)))))
        }))
    }

    /// The old key is lost for good: goes on with another. What waits cannot be opened any more
    /// and is fetched again; it is still upstream, as nothing unconfirmed is deleted there.
    pub fn replace_key(&self, key: &SpoolKey) -> Result<(), SpoolError> {
        let mut record = self.record();
        let check = key.check()?;
        let transaction = record.transaction_with_behavior(TransactionBehavior::Immediate)?;
        ledger::note_all_damaged(&transaction)?;
        ledger::put_key_check(&transaction, &check)?;
        Ok(transaction.commit()?)
    }

    /// Notes that a login to a mailbox is tried now, unless the last one was less than `pace` ago.
    pub fn begin_login(
        &self,
        mailbox: &MailboxId,
        pace: Duration,
        now: Timestamp,
    ) -> Result<LoginTurn, SpoolError> {
        let record = self.record();
        if let Some(last) = ledger::last_login(&record, mailbox)? {
            let pace = SignedDuration::try_from(pace).unwrap_or(SignedDuration::MAX);
            let passed = now.duration_since(last);
            // A clock that was set back by more than the pace must not close the mailbox.
            if passed.abs() < pace {
                let next = last.saturating_add(pace).unwrap_or(Timestamp::MAX);
                return Ok(LoginTurn::NotBefore(next));
            }
        }
        ledger::put_login(&record, mailbox, now)?;
        Ok(LoginTurn::Now)
    }

    /// Takes note of a whole listing of a mailbox and tells what is to be done there. Its unique
    /// ids differ from each other.
    pub fn plan(
        &self,
        mailbox: &MailboxId,
        listing: &[Listed],
        keep: KeepTime,
        now: Timestamp,
    ) -> Result<Plan, SpoolError> {
        self.take_back(mailbox, listing)?;
        self.plan_deleting(mailbox, listing, keep, now)
    }

    /// What [`hand_back`](Self::hand_back) took for had, and this listing still shows, waits again.
    fn take_back(&self, mailbox: &MailboxId, listing: &[Listed]) -> Result<(), SpoolError> {
        let mut record = self.record();
        let transaction = record.transaction()?;
        handing_back::take_back(&transaction, mailbox, listing)?;
        Ok(transaction.commit()?)
    }

    /// The same for a turn that only deletes: what was handed back stays so.
    pub(crate) fn plan_deleting(
        &self,
        mailbox: &MailboxId,
        listing: &[Listed],
        keep: KeepTime,
        now: Timestamp,
    ) -> Result<Plan, SpoolError> {
        let mut record = self.record();
        let known = ledger::known_copies(&record, mailbox)?;
        let reconciled = reconcile(listing, &known);
        if !reconciled.dead.is_empty() {
            let transaction = record.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for uid in &reconciled.dead {
                ledger::note_dead(&transaction, mailbox, uid)?;
            }
            transaction.commit()?;
        }
        Ok(Plan {
            fetch: reconciled.fetch,
            delete: ledger::due(&record, mailbox, keep, now)?,
        })
    }

    /// Notes that the software had these messages of a mailbox without the relay, and left them
    /// there. They are not served, whatever became of them here before, and never deleted: neither
    /// now nor when the relay goes. One that vanishes from the listings and comes back, or whose
    /// size changes, is a new one. A server that gives them all new unique ids makes them new
    /// ones too; they are served then, rather than another message be lost. Tells how many were
    /// news.
    ///
    /// The caller answers for it that the software has each of them: what came after its last
    /// collection must not be among them.
    pub fn note_had(
        &self,
        mailbox: &MailboxId,
        listing: &[Listed],
        now: Timestamp,
    ) -> Result<usize, SpoolError> {
        let mut record = self.record();
        let transaction = record.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut noted = 0;
        for listed in listing {
            let news = ledger::note_had(&transaction, mailbox, &listed.uid, listed.octets, now)?;
            noted += usize::from(news);
        }
        transaction.commit()?;
        Ok(noted)
    }

    /// How a mailbox stands in the record, as the last turn left it: whether a further turn has
    /// anything to delete, say.
    pub fn mailbox_standing(
        &self,
        mailbox: &MailboxId,
        keep: KeepTime,
        now: Timestamp,
    ) -> Result<MailboxStanding, SpoolError> {
        let record = self.record();
        let (waiting, confirmed) = ledger::mailbox_counts(&record, mailbox)?;
        let due = ledger::due(&record, mailbox, keep, now)?.len() as u64;
        Ok(MailboxStanding {
            waiting,
            due,
            kept: confirmed.saturating_sub(due),
        })
    }

    /// A message that begins to arrive. The key was checked.
    #[must_use]
    pub fn incoming(&self, key: &SpoolKey) -> Incoming {
        Incoming::new(Arc::clone(&self.files), key.clone())
    }

    /// Writes what waits in memory of a message that arrives.
    pub fn write(&self, incoming: &mut Incoming) -> Result<(), SpoolError> {
        incoming.write()
    }

    /// Takes whole messages in. Once this returns, all of them are lasting; on an error none is
    /// for certain, and they are fetched again.
    pub fn accept(
        &self,
        mailbox: &MailboxId,
        arrived: Vec<Arrived>,
        now: Timestamp,
    ) -> Result<Vec<Accepted>, SpoolError> {
        let mut written = Vec::with_capacity(arrived.len());
        for message in arrived {
            let content = message.content.finish()?;
            written.push((message.uid, message.listed, content));
        }
        for (_, _, content) in &mut written {
            content.claim.rename()?;
        }
        self.files.sync_names()?;
        let (mut claims, mut outdated) = (Vec::new(), Vec::new());
        let mut record = self.record();
        let transaction = record.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut accepted = Vec::with_capacity(written.len());
        for (uid, listed, content) in written {
            let what = settle(&transaction, mailbox, &uid, listed, &content, now)?;
            outdated.extend(what.outdated_file);
            // A claim that is dropped removes its file.
            claims.extend(what.file_is_needed.then_some(content.claim));
            accepted.push(Accepted {
                upstream_uid: uid,
                uid: what.uid,
                what: what.arrival,
                fingerprint: content.fingerprint,
                octets: content.octets,
                head: content.head,
                message: what.message,
            });
        }
        transaction.commit()?;
        drop(record);
        claims.into_iter().for_each(Claim::keep);
        self.remove_all(outdated);
        Ok(accepted)
    }

    /// The server accepted QUIT after DELE for these copies.
    pub fn note_deleted(
        &self,
        mailbox: &MailboxId,
        uids: &[String],
        now: Timestamp,
    ) -> Result<(), SpoolError> {
        let mut record = self.record();
        let transaction = record.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for uid in uids {
            ledger::note_deleted(&transaction, mailbox, uid, now)?;
        }
        Ok(transaction.commit()?)
    }

    /// From now on no session of the software begins, those that there are end without having
    /// deleted anything, and nothing is confirmed: a plan that is made after this call sees all
    /// that was, until [`release`](Self::release). Does not block.
    pub fn hold(&self) {
        self.held.send_replace(true);
    }

    /// Sessions may begin again.
    pub fn release(&self) {
        self.held.send_replace(false);
    }

    /// Whether it is held, and when that changes.
    pub(crate) fn held(&self) -> watch::Receiver<bool> {
        self.held.subscribe()
    }

    /// Begins a session of the software, with what waits now.
    pub fn maildrop(self: &Arc<Self>, key: &SpoolKey) -> Result<Maildrop, OpenMaildropError> {
        if *self.held.borrow() {
            return Err(OpenMaildropError::Held);
        }
        if self.in_session.swap(true, Ordering::AcqRel) {
            return Err(OpenMaildropError::InUse);
        }
        // From here on dropping it releases the lock.
        let mut maildrop = Maildrop::new(Arc::clone(self), key.clone(), Vec::new());
        self.check_key(key)?;
        let messages = ledger::waiting(&self.record()).map_err(SpoolError::from)?;
        maildrop.fill(messages);
        Ok(maildrop)
    }

    /// Erases the bodies of messages that the software has and whose keep time is over: the longest of those of
    /// the mailboxes in which they lay. Forgets rows of long ago. Tells how many were erased. `keep` answers `None` for a mailbox that
    /// is no longer known; that counts as [`KeepTime::FORMER`].
    pub fn erase(
        &self,
        keep: &dyn Fn(&str) -> Option<KeepTime>,
        now: Timestamp,
    ) -> Result<usize, SpoolError> {
        let mut record = self.record();
        let held = ledger::confirmed_and_held(&record)?;
        let over: Vec<ledger::Held> = held
            .into_iter()
            .filter(|held| {
                if !held.told && now.duration_since(held.collected_at) < UNTOLD {
                    return false;
                }
                let keeps = held.mailboxes.iter();
                let keeps = keeps.map(|mailbox| keep(mailbox).unwrap_or(KeepTime::FORMER));
                keeps
                    .max()
                    .unwrap_or(KeepTime::FORMER)
                    .is_over(held.confirmed_at, now)
            })
            .collect();
        let count = over.len();
        if !over.is_empty() {
            let transaction = record.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for held in &over {
                ledger::note_erased(&transaction, held.message, now)?;
            }
            transaction.commit()?;
        }
        prune::prune(&mut record, now)?;
        drop(record);
        self.remove_all(over.into_iter().map(|held| held.file).collect());
        Ok(count)
    }

    /// How the spool stands.
    pub fn standing(&self) -> Result<Standing, SpoolError> {
        let (waiting, damaged, lost, octets) = ledger::counts(&self.record())?;
        Ok(Standing {
            waiting,
            damaged,
            lost,
            octets,
        })
    }

    fn confirm(
        &self,
        messages: impl Iterator<Item = i64>,
        now: Timestamp,
    ) -> Result<usize, SpoolError> {
        let mut record = self.record();
        // Asked while the record is ours: a plan that was made before has this confirmed, or this
        // is refused.
        if *self.held.borrow() {
            return Err(SpoolError::Held);
        }
        let transaction = record.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut confirmed = Vec::new();
        for message in messages {
            confirmed.extend(ledger::confirm(&transaction, message, now)?);
        }
        transaction.commit()?;
        drop(record);
        self.stub(&confirmed);
        Ok(confirmed.len())
    }

    /// Writes counterfoils of what the record has. Where that fails, the next opening does it.
    fn stub(&self, entries: &[Counterfoil]) {
        let Some(counterfoils) = &self.counterfoils else {
            return;
        };
        let mut counterfoils = counterfoils.lock().unwrap_or_else(PoisonError::into_inner);
        if !entries.is_empty()
            && let Err(error) = counterfoils.append(entries)
        {
            tracing::warn!(%error, "a counterfoil cannot be written");
        }
    }

    fn note_damaged(&self, message: i64) -> Result<(), SpoolError> {
        Ok(ledger::note_damaged(&self.record(), message)?)
    }

    fn end_session(&self) {
        self.in_session.store(false, Ordering::Release);
    }

    /// Removes files that no message names any more. What cannot be removed is tried again the
    /// next time, and at the next opening.
    fn remove_all(&self, stems: Vec<String>) {
        let mut leftovers = self
            .leftovers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        leftovers.extend(stems);
        leftovers.retain(|stem| match self.files.remove(&whole(stem)) {
            Ok(()) => false,
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => {
                tracing::warn!(%error, "a file of the spool cannot be removed");
                true
            }
        });
    }
}

struct Settled {
    message: i64,
    uid: String,
    arrival: Arrival,
    /// The message refers to the file that was just written.
    file_is_needed: bool,
    /// The file to which it referred before.
    outdated_file: Option<String>,
}

/// Decides what an arrived message is, and notes it.
fn settle(
    transaction: &rusqlite::Transaction<'_>,
    mailbox: &MailboxId,
    upstream: &str,
    listed: Option<u64>,
    content: &Written,
    now: Timestamp,
) -> Result<Settled, SpoolError> {
    let body = ledger::Body {
        file: &content.claim.stem,
        octets: content.octets,
        fingerprint: content.fingerprint,
    };
    let candidates = ledger::candidates(transaction, mailbox, upstream, content.fingerprint)?;
    let settled = match same_message(&candidates) {
        None => {
            let (message, uid) =
                ledger::insert_message(transaction, mailbox, upstream, &body, now)?;
            Settled {
                message,
                uid,
                arrival: Arrival::New,
                file_is_needed: true,
                outdated_file: None,
            }
        }
        Some(message) => {
            let (uid, old_file) = ledger::uid_and_file(transaction, message)?;
            let damaged = candidates
                .iter()
                .any(|candidate| candidate.id == message && candidate.state == State::WantsBody);
            let restores =
                handing_back::take_back_copied(transaction, mailbox, message)? || damaged;
            if restores {
                ledger::restore_body(transaction, message, &body)?;
            }
            Settled {
                message,
                uid,
                arrival: if restores {
                    Arrival::Restored
                } else {
                    Arrival::Copy
                },
                file_is_needed: restores,
                outdated_file: old_file.filter(|_| restores),
            }
        }
    };
    let message = settled.message;
    ledger::put_copy(
        transaction,
        mailbox,
        upstream,
        message,
        listed,
        content.header,
        now,
    )?;
    Ok(settled)
}

fn whole(stem: &str) -> String {
    format!("{stem}{WHOLE}")
}
