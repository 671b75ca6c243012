//! Why TLS failed, in the terms of the report.

use std::io;

use rustls::{
    AlertDescription, CertificateError, Error, PeerIncompatible, pki_types::CertificateDer,
};
use vigie_domain::cause::Cause;

use super::certificate::{Description, describe};
use crate::providers::interceptors;

/// Why TLS failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}", cause.name(), detail.as_deref().unwrap_or_default())]
pub(crate) struct TlsError {
    pub(crate) cause: Cause,
    pub(crate) detail: Option<String>,
}

/// The cause of a failed handshake; `presented` is the leaf certificate, if it came that far.
pub(super) fn of_handshake(
    error: &io::Error,
    presented: Option<&CertificateDer<'static>>,
) -> TlsError {
    if let Some(error) = tls_error(error) {
        return classify(error, presented);
    }
    let cause = match error.kind() {
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::NetworkDown => Cause::NoNetwork,
        _ => Cause::ConnectionLost,
    };
    let detail = Some(error.to_string());
    TlsError { cause, detail }
}

/// What TLS itself says in an error of its stream.
pub(super) fn tls_error(error: &io::Error) -> Option<&Error> {
    error.get_ref()?.downcast_ref()
}

pub(super) fn classify(error: &Error, presented: Option<&CertificateDer<'static>>) -> TlsError {
    let (cause, detail) = match error {
        Error::InvalidCertificate(reason) => {
            return of_certificate(reason, presented.and_then(describe));
        }
        Error::AlertReceived(AlertDescription::ProtocolVersion)
        | Error::PeerIncompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig
            | PeerIncompatible::Tls12NotOffered
            | PeerIncompatible::Tls12NotOfferedOrEnabled
            | PeerIncompatible::SupportedVersionsExtensionRequired,
        ) => (Cause::TlsTooOld, error.to_string()),
        Error::InvalidMessage(_) => (Cause::TlsFailed, "no TLS on this port".to_owned()),
        _ => (Cause::TlsFailed, error.to_string()),
    };
    let detail = Some(detail);
    TlsError { cause, detail }
}

fn of_certificate(reason: &CertificateError, certificate: Option<Description>) -> TlsError {
    let certificate = certificate.unwrap_or_default();
    // Whatever else is wrong with it: the antivirus made it, and only that can be mended here.
    if let Some(product) = interceptors::product(&certificate.issuer) {
        return TlsError {
            cause: Cause::TlsIntercepted,
            detail: Some(product),
        };
    }
    let issuer = || Some(certificate.issuer.clone()).filter(|issuer| !issuer.is_empty());
    let (cause, detail) = match reason {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            (Cause::TlsExpired, Some(certificate.not_after.to_string()))
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            (Cause::TlsWrongName, Some(certificate.names.join(", ")))
        }
        CertificateError::UnknownIssuer => (Cause::TlsUntrusted, issuer()),
        // Nobody vouches for it but itself, whatever the verifier stumbled over first.
        _ if certificate.self_signed => (Cause::TlsUntrusted, issuer()),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => (
            Cause::TlsFailed,
            Some(format!("valid only from {}", certificate.not_before)),
        ),
        other => (Cause::TlsFailed, Some(other.to_string())),
    };
    let detail = detail.filter(|detail| !detail.is_empty());
    TlsError { cause, detail }
}
