//! Proves that a POP3 server is there and is who it should be, without a word about the mailbox.

use std::time::Duration;

use tokio::time::Instant;
use vigie_domain::server::{Security, Server};
use vigie_pop3::{Command, client::Event};

use crate::{Resolver, check::connection::Connection, connect, tls::ClientTls};

/// What every probe needs.
#[derive(Clone)]
pub(super) struct Prober {
    pub(super) resolver: Resolver,
    pub(super) tls: ClientTls,
    pub(super) deadline: Instant,
}

/// Whether the server greets as POP3 behind TLS in its own name.
pub(super) async fn probe(prober: &Prober, server: &Server) -> bool {
    match attempt(prober, server).await {
        Some(connection) => {
            connection.quit(Duration::from_millis(300)).await;
            true
        }
        None => false,
    }
}

async fn attempt(prober: &Prober, server: &Server) -> Option<Connection> {
    let Prober {
        resolver,
        tls,
        deadline,
    } = prober.clone();
    let addresses = resolver.addresses(&server.host, deadline).await.ok()?;
    let stream = connect::connect(&addresses, server.port, deadline)
        .await
        .ok()?;
    match server.security {
        Security::Tls => {
            let (stream, _) = tls.handshake(stream, &server.host, deadline).await.ok()?;
            let mut connection = Connection::tls(stream);
            greeted(&mut connection, deadline).await?;
            Some(connection)
        }
        Security::StartTls => {
            let mut connection = Connection::plain(stream);
            greeted(&mut connection, deadline).await?;
            connection.send(Command::Stls).ok()?;
            let Ok(Event::Accepted { .. }) = connection.event(deadline).await else {
                return None;
            };
            let stream = connection.take_plain()?;
            let (stream, _) = tls.handshake(stream, &server.host, deadline).await.ok()?;
            connection.tls_established(stream);
            Some(connection)
        }
        Security::Plain => None,
    }
}

async fn greeted(connection: &mut Connection, deadline: Instant) -> Option<()> {
    match connection.event(deadline).await {
        Ok(Event::Greeting(_)) => Some(()),
        _ => None,
    }
}
