//! Waking up from sleep.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::mpsc;

use super::LineEvent;

/// Clocks that differ by less are only inexact.
const TOLERANCE: Duration = Duration::from_secs(30);

/// Sees from the clocks that the machine slept, at the next wake of any timer. While a machine
/// sleeps, the monotonic clock of Linux and macOS stands still and the wall clock does not; that
/// of Windows goes on, and timers come late.
#[derive(Clone, Copy, Debug)]
pub struct SleepGauge {
    wall: Timestamp,
    monotonic: Instant,
}

impl SleepGauge {
    /// Begins at these two readings of the clocks.
    #[must_use]
    pub fn new(wall: Timestamp, monotonic: Instant) -> Self {
        Self { wall, monotonic }
    }

    /// Whether the machine slept since the last call. `due`: when the timer that woke us was to
    /// do so. To be called after every wake, also after a [`LineEvent::WokeUp`], so that one
    /// sleep is not counted twice. A wall clock that was set looks the same.
    pub fn slept(&mut self, wall: Timestamp, monotonic: Instant, due: Option<Instant>) -> bool {
        let by_wall = Duration::try_from(wall.duration_since(self.wall)).unwrap_or_default();
        let by_monotonic = monotonic.saturating_duration_since(self.monotonic);
        let late = due.map_or(Duration::ZERO, |due| {
            monotonic.saturating_duration_since(due)
        });
        *self = Self { wall, monotonic };
        by_wall.saturating_sub(by_monotonic) > TOLERANCE || late > TOLERANCE
    }
}

#[cfg(target_os = "linux")]
pub(super) async fn watch(events: mpsc::UnboundedSender<LineEvent>) {
    if let Err(error) = logind::watch(&events).await {
        tracing::info!(%error, "sleep is seen by the clocks alone");
    }
}

/// Without a service that tells, the clocks do.
#[cfg(not(target_os = "linux"))]
#[expect(clippy::unused_async, reason = "other systems wait here")]
pub(super) async fn watch(_events: mpsc::UnboundedSender<LineEvent>) {}

#[cfg(target_os = "linux")]
mod logind {
    //! systemd's login service says before and after each sleep: `PrepareForSleep(b)` of
    //! org.freedesktop.login1(5).

    use futures_lite::StreamExt;
    use tokio::sync::mpsc;
    use zbus::{Connection, MatchRule, MessageStream, message::Type};

    use super::LineEvent;

    pub(super) async fn watch(events: &mpsc::UnboundedSender<LineEvent>) -> zbus::Result<()> {
        let bus = Connection::system().await?;
        let rule = MatchRule::builder()
            .msg_type(Type::Signal)
            .sender("org.freedesktop.login1")?
            .interface("org.freedesktop.login1.Manager")?
            .member("PrepareForSleep")?
            .build();
        let mut signals = MessageStream::for_match_rule(rule, &bus, Some(4)).await?;
        while let Some(signal) = signals.next().await {
            let begins: bool = signal?.body().deserialize()?;
            if !begins && events.send(LineEvent::WokeUp).is_err() {
                break;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sees_sleep_by_either_clock() {
        let (wall, monotonic) = (Timestamp::UNIX_EPOCH, Instant::now());
        let hour = Duration::from_hours(1);
        let minute = Duration::from_mins(1);
        let gauge = || SleepGauge::new(wall, monotonic);

        assert!(!gauge().slept(wall + hour, monotonic + hour, Some(monotonic + hour)));
        assert!(gauge().slept(wall + hour, monotonic + minute, Some(monotonic + minute)));
        assert!(gauge().slept(wall + hour, monotonic + hour, Some(monotonic + minute)));
        assert!(!gauge().slept(wall + hour, monotonic + hour, None));
        // A wall clock that is set back is no sleep.
        assert!(!gauge().slept(wall - hour, monotonic + minute, None));

        let mut gauge = gauge();
        assert!(gauge.slept(wall + hour, monotonic + minute, None));
        assert!(!gauge.slept(wall + hour + minute, monotonic + minute * 2, None));
    }
}
