//! Tests of the relay that need more than one module.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod collect;
mod model;
mod pop;
mod salvage;
mod smtp;
mod support;
