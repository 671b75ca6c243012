//! What is kept of a check, so that it survives a restart: no password, no sender, no subject.

use jiff::Timestamp;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use vigie_domain::{
    account::{AccountId, Address},
    cause::Cause,
    verdict::{Access, ProviderFacts, Reading, Role},
};
use vigie_mailbox::providers;
use vigie_relocation::{Mailbox, Place, PopPlace, Progress, Removal, State, Task, provider_facts};

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
    ) -> Option<Self> {
        let (candidate, existing) = as_mailboxes(&mailboxes, &[])?;
        let state = State::new(&candidate, facts(mailboxes.first()?), &existing);
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
            state,
        })
    }

    /// The same mailboxes, from the beginning.
    pub(crate) fn again(&self) -> Option<Self> {
        let (candidate, existing) = as_mailboxes(&self.mailboxes, &[])?;
        let facts = facts(self.mailboxes.first()?);
        Some(Self {
            state: self.state.again(&candidate, facts, &existing),
            refusals: self.refusals,
            ..Self::new(
                self.mailboxes.clone(),
                self.replaces,
                self.own_domain,
                self.approved_hosts.clone(),
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
        let refused = matches!(&self.state.evidence.access, Access::Failed { failure, .. }
            if is_refusal(failure.cause));
        self.refusals = if refused {
            self.refusals.saturating_add(1)
        } else {
            0
        };
    }

    /// The mailboxes to compare with whose passwords were refused.
    pub(crate) fn refused(&self) -> impl Iterator<Item = usize> {
        let existing = self.state.evidence.existing.iter().enumerate();
        existing.filter_map(|(place, existing)| match &existing.reading {
            Reading::Failed { failure } if is_refusal(failure.cause) => Some(place + 1),
            _ => None,
        })
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

fn facts(candidate: &KeptMailbox) -> ProviderFacts {
    let provider = candidate.provider.as_deref();
    provider_facts(provider.and_then(|id| providers::table().by_id(id)))
}

#[cfg(test)]
pub(super) mod tests {
    use vigie_domain::server::{Security, Server};

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
        }
    }

    #[test]
    fn what_is_kept_comes_back_and_a_part_that_was_cut_off_begins_anew() {
        let mut kept = Kept::new(
            vec![mailbox("neuve"), mailbox("cabinet")],
            None,
            false,
            Vec::new(),
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
        let again = back.again().unwrap();
        assert_eq!((again.phase, again.tasks), (Phase::Gathering, Vec::new()));
    }
}
