//! The SMTPS submission server (RFC 5321, 6409, 8314), on smtp-proto's grammar.

use std::{sync::Arc, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use smtp_proto::{
    AUTH_LOGIN, AUTH_PLAIN, EXT_8BIT_MIME, EXT_AUTH, EXT_ENHANCED_STATUS_CODES, EXT_PIPELINING,
    EXT_SIZE, EhloResponse, Error, Request,
    request::receiver::{DataReceiver, LineReceiver, MAX_LINE_LENGTH, RequestReceiver},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time,
};
use tokio_rustls::TlsAcceptor;

use crate::{
    caisse::Counter,
    ground::{Provider, Recipient},
    letters::rfc2822,
    maildrop::{MAX_MESSAGE, Maildrop},
    trouble::Trouble,
};

/// How long the client may be silent.
const SILENCE: Duration = Duration::from_secs(30);
/// Refused commands after which the session ends.
const MAX_ERRORS: u32 = 10;
/// Recipients of one message.
const MAX_RECIPIENTS: usize = 20;

/// One client, from the TLS handshake to its end.
pub(crate) async fn serve(stream: TcpStream, provider: Arc<Provider>) {
    let accept = TlsAcceptor::from(provider.tls()).accept(stream);
    let Ok(Ok(mut stream)) = time::timeout(SILENCE, accept).await else {
        return;
    };
    let mut session = Session::new(
        provider.maildrop.clone(),
        provider.caisse.clone(),
        provider.trouble() == Trouble::RefusePassword,
    );
    let mut buffer = vec![0; 4096];
    loop {
        let out = session.take_output();
        if stream.write_all(&out).await.is_err() || session.ended {
            break;
        }
        match time::timeout(SILENCE, stream.read(&mut buffer)).await {
            Ok(Ok(read @ 1..)) => session.receive(buffer.get(..read).unwrap_or_default()),
            _ => break,
        }
    }
    let _client_may_be_gone = stream.shutdown().await;
}

/// The conversation, without a socket.
struct Session {
    maildrop: Maildrop,
    caisse: Counter,
    refuse_password: bool,
    output: Vec<u8>,
    state: State,
    authenticated: bool,
    sender: Option<String>,
    recipients: Vec<Recipient>,
    errors: u32,
    ended: bool,
}

/// What the next octets are.
enum State {
    Command(RequestReceiver),
    /// The answer to a 334.
    Credentials(Step, LineReceiver<()>),
    Data(DataReceiver, Vec<u8>),
}

enum Step {
    Plain,
    LoginUser,
    LoginPassword { user: String },
}

impl Session {
    fn new(maildrop: Maildrop, caisse: Counter, refuse_password: bool) -> Self {
        let mut session = Self {
            maildrop,
            caisse,
            refuse_password,
            output: Vec::new(),
            state: command(),
            authenticated: false,
            sender: None,
            recipients: Vec::new(),
            errors: 0,
            ended: false,
        };
        session.reply("220 localhost ESMTP Vigie, terrain d'entrainement");
        session
    }

    fn take_output(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.output)
    }

    fn receive(&mut self, octets: &[u8]) {
        let mut rest = octets.iter();
        while !self.ended && !rest.as_slice().is_empty() {
            match std::mem::replace(&mut self.state, command()) {
                State::Command(mut receiver) => match receiver.ingest(&mut rest) {
                    Ok(request) => {
                        let request = request.into_owned();
                        self.obey(&request);
                    }
                    Err(Error::NeedsMoreData { .. }) => {
                        self.state = State::Command(receiver);
                        break;
                    }
                    Err(Error::ResponseTooLong) => {
                        self.reply("500 5.5.6 Line too long");
                        self.ended = true;
                    }
                    Err(Error::InvalidRecipientAddress | Error::InvalidSenderAddress) => {
                        self.refuse("501 5.1.3 Bad address");
                    }
                    Err(Error::UnknownCommand) => self.refuse("500 5.5.1 Unknown command"),
                    Err(_) => self.refuse("501 5.5.4 Bad parameters"),
                },
                State::Credentials(step, mut line) => {
                    if line.ingest(&mut rest) {
                        self.credentials(step, &line.buf);
                    } else {
                        self.state = State::Credentials(step, line);
                    }
                }
                State::Data(mut receiver, mut message) => {
                    let ended = receiver.ingest(&mut rest, &mut message);
                    // What lies beyond the limit is thrown away as it comes, and refused at the end.
                    message.truncate(MAX_MESSAGE + 1);
                    if ended {
                        self.deliver(&message);
                    } else {
                        self.state = State::Data(receiver, message);
                    }
                }
            }
        }
    }

    fn obey(&mut self, request: &Request<String>) {
        match request {
            Request::Ehlo { .. } => {
                self.forget_message();
                let mut extensions = EhloResponse::new("localhost");
                extensions.capabilities = EXT_8BIT_MIME
                    | EXT_AUTH
                    | EXT_ENHANCED_STATUS_CODES
                    | EXT_PIPELINING
                    | EXT_SIZE;
                extensions.auth_mechanisms = AUTH_PLAIN | AUTH_LOGIN;
                extensions.size = MAX_MESSAGE;
                // Writing into a Vec cannot fail.
                let _written = extensions.write(&mut self.output);
            }
            Request::Helo { .. } => {
                self.forget_message();
                self.reply("250 localhost");
            }
            Request::Auth { .. } if self.authenticated => {
                self.refuse("503 5.5.1 Already authenticated");
            }
            Request::Auth {
                mechanism,
                initial_response,
            } => self.authenticate(*mechanism, initial_response),
            Request::Mail { .. } if !self.authenticated => {
                self.refuse("530 5.7.0 Authentication required");
            }
            Request::Mail { .. } if self.sender.is_some() => {
                self.refuse("503 5.5.1 One sender only");
            }
            Request::Mail { from } if from.size > MAX_MESSAGE => {
                self.refuse("552 5.3.4 Message too big");
            }
            Request::Mail { from } => {
                self.sender = Some(from.address.clone());
                self.reply("250 2.1.0 Ok");
            }
            Request::Rcpt { .. } if self.sender.is_none() => {
                self.refuse("503 5.5.1 MAIL first");
            }
            Request::Rcpt { .. } if self.recipients.len() >= MAX_RECIPIENTS => {
                self.refuse("452 4.5.3 Too many recipients");
            }
            Request::Rcpt { to } => match Provider::recipient(&to.address) {
                Some(recipient) => {
                    self.recipients.push(recipient);
                    self.reply("250 2.1.5 Ok");
                }
                None => self.refuse("550 5.1.1 Nothing leaves the training ground"),
            },
            Request::Data if self.recipients.is_empty() => self.refuse("503 5.5.1 RCPT first"),
            Request::Data => {
                self.state = State::Data(DataReceiver::new(), Vec::new());
                self.reply("354 End with <CR><LF>.<CR><LF>");
            }
            Request::Rset => {
                self.forget_message();
                self.reply("250 2.0.0 Ok");
            }
            Request::Noop { .. } => self.reply("250 2.0.0 Ok"),
            Request::Vrfy { .. } => self.reply("252 2.0.0 Cannot verify"),
            Request::Quit => {
                self.reply("221 2.0.0 Bye");
                self.ended = true;
            }
            _ => self.refuse("502 5.5.1 Not implemented"),
        }
    }

    fn authenticate(&mut self, mechanism: u64, initial: &str) {
        let step = match mechanism {
            AUTH_PLAIN => Step::Plain,
            AUTH_LOGIN => Step::LoginUser,
            _ => {
                self.refuse("504 5.5.4 Unknown mechanism");
                return;
            }
        };
        if initial.is_empty() {
            let challenge = match step {
                Step::Plain => "334 ",
                // "Username:" in base 64, as the mechanism's draft has it.
                _ => "334 VXNlcm5hbWU6",
            };
            self.state = State::Credentials(step, LineReceiver::new(()));
            self.reply(challenge);
        } else {
            self.credentials(step, initial.as_bytes());
        }
    }

    fn credentials(&mut self, step: Step, line: &[u8]) {
        if line == b"*" {
            self.refuse("501 5.7.0 Cancelled");
            return;
        }
        let decoded = (line.len() < MAX_LINE_LENGTH)
            .then(|| STANDARD.decode(line).ok())
            .flatten()
            .and_then(|octets| String::from_utf8(octets).ok());
        let Some(decoded) = decoded else {
            self.refuse("501 5.5.2 Bad base 64");
            return;
        };
        match step {
            Step::Plain => {
                let mut parts = decoded.splitn(3, '\0').skip(1);
                let user = parts.next().unwrap_or_default();
                let password = parts.next().unwrap_or_default();
                self.login(user, password);
            }
            Step::LoginUser => {
                self.state = State::Credentials(
                    Step::LoginPassword { user: decoded },
                    LineReceiver::new(()),
                );
                self.reply("334 UGFzc3dvcmQ6");
            }
            Step::LoginPassword { user } => self.login(&user, &decoded),
        }
    }

    fn login(&mut self, user: &str, password: &str) {
        if self.refuse_password || !Provider::knows(user, password) {
            self.refuse("535 5.7.8 Authentication failed");
        } else {
            self.authenticated = true;
            self.reply("235 2.7.0 Welcome");
        }
    }

    fn deliver(&mut self, message: &[u8]) {
        let sender = self.sender.clone().unwrap_or_default();
        let recipients = std::mem::take(&mut self.recipients);
        self.forget_message();
        let received = format!(
            "Return-Path: <{sender}>\r\nReceived: by localhost with ESMTPSA; {}\r\n",
            rfc2822(jiff::Timestamp::now())
        );
        let mut stored = received.into_bytes();
        stored.extend_from_slice(message);
        if message.len() > MAX_MESSAGE {
            self.refuse("552 5.3.4 Message too big");
        } else if !self.deliver_to(&recipients, &stored) {
            self.refuse("452 4.2.2 Mailbox full");
        } else {
            self.reply("250 2.0.0 Delivered");
        }
    }

    /// Whether all of them took it. Named twice, one receives it once.
    fn deliver_to(&self, recipients: &[Recipient], message: &[u8]) -> bool {
        let is_for = |recipient| recipients.contains(&recipient);
        (!is_for(Recipient::Mailbox) || self.maildrop.deliver(message).is_ok())
            && (!is_for(Recipient::Caisse) || self.caisse.try_send(message.to_vec()).is_ok())
    }

    fn forget_message(&mut self) {
        self.sender = None;
        self.recipients.clear();
    }

    fn refuse(&mut self, line: &str) {
        self.errors += 1;
        self.reply(line);
        if self.errors >= MAX_ERRORS {
            self.reply("421 4.7.0 Too many errors");
            self.ended = true;
        }
    }

    fn reply(&mut self, line: &str) {
        self.output.extend_from_slice(line.as_bytes());
        self.output.extend_from_slice(b"\r\n");
    }
}

