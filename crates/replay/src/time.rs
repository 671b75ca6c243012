//! The replay's time: whole seconds since its first local midnight.

use jiff::Timestamp;

/// Seconds since the replay began.
pub(crate) type Seconds = i64;

pub(crate) const HOUR: Seconds = 3_600;
pub(crate) const DAY: Seconds = 24 * HOUR;

/// From one moment, before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: Seconds,
    pub(crate) to: Seconds,
}

impl Span {
    pub(crate) const fn has(self, at: Seconds) -> bool {
        self.from <= at && at < self.to
    }
}

/// Whether any of these spans, in order, has that moment.
pub(crate) fn any_has(spans: &[Span], at: Seconds) -> bool {
    let after = spans.partition_point(|span| span.to <= at);
    spans.get(after).is_some_and(|span| span.has(at))
}

#[expect(clippy::cast_possible_truncation, reason = "days of a year")]
pub(crate) fn hours(hours: f64) -> Seconds {
    (hours * 3_600.0).round() as Seconds
}

pub(crate) fn days(days: f64) -> Seconds {
    hours(days * 24.0)
}

/// Where the replay's time lies in the world's.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Epoch(pub(crate) Timestamp);

impl Epoch {
    /// The moment; the replay lasts a year at most, far from the ends of time.
    pub(crate) fn at(self, seconds: Seconds) -> Timestamp {
        Timestamp::from_second(self.0.as_second() + seconds).unwrap_or(Timestamp::MAX)
    }

    pub(crate) fn seconds(self, at: Timestamp) -> Seconds {
        at.as_second() - self.0.as_second()
    }
}
