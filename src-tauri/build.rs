//! Checks that the page has been built, and declares the commands that it may call.

use std::{error::Error, path::Path};

/// What the page may ask of the shell; the capability in `capabilities/window.json` grants these
/// and nothing else.
const COMMANDS: &[&str] = &[
    "subscribe",
    "call",
    "start_agent",
    "save_diagnostics",
    "save_table",
    "save_fiche",
    "open_provider_page",
    "open_support_page",
    "write_mail",
    "read_enrolment_file",
    "choose_path",
    "print",
    "write_to_support",
];

fn main() -> Result<(), Box<dyn Error>> {
    let page = Path::new("../ui/dist/index.html");
    println!("cargo:rerun-if-changed=../ui/dist");
    if !page.is_file() {
        return Err(
            "the page is not built: run `npm ci && npm run build` in ui/ first (`make run` does)"
                .into(),
        );
    }
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))?;
    Ok(())
}
