//! Sources before real folders and files.

#![allow(clippy::unwrap_used, clippy::panic, reason = "test code")]

mod find;
mod folder;
mod hostile;
mod log;
mod preview;
mod pyxvital;
mod support;
