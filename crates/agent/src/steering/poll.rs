//! When support's configuration is looked for.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// Between two looks, at most.
const USUAL: SignedDuration = SignedDuration::from_mins(5);

/// The same while an incident stands.
const URGENT: SignedDuration = SignedDuration::from_secs(60);

/// The same in an instance of a test's own.
const HURRIED: SignedDuration = SignedDuration::from_secs(2);

/// After looks that failed.
const LONGEST: SignedDuration = SignedDuration::from_hours(1);

/// What a server may ask for.
const LONGEST_ASKED: SignedDuration = SignedDuration::from_hours(24);

/// After the start, and after the line changed.
const SOON: SignedDuration = SignedDuration::from_secs(10);

/// The plan of the looks.
#[derive(Clone, Debug)]
pub(crate) struct Poll {
    next: Timestamp,
    failures: u32,
    /// Before this the server wants nobody.
    not_before: Option<Timestamp>,
    ended: Option<Timestamp>,
    urgent: bool,
    hurried: bool,
    noise: u64,
    /// The clock when it was last read here.
    seen: Timestamp,
}

/// How a look went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The configuration was seen, changed or not.
    Well,
    /// It was not.
    Failed,
}

impl Poll {
    /// A first look soon; `seed` spreads the looks of many practices.
    pub(crate) fn new(seed: u64, hurried: bool, now: Timestamp) -> Self {
        let mut poll = Self {
            next: now,
            failures: 0,
            not_before: None,
            ended: None,
            urgent: false,
            hurried,
            noise: seed,
            seen: now,
        };
        poll.next = later(now, poll.spread(SOON));
        poll
    }

    /// When the next look is due.
    pub(crate) const fn next(&self) -> Timestamp {
        self.next
    }

    /// Reads the clock. Where it was set back, the plan moves with it: a clock that was days ahead
    /// would stop the looks for days.
    pub(crate) fn read_clock(&mut self, now: Timestamp) {
        if now < self.seen {
            let by = self.seen.duration_since(now);
            self.next = later(self.next, -by);
            self.ended = self.ended.map(|at| later(at, -by));
            self.not_before = self.not_before.map(|at| later(at, -by));
        }
        self.seen = now;
    }

    /// The user looks now; a server that asked to be left alone is all the same asked once.
    pub(crate) fn now(&mut self, now: Timestamp) {
        self.read_clock(now);
        self.next = now;
    }

    /// A look has ended; `pause` is for how long the server asked to be left alone.
    pub(crate) fn ended(&mut self, outcome: Outcome, pause: Option<Duration>, now: Timestamp) {
        self.read_clock(now);
        self.ended = Some(now);
        self.failures = match outcome {
            Outcome::Well => 0,
            Outcome::Failed => self.failures.saturating_add(1),
        };
        self.not_before = pause.map(|pause| {
            let pause = SignedDuration::try_from(pause).unwrap_or(LONGEST_ASKED);
            later(now, pause.min(LONGEST_ASKED))
        });
        self.plan(now);
    }

    /// Whether an incident stands, here or by support's word.
    pub(crate) fn is_urgent(&mut self, urgent: bool, now: Timestamp) {
        self.read_clock(now);
        if urgent == self.urgent {
            return;
        }
        self.urgent = urgent;
        if let Some(ended) = self.ended.filter(|_| urgent) {
            let before = self.next;
            self.plan(ended);
            self.next = self.next.min(before).max(now);
        }
    }

    /// The line changed, or the computer woke up: what failed may go well now.
    pub(crate) fn line_changed(&mut self, now: Timestamp) {
        self.read_clock(now);
        if self.failures > 0 || self.next <= now {
            self.failures = 0;
            let soon = later(now, self.spread(SOON));
            self.next = self.not_before.map_or(soon, |at| at.max(soon));
        }
    }

    fn plan(&mut self, from: Timestamp) {
        let base = match (self.hurried, self.urgent) {
            (true, _) => HURRIED,
            (false, true) => URGENT,
            (false, false) => USUAL,
        };
        let factor = 1_i32 << self.failures.min(10);
        let wait = base.saturating_mul(factor).min(LONGEST.max(base));
        let next = later(from, self.spread(wait));
        self.next = self.not_before.map_or(next, |at| at.max(next));
    }

