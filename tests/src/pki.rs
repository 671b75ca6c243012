//! Certificates for the tests' own servers.

use std::{
    fs,
    path::{Path, PathBuf},
};

use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};

/// A private certificate authority; its root stands in a file, its key in memory.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    root: PathBuf,
    dir: PathBuf,
}

/// A certificate and its key, as PEM files.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// The certificate.
    pub certificate: PathBuf,
    /// Its key, readable by everyone: it protects nothing.
    pub key: PathBuf,
}

/// Days from today.
#[derive(Clone, Copy, Debug)]
pub struct Validity {
    /// The beginning, usually negative.
    pub from: i32,
    /// The end.
    pub until: i32,
}

impl Default for Validity {
    fn default() -> Self {
        Self {
            from: -1,
            until: 90,
        }
    }
}

impl Authority {
    /// A new authority of that name, with its files in `dir`.
    #[must_use]
    pub fn new(name: &str, dir: &Path) -> Self {
        fs::create_dir_all(dir).expect("the folder can be made");
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        // Old enough that an expired leaf is inside the root's own time.
        set_validity(
            &mut params,
            Validity {
                from: -400,
                until: 400,
            },
        );
        let key = KeyPair::generate().expect("a key can be made");
        let root = dir.join(format!("{}.pem", name.replace(' ', "-")));
        let certificate = params.self_signed(&key).expect("a root can be signed");
        fs::write(&root, certificate.pem()).expect("the root can be written");
        Self {
            issuer: Issuer::new(params, key),
            root,
            dir: dir.to_owned(),
        }
    }

    /// The root's PEM file: what `--ca-file` takes.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A server's certificate; `names` are DNS names and IP addresses.
    #[must_use]
    pub fn leaf(&self, label: &str, names: &[&str], validity: Validity) -> Leaf {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let mut params = CertificateParams::new(names).expect("the names are in order");
        params.distinguished_name.push(DnType::CommonName, label);
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        set_validity(&mut params, validity);
        let key = KeyPair::generate().expect("a key can be made");
        let certificate = params
            .signed_by(&key, &self.issuer)
            .expect("a leaf can be signed");
        let leaf = Leaf {
            certificate: self.dir.join(format!("{label}.crt")),
            key: self.dir.join(format!("{label}.key")),
        };
        fs::write(&leaf.certificate, certificate.pem()).expect("the certificate can be written");
        fs::write(&leaf.key, key.serialize_pem()).expect("the key can be written");
        leaf
    }
}

fn set_validity(params: &mut CertificateParams, validity: Validity) {
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    let day = |days: i32| {
        let date: Date = today
            .checked_add(Span::new().days(days))
            .expect("a date within a few years");
        rcgen::date_time_ymd(
            i32::from(date.year()),
            date.month().unsigned_abs(),
            date.day().unsigned_abs(),
        )
    };
    params.not_before = day(validity.from);
    params.not_after = day(validity.until);
}
