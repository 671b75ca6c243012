//! What is kept of a check, so that it survives a restart: no password, no sender, no subject.

use std::collections::BTreeSet;

use jiff::Timestamp;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use vigie_domain::{
    account::{AccountId, Address},
    cause::Cause,
    report::Failure,
    verdict::{Access, ProviderFacts, Reading, Role},
};
use vigie_mailbox::providers::ProviderTable;
use vigie_relocation::{Mailbox, Place, PopPlace, Progress, Removal, State, Task, provider_facts};

use super::ledger::SecretSet;
use crate::watch::ServerAccount;

/// A check of a new mailbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// The new mailbox, then those that it is compared with.
    pub(crate) mailboxes: Vec<KeptMailbox>,
    /// The watched mailbox that is to be replaced.
    pub(crate) replaces: Option<AccountId>,
    /// The new mailbox's domain is the practice's own.
    pub(crate) own_domain: bool,
    /// Hosts to which the user agreed by name.
    pub(crate) approved_hosts: Vec<String>,
    /// How far it is.
    pub(crate) phase: Phase,
    /// Its parts, in the order in which they began.
    pub(crate) tasks: Vec<KeptTask>,
    /// What became of the probes.
    pub(crate) removal: Removal,
    /// When it was judged.
    pub(crate) ended: Option<Timestamp>,
    /// The new mailbox's password was given anew since it was judged.
    pub(crate) password_changed: bool,
    /// How often in a row the new mailbox's password was refused.
    pub(crate) refusals: u8,
    /// A fault of ours broke it off: what was seen is not all.
    #[serde(default)]
    pub(crate) broken: bool,
    /// Under which number its passwords stand in the keychain; `None`: without one, as in former
    /// versions.
    #[serde(default)]
    pub(crate) secrets: SecretSet,
    /// What was seen.
    pub(crate) state: State,
}

/// How far a check is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Phase {
    /// Evidence is gathered.
    Gathering,
    /// The probes are removed.
    Removing,
    /// It is over.
    Judged,
    /// The user gave it up: its probes are looked for and removed, then it is forgotten.
    Ending,
}

/// A mailbox of a check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct KeptMailbox {
    pub(crate) address: Address,
    pub(crate) pop: PopPlace,
    pub(crate) submission: Option<Place>,
    /// Its provider's id.
    pub(crate) provider: Option<String>,
    /// What it is used for; of no meaning for the new one.
    pub(crate) role: Role,
    /// Its number, where it is watched: its password stands in the keychain under that.
    pub(crate) watched: Option<AccountId>,
    /// Whether a password was given for it.
    pub(crate) with_password: bool,
    /// It is watched, and another password than the stored one was given for the check.
    #[serde(default)]
    pub(crate) given: bool,
}

/// A part of a check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct KeptTask {
    pub(crate) task: Task,
    /// Whether it went well, once it has ended.
    pub(crate) well: Option<bool>,
    /// How long it took.
    pub(crate) seconds: Option<f64>,
}

impl KeptMailbox {
    /// The mailbox with its password.
    pub(crate) fn with(&self, password: Option<&SecretString>) -> Mailbox {
        Mailbox {
            address: self.address.clone(),
            password: password.cloned(),
            pop: self.pop.clone(),
            submission: self.submission.clone(),
            provider: self.provider.clone(),
        }
    }

    /// The account on its POP3 server.
    pub(crate) fn server_account(&self) -> Option<ServerAccount> {
        match &self.pop {
            PopPlace::At(place) => Some(ServerAccount::new(&place.server, &place.login)),
            PopPlace::ClearTextOnly | PopPlace::Nowhere { .. } => None,
        }
    }

    pub(crate) fn has_address(&self, address: &Address) -> bool {
        self.address.as_str().eq_ignore_ascii_case(address.as_str())
    }
}

impl Kept {
    /// A check that has not begun.
    pub(crate) fn new(
        mailboxes: Vec<KeptMailbox>,
        replaces: Option<AccountId>,
        own_domain: bool,
        approved_hosts: Vec<String>,
        providers: &ProviderTable,
    ) -> Option<Self> {
        let (candidate, existing) = as_mailboxes(&mailboxes, &[])?;
        let facts = facts(mailboxes.first()?, providers);
        let state = State::new(&candidate, facts, &existing);
        Some(Self {
            mailboxes,
            replaces,
            own_domain,
            approved_hosts,
            phase: Phase::Gathering,
            tasks: Vec::new(),
            removal: Removal::default(),
            ended: None,
            password_changed: false,
            refusals: 0,
            broken: false,
            secrets: None,
            state,
        })
    }

