//! What items register with.

use std::sync::PoisonError;

use zbus::{message::Header, object_server::SignalEmitter};

use super::Items;

/// The registry of a tray's items.
pub(super) struct Watcher(pub(super) Items);

#[expect(
    clippy::unused_self,
    reason = "the interface has methods, not functions"
)]
#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    async fn register_status_notifier_item(
        &self,
        service: &str,
        #[zbus(header)] header: Header<'_>,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) {
        let sender = header.sender().map(ToString::to_string).unwrap_or_default();
        // Either the item's path on the sender's connection, or a name with the usual path.
        let item = if service.starts_with('/') {
            (sender, service.to_owned())
        } else {
            (service.to_owned(), "/StatusNotifierItem".to_owned())
        };
        let full = format!("{}{}", item.0, item.1);
        {
            let mut items = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            items.retain(|known| *known != item);
            items.push(item);
        }
        let _nobody_listens = emitter.status_notifier_item_registered(&full).await;
    }

    fn register_status_notifier_host(&self, service: String) {
        // The one host is this one.
        drop(service);
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .map(|(name, path)| format!("{name}{path}"))
            .collect()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    /// Told to hosts.
    #[zbus(signal)]
    async fn status_notifier_item_registered(
        emitter: &SignalEmitter<'_>,
        service: &str,
    ) -> zbus::Result<()>;
}
