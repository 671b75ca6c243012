//! What faces ask of the switch.

use jiff::Timestamp;
use vigie_domain::{
    server::Security,
    switch::{Aim, NewMailbox, Plan, Way},
};
use vigie_protocol::{Answer, MaySwitch, Refusal, Request, SwitchState, WayOffered};
use vigie_words::switch;

use super::super::{Agent, answers::out_of_range, mailboxes::refusal};
use crate::{
    faces::Reply,
    switch::{Given, Target, offers},
};

impl Agent {
    pub(in super::super) fn answer_switch(
        &mut self,
        request: Request,
        reply: Reply,
        now: Timestamp,
    ) {
        match request {
            Request::SwitchWays => self.offer_ways(reply),
            Request::ApplySwitch { way, consented } => {
                let applied = self.apply_switch(way, consented, now);
                reply.send(applied.map(|()| self.switch_answer()));
            }
            Request::ContinueSwitch => {
                let continued = self.continue_switch(now);
                reply.send(continued.map(|()| self.switch_answer()));
            }
            Request::UndoSwitch => {
                let undone = self.undo_switch(now);
                reply.send(undone.map(|()| self.switch_answer()));
            }
            Request::Fiche => self.answer_fiche(reply, now),
            _ => reply.send(Ok(self.switch_answer())),
        }
    }

    pub(in super::super) fn switch_answer(&self) -> Answer {
        Answer::Switch {
            switch: self.switch_view().map(Box::new),
        }
    }

    /// The mailbox that may be switched to, unless it is the practice's already.
    fn switch_target(&self) -> Option<super::super::relocation::CheckedMailbox> {
        let checked = self.checked_mailbox()?;
        let is_current = self.switch_view().is_some_and(|switch| {
            switch.state == SwitchState::New && switch.to == checked.mailbox.address
        });
        (!is_current).then_some(checked)
    }

    fn offer_ways(&self, reply: Reply) {
        let none = || Ok(Answer::Ways { ways: Vec::new() });
        let Some(checked) = self.switch_target() else {
            return reply.send(none());
        };
        if checked.may_switch == MaySwitch::No || is_readable(&checked.mailbox) {
            return reply.send(none());
        }
        let plan = |way| Plan {
            aim: Aim::Mailbox,
            from: checked.replaces,
            to: checked.mailbox.clone(),
            way,
            leaves_copies: false,
            transition_days: self.settings.transition_days,
        };
        if !self.relay_is_in_use() {
            let target = Target::of(&checked.mailbox);
            return self.offer_to_write(&plan, target, reply);
        }
        // The billing software is set once and for all: anything else would take it off the relay.
        let mut way = self.way_offered(&plan(Way::Relay), "");
        if checked.mailbox.submission.is_none() {
            way.hindrance = Some(switch::submission_unknown());
        }
        reply.send(Ok(Answer::Ways { ways: vec![way] }));
    }

    /// Offers to write the settings of each billing program that is here, and last to guide the
    /// person.
    pub(in super::super) fn offer_to_write(
        &self,
        plan: &dyn Fn(Way) -> Plan,
        target: Target,
        reply: Reply,
    ) {
        let guided = self.way_offered(&plan(Way::Guided), "");
        let profiles: Vec<WayOffered> = self
            .software()
            .profiles
            .iter()
            .map(|profile| {
                let way = Way::Profile {
                    profile: profile.id().to_owned(),
                    password: false,
                };
                self.way_offered(&plan(way), profile.name())
            })
            .collect();
        let software = self.software();
        let hindrance = self.hindrances(&plan(Way::Guided));
        tokio::task::spawn_blocking(move || {
            let mut ways = Vec::new();
            for offer in offers(&software, &target) {
                let is_its = |way: &&WayOffered| matches!(&way.way, Way::Profile { profile, .. } if *profile == offer.profile);
                let Some(way) = profiles.iter().find(is_its) else {
                    continue;
                };
                ways.push(WayOffered {
                    touched: offer.touched,
                    asks_for_password: offer.takes_password,
                    hindrance: offer
                        .obstacle
                        .map(|obstacle| hindrance(&obstacle, &offer.program)),
                    ..way.clone()
                });
            }
            ways.push(guided);
            reply.send(Ok(Answer::Ways { ways }));
        });
    }

