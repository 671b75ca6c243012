//! The end-to-end tests: one binary, so that its tests can share servers. See the crate
//! `vigie_tests` for the harness and its rules.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "these are tests"
)]

mod billing;
mod book_beside_billing;
mod book_folders;
mod book_sight;
mod book_stages;
mod book_vanishing;
mod caisse;
mod check;
mod documents;
mod move_window;
mod reading;
mod relay_clients;
mod relay_conformance;
mod relay_core;
mod relay_desk;
mod relay_installed;
mod relay_old_software;
mod relay_story;
mod relay_torture;
mod relay_wire;
mod relocation_assistant;
mod secrets;
mod steering;
mod switch_course;
mod switch_fiche;
mod terminal;
mod verify;
mod watch;
mod window;
