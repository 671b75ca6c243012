//! What is particular to the notifications of macOS.

use notify_rust::Notification;

use super::NotifyError;

/// The call that shows it returns only with the reaction.
pub(super) const SHOWN_AT_ONCE: bool = false;

/// The bundle's identifier is taken by the system itself.
#[expect(clippy::unnecessary_wraps, reason = "other systems can refuse")]
pub(super) fn register(_name: &str) -> Result<(), NotifyError> {
    Ok(())
}

/// Whether a notification stays is the person's choice in the system's settings.
pub(super) fn address(_notification: &mut Notification, _urgent: bool) {}
