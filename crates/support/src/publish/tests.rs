//! Publishing that is cut short at every single step, and seen with an agent's eyes.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use jiff::SignedDuration;
use tempfile::TempDir;
use tough::schema::Root;

use super::*;
use crate::{
    keys::{KeyRole, PublicKey, id_of},
    proposal::{self, Draft},
    refresh,
    repository::{Roots, as_an_agent, metadata::Besides},
};

const BULLETIN: &str = include_str!("../../templates/bulletin.toml");
const PAGES: &str = include_str!("../../templates/pages.toml");

/// Keys in memory: what a passphrase costs is tested with the keys.
struct Ground {
    folder: TempDir,
    keys: BTreeMap<String, SigningKey>,
    now: Timestamp,
}

impl Ground {
    /// Two keys of root and targets, both needed, and nothing published.
    fn new() -> Self {
        let mut ground = Self {
            folder: tempfile::tempdir().unwrap(),
            keys: BTreeMap::new(),
            now: Timestamp::now(),
        };
        for (name, role) in [
            ("root-1", KeyRole::Root),
            ("root-2", KeyRole::Root),
            ("targets-1", KeyRole::Targets),
            ("targets-2", KeyRole::Targets),
            ("snapshot", KeyRole::Snapshot),
            ("timestamp", KeyRole::Timestamp),
        ] {
            ground.key(name, role);
        }
        let keys: Vec<(KeyRole, PublicKey, String)> = ground
            .keys
            .values()
            .map(|key| (key.role, key.public_file().unwrap(), key.name.clone()))
            .collect();
        let root = first_root(&keys, ground.now);
        let mut root = Signed {
            signed: root,
            signatures: Vec::new(),
        };
        for name in ["root-1", "root-2"] {
            metadata::sign(&mut root, &ground.keys[name]).unwrap();
        }
        let octets = metadata::write(&root).unwrap();
        let path = ground.published().folder().join(root_path(1));
        RealDisk.put(&path, &octets).unwrap();
        ground
    }

    fn key(&mut self, name: &str, role: KeyRole) -> PublicKey {
        let key = SigningKey::new(name, role).unwrap();
        let public = key.public_file().unwrap();
        self.keys.insert(name.to_owned(), key);
        public
    }

    fn published(&self) -> Files {
        Files::of(&self.folder.path().join("published"))
    }

    fn online(&self, names: &[&str]) -> Vec<SigningKey> {
        names.iter().map(|name| copy(&self.keys[*name])).collect()
    }

    /// A proposal of these documents, signed by these keys.
    fn propose(&self, name: &str, documents: &[(&str, &str)], signers: &[&str]) -> Proposal {
        let published = self.published();
        let base = State::read(&published).unwrap();
        let content = content(documents);
        let list = proposal::list_of_documents(&base, &content, None, self.now).unwrap();
        let draft = Draft {
            root: None,
            targets: Some((list, content)),
        };
        self.draft(name, draft, signers)
    }

    fn draft(&self, name: &str, draft: Draft, signers: &[&str]) -> Proposal {
        let published = self.published();
        let base = State::read(&published).unwrap();
        let path = self.folder.path().join(name);
        draft.write(&published, &base, &path).unwrap();
        let mut proposal = Proposal::read(&path).unwrap();
        for signer in signers {
            let key = &self.keys[*signer];
            match key.role {
                KeyRole::Root => metadata::sign(proposal.root.as_mut().unwrap(), key).unwrap(),
                _ => metadata::sign(proposal.targets.as_mut().unwrap(), key).unwrap(),
            }
        }
        proposal
    }

    fn publish(&self, proposal: &Proposal) -> Result<bool, Trouble> {
        let keys = self.online(&["snapshot", "timestamp"]);
        publish(&self.published(), proposal, &keys, self.now, &mut RealDisk)
    }

    /// The ids that an agent finds, which knows nothing but the first root.
    fn seen(&self) -> Vec<String> {
        let published = self.published();
        let first = Roots::read(&published).unwrap().first().to_vec();
        as_an_agent(&published, &published, &first).unwrap();
        let last = State::read(&published).unwrap().last.unwrap();
        let names = last.targets.signed.targets.keys();
        let mut ids: Vec<String> = names.map(|name| name.resolved().to_owned()).collect();
        ids.sort();
        ids
    }
}

