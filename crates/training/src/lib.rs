//! The training ground: an embedded mail provider on loopback, for « S'entraîner sans rien
//! risquer » and for tests.
//!
//! [`TrainingGround::start`] opens a POP3S and an SMTPS server and a witness on random loopback
//! ports. Their certificates come from a certificate authority that is made at start, lives in
//! memory only and is trusted for nothing else. Everything that talks to them is the production
//! path: the same discovery of capabilities, the same TLS proof, the same rules.
//!
//! Behind the servers sits a caisse: a lot that a [`BillingProgram`] sends is acknowledged after
//! seconds, and paid later. All mail is invented, and [`RULES`] recognise it.

mod authority;
mod billing;
mod caisse;
mod ground;
mod letters;
mod maildrop;
mod pop;
mod port;
mod smtp;
mod submission;
mod trouble;

pub use billing::{BillingProgram, SendError};
pub use ground::{SetError, StartError, TrainingGround};
pub use letters::RULES;
pub use maildrop::Full;
pub use submission::SubmitError;
pub use trouble::Trouble;
