//! TLS as a client, verified by the platform whenever certificates are shown.

use std::sync::Arc;

use rustls::{
    ClientConfig, DigitallySignedStruct, Error, SignatureScheme,
    client::{
        Resumption,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::{self, CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use rustls_platform_verifier::Verifier;

/// Servers whose sessions are remembered: the repository's, and one more after it moved.
const SERVERS: usize = 2;

/// TLS 1.2 and 1.3. Sessions are resumed as long as this configuration, or a clone, is used.
pub(super) fn config(extra_roots: Vec<CertificateDer<'static>>) -> Result<ClientConfig, Error> {
    let provider = Arc::new(CryptoProvider {
        // What is fetched is public, so a recording has nothing for a later quantum computer; its
        // key exchange would add two kilobytes to every poll.
        kx_groups: vec![
            aws_lc_rs::kx_group::X25519,
            aws_lc_rs::kx_group::SECP256R1,
            aws_lc_rs::kx_group::SECP384R1,
        ],
        ..aws_lc_rs::default_provider()
    });
    let verifier = PlatformWhenAsked {
        provider: Arc::clone(&provider),
        extra_roots,
    };
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        // It decides nothing: it makes the platform's verifier when there is something to verify.
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.resumption = Resumption::in_memory_sessions(SERVERS);
    Ok(config)
}

/// The platform's verifier, made for each chain of certificates and dropped with its roots. rustls
/// resumes a session only under the verifier that saw its certificates, so one must stay; this one
/// takes no memory.
#[derive(Debug)]
struct PlatformWhenAsked {
    provider: Arc<CryptoProvider>,
    extra_roots: Vec<CertificateDer<'static>>,
}

impl ServerCertVerifier for PlatformWhenAsked {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let provider = Arc::clone(&self.provider);
        let verifier = if self.extra_roots.is_empty() {
            Verifier::new(provider)?
        } else {
            Verifier::new_with_extra_roots(self.extra_roots.iter().cloned(), provider)?
        };
        verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        crypto::verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        crypto::verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
