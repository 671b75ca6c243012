//! How often one file is read.
//!
//! A file that is written all the time is never still, and would be read again and again for
//! nothing; a large one that changes often is read whole for every change. So each file is left
//! alone for a while after it was read: for longer the larger it is, and the more often it was read
//! in vain.

use std::{collections::HashMap, path::PathBuf, time::Duration};

use jiff::{SignedDuration, Timestamp};

use super::{stillness::SHORTLY, walk::Entry};

/// Files below this size are read whenever they changed.
const LARGE: u64 = 256 << 10;
/// Of a larger one, so many octets a second are read on average.
const A_SECOND: u64 = 128 << 10;
/// So often a file may be read in vain in a row: most are finished by then.
const PATIENT: u32 = 4;
/// Each further time doubles the pause, up to four minutes.
const MOST_DOUBLED: u32 = 6;
/// What was read in vain so long ago is forgotten.
const FORGOTTEN: SignedDuration = SignedDuration::from_mins(10);
/// Files remembered; what is over is read whenever it changed.
const MOST: usize = 2000;

/// The files that are left alone for a while.
#[derive(Default)]
pub(super) struct Rests(HashMap<PathBuf, Rest>);

struct Rest {
    since: Timestamp,
    pause: SignedDuration,
    /// So often in a row what was read could not be used.
    in_vain: u32,
}

impl Rests {
    /// For how long a file is still to be left alone; `None`: it may be read.
    pub(super) fn left(&self, entry: &Entry, now: Timestamp) -> Option<Duration> {
        let rest = self.0.get(&entry.path)?;
        // Else the clock was set back.
        let passed = Some(now.duration_since(rest.since)).filter(|passed| !passed.is_negative())?;
        Duration::try_from(rest.pause - passed)
            .ok()
            .filter(|left| !left.is_zero())
    }

    /// A file was read at `now`. `in_vain`: it is still being written.
    pub(super) fn was_read(&mut self, entry: &Entry, in_vain: bool, now: Timestamp) {
        let before = self.0.get(&entry.path).map_or(0, |rest| rest.in_vain);
        let in_vain = if in_vain { before.saturating_add(1) } else { 0 };
        let for_size = if entry.length < LARGE {
            0
        } else {
            entry.length / A_SECOND
        };
        let doubled = in_vain
            .checked_sub(PATIENT + 1)
            .map_or(0, |more| SHORTLY.as_secs() << more.min(MOST_DOUBLED));
        let pause = i64::try_from(for_size.max(doubled)).unwrap_or(i64::MAX);
        if pause == 0 && in_vain == 0 {
            self.0.remove(&entry.path);
        } else if self.0.len() < MOST || self.0.contains_key(&entry.path) {
            let rest = Rest {
                since: now,
                pause: SignedDuration::from_secs(pause),
                in_vain,
            };
            self.0.insert(entry.path.clone(), rest);
        }
    }

    /// Forgets what is over.
    pub(super) fn end_pass(&mut self, now: Timestamp) {
        self.0.retain(|_, rest| {
            let passed = now.duration_since(rest.since);
            !passed.is_negative() && passed < rest.pause.max(FORGOTTEN)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(length: u64) -> Entry {
        Entry {
            path: "a".into(),
            length,
            written: None,
        }
    }

    fn after(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
    }

    #[test]
    fn a_small_file_is_read_again_at_once_and_less_often_after_many_times_in_vain() {
        let mut rests = Rests::default();
        let file = entry(1000);
        let mut reads = 0;
        for second in (0..3600).step_by(4) {
            if rests.left(&file, after(second)).is_none() {
                rests.was_read(&file, true, after(second));
                reads += 1;
            }
            rests.end_pass(after(second));
        }
        assert!((15..25).contains(&reads), "{reads}");
        rests.was_read(&file, false, after(3600));
        assert_eq!(rests.left(&file, after(3600)), None);
    }

    #[test]
    fn a_large_file_rests_by_its_size_and_a_clock_set_back_ends_it() {
        let mut rests = Rests::default();
        let file = entry(32 << 20);
        rests.was_read(&file, false, after(1000));
        assert_eq!(
            rests.left(&file, after(1000)),
            Some(Duration::from_secs(256))
        );
        assert_eq!(rests.left(&file, after(1256)), None);
        assert_eq!(rests.left(&file, after(999)), None);
        rests.end_pass(after(999));
        assert!(rests.0.is_empty());
    }
}
