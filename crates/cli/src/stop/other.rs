//! Ctrl-C.

use std::io;

/// Returns once the command is to end.
pub(crate) async fn asked() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