    fn way_offered(&self, plan: &Plan, program: &str) -> WayOffered {
        WayOffered {
            way: plan.way.clone(),
            label: switch::way(&plan.way, program),
            steps: self.steps_before(plan, program),
            touched: Vec::new(),
            asks_for_password: false,
            hindrance: None,
        }
    }

    fn apply_switch(&mut self, way: Way, consented: bool, now: Timestamp) -> Result<(), Refusal> {
        if self.switch.is_under_way() || self.relocation.is_preparing() {
            return Err(Refusal::UnderWay);
        }
        if self.checked_mailbox().is_none() {
            return Err(Refusal::NothingUnderWay);
        }
        let checked = self.switch_target().ok_or(Refusal::NotPossible)?;
        match checked.may_switch {
            MaySwitch::No => return Err(Refusal::VerdictForbids),
            MaySwitch::AfterConsent { .. } if !consented => return Err(Refusal::ConsentNeeded),
            MaySwitch::AfterConsent { .. } | MaySwitch::Yes => {}
        }
        if is_readable(&checked.mailbox) {
            return Err(Refusal::VerdictForbids);
        }
        // Set to the mailbox itself, it would be off the relay without anybody having said so.
        if (way == Way::Relay) != self.relay_is_in_use() {
            return Err(Refusal::NotPossible);
        }
        let sends = checked.mailbox.submission.is_some();
        if way == Way::Relay && !sends {
            return Err(Refusal::NotPossible);
        }
        if let Way::Profile { profile, .. } = &way
            && (!sends || !self.is_profile(profile))
        {
            return Err(out_of_range("way"));
        }
        // A mailbox that was replaced before cannot be replaced again.
        let replaced = checked.replaces.and_then(|from| self.watch.get(from));
        if replaced.is_some_and(|from| from.account.former.is_some() || from.account.training) {
            return Err(Refusal::NotPossible);
        }
        let plan = Plan {
            aim: Aim::Mailbox,
            from: replaced.map(|watched| watched.account.id),
            to: checked.mailbox,
            way,
            leaves_copies: false,
            transition_days: self.settings.transition_days,
        };
        let given = Given {
            password: Some(checked.password),
            looking: true,
            ..Given::default()
        };
        self.begin_switch(&plan, given, now)?;
        tracing::info!("a switch to a new mailbox begins");
        Ok(())
    }

    /// Writes the plan down and has its first step done.
    pub(in super::super) fn begin_switch(
        &mut self,
        plan: &Plan,
        given: Given,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let journal = self.record.journal();
        journal
            .plan_switch(plan, now)
            .map_err(|error| refusal(&error))?;
        self.switch.record = journal.last_switch().map_err(|error| refusal(&error))?;
        self.switch.obstacle = None;
        self.switch.given = given;
        self.switch.due = Some(now);
        Ok(())
    }

    /// Whether a billing-software profile of that id is in force.
    pub(in super::super) fn is_profile(&self, id: &str) -> bool {
        self.software().profiles.get(id).is_some()
    }

    fn continue_switch(&mut self, now: Timestamp) -> Result<(), Refusal> {
        if !self.switch.is_under_way() {
            return Err(Refusal::NothingUnderWay);
        }
        self.switch.given.word = self.switch.obstacle.clone();
        self.switch.given.looking = true;
        self.switch.due = Some(now);
        Ok(())
    }

    fn undo_switch(&mut self, now: Timestamp) -> Result<(), Refusal> {
        let view = self.switch_view().ok_or(Refusal::NothingUnderWay)?;
        let Some(record) = &mut self.switch.record else {
            return Err(Refusal::NothingUnderWay);
        };
        if record.ended_at.is_none() && record.undo {
            return Ok(());
        }
        if view.state == SwitchState::Old {
            return Err(Refusal::NothingUnderWay);
        }
        if !view.can_undo {
            return Err(Refusal::NotPossible);
        }
        self.record
            .journal()
            .turn_switch_back(record.id)
            .map_err(|error| refusal(&error))?;
        record.undo = true;
        record.ended_at = None;
        self.switch.obstacle = None;
        self.switch.given.looking = true;
        self.switch.due = Some(now);
        tracing::info!("the switch is to be undone");
        Ok(())
    }
}

/// Whether anybody on the way could read what is exchanged with the mailbox: never for a new one.
fn is_readable(to: &NewMailbox) -> bool {
    let submission = to.submission.as_ref();
    to.pop.server.security == Security::Plain
        || submission.is_some_and(|place| place.server.security == Security::Plain)
}
