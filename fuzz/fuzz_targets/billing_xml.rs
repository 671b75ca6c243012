//! Whatever an XML document is made of, a value is refused or reads as it was written, and nothing
//! else has changed.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use vigie_billing::document::{get, set};
use vigie_domain::billing::{Setting, Store};

static STORES: LazyLock<[Store; 2]> = LazyLock::new(|| {
    ["utf8", "windows1252"].map(|encoding| {
        let store = r#"{"store":"xml","file":{"base":"home","path":"a.xml"},"encoding":"ENCODING","nodes":[
            {"setting":"pop_host","path":"c/u"},{"setting":"pop_port","path":"c/u","attribute":"n"}]}"#;
        serde_json::from_str(&store.replace("ENCODING", encoding)).unwrap()
    })
});

fuzz_target!(|input: (u8, &str, &[u8])| {
    let (choice, value, octets) = input;
    let store = &STORES[usize::from(choice % 2)];
    for (setting, other) in [
        (Setting::PopHost, Setting::PopPort),
        (Setting::PopPort, Setting::PopHost),
    ] {
        let Ok(old) = get(octets, store, setting) else {
            continue;
        };
        let beside = get(octets, store, other);
        let Ok(written) = set(octets, store, setting, value) else {
            continue;
        };
        assert_eq!(
            get(&written, store, setting).unwrap().as_deref(),
            Some(value)
        );
        assert_eq!(get(&written, store, other), beside);
        let old = old.unwrap();
        if let Ok(back) = set(&written, store, setting, &old) {
            assert_eq!(get(&back, store, setting).unwrap(), Some(old));
        }
    }
});
