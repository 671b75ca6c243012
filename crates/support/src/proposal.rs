//! A proposal: a folder with what is to be published, on its way from one key holder to the next.
//!
//! - `base/`: what was published when it was made, to be verified and compared with: its metadata,
//!   the lists of single practices, and the documents that another version takes the place of.
//! - `new/`: the new root or the new list of documents, signed by whoever has signed, with every
//!   file that the list names.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use tough::{
    TargetName,
    schema::{Root, Signed, Target, Targets},
};
use vigie_config::{DocumentSet, SetRead};
use vigie_steering::{Digest, PracticeList, layout};

use crate::{
    repository::{
        Files, State, content, digest,
        disk::{Disk as _, RealDisk},
        metadata::{self, Besides, SPEC_VERSION, term},
        root_path, snapshot_path, targets_path, timestamp_path, vouched,
    },
    trouble::Trouble,
};

const BASE: &str = "base";
const NEW: &str = "new";

/// A proposal that was read and whose content is right; it may lack signatures.
#[derive(Clone, Debug)]
pub(crate) struct Proposal {
    folder: PathBuf,
    /// What was published when it was made.
    pub(crate) base: State,
    /// A new root.
    pub(crate) root: Option<Signed<Root>>,
    /// A new list of documents.
    pub(crate) targets: Option<Signed<Targets>>,
    /// What the new list names, by the names of its targets.
    pub(crate) content: BTreeMap<String, Vec<u8>>,
    /// Sealed files that its lists name, by their paths.
    pub(crate) sealed: BTreeMap<String, Vec<u8>>,
    /// The documents of the new list.
    pub(crate) documents: SetRead,
}

/// What a proposal is made of.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    /// A new root, not signed.
    pub(crate) root: Option<Root>,
    /// A new list of documents, not signed, with what it names and what its lists name.
    pub(crate) targets: Option<(Targets, Content)>,
}

/// What a list of documents names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Content {
    /// Documents and lists of practices, by the names of their targets.
    pub(crate) targets: BTreeMap<String, Vec<u8>>,
    /// Sealed files by their paths.
    pub(crate) sealed: BTreeMap<String, Vec<u8>>,
}

impl Draft {
    /// Writes the proposal where no folder is yet.
    pub(crate) fn write(self, published: &Files, base: &State, to: &Path) -> Result<(), Trouble> {
        if to.exists() {
            return Err(Trouble::Exists(to.to_owned()));
        }
        // It is made beside and put in its place whole.
        let mut name = to.file_name().unwrap_or_default().to_owned();
        name.push(crate::repository::disk::UNFINISHED);
        let beside = to.with_file_name(name);
        match fs::remove_dir_all(&beside) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Trouble::io(&beside, error));
            }
            _ => {}
        }
        self.write_into(published, base, &beside)?;
        fs::rename(&beside, to).map_err(|error| Trouble::io(to, error))
    }

    fn write_into(self, published: &Files, base: &State, folder: &Path) -> Result<(), Trouble> {
        let put = |part: &str, path: &str, octets: &[u8]| {
            let at = folder.join(part).join(path);
            let put = RealDisk.put(&at, octets);
            put.map_err(|error| Trouble::io(&at, error))
        };
        let new = self.targets.as_ref().map(|(targets, _)| targets);
        for path in base_paths(base, new)? {
            let at = published.folder().join(&path);
            let octets = published.read(&path);
            let octets = octets.map_err(|error| Trouble::io(&at, error))?;
            put(BASE, &path, &octets.ok_or(Trouble::Missing(at))?)?;
        }
        if let Some(root) = self.root {
            let path = root_path(root.version.get());
            put(NEW, &path, &metadata::write(&unsigned(root))?)?;
        }
        if let Some((targets, content)) = self.targets {
            for (name, octets) in &content.targets {
                put(NEW, &layout::target_file(name, &Digest::of(octets)), octets)?;
            }
            for (path, octets) in &content.sealed {
                put(NEW, path, octets)?;
            }
            let path = targets_path(targets.version.get());
            put(NEW, &path, &metadata::write(&unsigned(targets))?)?;
        }
        Ok(())
    }
}

