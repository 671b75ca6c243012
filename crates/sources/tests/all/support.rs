//! Files as billing software writes them, and a reader that keeps what a source shows.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::Path,
    sync::{Arc, LazyLock, atomic::AtomicBool},
    time::{Duration, SystemTime},
};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde_json::Value;
use vigie_domain::billing::Profiles;
use vigie_domain::book::{
    sighting::{LotSeen, ReturnSeen, Seen, Sighting},
    source::{SourceKind, SourceProblem},
};
use vigie_sesam::rules::RuleSet;
use vigie_sources::{Knowledge, Reading, Source, built_in, open, parse};

/// A Monday, 9:00 in Paris.
pub(crate) fn now() -> Timestamp {
    "2026-03-02T08:00:00Z".parse().unwrap()
}

pub(crate) fn after(seconds: i64) -> Timestamp {
    now() + SignedDuration::from_secs(seconds)
}

pub(crate) fn knowledge() -> Knowledge {
    static BUILT_IN: LazyLock<Knowledge> = LazyLock::new(|| Knowledge {
        rules: Arc::new(RuleSet::built_in()),
        profiles: Arc::new(built_in()),
        zone: TimeZone::get("Europe/Paris").unwrap(),
    });
    BUILT_IN.clone()
}

/// With a profile `essai` of a log, whose lines are like
/// `2026-03-02 08:00:00 lot 017 caisse 01511`.
pub(crate) fn with_log_profile() -> Knowledge {
    static PROFILES: LazyLock<Arc<Profiles>> = LazyLock::new(|| Arc::new(parse(ESSAI).unwrap()));
    Knowledge {
        profiles: Arc::clone(&PROFILES),
        ..knowledge()
    }
}

const ESSAI: &str = r#"{"version":1,"profiles":[{"id":"essai","name":"Essai","evidence":"a test",
            "log":{"encoding":"windows1252","file_names":"^essai_[0-9]{8}\\.log$",
                "pattern":"^(?P<time>[0-9-]{10} [0-9:]{8}) lot (?P<number>[0-9]{3}) caisse (?P<caisse>[0-9]{5})$",
                "time_formats":["%Y-%m-%d %H:%M:%S"]}}]}"#;

fn record(kind: &str, fields: &[(usize, &str)]) -> String {
    let mut record = vec![b' '; 128];
    record[..kind.len()].copy_from_slice(kind.as_bytes());
    for (at, text) in fields {
        record[at - 1..at - 1 + text.len()].copy_from_slice(text.as_bytes());
    }
    String::from_utf8(record).unwrap()
}

/// B2 records of these lots of 2 March 2026; emitter and numbers are invented.
pub(crate) fn b2(numbers: &[u16]) -> Vec<u8> {
    let mut file = record("000", &[]);
    for number in numbers {
        let number = format!("{number:03}");
        file += &record("1", &[(2, "000000042"), (20, &number), (72, "260302")]);
        file += &record("6", &[(52, &number)]);
    }
    (file + &record("999", &[])).into_bytes()
}

/// A NOEMIE return on this lot.
pub(crate) fn noemie(number: u16) -> Vec<u8> {
    let head = record("000", &[(28, "00000000000042")]);
    let end = record("999", &[]);
    format!("{head}08001260302{number:03}@{end}").into_bytes()
}

/// A lot as it is sent.
pub(crate) fn lot_message(id: u32) -> Vec<u8> {
    format!(
        "From: cabinet@exemple.example\r\nTo: 01511@511.01.rss.fr\r\nMessage-ID: <{id}@exemple.example>\r\n\
         Date: Mon, 2 Mar 2026 08:10:00 +0100\r\nSubject: IR/00000000000042/2026030208100910188/00001\r\n\r\nx\r\n"
    )
    .into_bytes()
}

/// Writes a file that has been lying there for `seconds` at [`now`].
pub(crate) fn write(path: &Path, octets: &[u8], seconds: i64) {
    fs::write(path, octets).unwrap();
    touch(path, after(-seconds));
}

