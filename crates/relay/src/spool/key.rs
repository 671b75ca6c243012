//! The key under which message bodies lie in the spool.

use std::fmt;

use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use super::error::SpoolError;

/// What is sealed to know the key again.
const KNOWN: &[u8] = b"vigie spool";
const NONCE: usize = 24;

/// Why there is no key at the moment. *Locked is not missing*: nothing is ever erased for it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The keychain is locked.
    #[error("the keychain is locked")]
    Locked,
    /// The keychain works and has no key for the spool.
    #[error("the keychain holds no key for the spool")]
    Missing,
    /// What the keychain holds is no key.
    #[error("the key is not 64 hexadecimal digits")]
    Malformed,
    /// It is a key, but not the one with which this spool was begun.
    #[error("the key is not that of this spool")]
    NotThisSpools,
    /// Anything else, in the keychain's words.
    #[error("the keychain failed: {0}")]
    Failed(String),
}

/// Where the spool's key comes from, each time a session or a turn begins. May block.
pub trait KeySource: Send + Sync {
    /// The key.
    fn key(&self) -> Result<SpoolKey, KeyError>;
}

/// A key of 256 bits. Overwritten when dropped.
#[derive(Clone)]
pub struct SpoolKey(Zeroizing<[u8; 32]>);

impl SpoolKey {
    /// Makes a new key in the form in which a keychain stores it: 64 hexadecimal digits.
    pub fn generate() -> Result<SecretString, SpoolError> {
        let octets = random::<32>().map(Zeroizing::new)?;
        let mut digits = Zeroizing::new([0; 64]);
        hex::encode_to_slice(*octets, digits.as_mut_slice())
            .map_err(|error| SpoolError::NoRandom(error.to_string()))?;
        Ok(SecretString::from(
            std::str::from_utf8(digits.as_slice()).unwrap_or_default(),
        ))
    }

    /// Reads a key as a keychain stores it.
    pub fn parse(stored: &SecretString) -> Result<Self, KeyError> {
        let mut octets = Zeroizing::new([0; 32]);
        hex::decode_to_slice(stored.expose_secret().trim(), octets.as_mut_slice())
            .map_err(|_| KeyError::Malformed)?;
        Ok(Self(octets))
    }

    pub(super) fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.0.as_slice().into())
    }

    /// Something by which [`is_that_of`](Self::is_that_of) knows this key again.
    pub(super) fn check(&self) -> Result<Vec<u8>, SpoolError> {
        self.seal(b"", KNOWN)
    }

    /// Seals a few octets; they open only together with what is given `with` them.
    pub(crate) fn seal(&self, with: &[u8], plain: &[u8]) -> Result<Vec<u8>, SpoolError> {
        let nonce = random::<NONCE>()?;
        let payload = Payload {
            msg: plain,
            aad: with,
        };
        let sealed = self
            .cipher()
            .encrypt(XNonce::from_slice(&nonce), payload)
            .map_err(|_| SpoolError::NoRandom("the key cannot be used".into()))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// `None` if this is not what was sealed with this key.
    pub(crate) fn unseal(&self, with: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE)?;
        let payload = Payload {
            msg: sealed,
            aad: with,
        };
        let opened = self.cipher().decrypt(XNonce::from_slice(nonce), payload);
        opened.ok().map(Zeroizing::new)
    }

    pub(super) fn is_that_of(&self, check: &[u8]) -> bool {
        self.unseal(b"", check).is_some_and(|known| *known == KNOWN)
    }
}

impl fmt::Debug for SpoolKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SpoolKey")
    }
}

pub(crate) fn random<const N: usize>() -> Result<[u8; N], SpoolError> {
    let mut octets = [0; N];
    getrandom::fill(&mut octets).map_err(|error| SpoolError::NoRandom(error.to_string()))?;
    Ok(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_known_again_and_another_is_not() {
        let stored = SpoolKey::generate().unwrap();
        let key = SpoolKey::parse(&stored).unwrap();
        let other = SpoolKey::parse(&SpoolKey::generate().unwrap()).unwrap();
        let check = key.check().unwrap();
        assert!(key.is_that_of(&check));
        assert!(!other.is_that_of(&check));
        assert!(!key.is_that_of(&check[..NONCE]));
        assert!(!key.is_that_of(b""));
        assert_eq!(format!("{key:?}"), "SpoolKey");
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for odd in ["", "00", &"0".repeat(63), &"g".repeat(64), &"0".repeat(65)] {
            let odd = SecretString::from(odd);
            assert_eq!(SpoolKey::parse(&odd).unwrap_err(), KeyError::Malformed);
        }
    }
}
