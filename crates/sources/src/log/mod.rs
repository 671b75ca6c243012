//! A log or an export, or a folder of logs, read line by line as a profile says.
//!
//! A line's identity is the digest of its octets, so a line that is met again in a renamed, copied or
//! rewritten log is the same line. A last line without its end waits.

mod lines;
mod place;
pub(crate) mod text;

use std::{
    collections::{BTreeMap, HashMap},
    fs::{self, File, Metadata},
    io,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
    time::{Duration, SystemTime},
};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use vigie_domain::{billing::LogFormat, book::source::SourceProblem};

use self::{
    lines::{LONGEST_LINE, LineReader},
    place::{Place, Stamp, read_from},
};
use crate::{
    Knowledge, Reading, Source,
    outside::{Budget, MOST_SIGHTINGS, problem, short_digest, shown},
};

/// Octets read at a time.
const CHUNK: u64 = 1 << 20;
/// Logs of one folder that are followed, the latest.
const MOST_FILES: usize = 400;
/// Entries of a folder that are looked at.
const MOST_ENTRIES: usize = 100_000;
/// A log that was renamed is followed for so long: its writer may still have it open.
const RENAMED: SignedDuration = SignedDuration::from_hours(24);
/// A last line without end is read after so long.
const UNENDED_LOG: SignedDuration = SignedDuration::from_mins(10);
/// The same in an export, which is written in one go.
const UNENDED_EXPORT: SignedDuration = SignedDuration::from_secs(5);

/// A log as a source.
pub(crate) struct LogSource {
    path: PathBuf,
    format: LogFormat,
    zone: TimeZone,
    identity: String,
    /// How files with a last line without end looked, and since when.
    unended: HashMap<PathBuf, (Stamp, Timestamp)>,
}

#[derive(Default, Serialize, Deserialize)]
struct Cursor {
    log: String,
    /// Places by file name.
    files: BTreeMap<String, Place>,
}

impl LogSource {
    pub(crate) fn new(
        path: &Path,
        profile: &str,
        knowledge: &Knowledge,
    ) -> Result<Self, SourceProblem> {
        let found = knowledge
            .profiles
            .get(profile)
            .and_then(|profile| profile.log());
        let format = found.ok_or_else(|| SourceProblem::NoProfile {
            profile: profile.to_owned(),
        })?;
        let described = format!("{format:?}");
        let identity = short_digest(&[path.as_os_str().as_encoded_bytes(), described.as_bytes()]);
        Ok(Self {
            path: path.to_owned(),
            format: format.clone(),
            zone: knowledge.zone.clone(),
            identity: format!("{identity:016x}"),
            unended: HashMap::new(),
        })
    }

    /// Where the logs stand.
    fn folder(&self) -> &Path {
        if self.format.names_files() && self.path.is_dir() {
            &self.path
        } else {
            self.path.parent().unwrap_or(Path::new(""))
        }
    }

    /// The logs that are there, the oldest first.
    fn logs(&self) -> Result<Vec<PathBuf>, SourceProblem> {
        let metadata = fs::metadata(&self.path).map_err(|error| problem(&self.path, &error))?;
        if metadata.is_file() {
            return Ok(vec![self.path.clone()]);
        }
        if !metadata.is_dir() || !self.format.names_files() {
            return Err(SourceProblem::NotAFile {
                path: shown(&self.path),
            });
        }
        let entries = fs::read_dir(&self.path).map_err(|error| problem(&self.path, &error))?;
        let mut found: Vec<(SystemTime, PathBuf)> = entries
            .take(MOST_ENTRIES)
            .flatten()
            .filter(|entry| {
                let name = entry.file_name();
                name.to_str().is_some_and(|name| self.format.is_log(name))
            })
            .filter_map(|entry| {
                let metadata = entry.metadata().ok()?;
                metadata
                    .is_file()
                    .then_some((metadata.modified().ok()?, entry.path()))
            })
            .collect();
        found.sort();
        let latest = found.split_off(found.len().saturating_sub(MOST_FILES));
        Ok(latest.into_iter().map(|(_, path)| path).collect())
    }

