//! The benches, each beside its peers in the same run: `vigie-bench [idle|memory|check|scan|recognise|window|book|relay]…`.
//!
//! Prints Markdown tables; what could not be run says why and leaves a gap, never a guess.
#![cfg_attr(
    target_os = "linux",
    expect(
        clippy::expect_used,
        clippy::panic,
        clippy::print_stdout,
        clippy::cast_precision_loss,
        reason = "a bench prints its figures, and what fails must stop it"
    )
)]

#[cfg(target_os = "linux")]
mod async_pop_peer;
#[cfg(target_os = "linux")]
mod book;
#[cfg(target_os = "linux")]
mod check;
#[cfg(target_os = "linux")]
mod idle;
#[cfg(target_os = "linux")]
mod memory;
#[cfg(target_os = "linux")]
mod ours;
#[cfg(target_os = "linux")]
mod peers;
#[cfg(target_os = "linux")]
mod recognise;
#[cfg(target_os = "linux")]
mod relay;
#[cfg(target_os = "linux")]
mod relay_peers;
#[cfg(target_os = "linux")]
mod relay_reader;
#[cfg(target_os = "linux")]
mod scan;
#[cfg(target_os = "linux")]
mod table;
#[cfg(target_os = "linux")]
mod window;

#[cfg(target_os = "linux")]
fn main() {
    vigie_tests::install_crypto_provider();
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|first| first == ours::WORD) {
        ours::run(&arguments[1..]);
        return;
    }
    if arguments
        .first()
        .is_some_and(|first| first == async_pop_peer::WORD)
    {
        async_pop_peer::run(&arguments[1..]);
        return;
    }
    if arguments.is_empty() {
        arguments = [
            "idle",
            "memory",
            "check",
            "scan",
            "recognise",
            "window",
            "book",
            "relay",
        ]
        .map(str::to_owned)
        .to_vec();
    }
    println!("{}\n", table::machine());
    for bench in &arguments {
        match bench.as_str() {
            "check" => check::run(),
            "book" => book::run(),
            "relay" => relay::run(),
            "scan" => scan::run(),
            "recognise" => recognise::run(),
            "idle" => idle::run(),
            "memory" => memory::run(),
            "window" => window::run(),
            other => {
                println!("no bench is called {other}");
                std::process::exit(2);
            }
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("the benches run on Linux");
}
