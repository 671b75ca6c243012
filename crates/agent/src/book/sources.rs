//! The practice's folders and logs: which are in use, and when each is to be read.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use vigie_domain::{
    account::AccountId,
    book::{
        sighting::Origin,
        source::{LotSource, SourceId, SourceKind, SourceProblem},
    },
};
use vigie_journal::{RecordError, SourceRecord};
use vigie_protocol::SourceStatus;
use vigie_sources::{Knowledge, Source};
use vigie_words::source;

use super::ledger::{self, Ledger};

/// A source is read so often even if nothing is told of it: network drives tell nothing.
const POLL: SignedDuration = SignedDuration::from_mins(10);
/// A source whose folder is away is tried again a little sooner.
const RETRY: SignedDuration = SignedDuration::from_mins(5);
/// Readings of two seconds each that one task makes in a row, so that others have their turn.
const READINGS: usize = 5;
/// A folder of returns may be away for so long before nothing is claimed of ARLs any more.
const AWAY: SignedDuration = SignedDuration::from_hours(1);

/// All sources in use.
#[derive(Default)]
pub(crate) struct Sources {
    all: BTreeMap<SourceId, InUse>,
    /// Tells readings to end early.
    pub(crate) stop: Arc<AtomicBool>,
}

struct InUse {
    source: LotSource,
    /// Opened; `None` before the first reading, and while one is on.
    open: Option<Box<dyn Source>>,
    cursor: Option<Value>,
    last_read: Option<Timestamp>,
    problem: Option<Problem>,
    watched: Vec<PathBuf>,
    /// When it is to be read next, in the time of day.
    due: Timestamp,
}

struct Problem {
    what: SourceProblem,
    since: Timestamp,
    /// Nothing at all could be read.
    is_total: bool,
}

/// One source to be read.
pub(crate) struct Read {
    pub(crate) source: LotSource,
    pub(crate) ledger: Ledger,
    pub(crate) knowledge: Knowledge,
    pub(crate) now: Timestamp,
    open: Option<Box<dyn Source>>,
    cursor: Option<Value>,
    stop: Arc<AtomicBool>,
}

/// What came of it.
pub(crate) struct ReadEnded {
    pub(crate) source: LotSource,
    open: Option<Box<dyn Source>>,
    cursor: Option<Value>,
    problem: Option<(SourceProblem, bool)>,
    again_after: Option<Duration>,
    /// Lots or returns came, or changed.
    pub(crate) changed: bool,
    /// The record did not take what was read: it is read again.
    pub(crate) failed: Option<RecordError>,
}

impl Sources {
    /// What the record knows of, all of it to be read now.
    pub(crate) fn of(records: Vec<SourceRecord>, now: Timestamp) -> Self {
        let mut sources = Self::default();
        for record in records {
            let last_read = record.last_read;
            sources.add(record.source.clone(), now);
            if let Some(used) = sources.all.get_mut(&record.source.id) {
                used.cursor = record.cursor;
                used.last_read = last_read;
            }
        }
        sources
    }

    pub(crate) fn add(&mut self, source: LotSource, now: Timestamp) {
        self.all.insert(
            source.id,
            InUse {
                source,
                open: None,
                cursor: None,
                last_read: None,
                problem: None,
                watched: Vec::new(),
                due: now,
            },
        );
    }

    pub(crate) fn remove(&mut self, source: SourceId) {
        self.all.remove(&source);
    }

    pub(crate) fn remove_of(&mut self, account: AccountId) {
        self.all.retain(|_, used| used.source.account != account);
    }

    pub(crate) fn account_of(&self, source: SourceId) -> Option<AccountId> {
        Some(self.all.get(&source)?.source.account)
    }

    pub(crate) fn of_account(&self, account: AccountId) -> impl Iterator<Item = &LotSource> {
        self.all
            .values()
            .map(|used| &used.source)
            .filter(move |source| source.account == account)
    }

    /// Something changed where this mailbox's sources stand: they are to be read.
    pub(crate) fn due_now(&mut self, account: AccountId, now: Timestamp) {
        for used in self.all.values_mut() {
            if used.source.account == account {
                used.due = used.due.min(now);
            }
        }
    }

    /// Something changed somewhere: all are to be read.
    pub(crate) fn all_due(&mut self, now: Timestamp) {
        for used in self.all.values_mut() {
            used.due = used.due.min(now);
        }
    }

