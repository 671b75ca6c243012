//! Days of the agent in seconds: the real agent on a real record, under a virtual clock and a
//! network of the test's own.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests stand outside test functions"
)]

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    path::Path,
    rc::Rc,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use rustls::pki_types::CertificateDer;
use secrecy::SecretString;
use tokio::{
    sync::mpsc,
    task::LocalSet,
    time::{self, sleep},
};
use vigie_agent::{
    agent::{Agent, Desk, Inputs, Installed, Record, World},
    book::{BookClock, Rules},
    clock::Clock,
    faces::{FaceId, FromFace, Reply, Welcome},
    line::LineEvent,
    network::{self, Network},
    notify::{Notifier, NotifyError, Toast, ToastKey},
    secrets::{Memory, SecretError, Secrets},
    watch::Pace,
    window::Window,
};
use vigie_domain::{
    account::Address,
    cause::Cause,
    health::{Level, Line, Situation},
    report::{CheckReport, Failure, MailboxSeen, Phase, PhaseTiming},
    server::{Security, Server},
};
use vigie_journal::Journal;
use vigie_mailbox::{CheckRequest, Checked, MessageReader, Progress, discovery::Discovered};
use vigie_protocol::{Answer, MailboxDraft, Password, Refusal, Request, Status};

/// A Monday, ten in the morning in Paris.
const BEGINNING: &str = "2026-03-02T09:00:00Z";

/// How long a simulated check lasts.
const CHECK: Duration = Duration::from_secs(2);

struct VirtualClock {
    base: Timestamp,
    began: time::Instant,
}

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        self.base + SignedDuration::try_from(self.began.elapsed()).unwrap()
    }

    fn monotonic(&self) -> Instant {
        time::Instant::now().into_std()
    }
}

/// What the simulated network does, and what it has seen.
#[derive(Default)]
struct Weather {
    cause: Cell<Option<Cause>>,
    line: Cell<Option<Line>>,
    private: Cell<bool>,
    witnesses_asked: Cell<usize>,
    /// Login names and moments of every login.
    logins: RefCell<Vec<(String, Timestamp)>>,
    busy: RefCell<BTreeSet<String>>,
    most_at_once: Cell<usize>,
}

struct Sky {
    weather: Rc<Weather>,
    clock: Arc<VirtualClock>,
}

impl Network for Sky {
    fn check<'a>(
        &'a self,
        request: &'a CheckRequest<'a>,
        _: &'a mut dyn MessageReader,
        progress: &'a mut (dyn FnMut(Progress) + Send),
    ) -> network::Answer<'a, Checked> {
        Box::pin(async move {
            let weather = &self.weather;
            let login = request.login.to_owned();
            assert!(
                weather.busy.borrow_mut().insert(login.clone()),
                "two logins at once to {login}"
            );
            let at_once = weather.busy.borrow().len();
            weather
                .most_at_once
                .set(weather.most_at_once.get().max(at_once));
            progress(Progress::Entered(Phase::Login));
            sleep(CHECK).await;
            weather.busy.borrow_mut().remove(&login);
            let before_login = weather.cause.get().is_some_and(Cause::may_be_own_line);
            if !before_login {
                weather.logins.borrow_mut().push((login, self.clock.now()));
            }
            let outcome = match weather.cause.get() {
                None => Ok(MailboxSeen {
                    messages: 1,
                    octets: 1000,
                    uids: Some(vec!["1".to_owned()]),
                    new_messages: Vec::new(),
                    more_to_scan: false,
                    oldest: None,
                }),
                Some(cause) => Err(Failure {
                    cause,
                    phase: Phase::Login,
                    detail: None,
                    retry_after_s: None,
                }),
            };
            Checked {
                report: CheckReport {
                    started_at: request.started_at,
                    server: request.server.clone(),
                    timings: vec![PhaseTiming {
                        phase: Phase::Login,
                        ms: 2000.0,
                    }],
                    tls: None,
                    capabilities: Vec::new(),
                    login_delay_s: None,
                    login_attempted: !before_login,
                    outcome,
                },
                memory: None,
            }
        })
    }

    fn witnesses<'a>(&'a self, _hosts: &'a [String]) -> network::Answer<'a, Line> {
        Box::pin(async move {
            let asked = &self.weather.witnesses_asked;
            asked.set(asked.get() + 1);
            self.weather.line.get().unwrap_or(Line::Up)
        })
    }

    fn discover<'a>(
        &'a self,
        _address: &'a Address,
        _extra_roots: &'a [CertificateDer<'static>],
        _deadline: Duration,
    ) -> network::Answer<'a, Discovered<'a>> {
        Box::pin(async { Discovered::default() })
    }

    fn offers_tls<'a>(&'a self, _server: &'a Server) -> network::Answer<'a, bool> {
        Box::pin(async { true })
    }

    fn is_private<'a>(&'a self, _server: &'a Server) -> network::Answer<'a, bool> {
        Box::pin(async { self.weather.private.get() })
    }
}

