//! The book: lots sent, returns received, and what belongs together.

pub mod lot;
pub mod returns;
