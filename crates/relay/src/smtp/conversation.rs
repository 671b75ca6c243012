//! One session of the software.

use std::{io, sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use secrecy::SecretString;
use smtp_proto::{AUTH_LOGIN, AUTH_PLAIN, Error, MAIL_BODY_8BITMIME, MailFrom, Request};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::{sleep, timeout},
};
use vigie_mailbox::submission::{Answer, Broken, SubmissionError};
use vigie_pop3::server::Login;
use zeroize::Zeroizing;

use super::{
    MessageDigest, Outgoing, OutgoingSession, Passed, Senders, SmtpHappening, SmtpSide, SmtpWords,
    data::{Content, Passing},
    rules::{Decision, decide},
};
use crate::{
    blocking::blocking,
    spool::{Entry, Letter, Sighting, Spool, SpoolError},
    stream::Stream,
};

/// The longest line of a command; the standard has 512 octets, and more for AUTH (RFC 4954 §4).
const LINE: usize = 12 << 10;
const RECIPIENTS: usize = 100;
/// Refused commands after which the session ends.
const ERRORS: u32 = 20;
/// So much is gathered before it goes upstream.
const PART: usize = 32 << 10;

/// The session is over: the client is gone, silent, or beyond a limit.
struct Over;

impl From<io::Error> for Over {
    fn from(_error: io::Error) -> Self {
        Self
    }
}

pub(super) async fn turn_away(mut stream: TcpStream, words: &SmtpWords) {
    let line = format!("421 4.3.2 {}\r\n", words.too_many);
    let farewell = stream.write_all(line.as_bytes());
    let _client_may_be_gone = timeout(Duration::from_secs(2), farewell).await;
}

pub(super) async fn converse<O: Outgoing>(stream: TcpStream, side: Arc<SmtpSide<O>>) {
    let mut conversation = Conversation {
        authenticated: !side.settings.login_required,
        opened_for: None,
        side,
        stream: Stream::Clear(stream),
        input: Zeroizing::default(),
        bare_lf: false,
        upstream: None,
        envelope: None,
        unseen: None,
        errors: 0,
    };
    if conversation.run().await.is_err() {
        tracing::debug!("a session of the relay was broken off");
    }
}

struct Conversation<O: Outgoing> {
    side: Arc<SmtpSide<O>>,
    stream: Stream,
    input: Zeroizing<Vec<u8>>,
    /// How the last line of the software ended.
    bare_lf: bool,
    authenticated: bool,
    upstream: Option<O::Session>,
    /// For whose messages the session upstream was opened.
    opened_for: Option<Arc<Senders>>,
    envelope: Option<Envelope>,
    /// Answered with 250, and no sign yet that the software had that answer.
    unseen: Option<Entry>,
    errors: u32,
}

/// As the software gave it.
struct Envelope {
    sender: String,
    /// The mailbox to which the sender belongs.
    own: Arc<Senders>,
    recipients: Vec<String>,
}

impl<O: Outgoing> Conversation<O> {
    async fn run(&mut self) -> Result<(), Over> {
        self.reply("220 localhost ESMTP Vigie").await?;
        loop {
            // What lies here already was said before the answer could be heard.
            let said_before = !self.input.is_empty();
            let line = self.line().await?;
            if !said_before && let Some(entry) = self.unseen.take() {
                let now = self.side.local.clock.now();
                let noted = self
                    .on_disk(move |spool| spool.note_seen(entry, now))
                    .await?;
                if let Err(error) = noted {
                    tracing::warn!(%error, "an answer that was seen cannot be noted");
                    self.tell(SmtpHappening::NoSpool((&error).into()));
                }
            }
            if self.obey(&line).await? {
                return Ok(());
            }
        }
    }