fn command() -> State {
    State::Command(RequestReceiver::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A session at whose ground nobody takes lots.
    fn opened(maildrop: Maildrop, refuse_password: bool) -> Session {
        let (caisse, _closed) = tokio::sync::mpsc::channel(1);
        Session::new(maildrop, caisse, refuse_password)
    }

    fn converse(session: &mut Session, lines: &str) -> String {
        session.receive(lines.replace('\n', "\r\n").as_bytes());
        String::from_utf8(session.take_output()).unwrap()
    }

    fn codes(replies: &str) -> Vec<&str> {
        replies
            .lines()
            .filter(|line| line.as_bytes().get(3) == Some(&b' '))
            .map(|line| &line[..3])
            .collect()
    }

    fn plain(user: &str, password: &str) -> String {
        STANDARD.encode(format!("\0{user}\0{password}"))
    }

    #[test]
    fn mail_for_the_mailbox_is_delivered_and_nothing_else_leaves() {
        let maildrop = Maildrop::default();
        let mut session = opened(maildrop.clone(), false);
        let login = plain("cabinet@entrainement.example", "entrainement");
        let replies = converse(
            &mut session,
            &format!(
                "EHLO logiciel.example\nMAIL FROM:<x@y.example>\nAUTH PLAIN {login}\n\
                 MAIL FROM:<cabinet@entrainement.example>\nRCPT TO:<caisse@ailleurs.example>\n\
                 RCPT TO:<cabinet@entrainement.example>\nDATA\nSubject: lot\n\n..point\n.\nQUIT\n"
            ),
        );
        assert_eq!(
            codes(&replies),
            [
                "220", "250", "530", "235", "250", "550", "250", "354", "250", "221"
            ]
        );
        assert!(session.ended);
        let stored = maildrop.lock().unwrap().messages[0].octets.clone();
        let text = String::from_utf8_lossy(&stored);
        assert!(text.starts_with("Return-Path: <cabinet@entrainement.example>\r\n"));
        assert!(text.ends_with("Subject: lot\r\n\r\n.point\r\n"), "{text}");
    }

    #[test]
    fn cut_anywhere_the_conversation_is_the_same() {
        let login = plain("cabinet@entrainement.example", "entrainement");
        let script = format!(
            "EHLO a.example\r\nAUTH PLAIN\r\n{login}\r\nMAIL FROM:<a@b.example>\r\n\
             RCPT TO:<cabinet@entrainement.example>\r\nDATA\r\na\r\n.b\r\n.\r\nQUIT\r\n"
        );
        let whole = {
            let mut session = opened(Maildrop::default(), false);
            session.receive(script.as_bytes());
            session.take_output()
        };
        for cut in 0..script.len() {
            let (head, tail) = script.as_bytes().split_at(cut);
            let mut session = opened(Maildrop::default(), false);
            session.receive(head);
            session.receive(tail);
            assert_eq!(session.take_output(), whole, "cut at {cut}");
        }
    }

    #[test]
    fn wrong_passwords_too_many_errors_and_long_lines_end_the_session() {
        let login = plain("cabinet@entrainement.example", "entrainement");
        let mut session = opened(Maildrop::default(), true);
        let replies = converse(&mut session, &format!("AUTH PLAIN {login}\n"));
        assert_eq!(codes(&replies), ["220", "535"]);
        let replies = converse(&mut session, &"NONSENSE\n".repeat(20));
        assert_eq!(codes(&replies).last(), Some(&"421"));
        assert!(session.ended);

        let mut session = opened(Maildrop::default(), false);
        session.receive(&[b'a'; 100]);
        session.receive(&vec![b'a'; MAX_LINE_LENGTH]);
        assert!(session.ended);
    }

    #[test]
    fn a_message_that_is_too_big_is_refused_and_not_kept() {
        let maildrop = Maildrop::default();
        let mut session = opened(maildrop.clone(), false);
        let login = plain("cabinet@entrainement.example", "entrainement");
        converse(
            &mut session,
            &format!(
                "AUTH PLAIN {login}\nMAIL FROM:<a@b.example>\n\
                 RCPT TO:<cabinet@entrainement.example>\nDATA\n"
            ),
        );
        for _ in 0..20 {
            session.receive(&b"0123456789abcde\n".repeat(4096));
        }
        let replies = converse(&mut session, "\n.\n");
        assert_eq!(codes(&replies), ["552"]);
        assert_eq!(maildrop.len(), 0);
    }
}
