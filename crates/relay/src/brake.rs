use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// The longest wait for the answer to a wrong password.
const MOST: Duration = Duration::from_secs(8);
/// After so long without one, wrong passwords are forgotten.
const FORGOTTEN: Duration = Duration::from_mins(5);

/// Slows wrong passwords down, whichever connection they come from: 1, 2, 4, then always 8 seconds.
/// A right one never waits, so nobody can lock the software out.
#[derive(Debug, Default)]
pub(crate) struct Brake(Mutex<Option<(u32, Instant)>>);

impl Brake {
    /// A wrong password came: how long its answer is to wait.
    pub(crate) fn wrong(&self, now: Instant) -> Duration {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = match *state {
            Some((times, last)) if now.saturating_duration_since(last) < FORGOTTEN => times,
            _ => 0,
        };
        *state = Some((before.saturating_add(1), now));
        Duration::from_secs(1 << before.min(3)).min(MOST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_passwords_wait_longer_and_longer_and_are_forgotten() {
        let brake = Brake::default();
        let now = Instant::now();
        let waits: Vec<u64> = (0..6).map(|_| brake.wrong(now).as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 8, 8]);
        assert_eq!(brake.wrong(now + FORGOTTEN).as_secs(), 1);
    }
}
