//! What was shown as a notification: read off the bus, between the programme and the daemon.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures_lite::StreamExt;
use tokio::{runtime::Runtime, time};
use zbus::{
    Connection, MatchRule, MessageStream, connection, fdo,
    message::Type,
    names::BusName,
    zvariant::{OwnedValue, Value},
};

use crate::{tray_host::runtime, wait};

const DAEMON: &str = "org.freedesktop.Notifications";
const CALL: Duration = Duration::from_secs(5);

/// A record of every notification, and the daemon that shows them.
pub struct Notifications {
    runtime: Runtime,
    bus: Connection,
    shown: Arc<Mutex<Vec<Toast>>>,
}

/// A notification as the programme gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// The programme's name.
    pub app: String,
    /// The number of the notification that this one takes the place of, or 0.
    pub replaces: u32,
    /// The title.
    pub title: String,
    /// The text, as markup.
    pub body: String,
    /// Key and label of each action, in order.
    pub actions: Vec<(String, String)>,
    /// 0 low, 1 normal, 2 critical.
    pub urgency: u8,
}

impl Notifications {
    /// Begins to listen on that bus.
    pub(super) fn listen(address: &str) -> Self {
        let runtime = runtime();
        let shown = Arc::new(Mutex::new(Vec::new()));
        let bus = runtime
            .block_on(async {
                let monitor = connection::Builder::address(address)?.build().await?;
                let calls = MatchRule::builder()
                    .msg_type(Type::MethodCall)
                    .interface(DAEMON)?
                    .member("Notify")?
                    .build();
                let stream = MessageStream::from(&monitor);
                fdo::MonitoringProxy::new(&monitor)
                    .await?
                    .become_monitor(&[calls], 0)
                    .await?;
                tokio::spawn(record(stream, Arc::clone(&shown)));
                connection::Builder::address(address)?.build().await
            })
            .expect("the session bus lets us listen");
        Self {
            runtime,
            bus,
            shown,
        }
    }

    /// Every notification so far, oldest first.
    #[must_use]
    pub fn all(&self) -> Vec<Toast> {
        self.shown
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Waits for a notification that fits, after the first `skip`.
    pub fn until(
        &self,
        what: &str,
        skip: usize,
        within: Duration,
        fits: impl Fn(&Toast) -> bool,
    ) -> Toast {
        let found = wait::until_fits(
            what,
            within,
            || self.all().split_off(skip.min(self.all().len())),
            |toasts| toasts.iter().any(&fits),
        );
        found.into_iter().find(fits).expect("found just now")
    }

    /// Takes the default action of the newest notification on the screen, as a click does.
    pub fn click(&self) {
        let call = async {
            let call = self.bus.call_method(
                Some(DAEMON),
                "/org/freedesktop/Notifications",
                Some("org.dunstproject.cmd0"),
                "NotificationAction",
                &0u32,
            );
            time::timeout(CALL, call).await
        };
        self.runtime
            .block_on(call)
            .expect("the daemon answers in time")
            .expect("the daemon takes the click");
    }

    /// Whether a daemon is there.
    pub(super) fn has_daemon(&self) -> bool {
        self.has_owner(DAEMON)
    }

    /// Whether somebody owns that name on the bus.
    pub(super) fn has_owner(&self, name: &str) -> bool {
        self.runtime.block_on(async {
            let Ok(name) = BusName::try_from(name) else {
                return false;
            };
            let Ok(dbus) = fdo::DBusProxy::new(&self.bus).await else {
                return false;
            };
            dbus.name_has_owner(name).await.unwrap_or(false)
        })
    }
}

type Notify = (
    String,
    u32,
    String,
    String,
    String,
    Vec<String>,
    HashMap<String, OwnedValue>,
    i32,
);

async fn record(mut stream: MessageStream, shown: Arc<Mutex<Vec<Toast>>>) {
    while let Some(Ok(message)) = stream.next().await {
        let Ok((app, replaces, _icon, title, body, actions, hints, _timeout)) =
            message.body().deserialize::<Notify>()
        else {
            continue;
        };
        let urgency = match hints.get("urgency").map(|value| &**value) {
            Some(&Value::U8(urgency)) => urgency,
            _ => 1,
        };
        let actions = actions
            .chunks_exact(2)
            .map(|pair| (pair[0].clone(), pair[1].clone()))
            .collect();
        shown
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Toast {
                app,
                replaces,
                title,
                body,
                actions,
                urgency,
            });
    }
}
