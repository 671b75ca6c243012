//! SIGTERM, SIGINT, SIGHUP.

use std::io;

use tokio::signal::unix::{SignalKind, signal};

/// Ends when the agent is asked to end.
pub(crate) async fn asked() -> io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        _ = hang_up.recv() => {}
    }
    Ok(())
}
