//! The harness of the end-to-end tests: real mail servers, a real desktop, the real programs.
//!
//! Every end-to-end test stands in one test binary (`tests/e2e/`), run by the plain test harness of
//! `cargo test`: its threads share one process, so a mail server that several tests only look at is
//! started once. What a test changes (stops, locks, cuts) it starts for itself.
//!
//! House rules of the harness: everything polls with a deadline ([`wait`]), nothing sleeps for a
//! guessed time; every child process dies with the test process, even when that is killed
//! ([`children`]); ports are free ones; nothing leaves the loopback interface or the tests' own
//! network namespaces. A harness function that fails panics, because its test has failed.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    clippy::print_stderr,
    reason = "a harness that cannot do its work must fail the test, at the place and with the words"
)]

pub mod agent;
pub mod billing;
pub mod caisse;
pub mod children;
pub mod cutting;
pub mod delay;
pub mod desktop;
pub mod hotline;
pub mod mail;
pub mod netns;
pub mod pki;
pub mod practice;
pub mod programs;
pub mod relay_child;
pub mod scripted;
pub mod tap;
pub mod terminal;
pub mod tray_host;
pub mod wait;
pub mod window;

/// Every main and every test calls this before the first TLS connection.
pub fn install_crypto_provider() {
    // A second call finds the provider installed; that is what is wanted.
    let _already = rustls::crypto::aws_lc_rs::default_provider().install_default();
}
