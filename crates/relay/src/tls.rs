//! TLS at the local ports, for software that insists on it.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};
use rcgen::{
    CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P256_SHA256,
};
use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
};
use zeroize::Zeroizing;

use crate::spool::{
    SpoolError, SpoolKey,
    files::{Files, Folder},
};

/// The certificate and its key, sealed.
const SEALED: &str = "localhost.tls";
const UNFINISHED: &str = "localhost.tls.part";
/// The certificate alone, for whoever is to trust it.
const CERTIFICATE: &str = "localhost.pem";
/// Sealed with them: what they are for.
const PURPOSE: &[u8] = b"vigie local certificate 1";

/// How long a certificate is valid; some systems take none that is valid for longer.
const DAYS: i32 = 825;
/// So many days before its end a certificate is replaced.
const RENEWED: i32 = 30;

/// The certificate for `localhost`, `127.0.0.1` and `::1` that the local ports show in TLS. It is
/// made at first use, by this installation for itself alone, and stays the same until a month
/// before its end, 825 days later.
pub struct LocalTls {
    folder: PathBuf,
    shown: RwLock<Shown>,
}

struct Shown {
    until: Timestamp,
    config: Arc<ServerConfig>,
}

/// Why there is no TLS at the local ports. Clear text goes on without it.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The files beside the spool cannot be read or written, or not sealed.
    #[error(transparent)]
    Spool(#[from] SpoolError),
    /// No certificate could be made.
    #[error("no certificate could be made: {0}")]
    Made(#[from] rcgen::Error),
    /// The certificate cannot be used.
    #[error("the certificate cannot be used: {0}")]
    Tls(#[from] rustls::Error),
    /// The date is out of all bounds.
    #[error("no date for a certificate: {0}")]
    Date(#[from] jiff::Error),
}

impl LocalTls {
    /// Opens what lies in that folder, or begins it. What does not open with this key, is damaged
    /// or ends soon is replaced. Blocks on the disk.
    pub fn open(folder: &Path, key: &SpoolKey, now: Timestamp) -> Result<Self, TlsError> {
        Folder::open(folder).map_err(SpoolError::from)?;
        let shown = match Pair::read(folder, key) {
            Some(pair) if !is_due(pair.until, now) => pair.shown(),
            _ => Err(rustls::Error::General("none, or it is due".into())),
        };
        let shown = match shown {
            Ok(shown) => shown,
            Err(_) => make(folder, key, now)?,
        };
        Ok(Self {
            folder: folder.to_owned(),
            shown: RwLock::new(shown),
        })
    }

    /// Replaces the certificate if it ends soon, for every connection from then on. Whether it
    /// did. To be called once a day or so. Blocks on the disk.
    pub fn renew(&self, key: &SpoolKey, now: Timestamp) -> Result<bool, TlsError> {
        if !is_due(self.until(), now) {
            return Ok(false);
        }
        let shown = make(&self.folder, key, now)?;
        *self.shown.write().unwrap_or_else(PoisonError::into_inner) = shown;
        Ok(true)
    }

    /// When the certificate ends.
    #[must_use]
    pub fn until(&self) -> Timestamp {
        let shown = self.shown.read().unwrap_or_else(PoisonError::into_inner);
        shown.until
    }

    /// The certificate's file, in PEM, for software that is to trust it.
    #[must_use]
    pub fn certificate_file(&self) -> PathBuf {
        self.folder.join(CERTIFICATE)
    }

    pub(crate) fn config(&self) -> Arc<ServerConfig> {
        let shown = self.shown.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&shown.config)
    }
}

fn is_due(until: Timestamp, now: Timestamp) -> bool {
    let from = until.checked_sub(jiff::SignedDuration::from_hours(24 * i64::from(RENEWED)));
    from.is_ok_and(|from| now >= from)
}

/// A certificate and its key.
struct Pair {
    until: Timestamp,
    certificate: CertificateDer<'static>,
    /// PKCS #8.
    key: Zeroizing<Vec<u8>>,
}

impl Pair {
    fn make(now: Timestamp) -> Result<(Self, String), TlsError> {
        let names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
        let mut params = CertificateParams::new(names)?;
        params
            .distinguished_name
            .push(DnType::CommonName, "Vigie (localhost)");
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let today = now.to_zoned(TimeZone::UTC).date();
        // Clocks differ.
        let from = today.checked_sub(Span::new().days(1))?;
        let until = from.checked_add(Span::new().days(DAYS))?;
        set_validity(&mut params, from, until);
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let certificate = params.self_signed(&key)?;
        let pair = Self {
            until: until.to_zoned(TimeZone::UTC)?.timestamp(),
            certificate: certificate.der().clone(),
            key: Zeroizing::new(key.serialize_der()),
        };
        Ok((pair, certificate.pem()))
    }

    /// Its end in milliseconds, the certificate behind its length, and the key.
    fn write(&self) -> Zeroizing<Vec<u8>> {
        let length = u32::try_from(self.certificate.len()).unwrap_or(0);
        Zeroizing::new(
            [
                self.until.as_millisecond().to_be_bytes().as_slice(),
                &length.to_be_bytes(),
                &self.certificate,
                &self.key,
            ]
            .concat(),
        )
    }

    fn read(folder: &Path, key: &SpoolKey) -> Option<Self> {
        let sealed = fs::read(folder.join(SEALED)).ok()?;
        let plain = key.unseal(PURPOSE, &sealed)?;
        let (until, rest) = plain.split_first_chunk::<8>()?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (certificate, key) = rest.split_at_checked(length)?;
        Some(Self {
            until: Timestamp::from_millisecond(i64::from_be_bytes(*until)).ok()?,
            certificate: CertificateDer::from(certificate.to_vec()),
            key: Zeroizing::new(key.to_vec()),
        })
    }

    fn shown(&self) -> Result<Shown, rustls::Error> {
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.key.to_vec()));
        // The provider is named here, so that a program with another default one still works.
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![self.certificate.clone()], key)?;
        Ok(Shown {
            until: self.until,
            config: Arc::new(config),
        })
    }
}

