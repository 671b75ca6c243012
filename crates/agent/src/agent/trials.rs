//! Checks of what is being entered, before anything is kept.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use vigie_domain::report::CheckReport;
use vigie_mailbox::{Checked, ServerMemory};

use crate::watch::ServerAccount;

/// Server accounts remembered.
const MOST: usize = 16;

/// How long a trial's outcome may stand for the first check of the mailbox that is added.
const FRESH: SignedDuration = SignedDuration::from_mins(10);

/// The pause after a login where the server announces none.
const PAUSE: SignedDuration = SignedDuration::from_secs(60);

/// The trials of this run.
#[derive(Debug, Default)]
pub(super) struct Trials(BTreeMap<ServerAccount, Trial>);

#[derive(Debug)]
enum Trial {
    Running,
    Ended {
        at: Timestamp,
        next: Timestamp,
        password: SecretString,
        report: Box<CheckReport>,
        memory: Option<ServerMemory>,
    },
}

impl Trial {
    /// Until when it is of use; `None` while it runs.
    fn of_use_until(&self) -> Option<Timestamp> {
        match self {
            Self::Running => None,
            Self::Ended { at, next, .. } => {
                Some((*next).max(at.checked_add(FRESH).unwrap_or(Timestamp::MAX)))
            }
        }
    }
}

impl Trials {
    /// The server accounts to which a trial logs in now.
    pub(super) fn busy(&self) -> BTreeSet<ServerAccount> {
        self.0
            .iter()
            .filter(|(_, trial)| matches!(trial, Trial::Running))
            .map(|(account, _)| account.clone())
            .collect()
    }

    /// Begins a trial, or says in how many seconds one is allowed.
    pub(super) fn begin(&mut self, account: ServerAccount, now: Timestamp) -> Result<(), u64> {
        self.forget_old(now);
        match self.0.get(&account) {
            Some(Trial::Running) => return Err(1),
            Some(Trial::Ended { next, .. }) if *next > now => {
                return Err(seconds(next.duration_since(now)));
            }
            _ => {}
        }
        if self.0.len() >= MOST {
            // The one that ended first makes room; with as many running, come back later.
            let oldest = self
                .0
                .iter()
                .filter_map(|(account, trial)| match trial {
                    Trial::Running => None,
                    Trial::Ended { at, .. } => Some((*at, account.clone())),
                })
                .min();
            let Some((_, oldest)) = oldest else {
                return Err(seconds(PAUSE));
            };
            self.0.remove(&oldest);
        }
        self.0.insert(account, Trial::Running);
        Ok(())
    }

    /// Passwords that were tried and are of no more use are not kept.
    pub(super) fn forget_old(&mut self, now: Timestamp) {
        self.0
            .retain(|_, trial| trial.of_use_until().is_none_or(|until| until > now));
    }

    /// When there is next something to forget.
    pub(super) fn next_wake(&self) -> Option<Timestamp> {
        self.0.values().filter_map(Trial::of_use_until).min()
    }

    /// What the last trial learned of the server.
    pub(super) fn memory(&self, account: &ServerAccount) -> Option<ServerMemory> {
        match self.0.get(account)? {
            Trial::Running => None,
            Trial::Ended { memory, .. } => memory.clone(),
        }
    }

    /// A trial has ended.
    pub(super) fn end(
        &mut self,
        account: ServerAccount,
        password: SecretString,
        Checked { report, memory }: Checked,
        now: Timestamp,
    ) {
        self.forget_old(now);
        let announced = report
            .login_delay_s
            .and_then(|seconds| i64::try_from(seconds).ok())
            .map(|seconds| SignedDuration::from_secs(seconds.clamp(1, 6 * 3600)));
        let pause = if report.login_attempted {
            announced.unwrap_or(PAUSE)
        } else {
            SignedDuration::ZERO
        };
        let trial = Trial::Ended {
            at: now,
            next: now.checked_add(pause).unwrap_or(Timestamp::MAX),
            password,
            report: Box::new(report),
            memory,
        };
        self.0.insert(account, trial);
    }

    /// What a trial of this password found a moment ago, to spare the mailbox a second login; the
    /// trial is forgotten, its password with it.
    pub(super) fn take(
        &mut self,
        account: &ServerAccount,
        password: &SecretString,
        now: Timestamp,
    ) -> Option<CheckReport> {
        let trial = self.0.remove(account)?;
        match trial {
            Trial::Ended {
                at,
                password: tried,
                report,
                ..
            } if now.duration_since(at) < FRESH
                && tried.expose_secret() == password.expose_secret() =>
            {
                Some(*report)
            }
            other => {
                self.0.insert(account.clone(), other);
                None
            }
        }
    }

    /// When the next login to this account is allowed, as far as a trial decides that.
    pub(super) fn next_login(&self, account: &ServerAccount) -> Option<Timestamp> {
        match self.0.get(account)? {
            Trial::Running => None,
            Trial::Ended { next, .. } => Some(*next),
        }
    }
}

fn seconds(wait: SignedDuration) -> u64 {
    let begun = i64::from(wait.subsec_nanos() > 0);
    wait.as_secs().saturating_add(begun).max(1).unsigned_abs()
}

#[cfg(test)]
mod tests {
    use vigie_domain::{
        cause::Cause,
        report::{Failure, Phase},
        server::{Security, Server},
    };

    use super::*;

    fn server() -> Server {
        Server {
            host: "pop.exemple.example".to_owned(),
            port: 995,
            security: Security::Tls,
        }
    }

    fn checked(at: Timestamp) -> Checked {
        Checked {
            memory: None,
            report: CheckReport {
                started_at: at,
                server: server(),
                timings: Vec::new(),
                tls: None,
                capabilities: Vec::new(),
                login_delay_s: None,
                login_attempted: true,
                outcome: Err(Failure {
                    cause: Cause::PasswordRefused,
                    phase: Phase::Login,
                    detail: None,
                    retry_after_s: None,
                }),
            },
        }
    }

    #[test]
    fn a_password_that_was_tried_is_forgotten_once_it_is_of_no_use() {
        let now = Timestamp::UNIX_EPOCH;
        let mut trials = Trials::default();
        let first = ServerAccount::new(&server(), "premier");
        trials.begin(first.clone(), now).unwrap();
        trials.end(first.clone(), "motdepasse".into(), checked(now), now);
        assert!(trials.next_login(&first).is_some());
        let soon = now + SignedDuration::from_mins(2);
        let second = ServerAccount::new(&server(), "second");
        trials.begin(second.clone(), soon).unwrap();
        assert!(trials.next_login(&first).is_some());
        // Nobody tries anything else; the time alone does it.
        let later = trials.next_wake().unwrap();
        assert_eq!(later, now + FRESH);
        trials.forget_old(later);
        assert!(trials.next_login(&first).is_none());
        assert_eq!(trials.next_wake(), None, "the second still runs");
    }
}
