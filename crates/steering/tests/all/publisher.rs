//! An organisation: its keys, and a repository signed with them, right or wrong in one way.

use std::collections::{BTreeMap, HashMap};

use aws_lc_rs::{rand::SystemRandom, signature::Ed25519KeyPair};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use tough::{
    TargetName,
    schema::{
        Hashes, Metafile, Role, RoleKeys, RoleType, Root, Signature, Signed, Snapshot, Target,
        Targets, Timestamp as TimestampRole,
        decoded::{Decoded, Hex},
    },
    sign::Sign,
};
use vigie_config::PracticeNumber;
use vigie_steering::{Digest, Enrolment, PracticeCode, PracticeList, SealedEntry, layout, seal};

/// Files by their path below the repository.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// The day on which all tests begin.
pub(crate) fn day() -> Timestamp {
    "2026-11-23T08:00:00Z".parse().unwrap()
}

pub(crate) fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

pub(crate) struct Key(Ed25519KeyPair);

impl Key {
    pub(crate) fn new() -> Self {
        Self(Ed25519KeyPair::generate().unwrap())
    }

    fn id(&self) -> Decoded<Hex> {
        self.0.tuf_key().key_id().unwrap()
    }

    async fn sign(&self, role: &impl Role) -> Signature {
        let octets = role.canonical_form().unwrap();
        let sig = Sign::sign(&self.0, &octets, &SystemRandom::new())
            .await
            .unwrap();
        Signature {
            keyid: self.id(),
            sig: sig.into(),
        }
    }
}

/// Keys of one role, and how many must sign.
pub(crate) struct Keys {
    pub(crate) keys: Vec<Key>,
    pub(crate) threshold: u64,
}

impl Keys {
    pub(crate) fn new(number: usize, threshold: u64) -> Self {
        Self {
            keys: (0..number).map(|_| Key::new()).collect(),
            threshold,
        }
    }
}

/// An organisation with 2-of-3 keys offline and one key each for snapshot and timestamp.
pub(crate) struct Publisher {
    pub(crate) root: Keys,
    pub(crate) targets: Keys,
    pub(crate) snapshot: Keys,
    pub(crate) timestamp: Keys,
    pub(crate) documents: Files,
    pub(crate) lists: BTreeMap<String, PracticeList>,
    pub(crate) sealed: BTreeMap<Digest, Vec<u8>>,
    pub(crate) versions: [u64; 4],
    /// Days from [`day`] until root, targets, snapshot and timestamp end.
    pub(crate) lasts: [i64; 4],
    pub(crate) consistent: bool,
    /// Targets beside the documents, by name.
    pub(crate) others: Files,
    /// Roots that were published, and stay.
    pub(crate) roots: Files,
}

pub(crate) const ROOT: usize = 0;
pub(crate) const TARGETS: usize = 1;
pub(crate) const SNAPSHOT: usize = 2;
pub(crate) const TIMESTAMP: usize = 3;

impl Publisher {
    pub(crate) async fn new() -> Self {
        let mut publisher = Self {
            root: Keys::new(3, 2),
            targets: Keys::new(3, 2),
            snapshot: Keys::new(1, 1),
            timestamp: Keys::new(1, 1),
            documents: Files::new(),
            lists: BTreeMap::new(),
            sealed: BTreeMap::new(),
            versions: [1; 4],
            lasts: [365, 90, 30, 7],
            consistent: true,
            others: Files::new(),
            roots: Files::new(),
        };
        publisher.put("pages", b"{\"kind\":\"pages\"}");
        publisher.publish_root(None).await;
        publisher
    }

    pub(crate) fn put(&mut self, id: &str, content: &[u8]) {
        let name = layout::document(id).unwrap();
        self.documents.insert(name, content.to_owned());
    }

    pub(crate) fn put_sealed(&mut self, code: &PracticeCode, document: &[u8]) {
        let sealed = seal(document, code).unwrap();
        let sha256 = Digest::of(&sealed);
        let length = sealed.len() as u64;
        self.sealed.insert(sha256, sealed);
        let list = self.lists.entry(layout::bin(code.number())).or_default();
        let entry = SealedEntry { sha256, length };
        list.set(code.number(), vec![entry]).unwrap();
    }

    pub(crate) fn enrolment(&self, repository: &str) -> Enrolment {
        let root = Digest::of(&self.roots["metadata/1.root.json"]);
        Enrolment::new("Logiciel Exemple", repository, root).unwrap()
    }

    /// The next version of targets, snapshot and timestamp.
    pub(crate) fn advance(&mut self) {
        for role in [TARGETS, SNAPSHOT, TIMESTAMP] {
            self.versions[role] += 1;
        }
    }

