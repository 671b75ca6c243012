//! What is written into the published folder, in which order, and that an agent would take it.

use std::{collections::HashMap, fs, fs::File, num::NonZeroU64, path::Path};

use jiff::Timestamp as Moment;
use tough::schema::{Role, Root, Signed, Snapshot, Targets, Timestamp};
use vigie_steering::{Digest, layout};

use crate::{
    keys::{KeyFile, KeyRole, SigningKey},
    proposal::Content,
    repository::{
        Files, State, as_an_agent,
        disk::Disk,
        metadata::{self, Besides, SPEC_VERSION, term},
        root_path, snapshot_path, targets_path, timestamp_path,
    },
    trouble::Trouble,
};

/// The file that one command at a time locks.
const LOCK: &str = ".vigie-support.lock";

/// What is new.
#[derive(Debug, Default)]
pub(crate) struct News<'a> {
    /// A root, with enough signatures.
    pub(crate) root: Option<&'a Signed<Root>>,
    /// A list of documents, with what it names.
    pub(crate) targets: Option<(&'a Signed<Targets>, &'a Content)>,
    /// Whether the snapshot is to be signed again although it says nothing new.
    pub(crate) snapshot: bool,
}

/// Files in the order in which they are written.
#[derive(Debug)]
pub(crate) struct Plan {
    /// What no reader looks for yet.
    unseen: Vec<(String, Vec<u8>)>,
    /// What readers look for, each of which leaves a whole repository behind.
    seen: Vec<(String, Vec<u8>)>,
    /// Whether a reader between two of these may find something that it refuses for a moment: a
    /// key was lost with which the old should have vouched for the new.
    pub(crate) has_gap: bool,
}

