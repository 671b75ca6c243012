//! The book: lots sent, returns received, and what belongs together.

pub mod busy_hours;
pub mod claims;
pub mod deadline;
pub mod expectation;
pub mod follow_up;
pub mod ingest;
pub mod lot;
pub mod matching;
pub mod matter;
pub mod notice_code;
pub mod observability;
pub mod query;
pub mod returns;
pub mod rhythm;
pub mod sighting;
pub mod source;
pub mod survival;
pub mod telling;
pub mod unanswered;
pub mod vanishing;
pub mod watched;
pub mod working_time;
