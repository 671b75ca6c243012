//! The agent's desktop modules against real buses, a real keyring, and hosts and servers of ours.
#![cfg(target_os = "linux")]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test that goes wrong is to end"
)]

mod bench;
mod idle;
mod keyring;
mod line;
mod notify;
mod tray;
