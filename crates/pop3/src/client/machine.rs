use std::collections::VecDeque;
use std::fmt;

use secrecy::SecretString;

use super::error::{CommandError, Violation};
use super::event::Event;
use super::outgoing::Outgoing;
use super::shape::{Item, Shape};
use crate::capability::Capabilities;
use crate::command::Command;
use crate::limits::Limits;
use crate::line::LineBuffer;
use crate::stuffing::Unstuffer;
use crate::verb::Asked;

/// One session of a client.
///
/// Feed it what the server sends ([`receive`](Self::receive), [`end_of_stream`](Self::end_of_stream)), drain
/// [`next_event`](Self::next_event) after each, then send what [`take_output`](Self::take_output) yields. It keeps no time:
/// deadlines belong to the owner of the connection. Its memory is bounded by the unread input, one line, and the commands
/// that are outstanding.
pub struct Client {
    pub(super) limits: Limits,
    pub(super) input: LineBuffer,
    pub(super) output: Outgoing,
    pub(super) outstanding: VecDeque<Outstanding>,
    pub(super) phase: Phase,
    /// Events that came out of the same line as the last one.
    pub(super) ready: VecDeque<Event>,
    pub(super) capabilities: Option<Capabilities>,
    pub(super) credentials_presented: bool,
    pub(super) stream_ended: bool,
    pub(super) violation: Option<Violation>,
}

pub(super) struct Outstanding {
    pub(super) asked: Asked,
    pub(super) shape: Shape,
    /// What answers the challenge.
    pub(super) response: Option<SecretString>,
}

pub(super) enum Phase {
    Greeting,
    Status,
    Listing {
        item: Item,
        lines: u32,
        octets: u64,
        announced: Capabilities,
    },
    Body {
        unstuffer: Unstuffer,
        octets: u64,
        limit: u64,
    },
    AwaitingTls,
    Over,
}

impl Client {
    /// A session that waits for the greeting.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            input: LineBuffer::default(),
            output: Outgoing::default(),
            outstanding: VecDeque::new(),
            phase: Phase::Greeting,
            ready: VecDeque::new(),
            capabilities: None,
            credentials_presented: false,
            stream_ended: false,
            violation: None,
        }
    }

    /// Takes octets from the server.
    pub fn receive(&mut self, bytes: &[u8]) {
        self.input.push(bytes);
    }

    /// The server closed the stream. An error unless QUIT was answered.
    pub fn end_of_stream(&mut self) {
        self.stream_ended = true;
    }

    /// Octets for the server. They may hold a password: overwrite them once they are sent.
    #[must_use]
    pub fn take_output(&mut self) -> Vec<u8> {
        self.output.take()
    }

    /// Queues a command. Earlier ones need not be answered, where the server announces PIPELINING.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the secrets of a command end with it"
    )]
    pub fn send(&mut self, command: Command) -> Result<(), CommandError> {
        if self.violation.is_some() {
            return Err(CommandError::Over);
        }
        match self.phase {
            Phase::Greeting => return Err(CommandError::BeforeGreeting),
            Phase::AwaitingTls => return Err(CommandError::AwaitingTls),
            Phase::Over => return Err(CommandError::Over),
            Phase::Status | Phase::Listing { .. } | Phase::Body { .. } => {}
        }
        if let Some(last) = self.outstanding.back() {
            match last.shape {
                Shape::Quit => return Err(CommandError::Over),
                Shape::Stls => return Err(CommandError::MustWait(last.asked)),
                Shape::Sasl if last.response.is_some() => {
                    return Err(CommandError::MustWait(last.asked));
                }
                _ => {}
            }
        }
        if self.outstanding.len() >= self.limits.outstanding_commands {
            return Err(CommandError::TooManyOutstanding);
        }
        let asked = command.asked();
        let shape = Shape::of(&command, &self.limits);
        if shape == Shape::Stls
            && (self.credentials_presented
                || !self.outstanding.is_empty()
                || !self.input.is_empty())
        {
            return Err(CommandError::StlsNotPossible);
        }
        if asked.verb.presents_credentials() && self.credentials_presented {
            return Err(CommandError::SecondAttempt);
        }
        let encoded = command.encode()?;
        self.credentials_presented |= asked.verb.presents_credentials();
        self.output.push(&encoded.line);
        self.outstanding.push_back(Outstanding {
            asked,
            shape,
            response: encoded.response,
        });
        Ok(())
    }

    /// The next thing that the server said; `None` until more has arrived.
    ///
    /// After a [`Violation`] the session is over, and every call returns it again.
    pub fn next_event(&mut self) -> Result<Option<Event>, Violation> {
        if let Some(event) = self.ready.pop_front() {
            return Ok(Some(event));
        }
        if let Some(violation) = &self.violation {
            return Err(violation.clone());
        }
        self.advance().inspect_err(|violation| {
            self.violation = Some(violation.clone());
            self.outstanding.clear();
            self.output.wipe();
        })
    }

    /// TLS is up after STLS was accepted. What the server announced in clear text is forgotten (RFC 2595 §4).
    pub fn tls_established(&mut self) {
        self.capabilities = None;
        if matches!(self.phase, Phase::AwaitingTls) {
            self.phase = Phase::Status;
        }
    }

    /// STLS was accepted, and the next octets on the connection belong to TLS.
    #[must_use]
    pub fn is_awaiting_tls(&self) -> bool {
        matches!(self.phase, Phase::AwaitingTls) && self.violation.is_none()
    }

    /// What the last whole CAPA answer announced; `None` before the first and after TLS began.
    #[must_use]
    pub fn capabilities(&self) -> Option<&Capabilities> {
        self.capabilities.as_ref()
    }

    /// Commands not yet wholly answered.
    #[must_use]
    pub fn outstanding(&self) -> usize {
        self.outstanding.len()
    }

    /// QUIT was answered, the server turned us away, or it left the protocol: close the connection.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Over) || self.violation.is_some()
    }
}

impl fmt::Debug for Client {
    /// Neither input nor output: they hold messages and passwords.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("place", &self.place())
            .field("outstanding", &self.outstanding.len())
            .field("violation", &self.violation)
            .finish_non_exhaustive()
    }
}