    /// Signs the root of this version, with the keys of the one before too where there is one.
    pub(crate) async fn publish_root(&mut self, before: Option<&Keys>) {
        let mut keys = HashMap::new();
        let mut roles = HashMap::new();
        for (role, held) in [
            (RoleType::Root, &self.root),
            (RoleType::Targets, &self.targets),
            (RoleType::Snapshot, &self.snapshot),
            (RoleType::Timestamp, &self.timestamp),
        ] {
            for key in &held.keys {
                keys.insert(key.id(), key.0.tuf_key());
            }
            let role_keys = RoleKeys {
                keyids: held.keys.iter().map(Key::id).collect(),
                threshold: held.threshold.try_into().unwrap(),
                _extra: HashMap::new(),
            };
            roles.insert(role, role_keys);
        }
        let root = Root {
            spec_version: "1.0.0".to_owned(),
            consistent_snapshot: self.consistent,
            version: self.versions[ROOT].try_into().unwrap(),
            expires: self.end(ROOT),
            keys,
            roles,
            _extra: HashMap::new(),
        };
        let mut signers: Vec<&Key> = self.root.keys.iter().collect();
        signers.extend(before.iter().flat_map(|keys| &keys.keys));
        let octets = signed(root, &signers).await;
        let path = format!("metadata/{}", layout::root(self.versions[ROOT]));
        self.roots.insert(path, octets);
    }

    /// The whole repository.
    pub(crate) async fn publish(&self) -> Files {
        self.publish_signed_by(&self.targets.keys.iter().collect::<Vec<_>>())
            .await
    }

    pub(crate) async fn publish_signed_by(&self, targets: &[&Key]) -> Files {
        let mut files = self.roots.clone();
        let lists = self
            .lists
            .iter()
            .map(|(bin, list)| (layout::practice_list(bin), list.write()));
        let mut named = HashMap::new();
        for (name, content) in self
            .documents
            .clone()
            .into_iter()
            .chain(lists)
            .chain(self.others.clone())
        {
            let sha256 = Digest::of(&content);
            let target = Target {
                length: content.len() as u64,
                hashes: hashes(&sha256),
                custom: HashMap::new(),
                _extra: HashMap::new(),
            };
            files.insert(layout::target_file(&name, &sha256), content);
            named.insert(TargetName::new(name).unwrap(), target);
        }
        for (sha256, sealed) in &self.sealed {
            files.insert(layout::sealed_file(sha256), sealed.clone());
        }
        let version = self.versions[TARGETS].try_into().unwrap();
        let mut role = Targets::new("1.0.0".to_owned(), version, self.end(TARGETS));
        role.targets = named;
        role.delegations = None;
        let octets = signed(role, targets).await;
        self.publish_online(files, octets).await
    }

    /// Snapshot and timestamp for these targets.
    pub(crate) async fn publish_online(&self, mut files: Files, targets: Vec<u8>) -> Files {
        let [_, version, snapshot_version, _] = self.versions;
        let mut role = Snapshot::new(
            "1.0.0".to_owned(),
            snapshot_version.try_into().unwrap(),
            self.end(SNAPSHOT),
        );
        role.meta
            .insert("targets.json".to_owned(), metafile(version, &targets));
        let snapshot = signed(role, &self.snapshot.keys.iter().collect::<Vec<_>>()).await;
        let timestamp = self.timestamp(metafile(snapshot_version, &snapshot)).await;
        files.insert(format!("metadata/{version}.targets.json"), targets);
        files.insert(
            format!("metadata/{snapshot_version}.snapshot.json"),
            snapshot,
        );
        files.insert("metadata/timestamp.json".to_owned(), timestamp);
        files
    }

    pub(crate) async fn timestamp(&self, snapshot: Metafile) -> Vec<u8> {
        let mut role = TimestampRole::new(
            "1.0.0".to_owned(),
            self.versions[TIMESTAMP].try_into().unwrap(),
            self.end(TIMESTAMP),
        );
        role.meta.insert("snapshot.json".to_owned(), snapshot);
        signed(role, &self.timestamp.keys.iter().collect::<Vec<_>>()).await
    }

    pub(crate) fn end(&self, role: usize) -> Timestamp {
        day() + days(self.lasts[role])
    }
}

pub(crate) fn metafile(version: u64, content: &[u8]) -> Metafile {
    Metafile {
        length: Some(content.len() as u64),
        hashes: Some(hashes(&Digest::of(content))),
        version: version.try_into().unwrap(),
        _extra: HashMap::new(),
    }
}

fn hashes(sha256: &Digest) -> Hashes {
    Hashes {
        sha256: sha256.octets().to_vec().into(),
        _extra: HashMap::new(),
    }
}

pub(crate) async fn signed<R: Role + Serialize>(role: R, keys: &[&Key]) -> Vec<u8> {
    let mut signatures = Vec::new();
    for key in keys {
        let signature = key.sign(&role).await;
        if !signatures
            .iter()
            .any(|other: &Signature| other.keyid == signature.keyid)
        {
            signatures.push(signature);
        }
    }
    serde_json::to_vec(&Signed {
        signed: role,
        signatures,
    })
    .unwrap()
}

pub(crate) fn number() -> PracticeNumber {
    "7KQM-2XRD-9VTA".parse().unwrap()
}
