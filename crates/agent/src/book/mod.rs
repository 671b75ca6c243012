//! The book of lots and returns, as the agent keeps it.
//!
//! Like [`crate::watch`] it touches neither network nor faces. A check's [`Reader`] turns messages
//! into sightings; [`Sources`] say which of the practice's folders and logs are to be read; a
//! [`look`](look::look) reads from the record what holds; and [`Books`] keep of it what the faces
//! show. What blocks (the record, the disk) runs beside the agent's loop, one thing at a time.
//!
//! All times in the record's book are the book's own ([`BookClock`]).

mod books;
mod clock;
mod knowledge;
mod learning;
mod ledger;
mod look;
mod reader;
mod sources;

pub(crate) use books::{Books, Task};
pub use clock::{BookClock, NoClock};
pub use knowledge::{Rules, RulesError};
pub(crate) use ledger::Ledger;
pub(crate) use look::{Look, Looked, look};
pub use reader::Reader;
pub(crate) use sources::{ReadEnded, Sources, read};