pub(crate) fn touch(path: &Path, at: Timestamp) {
    let since = Duration::try_from(at.duration_since(Timestamp::UNIX_EPOCH)).unwrap();
    let file = File::options().write(true).open(path).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH + since).unwrap();
}

pub(crate) fn folder(path: &Path) -> SourceKind {
    SourceKind::LotFolder {
        path: path.to_str().unwrap().to_owned(),
    }
}

pub(crate) fn returns(path: &Path) -> SourceKind {
    SourceKind::ReturnFolder {
        path: path.to_str().unwrap().to_owned(),
    }
}

pub(crate) fn log(path: &Path) -> SourceKind {
    SourceKind::Log {
        path: path.to_str().unwrap().to_owned(),
        profile: "essai".to_owned(),
    }
}

/// Reads a source as the agent does: what is seen is kept by its key, together with the cursor.
pub(crate) struct Follower {
    source: Box<dyn Source>,
    pub(crate) cursor: Option<Value>,
    pub(crate) seen: BTreeMap<String, Seen>,
    /// Sightings given, those given again included.
    pub(crate) given: usize,
    pub(crate) unknown: u32,
    pub(crate) calls: usize,
}

impl Follower {
    pub(crate) fn new(kind: &SourceKind, knowledge: &Knowledge) -> Self {
        Self {
            source: open(kind, knowledge).unwrap(),
            cursor: None,
            seen: BTreeMap::new(),
            given: 0,
            unknown: 0,
            calls: 0,
        }
    }

    /// The agent was killed and begins anew: what was kept is there.
    pub(crate) fn restart(&mut self, kind: &SourceKind, knowledge: &Knowledge) {
        self.source = open(kind, knowledge).unwrap();
        // A cursor is kept as text.
        self.cursor = self
            .cursor
            .take()
            .map(|cursor| serde_json::from_str(&cursor.to_string()).unwrap());
    }

    pub(crate) fn once(&mut self, now: Timestamp) -> Result<Reading, SourceProblem> {
        self.source
            .read(self.cursor.clone(), now, &AtomicBool::new(false))
    }

    pub(crate) fn keep(&mut self, reading: Reading) {
        self.given += reading.sightings.len();
        self.unknown += reading.unknown;
        for Sighting { key, seen } in reading.sightings {
            assert!(key.len() <= 512);
            self.seen.entry(key).or_insert(seen);
        }
        self.cursor = Some(reading.cursor);
    }

    /// Reads until there is no more; the last reading.
    pub(crate) fn read(&mut self, now: Timestamp) -> Result<Reading, SourceProblem> {
        loop {
            let reading = self.once(now)?;
            self.keep(reading.clone());
            self.calls += 1;
            assert!(self.calls < 10_000, "it never ends");
            if !reading.more {
                return Ok(reading);
            }
        }
    }

    pub(crate) fn lots(&self) -> Vec<&LotSeen> {
        self.seen
            .values()
            .filter_map(|seen| match seen {
                Seen::Lot(lot) => Some(lot),
                Seen::Return(_) => None,
            })
            .collect()
    }

    pub(crate) fn returns(&self) -> Vec<&ReturnSeen> {
        self.seen
            .values()
            .filter_map(|seen| match seen {
                Seen::Return(found) => Some(found),
                Seen::Lot(_) => None,
            })
            .collect()
    }

    /// The numbers of the lots, in order.
    pub(crate) fn numbers(&self) -> Vec<u16> {
        let mut numbers: Vec<u16> = self
            .lots()
            .iter()
            .filter_map(|lot| {
                lot.reference
                    .number
                    .map(vigie_domain::book::lot::LotNumber::get)
            })
            .collect();
        numbers.sort_unstable();
        numbers
    }

    pub(crate) fn watched(&self) -> Vec<std::path::PathBuf> {
        self.source.watched()
    }
}
