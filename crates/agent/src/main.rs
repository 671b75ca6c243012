//! `vigie-agent`: the resident look-out.

#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use std::process::ExitCode;

use clap::Parser;
use vigie_agent::{
    arguments::Arguments,
    start::{Ended, start},
    tray,
};

fn main() -> ExitCode {
    vigie_mailbox::install_crypto_provider();
    let arguments = Arguments::parse();
    tray::on_main_thread(move |gate| match start(&arguments, gate) {
        Ok(Ended::Asked | Ended::OtherShown) => 0,
        Ok(Ended::OtherRuns) => {
            say("vigie-agent: already running, without a desktop for its window");
            0
        }
        Err(error) => {
            say(&format!("vigie-agent: {error}"));
            1
        }
    })
}

/// Tells whoever started the agent from a terminal.
#[expect(
    clippy::print_stderr,
    reason = "the programme's own words on the terminal from which it was started"
)]
fn say(line: &str) {
    eprintln!("{line}");
}
