use std::io::Write as _;

use super::login::Login;
use super::request::{Ended, Request};
use super::session::{Awaiting, Session, State};
use super::settings::Transport;
use crate::capability::Capability;
use crate::command::Command;
use crate::line::Line;
use crate::listing::MessageNumber;
use crate::parse::{CommandSyntax, ParsedLine, Tolerance, parse_command};
use crate::plain::Plain;
use crate::reply::Reply;
use crate::stuffing::Stuffer;
use crate::verb::Verb;

/// A line from the client.
pub(super) enum ClientLine {
    TooLong,
    /// The response of AUTH PLAIN; `None` if it is not one.
    Response(Option<Plain>),
    /// The lone `*` that gives up an AUTH (RFC 5034 §4).
    Cancelled,
    Parsed(Result<ParsedLine, CommandSyntax>),
}

impl ClientLine {
    pub(super) fn read(line: Line<'_>, awaits_response: bool, tolerance: Tolerance) -> Self {
        if line.bare_lf && tolerance == Tolerance::Strict {
            return Self::Parsed(Err(CommandSyntax::ForbiddenOctet));
        }
        if !awaits_response {
            return Self::Parsed(parse_command(line.content, tolerance));
        }
        match line.content.trim_ascii() {
            b"*" => Self::Cancelled,
            response => Self::Response(Plain::decode(response)),
        }
    }

    pub(super) fn holds_secret(&self) -> bool {
        match self {
            // A mistyped command may hold a password as well.
            Self::Response(_) | Self::Parsed(Err(_)) => true,
            Self::Parsed(Ok(ParsedLine::Command(command))) => {
                command.asked().verb.presents_credentials()
            }
            Self::TooLong | Self::Cancelled | Self::Parsed(Ok(_)) => false,
        }
    }
}

impl CommandSyntax {
    pub(super) fn sentence(self) -> &'static str {
        match self {
            Self::UnknownCommand => "Unknown command",
            Self::Argument => "Bad argument",
            Self::ForbiddenOctet => "Forbidden octet",
        }
    }
}

impl From<Plain> for Login {
    fn from(plain: Plain) -> Self {
        Self::Password {
            login: plain.login,
            password: plain.password,
            on_behalf_of: Some(plain.on_behalf_of).filter(|owner| !owner.is_empty()),
        }
    }
}

/// Which commands there are in which state (RFC 1939 §§4–6, 2449 §5, 2595 §4, 6856 §§2–3).
fn is_legal(verb: Verb, state: State) -> bool {
    match verb {
        Verb::User | Verb::Pass | Verb::Apop | Verb::Auth | Verb::Stls | Verb::Utf8 => {
            state == State::Authorization
        }
        Verb::Capa | Verb::Lang | Verb::Quit => {
            matches!(state, State::Authorization | State::Transaction)
        }
        Verb::Stat
        | Verb::List
        | Verb::Uidl
        | Verb::Top
        | Verb::Retr
        | Verb::Dele
        | Verb::Noop
        | Verb::Rset => state == State::Transaction,
    }
}

impl ParsedLine {
    fn verb(&self) -> Verb {
        match self {
            Self::Command(command) => command.asked().verb,
            Self::AuthPlainBegins | Self::AuthMechanisms | Self::AuthUnknown => Verb::Auth,
        }
    }
}

impl Session {
    pub(super) fn command(&mut self, line: ParsedLine) -> Option<Request> {
        let verb = line.verb();
        if !is_legal(verb, self.state) {
            return self.bad("Not in this state");
        }
        let logs_in = verb.presents_credentials() || verb == Verb::User;
        if logs_in && !self.login_allowed() {
            return self.bad("No login in clear text");
        }
        match line {
            ParsedLine::AuthMechanisms => {
                self.output.extend_from_slice(b"+OK\r\nPLAIN\r\n.\r\n");
                None
            }
            ParsedLine::AuthUnknown => self.bad("Unknown mechanism"),
            ParsedLine::AuthPlainBegins => {
                self.output.extend_from_slice(b"+ \r\n");
                self.awaiting = Awaiting::SaslResponse;
                None
            }
            ParsedLine::Command(command) => self.whole_command(command),
        }
    }

