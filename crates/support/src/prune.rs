//! Clearing away what nobody reads any more. A reader that began before the last change goes on
//! with the files of the one before, so everything is kept for a while.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use jiff::{SignedDuration, Timestamp};
use tough::schema::{Signed, Snapshot, Targets};
use vigie_steering::{PracticeList, layout};

use crate::{
    proposal::is_list,
    repository::{
        Files, State, digest,
        disk::{Disk, UNFINISHED},
        metadata::{self, Besides},
        snapshot_path,
    },
    trouble::Trouble,
};

/// How long files stay after they were replaced: longer than any cache in between.
const KEPT: SignedDuration = SignedDuration::from_hours(48);

/// Removes what has been replaced long ago. Lists of documents and roots stay for ever: they are
/// the log, and small. What cannot be removed now is left for the next time.
pub(crate) fn run(published: &Files, state: &State, now: Timestamp, disk: &mut impl Disk) {
    let Ok(kept) = kept(published, state, now) else {
        return;
    };
    for folder in [layout::TARGETS, layout::SEALED, layout::METADATA] {
        let mut found = Vec::new();
        files_in(&published.folder().join(folder), 0, &mut found);
        for path in found {
            let relative = path.strip_prefix(published.folder());
            let Some(name) = relative.ok().and_then(slashed) else {
                continue;
            };
            let goes = name.ends_with(UNFINISHED)
                || match folder {
                    layout::METADATA => is_old_snapshot(published, state, &name, now),
                    _ => !kept.contains(&name),
                };
            if goes && disk.remove(&path).is_ok() {
                remove_if_empty(&path);
            }
        }
    }
}

/// Every file that the last list names, or one that was the last not long ago. When a list was
/// replaced is said by the snapshot that came after its own: it is made when things are published,
/// while a list is made when people begin to sign.
fn kept(published: &Files, state: &State, now: Timestamp) -> Result<BTreeSet<String>, Trouble> {
    let mut kept = BTreeSet::new();
    let Some(last) = &state.last else {
        return Ok(kept);
    };
    keep(published, &last.targets, &mut kept)?;
    let mut snapshot = last.snapshot.signed.clone();
    let mut listed = last.targets.signed.version.get();
    for version in (1..last.snapshot.signed.version.get()).rev() {
        if stands_for_a_while(&snapshot, now) {
            break;
        }
        let Some(before) = snapshot_of(published, version) else {
            break;
        };
        let named = before.meta.get("targets.json");
        let named = named.map_or(listed, |targets| targets.version.get());
        if named != listed
            && let Some(targets) = state.targets_of(published, named)?
        {
            keep(published, &targets, &mut kept)?;
        }
        listed = named;
        snapshot = before;
    }
    Ok(kept)
}

fn keep(
    published: &Files,
    targets: &Signed<Targets>,
    kept: &mut BTreeSet<String>,
) -> Result<(), Trouble> {
    for (name, target) in &targets.signed.targets {
        let path = layout::target_file(name.resolved(), &digest(target)?);
        if is_list(name.resolved())
            && let Ok(Some(octets)) = published.read(&path)
            && let Ok(list) = PracticeList::read(&octets)
        {
            let sealed = list.all_files();
            kept.extend(sealed.map(|file| layout::sealed_file(&file.sha256)));
        }
        kept.insert(path);
    }
    Ok(())
}

/// A snapshot whose successor has stood for a while.
fn is_old_snapshot(published: &Files, state: &State, name: &str, now: Timestamp) -> bool {
    let version = name
        .strip_prefix("metadata/")
        .and_then(|name| name.strip_suffix(".snapshot.json"))
        .and_then(|version| version.parse::<u64>().ok());
    let (Some(version), Some(last)) = (version, &state.last) else {
        return false;
    };
    if version >= last.snapshot.signed.version.get() {
        return false;
    }
    let next = snapshot_of(published, version + 1);
    next.is_some_and(|next| stands_for_a_while(&next, now))
}

/// Whether a snapshot was made so long ago that nobody reads the one before it any more.
fn stands_for_a_while(snapshot: &Snapshot, now: Timestamp) -> bool {
    let made = Besides::of(&snapshot._extra).made;
    made.is_some_and(|made| now.duration_since(made) >= KEPT)
}

/// A snapshot, where it is still kept.
fn snapshot_of(published: &Files, version: u64) -> Option<Snapshot> {
    let octets = published.read(&snapshot_path(version)).ok().flatten()?;
    let snapshot: Option<Signed<Snapshot>> = metadata::parse(&octets);
    snapshot.map(|snapshot| snapshot.signed)
}

fn files_in(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_file() => found.push(entry.path()),
            Ok(kind) if kind.is_dir() && depth < 2 => files_in(&entry.path(), depth + 1, found),
            _ => {}
        }
    }
}

fn slashed(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.iter().map(|part| part.to_str()).collect();
    parts.map(|parts| parts.join("/"))
}

/// Each version of a document has a folder of its own. A folder with something in it stays.
fn remove_if_empty(path: &Path) {
    if let Some(folder) = path.parent() {
        let _ = fs::remove_dir(folder);
    }
}
