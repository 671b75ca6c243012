//! Notifications of Linux desktops: `org.freedesktop.Notifications` on the session bus.
//!
//! One task shows toasts one after the other, each call with a deadline; each toast that is up
//! has a task of its own that sleeps on the bus until the person reacts.
//! Desktop Notifications Specification 1.3.

use std::{collections::HashMap, sync::Arc, time::Duration};

use notify_rust::{Hint, Notification, NotificationHandle, Timeout, Urgency};
use tokio::{
    sync::mpsc,
    task::{AbortHandle, JoinSet},
    time::timeout,
};
use zbus::Connection;

use super::{
    APPLICATION, MOST_LIVE, Notifier, NotifyError, Toast, ToastEvent, ToastKey, ToastReaction,
};

/// How long the server may take over one toast.
const CALL_LIMIT: Duration = Duration::from_secs(5);
/// How long a reaction is waited for: a server that ends takes its toasts along, untold.
const LIFETIME: Duration = Duration::from_hours(24);
/// How many toasts may wait for a slow server.
const QUEUE: usize = 32;
const SERVER: &str = "org.freedesktop.Notifications";

/// The notification server of the desktop.
#[derive(Clone, Debug)]
pub struct Desktop {
    orders: mpsc::Sender<Order>,
}

impl Desktop {
    /// Prepares the notifier; it ends when the last clone is dropped. To be called within a tokio
    /// runtime.
    #[must_use]
    pub fn start(events: mpsc::UnboundedSender<ToastEvent>) -> Self {
        let (orders, received) = mpsc::channel(QUEUE);
        tokio::spawn(Toasts::new(events).serve(received));
        Self { orders }
    }

    fn order(&self, order: Order) -> Result<(), NotifyError> {
        self.orders.try_send(order).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => NotifyError::Crowded,
            mpsc::error::TrySendError::Closed(_) => NotifyError::Ended,
        })
    }
}

impl Notifier for Desktop {
    fn show(&self, toast: Toast) -> Result<(), NotifyError> {
        self.order(Order::Show(toast))
    }

    fn withdraw(&self, key: &ToastKey) {
        if let Err(error) = self.order(Order::Withdraw(key.clone())) {
            tracing::debug!(%error, "a toast stays");
        }
    }
}

#[derive(Debug)]
enum Order {
    Show(Toast),
    Withdraw(ToastKey),
}

/// The toasts that are up.
struct Toasts {
    events: mpsc::UnboundedSender<ToastEvent>,
    live: HashMap<ToastKey, Live>,
    reactions: JoinSet<(ToastKey, Option<ToastReaction>)>,
    shown: u64,
}

struct Live {
    handle: Arc<NotificationHandle>,
    reaction: AbortHandle,
    /// Which toast this was since the start.
    number: u64,
}

impl Toasts {
    fn new(events: mpsc::UnboundedSender<ToastEvent>) -> Self {
        Self {
            events,
            live: HashMap::new(),
            reactions: JoinSet::new(),
            shown: 0,
        }
    }

    async fn serve(mut self, mut orders: mpsc::Receiver<Order>) {
        loop {
            tokio::select! {
                order = orders.recv() => match order {
                    Some(Order::Show(toast)) => self.show(toast).await,
                    Some(Order::Withdraw(key)) => self.withdraw(&key).await,
                    None => return,
                },
                Some(ended) = self.reactions.join_next_with_id() => self.react(ended),
            }
        }
    }

    async fn show(&mut self, toast: Toast) {
        let key = toast.key.clone();
        let replaced = self.live.remove(&key);
        if let Some(replaced) = &replaced {
            replaced.reaction.abort();
        }
        let former_id = replaced.map(|live| live.handle.id());
        let handle = match timeout(CALL_LIMIT, deliver(toast, former_id)).await {
            Ok(Ok(handle)) => Arc::new(handle),
            Ok(Err(error)) => return self.tell(ToastEvent::Failed { key, error }),
            Err(_) => {
                let error = NotifyError::TimedOut;
                return self.tell(ToastEvent::Failed { key, error });
            }
        };
        self.make_room();
        self.shown += 1;
        let reaction = self
            .reactions
            .spawn(reaction(key.clone(), Arc::clone(&handle)));
        let number = self.shown;
        self.live.insert(
            key.clone(),
            Live {
                handle,
                reaction,
                number,
            },
        );
        self.tell(ToastEvent::Shown { key });
    }

