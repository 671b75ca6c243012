//! The book's own time.

use std::{fmt, str::FromStr};

use jiff::{SignedDuration, Timestamp};

/// What time it is in the book. In a practice it is the time of day. On the training ground and in
/// tests it runs faster, so that weeks of lots, nights, weekends and deadlines pass in minutes under
/// the same rules: only here is one time turned into the other.
///
/// As text: `2027-03-22T19:00:00Z since 2026-11-23T16:00:00Z times 1000` (it was that time then, and
/// runs so much faster since).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BookClock {
    /// From here on the book's time runs by itself.
    real: Timestamp,
    /// What it showed then.
    book: Timestamp,
    /// So many times as fast, 1 to 10,000.
    pace: u16,
}

/// The line is no clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a clock is written as: TIME since TIME times 1-10000")]
pub struct NoClock;

/// The fastest clock: a day passes in nine seconds.
const FASTEST: u16 = 10_000;

impl BookClock {
    /// The time of day.
    pub const REAL: Self = Self {
        real: Timestamp::UNIX_EPOCH,
        book: Timestamp::UNIX_EPOCH,
        pace: 1,
    };

    /// A clock that shows `book` at `real` and runs `pace` times as fast from there on.
    #[must_use]
    pub fn new(real: Timestamp, book: Timestamp, pace: u16) -> Self {
        Self {
            real,
            book,
            pace: pace.clamp(1, FASTEST),
        }
    }

    /// Whether it is the time of day.
    #[must_use]
    pub fn is_real(&self) -> bool {
        *self == Self::REAL
    }

    /// The book's time at a moment. What was before the clock began lies as far back in both times.
    #[must_use]
    pub fn book_time(&self, real: Timestamp) -> Timestamp {
        let passed = real.duration_since(self.real);
        let passed = if passed.is_negative() {
            passed
        } else {
            passed
                .checked_mul(i32::from(self.pace))
                .unwrap_or(SignedDuration::MAX)
        };
        later(self.book, passed)
    }

    /// The moment at which the book's time will be, or was, so much; a moment later rather than
    /// earlier.
    #[must_use]
    pub fn real_time(&self, book: Timestamp) -> Timestamp {
        let passed = book.duration_since(self.book);
        if passed.is_negative() || self.pace == 1 {
            return later(self.real, passed);
        }
        let pace = i128::from(self.pace);
        let rounded = (passed.as_nanos() + pace - 1) / pace;
        let seconds = i64::try_from(rounded / 1_000_000_000).unwrap_or(i64::MAX);
        let rest = i32::try_from(rounded % 1_000_000_000).unwrap_or(0);
        later(self.real, SignedDuration::new(seconds, rest))
    }

    /// The book's time of a moment that a message or a file shows. Servers and file systems write
    /// the time of day; what lies outside the run of this clock was written by the book's.
    #[must_use]
    pub fn time_seen(&self, at: Timestamp, now: Timestamp) -> Timestamp {
        if (self.real..=now).contains(&at) {
            self.book_time(at)
        } else {
            at
        }
    }
}

impl fmt::Display for BookClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { real, book, pace } = self;
        write!(f, "{book} since {real} times {pace}")
    }
}

impl FromStr for BookClock {
    type Err = NoClock;

    fn from_str(line: &str) -> Result<Self, Self::Err> {
        let (book, rest) = line.trim().split_once(" since ").ok_or(NoClock)?;
        let (real, pace) = rest.split_once(" times ").ok_or(NoClock)?;
        let moment = |text: &str| text.trim().parse().map_err(|_| NoClock);
        let pace: u16 = pace.trim().parse().map_err(|_| NoClock)?;
        if !(1..=FASTEST).contains(&pace) {
            return Err(NoClock);
        }
        Ok(Self::new(moment(real)?, moment(book)?, pace))
    }
}

/// So much later, or earlier; the last moment of the calendar rather than none.
pub(super) fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(if by.is_negative() {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_day_is_itself() {
        for at in [Timestamp::MIN, Timestamp::UNIX_EPOCH, Timestamp::MAX] {
            assert_eq!(BookClock::REAL.book_time(at), at);
            assert_eq!(BookClock::REAL.real_time(at), at);
        }
    }

    #[test]
    fn a_week_passes_in_minutes_and_back() {
        let real: Timestamp = "2026-11-23T16:00:00Z".parse().unwrap();
        let monday: Timestamp = "2026-03-02T07:00:00Z".parse().unwrap();
        let clock: BookClock = format!("{monday} since {real} times 5000").parse().unwrap();
        assert_eq!(clock, BookClock::new(real, monday, 5000));
        let at = clock.book_time(real + SignedDuration::from_secs(120));
        assert_eq!(
            at.duration_since(monday),
            SignedDuration::from_secs(600_000)
        );
        assert_eq!(
            clock.real_time(at).duration_since(real),
            SignedDuration::from_secs(120)
        );
        let odd = monday + SignedDuration::from_nanos(1);
        assert!(clock.book_time(clock.real_time(odd)) >= odd);
        let before = clock.book_time(real - SignedDuration::from_hours(1));
        assert_eq!(monday.duration_since(before), SignedDuration::from_hours(1));
        assert_eq!(clock.book_time(Timestamp::MAX), Timestamp::MAX);
    }

    #[test]
    fn a_line_that_is_no_clock_is_refused() {
        for line in [
            "",
            "2027-03-22T19:00:00Z",
            "2027-03-22T19:00:00Z since 2026-11-23T16:00:00Z times 0",
            "2027-03-22T19:00:00Z since 2026-11-23T16:00:00Z times 10001",
            "soon since 2026-11-23T16:00:00Z times 10",
        ] {
            assert_eq!(line.parse::<BookClock>(), Err(NoClock), "{line}");
        }
    }

    #[test]
    fn times_written_by_either_clock_are_understood() {
        let real: Timestamp = "2026-11-23T16:00:00Z".parse().unwrap();
        let book: Timestamp = "2027-03-22T07:00:00Z".parse().unwrap();
        let clock = BookClock::new(real, book, 1000);
        let now = real + SignedDuration::from_secs(60);
        assert_eq!(clock.time_seen(real, now), book);
        assert_eq!(clock.time_seen(book, now), book);
        assert_eq!(BookClock::REAL.time_seen(real, now), real);
    }
}
