//! Setting the billing software to the relay, and back.

mod ask;

use jiff::{SignedDuration, Timestamp};
use vigie_domain::switch::{Aim, NewMailbox, Place, Plan, Way};
use vigie_protocol::{Refusal, Request};

pub(super) use self::ask::{FromLoop, RelayAsked, Waiting};
use super::{Agent, answers::out_of_range, mailboxes::refusal};
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

    fn offer_relay_ways(&mut self, back: bool, reply: Reply, now: Timestamp) {
        let plan = match self.relay_plan(back, Way::Guided, now) {
            Ok(plan) => plan,
            Err(refusal) => return reply.send(Err(refusal)),
        };
        let target = if back {
            Target::of(&plan.to)
        } else {
            // What it will be in the end does not matter to whether it can be written.
            let ports = self.relay_ports();
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
    fn relay_plan(&mut self, back: bool, way: Way, now: Timestamp) -> Result<Plan, Refusal> {
        if back != self.relay_is_in_use() {
            return Err(if back {
                Refusal::RelayOff
            } else {
                Refusal::NotPossible
            });
        }
        let current = self.current_mailbox().ok_or(Refusal::NotPossible)?;
        let submission = self.submission_place(current);
        let current = &self.watch.get(current).ok_or(Refusal::NotPossible)?.account;
        let before = now.checked_sub(LEFT_LYING).unwrap_or(Timestamp::MIN);
        let leaves_copies = !back
            && self
                .record
                .journal()
                .returns_lie(current.id, before)
                .map_err(|error| refusal(&error))?;
        Ok(Plan {
            aim: if back { Aim::FromRelay } else { Aim::ToRelay },
            from: Some(current.id),
            to: NewMailbox {
                address: current.address.clone(),
                provider: current.provider.clone(),
                pop: Place {
                    server: current.server.clone(),
                    login: current.login.clone(),
                },
                submission,
            },
            way,
            leaves_copies,
            transition_days: self.settings.transition_days,
        })
    }
}
