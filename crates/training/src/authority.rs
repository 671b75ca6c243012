//! The throw-away certificate authority.

use std::sync::Arc;

use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
};

/// A certificate authority without a file: its key ends with this value.
pub(crate) struct Authority {
    certificate: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
}

/// Why no certificates could be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failed {
    #[error(transparent)]
    Certificate(#[from] rcgen::Error),
    #[error(transparent)]
    Tls(#[from] rustls::Error),
    #[error(transparent)]
    Date(#[from] jiff::Error),
}

impl Authority {
    /// A new authority, valid from the day before `now` for a year.
    pub(crate) fn new(now: Timestamp) -> Result<Self, Failed> {
        let today = day(now);
        let mut params = CertificateParams::new(Vec::new())?;
        params
            .distinguished_name
            .push(DnType::CommonName, "Vigie, terrain d'entraînement");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        set_validity(
            &mut params,
            today.checked_sub(Span::new().days(1))?,
            today.checked_add(Span::new().years(1))?,
        );
        let key = KeyPair::generate()?;
        let certificate = params.self_signed(&key)?.der().clone();
        Ok(Self {
            certificate,
            issuer: Issuer::new(params, key),
        })
    }

    /// The root that has to be trusted for this ground, and for nothing else.
    pub(crate) fn certificate(&self) -> &CertificateDer<'static> {
        &self.certificate
    }

    /// A server's TLS for `localhost` and `127.0.0.1` whose certificate is valid for the next 90 days.
    pub(crate) fn valid(&self, now: Timestamp) -> Result<Arc<ServerConfig>, Failed> {
        let today = day(now);
        self.server(
            today.checked_sub(Span::new().days(1))?,
            today.checked_add(Span::new().days(90))?,
        )
    }

    /// The same with a certificate that ended two days before `now`.
    pub(crate) fn expired(&self, now: Timestamp) -> Result<Arc<ServerConfig>, Failed> {
        let today = day(now);
        self.server(
            today.checked_sub(Span::new().days(92))?,
            today.checked_sub(Span::new().days(2))?,
        )
    }

    fn server(&self, from: Date, until: Date) -> Result<Arc<ServerConfig>, Failed> {
        let mut params =
            CertificateParams::new(vec!["localhost".to_owned(), "127.0.0.1".to_owned()])?;
        params
            .distinguished_name
            .push(DnType::CommonName, "localhost");
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        set_validity(&mut params, from, until);
        let key = KeyPair::generate()?;
        let leaf = params.signed_by(&key, &self.issuer)?;
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        // The provider is named here, so that a program with another default one still works.
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![leaf.der().clone()], key)?;
        Ok(Arc::new(config))
    }
}

fn day(now: Timestamp) -> Date {
    now.to_zoned(TimeZone::UTC).date()
}

/// Whole days are enough here, and spare a dependency on the crate of rcgen's dates.
fn set_validity(params: &mut CertificateParams, from: Date, until: Date) {
    let midnight = |date: Date| {
        rcgen::date_time_ymd(
            i32::from(date.year()),
            date.month().unsigned_abs(),
            date.day().unsigned_abs(),
        )
    };
    params.not_before = midnight(from);
    params.not_after = midnight(until);
}