    fn whole_command(&mut self, command: Command) -> Option<Request> {
        match command {
            Command::Capa => self.capa(),
            Command::Stls => self.stls(),
            Command::Utf8 if self.settings.utf8 => self.accepted("UTF-8 from here on"),
            Command::Utf8 => self.bad("No UTF8 here"),
            Command::Lang(_) => self.bad("No LANG here"),
            Command::User(login) => {
                self.user = Some(login);
                self.accepted("Password, please")
            }
            Command::Pass(password) => match self.user.take() {
                Some(login) => Some(self.ask_login(Login::Password {
                    login,
                    password,
                    on_behalf_of: None,
                })),
                None => self.bad("USER comes first"),
            },
            Command::Apop { login, digest } => match self.settings.apop_timestamp.clone() {
                Some(timestamp) => Some(self.ask_login(Login::Digest {
                    login,
                    digest,
                    timestamp,
                })),
                None => self.bad("No APOP here"),
            },
            Command::AuthPlain { plain, .. } => Some(self.ask_login(plain.into())),
            Command::Stat => {
                let remaining = self.mailbox.remaining();
                self.accepted(&format!("{} {}", remaining.messages, remaining.octets))
            }
            Command::List(None) => self.list(),
            Command::List(Some(message)) => self.list_one(message),
            Command::Uidl(None) => self.uidl(),
            Command::Uidl(Some(message)) => self.uidl_one(message),
            Command::Top { message, lines } => self.ask_body(message, Some(lines)),
            Command::Retr(message) => self.ask_body(message, None),
            Command::Dele(message) if self.mailbox.delete(message) => {
                self.accepted("Marked as deleted")
            }
            Command::Dele(_) => self.refused("No such message"),
            Command::Noop => self.accepted(""),
            Command::Rset => {
                self.mailbox.reset();
                self.accepted("Nothing is marked")
            }
            Command::Quit => self.quit(),
        }
    }

    fn login_allowed(&self) -> bool {
        self.encrypted || self.settings.clear_text_login
    }

    fn capa(&mut self) -> Option<Request> {
        let mut lines = vec![
            Capability::Top,
            Capability::Uidl,
            Capability::RespCodes,
            Capability::AuthRespCode,
            Capability::Pipelining,
        ];
        if self.state == State::Authorization {
            if self.login_allowed() {
                lines.push(Capability::User);
                lines.push(Capability::Sasl(vec!["PLAIN".to_owned()]));
            }
            if !self.encrypted && self.settings.transport == Transport::ClearWithStls {
                lines.push(Capability::Stls);
            }
        }
        if self.settings.utf8 {
            lines.push(Capability::Utf8 { user: true });
        }
        self.say(true, &Reply::text("Capabilities follow"));
        for line in lines.iter().chain(self.settings.announced.iter()) {
            let mut text = line.to_string();
            text.truncate(text.floor_char_boundary(CAPABILITY_OCTETS));
            if !text.trim().is_empty() {
                text.push_str("\r\n");
                let mut stuffer = Stuffer::whole();
                stuffer.encode(text.as_bytes(), &mut self.output);
            }
        }
        self.output.extend_from_slice(b".\r\n");
        None
    }

    fn stls(&mut self) -> Option<Request> {
        if self.encrypted || self.settings.transport != Transport::ClearWithStls {
            return self.bad("No STLS here");
        }
        if !self.input.is_empty() {
            self.refused("Clear text after STLS");
            self.end(Ended::ClearTextBeforeTls);
            return None;
        }
        self.accepted("Begin TLS");
        self.awaiting = Awaiting::Tls;
        Some(Request::BeginTls)
    }

    fn list(&mut self) -> Option<Request> {
        self.accepted("Sizes follow");
        for (message, listed) in self.mailbox.iter() {
            // Writing into a `Vec` cannot fail.
            let _ = write!(self.output, "{message} {}\r\n", listed.octets);
        }
        self.output.extend_from_slice(b".\r\n");
        None
    }

    fn list_one(&mut self, message: MessageNumber) -> Option<Request> {
        match self.mailbox.get(message).map(|listed| listed.octets) {
            Some(octets) => self.accepted(&format!("{message} {octets}")),
            None => self.refused("No such message"),
        }
    }

    fn uidl(&mut self) -> Option<Request> {
        self.accepted("Unique ids follow");
        for (message, listed) in self.mailbox.iter() {
            // Writing into a `Vec` cannot fail.
            let _ = write!(self.output, "{message} ");
            self.output.extend_from_slice(listed.unique_id.as_bytes());
            self.output.extend_from_slice(b"\r\n");
        }
        self.output.extend_from_slice(b".\r\n");
        None
    }

    fn uidl_one(&mut self, message: MessageNumber) -> Option<Request> {
        let Some(listed) = self.mailbox.get(message) else {
            return self.refused("No such message");
        };
        // Writing into a `Vec` cannot fail.
        let _ = write!(self.output, "+OK {message} ");
        self.output.extend_from_slice(listed.unique_id.as_bytes());
        self.output.extend_from_slice(b"\r\n");
        None
    }

    fn ask_body(&mut self, message: MessageNumber, lines: Option<u32>) -> Option<Request> {
        if self.mailbox.get(message).is_none() {
            return self.refused("No such message");
        }
        let stuffer = lines.map_or_else(Stuffer::whole, Stuffer::top);
        self.awaiting = Awaiting::Body(stuffer, false);
        Some(Request::Body { message, lines })
    }

    fn quit(&mut self) -> Option<Request> {
        if self.state == State::Authorization {
            self.accepted("Bye");
            self.end(Ended::Quit);
            return None;
        }
        self.state = State::Update;
        self.awaiting = Awaiting::Update;
        Some(Request::Update {
            deleted: self.mailbox.deleted(),
        })
    }
}

/// The longest capability line (RFC 2449 §5: 512 octets with CRLF).
const CAPABILITY_OCTETS: usize = 510;
