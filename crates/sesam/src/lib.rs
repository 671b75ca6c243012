//! SESAM-Vitale messages and files: what a message is, which lot it speaks of, what it says.
//!
//! Everything works on bytes in memory, within [`Bounds`], and never on a socket or a file.
//! Messages are recognised by [`rules::RuleSet`]s, which are data: what is publicly known of the
//! mail flow is little, so support can push better rules than the built-in ones.
//!
//! Returns carry names and social-security numbers. This crate reads past them: they are skipped,
//! and masked where a person asks to see a file ([`mask`]).
//!
//! ```
//! use vigie_domain::book::returns::MessageClass;
//! use vigie_sesam::{Bounds, classify, rules::RuleSet};
//!
//! let message = b"From: cabinet@exemple.example\r\n\
//!     To: 01511@511.01.rss.fr\r\n\
//!     Subject: IR/00000000000042/2025080617250910188/00001\r\n\
//!     Content-Type: application/pkcs7-mime; name=smime.p7m\r\n\r\n";
//! let found = classify(&RuleSet::built_in(), message, &Bounds::default());
//! assert_eq!(found.class, MessageClass::Lot);
//! assert_eq!(found.rule.as_deref(), Some("lot-subject-ir"));
//! ```

mod answers;
mod bounds;
mod classify;
pub mod content;
pub mod mask;
mod message;
pub mod rules;

pub use answers::{answered_message, cut_id};
pub use bounds::Bounds;
pub use classify::{Classification, classify};
