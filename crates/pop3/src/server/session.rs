use std::fmt;

use super::commands::ClientLine;
use super::login::Login;
use super::maildrop::Marked;
use super::request::{Ended, Request};
use super::settings::{Settings, Transport};
use crate::line::LineBuffer;
use crate::plain::Plain;
use crate::reply::Reply;
use crate::stuffing::Stuffer;

/// Output beyond this waits for the client to take it before more commands are answered.
const FLUSH_OCTETS: usize = 64 << 10;

/// The states of RFC 1939 §3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Before the login.
    Authorization,
    /// The mailbox is open.
    Transaction,
    /// After QUIT: messages are being deleted.
    Update,
    /// The connection is to be closed.
    Over,
}

/// One session of a server.
///
/// Feed it what the client sends ([`receive`](Self::receive), [`end_of_stream`](Self::end_of_stream)), answer each
/// [`next_request`](Self::next_request) until there is none, and send what [`take_output`](Self::take_output) yields.
/// Read more only then: that bounds its memory to one read, one line and the output. It keeps no time.
pub struct Session {
    pub(super) settings: Settings,
    pub(super) input: LineBuffer,
    pub(super) output: Vec<u8>,
    pub(super) state: State,
    pub(super) awaiting: Awaiting,
    /// The name from USER.
    pub(super) user: Option<String>,
    pub(super) mailbox: Marked,
    pub(super) encrypted: bool,
    pub(super) refused_logins: u32,
    bad_commands: u32,
    /// A line that is too long is being dropped.
    skipping: bool,
    stream_ended: bool,
    closing: Closing,
}

#[derive(Debug, Clone, Copy)]
enum Closing {
    No,
    Due(Ended),
    Told,
}

/// What must come before the next command is read.
#[derive(Debug)]
pub(super) enum Awaiting {
    Nothing,
    /// From the client.
    SaslResponse,
    /// From the caller.
    Login,
    /// From the caller; the flag says that some of it was sent.
    Body(Stuffer, bool),
    /// From the caller.
    Update,
    /// From the caller.
    Tls,
}

impl Session {
    /// A session that greets.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let mut session = Self {
            input: LineBuffer::default(),
            output: Vec::new(),
            state: State::Authorization,
            awaiting: Awaiting::Nothing,
            user: None,
            mailbox: Marked::default(),
            encrypted: settings.transport == Transport::Tls,
            refused_logins: 0,
            bad_commands: 0,
            skipping: false,
            stream_ended: false,
            closing: Closing::No,
            settings,
        };
        let greeting = match &session.settings.apop_timestamp {
            Some(timestamp) => format!("{} {timestamp}", session.settings.greeting),
            None => session.settings.greeting.clone(),
        };
        session.say(true, &Reply::text(&greeting));
        session
    }

    /// A session that turns the client away with its first line.
    #[must_use]
    pub fn turned_away(settings: Settings, reply: &Reply) -> Self {
        let mut session = Self::new(settings);
        session.output.clear();
        session.close(reply);
        session
    }

    /// Takes octets from the client.
    pub fn receive(&mut self, bytes: &[u8]) {
        if self.state != State::Over {
            self.input.push(bytes);
        }
    }

    /// The client closed the stream. Whole lines that came before are still answered.
    pub fn end_of_stream(&mut self) {
        self.stream_ended = true;
    }

    /// Octets for the client.
    #[must_use]
    pub fn take_output(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.output)
    }

    /// In which state the session is.
    #[must_use]
    pub fn state(&self) -> State {
        self.state
    }

    /// Ends the session with `-ERR`, outside of any answer: no mailbox today, or a client idle for too long. Nothing is deleted.
    pub fn close(&mut self, reply: &Reply) {
        if self.state != State::Over {
            self.say(false, reply);
            self.end(Ended::ByCaller);
        }
    }

    /// What the session needs next; `None` while it waits for the answer to its last request, or for the client.
    pub fn next_request(&mut self) -> Option<Request> {
        loop {
            match self.closing {
                Closing::No => {}
                Closing::Due(ended) => {
                    self.closing = Closing::Told;
                    return Some(Request::Close(ended));
                }
                Closing::Told => return None,
            }
            match self.awaiting {
                Awaiting::Nothing | Awaiting::SaslResponse => {}
                Awaiting::Tls if !self.input.is_empty() => {
                    self.end(Ended::ClearTextBeforeTls);
                    continue;
                }
                _ => return None,
            }
            if self.output.len() >= FLUSH_OCTETS {
                return Some(Request::Flush);
            }
            let Some(line) = self.next_line() else {
                if !self.stream_ended {
                    return None;
                }
                // An unfinished line is no command: a cut connection must not become a QUIT.
                self.end(Ended::StreamEnded);
                continue;
            };
            let request = match line {
                ClientLine::TooLong => self.bad("Line too long"),
                ClientLine::Response(plain) => self.plain_response(plain),
                ClientLine::Cancelled => self.refused("Authentication cancelled"),
                ClientLine::Parsed(Ok(parsed)) => self.command(parsed),
                ClientLine::Parsed(Err(syntax)) => self.bad(syntax.sentence()),
            };
            if request.is_some() {
                return request;
            }
        }
    }

    fn next_line(&mut self) -> Option<ClientLine> {
        if self.skipping {
            if !self.input.skip_line() {
                return None;
            }
            self.skipping = false;
        }
        let Ok(line) = self.input.next_line(self.settings.line_octets) else {
            self.skipping = true;
            self.awaiting = Awaiting::Nothing;
            return Some(ClientLine::TooLong);
        };
        let line = line?;
        let awaits_response = matches!(self.awaiting, Awaiting::SaslResponse);
        let read = ClientLine::read(line, awaits_response, self.settings.tolerance);
        if read.holds_secret() {
            self.input.wipe_read();
        }
        self.awaiting = Awaiting::Nothing;
        Some(read)
    }

    fn plain_response(&mut self, plain: Option<Plain>) -> Option<Request> {
        match plain {
            Some(plain) => Some(self.ask_login(plain.into())),
            None => self.bad("Not a response of PLAIN"),
        }
    }

    pub(super) fn ask_login(&mut self, login: Login) -> Request {
        self.awaiting = Awaiting::Login;
        Request::Login(login)
    }

    /// Appends a status line.
    pub(super) fn say(&mut self, positive: bool, reply: &Reply) {
        reply.encode(positive, &mut self.output);
    }

    pub(super) fn accepted(&mut self, text: &str) -> Option<Request> {
        self.say(true, &Reply::text(text));
        None
    }

    pub(super) fn refused(&mut self, text: &str) -> Option<Request> {
        self.say(false, &Reply::text(text));
        None
    }

    /// Refuses what is no command here, and counts it.
    pub(super) fn bad(&mut self, text: &str) -> Option<Request> {
        self.bad_commands = self.bad_commands.saturating_add(1);
        self.say(false, &Reply::text(text));
        if self.bad_commands >= self.settings.bad_commands {
            self.end(Ended::TooManyBadCommands);
        }
        None
    }

    pub(super) fn end(&mut self, ended: Ended) {
        self.state = State::Over;
        self.awaiting = Awaiting::Nothing;
        self.input = LineBuffer::default();
        self.closing = Closing::Due(ended);
    }
}

impl fmt::Debug for Session {
    /// Neither input nor output: they hold messages and passwords.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("state", &self.state)
            .field("remaining", &self.mailbox.remaining())
            .field("closing", &self.closing)
            .finish_non_exhaustive()
    }
}
