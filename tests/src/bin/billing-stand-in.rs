//! A stand-in billing program: `billing-stand-in SETTINGS.ini ROUNDS SECONDS` makes that many
//! rounds with that pause, and says after each one what it did.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program of the terminal"
)]

#[cfg(target_os = "linux")]
use std::{env, path::Path, process::ExitCode, thread, time::Duration};

#[cfg(target_os = "linux")]
use vigie_tests::billing::Billing;

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    vigie_tests::install_crypto_provider();
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [ini, rounds, seconds] = arguments.as_slice() else {
        eprintln!("billing-stand-in SETTINGS.ini ROUNDS SECONDS");
        return ExitCode::from(2);
    };
    let (Ok(rounds), Ok(seconds)) = (rounds.parse::<u32>(), seconds.parse::<u64>()) else {
        eprintln!("ROUNDS and SECONDS are numbers");
        return ExitCode::from(2);
    };
    match work(Path::new(ini), rounds, Duration::from_secs(seconds)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("billing-stand-in: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(target_os = "linux")]
fn work(ini: &Path, rounds: u32, pause: Duration) -> Result<(), Box<dyn std::error::Error>> {
    let billing = Billing::open(ini)?;
    for round in 0..rounds {
        if round > 0 {
            thread::sleep(pause);
        }
        let done = billing.round()?;
        println!(
            "sent {} collected {} kept-out-ms {} answered {} resent {} by-hand {}",
            done.sent,
            done.collected,
            done.kept_out.as_millis(),
            done.answered,
            done.resent,
            done.by_hand
        );
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("the tests' servers, and so the stand-in billing program, run on Linux");
}
