//! The keychain of Linux desktops: the freedesktop Secret Service, on the session bus.
//!
//! Each call has a connection, a thread and a runtime of its own, for the service may be started,
//! unlocked, hung or restarted at any time, and a call that has no answer must not be left behind.

use std::{collections::HashMap, future::Future, thread, time::Duration};

use secrecy::{ExposeSecret, SecretString};
use secret_service::{Collection, EncryptionType, Error, Item, SecretService};
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::{MAX_SECRET, SecretError, Secrets};

/// How long the service may take where no person is asked.
const CALL_LIMIT: Duration = Duration::from_secs(5);
/// How long a person may take to unlock it.
const PROMPT_LIMIT: Duration = Duration::from_mins(2);
/// The attribute by which our items are found; the name that other keyring programs use, too.
const SERVICE_ATTRIBUTE: &str = "service";
const NAME_ATTRIBUTE: &str = "username";

/// The Secret Service of the session (GNOME Keyring and its like).
#[derive(Clone, Debug)]
pub struct Keychain {
    service: String,
}

impl Keychain {
    /// A keychain whose secrets are filed under this service, `vigie` say: instances with data
    /// directories of their own need services of their own.
    #[must_use]
    pub fn new(service: impl Into<String>) -> Self {
        Self {
            service: service.into(),
        }
    }

    fn attributes<'a>(&'a self, name: &'a str) -> HashMap<&'a str, &'a str> {
        HashMap::from([
            (SERVICE_ATTRIBUTE, self.service.as_str()),
            (NAME_ATTRIBUTE, name),
        ])
    }
}

impl Secrets for Keychain {
    fn read(&self, name: &str) -> Result<Option<SecretString>, SecretError> {
        within(CALL_LIMIT, async {
            let service = connect().await?;
            let Some(item) = find(&service, self.attributes(name)).await? else {
                return Ok(None);
            };
            let secret = Zeroizing::new(item.get_secret().await.map_err(cause)?);
            let text = std::str::from_utf8(&secret)
                .map_err(|_| SecretError::Failed("the stored secret is no text".into()))?;
            Ok(Some(SecretString::from(text)))
        })
    }

    fn write(&self, name: &str, secret: &SecretString) -> Result<(), SecretError> {
        let octets = secret.expose_secret().as_bytes();
        if octets.len() > MAX_SECRET {
            return Err(SecretError::TooLong);
        }
        within(CALL_LIMIT, async {
            let service = connect().await?;
            if let Some(item) = find(&service, self.attributes(name)).await? {
                return item.set_secret(octets, "text/plain").await.map_err(cause);
            }
            let collection = match service.get_default_collection().await {
                Ok(collection) => collection,
                // None was ever made; making one asks the person.
                Err(Error::NoResult) => return Err(SecretError::Locked),
                Err(error) => return Err(cause(error)),
            };
            refuse_locked(&collection).await?;
            let label = format!("Vigie: {name}");
            collection
                .create_item(&label, self.attributes(name), octets, true, "text/plain")
                .await
                .map_err(cause)?;
            Ok(())
        })
    }

    fn delete(&self, name: &str) -> Result<(), SecretError> {
        within(CALL_LIMIT, async {
            let service = connect().await?;
            match find(&service, self.attributes(name)).await? {
                Some(item) => item.delete().await.map_err(cause),
                None => Ok(()),
            }
        })
    }

    fn unlock(&self) -> Result<(), SecretError> {
        within(PROMPT_LIMIT, async {
            let service = connect().await?;
            match service.get_default_collection().await {
                Ok(collection) => match refuse_locked(&collection).await {
                    Err(SecretError::Locked) => collection.unlock().await.map_err(cause),
                    other => other,
                },
                Err(Error::NoResult) => service
                    .create_collection("Vigie", "default")
                    .await
                    .map(drop)
                    .map_err(cause),
                Err(error) => Err(cause(error)),
            }
        })
    }
}

/// Runs one call to its end or its deadline; what is left of it is dropped with its thread.
fn within<T: Send>(
    limit: Duration,
    call: impl Future<Output = Result<T, SecretError>> + Send,
) -> Result<T, SecretError> {
    let run = || {
        tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()
            .map_err(|error| SecretError::Failed(error.to_string()))?
            .block_on(async { timeout(limit, call).await })
            .unwrap_or(Err(SecretError::TimedOut))
    };
    thread::scope(|scope| {
        thread::Builder::new()
            .name("keychain".into())
            .spawn_scoped(scope, run)
            .map_err(|error| SecretError::Failed(error.to_string()))?
            .join()
            .unwrap_or_else(|_| Err(SecretError::Failed("the call broke off".into())))
    })
}

async fn connect() -> Result<SecretService<'static>, SecretError> {
    SecretService::connect(EncryptionType::Dh)
        .await
        .map_err(cause)
}