/// Holds the published folder for one command. The lock goes with the process.
pub(crate) fn lock(published: &Path) -> Result<File, Trouble> {
    let path = published.join(LOCK);
    let mut options = fs::OpenOptions::new();
    let options = options.write(true).create(true).truncate(false);
    let file = options.open(&path);
    let file = file.map_err(|error| Trouble::io(&path, error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(Trouble::Busy(published.to_owned())),
        Err(fs::TryLockError::Error(error)) => Err(Trouble::io(&path, error)),
    }
}

/// Whether keys are of this organisation and sign what is published by machine.
pub(crate) fn check_keys(
    keys: &[(std::path::PathBuf, KeyFile)],
    state: &State,
    new: Option<&Root>,
) -> Result<(), Trouble> {
    for (path, key) in keys {
        if key.root_sha256 != state.roots.fingerprint() {
            return Err(Trouble::Foreign(path.clone()));
        }
        let id = key.id().map_err(|error| Trouble::key(path, error))?;
        let knows = |root: &Root| {
            let role = root.roles.get(&key.role.of_metadata());
            role.is_some_and(|role| role.keyids.contains(&id))
        };
        let signs = matches!(key.role, KeyRole::Snapshot | KeyRole::Timestamp);
        if !signs || !(knows(state.roots.last()) || new.is_some_and(knows)) {
            return Err(Trouble::SignsNothing(key.name.clone()));
        }
    }
    Ok(())
}

impl Plan {
    /// Makes the metadata around what is new, signs it with the keys that are kept where it is
    /// published, and has the whole read as an agent reads it. Nothing is written.
    pub(crate) fn new(
        published: &Files,
        state: &State,
        news: &News<'_>,
        keys: &[SigningKey],
        now: Moment,
    ) -> Result<Self, Trouble> {
        let old = state.roots.last();
        let root = news.root.map_or(old, |root| &root.signed);
        check_term("root", root.expires, now)?;
        let mut plan = Self {
            unseen: Vec::new(),
            seen: Vec::new(),
            has_gap: false,
        };
        let (version, targets) = plan.targets(published, state, news, &[old, root], now)?;
        let snapshot = plan.snapshot(published, state, news, version, &targets, keys, now)?;
        let timestamp = timestamp(state, root, &snapshot, keys, now)?;
        plan.seen.push((timestamp_path(), timestamp));
        plan.check_lengths()?;
        plan.order(published, state, news.root)?;
        Ok(plan)
    }

    /// Writes it. Whatever stops it, and wherever, the folder is whole, as it was or as it is to be.
    pub(crate) fn write(&self, published: &Files, disk: &mut impl Disk) -> Result<(), Trouble> {
        for (path, octets) in self.unseen.iter().chain(&self.seen) {
            let at = published.folder().join(path);
            let put = disk.put(&at, octets);
            put.map_err(|error| Trouble::io(&at, error))?;
        }
        Ok(())
    }

    fn targets(
        &mut self,
        published: &Files,
        state: &State,
        news: &News<'_>,
        roots: &[&Root],
        now: Moment,
    ) -> Result<(NonZeroU64, Vec<u8>), Trouble> {
        let Some((targets, content)) = news.targets else {
            let last = state.last.as_ref().ok_or(Trouble::NothingPublished)?;
            check_term("targets", last.targets.signed.expires, now)?;
            let version = last.targets.signed.version;
            let octets = read(published, &targets_path(version.get()))?;
            return Ok((version, octets));
        };
        check_term("targets", targets.signed.expires, now)?;
        for (path, octets) in &content.sealed {
            self.unseen.push((path.clone(), octets.clone()));
        }
        for (name, octets) in &content.targets {
            let path = layout::target_file(name, &Digest::of(octets));
            self.unseen.push((path, octets.clone()));
        }
        // What stands there already is left alone, as long as it is right.
        self.unseen
            .retain(|(path, octets)| published.read(path).ok().flatten().as_ref() != Some(octets));
        let mut targets = targets.clone();
        metadata::keep_right_signatures(&mut targets, roots);
        let octets = metadata::write(&targets)?;
        let version = targets.signed.version;
        let path = targets_path(version.get());
        self.unseen.push((path, octets.clone()));
        Ok((version, octets))
    }

    #[expect(clippy::too_many_arguments, reason = "what a snapshot is made of")]
    fn snapshot(
        &mut self,
        published: &Files,
        state: &State,
        news: &News<'_>,
        version: NonZeroU64,
        targets: &[u8],
        keys: &[SigningKey],
        now: Moment,
    ) -> Result<(NonZeroU64, Vec<u8>), Trouble> {
        let root = news.root.map_or(state.roots.last(), |root| &root.signed);
        let last = state.last.as_ref().map(|last| &last.snapshot);
        if let Some(last) = last
            && news.targets.is_none()
            && !news.snapshot
            && metadata::is_signed(last, root)
            && last.signed.expires > now
        {
            let version = last.signed.version;
            let octets = read(published, &snapshot_path(version.get()))?;
            return Ok((version, octets));
        }
        let next = last.map_or(NonZeroU64::MIN, |last| {
            last.signed.version.saturating_add(1)
        });
        let mut snapshot = Snapshot::new(
            SPEC_VERSION.to_owned(),
            next,
            metadata::expires(now, term::SNAPSHOT),
        );
        snapshot.meta = HashMap::from([(
            "targets.json".to_owned(),
            metadata::metafile(targets, version),
        )]);
        snapshot._extra = made(now).into_extra();
        let octets = signed(snapshot, root, KeyRole::Snapshot, keys)?;
        let path = snapshot_path(next.get());
        self.unseen.push((path, octets.clone()));
        Ok((next, octets))
    }

    /// With a new root, readers see two files change. Where the timestamp satisfies the old root
    /// too it comes first; then no reader ever finds one that its root does not know.
    fn order(
        &mut self,
        published: &Files,
        state: &State,
        root: Option<&Signed<Root>>,
    ) -> Result<(), Trouble> {
        let mut then = published.clone();
        for (path, octets) in self.unseen.iter().chain(&self.seen) {
            then.put(path.clone(), octets.clone());
        }
        let first = state.roots.first();
        let Some(root) = root else {
            return as_an_agent(published, &then, first);
        };
        let between = as_an_agent(published, &then, first);
        let (path, octets) = (root_path(root.signed.version.get()), metadata::write(root)?);
        then.put(path.clone(), octets.clone());
        as_an_agent(published, &then, first)?;
        self.has_gap = between.is_err() && state.last.is_some();
        let at = usize::from(between.is_ok());
        self.seen.insert(at, (path, octets));
        Ok(())
    }

    fn check_lengths(&self) -> Result<(), Trouble> {
        for (path, octets) in self.unseen.iter().chain(&self.seen) {
            let most = if path.ends_with("timestamp.json") {
                layout::most::TIMESTAMP
            } else if path.ends_with(".snapshot.json") {
                layout::most::SNAPSHOT
            } else if path.ends_with(".root.json") {
                layout::most::ROOT
            } else if path.ends_with(".targets.json") {
                layout::most::TARGETS
            } else {
                continue;
            };
            if octets.len() as u64 > most {
                let path = path.clone();
                return Err(Trouble::TooLong { path, most });
            }
        }
        Ok(())
    }
}

fn timestamp(
    state: &State,
    root: &Root,
    (version, snapshot): &(NonZeroU64, Vec<u8>),
    keys: &[SigningKey],
    now: Moment,
) -> Result<Vec<u8>, Trouble> {
    let last = state
        .last
        .as_ref()
        .map(|last| last.timestamp.signed.version);
    let mut timestamp = Timestamp::new(
        SPEC_VERSION.to_owned(),
        last.map_or(NonZeroU64::MIN, |last| last.saturating_add(1)),
        metadata::expires(now, term::TIMESTAMP),
    );
    timestamp.meta = HashMap::from([(
        "snapshot.json".to_owned(),
        metadata::metafile(snapshot, *version),
    )]);
    timestamp._extra = made(now).into_extra();
    signed(timestamp, root, KeyRole::Timestamp, keys)
}

/// Signs with every key of the role: with an old and a new one where keys change.
fn signed<T: Role>(
    metadata: T,
    root: &Root,
    role: KeyRole,
    keys: &[SigningKey],
) -> Result<Vec<u8>, Trouble> {
    let mut metadata = Signed {
        signed: metadata,
        signatures: Vec::new(),
    };
    for key in keys.iter().filter(|key| key.role == role) {
        metadata::sign(&mut metadata, key)?;
    }
    if metadata::is_signed(&metadata, root) {
        Ok(metadata::write(&metadata)?)
    } else {
        Err(Trouble::KeyNeeded(role.name()))
    }
}

fn made(now: Moment) -> Besides {
    Besides {
        made: Some(metadata::whole_seconds(now)),
        ..Besides::default()
    }
}

fn check_term(what: &'static str, until: Moment, now: Moment) -> Result<(), Trouble> {
    if until > now {
        Ok(())
    } else {
        Err(Trouble::Expired { what, until })
    }
}

fn read(files: &Files, path: &str) -> Result<Vec<u8>, Trouble> {
    let at = files.folder().join(path);
    let octets = files.read(path).map_err(|error| Trouble::io(&at, error))?;
    octets.ok_or(Trouble::Missing(at))
}
