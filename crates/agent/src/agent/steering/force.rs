//! Looking for what was published, and putting in force what it means here and now.

use std::{mem, sync::Arc};

use jiff::{SignedDuration, Timestamp};
use vigie_domain::{account::Account, book::source::SourceKind, health::Level};

use super::{
    super::{Agent, checks::Done, record::Record},
    KEY, SteeringDone, Weighed,
};
use crate::steering::{
    Facts, Faulty, InForce, Mailbox, OwnSettings, Round, RoundEnded, Tables, folder, is_sealed,
    practice_number,
};

/// When documents that could not be read are read again.
const WEIGH_AGAIN: SignedDuration = SignedDuration::from_mins(5);

impl Agent {
    pub(super) fn look_if_due(&mut self, now: Timestamp) {
        let is_alarmed = self.watch.all().any(|watched| {
            let account = &watched.account;
            !account.training && account.former.is_none() && watched.health.level() == Level::Alarm
        });
        let way = self.steering_way();
        let desk = &mut self.steering;
        let urgent = is_alarmed || desk.in_force.has_incident();
        let Some(standing) = &mut desk.enrolled else {
            return;
        };
        standing.poll.is_urgent(urgent, now);
        if desk.under_way.look || standing.poll.next() > now {
            return;
        }
        desk.under_way.look = true;
        desk.under_way.again = false;
        let round = Round {
            enrolment: standing.enrolment.clone(),
            datastore: folder(&self.world.data_dir).join(&standing.record.root[..16]),
            way,
            journal: self.record.journal().clone(),
            secrets: Arc::clone(&self.world.secrets),
            key: format!("{}/{KEY}", self.record.installation()),
            practice: practice_number(self.record.installation()),
            settled: standing.settled,
            now,
        };
        let (epoch, done) = (desk.epoch, self.done.clone());
        let looking = tokio::task::spawn_local(round.carry_out());
        tokio::task::spawn_local(async move {
            let ended = looking
                .await
                .inspect_err(|error| tracing::error!(%error, "a fault broke off a look"))
                .ok()
                .map(Box::new);
            let _ = done.send(Done::Steering(SteeringDone::Looked { epoch, ended }));
        });
    }

    pub(super) fn take_steering_look(&mut self, ended: Option<RoundEnded>, now: Timestamp) {
        let Some(standing) = &mut self.steering.enrolled else {
            return;
        };
        let ended = ended.unwrap_or_else(|| RoundEnded::broken(standing.settled));
        standing.poll.ended(ended.outcome, ended.pause, now);
        standing.settled = ended.settled;
        standing.note(ended.faulty);
        if ended.verified {
            standing.record.fetched_at = Some(now);
            standing.expires = ended.expires;
            standing.clock_behind = ended.clock_behind;
        }
        if let Some(notes) = ended.notes {
            standing.notes = notes;
        }
        self.steering.changed = true;
        if ended.adopted {
            self.begin_weighing(now);
        } else {
            self.answer_waiting();
        }
    }

    pub(super) fn answer_waiting(&mut self) {
        let under_way = &self.steering.under_way;
        if under_way.look || under_way.weighing.is_under_way() || under_way.again {
            return;
        }
        for reply in mem::take(&mut self.steering.waiting) {
            self.answer_with_steering(reply);
        }
    }

    /// Works out again what the documents mean, where that may have changed.
    pub(super) fn weigh_if_due(&mut self, now: Timestamp) {
        let desk = &self.steering;
        // What changes meanwhile is seen when it has ended, by the facts.
        if desk.under_way.weighing.is_under_way() {
            return;
        }
        let holds = self.holds_profiles(now);
        let is_due =
            desk.in_force.next_change.is_some_and(|at| at <= now) || (desk.profiles_wait && !holds);
        if is_due || desk.facts.as_ref() != Some(&self.facts()) {
            self.begin_weighing(now);
        }
    }