    /// Whether that was the last command.
    async fn obey(&mut self, line: &[u8]) -> Result<bool, Over> {
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        match verb.as_slice() {
            // Whatever name the software gives itself.
            b"EHLO" => {
                self.forget().await;
                let most = self.side.settings.most_octets;
                let tls = if self.offers_tls() {
                    "250-STARTTLS\r\n"
                } else {
                    ""
                };
                self.reply(&format!(
                    "250-localhost\r\n250-PIPELINING\r\n250-SIZE {most}\r\n250-8BITMIME\r\n\
                     250-ENHANCEDSTATUSCODES\r\n{tls}250-AUTH PLAIN LOGIN\r\n\
                     250 AUTH=PLAIN LOGIN"
                ))
                .await?;
                return Ok(false);
            }
            b"HELO" => {
                self.forget().await;
                self.reply("250 localhost").await?;
                return Ok(false);
            }
            _ => {}
        }
        let whole = Zeroizing::new([line, b"\r\n"].concat());
        let parsed = Request::parse(&mut whole.iter()).map(Request::into_owned);
        match parsed {
            Ok(Request::Auth {
                mechanism,
                initial_response,
            }) => self.authenticate(mechanism, &initial_response).await?,
            Ok(Request::Mail { from }) => self.mail(from).await?,
            Ok(Request::Rcpt { to }) => self.recipient(to.address).await?,
            Ok(Request::Data) => self.data().await?,
            Ok(Request::Rset) => {
                self.forget().await;
                self.reply("250 2.0.0 Ok").await?;
            }
            Ok(Request::StartTls) => self.start_tls().await?,
            Ok(Request::Noop { .. }) => self.reply("250 2.0.0 Ok").await?,
            Ok(Request::Vrfy { .. }) => self.reply("252 2.0.0 Cannot verify").await?,
            Ok(Request::Quit) => {
                if let Some(upstream) = self.upstream.take() {
                    upstream.quit().await;
                }
                self.reply("221 2.0.0 Bye").await?;
                self.stream.shutdown().await?;
                return Ok(true);
            }
            Ok(_) => self.refuse("502 5.5.1 Not implemented").await?,
            Err(Error::InvalidRecipientAddress | Error::InvalidSenderAddress) => {
                self.refuse("501 5.1.3 Bad address").await?;
            }
            Err(Error::UnknownCommand) => self.refuse("500 5.5.1 Unknown command").await?,
            Err(_) => self.refuse("501 5.5.4 Bad parameters").await?,
        }
        Ok(false)
    }

    fn offers_tls(&self) -> bool {
        self.side.local.tls.is_some() && !self.stream.is_encrypted()
    }

    /// What was said before counts no more (RFC 3207 §4.2); what came before TLS, but behind the
    /// command, ends the session: somebody may have put it there.
    async fn start_tls(&mut self) -> Result<(), Over> {
        let Some(tls) = self.side.local.tls.clone().filter(|_| self.offers_tls()) else {
            return self.refuse("502 5.5.1 Not implemented").await;
        };
        if !self.input.is_empty() {
            return Err(Over);
        }
        self.forget().await;
        self.reply("220 2.0.0 Go on").await?;
        self.stream.begin_tls(&tls).await?;
        self.authenticated = !self.side.settings.login_required;
        Ok(())
    }

    async fn authenticate(&mut self, mechanism: u64, initial: &str) -> Result<(), Over> {
        let (login, password) = match mechanism {
            AUTH_PLAIN => {
                let response = self.response(initial, "334 ").await?;
                let mut parts = response.splitn(3, '\0').skip(1);
                let login = parts.next().unwrap_or_default().to_owned();
                (login, SecretString::from(parts.next().unwrap_or_default()))
            }
            AUTH_LOGIN => {
                // "Username:" and "Password:" in base 64, as the mechanism's draft has it.
                let login = self.response(initial, "334 VXNlcm5hbWU6").await?;
                let password = self.response("", "334 UGFzc3dvcmQ6").await?;
                (login.to_string(), SecretString::from(password.as_str()))
            }
            _ => return self.refuse("504 5.5.4 Unknown mechanism").await,
        };
        let presented = Login::Password {
            login,
            password,
            on_behalf_of: None,
        };
        let right = &self.side.local.credentials;
        if presented.proves(&right.user, &right.password) {
            self.authenticated = true;
            return self.reply("235 2.7.0 Welcome").await;
        }
        drop(presented);
        self.tell(SmtpHappening::LoginRefused);
        sleep(self.side.local.brake.wrong(std::time::Instant::now())).await;
        self.refuse(&format!(
            "535 5.7.8 {}",
            self.side.settings.words.wrong_login
        ))
        .await
    }

    /// A response in base 64; what is none proves nothing.
    async fn response(&mut self, initial: &str, ask: &str) -> Result<Zeroizing<String>, Over> {
        let given = if initial.is_empty() {
            self.reply(ask).await?;
            self.line().await?
        } else {
            Zeroizing::new(initial.as_bytes().to_vec())
        };
        let decoded = STANDARD.decode(given.trim_ascii()).ok();
        let text = decoded.and_then(|octets| String::from_utf8(octets).ok());
        Ok(Zeroizing::new(text.unwrap_or_default()))
    }