impl Proposal {
    /// Reads a proposal, and refuses it where `check` would refuse its documents, or where a file
    /// is not the one that is to be signed.
    pub(crate) fn read(folder: &Path) -> Result<Self, Trouble> {
        let base = State::read(&Files::of(&folder.join(BASE)))?;
        let new = Files::of(&folder.join(NEW));
        let root: Option<Signed<Root>> = read(&new, &next_root(&base))?;
        let targets: Option<Signed<Targets>> = read(&new, &next_targets(&base))?;
        if root.is_none() && targets.is_none() {
            return Err(Trouble::Missing(new.folder().join(next_targets(&base))));
        }
        let mut proposal = Self {
            folder: folder.to_owned(),
            base,
            root,
            targets,
            content: BTreeMap::new(),
            sealed: BTreeMap::new(),
            documents: documents(&BTreeMap::new())?,
        };
        if let Some(targets) = &proposal.targets {
            check_names(new.folder(), &targets.signed)?;
            proposal.content = content(&new, &targets.signed)?;
            proposal.sealed = sealed(&new, &proposal.content)?;
            proposal.documents = documents(&proposal.content)?;
        }
        proposal.check_versions()?;
        Ok(proposal)
    }

    /// Takes over the signatures of a copy of this proposal.
    pub(crate) fn merge(&mut self, other: &Self) -> Result<(), Trouble> {
        let another = || Trouble::AnotherProposal(other.folder.clone());
        let same_root = match (&mut self.root, &other.root) {
            (Some(root), Some(other)) => metadata::merge(root, other),
            (None, None) => true,
            _ => false,
        };
        let same_targets = match (&mut self.targets, &other.targets) {
            (Some(targets), Some(other)) => metadata::merge(targets, other),
            (None, None) => true,
            _ => false,
        };
        let same_base = self.base.roots.fingerprint() == other.base.roots.fingerprint();
        if same_root && same_targets && same_base {
            Ok(())
        } else {
            Err(another())
        }
    }

    /// Its folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The roots whose keys may sign the new list: the one that counts, and the new one.
    pub(crate) fn roots(&self) -> Vec<&Root> {
        let new = self.root.iter().map(|root| &root.signed);
        std::iter::once(self.base.roots.last()).chain(new).collect()
    }

    /// Writes the signatures down.
    pub(crate) fn save(&self) -> Result<(), Trouble> {
        let folder = self.folder.join(NEW);
        let put = |path: &str, octets: &[u8]| {
            let at = folder.join(path);
            let put = RealDisk.put(&at, octets);
            put.map_err(|error| Trouble::io(&at, error))
        };
        if let Some(root) = &self.root {
            put(&next_root(&self.base), &metadata::write(root)?)?;
        }
        if let Some(targets) = &self.targets {
            put(&next_targets(&self.base), &metadata::write(targets)?)?;
        }
        Ok(())
    }

    /// The lists of single practices as they were published.
    pub(crate) fn lists_before(&self) -> Result<Vec<PracticeList>, Trouble> {
        let files = Files::of(&self.folder.join(BASE));
        let Some(last) = &self.base.last else {
            return Ok(Vec::new());
        };
        let mut lists = Vec::new();
        for (name, target) in lists_of(&last.targets.signed) {
            let digest = digest(target)?;
            let path = layout::target_file(name, &digest);
            let octets = vouched(&files, &path, &digest, target.length)?;
            lists.push(list(&files, &path, &octets)?);
        }
        Ok(lists)
    }