/// A copy by way of its file's form would cost a passphrase: this one is of the same numbers.
fn copy(key: &SigningKey) -> SigningKey {
    key.again().unwrap()
}

fn content(documents: &[(&str, &str)]) -> Content {
    let files: Vec<(String, Vec<u8>)> = documents
        .iter()
        .map(|(id, text)| (format!("{id}.toml"), text.as_bytes().to_vec()))
        .collect();
    let read = vigie_config::DocumentSet::check(&files).unwrap();
    let mut content = Content::default();
    for (document, (_, form)) in read.set.documents().iter().zip(&read.published) {
        let name = vigie_steering::layout::document(&document.id).unwrap();
        content.targets.insert(name, form.clone().into_bytes());
    }
    content
}

fn first_root(keys: &[(KeyRole, PublicKey, String)], now: Timestamp) -> Root {
    let mut besides = Besides::default();
    let mut root = Root {
        spec_version: metadata::SPEC_VERSION.to_owned(),
        consistent_snapshot: true,
        version: std::num::NonZeroU64::MIN,
        expires: metadata::expires(now, metadata::term::ROOT),
        keys: std::collections::HashMap::new(),
        roles: std::collections::HashMap::new(),
        _extra: std::collections::HashMap::new(),
    };
    for (role, public, name) in keys {
        let id = id_of(&public.key()).unwrap();
        besides.names.insert(hex::encode(&id), name.clone());
        root.keys.insert(id.clone(), public.key());
        let entry = root.roles.entry(role.of_metadata());
        let keys = entry.or_insert_with(|| tough::schema::RoleKeys {
            keyids: Vec::new(),
            threshold: std::num::NonZeroU64::MIN,
            _extra: std::collections::HashMap::new(),
        });
        keys.keyids.push(id);
        keys.threshold = (keys.keyids.len() as u64).try_into().unwrap();
    }
    root._extra = besides.into_extra();
    root
}

/// A disk whose machine dies, or that is full, at one step: half of a file is written, and nothing
/// works any more.
struct DyingDisk {
    steps_left: usize,
    is_dead: bool,
}

impl DyingDisk {
    fn step(&mut self) -> io::Result<()> {
        if self.steps_left == 0 {
            self.is_dead = true;
        }
        if self.is_dead {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.steps_left -= 1;
        Ok(())
    }
}

impl Disk for DyingDisk {
    fn create(&mut self, path: &Path, octets: &[u8]) -> io::Result<()> {
        let was_dead = self.is_dead;
        let step = self.step();
        if step.is_err() && !was_dead {
            RealDisk.create(path, &octets[..octets.len() / 2])?;
        }
        step?;
        RealDisk.create(path, octets)
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        RealDisk.rename(from, to)
    }

    fn remove(&mut self, path: &Path) -> io::Result<()> {
        self.step()?;
        RealDisk.remove(path)
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let at: PathBuf = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &at);
        } else {
            fs::copy(entry.path(), at).unwrap();
        }
    }
}

/// Publishes into copies of the folder, cut short after 0, 1, 2… steps: every copy must be whole,
/// and take the same proposal again.
fn cut_short_everywhere(
    ground: &Ground,
    proposal: &Proposal,
    keys: &[&str],
    before: &[String],
    after: &[String],
) {
    let whole = ground.published();
    let first = Roots::read(&whole).unwrap().first().to_vec();
    for steps_left in 0.. {
        assert!(steps_left < 200, "publishing does not end");
        let at = tempfile::tempdir().unwrap();
        copy_folder(whole.folder(), at.path());
        let files = Files::of(at.path());
        let mut disk = DyingDisk {
            steps_left,
            is_dead: false,
        };
        let online = ground.online(keys);
        let done = publish(&files, proposal, &online, ground.now, &mut disk);
        let seen = || {
            as_an_agent(&files, &files, &first).unwrap();
            let last = State::read(&files).unwrap().last.unwrap();
            let names = last.targets.signed.targets.keys();
            let mut ids: Vec<String> = names.map(|name| name.resolved().to_owned()).collect();
            ids.sort();
            ids
        };
        if !before.is_empty() || done.is_ok() {
            let ids = seen();
            assert!(
                ids == before || ids == after,
                "after {steps_left} steps: {ids:?}"
            );
        }
        // An agent that saw the folder as it was takes it as it is now, and as it is to be.
        if !before.is_empty() {
            as_an_agent(&whole, &files, &first).unwrap();
        }
        let again = publish(&files, proposal, &online, ground.now, &mut RealDisk);
        again.unwrap();
        assert_eq!(seen(), after, "after {steps_left} steps and once more");
        if done.is_ok() {
            assert!(steps_left > 4, "too few steps");
            return;
        }
    }
}

