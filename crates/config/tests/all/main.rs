//! Documents, audiences and merging, from outside.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod audience;
mod cannot;
mod hostile;
mod merging;
mod places;
mod support;
