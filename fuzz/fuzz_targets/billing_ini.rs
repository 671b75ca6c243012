//! Whatever an INI file is made of, a value is refused or reads as it was written, and nothing
//! else has changed.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use vigie_billing::document::{get, remove, set};
use vigie_domain::billing::{Setting, Store};

static STORES: LazyLock<[Store; 3]> = LazyLock::new(|| {
    ["utf8", "windows1252", "iso885915"].map(|encoding| {
        let store = r#"{"store":"ini","file":{"base":"home","path":"a.ini"},"encoding":"ENCODING","keys":[
            {"setting":"pop_host","section":"M","key":"a"},{"setting":"pop_login","section":"M","key":"é"}]}"#;
        serde_json::from_str(&store.replace("ENCODING", encoding)).unwrap()
    })
});

fuzz_target!(|input: (u8, &str, &[u8])| {
    let (choice, value, octets) = input;
    let store = &STORES[usize::from(choice % 3)];
    for setting in [Setting::PopHost, Setting::PopLogin] {
        let Ok(old) = get(octets, store, setting) else {
            continue;
        };
        let Ok(written) = set(octets, store, setting, value) else {
            continue;
        };
        assert_eq!(
            get(&written, store, setting).unwrap().as_deref(),
            Some(value)
        );
        let start = octets
            .iter()
            .zip(&written)
            .take_while(|(a, b)| a == b)
            .count();
        let ends = octets[start..]
            .iter()
            .rev()
            .zip(written[start..].iter().rev());
        let end = ends.take_while(|(a, b)| a == b).count();
        // No more octets went than the old value had, in any encoding.
        let gone = octets.len() - start - end;
        match old {
            Some(old) => {
                assert!(gone <= old.len() * 2);
                // Where nothing is left between blanks, either side of them may be meant.
                if let Ok(back) = set(&written, store, setting, &old)
                    && !value.is_empty()
                {
                    assert_eq!(back, octets);
                }
            }
            None => {
                assert_eq!(gone, 0);
                let removed = remove(&written, store, setting).unwrap();
                assert!(get(&removed, store, setting).unwrap().is_none());
            }
        }
    }
});
