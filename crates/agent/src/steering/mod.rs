//! What support pushes: how it is fetched and put in force. What the agent decides about it stands
//! in `agent::steering`.

pub(crate) mod beside;
mod closures;
mod in_force;
mod key;
mod own_settings;
mod poll;
mod providers;
mod round;
mod way;

pub(crate) use closures::Closures;
pub(crate) use in_force::{Facts, InForce, Mailbox, Tables, Word, practice_number};
pub(crate) use key::code_of;
pub(crate) use own_settings::{OwnSettings, managed};
pub(crate) use poll::{Outcome, Poll};
pub use providers::Providers;
pub(crate) use round::{Faulty, Round, RoundEnded, folder, is_sealed};
pub(crate) use way::Way;
