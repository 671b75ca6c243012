//! How often a login may be tried: the pause between logins, and the refusals of one password.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    causes::{Handling, rule},
    clock::{back, later},
    policy::Policy,
};
use crate::{cause::Cause, report::CheckReport};

/// After how many refusals in a row a stored password is not tried again.
const LAST_REFUSAL: u8 = 2;

/// The memory of logins.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Logins {
    /// No login before this: the pause between logins, or what the server asked for.
    not_before: Option<Timestamp>,
    /// No second try of a refused password before this.
    refused_until: Option<Timestamp>,
    /// The same for a check that began and has not ended, as far as is known here.
    under_way_until: Option<Timestamp>,
    /// Checks in a row that began and have not ended: the agent was killed in the middle of them,
    /// and what the server said is not known.
    #[serde(default)]
    unfinished: u8,
    /// The pause that the server announces, in seconds.
    announced_s: Option<u64>,
    /// Refusals of the present password since it was last taken.
    refusals: u8,
}

impl Logins {
    /// When a login is allowed again; `None`: at any time.
    pub(super) fn not_before(&self) -> Option<Timestamp> {
        self.not_before
            .max(self.under_way_until)
            .max(self.refused_until)
    }

    /// Whether the password was refused as often as it may be.
    pub(super) fn exhausted(&self) -> bool {
        self.refusals >= LAST_REFUSAL
    }

    /// Whether the password's second and last try is next.
    pub(super) fn once_refused(&self) -> bool {
        self.refusals == 1
    }

    /// The user has given a new password, or acted at the provider.
    pub(super) fn forgive(&mut self) {
        self.refusals = 0;
        self.refused_until = None;
    }

    /// Takes note of a check that begins. Each of the unfinished ones before may have been a
    /// refusal of the password: an agent that dies at every check must not lock the account.
    pub(super) fn check_began(&mut self, policy: &Policy, now: Timestamp) {
        let mut pause = self.pause(policy);
        if let Some(doublings) = self.unfinished.checked_sub(1) {
            let wary = policy
                .password_retry
                .saturating_mul(1 << doublings.min(16))
                .min(policy.longest_login_pause);
            pause = pause.max(wary);
        }
        self.unfinished = self.unfinished.saturating_add(1);
        self.under_way_until = Some(later(now, pause));
    }

    /// Takes note of a check that has ended. The pause counts from its end: the login itself lies
    /// a little earlier, which errs on the safe side.
    pub(super) fn check_ended(&mut self, report: &CheckReport, policy: &Policy, now: Timestamp) {
        self.under_way_until = None;
        self.unfinished = 0;
        if report.login_delay_s.is_some() || report.outcome.is_ok() {
            self.announced_s = report.login_delay_s;
        }
        if report.login_attempted {
            self.wait(self.pause(policy), now);
        }
        let Err(failure) = &report.outcome else {
            self.forgive();
            return;
        };
        if let Some(seconds) = failure.retry_after_s {
            self.wait(bounded(seconds, policy), now);
        }
        match rule(failure.cause).handling {
            Handling::Password { .. } => {
                self.refusals = self.refusals.saturating_add(1);
                self.refused_until = Some(later(now, policy.password_retry));
            }
            Handling::Held if failure.cause == Cause::LoginDelay => {
                // This answer comes only after a correct password.
                self.forgive();
                if failure.retry_after_s.is_none() && self.announced_s.is_none() {
                    self.wait(policy.login_delay_backoff, now);
                }
            }
            _ => {}
        }
    }

    /// Takes note of the end of a check whose password had been changed meanwhile: only its login
    /// counts.
    pub(super) fn check_was_void(&mut self, policy: &Policy, now: Timestamp) {
        self.under_way_until = None;
        self.unfinished = 0;
        self.wait(self.pause(policy), now);
    }

    /// Takes note of a login that was made outside the watch, to a server that announces a pause of so
    /// many seconds.
    pub(super) fn made_elsewhere(
        &mut self,
        announced_s: Option<u64>,
        policy: &Policy,
        now: Timestamp,
    ) {
        let announced = announced_s.map(|seconds| bounded(seconds, policy));
        self.wait(self.pause(policy).max(announced.unwrap_or_default()), now);
    }

    /// Takes note that the stored password was refused outside the watch.
    pub(super) fn refused_elsewhere(&mut self, policy: &Policy, now: Timestamp) {
        self.refusals = self.refusals.saturating_add(1);
        self.refused_until = Some(later(now, policy.password_retry));
    }

    pub(super) fn shift(&mut self, by: SignedDuration) {
        for at in [
            &mut self.not_before,
            &mut self.under_way_until,
            &mut self.refused_until,
        ] {
            *at = at.map(|at| back(at, by));
        }
    }

    fn wait(&mut self, pause: SignedDuration, now: Timestamp) {
        self.not_before = self.not_before.max(Some(later(now, pause)));
    }

    fn pause(&self, policy: &Policy) -> SignedDuration {
        self.announced_s
            .map_or(policy.login_pause, |seconds| bounded(seconds, policy))
    }
}

fn bounded(seconds: u64, policy: &Policy) -> SignedDuration {
    let asked = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
    asked.clamp(SignedDuration::from_secs(1), policy.longest_login_pause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_that_never_end_come_ever_more_slowly() {
        let policy = Policy::default();
        let mut logins = Logins::default();
        let mut now = Timestamp::UNIX_EPOCH;
        let mut pauses = Vec::new();
        for _ in 0..12 {
            logins.check_began(&policy, now);
            let next = logins.not_before().unwrap();
            pauses.push(next.duration_since(now).as_mins());
            now = next;
        }
        assert_eq!(
            pauses,
            [1, 10, 20, 40, 80, 160, 320, 360, 360, 360, 360, 360]
        );
    }

    #[test]
    fn a_login_made_elsewhere_keeps_the_longer_pause() {
        let policy = Policy::default();
        let now = Timestamp::UNIX_EPOCH;
        let pause_after = |announced| {
            let mut logins = Logins::default();
            logins.made_elsewhere(announced, &policy, now);
            logins.not_before().unwrap().duration_since(now).as_secs()
        };
        assert_eq!(pause_after(None), 60);
        assert_eq!(pause_after(Some(5)), 60);
        assert_eq!(pause_after(Some(900)), 900);
        assert_eq!(pause_after(Some(u64::MAX)), 6 * 3600);
    }
}
