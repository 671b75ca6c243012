//! Writes the page's copy of the protocol's types.

use std::{fs, io, path::Path};

fn main() -> io::Result<()> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/protocol/protocol.ts");
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, vigie_protocol::typescript::declarations())
}
