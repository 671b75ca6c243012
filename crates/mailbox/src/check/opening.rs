//! The way to the server: name, connection, TLS, greeting.

use tokio::{
    task::JoinHandle,
    time::{Instant, timeout_at},
};
use vigie_domain::{cause::Cause, report::Phase, server::Security};
use vigie_pop3::{Command, client::Event};

use super::{
    connection::Connection,
    failure::Stop,
    session::{Session, closed, unexpected},
};
use crate::{connect, providers::replies::ReplyTo, resolver::LookupError, tls::ClientTls};

/// TLS, being made ready.
pub(super) type PendingTls = JoinHandle<Result<ClientTls, rustls::Error>>;

impl Session<'_, '_> {
    pub(super) async fn connect(&mut self) -> Result<(), Stop> {
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

    pub(super) async fn greeting(&mut self) -> Result<(), Stop> {
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

    pub(super) async fn start_tls(&mut self) -> Result<(), Stop> {
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
}

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

fn cause_of_lookup(error: &LookupError) -> Cause {
    match error {
        LookupError::NotFound | LookupError::Unanswered(_) => Cause::NameNotFound,
        LookupError::Silence => Cause::NoNetwork,
    }
}
