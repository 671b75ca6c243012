//! What is true: the rules of Vigie, without I/O, clock or async.
//!
//! Everything here is a value or a pure function. `now` is always an argument
//! (a [`jiff::Timestamp`]), so that 48 hours take a microsecond to test.

pub mod account;
pub mod billing;
pub mod book;
pub mod calendar;
pub mod cause;
pub mod discovery;
pub mod fiche;
pub mod health;
pub mod relay;
pub mod report;
pub mod server;
pub mod switch;
pub mod text;
pub mod transition;
pub mod verdict;
