//! TLS as a client: verified by the platform, always.

mod certificate;
mod failure;
mod recording;

use std::sync::Arc;

use rustls::{
    ClientConfig, ProtocolVersion,
    client::Resumption,
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, ServerName},
};
use rustls_platform_verifier::Verifier;
use tokio::{
    net::TcpStream,
    time::{Instant, timeout_at},
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use vigie_domain::{cause::Cause, report::TlsSeen};

pub(crate) use failure::TlsError;
use recording::Recording;

/// What handshakes need. Made for one use: the platform's roots take memory.
#[derive(Clone)]
pub(crate) struct ClientTls {
    config: Arc<ClientConfig>,
    presented: Arc<Recording>,
}

impl ClientTls {
    /// TLS 1.2 and 1.3, the platform's verifier, and more roots beside the platform's.
    ///
    /// Reads the platform's certificate store: blocks for some milliseconds.
    pub(crate) fn new(extra_roots: &[CertificateDer<'static>]) -> Result<Self, rustls::Error> {
        let provider = Arc::new(provider());
        let verifier = if extra_roots.is_empty() {
            Verifier::new(Arc::clone(&provider))?
        } else {
            Verifier::new_with_extra_roots(extra_roots.iter().cloned(), Arc::clone(&provider))?
        };
        let presented = Arc::new(Recording::new(verifier));
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous()
            // It only remembers what the platform's verifier was shown, and decides nothing.
            .with_custom_certificate_verifier(Arc::clone(&presented) as _)
            .with_no_client_auth();
        // One handshake each: a cache of sessions would only take room.
        config.resumption = Resumption::disabled();
        Ok(Self {
            config: Arc::new(config),
            presented,
        })
    }

    /// The configuration for a library that does its own handshakes.
    pub(crate) fn into_config(self) -> ClientConfig {
        Arc::unwrap_or_clone(self.config)
    }

    /// Proves that the server is `host`.
    pub(crate) async fn handshake(
        self,
        stream: TcpStream,
        host: &str,
        deadline: Instant,
    ) -> Result<(TlsStream<TcpStream>, TlsSeen), TlsError> {
        let name = ServerName::try_from(host.to_owned()).map_err(|_| TlsError {
            cause: Cause::TlsFailed,
            detail: Some("the server's name is no DNS name".into()),
        })?;
        let connecting = TlsConnector::from(self.config).connect(name, stream);
        match timeout_at(deadline, connecting).await {
            Ok(Ok(stream)) => {
                let seen = seen(&stream);
                Ok((stream, seen))
            }
            Ok(Err(error)) => Err(failure::of_handshake(
                &error,
                self.presented.take().as_ref(),
            )),
            Err(_) => Err(TlsError {
                cause: Cause::TooSlow,
                detail: None,
            }),
        }
    }
}

/// The usual provider, with a first word that fits into one packet: the key exchange against later
/// quantum computers adds more than a kilobyte to it where it is offered first, and mail servers of
/// another age drop a greeting that comes in two parts. It is still there for a server that wants it.
fn provider() -> CryptoProvider {
    CryptoProvider {
        kx_groups: vec![
            aws_lc_rs::kx_group::X25519,
            aws_lc_rs::kx_group::SECP256R1,
            aws_lc_rs::kx_group::SECP384R1,
            aws_lc_rs::kx_group::X25519MLKEM768,
        ],
        ..aws_lc_rs::default_provider()
    }
}

fn seen(stream: &TlsStream<TcpStream>) -> TlsSeen {
    let (_, session) = stream.get_ref();
    let version = match session.protocol_version() {
        Some(ProtocolVersion::TLSv1_3) => "TLSv1.3",
        _ => "TLSv1.2",
    };
    let cipher = session
        .negotiated_cipher_suite()
        .and_then(|suite| suite.suite().as_str())
        // rustls marks the suites of TLS 1.3 by a prefix of its own.
        .map(|name| name.replacen("TLS13_", "TLS_", 1))
        .unwrap_or_default();
    let leaf = session.peer_certificates().and_then(|chain| chain.first());
    let described = leaf.and_then(certificate::describe).unwrap_or_default();
    TlsSeen {
        version: version.to_owned(),
        cipher,
        issuer: described.issuer,
        not_after: described.not_after,
    }
}

/// The failure of a session that TLS ends after the handshake; `None` if the error is not TLS's.
pub(crate) fn failure_in_session(error: &std::io::Error) -> Option<TlsError> {
    failure::tls_error(error).map(|error| failure::classify(error, None))
}