    async fn withdraw(&mut self, key: &ToastKey) {
        if let Some(live) = self.live.remove(key) {
            live.reaction.abort();
            if timeout(CALL_LIMIT, live.handle.close_async())
                .await
                .is_err()
            {
                tracing::debug!("the notification server does not take a toast away");
            }
        }
    }

    fn react(
        &mut self,
        ended: Result<(tokio::task::Id, (ToastKey, Option<ToastReaction>)), tokio::task::JoinError>,
    ) {
        // An aborted task's toast has left `live` already, and its key may have come again.
        let id = match &ended {
            Ok((id, _)) => *id,
            Err(error) => error.id(),
        };
        self.live.retain(|_, live| live.reaction.id() != id);
        if let Ok((_, (key, Some(reaction)))) = ended {
            self.tell(ToastEvent::Reacted { key, reaction });
        }
    }

    fn make_room(&mut self) {
        if self.live.len() < MOST_LIVE {
            return;
        }
        let oldest = self.live.iter().min_by_key(|(_, live)| live.number);
        if let Some(key) = oldest.map(|(key, _)| key.clone())
            && let Some(live) = self.live.remove(&key)
        {
            live.reaction.abort();
        }
    }

    fn tell(&self, event: ToastEvent) {
        // The agent is ending when it no longer listens.
        let _ = self.events.send(event);
    }
}

async fn reaction(
    key: ToastKey,
    handle: Arc<NotificationHandle>,
) -> (ToastKey, Option<ToastReaction>) {
    let mut reaction = None;
    let wait = handle.wait_for_action_async(|response| reaction = ToastReaction::of(response));
    // Over the time, nobody reacted.
    let _ = timeout(LIFETIME, wait).await;
    (key, reaction)
}

async fn deliver(toast: Toast, replaces: Option<u32>) -> Result<NotificationHandle, NotifyError> {
    let capabilities = capabilities().await?;
    let can = |capability: &str| capabilities.iter().any(|each| each == capability);
    let mut notification = Notification::new();
    notification
        .appname(APPLICATION)
        .summary(&toast.title)
        .icon("vigie")
        .hint(Hint::DesktopEntry("vigie".into()));
    if can("body-markup") {
        notification.body(&escape_markup(&toast.body));
    } else {
        notification.body(&toast.body);
    }
    if toast.urgent {
        notification
            .urgency(Urgency::Critical)
            .timeout(Timeout::Never);
    } else {
        notification.urgency(Urgency::Normal);
    }
    if let Some(id) = replaces {
        notification.id(id);
    }
    if can("actions") {
        // What a click on the toast itself does; most desktops show no button for it.
        notification.action("default", APPLICATION);
        for (reaction, label) in &toast.actions {
            notification.action(reaction.name(), label);
        }
    }
    // The server has just answered, so that this is about the toast.
    notification
        .show_async()
        .await
        .map_err(|error| NotifyError::Refused(error.to_string()))
}

async fn capabilities() -> Result<Vec<String>, NotifyError> {
    let bus = Connection::session()
        .await
        .map_err(|error| NotifyError::NoBus(error.to_string()))?;
    let path = "/org/freedesktop/Notifications";
    let reply = bus
        .call_method(Some(SERVER), path, Some(SERVER), "GetCapabilities", &())
        .await;
    match reply {
        Ok(reply) => reply
            .body()
            .deserialize()
            .map_err(|error: zbus::Error| NotifyError::Refused(error.to_string())),
        Err(zbus::Error::MethodError(..)) => Err(NotifyError::NoServer),
        Err(error) => Err(NotifyError::NoBus(error.to_string())),
    }
}

fn escape_markup(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped() {
        assert_eq!(escape_markup("<b> & \"c\""), "&lt;b&gt; &amp; \"c\"");
    }
}
