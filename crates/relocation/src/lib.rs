//! The move to a new mailbox: the evidence on whether it can carry the télétransmission.
//!
//! - [`locate()`]: from an address to the servers of its mailbox, for collecting and for sending.
//! - [`gather()`]: opens the candidate and the mailboxes that the person has already, sends the
//!   probes, and watches where they arrive. What is known stands in a [`State`], which can be stored
//!   and taken up again.
//! - [`remove_probes()`]: takes the probes out again, exactly those; [`find_probes()`] looks for them
//!   first where a check is given up before its end.
//!
//! What the evidence means is decided in `vigie_domain::verdict`, and nowhere here.
//!
//! A mailbox is read by STAT, LIST, UIDL and TOP. DELE is sent for probes of ours alone, each
//! recognised once more by unique id and token in the session that deletes it.

mod bounce;
mod delivery;
mod facts;
mod gather;
mod header;
mod locate;
mod look;
mod mailbox;
mod pace;
mod probe;
mod progress;
mod reader;
mod removal;
mod send;
mod state;
mod visit;
mod watch;

pub use facts::provider_facts;
pub use gather::{Ended, Request, gather};
pub use locate::{Choice, Located, locate};
pub use mailbox::{Mailbox, Place, PopPlace};
pub use pace::Pace;
pub use probe::{PROBE_HEADER, ProbeText};
pub use progress::{Progress, Stop, Task, stop_switch};
pub use removal::{Left, Removal, Why, find_probes, remove_probes};
pub use state::State;
