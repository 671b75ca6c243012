//! A `Pyxvital.ini`: its section `[Répertoires]` names the folders of lots and returns, in which `#`
//! stands for one folder per practitioner.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    path::{Component, Path, PathBuf},
    sync::atomic::AtomicBool,
    time::Duration,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use vigie_domain::book::source::SourceProblem;

use crate::{
    Knowledge, Reading, Source,
    folder::FolderSource,
    ini::Ini,
    outside::{Budget, MOST_SIGHTINGS, problem, read_at_most, shown},
};

/// Larger files are no settings.
const LARGEST: u64 = 1 << 20;
const SECTION: &str = "Répertoires";
/// The keys of the folders, and whether they hold lots.
const KEYS: [(&str, bool); 3] = [("Lots", true), ("Fichiers", true), ("Arl", false)];
const MOST_PRACTITIONERS: usize = 100;
/// Entries of one folder that are looked at for practitioners.
const MOST_ENTRIES: usize = 10_000;

/// A Pyxvital installation as a source.
pub(crate) struct PyxvitalSource {
    ini: PathBuf,
    practitioner: Option<String>,
    knowledge: Knowledge,
    parts: Vec<Part>,
    /// When to look again at what the parts found half written.
    again_after: Option<Duration>,
}

/// One of its folders.
struct Part {
    key: &'static str,
    path: PathBuf,
    holds_lots: bool,
    source: FolderSource,
    /// Why it could not be read, or not in full, the last time.
    problem: Option<SourceProblem>,
    failed: bool,
}

#[derive(Default, Serialize, Deserialize)]
struct Cursor {
    /// The part that comes next.
    part: usize,
    lots: Option<Value>,
    fichiers: Option<Value>,
    arl: Option<Value>,
}

