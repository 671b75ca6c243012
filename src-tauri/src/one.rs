//! One window per agent: a second start brings the first one forward.

use std::{
    fs::{File, TryLockError},
    path::Path,
};

use vigie_protocol::{Connection, Face, Request};

/// The right to show the window, kept until the process ends; the system takes it back even from
/// one that crashed.
#[derive(Debug)]
pub(crate) struct Claim {
    _lock: Option<File>,
}

/// Whether this is the only window of its agent.
#[derive(Debug)]
pub(crate) enum OnlyWindow {
    /// It is.
    Ours(Claim),
    /// Another one is open.
    AnotherIsOpen,
}

/// Claims the window of this data folder. Where the folder is not there yet, or locks are not to
/// be had, a second window is better than none.
pub(crate) fn claim(data_dir: &Path) -> OnlyWindow {
    let Ok(file) = File::create(data_dir.join("window.lock")) else {
        return OnlyWindow::Ours(Claim { _lock: None });
    };
    match file.try_lock() {
        Ok(()) => OnlyWindow::Ours(Claim { _lock: Some(file) }),
        Err(TryLockError::WouldBlock) => OnlyWindow::AnotherIsOpen,
        Err(TryLockError::Error(_)) => OnlyWindow::Ours(Claim { _lock: None }),
    }
}

/// Asks the agent to bring the open window forward; without an agent there is nothing to ask.
pub(crate) async fn bring_forward(data_dir: &Path) {
    if let Ok((connection, _)) = Connection::open(data_dir, Face::Terminal).await {
        let _ = connection.call(Request::OpenWindow).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_window_gives_way_until_the_first_has_gone() {
        let folder = tempfile::tempdir().unwrap();
        let first = claim(folder.path());
        assert!(matches!(first, OnlyWindow::Ours(_)));
        assert!(matches!(claim(folder.path()), OnlyWindow::AnotherIsOpen));
        drop(first);
        assert!(matches!(claim(folder.path()), OnlyWindow::Ours(_)));
    }

    #[test]
    fn without_a_folder_the_window_opens_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(
            claim(&folder.path().join("absent")),
            OnlyWindow::Ours(Claim { _lock: None })
        ));
    }
}
