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
    let (source, turn, apart) = (order.source.clone(), order.turn, order.apart.clone());
    let broken = source.clone();
    let came = apart.within(
        PATIENCE,
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
