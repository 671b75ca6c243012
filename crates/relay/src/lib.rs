//! The relay: one local mailbox for the billing software, behind it the old and the new mailbox of
//! the practice, and nothing lost between them.
//!
//! - [`spool`]: what was collected and not yet taken, sealed on the disk, and the record of it.
//! - [`collect`]: one turn in an upstream mailbox: fetch what is missing, delete what is over.
//! - [`pop`]: the POP3 side, which serves the billing software from the spool, through a [`Door`].
//! - [`smtp`]: the SMTP side, which passes lots on to the provider while they come in.
//!
//! The invariant, over all interruptions: every message that a provider accepted is still upstream,
//! or in the spool, or was handed to the software and confirmed by its QUIT; and none is confirmed
//! twice. A unique id that the software saw stands for the same message for ever.
//!
//! Whoever uses the crate gives it the time, the key, the mailboxes and the ports, and says when a
//! turn is due and when bodies are to be erased; it starts nothing by itself. The local ports are
//! open on the loopback interface alone; they speak clear text, and TLS to whom asks for it.

mod blocking;
mod brake;
mod clock;
pub mod collect;
mod credentials;
mod crlf;
mod door;
mod fingerprint;
mod holder;
mod keep_time;
mod local;
mod mailbox_id;
pub mod pop;
mod rules;
pub mod smtp;
pub mod spool;
mod stream;
mod tls;

pub use clock::{Clock, SystemClock};
pub use credentials::Credentials;
pub use door::{Door, DoorError};
pub use fingerprint::{Fingerprint, HeaderDigest};
pub use holder::holder;
pub use keep_time::KeepTime;
pub use local::Local;
pub use mailbox_id::MailboxId;
pub use rules::Listed;
pub use tls::{LocalTls, TlsError};
