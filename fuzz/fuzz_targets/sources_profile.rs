//! Whatever a document of profiles is made of, it is refused or it reads every line within bounds.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vigie_sources::{find_below, parse};

fuzz_target!(|octets: &[u8]| {
    let text = String::from_utf8_lossy(octets);
    let (document, lines) = text
        .split_once('\0')
        .unwrap_or((&text, "017;2026-03-02;42;01511;2026-03-02 17:25"));
    let Ok(profiles) = parse(document) else {
        return;
    };
    for profile in profiles.iter() {
        for place in profile.signs() {
            let path = place.below("/root".as_ref());
            assert!(
                path.starts_with("/root") && !path.iter().any(|part| part == ".."),
                "{path:?}"
            );
        }
        if let Some(format) = profile.log() {
            for line in lines.lines() {
                if let Some(Ok(lot)) = format.read(line) {
                    assert!(lot.reference.number.is_some());
                }
            }
        }
    }
    assert!(find_below(&profiles, &|_| vec!["/nowhere".into()]).is_empty());
});
