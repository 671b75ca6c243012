//! What the relay concludes from what it sees upstream. Pure.
//!
//! A *message* is what the software is served, once. A *copy* is one place where it lies upstream:
//! a unique id in a mailbox. A message has a copy in each mailbox in which it arrived; a copy that
//! a listing does not show any more is no longer *live*.

use std::collections::{HashMap, HashSet};

use sha2::{Digest as _, Sha256};

use crate::{fingerprint::Fingerprint, mailbox_id::MailboxId};

/// A message in an upstream listing (UIDL and LIST).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The server's unique id (RFC 1939 §7), as it is kept.
    pub uid: String,
    /// The size that the server tells, where it does.
    pub octets: Option<u64>,
}

/// A copy that the spool knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KnownCopy {
    pub(crate) octets: Option<u64>,
    pub(crate) live: bool,
    /// Its message waits for the software, and its body in the spool is damaged.
    pub(crate) wanted_again: bool,
}

/// What a listing means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reconciled {
    /// Places in the listing of what is to be fetched.
    pub(crate) fetch: Vec<usize>,
    /// Copies that are no longer there, or whose id now names something else.
    pub(crate) dead: Vec<String>,
}

/// Compares a whole listing with the copies known in that mailbox.
///
/// An id that was away and is back is fetched again: servers that re-number may have given it to
/// another message. So is one whose size changed.
pub(crate) fn reconcile(listing: &[Listed], known: &HashMap<String, KnownCopy>) -> Reconciled {
    let mut reconciled = Reconciled::default();
    let mut there = HashSet::new();
    for (place, listed) in listing.iter().enumerate() {
        let copy = known.get(&listed.uid);
        let same = copy.is_some_and(|copy| copy.live && same_size(copy.octets, listed.octets));
        if same {
            there.insert(listed.uid.as_str());
        }
        if !same || copy.is_some_and(|copy| copy.wanted_again) {
            reconciled.fetch.push(place);
        }
    }
    let gone = known
        .iter()
        .filter(|(uid, copy)| copy.live && !there.contains(uid.as_str()));
    reconciled.dead = gone.map(|(uid, _)| uid.clone()).collect();
    reconciled.dead.sort();
    reconciled
}

pub(crate) fn same_size(known: Option<u64>, listed: Option<u64>) -> bool {
    known.is_none() || listed.is_none() || known == listed
}

/// A message with the fingerprint of one that was just fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) id: i64,
    /// It has a live copy in the mailbox at hand, under another unique id.
    pub(crate) is_here_already: bool,
    /// This very unique id stood for it before.
    pub(crate) bore_this_uid: bool,
    pub(crate) state: State,
}

/// How much a message needs a copy, most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    /// It waits, and its body is damaged.
    WantsBody,
    /// It waits for the software.
    Waits,
    /// The software has it.
    Confirmed,
}

/// Which known message the fetched one is a copy of; `None`: it is a new one.
///
/// Two copies that lie in one mailbox at one time are two messages, as they would be without the
/// relay. A copy in another mailbox (forwarding), or under a new id where the old one vanished
/// (re-numbering), is the same message again.
pub(crate) fn same_message(candidates: &[Candidate]) -> Option<i64> {
    candidates
        .iter()
        .filter(|candidate| !candidate.is_here_already)
        .min_by_key(|candidate| (!candidate.bore_this_uid, candidate.state, candidate.id))
        .map(|candidate| candidate.id)
}

/// The unique id under which the software sees a message: 32 hexadecimal digits of SHA-256 over
/// mailbox, upstream unique id and fingerprint. So it is the same again should the record be lost,
/// and another where the server gives an upstream id to another message. `again` counts up where
/// it is taken all the same: by a message of the very same content that had this upstream id.
pub(crate) fn unique_id(
    mailbox: &MailboxId,
    upstream: &str,
    fingerprint: Fingerprint,
    again: u32,
) -> String {
    let mut hash = Sha256::new();
    hash.update(b"vigie unique id 1");
    for part in [mailbox.as_str(), upstream] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.update(fingerprint.0);
    if again > 0 {
        hash.update(again.to_be_bytes());
    }
    let digest = hash.finalize();
    hex::encode(digest.get(..16).unwrap_or(&digest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(uid: &str, octets: u64) -> Listed {
        Listed {
            uid: uid.into(),
            octets: Some(octets),
        }
    }

    fn copy(octets: u64, live: bool, wanted_again: bool) -> KnownCopy {
        KnownCopy {
            octets: Some(octets),
            live,
            wanted_again,
        }
    }

    #[test]
    fn new_returned_changed_and_damaged_ones_are_fetched_and_vanished_ones_noted() {
        let known = HashMap::from([
            ("same".to_owned(), copy(1, true, false)),
            ("back".to_owned(), copy(1, false, false)),
            ("changed".to_owned(), copy(1, true, false)),
            ("damaged".to_owned(), copy(1, true, true)),
            ("gone".to_owned(), copy(1, true, false)),
            ("long gone".to_owned(), copy(1, false, false)),
        ]);
        let listing = ["new", "same", "back", "changed", "damaged"];
        let listing = listing.map(|uid| listed(uid, if uid == "changed" { 2 } else { 1 }));
        let reconciled = reconcile(&listing, &known);
        assert_eq!(reconciled.fetch, [0, 2, 3, 4]);
        assert_eq!(reconciled.dead, ["changed", "gone"]);
    }

    #[test]
    fn an_unknown_size_is_no_change() {
        let known = HashMap::from([("a".to_owned(), copy(1, true, false))]);
        let listing = [Listed {
            uid: "a".into(),
            octets: None,
        }];
        assert_eq!(reconcile(&listing, &known), Reconciled::default());
    }

    #[test]
    fn a_copy_goes_to_the_message_that_needs_it_most() {
        let candidate = |id| Candidate {
            id,
            is_here_already: false,
            bore_this_uid: false,
            state: State::Confirmed,
        };
        let here = Candidate {
            is_here_already: true,
            ..candidate(1)
        };
        assert_eq!(same_message(&[here]), None);
        assert_eq!(same_message(&[here, candidate(2)]), Some(2));
        let waiting = Candidate {
            state: State::Waits,
            ..candidate(3)
        };
        assert_eq!(same_message(&[candidate(2), waiting]), Some(3));
        let damaged = Candidate {
            state: State::WantsBody,
            ..candidate(4)
        };
        assert_eq!(same_message(&[waiting, damaged]), Some(4));
        let before = Candidate {
            bore_this_uid: true,
            ..candidate(5)
        };
        assert_eq!(same_message(&[waiting, damaged, before]), Some(5));
    }

    #[test]
    fn unique_ids_are_fixed_for_ever_and_differ() {
        let a = MailboxId::new("a").unwrap();
        let ab = MailboxId::new("ab").unwrap();
        let content = Fingerprint([7; 32]);
        let first = unique_id(&a, "b1", content, 0);
        // Billing software remembers this value: it never changes.
        assert_eq!(first, "9606f2389c85464c24513f127aeb22e9");
        assert_ne!(first, unique_id(&ab, "1", content, 0));
        assert_ne!(first, unique_id(&a, "b1", Fingerprint([8; 32]), 0));
        assert_ne!(first, unique_id(&a, "b1", content, 1));
        assert_eq!(first.len(), 32);
    }
}
