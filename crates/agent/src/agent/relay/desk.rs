//! What the agent has of the relay.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use tokio::task::JoinHandle;
use vigie_domain::{
    account::AccountId,
    relay::{Side, Trouble},
    switch::Place,
};
use vigie_journal::{RecordError, RelayRecord};
use vigie_protocol::relay::RelayStatus;
use vigie_relay::{
    Credentials, LocalTls,
    collect::{Turn, TurnError},
    smtp::{Senders, SmtpSide},
    spool::{KeyError, KeySource, Spool, SpoolError, Standing},
};

use super::collecting::Drain;
use crate::{
    faces::Reply,
    relay::{Bell, Heard, Lane, NotOpened, Opened, Route, ToProvider, Told},
    secrets::SecretError,
    watch::ServerAccount,
};

/// What something that ran beside the agent for the relay brings back.
pub(in crate::agent) enum RelayDone {
    /// The spool and the secrets were opened, or could not be.
    Opened {
        run: u64,
        opened: Box<Result<Opened, NotOpened>>,
    },
    /// A port was opened, or could not be.
    Gate {
        number: u64,
        side: Side,
        opened: Result<(), Trouble>,
    },
    /// Something happened at a side.
    Heard {
        run: u64,
        at: Timestamp,
        heard: Heard,
    },
    /// What a mailbox still has to have deleted after a turn of a drain; `None`: not known.
    DrainSeen {
        drain: u64,
        account: AccountId,
        due: Option<u64>,
    },
    /// A turn ended, or did not begin.
    Turned {
        account: AccountId,
        /// Which of the mailbox's passwords it used.
        password: u32,
        turned: Box<Result<Turn, NotTurned>>,
    },
    /// The spool was looked into, and the book told.
    Kept { run: u64, kept: Box<Upkept> },
    /// What is to be remembered is in the record, or could not be.
    Remembered(Result<(), RecordError>),
    /// The credentials were read for a face.
    Credentials {
        read: Result<Credentials, NotOpened>,
        reply: Reply,
    },
}

