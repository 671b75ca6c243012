//! SIGINT and SIGTERM.

use std::{future::pending, io};

use tokio::signal::unix::{SignalKind, signal};

/// Returns once the command is to end.
pub(crate) async fn asked() -> io::Result<()> {
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::select! {
        result = tokio::signal::ctrl_c() => result,
        Some(()) = terminated.recv() => Ok(()),
        else => pending().await,
    }
}
