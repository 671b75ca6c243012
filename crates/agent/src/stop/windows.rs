//! Ctrl-C, the console's closing, the end of the session.

use std::io;

use tokio::signal::windows::{ctrl_c, ctrl_close, ctrl_logoff, ctrl_shutdown};

/// Ends when the agent is asked to end.
pub(crate) async fn asked() -> io::Result<()> {
    let mut interrupt = ctrl_c()?;
    let mut close = ctrl_close()?;
    let mut log_off = ctrl_logoff()?;
    let mut shut_down = ctrl_shutdown()?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = close.recv() => {}
        _ = log_off.recv() => {}
        _ = shut_down.recv() => {}
    }
    Ok(())
}
