//! What a repository says is the last.

use serde::de::DeserializeOwned;
use tough::schema::{Role, Root, Signed, Snapshot, Targets, Timestamp};

use super::{Files, Roots, metadata, metadata_path, timestamp_path};
use crate::trouble::Trouble;

/// A repository whose signatures hold.
#[derive(Clone, Debug)]
pub(crate) struct State {
    /// Its roots.
    pub(crate) roots: Roots,
    /// What was published last; `None` before the first time.
    pub(crate) last: Option<Last>,
}

/// What was published last.
#[derive(Clone, Debug)]
pub(crate) struct Last {
    /// That it is the last.
    pub(crate) timestamp: Signed<Timestamp>,
    /// Which documents count.
    pub(crate) snapshot: Signed<Snapshot>,
    /// The documents.
    pub(crate) targets: Signed<Targets>,
}

impl State {
    /// Reads a repository, and verifies every signature. How old it is does not matter here.
    pub(crate) fn read(files: &Files) -> Result<Self, Trouble> {
        let roots = Roots::read(files)?;
        let timestamp: Option<Signed<Timestamp>> = signed(files, &roots, &timestamp_path())?;
        let Some(timestamp) = timestamp else {
            return Ok(Self { roots, last: None });
        };
        let not_there = |path: &str| Trouble::Missing(files.folder().join(path));
        let snapshot = timestamp.signed.meta.get("snapshot.json");
        let snapshot = snapshot.ok_or_else(|| not_there(&timestamp_path()))?;
        let path = snapshot_path(snapshot.version.get());
        let snapshot: Signed<Snapshot> =
            signed(files, &roots, &path)?.ok_or_else(|| not_there(&path))?;
        let targets = snapshot.signed.meta.get("targets.json");
        let targets = targets.ok_or_else(|| not_there(&path))?.version.get();
        let path = targets_path(targets);
        let targets = signed(files, &roots, &path)?.ok_or_else(|| not_there(&path))?;
        Ok(Self {
            roots,
            last: Some(Last {
                timestamp,
                snapshot,
                targets,
            }),
        })
    }
}

/// Where the list of documents of a version lies.
pub(crate) fn targets_path(version: u64) -> String {
    metadata_path(&format!("{version}.targets.json"))
}

/// Where the snapshot of a version lies.
pub(crate) fn snapshot_path(version: u64) -> String {
    metadata_path(&format!("{version}.snapshot.json"))
}

fn signed<T: Role + DeserializeOwned>(
    files: &Files,
    roots: &Roots,
    path: &str,
) -> Result<Option<Signed<T>>, Trouble> {
    let at = files.folder().join(path);
    let octets = files.read(path).map_err(|error| Trouble::io(&at, error))?;
    let Some(octets) = octets else {
        return Ok(None);
    };
    let metadata: Signed<T> =
        metadata::parse(&octets).ok_or_else(|| Trouble::NotMetadata(at.clone()))?;
    // Right after a change of keys the last root may not know the keys of what stands yet.
    let is_signed = |root: &Root| metadata::is_signed(&metadata, root);
    if roots.all().rev().any(|(_, root)| is_signed(&root.signed)) {
        Ok(Some(metadata))
    } else {
        Err(Trouble::too_few_signatures(&at, &metadata, roots.last()))
    }
}

impl State {
    /// The list of documents of an earlier version, where it is still kept.
    pub(crate) fn targets_of(
        &self,
        files: &Files,
        version: u64,
    ) -> Result<Option<Signed<Targets>>, Trouble> {
        signed(files, &self.roots, &targets_path(version))
    }
}
