//! The relay's parts beside the agent's loop: its key and credentials, its doors, its turns in the
//! mailboxes, its way to the provider, and what of all that goes into the book.
//!
//! Nothing of it is built while the relay is off. What it decides stands in the agent; here it is
//! carried out.

mod bell;
mod doors;
mod keys;
mod lanes;
mod outgoing;
mod senders;
mod telling;
mod turn;

pub(crate) use bell::{Bell, Heard};
pub(crate) use doors::{away, open as open_door};
pub(crate) use keys::{Keys, Names, NotOpened, Opened, Served, certificate_digest, open};
pub(crate) use lanes::{Lane, mailbox_id};
pub(crate) use outgoing::{LAST_REFUSAL, Route, ToProvider};
pub(crate) use senders::senders;
pub(crate) use telling::{Teller, Told};
pub(crate) use turn::{RelayClock, TurnOrder, take_turn};
