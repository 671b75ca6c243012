//! What the book can see, so that it claims no more.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How far the follow-up of lots can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Observability {
    /// No source of lots: Vigie watches the mailbox, but does not see the lots.
    NoLots,
    /// Lots are known, but their acknowledgements are not reliably seen: deadlines are to be
    /// checked in the billing software, and are no alarm.
    ReturnsUnreliable {
        /// Lots whose answer was seen.
        seen: u32,
        /// Lots whose answer should have been seen.
        expected: u32,
    },
    /// Both are seen: full follow-up, and silence means fine.
    Full,
}

/// The lots sent on one day, old enough that their answers should have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SendingDay {
    /// The day.
    pub date: Date,
    /// Lots sent.
    pub sent: u32,
    /// Of these, lots whose answer was seen.
    pub seen: u32,
}

/// Answers that must have been seen before anything is claimed.
const FEWEST: u32 = 5;
/// Sending days that count, the latest ones.
const MOST_DAYS: usize = 60;
/// Of a hundred answers, so many must be seen to begin the full follow-up.
const BEGIN: u32 = 95;
/// And so many to keep it: what has begun does not flicker.
const KEEP: u32 = 90;

impl Observability {
    /// Judges from the days on which lots were sent, oldest first, and from what held before.
    ///
    /// The days at the end on which no answer at all was seen are left out: they are what the
    /// follow-up is there to notice, and no proof that it cannot see. As soon as answers come
    /// again such days count like any other.
    #[must_use]
    pub fn judge(has_source: bool, days: &[SendingDay], before: Option<Self>) -> Self {
        if !has_source {
            return Self::NoLots;
        }
        let ended_well = days
            .iter()
            .rposition(|day| day.seen > 0)
            .map_or(&[][..], |last| &days[..=last]);
        let counted = &ended_well[ended_well.len().saturating_sub(MOST_DAYS)..];
        let seen = counted
            .iter()
            .map(|day| day.seen.min(day.sent))
            .sum::<u32>();
        let expected = counted.iter().map(|day| day.sent).sum::<u32>();
        let share = if before == Some(Self::Full) {
            KEEP
        } else {
            BEGIN
        };
        if seen >= FEWEST && u64::from(seen) * 100 >= u64::from(expected) * u64::from(share) {
            Self::Full
        } else {
            Self::ReturnsUnreliable { seen, expected }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn days(counts: &[(u32, u32)]) -> Vec<SendingDay> {
        counts
            .iter()
            .zip(1..)
            .map(|(&(sent, seen), day)| SendingDay {
                date: date(2026, 3, day),
                sent,
                seen,
            })
            .collect()
    }

    #[test]
    fn nothing_is_claimed_before_it_was_seen() {
        assert_eq!(
            Observability::judge(false, &days(&[(2, 2); 9]), None),
            Observability::NoLots
        );
        let none = Observability::judge(true, &days(&[(2, 0); 9]), None);
        assert_eq!(
            none,
            Observability::ReturnsUnreliable {
                seen: 0,
                expected: 0
            }
        );
        let few = Observability::judge(true, &days(&[(2, 2); 2]), None);
        assert!(matches!(few, Observability::ReturnsUnreliable { .. }));
        assert_eq!(
            Observability::judge(true, &days(&[(2, 2); 3]), None),
            Observability::Full
        );
    }

    #[test]
    fn a_collapse_of_answers_is_noticed_and_not_explained_away() {
        let outage = [[(2, 2); 20].as_slice(), &[(2, 0); 5]].concat();
        assert_eq!(
            Observability::judge(true, &days(&outage), None),
            Observability::Full
        );
    }

    #[test]
    fn a_software_that_collects_half_of_them_first_gives_no_alarm() {
        let half = [(2, 1), (1, 0), (2, 1), (1, 1)].repeat(5);
        let judged = Observability::judge(true, &days(&half), Some(Observability::Full));
        assert_eq!(
            judged,
            Observability::ReturnsUnreliable {
                seen: 15,
                expected: 30
            }
        );
    }

    #[test]
    fn it_does_not_flicker() {
        let some_missed = [[(2, 2); 11].as_slice(), &[(2, 1), (2, 2)]].concat();
        let nearly = [some_missed.as_slice(), &[(2, 1), (2, 2)]].concat();
        assert!(matches!(
            Observability::judge(true, &days(&nearly), None),
            Observability::ReturnsUnreliable { .. }
        ));
        assert_eq!(
            Observability::judge(true, &days(&nearly), Some(Observability::Full)),
            Observability::Full
        );
    }
}
