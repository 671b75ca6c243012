//! An alarm: its beginning, its reminders, its end, and when the user is told.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    Situation,
    causes::{Family, rule},
    clock::{back, later},
    happening::{Happening, News},
    policy::Policy,
    state::{Condition, Health},
};
use crate::{cause::Cause, report::Failure};

/// An alarm that is on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Alarm {
    pub(super) began: Timestamp,
    pub(super) failure: Failure,
    pub(super) password_needed: bool,
    /// The families of causes that the user was told of during this alarm; empty: of none yet.
    told: Vec<Family>,
    /// The cause that the user was told of last.
    told_cause: Option<Cause>,
    reminders: u32,
    /// The next reminder, once the alarm was told of.
    next_reminder: Option<Timestamp>,
    put_off: bool,
}

/// An end that the user has still to be told of: they know of the alarm, and it ended in the night.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct EndOwed {
    began: Timestamp,
    ended: Timestamp,
    cause: Cause,
}

impl Alarm {
    pub(super) fn new(began: Timestamp, failure: Failure, password_needed: bool) -> Self {
        Self {
            began,
            failure,
            password_needed,
            told: Vec::new(),
            told_cause: None,
            reminders: 0,
            next_reminder: None,
            put_off: false,
        }
    }

    pub(super) fn begin(&self) -> Happening {
        Happening::AlarmBegan {
            began: self.began,
            failure: self.failure.clone(),
        }
    }

    /// Another failed check during the alarm; a change of cause is worth recording.
    pub(super) fn goes_on(&mut self, failure: &Failure) -> Option<Happening> {
        let before = self.failure.cause;
        self.failure = failure.clone();
        (before != failure.cause).then(|| Happening::AlarmChanged {
            began: self.began,
            before,
            failure: failure.clone(),
        })
    }

    pub(super) fn end(&self, ended: Timestamp) -> Happening {
        Happening::AlarmEnded {
            began: self.began,
            ended,
            cause: self.failure.cause,
        }
    }

    fn is_told(&self) -> bool {
        !self.told.is_empty()
    }

    /// Whether a new cause asks something else of the user than what they were told.
    fn has_untold_change(&self) -> bool {
        self.is_told() && !self.put_off && !self.told.contains(&self.family())
    }

    fn family(&self) -> Family {
        rule(self.failure.cause).family
    }

    fn tell(&mut self) {
        if !self.told.contains(&self.family()) {
            self.told.push(self.family());
        }
        self.told_cause = Some(self.failure.cause);
    }

    fn put_off_until(&mut self, morning: Timestamp) {
        self.tell();
        self.next_reminder = Some(morning);
        self.put_off = true;
    }

    /// What is to be shown of the alarm now, outside quiet hours and while it is in sight.
    fn announce(&mut self, policy: &Policy, now: Timestamp, news: &mut News) {
        if !self.is_told() {
            self.tell();
            self.next_reminder = Some(later(now, policy.first_reminder));
            news.announced.push(self.begin());
        } else if self.has_untold_change() {
            let before = self.told_cause.unwrap_or(self.failure.cause);
            self.tell();
            news.announced.push(Happening::AlarmChanged {
                began: self.began,
                before,
                failure: self.failure.clone(),
            });
        } else if self.next_reminder.is_some_and(|at| at <= now) {
            self.reminders = self.reminders.saturating_add(1);
            self.next_reminder = Some(policy.next_morning(now));
            self.put_off = false;
            self.tell();
            let reminder = Happening::AlarmReminder {
                began: self.began,
                failure: self.failure.clone(),
                number: self.reminders,
            };
            news.recorded.push(reminder.clone());
            news.announced.push(reminder);
        }
    }

    pub(super) fn shift(&mut self, by: SignedDuration) {
        self.began = back(self.began, by);
        self.next_reminder = self.next_reminder.map(|at| back(at, by));
    }
}

impl EndOwed {
    /// What the user is owed when an alarm ends: its end if they were told of it; else the end of
    /// the alarm before, if that is still owed.
    pub(super) fn after(alarm: &Alarm, before: Option<Self>, ended: Timestamp) -> Option<Self> {
        if alarm.is_told() {
            Some(Self {
                began: alarm.began,
                ended,
                cause: alarm.failure.cause,
            })
        } else {
            before.map(|owed| Self { ended, ..owed })
        }
    }

    pub(super) fn shift(&mut self, by: SignedDuration) {
        self.began = back(self.began, by);
        self.ended = back(self.ended, by);
    }
}

impl Health {
    /// No reminder of the present alarm before tomorrow morning.
    pub fn remind_tomorrow(&mut self, policy: &Policy, now: Timestamp) {
        self.notice_clock(now);
        if let Condition::Alarm(alarm) = &mut self.condition {
            alarm.put_off_until(policy.tomorrow_morning(now));
        }
    }

    /// Whether reminders of the alarm are put off until tomorrow.
    #[must_use]
    pub fn reminder_put_off(&self) -> bool {
        matches!(&self.condition, Condition::Alarm(alarm) if alarm.put_off)
    }

    /// Collects what is to be shown now: everything that holds, is in sight, and was not shown yet.
    pub(super) fn announce(&mut self, policy: &Policy, now: Timestamp, news: &mut News) {
        if policy.is_quiet(now) || self.paused_until.is_some() {
            return;
        }
        let in_sight = self.alarm_in_sight();
        if let Condition::Alarm(alarm) = &mut self.condition {
            if in_sight {
                alarm.announce(policy, now, news);
                self.end_owed = None;
            }
        } else if let Some(owed) = self.end_owed.take() {
            news.announced.push(Happening::AlarmEnded {
                began: owed.began,
                ended: owed.ended,
                cause: owed.cause,
            });
        }
        if let Some(held) = &mut self.held
            && held.lasting
            && !held.told
        {
            held.told = true;
            news.announced.push(Happening::HeldBegan {
                since: held.since,
                cause: held.cause,
            });
        }
        if let Some(missing) = &mut self.secret
            && missing.lasting
            && !missing.told
        {
            missing.told = true;
            news.announced.push(Happening::SecretMissing {
                since: missing.since,
                locked: missing.locked,
            });
        }
        self.warnings.announce(news);
    }

    /// When [`Health::announce`] has something to show next, were there no quiet hours.
    pub(super) fn next_announcement(&self, now: Timestamp) -> Option<Timestamp> {
        let waiting = match &self.condition {
            Condition::Alarm(alarm) if self.alarm_in_sight() => {
                if !alarm.is_told() || alarm.has_untold_change() {
                    return Some(now);
                }
                alarm.next_reminder
            }
            Condition::Alarm(_) => None,
            _ => self.end_owed.is_some().then_some(now),
        };
        let untold = self.warnings.any_untold()
            || self
                .held
                .as_ref()
                .is_some_and(|held| held.lasting && !held.told)
            || self
                .secret
                .as_ref()
                .is_some_and(|missing| missing.lasting && !missing.told);
        if untold { Some(now) } else { waiting }
    }

    fn alarm_in_sight(&self) -> bool {
        matches!(
            self.situation(),
            Situation::Failing { .. } | Situation::PasswordNeeded { .. }
        )
    }
}
