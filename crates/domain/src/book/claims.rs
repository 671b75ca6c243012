//! Of which lots past their deadline it may be said that their acknowledgement is missing.
//!
//! That no answer was seen says little where the billing software may have collected it before
//! Vigie looked, and a lot that is wrongly called unanswered is sent a second time. Two things may
//! be claimed:
//!
//! - **a single lot**, where every answer of the two years before was seen. The first
//!   answer that is never seen ends that: afterwards a lone lot is only shown as one to be looked
//!   up in the software.
//! - **days on end without any answer**, where that is out of the ordinary for the practice. Whole
//!   days are counted, not lots: software that collects in the morning takes the answers to all the
//!   lots of the evening at once.
//!
//! What is claimed follows from the record alone, so that it is not taken back by what comes later.
//!
//! Simulated (`tests/early_warning.rs`) over the first three years of practices of several kinds:
//! where no, one, three or ten of a hundred answers go unseen, one by one or all those of a sending
//! together, no kind hears more than 0.43 false notices of 48 and 96 hours a year. The worst share
//! is 0.3 of a hundred, with 0.51.

use jiff::civil::Date;

use super::observability::{FollowedDay, PAST, days_between, is_whole};

/// A mailbox alone must have shown every answer for so many days before the lot.
const LENGTH: i64 = 52 * 7;
/// Times a year that days on end may look silent by chance.
const BUDGET: f64 = 0.1;
/// Longer silences are all the same: far too long.
const MOST: usize = 366;

/// The days whose unanswered lots may be claimed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// First and last day of each stretch, in order.
    stretches: Vec<(Date, Date)>,
}

impl Claims {
    /// Judges from the days on which lots were sent, oldest first; a day that is too young for its
    /// answers is not among them.
    #[must_use]
    pub fn judge(days: &[FollowedDay]) -> Self {
        let mut claimed: Vec<(Date, Date)> = Vec::new();
        let mut from = 0;
        for run in days.chunk_by(|one, next| (one.proven == 0) == (next.proven == 0)) {
            let (before, is_silent) = (&days[..from], run.iter().all(|day| day.proven == 0));
            if let ([first, ..], true) = (run, is_silent)
                && is_out_of_the_ordinary(run.len(), before, first.date)
            {
                claimed.extend(run.last().map(|last| (first.date, last.date)));
            } else {
                let lone = run.iter().zip(from..).filter(|(day, at)| {
                    day.proven < day.sent && is_whole(&days[..*at], day.date, LENGTH)
                });
                claimed.extend(lone.map(|(day, _)| (day.date, day.date)));
            }
            from += run.len();
        }
        Self { stretches: claimed }
    }

    /// Whether a lot first sent on that day may be called unanswered.
    #[must_use]
    pub fn cover(&self, sent: Date) -> bool {
        let after = self.stretches.partition_point(|(_, last)| *last < sent);
        let stretch = self.stretches.get(after);
        stretch.is_some_and(|(first, _)| *first <= sent)
    }
}

/// Whether so many sending days without any answer, from `first` on, are more than chance.
#[expect(clippy::cast_precision_loss, reason = "counts of days")]
fn is_out_of_the_ordinary(run: usize, before: &[FollowedDay], first: Date) -> bool {
    let past = &before[before.partition_point(|day| days_between(day.date, first) > PAST)..];
    let Some(begin) = past.first() else {
        return false;
    };
    let silent = past.iter().filter(|day| day.proven == 0).count() as f64;
    let days = past.len() as f64;
    let a_year = days * 365.25 / days_between(begin.date, first).max(30) as f64;
    let chance: f64 = (0..run.min(MOST))
        .map(|more| (silent + 0.5 + more as f64) / (days + 1.0 + more as f64))
        .product();
    chance * a_year < BUDGET
}

#[cfg(test)]
mod tests {
    use jiff::{ToSpan, civil::date};

    use super::*;

    /// Sending days from the first of January 2025 on, one each day.
    fn days(counts: &[(u32, u32)]) -> Vec<FollowedDay> {
        (0..)
            .zip(counts)
            .map(|(place, &(sent, proven))| FollowedDay {
                date: on(place),
                sent,
                proven,
                elsewhere: 0,
            })
            .collect()
    }

    fn on(place: i64) -> Date {
        date(2025, 1, 1) + place.days()
    }

    fn claimed(counts: &[(u32, u32)]) -> Vec<i64> {
        let claims = Claims::judge(&days(counts));
        let end = i64::try_from(counts.len()).unwrap();
        (0..end).filter(|place| claims.cover(on(*place))).collect()
    }

    #[test]
    fn the_first_lone_lot_is_claimed_after_a_year_and_no_second_one() {
        let calm = [(3, 3); 370];
        let lone = [calm.as_slice(), &[(3, 2)], &calm[..20], &[(3, 2)], &calm].concat();
        assert_eq!(claimed(&lone), [370]);
        assert!(claimed(&lone[20..]).is_empty(), "too early");
        // What goes missing within days of it is one affair with it.
        let affair = [calm.as_slice(), &[(3, 2), (3, 3), (3, 1)]].concat();
        assert_eq!(claimed(&affair), [370, 372]);
    }

    #[test]
    fn days_without_any_answer_are_claimed_where_they_are_no_habit() {
        let nearly = [(3, 3), (3, 3), (3, 2), (3, 3)].repeat(20);
        let stopped = [nearly.as_slice(), &[(3, 0), (2, 0), (3, 0)], &nearly].concat();
        assert_eq!(claimed(&stopped), [80, 81, 82]);
        let one_day = [nearly.as_slice(), &[(3, 0)], &nearly].concat();
        assert!(claimed(&one_day).is_empty());
        let habit = [(3, 3), (3, 0), (3, 0)].repeat(60);
        assert!(claimed(&habit).is_empty());
        assert!(claimed(&[(3, 0); 9]).is_empty(), "nothing was ever seen");
    }
}
