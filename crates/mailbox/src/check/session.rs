//! One session, from the first phase to the report.

use std::{collections::VecDeque, time::Duration};

use jiff::Timestamp;
use tokio::time::Instant;
use vigie_domain::{
    cause::Cause,
    report::{CheckReport, MailboxSeen, Phase, TlsSeen},
};
use vigie_pop3::{
    Capabilities, Command,
    client::{CommandError, Event},
};

use super::{
    CheckRequest, Checked, Progress, connection::Connection, failure::Stop, memory::ServerMemory,
    opening::PendingTls, reader::MessageReader, stopwatch::Stopwatch,
};

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
    pub(super) reader: &'p mut dyn MessageReader,
    /// Whether several commands may be in flight.
    pub(super) pipelining: bool,
    /// From then on no more headers are asked for, so that QUIT is said in time.
    pub(super) stop_at: Instant,
    pub(super) cap_at: Instant,
    pub(super) connection: Option<Connection>,
    /// Being made ready for STLS.
    pub(super) tls: Option<PendingTls>,
    queue: VecDeque<Command>,
    pub(super) seen: Seen,
}

/// What the report needs beside the outcome.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) tls: Option<TlsSeen>,
    pub(super) before_login: Capabilities,
    pub(super) after_login: Option<Capabilities>,
    /// Whether CAPA was asked in this session.
    pub(super) capabilities_are_fresh: bool,
    pub(super) login_attempted: bool,
    /// AUTH PLAIN was refused, in this session or in the one whose memory was passed on.
    pub(super) plain_refused: bool,
    /// Sessions in a row that broke over first lines, this one included.
    pub(super) lines_broke: u8,
}

/// Runs the whole check.
pub(super) async fn run(
    request: &CheckRequest<'_>,
    reader: &mut dyn MessageReader,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Checked {
    let mut session = Session::new(request, reader, progress);
    let outcome = session.mailbox().await;
    let phase = session.watch.phase();
    if let Some(connection) = session.connection.take() {
        // Only after a refusal does anybody still listen.
        let polite = outcome.as_ref().is_err_and(Stop::is_a_reply);
        session.part(connection, polite).await;
    }
    session.finish(outcome, phase)
}

impl<'r, 'p> Session<'r, 'p> {
    pub(super) fn new(
        request: &'r CheckRequest<'r>,
        reader: &'p mut dyn MessageReader,
        progress: &'p mut (dyn FnMut(Progress) + Send),
    ) -> Self {
        let now = Instant::now();
        let cap = request.limits.cap;
        Self {
            request,
            watch: Stopwatch::start(Phase::Dns, progress),
            reader,
            pipelining: false,
            stop_at: now + cap * 3 / 4,
            cap_at: now + cap,
            connection: None,
            tls: None,
            queue: VecDeque::new(),
            seen: Seen::default(),
        }
    }
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

    /// Whether the server accepted it.
    pub(super) async fn quit(&mut self) -> bool {
        let Some(connection) = self.connection.take() else {
            return false;
        };
        self.watch.enter(Phase::Quit);
        let left = self.cap_at.saturating_duration_since(Instant::now());
        connection.quit(QUIT_PATIENCE.min(left)).await
    }

    pub(super) async fn part(&mut self, mut connection: Connection, polite: bool) {
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

    /// So long from now, but not beyond the cap.
    pub(super) fn within(&self, limit: Duration) -> Instant {
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
            Ok(_) if !seen.capabilities_are_fresh => request.memory.map(|memory| ServerMemory {
                lines_broke: seen.lines_broke,
                plain_refused: seen.plain_refused,
                ..memory.clone()
            }),
            Ok(_) => Some(ServerMemory {
                server: server.clone(),
                learned_at: request.started_at,
                before_login: lines(&seen.before_login),
                after_login: seen.after_login.as_ref().map(lines).unwrap_or_default(),
                lines_broke: seen.lines_broke,
                plain_refused: seen.plain_refused,
            }),
            // Nothing was learned of the server: what is remembered stays true.
            Err(_) if phase <= Phase::Greeting => request.memory.cloned(),
            // Of another age than any session: nothing of it but the refusal is used.
            Err(_) if seen.plain_refused => Some(ServerMemory {
                server: server.clone(),
                learned_at: Timestamp::UNIX_EPOCH,
                before_login: Vec::new(),
                after_login: Vec::new(),
                lines_broke: seen.lines_broke,
                plain_refused: true,
            }),
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

/// An answer that the command cannot have.
pub(super) fn unexpected(event: &Event) -> Stop {
    let asked = event
        .completes()
        .map_or_else(|| "the greeting".to_owned(), |asked| asked.to_string());
    Stop::new(
        Cause::ProtocolViolation,
        format!("unexpected answer to {asked}"),
    )
}

/// There is no connection any more.
pub(super) fn closed() -> Stop {
    Stop::new(Cause::ConnectionLost, "the connection is closed")
}

fn lines(capabilities: &Capabilities) -> Vec<String> {
    capabilities
        .to_lines()
        .into_iter()
        .map(|line| line.chars().take(CAPABILITY_CHARACTERS).collect())
        .collect()
}