    /// Finds again the logs that were renamed or cut since the last reading: what was written to
    /// them until then is not lost. The file that has their name now is a new one.
    fn follow_renamed(&self, logs: &[PathBuf], places: &mut BTreeMap<String, Place>) {
        let folder = self.folder();
        let gone = places
            .iter()
            .filter(|(_, place)| place.offset > 0)
            .map(|(name, _)| folder.join(name))
            .filter(|path| !path.exists());
        let changed = logs.iter().filter(|path| {
            let place = places.get(&name_of(path));
            place.is_some_and(|place| !is_still_in(place, path))
        });
        let paths: Vec<PathBuf> = gone.chain(changed.cloned()).collect();
        for path in paths {
            let Some(place) = places.remove(&name_of(&path)) else {
                continue;
            };
            let renamed = place.find_beside(&path).map(|path| name_of(&path));
            if let Some(renamed) = &renamed {
                places.entry(renamed.clone()).or_insert(place);
            }
            if logs.contains(&path) || path == self.path {
                places.insert(name_of(&path), Place::after(renamed));
            }
        }
    }

    /// The renamed logs, which are read before those that are there, and forgotten after a day.
    fn renamed(
        &self,
        logs: &[PathBuf],
        places: &mut BTreeMap<String, Place>,
        now: Timestamp,
    ) -> Vec<PathBuf> {
        let folder = self.folder();
        let mut found = Vec::new();
        places.retain(|name, _| {
            let path = folder.join(name);
            if logs.contains(&path) || path == self.path {
                return true;
            }
            let written = fs::metadata(&path).and_then(|metadata| metadata.modified());
            let Ok(Ok(at)) = written.map(Timestamp::try_from) else {
                return false;
            };
            let is_followed = now.duration_since(at) < RENAMED;
            if is_followed {
                found.push((at, path));
            }
            is_followed
        });
        found.sort();
        found.into_iter().map(|(_, path)| path).collect()
    }

    /// Reads one file on from its place; whether its end was reached.
    fn read_file(
        &mut self,
        path: &Path,
        places: &mut BTreeMap<String, Place>,
        now: Timestamp,
        budget: &Budget<'_>,
        reading: &mut Reading,
    ) -> io::Result<bool> {
        let mut place = places.get(&name_of(path)).cloned().unwrap_or_default();
        let mut file = File::open(path)?;
        let stamp = Stamp::of(&file.metadata()?);
        if place.at_end == Some(stamp) {
            return Ok(true);
        }
        let carry = self.carry(&place, places);
        let mut reader = LineReader {
            format: &self.format,
            zone: &self.zone,
            written: stamp.written(now),
            now,
            carry,
        };
        let (rest, at_end) = loop {
            let octets = read_from(&mut file, place.offset, CHUNK)?;
            reading.octets = reading.octets.saturating_add(octets.len() as u64);
            let read = reader.lines(&octets, &mut place, reading);
            let full = reading.sightings.len() >= MOST_SIGHTINGS;
            if full || (octets.len() as u64) < CHUNK || budget.is_spent() {
                let at_end = !full && (octets.len() as u64) < CHUNK;
                break (octets[read..].to_vec(), at_end);
            }
        };
        let mut settled = at_end;
        if at_end && !rest.is_empty() && !place.skipping {
            settled = self.last_line(path, &rest, stamp, now, &mut place, reading);
        }
        // What the other file left was read with the first line here.
        if place.line > 0
            && let Some(before) = places
                .get(&name_of(path))
                .and_then(|old| old.continues.clone())
            && let Some(before) = places.get_mut(&before)
        {
            before.unended = u64::MAX;
        }
        place.mark(&mut file)?;
        place.at_end = settled.then_some(stamp);
        places.insert(name_of(path), place);
        Ok(at_end)
    }

