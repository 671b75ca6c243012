//! A folder of messages or files of records, with the folders in it.
//!
//! Every file is read once. What was read is remembered by a fingerprint of name, size and time of
//! change, so a file that changes is read anew; what it shows bears the same keys as before, unless it
//! shows something else.

mod cursor;
mod rest;
mod stillness;
mod walk;

use std::{
    collections::HashSet,
    fs::File,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use jiff::Timestamp;
use serde_json::Value;
use vigie_domain::book::source::SourceProblem;
use vigie_sesam::rules::RuleSet;

use self::{
    cursor::{Cursor, Within},
    rest::Rests,
    stillness::Stillness,
    walk::{Entry, Step, Walk},
};
use crate::{
    Knowledge, Reading, Source,
    outside::{Budget, MOST_SIGHTINGS, problem, read_at_most, short_digest, shown},
    recognise::{Role, Shown, recognise},
};

/// Files that are larger are no lots and no returns.
const LARGEST: u64 = 32 << 20;

/// A folder as a source.
pub(crate) struct FolderSource {
    root: PathBuf,
    role: Role,
    rules: Arc<RuleSet>,
    /// Names what the cursor's fingerprints hold for.
    identity: String,
    memory: Memory,
}

/// What is known between two readings. Only as long as the cursors that are given back are those
/// that were handed out: else it begins anew from the cursor.
#[derive(Default)]
struct Memory {
    /// The number of the cursor that was handed out last.
    turn: Option<u64>,
    /// Fingerprints of files read.
    known: HashSet<u64>,
    /// Those of them that the present pass has met.
    met: HashSet<u64>,
    walk: Option<Walk>,
    within: Option<Within>,
    stillness: Stillness,
    rests: Rests,
    /// When to look again at the files that this pass found half written.
    again_after: Option<Duration>,
    left_out: LeftOut,
    /// What the last whole pass had to leave out.
    problem: Option<SourceProblem>,
    folders: Vec<PathBuf>,
}

/// What a pass could not read.
#[derive(Default)]
struct LeftOut {
    large: Option<(String, u32)>,
    unreadable: Option<(String, u32)>,
}

/// What became of one file.
enum Outcome {
    /// It was read to its end, or needs not be.
    Done,
    /// It may be half written.
    Waits(Duration),
    /// The reading is full; the file is not.
    Full,
    /// It was not read, and is to be met again in the next pass.
    PassedOver,
}

impl FolderSource {
    /// A folder of lots.
    pub(crate) fn lots(root: &Path, knowledge: &Knowledge) -> Self {
        Self::new(root, Role::Lots, knowledge)
    }

    /// A folder of returns.
    pub(crate) fn returns(root: &Path, knowledge: &Knowledge) -> Self {
        Self::new(root, Role::Returns, knowledge)
    }

    fn new(root: &Path, role: Role, knowledge: &Knowledge) -> Self {
        // Other rules may understand what these did not: everything is read anew then.
        let rules = format!("{:?}", knowledge.rules);
        let identity = short_digest(&[
            root.as_os_str().as_encoded_bytes(),
            &[u8::from(role == Role::Lots)],
            rules.as_bytes(),
        ]);
        Self {
            root: root.to_owned(),
            role,
            rules: Arc::clone(&knowledge.rules),
            identity: format!("{identity:016x}"),
            memory: Memory::default(),
        }
    }

    fn read_file(
        &mut self,
        entry: &Entry,
        fingerprint: u64,
        now: Timestamp,
        reading: &mut Reading,
    ) -> Outcome {
        if entry.length > LARGEST {
            LeftOut::count(&mut self.memory.left_out.large, &entry.path);
            return Outcome::PassedOver;
        }
        let still = self.memory.stillness.of(entry, now);
        let is_this = |within: &mut Within| within.file == fingerprint;
        let begun = self.memory.within.take_if(is_this);
        if begun.is_none()
            && let Some(left) = self.memory.rests.left(entry, now)
        {
            return Outcome::Waits(left.max(stillness::SHORTLY));
        }
        let shown = match self.look(entry, now, reading) {
            Ok(Some(shown)) => shown,
            Ok(None) => {
                self.memory.rests.was_read(entry, true, now);
                return Outcome::Waits(stillness::SHORTLY);
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Outcome::PassedOver;
            }
            Err(_) => {
                LeftOut::count(&mut self.memory.left_out.unreadable, &entry.path);
                return Outcome::PassedOver;
            }
        };
        let wait = still.wait(&shown);
        self.memory.rests.was_read(entry, wait.is_some(), now);
        if let Some(wait) = wait {
            return Outcome::Waits(wait);
        }
        let done = begun.map_or(0, |within| within.done);
        let room = MOST_SIGHTINGS.saturating_sub(reading.sightings.len());
        let all = shown.sightings.len();
        reading
            .sightings
            .extend(shown.sightings.into_iter().skip(done).take(room));
        if done + room < all {
            self.memory.within = Some(Within {
                file: fingerprint,
                done: done + room,
            });
            return Outcome::Full;
        }
        reading.unknown = reading.unknown.saturating_add(shown.unknown);
        Outcome::Done
    }

    /// What the file shows; `None`: it changed while it was read.
    fn look(
        &self,
        entry: &Entry,
        now: Timestamp,
        reading: &mut Reading,
    ) -> std::io::Result<Option<Shown>> {
        let mut file = File::open(&entry.path)?;
        // Whatever stands there now: only a file is read.
        if !file.metadata()?.is_file() {
            return Err(std::io::ErrorKind::NotFound.into());
        }
        let octets = read_at_most(&mut file, LARGEST + 1)?;
        reading.octets = reading.octets.saturating_add(octets.len() as u64);
        let after = Entry::of(entry.path.clone(), &file.metadata()?);
        if after.length != entry.length
            || after.written != entry.written
            || octets.len() as u64 != entry.length
        {
            return Ok(None);
        }
        let written = entry.written.unwrap_or(now);
        Ok(Some(recognise(
            &octets,
            self.role,
            written,
            now,
            &self.rules,
        )))
    }

    /// The end of a pass: what it did not meet is forgotten.
    fn end_pass(&mut self, now: Timestamp) {
        let memory = &mut self.memory;
        memory.known = std::mem::take(&mut memory.met);
        memory.within = None;
        memory.stillness.end_pass();
        memory.rests.end_pass(now);
        if let Some(walk) = memory.walk.take() {
            for path in &walk.unreadable {
                LeftOut::count(&mut memory.left_out.unreadable, path);
            }
            memory.folders = walk.folders;
        }
        memory.problem = std::mem::take(&mut memory.left_out).into_problem();
    }
}

impl Source for FolderSource {
    fn read(
        &mut self,
        cursor: Option<Value>,
        now: Timestamp,
        stop: &AtomicBool,
    ) -> Result<Reading, SourceProblem> {
        let budget = Budget::new(stop);
        let cursor = cursor.and_then(|value| Cursor::parse(value, &self.identity));
        let turn = cursor.as_ref().map_or(0, |cursor| cursor.turn);
        if cursor.is_none() || self.memory.turn != Some(turn) {
            self.memory = Memory::begin(cursor);
        }
        let mut reading = Reading::default();
        if self.memory.walk.is_none() {
            self.memory.walk = Some(Walk::begin(&self.root)?);
        }
        loop {
            if budget.is_spent() || reading.sightings.len() >= MOST_SIGHTINGS {
                reading.more = true;
                break;
            }
            let entry = match self.memory.walk.as_mut().map_or(Step::End, Walk::step) {
                Step::File(entry) => entry,
                Step::Nothing => continue,
                Step::End => {
                    reading.again_after = self.memory.again_after.take();
                    self.end_pass(now);
                    break;
                }
            };
            let fingerprint = entry.fingerprint(&self.root);
            if self.memory.known.contains(&fingerprint) {
                self.memory.met.insert(fingerprint);
                continue;
            }
            match self.read_file(&entry, fingerprint, now, &mut reading) {
                Outcome::Done => {
                    self.memory.known.insert(fingerprint);
                    self.memory.met.insert(fingerprint);
                }
                Outcome::Waits(wait) => {
                    let soonest = self
                        .memory
                        .again_after
                        .map_or(wait, |known| known.min(wait));
                    self.memory.again_after = Some(soonest);
                }
                Outcome::Full => {
                    if let Some(walk) = self.memory.walk.as_mut() {
                        walk.push_back(entry);
                    }
                }
                Outcome::PassedOver => {}
            }
        }
        let turn = turn.wrapping_add(1);
        self.memory.turn = Some(turn);
        reading.problem.clone_from(&self.memory.problem);
        reading.cursor = Cursor::of(&self.identity, turn, &self.memory).into_value();
        Ok(reading)
    }

    fn watched(&self) -> Vec<PathBuf> {
        let mut paths = vec![self.root.clone()];
        paths.extend(self.memory.folders.iter().cloned());
        paths
    }
}

impl Memory {
    fn begin(cursor: Option<Cursor>) -> Self {
        let Some(cursor) = cursor else {
            return Self::default();
        };
        Self {
            known: cursor.known,
            within: cursor.within,
            ..Self::default()
        }
    }
}

impl LeftOut {
    fn count(counter: &mut Option<(String, u32)>, path: &Path) {
        let (_, count) = counter.get_or_insert_with(|| (shown(path), 0));
        *count = count.saturating_add(1);
    }

    fn into_problem(self) -> Option<SourceProblem> {
        let unreadable = self
            .unreadable
            .map(|(path, entries)| SourceProblem::PartlyUnreadable { path, entries });
        let large = self
            .large
            .map(|(path, files)| SourceProblem::TooLarge { path, files });
        unreadable.or(large)
    }
}
