//! The collector: from the upstream mailboxes into the spool, and what is over out of them.
//!
//! One login is one turn, in this order: the whole listing is compared with the record; what is
//! missing is fetched and made lasting; copies of messages that the software confirmed in the
//! past, and whose keep time is over, are recognised once more and marked; QUIT. QUIT is said only
//! when everything that was fetched is lasting, for a server may delete what was fetched
//! (`EXPIRE 0`, RFC 2449 §6.7). Whatever fails on the way breaks the session off: nothing is
//! deleted upstream, and the next turn does it again.
//!
//! This is the only place that sends RETR, and together with `vigie_mailbox::remove` the only one
//! that sends DELE.

mod mailbox;
mod upstream;

use std::{collections::HashMap, sync::Arc};

use jiff::Timestamp;
use tokio::task::{JoinError, spawn_blocking};
use vigie_domain::report::Failure;

use crate::{
    clock::Clock,
    fingerprint::HeaderDigest,
    keep_time::KeepTime,
    mailbox_id::MailboxId,
    rules::Listed,
    spool::{Accepted, Arrived, DueCopy, Incoming, Plan, Spool, SpoolError, SpoolKey},
};
pub use mailbox::{PACE, collect, limits};
pub use upstream::{InMailbox, Part, Upstream};

/// The largest message that is fetched, in octets; a larger one stays upstream.
pub const MOST_OCTETS: u64 = 100 << 20;

/// Messages that are made lasting together: so many, or so many octets.
const BATCH: usize = 64;
const BATCH_OCTETS: u64 = 1 << 20;

/// Between an id that stands twice in one listing and its number there.
const TWICE: char = '\u{1f}';

/// What is known of the mailbox whose turn it is.
#[derive(Clone, Debug)]
pub struct Collected {
    /// Which mailbox.
    pub mailbox: MailboxId,
    /// How long messages stay there once they are confirmed.
    pub keep: KeepTime,
    /// What the turn is for.
    pub purpose: Purpose,
}

/// What a turn is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    /// To fetch what is missing, and to delete what is over.
    #[default]
    Collect,
    /// Only to delete what is over: the software is about to collect there itself. Nothing is
    /// fetched, not even to recognise a copy whose header TOP shows otherwise: it stays.
    Drain,
}

/// What a turn did.
#[derive(Default)]
pub struct Turn {
    /// What it was for.
    pub purpose: Purpose,
    /// Messages in the mailbox.
    pub listed: usize,
    /// What arrived, in the order of the mailbox.
    pub accepted: Vec<Accepted>,
    /// Unique ids of what was deleted upstream.
    pub deleted: Vec<String>,
    /// Unique ids of messages that the server would not hand over.
    pub refused: Vec<String>,
    /// Unique ids of messages larger than [`MOST_OCTETS`].
    pub too_large: Vec<String>,
    /// Messages that waited in the spool when its record was lost, and that no mailbox shows.
    pub adopted: usize,
    /// Unique ids of copies that were to be deleted and were not: the server would not, or the id
    /// stands for something else now.
    pub kept: Vec<String>,
}

