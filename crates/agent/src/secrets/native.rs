//! The keychains of Windows and macOS, called on threads with a deadline.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use keyring_core::{Entry, Error};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

#[cfg(target_os = "macos")]
use super::macos as system;
#[cfg(windows)]
use super::windows as system;
use super::{MAX_SECRET, SecretError, Secrets};

/// How long the keychain may take; on macOS it may be asking the person.
const CALL_LIMIT: Duration = Duration::from_secs(10);
/// How many calls may hang before further ones are refused at once.
const MOST_HANGING: usize = 4;

/// The keychain of the system's user.
#[derive(Clone, Debug)]
pub struct Keychain {
    service: String,
    /// Calls that have begun and not ended.
    open_calls: Arc<AtomicUsize>,
}

impl Keychain {
    /// A keychain whose secrets are filed under this service, `vigie` say: instances with data
    /// directories of their own need services of their own.
    #[must_use]
    pub fn new(service: impl Into<String>) -> Self {
        Self {
            service: service.into(),
            open_calls: Arc::default(),
        }
    }

    fn within<T: Send + 'static>(
        &self,
        name: &str,
        call: impl FnOnce(&Entry) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, SecretError> {
        if self.open_calls.fetch_add(1, Ordering::AcqRel) >= MOST_HANGING {
            self.open_calls.fetch_sub(1, Ordering::AcqRel);
            return Err(SecretError::TimedOut);
        }
        let open_call = OpenCall(Arc::clone(&self.open_calls));
        let (service, name) = (self.service.clone(), name.to_owned());
        let (answer, answers) = mpsc::sync_channel(1);
        thread::Builder::new()
            .name("keychain".into())
            .spawn(move || {
                let result = system::store()
                    .and_then(|store| store.build(&service, &name, None))
                    .and_then(|entry| call(&entry));
                drop(open_call);
                // Nobody waits any longer after the deadline.
                let _ = answer.send(result.map_err(cause));
            })
            .map_err(|error| SecretError::Failed(error.to_string()))?;
        match answers.recv_timeout(CALL_LIMIT) {
            Ok(result) => result,
            Err(mpsc::RecvTimeoutError::Timeout) => Err(SecretError::TimedOut),
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                Err(SecretError::Failed("the call broke off".into()))
            }
        }
    }
}

/// Counts a call as ended, however it ends.
struct OpenCall(Arc<AtomicUsize>);

impl Drop for OpenCall {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Secrets for Keychain {
    fn read(&self, name: &str) -> Result<Option<SecretString>, SecretError> {
        self.within(name, |entry| match entry.get_secret() {
            Ok(octets) => text(octets).map(Some),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        })
    }

    fn write(&self, name: &str, secret: &SecretString) -> Result<(), SecretError> {
        if secret.expose_secret().len() > MAX_SECRET {
            return Err(SecretError::TooLong);
        }
        let secret = secret.clone();
        self.within(name, move |entry| {
            entry.set_secret(secret.expose_secret().as_bytes())
        })
    }

    fn delete(&self, name: &str) -> Result<(), SecretError> {
        self.within(name, |entry| match entry.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(error),
        })
    }
}

/// Kept as UTF-8 octets: the Windows store would make two octets of each letter.
fn text(octets: Vec<u8>) -> Result<SecretString, Error> {
    let octets = Zeroizing::new(octets);
    match std::str::from_utf8(&octets) {
        Ok(text) => Ok(SecretString::from(text)),
        Err(_) => Err(Error::BadEncoding(Vec::new())),
    }
}

fn cause(error: Error) -> SecretError {
    match error {
        Error::NoStorageAccess(error) => system::no_access(&*error),
        Error::PlatformFailure(error) => system::failure(&*error),
        Error::NoDefaultStore => SecretError::Absent("no credential store".into()),
        Error::TooLong(..) => SecretError::TooLong,
        Error::BadEncoding(_) => SecretError::Failed("the stored secret is no text".into()),
        error => SecretError::Failed(error.to_string()),
    }
}