    /// The mailbox was checked: whatever would be read soon is read along, in one waking.
    pub(crate) fn soon_due(&mut self, account: AccountId, now: Timestamp) {
        let soon = later(now, POLL / 2);
        for used in self.all.values_mut() {
            if used.source.account == account && used.due <= soon {
                used.due = used.due.min(now);
            }
        }
    }

    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        self.all.values().map(|used| used.due).min()
    }

    /// The source that is to be read now.
    pub(crate) fn due(&self, now: Timestamp) -> Option<&LotSource> {
        self.all
            .values()
            .filter(|used| used.due <= now)
            .min_by_key(|used| used.due)
            .map(|used| &used.source)
    }

    /// A reading of this source.
    pub(crate) fn begin(
        &mut self,
        source: SourceId,
        ledger: Ledger,
        knowledge: Knowledge,
        now: Timestamp,
    ) -> Option<Read> {
        let stop = Arc::clone(&self.stop);
        let used = self.all.get_mut(&source)?;
        Some(Read {
            source: used.source.clone(),
            ledger,
            knowledge,
            now,
            open: used.open.take(),
            cursor: used.cursor.clone(),
            stop,
        })
    }

    /// A reading has ended. `poll`: how long until the next one, if nothing is told before.
    pub(crate) fn take(&mut self, ended: ReadEnded, hurried: bool, now: Timestamp) {
        // Removed meanwhile, perhaps.
        let Some(used) = self.all.get_mut(&ended.source.id) else {
            return;
        };
        used.cursor = ended.cursor;
        if let Some(open) = &ended.open {
            used.watched = open.watched();
        }
        used.open = ended.open;
        let is_total = ended.problem.as_ref().is_some_and(|(_, total)| *total);
        if !is_total && ended.failed.is_none() {
            used.last_read = Some(now);
        }
        let since = used.problem.as_ref().map_or(now, |known| known.since);
        used.problem = ended.problem.map(|(what, is_total)| Problem {
            what,
            since,
            is_total,
        });
        let pause = match ended.again_after.map(SignedDuration::try_from) {
            Some(Ok(soon)) => soon,
            _ if hurried => SignedDuration::from_secs(5),
            _ if is_total || ended.failed.is_some() => RETRY,
            _ => POLL,
        };
        used.due = later(now, pause);
    }

    /// Whether a source of this mailbox shows lots.
    pub(crate) fn show_lots(&self, account: AccountId) -> bool {
        self.of_account(account)
            .any(|source| !matches!(source.kind, SourceKind::ReturnFolder { .. }))
    }

    /// Whether a source of this mailbox shows the returns that the billing software has.
    pub(crate) fn show_returns(&self, account: AccountId) -> bool {
        self.of_account(account)
            .any(|source| shows_returns(&source.kind))
    }

    /// Whether a source that shows this mailbox's returns cannot be read at all: `Some(true)` when
    /// that has lasted.
    pub(crate) fn returns_hidden(&self, account: AccountId, now: Timestamp) -> Option<bool> {
        self.all
            .values()
            .filter(|used| used.source.account == account && shows_returns(&used.source.kind))
            .filter_map(|used| used.problem.as_ref())
            .filter(|problem| problem.is_total)
            .map(|problem| now.duration_since(problem.since) >= AWAY)
            .max()
    }

    /// The files and folders in which a change means that there may be something to read.
    pub(crate) fn watched(&self) -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> = self
            .all
            .values()
            .flat_map(|used| used.watched.iter().cloned())
            .collect();
        paths.sort();
        paths.dedup();
        paths
    }

    pub(crate) fn status_of(&self, account: AccountId) -> Vec<SourceStatus> {
        self.all
            .values()
            .filter(|used| used.source.account == account)
            .map(|used| SourceStatus {
                source: used.source.clone(),
                last_read: used.last_read,
                problem: used
                    .problem
                    .as_ref()
                    .map(|problem| source::problem(&problem.what)),
            })
            .collect()
    }
}

/// Reads on, until nothing more is there or others should have their turn. Blocks on the disk.
pub(crate) fn read(mut order: Read) -> ReadEnded {
    let mut ended = ReadEnded {
        source: order.source.clone(),
        open: None,
        cursor: order.cursor.clone(),
        problem: None,
        again_after: None,
        changed: false,
        failed: None,
    };
    let mut open = match order.open.take() {
        Some(open) => open,
        None => match vigie_sources::open(&order.source.kind, &order.knowledge) {
            Ok(open) => open,
            Err(problem) => {
                ended.problem = Some((problem, true));
                return ended;
            }
        },
    };
    let origin = Origin::Source {
        id: order.source.id,
    };
    for _ in 0..READINGS {
        let reading = match open.read(ended.cursor.clone(), order.now, &order.stop) {
            Ok(reading) => reading,
            Err(problem) => {
                ended.problem = Some((problem, true));
                break;
            }
        };
        ended.again_after = reading.again_after;
        ended.problem = reading.problem.map(|problem| (problem, false));
        let nothing_new =
            reading.sightings.is_empty() && Some(&reading.cursor) == ended.cursor.as_ref();
        if !nothing_new {
            let taken = order.ledger.ingest(
                order.source.account,
                origin,
                reading.sightings,
                Some(reading.cursor.clone()),
                order.now,
            );
            match taken {
                Ok(done) => ended.changed |= ledger::has_changed(&done),
                // The cursor stays where it was: nothing is lost.
                Err(error) => {
                    ended.failed = Some(error);
                    break;
                }
            }
            ended.cursor = Some(reading.cursor);
        }
        if !reading.more {
            break;
        }
        ended.again_after = Some(Duration::ZERO);
    }
    ended.open = Some(open);
    ended
}

fn shows_returns(kind: &SourceKind) -> bool {
    matches!(
        kind,
        SourceKind::ReturnFolder { .. } | SourceKind::Pyxvital { .. }
    )
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}
