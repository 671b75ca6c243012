//! Waiting: poll, with a deadline, and say what was waited for.

use std::{
    fmt::Debug,
    thread,
    time::{Duration, Instant},
};

/// The pause between two polls.
const PAUSE: Duration = Duration::from_millis(40);

/// Polls until there is a value; panics with `what` when the time is over.
pub fn until<T>(what: &str, within: Duration, mut poll: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + within;
    loop {
        if let Some(value) = poll() {
            return value;
        }
        assert!(
            Instant::now() < deadline,
            "waited {within:?} in vain for: {what}"
        );
        thread::sleep(PAUSE);
    }
}

/// Polls until the condition holds; panics with `what` when the time is over.
pub fn until_true(what: &str, within: Duration, mut poll: impl FnMut() -> bool) {
    until(what, within, || poll().then_some(()));
}

/// Polls until the value fits; panics with `what` and the last value when the time is over.
pub fn until_fits<T: Debug>(
    what: &str,
    within: Duration,
    mut poll: impl FnMut() -> T,
    fits: impl Fn(&T) -> bool,
) -> T {
    let deadline = Instant::now() + within;
    loop {
        let value = poll();
        if fits(&value) {
            return value;
        }
        assert!(
            Instant::now() < deadline,
            "waited {within:?} in vain for: {what}; the last was {value:?}"
        );
        thread::sleep(PAUSE);
    }
}

/// Watches for the whole time that the condition never holds; panics with `what` when it does.
pub fn never(what: &str, during: Duration, mut poll: impl FnMut() -> bool) {
    let end = Instant::now() + during;
    while Instant::now() < end {
        assert!(!poll(), "this must not happen: {what}");
        thread::sleep(PAUSE);
    }
}
