//! Telling when something changed in watched files and folders.
//!
//! Network drives tell nothing, and systems run out of watches: the agent reads every source now
//! and then in any case. Between two changes nothing here wakes up.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::{Duration, Instant},
};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _, event::ModifyKind};

/// Changes closer together are one.
const QUIET: Duration = Duration::from_secs(2);
/// A change is told after so long, even if others follow.
const LONGEST: Duration = Duration::from_secs(15);
/// Folders watched at once.
const MOST: usize = 256;

/// Watches files and folders until it is dropped.
pub struct Watcher {
    inner: Option<RecommendedWatcher>,
    /// The folders watched.
    watched: Vec<PathBuf>,
    /// What the callback looks events up in.
    wanted: Wanted,
}

impl Watcher {
    /// Watches these paths; `on_change` is called from a thread of its own, two seconds after the last
    /// of several changes. Where the system cannot watch at all, nothing is ever told.
    pub fn new(paths: &[PathBuf], on_change: impl Fn() + Send + 'static) -> Self {
        Self::with_quiet(QUIET, paths, on_change)
    }

    fn with_quiet(
        quiet: Duration,
        paths: &[PathBuf],
        on_change: impl Fn() + Send + 'static,
    ) -> Self {
        let (tell_change, changes) = mpsc::channel();
        let wanted = Arc::new(Mutex::new(BTreeMap::new()));
        let inner = start(tell_change, Arc::clone(&wanted))
            .inspect_err(|error| tracing::warn!(%error, "folders cannot be watched"))
            .ok();
        // The thread ends with the watcher, whose callback holds the other end.
        let thread = thread::Builder::new()
            .name("sources".to_owned())
            .spawn(move || tell(&changes, quiet, on_change));
        let inner = inner.filter(|_| {
            thread
                .inspect_err(|error| tracing::warn!(%error, "folders cannot be watched"))
                .is_ok()
        });
        let mut watcher = Self {
            inner,
            watched: Vec::new(),
            wanted,
        };
        watcher.follow(paths);
        watcher
    }

    /// Watches these paths from now on, also those that were not there before or were made anew;
    /// returns those that cannot be watched, so that only reading them now and then shows changes.
    pub fn follow(&mut self, paths: &[PathBuf]) -> Vec<PathBuf> {
        let folders = folders_of(paths);
        *lock(&self.wanted) = with_true_paths(&folders);
        let Some(inner) = &mut self.inner else {
            return paths.to_vec();
        };
        for folder in self.watched.drain(..) {
            // It may be gone, and its watch with it.
            let _ = inner.unwatch(&folder);
        }
        let mut failed = Vec::new();
        for folder in folders.into_keys() {
            let room = self.watched.len() < MOST;
            if room && inner.watch(&folder, RecursiveMode::NonRecursive).is_ok() {
                self.watched.push(folder);
            } else {
                failed.push(folder);
            }
        }
        failed
    }
}

impl std::fmt::Debug for Watcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watcher").finish_non_exhaustive()
    }
}

type Wanted = Arc<Mutex<Folders>>;
/// Folders, each with the names that matter in it; none: all do.
type Folders = BTreeMap<PathBuf, Option<BTreeSet<String>>>;

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn start(changed: Sender<()>, wanted: Wanted) -> notify::Result<RecommendedWatcher> {
    notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let matters = match &event {
            Ok(event) => is_change(event.kind) && concerns(event, &lock(&wanted)),
            // Events were lost: anything may have changed.
            Err(_) => true,
        };
        if matters {
            let _ = changed.send(());
        }
    })
}

/// Reading a file is no change of it, else every reading would cause the next.
fn is_change(kind: EventKind) -> bool {
    !matches!(
        kind,
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_))
    )
}

fn concerns(event: &notify::Event, wanted: &Folders) -> bool {
    event.need_rescan()
        || event.paths.is_empty()
        || event.paths.iter().any(|path| {
            let names = path.parent().and_then(|folder| wanted.get(folder));
            let matters = |names: &Option<BTreeSet<String>>| {
                names
                    .as_ref()
                    .is_none_or(|names| names.contains(&name_of(path)))
            };
            wanted.contains_key(path) || names.is_some_and(matters)
        })
}