/// Why a turn ended early. What it accepted before is in the spool.
#[derive(Debug, thiserror::Error)]
pub enum TurnError {
    /// The mailbox.
    #[error("{}: {}", .0.cause.name(), .0.detail.as_deref().unwrap_or_default())]
    Upstream(Failure),
    /// The spool.
    #[error(transparent)]
    Spool(#[from] SpoolError),
    /// The last login was too short a time ago; nothing was done.
    #[error("the next login is allowed at {0}")]
    NotBefore(Timestamp),
    /// The program is ending.
    #[error("the work was cut off")]
    CutOff,
}

impl From<Failure> for TurnError {
    fn from(failure: Failure) -> Self {
        Self::Upstream(failure)
    }
}

impl From<JoinError> for TurnError {
    fn from(error: JoinError) -> Self {
        if error.is_panic() {
            std::panic::resume_unwind(error.into_panic());
        }
        Self::CutOff
    }
}

/// Takes one turn in a session that is logged in. `told` is told of each batch as soon as it is
/// lasting, also where the turn fails later.
pub async fn turn<U: Upstream>(
    spool: &Arc<Spool>,
    key: &SpoolKey,
    of: &Collected,
    mut upstream: U,
    clock: &dyn Clock,
    told: &mut (dyn FnMut(&[Accepted]) + Send),
) -> Result<Turn, TurnError> {
    let there = distinct(upstream.listing().await?);
    let mut collecting = Collecting {
        spool,
        key,
        of,
        clock,
        told,
        turn: Turn {
            purpose: of.purpose,
            listed: there.len(),
            ..Turn::default()
        },
    };
    let plan = collecting.plan(&there).await?;
    let mut wanted: Vec<&InMailbox> = Vec::new();
    for place in plan.fetch {
        let Some(message) = there.get(place) else {
            continue;
        };
        if message.octets.is_some_and(|octets| octets > MOST_OCTETS) {
            collecting.turn.too_large.push(message.uid.clone());
        } else {
            wanted.push(message);
        }
    }
    collecting.fetch(&mut upstream, &wanted).await?;
    let marked = collecting.mark(&mut upstream, &there, &plan.delete).await?;
    // After QUIT without an answer nobody knows: the next listing tells.
    if upstream.quit().await {
        collecting.note_deleted(marked).await?;
    }
    collecting.adopt().await?;
    Ok(collecting.turn)
}

/// Gives each message an id of its own. One that bears the id of another in the same listing can
/// be fetched but never be deleted, as its id does not tell which of them it is.
fn distinct(mut there: Vec<InMailbox>) -> Vec<InMailbox> {
    let mut times: HashMap<String, u32> = HashMap::new();
    for message in &mut there {
        let count = times.entry(message.uid.clone()).or_default();
        *count += 1;
        if *count > 1 {
            message.uid = format!("{}{TWICE}{count}", message.uid);
        }
    }
    there
}

struct Collecting<'a> {
    spool: &'a Arc<Spool>,
    key: &'a SpoolKey,
    of: &'a Collected,
    clock: &'a dyn Clock,
    told: &'a mut (dyn FnMut(&[Accepted]) + Send),
    turn: Turn,
}