    pub(super) fn begin_weighing(&mut self, now: Timestamp) {
        if !self.steering.under_way.weighing.begins() {
            return;
        }
        let (epoch, facts) = (self.steering.epoch, self.facts());
        let (record, done) = (self.record.clone(), self.done.clone());
        tokio::task::spawn_blocking(move || {
            let weighed = Box::new(weigh(&record, &facts, now));
            let _ = done.send(Done::Steering(SteeringDone::Weighed {
                epoch,
                facts: Box::new(facts),
                weighed,
            }));
        });
    }

    pub(super) fn take_weighed(&mut self, facts: Facts, weighed: Weighed, now: Timestamp) {
        match weighed {
            Weighed::InForce(weighed) => {
                let (in_force, tables) = *weighed;
                self.put_in_force(in_force, &tables, now);
            }
            // They were right when they were kept; what was made of them then holds on.
            Weighed::Refused(faulty) => {
                if let Some(standing) = &mut self.steering.enrolled {
                    standing.note(faulty);
                }
                self.weigh_later(now);
            }
            Weighed::Unreadable(error) => {
                tracing::error!(%error, "support's documents cannot be read");
                self.weigh_later(now);
            }
        }
        self.steering.facts = Some(facts);
    }

    /// What holds goes on for a while, whatever was due.
    pub(super) fn weigh_later(&mut self, now: Timestamp) {
        let desk = &mut self.steering;
        desk.profiles_wait = false;
        desk.in_force.next_change = now.checked_add(WEIGH_AGAIN).ok();
    }

    pub(super) fn put_in_force(&mut self, in_force: InForce, tables: &Tables, now: Timestamp) {
        let holds = self.holds_profiles(now);
        let before = mem::replace(&mut self.steering.in_force, in_force);
        self.steering
            .steer(&self.world, &self.record, tables, holds);
        self.withdraw_bulletins(&before.bulletins);
        self.settings_hold(now);
        self.steering.changed = true;
    }

    /// An organisation was left: its profiles go with the switch that went on by them.
    pub(super) fn release_profiles(&mut self, now: Timestamp) {
        if self.steering.profiles_wait && !self.holds_profiles(now) {
            self.steering
                .steer(&self.world, &self.record, &Tables::default(), false);
        }
    }

    /// Whether a switch goes on, or is being decided on, by the profiles that are in force.
    pub(super) fn holds_profiles(&self, now: Timestamp) -> bool {
        let is_shown = self.steering.ways_shown_until.is_some_and(|at| at > now);
        is_shown || self.switch.is_under_way()
    }

    pub(super) fn facts(&self) -> Facts {
        let accounts = self.watch.all().map(|watched| &watched.account);
        let profiles: Vec<String> = self
            .watch
            .all()
            .flat_map(|watched| self.books.sources.of_account(watched.account.id))
            .filter_map(|source| match &source.kind {
                SourceKind::Pyxvital { .. } => Some("pyxvital".to_owned()),
                SourceKind::Log { profile, .. } => Some(profile.clone()),
                SourceKind::LotFolder { .. } | SourceKind::ReturnFolder { .. } => None,
            })
            .collect();
        facts(&self.record, &self.own_settings, accounts, &profiles)
    }
}

/// What documents are chosen by.
pub(in crate::agent) fn facts<'a>(
    record: &Record,
    settings: &OwnSettings,
    accounts: impl Iterator<Item = &'a Account>,
    profiles: &[String],
) -> Facts {
    let settings = settings.settings();
    Facts {
        installation: record.installation().to_owned(),
        mailboxes: accounts
            .filter(|account| !account.training)
            .map(Mailbox::of)
            .collect(),
        software: settings
            .billing_software
            .iter()
            .chain(profiles)
            .cloned()
            .collect(),
        department: settings.department.clone(),
    }
}

/// What the documents of the record mean. Blocks on the record.
pub(super) fn weigh(record: &Record, facts: &Facts, now: Timestamp) -> Weighed {
    let mut documents = match record.journal().steering_documents() {
        Ok(documents) => documents,
        Err(error) => return Weighed::Unreadable(error),
    };
    documents.retain(|(name, _)| !is_sealed(name));
    match InForce::of(&documents, facts, now) {
        Ok(weighed) => Weighed::InForce(Box::new(weighed)),
        Err(faults) => Weighed::Refused(Faulty::refused(&faults)),
    }
}