    /// Four to five fifths of it: never more, so that what is pushed is there in time.
    fn spread(&mut self, wait: SignedDuration) -> SignedDuration {
        // A linear congruential step (Knuth): many practices are to be spread, nothing is hidden.
        self.noise = self
            .noise
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let thousandths = i32::try_from((self.noise >> 33) % 200).unwrap_or_default();
        wait.saturating_mul(1_000 - thousandths) / 1_000
    }
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start() -> Timestamp {
        "2026-11-23T20:00:00Z".parse().unwrap()
    }

    fn wait(poll: &Poll, now: Timestamp) -> i64 {
        poll.next().duration_since(now).as_secs()
    }

    #[test]
    fn looks_are_spread_and_never_later_than_the_interval() {
        let now = start();
        let mut waits = Vec::new();
        for seed in 0..200 {
            let mut poll = Poll::new(seed, false, now);
            assert!((0..=10).contains(&wait(&poll, now)));
            poll.ended(Outcome::Well, None, now);
            waits.push(wait(&poll, now));
        }
        assert!(waits.iter().all(|wait| (239..=300).contains(wait)));
        waits.sort_unstable();
        waits.dedup();
        assert!(waits.len() > 30, "{}", waits.len());
    }

    #[test]
    fn failures_are_repeated_ever_more_seldom_and_forgiven_with_the_line() {
        let now = start();
        let mut poll = Poll::new(1, false, now);
        let mut last = 0;
        for _ in 0..4 {
            poll.ended(Outcome::Failed, None, now);
            assert!(wait(&poll, now) > last);
            last = wait(&poll, now);
        }
        for _ in 0..40 {
            poll.ended(Outcome::Failed, None, now);
        }
        assert!((2_800..=3_600).contains(&wait(&poll, now)));
        poll.line_changed(now);
        assert!(wait(&poll, now) <= 10);
        poll.ended(Outcome::Well, None, now);
        assert!(wait(&poll, now) <= 300);
    }

    #[test]
    fn an_incident_hurries_and_the_server_may_ask_for_longer() {
        let now = start();
        let mut poll = Poll::new(1, false, now);
        poll.ended(Outcome::Well, None, now);
        poll.is_urgent(true, later(now, SignedDuration::from_secs(20)));
        assert!((47..=60).contains(&wait(&poll, now)));
        let asked = Some(Duration::from_mins(30));
        poll.ended(Outcome::Well, asked, now);
        assert!(wait(&poll, now) >= 1_800);
        poll.line_changed(now);
        assert!(wait(&poll, now) >= 1_800);
        poll.ended(Outcome::Failed, Some(Duration::MAX), now);
        assert!(wait(&poll, now) <= 24 * 3_600);
        poll.now(now);
        assert_eq!(wait(&poll, now), 0);
    }

    #[test]
    fn a_clock_that_is_set_back_stops_no_looks() {
        let right = start();
        let ahead = later(right, SignedDuration::from_hours(24 * 40));
        let mut poll = Poll::new(1, false, ahead);
        poll.read_clock(right);
        assert!((0..=10).contains(&wait(&poll, right)));
        for (pause, within) in [
            (None, 239..=300),
            (Some(Duration::from_mins(30)), 1_790..=1_800),
        ] {
            let mut poll = Poll::new(1, false, ahead);
            poll.ended(Outcome::Well, pause, ahead);
            let soon = later(ahead, SignedDuration::from_secs(10));
            poll.is_urgent(false, soon);
            assert!(wait(&poll, soon) >= 229);
            // Ten seconds after the look, as the clock was then.
            poll.is_urgent(false, right);
            let waits = wait(&poll, right) + 10;
            assert!(within.contains(&waits), "{waits}");
            poll.is_urgent(true, right);
            poll.line_changed(right);
            assert!(wait(&poll, right) <= *within.end());
        }
    }
}