/// A keychain that can be locked.
#[derive(Default)]
struct Lockable {
    locked: Mutex<bool>,
    /// Whether the person unlocks it when asked.
    obliging: Mutex<bool>,
    inside: Memory,
}

impl Lockable {
    fn lock(&self, locked: bool) {
        *self.locked.lock().unwrap() = locked;
    }

    fn open(&self) -> Result<&Memory, SecretError> {
        if *self.locked.lock().unwrap() {
            Err(SecretError::Locked)
        } else {
            Ok(&self.inside)
        }
    }
}

impl Secrets for Lockable {
    fn read(&self, name: &str) -> Result<Option<SecretString>, SecretError> {
        self.open()?.read(name)
    }

    fn write(&self, name: &str, secret: &SecretString) -> Result<(), SecretError> {
        self.open()?.write(name, secret)
    }

    fn delete(&self, name: &str) -> Result<(), SecretError> {
        self.open()?.delete(name)
    }

    fn unlock(&self) -> Result<(), SecretError> {
        if *self.obliging.lock().unwrap() {
            self.lock(false);
        }
        self.open().map(drop)
    }
}

#[derive(Clone, Default)]
struct Toasts(Arc<Mutex<Vec<Toast>>>);

impl Toasts {
    fn titles(&self) -> Vec<String> {
        let toasts = self.0.lock().unwrap();
        toasts.iter().map(|toast| toast.title.clone()).collect()
    }
}

impl Notifier for Toasts {
    fn show(&self, toast: Toast) -> Result<(), NotifyError> {
        self.0.lock().unwrap().push(toast);
        Ok(())
    }

    fn withdraw(&self, _key: &ToastKey) {}
}

/// Everything that outlives an agent.
struct Place {
    dir: tempfile::TempDir,
    clock: Arc<VirtualClock>,
    weather: Rc<Weather>,
    keychain: Arc<Lockable>,
    toasts: Toasts,
}

impl Place {
    fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
            clock: Arc::new(VirtualClock {
                base: BEGINNING.parse().unwrap(),
                began: time::Instant::now(),
            }),
            weather: Rc::default(),
            keychain: Arc::default(),
            toasts: Toasts::default(),
        }
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Lets an agent live while the story is told; then it is killed as it stands.
    async fn life(&self, story: impl AsyncFnOnce(Face)) {
        let (journal, opened) =
            Journal::open(&self.path().join("vigie.sqlite"), self.clock.now()).unwrap();
        let record = Record::new(journal, opened).unwrap();
        let (to_faces, faces) = mpsc::channel(64);
        let (to_line, line) = mpsc::unbounded_channel();
        let world = World {
            clock: self.clock.clone(),
            network: Rc::new(Sky {
                weather: Rc::clone(&self.weather),
                clock: Arc::clone(&self.clock),
            }),
            secrets: self.keychain.clone(),
            extra_roots: Vec::new(),
            data_dir: self.path().to_owned(),
            pace: Pace::Usual,
            rules: Rules::default(),
            book_clock: BookClock::REAL,
        };
        let desk = Desk::new(
            None,
            Some(Box::new(self.toasts.clone())),
            Window::new(self.path(), false),
            Installed::WithoutSession,
        );
        let inputs = Inputs {
            faces,
            tray: mpsc::unbounded_channel().1,
            toasts: mpsc::unbounded_channel().1,
            line,
            stop: mpsc::channel(1).1,
        };
        let local = LocalSet::new();
        local
            .run_until(async {
                let agent = Agent::new(world, record, Arc::new(Welcome::default()), desk);
                tokio::task::spawn_local(agent.run(inputs));
                story(Face { to_faces, to_line }).await;
            })
            .await;
    }

    fn logins(&self) -> usize {
        self.weather.logins.borrow().len()
    }
}

struct Face {
    to_faces: mpsc::Sender<FromFace>,
    to_line: mpsc::UnboundedSender<LineEvent>,
}

