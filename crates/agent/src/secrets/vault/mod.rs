//! An encrypted file of secrets, for machines without a keychain.

mod file;
mod sealed;
#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    fmt, io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use self::{
    file::{read_file, write_file},
    sealed::{Cost, Entries, Sealed, derive, digest, header, parse_entries, random, write_entries},
};
use super::{MAX_SECRET, SecretError, Secrets};

/// The longest file that is read, in octets.
const MAX_FILE: u64 = 1 << 20;
/// The longest name of a secret, in octets.
const MAX_NAME: usize = 512;

/// Why a vault cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The file is whole, but this is not its passphrase.
    #[error("the passphrase is not that of the vault")]
    WrongPassphrase,
    /// The file was changed, cut off, or is no vault.
    #[error("the vault is damaged")]
    Damaged,
    /// A later release wrote it.
    #[error("the vault has version {0}, which this release does not know")]
    ForeignVersion(u8),
    /// The passphrase is empty.
    #[error("the passphrase is empty")]
    EmptyPassphrase,
    /// The system gave no random numbers, or too little memory for the passphrase's key.
    #[error("the key cannot be made: {0}")]
    NoKey(String),
    /// The file cannot be read or written.
    #[error("the vault's file: {0}")]
    Io(#[from] io::Error),
}

/// An open vault. The passphrase itself is not kept.
pub struct Vault {
    path: PathBuf,
    cost: Cost,
    salt: [u8; 16],
    key: Zeroizing<[u8; 32]>,
    /// Held while the file is read and written again.
    turn: Mutex<()>,
}

impl fmt::Debug for Vault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Vault")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl Vault {
    /// Opens the vault in that file, or makes a new one where there is no file. Takes about a
    /// second and 64 MiB for that time.
    pub fn open(path: &Path, passphrase: &SecretString) -> Result<Self, VaultError> {
        Self::open_at_cost(path, passphrase, Cost::USUAL)
    }

    fn open_at_cost(
        path: &Path,
        passphrase: &SecretString,
        cost_when_new: Cost,
    ) -> Result<Self, VaultError> {
        if passphrase.expose_secret().is_empty() {
            return Err(VaultError::EmptyPassphrase);
        }
        let file = match read_file(path) {
            Ok(file) => Some(file),
            Err(VaultError::Io(error)) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let (cost, salt) = match &file {
            Some(file) => {
                let sealed = Sealed::parse(file)?;
                (sealed.cost, sealed.salt)
            }
            None => (cost_when_new, random()?),
        };
        let vault = Self {
            path: path.to_owned(),
            cost,
            salt,
            key: derive(passphrase, &salt, cost)?,
            turn: Mutex::new(()),
        };
        match &file {
            Some(file) => drop(vault.unseal(&Sealed::parse(file)?)?),
            None => vault.replace(&BTreeMap::new())?,
        }
        Ok(vault)
    }

    fn entries(&self) -> Result<Entries, VaultError> {
        self.unseal(&Sealed::parse(&read_file(&self.path)?)?)
    }

    fn unseal(&self, sealed: &Sealed<'_>) -> Result<Entries, VaultError> {
        let cipher = XChaCha20Poly1305::new(self.key.as_slice().into());
        let payload = Payload {
            msg: sealed.entries,
            aad: sealed.header,
        };
        let plain = cipher
            .decrypt(XNonce::from_slice(sealed.nonce), payload)
            .map_err(|_| VaultError::WrongPassphrase)?;
        parse_entries(&Zeroizing::new(plain)).ok_or(VaultError::Damaged)
    }

    fn replace(&self, entries: &Entries) -> Result<(), VaultError> {
        let nonce: [u8; 24] = random()?;
        let mut file = header(self.cost, &self.salt, &nonce);
        let plain = write_entries(entries);
        let payload = Payload {
            msg: &plain,
            aad: &file,
        };
        let sealed = XChaCha20Poly1305::new(self.key.as_slice().into())
            .encrypt(XNonce::from_slice(&nonce), payload)
            .map_err(|_| VaultError::NoKey("the entries are too long".into()))?;
        file.extend_from_slice(&sealed);
        let digest = digest(&file);
        file.extend_from_slice(&digest);
        if file.len() as u64 > MAX_FILE {
            return Err(VaultError::Io(io::ErrorKind::FileTooLarge.into()));
        }
        Ok(write_file(&self.path, &file)?)
    }

    fn change(&self, change: impl FnOnce(&mut Entries)) -> Result<(), SecretError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut entries = self.entries().map_err(cause)?;
        change(&mut entries);
        self.replace(&entries).map_err(cause)
    }
}

impl Secrets for Vault {
    fn read(&self, name: &str) -> Result<Option<SecretString>, SecretError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(self.entries().map_err(cause)?.remove(name))
    }

    fn write(&self, name: &str, secret: &SecretString) -> Result<(), SecretError> {
        if secret.expose_secret().len() > MAX_SECRET {
            return Err(SecretError::TooLong);
        }
        if name.len() > MAX_NAME {
            return Err(SecretError::Failed("the secret's name is too long".into()));
        }
        self.change(|entries| {
            entries.insert(name.to_owned(), secret.clone());
        })
    }

    fn delete(&self, name: &str) -> Result<(), SecretError> {
        self.change(|entries| {
            entries.remove(name);
        })
    }
}

fn cause(error: VaultError) -> SecretError {
    match error {
        // The file was there when the vault was opened; it is not made anew over a lost one.
        VaultError::Io(error) if error.kind() == io::ErrorKind::NotFound => {
            SecretError::Absent("the vault's file is gone".into())
        }
        VaultError::Io(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            SecretError::Denied
        }
        error => SecretError::Failed(error.to_string()),
    }
}
