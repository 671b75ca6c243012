//! What a fetch may cost at most.

use std::time::Duration;

use vigie_config::{MOST_DOCUMENTS, MOST_OCTETS};

/// What a fetch may cost at most. The sizes of single metadata files stand in
/// [`layout::most`](crate::layout::most).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For one file, from the request to its last octet.
    pub request: Duration,
    /// For the whole fetch.
    pub whole: Duration,
    /// Octets of one document at most.
    pub document: u64,
    /// Octets of all bodies of one fetch at most.
    pub octets: u64,
    /// Documents at most.
    pub documents: usize,
    /// New roots that one fetch follows at most; the next fetch goes on from there.
    pub rotations: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            request: Duration::from_secs(30),
            whole: Duration::from_mins(5),
            document: vigie_config::MAX_OCTETS as u64,
            octets: MOST_OCTETS as u64 + (4 << 20),
            documents: MOST_DOCUMENTS,
            rotations: 32,
        }
    }
}