/// The folders that a `Pyxvital.ini` names, each with its key and whether it holds lots; `#` still
/// stands in them.
pub(crate) struct Folders(Vec<(&'static str, bool, PathBuf)>);

impl Folders {
    /// Reads the file. Relative paths are meant from where it stands.
    pub(crate) fn read(ini: &Path) -> Result<Self, SourceProblem> {
        let failed = |error: &std::io::Error| problem(ini, error);
        let metadata = fs::metadata(ini).map_err(|error| failed(&error))?;
        if !metadata.is_file() {
            return Err(SourceProblem::NotAFile { path: shown(ini) });
        }
        let mut file = File::open(ini).map_err(|error| failed(&error))?;
        let octets = read_at_most(&mut file, LARGEST).map_err(|error| failed(&error))?;
        let folders = Self::parse(&octets, ini.parent().unwrap_or(Path::new("")));
        if folders.0.is_empty() {
            return Err(SourceProblem::NoFolders { path: shown(ini) });
        }
        Ok(folders)
    }

    fn parse(octets: &[u8], beside: &Path) -> Self {
        let ini = Ini::parse(octets);
        let folder = |(key, holds_lots): (&'static str, bool)| {
            let value = ini.get(SECTION, key)?;
            let path = value.replace('\\', std::path::MAIN_SEPARATOR_STR);
            Some((key, holds_lots, beside.join(path)))
        };
        Self(KEYS.into_iter().filter_map(folder).collect())
    }

    /// The practitioners that have a folder there, in order. None where `#` stands in no path.
    pub(crate) fn practitioners(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for (.., path) in &self.0 {
            let Some((parent, before, after)) = hash_of(path) else {
                continue;
            };
            let entries = fs::read_dir(parent).into_iter().flatten().flatten();
            for entry in entries.take(MOST_ENTRIES) {
                let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
                let name = entry.file_name();
                let name = name.to_str().and_then(|name| {
                    name.strip_prefix(before.as_str())?
                        .strip_suffix(after.as_str())
                });
                if let Some(name) = name
                    && is_folder
                    && is_plain(name)
                    && found.len() < MOST_PRACTITIONERS
                {
                    found.insert(name.to_owned());
                }
            }
        }
        found
    }

    fn has_hash(&self) -> bool {
        self.0.iter().any(|(.., path)| hash_of(path).is_some())
    }
}

/// Where in a path `#` stands: the folder above, and what stands around it in the name.
fn hash_of(path: &Path) -> Option<(PathBuf, String, String)> {
    let mut above = PathBuf::new();
    for component in path.components() {
        if let Some((before, after)) = component.as_os_str().to_str()?.split_once('#') {
            return Some((above, before.to_owned(), after.to_owned()));
        }
        above.push(component);
    }
    None
}

fn is_plain(name: &str) -> bool {
    let mut components = Path::new(name).components();
    matches!(components.next(), Some(Component::Normal(_))) && components.next().is_none()
}

impl PyxvitalSource {
    pub(crate) fn new(ini: &Path, practitioner: Option<String>, knowledge: &Knowledge) -> Self {
        Self {
            ini: ini.to_owned(),
            practitioner,
            knowledge: knowledge.clone(),
            parts: Vec::new(),
            again_after: None,
        }
    }

    /// Reads the settings anew: folders may have moved.
    fn refresh(&mut self) -> Result<(), SourceProblem> {
        let folders = Folders::read(&self.ini)?;
        let practitioner = self.chosen(&folders)?;
        let mut known = std::mem::take(&mut self.parts);
        for (key, holds_lots, path) in folders.0 {
            let path = with_practitioner(&path, &practitioner);
            let at = known
                .iter()
                .position(|part| part.key == key && part.path == path);
            self.parts.push(at.map_or_else(
                || Part {
                    key,
                    holds_lots,
                    source: if holds_lots {
                        FolderSource::lots(&path, &self.knowledge)
                    } else {
                        FolderSource::returns(&path, &self.knowledge)
                    },
                    path: path.clone(),
                    problem: None,
                    failed: false,
                },
                |at| known.swap_remove(at),
            ));
        }
        if !self.parts.iter().any(|part| part.path.is_dir())
            && let Some(practitioner) = &self.practitioner
        {
            return Err(SourceProblem::PractitionerUnknown {
                path: shown(&self.ini),
                practitioner: practitioner.clone(),
            });
        }
        Ok(())
    }

    fn chosen(&self, folders: &Folders) -> Result<String, SourceProblem> {
        let path = || shown(&self.ini);
        match &self.practitioner {
            Some(chosen) if is_plain(chosen) => Ok(chosen.clone()),
            Some(chosen) => Err(SourceProblem::PractitionerUnknown {
                path: path(),
                practitioner: chosen.clone(),
            }),
            None if !folders.has_hash() => Ok(String::new()),
            None => {
                let found = folders.practitioners();
                let mut names = found.iter();
                match (names.next(), names.next()) {
                    (Some(only), None) => Ok(only.clone()),
                    (None, _) => Err(SourceProblem::NoFolders { path: path() }),
                    (Some(_), Some(_)) => Err(SourceProblem::PractitionerUnclear {
                        path: path(),
                        count: u32::try_from(found.len()).unwrap_or(u32::MAX),
                    }),
                }
            }
        }
    }

    /// The folder of returns that could not be read at all the last time.
    fn hidden_returns(&self) -> Option<&Part> {
        self.parts
            .iter()
            .find(|part| !part.holds_lots && part.failed)
    }

    /// What of the parts' problems is worth telling. A folder of lots that is not there is none, as
    /// long as lots are seen in another: not every practice has all of them. Returns have one place
    /// only.
    fn problem(&self) -> Option<SourceProblem> {
        let is_missing = |part: &&Part| matches!(part.problem, Some(SourceProblem::Missing { .. }));
        let sees_lots = self
            .parts
            .iter()
            .any(|part| part.holds_lots && part.problem.is_none());
        if let Some(part) = self.hidden_returns().filter(|_| sees_lots) {
            return Some(SourceProblem::ReturnsUnreadable {
                path: shown(&part.path),
            });
        }
        self.parts
            .iter()
            .filter(|part| part.problem.is_some())
            .find(|part| !(sees_lots && is_missing(part)))
            .and_then(|part| part.problem.clone())
    }
}

fn with_practitioner(path: &Path, practitioner: &str) -> PathBuf {
    path.components()
        .map(|component| match component.as_os_str().to_str() {
            Some(text) if text.contains('#') => PathBuf::from(text.replace('#', practitioner)),
            _ => PathBuf::from(component.as_os_str()),
        })
        .collect()
}

impl Source for PyxvitalSource {
    fn read(
        &mut self,
        cursor: Option<Value>,
        now: Timestamp,
        stop: &AtomicBool,
    ) -> Result<Reading, SourceProblem> {
        let budget = Budget::new(stop);
        let cursor = cursor.and_then(|value| serde_json::from_value::<Cursor>(value).ok());
        let mut cursor = cursor.unwrap_or_default();
        self.refresh()?;
        let mut whole = Reading::default();
        while let Some(part) = self.parts.get_mut(cursor.part) {
            let place = match part.key {
                "Lots" => &mut cursor.lots,
                "Fichiers" => &mut cursor.fichiers,
                _ => &mut cursor.arl,
            };
            match part.source.read(place.clone(), now, stop) {
                Ok(reading) => {
                    *place = Some(reading.cursor);
                    part.problem = reading.problem;
                    part.failed = false;
                    whole.sightings.extend(reading.sightings);
                    whole.unknown = whole.unknown.saturating_add(reading.unknown);
                    whole.octets = whole.octets.saturating_add(reading.octets);
                    self.again_after = [self.again_after, reading.again_after]
                        .into_iter()
                        .flatten()
                        .min();
                    if !reading.more {
                        cursor.part += 1;
                    }
                }
                Err(failure) => {
                    part.problem = Some(failure);
                    part.failed = true;
                    cursor.part += 1;
                }
            }
            let full = whole.sightings.len() >= MOST_SIGHTINGS || budget.is_spent();
            if full && cursor.part < self.parts.len() {
                whole.more = true;
                break;
            }
        }
        if !whole.more {
            if self.parts.iter().all(|part| part.failed)
                && let Some(failure) = self.parts.iter().find_map(|part| part.problem.clone())
            {
                return Err(failure);
            }
            cursor.part = 0;
            whole.again_after = self.again_after.take();
        }
        whole.problem = self.problem();
        whole.returns_hidden = self.hidden_returns().is_some();
        whole.cursor = serde_json::to_value(cursor).unwrap_or_default();
        Ok(whole)
    }

    fn watched(&self) -> Vec<PathBuf> {
        let mut paths = vec![self.ini.clone()];
        paths.extend(self.parts.iter().flat_map(|part| part.source.watched()));
        paths
    }
}
