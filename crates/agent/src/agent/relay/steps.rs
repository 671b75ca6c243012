//! What the steps of a switch ask of the relay.

use std::sync::Arc;

use jiff::Timestamp;
use vigie_domain::{
    account::AccountId,
    relay::Ports,
    switch::{Obstacle, Place},
};
use vigie_relay::{
    MailboxId,
    spool::{Spool, SpoolError},
};

use super::super::{
    Agent,
    checks::Done,
    relay_switch::{RelayAsked, Waiting},
};
use crate::switch::Front;

impl Agent {
    /// Answers a step.
    pub(in crate::agent) fn answer_step(&mut self, asked: RelayAsked, now: Timestamp) {
        match asked {
            RelayAsked::Open(reply) => reply.answer(self.front(now).ok_or(Obstacle::RelayNotOpen)),
            RelayAsked::Password(reply) => {
                let inside = self.relay.inside();
                let password = inside.map(|inside| inside.credentials.password.clone());
                reply.answer(password.ok_or(Obstacle::RelayNotOpen));
            }
            RelayAsked::HowManyWait(reply) => {
                let Some(inside) = self.relay.inside() else {
                    return reply.answer(Err(Obstacle::RelayNotOpen));
                };
                let spool = Arc::clone(&inside.spool);
                tokio::task::spawn_blocking(move || reply.answer(waiting(&spool)));
            }
            RelayAsked::NoteHad {
                account,
                uids,
                reply,
            } => {
                let then = move |noted: bool| {
                    reply.answer(noted.then_some(()).ok_or(Obstacle::RelayNotOpen));
                };
                self.note_relay_had(account, uids, then, now);
            }
            RelayAsked::Begin(reply) => {
                self.note_relay_in_use(true, now);
                self.hold_relay(false, now);
                reply.answer(Ok(()));
            }
            // It has collected nothing that could be collected a second time.
            RelayAsked::Drain(reply) if !self.relay_is_in_use() => reply.answer(Ok(())),
            RelayAsked::Drain(reply) => {
                self.hold_relay(true, now);
                let done = self.done.clone();
                // A spool that is opened anew is not waited for.
                let spool = self
                    .relay
                    .inside()
                    .map(|inside| Arc::downgrade(&inside.spool));
                let mailboxes = self.mailboxes_in_use();
                let then = move |drained: bool| {
                    let tell = move |drained: bool| {
                        // An agent that ends goes on from the record.
                        let _ = done.send(Done::RelayDrained { drained, reply });
                    };
                    if !drained {
                        return tell(false);
                    }
                    tokio::task::spawn_blocking(move || {
                        let spool = spool.and_then(|spool| spool.upgrade());
                        tell(spool.is_some_and(|spool| hand_back(&spool, &mailboxes, now)));
                    });
                };
                self.drain_relay(then, now);
            }
        }
    }

    /// The providers have nothing more that the software confirmed, or that could not be seen to.
    pub(in crate::agent) fn relay_drained(
        &mut self,
        drained: bool,
        reply: Waiting<()>,
        now: Timestamp,
    ) {
        if drained {
            self.note_relay_in_use(false, now);
        } else {
            // Until it is tried again, what waits is not kept from the billing software.
            self.hold_relay(false, now);
        }
        reply.answer(drained.then_some(()).ok_or(Obstacle::RelayNotDrained));
    }

    /// No step is under way that would want the relay held: whoever logs in is served.
    pub(in crate::agent) fn release_relay(&mut self, now: Timestamp) {
        if !self.switch.moves_relay() {
            self.hold_relay(false, now);
        }
    }

    /// The relay's ports, as they are kept.
    pub(in crate::agent) fn relay_ports(&self) -> Ports {
        self.relay.record.ports
    }

    /// Where a mailbox sends, as a switch to it found.
    pub(in crate::agent) fn note_submission(&mut self, account: AccountId, place: Place) {
        self.relay.submissions.insert(account, place);
    }

    /// What the billing software is set to; `None`: the relay is not open yet, and is being opened.
    fn front(&mut self, now: Timestamp) -> Option<Front> {
        if let Err(refusal) = self.turn_relay_on(now) {
            tracing::warn!(%refusal, "the relay cannot be started");
            return None;
        }
        if !self.relay_is_open() {
            self.try_relay_secrets_now(now);
            return None;
        }
        let inside = self.relay.inside()?;
        Some(Front {
            ports: self.relay.record.ports,
            login: inside.credentials.user.clone(),
        })
    }
}

/// What still waits is the software's own to collect from now on.
fn hand_back(spool: &Spool, mailboxes: &[MailboxId], now: Timestamp) -> bool {
    let handed = mailboxes.iter().try_for_each(|mailbox| {
        let messages = spool.hand_back(mailbox, now)?;
        tracing::info!(messages, "messages are left to the software itself");
        Ok::<_, SpoolError>(())
    });
    handed
        .inspect_err(|error| tracing::warn!(%error, "what waits is not left to the software"))
        .is_ok()
}

fn waiting(spool: &Spool) -> Result<u64, Obstacle> {
    let standing = spool.standing().map_err(|error| {
        tracing::warn!(%error, "what waits in the relay is not known");
        Obstacle::RelayNotOpen
    })?;
    // What is damaged is fetched again before it can be served.
    Ok(standing.waiting.saturating_sub(standing.damaged))
}
