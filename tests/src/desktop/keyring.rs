//! Opening a locked GNOME keyring without a dialogue.

use zbus::{
    Proxy, connection,
    zvariant::{OwnedObjectPath, OwnedValue, Value},
};

use crate::tray_host::runtime;

const SERVICE: &str = "org.freedesktop.secrets";
const PATH: &str = "/org/freedesktop/secrets";

/// Gives the keyring's service the master password of its default collection. The interface is
/// GNOME's own; the public one always asks by a dialogue.
pub(super) fn unlock(bus_address: &str, password: &str) {
    let unlocked = runtime().block_on(async {
        let bus = connection::Builder::address(bus_address)?.build().await?;
        let service = Proxy::new(&bus, SERVICE, PATH, "org.freedesktop.Secret.Service").await?;
        let (_, session): (OwnedValue, OwnedObjectPath) = service
            .call("OpenSession", &("plain", Value::from("")))
            .await?;
        let collection: OwnedObjectPath = service.call("ReadAlias", &"default").await?;
        let master = (session, Vec::<u8>::new(), password.as_bytes(), "text/plain");
        let own = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface";
        let inside = Proxy::new(&bus, SERVICE, PATH, own).await?;
        inside
            .call_method("UnlockWithMasterPassword", &(collection, master))
            .await
    });
    unlocked.unwrap_or_else(|e| panic!("the keyring does not open: {e}"));
}