impl Face {
    async fn ask(&self, request: Request) -> Result<Answer, Refusal> {
        let (reply, answer) = Reply::new();
        let asked = FromFace::Asked {
            id: FaceId(1),
            request,
            reply,
        };
        self.to_faces.send(asked).await.unwrap();
        answer.await.unwrap()
    }

    async fn status(&self) -> Status {
        match self.ask(Request::Status).await {
            Ok(Answer::Status { status }) => status,
            other => panic!("no status: {other:?}"),
        }
    }

    async fn add(&self, name: &str) -> Result<Answer, Refusal> {
        self.ask(Request::AddMailbox { draft: draft(name) }).await
    }
}

fn draft(name: &str) -> MailboxDraft {
    MailboxDraft {
        address: format!("{name}@exemple.example").parse().unwrap(),
        login: name.to_owned(),
        server: Server {
            host: "pop.exemple.example".to_owned(),
            port: 995,
            security: Security::Tls,
        },
        provider: None,
        password: Password(SecretString::from("motdepasse".to_owned())),
        host_approved: false,
        clear_text_approved: false,
    }
}

async fn minutes(count: u64) {
    sleep(Duration::from_secs(60 * count)).await;
}

#[tokio::test(start_paused = true)]
async fn a_day_of_calm_then_pop_is_cut_then_restored() {
    let place = Place::new();
    place
        .life(async |face| {
            face.add("cabinet").await.unwrap();
            minutes(24 * 60).await;
            let status = face.status().await;
            assert_eq!(status.level, Level::Well);
            assert!((130..=160).contains(&place.logins()), "{}", place.logins());
            assert!(place.toasts.titles().is_empty());

            place.weather.cause.set(Some(Cause::PopDisabled));
            minutes(11).await;
            let status = face.status().await;
            assert_eq!(status.level, Level::Alarm);
            assert_eq!(place.toasts.titles().len(), 1);
            assert!(place.toasts.0.lock().unwrap()[0].urgent);

            place.weather.cause.set(None);
            minutes(12).await;
            assert_eq!(face.status().await.level, Level::Well);
            assert_eq!(place.toasts.titles().len(), 2);
            assert!(place.toasts.titles()[1].contains("Rétabli"));

            let account = status.mailboxes[0].account.id;
            let history = face.ask(Request::History {
                account,
                from: BEGINNING.parse().unwrap(),
                until: status.at + SignedDuration::from_hours(1),
                points: 100,
            });
            let Ok(Answer::History { history }) = history.await else {
                panic!("no history");
            };
            assert_eq!(history.incidents.len(), 1);
            assert!(history.incidents[0].ended.is_some());
            assert!(history.points.iter().map(|point| point.well).sum::<u64>() > 130);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_refused_password_is_tried_twice_however_often_the_agent_is_killed() {
    let place = Place::new();
    place.weather.cause.set(Some(Cause::PasswordRefused));
    place
        .life(async |face| {
            face.add("cabinet").await.unwrap();
            minutes(1).await;
        })
        .await;
    for _ in 0..30 {
        place.life(async |_| minutes(7).await).await;
    }
    assert_eq!(place.logins(), 2);
    place
        .life(async |face| {
            let status = face.status().await;
            let mailbox = &status.mailboxes[0];
            assert!(matches!(
                mailbox.situation,
                Situation::PasswordNeeded { .. }
            ));
            assert_eq!(mailbox.next_check, None);

            place.weather.cause.set(None);
            let account = mailbox.account.id;
            let password = Password(SecretString::from("autre".to_owned()));
            let changed = face.ask(Request::ChangePassword { account, password });
            changed.await.unwrap();
            minutes(2).await;
            assert_eq!(face.status().await.level, Level::Well);
        })
        .await;
    assert_eq!(place.logins(), 3);
}

#[tokio::test(start_paused = true)]
async fn killed_in_the_middle_of_a_check_the_pause_between_logins_is_kept() {
    let place = Place::new();
    place
        .life(async |face| {
            face.add("cabinet").await.unwrap();
            // The check has begun, and will not end in this life.
            sleep(Duration::from_secs(1)).await;
        })
        .await;
    place.weather.busy.borrow_mut().clear();
    place
        .life(async |face| {
            sleep(Duration::from_secs(40)).await;
            assert!(place.weather.busy.borrow().is_empty());
            let asked = face.ask(Request::CheckNow { account: None }).await;
            assert!(matches!(asked, Err(Refusal::TooSoon { .. })), "{asked:?}");
            minutes(1).await;
            assert_eq!(place.logins(), 1);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn our_own_line_down_is_no_alarm_and_a_private_server_asks_no_witness() {
    let place = Place::new();
    place
        .life(async |face| {
            face.add("cabinet").await.unwrap();
            minutes(1).await;
            place.weather.cause.set(Some(Cause::ConnectTimeout));
            place.weather.line.set(Some(Line::Down));
            minutes(120).await;
            let status = face.status().await;
            assert_eq!(status.level, Level::Unknown);
            assert!(matches!(
                status.mailboxes[0].situation,
                Situation::Offline { .. }
            ));
            assert!(place.toasts.titles().is_empty());
            let asked = place.weather.witnesses_asked.get();
            assert!(asked > 10, "{asked}");

            place.weather.private.set(true);
            minutes(30).await;
            assert_eq!(place.weather.witnesses_asked.get(), asked);
            assert_eq!(face.status().await.level, Level::Alarm);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_locked_keychain_is_waited_for() {
    let place = Place::new();
    place
        .life(async |face| {
            face.add("cabinet").await.unwrap();
            minutes(1).await;
        })
        .await;
    place.keychain.lock(true);
    place
        .life(async |face| {
            minutes(20).await;
            let status = face.status().await;
            assert!(matches!(
                status.mailboxes[0].situation,
                Situation::SecretUnavailable { locked: true, .. }
            ));
            assert_eq!(status.notices.len(), 1);
            assert_eq!(place.logins(), 1);
            let asked = face.ask(Request::CheckNow { account: None }).await;
            assert!(matches!(
                asked,
                Err(Refusal::SecretUnavailable { locked: true })
            ));
            let account = status.mailboxes[0].account.id;
            let removed = face.ask(Request::RemoveMailbox { account }).await;
            assert!(matches!(removed, Err(Refusal::SecretUnavailable { .. })));

            // One question at a time: the first one was answered with no.
            minutes(1).await;
            *place.keychain.obliging.lock().unwrap() = true;
            let asked = face.ask(Request::CheckNow { account: None }).await;
            assert!(matches!(asked, Err(Refusal::SecretUnavailable { .. })));
            minutes(1).await;
            let status = face.status().await;
            assert_eq!(status.level, Level::Well);
            assert!(status.notices.is_empty());
            *place.keychain.obliging.lock().unwrap() = false;

            // Nobody is asked, and nothing is lost, when it opens by itself.
            place.keychain.lock(true);
            minutes(20).await;
            assert_eq!(face.status().await.level, Level::Attention);
            place.keychain.lock(false);
            minutes(7).await;
            assert_eq!(face.status().await.level, Level::Well);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn mailboxes_are_checked_beside_one_another_and_never_one_twice() {
    let place = Place::new();
    place
        .life(async |face| {
            for name in ["un", "deux", "trois"] {
                face.add(name).await.unwrap();
            }
            let again = face.add("deux").await;
            assert!(matches!(again, Err(Refusal::AlreadyWatched)));
            for _ in 0..200 {
                minutes(3).await;
                // Some of them come too soon, which is the answer that is wanted.
                let _ = face.ask(Request::CheckNow { account: None }).await;
                face.to_line.send(LineEvent::NetworkChanged).unwrap();
            }
            assert!(place.weather.most_at_once.get() > 1);
            let logins = place.weather.logins.borrow();
            for name in ["un", "deux", "trois"] {
                let mut times = logins.iter().filter(|(login, _)| login == name);
                let mut before = times.next().unwrap().1;
                for (_, at) in times {
                    let pause = at.duration_since(before);
                    assert!(pause >= SignedDuration::from_secs(60), "{name}: {pause}");
                    before = *at;
                }
            }
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_pause_is_a_pause_and_clear_text_is_refused_where_tls_is_offered() {
    let place = Place::new();
    place
        .life(async |face| {
            let mut clear = draft("clair");
            clear.server.security = Security::Plain;
            clear.clear_text_approved = true;
            let added = face.ask(Request::AddMailbox { draft: clear }).await;
            assert!(matches!(added, Err(Refusal::ClearTextRefused)), "{added:?}");

            face.add("cabinet").await.unwrap();
            minutes(1).await;
            face.ask(Request::Pause { minutes: 60 }).await.unwrap();
            let before = place.logins();
            minutes(59).await;
            assert_eq!(place.logins(), before);
            assert_eq!(face.status().await.level, Level::Unknown);
            minutes(3).await;
            assert_eq!(place.logins(), before + 1);
            assert_eq!(face.status().await.level, Level::Well);
        })
        .await;
}
