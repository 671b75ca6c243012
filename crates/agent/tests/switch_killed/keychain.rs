//! The keychain that the process uses that is killed.

use std::{fs, io, path::PathBuf, sync::Arc};

use secrecy::{ExposeSecret, SecretString};
use vigie_agent::secrets::{SecretError, Secrets};

use crate::child::Moments;

/// Stands still before and after every change of the keychain.
pub(crate) struct Watched {
    pub(crate) secrets: Arc<dyn Secrets>,
    pub(crate) moments: Moments,
}

impl Secrets for Watched {
    fn read(&self, name: &str) -> Result<Option<SecretString>, SecretError> {
        self.secrets.read(name)
    }

    fn write(&self, name: &str, secret: &SecretString) -> Result<(), SecretError> {
        self.moments.pass();
        let written = self.secrets.write(name, secret);
        self.moments.pass();
        written
    }

    fn delete(&self, name: &str) -> Result<(), SecretError> {
        self.moments.pass();
        let deleted = self.secrets.delete(name);
        self.moments.pass();
        deleted
    }
}

/// A keychain of files: the vault's own is sealed so slowly that a hundred openings take minutes.
pub(crate) struct Files(pub(crate) PathBuf);

impl Files {
    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name.replace('/', "-"))
    }
}

impl Secrets for Files {
    fn read(&self, name: &str) -> Result<Option<SecretString>, SecretError> {
        match fs::read_to_string(self.path(name)) {
            Ok(secret) => Ok(Some(secret.into())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(SecretError::Failed(error.to_string())),
        }
    }

    fn write(&self, name: &str, secret: &SecretString) -> Result<(), SecretError> {
        let written = self.0.join("written");
        fs::write(&written, secret.expose_secret())
            .and_then(|()| fs::rename(&written, self.path(name)))
            .map_err(|error| SecretError::Failed(error.to_string()))
    }

    fn delete(&self, name: &str) -> Result<(), SecretError> {
        match fs::remove_file(self.path(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(SecretError::Failed(error.to_string()))
            }
            _ => Ok(()),
        }
    }
}
