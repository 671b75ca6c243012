//! Waiting for a keychain: soon at first, then ever more slowly.

use jiff::{SignedDuration, Timestamp};

const FIRST: SignedDuration = SignedDuration::from_secs(5);
const LONGEST: SignedDuration = SignedDuration::from_mins(5);

/// When a password that could not be read is tried again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct SecretWait {
    at: Timestamp,
    pause: SignedDuration,
}

impl SecretWait {
    /// After another failure.
    pub(super) fn after(before: Option<Self>, now: Timestamp) -> Self {
        let pause = before.map_or(FIRST, |wait| (wait.pause * 2).clamp(FIRST, LONGEST));
        Self {
            at: now.checked_add(pause).unwrap_or(Timestamp::MAX),
            pause,
        }
    }

    /// Somebody is looking: at once, then from the beginning.
    pub(super) fn at_once(now: Timestamp) -> Self {
        Self {
            at: now,
            pause: SignedDuration::ZERO,
        }
    }

    pub(super) fn at(self) -> Timestamp {
        self.at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_grows_to_five_minutes_and_starts_over_when_somebody_looks() {
        let now = Timestamp::UNIX_EPOCH;
        let mut wait = SecretWait::after(None, now);
        let mut pauses = vec![wait.pause.as_secs()];
        for _ in 0..8 {
            wait = SecretWait::after(Some(wait), now);
            pauses.push(wait.pause.as_secs());
        }
        assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 300, 300, 300]);
        assert_eq!(SecretWait::at_once(now).at(), now);
        let again = SecretWait::after(Some(SecretWait::at_once(now)), now);
        assert_eq!(again.pause, FIRST);
    }
}
