//! The relay: what faces ask of it, and what the rest of the agent may.
//!
//! Its parts work beside the loop ([`crate::relay`]); here it is decided when it opens, when which
//! mailbox is collected, and what is told of it. While it is off nothing of it is built.

mod collecting;
mod desk;
mod running;
mod steps;
mod view;

use jiff::Timestamp;
use vigie_domain::{account::AccountId, server::Security, switch::Place};
use vigie_mailbox::{discovery::needs_approval, providers};
use vigie_protocol::{
    Answer, Refusal, Request,
    relay::{RelayChange, RelayStatus},
};

use super::{Agent, answers::out_of_range, draft, mailboxes::refusal};
use crate::faces::Reply;
pub(super) use desk::{RelayDesk, RelayDone};

impl Agent {
    pub(super) fn answer_relay(&mut self, request: Request, reply: Reply, now: Timestamp) {
        match request {
            Request::RelayOn { change } => match self.change_relay(&change, now) {
                Ok(()) => self.answer_when_open(reply, now),
                Err(refusal) => reply.send(Err(refusal)),
            },
            Request::RelayOff { even_in_use } => {
                let off = self.turn_relay_off(even_in_use, now);
                reply.send(off.map(|()| self.relay_answer(now)));
            }
            Request::RelayCredentials => self.tell_relay_credentials(reply),
            _ => reply.send(Ok(self.relay_answer(now))),
        }
    }

    pub(super) fn relay_answer(&self, now: Timestamp) -> Answer {
        let relay: Box<RelayStatus> = Box::new(self.relay_status(now));
        Answer::Relay { relay }
    }

    /// Whether the billing software could be served now: both ports are open, and the spool and the
    /// keychain too.
    pub(super) fn relay_is_open(&self) -> bool {
        self.relay.is_open()
    }

    /// Whether the billing software is set to the relay, as far as Vigie set it or was told.
    pub(super) fn relay_is_in_use(&self) -> bool {
        self.relay.record.in_use_since.is_some()
    }

    /// Starts the relay as it is kept, where it does not run.
    pub(super) fn turn_relay_on(&mut self, now: Timestamp) -> Result<(), Refusal> {
        if self.relay.record.on {
            return Ok(());
        }
        self.change_relay(&RelayChange::default(), now)
    }

    /// The billing software was set to the relay, or is no longer: it collects from now on, or it
    /// does not.
    pub(super) fn note_relay_in_use(&mut self, in_use: bool, now: Timestamp) {
        if in_use == self.relay_is_in_use() {
            return;
        }
        self.relay.record.in_use_since = in_use.then_some(now);
        self.keep_relay();
        if in_use {
            self.renew_turns(now);
        }
    }

    /// The billing software is being set to the relay, or back: meanwhile it serves nothing, and
    /// collects nothing but what [`drain_relay`](Self::drain_relay) asks for.
    pub(super) fn hold_relay(&mut self, held: bool, now: Timestamp) {
        if self.relay.record.held == held {
            return;
        }
        self.relay.record.held = held;
        self.relay.hold(held);
        self.keep_relay();
        if !held {
            self.renew_turns(now);
        }
    }

    fn change_relay(&mut self, change: &RelayChange, now: Timestamp) -> Result<(), Refusal> {
        let Some(current) = self.current_mailbox() else {
            return Err(Refusal::NotPossible);
        };
        let moved = change.pop_port.is_some() || change.smtp_port.is_some();
        if self.switch.moves_relay() && (moved || change.in_use.is_some()) {
            return Err(Refusal::UnderWay);
        }
        let mut record = self.relay.record.clone();
        let ports = &mut record.ports;
        ports.pop = change.pop_port.unwrap_or(ports.pop);
        ports.smtp = change.smtp_port.unwrap_or(ports.smtp);
        if ports.pop == 0 {
            return Err(out_of_range("pop_port"));
        }
        if ports.smtp == 0 || ports.smtp == ports.pop {
            return Err(out_of_range("smtp_port"));
        }
        // What is being written into the software's settings stays true.
        if self.switch.moves_relay() && *ports != self.relay.record.ports {
            return Err(Refusal::UnderWay);
        }
        let place = self.submission_given(current, change)?;
        record.sending_without_login = change
            .sending_without_login
            .unwrap_or(record.sending_without_login);
        match change.in_use {
            Some(true) => record.in_use_since = record.in_use_since.or(Some(now)),
            Some(false) => record.in_use_since = None,
            None => {}
        }
        record.on = true;
        let journal = self.record.journal().clone();
        if let Some(place) = place {
            journal
                .keep_submission(current, &place)
                .map_err(|error| refusal(&error))?;
            self.relay.submissions.insert(current, place);
            self.relay_password_stored(current);
        }
        journal
            .keep_relay(&record)
            .map_err(|error| refusal(&error))?;
        let began_use = record.in_use_since.is_some() && !self.relay_is_in_use();
        self.relay.record = record;
        tracing::info!("the relay is on");
        self.open_relay(now);
        if began_use {
            self.renew_turns(now);
        }
        Ok(())
    }

    /// Where the current mailbox is to send, if that was said; or why no password may go there.
    fn submission_given(
        &self,
        current: AccountId,
        change: &RelayChange,
    ) -> Result<Option<Place>, Refusal> {
        let Some(given) = &change.submission else {
            return Ok(None);
        };
        let Some(watched) = self.watch.get(current) else {
            return Err(Refusal::UnknownMailbox);
        };
        let server = draft::server(given).map_err(|_| out_of_range("submission"))?;
        if server.security == Security::Plain {
            return Err(Refusal::ClearTextRefused);
        }
        let account = &watched.account;
        let unknown = needs_approval(&account.address, &server.host, providers::table());
        if unknown && !change.host_approved {
            return Err(Refusal::HostNotApproved { host: server.host });
        }
        Ok(Some(Place {
            server,
            login: account.login.clone(),
        }))
    }

    fn turn_relay_off(&mut self, even_in_use: bool, now: Timestamp) -> Result<(), Refusal> {
        if !self.relay.record.on {
            return Ok(());
        }
        if self.switch.moves_relay() {
            return Err(Refusal::UnderWay);
        }
        if self.relay_is_in_use() && !even_in_use {
            return Err(Refusal::RelayInUse);
        }
        if self.switch.moves_relay() {
            return Err(Refusal::UnderWay);
        }
        let mut record = self.relay.record.clone();
        record.on = false;
        record.held = false;
        record.announced.clear();
        self.record
            .journal()
            .keep_relay(&record)
            .map_err(|error| refusal(&error))?;
        self.relay.record = record;
        self.relay.close();
        self.answer_relay_waiting(now);
        tracing::info!("the relay is off");
        Ok(())
    }
}
