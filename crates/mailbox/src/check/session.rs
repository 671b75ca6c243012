//! One session, phase by phase.

use std::{collections::VecDeque, time::Duration};

use tokio::{
    task::JoinHandle,
    time::{Instant, timeout_at},
};
use vigie_domain::{
    cause::Cause,
    report::{CheckReport, MailboxSeen, Phase, TlsSeen},
    server::Security,
};
use vigie_pop3::{
    Capabilities, Capability, Command, Plain, Reply, ResponseCode,
    client::{CommandError, Event},
};

use super::{
    CheckRequest, Checked, Progress, connection::Connection, failure::Stop, memory::ServerMemory,
    scan, stopwatch::Stopwatch,
};
use crate::{connect, providers::replies::ReplyTo, resolver::LookupError, tls::ClientTls};

/// The longest capability line that is kept, in characters.
const CAPABILITY_CHARACTERS: usize = 200;

/// Commands in flight at most, where the server announces PIPELINING.
const MAX_IN_FLIGHT: usize = 400;

/// How long QUIT is waited for: after a success (the lock is given back), after a failure.
const QUIT_PATIENCE: Duration = Duration::from_secs(3);
const PARTING_PATIENCE: Duration = Duration::from_millis(500);

/// A running check.
pub(super) struct Session<'r, 'p> {
    pub(super) request: &'r CheckRequest<'r>,
    pub(super) watch: Stopwatch<'p>,
    /// Whether several commands may be in flight.
    pub(super) pipelining: bool,
    /// From then on no more headers are asked for, so that QUIT is said in time.
    pub(super) stop_at: Instant,
    pub(super) cap_at: Instant,
    connection: Option<Connection>,
    /// Being made ready for STLS.
    tls: Option<PendingTls>,
    queue: VecDeque<Command>,
    seen: Seen,
}

/// What the report needs beside the outcome.
#[derive(Default)]
struct Seen {
    tls: Option<TlsSeen>,
    before_login: Capabilities,
    after_login: Option<Capabilities>,
    /// Whether CAPA was asked in this session.
    capabilities_are_fresh: bool,
    login_attempted: bool,
}

/// Runs the whole check.
pub(super) async fn run(
    request: &CheckRequest<'_>,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Checked {
    let now = Instant::now();
    let cap = request.limits.cap;
    let mut session = Session {
        request,
        watch: Stopwatch::start(Phase::Dns, progress),
        pipelining: false,
        stop_at: now + cap * 3 / 4,
        cap_at: now + cap,
        connection: None,
        tls: None,
        queue: VecDeque::new(),
        seen: Seen::default(),
    };
    let outcome = session.mailbox().await;
    let phase = session.watch.phase();
    if let Some(connection) = session.connection.take() {
        // Only after a refusal does anybody still listen.
        let polite = outcome.as_ref().is_err_and(|stop| is_a_reply(stop.cause));
        session.part(connection, polite).await;
    }
    session.finish(outcome, phase)
}

impl Session<'_, '_> {
    async fn mailbox(&mut self) -> Result<MailboxSeen, Stop> {
        self.connect().await?;
        self.greeting().await?;
        self.start_tls().await?;
        self.capabilities().await?;
        self.log_in().await?;
        self.capabilities_after_login().await?;
        let seen = self.inventory().await?;
        self.quit().await;
        Ok(seen)
    }

    async fn connect(&mut self) -> Result<(), Stop> {
        let server = self.request.server;
        let limits = self.request.limits;
        let tls = match server.security {
            Security::Plain if !self.request.clear_text_allowed => {
                self.watch.enter(Phase::Tls);
                return Err(Stop::new(Cause::TlsFailed, "clear text was not agreed to"));
            }
            Security::Plain => None,
            // Reading the platform's roots takes as long as a short way to the server: both at once.
            Security::Tls | Security::StartTls => {
                let extra_roots = self.request.extra_roots.to_vec();
                Some(tokio::task::spawn_blocking(move || {
                    ClientTls::new(&extra_roots)
                }))
            }
        };
        let addresses = self
            .request
            .resolver
            .addresses(&server.host, self.within(limits.dns))
            .await
            .map_err(|error| Stop::new(cause_of_lookup(&error), error.to_string()))?;
        self.watch.enter(Phase::Connect);
        let stream = connect::connect(&addresses, server.port, self.within(limits.connect))
            .await
            .map_err(|error| Stop::new(error.cause, error.detail))?;
        self.connection = Some(match tls {
            None => {
                self.watch.enter(Phase::Greeting);
                Connection::plain(stream)
            }
            Some(tls) if server.security == Security::StartTls => {
                self.watch.enter(Phase::Greeting);
                self.tls = Some(tls);
                Connection::plain(stream)
            }
            Some(tls) => {
                self.watch.enter(Phase::Tls);
                let deadline = self.within(limits.tls);
                let tls = ready(tls, deadline).await?;
                let (stream, seen) = tls.handshake(stream, &server.host, deadline).await?;
                self.seen.tls = Some(seen);
                self.watch.enter(Phase::Greeting);
                Connection::tls(stream)
            }
        });
        Ok(())
    }

