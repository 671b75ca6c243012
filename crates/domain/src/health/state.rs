//! The state of one mailbox's health, and what a check does to it.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    Level, Situation, Warning,
    alarm::{Alarm, EndOwed},
    causes::{Handling, rule},
    clock::{back, later, set_back},
    happening::{Happening, News},
    logins::Logins,
    policy::Policy,
    schedule::Schedule,
    warnings::Warnings,
    witnesses::Witnesses,
};
use crate::{
    cause::Cause,
    report::{CheckReport, Failure},
};

/// The word of the independent witnesses on our own line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// At least one of them answered.
    Up,
    /// None of them answered.
    Down,
    /// There was no reason to ask (the check went well and [`Health::asks_witnesses`] did not hold,
    /// or it failed in a way that no line explains), or no sense in it: the server is on loopback or
    /// a private address.
    NotAsked,
}

/// A check that has ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observation<'a> {
    /// What it found.
    pub report: &'a CheckReport,
    /// Whether our own line was up.
    pub line: Line,
}

/// The health of one mailbox: everything that the next decision depends on. Kept in the journal
/// after every step, so that a restart changes nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Health {
    /// The latest moment seen, to notice a clock that is set back.
    pub(super) seen: Timestamp,
    pub(super) condition: Condition,
    pub(super) offline_since: Option<Timestamp>,
    pub(super) held: Option<Held>,
    pub(super) paused_until: Option<Timestamp>,
    pub(super) secret: Option<SecretMissing>,
    pub(super) logins: Logins,
    pub(super) schedule: Schedule,
    pub(super) warnings: Warnings,
    #[serde(default)]
    pub(super) witnesses: Witnesses,
    pub(super) end_owed: Option<EndOwed>,
    pub(super) last_check: Option<Timestamp>,
    pub(super) last_success: Option<Timestamp>,
    /// The beginning of the present run of success, unconfirmed failures aside.
    pub(super) well_since: Option<Timestamp>,
}

/// What the checks say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Condition {
    NotCheckedYet,
    Well,
    Suspected {
        since: Timestamp,
        failure: Failure,
        failures: u32,
    },
    Alarm(Alarm),
}

/// Somebody else holds the mailbox, or logins were too close.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Held {
    pub(super) since: Timestamp,
    pub(super) cause: Cause,
    /// It has lasted long enough to be worth a word.
    pub(super) lasting: bool,
    pub(super) told: bool,
}

/// The password cannot be read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct SecretMissing {
    pub(super) since: Timestamp,
    pub(super) locked: bool,
    /// It has lasted long enough to be worth a word.
    pub(super) lasting: bool,
    pub(super) told: bool,
}

