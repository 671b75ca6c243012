//! The one check of a new mailbox, while the agent lives.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, atomic::AtomicBool},
};

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use tokio::sync::watch;
use vigie_domain::account::Address;
use vigie_protocol::{ExistingDraft, Password, Relocation, RelocationDraft};
use vigie_relocation::{Pace, PopPlace, ProbeText};

use super::telling::probe_text;

use crate::{
    relocation::{Kept, KeptMailbox, Phase},
    watch::ServerAccount,
};

/// A login so far off holds no mailbox.
const FAR_OFF: SignedDuration = SignedDuration::from_mins(3);

/// What the agent knows of the check of a new mailbox: there is one at most.
#[derive(Default)]
pub(in crate::agent) struct Relocations {
    /// One is being located; nothing of it is kept yet.
    pub(super) preparing: bool,
    pub(super) course: Option<Course>,
    /// The number of the last run of a check in this run of the agent.
    pub(super) runs: u64,
    /// What faces were told last.
    pub(super) told: Option<Box<Relocation>>,
    /// No login before this, because a check logged in.
    next_logins: BTreeMap<ServerAccount, Timestamp>,
    /// What its messages say; said once.
    text: OnceCell<ProbeText>,
}

/// A check with everything that it needs.
pub(super) struct Course {
    pub(super) began: Timestamp,
    pub(super) kept: Kept,
    /// In the order of the mailboxes.
    pub(super) passwords: Vec<Option<SecretString>>,
    pub(super) doing: Doing,
    /// Until when nothing is done.
    pub(super) waiting: Option<Timestamp>,
    /// Set once the user gives it up; the running part sees it too.
    pub(super) given_up: Arc<AtomicBool>,
    /// Mailboxes whose passwords were given since it was judged.
    pub(super) given_anew: BTreeSet<usize>,
    /// The keychain is to be asked again then.
    pub(super) ask_again: Option<Timestamp>,
    /// Mailboxes whose refusals the watch knows of.
    pub(super) refusals_told: BTreeSet<usize>,
}

/// What is being done with a check.
pub(super) enum Doing {
    /// The passwords are being read.
    Reading,
    /// It begins once nobody else is logged in.
    Due,
    /// It runs; `true` asks it to stop. `later`: it was asked to, because it waits until then.
    Running {
        run: u64,
        stop: watch::Sender<bool>,
        later: Option<Timestamp>,
    },
    /// Its next login is far off: until then its mailboxes are watched as ever.
    Later(Timestamp),
    /// Passwords of these mailboxes are not at hand.
    Missing(Vec<Address>),
    /// It is judged.
    AtRest,
}

impl Course {
    /// One whose passwords are known.
    pub(super) fn new(
        began: Timestamp,
        kept: Kept,
        passwords: Vec<Option<SecretString>>,
        doing: Doing,
    ) -> Self {
        Self {
            began,
            kept,
            passwords,
            doing,
            waiting: None,
            given_up: Arc::default(),
            given_anew: BTreeSet::new(),
            ask_again: None,
            refusals_told: BTreeSet::new(),
        }
    }

    /// The addresses whose passwords are needed.
    pub(super) fn missing(&self) -> &[Address] {
        match &self.doing {
            Doing::Missing(missing) => missing,
            _ => &[],
        }
    }

    /// Mailboxes whose passwords are needed and not at hand.
    pub(super) fn without_password(&self) -> impl Iterator<Item = (usize, &KeptMailbox)> {
        self.kept
            .mailboxes
            .iter()
            .enumerate()
            .filter(|(place, mailbox)| {
                mailbox.with_password && self.passwords.get(*place).is_none_or(Option::is_none)
            })
    }

    /// The same mailboxes as entered, where the new one has no server yet and its password is known.
    pub(super) fn to_be_located(&self) -> Option<RelocationDraft> {
        let (candidate, others) = self.kept.mailboxes.split_first()?;
        if matches!(candidate.pop, PopPlace::At(_)) {
            return None;
        }
        let password = |place: usize| self.passwords.get(place).cloned().flatten().map(Password);
        let existing = others
            .iter()
            .enumerate()
            .filter(|(_, mailbox)| mailbox.watched.is_none())
            .map(|(place, mailbox)| ExistingDraft {
                address: mailbox.address.clone(),
                password: password(place + 1),
            })
            .collect();
        Some(RelocationDraft {
            address: candidate.address.clone(),
            password: password(0)?,
            login: None,
            pop: None,
            submission: None,
            replaces: self.kept.replaces,
            existing,
            own_domain: self.kept.own_domain,
            approved_hosts: self.kept.approved_hosts.clone(),
            // Given before this was begun for the first time.
            consent: true,
        })
    }

    /// The accounts to which it logs in, or is about to.
    pub(super) fn held(&self) -> BTreeSet<ServerAccount> {
        match self.doing {
            Doing::Due | Doing::Running { .. } => self.kept.accounts_ahead(),
            Doing::Reading | Doing::Later(_) | Doing::Missing(_) | Doing::AtRest => BTreeSet::new(),
        }
    }