    async fn greeting(&mut self) -> Result<(), Stop> {
        match self.event().await? {
            Event::Greeting(_) => Ok(()),
            Event::TurnedAway(reply) => {
                let meaning = self.request.replies.meaning(ReplyTo::Greeting, &reply);
                // A code for credentials makes no sense before any were presented.
                let cause = meaning
                    .filter(|cause| *cause != Cause::PasswordRefused)
                    .unwrap_or(Cause::ServerRefuses);
                Err(Stop::refused(cause, &reply))
            }
            other => Err(unexpected(&other)),
        }
    }

    async fn start_tls(&mut self) -> Result<(), Stop> {
        let Some(tls) = self.tls.take() else {
            return Ok(());
        };
        self.watch.enter(Phase::Tls);
        self.queue(Command::Stls);
        match self.event().await? {
            Event::Accepted { .. } => {}
            Event::Refused { reply, .. } => {
                let words = format!("STLS was refused: {}", reply.text);
                return Err(Stop::new(Cause::TlsFailed, words));
            }
            other => return Err(unexpected(&other)),
        }
        let deadline = self.within(self.request.limits.tls);
        let tls = ready(tls, deadline).await?;
        let Some(connection) = &mut self.connection else {
            return Err(closed());
        };
        let Some(stream) = connection.take_plain() else {
            return Err(Stop::new(
                Cause::TlsFailed,
                "the server spoke before TLS began",
            ));
        };
        let host = &self.request.server.host;
        let (stream, seen) = tls.handshake(stream, host, deadline).await?;
        connection.tls_established(stream);
        self.seen.tls = Some(seen);
        Ok(())
    }

    /// CAPA before the login, unless it is remembered.
    async fn capabilities(&mut self) -> Result<(), Stop> {
        let remembered = self
            .request
            .memory
            .filter(|memory| memory.is_current(self.request.server, self.request.started_at));
        if let Some(memory) = remembered {
            self.seen.before_login = parse(&memory.before_login);
            self.seen.after_login =
                (!memory.after_login.is_empty()).then(|| parse(&memory.after_login));
        } else {
            self.watch.enter(Phase::Capabilities);
            self.seen.capabilities_are_fresh = true;
            self.queue(Command::Capa);
            self.seen.before_login = self.listed_capabilities().await?.unwrap_or_default();
        }
        if self.request.server.security == Security::Plain && self.seen.before_login.stls() {
            // Clear text is for servers without any TLS; this one has it.
            self.watch.enter(Phase::Tls);
            let words = "the server offers STLS: no password is sent in clear text";
            return Err(Stop::new(Cause::TlsFailed, words));
        }
        self.pipelining = self.seen.before_login.pipelining();
        Ok(())
    }

    /// One attempt; where pipelining is announced, everything that follows a success goes with it.
    async fn log_in(&mut self) -> Result<(), Stop> {
        self.watch.enter(Phase::Login);
        let login = self.request.login.to_owned();
        let password = self.request.password.clone();
        if self.seen.before_login.sasl("PLAIN") {
            self.queue(Command::AuthPlain {
                plain: Plain::new(&login, password),
                initial_response: true,
            });
        } else {
            self.queue(Command::User(login));
            self.queue(Command::Pass(password));
        }
        if self.pipelining {
            self.queue_after_login();
        }
        self.seen.login_attempted = true;
        loop {
            match self.event().await? {
                Event::Accepted { asked, .. } if asked.verb.presents_credentials() => break,
                Event::Accepted { .. } => {}
                Event::Refused { reply, .. } => return Err(self.login_refused(&reply)),
                other => return Err(unexpected(&other)),
            }
        }
        if !self.pipelining {
            self.queue_after_login();
        }
        Ok(())
    }

    fn queue_after_login(&mut self) {
        if self.seen.capabilities_are_fresh {
            self.queue(Command::Capa);
        }
        self.queue(Command::Stat);
        self.queue(Command::Uidl(None));
    }

    fn login_refused(&self, reply: &Reply) -> Stop {
        let cause = self
            .request
            .replies
            .meaning(ReplyTo::Login, reply)
            .unwrap_or_else(|| {
                if only_takes_tokens(&self.seen.before_login) {
                    Cause::WebLoginRequired
                } else {
                    Cause::PasswordRefused
                }
            });
        Stop::refused(cause, reply)
    }

