//! One reading of one source.

use std::{
    sync::{Arc, atomic::AtomicBool},
    time::{Duration, Instant},
};

use jiff::{Timestamp, tz::TimeZone};
use serde_json::Value;
use vigie_domain::book::{
    sighting::Origin,
    source::{LotSource, SourceProblem},
};
use vigie_journal::RecordError;
use vigie_sources::Source;

use super::{
    apart::{Apart, Nothing},
    knowledge::Knowledge,
    ledger::{self, Ledger},
};

/// Readings of two seconds each that one task makes in a row, so that others have their turn.
const READINGS: usize = 5;
/// A reading that lasts so much longer hangs.
const PATIENCE: Duration = Duration::from_mins(1);

/// One source to be read.
pub(crate) struct Read {
    pub(crate) source: LotSource,
    pub(crate) ledger: Ledger,
    pub(crate) knowledge: Knowledge,
    pub(crate) now: Timestamp,
    /// The number of this reading.
    pub(super) turn: u64,
    pub(super) open: Option<Box<dyn Source>>,
    pub(super) cursor: Option<Value>,
    pub(super) stop: Arc<AtomicBool>,
    pub(super) apart: Apart,
}

/// What became of a reading.
pub(crate) enum ReadDone {
    /// It ended.
    Ended(Box<ReadEnded>),
    /// It hangs; should it ever end, that is told.
    Hangs(ReadHangs),
}

/// A reading that does not come back.
pub(crate) struct ReadHangs {
    pub(crate) source: LotSource,
    pub(super) turn: u64,
}

/// What came of a reading.
pub(crate) struct ReadEnded {
    pub(crate) source: LotSource,
    pub(super) turn: u64,
    pub(super) open: Option<Box<dyn Source>>,
    /// How far the source was read; `None`: as far as before.
    pub(super) cursor: Option<Value>,
    pub(super) problem: Option<SourceProblem>,
    /// Nothing at all could be read.
    pub(super) is_total: bool,
    /// Returns that it shows could not be read.
    pub(super) returns_hidden: bool,
    pub(super) again_after: Option<Duration>,
    /// How long the source was read.
    pub(super) spent: Duration,
    /// Lots or returns came, or changed.
    pub(crate) changed: bool,
    /// The record did not take what was read: it is read again.
    pub(crate) failed: Option<RecordError>,
}

impl ReadEnded {
    pub(super) fn new(source: LotSource, turn: u64) -> Self {
        Self {
            source,
            turn,
            open: None,
            cursor: None,
            problem: None,
            is_total: false,
            returns_hidden: false,
            again_after: None,
            spent: Duration::ZERO,
            changed: false,
            failed: None,
        }
    }

    fn nothing(source: LotSource, turn: u64, problem: SourceProblem) -> Self {
        Self {
            problem: Some(problem),
            is_total: true,
            ..Self::new(source, turn)
        }
    }

    fn broken_off(source: LotSource, turn: u64) -> Self {
        let problem = Nothing::Broke.problem(source.kind.path().to_owned());
        Self::nothing(source, turn, problem)
    }
}

/// Reads on, until nothing more is there or others should have their turn. Blocks, but not for
/// ever: where the disk does not answer, `late` is told should it do so in the end.
pub(crate) fn read(order: Read, late: impl FnOnce(ReadEnded) + Send + 'static) -> ReadDone {
    read_within(PATIENCE, order, late)
}

fn read_within(
    patience: Duration,
    order: Read,
    late: impl FnOnce(ReadEnded) + Send + 'static,
) -> ReadDone {
    let (source, turn, apart) = (order.source.clone(), order.turn, order.apart.clone());
    let broken = source.clone();
    let came = apart.within(
        patience,
        move || read_on(order),
        move |ended| late(ended.unwrap_or_else(|| ReadEnded::broken_off(broken, turn))),
    );
    match came {
        Ok(ended) => ReadDone::Ended(Box::new(ended)),
        Err(Nothing::Hangs(_)) => ReadDone::Hangs(ReadHangs { source, turn }),
        Err(error) => {
            tracing::error!(source = source.id.0, %error, "a source was not read");
            let problem = error.problem(source.kind.path().to_owned());
            ReadDone::Ended(Box::new(ReadEnded::nothing(source, turn, problem)))
        }
    }
}

