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
    /// The folders watched, each with the names that matter in it; none: all do.
    wanted: Wanted,
}

impl Watcher {
    /// Watches these paths; `on_change` is called from a thread of its own, two seconds after the last
    /// of several changes. Where the system cannot watch at all, nothing is ever told.
    pub fn new(paths: &[PathBuf], on_change: impl Fn() + Send + 'static) -> Self {
        let (tell_change, changes) = mpsc::channel();
        let wanted = Arc::new(Mutex::new(BTreeMap::new()));
        let inner = start(tell_change, Arc::clone(&wanted))
            .inspect_err(|error| tracing::warn!(%error, "folders cannot be watched"))
            .ok();
        // The thread ends with the watcher, whose callback holds the other end.
        let thread = thread::Builder::new()
            .name("sources".to_owned())
            .spawn(move || tell(&changes, on_change));
        let inner = inner.filter(|_| {
            thread
                .inspect_err(|error| tracing::warn!(%error, "folders cannot be watched"))
                .is_ok()
        });
        let mut watcher = Self { inner, wanted };
        watcher.follow(paths);
        watcher
    }

    /// Watches these paths from now on, also those that were not there before or were made anew;
    /// returns those that cannot be watched, so that only reading them now and then shows changes.
    pub fn follow(&mut self, paths: &[PathBuf]) -> Vec<PathBuf> {
        let folders = folders_of(paths);
        let before = std::mem::replace(&mut *lock(&self.wanted), folders.clone());
        let Some(inner) = &mut self.inner else {
            return paths.to_vec();
        };
        for folder in before.keys() {
            // It may be gone, and its watch with it.
            let _ = inner.unwatch(folder);
        }
        let mut failed = Vec::new();
        for (number, folder) in folders.keys().enumerate() {
            if number >= MOST || inner.watch(folder, RecursiveMode::NonRecursive).is_err() {
                failed.push(folder.clone());
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
type Folders = BTreeMap<PathBuf, Option<BTreeSet<PathBuf>>>;

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

fn concerns(event: &notify::Event, wanted: &BTreeMap<PathBuf, Option<BTreeSet<PathBuf>>>) -> bool {
    event.need_rescan()
        || event.paths.is_empty()
        || event.paths.iter().any(|path| {
            let names = path.parent().and_then(|folder| wanted.get(folder));
            wanted.contains_key(path)
                || names
                    .is_some_and(|names| names.as_ref().is_none_or(|names| names.contains(path)))
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
                names.insert(path.clone());
            }
        }
    }
    folders
}

/// Calls `on_change` once for changes that follow one another.
fn tell(changes: &Receiver<()>, on_change: impl Fn()) {
    while changes.recv().is_ok() {
        let first = Instant::now();
        loop {
            let left = LONGEST.saturating_sub(first.elapsed()).min(QUIET);
            match changes.recv_timeout(left) {
                Ok(()) if first.elapsed() < LONGEST => {}
                Ok(()) | Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        on_change();
    }
}