    async fn capabilities_after_login(&mut self) -> Result<(), Stop> {
        if self.seen.capabilities_are_fresh {
            self.watch.enter(Phase::Capabilities);
            self.seen.after_login = self.listed_capabilities().await?;
        }
        Ok(())
    }

    /// The answer to CAPA; `None` if it is refused, which older servers do.
    async fn listed_capabilities(&mut self) -> Result<Option<Capabilities>, Stop> {
        let mut listed = Capabilities::default();
        loop {
            match self.event().await? {
                Event::Capability(capability) => listed.add(capability),
                Event::Refused { .. } => return Ok(None),
                Event::End(_) => return Ok(Some(listed)),
                _ => {}
            }
        }
    }

    /// STAT, UIDL, and of the messages not seen before sizes and headers.
    async fn inventory(&mut self) -> Result<MailboxSeen, Stop> {
        self.watch.enter(Phase::Stat);
        let mut maildrop = None;
        loop {
            match self.event().await? {
                Event::Maildrop(answer) => maildrop = Some(answer),
                Event::Unparsable { excerpt, .. } => {
                    let words = format!("STAT: {excerpt}");
                    return Err(Stop::new(Cause::ProtocolViolation, words));
                }
                Event::Refused { reply, .. } => return Err(stat_refused(&reply)),
                Event::End(_) => break,
                _ => {}
            }
        }
        self.watch.enter(Phase::List);
        let listing = self.unique_ids().await?;
        let known = self.request.known;
        let mut new_messages = Vec::new();
        let mut more_to_scan = false;
        if let Some(listing) = &listing {
            let mut unseen = scan::unseen(listing, known);
            if !unseen.is_empty() {
                self.sizes(&mut unseen).await?;
                self.enter_headers();
                let scanned = self.headers(unseen).await?;
                new_messages = scanned.new_messages;
                more_to_scan = scanned.more_to_scan;
                if scanned.stalled {
                    self.connection = None;
                }
            }
        }
        let oldest = listing
            .as_deref()
            .and_then(|listing| scan::oldest(listing, known, &new_messages));
        let (messages, octets) =
            maildrop.map_or((0, 0), |drop| (u64::from(drop.messages), drop.octets));
        Ok(MailboxSeen {
            messages,
            octets,
            uids: listing.map(|listing| listing.into_iter().map(|(_, uid)| uid).collect()),
            new_messages,
            more_to_scan,
            oldest,
        })
    }

    /// The answer to UIDL; `None` where the server has none. Lines that cannot be read are left out.
    async fn unique_ids(
        &mut self,
    ) -> Result<Option<Vec<(vigie_pop3::MessageNumber, String)>>, Stop> {
        let mut listing = Vec::new();
        loop {
            match self.event().await? {
                Event::UniqueId(line) => listing.push(scan::entry(&line)),
                Event::Refused { .. } => return Ok(None),
                Event::End(_) => return Ok(Some(listing)),
                _ => {}
            }
        }
    }

