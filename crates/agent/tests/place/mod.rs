//! The agent's surroundings in a simulation: a clock, a network, a keychain and a desktop of the
//! test's own.

#![allow(dead_code, reason = "shared by tests, each of which uses its own part")]

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
    book::{BookClock, Knowledge},
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
    health::Line,
    report::{CheckReport, Failure, MailboxSeen, NewMessage, Phase, PhaseTiming},
    server::{Security, Server},
};
use vigie_journal::{Journal, OpenError, Opened};
use vigie_mailbox::{
    CheckRequest, Checked, MessageReader, Progress, Wanted, discovery::Discovered,
    providers::ProviderTable,
};
use vigie_protocol::{Answer, MailboxDraft, Password, Refusal, Request, Status};

/// A Monday, ten in the morning in Paris.
pub(crate) const BEGINNING: &str = "2026-03-02T09:00:00Z";

/// How long a simulated check lasts.
const CHECK: Duration = Duration::from_secs(2);

pub(crate) struct VirtualClock {
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
pub(crate) struct Weather {
    pub(crate) cause: Cell<Option<Cause>>,
    pub(crate) line: Cell<Option<Line>>,
    pub(crate) private: Cell<bool>,
    pub(crate) witnesses_asked: Cell<usize>,
    /// Login names and moments of every login.
    pub(crate) logins: RefCell<Vec<(String, Timestamp)>>,
    /// The hosts of every check, also of those that came to no login.
    pub(crate) hosts: RefCell<Vec<String>>,
    pub(crate) busy: RefCell<BTreeSet<String>>,
    pub(crate) most_at_once: Cell<usize>,
    /// What lies in the mailbox.
    pub(crate) mail: RefCell<Vec<Mail>>,
}

/// A message in the mailbox.
#[derive(Clone)]
pub(crate) struct Mail {
    pub(crate) uid: String,
    pub(crate) received_at: Timestamp,
    pub(crate) octets: Vec<u8>,
}

impl Weather {
    /// Every message through the reader, as a check does with those that are not known.
    fn read(&self, request: &CheckRequest<'_>, reader: &mut dyn MessageReader) -> MailboxSeen {
        let mail = self.mail.borrow();
        let mut new_messages = Vec::new();
        for one in mail.iter() {
            if request.known.contains_key(&one.uid) {
                continue;
            }
            let message = NewMessage {
                uid: one.uid.clone(),
                octets: None,
                message_id: None,
                from: None,
                subject: None,
                received_at: Some(one.received_at),
            };
            let end = one.octets.windows(4).position(|four| four == b"\r\n\r\n");
            let header = &one.octets[..end.map_or(one.octets.len(), |end| end + 4)];
            if let Wanted::Lines(_) = reader.header(&message, header) {
                reader.lines(&message, &one.octets);
            }
            new_messages.push(message);
        }
        MailboxSeen {
            messages: mail.len() as u64,
            octets: 1000,
            uids: Some(mail.iter().map(|one| one.uid.clone()).collect()),
            new_messages,
            more_to_scan: false,
            oldest: mail.iter().map(|one| one.received_at).min(),
        }
    }
}

struct Sky {
    weather: Rc<Weather>,
    clock: Arc<VirtualClock>,
}

impl Network for Sky {
    fn check<'a>(
        &'a self,
        request: &'a CheckRequest<'a>,
        reader: &'a mut dyn MessageReader,
        progress: &'a mut (dyn FnMut(Progress) + Send),
    ) -> network::Answer<'a, Checked> {
        Box::pin(async move {
            let weather = &self.weather;
            let login = request.login.to_owned();
            weather.hosts.borrow_mut().push(request.server.host.clone());
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
                None => Ok(weather.read(request, reader)),
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
        _table: &'a ProviderTable,
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
pub(crate) struct Lockable {
    locked: Mutex<bool>,
    /// Whether the person unlocks it when asked.
    pub(crate) obliging: Mutex<bool>,
    inside: Memory,
    names: Mutex<BTreeSet<String>>,
}

impl Lockable {
    pub(crate) fn lock(&self, locked: bool) {
        *self.locked.lock().unwrap() = locked;
    }

    /// Whether any password is in it.
    pub(crate) fn holds_any(&self) -> bool {
        !self.names.lock().unwrap().is_empty()
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
        self.open()?.write(name, secret)?;
        self.names.lock().unwrap().insert(name.to_owned());
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), SecretError> {
        self.open()?.delete(name)?;
        self.names.lock().unwrap().remove(name);
        Ok(())
    }

    fn unlock(&self) -> Result<(), SecretError> {
        if *self.obliging.lock().unwrap() {
            self.lock(false);
        }
        self.open().map(drop)
    }
}

#[derive(Clone, Default)]
pub(crate) struct Toasts(pub(crate) Arc<Mutex<Vec<Toast>>>);

impl Toasts {
    pub(crate) fn all(&self) -> Vec<Toast> {
        self.0.lock().unwrap().clone()
    }

    pub(crate) fn titles(&self) -> Vec<String> {
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
pub(crate) struct Place {
    pub(crate) dir: tempfile::TempDir,
    pub(crate) clock: Arc<VirtualClock>,
    pub(crate) weather: Rc<Weather>,
    pub(crate) keychain: Arc<Lockable>,
    pub(crate) toasts: Toasts,
    pub(crate) knowledge: Knowledge,
    /// Trusted beside the platform's roots.
    pub(crate) roots: Vec<CertificateDer<'static>>,
    pub(crate) pace: Pace,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self::at(BEGINNING)
    }

    /// One whose clock begins there.
    pub(crate) fn at(beginning: &str) -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
            clock: Arc::new(VirtualClock {
                base: beginning.parse().unwrap(),
                began: time::Instant::now(),
            }),
            weather: Rc::default(),
            keychain: Arc::default(),
            toasts: Toasts::default(),
            knowledge: Knowledge::default(),
            roots: Vec::new(),
            pace: Pace::Usual,
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Lets an agent live while the story is told; then it is killed as it stands.
    pub(crate) async fn life(&self, story: impl AsyncFnOnce(Face)) {
        // The life before may have ended in the middle of a check.
        self.weather.busy.borrow_mut().clear();
        let (journal, opened) = self.open_record();
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
            extra_roots: self.roots.clone(),
            data_dir: self.path().to_owned(),
            pace: self.pace,
            knowledge: self.knowledge.clone(),
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

    /// Opens the record; what the life before left running beside its loop may hold it for a moment.
    fn open_record(&self) -> (Journal, Opened) {
        let file = self.path().join("vigie.sqlite");
        let began = Instant::now();
        loop {
            match Journal::open(&file, self.clock.now()) {
                Err(OpenError::InUse) if began.elapsed() < Duration::from_mins(1) => {
                    // Not the runtime's sleep: its clock may be the test's own.
                    std::thread::sleep(Duration::from_millis(5));
                }
                opened => return opened.unwrap(),
            }
        }
    }

    pub(crate) fn logins(&self) -> usize {
        self.weather.logins.borrow().len()
    }
}

pub(crate) struct Face {
    pub(crate) to_faces: mpsc::Sender<FromFace>,
    pub(crate) to_line: mpsc::UnboundedSender<LineEvent>,
}

impl Face {
    pub(crate) async fn ask(&self, request: Request) -> Result<Answer, Refusal> {
        let (reply, answer) = Reply::new();
        let asked = FromFace::Asked {
            id: FaceId(1),
            request,
            reply,
        };
        self.to_faces.send(asked).await.unwrap();
        answer.await.unwrap()
    }

    pub(crate) async fn status(&self) -> Status {
        match self.ask(Request::Status).await {
            Ok(Answer::Status { status }) => status,
            other => panic!("no status: {other:?}"),
        }
    }

    pub(crate) async fn add(&self, name: &str) -> Result<Answer, Refusal> {
        self.ask(Request::AddMailbox { draft: draft(name) }).await
    }
}

pub(crate) fn draft(name: &str) -> MailboxDraft {
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

pub(crate) async fn minutes(count: u64) {
    sleep(Duration::from_secs(60 * count)).await;
}
