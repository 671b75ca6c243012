//! The configuration that support can push: its documents, one validator for whoever writes them
//! and for the agent that reads them, whom they reach, and what follows from them for one
//! practice. Pure: no network, no clock, no file.
//!
//! An author writes TOML with comments; what is published is JSON in one canonical form. Both are
//! read by [`document::read`]. A [`DocumentSet`] holds documents that are right together,
//! a [`Configuration`] the last such set, and [`Effective::of`] says what holds for a practice.
//!
//! What is not here cannot be pushed: no document has a field for a password, for checking
//! certificates, for reading or deleting mail, or for a command.

pub mod audience;
mod configuration;
mod cursor;
pub mod document;
pub mod fault;
pub mod limits;
mod merge;
mod practice;
mod set;
mod tree;
mod words;

pub use audience::Audience;
pub use configuration::Configuration;
pub use document::{Document, Kind};
pub use fault::{Fault, Remark};
pub use merge::{
    Approvals, ApprovedMailbox, ApprovedStores, BuiltIn, Effective, Protocol, Pushed, Ruled,
    ServerProposal, SettingsInForce, Standing, UserConsent, WriteProposal,
};
pub use practice::{NoPracticeNumber, NoVersion, Practice, PracticeNumber, Version};
pub use set::{DocumentSet, MOST_DOCUMENTS, MOST_OCTETS, SetRead};
pub use tree::{MAX_DEPTH, MAX_OCTETS, MAX_VALUES};
pub use words::{Paragraphs, Said, shows};