/// The one item with these attributes. One that lies in a locked collection is found, too, but
/// unlocking it would ask the person, or nobody, for ever.
async fn find<'a>(
    service: &'a SecretService<'_>,
    attributes: HashMap<&str, &str>,
) -> Result<Option<Item<'a>>, SecretError> {
    let found = service.search_items(attributes).await.map_err(cause)?;
    if let Some(item) = found.unlocked.into_iter().next() {
        return Ok(Some(item));
    }
    if !found.locked.is_empty() {
        return Err(SecretError::Locked);
    }
    // Some services do not search in what is locked: then nothing is known about the item.
    match service.get_default_collection().await {
        Ok(collection) => refuse_locked(&collection).await?,
        Err(Error::NoResult) => {}
        Err(error) => return Err(cause(error)),
    }
    Ok(None)
}

async fn refuse_locked(collection: &Collection<'_>) -> Result<(), SecretError> {
    if collection.is_locked().await.map_err(cause)? {
        return Err(SecretError::Locked);
    }
    Ok(())
}

fn cause(error: Error) -> SecretError {
    match error {
        Error::Locked => SecretError::Locked,
        Error::Prompt => SecretError::Denied,
        Error::Unavailable => SecretError::Absent("no secret service".into()),
        Error::Zbus(zbus::Error::FDO(error)) => bus_cause(&error),
        Error::ZbusFdo(error) => bus_cause(&error),
        Error::Zbus(zbus::Error::MethodError(name, words, _)) => match name.as_str() {
            "org.freedesktop.Secret.Error.IsLocked" => SecretError::Locked,
            "org.freedesktop.DBus.Error.AccessDenied" => SecretError::Denied,
            "org.freedesktop.DBus.Error.ServiceUnknown" => SecretError::Absent(name.to_string()),
            "org.freedesktop.DBus.Error.NameHasNoOwner"
            | "org.freedesktop.DBus.Error.NoReply"
            | "org.freedesktop.DBus.Error.Disconnected"
            | "org.freedesktop.DBus.Error.Spawn.ChildExited"
            | "org.freedesktop.DBus.Error.TimedOut"
            | "org.freedesktop.DBus.Error.Timeout" => passes(&name),
            _ => SecretError::Failed(words.unwrap_or_else(|| name.to_string())),
        },
        // Without a session bus there is no service. One that breaks off is another matter.
        Error::Zbus(zbus::Error::InputOutput(error) | zbus::Error::Connection(error, _))
            if !is_no_bus(&error) =>
        {
            passes(&error)
        }
        Error::Zbus(
            error @ (zbus::Error::InputOutput(_)
            | zbus::Error::Connection(..)
            | zbus::Error::Address(_)
            | zbus::Error::Handshake(_)),
        ) => SecretError::Absent(error.to_string()),
        error => SecretError::Failed(error.to_string()),
    }
}

fn bus_cause(error: &zbus::fdo::Error) -> SecretError {
    use zbus::fdo::Error as Bus;
    match error {
        Bus::AccessDenied(_) => SecretError::Denied,
        Bus::ServiceUnknown(words) => SecretError::Absent(words.clone()),
        Bus::NameHasNoOwner(words)
        | Bus::NoReply(words)
        | Bus::SpawnChildExited(words)
        | Bus::TimedOut(words)
        | Bus::Timeout(words)
        | Bus::Disconnected(words) => passes(words),
        error => SecretError::Failed(error.to_string()),
    }
}

/// The service is slow, is being started or went away: it may be there again soon.
fn passes(error: &impl std::fmt::Display) -> SecretError {
    tracing::info!(%error, "the keychain does not answer");
    SecretError::TimedOut
}

fn is_no_bus(error: &std::io::Error) -> bool {
    use std::io::ErrorKind as Kind;
    matches!(error.kind(), Kind::NotFound | Kind::ConnectionRefused)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn only_a_service_that_does_not_exist_is_absent() {
        use zbus::fdo::Error as Bus;
        let words = || "a test".to_owned();
        let passing = [
            Bus::NoReply(words()),
            Bus::TimedOut(words()),
            Bus::Timeout(words()),
            Bus::Disconnected(words()),
            Bus::NameHasNoOwner(words()),
            Bus::SpawnChildExited(words()),
        ];
        for error in passing {
            assert_eq!(bus_cause(&error), SecretError::TimedOut, "{error}");
        }
        let unknown = Error::ZbusFdo(Bus::ServiceUnknown(words()));
        assert!(matches!(cause(unknown), SecretError::Absent(_)));
        let io = |kind: std::io::ErrorKind| {
            cause(Error::Zbus(zbus::Error::InputOutput(Arc::new(kind.into()))))
        };
        assert!(matches!(
            io(std::io::ErrorKind::NotFound),
            SecretError::Absent(_)
        ));
        assert_eq!(io(std::io::ErrorKind::BrokenPipe), SecretError::TimedOut);
    }
}
