//! What the server can do, and the one attempt to log in.

use vigie_domain::{cause::Cause, report::Phase, server::Security};
use vigie_pop3::{Capabilities, Capability, Command, Plain, Reply, client::Event};

use super::{
    failure::Stop,
    session::{Session, unexpected},
};
use crate::providers::replies::ReplyTo;

impl Session<'_, '_> {
    /// CAPA before the login, unless it is remembered.
    pub(super) async fn capabilities(&mut self) -> Result<(), Stop> {
        self.seen.plain_refused = self.plain_was_refused();
        let remembered = self
            .request
            .memory
            .filter(|memory| memory.is_current(self.request.server, self.request.started_at));
        if let Some(memory) = remembered {
            self.seen.lines_broke = memory.lines_broke;
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
    pub(super) async fn log_in(&mut self) -> Result<(), Stop> {
        self.watch.enter(Phase::Login);
        let login = self.request.login.to_owned();
        let password = self.request.password.clone();
        // A password is given once in a session, and the health tries it twice before it says that
        // it is wrong: the second time by the other way, where there are two.
        let by_plain = self.seen.before_login.sasl("PLAIN")
            && !(self.plain_was_refused() && self.seen.before_login.user());
        if by_plain {
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
                Event::Refused { reply, .. } => {
                    let stop = self.login_refused(&reply);
                    self.seen.plain_refused = by_plain && stop.cause == Cause::PasswordRefused;
                    return Err(stop);
                }
                other => return Err(unexpected(&other)),
            }
        }
        self.seen.plain_refused = !by_plain && self.plain_was_refused();
        if !self.pipelining {
            self.queue_after_login();
        }
        Ok(())
    }

    /// Whether this server refused AUTH PLAIN when it was last tried, however long ago.
    fn plain_was_refused(&self) -> bool {
        self.request
            .memory
            .is_some_and(|memory| memory.server == *self.request.server && memory.plain_refused)
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

    pub(super) async fn capabilities_after_login(&mut self) -> Result<(), Stop> {
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
}

/// The server lists mechanisms, none of which takes a password.
fn only_takes_tokens(capabilities: &Capabilities) -> bool {
    const TOKENS: [&str; 2] = ["XOAUTH2", "OAUTHBEARER"];
    let mut mechanisms = capabilities.sasl_mechanisms().peekable();
    !capabilities.user()
        && mechanisms.peek().is_some()
        && mechanisms.all(|mechanism| TOKENS.contains(&mechanism))
}

fn parse(lines: &[String]) -> Capabilities {
    lines
        .iter()
        .map(|line| Capability::parse(line.as_bytes()))
        .collect()
}
