//! The tray of a desktop, as the `StatusNotifierItem` specification has it: a watcher that items
//! register with, and a host that reads them and clicks.

mod watcher;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{runtime::Runtime, time};
use zbus::{
    Connection, Proxy, connection,
    names::BusName,
    zvariant::{OwnedObjectPath, OwnedValue, Value},
};

use watcher::Watcher;

/// A call on the bus that takes longer has failed.
const CALL: Duration = Duration::from_secs(5);
const PATH: &str = "/StatusNotifierWatcher";
const NAME: &str = "org.kde.StatusNotifierWatcher";
const ITEM: &str = "org.kde.StatusNotifierItem";
const MENU: &str = "com.canonical.dbusmenu";

/// The desktop's tray; gone when dropped, as after a crash of the panel.
pub struct TrayHost {
    runtime: Runtime,
    bus: Connection,
    items: Items,
}

/// Bus name and object path of every item that registered.
type Items = Arc<Mutex<Vec<(String, String)>>>;

/// An item as it shows itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrayItem {
    /// `Active` or `NeedsAttention`.
    pub status: String,
    /// The tooltip's title.
    pub headline: String,
    /// The tooltip's text.
    pub details: String,
    /// The icon's pixels at its smallest size, ARGB.
    pub pixels: Vec<u8>,
    /// The menu's entries, in order.
    pub menu: Vec<MenuEntry>,
}

/// An entry of the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuEntry {
    /// Its number.
    pub id: i32,
    /// Its words; empty for a separator.
    pub label: String,
    /// Whether it can be chosen.
    pub enabled: bool,
}

impl TrayHost {
    /// A tray on that session bus.
    #[must_use]
    pub fn start(bus_address: &str) -> Self {
        let runtime = runtime();
        let items = Items::default();
        let watcher = Watcher(Arc::clone(&items));
        let bus = runtime
            .block_on(async {
                connection::Builder::address(bus_address)?
                    .serve_at(PATH, watcher)?
                    .name(NAME)?
                    .build()
                    .await
            })
            .expect("the session bus takes a tray");
        Self {
            runtime,
            bus,
            items,
        }
    }

    /// The first item that is alive.
    #[must_use]
    pub fn item(&self) -> Option<TrayItem> {
        let items = self.items();
        self.runtime.block_on(async {
            for (name, path) in items {
                if let Ok(Ok(item)) = time::timeout(CALL, self.read(&name, &path)).await {
                    return Some(item);
                }
            }
            None
        })
    }

    /// Chooses the menu entry whose words contain `label`; false where there is none.
    #[must_use]
    pub fn choose(&self, label: &str) -> bool {
        let items = self.items();
        self.runtime.block_on(async {
            for (name, path) in items {
                let chosen = time::timeout(CALL, self.click(&name, &path, label)).await;
                if matches!(chosen, Ok(Ok(true))) {
                    return true;
                }
            }
            false
        })
    }

    /// A left click on the icon; false where there is none.
    #[must_use]
    pub fn activate(&self) -> bool {
        let items = self.items();
        self.runtime.block_on(async {
            for (name, path) in items {
                let called = async {
                    let item = Proxy::new(&self.bus, name, path, ITEM).await?;
                    item.call_method("Activate", &(0i32, 0i32)).await
                };
                if matches!(time::timeout(CALL, called).await, Ok(Ok(_))) {
                    return true;
                }
            }
            false
        })
    }

    fn items(&self) -> Vec<(String, String)> {
        self.items
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    async fn read(&self, name: &str, path: &str) -> zbus::Result<TrayItem> {
        // A name that nobody owns must not be taken for a service to be started.
        let dbus = zbus::fdo::DBusProxy::new(&self.bus).await?;
        if !dbus.name_has_owner(BusName::try_from(name)?).await? {
            return Err(zbus::Error::InterfaceNotFound);
        }
        let item = zbus::proxy::Builder::<Proxy<'_>>::new(&self.bus)
            .destination(name)?
            .path(path)?
            .interface(ITEM)?
            .cache_properties(zbus::proxy::CacheProperties::No)
            .build()
            .await?;
        let status = item.get_property("Status").await?;
        let (_, _, headline, details): (String, Vec<Pixmap>, String, String) =
            item.get_property("ToolTip").await?;
        let mut pixmaps: Vec<Pixmap> = item.get_property("IconPixmap").await?;
        pixmaps.sort_by_key(|(width, ..)| *width);
        let pixels = pixmaps
            .into_iter()
            .next()
            .map(|(_, _, pixels)| pixels)
            .unwrap_or_default();
        let menu = self.menu(name, &item).await?.1;
        Ok(TrayItem {
            status,
            headline,
            details,
            pixels,
            menu,
        })
    }

    async fn menu<'a>(
        &self,
        name: &str,
        item: &Proxy<'a>,
    ) -> zbus::Result<(Proxy<'a>, Vec<MenuEntry>)> {
        let path: OwnedObjectPath = item.get_property("Menu").await?;
        let menu = Proxy::new(&self.bus, name.to_owned(), path, MENU).await?;
        menu.call_method("AboutToShow", &0i32).await?;
        let nothing: &[&str] = &[];
        let (_revision, root): (u32, Node) =
            menu.call("GetLayout", &(0i32, -1i32, nothing)).await?;
        let entries = root.2.into_iter().filter_map(entry).collect();
        Ok((menu, entries))
    }

    async fn click(&self, name: &str, path: &str, label: &str) -> zbus::Result<bool> {
        let item = Proxy::new(&self.bus, name.to_owned(), path.to_owned(), ITEM).await?;
        let (menu, entries) = self.menu(name, &item).await?;
        let entry = entries
            .iter()
            .find(|entry| entry.enabled && entry.label.contains(label));
        let Some(entry) = entry else {
            return Ok(false);
        };
        menu.call_method("Event", &(entry.id, "clicked", Value::from(0i32), 0u32))
            .await?;
        Ok(true)
    }
}

/// Width, height, ARGB.
type Pixmap = (i32, i32, Vec<u8>);
/// A menu's node: number, properties, children.
type Node = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

fn entry(value: OwnedValue) -> Option<MenuEntry> {
    let (id, mut properties, _children) = Node::try_from(value).ok()?;
    let label = properties
        .remove("label")
        .and_then(|value| String::try_from(value).ok())
        .unwrap_or_default()
        .replace("__", "_");
    let enabled = properties
        .remove("enabled")
        .and_then(|value| bool::try_from(value).ok())
        .unwrap_or(true);
    Some(MenuEntry { id, label, enabled })
}

/// A runtime with one thread of its own, so that the bus is served while the test waits.
pub(crate) fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime can be made")
}
