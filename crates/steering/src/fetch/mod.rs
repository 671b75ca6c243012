//! The agent's half: what is new is fetched, verified whole, and handed over; or nothing is.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    time::Duration,
};

use jiff::Timestamp;
use vigie_config::PracticeNumber;

use crate::{Digest, Enrolment, FetchError, Floors};

/// What is asked for, and what is known already.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The organisation.
    pub enrolment: &'a Enrolment,
    /// A folder of the agent's own for verified metadata; made where it is not there. One fetch
    /// at a time may use it. Emptying it is harmless.
    pub datastore: &'a Path,
    /// The floors of this organisation's root, from the record.
    pub floors: &'a Floors,
    /// What the record holds.
    pub held: &'a Held,
    /// The practice's number.
    pub practice: &'a PracticeNumber,
}

/// What the agent holds of this organisation, so that it is not fetched again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// The digests of the documents for many, by file name.
    pub documents: BTreeMap<String, Digest>,
    /// The digests of the sealed files that it keeps.
    pub sealed: BTreeSet<Digest>,
    /// [`Change::set`] of the change that was last dealt with: kept, or refused because a document
    /// was wrong. It is set only after that, so that a crash in between loses nothing. `None` makes
    /// the next fetch hand over the whole set once more; what is held is not fetched again.
    pub settled: Option<Digest>,
}

/// What came of a fetch.
#[derive(Debug)]
pub struct Visit {
    /// The result.
    pub outcome: Result<Fetched, FetchError>,
    /// How long the server wishes not to be asked again (`Retry-After`, RFC 9110 §10.2.3), at most
    /// a day.
    pub pause: Option<Duration>,
    /// Octets of bodies that were read.
    pub octets: u64,
    /// Requests that were made.
    pub requests: u32,
}

/// Verified metadata, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The floors from now on: to be stored as they are before the next fetch.
    pub floors: Floors,
    /// Until when what is known counts as fresh.
    pub expires: Timestamp,
    /// The clock stands more than a day before what was already seen: expiry was judged by what was
    /// seen.
    pub clock_behind: bool,
    /// What is to be in force, where it is not [`Held::settled`].
    pub change: Option<Change>,
}

/// The whole set that is to be in force, verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What names this set.
    pub set: Digest,
    /// Every document for many, by file name; those that are held and not among them are gone.
    pub documents: Vec<FetchedFile>,
    /// Every file for this practice alone.
    pub sealed: Vec<SealedFile>,
}

/// A document for many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedFile {
    /// Its name, `<id>.json`.
    pub name: String,
    /// Its digest.
    pub sha256: Digest,
    /// Its content; `None` where it is held.
    pub content: Option<Vec<u8>>,
}

/// A file that is sealed to this practice: [`open_sealed`](crate::open_sealed) opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedFile {
    /// Its digest.
    pub sha256: Digest,
    /// Its sealed content; `None` where it is held.
    pub content: Option<Vec<u8>>,
}
