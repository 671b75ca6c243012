//! The book of lots and returns, as the agent keeps it.
//!
//! Like [`crate::watch`] it touches neither network nor faces. A check's [`Reader`] turns messages
//! into sightings; [`Sources`] say which of the practice's folders and logs are to be read; a
//! [`look`](look::look) reads from the record what holds; and [`Books`] keep of it what the faces
//! show. What blocks runs beside the agent's loop: the record one thing at a time, the disk by some
//! threads of its own, of which one that hangs holds no other up.
//!
//! All times in the record's book are the book's own ([`BookClock`]).

mod apart;
mod books;
mod clock;
mod knowledge;
mod learning;
mod ledger;
mod look;
mod reader;
mod reading;
mod rereading;
mod sources;
mod watching;

pub(crate) use books::Books;
pub use clock::{BookClock, NoClock};
pub use knowledge::{InvalidKnowledge, Knowledge, RulesError};
pub(crate) use ledger::{Ledger, has_changed};
pub(crate) use look::{Look, Looked, look};
pub use reader::Reader;
pub(crate) use reading::{ReadDone, ReadEnded, ReadHangs, read};
pub(crate) use rereading::{Again, Reread};
pub(crate) use sources::Sources;
pub(crate) use watching::Watching;