    async fn mail(&mut self, from: MailFrom<String>) -> Result<(), Over> {
        let most = self.side.settings.most_octets;
        if !self.authenticated {
            return self
                .refuse(&format!(
                    "530 5.7.0 {}",
                    self.side.settings.words.login_required
                ))
                .await;
        }
        if self.envelope.is_some() {
            return self.refuse("503 5.5.1 One sender only").await;
        }
        if from.size as u64 > most {
            return self
                .refuse(&format!("552 5.3.4 {}", self.side.settings.words.too_big))
                .await;
        }
        let Some(own) = self.side.senders_of(&from.address) else {
            self.tell(SmtpHappening::ForeignSender);
            return self
                .refuse(&format!(
                    "553 5.7.1 {}",
                    self.side.settings.words.foreign_sender
                ))
                .await;
        };
        let is_same = |of: &Arc<Senders>| Arc::ptr_eq(of, &own);
        if !self.opened_for.as_ref().is_some_and(is_same) {
            // After a switch the former provider gets nothing more.
            self.upstream = None;
            self.opened_for = Some(Arc::clone(&own));
        }
        // A session that was left open may have ended by itself: then, once, another.
        let mut fresh = self.upstream.is_none();
        loop {
            let upstream = match self.upstream.take() {
                Some(upstream) => Ok(upstream),
                None => self.side.outgoing.open().await,
            };
            let still = self.side.senders_of(&from.address);
            if !still.is_some_and(|still| Arc::ptr_eq(&still, &own)) {
                // A switch while the session was being opened: nobody knows to whom it leads.
                let words = &self.side.settings.words.switched;
                return self.reply(&format!("451 4.3.0 {words}")).await;
            }
            let mut upstream = match upstream {
                Ok(upstream) => upstream,
                Err(error) => {
                    self.tell(SmtpHappening::Unreachable(error.to_string()));
                    return self
                        .reply(&unreachable_reply(&self.side.settings.words, &error))
                        .await;
                }
            };
            let mut line = format!("MAIL FROM:<{}>", own.current);
            if from.size > 0 && upstream.offers("SIZE") {
                line.push_str(" SIZE=");
                line.push_str(&from.size.to_string());
            }
            if from.flags & MAIL_BODY_8BITMIME != 0 && upstream.offers("8BITMIME") {
                line.push_str(" BODY=8BITMIME");
            }
            match upstream.command(&line).await {
                Ok(answer) if answer.code != 421 => {
                    self.upstream = Some(upstream);
                    if answer.is_yes() {
                        self.envelope = Some(Envelope {
                            sender: from.address,
                            own,
                            recipients: Vec::new(),
                        });
                    }
                    return self.forward(&answer).await;
                }
                Ok(answer) if fresh => return self.forward(&answer).await,
                Err(broken) if fresh => return self.broken(&broken).await,
                _ => fresh = true,
            }
        }
    }

    async fn recipient(&mut self, address: String) -> Result<(), Over> {
        let (Some(upstream), Some(envelope)) = (&mut self.upstream, &mut self.envelope) else {
            return self.refuse("503 5.5.1 MAIL first").await;
        };
        if envelope.recipients.len() >= RECIPIENTS {
            return self.refuse("452 4.5.3 Too many recipients").await;
        }
        let plain = |octet: u8| octet.is_ascii_graphic() && !b"<>".contains(&octet);
        if !address.bytes().all(plain) {
            return self.refuse("553 5.1.3 Bad address").await;
        }
        match upstream.command(&format!("RCPT TO:<{address}>")).await {
            Ok(answer) => {
                if answer.is_yes() {
                    envelope.recipients.push(address);
                }
                self.forward(&answer).await
            }
            Err(broken) => self.broken(&broken).await,
        }
    }

    async fn data(&mut self) -> Result<(), Over> {
        let (Some(mut upstream), Some(envelope)) = (self.upstream.take(), self.envelope.take())
        else {
            return self.refuse("503 5.5.1 MAIL first").await;
        };
        if envelope.recipients.is_empty() {
            self.upstream = Some(upstream);
            self.envelope = Some(envelope);
            return self.refuse("503 5.5.1 RCPT first").await;
        }
        match upstream.command("DATA").await {
            Ok(answer) if answer.code == 354 => {}
            Ok(answer) => {
                self.upstream = Some(upstream);
                return self.forward(&answer).await;
            }
            Err(broken) => return self.broken(&broken).await,
        }
        self.reply("354 End with <CR><LF>.<CR><LF>").await?;
        // From here on the session upstream is given back only after a whole message: dropped
        // before, it takes the half message with it.
        match self.receive(&mut upstream, &envelope.own).await? {
            Ok(content) => self.pass_on(upstream, envelope, content).await,
            Err(broken) => self.broken(&broken).await,
        }
    }

