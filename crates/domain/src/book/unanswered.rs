//! The flow of returns counted in lots: how many went out since any return was seen.
//!
//! Where lots are known but many a return is collected before a check sees it, single lots cannot be
//! judged. Yet all of them together can: a practice that sees a return for every tenth lot does not
//! send a hundred without seeing one. Counted in lots, a holiday is no silence at all, so this tells
//! far sooner than [`Rhythm`](super::rhythm::Rhythm), which has to make do without them.

use jiff::{SignedDuration, Timestamp};

use super::{
    deadline::Place,
    rhythm::{by_chance, years},
};

/// The lots between one sighting of returns and the next, or since the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The sighting before it.
    pub from: Timestamp,
    /// The sighting that ended it, or now.
    pub until: Timestamp,
    /// Lots that became due ([`due`]) in it.
    pub lots: u32,
}

/// How many lots usually become due between two sightings.
#[derive(Clone, Debug)]
pub struct Unanswered {
    /// Lots of the gaps that had any, in ascending order.
    own: Vec<f64>,
    years: f64,
    nine_of_ten: f64,
}

/// Gaps with lots before which nothing is said.
const ENOUGH: usize = 15;
/// Nor is it before so many years.
const ENOUGH_YEARS: f64 = 28.0 / 365.25;
/// What is older has no say.
const MEMORY: SignedDuration = SignedDuration::from_hours(3 * 365 * 24);
/// False alarms that a practice may get in a year.
const BUDGET: f64 = 0.7;
/// What is expected by chance weighs as much as so many years of one's own.
const BELIEF: f64 = 0.7;
/// How much longer than one before a gap may be without being a new one.
const LONGER: f64 = 1.1;
/// Fewer lots say nothing, however quick the caisses are.
const FEWEST: u32 = 3;

/// When the first return to a lot should have come: one working day after it was sent.
#[must_use]
pub fn due(sent: Timestamp, place: &Place) -> Timestamp {
    place.region.after_working_days(sent, 1, &place.zone)
}

impl Unanswered {
    /// Learns from the gaps between sightings, oldest first. What lies ahead of `now` comes from a
    /// clock that was wrong, and does not count.
    #[must_use]
    pub fn learn(past: &[Gap], now: Timestamp) -> Self {
        let since = now.checked_sub(MEMORY).unwrap_or(Timestamp::MIN);
        let past: Vec<&Gap> = past
            .iter()
            .filter(|gap| gap.from >= since && gap.until <= now)
            .collect();
        let years = match (past.first(), past.last()) {
            (Some(first), Some(last)) => years(first.from, last.until),
            _ => 0.0,
        };
        let mut own: Vec<f64> = past
            .iter()
            .filter(|gap| gap.lots > 0)
            .map(|gap| f64::from(gap.lots))
            .collect();
        own.sort_by(f64::total_cmp);
        let nine_of_ten = own.get(own.len().saturating_sub(1) * 9 / 10);
        Self {
            years,
            nine_of_ten: nine_of_ten.copied().unwrap_or_default(),
            own,
        }
    }

    /// Whether enough was seen to tell a gap that is out of the ordinary.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.own.len() >= ENOUGH && self.years >= ENOUGH_YEARS
    }

    /// Whether so many due lots without any return are out of the ordinary; never before enough is
    /// known. When to tell is left to the caller: lots become due at any hour.
    #[must_use]
    pub fn is_out_of_the_ordinary(&self, lots: u32) -> bool {
        self.is_known() && lots >= FEWEST && self.expected(f64::from(lots)) < BUDGET
    }

    /// Lots after which a silence would be noticed; `None` while it is not known.
    #[must_use]
    pub fn noticed_after(&self) -> Option<u32> {
        const MOST: u32 = 10_000;
        (FEWEST..MOST).find(|&lots| self.is_out_of_the_ordinary(lots))
    }

    /// How many gaps with at least so many lots a year has.
    #[expect(clippy::cast_precision_loss, reason = "counts of gaps")]
    fn expected(&self, lots: f64) -> f64 {
        let next_time = |own: f64| own * LONGER + self.nine_of_ten / 4.0;
        let shorter = self.own.partition_point(|own| next_time(*own) < lots);
        let own = (self.own.len() - shorter) as f64;
        let believed = by_chance(self.own.len(), self.years, self.nine_of_ten, lots);
        (own + BELIEF * believed) / (self.years + BELIEF)
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::calendar::Region;

    /// A sighting every day, with so many lots each.
    fn daily(lots: &[u32]) -> Vec<Gap> {
        let first: Timestamp = "2026-03-02T09:00:00Z".parse().unwrap();
        let at = |day: usize| first + SignedDuration::from_hours(24 * i64::try_from(day).unwrap());
        lots.iter()
            .enumerate()
            .map(|(day, lots)| Gap {
                from: at(day),
                until: at(day + 1),
                lots: *lots,
            })
            .collect()
    }

    fn learnt(past: &[Gap]) -> Unanswered {
        Unanswered::learn(past, "2027-06-01T00:00:00Z".parse().unwrap())
    }

    #[test]
    fn lots_are_counted_against_the_practices_own_past() {
        let few = learnt(&daily(&[2; 300]));
        let many = learnt(&daily(&[20; 300]));
        assert!(!few.is_out_of_the_ordinary(2));
        assert!(few.is_out_of_the_ordinary(12));
        assert!(!many.is_out_of_the_ordinary(40));
        assert!(many.is_out_of_the_ordinary(120));
        assert!(few.noticed_after().unwrap() < many.noticed_after().unwrap());
        // What happened twice in a year may happen again.
        let rare = [[2; 150].as_slice(), &[40]].concat();
        let known = learnt(&daily(&rare.repeat(2)));
        assert!(!known.is_out_of_the_ordinary(42));
    }

    #[test]
    fn nothing_is_said_before_enough_is_known() {
        assert!(!learnt(&daily(&[2; 27])).is_known());
        let silent = learnt(&daily(&[0; 300]));
        assert!(!silent.is_out_of_the_ordinary(100_000));
        assert_eq!(learnt(&[]).noticed_after(), None);
    }

    #[test]
    fn a_return_is_due_a_working_day_later() {
        let place = Place {
            region: Region::Metropole,
            zone: TimeZone::get("Europe/Paris").unwrap(),
        };
        let friday = "2026-03-06T17:00:00Z".parse().unwrap();
        assert_eq!(due(friday, &place), "2026-03-09T17:00:00Z".parse().unwrap());
    }
}
