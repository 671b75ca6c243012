//! What a fetch takes, and what it refuses, against a real HTTPS server whose every fault can be
//! chosen.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod attacks;
mod fetching;
mod network;
mod publisher;
mod rotation;
mod server;
mod station;
