//! Certification authorities of private servers.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use rustls::pki_types::{CertificateDer, pem::PemObject};

/// The longest file of certificates in octets.
const LONGEST: u64 = 1 << 20;

/// Why a file of certificates cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TrustError {
    /// It cannot be read.
    #[error("{path}: {error}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// It is no PEM file, or holds no certificate, or too much.
    #[error("{0}: no certificates")]
    NoCertificates(PathBuf),
}

/// The certificates of a PEM file; at least one.
pub(crate) fn authorities(path: &Path) -> Result<Vec<CertificateDer<'static>>, TrustError> {
    let unreadable = |error| TrustError::Unreadable {
        path: path.to_owned(),
        error,
    };
    let none = || TrustError::NoCertificates(path.to_owned());
    let mut pem = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(LONGEST + 1)
        .read_to_end(&mut pem)
        .map_err(unreadable)?;
    if pem.len() as u64 > LONGEST {
        return Err(none());
    }
    let certificates = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| none())?;
    if certificates.is_empty() {
        return Err(none());
    }
    Ok(certificates)
}