    /// A document as it was published that has another content now; `None` where it was not
    /// published or is the same.
    pub(crate) fn document_before(&self, name: &str) -> Result<Option<Vec<u8>>, Trouble> {
        let (Some(last), Some(new)) = (&self.base.last, &self.targets) else {
            return Ok(None);
        };
        let mut changed = changed(&last.targets.signed, &new.signed);
        let Some((_, target)) = changed.find(|(of, _)| *of == name) else {
            return Ok(None);
        };
        let digest = digest(target)?;
        let path = layout::target_file(name, &digest);
        let files = Files::of(&self.folder.join(BASE));
        vouched(&files, &path, &digest, target.length).map(Some)
    }

    /// The lists of single practices as they are proposed.
    pub(crate) fn lists(&self) -> Result<Vec<PracticeList>, Trouble> {
        let files = Files::of(&self.folder.join(NEW));
        let lists = self.content.iter().filter(|(name, _)| is_list(name));
        lists
            .map(|(name, octets)| list(&files, name, octets))
            .collect()
    }

    fn check_versions(&self) -> Result<(), Trouble> {
        let follows = |version: u64, path: &str| {
            if path.contains(&format!("/{version}.")) {
                Ok(())
            } else {
                Err(Trouble::NotMetadata(self.folder.join(NEW).join(path)))
            }
        };
        if let Some(root) = &self.root {
            follows(root.signed.version.get(), &next_root(&self.base))?;
        }
        if let Some(targets) = &self.targets {
            follows(targets.signed.version.get(), &next_targets(&self.base))?;
        }
        Ok(())
    }
}

/// A list of documents that names this content and follows the last one.
pub(crate) fn list_of_documents(
    base: &State,
    content: &Content,
    note: Option<String>,
    now: Timestamp,
) -> Result<Targets, Trouble> {
    documents(&content.targets)?;
    let besides = Besides {
        made: Some(metadata::whole_seconds(now)),
        note,
        ..Besides::default()
    };
    let mut targets = std::collections::HashMap::new();
    for (name, octets) in &content.targets {
        let target = Target {
            length: octets.len() as u64,
            hashes: metadata::hashes(octets),
            custom: std::collections::HashMap::new(),
            _extra: std::collections::HashMap::new(),
        };
        let name = TargetName::new(name.as_str());
        let name = name.map_err(|error| Trouble::Refused(error.to_string()))?;
        targets.insert(name, target);
    }
    Ok(Targets {
        spec_version: SPEC_VERSION.to_owned(),
        version: next_version(base),
        expires: metadata::expires(now, term::TARGETS),
        targets,
        delegations: None,
        _extra: besides.into_extra(),
    })
}

/// What the last published list names.
pub(crate) fn published_content(published: &Files, base: &State) -> Result<Content, Trouble> {
    let Some(last) = &base.last else {
        return Ok(Content::default());
    };
    let targets = content(published, &last.targets.signed)?;
    let sealed = sealed(published, &targets)?;
    Ok(Content { targets, sealed })
}

/// Only the names that agents look for may be published.
fn check_names(folder: &Path, targets: &Targets) -> Result<(), Trouble> {
    let is_bin = |name: &str| {
        let bin = name.strip_prefix("practices/");
        let bin = bin.and_then(|name| name.strip_suffix(".json"));
        let is_digit = |octet: u8| matches!(octet, b'0'..=b'9' | b'a'..=b'f');
        bin.is_some_and(|bin| bin.len() == 2 && bin.bytes().all(is_digit))
    };
    for name in targets.targets.keys().map(TargetName::raw) {
        if layout::document_id(name).is_none() && !is_bin(name) {
            return Err(Trouble::Altered(folder.join(layout::TARGETS).join(name)));
        }
    }
    Ok(())
}

/// Whether a target is a list of single practices.
pub(crate) fn is_list(name: &str) -> bool {
    layout::document_id(name).is_none()
}

