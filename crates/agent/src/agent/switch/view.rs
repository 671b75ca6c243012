//! The switch as faces see it.

use vigie_domain::{
    account::{Account, Address},
    server::LoginForm,
    switch::{Aim, Course, Next, Obstacle, Passing, Place, Plan, Standing, Step, Way},
    text::Text,
};
use vigie_journal::SwitchRecord;
use vigie_mailbox::providers;
use vigie_protocol::{StepState, Switch, SwitchState, SwitchStep, ValueToEnter};
use vigie_words::switch::{self, Parties, When};

use super::super::Agent;
use crate::switch::{by_hand, front_of};

impl Agent {
    /// The last switch as it stands.
    pub(in super::super) fn switch_view(&self) -> Option<Switch> {
        let record = self.switch.record.as_ref()?;
        let (steps, attempts) = (record.plan.steps(), record.attempts());
        let course = Course {
            steps: &steps,
            attempts: &attempts,
            undo: record.undo,
        };
        let kept = record.plan.from.and_then(|from| self.watch.get(from));
        let from = kept.filter(|_| record.plan.aim == Aim::Mailbox);
        let used = if course.goes_back() {
            self.switch
                .note()
                .and_then(|new| self.watch.get(new.account))
        } else {
            from
        };
        let former = used.and_then(|used| used.account.former);
        let until = former.map(|former| former.until);
        let program = self.program(&record.plan.way);
        let parties = Parties {
            aim: record.plan.aim,
            by_relay: record.plan.way == Way::Relay,
            old: from.map(|from| &from.account.address),
            new: &record.plan.to.address,
            program,
            days: record.plan.transition_days,
            until,
        };
        let obstacle = self.switch.obstacle.as_ref();
        let state = state(record, &course, obstacle);
        let at_rest = record.ended_at.is_some();
        let left = if state == SwitchState::New {
            by_hand(record)
        } else {
            Vec::new()
        };
        let seen = record.collected_at.is_some();
        let mut explanation = match (obstacle, course.obstacle()) {
            (Some(obstacle), _) if !at_rest => switch::obstacle(obstacle, &parties),
            (_, Some(because)) if state == SwitchState::Old => switch::went_back(because, &parties),
            _ => switch::state(state, seen, &parties),
        };
        if !left.is_empty() && !seen {
            explanation.action = Some(switch::left_by_hand(&parties));
        }
        let steps = steps
            .iter()
            .map(|step| step_view(*step, &course, obstacle, &parties))
            .collect();
        Some(Switch {
            id: record.id,
            aim: record.plan.aim,
            from: from.map(|from| from.account.address.clone()),
            to: record.plan.to.address.clone(),
            way: record.plan.way.clone(),
            state,
            explanation,
            steps,
            values: self.values(record, &course, state, &left),
            seen_working: seen,
            can_undo: match state {
                SwitchState::Running | SwitchState::Waiting => !course.goes_back(),
                // Without the old mailbox there is nothing to go back to.
                SwitchState::New => record.plan.from.is_none() || kept.is_some(),
                SwitchState::Undoing | SwitchState::Old => false,
            },
            ended: record.ended_at,
            transition_until: until,
        })
    }

    /// Every step in words, before anything is done.
    pub(super) fn steps_before(&self, plan: &Plan, program: &str) -> Vec<Text> {
        let from = plan.from.filter(|_| plan.aim == Aim::Mailbox);
        let from = from.and_then(|from| self.watch.get(from));
        let parties = Parties {
            aim: plan.aim,
            by_relay: plan.way == Way::Relay,
            old: from.map(|from| &from.account.address),
            new: &plan.to.address,
            program,
            days: plan.transition_days,
            until: None,
        };
        let before = |step: Step| switch::step(step, When::Before, &parties);
        plan.steps().into_iter().map(before).collect()
    }

    /// Says what stands against a way.
    pub(super) fn hindrances(
        &self,
        plan: &Plan,
    ) -> impl Fn(&Obstacle, &str) -> Text + Send + use<> {
        let from = plan.from.filter(|_| plan.aim == Aim::Mailbox);
        let from = from.and_then(|from| self.watch.get(from));
        let old: Option<Address> = from.map(|from| from.account.address.clone());
        let (aim, new, days) = (plan.aim, plan.to.address.clone(), plan.transition_days);
        move |obstacle, program| {
            let parties = Parties {
                aim,
                by_relay: false,
                old: old.as_ref(),
                new: &new,
                program,
                days,
                until: None,
            };
            switch::obstacle_title(obstacle, &parties)
        }
    }

    /// Looks the billing software's name up, once.
    pub(super) fn name_program(&mut self) {
        let way = self.switch.record.as_ref().map(|record| &record.plan.way);
        let Some(Way::Profile { profile, .. }) = way else {
            return;
        };
        let known = self.switch.program.as_ref();
        if known.is_none_or(|(named, _)| named != profile) {
            let profiles = self.software().profiles;
            let found = profiles.get(profile);
            let name = found.map_or(profile.as_str(), |found| found.name());
            self.switch.program = Some((profile.clone(), name.to_owned()));
        }
    }

    /// The billing software's name.
    fn program<'a>(&'a self, way: &'a Way) -> &'a str {
        match (way, &self.switch.program) {
            (Way::Profile { profile, .. }, Some((named, name))) if named == profile => name,
            (Way::Profile { profile, .. }, _) => profile,
            (Way::Guided | Way::Relay, _) => "",
        }
    }

