//! Handing a message in (RFC 6409) over TLS, as a billing program does.

use std::{io, sync::Arc, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, ServerName},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    time,
};
use tokio_rustls::TlsConnector;
use vigie_domain::server::Server;

/// How long the whole conversation may take.
const WITHIN: Duration = Duration::from_secs(10);
/// Octets of the server's replies that are read at most.
const MAX_REPLIES: u64 = 16 * 1024;

/// Why a message was not handed in.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// The server cannot be reached, its certificate does not hold, or the connection broke.
    #[error("the training server cannot be reached: {0}")]
    Connection(#[from] io::Error),
    /// TLS could not be prepared.
    #[error("TLS could not be prepared: {0}")]
    Tls(#[from] rustls::Error),
    /// The server said no.
    #[error("the training server refuses: {reply}")]
    Refused {
        /// Its words.
        reply: String,
    },
    /// It took longer than ten seconds.
    #[error("the training server does not answer")]
    TooSlow,
}

/// What is handed in, and by whom.
pub(crate) struct Submission<'a> {
    pub(crate) user: &'a str,
    pub(crate) password: &'a str,
    pub(crate) to: &'a str,
    /// Header and body with CRLF line ends; no line begins with a full stop.
    pub(crate) message: &'a str,
}

/// Hands it in. The server's certificate must come from this authority.
pub(crate) async fn submit(
    server: &Server,
    authority: &CertificateDer<'static>,
    submission: &Submission<'_>,
) -> Result<(), SubmitError> {
    time::timeout(WITHIN, converse(server, authority, submission))
        .await
        .map_err(|_| SubmitError::TooSlow)?
}

async fn converse(
    server: &Server,
    authority: &CertificateDer<'static>,
    submission: &Submission<'_>,
) -> Result<(), SubmitError> {
    let Submission {
        user,
        password,
        to,
        message,
    } = submission;
    let stream = TcpStream::connect((server.host.as_str(), server.port)).await?;
    let name = ServerName::try_from(server.host.clone()).map_err(io::Error::other)?;
    let stream = connector(authority)?.connect(name, stream).await?;
    let (read, mut write) = tokio::io::split(stream);
    let mut replies = BufReader::new(read.take(MAX_REPLIES));
    let plain = STANDARD.encode(format!("\0{user}\0{password}"));
    let steps = [
        (String::new(), "220"),
        ("EHLO logiciel.example\r\n".to_owned(), "250"),
        (format!("AUTH PLAIN {plain}\r\n"), "235"),
        (format!("MAIL FROM:<{user}>\r\n"), "250"),
        (format!("RCPT TO:<{to}>\r\n"), "250"),
        ("DATA\r\n".to_owned(), "354"),
        (format!("{message}.\r\n"), "250"),
        ("QUIT\r\n".to_owned(), "221"),
    ];
    for (line, expected) in steps {
        write.write_all(line.as_bytes()).await?;
        write.flush().await?;
        let reply = loop {
            let mut reply = String::new();
            if replies.read_line(&mut reply).await? == 0 {
                return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
            }
            // RFC 5321 §4.2.1: a hyphen says that more lines follow.
            if reply.as_bytes().get(3) != Some(&b'-') {
                break reply;
            }
        };
        if !reply.starts_with(expected) {
            let reply = reply.trim_end().to_owned();
            return Err(SubmitError::Refused { reply });
        }
    }
    let _server_may_be_gone = write.shutdown().await;
    Ok(())
}

fn connector(authority: &CertificateDer<'static>) -> Result<TlsConnector, rustls::Error> {
    let mut roots = RootCertStore::empty();
    roots.add(authority.clone())?;
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
