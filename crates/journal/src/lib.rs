//! The record on disk: every check, incident and notification, and what the watch must know after
//! a restart. SQLite, one file.
//!
//! [`Journal`] is a cheap handle. One thread writes, one transaction per step of the watch; reads
//! open a connection of their own and close it again, so that an idle agent holds almost nothing
//! in memory. A write that cannot be made (disk full, read-only) is a [`Fault`], never a panic:
//! the watch goes on, and what waits is written when there is room again.
//!
//! Kept: unique ids of messages and when they were first seen. Never kept: subjects and senders.

mod apart;
mod book;
mod fault;
mod history;
mod journal;
mod maintenance;
mod open;
mod read;
mod relay;
mod relocation;
#[cfg(test)]
mod samples;
mod schema;
mod steering;
mod switch;
mod uids;
mod write;
mod writer;

pub use book::{
    Aside, Between, ForeignMail, Ingested, ReturnsBetween, SourceRecord, Unrecognised, sample,
};
pub use fault::{Fault, RecordError};
pub use history::{MAX_POINTS, Point};
pub use journal::Journal;
pub use maintenance::Maintained;
pub use open::{CarriedOver, OpenError, Opened};
pub use read::{Incident, KnownUid, Notice, NotificationRecord};
pub use relay::{CollectedRecord, FormerRecord, RelayRecord};
pub use steering::{BulletinRecord, EnrolmentRecord};
pub use switch::{StepRecord, SwitchRecord};
pub use uids::UidDelta;
pub use write::{CheckRecord, NewAccount, Notification};
