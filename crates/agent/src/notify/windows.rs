//! What is particular to the toasts of Windows.

use notify_rust::{Notification, Timeout, Urgency};
use windows_registry::CURRENT_USER;

use super::NotifyError;

/// The toast is up when the call returns.
pub(super) const SHOWN_AT_ONCE: bool = true;

/// Our `AppUserModelID`: toasts of an id that Windows does not know vanish without an error.
const APPLICATION_ID: &str = "Vigie.Agent";

/// Registers the id for this user, as a program without an installer's shortcut does.
pub(super) fn register(name: &str) -> Result<(), NotifyError> {
    CURRENT_USER
        .create(format!(r"Software\Classes\AppUserModelId\{APPLICATION_ID}"))
        .and_then(|key| key.set_string("DisplayName", name))
        .map_err(|error| NotifyError::Refused(error.to_string()))
}

/// An urgent toast stays on the screen until somebody reacts.
pub(super) fn address(notification: &mut Notification, urgent: bool) {
    notification.app_id(APPLICATION_ID);
    if urgent {
        notification
            .urgency(Urgency::Critical)
            .timeout(Timeout::Never);
    }
}