fn names(ids: &[&str]) -> Vec<String> {
    ids.iter()
        .map(|id| format!("documents/{id}.json"))
        .collect()
}

#[test]
fn a_publication_cut_short_anywhere_leaves_a_whole_folder() {
    let ground = Ground::new();
    let both = ["targets-1", "targets-2"];
    let first = ground.propose("first", &[("pages", PAGES)], &both);
    let online = ["snapshot", "timestamp"];
    cut_short_everywhere(&ground, &first, &online, &[], &names(&["pages"]));
    assert!(!ground.publish(&first).unwrap());

    let documents = [("bulletin", BULLETIN), ("pages", PAGES)];
    let second = ground.propose("second", &documents, &both);
    let (before, after) = (names(&["pages"]), names(&["exemple-pop-ferme", "pages"]));
    cut_short_everywhere(&ground, &second, &online, &before, &after);
}

#[test]
fn a_change_of_every_key_cut_short_anywhere_leaves_a_whole_folder() {
    let mut ground = Ground::new();
    let both = ["targets-1", "targets-2"];
    let first = ground.propose("first", &[("pages", PAGES)], &both);
    ground.publish(&first).unwrap();

    let base = State::read(&ground.published()).unwrap();
    let mut root = base.roots.last().clone();
    root.version = root.version.saturating_add(1);
    let revoked = ["root-1", "targets-1", "snapshot", "timestamp"];
    for name in revoked {
        let id = id_of(&ground.keys[name].public()).unwrap();
        root.keys.remove(&id);
        for role in root.roles.values_mut() {
            role.keyids.retain(|key| *key != id);
        }
    }
    for (name, role) in [
        ("root-3", KeyRole::Root),
        ("targets-3", KeyRole::Targets),
        ("snapshot-2", KeyRole::Snapshot),
        ("timestamp-2", KeyRole::Timestamp),
    ] {
        let public = ground.key(name, role);
        let id = id_of(&public.key()).unwrap();
        root.keys.insert(id.clone(), public.key());
        let keys = root.roles.get_mut(&role.of_metadata()).unwrap();
        keys.keyids.push(id);
    }
    let content = content(&[("pages", PAGES)]);
    let list = proposal::list_of_documents(&base, &content, None, ground.now).unwrap();
    let draft = Draft {
        root: Some(root),
        targets: Some((list, content)),
    };
    let signers = ["root-1", "root-2", "root-3", "targets-2", "targets-3"];
    let mut second = ground.draft("second", draft, &signers);

    // Only the new keys: the old root would not take it, so there is a moment between.
    let online = ground.online(&["snapshot-2", "timestamp-2"]);
    let at = tempfile::tempdir().unwrap();
    copy_folder(ground.published().folder(), at.path());
    let elsewhere = Files::of(at.path());
    assert!(publish(&elsewhere, &second, &online, ground.now, &mut RealDisk).unwrap());

    // With the old ones as well, there is none.
    let targets = second.targets.as_mut().unwrap();
    metadata::sign(targets, &ground.keys["targets-1"]).unwrap();
    let online = ["snapshot", "snapshot-2", "timestamp", "timestamp-2"];
    let same = names(&["pages"]);
    cut_short_everywhere(&ground, &second, &online, &same, &same);
    let keys = ground.online(&online);
    let published = ground.published();
    assert!(!publish(&published, &second, &keys, ground.now, &mut RealDisk).unwrap());

    // What the revoked keys sign counts no more.
    let third = ground.propose("third", &[("bulletin", BULLETIN), ("pages", PAGES)], &both);
    assert!(matches!(
        publish(&published, &third, &keys, ground.now, &mut RealDisk),
        Err(Trouble::TooFewSignatures {
            right: 1,
            wanted: 2,
            ..
        })
    ));
    let old = ground.online(&["snapshot", "timestamp"]);
    assert!(matches!(
        refresh::refresh(&published, &old, ground.now, &mut RealDisk),
        Err(Trouble::KeyNeeded("timestamp"))
    ));
    assert_eq!(ground.seen(), same);
}

