//! The training ground: an embedded mail provider on loopback, for « S'entraîner sans rien
//! risquer » and for tests.
//!
//! [`TrainingGround::start`] opens a POP3S and an SMTPS server and a witness on random loopback
//! ports. Their certificates come from a certificate authority that is made at start, lives in
//! memory only and is trusted for nothing else. Everything that talks to them is the production
//! path: the same discovery of capabilities, the same TLS proof, the same rules.

mod authority;
mod ground;
mod maildrop;
mod pop;
mod port;
mod samples;
mod smtp;
mod trouble;

pub use ground::{SetError, StartError, TrainingGround};
pub use maildrop::Full;
pub use trouble::Trouble;
