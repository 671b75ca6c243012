//! The watch over all mailboxes: when each is due, and what each check changed.
//!
//! It touches neither clock nor network: whoever drives it (the agent, or a simulation) passes the
//! time in, carries out what is [`Due`], and hands the outcome back.

mod policies;
mod secret_wait;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use vigie_domain::{
    account::{Account, AccountId},
    health::{CheckRefused, Health, Level, Line, News, Observation, Policy, Wake, WakeKind},
    report::CheckReport,
    server::Server,
};
use vigie_mailbox::ServerMemory;

pub(crate) use policies::is_of_our_own;
pub use policies::{Basis, Pace, policy_of};
use secret_wait::SecretWait;

/// The watch.
#[derive(Debug, Default)]
pub struct Watch {
    mailboxes: BTreeMap<AccountId, Watched>,
}

/// One mailbox under watch.
#[derive(Debug)]
pub struct Watched {
    /// The mailbox.
    pub account: Account,
    /// Its health.
    pub health: Health,
    /// Its thresholds.
    pub policy: Policy,
    /// What is remembered of its server.
    pub memory: Option<ServerMemory>,
    /// The last report, without the messages.
    pub report: Option<CheckReport>,
    /// How often its password was changed in this run: a check may end after a change.
    pub(crate) password_changes: u32,
    /// What is being done with it now.
    activity: Activity,
    wake: Wake,
    secret_wait: Option<SecretWait>,
}

/// What is being done with a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Activity {
    Idle,
    /// Its password is being read, for a check or only to see whether it can be.
    Reading,
    /// A check is running.
    Checking,
}

/// What the driver of the watch is to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Due {
    /// Read the password, then call [`Watch::begin_check`] or [`Watch::secret_unavailable`].
    Check(AccountId),
    /// Read the password to see whether that is possible again, then call
    /// [`Watch::secret_available`] or [`Watch::secret_unavailable`].
    TrySecret(AccountId),
    /// Time has passed for this mailbox: record and announce this.
    News(AccountId, News),
}

/// An account on a server: one login at a time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServerAccount {
    host: String,
    port: u16,
    login: String,
}

impl ServerAccount {
    /// The account of this login on this server.
    #[must_use]
    pub fn new(server: &Server, login: &str) -> Self {
        Self {
            host: server.host.to_ascii_lowercase(),
            port: server.port,
            login: login.to_ascii_lowercase(),
        }
    }

    fn of(account: &Account) -> Self {
        Self::new(&account.server, &account.login)
    }
}

impl Watch {
    /// Takes a mailbox under watch.
    pub fn add(
        &mut self,
        account: Account,
        health: Health,
        policy: Policy,
        memory: Option<ServerMemory>,
        now: Timestamp,
    ) {
        let wake = health.next_wake(&policy, now);
        self.mailboxes.insert(
            account.id,
            Watched {
                account,
                health,
                policy,
                memory,
                report: None,
                password_changes: 0,
                activity: Activity::Idle,
                wake,
                secret_wait: None,
            },
        );
    }

    /// Ends the watch over a mailbox.
    pub fn remove(&mut self, account: AccountId) -> Option<Account> {
        self.mailboxes
            .remove(&account)
            .map(|watched| watched.account)
    }

    /// The mailbox of that number.
    #[must_use]
    pub fn get(&self, account: AccountId) -> Option<&Watched> {
        self.mailboxes.get(&account)
    }

    /// Every mailbox, in the order in which they were added.
    pub fn all(&self) -> impl Iterator<Item = &Watched> {
        self.mailboxes.values()
    }

    /// Does something to a mailbox's health, then plans anew. `None` where there is no such mailbox.
    pub fn with<R>(
        &mut self,
        account: AccountId,
        now: Timestamp,
        act: impl FnOnce(&mut Watched) -> R,
    ) -> Option<R> {
        let watched = self.mailboxes.get_mut(&account)?;
        let result = act(watched);
        watched.plan(now);
        Some(result)
    }

    /// When the next thing is due; `None` where only the end of what is under way is waited for.
    #[must_use]
    pub fn next_wake(&self, also_busy: &BTreeSet<ServerAccount>) -> Option<Timestamp> {
        let busy = self.busy(also_busy);
        self.mailboxes
            .values()
            .filter(|watched| {
                watched.wake.kind == WakeKind::Tick || !busy.contains(&watched.server_account())
            })
            .filter_map(Watched::next_wake)
            .min()
    }

