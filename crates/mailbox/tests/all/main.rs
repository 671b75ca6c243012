//! Checks and discovery against servers that follow a script.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "what fails here is the test"
)]

mod causes_pop3;
mod causes_tls;
mod discovery;
mod healthy;
mod interrupted;
mod reading;
mod removal;
mod retrieval;
mod submission;
mod support;
