//! What a step of a switch asks of the relay: the loop owns it, and the step waits beside.

use std::{
    sync::mpsc::{SyncSender, sync_channel},
    time::Duration,
};

use secrecy::SecretString;
use tokio::sync::mpsc;
use vigie_domain::{account::AccountId, switch::Obstacle};

use super::super::checks::Done;
use crate::switch::{Front, Halt, Relay};

/// How long a step waits for the loop and for what it has begun: a turn of the collector waits for
/// the pause that a server wants between two logins at most so long. The step is tried again then.
const PATIENCE: Duration = Duration::from_secs(90);

/// The relay, as steps of a switch reach it from their own thread.
pub(in super::super) struct FromLoop {
    pub(in super::super) done: mpsc::UnboundedSender<Done>,
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
pub(in super::super) struct Waiting<T>(SyncSender<Result<T, Halt>>);

impl<T> Waiting<T> {
    pub(in super::super) fn answer(self, answer: Result<T, Halt>) {
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
        answered.unwrap_or(Err(silence.into()))
    }
}

impl Relay for FromLoop {
    fn open(&self) -> Result<Front, Halt> {
        self.ask(RelayAsked::Open, Obstacle::RelayNotOpen)
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
        self.ask(RelayAsked::Begin, Obstacle::RelayNotOpen)
    }

    fn drain(&self) -> Result<(), Halt> {
        self.ask(RelayAsked::Drain, Obstacle::RelayNotDrained)
    }
}