impl Health {
    /// The health of a mailbox that was never checked; its first check is due at once.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self {
            seen: now,
            condition: Condition::NotCheckedYet,
            offline_since: None,
            held: None,
            paused_until: None,
            secret: None,
            logins: Logins::default(),
            schedule: Schedule::due_at(now),
            warnings: Warnings::default(),
            witnesses: Witnesses::default(),
            end_owed: None,
            last_check: None,
            last_success: None,
            well_since: None,
        }
    }

    /// Takes note that a check begins, so that an agent that is killed in the middle of it and
    /// started again still keeps the pause between logins. To be saved before the login.
    pub fn check_began(&mut self, policy: &Policy, now: Timestamp) {
        self.notice_clock(now);
        self.logins.check_began(policy, now);
    }

    /// Judges a check that has ended at `now`.
    pub fn observe(
        &mut self,
        observation: Observation<'_>,
        policy: &Policy,
        now: Timestamp,
    ) -> News {
        let Observation { report, line } = observation;
        let mut news = News::default();
        self.notice_clock(now);
        self.last_check = Some(now);
        self.schedule.check_ended();
        self.logins.check_ended(report, policy, now);
        self.witnesses.said(line, report.outcome.is_ok(), now);
        match &report.outcome {
            Ok(_) => self.found_well(policy, now, &mut news),
            Err(failure) => {
                let rule = rule(failure.cause);
                let explained = line == Line::Down
                    && rule.line_explains
                    && self.witnesses.silence_explains(failure.cause);
                match rule.handling {
                    _ if explained => self.line_is_down(now, &mut news),
                    Handling::OwnLine => self.line_is_down(now, &mut news),
                    Handling::Held => self.found_held(failure.cause, policy, now, &mut news),
                    handling => self.found_failing(failure, handling, policy, now, &mut news),
                }
            }
        }
        self.warnings.update(report, policy, now, &mut news);
        self.schedule_next(policy, now);
        self.pass_time(policy, now, &mut news);
        news
    }

    /// Lets time pass: reminders, the morning after quiet hours, the end of a pause.
    /// To be called when [`Health::next_wake`] says so; calling it more often does no harm.
    pub fn tick(&mut self, policy: &Policy, now: Timestamp) -> News {
        let mut news = News::default();
        self.notice_clock(now);
        self.pass_time(policy, now, &mut news);
        news
    }

    /// Whether a check that goes well now should ask the witnesses all the same, so that it is known
    /// what their silence is worth on this network.
    #[must_use]
    pub fn asks_witnesses(&self, now: Timestamp) -> bool {
        self.witnesses.are_due(now)
    }

    /// The user has given a new password, or has acted at the provider and asks for another try.
    pub fn password_changed(&mut self, now: Timestamp) {
        self.notice_clock(now);
        self.logins.forgive();
        if let Condition::Alarm(alarm) = &mut self.condition {
            alarm.password_needed = false;
        }
        self.schedule.check_soon(now);
    }

    /// Somebody else of this installation has logged in, at `now` at the latest: the pause between
    /// logins counts from here. `announced_s` is the pause that the server announced, in seconds.
    pub fn logged_in_elsewhere(
        &mut self,
        announced_s: Option<u64>,
        policy: &Policy,
        now: Timestamp,
    ) {
        self.notice_clock(now);
        self.logins.made_elsewhere(announced_s, policy, now);
    }

    /// The stored password was refused to somebody else of this installation: it counts as a refusal
    /// seen by a check of the watch that ended at `now`. Any other failure tells nothing.
    pub fn refused_elsewhere(
        &mut self,
        failure: &Failure,
        policy: &Policy,
        now: Timestamp,
    ) -> News {
        let mut news = News::default();
        self.notice_clock(now);
        let handling = rule(failure.cause).handling;
        if matches!(handling, Handling::Password { .. }) {
            self.last_check = Some(now);
            self.logins.refused_elsewhere(policy, now);
            self.found_failing(failure, handling, policy, now, &mut news);
            self.schedule_next(policy, now);
        }
        self.pass_time(policy, now, &mut news);
        news
    }

    /// A check has ended in the refusal of a password that the user had changed meanwhile: nothing is
    /// learned of the new one, but the pause between logins counts from here.
    pub fn check_was_void(&mut self, policy: &Policy, now: Timestamp) {
        self.notice_clock(now);
        self.logins.check_was_void(policy, now);
        self.schedule.check_ended();
        self.schedule.check_soon(now);
    }

    /// The password cannot be read: the keychain is locked, or there is none. No check is due
    /// until [`Health::secret_available`].
    pub fn secret_unavailable(&mut self, locked: bool, policy: &Policy, now: Timestamp) -> News {
        self.notice_clock(now);
        let missing = self.secret.get_or_insert(SecretMissing {
            since: now,
            locked,
            lasting: false,
            told: false,
        });
        missing.locked = locked;
        self.tick(policy, now)
    }

    /// The password can be read (again).
    pub fn secret_available(&mut self, now: Timestamp) -> News {
        self.notice_clock(now);
        let mut news = News::default();
        if let Some(missing) = self.secret.take() {
            if missing.lasting {
                news.recorded.push(Happening::SecretBack {
                    since: missing.since,
                });
            }
            self.schedule.check_soon(now);
        }
        news
    }

    /// What is the matter, for a person to read.
    #[must_use]
    pub fn situation(&self) -> Situation {
        if let Some(until) = self.paused_until {
            return Situation::Paused { until };
        }
        // Nothing is tried with a refused password, so neither line nor keychain can hide it.
        if let Condition::Alarm(alarm) = &self.condition
            && alarm.password_needed
        {
            return Situation::PasswordNeeded {
                since: alarm.began,
                failure: alarm.failure.clone(),
            };
        }
        if let Some(missing) = &self.secret {
            return Situation::SecretUnavailable {
                since: missing.since,
                locked: missing.locked,
            };
        }
        if let Some(since) = self.offline_since {
            return Situation::Offline { since };
        }
        if let Condition::Alarm(alarm) = &self.condition {
            return Situation::Failing {
                since: alarm.began,
                failure: alarm.failure.clone(),
            };
        }
        if let Some(held) = self.held.as_ref().filter(|held| held.lasting) {
            return Situation::Held {
                since: held.since,
                cause: held.cause,
            };
        }
        match (&self.condition, self.well_since) {
            (Condition::Suspected { since, failure, .. }, _) => Situation::Suspected {
                since: *since,
                failure: failure.clone(),
            },
            (Condition::Well, Some(since)) => Situation::Well { since },
            _ => Situation::NotCheckedYet,
        }
    }

    /// The level that the faces show.
    #[must_use]
    pub fn level(&self) -> Level {
        match self.situation() {
            Situation::Failing { .. } | Situation::PasswordNeeded { .. } => Level::Alarm,
            Situation::Held { .. } | Situation::Suspected { .. } => Level::Attention,
            // A keychain often opens a little after the desktop: not worth a colour at first.
            Situation::SecretUnavailable { .. }
                if self.secret.as_ref().is_some_and(|missing| missing.lasting) =>
            {
                Level::Attention
            }
            Situation::Well { .. } if self.warnings.any_to_see_to() => Level::Attention,
            Situation::Well { .. } => Level::Well,
            Situation::NotCheckedYet
            | Situation::Offline { .. }
            | Situation::Paused { .. }
            | Situation::SecretUnavailable { .. } => Level::Unknown,
        }
    }

    /// What should be seen to.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        self.warnings.present()
    }

    /// The end of the last check.
    #[must_use]
    pub fn last_check(&self) -> Option<Timestamp> {
        self.last_check
    }

    /// The end of the last check that found the mailbox well.
    #[must_use]
    pub fn last_success(&self) -> Option<Timestamp> {
        self.last_success
    }

    fn found_well(&mut self, policy: &Policy, now: Timestamp, news: &mut News) {
        self.line_is_up(now, news);
        self.no_longer_held(now, news);
        if let Condition::Alarm(alarm) = &self.condition {
            news.recorded.push(alarm.end(now));
            self.end_owed = EndOwed::after(alarm, self.end_owed.take(), now);
            self.well_since = None;
        }
        self.condition = Condition::Well;
        // Over a gap in our knowledge nothing can be said to have lasted.
        let gap = self
            .last_success
            .map_or(SignedDuration::MAX, |last| now.duration_since(last));
        if gap > policy.longest_wait().saturating_mul(2) {
            self.well_since = None;
        }
        self.well_since.get_or_insert(now);
        self.last_success = Some(now);
    }

    /// Only a check can say that the mailbox is still held, so the hour is looked at here.
    fn found_held(&mut self, cause: Cause, policy: &Policy, now: Timestamp, news: &mut News) {
        self.line_is_up(now, news);
        let held = self.held.get_or_insert(Held {
            since: now,
            cause,
            lasting: false,
            told: false,
        });
        held.cause = cause;
        if !held.lasting && later(held.since, policy.held_after) <= now {
            held.lasting = true;
            news.recorded.push(Happening::HeldBegan {
                since: held.since,
                cause,
            });
        }
    }

    fn line_is_down(&mut self, now: Timestamp, news: &mut News) {
        if self.offline_since.is_none() {
            self.offline_since = Some(now);
            news.recorded.push(Happening::LineLost { since: now });
        }
        self.no_longer_held(now, news);
        self.drop_suspicion();
    }

    fn found_failing(
        &mut self,
        failure: &Failure,
        handling: Handling,
        policy: &Policy,
        now: Timestamp,
        news: &mut News,
    ) {
        self.line_is_up(now, news);
        self.no_longer_held(now, news);
        let exhausted = self.logins.exhausted();
        let certain = exhausted
            || matches!(
                handling,
                Handling::Certain | Handling::Password { certain: true }
            );
        let (since, failures) = match &mut self.condition {
            Condition::Alarm(alarm) => {
                alarm.password_needed = exhausted;
                news.recorded.extend(alarm.goes_on(failure));
                return;
            }
            Condition::Suspected {
                since, failures, ..
            } => (*since, failures.saturating_add(1)),
            Condition::NotCheckedYet | Condition::Well => (now, 1),
        };
        if certain || is_confirmed(since, failures, policy, now) {
            let alarm = Alarm::new(since, failure.clone(), exhausted);
            news.recorded.push(alarm.begin());
            self.condition = Condition::Alarm(alarm);
        } else {
            self.condition = Condition::Suspected {
                since,
                failure: failure.clone(),
                failures,
            };
        }
    }

    /// What a failure before a sleep or an outage of our own line suggested proves nothing after it.
    pub(super) fn drop_suspicion(&mut self) {
        if matches!(self.condition, Condition::Suspected { .. }) {
            self.condition = if self.well_since.is_some() {
                Condition::Well
            } else {
                Condition::NotCheckedYet
            };
        }
    }

    fn line_is_up(&mut self, now: Timestamp, news: &mut News) {
        if let Some(since) = self.offline_since.take() {
            news.recorded
                .push(Happening::LineBack { since, until: now });
            self.well_since = None;
        }
    }

    fn no_longer_held(&mut self, now: Timestamp, news: &mut News) {
        if let Some(held) = self.held.take().filter(|held| held.lasting) {
            news.recorded.push(Happening::HeldEnded {
                since: held.since,
                until: now,
            });
        }
    }

    fn pass_time(&mut self, policy: &Policy, now: Timestamp, news: &mut News) {
        if self.paused_until.is_some_and(|until| until <= now) {
            self.end_pause(now, news);
        }
        if let Some(missing) = &mut self.secret
            && !missing.lasting
            && later(missing.since, policy.secret_grace) <= now
        {
            missing.lasting = true;
            news.recorded.push(Happening::SecretMissing {
                since: missing.since,
                locked: missing.locked,
            });
        }
        self.announce(policy, now, news);
    }

    pub(super) fn end_pause(&mut self, now: Timestamp, news: &mut News) {
        if self.paused_until.take().is_some() {
            news.recorded.push(Happening::Resumed);
            self.schedule.check_soon(now);
        }
    }

    /// When the clock was set back, every remembered moment goes back with it, so that no wait
    /// grows longer than it was. A clock set forward needs nothing: what became due is done.
    pub(super) fn notice_clock(&mut self, now: Timestamp) {
        if let Some(by) = set_back(self.seen, now) {
            self.shift(by);
        }
        self.seen = now;
    }

    fn shift(&mut self, by: SignedDuration) {
        for at in [
            &mut self.offline_since,
            &mut self.paused_until,
            &mut self.last_check,
            &mut self.last_success,
            &mut self.well_since,
        ] {
            *at = at.map(|at| back(at, by));
        }
        match &mut self.condition {
            Condition::NotCheckedYet | Condition::Well => {}
            Condition::Suspected { since, .. } => *since = back(*since, by),
            Condition::Alarm(alarm) => alarm.shift(by),
        }
        if let Some(held) = &mut self.held {
            held.since = back(held.since, by);
        }
        if let Some(missing) = &mut self.secret {
            missing.since = back(missing.since, by);
        }
        if let Some(owed) = &mut self.end_owed {
            owed.shift(by);
        }
        self.logins.shift(by);
        self.schedule.shift(by);
        self.warnings.shift(by);
    }
}

