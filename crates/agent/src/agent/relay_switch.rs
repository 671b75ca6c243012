//! Setting the billing software to the relay, and back.

mod ask;

use jiff::{SignedDuration, Timestamp};
use vigie_domain::{
    account::Account,
    relay::USUAL_PORTS,
    switch::{Aim, NewMailbox, Obstacle, Place, Plan, Way},
};
use vigie_journal::RelayRecord;
use vigie_protocol::{Refusal, Request};

pub(super) use self::ask::{FromLoop, RelayAsked};
use super::{Agent, answers::out_of_range, mailboxes::refusal, switch::submission_of};
use crate::{
    faces::Reply,
    switch::{Front, Given, Target},
};

/// How long returns lie in a mailbox before it is taken that the billing software leaves there what
/// it has collected. Were it only that nobody collected, the person who is asked to loses nothing.
const LEFT_LYING: SignedDuration = SignedDuration::from_hours(48);

impl Agent {
    pub(super) fn answer_relay_switch(&mut self, request: Request, reply: Reply, now: Timestamp) {
        match request {
            Request::RelayWays { back } => self.offer_relay_ways(back, reply, now),
            Request::ApplyRelay { way, back } => {
                let applied = self.apply_relay(way, back, now);
                reply.send(applied.map(|()| self.switch_answer()));
            }
            _ => reply.send(Err(Refusal::NotPossible)),
        }
    }

    /// Whether the billing software is set to the relay, as far as Vigie set it or was told.
    pub(super) fn is_relay_in_use(&self) -> bool {
        self.relay_record()
            .is_some_and(|relay| relay.on && relay.in_use_since.is_some())
    }

    fn relay_record(&self) -> Option<RelayRecord> {
        self.record.journal().relay().unwrap_or_else(|error| {
            tracing::error!(%error, "the relay cannot be read");
            None
        })
    }

    fn offer_relay_ways(&self, back: bool, reply: Reply, now: Timestamp) {
        let plan = match self.relay_plan(back, Way::Guided, now) {
            Ok(plan) => plan,
            Err(refusal) => return reply.send(Err(refusal)),
        };
        let target = if back {
            Target::of(&plan.to)
        } else {
            // What it will be in the end does not matter to whether it can be written.
            let ports = self.relay_record().map_or(USUAL_PORTS, |relay| relay.ports);
            let login = "vigie".to_owned();
            Front { ports, login }.target()
        };
        let by = |way| Plan {
            way,
            ..plan.clone()
        };
        self.offer_to_write(&by, target, reply);
    }

    fn apply_relay(&mut self, way: Way, back: bool, now: Timestamp) -> Result<(), Refusal> {
        if self.switch.is_under_way() || self.relocation.is_preparing() {
            return Err(Refusal::UnderWay);
        }
        let plan = self.relay_plan(back, way, now)?;
        match &plan.way {
            Way::Relay => return Err(out_of_range("way")),
            Way::Profile { profile, .. } => {
                let writable = !back || Target::of(&plan.to).can_be_written();
                if !writable || !self.is_profile(profile) {
                    return Err(out_of_range("way"));
                }
            }
            Way::Guided => {}
        }
        let given = Given {
            looking: true,
            ..Given::default()
        };
        self.begin_switch(&plan, given, now)?;
        tracing::info!(
            back,
            "the billing software is to be set to the relay, or back"
        );
        Ok(())
    }

    /// What would be done, where that is possible.
    fn relay_plan(&self, back: bool, way: Way, now: Timestamp) -> Result<Plan, Refusal> {
        if back != self.is_relay_in_use() {
            return Err(if back {
                Refusal::RelayOff
            } else {
                Refusal::NotPossible
            });
        }
        let current = self.watch.all().map(|watched| &watched.account);
        let current = current
            .filter(|account| !account.training && account.former.is_none())
            .min_by_key(|account| account.id)
            .ok_or(Refusal::NotPossible)?;
        let journal = self.record.journal();
        let submissions = journal.submissions().map_err(|error| refusal(&error))?;
        let before = now.checked_sub(LEFT_LYING).unwrap_or(Timestamp::MIN);
        let leaves_copies = !back
            && journal
                .returns_lie(current.id, before)
                .map_err(|error| refusal(&error))?;
        let submission = submissions.get(&current.id).cloned();
        Ok(Plan {
            aim: if back { Aim::FromRelay } else { Aim::ToRelay },
            from: Some(current.id),
            to: mailbox(current, submission),
            way,
            leaves_copies,
            transition_days: self.settings.transition_days,
        })
    }

    /// Answers a step of a switch.
    #[expect(clippy::unused_self, reason = "there is no relay yet")]
    pub(super) fn answer_step(&mut self, asked: RelayAsked, _now: Timestamp) {
        let closed = || Obstacle::RelayNotOpen.into();
        match asked {
            RelayAsked::Open(reply) => reply.answer(Err(closed())),
            RelayAsked::Password(reply) => reply.answer(Err(closed())),
            RelayAsked::HowManyWait(reply) => reply.answer(Err(closed())),
            RelayAsked::NoteHad { reply, .. }
            | RelayAsked::Begin(reply)
            | RelayAsked::Drain(reply) => reply.answer(Err(closed())),
        }
    }
}

/// The mailbox that stays, with where it sends: as it was given, or as the provider table knows it.
fn mailbox(account: &Account, submission: Option<Place>) -> NewMailbox {
    let known = || submission_of(account.provider.as_deref(), &account.address);
    NewMailbox {
        address: account.address.clone(),
        provider: account.provider.clone(),
        pop: Place {
            server: account.server.clone(),
            login: account.login.clone(),
        },
        submission: submission.or_else(known),
    }
}
