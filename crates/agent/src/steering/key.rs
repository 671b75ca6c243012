//! The key to which what is for this practice alone is sealed: made once, kept in the keychain.

use secrecy::SecretString;
use vigie_steering::PracticeKey;

use super::practice_number;
use crate::secrets::{SecretError, Secrets};

/// The key; `None` where none was made yet. Blocks on the keychain.
pub(crate) fn private_key(
    secrets: &dyn Secrets,
    name: &str,
) -> Result<Option<PracticeKey>, SecretError> {
    Ok(secrets.read(name)?.and_then(|secret| read(&secret)))
}

/// The practice code of the installation. The key is made where there is none. Blocks on the
/// keychain.
pub(crate) fn code_of(
    secrets: &dyn Secrets,
    name: &str,
    installation: &str,
) -> Result<String, SecretError> {
    let code = |key: &PracticeKey| key.code(practice_number(installation)).to_string();
    if let Some(key) = private_key(secrets, name)? {
        return Ok(code(&key));
    }
    let key = PracticeKey::generate();
    secrets.write(name, &key.to_secret())?;
    tracing::info!("the practice has a key");
    Ok(code(&key))
}

fn read(secret: &SecretString) -> Option<PracticeKey> {
    PracticeKey::from_secret(secret)
        .inspect_err(|error| tracing::warn!(%error, "the practice needs another key"))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::Memory;

    #[test]
    fn the_key_is_made_once_and_another_where_it_is_none() {
        let secrets = Memory::default();
        assert!(private_key(&secrets, "a").unwrap().is_none());
        let first = code_of(&secrets, "a", "00").unwrap();
        assert_eq!(code_of(&secrets, "a", "00").unwrap(), first);
        assert!(first.starts_with(&practice_number("00").to_string()));
        secrets.write("a", &"nonsense".to_owned().into()).unwrap();
        assert_ne!(code_of(&secrets, "a", "00").unwrap(), first);
    }
}
