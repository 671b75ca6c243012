//! Every sentence that a person reads, French and English, by key.
//!
//! The sentences stand in `catalogue/{fr,en}/*.ftl`, shared with the page; `catalogue/README.md`
//! gives the rules for keys, arguments and style. This crate turns a domain value into the
//! [`Text`](vigie_domain::text::Text)s that tell it (one module per kind of value), and a text into words ([`Catalogue`]).

pub mod advice;
pub mod book;
mod catalogue;
pub mod cause;
pub mod fiche;
mod format;
pub mod headline;
mod language;
pub mod level;
mod mailbox;
pub mod notice;
pub mod phase;
pub mod refusal;
pub mod relay;
pub mod relocation;
pub mod situation;
pub mod source;
pub mod stage;
pub mod start;
pub mod steering;
pub mod switch;
pub mod toast;
pub mod tray;
pub mod verdict;
pub mod warning;

pub use catalogue::{Catalogue, SayError};
pub use language::Language;
pub use mailbox::Mailbox;
