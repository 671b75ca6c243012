//! The training ground while it runs: its provider, its mailbox, its secret.

use std::{path::PathBuf, sync::Arc};

use jiff::Timestamp;
use secrecy::SecretString;
use vigie_domain::{
    account::{Account, AccountId},
    book::deadline::Place,
    health::Health,
};
use vigie_protocol::{Answer, Refusal, TrainingAction, TrainingStatus};
use vigie_training::{SendError, StartError, TrainingGround, Trouble};

use crate::{
    faces::Reply,
    secrets::{Memory, Secrets},
    settings,
};

use super::{
    Agent,
    checks::Done,
    exercise::{Exercise, NoExercise},
    training_book::TrainingBook,
};

/// The number of the training mailbox, which no journal gives.
pub(super) const TRAINING_ACCOUNT: AccountId = AccountId(-1);

/// A running training ground.
pub(super) struct Ground {
    provider: Arc<TrainingGround>,
    secrets: Arc<Memory>,
    exercise: Arc<Exercise>,
    trouble: TrainingAction,
}

/// A ground that was just started.
pub(super) struct Started {
    provider: TrainingGround,
    account: Account,
    exercise: Exercise,
    book: TrainingBook,
}

/// Why no ground starts.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoGround {
    /// The provider does not.
    #[error(transparent)]
    Provider(#[from] StartError),
    /// Its exercise cannot be begun.
    #[error(transparent)]
    Exercise(#[from] NoExercise),
    /// The agent is ending.
    #[error("the agent ends")]
    Ending,
}

impl Ground {
    pub(super) fn status(&self, now: Timestamp) -> TrainingStatus {
        TrainingStatus {
            trouble: self.trouble,
            clock: self.exercise.clock(now),
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
            TrainingAction::SendLot => return self.send_lot(reply),
            TrainingAction::Restore => Trouble::None,
            TrainingAction::CutPop => Trouble::CutPop,
            TrainingAction::RefusePassword => Trouble::RefusePassword,
            TrainingAction::ExpireCertificate => Trouble::ExpireCertificate,
            TrainingAction::LockMailbox => Trouble::LockMailbox,
            TrainingAction::CutInternet => Trouble::CutInternet,
            TrainingAction::StopArls => Trouble::StopArls,
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
        let place = settings::place(&self.settings);
        let data_dir = self.world.data_dir.clone();
        let interval_minutes = self.settings.interval_minutes;
        tokio::task::spawn_local(async move {
            let started = start(data_dir, interval_minutes, place, now).await;
            let _ = done.send(Done::TrainingStarted {
                started: Box::new(started),
                reply,
            });
        });
    }

    pub(super) fn training_started(
        &mut self,
        started: Result<Started, NoGround>,
        reply: Reply,
        now: Timestamp,
    ) {
        let Started {
            provider,
            account,
            exercise,
            book,
        } = match started {
            Ok(started) => started,
            Err(error) => {
                tracing::warn!(%error, "the training ground does not start");
                return reply.send(Err(Refusal::NotPossible));
            }
        };
        if self.ground.is_none() {
            let secrets = Memory::default();
            let password: SecretString = provider.password().clone();
            if let Err(error) = secrets.write(&self.secret_name(TRAINING_ACCOUNT), &password) {
                tracing::warn!(%error, "the training mailbox has no password");
            }
            let policy = self.policy_for(&account);
            self.watch.add(account, Health::new(now), policy, None, now);
            self.begin_training_book(book, now);
            self.ground = Some(Ground {
                provider: Arc::new(provider),
                secrets: Arc::new(secrets),
                exercise: Arc::new(exercise),
                trouble: TrainingAction::Restore,
            });
            tracing::info!("the training ground runs");
        }
        reply.send(Ok(Answer::Done));
    }

    /// The billing program sends a lot, dated by the training's own clock.
    fn send_lot(&self, reply: Reply) {
        let Some(ground) = &self.ground else {
            return reply.send(Err(Refusal::NotPossible));
        };
        let now = self.now();
        let zone = settings::zone(&self.settings);
        let made = self.book_now(TRAINING_ACCOUNT).to_zoned(zone).datetime();
        let provider = Arc::clone(&ground.provider);
        let exercise = Arc::clone(&ground.exercise);
        let done = self.done.clone();
        tokio::task::spawn_local(async move {
            let sent = exercise.program.send(&provider, made, now).await;
            let _ = done.send(Done::LotSent { sent, reply });
        });
    }

    pub(super) fn lot_sent(&mut self, sent: Result<(), SendError>, reply: Reply, now: Timestamp) {
        if let Err(error) = sent {
            tracing::info!(%error, "no training lot was sent");
            return reply.send(Err(Refusal::NotPossible));
        }
        self.books.sources.due_now(TRAINING_ACCOUNT, now);
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

    pub(super) fn stop_training(&mut self) {
        // Its folder goes last, when the book in it is closed.
        if let Some(_ground) = self.ground.take() {
            self.watch.remove(TRAINING_ACCOUNT);
            self.end_training_book();
            self.withdraw_toasts(TRAINING_ACCOUNT);
            tracing::info!("the training ground is gone");
        }
    }
}

/// Starts provider and exercise; what is written to the disk is written beside the loop.
async fn start(
    data_dir: PathBuf,
    interval_minutes: u16,
    place: Place,
    now: Timestamp,
) -> Result<Started, NoGround> {
    let provider = TrainingGround::start(now).await?;
    let account = Account {
        id: TRAINING_ACCOUNT,
        address: provider.address().clone(),
        login: provider.address().to_string(),
        server: provider.pop(),
        provider: None,
        interval_minutes,
        training: true,
        former: None,
    };
    let begun = tokio::task::spawn_blocking(move || {
        let (exercise, book) = Exercise::begin(&data_dir, &provider, &account, &place, now)?;
        Ok(Started {
            provider,
            account,
            exercise,
            book,
        })
    });
    begun.await.unwrap_or(Err(NoGround::Ending))
}
