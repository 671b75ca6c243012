//! What time it is.

use std::time::Instant;

use jiff::Timestamp;

/// Tells the time. The agent asks nobody else, so that a simulation can give it another.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;

    /// A reading of a clock that is never set, to be compared with others of its own.
    fn monotonic(&self) -> Instant;
}

/// The computer's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn monotonic(&self) -> Instant {
        Instant::now()
    }
}
