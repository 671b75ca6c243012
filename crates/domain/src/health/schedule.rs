//! When the next check is due, and when time is to be looked at.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    clock::{back, later, set_back},
    happening::{Happening, News},
    policy::Policy,
    state::{Condition, Health},
};

/// The longest suspension of the watch.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(24);

/// Network changes that follow one another put a check off by at most so many settling times.
const LONGEST_SETTLING: i32 = 3;

/// What the watch is to be woken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WakeKind {
    /// A check is due: carry it out and [`Health::observe`] it.
    Check,
    /// [`Health::tick`] is due.
    Tick,
}

/// When the watch is to be woken next, and what for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wake {
    /// When.
    pub at: Timestamp,
    /// What for.
    pub kind: WakeKind,
}

/// Why a check that the user asks for is not made now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckRefused {
    /// The pause between two logins, or between two tries of a refused password, is not over.
    #[error("the next login is allowed in {seconds} s")]
    TooSoon {
        /// Seconds until it is; at least 1.
        seconds: u64,
    },
    /// The stored password was refused twice: it is not tried again before the user has acted.
    #[error("the password was refused twice")]
    PasswordNeeded,
    /// The password cannot be read.
    #[error("the password cannot be read")]
    SecretUnavailable,
}

/// The plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Schedule {
    next_check: Timestamp,
    settling: Option<Settling>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Settling {
    began: Timestamp,
    until: Timestamp,
}

impl Schedule {
    pub(super) fn due_at(next_check: Timestamp) -> Self {
        Self {
            next_check,
            settling: None,
        }
    }

    /// A check as soon as the pause between logins allows; a settling line is waited for.
    pub(super) fn check_soon(&mut self, now: Timestamp) {
        self.next_check = now;
    }

    pub(super) fn check_ended(&mut self) {
        self.settling = None;
    }

    pub(super) fn shift(&mut self, by: SignedDuration) {
        self.next_check = back(self.next_check, by);
        if let Some(settling) = &mut self.settling {
            settling.began = back(settling.began, by);
            settling.until = back(settling.until, by);
        }
    }

    fn due(&self) -> Timestamp {
        self.settling.as_ref().map_or(self.next_check, |settling| {
            settling.until.max(self.next_check)
        })
    }

    fn settle(&mut self, policy: &Policy, now: Timestamp) {
        let began = self
            .settling
            .as_ref()
            .map_or(now, |settling| settling.began);
        let latest = later(began, policy.settle * LONGEST_SETTLING);
        self.settling = Some(Settling {
            began,
            until: later(now, policy.settle).min(latest),
        });
        self.next_check = now;
    }
}

impl Health {
    /// When to wake next, and what for: always after `now`, and at most
    /// [`Policy::longest_wait`] after it. Once a check has begun it is to be asked for again only
    /// when the check has been observed.
    #[must_use]
    pub fn next_wake(&self, policy: &Policy, now: Timestamp) -> Wake {
        let soonest = later(now, SignedDuration::from_millis(1));
        if set_back(self.seen, now).is_some() {
            // The plan was made by another clock; the tick puts it right.
            return Wake {
                at: soonest,
                kind: WakeKind::Tick,
            };
        }
        let tick = [
            self.paused_until,
            self.secret
                .as_ref()
                .filter(|missing| !missing.lasting)
                .map(|missing| later(missing.since, policy.secret_grace)),
            self.next_announcement(now)
                .filter(|_| self.paused_until.is_none())
                .map(|at| policy.after_quiet(at.max(now))),
        ]
        .into_iter()
        .flatten()
        .min()
        .unwrap_or(Timestamp::MAX);
        let (at, kind) = match self.next_check() {
            Some(check) if check <= tick => (check, WakeKind::Check),
            _ => (tick, WakeKind::Tick),
        };
        let longest = later(now, policy.longest_wait());
        if at > longest {
            return Wake {
                at: longest,
                kind: WakeKind::Tick,
            };
        }
        Wake {
            at: at.max(soonest),
            kind,
        }
    }