    /// Takes the message in, and sends all of it on but the lone dot. After a failure upstream the
    /// rest is still read, so that the answer comes where the software expects it.
    async fn receive(
        &mut self,
        upstream: &mut O::Session,
        senders: &Senders,
    ) -> Result<Result<Content, Broken>, Over> {
        let most = self.side.settings.most_octets;
        let mut passing = Passing::new(senders, most, self.bare_lf);
        let mut sent = Ok(());
        while !passing.is_whole() {
            if self.input.is_empty() {
                self.read().await?;
            }
            let Ok(used) = passing.take(&self.input) else {
                self.reply(&format!("552 5.3.4 {}", self.side.settings.words.too_big))
                    .await?;
                return Err(Over);
            };
            self.input.drain(..used);
            let wire = passing.take_wire();
            if sent.is_ok() && !wire.is_empty() {
                sent = upstream.send(&wire).await;
            }
        }
        Ok(sent.map(|()| passing.finish()))
    }

    async fn pass_on(
        &mut self,
        mut upstream: O::Session,
        envelope: Envelope,
        content: Content,
    ) -> Result<(), Over> {
        if !content.wire.is_empty()
            && let Err(broken) = upstream.send(&content.wire).await
        {
            return self.broken(&broken).await;
        }
        let digest = MessageDigest::of(&envelope.sender, &envelope.recipients, content.hash);
        let side = Arc::clone(&self.side);
        let Some(_under_way) = side.claim(digest) else {
            return self
                .refuse(&format!("451 4.3.0 {}", self.side.settings.words.under_way))
                .await;
        };
        let letter = Letter {
            sender: envelope.sender,
            recipients: envelope.recipients,
            octets: content.octets,
            head: content.head,
        };
        let (now, keys) = (
            self.side.local.clock.now(),
            Arc::clone(&self.side.local.keys),
        );
        let decided = self.on_disk(move |spool| {
            let decision = decide(spool.submitted_before(digest)?, now);
            let entry = match decision {
                Decision::SayAgain(entry) => entry,
                Decision::Pass { .. } => {
                    let key = keys.key().ok();
                    spool.begin_submission(digest, decision, &letter, key.as_ref(), now)?
                }
            };
            Ok((decision, entry, letter))
        });
        let (decision, entry, letter) = match decided.await? {
            Ok(decided) => decided,
            Err(error) => {
                tracing::warn!(%error, "nothing can be passed on without its record");
                self.tell(SmtpHappening::NoSpool((&error).into()));
                return self
                    .reply(&format!("452 4.3.1 {}", self.side.settings.words.no_record))
                    .await;
            }
        };
        let Decision::Pass { after_unknown } = decision else {
            drop(upstream);
            self.tell(SmtpHappening::SaidAgain(digest));
            self.unseen = Some(entry);
            return self
                .reply(&format!(
                    "250 2.0.0 {}",
                    self.side.settings.words.accepted_before
                ))
                .await;
        };
        let answer = match upstream.finish(b".\r\n").await {
            Ok(answer) => answer,
            Err(Broken(words)) => {
                tracing::warn!(words, "what became of a message is not known");
                let now = self.side.local.clock.now();
                let noted = self.on_disk(move |spool| spool.note_unknown(entry, now));
                if let Err(error) = noted.await? {
                    tracing::warn!(%error, "that nobody knows cannot be noted");
                    self.tell(SmtpHappening::NoSpool((&error).into()));
                }
                self.tell(SmtpHappening::Unknown(digest));
                return self
                    .reply(&format!(
                        "451 4.4.2 {}",
                        self.side.settings.words.answer_lost
                    ))
                    .await;
            }
        };
        let accepted = answer.code / 100 == 2;
        let now = self.side.local.clock.now();
        let settled = self.on_disk(move |spool| spool.settle_submission(entry, accepted, now));
        if let Err(error) = settled.await? {
            // The truth is told all the same. The same bytes again would be sent, and marked.
            tracing::warn!(%error, "the provider's answer cannot be noted");
            self.tell(SmtpHappening::NoSpool((&error).into()));
        }
        self.upstream = (answer.code != 421).then_some(upstream);
        if accepted {
            self.tell(SmtpHappening::Passed(Passed {
                sighting: Sighting::of_submission(entry),
                digest,
                letter,
                after_unknown,
            }));
            self.unseen = Some(entry);
        }
        self.forward(&answer).await
    }