/// A file is watched by its folder: programs write a new file and give it the old one's name.
fn folders_of(paths: &[PathBuf]) -> Folders {
    let mut folders = Folders::new();
    for path in paths {
        if path.is_dir() {
            folders.insert(path.clone(), None);
        } else if let Some(folder) = path.parent().filter(|folder| *folder != Path::new("")) {
            let names = folders
                .entry(folder.to_owned())
                .or_insert_with(|| Some(BTreeSet::new()));
            if let Some(names) = names {
                names.insert(name_of(path));
            }
        }
    }
    folders
}

/// The same with the folders' true paths, which some systems name in their events.
fn with_true_paths(folders: &Folders) -> Folders {
    let real = folders
        .iter()
        .filter_map(|(folder, names)| Some((folder.canonicalize().ok()?, names.clone())));
    folders.clone().into_iter().chain(real).collect()
}

/// File names are compared as Windows does.
fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().to_lowercase()
}

/// Calls `on_change` once for changes that follow one another.
fn tell(changes: &Receiver<()>, quiet: Duration, on_change: impl Fn()) {
    while changes.recv().is_ok() {
        let first = Instant::now();
        loop {
            let left = LONGEST.saturating_sub(first.elapsed()).min(quiet);
            match changes.recv_timeout(left) {
                Ok(()) if first.elapsed() < LONGEST => {}
                Ok(()) | Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        on_change();
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, sync::mpsc::channel};

    use super::*;

    const SOON: Duration = Duration::from_millis(50);
    const LONG: Duration = Duration::from_secs(20);
    const SHORT: Duration = Duration::from_millis(500);

    fn watcher(paths: &[&Path]) -> (Watcher, Receiver<()>) {
        let paths: Vec<PathBuf> = paths.iter().map(|path| path.to_path_buf()).collect();
        let (send, told) = channel();
        let watcher = Watcher::with_quiet(SOON, &paths, move || {
            let _ = send.send(());
        });
        (watcher, told)
    }

    #[test]
    fn several_changes_are_told_once_and_reading_is_none() {
        let root = tempfile::tempdir().unwrap();
        let (_watcher, told) = watcher(&[root.path()]);
        for number in 0..5 {
            fs::write(root.path().join(format!("{number}.b2")), "x").unwrap();
        }
        told.recv_timeout(LONG).unwrap();
        for entry in fs::read_dir(root.path()).unwrap() {
            fs::read(entry.unwrap().path()).unwrap();
        }
        assert!(told.recv_timeout(SHORT).is_err());
    }

    #[test]
    fn a_file_is_watched_by_its_name() {
        let root = tempfile::tempdir().unwrap();
        let log = root.path().join("essai.log");
        let (_watcher, told) = watcher(&[&log]);
        fs::write(root.path().join("other"), "x").unwrap();
        assert!(told.recv_timeout(SHORT).is_err());
        fs::write(&log, "x").unwrap();
        told.recv_timeout(LONG).unwrap();
    }

    #[test]
    fn a_folder_that_comes_later_or_anew_is_watched_once_it_is_there() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("LOTS");
        let (mut watcher, told) = watcher(&[&root.path().join("away/LOTS")]);
        for _ in 0..2 {
            fs::create_dir(&folder).unwrap();
            assert!(watcher.follow(std::slice::from_ref(&folder)).is_empty());
            while told.recv_timeout(SHORT).is_ok() {}
            fs::write(folder.join("a"), "x").unwrap();
            told.recv_timeout(LONG).unwrap();
            fs::remove_dir_all(&folder).unwrap();
            let _ = watcher.follow(std::slice::from_ref(&folder));
        }
        let missing = root.path().join("no/such/folder");
        assert_eq!(watcher.follow(&[missing]).len(), 1);
    }
}
