//! The page's copy of the protocol is the one that the types give.

#[test]
fn the_page_has_the_present_protocol() {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../ui/src/protocol/protocol.ts"
    );
    let kept = std::fs::read_to_string(file)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    assert!(
        kept == vigie_protocol::typescript::declarations(),
        "ui/src/protocol/protocol.ts is not current: \
         run `cargo run -p vigie-protocol --example typescript`"
    );
}