impl Collecting<'_> {
    async fn plan(&self, there: &[InMailbox]) -> Result<Plan, TurnError> {
        let listing: Vec<Listed> = there
            .iter()
            .map(|message| Listed {
                uid: message.uid.clone(),
                octets: message.octets,
            })
            .collect();
        let (spool, key) = (Arc::clone(self.spool), self.key.clone());
        let (of, now) = (self.of.clone(), self.clock.now());
        let plan = spawn_blocking(move || {
            spool.check_key(&key)?;
            match of.purpose {
                Purpose::Collect => spool.plan(&of.mailbox, &listing, of.keep, now),
                Purpose::Drain => {
                    let plan = spool.plan_deleting(&of.mailbox, &listing, of.keep, now)?;
                    Ok(Plan {
                        fetch: Vec::new(),
                        ..plan
                    })
                }
            }
        });
        Ok(plan.await??)
    }

    async fn fetch<U: Upstream>(
        &mut self,
        upstream: &mut U,
        wanted: &[&InMailbox],
    ) -> Result<(), TurnError> {
        let numbers: Vec<u32> = wanted.iter().map(|message| message.number).collect();
        upstream.ask(&numbers);
        let mut batch = Vec::new();
        let mut batch_octets = 0;
        for message in wanted {
            match self.receive(upstream).await? {
                Some(content) => {
                    batch_octets += content.octets();
                    batch.push(Arrived {
                        uid: message.uid.clone(),
                        listed: message.octets,
                        content,
                    });
                }
                None => self.turn.refused.push(message.uid.clone()),
            }
            if batch.len() >= BATCH || batch_octets >= BATCH_OCTETS {
                self.accept(std::mem::take(&mut batch)).await?;
                batch_octets = 0;
            }
        }
        self.accept(batch).await
    }

    /// One whole message; `None` where the server refuses it.
    async fn receive<U: Upstream>(&self, upstream: &mut U) -> Result<Option<Incoming>, TurnError> {
        let mut content = self.spool.incoming(self.key);
        loop {
            match upstream.next().await? {
                Some(Part::Octets(part)) => content.push(&part),
                Some(Part::Whole) => return Ok(Some(content)),
                Some(Part::Refused) | None => return Ok(None),
            }
            if content.is_full() {
                let spool = Arc::clone(self.spool);
                let write = spawn_blocking(move || {
                    spool.write(&mut content)?;
                    Ok::<_, SpoolError>(content)
                });
                content = write.await??;
            }
        }
    }

    async fn accept(&mut self, batch: Vec<Arrived>) -> Result<(), TurnError> {
        if batch.is_empty() {
            return Ok(());
        }
        let (spool, mailbox) = (Arc::clone(self.spool), self.of.mailbox.clone());
        let now = self.clock.now();
        let accept = spawn_blocking(move || spool.accept(&mailbox, batch, now));
        let mut accepted = accept.await??;
        (self.told)(&accepted);
        for one in &mut accepted {
            // Whoever wanted the first octets was told; a turn of thousands must not keep them.
            one.head = zeroize::Zeroizing::default();
        }
        self.turn.accepted.extend(accepted);
        Ok(())
    }

    /// Marks what is over, each recognised once more in this session: by its exact unique id, its
    /// size, and its header as TOP shows it now. Where TOP shows something else, the whole message
    /// is fetched: only if that is the message in question it is deleted.
    async fn mark<U: Upstream>(
        &mut self,
        upstream: &mut U,
        there: &[InMailbox],
        due: &[DueCopy],
    ) -> Result<Vec<String>, TurnError> {
        let by_uid: HashMap<&str, &InMailbox> = there
            .iter()
            .map(|message| (message.uid.as_str(), message))
            .collect();
        let mut marked = Vec::new();
        for copy in due {
            let message = by_uid.get(copy.uid.as_str()).copied();
            let twice = format!("{}{TWICE}2", copy.uid);
            let Some(message) = message
                .filter(|_| !copy.uid.contains(TWICE) && !by_uid.contains_key(twice.as_str()))
            else {
                self.turn.kept.push(copy.uid.clone());
                continue;
            };
            let is_it = self.is_still(upstream, message, copy).await?;
            if is_it && upstream.delete(message.number).await? {
                marked.push(copy.uid.clone());
            } else {
                self.turn.kept.push(copy.uid.clone());
            }
        }
        Ok(marked)
    }

    async fn is_still<U: Upstream>(
        &mut self,
        upstream: &mut U,
        message: &InMailbox,
        copy: &DueCopy,
    ) -> Result<bool, TurnError> {
        let header = upstream.header(message.number).await?;
        if header.is_some_and(|top| HeaderDigest::of_top(&top) == copy.header) {
            return Ok(true);
        }
        if self.of.purpose == Purpose::Drain {
            return Ok(false);
        }
        // Not a moment without a place in the spool: what was fetched may be gone after QUIT.
        self.fetch(upstream, &[message]).await?;
        let found = self.turn.accepted.last();
        Ok(found
            .is_some_and(|found| found.upstream_uid == copy.uid && found.message == copy.message))
    }

    /// What the record lost and no mailbox shows any more.
    async fn adopt(&mut self) -> Result<(), TurnError> {
        let (spool, key, now) = (Arc::clone(self.spool), self.key.clone(), self.clock.now());
        self.turn.adopted = spawn_blocking(move || spool.adopt(&key, now)).await??;
        Ok(())
    }

    async fn note_deleted(&mut self, uids: Vec<String>) -> Result<(), TurnError> {
        if uids.is_empty() {
            return Ok(());
        }
        let (spool, mailbox) = (Arc::clone(self.spool), self.of.mailbox.clone());
        let (now, noted) = (self.clock.now(), uids.clone());
        spawn_blocking(move || spool.note_deleted(&mailbox, &noted, now)).await??;
        self.turn.deleted = uids;
        Ok(())
    }
}
