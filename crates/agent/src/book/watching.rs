//! Having the system tell of changes where sources stand.

use std::{
    path::PathBuf,
    sync::mpsc::{self, Receiver, Sender},
    thread,
};

use vigie_sources::Watcher;

/// Watches files and folders until it is dropped. Even to begin watching a network folder may
/// hang, so that is done on a thread of its own; what it does not come to is read now and then all
/// the same.
pub(crate) struct Watching(Option<Sender<Vec<PathBuf>>>);

impl Watching {
    /// Watches nothing yet. `on_change` is called some seconds after something changed.
    pub(crate) fn begin(on_change: impl Fn() + Send + 'static) -> Self {
        let (to_watch, paths) = mpsc::channel();
        let begun = thread::Builder::new()
            .name("watching".to_owned())
            .spawn(move || follow(&paths, on_change));
        match begun {
            Ok(_) => Self(Some(to_watch)),
            Err(error) => {
                tracing::warn!(%error, "folders cannot be watched");
                Self(None)
            }
        }
    }

    /// Watches these paths from now on, in place of those before.
    pub(crate) fn follow(&self, paths: Vec<PathBuf>) {
        if let Some(to_watch) = &self.0 {
            // A thread that is gone watches nothing any more.
            let _ = to_watch.send(paths);
        }
    }
}

fn follow(paths: &Receiver<Vec<PathBuf>>, on_change: impl Fn() + Send + 'static) {
    let Ok(first) = paths.recv() else { return };
    let mut watcher = Watcher::new(&first, on_change);
    while let Ok(wanted) = paths.recv() {
        // What was wanted last is what counts.
        let wanted = paths.try_iter().last().unwrap_or(wanted);
        let failed = watcher.follow(&wanted);
        if !failed.is_empty() {
            tracing::info!(paths = failed.len(), "not every source can be watched");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, sync::mpsc::channel, time::Duration};

    use super::*;

    #[test]
    fn changes_are_told_of_the_paths_wanted_last() {
        let root = tempfile::tempdir().unwrap();
        let (tell, told) = channel();
        let watching = Watching::begin(move || {
            let _ = tell.send(());
        });
        for name in ["a", "b"] {
            fs::create_dir(root.path().join(name)).unwrap();
            watching.follow(vec![root.path().join(name)]);
        }
        // The first ones may come before it is being watched.
        for number in 0.. {
            fs::write(root.path().join(format!("b/{number}")), "x").unwrap();
            if told.recv_timeout(Duration::from_secs(4)).is_ok() {
                break;
            }
            assert!(number < 10);
        }
    }
}