/// Why no turn was taken.
#[derive(Debug, thiserror::Error)]
pub(in crate::agent) enum NotTurned {
    /// No password.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// None is stored.
    #[error("no password is stored")]
    NoPassword,
    /// The turn itself.
    #[error(transparent)]
    Turn(#[from] TurnError),
}

/// What the upkeep found.
pub(in crate::agent) struct Upkept {
    /// Whether the key could be read.
    pub(super) key: Result<(), KeyError>,
    pub(super) standing: Result<Standing, SpoolError>,
    /// Mailboxes in which something is to be deleted.
    pub(super) due: BTreeSet<AccountId>,
    /// What the book was told; `None`: not everything.
    pub(super) told: Option<Told>,
}

/// The relay, as far as the agent has to know of it.
#[derive(Default)]
pub(in crate::agent) struct RelayDesk {
    pub(super) record: RelayRecord,
    /// Where mailboxes send, as the user or a switch said.
    pub(super) submissions: BTreeMap<AccountId, Place>,
    pub(super) running: Option<Box<Running>>,
    /// Turns that are being taken, also those of a relay that was closed meanwhile: until they end
    /// nobody else logs in there.
    pub(super) turns: BTreeMap<AccountId, UnderWay>,
    /// Counts drains.
    pub(super) drains: u64,
    /// Counts how often the submission server is to be tried anew.
    pub(super) forgiven: u64,
    /// Counts openings: what an earlier one brings back is void.
    pub(super) runs: u64,
    /// Counts attempts to open a port.
    pub(super) gates: u64,
    /// Replies that wait until it is seen whether it opens, each at most until then.
    pub(super) waiting: Vec<(Reply, Timestamp)>,
    /// It is being written down what is to be remembered.
    pub(super) keeping: bool,
    /// Something changed meanwhile.
    pub(super) to_keep: bool,
    pub(super) told: Option<RelayStatus>,
}

/// A turn that is being taken.
pub(super) struct UnderWay {
    /// The opening to which it belongs.
    pub(super) run: u64,
    /// The drain of which it is one, if any.
    pub(super) drain: Option<u64>,
    /// Where it has logged in.
    pub(super) server: ServerAccount,
}

/// A relay that is on.
pub(super) struct Running {
    pub(super) phase: Phase,
    pub(super) pop: Gate,
    pub(super) smtp: Gate,
    pub(super) lanes: BTreeMap<AccountId, Lane>,
    pub(super) drain: Option<Drain>,
    /// Nothing is served now.
    pub(super) held: Arc<AtomicBool>,
    pub(super) standing: Standing,
    /// The spool's former key is gone.
    pub(super) key_lost: bool,
    /// What the disk or the spool last said.
    pub(super) spool_trouble: Option<Trouble>,
    /// Since when the keychain cannot be read, and whether it is locked.
    pub(super) no_secrets: Option<(Timestamp, bool)>,
    pub(super) wrong_logins: Option<(u32, Timestamp)>,
    /// Failures to send since the last message that was taken.
    pub(super) sending_failures: u32,
    /// The last of them was for a sender that is not the practice's.
    pub(super) foreign_sender: bool,
    /// The spool is being looked into, and the book told.
    pub(super) upkeep: bool,
    /// When that is due.
    pub(super) upkeep_due: Option<Timestamp>,
    /// For whom the sides stand now.
    pub(super) derived: Option<Derived>,
}

/// How far it has come.
pub(super) enum Phase {
    /// The spool and the secrets are being opened.
    Opening,
    /// They could not be; tried again then.
    Waiting(Timestamp),
    /// They are there.
    Open(Box<Inside>),
}

/// What there is once spool and secrets are open.
pub(super) struct Inside {
    pub(super) spool: Arc<Spool>,
    pub(super) keys: Arc<dyn KeySource>,
    pub(super) credentials: Credentials,
    pub(super) tls: Option<Arc<LocalTls>>,
    pub(super) outgoing: ToProvider,
    pub(super) bell: Bell,
    pub(super) smtp: Option<Arc<SmtpSide<ToProvider>>>,
}

/// For whom the sides stand: follows from the watched mailboxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Derived {
    /// Of every mailbox in use; the first is the one that sends.
    pub(super) senders: Vec<Senders>,
    pub(super) route: Option<Route>,
    /// How often it was to be tried anew.
    pub(super) forgiven: u64,
}

/// A side's port.
#[derive(Default)]
pub(super) struct Gate {
    /// Which attempt this is.
    pub(super) number: u64,
    pub(super) task: Option<JoinHandle<()>>,
    /// What it was opened for: the port, whether anybody is served, and whether without a login.
    pub(super) what: Option<(u16, bool, bool)>,
    pub(super) open: bool,
    pub(super) trouble: Option<Trouble>,
    pub(super) again: Option<Timestamp>,
    pub(super) tries: u32,
}

impl Gate {
    /// Closes the port; sessions end with it.
    pub(super) fn close(&mut self) -> Option<JoinHandle<()>> {
        self.open = false;
        self.what = None;
        self.again = None;
        let task = self.task.take()?;
        task.abort();
        Some(task)
    }

    /// Whether it is known if it opens.
    pub(super) fn is_settled(&self) -> bool {
        self.open || self.trouble.is_some()
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.close();
    }
}

impl RelayDesk {
    /// As the record has it.
    pub(in crate::agent) fn resume(
        record: Result<Option<RelayRecord>, RecordError>,
        submissions: Result<BTreeMap<AccountId, Place>, RecordError>,
    ) -> Self {
        let record = record.unwrap_or_else(|error| {
            tracing::error!(%error, "the relay's record cannot be read");
            None
        });
        let submissions = submissions.unwrap_or_else(|error| {
            tracing::error!(%error, "where mailboxes send cannot be read");
            BTreeMap::new()
        });
        Self {
            record: record.unwrap_or_default(),
            submissions,
            ..Self::default()
        }
    }

    pub(super) fn is_open(&self) -> bool {
        self.running.as_ref().is_some_and(|running| {
            matches!(running.phase, Phase::Open(_))
                && running.pop.open
                && running.smtp.open
                && running.no_secrets.is_none()
        })
    }

