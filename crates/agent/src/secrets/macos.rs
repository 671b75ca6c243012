//! The user's keychain of macOS.

use std::{error::Error, sync::Arc};

use keyring_core::{Result, api::CredentialStore};

use super::SecretError;

pub(super) fn store() -> Result<Arc<CredentialStore>> {
    let store: Arc<CredentialStore> = apple_native_keyring_store::keychain::Store::new()?;
    Ok(store)
}

pub(super) fn no_access(error: &(dyn Error + Send + Sync + 'static)) -> SecretError {
    failure(error)
}

/// By the `OSStatus` codes of the Security framework's `SecBase.h`.
pub(super) fn failure(error: &(dyn Error + Send + Sync + 'static)) -> SecretError {
    let code = error
        .downcast_ref::<security_framework::base::Error>()
        .map(|error| error.code());
    match code {
        // errSecInteractionNotAllowed: it would have to ask, and may not.
        Some(-25308) => SecretError::Locked,
        // errSecAuthFailed, errSecUserCanceled, errSecReadOnly, wrPermErr.
        Some(-25293 | -128 | -25292 | -61) => SecretError::Denied,
        // errSecNotAvailable, errSecNoSuchKeychain, errSecNoDefaultKeychain.
        Some(-25291 | -25294 | -25307) => SecretError::Absent(error.to_string()),
        _ => SecretError::Failed(error.to_string()),
    }
}
