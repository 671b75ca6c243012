//! Whether a provider answers by IMAP, to tell « no POP » from « nobody there ».

use std::time::Duration;

use rustls::pki_types::CertificateDer;
use tokio::{
    io::AsyncReadExt as _,
    task::JoinSet,
    time::{Instant, timeout_at},
};

use crate::{Resolver, connect, tls::ClientTls};

/// IMAP with TLS from the first byte (RFC 8314 §7.2).
const PORT: u16 = 993;

/// Whether one of these hosts greets as IMAP4 (RFC 9051 §7.1.5) behind TLS in its own name. Nothing
/// is said to it.
pub async fn answers(
    hosts: &[String],
    resolver: Resolver,
    extra_roots: &[CertificateDer<'static>],
    patience: Duration,
) -> bool {
    let roots = extra_roots.to_vec();
    let Ok(Ok(tls)) = tokio::task::spawn_blocking(move || ClientTls::new(&roots)).await else {
        return false;
    };
    let deadline = Instant::now() + patience;
    let mut attempts = JoinSet::new();
    for host in hosts {
        attempts.spawn(greets(host.clone(), resolver, tls.clone(), deadline));
    }
    while let Some(attempt) = attempts.join_next().await {
        if matches!(attempt, Ok(Some(()))) {
            return true;
        }
    }
    false
}

async fn greets(host: String, resolver: Resolver, tls: ClientTls, deadline: Instant) -> Option<()> {
    let addresses = resolver.addresses(&host, deadline).await.ok()?;
    let stream = connect::connect(&addresses, PORT, deadline).await.ok()?;
    let (mut stream, _) = tls.handshake(stream, &host, deadline).await.ok()?;
    let mut first = [0; 4];
    timeout_at(deadline, stream.read_exact(&mut first))
        .await
        .ok()?
        .ok()?;
    (first == *b"* OK" || first == *b"* PR").then_some(())
}
