//! Arithmetic on moments that ends at the calendar's end, and what is done when the wall clock is
//! set back.

use jiff::{SignedDuration, Timestamp};

/// A clock that goes back by less than this is being adjusted, not set: a wait of a minute more
/// is all that can come of it.
const ADJUSTMENT: SignedDuration = SignedDuration::from_secs(60);

/// `at` + `by`, at most the calendar's end.
pub(super) fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// `at` − `by`, at least the calendar's beginning.
pub(super) fn back(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_sub(by).unwrap_or(Timestamp::MIN)
}

/// By how much every remembered moment is to be moved back, since the clock stood at `seen`
/// earlier and stands at `now`.
pub(super) fn set_back(seen: Timestamp, now: Timestamp) -> Option<SignedDuration> {
    let by = seen.duration_since(now);
    (by > ADJUSTMENT).then_some(by)
}
