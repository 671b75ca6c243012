//! The training ground while it runs: its provider, its mailbox, its secret.

use std::sync::Arc;

use jiff::Timestamp;
use secrecy::SecretString;
use vigie_domain::{
    account::{Account, AccountId},
    health::Health,
};
use vigie_protocol::{Answer, Refusal, TrainingAction, TrainingStatus};
use vigie_training::{TrainingGround, Trouble};

use crate::{
    faces::Reply,
    secrets::{Memory, Secrets},
    watch::policy_of,
};

use super::{Agent, checks::Done};

/// The number of the training mailbox, which no journal gives.
pub(super) const TRAINING_ACCOUNT: AccountId = AccountId(-1);

/// A running training ground.
pub(super) struct Ground {
    provider: Arc<TrainingGround>,
    secrets: Arc<Memory>,
    trouble: TrainingAction,
}

impl Ground {
    pub(super) fn status(&self) -> TrainingStatus {
        TrainingStatus {
            trouble: self.trouble,
        }
    }

    pub(super) fn provider(&self) -> &TrainingGround {
        &self.provider
    }

    pub(super) fn secrets(&self) -> Arc<dyn Secrets> {
        Arc::<Memory>::clone(&self.secrets)
    }
}

impl Agent {
    /// Acts on the training ground.
    pub(super) fn train(&mut self, action: TrainingAction, reply: Reply) {
        let trouble = match action {
            TrainingAction::Start => return self.start_training(reply),
            TrainingAction::Stop => {
                self.stop_training();
                return reply.send(Ok(Answer::Done));
            }
            TrainingAction::Restore => Trouble::None,
            TrainingAction::CutPop => Trouble::CutPop,
            TrainingAction::RefusePassword => Trouble::RefusePassword,
            TrainingAction::ExpireCertificate => Trouble::ExpireCertificate,
            TrainingAction::LockMailbox => Trouble::LockMailbox,
            TrainingAction::CutInternet => Trouble::CutInternet,
        };
        let Some(ground) = &self.ground else {
            return reply.send(Err(Refusal::NotPossible));
        };
        let (provider, done) = (Arc::clone(&ground.provider), self.done.clone());
        tokio::task::spawn_local(async move {
            let set = provider.set(trouble).await;
            if let Err(error) = &set {
                tracing::warn!(%error, "the training ground does not obey");
            }
            let _ = done.send(Done::TroubleSet {
                action: set.is_ok().then_some(action),
                reply,
            });
        });
    }

    fn start_training(&mut self, reply: Reply) {
        if self.ground.is_some() {
            return reply.send(Ok(Answer::Done));
        }
        let (now, done) = (self.now(), self.done.clone());
        tokio::task::spawn_local(async move {
            let started = TrainingGround::start(now).await;
            let _ = done.send(Done::TrainingStarted {
                started: Box::new(started),
                reply,
            });
        });
    }

    pub(super) fn training_started(
        &mut self,
        started: Result<TrainingGround, vigie_training::StartError>,
        reply: Reply,
        now: Timestamp,
    ) {
        let provider = match started {
            Ok(provider) => provider,
            Err(error) => {
                tracing::warn!(%error, "the training ground does not start");
                return reply.send(Err(Refusal::NotPossible));
            }
        };
        if self.ground.is_none() {
            let secrets = Memory::default();
            let account = Account {
                id: TRAINING_ACCOUNT,
                address: provider.address().clone(),
                login: provider.address().to_string(),
                server: provider.pop(),
                provider: None,
                interval_minutes: self.settings.interval_minutes,
                training: true,
            };
            let password: SecretString = provider.password().clone();
            if let Err(error) = secrets.write(&self.secret_name(TRAINING_ACCOUNT), &password) {
                tracing::warn!(%error, "the training mailbox has no password");
            }
            let policy = policy_of(
                &account,
                &self.settings,
                self.record.installation(),
                self.world.pace,
            );
            self.watch.add(account, Health::new(now), policy, None, now);
            self.ground = Some(Ground {
                provider: Arc::new(provider),
                secrets: Arc::new(secrets),
                trouble: TrainingAction::Restore,
            });
            tracing::info!("the training ground runs");
        }
        reply.send(Ok(Answer::Done));
    }

    /// A trouble was put on, or could not be (`None`).
    pub(super) fn trouble_set(
        &mut self,
        action: Option<TrainingAction>,
        reply: Reply,
        now: Timestamp,
    ) {
        match (&mut self.ground, action) {
            (Some(ground), Some(action)) => {
                ground.trouble = action;
                // On the training ground the user has acted: a password that was refused may be
                // tried again as soon as the provider takes it.
                if action == TrainingAction::Restore {
                    self.watch.with(TRAINING_ACCOUNT, now, |watched| {
                        watched.health.password_changed(now);
                    });
                }
                reply.send(Ok(Answer::Done));
            }
            _ => reply.send(Err(Refusal::NotPossible)),
        }
    }

    fn stop_training(&mut self) {
        if self.ground.take().is_some() {
            self.watch.remove(TRAINING_ACCOUNT);
            self.end_training_book();
            self.withdraw_toasts(TRAINING_ACCOUNT);
            tracing::info!("the training ground is gone");
        }
    }
}