fn read_on(order: Read) -> ReadEnded {
    let Read {
        source,
        ledger,
        knowledge,
        now,
        turn,
        open,
        cursor,
        stop,
        apart: _,
    } = order;
    let mut ended = ReadEnded::new(source, turn);
    ended.cursor = cursor;
    let opened = open.map_or_else(
        || {
            vigie_sources::open(
                &ended.source.kind,
                &knowledge.of_sources(TimeZone::system()),
            )
        },
        Ok,
    );
    let mut open = match opened {
        Ok(open) => open,
        Err(problem) => {
            ended.problem = Some(problem);
            ended.is_total = true;
            return ended;
        }
    };
    let origin = Origin::Source {
        id: ended.source.id,
    };
    for _ in 0..READINGS {
        let began = Instant::now();
        let reading = open.read(ended.cursor.clone(), now, &stop);
        ended.spent += began.elapsed();
        let reading = match reading {
            Ok(reading) => reading,
            Err(problem) => {
                ended.problem = Some(problem);
                ended.is_total = true;
                break;
            }
        };
        ended.again_after = reading.again_after;
        ended.problem = reading.problem;
        ended.returns_hidden = reading.returns_hidden;
        let nothing_new =
            reading.sightings.is_empty() && Some(&reading.cursor) == ended.cursor.as_ref();
        if !nothing_new {
            let taken = ledger.ingest(
                ended.source.account,
                origin,
                reading.sightings,
                Some(reading.cursor.clone()),
                now,
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

#[cfg(test)]
mod tests {
    use std::{
        path::PathBuf,
        sync::mpsc::{Receiver, channel},
    };

    use vigie_domain::{
        account::AccountId,
        book::source::{SourceId, SourceKind},
    };
    use vigie_journal::Journal;
    use vigie_sources::Reading;

    use super::*;
    use crate::book::BookClock;

    const LONG: Duration = Duration::from_secs(30);

    /// Reads as it is told to, once for each word; without a word it hangs.
    struct Told(Receiver<Result<Reading, SourceProblem>>);

    impl Source for Told {
        fn read(
            &mut self,
            _: Option<Value>,
            _: Timestamp,
            _: &AtomicBool,
        ) -> Result<Reading, SourceProblem> {
            self.0.recv().expect("a fault")
        }

        fn watched(&self) -> Vec<PathBuf> {
            Vec::new()
        }
    }

    fn order(told: Receiver<Result<Reading, SourceProblem>>) -> (tempfile::TempDir, Read) {
        let dir = tempfile::tempdir().unwrap();
        let now = Timestamp::UNIX_EPOCH;
        let (journal, _) = Journal::open(&dir.path().join("a.sqlite"), now).unwrap();
        let order = Read {
            source: LotSource {
                id: SourceId(1),
                account: AccountId(1),
                kind: SourceKind::LotFolder {
                    path: "/lots".to_owned(),
                },
            },
            ledger: Ledger {
                journal,
                clock: BookClock::REAL,
            },
            knowledge: Knowledge::default(),
            now,
            turn: 1,
            open: Some(Box::new(Told(told))),
            cursor: Some(Value::Null),
            stop: Arc::default(),
            apart: Apart::default(),
        };
        (dir, order)
    }

    #[test]
    fn a_reading_that_breaks_off_is_a_problem_of_its_source() {
        let (_, told) = channel();
        let (_dir, order) = order(told);
        let ReadDone::Ended(ended) = read_within(LONG, order, |_| panic!("late")) else {
            panic!("it hangs");
        };
        let path = "/lots".to_owned();
        assert_eq!(ended.problem, Some(SourceProblem::BrokenOff { path }));
        assert!(ended.is_total && ended.cursor.is_none() && ended.open.is_none());
    }

    #[test]
    fn a_reading_that_hangs_is_given_up_and_told_of_when_it_comes_back() {
        let (tell, told) = channel();
        let (_dir, order) = order(told);
        let (send, late) = channel();
        let hung = read_within(Duration::from_millis(20), order, move |ended| {
            send.send(ended).unwrap();
        });
        assert!(matches!(hung, ReadDone::Hangs(ReadHangs { turn: 1, .. })));
        let hidden = Reading {
            returns_hidden: true,
            ..Reading::default()
        };
        tell.send(Ok(hidden)).unwrap();
        let ended = late.recv_timeout(LONG).unwrap();
        assert!(ended.problem.is_none() && ended.returns_hidden && ended.open.is_some());
    }
}