    /// What is due at `now`. What is returned as [`Due::Check`] or [`Due::TrySecret`] is under way
    /// from here on. `also_busy` are server accounts to which somebody else logs in just now.
    pub fn due(&mut self, now: Timestamp, also_busy: &BTreeSet<ServerAccount>) -> Vec<Due> {
        let mut busy = self.busy(also_busy);
        let mut due = Vec::new();
        for (&id, watched) in &mut self.mailboxes {
            if watched.activity != Activity::Idle {
                continue;
            }
            if watched.wake.at <= now {
                match watched.wake.kind {
                    WakeKind::Tick => {
                        let news = watched.health.tick(&watched.policy, now);
                        due.push(Due::News(id, news));
                        watched.plan(now);
                    }
                    // Its turn comes when the other login has ended.
                    WakeKind::Check if busy.contains(&watched.server_account()) => {}
                    WakeKind::Check => {
                        watched.activity = Activity::Reading;
                        busy.insert(watched.server_account());
                        due.push(Due::Check(id));
                        continue;
                    }
                }
            }
            if watched.secret_wait.is_some_and(|wait| wait.at() <= now) {
                watched.activity = Activity::Reading;
                due.push(Due::TrySecret(id));
            }
        }
        due
    }

    /// The password was read and a check begins. The health must be on disk before the login is
    /// made. `false`: the mailbox is gone, or nothing is tried any more (a pause began meanwhile).
    #[must_use]
    pub fn begin_check(&mut self, account: AccountId, now: Timestamp) -> bool {
        self.with(account, now, |watched| {
            if watched.health.next_check().is_none_or(|at| at > now) {
                watched.activity = Activity::Idle;
                return false;
            }
            watched.activity = Activity::Checking;
            watched.health.check_began(&watched.policy, now);
            true
        })
        .unwrap_or(false)
    }

    /// A check has ended.
    pub fn end_check(
        &mut self,
        account: AccountId,
        report: &CheckReport,
        line: Line,
        memory: Option<ServerMemory>,
        now: Timestamp,
    ) -> Option<News> {
        self.with(account, now, |watched| {
            watched.activity = Activity::Idle;
            watched.memory = memory;
            watched.observe(report, line, now)
        })
    }

    /// The user has given a new password.
    pub fn password_changed(&mut self, account: AccountId, now: Timestamp) -> Option<()> {
        self.with(account, now, |watched| {
            watched.password_changes = watched.password_changes.wrapping_add(1);
            watched.health.password_changed(now);
        })
    }

    /// A check has ended whose password is no longer the stored one, and was refused: that says
    /// nothing of the new one, which is tried when the pause between logins is over.
    pub fn end_void_check(&mut self, account: AccountId, now: Timestamp) -> Option<()> {
        self.with(account, now, |watched| {
            watched.activity = Activity::Idle;
            watched.health.check_was_void(&watched.policy, now);
        })
    }

    /// The password cannot be read.
    pub fn secret_unavailable(
        &mut self,
        account: AccountId,
        locked: bool,
        now: Timestamp,
    ) -> Option<News> {
        self.with(account, now, |watched| {
            watched.activity = Activity::Idle;
            watched.secret_wait = Some(SecretWait::after(watched.secret_wait, now));
            watched
                .health
                .secret_unavailable(locked, &watched.policy, now)
        })
    }

    /// The password can be read again; a check is due.
    pub fn secret_available(&mut self, account: AccountId, now: Timestamp) -> Option<News> {
        self.with(account, now, |watched| {
            if watched.activity == Activity::Reading {
                watched.activity = Activity::Idle;
            }
            watched.secret_wait = None;
            watched.health.secret_available(now)
        })
    }

    /// Whether any password cannot be read; `Some(true)` where the keychain is locked for any: it is
    /// there then, and the person can open it.
    #[must_use]
    pub fn secret_missing(&self) -> Option<bool> {
        self.mailboxes
            .values()
            .filter_map(|watched| match watched.health.situation() {
                vigie_domain::health::Situation::SecretUnavailable { locked, .. } => Some(locked),
                _ => None,
            })
            .max()
    }

