//! What is kept of a folder from one start of the agent to the next.

use std::collections::HashSet;

use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Memory;

/// Fingerprints kept (8 octets each). The files beyond are read anew after a start, under the same
/// keys.
const MOST_KNOWN: usize = 50_000;

/// Where a folder's reading stands.
pub(super) struct Cursor {
    identity: String,
    /// Counts the cursors handed out.
    pub(super) turn: u64,
    /// Fingerprints of files read.
    pub(super) known: HashSet<u64>,
    /// Where in a file with many messages.
    pub(super) within: Option<Within>,
}

/// A file that one reading could not hold.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Within {
    /// Its fingerprint.
    pub(super) file: u64,
    /// Its sightings that were given.
    pub(super) done: usize,
}

#[derive(Serialize, Deserialize)]
struct Written {
    folder: String,
    turn: u64,
    known: String,
    within: Option<Within>,
}

impl Cursor {
    /// `None`: of another folder or release.
    pub(super) fn parse(value: Value, identity: &str) -> Option<Self> {
        let written: Written = serde_json::from_value(value).ok()?;
        let octets = BASE64_STANDARD_NO_PAD.decode(written.known).ok()?;
        let known = octets
            .chunks_exact(8)
            .filter_map(|chunk| chunk.try_into().ok());
        (written.folder == identity).then(|| Self {
            identity: written.folder,
            turn: written.turn,
            known: known.map(u64::from_le_bytes).collect(),
            within: written.within,
        })
    }

    pub(super) fn of(identity: &str, turn: u64, memory: &Memory) -> Self {
        // What this pass met is there for certain; of the rest, as much as there is room for.
        let met = memory.met.iter();
        let rest = memory.known.difference(&memory.met);
        Self {
            identity: identity.to_owned(),
            turn,
            known: met.chain(rest).take(MOST_KNOWN).copied().collect(),
            within: memory.within,
        }
    }

    pub(super) fn into_value(self) -> Value {
        let mut known: Vec<u64> = self.known.into_iter().collect();
        known.sort_unstable();
        let octets: Vec<u8> = known.into_iter().flat_map(u64::to_le_bytes).collect();
        let written = Written {
            folder: self.identity,
            turn: self.turn,
            known: BASE64_STANDARD_NO_PAD.encode(octets),
            within: self.within,
        };
        serde_json::to_value(written).unwrap_or_default()
    }
}