/// Whether a series of failures that may pass is confirmed: every re-check failed, and the last of
/// them not before its time, however often the user asked in between.
fn is_confirmed(since: Timestamp, failures: u32, policy: &Policy, now: Timestamp) -> bool {
    let [.., last] = policy.rechecks;
    usize::try_from(failures).is_ok_and(|failures| failures > policy.rechecks.len())
        && now >= later(since, last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Phase;

    #[test]
    fn a_refusal_seen_elsewhere_is_one_of_the_two() {
        let failure = |cause| Failure {
            cause,
            phase: Phase::Login,
            detail: None,
            retry_after_s: None,
        };
        let refused = failure(Cause::PasswordRefused);
        let policy = Policy::default();
        let now = Timestamp::UNIX_EPOCH;
        let mut health = Health::new(now);
        let news = health.refused_elsewhere(&failure(Cause::ConnectTimeout), &policy, now);
        assert_eq!(news, News::default());
        assert_eq!(health, Health::new(now));
        let news = health.refused_elsewhere(&refused, &policy, now);
        assert!(news.recorded.is_empty());
        assert!(matches!(health.situation(), Situation::Suspected { .. }));
        assert_eq!(
            health.next_login_allowed(),
            Some(later(now, policy.password_retry))
        );
        let again = later(now, policy.password_retry);
        let news = health.refused_elsewhere(&refused, &policy, again);
        assert_eq!(news.recorded.len(), 1);
        assert!(matches!(
            health.situation(),
            Situation::PasswordNeeded { .. }
        ));
    }
}
