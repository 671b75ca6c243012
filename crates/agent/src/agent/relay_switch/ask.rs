//! What a step of a switch asks of the relay: the loop owns it, and the step waits beside.

use std::{
    sync::mpsc::{SyncSender, sync_channel},
    thread::sleep,
    time::{Duration, Instant},
};

use secrecy::SecretString;
use tokio::sync::mpsc;
use vigie_domain::{account::AccountId, switch::Obstacle};
use vigie_journal::{Journal, RelayRecord};

use super::super::checks::Done;
use crate::switch::{Front, Halt, Relay};

/// How long a step waits for an answer; a drain takes a turn of the collector, which keeps the pause
/// that the server wants between two logins. The step is tried again then.
const PATIENCE: Duration = Duration::from_secs(90);

/// How long a relay that was just started is waited for before the person is told.
const OPENS_WITHIN: Duration = Duration::from_secs(10);

/// How long it is waited until what was changed is on the disk.
const KEPT_WITHIN: Duration = Duration::from_secs(10);

/// How soon it is looked again.
const AGAIN: Duration = Duration::from_millis(50);

/// The relay, as steps of a switch reach it from their own thread.
pub(in super::super) struct FromLoop {
    pub(in super::super) done: mpsc::UnboundedSender<Done>,
    pub(in super::super) journal: Journal,
}

/// A question of a step to the loop. An answer that nobody waits for any more is lost: the step is
/// done again.
pub(in super::super) enum RelayAsked {
    Open(Waiting<Front>),
    Password(Waiting<SecretString>),
    HowManyWait(Waiting<u64>),
    NoteHad {
        account: AccountId,
        uids: Vec<String>,
        reply: Waiting<()>,
    },
    Begin(Waiting<()>),
    Drain(Waiting<()>),
}

/// A step that waits for its answer.
pub(in super::super) struct Waiting<T>(SyncSender<Result<T, Obstacle>>);

impl<T> Waiting<T> {
    pub(in super::super) fn answer(self, answer: Result<T, Obstacle>) {
        // The step may have given up.
        let _ = self.0.try_send(answer);
    }
}

impl FromLoop {
    fn ask<T>(
        &self,
        question: impl FnOnce(Waiting<T>) -> RelayAsked,
        silence: Obstacle,
    ) -> Result<T, Halt> {
        let (reply, answer) = sync_channel(1);
        let asked = Done::RelayAsked(Box::new(question(Waiting(reply))));
        // An agent that ends answers nothing: the switch goes on at its next start.
        let answered = self.done.send(asked).ok();
        let answered = answered.and_then(|()| answer.recv_timeout(PATIENCE).ok());
        answered.unwrap_or(Err(silence)).map_err(Halt::from)
    }

    /// Waits until the record says so: a step that is written down as done stays done.
    fn wait_for_record(&self, stands: impl Fn(&RelayRecord) -> bool) -> Result<(), Halt> {
        let began = Instant::now();
        loop {
            if self.journal.relay()?.is_some_and(|relay| stands(&relay)) {
                return Ok(());
            }
            if began.elapsed() > KEPT_WITHIN || self.done.is_closed() {
                return Err(Obstacle::RecordUnavailable.into());
            }
            sleep(AGAIN);
        }
    }
}

impl Relay for FromLoop {
    fn open(&self) -> Result<Front, Halt> {
        let began = Instant::now();
        loop {
            match self.ask(RelayAsked::Open, Obstacle::RelayNotOpen) {
                Err(Halt::Obstacle(Obstacle::RelayNotOpen))
                    if began.elapsed() < OPENS_WITHIN && !self.done.is_closed() =>
                {
                    sleep(AGAIN);
                }
                answered => return answered,
            }
        }
    }

    fn password(&self) -> Result<SecretString, Halt> {
        self.ask(RelayAsked::Password, Obstacle::RelayNotOpen)
    }

    fn waiting(&self) -> Result<u64, Halt> {
        self.ask(RelayAsked::HowManyWait, Obstacle::RelayNotOpen)
    }

    fn note_had(&self, account: AccountId, uids: Vec<String>) -> Result<(), Halt> {
        let question = |reply| RelayAsked::NoteHad {
            account,
            uids,
            reply,
        };
        self.ask(question, Obstacle::RelayNotOpen)
    }

    fn begin(&self) -> Result<(), Halt> {
        self.ask(RelayAsked::Begin, Obstacle::RelayNotOpen)?;
        self.wait_for_record(|relay| relay.in_use_since.is_some() && !relay.held)
    }

    fn drain(&self) -> Result<(), Halt> {
        self.ask(RelayAsked::Drain, Obstacle::RelayNotDrained)?;
        self.wait_for_record(|relay| relay.in_use_since.is_none())
    }
}