    /// Tries the keychain again at once for every mailbox that waits for it.
    pub fn try_secrets_now(&mut self, now: Timestamp) {
        for watched in self.mailboxes.values_mut() {
            if watched.secret_wait.is_some() {
                watched.secret_wait = Some(SecretWait::at_once(now));
            }
        }
    }

    fn busy(&self, also_busy: &BTreeSet<ServerAccount>) -> BTreeSet<ServerAccount> {
        self.mailboxes
            .values()
            .filter(|watched| watched.is_busy())
            .map(Watched::server_account)
            .chain(also_busy.iter().cloned())
            .collect()
    }

    /// The worst level of all mailboxes; unknown without any.
    #[must_use]
    pub fn level(&self) -> Level {
        self.mailboxes
            .values()
            .map(|watched| watched.health.level())
            .max()
            .unwrap_or(Level::Unknown)
    }
}

impl Watched {
    /// Whether a check is running.
    #[must_use]
    pub fn is_checking(&self) -> bool {
        self.activity == Activity::Checking
    }

    /// Whether the agent is doing something with it.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.activity != Activity::Idle
    }

    /// The account on its server.
    #[must_use]
    pub fn server_account(&self) -> ServerAccount {
        ServerAccount::of(&self.account)
    }

    /// Judges a report, and keeps what the faces show of it.
    pub fn observe(&mut self, report: &CheckReport, line: Line, now: Timestamp) -> News {
        let news = self
            .health
            .observe(Observation { report, line }, &self.policy, now);
        self.report = Some(without_messages(report));
        news
    }

    /// The user asks for a check.
    pub fn request_check(&mut self, now: Timestamp) -> Result<News, CheckRefused> {
        if self.is_busy() {
            return Err(CheckRefused::TooSoon { seconds: 1 });
        }
        self.health.request_check(now)
    }

    /// When the next check is planned; `None` while nothing is tried.
    #[must_use]
    pub fn next_check(&self) -> Option<Timestamp> {
        self.health.next_check()
    }

    fn next_wake(&self) -> Option<Timestamp> {
        if self.is_busy() {
            return None;
        }
        let wake = self.wake.at;
        Some(self.secret_wait.map_or(wake, |wait| wake.min(wait.at())))
    }

    fn plan(&mut self, now: Timestamp) {
        self.wake = self.health.next_wake(&self.policy, now);
    }
}

/// Messages shown of a mailbox's last report.
const SHOWN_MESSAGES: usize = 20;

/// A report as it is kept in memory: without the list of unique ids, with the latest messages only.
fn without_messages(report: &CheckReport) -> CheckReport {
    let mut kept = report.clone();
    if let Ok(seen) = &mut kept.outcome {
        seen.uids = None;
        let older = seen.new_messages.len().saturating_sub(SHOWN_MESSAGES);
        seen.new_messages.drain(..older);
        seen.new_messages.shrink_to_fit();
    }
    kept
}

#[cfg(test)]
mod tests {
    use vigie_domain::server::Security;

    use super::*;

    #[test]
    fn a_locked_keychain_is_told_before_a_password_that_is_not_there() {
        let now = Timestamp::UNIX_EPOCH;
        let mut watch = Watch::default();
        for (number, name) in [(1, "un"), (2, "deux"), (3, "trois")] {
            let account = Account {
                id: AccountId(number),
                address: format!("{name}@exemple.example").parse().unwrap(),
                login: name.to_owned(),
                server: Server {
                    host: "pop.exemple.example".to_owned(),
                    port: 995,
                    security: Security::Tls,
                },
                provider: None,
                interval_minutes: 10,
                training: false,
                former: None,
            };
            watch.add(account, Health::new(now), Policy::default(), None, now);
        }
        assert_eq!(watch.secret_missing(), None);
        let news = watch.secret_unavailable(AccountId(1), false, now);
        assert!(news.is_some());
        assert_eq!(watch.secret_missing(), Some(false));
        let news = watch.secret_unavailable(AccountId(2), true, now);
        assert!(news.is_some());
        assert_eq!(watch.secret_missing(), Some(true));
    }
}
