//! Whatever a log is made of and however it grows, reading it ends, and shows the same lots.
#![no_main]

use std::{
    collections::BTreeSet,
    fs,
    sync::{Arc, LazyLock, atomic::AtomicBool},
};

use libfuzzer_sys::fuzz_target;
use vigie_domain::book::source::SourceKind;
use vigie_sesam::rules::RuleSet;
use vigie_sources::{Knowledge, Source, open, parse};

const PROFILES: &str = r#"{"version":1,"profiles":[{"id":"a","name":"A","evidence":"fuzzing","log":{
    "encoding":"windows1252","pattern":"^(?P<date>[0-9]{6}) (?P<number>[0-9]{1,3})$","date_formats":["%y%m%d"]}}]}"#;

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| Knowledge {
    rules: Arc::new(RuleSet::built_in()),
    profiles: Arc::new(parse(PROFILES).unwrap()),
    zone: jiff::tz::TimeZone::UTC,
});

/// Reads until there is no more.
fn keys(
    source: &mut dyn Source,
    cursor: &mut Option<serde_json::Value>,
    late: bool,
) -> BTreeSet<String> {
    let now = if late {
        "2099-01-01T00:00:00Z"
    } else {
        "2000-01-01T00:00:00Z"
    };
    let mut found = BTreeSet::new();
    for _ in 0..100 {
        let reading = source.read(cursor.take(), now.parse().unwrap(), &AtomicBool::new(false));
        let reading = reading.unwrap();
        found.extend(reading.sightings.into_iter().map(|sighting| sighting.key));
        *cursor = Some(reading.cursor);
        if !reading.more {
            return found;
        }
    }
    panic!("it does not end");
}

fuzz_target!(|input: (u16, &[u8])| {
    let (cut, octets) = input;
    let cut = usize::from(cut).min(octets.len());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.log");
    let kind = SourceKind::Log {
        path: path.to_str().unwrap().into(),
        profile: "a".into(),
    };

    fs::write(&path, octets).unwrap();
    let whole = keys(open(&kind, &KNOWLEDGE).unwrap().as_mut(), &mut None, true);

    // A last line without end waits, so that a line is never read by half.
    let mut cursor = None;
    fs::write(&path, &octets[..cut]).unwrap();
    let mut grown = keys(
        open(&kind, &KNOWLEDGE).unwrap().as_mut(),
        &mut cursor,
        false,
    );
    fs::write(&path, octets).unwrap();
    grown.extend(keys(
        open(&kind, &KNOWLEDGE).unwrap().as_mut(),
        &mut cursor,
        true,
    ));
    assert_eq!(whole, grown);
});
