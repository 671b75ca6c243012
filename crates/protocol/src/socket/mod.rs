//! The local socket between the agent and its faces, for the same user only.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::io;

#[cfg(unix)]
pub use unix::{Listener, Stream, connect, endpoint, listen};
#[cfg(windows)]
pub use windows::{Listener, Stream, connect, endpoint, listen};

/// Why the agent cannot listen, or a face cannot connect.
#[derive(Debug, thiserror::Error)]
pub enum SocketError {
    /// An agent listens there already.
    #[error("an agent is running already")]
    InUse,
    /// Nobody listens there.
    #[error("no agent is running")]
    NotRunning,
    /// What is there belongs to another user, or others may reach it.
    #[error("the socket belongs to somebody else")]
    NotOurs,
    /// The operating system refused.
    #[error("the socket failed: {0}")]
    Io(#[from] io::Error),
}
