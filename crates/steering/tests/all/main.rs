//! What a fetch takes, and what it refuses, against a real HTTPS server whose every fault can be
//! chosen.

mod attacks;
mod fetching;
mod network;
mod publisher;
mod rotation;
mod server;
mod station;