    /// The provider's reply, as ours. Only its 421 is not: we do not close.
    async fn forward(&mut self, answer: &Answer) -> Result<(), Over> {
        if !answer.is_yes() {
            self.tell(SmtpHappening::Refused {
                code: answer.code,
                words: answer.words.clone(),
            });
        }
        let code = if answer.code == 421 { 451 } else { answer.code };
        let words = ascii(&answer.words);
        self.reply(&format!("{code} {words}")).await
    }

    /// Upstream is gone, before anything could have been accepted.
    async fn broken(&mut self, broken: &Broken) -> Result<(), Over> {
        self.upstream = None;
        self.envelope = None;
        self.tell(SmtpHappening::Unreachable(broken.0.clone()));
        let words = ascii(&broken.0);
        let gone = &self.side.settings.words.provider_gone;
        self.reply(&format!("451 4.4.2 {gone} {words}")).await
    }

    async fn forget(&mut self) {
        if self.envelope.take().is_some()
            && let Some(upstream) = &mut self.upstream
            && upstream.command("RSET").await.is_err()
        {
            self.upstream = None;
        }
    }

    async fn refuse(&mut self, line: &str) -> Result<(), Over> {
        self.errors += 1;
        self.reply(line).await?;
        if self.errors < ERRORS {
            return Ok(());
        }
        self.reply("421 4.7.0 Too many errors").await?;
        Err(Over)
    }

    async fn reply(&mut self, line: &str) -> Result<(), Over> {
        let line = format!("{line}\r\n");
        let writing = self.stream.write_all(line.as_bytes());
        match timeout(self.side.settings.idle, writing).await {
            Ok(written) => Ok(written?),
            Err(_) => Err(Over),
        }
    }

    /// The next line, without its end.
    async fn line(&mut self) -> Result<Zeroizing<Vec<u8>>, Over> {
        loop {
            if let Some(end) = memchr::memchr(b'\n', &self.input) {
                let mut line = Zeroizing::new(self.input.drain(..=end).collect::<Vec<u8>>());
                line.pop();
                self.bare_lf = line.last() != Some(&b'\r');
                if !self.bare_lf {
                    line.pop();
                }
                return Ok(line);
            }
            if self.input.len() > LINE {
                self.reply("500 5.5.6 Line too long").await?;
                return Err(Over);
            }
            self.read().await?;
        }
    }

    async fn read(&mut self) -> Result<(), Over> {
        let begun = self.input.len();
        self.input.resize(begun + PART, 0);
        let room = self.input.get_mut(begun..).unwrap_or_default();
        let reading = timeout(self.side.settings.idle, self.stream.read(room)).await;
        let Ok(Ok(read @ 1..)) = reading else {
            if reading.is_err() {
                self.input.clear();
                self.reply("421 4.4.2 Silent for too long").await?;
            }
            return Err(Over);
        };
        self.input.truncate(begun + read);
        Ok(())
    }

    /// Works on the record, where it may block.
    async fn on_disk<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&Spool) -> Result<T, SpoolError> + Send + 'static,
    ) -> Result<Result<T, SpoolError>, Over> {
        let spool = Arc::clone(&self.side.local.spool);
        blocking(move || work(&spool)).await.ok_or(Over)
    }

    fn tell(&self, what: SmtpHappening) {
        self.side.record.happened(self.side.local.clock.now(), what);
    }
}

/// What the software is told where no session can be opened. Only a refusal of the connection
/// itself is for good: everything else is for somebody to mend, and then to be tried again.
fn unreachable_reply(ours: &SmtpWords, error: &SubmissionError) -> String {
    let (code, ours) = match error {
        SubmissionError::Refused { .. } => ("554 5.3.2", &ours.refused),
        SubmissionError::LoginRefused { .. } | SubmissionError::NoPasswordLogin => {
            ("454 4.7.0", &ours.login_refused)
        }
        _ => ("451 4.4.1", &ours.unreachable),
    };
    format!("{code} {ours} {}", ascii(&error.to_string()))
}

/// One line of ASCII: old software shows nothing else.
fn ascii(words: &str) -> String {
    let plain = |letter: char| {
        if letter.is_ascii_graphic() {
            letter
        } else {
            ' '
        }
    };
    words.chars().map(plain).take(300).collect()
}
