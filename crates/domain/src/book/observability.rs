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
    /// Lots are known, but their acknowledgements are not reliably seen: the deadline of a single
    /// lot is to be checked in the billing software, and is no alarm.
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

/// The same, with how well the answers are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FollowedDay {
    /// The day.
    pub date: Date,
    /// Lots sent.
    pub sent: u32,
    /// Of these, lots whose answer is proven to be theirs. What only order and time make likely
    /// does not count: an answer that was not seen would make the next one take its place.
    pub proven: u32,
    /// Of these, lots whose answer was seen where nobody collects it before Vigie looks: in the
    /// billing software's own folder, or by the relay.
    pub elsewhere: u32,
}

/// Sending days that the counts tell of, the latest ones.
const MOST_DAYS: usize = 60;
/// Lots that must have been followed before anything is claimed.
pub(super) const FEWEST: u32 = 20;
/// The past that is looked at, in days: two years.
pub(super) const PAST: i64 = 731;
/// A lot without an answer is waited for so many days before it says that answers go unseen.
pub(super) const PATIENCE: i64 = 10;
/// A mailbox alone must have been followed without a gap for so many days to begin with.
const BEGIN: i64 = 52 * 7;
/// And so many to go on: what has begun does not flicker after a holiday.
const KEEP: i64 = 46 * 7;

impl Observability {
    /// Judges from the days on which lots were sent, oldest first, and from what held before.
    ///
    /// Full follow-up claims of one single lot that its answer is missing, and such a claim makes a
    /// practice send again. Were one answer in a hundred collected before Vigie looks, a busy
    /// practice would hear it every other week. So every lot of the past two years must have been
    /// answered, and proven so; for a year at least where the mailbox is all that is seen,
    /// or, where the billing software's own folder shows the answers, for twenty lots.
    ///
    /// The days at the end on which no answer at all was seen are left out: they are what the
    /// follow-up is there to notice, and no proof that it cannot see. As soon as answers come
    /// again such days count like any other. Lots of the last ten days count once they are
    /// answered.
    #[must_use]
    pub fn judge(
        has_source: bool,
        days: &[FollowedDay],
        before: Option<Self>,
        today: Date,
    ) -> Self {
        if !has_source {
            return Self::NoLots;
        }
        let ended_well = days
            .iter()
            .rposition(|day| day.proven > 0)
            .map_or(&[][..], |last| &days[..=last]);
        let length = if before == Some(Self::Full) {
            KEEP
        } else {
            BEGIN
        };
        if is_whole(ended_well, today, length) {
            return Self::Full;
        }
        let counted = &ended_well[ended_well.len().saturating_sub(MOST_DAYS)..];
        let seen = counted.iter().map(|day| day.proven).sum();
        let expected = counted.iter().map(|day| day.expected(today)).sum();
        Self::ReturnsUnreliable { seen, expected }
    }

    /// Whether nearly all answers are seen, nine of ten at least: what many lots have in common may
    /// be claimed, though not what is said of a single one.
    #[must_use]
    pub const fn sees_most(&self) -> bool {
        match *self {
            Self::NoLots => false,
            Self::ReturnsUnreliable { seen, expected } => {
                seen >= FEWEST && seen as u64 * 10 >= expected as u64 * 9
            }
            Self::Full => true,
        }
    }
}

/// Whether every answer of the time before `day` was seen, and long enough: for `length` days, or
/// elsewhere than in the mailbox. Lots of the last days before it are waited for.
pub(super) fn is_whole(days: &[FollowedDay], day: Date, length: i64) -> bool {
    let from = days.partition_point(|one| days_between(one.date, day) > PAST);
    let until = days.partition_point(|one| one.date <= day);
    let Some(past) = days.get(from..until) else {
        return false;
    };
    if past.iter().any(|one| one.proven < one.expected(day)) {
        return false;
    }
    let total = |of: fn(&FollowedDay) -> u32| past.iter().map(of).map(u64::from).sum::<u64>();
    let (proven, elsewhere) = (total(|one| one.proven), total(|one| one.elsewhere));
    let is_long = past
        .first()
        .is_some_and(|first| days_between(first.date, day) >= length);
    proven >= u64::from(FEWEST)
        && (is_long || elsewhere.saturating_mul(10) >= proven.saturating_mul(9))
}

