//! Secrets that nobody keeps: for the training ground, where nothing is real.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use secrecy::{ExposeSecret, SecretString};

use super::{MAX_SECRET, SecretError, Secrets};

/// A store that ends with the process.
#[derive(Default)]
pub struct Memory(Mutex<HashMap<String, SecretString>>);

impl Secrets for Memory {
    fn read(&self, name: &str) -> Result<Option<SecretString>, SecretError> {
        let secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(secrets.get(name).cloned())
    }

    fn write(&self, name: &str, secret: &SecretString) -> Result<(), SecretError> {
        if secret.expose_secret().len() > MAX_SECRET {
            return Err(SecretError::TooLong);
        }
        let mut secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.insert(name.to_owned(), secret.clone());
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), SecretError> {
        let mut secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.remove(name);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_replaces_and_forgets() {
        let memory = Memory::default();
        assert!(memory.read("a").unwrap().is_none());
        memory.write("a", &"one".to_owned().into()).unwrap();
        memory.write("a", &"two".to_owned().into()).unwrap();
        assert_eq!(memory.read("a").unwrap().unwrap().expose_secret(), "two");
        memory.delete("a").unwrap();
        memory.delete("a").unwrap();
        assert!(memory.read("a").unwrap().is_none());
        let long = "x".repeat(MAX_SECRET + 1).into();
        assert_eq!(memory.write("a", &long), Err(SecretError::TooLong));
    }
}
