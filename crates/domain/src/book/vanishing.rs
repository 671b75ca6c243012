//! Returns that leave the mailbox without reaching the billing software: another program empties it.
//!
//! That a return is gone says nothing: collecting is what billing software does. It says something
//! where the software's own folder of returns can be read, and held what had left the mailbox until
//! now. So a kind of return counts only after the folder was seen to hold that kind; ARLs may be
//! kept there and RSPs elsewhere.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::returns::MessageClass;

/// A return that left the mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// What it was.
    pub class: MessageClass,
    /// When it was found gone.
    pub at: Timestamp,
    /// Whether it was seen elsewhere: the billing software has it.
    pub kept: bool,
}

/// Returns of a kind that the folder must have held before anything is claimed of that kind.
const EVIDENCE: usize = 10;
/// Missing ones below which nothing is said: a single file may have been lost or tidied away.
const FEWEST: usize = 2;
/// The software may take so long to write into its folder what it has collected.
const GRACE: SignedDuration = SignedDuration::from_hours(4);
/// What went missing so long ago is the past.
const RECENT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// So many returns that arrive again end it.
const OVER: usize = 5;

/// How many returns vanish, and since when; `None` where none does, or nothing can be claimed.
/// `left` is in order of time.
#[must_use]
pub fn vanished(left: &[Left], now: Timestamp) -> Option<(u32, Timestamp)> {
    let latest = now.checked_sub(GRACE).unwrap_or(Timestamp::MIN);
    let recent = now.checked_sub(RECENT).unwrap_or(Timestamp::MIN);
    let mut kinds: BTreeMap<MessageClass, Vec<&Left>> = BTreeMap::new();
    for one in left.iter().filter(|one| one.kept || one.at <= latest) {
        kinds.entry(one.class).or_default().push(one);
    }
    let missing: Vec<&Left> = kinds
        .into_values()
        .flat_map(|of_kind| missing_now(&of_kind, recent))
        .collect();
    let since = missing.iter().map(|one| one.at).min()?;
    (missing.len() >= FEWEST).then(|| (u32::try_from(missing.len()).unwrap_or(u32::MAX), since))
}

/// Those of one kind that are missing, unless returns of that kind arrive again.
fn missing_now<'a>(of_kind: &[&'a Left], recent: Timestamp) -> Vec<&'a Left> {
    let mut held = 0;
    let mut arriving = 0;
    let mut missing = Vec::new();
    for one in of_kind {
        if one.kept {
            held += 1;
            arriving += 1;
            if arriving >= OVER {
                missing.clear();
            }
        } else {
            arriving = 0;
            if held >= EVIDENCE && one.at >= recent {
                missing.push(*one);
            }
        }
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hour(hours: i64) -> Timestamp {
        "2026-03-02T08:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(hours)
    }

    /// So many returns of a kind, an hour apart.
    fn run(class: MessageClass, from: i64, count: i64, kept: bool) -> Vec<Left> {
        (from..from + count)
            .map(|hours| Left {
                class,
                at: hour(hours),
                kept,
            })
            .collect()
    }

    #[test]
    fn returns_that_the_software_used_to_have_are_missed() {
        let arl = MessageClass::ArlPositive;
        let left = [run(arl, 0, 20, true), run(arl, 20, 3, false)].concat();
        assert_eq!(vanished(&left, hour(30)), Some((3, hour(20))));
        // The software may still be writing.
        assert_eq!(vanished(&left, hour(23)), None);
        // They arrive again, or it is long ago.
        let again = [left.clone(), run(arl, 23, 5, true)].concat();
        assert_eq!(vanished(&again, hour(30)), None);
        assert_eq!(vanished(&left, hour(20 + 200)), None);
    }

    #[test]
    fn without_evidence_nothing_is_claimed() {
        let rsp = MessageClass::Rsp;
        let left = [
            run(MessageClass::ArlPositive, 0, 20, true),
            run(rsp, 20, 9, false),
        ]
        .concat();
        assert_eq!(vanished(&left, hour(40)), None, "RSPs are kept elsewhere");
        assert_eq!(vanished(&run(rsp, 0, 50, false), hour(60)), None);
        let one = [run(rsp, 0, 20, true), run(rsp, 20, 1, false)].concat();
        assert_eq!(vanished(&one, hour(40)), None, "a single one");
        assert_eq!(vanished(&[], hour(0)), None);
    }
}
