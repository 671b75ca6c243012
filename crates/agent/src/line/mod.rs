//! Changes of the line: another network, or back from sleep.
//!
//! Everything here waits for the system to speak; nothing asks again and again. Where a system
//! does not tell of sleep, [`SleepGauge`] sees it at the next wake of any timer.

mod network;
mod sleep;

use tokio::{
    sync::mpsc,
    task::{AbortHandle, JoinSet},
};

pub use sleep::SleepGauge;

/// Something happened to the line; the next check should wait until it has settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEvent {
    /// An interface or a network came or went.
    NetworkChanged,
    /// The machine woke up from sleep.
    WokeUp,
}

/// Watching the line; dropped, it ends.
#[derive(Debug)]
pub struct Watching {
    _tasks: JoinSet<()>,
}

/// Begins to watch the line. To be called within a tokio runtime.
#[must_use]
pub fn watch(events: &mpsc::UnboundedSender<LineEvent>) -> Watching {
    let mut tasks = JoinSet::new();
    let _: AbortHandle = tasks.spawn(network::watch(events.clone()));
    let _: AbortHandle = tasks.spawn(sleep::watch(events.clone()));
    Watching { _tasks: tasks }
}
