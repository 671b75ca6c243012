//! Where passwords live: the keychain of the operating system, or an encrypted file where a
//! machine has none.
//!
//! Every call blocks, but never longer than its deadline: call from a blocking task. *Locked* is
//! not *missing*: only `Ok(None)` says that no such secret is stored.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
mod memory;
#[cfg(not(target_os = "linux"))]
mod native;
mod vault;
#[cfg(windows)]
mod windows;

use secrecy::SecretString;

#[cfg(target_os = "linux")]
pub use linux::Keychain;
pub use memory::Memory;
#[cfg(not(target_os = "linux"))]
pub use native::Keychain;
pub use vault::{Vault, VaultError};

/// The longest secret, in octets: what the smallest keychain (that of Windows) takes.
pub const MAX_SECRET: usize = 2560;

/// Why a secret cannot be had now.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// There is a keychain, but it is locked.
    #[error("the keychain is locked")]
    Locked,
    /// There is no keychain on this computer, or in this session.
    #[error("there is no keychain: {0}")]
    Absent(String),
    /// The person or the system refused access.
    #[error("access to the keychain was denied")]
    Denied,
    /// The keychain did not answer in time, or went away meanwhile: it may be there again soon.
    #[error("the keychain did not answer in time")]
    TimedOut,
    /// The secret is longer than [`MAX_SECRET`].
    #[error("the secret is too long")]
    TooLong,
    /// Anything else, in the keychain's words.
    #[error("the keychain failed: {0}")]
    Failed(String),
}

/// A store of secrets, each under a name.
pub trait Secrets: Send + Sync {
    /// The secret of that name; `Ok(None)`: none is stored.
    fn read(&self, name: &str) -> Result<Option<SecretString>, SecretError>;

    /// Stores a secret of at most [`MAX_SECRET`] octets, in place of an older one.
    fn write(&self, name: &str, secret: &SecretString) -> Result<(), SecretError>;

    /// Forgets a secret; one that is not stored is no error.
    fn delete(&self, name: &str) -> Result<(), SecretError>;

    /// Asks the person to unlock the store (or to make one), where it can be asked. Waits for the
    /// answer, up to two minutes. To be called only when somebody is looking.
    fn unlock(&self) -> Result<(), SecretError> {
        Ok(())
    }
}
