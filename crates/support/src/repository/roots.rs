//! The chain of roots: each is signed by the keys of the one before it and by its own.

use tough::schema::{Root, Signed};

use vigie_steering::{Digest, layout};

use super::{Files, metadata, metadata_path};
use crate::trouble::Trouble;

/// Roots of a repository at most.
const MOST_ROOTS: u64 = 1024;

/// The roots from the first to the last, verified one by the other.
#[derive(Clone, Debug)]
pub(crate) struct Roots {
    chain: Vec<(Vec<u8>, Signed<Root>)>,
}

impl Roots {
    /// Reads the chain as far as it goes.
    pub(crate) fn read(files: &Files) -> Result<Self, Trouble> {
        let mut chain: Vec<(Vec<u8>, Signed<Root>)> = Vec::new();
        for version in 1..=MOST_ROOTS {
            let path = path(version);
            let at = files.folder().join(&path);
            let octets = files.read(&path).map_err(|error| Trouble::io(&at, error))?;
            let Some(octets) = octets else { break };
            let root: Signed<Root> =
                metadata::parse(&octets).ok_or_else(|| Trouble::NotMetadata(at.clone()))?;
            let before = chain.last().map_or(&root, |(_, before)| before);
            let follows = root.signed.version.get() == version
                && metadata::is_signed(&root, &before.signed)
                && metadata::is_signed(&root, &root.signed)
                && root.signed.consistent_snapshot;
            if !follows {
                return Err(Trouble::RootDoesNotFollow(at));
            }
            chain.push((octets, root));
        }
        if chain.is_empty() {
            return Err(Trouble::NoRoot(files.folder().to_owned()));
        }
        Ok(Self { chain })
    }

    /// The octets of the first root, which agents know by their digest.
    pub(crate) fn first(&self) -> &[u8] {
        self.chain.first().map_or(&[], |(octets, _)| octets)
    }

    /// The digest of the first root.
    pub(crate) fn fingerprint(&self) -> Digest {
        Digest::of(self.first())
    }

    /// The root that counts now.
    pub(crate) fn last(&self) -> &Root {
        #[expect(clippy::expect_used, reason = "a chain is read with one root at least")]
        let (_, last) = self.chain.last().expect("a chain has a root");
        &last.signed
    }

    /// Every root with its octets, from the first.
    pub(crate) fn all(&self) -> impl DoubleEndedIterator<Item = &(Vec<u8>, Signed<Root>)> {
        self.chain.iter()
    }

    /// What a key was called by the last root that names it.
    pub(crate) fn name_of(&self, key: &str) -> String {
        let names = self.chain.iter().rev().filter_map(|(_, root)| {
            let mut besides = metadata::Besides::of(&root.signed._extra);
            besides.names.remove(key)
        });
        let mut names = names;
        let short = key.get(..8).unwrap_or(key);
        names.next().unwrap_or_else(|| short.to_owned())
    }

    /// The organisation, as its last root names it.
    pub(crate) fn organisation(&self) -> String {
        let besides = metadata::Besides::of(&self.last()._extra);
        besides.organisation.unwrap_or_default()
    }
}

/// Where the root of a version lies.
pub(crate) fn path(version: u64) -> String {
    metadata_path(&layout::root(version))
}