#[test]
fn too_few_signatures_and_other_peoples_are_refused() {
    let ground = Ground::new();
    let one = ground.propose("one", &[("pages", PAGES)], &["targets-1"]);
    assert!(matches!(
        ground.publish(&one),
        Err(Trouble::TooFewSignatures {
            right: 1,
            wanted: 2,
            ..
        })
    ));
    let mut twice = one.clone();
    let signatures = &mut twice.targets.as_mut().unwrap().signatures;
    signatures.push(signatures[0].clone());
    assert!(matches!(
        ground.publish(&twice),
        Err(Trouble::TooFewSignatures { .. })
    ));

    let other = Ground::new();
    let foreign = other.propose("foreign", &[("pages", PAGES)], &["targets-1", "targets-2"]);
    assert!(matches!(ground.publish(&foreign), Err(Trouble::Foreign(_))));
    assert!(State::read(&ground.published()).unwrap().last.is_none());
}

#[test]
fn signatures_merge_in_whatever_order_and_only_of_the_same_proposal() {
    let ground = Ground::new();
    let unsigned = ground.propose("one", &[("pages", PAGES)], &[]);
    let signed = |name: &str| {
        let mut copy = unsigned.clone();
        metadata::sign(copy.targets.as_mut().unwrap(), &ground.keys[name]).unwrap();
        copy
    };
    let (first, second) = (signed("targets-1"), signed("targets-2"));
    let written = |one: &Proposal, other: &Proposal| {
        let mut merged = one.clone();
        merged.merge(other).unwrap();
        metadata::write(merged.targets.as_ref().unwrap()).unwrap()
    };
    assert_eq!(written(&first, &second), written(&second, &first));

    let mut altered = ground.propose("two", &[("bulletin", BULLETIN), ("pages", PAGES)], &[]);
    assert!(matches!(
        altered.merge(&first),
        Err(Trouble::AnotherProposal(_))
    ));

    let mut merged = second;
    merged.merge(&first).unwrap();
    assert!(!ground.publish(&merged).unwrap());
    assert_eq!(ground.seen(), names(&["pages"]));
    assert!(
        !ground.publish(&merged).unwrap(),
        "a second time is nothing new"
    );
}

#[test]
fn what_was_overtaken_is_refused_and_nothing_goes_backwards() {
    let ground = Ground::new();
    let both = ["targets-1", "targets-2"];
    let first = ground.propose("first", &[("pages", PAGES)], &both);
    let documents = [("bulletin", BULLETIN), ("pages", PAGES)];
    let rival = ground.propose("rival", &documents, &both);
    ground.publish(&first).unwrap();
    assert!(matches!(ground.publish(&rival), Err(Trouble::Overtaken)));

    let second = ground.propose("second", &documents, &both);
    ground.publish(&second).unwrap();
    assert!(matches!(ground.publish(&first), Err(Trouble::Overtaken)));
    assert_eq!(ground.seen(), names(&["exemple-pop-ferme", "pages"]));
}

#[test]
fn what_expired_is_not_published_and_not_refreshed() {
    let ground = Ground::new();
    let both = ["targets-1", "targets-2"];
    let first = ground.propose("first", &[("pages", PAGES)], &both);
    let keys = ground.online(&["snapshot", "timestamp"]);
    let later = |days: i64| {
        let later = SignedDuration::from_hours(24 * days);
        ground.now.saturating_add(later).unwrap()
    };
    let published = ground.published();
    let publish_at = |at| publish(&published, &first, &keys, at, &mut RealDisk);
    let expired = |done: Result<(), Trouble>, role: &str| match done {
        Err(Trouble::Expired { what, .. }) => assert_eq!(what, role),
        other => panic!("{other:?}"),
    };
    expired(publish_at(later(181)).map(|_| ()), "targets");
    expired(publish_at(later(731)).map(|_| ()), "root");
    publish_at(ground.now).unwrap();
    let refresh_at = |at| refresh::refresh(&published, &keys, at, &mut RealDisk);
    expired(refresh_at(later(181)), "targets");
    let versions = || {
        let last = State::read(&published).unwrap().last.unwrap();
        let (timestamp, snapshot) = (last.timestamp.signed, last.snapshot.signed);
        (timestamp.version.get(), snapshot.version.get())
    };
    assert_eq!(versions(), (1, 1));
    refresh_at(later(1)).unwrap();
    assert_eq!(versions(), (2, 1), "the snapshot is still fresh");
    refresh_at(later(20)).unwrap();
    assert_eq!(versions(), (3, 2), "half of the snapshot's term is over");
    let timestamp = ground.online(&["timestamp"]);
    refresh::refresh(&published, &timestamp, later(40), &mut RealDisk).unwrap();
    assert_eq!(versions(), (4, 2));
    let done = refresh::refresh(&published, &timestamp, later(60), &mut RealDisk);
    assert!(matches!(done, Err(Trouble::KeyNeeded("snapshot"))));
}