    /// The same mailboxes, from the beginning.
    pub(crate) fn again(&self, providers: &ProviderTable) -> Option<Self> {
        let (candidate, existing) = as_mailboxes(&self.mailboxes, &[])?;
        let facts = facts(self.mailboxes.first()?, providers);
        Some(Self {
            state: self.state.again(&candidate, facts, &existing),
            refusals: self.refusals,
            secrets: self.secrets,
            ..Self::new(
                self.mailboxes.clone(),
                self.replaces,
                self.own_domain,
                self.approved_hosts.clone(),
                providers,
            )?
        })
    }

    /// The new mailbox and the others, with their passwords in the same order.
    pub(crate) fn open(
        &self,
        passwords: &[Option<SecretString>],
    ) -> Option<(Mailbox, Vec<(Mailbox, Role)>)> {
        as_mailboxes(&self.mailboxes, passwords)
    }

    /// Takes note of what a running check tells.
    pub(crate) fn note(&mut self, progress: Progress) {
        match progress {
            Progress::Began(task) => {
                let begun = KeptTask {
                    task,
                    well: None,
                    seconds: None,
                };
                match self.tasks.iter_mut().find(|kept| kept.task == begun.task) {
                    Some(kept) => *kept = begun,
                    None => self.tasks.push(begun),
                }
            }
            Progress::Ended {
                task,
                well,
                seconds,
            } => {
                if let Some(kept) = self.tasks.iter_mut().find(|kept| kept.task == task) {
                    kept.well = Some(well);
                    kept.seconds = Some(seconds);
                }
            }
            Progress::Known(state) => self.state = *state,
            Progress::Waiting { .. } => {}
        }
    }

    /// It is over: whether the new mailbox's password was refused once more is remembered.
    pub(crate) fn count_refusals(&mut self) {
        let refused = self.state.refusal(0).is_some()
            || matches!(&self.state.evidence.access, Access::Failed { failure, .. }
                if is_refusal(failure.cause));
        self.refusals = if refused {
            self.refusals.saturating_add(1)
        } else {
            0
        };
    }

    /// The mailboxes to compare with whose passwords were refused.
    pub(crate) fn refused(&self) -> impl Iterator<Item = usize> {
        let existing = self.state.evidence.existing.iter().zip(1..);
        existing.filter_map(|(existing, place)| match &existing.reading {
            Reading::Failed { failure } if is_refusal(failure.cause) => Some(place),
            _ => self.state.refusal(place).map(|_| place),
        })
    }

    /// The watched mailboxes whose stored passwords were refused in this check: by place, how, and
    /// when.
    pub(crate) fn refusals_of_stored(
        &self,
    ) -> impl Iterator<Item = (usize, AccountId, &Failure, Timestamp)> {
        let mailboxes = self.mailboxes.iter().enumerate();
        mailboxes.filter_map(|(place, mailbox)| {
            let account = mailbox.watched.filter(|_| !mailbox.given)?;
            let (failure, at) = self.state.refusal(place)?;
            Some((place, account, failure, at))
        })
    }

    /// The accounts that it may log in to from here on.
    pub(crate) fn accounts_ahead(&self) -> BTreeSet<ServerAccount> {
        let mailboxes = self.mailboxes.iter().enumerate();
        mailboxes
            .filter(|(place, mailbox)| {
                let is_to_be_read = mailbox.with_password && self.state.refusal(*place).is_none();
                let is_to_be_cleared = self.state.has_probes_in(*place);
                match self.phase {
                    Phase::Gathering => is_to_be_read,
                    Phase::Removing => is_to_be_cleared,
                    Phase::Ending => {
                        is_to_be_cleared || (is_to_be_read && self.state.misses_probes())
                    }
                    Phase::Judged => false,
                }
            })
            .filter_map(|(_, mailbox)| mailbox.server_account())
            .collect()
    }

    /// A fault of ours broke it off: it is over as it stands.
    pub(crate) fn break_off(&mut self, now: Timestamp) {
        self.cut_off();
        self.phase = Phase::Judged;
        self.broken = true;
        self.ended = Some(now);
        self.removal.left = self.state.left();
    }