impl FollowedDay {
    /// Lots whose answers should have been seen by then.
    fn expected(&self, by: Date) -> u32 {
        if days_between(self.date, by) > PATIENCE {
            self.sent.max(self.proven)
        } else {
            self.proven
        }
    }
}

/// How many days later the second is.
pub(super) fn days_between(one: Date, other: Date) -> i64 {
    one.duration_until(other).as_hours() / 24
}

#[cfg(test)]
mod tests {
    use jiff::{ToSpan, civil::date};

    use super::*;

    const TODAY: Date = date(2026, 3, 30);

    /// Sending days one after another, the last of them `ago` days before today.
    fn until(ago: i64, counts: &[(u32, u32)]) -> Vec<FollowedDay> {
        let days = i64::try_from(counts.len()).unwrap();
        (0..days)
            .zip(counts)
            .map(|(place, &(sent, proven))| FollowedDay {
                date: TODAY - (ago + days - 1 - place).days(),
                sent,
                proven,
                elsewhere: 0,
            })
            .collect()
    }

    fn judged(days: &[FollowedDay]) -> Observability {
        Observability::judge(true, days, None, TODAY)
    }

    #[test]
    fn nothing_is_claimed_before_it_was_seen() {
        assert_eq!(
            Observability::judge(false, &until(2, &[(2, 2); 300]), None, TODAY),
            Observability::NoLots
        );
        let (seen, expected) = (0, 0);
        let none = Observability::ReturnsUnreliable { seen, expected };
        assert_eq!(judged(&until(2, &[(2, 0); 9])), none);
        assert!(!none.sees_most());
        let short = judged(&until(2, &[(2, 2); 100]));
        let (seen, expected) = (120, 120);
        assert_eq!(short, Observability::ReturnsUnreliable { seen, expected });
        assert!(short.sees_most());
        assert_eq!(judged(&until(2, &[(2, 2); 370])), Observability::Full);
    }

    #[test]
    fn where_the_software_shows_what_it_has_weeks_suffice() {
        let mut days = until(2, &[(2, 2); 20]);
        for day in &mut days {
            day.elsewhere = 2;
        }
        assert_eq!(judged(&days), Observability::Full);
        assert!(!matches!(judged(&days[..9]), Observability::Full));
        days[3].proven = 1;
        assert!(!matches!(judged(&days), Observability::Full));
    }

    #[test]
    fn a_collapse_of_answers_is_noticed_and_not_explained_away() {
        let outage = [[(2, 2); 370].as_slice(), &[(2, 0); 25]].concat();
        assert_eq!(judged(&until(2, &outage)), Observability::Full);
    }

    #[test]
    fn one_answer_never_seen_ends_it_for_long_and_a_late_one_does_not() {
        let missed = |ago| {
            let mut days = until(2, &[(2, 2); 800]);
            let place = days.len() - 1 - usize::try_from(ago - 2).unwrap();
            days[place].proven = 1;
            judged(&days)
        };
        for ago in [11, 100, 731] {
            assert!(matches!(
                missed(ago),
                Observability::ReturnsUnreliable { .. }
            ));
            assert!(missed(ago).sees_most());
        }
        for ago in [3, 10, 732] {
            assert_eq!(missed(ago), Observability::Full, "{ago}");
        }
    }

    #[test]
    fn a_software_that_collects_half_of_them_first_gives_no_alarm() {
        let half = [(2, 1), (1, 0), (2, 1), (1, 1)].repeat(75);
        let judged =
            Observability::judge(true, &until(11, &half), Some(Observability::Full), TODAY);
        let (seen, expected) = (45, 90);
        assert_eq!(judged, Observability::ReturnsUnreliable { seen, expected });
        assert!(!judged.sees_most());
    }

    #[test]
    fn it_does_not_flicker() {
        let days = until(2, &[(2, 2); 330]);
        assert!(!matches!(judged(&days), Observability::Full));
        let full = Some(Observability::Full);
        let kept = Observability::judge(true, &days, full, TODAY);
        assert_eq!(kept, Observability::Full);
    }
}
