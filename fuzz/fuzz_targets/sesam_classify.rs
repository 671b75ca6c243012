//! Whatever a message is made of, recognising it ends, says one thing, and stays within bounds.
//!
//! Input: a message.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use vigie_sesam::{Bounds, classify, rules::RuleSet};

static RULES: LazyLock<RuleSet> = LazyLock::new(RuleSet::built_in);

fuzz_target!(|message: &[u8]| {
    let bounds = Bounds {
        decoded_octets: 1 << 16,
        ..Bounds::default()
    };
    let found = classify(&RULES, message, &bounds);
    assert_eq!(found, classify(&RULES, message, &bounds));
    assert!(found.references.len() <= bounds.references);
    // What TOP gives is a prefix; recognising it must end as well.
    let _prefix = classify(&RULES, &message[..message.len() / 2], &bounds);
});