    pub(super) fn hold(&self, held: bool) {
        if let Some(running) = &self.running {
            running.held.store(held, Ordering::Release);
        }
        if let Some(inside) = self.inside() {
            if held {
                inside.spool.hold();
            } else {
                inside.spool.release();
            }
        }
    }

    /// Ends every session, and forgets everything that is built.
    pub(super) fn close(&mut self) {
        self.runs += 1;
        self.running = None;
    }

    /// A submission server is to be tried anew. Whether that changes what is remembered.
    pub(super) fn forgive_submission(&mut self, account: AccountId) -> bool {
        self.forgiven += 1;
        let mailbox = self.record.mailboxes.get_mut(&account);
        mailbox.is_some_and(|mailbox| std::mem::take(&mut mailbox.refusals) > 0)
    }

    pub(super) fn inside(&self) -> Option<&Inside> {
        match &self.running.as_ref()?.phase {
            Phase::Open(inside) => Some(inside),
            _ => None,
        }
    }
}

impl Running {
    pub(super) fn new(held: bool) -> Self {
        Self {
            phase: Phase::Opening,
            pop: Gate::default(),
            smtp: Gate::default(),
            lanes: BTreeMap::new(),
            drain: None,
            held: Arc::new(AtomicBool::new(held)),
            standing: Standing::default(),
            key_lost: false,
            spool_trouble: None,
            no_secrets: None,
            wrong_logins: None,
            sending_failures: 0,
            foreign_sender: false,
            upkeep: false,
            upkeep_due: None,
            derived: None,
        }
    }

    pub(super) fn gate(&mut self, side: Side) -> &mut Gate {
        match side {
            Side::Pop => &mut self.pop,
            Side::Smtp => &mut self.smtp,
        }
    }

    /// Whether everything that it depends on has been tried.
    pub(super) fn is_settled(&self) -> bool {
        !matches!(self.phase, Phase::Opening) && self.pop.is_settled() && self.smtp.is_settled()
    }

    /// The keychain could not be read.
    pub(super) fn secrets_fail(&mut self, locked: bool, now: Timestamp) {
        let since = self.no_secrets.map_or(now, |(since, _)| since);
        self.no_secrets = Some((since, locked));
        // Looked at until it is over: nothing else may ask for the key for hours.
        self.upkeep_by(later(now, LOOK_AGAIN));
    }

    /// The disk or the spool could not be used.
    pub(super) fn spool_fails(&mut self, error: &SpoolError, now: Timestamp) {
        match error {
            SpoolError::Key(error) => self.secrets_fail(*error == KeyError::Locked, now),
            SpoolError::Full => self.spool_trouble = Some(Trouble::DiskFull),
            SpoolError::InUse => self.spool_trouble = Some(Trouble::SpoolUnusable),
            _ => {
                self.spool_trouble = Some(Trouble::SpoolUnusable);
                // Opened anew, it sets aside what is damaged.
                if matches!(self.phase, Phase::Open(_)) {
                    self.phase = Phase::Waiting(later(now, OPEN_AGAIN));
                }
            }
        }
    }

    pub(super) fn upkeep_by(&mut self, at: Timestamp) {
        self.upkeep_due = Some(self.upkeep_due.map_or(at, |due| due.min(at)));
    }
}

/// How soon a spool that could not be used is opened anew.
const OPEN_AGAIN: SignedDuration = SignedDuration::from_secs(10);

/// How soon it is looked whether a keychain that was locked, or a disk that was full, is so no more.
pub(super) const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(10);

/// Whether the keychain is there, and only locked.
pub(super) const fn is_locked(error: &SecretError) -> bool {
    matches!(
        error,
        SecretError::Locked | SecretError::Denied | SecretError::TimedOut
    )
}

pub(super) fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// A password, or why there is none.
pub(super) fn stored(
    read: Result<Option<SecretString>, SecretError>,
) -> Result<SecretString, NotTurned> {
    read?.ok_or(NotTurned::NoPassword)
}
