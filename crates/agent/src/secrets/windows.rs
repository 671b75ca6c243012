//! The Credential Manager of Windows.

use std::{error::Error, sync::Arc};

use keyring_core::{Result, api::CredentialStore};

use super::SecretError;

pub(super) fn store() -> Result<Arc<CredentialStore>> {
    let store: Arc<CredentialStore> = windows_native_keyring_store::Store::new()?;
    Ok(store)
}

/// The Credential Manager is open as long as its user is logged on, so no access means that this
/// kind of session (a service, say) has none.
pub(super) fn no_access(error: &(dyn Error + Send + Sync + 'static)) -> SecretError {
    SecretError::Absent(error.to_string())
}

pub(super) fn failure(error: &(dyn Error + Send + Sync + 'static)) -> SecretError {
    SecretError::Failed(error.to_string())
}