    /// Parts that were cut off have not begun any more.
    pub(crate) fn cut_off(&mut self) {
        self.tasks.retain(|kept| kept.well.is_some());
    }
}

/// Whether a server refused the password: it is not presented again before somebody has acted.
pub(crate) const fn is_refusal(cause: Cause) -> bool {
    matches!(cause, Cause::PasswordRefused | Cause::WebLoginRequired)
}

fn as_mailboxes(
    kept: &[KeptMailbox],
    passwords: &[Option<SecretString>],
) -> Option<(Mailbox, Vec<(Mailbox, Role)>)> {
    let password = |place: usize| passwords.get(place).and_then(Option::as_ref);
    let (candidate, existing) = kept.split_first()?;
    let existing = existing
        .iter()
        .enumerate()
        .map(|(place, one)| (one.with(password(place + 1)), one.role))
        .collect();
    Some((candidate.with(password(0)), existing))
}

fn facts(candidate: &KeptMailbox, providers: &ProviderTable) -> ProviderFacts {
    let provider = candidate.provider.as_deref();
    provider_facts(provider.and_then(|id| providers.by_id(id)))
}

#[cfg(test)]
pub(super) mod tests {
    use vigie_domain::server::{Security, Server};
    use vigie_mailbox::providers::table;

    use super::*;

    pub(crate) fn mailbox(name: &str) -> KeptMailbox {
        KeptMailbox {
            address: format!("{name}@exemple.example").parse().unwrap(),
            pop: PopPlace::At(Place {
                server: Server {
                    host: "pop.exemple.example".to_owned(),
                    port: 995,
                    security: Security::Tls,
                },
                login: name.to_owned(),
            }),
            submission: None,
            provider: None,
            role: Role::Other,
            watched: None,
            with_password: true,
            given: false,
        }
    }

    fn kept() -> Kept {
        let mailboxes = vec![mailbox("neuve"), mailbox("cabinet")];
        Kept::new(mailboxes, None, false, Vec::new(), table()).unwrap()
    }

    #[test]
    fn only_what_is_logged_in_to_is_held() {
        let mut kept = kept();
        assert_eq!(kept.accounts_ahead().len(), 2);
        kept.mailboxes[1].with_password = false;
        assert_eq!(kept.accounts_ahead().len(), 1);
        for phase in [Phase::Removing, Phase::Ending, Phase::Judged] {
            kept.phase = phase;
            assert!(kept.accounts_ahead().is_empty(), "{phase:?}");
        }
    }

    #[test]
    fn one_that_broke_off_is_over_and_allows_no_switch() {
        let mut kept = kept();
        kept.note(Progress::Began(Task::Watch));
        kept.break_off(Timestamp::UNIX_EPOCH);
        assert_eq!((kept.phase, kept.broken), (Phase::Judged, true));
        assert!(kept.tasks.is_empty() && kept.ended.is_some());
        assert!(!kept.again(table()).unwrap().broken);
    }

    #[test]
    fn one_of_a_former_version_has_its_passwords_without_a_number() {
        let mut stored = serde_json::to_value(kept()).unwrap();
        let fields = stored.as_object_mut().unwrap();
        fields.remove("secrets");
        fields.remove("broken");
        let back: Kept = serde_json::from_value(stored).unwrap();
        assert_eq!(back, kept());
    }

    #[test]
    fn what_is_kept_comes_back_and_a_part_that_was_cut_off_begins_anew() {
        let mut kept = Kept::new(
            vec![mailbox("neuve"), mailbox("cabinet")],
            None,
            false,
            Vec::new(),
            table(),
        )
        .unwrap();
        let ended = Progress::Ended {
            task: Task::Candidate,
            well: true,
            seconds: 0.5,
        };
        for progress in [
            Progress::Began(Task::Candidate),
            ended,
            Progress::Began(Task::Watch),
        ] {
            kept.note(progress);
        }
        let stored = serde_json::to_string(&kept).unwrap();
        let mut back: Kept = serde_json::from_str(&stored).unwrap();
        assert_eq!(back, kept);
        back.cut_off();
        assert_eq!(back.tasks.len(), 1);
        assert_eq!(back.tasks[0].well, Some(true));
        let again = back.again(table()).unwrap();
        assert_eq!((again.phase, again.tasks), (Phase::Gathering, Vec::new()));
    }
}
