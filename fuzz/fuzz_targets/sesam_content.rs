//! Whatever a file is made of, reading and masking it ends within bounds, and both agree on it.
//!
//! Input: one octet that chooses a beginning, then the file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vigie_sesam::{
    Bounds,
    content::{Positions, read},
    mask::mask,
};

fuzz_target!(|data: &[u8]| {
    let [choice, rest @ ..] = data else {
        return;
    };
    let header = format!("{:<128}", "000");
    let file = match choice % 3 {
        0 => rest.to_vec(),
        1 => [header.as_bytes(), rest].concat(),
        _ => [header.as_bytes(), b"08001250806017@", rest].concat(),
    };
    let bounds = Bounds {
        decoded_octets: 1 << 16,
        records: 500,
        ..Bounds::default()
    };
    let (content, _) = read(&file, Positions::default(), &bounds);
    let shown = mask(&file, &bounds);
    assert_eq!(content.layout, shown.layout);
    assert!(content.records <= bounds.records && shown.records.len() <= bounds.records);
});