#[test]
fn old_files_stay_for_readers_for_a_while_and_then_go() {
    let mut ground = Ground::new();
    let both = ["targets-1", "targets-2"];
    let documents = [("bulletin", BULLETIN), ("pages", PAGES)];
    let first = ground.propose("first", &documents, &both);
    ground.publish(&first).unwrap();
    ground.now = ground
        .now
        .saturating_add(SignedDuration::from_hours(24))
        .unwrap();
    let second = ground.propose("second", &[("pages", PAGES)], &both);
    ground.publish(&second).unwrap();
    let published = ground.published();
    let files = |folder: &str| {
        let mut count = 0;
        for entry in fs::read_dir(published.folder().join(folder)).unwrap() {
            count += usize::from(entry.is_ok());
        }
        count
    };
    fs::write(published.folder().join("targets/half.unfinished"), "x").unwrap();
    let prune_after = |hours: i64| {
        let at = ground
            .now
            .saturating_add(SignedDuration::from_hours(hours))
            .unwrap();
        prune::run(
            &published,
            &State::read(&published).unwrap(),
            at,
            &mut RealDisk,
        );
    };
    prune_after(47);
    assert_eq!(files("targets"), 2, "a reader may still be at it");
    assert!(
        published
            .read("metadata/1.snapshot.json")
            .unwrap()
            .is_some()
    );
    prune_after(49);
    assert_eq!(files("targets"), 1);
    assert!(
        published
            .read("metadata/1.snapshot.json")
            .unwrap()
            .is_none()
    );
    assert!(
        published.read("metadata/1.targets.json").unwrap().is_some(),
        "for the log"
    );
    assert_eq!(ground.seen(), names(&["pages"]));
}

#[test]
fn replaced_files_stay_for_a_while_although_signing_took_days() {
    let mut ground = Ground::new();
    let both = ["targets-1", "targets-2"];
    let documents = [("bulletin", BULLETIN), ("pages", PAGES)];
    let first = ground.propose("first", &documents, &both);
    ground.publish(&first).unwrap();
    let second = ground.propose("second", &[("pages", PAGES)], &both);
    let later = |hours| {
        let later = SignedDuration::from_hours(hours);
        ground.now.saturating_add(later).unwrap()
    };
    let (signed, read, gone) = (later(5 * 24), later(5 * 24 + 47), later(5 * 24 + 49));
    ground.now = signed;
    ground.publish(&second).unwrap();
    let published = ground.published();
    let base = State::read(&Files::of(&ground.folder.path().join("second/base"))).unwrap();
    let replaced = &base.last.unwrap().targets.signed.targets;
    let is_there = |(name, target): (&tough::TargetName, &tough::schema::Target)| {
        let digest = crate::repository::digest(target).unwrap();
        let path = vigie_steering::layout::target_file(name.resolved(), &digest);
        published.read(&path).unwrap().is_some()
    };
    for (at, stays) in [(signed, true), (read, true), (gone, false)] {
        let state = State::read(&published).unwrap();
        prune::run(&published, &state, at, &mut RealDisk);
        assert_eq!(replaced.iter().all(is_there), stays, "{at}");
    }
    assert_eq!(ground.seen(), names(&["pages"]));
}