/// Makes a certificate and puts it on the disk, where the sealed one counts.
fn make(folder: &Path, key: &SpoolKey, now: Timestamp) -> Result<Shown, TlsError> {
    let (pair, pem) = Pair::make(now)?;
    let shown = pair.shown()?;
    let sealed = key.seal(PURPOSE, &pair.write())?;
    put(folder, &sealed, &pem).map_err(SpoolError::from)?;
    Ok(shown)
}

fn put(folder: &Path, sealed: &[u8], pem: &str) -> io::Result<()> {
    let files = Folder::open(folder)?;
    match files.remove(UNFINISHED) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = files.create(UNFINISHED)?;
    file.write_all(sealed)?;
    file.sync()?;
    drop(file);
    files.rename(UNFINISHED, SEALED)?;
    fs::write(folder.join(CERTIFICATE), pem)?;
    files.sync_names()
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

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn key() -> SpoolKey {
        SpoolKey::parse(&SpoolKey::generate().unwrap()).unwrap()
    }

    #[test]
    fn the_certificate_stays_until_a_month_before_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let begin: Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
        let after = |days: i64| begin + SignedDuration::from_hours(24 * days);
        let key = key();
        let shown = || fs::read(folder.path().join(CERTIFICATE)).unwrap();
        let tls = LocalTls::open(folder.path(), &key, begin).unwrap();
        let first = shown();
        assert!(first.starts_with(b"-----BEGIN CERTIFICATE-----"));
        assert!(!tls.renew(&key, after(790)).unwrap());
        LocalTls::open(folder.path(), &key, after(790)).unwrap();
        assert_eq!(shown(), first);
        assert!(tls.renew(&key, after(796)).unwrap());
        assert!(!tls.renew(&key, after(796)).unwrap());
        assert_ne!(shown(), first);
        assert!(tls.until() > after(1_600));
        // The key is nowhere in clear.
        let sealed = fs::read(folder.path().join(SEALED)).unwrap();
        let pair = Pair::read(folder.path(), &key).unwrap();
        assert!(!sealed.windows(16).any(|octets| octets == &pair.key[..16]));
    }

    #[test]
    fn another_key_and_damage_make_a_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let now: Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
        let first = key();
        LocalTls::open(folder.path(), &first, now).unwrap();
        let made = || Pair::read(folder.path(), &first).map(|pair| pair.certificate);
        let certificate = made().unwrap();
        LocalTls::open(folder.path(), &key(), now).unwrap();
        assert_eq!(made(), None);
        LocalTls::open(folder.path(), &first, now).unwrap();
        assert_ne!(made().unwrap(), certificate);
        let path = folder.path().join(SEALED);
        let mut sealed = fs::read(&path).unwrap();
        sealed[40] ^= 1;
        fs::write(&path, sealed).unwrap();
        LocalTls::open(folder.path(), &first, now).unwrap();
        assert!(made().is_some());
    }
}
