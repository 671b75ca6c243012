//! The relay's part in setting the billing software to it, and back to the mailbox itself.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use vigie_domain::{
    account::AccountId,
    relay::Ports,
    server::{Security, Server},
    switch::{Aim, NewMailbox, Obstacle, Place, Step},
};
use vigie_journal::{Journal, SwitchRecord};

use super::{Halt, Order, Target};

/// Where the relay listens: this computer, and nobody else reaches it.
const HOST: &str = "127.0.0.1";

/// The relay of this computer. Each call blocks until it is done; done twice it has the effect of
/// once.
pub trait Relay: Send + Sync {
    /// Starts it where it does not run. Answers what the billing software is set to, once both ports
    /// are open.
    fn open(&self) -> Result<Front, Halt>;

    /// The password that the billing software logs in with.
    fn password(&self) -> Result<SecretString, Halt>;

    /// How many messages wait for the billing software.
    fn waiting(&self) -> Result<u64, Halt>;

    /// The billing software had these messages of a mailbox, by their unique ids, without the relay.
    fn note_had(&self, account: AccountId, uids: Vec<String>) -> Result<(), Halt>;

    /// Collects and serves from now on.
    fn begin(&self) -> Result<(), Halt>;

    /// Collects and serves no more, and deletes at the provider what was confirmed.
    fn drain(&self) -> Result<(), Halt>;
}

/// What the billing software is set to, but for the password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Front {
    /// The relay's ports.
    pub ports: Ports,
    /// The user name on both sides.
    pub login: String,
}

impl Front {
    /// Where the billing software collects.
    #[must_use]
    pub fn pop(&self) -> Place {
        self.place(self.ports.pop)
    }

    /// Where it sends.
    #[must_use]
    pub fn submission(&self) -> Place {
        self.place(self.ports.smtp)
    }

    fn place(&self, port: u16) -> Place {
        Place {
            server: Server {
                host: HOST.to_owned(),
                port,
                security: Security::Plain,
            },
            login: self.login.clone(),
        }
    }

    /// The billing software's settings for the relay. The sender's address is the mailbox's, as it
    /// was.
    #[must_use]
    pub fn target(&self) -> Target {
        Target {
            pop: self.pop(),
            submission: Some(self.submission()),
            sender: None,
        }
    }
}

/// What is noted of the first step of a move to the relay or back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct RelayNote {
    front: Front,
    /// What the billing software had is told apart.
    #[serde(default)]
    had: bool,
}

/// The relay as the steps of a switch found it.
#[must_use]
pub fn front_of(record: &SwitchRecord) -> Option<Front> {
    let note = |step| record.note::<RelayNote>(step);
    let note = note(Step::OpenRelay).or_else(|| note(Step::CollectLast))?;
    Some(note.front)
}

/// The settings that the billing software gets; `None`: the relay was not opened yet.
pub(super) fn target(record: &SwitchRecord) -> Option<Target> {
    let to = &record.plan.to;
    match record.plan.aim {
        Aim::Mailbox | Aim::FromRelay => Some(Target::of(to)),
        Aim::ToRelay => Some(front_of(record)?.target()),
    }
}

impl Target {
    /// The settings for a mailbox itself.
    #[must_use]
    pub fn of(to: &NewMailbox) -> Self {
        Self {
            pop: to.pop.clone(),
            submission: to.submission.clone(),
            sender: Some(to.address.clone()),
        }
    }
}

/// Does or undoes a step that is the relay's.
pub(super) fn act(order: &Order<'_>, journal: &Journal, relay: &dyn Relay) -> Result<(), Halt> {
    match (order.step, order.back) {
        (Step::OpenRelay, false) => note(order, journal, relay.open()?, false),
        (Step::CollectLast, false) => collect_last(order, journal, relay),
        // It may have been stopped meanwhile.
        (Step::UseRelay, false) | (Step::DrainRelay, true) => {
            relay.open()?;
            relay.begin()
        }
        (Step::UseRelay, true) | (Step::DrainRelay, false) => relay.drain(),
        // A relay that nobody uses harms nobody; it is stopped when the user says so.
        _ => Ok(()),
    }
}

fn collect_last(order: &Order<'_>, journal: &Journal, relay: &dyn Relay) -> Result<(), Halt> {
    if order.given.word == Some(Obstacle::CollectLast) {
        return Ok(());
    }
    let noted: Option<RelayNote> = order.record.note(Step::CollectLast);
    if order.record.plan.aim == Aim::FromRelay {
        if noted.is_none() {
            note(order, journal, relay.open()?, false)?;
        }
        if relay.waiting()? == 0 {
            return Ok(());
        }
    } else if !noted.is_some_and(|noted| noted.had) {
        // Before the person is asked: what comes from now on is either collected by then, or served
        // by the relay. Nothing can fall between.
        for (account, uids) in had(journal)? {
            relay.note_had(account, uids)?;
        }
        note(order, journal, relay.open()?, true)?;
    }
    Err(Obstacle::CollectLast.into())
}

/// What lies in the mailboxes for the billing software to have collected by the end of its last
/// collection. Of a former mailbox it is what was there when the other took its place.
fn had(journal: &Journal) -> Result<Vec<(AccountId, Vec<String>)>, Halt> {
    let mut had = Vec::new();
    for account in journal.accounts()? {
        if account.training {
            continue;
        }
        let until = account.former.map(|former| former.since);
        let known = journal.known_uids(account.id)?.into_iter();
        let uids = known
            .filter(|known| until.is_none_or(|until| known.first_seen < until))
            .map(|known| known.uid)
            .collect();
        had.push((account.id, uids));
    }
    Ok(had)
}

fn note(order: &Order<'_>, journal: &Journal, front: Front, had: bool) -> Result<(), Halt> {
    let note = RelayNote { front, had };
    let json = serde_json::to_value(note).unwrap_or_default();
    Ok(journal.note_step(order.row, &json)?)
}
