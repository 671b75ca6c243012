//! The local socket between the agent and its faces, for the same user only.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    path::Path,
};

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
    #[error("the socket or its folder belongs to somebody else, or is open to others")]
    NotOurs,
    /// The operating system refused.
    #[error("the socket failed: {0}")]
    Io(#[from] io::Error),
}

/// The file in the data folder whose lock is the right to listen there.
const LOCK: &str = "agent.lock";

/// The right to listen for a data folder, until it is dropped or the process ends. Without it two
/// agents that start at the same moment (the session's and the user's) would both find nobody, and
/// the second would take the first one's socket away. `None` on a file system without locks.
fn claim(data_dir: &Path) -> Result<Option<File>, SocketError> {
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(data_dir.join(LOCK))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(SocketError::InUse),
        Err(TryLockError::Error(error)) => {
            tracing::warn!(%error, "the data folder cannot be locked");
            Ok(None)
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[test]
    fn an_agent_that_is_about_to_listen_is_not_overtaken() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let dir = tempfile::tempdir().unwrap();
            let first = claim(dir.path()).unwrap();
            assert!(first.is_some());
            assert!(matches!(listen(dir.path()).await, Err(SocketError::InUse)));
            drop(first);
            let _listener = listen(dir.path()).await.unwrap();
            assert!(matches!(claim(dir.path()), Err(SocketError::InUse)));
        });
    }

    #[test]
    fn one_listens_and_others_connect() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let dir = tempfile::tempdir().unwrap();
            assert!(matches!(
                connect(dir.path()).await,
                Err(SocketError::NotRunning)
            ));
            let listener = listen(dir.path()).await.unwrap();
            for _ in 0..3 {
                let (theirs, ours) = tokio::join!(connect(dir.path()), listener.accept());
                let (mut theirs, mut ours) = (theirs.unwrap(), ours.unwrap());
                theirs.write_all(b"bonjour\n").await.unwrap();
                let mut heard = [0; 8];
                ours.read_exact(&mut heard).await.unwrap();
                assert_eq!(&heard, b"bonjour\n");
                ours.write_all(b"salut\n").await.unwrap();
                let mut heard = [0; 6];
                theirs.read_exact(&mut heard).await.unwrap();
                assert_eq!(&heard, b"salut\n");
            }
            assert!(matches!(listen(dir.path()).await, Err(SocketError::InUse)));
            drop(listener);
            assert!(matches!(
                connect(dir.path()).await,
                Err(SocketError::NotRunning)
            ));
            listen(dir.path()).await.unwrap();
        });
    }
}
