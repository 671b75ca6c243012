//! The agent itself: one loop that owns every decision.
//!
//! Whatever takes time (checks, the keychain, discovery, reading the record) runs beside it and
//! reports back; nothing that a face, the network or the desktop does can hold it up.

mod answers;
mod book;
mod book_answers;
mod check;
mod checks;
mod desk;
mod diagnostics;
mod draft;
mod exercise;
mod fiche;
mod ground;
mod mailboxes;
mod notices;
mod record;
mod relay;
mod relay_switch;
mod relocation;
mod scrub;
mod status;
mod steering;
mod steering_bulletins;
mod steering_servers;
mod steering_view;
mod switch;
mod telling;
mod training_book;
mod trials;

use std::{
    collections::BTreeSet,
    rc::Rc,
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use tokio::{
    sync::mpsc,
    time::{sleep, timeout},
};
use vigie_protocol::{Settings, Status};
use vigie_words::notice::Notice;

use crate::{
    book::{BookClock, Books, Knowledge, Watching},
    clock::Clock,
    faces::{Connected, FromFace, Welcome},
    line::{LineEvent, SleepGauge},
    network::Network,
    notify::{NotifyError, ToastEvent, ToastReaction},
    secrets::Secrets,
    settings,
    steering::OwnSettings,
    tray::{Presence, TrayCommand},
    watch::{Basis, Pace, ServerAccount, Watch, policy_of},
};
use checks::Done;
pub use desk::{Desk, Installed};
use ground::Ground;
use notices::Notices;
pub use record::{Record, RecordError};
use relay::RelayDesk;
use relocation::{RelocationDone, Relocations};
use steering::{SteeringDesk, facts};
use switch::SwitchDesk;
use training_book::TrainingBook;
use trials::Trials;

/// Everything outside the agent that it touches.
pub struct World {
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Reaches mailboxes and witnesses.
    pub network: Rc<dyn Network>,
    /// Keeps the passwords.
    pub secrets: Arc<dyn Secrets>,
    /// Certification authorities trusted beside the platform's.
    pub extra_roots: Vec<CertificateDer<'static>>,
    /// The folder of this installation.
    pub data_dir: std::path::PathBuf,
    /// How fast the watch goes.
    pub pace: Pace,
    /// How messages are recognised, and how billing software is.
    pub knowledge: Knowledge,
    /// The book's time.
    pub book_clock: BookClock,
}

/// What reaches the agent from outside. A channel whose other end is gone is silent for ever.
pub struct Inputs {
    /// From the faces.
    pub faces: mpsc::Receiver<FromFace>,
    /// From the tray.
    pub tray: mpsc::UnboundedReceiver<TrayCommand>,
    /// From the notifications.
    pub toasts: mpsc::UnboundedReceiver<ToastEvent>,
    /// From the line.
    pub line: mpsc::UnboundedReceiver<LineEvent>,
    /// One message asks the agent to end.
    pub stop: mpsc::Receiver<()>,
}

/// The agent.
pub struct Agent {
    world: World,
    record: Record,
    /// Those in force.
    settings: Settings,
    own_settings: OwnSettings,
    watch: Watch,
    books: Books,
    training_book: Option<TrainingBook>,
    watcher: Option<Watching>,
    /// The start, or the last waking: what was seen of a mailbox before is out of date.
    in_sight_from: Timestamp,
    trials: Trials,
    relocation: Relocations,
    faces: Connected,
    welcome: Arc<Welcome>,
    desk: Desk,
    notices: Notices,
    ground: Option<Ground>,
    done: mpsc::UnboundedSender<Done>,
    finished: mpsc::UnboundedReceiver<Done>,
    told: Option<Status>,
    sleep: SleepGauge,
    unlocking: bool,
    ending: bool,
    switch: SwitchDesk,
    relay: RelayDesk,
    steering: SteeringDesk,
}

enum Incoming {
    Face(FromFace),
    Done(Done),
    Tray(TrayCommand),
    Toast(ToastEvent),
    Line(LineEvent),
    Presence(Presence),
    WindowEnded,
    Stop,
    /// The timer woke us, which was to do so at this moment.
    Time(Instant),
}

/// How long faces may take to read the farewell.
const FAREWELL: Duration = Duration::from_secs(1);

/// How long a check of a new mailbox may take to close what it has open.
const QUITTING: Duration = Duration::from_secs(5);

impl Agent {
    /// An agent that continues where this record ends. Must live within a tokio `LocalSet`.
    #[must_use]
    pub fn new(world: World, record: Record, welcome: Arc<Welcome>, desk: Desk) -> Self {
        exercise::clear(&world.data_dir);
        let now = world.clock.now();
        let sleep = SleepGauge::new(now, world.clock.monotonic());
        let mut notices = Notices::default();
        let own_settings = record
            .settings()
            .unwrap_or_else(|error| {
                tracing::error!(%error, "the settings cannot be read");
                notices.add(Notice::RecordFailing);
                None
            })
            .unwrap_or_default();
        let kept = record.mailboxes().unwrap_or_else(|error| {
            tracing::error!(%error, "the mailboxes cannot be read");
            notices.add(Notice::RecordDamaged);
            Vec::new()
        });
        let accounts = kept.iter().map(|kept| &kept.account);
        let facts = facts(&record, &own_settings, accounts, &[]);
        let steering = SteeringDesk::resume(&world, &record, facts, now);
        let settings = own_settings.under(&steering.in_force().word);
        welcome.set_language(settings::language(&settings));
        let mut watch = Watch::default();
        let providers = world.knowledge.providers();
        let basis = Basis {
            settings: &settings,
            thresholds: steering.in_force().word.thresholds,
            providers: &providers,
            installation: record.installation(),
            pace: world.pace,
        };
        for kept in kept {
            let policy = policy_of(&kept.account, basis);
            let mut health = kept
                .health
                .unwrap_or_else(|| vigie_domain::health::Health::new(now));
            health.woke_up(&policy, now);
            let account = kept.account.id;
            watch.add(kept.account, health, policy, kept.memory, now);
            watch.with(account, now, |watched| watched.report = kept.report);
        }
        let books = record.books(watch.all().map(|watched| watched.account.id), now);
        if let Some(damage) = record.damage() {
            notices.add(damage);
        }
        let switch = SwitchDesk::resume(record.journal().last_switch(), now);
        let relay = RelayDesk::resume(record.journal().relay(), record.journal().submissions());
        let (done, finished) = mpsc::unbounded_channel();
        let changed = done.clone();
        record.on_fault(move || {
            // An agent that has ended minds no more.
            let _ = changed.send(Done::RecordChanged);
        });
        let mut agent = Self {
            world,
            record,
            settings,
            own_settings,
            watch,
            books,
            training_book: None,
            watcher: None,
            in_sight_from: now,
            trials: Trials::default(),
            relocation: Relocations::default(),
            faces: Connected::default(),
            welcome,
            desk,
            notices,
            ground: None,
            done,
            finished,
            told: None,
            sleep,
            unlocking: false,
            ending: false,
            switch,
            relay,
            steering,
        };
        agent.renew_autostart();
        agent.load_relocation(now);
        agent
    }

    /// Lives until it is asked to end.
    pub async fn run(mut self, mut inputs: Inputs) {
        self.settle();
        while !self.ending {
            let incoming = self.next(&mut inputs).await;
            self.take(incoming);
            self.settle();
        }
        self.books
            .sources
            .stop
            .store(true, std::sync::atomic::Ordering::Relaxed);
        self.faces.farewell();
        self.stop_training();
        self.end_in_order().await;
        let gone = async {
            while self.faces.any() {
                match inputs.faces.recv().await {
                    Some(FromFace::Left { id }) => self.faces.leave(id),
                    Some(_) => {}
                    None => return,
                }
            }
        };
        if timeout(FAREWELL, gone).await.is_err() {
            tracing::info!("not every face read the farewell");
        }
        tracing::info!("the agent ends");
    }

    async fn next(&mut self, inputs: &mut Inputs) -> Incoming {
        let next = [
            self.watch.next_wake(&self.busy()),
            self.relocation_wake(),
            self.books.next_wake(),
            self.trials.next_wake(),
            self.switch_wake(),
            self.relay_wake(self.now()),
            self.steering_wake(),
        ];
        let wait = wait(next.into_iter().flatten().min(), self.now());
        let due = wait.map(|wait| self.world.clock.monotonic() + wait);
        let (window, presence) = self.desk.waiting();
        tokio::select! {
            Some(()) = inputs.stop.recv() => Incoming::Stop,
            Some(done) = self.finished.recv() => Incoming::Done(done),
            Some(message) = inputs.faces.recv() => Incoming::Face(message),
            Some(command) = inputs.tray.recv() => Incoming::Tray(command),
            Some(event) = inputs.toasts.recv() => Incoming::Toast(event),
            Some(event) = inputs.line.recv() => Incoming::Line(event),
            seen = presence => Incoming::Presence(seen),
            () = window => Incoming::WindowEnded,
            due = elapsed(wait, due) => Incoming::Time(due),
        }
    }

    fn take(&mut self, incoming: Incoming) {
        match incoming {
            Incoming::Face(FromFace::Joined { id, face, outbox }) => {
                self.faces.join(id, face, outbox);
                // Somebody is looking: the keychain may be asked again.
                let now = self.now();
                self.watch.try_secrets_now(now);
                self.try_relocation_secrets_now(now);
                self.try_relay_secrets_now(now);
            }
            Incoming::Face(FromFace::Left { id }) => self.faces.leave(id),
            Incoming::Face(FromFace::Asked { request, reply, .. }) => self.answer(request, reply),
            Incoming::Done(done) => self.take_done(done),
            Incoming::Tray(command) => self.obey(command),
            Incoming::Toast(event) => self.take_toast(event),
            Incoming::Line(event) => {
                // A sleep that the system tells of is not to be found a second time by the clocks.
                if event == LineEvent::WokeUp {
                    self.slept(None);
                }
                self.line_changed(event);
            }
            Incoming::Presence(presence) => match presence {
                Presence::NoHost | Presence::NoBus => self.notices.add(Notice::NoTray),
                Presence::Shown | Presence::Starting => self.notices.remove(&Notice::NoTray),
            },
            Incoming::WindowEnded => {}
            Incoming::Time(due) => {
                if self.slept(Some(due)) {
                    self.line_changed(LineEvent::WokeUp);
                }
            }
            Incoming::Stop => {
                tracing::info!("asked to end");
                self.ending = true;
            }
        }
    }

    /// Starts what is due, and tells whoever listens what has changed.
    fn settle(&mut self) {
        self.start_due();
        self.start_book();
        self.start_switch();
        let now = self.now();
        self.start_steering(now);
        self.drive_relocation(now);
        self.tell_relocation(now);
        self.drive_relay(now);
        self.tell_relay(now);
        self.trials.forget_old(now);
        self.notices.note_record(self.record.fault());
        self.notices.note_lost(self.record.lost());
        self.notices.note_secrets(self.watch.secret_missing());
        self.tell();
    }

    /// A check of a new mailbox closes what it has open: a session that is broken off without QUIT
    /// leaves the mailbox locked at many providers.
    async fn end_in_order(&mut self) {
        if !self.stop_relocation() {
            return;
        }
        let ended = async {
            while let Some(done) = self.finished.recv().await {
                if matches!(done, Done::Relocation(RelocationDone::Ended { .. })) {
                    return;
                }
            }
        };
        if timeout(QUITTING, ended).await.is_err() {
            tracing::info!("a check of a new mailbox is broken off");
        }
    }

    /// The accounts that only a trial, the check of a new mailbox or the relay may log in to now.
    fn busy(&self) -> BTreeSet<ServerAccount> {
        let mut busy = self.trials.busy();
        busy.append(&mut self.relocation.busy());
        busy.append(&mut self.collecting());
        busy
    }

    fn now(&self) -> Timestamp {
        self.world.clock.now()
    }

    fn slept(&mut self, due: Option<Instant>) -> bool {
        let clock = &self.world.clock;
        self.sleep.slept(clock.now(), clock.monotonic(), due)
    }

    fn obey(&mut self, command: TrayCommand) {
        let now = self.now();
        match command {
            TrayCommand::Open => {
                if let Err(refusal) = self.open_window() {
                    tracing::warn!(%refusal, "the window cannot be opened");
                }
            }
            TrayCommand::CheckNow => {
                if let Err(refusal) = self.check_now(None, now) {
                    tracing::info!(%refusal, "no check now");
                }
            }
            TrayCommand::PauseHour => self.pause(60, now),
            TrayCommand::Resume => self.resume(now),
            TrayCommand::Quit => self.ending = true,
        }
    }

    fn take_toast(&mut self, event: ToastEvent) {
        match event {
            ToastEvent::Shown { .. } => self.notices.remove(&Notice::NoNotifications),
            ToastEvent::Reacted { key, reaction } => match reaction {
                ToastReaction::Open => self.obey(TrayCommand::Open),
                ToastReaction::RemindTomorrow => {
                    let now = self.now();
                    self.remind_tomorrow(telling::account_of(&key), now);
                }
            },
            ToastEvent::Failed { key, error } => {
                tracing::warn!(%error, "a notification was not shown");
                let (account, now) = (telling::account_of(&key), self.now());
                self.record
                    .keep_failed_notification(account, &key.0, error.to_string(), now);
                if matches!(error, NotifyError::NoBus(_) | NotifyError::NoServer) {
                    self.notices.add(Notice::NoNotifications);
                }
            }
        }
    }

    fn line_changed(&mut self, event: LineEvent) {
        let now = self.now();
        tracing::info!(?event, "the line changed");
        if event == LineEvent::WokeUp {
            self.in_sight_from = now;
            self.books.woke_up(now);
        }
        for account in self.accounts() {
            let kept = self.watch.with(account, now, |watched| {
                if !watched.account.training {
                    match event {
                        LineEvent::NetworkChanged => {
                            watched.health.line_changed(&watched.policy, now);
                        }
                        LineEvent::WokeUp => watched.health.woke_up(&watched.policy, now),
                    }
                }
            });
            if kept.is_some() {
                self.keep_health(account, &[], now);
            }
        }
        self.watch.try_secrets_now(now);
        self.steering.line_changed(now);
    }
}

/// How long to wait for that moment, as far as the clock now says.
fn wait(at: Option<Timestamp>, now: Timestamp) -> Option<Duration> {
    let wait = Duration::try_from(at?.duration_since(now)).unwrap_or(Duration::ZERO);
    // A millisecond more, since timers may fire that much early.
    Some(wait + Duration::from_millis(1))
}

/// Ends after that time; never, where there is none.
async fn elapsed(wait: Option<Duration>, due: Option<Instant>) -> Instant {
    match (wait, due) {
        (Some(wait), Some(due)) => {
            sleep(wait).await;
            due
        }
        _ => std::future::pending().await,
    }
}
