//! A certificate in words.

use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use x509_parser::{
    certificate::X509Certificate, extensions::GeneralName, prelude::FromDer, x509::X509Name,
};

/// What a person may want to know of a leaf certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Description {
    /// `Common name (Organisation)`, or what of it is there.
    pub(super) issuer: String,
    /// Whether it vouches for itself.
    pub(super) self_signed: bool,
    /// Its beginning.
    pub(super) not_before: Timestamp,
    /// Its end.
    pub(super) not_after: Timestamp,
    /// The first few of its DNS names.
    pub(super) names: Vec<String>,
}

/// `None` if it is no certificate.
pub(super) fn describe(certificate: &CertificateDer<'_>) -> Option<Description> {
    let (_, certificate) = X509Certificate::from_der(certificate).ok()?;
    let validity = certificate.validity();
    let names = certificate
        .subject_alternative_name()
        .ok()
        .flatten()
        .map(|extension| {
            let names = extension.value.general_names.iter();
            names
                .filter_map(|name| match name {
                    GeneralName::DNSName(name) => Some(readable(name)),
                    _ => None,
                })
                .take(4)
                .collect()
        })
        .unwrap_or_default();
    Some(Description {
        issuer: words(certificate.issuer()),
        self_signed: certificate.issuer() == certificate.subject(),
        not_before: Timestamp::from_second(validity.not_before.timestamp()).ok()?,
        not_after: Timestamp::from_second(validity.not_after.timestamp()).ok()?,
        names,
    })
}

fn words(name: &X509Name<'_>) -> String {
    let common = name
        .iter_common_name()
        .find_map(|part| part.as_str().ok())
        .map(readable);
    let organisation = name
        .iter_organization()
        .find_map(|part| part.as_str().ok())
        .map(readable);
    match (common, organisation) {
        (Some(common), Some(organisation)) if common != organisation => {
            format!("{common} ({organisation})")
        }
        (Some(name), _) | (None, Some(name)) => name,
        (None, None) => readable(&name.to_string()),
    }
}

/// Somebody else wrote it: one line, bounded.
fn readable(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_control())
        .take(120)
        .collect()
}