    /// When the next check is due; `None` while nothing is tried (suspended, password refused
    /// twice, password not readable).
    #[must_use]
    pub fn next_check(&self) -> Option<Timestamp> {
        if self.paused_until.is_some() || self.secret.is_some() || self.logins.exhausted() {
            return None;
        }
        let due = self.schedule.due();
        Some(
            self.logins
                .not_before()
                .map_or(due, |allowed| due.max(allowed)),
        )
    }

    /// When the next login is allowed; `None`: now.
    #[must_use]
    pub fn next_login_allowed(&self) -> Option<Timestamp> {
        self.logins.not_before()
    }

    /// The user asks for a check: it is due at once, and a pause is ended, unless it would come
    /// too soon for the server or be of no use.
    pub fn request_check(&mut self, now: Timestamp) -> Result<News, CheckRefused> {
        self.notice_clock(now);
        if self.logins.exhausted() {
            return Err(CheckRefused::PasswordNeeded);
        }
        if self.secret.is_some() {
            return Err(CheckRefused::SecretUnavailable);
        }
        if let Some(allowed) = self.logins.not_before().filter(|allowed| *allowed > now) {
            let wait = allowed.duration_since(now);
            let begun = i64::from(wait.subsec_nanos() > 0);
            let seconds = wait.as_secs().saturating_add(begun).max(1).unsigned_abs();
            return Err(CheckRefused::TooSoon { seconds });
        }
        let mut news = News::default();
        self.end_pause(now, &mut news);
        self.schedule = Schedule::due_at(now);
        Ok(news)
    }

    /// The user suspends the watch, for at most a day.
    pub fn pause(&mut self, until: Timestamp, now: Timestamp) -> News {
        self.notice_clock(now);
        let mut news = News::default();
        if until > now {
            let until = until.min(later(now, LONGEST_PAUSE));
            self.paused_until = Some(until);
            news.recorded.push(Happening::Paused { until });
        }
        news
    }

    /// The user ends the pause.
    pub fn resume(&mut self, now: Timestamp) -> News {
        self.notice_clock(now);
        let mut news = News::default();
        self.end_pause(now, &mut news);
        news
    }

    /// The network changed: when it has settled, a check shows what that means, unless a recent
    /// one found the mailbox well.
    pub fn line_changed(&mut self, policy: &Policy, now: Timestamp) {
        self.notice_clock(now);
        self.witnesses.moved();
        let well = matches!(self.condition, Condition::Well) && self.offline_since.is_none();
        let recent = self
            .last_check
            .is_some_and(|last| later(last, policy.line_change_gap) > now);
        if !(well && recent) {
            self.schedule.settle(policy, now);
        }
    }

    /// The computer resumed from sleep, or the agent was started: the line is left to settle, then
    /// a check is due. A suspicion from before is dropped.
    pub fn woke_up(&mut self, policy: &Policy, now: Timestamp) {
        self.notice_clock(now);
        self.witnesses.moved();
        self.drop_suspicion();
        self.schedule.settle(policy, now);
    }

    /// Plans the next check after one that ended at `now`.
    pub(super) fn schedule_next(&mut self, policy: &Policy, now: Timestamp) {
        let regular = policy.jittered_interval(now);
        let wait = match &self.condition {
            _ if self.offline_since.is_some() => policy.offline_interval.min(regular),
            // The ten minutes of the second try are kept by the pause between logins.
            _ if self.logins.once_refused() => SignedDuration::ZERO,
            Condition::Suspected {
                since, failures, ..
            } => {
                let [first, ..] = policy.rechecks;
                let index = usize::try_from(failures.saturating_sub(1)).unwrap_or(usize::MAX);
                let offset = policy.rechecks.get(index).or(policy.rechecks.last());
                let planned = later(*since, offset.copied().unwrap_or(first));
                planned.max(later(now, first)).duration_since(now)
            }
            Condition::Alarm(_) => policy.alarm_interval.min(regular),
            Condition::NotCheckedYet | Condition::Well => regular,
        };
        self.schedule = Schedule::due_at(later(now, wait));
    }
}
