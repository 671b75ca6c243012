//! Whatever stands in a `Pyxvital.ini`, reading it ends with what it names or with a clear problem.
#![no_main]

use std::{
    fs,
    sync::{Arc, LazyLock, atomic::AtomicBool},
};

use libfuzzer_sys::fuzz_target;
use vigie_domain::{billing::Profiles, book::source::SourceKind};
use vigie_sesam::rules::RuleSet;
use vigie_sources::{Knowledge, open};

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| Knowledge {
    rules: Arc::new(RuleSet::built_in()),
    profiles: Arc::new(Profiles::default()),
    zone: jiff::tz::TimeZone::UTC,
});

fuzz_target!(|octets: &[u8]| {
    // Paths of this computer's own are not to be walked through.
    if octets.windows(2).any(|pair| pair == b"..")
        || octets.contains(&b'/')
        || octets.contains(&b'\\')
    {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let ini = folder.path().join("Pyxvital.ini");
    fs::write(&ini, octets).unwrap();
    fs::create_dir(folder.path().join("LOTS")).unwrap();
    for practitioner in [None, Some("1".to_owned()), Some("é".to_owned())] {
        let kind = SourceKind::Pyxvital {
            ini: ini.to_str().unwrap().into(),
            practitioner,
        };
        let mut source = open(&kind, &KNOWLEDGE).unwrap();
        let now = "2026-03-02T08:00:00Z".parse().unwrap();
        if let Ok(reading) = source.read(None, now, &AtomicBool::new(false)) {
            let again = source.read(Some(reading.cursor), now, &AtomicBool::new(false));
            assert!(again.is_ok_and(|reading| reading.sightings.is_empty()));
        }
    }
});