    async fn quit(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.watch.enter(Phase::Quit);
            let left = self.cap_at.saturating_duration_since(Instant::now());
            connection.quit(QUIT_PATIENCE.min(left)).await;
        }
    }

    async fn part(&self, mut connection: Connection, polite: bool) {
        let left = self.cap_at.saturating_duration_since(Instant::now());
        if polite {
            connection.quit(PARTING_PATIENCE.min(left)).await;
        } else {
            connection.close().await;
        }
    }

    /// Puts a command in line; it is sent as soon as the server's abilities allow.
    pub(super) fn queue(&mut self, command: Command) {
        self.queue.push_back(command);
    }

    /// Sends what may be sent and waits for the next event.
    pub(super) async fn event(&mut self) -> Result<Event, Stop> {
        let deadline = self.within(self.request.limits.reply);
        let allowed = if self.pipelining { MAX_IN_FLIGHT } else { 1 };
        let Some(connection) = &mut self.connection else {
            return Err(closed());
        };
        while connection.outstanding() < allowed
            && let Some(command) = self.queue.pop_front()
        {
            match connection.send(command.clone()) {
                Ok(()) => {}
                Err(CommandError::MustWait(_)) => {
                    self.queue.push_front(command);
                    break;
                }
                Err(error) if self.watch.phase() == Phase::Login => {
                    // The credentials cannot be written in POP3 at all.
                    self.seen.login_attempted = false;
                    return Err(Stop::new(Cause::PasswordRefused, error.to_string()));
                }
                Err(error) => return Err(Stop::new(Cause::ProtocolViolation, error.to_string())),
            }
        }
        Ok(connection.event(deadline).await?)
    }

    fn within(&self, limit: Duration) -> Instant {
        (Instant::now() + limit).min(self.cap_at)
    }

    fn finish(self, outcome: Result<MailboxSeen, Stop>, phase: Phase) -> Checked {
        let Self {
            request,
            watch,
            seen,
            ..
        } = self;
        let server = request.server;
        let announced = seen
            .after_login
            .as_ref()
            .filter(|capabilities| capabilities.iter().next().is_some())
            .unwrap_or(&seen.before_login);
        let login_delay_s = announced
            .login_delay()
            .or_else(|| seen.before_login.login_delay())
            .map(|delay| u64::from(delay.seconds));
        let memory = match &outcome {
            Ok(_) if !seen.capabilities_are_fresh => request.memory.cloned(),
            Ok(_) => Some(ServerMemory {
                server: server.clone(),
                learned_at: request.started_at,
                before_login: lines(&seen.before_login),
                after_login: seen.after_login.as_ref().map(lines).unwrap_or_default(),
            }),
            // Nothing was learned of the server: what is remembered stays true.
            Err(_) if phase <= Phase::Greeting => request.memory.cloned(),
            Err(_) => None,
        };
        let report = CheckReport {
            started_at: request.started_at,
            server: server.clone(),
            capabilities: lines(announced),
            login_delay_s,
            login_attempted: seen.login_attempted,
            outcome: outcome.map_err(|stop| {
                let retry_after_s = login_delay_s.filter(|_| stop.cause == Cause::LoginDelay);
                stop.into_failure(phase, request.login, request.password, retry_after_s)
            }),
            tls: seen.tls,
            timings: watch.stop(),
        };
        Checked { report, memory }
    }
}

type PendingTls = JoinHandle<Result<ClientTls, rustls::Error>>;

async fn ready(tls: PendingTls, deadline: Instant) -> Result<ClientTls, Stop> {
    match timeout_at(deadline, tls).await {
        Ok(Ok(Ok(tls))) => Ok(tls),
        Ok(Ok(Err(error))) => Err(Stop::new(Cause::TlsFailed, error.to_string())),
        Ok(Err(_)) | Err(_) => Err(Stop::new(
            Cause::TlsFailed,
            "this computer's certificates could not be read",
        )),
    }
}

/// The server answered and still listens.
fn is_a_reply(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::PopDisabled
            | Cause::PasswordRefused
            | Cause::WebLoginRequired
            | Cause::MailboxInUse
            | Cause::LoginDelay
            | Cause::ServerTemporary
            | Cause::ServerPermanent
    )
}

fn cause_of_lookup(error: &LookupError) -> Cause {
    match error {
        LookupError::NotFound | LookupError::Unanswered(_) => Cause::NameNotFound,
        LookupError::Silence => Cause::NoNetwork,
    }
}

/// STAT has no negative answer (RFC 1939 §5); a code may still say what is the matter.
fn stat_refused(reply: &Reply) -> Stop {
    let cause = match reply.code {
        Some(ResponseCode::SysTemp) => Cause::ServerTemporary,
        Some(ResponseCode::SysPerm) => Cause::ServerPermanent,
        Some(ResponseCode::InUse) => Cause::MailboxInUse,
        Some(ResponseCode::LoginDelay) => Cause::LoginDelay,
        _ => Cause::ProtocolViolation,
    };
    Stop::refused(cause, reply)
}

/// The server lists mechanisms, none of which takes a password.
fn only_takes_tokens(capabilities: &Capabilities) -> bool {
    const TOKENS: [&str; 2] = ["XOAUTH2", "OAUTHBEARER"];
    let mut mechanisms = capabilities.sasl_mechanisms().peekable();
    !capabilities.user()
        && mechanisms.peek().is_some()
        && mechanisms.all(|mechanism| TOKENS.contains(&mechanism))
}

fn unexpected(event: &Event) -> Stop {
    let asked = event
        .completes()
        .map_or_else(|| "the greeting".to_owned(), |asked| asked.to_string());
    Stop::new(
        Cause::ProtocolViolation,
        format!("unexpected answer to {asked}"),
    )
}

fn closed() -> Stop {
    Stop::new(Cause::ConnectionLost, "the connection is closed")
}

fn parse(lines: &[String]) -> Capabilities {
    lines
        .iter()
        .map(|line| Capability::parse(line.as_bytes()))
        .collect()
}

fn lines(capabilities: &Capabilities) -> Vec<String> {
    capabilities
        .to_lines()
        .into_iter()
        .map(|line| line.chars().take(CAPABILITY_CHARACTERS).collect())
        .collect()
}