    /// A run that waits for long is stopped until shortly before its time, so that the watch is not
    /// blind meanwhile. Not one that looks for probes of a check that was given up: it begins anew
    /// each time.
    pub(super) fn put_off(&mut self, now: Timestamp) {
        let is_searching = self.kept.phase == Phase::Ending && self.kept.state.misses_probes();
        if let (Some(until), Doing::Running { stop, later, .. }) = (self.waiting, &mut self.doing)
            && later.is_none()
            && !is_searching
            && until.duration_since(now) > FAR_OFF
        {
            *later = Some(until);
            let _ = stop.send(true);
        }
    }

    /// A run has stopped without having ended: when it goes on.
    pub(super) fn go_on_later(&mut self) {
        self.doing = match self.doing {
            Doing::Running {
                later: Some(until), ..
            } => {
                self.waiting = Some(until);
                Doing::Later(until.checked_sub(FAR_OFF).unwrap_or(until))
            }
            _ => Doing::Due,
        };
    }

    /// Its last login to each account, until when the pause after it lasts, and the pause that the
    /// server announced in seconds.
    pub(super) fn pauses(&self, pace: Pace) -> Vec<(ServerAccount, Timestamp, Option<u64>)> {
        self.kept
            .mailboxes
            .iter()
            .enumerate()
            .filter_map(|(place, mailbox)| {
                let PopPlace::At(at) = &mailbox.pop else {
                    return None;
                };
                let (last, announced) = self.kept.state.last_login(place)?;
                let pause = pace.pause(&at.server.host, announced);
                let until = last.checked_add(pause).unwrap_or(Timestamp::MAX);
                Some((mailbox.server_account()?, until, announced))
            })
            .collect()
    }
}

impl Relocations {
    /// The accounts that only the check may log in to now.
    pub(in crate::agent) fn busy(&self) -> BTreeSet<ServerAccount> {
        self.course.as_ref().map(Course::held).unwrap_or_default()
    }

    /// When one may log in to this account again, as far as a check decides that.
    pub(in crate::agent) fn next_login(&self, account: &ServerAccount) -> Option<Timestamp> {
        self.next_logins.get(account).copied()
    }

    /// Takes note of a pause between logins; those that are over are forgotten.
    pub(super) fn note_pause(&mut self, account: ServerAccount, until: Timestamp, now: Timestamp) {
        self.next_logins.retain(|_, until| *until > now);
        if until > now {
            let kept = self.next_logins.entry(account).or_insert(until);
            *kept = (*kept).max(until);
        }
    }

    /// Whether one is about to take the place of the one that is kept.
    pub(in crate::agent) const fn is_preparing(&self) -> bool {
        self.preparing
    }

    /// What its messages say.
    pub(super) fn text(&self) -> &ProbeText {
        self.text.get_or_init(probe_text)
    }

    /// Whether one is under way, so that none can begin.
    pub(super) fn is_under_way(&self) -> bool {
        self.preparing
            || self
                .course
                .as_ref()
                .is_some_and(|course| !matches!(course.doing, Doing::AtRest))
    }
}

#[cfg(test)]
mod tests {
    use vigie_domain::{
        server::{Security, Server},
        verdict::Role,
    };
    use vigie_relocation::{Place, stop_switch};

    use super::*;

    fn course() -> Course {
        let server = Server {
            host: "pop.exemple.example".to_owned(),
            port: 995,
            security: Security::Tls,
        };
        let mailbox = |name: &str| KeptMailbox {
            address: format!("{name}@exemple.example").parse().unwrap(),
            pop: PopPlace::At(Place {
                server: server.clone(),
                login: name.to_owned(),
            }),
            submission: None,
            provider: None,
            role: Role::Other,
            watched: None,
            with_password: true,
            given: false,
        };
        let mailboxes = vec![mailbox("neuve"), mailbox("cabinet")];
        let kept = Kept::new(
            mailboxes,
            None,
            false,
            Vec::new(),
            vigie_mailbox::providers::table(),
        )
        .unwrap();
        let passwords = vec![None; 2];
        Course::new(Timestamp::UNIX_EPOCH, kept, passwords, Doing::Due)
    }

    #[test]
    fn one_that_waits_for_long_holds_no_mailbox() {
        let now = Timestamp::UNIX_EPOCH;
        let mut course = course();
        assert_eq!(course.held().len(), 2);
        let (stop, _stopped) = stop_switch();
        course.doing = Doing::Running {
            run: 1,
            stop,
            later: None,
        };
        course.waiting = Some(now + SignedDuration::from_mins(2));
        course.put_off(now);
        assert!(matches!(course.doing, Doing::Running { later: None, .. }));
        let far = now + SignedDuration::from_mins(15);
        course.waiting = Some(far);
        course.put_off(now);
        assert!(matches!(&course.doing, Doing::Running { stop, .. } if *stop.borrow()));
        course.waiting = None;
        course.go_on_later();
        assert!(course.held().is_empty());
        assert!(matches!(course.doing, Doing::Later(at) if at == far - FAR_OFF));
        assert_eq!(course.waiting, Some(far));
    }
}