    /// A last line without end: it is read once it has been so for a while. Whether nothing more is
    /// to be done about it.
    fn last_line(
        &mut self,
        path: &Path,
        line: &[u8],
        stamp: Stamp,
        now: Timestamp,
        place: &mut Place,
        reading: &mut Reading,
    ) -> bool {
        if place.unended >= line.len() as u64 {
            return true;
        }
        let look = self.unended.entry(path.to_owned()).or_insert((stamp, now));
        if look.0 != stamp || look.1 > now {
            *look = (stamp, now);
        }
        let since = now
            .duration_since(look.1)
            .max(now.duration_since(stamp.written(now)));
        let enough = if self.format.every_line() {
            UNENDED_EXPORT
        } else {
            UNENDED_LOG
        };
        if since < enough {
            let left = Duration::try_from(enough - since).unwrap_or_default();
            let soonest = reading.again_after.map_or(left, |known| known.min(left));
            reading.again_after = Some(soonest);
            return false;
        }
        self.unended.remove(path);
        let reader = LineReader {
            format: &self.format,
            zone: &self.zone,
            written: stamp.written(now),
            now,
            carry: Vec::new(),
        };
        if place.line >= u64::from(self.format.header_lines()) {
            reader.line(line, reading);
        }
        place.unended = line.len() as u64;
        true
    }

    /// What the file that this one continues has behind its last whole line.
    fn carry(&self, place: &Place, places: &BTreeMap<String, Place>) -> Vec<u8> {
        let Some(name) = &place.continues else {
            return Vec::new();
        };
        let Some(before) = places.get(name).filter(|before| before.unended == 0) else {
            return Vec::new();
        };
        File::open(self.folder().join(name))
            .and_then(|mut file| read_from(&mut file, before.offset, LONGEST_LINE as u64))
            .ok()
            .filter(|octets| !octets.contains(&b'\n'))
            .unwrap_or_default()
    }
}

impl Source for LogSource {
    fn read(
        &mut self,
        cursor: Option<Value>,
        now: Timestamp,
        stop: &AtomicBool,
    ) -> Result<Reading, SourceProblem> {
        let budget = Budget::new(stop);
        let mut cursor = cursor
            .and_then(|value| serde_json::from_value::<Cursor>(value).ok())
            .filter(|cursor| cursor.log == self.identity)
            .unwrap_or_default();
        cursor.log.clone_from(&self.identity);
        let places = &mut cursor.files;
        let mut reading = Reading::default();
        let logs = match self.logs() {
            Ok(logs) => logs,
            // Between the renaming of a log and the beginning of the next there is none.
            Err(missing @ SourceProblem::Missing { .. }) if !places.is_empty() => {
                reading.problem = Some(missing);
                Vec::new()
            }
            Err(failure) => return Err(failure),
        };
        self.follow_renamed(&logs, places);
        let mut files = self.renamed(&logs, places, now);
        files.extend(logs);
        self.unended.retain(|path, _| files.contains(path));
        for path in files {
            match self.read_file(&path, places, now, &budget, &mut reading) {
                Ok(true) => {}
                Ok(false) => {
                    reading.more = true;
                    break;
                }
                Err(error) => {
                    reading
                        .problem
                        .get_or_insert_with(|| problem(&path, &error));
                }
            }
        }
        if places.is_empty()
            && let Some(failure) = reading.problem
        {
            return Err(failure);
        }
        reading.cursor = serde_json::to_value(cursor).unwrap_or_default();
        Ok(reading)
    }

    fn watched(&self) -> Vec<PathBuf> {
        vec![self.path.clone()]
    }
}

fn is_still_in(place: &Place, path: &Path) -> bool {
    let Ok(mut file) = File::open(path) else {
        // Whatever keeps it from being read now, its place stands.
        return true;
    };
    let unchanged = |metadata: Metadata| place.at_end == Some(Stamp::of(&metadata));
    file.metadata().is_ok_and(unchanged) || place.is_in(&mut file).unwrap_or(true)
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}
