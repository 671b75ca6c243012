//! The way to a submission server: name, connection, verified TLS.

use rustls::pki_types::CertificateDer;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::{Instant, timeout_at},
};
use vigie_domain::{
    cause::Cause,
    report::TlsSeen,
    server::{Security, Server},
};

use super::{
    error::{SubmissionError, excerpt},
    stream::Stream,
};
use crate::{Resolver, connect, resolver::LookupError, tls::ClientTls};

/// The longest answer before TLS, in octets.
const MOST_CLEAR: usize = 16 * 1024;

/// Said in clear text before STARTTLS; the real greeting follows inside TLS.
const EHLO: &[u8] = b"EHLO [127.0.0.1]\r\n";

/// Connects and proves that the server is who it should be.
pub(super) async fn open(
    server: &Server,
    resolver: Resolver,
    extra_roots: &[CertificateDer<'static>],
    deadline: Instant,
) -> Result<(Stream, TlsSeen), SubmissionError> {
    if server.security == Security::Plain {
        return Err(tls_failed("clear text is never used for sending"));
    }
    let roots = extra_roots.to_vec();
    let tls = tokio::task::spawn_blocking(move || ClientTls::new(&roots))
        .await
        .map_err(|_| tls_failed("this computer's certificates could not be read"))?
        .map_err(|error| tls_failed(&error.to_string()))?;
    open_with(server, resolver, tls, deadline).await
}

pub(super) async fn open_with(
    server: &Server,
    resolver: Resolver,
    tls: ClientTls,
    deadline: Instant,
) -> Result<(Stream, TlsSeen), SubmissionError> {
    let addresses = resolver
        .addresses(&server.host, deadline)
        .await
        .map_err(|error| SubmissionError::Unreachable {
            cause: match error {
                LookupError::NotFound | LookupError::Unanswered(_) => Cause::NameNotFound,
                LookupError::Silence => Cause::NoNetwork,
            },
            detail: error.to_string(),
        })?;
    let mut stream = connect::connect(&addresses, server.port, deadline).await?;
    let by_command = server.security == Security::StartTls;
    if by_command {
        timeout_at(deadline, start_tls(&mut stream))
            .await
            .map_err(|_| SubmissionError::TooSlow)??;
    }
    let (stream, seen) = tls.handshake(stream, &server.host, deadline).await?;
    let stream = if by_command {
        Stream::greeted(stream)
    } else {
        Stream::greeting_ahead(stream)
    };
    Ok((stream, seen))
}

/// Greeting, EHLO, STARTTLS (RFC 3207). Nothing of what is said here is believed later.
async fn start_tls(stream: &mut TcpStream) -> Result<(), SubmissionError> {
    expect(stream, "220").await?;
    write(stream, EHLO).await?;
    let offered = expect(stream, "250").await?;
    let is_offered = offered
        .lines()
        .filter_map(|line| line.get(4..))
        .any(|keyword| keyword.trim().eq_ignore_ascii_case("STARTTLS"));
    if !is_offered {
        return Err(tls_failed("STARTTLS is not offered"));
    }
    write(stream, b"STARTTLS\r\n").await?;
    expect(stream, "220").await?;
    Ok(())
}

async fn write(stream: &mut TcpStream, line: &[u8]) -> Result<(), SubmissionError> {
    stream
        .write_all(line)
        .await
        .map_err(|error| SubmissionError::Broken(error.to_string()))
}

/// Reads one reply and nothing beyond it: what is slipped in behind it would otherwise be taken
/// for a word spoken inside TLS.
async fn expect(stream: &mut TcpStream, code: &str) -> Result<String, SubmissionError> {
    let mut reply = String::new();
    loop {
        let line = line(stream, MOST_CLEAR.saturating_sub(reply.len())).await?;
        let is_last = line.as_bytes().get(3) != Some(&b'-');
        if !line.starts_with(code) {
            let words = excerpt(&line);
            return Err(match line.as_bytes().first() {
                Some(b'4') => SubmissionError::NotNow { words },
                Some(b'5') if code == "220" && reply.is_empty() => tls_failed(&words),
                Some(b'5') => SubmissionError::Refused { words },
                _ => SubmissionError::Broken(words),
            });
        }
        reply.push_str(&line);
        reply.push('\n');
        if is_last {
            return Ok(reply);
        }
    }
}

async fn line(stream: &mut TcpStream, most: usize) -> Result<String, SubmissionError> {
    let mut line = Vec::new();
    loop {
        let octet = stream
            .read_u8()
            .await
            .map_err(|error| SubmissionError::Broken(error.to_string()))?;
        match octet {
            b'\n' => break,
            _ if line.len() >= most => {
                return Err(SubmissionError::Broken("the server says too much".into()));
            }
            _ => line.push(octet),
        }
    }
    Ok(String::from_utf8_lossy(&line)
        .trim_end_matches('\r')
        .to_owned())
}

fn tls_failed(detail: &str) -> SubmissionError {
    SubmissionError::Tls {
        cause: Cause::TlsFailed,
        detail: detail.to_owned(),
    }
}
