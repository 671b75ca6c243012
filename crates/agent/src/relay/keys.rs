//! The relay's secrets: the key of the spool, and what the billing software logs in with. Both are
//! made once, at random, and live in the keychain.

use std::{
    fmt::Write as _,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use jiff::Timestamp;
use rustls::pki_types::{CertificateDer, pem::PemObject as _};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use vigie_relay::{
    Credentials, LocalTls,
    spool::{KeyError, KeySource, Spool, SpoolError, SpoolKey},
};
use zeroize::Zeroizing;

use crate::secrets::{SecretError, Secrets};

/// Under which names the relay's secrets stand in the keychain.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    key: String,
    login: String,
}

impl Names {
    /// Those of this installation.
    pub(crate) fn of(installation: &str) -> Self {
        Self {
            key: format!("{installation}/relay-key"),
            login: format!("{installation}/relay-login"),
        }
    }

    /// What the billing software logs in with; made where there is none. Blocks.
    pub(crate) fn credentials(&self, secrets: &dyn Secrets) -> Result<Credentials, NotOpened> {
        credentials(secrets, &self.login)
    }
}

/// The spool's key, asked of the keychain each time.
pub(crate) struct Keys {
    secrets: Arc<dyn Secrets>,
    name: String,
}

impl Keys {
    pub(crate) fn new(secrets: Arc<dyn Secrets>, names: &Names) -> Self {
        Self {
            secrets,
            name: names.key.clone(),
        }
    }
}

impl KeySource for Keys {
    fn key(&self) -> Result<SpoolKey, KeyError> {
        match self.secrets.read(&self.name) {
            Ok(Some(stored)) => SpoolKey::parse(&stored),
            Ok(None) => Err(KeyError::Missing),
            Err(SecretError::Locked | SecretError::Denied) => Err(KeyError::Locked),
            Err(error) => Err(KeyError::Failed(error.to_string())),
        }
    }
}

/// The key for whoever serves the billing software: none while the relay is held.
pub(crate) struct Served {
    /// Where it comes from.
    pub(crate) keys: Arc<dyn KeySource>,
    /// Nothing is served now.
    pub(crate) held: Arc<AtomicBool>,
}

impl KeySource for Served {
    fn key(&self) -> Result<SpoolKey, KeyError> {
        if self.held.load(Ordering::Acquire) {
            return Err(KeyError::Failed("the relay is being set up".to_owned()));
        }
        self.keys.key()
    }
}

/// A relay whose spool and secrets are there.
pub(crate) struct Opened {
    /// The spool.
    pub(crate) spool: Arc<Spool>,
    /// What the billing software logs in with.
    pub(crate) credentials: Credentials,
    /// The certificate for software that wants TLS at the local ports; clear text goes without it.
    pub(crate) tls: Option<LocalTls>,
    /// The spool's former key is gone: what waits is fetched again.
    pub(crate) key_lost: bool,
}

/// Why it is not.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotOpened {
    /// The keychain.
    #[error(transparent)]
    Secrets(#[from] SecretError),
    /// The spool.
    #[error(transparent)]
    Spool(#[from] SpoolError),
}

/// Opens the spool in that folder, and reads or makes its secrets. Blocks.
pub(crate) fn open(
    folder: &Path,
    secrets: &dyn Secrets,
    names: &Names,
    now: Timestamp,
) -> Result<Opened, NotOpened> {
    let credentials = names.credentials(secrets)?;
    // The spool last: it is locked from then on.
    let key = key(secrets, &names.key)?;
    let (spool, recovered) = Spool::open(folder)?;
    if recovered.leftovers + recovered.missing > 0 {
        tracing::info!(?recovered, "the spool was left in the middle of something");
    }
    let key_lost = match spool.check_key(&key) {
        Ok(()) => false,
        Err(SpoolError::Key(KeyError::NotThisSpools)) => {
            tracing::warn!("the spool has another key from now on");
            spool.replace_key(&key)?;
            true
        }
        Err(error) => return Err(error.into()),
    };
    let tls = LocalTls::open(folder, &key, now)
        .inspect_err(|error| tracing::warn!(%error, "no TLS at the local ports"))
        .ok();
    Ok(Opened {
        spool: Arc::new(spool),
        credentials,
        tls,
        key_lost,
    })
}

fn key(secrets: &dyn Secrets, name: &str) -> Result<SpoolKey, NotOpened> {
    if let Some(stored) = secrets.read(name)?
        && let Ok(key) = SpoolKey::parse(&stored)
    {
        return Ok(key);
    }
    let made = SpoolKey::generate()?;
    secrets.write(name, &made)?;
    Ok(SpoolKey::parse(&made).map_err(SpoolError::Key)?)
}

/// SHA-256 of a certificate in PEM, in hexadecimal digits. Reads a small file.
pub(crate) fn certificate_digest(file: &Path) -> Option<String> {
    let certificate = CertificateDer::from_pem_file(file).ok()?;
    let mut digest = String::new();
    for octet in Sha256::digest(&certificate) {
        let _ = write!(digest, "{octet:02x}");
    }
    Some(digest)
}

fn credentials(secrets: &dyn Secrets, name: &str) -> Result<Credentials, NotOpened> {
    if let Some(stored) = secrets.read(name)?
        && let Some((user, password)) = stored.expose_secret().split_once(' ')
    {
        return Ok(Credentials {
            user: user.to_owned(),
            password: SecretString::from(password),
        });
    }
    let made = Credentials::generate()?;
    let stored = Zeroizing::new(format!("{} {}", made.user, made.password.expose_secret()));
    secrets.write(name, &SecretString::from(stored.as_str()))?;
    Ok(made)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::Memory;

    #[test]
    fn the_secrets_are_made_once_and_a_lost_key_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let secrets = Memory::default();
        let names = Names::of("installation");
        let first = open(folder.path(), &secrets, &names, Timestamp::UNIX_EPOCH).unwrap();
        assert!(!first.key_lost);
        let (user, password) = (first.credentials.user.clone(), first.credentials.password);
        drop(first.spool);
        let again = open(folder.path(), &secrets, &names, Timestamp::UNIX_EPOCH).unwrap();
        assert!(!again.key_lost);
        assert_eq!(again.credentials.user, user);
        assert_eq!(
            again.credentials.password.expose_secret(),
            password.expose_secret()
        );
        assert!(matches!(
            open(folder.path(), &secrets, &names, Timestamp::UNIX_EPOCH),
            Err(NotOpened::Spool(SpoolError::InUse))
        ));
        drop(again.spool);
        secrets.delete(&names.key).unwrap();
        let replaced = open(folder.path(), &secrets, &names, Timestamp::UNIX_EPOCH).unwrap();
        assert!(replaced.key_lost);
        assert_eq!(replaced.credentials.user, user);
    }
}
