//! What support pushes, in force in an agent: from a real repository, over HTTPS with a private CA.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests stand outside test functions"
)]

mod attacks;
mod force;
mod hotline;
#[path = "../place/mod.rs"]
mod place;
mod practice;
#[allow(
    dead_code,
    reason = "of the tests of fetching; only a part is used here"
)]
#[path = "../../../steering/tests/all/publisher.rs"]
mod publisher;
#[allow(
    dead_code,
    reason = "of the tests of fetching; only a part is used here"
)]
#[path = "../../../steering/tests/all/server.rs"]
mod server;