/// The documents of a list, validated together as `check` does.
fn documents(content: &BTreeMap<String, Vec<u8>>) -> Result<SetRead, Trouble> {
    let files: Vec<(String, Vec<u8>)> = content
        .iter()
        .filter_map(|(name, octets)| {
            let id = layout::document_id(name)?;
            Some((format!("{id}.json"), octets.clone()))
        })
        .collect();
    let read = DocumentSet::check(&files).map_err(Trouble::Documents)?;
    let mut named: BTreeSet<String> = files.into_iter().map(|(file, _)| file).collect();
    for document in read.set.documents() {
        if document.file != format!("{}.json", document.id) {
            return Err(Trouble::Altered(document.file.clone().into()));
        }
        named.remove(&document.file);
    }
    // A document of a later release could not be shown to whoever signs it.
    match named.into_iter().next() {
        None => Ok(read),
        Some(file) => Err(Trouble::LaterDocument(file)),
    }
}

/// Every sealed file that the lists of a content name.
fn sealed(
    files: &Files,
    content: &BTreeMap<String, Vec<u8>>,
) -> Result<BTreeMap<String, Vec<u8>>, Trouble> {
    let mut sealed = BTreeMap::new();
    for (name, octets) in content.iter().filter(|(name, _)| is_list(name)) {
        for entry in list(files, name, octets)?.all_files() {
            let path = layout::sealed_file(&entry.sha256);
            let octets = vouched(files, &path, &entry.sha256, entry.length)?;
            sealed.insert(path, octets);
        }
    }
    Ok(sealed)
}

fn list(files: &Files, name: &str, octets: &[u8]) -> Result<PracticeList, Trouble> {
    PracticeList::read(octets).map_err(|_| Trouble::Altered(files.folder().join(name)))
}

fn lists_of(targets: &Targets) -> impl Iterator<Item = (&str, &Target)> {
    let all = targets.targets.iter();
    all.map(|(name, target)| (name.resolved(), target))
        .filter(|(name, _)| is_list(name))
}

/// The published documents that have another content in a new list.
fn changed<'a>(
    before: &'a Targets,
    new: &'a Targets,
) -> impl Iterator<Item = (&'a str, &'a Target)> {
    let all = before.targets.iter();
    all.filter(|(name, target)| {
        let now = new.targets.get(*name);
        now.is_some_and(|now| now.hashes != target.hashes)
    })
    .map(|(name, target)| (name.resolved(), target))
    .filter(|(name, _)| !is_list(name))
}

/// What of the published folder a proposal carries with it.
fn base_paths(base: &State, new: Option<&Targets>) -> Result<Vec<String>, Trouble> {
    let roots = base.roots.all().count() as u64;
    let mut paths: Vec<String> = (1..=roots).map(root_path).collect();
    if let Some(last) = &base.last {
        for (name, target) in lists_of(&last.targets.signed) {
            paths.push(layout::target_file(name, &digest(target)?));
        }
        for (name, target) in new
            .into_iter()
            .flat_map(|new| changed(&last.targets.signed, new))
        {
            paths.push(layout::target_file(name, &digest(target)?));
        }
        paths.push(targets_path(last.targets.signed.version.get()));
        paths.push(snapshot_path(last.snapshot.signed.version.get()));
        paths.push(timestamp_path());
    }
    Ok(paths)
}

fn next_version(base: &State) -> std::num::NonZeroU64 {
    let first = std::num::NonZeroU64::MIN;
    base.last
        .as_ref()
        .map_or(first, |last| last.targets.signed.version.saturating_add(1))
}

fn next_root(base: &State) -> String {
    root_path(base.roots.last().version.get().saturating_add(1))
}

fn next_targets(base: &State) -> String {
    targets_path(next_version(base).get())
}

fn read<T: serde::de::DeserializeOwned>(
    files: &Files,
    path: &str,
) -> Result<Option<Signed<T>>, Trouble> {
    let at = files.folder().join(path);
    let octets = files.read(path).map_err(|error| Trouble::io(&at, error))?;
    let parse = |octets: Vec<u8>| metadata::parse(&octets).ok_or(Trouble::NotMetadata(at));
    octets.map(parse).transpose()
}

const fn unsigned<T>(signed: T) -> Signed<T> {
    Signed {
        signed,
        signatures: Vec::new(),
    }
}
