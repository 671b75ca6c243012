//! What a source would show, before it is chosen.

use std::{
    collections::HashSet,
    sync::atomic::AtomicBool,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use vigie_domain::book::{
    lot::{Caisse, LotNumber},
    sighting::Seen,
    source::{SampledLot, SourceKind, SourceProblem},
};

use crate::{Knowledge, open};

/// What a source would show. The face's `SourcePreview` has its problem in words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preview {
    /// Lots found.
    pub lots: u32,
    /// Returns found.
    pub returns: u32,
    /// Files or lines that were not understood.
    pub unknown: u32,
    /// Lots found, the latest first, twenty at most.
    pub sample: Vec<SampledLot>,
    /// There is more than was looked at.
    pub more: bool,
    /// Why it cannot be read at all, or not in full, or shows nothing.
    pub problem: Option<SourceProblem>,
}

/// How long a preview is worth waiting for.
const LONGEST: Duration = Duration::from_secs(5);
const MOST_SAMPLES: usize = 20;
/// What is shown is bounded, whatever the source holds.
const MOST_SEEN: usize = 20_000;

/// Looks at a source for five seconds at most, or until `stop`. Nothing is kept.
#[must_use]
pub fn preview(
    kind: &SourceKind,
    knowledge: &Knowledge,
    now: Timestamp,
    stop: &AtomicBool,
) -> Preview {
    let until = Instant::now() + LONGEST;
    let mut preview = Preview::default();
    let mut source = match open(kind, knowledge) {
        Ok(source) => source,
        Err(problem) => {
            preview.problem = Some(problem);
            return preview;
        }
    };
    let mut seen = HashSet::new();
    let mut waits = false;
    let mut cursor = None;
    loop {
        let reading = match source.read(cursor.take(), now, stop) {
            Ok(reading) => reading,
            Err(problem) => {
                preview.problem = Some(problem);
                return preview;
            }
        };
        preview.unknown = preview.unknown.saturating_add(reading.unknown);
        for sighting in reading.sightings {
            if seen.insert(sighting.key) {
                preview.count(sighting.seen);
            }
        }
        preview.problem = reading.problem.or(preview.problem);
        waits |= reading.again_after.is_some();
        let enough = Instant::now() >= until
            || seen.len() >= MOST_SEEN
            || stop.load(std::sync::atomic::Ordering::Relaxed);
        preview.more = reading.more;
        if !reading.more || enough {
            break;
        }
        cursor = Some(reading.cursor);
    }
    if preview.problem.is_none() && seen.is_empty() && !waits && !preview.more {
        preview.problem = Some(SourceProblem::NothingRecognised);
    }
    preview
}

impl Preview {
    fn count(&mut self, seen: Seen) {
        let lot = match seen {
            Seen::Lot(lot) => lot,
            Seen::Return(_) => {
                self.returns += 1;
                return;
            }
        };
        self.lots += 1;
        let at = self.sample.partition_point(|known| known.sent >= lot.sent);
        if at < MOST_SAMPLES {
            let sampled = SampledLot {
                number: lot.reference.number.as_ref().map(LotNumber::to_string),
                caisse: lot.caisse.as_ref().map(Caisse::to_string),
                sent: lot.sent,
            };
            self.sample.insert(at, sampled);
            self.sample.truncate(MOST_SAMPLES);
        }
    }
}
