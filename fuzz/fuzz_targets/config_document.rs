//! Whatever a published document is made of, it is refused, or its published form reads the same
//! and merging it ends with something for every practice.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use vigie_config::{Approvals, BuiltIn, DocumentSet, Effective, Practice, Version, document};

static BUILT_IN: LazyLock<BuiltIn> = LazyLock::new(BuiltIn::of_this_release);

fuzz_target!(|octets: &[u8]| {
    let Ok(read) = document::read("a.json", octets) else {
        return;
    };
    let again = document::read("a.json", read.published.as_bytes()).expect("reads again");
    assert_eq!(again.published, read.published);
    let files = [("a.json".to_owned(), octets.to_vec())];
    let Ok(set) = DocumentSet::read(&files) else {
        return;
    };
    let practice = Practice {
        number: "7KQM-2XRD-9VTA".parse().expect("a number"),
        domains: vec!["exemple.example".to_owned()],
        providers: Vec::new(),
        software: Vec::new(),
        department: Some("57".to_owned()),
        version: Version {
            major: 0,
            minor: 1,
            patch: 0,
        },
    };
    let now = jiff::Timestamp::UNIX_EPOCH;
    let seen = Effective::of(&BUILT_IN, &set.set, &practice, &Approvals::default(), now);
    for provider in seen.providers.providers() {
        if seen.pushed.providers.contains(&provider.id) {
            let mut servers = provider.pop_servers.iter().chain(&provider.smtp_servers);
            let plain = Some(vigie_domain::server::Security::Plain);
            assert!(servers.all(|server| server.security != plain));
        }
    }
    if let Some(interval) = &seen.settings.interval_minutes {
        assert!((3..=60).contains(&interval.value));
    }
});
