//! Whether a file lies still, or is being written.
//!
//! Clocks of network drives go wrong and clocks jump, so a time of change that is long past is
//! believed, and any other one only says that the file is to be looked at twice.

use std::{collections::HashMap, path::PathBuf, time::Duration};

use jiff::{SignedDuration, Timestamp};

use super::walk::Entry;
use crate::recognise::Shown;

/// When to look again at a file that was just written.
pub(super) const SHORTLY: Duration = Duration::from_secs(4);
/// When to look again at records that break off.
const LATER: Duration = Duration::from_mins(1);

/// A file unchanged for so long is complete, as far as its writer is concerned.
const STILL: SignedDuration = SignedDuration::from_secs(3);
/// A time of change so long ago is believed without a second look.
const LONG_AGO: SignedDuration = SignedDuration::from_mins(2);
/// Records that break off are given so much time to be finished.
const ABANDONED: SignedDuration = SignedDuration::from_mins(10);
/// Files looked at twice; in a folder with more of them, a file waits for its turn.
const MOST: usize = 2000;

/// The files that were not still when they were looked at.
#[derive(Default)]
pub(super) struct Stillness {
    moving: HashMap<PathBuf, Look>,
    pass: u64,
}

/// How a file looked.
#[derive(Clone, Copy)]
struct Look {
    length: u64,
    written: Option<Timestamp>,
    since: Timestamp,
    pass: u64,
}

/// For how long a file has been lying there unchanged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Still(SignedDuration);

impl Stillness {
    /// Looks at a file at `now`.
    pub(super) fn of(&mut self, entry: &Entry, now: Timestamp) -> Still {
        let age = entry
            .written
            .map_or(SignedDuration::ZERO, |written| now.duration_since(written));
        if age >= ABANDONED {
            self.moving.remove(&entry.path);
            return Still(age);
        }
        let fresh = Look {
            length: entry.length,
            written: entry.written,
            since: now,
            pass: self.pass,
        };
        if self.moving.len() >= MOST && !self.moving.contains_key(&entry.path) {
            return Still(if age >= LONG_AGO {
                age
            } else {
                SignedDuration::ZERO
            });
        }
        let look = self.moving.entry(entry.path.clone()).or_insert(fresh);
        let unchanged = look.length == fresh.length && look.written == fresh.written;
        if !unchanged || look.since > now {
            *look = fresh;
        }
        look.pass = self.pass;
        let observed = now.duration_since(look.since);
        Still(if age >= LONG_AGO {
            age.max(observed)
        } else {
            observed
        })
    }

    /// Forgets the files that the pass did not meet.
    pub(super) fn end_pass(&mut self) {
        let pass = self.pass;
        self.moving.retain(|_, look| look.pass == pass);
        self.pass += 1;
    }
}

impl Still {
    /// How long to wait before what the file shows is believed; `None`: it is.
    pub(super) fn wait(self, shown: &Shown) -> Option<Duration> {
        if shown.is_finished {
            None
        } else if shown.is_cut && self.0 < ABANDONED {
            Some(LATER)
        } else {
            (self.0 < STILL).then_some(SHORTLY)
        }
    }
}