    /// What the person is to enter: the new settings, or the former ones while going back.
    fn values(
        &self,
        record: &SwitchRecord,
        course: &Course<'_>,
        state: SwitchState,
        left: &[vigie_domain::billing::Setting],
    ) -> Vec<ValueToEnter> {
        let plan = &record.plan;
        let to = &plan.to;
        let asks_back = matches!(
            self.switch.obstacle,
            Some(Obstacle::PutBackSettings | Obstacle::CannotPutBack { .. })
        );
        if course.goes_back() {
            if !asks_back || state == SwitchState::Old {
                return Vec::new();
            }
            return match plan.aim {
                Aim::Mailbox => {
                    let from = plan.from.and_then(|from| self.watch.get(from));
                    from.map_or_else(Vec::new, |from| values_of_old(&from.account))
                }
                Aim::ToRelay => switch::old_values(&to.address, &to.pop, to.submission.as_ref()),
                Aim::FromRelay => relay_values(record),
            };
        }
        let (pop, submission) = match (plan.aim, front_of(record)) {
            (Aim::ToRelay, Some(front)) => (front.pop(), Some(front.submission())),
            (Aim::ToRelay, None) => return Vec::new(),
            (Aim::Mailbox | Aim::FromRelay, _) => (to.pop.clone(), to.submission.clone()),
        };
        let (address, submission) = (&to.address, submission.as_ref());
        match (&plan.way, plan.aim) {
            (Way::Relay, _) => Vec::new(),
            (Way::Guided, Aim::Mailbox) => switch::new_values(address, &pop, submission),
            (Way::Guided, Aim::ToRelay) => relay_values(record),
            (Way::Guided, Aim::FromRelay) => switch::direct_values(address, &pop, submission),
            (Way::Profile { .. }, aim) => switch::values_left(aim, left, address, &pop, submission),
        }
    }
}

/// What is entered for the relay.
fn relay_values(record: &SwitchRecord) -> Vec<ValueToEnter> {
    front_of(record).map_or_else(Vec::new, |front| {
        switch::relay_values(&front.pop(), &front.submission(), &record.plan.to.address)
    })
}

/// What is entered again for the mailbox that was there before.
fn values_of_old(account: &Account) -> Vec<ValueToEnter> {
    let pop = Place {
        server: account.server.clone(),
        login: account.login.clone(),
    };
    let submission = submission_of(account.provider.as_deref(), &account.address);
    switch::old_values(&account.address, &pop, submission.as_ref())
}

fn state(record: &SwitchRecord, course: &Course<'_>, obstacle: Option<&Obstacle>) -> SwitchState {
    let waits = |obstacle: &Obstacle| {
        obstacle.passing() == Passing::ByWord || matches!(obstacle, Obstacle::ProgramRuns { .. })
    };
    match (record.ended_at.is_some(), course.goes_back()) {
        (true, false) => SwitchState::New,
        (true, true) => SwitchState::Old,
        (false, _) if obstacle.is_some_and(waits) => SwitchState::Waiting,
        (false, false) => SwitchState::Running,
        (false, true) => SwitchState::Undoing,
    }
}

fn step_view(
    step: Step,
    course: &Course<'_>,
    obstacle: Option<&Obstacle>,
    parties: &Parties<'_>,
) -> SwitchStep {
    let is_next = matches!(course.next(), Next::Do(next) | Next::Undo(next) if next == step);
    let obstacle = obstacle.filter(|_| is_next);
    let standing = course.standing(step);
    let failed = course
        .attempts
        .iter()
        .find_map(|attempt| match &attempt.outcome {
            Some(vigie_domain::switch::Outcome::Failed { obstacle }) if attempt.step == step => {
                Some(obstacle)
            }
            _ => None,
        });
    let (state, when) = match standing {
        Standing::Untouched if is_next => (StepState::Running, When::Before),
        Standing::Untouched => (StepState::Waiting, When::Before),
        _ if failed.is_some() => (StepState::Failed, When::Before),
        Standing::Begun | Standing::Failed => (StepState::Running, When::Before),
        Standing::Undoing => (StepState::Running, When::Done),
        Standing::Done => (StepState::Done, When::Done),
        Standing::Undone => (StepState::Undone, When::Undone),
    };
    let asks = |obstacle: &Obstacle| {
        obstacle.passing() == Passing::ByWord || matches!(obstacle, Obstacle::ProgramRuns { .. })
    };
    SwitchStep {
        step,
        label: switch::step(step, when, parties),
        state: if obstacle.is_some_and(asks) {
            StepState::Person
        } else {
            state
        },
        remark: obstacle
            .or(failed)
            .map(|obstacle| switch::obstacle_title(obstacle, parties)),
    }
}

/// Where a provider's mailboxes send, as the provider table knows it.
fn submission_of(provider: Option<&str>, address: &Address) -> Option<Place> {
    let known = providers::table().by_id(provider?)?.smtp_servers.first()?;
    Some(Place {
        server: vigie_domain::server::Server {
            host: known.host.clone(),
            port: known.port,
            security: known.security?,
        },
        login: address
            .login(known.login.unwrap_or(LoginForm::FullAddress))
            .to_owned(),
    })
}