#[test]
fn documents_that_do_not_change_are_extended_in_time_or_when_asked() {
    let mut ground = Ground::new();
    let begin = ground.now;
    let both = ["targets-1", "targets-2"];
    let folder = |name: &str| ground.folder.path().join(name);
    let (full, empty) = (folder("full"), folder("empty"));
    for folder in [&full, &empty] {
        fs::create_dir(folder).unwrap();
    }
    fs::write(full.join("pages.toml"), PAGES).unwrap();
    let make = |name: &str, documents: Option<&Path>, day: i64| {
        let asked = crate::arguments::Sign {
            proposal: ground.folder.path().join(name),
            key: Vec::new(),
            renew: documents.is_none(),
            documents: documents.map(Path::to_owned),
            published: None,
            to: Vec::new(),
            note: None,
            with: Vec::new(),
            yes: false,
            passphrase: crate::arguments::PassphraseFrom {
                passphrase_fd: None,
                passphrase_file: None,
            },
        };
        let later = SignedDuration::from_hours(24 * day);
        let now = begin.saturating_add(later).unwrap();
        crate::sign::make(&asked, ground.published().folder(), now)
    };
    let nothing = make("zero", None, 0);
    assert!(matches!(nothing, Err(Trouble::NothingPublished)));
    make("first", Some(&full), 0).unwrap();
    let sign = |name: &str| {
        let mut proposal = Proposal::read(&folder(name)).unwrap();
        for key in both {
            metadata::sign(proposal.targets.as_mut().unwrap(), &ground.keys[key]).unwrap();
        }
        proposal
    };
    ground.publish(&sign("first")).unwrap();

    let early = make("early", Some(&full), 134);
    assert!(matches!(early, Err(Trouble::NotDue { .. })), "{early:?}");
    make("early", None, 0).unwrap();
    make("due", Some(&full), 136).unwrap();
    let wrong = make("wrong", Some(&empty), 136);
    assert!(matches!(wrong, Err(Trouble::NoDocument)), "{wrong:?}");
    ground.publish(&sign("early")).unwrap();
    assert_eq!(ground.seen(), names(&["pages"]));

    // Everything is withdrawn: then no document at all is what is extended.
    let none = ground.propose("none", &[], &both);
    ground.publish(&none).unwrap();
    let early = make("later", Some(&empty), 134);
    assert!(matches!(early, Err(Trouble::NotDue { .. })), "{early:?}");
    make("later", Some(&empty), 136).unwrap();
    let later = sign("later");
    ground.now = later.targets.as_ref().unwrap().signed.expires;
    ground.now = ground
        .now
        .saturating_sub(SignedDuration::from_hours(180 * 24))
        .unwrap();
    ground.publish(&later).unwrap();
    let last = State::read(&ground.published()).unwrap().last.unwrap();
    assert_eq!(
        Some(&last.targets.signed),
        later.targets.as_ref().map(|list| &list.signed)
    );
    assert!(last.targets.signed.targets.is_empty());
}

#[test]
fn an_altered_proposal_is_refused() {
    let ground = Ground::new();
    ground.propose("one", &[("pages", PAGES)], &["targets-1", "targets-2"]);
    let folder = ground.folder.path().join("one");
    let document = folder.join("new/targets");
    let document = fs::read_dir(document)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let document = document.join("pages.json");
    let text = fs::read_to_string(&document).unwrap();
    fs::write(&document, text.replace("example", "examplf")).unwrap();
    assert!(matches!(Proposal::read(&folder), Err(Trouble::Altered(_))));
    fs::remove_file(&document).unwrap();
    assert!(matches!(Proposal::read(&folder), Err(Trouble::Missing(_))));
}

#[test]
fn a_proposal_with_names_that_no_agent_looks_for_is_refused() {
    let ground = Ground::new();
    let base = State::read(&ground.published()).unwrap();
    for name in [
        "documents/../../outside.json",
        "documents/../documents/pages.json",
        "practices/0.json",
        "practices/../x.json",
        "/etc/cron.d/x",
        "page.html",
    ] {
        let mut content = content(&[("pages", PAGES)]);
        let pages = content.targets.remove("documents/pages.json").unwrap();
        let mut list = proposal::list_of_documents(&base, &content, None, ground.now).unwrap();
        let target = tough::schema::Target {
            length: pages.len() as u64,
            hashes: metadata::hashes(&pages),
            custom: std::collections::HashMap::new(),
            _extra: std::collections::HashMap::new(),
        };
        list.targets
            .insert(tough::TargetName::new(name).unwrap(), target);
        let draft = Draft {
            root: None,
            targets: Some((list, content)),
        };
        let path = ground.folder.path().join("named");
        draft.write(&ground.published(), &base, &path).unwrap();
        assert!(
            matches!(Proposal::read(&path), Err(Trouble::Altered(_))),
            "{name}"
        );
        fs::remove_dir_all(&path).unwrap();
    }
}
