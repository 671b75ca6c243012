//! The mail settings of one billing program on this computer: read, changed, and put back.
//!
//! A [`Profile`](vigie_domain::billing::Profile) says where they stand. [`Installed::locate`] finds
//! the program; [`Change::plan`] says what would be written, and writes nothing. Then
//! [`Change::back_up`], [`Change::write`], [`Change::read_back`] and, if need be,
//! [`Change::undo`]. A [`Change`] is to be kept on disk between these steps: each can be repeated
//! after a crash, and does nothing the second time.
//!
//! A file is replaced in one step, and octets other than the values stay as they were. Passwords
//! are never part of what is kept: after a restart they are given again.
//!
//! Every call here may block on a slow disk: never call from an async task's own thread.

pub mod bases;
mod change;
mod digest;
pub mod document;
mod fault;
mod installed;
mod registry;
mod replace;
mod running;
mod values;

pub use self::{
    change::{
        Backup, Change, Edit, FileChange, RegistryChange, Standing, StoreChange, Told, Undone,
    },
    digest::Digest,
    document::DocumentFault,
    fault::{Fault, FileFault, RegistryFault},
    installed::{Installed, Located, NotFound},
    registry::{RegistryKey, View},
    running::{CannotTell, RunningSign},
    values::{Access, NewSettings, PlainPasswords, Value, Values, is_here},
};
