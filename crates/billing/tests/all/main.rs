//! Changes of settings in the presence of crashes and full disks, on real file systems.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "test code")]

mod crash;
mod full_disk;
mod support;
