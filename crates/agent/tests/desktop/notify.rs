use std::{
    collections::HashMap,
    future::pending,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use tokio::sync::mpsc;
use vigie_agent::notify::{
    Desktop, Notifier, NotifyError, Toast, ToastEvent, ToastKey, ToastReaction,
};
use zbus::{Connection, interface, object_server::SignalEmitter, zvariant::OwnedValue};

use crate::bench::{alone, bus, next, until};

const PATH: &str = "/org/freedesktop/Notifications";

/// A notification server that remembers.
#[derive(Clone, Default)]
struct Server {
    capabilities: Vec<String>,
    hangs: bool,
    shown: Arc<Mutex<Vec<Shown>>>,
    closed: Arc<Mutex<Vec<u32>>>,
}

#[derive(Clone, Debug)]
struct Shown {
    replaces: u32,
    title: String,
    body: String,
    actions: Vec<String>,
    urgency: u8,
    timeout: i32,
}

#[interface(name = "org.freedesktop.Notifications")]
impl Server {
    fn get_capabilities(&self) -> Vec<String> {
        self.capabilities.clone()
    }

    #[expect(clippy::too_many_arguments, reason = "the specification's call")]
    async fn notify(
        &self,
        application: String,
        replaces: u32,
        icon: String,
        title: String,
        body: String,
        actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        timeout: i32,
    ) -> u32 {
        if self.hangs {
            pending::<()>().await;
        }
        let urgency = hints
            .get("urgency")
            .map_or(99, |urgency| urgency.downcast_ref().unwrap());
        assert_eq!((application.as_str(), icon.as_str()), ("Vigie", "vigie"));
        let mut shown = self.shown.lock().unwrap();
        shown.push(Shown {
            replaces,
            title,
            body,
            actions,
            urgency,
            timeout,
        });
        if replaces == 0 {
            u32::try_from(shown.len()).unwrap() + 100
        } else {
            replaces
        }
    }

    fn close_notification(&self, id: u32) {
        self.closed.lock().unwrap().push(id);
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action: &str)
    -> zbus::Result<()>;

    #[zbus(signal)]
    async fn notification_closed(
        emitter: &SignalEmitter<'_>,
        id: u32,
        reason: u32,
    ) -> zbus::Result<()>;
}

impl Server {
    fn able() -> Self {
        let capabilities = ["actions", "body", "body-markup"]
            .map(str::to_owned)
            .to_vec();
        Self {
            capabilities,
            ..Self::default()
        }
    }

    async fn serve(&self) -> Connection {
        zbus::connection::Builder::session()
            .unwrap()
            .serve_at(PATH, self.clone())
            .unwrap()
            .name("org.freedesktop.Notifications")
            .unwrap()
            .build()
            .await
            .unwrap()
    }

    fn last(&self) -> Shown {
        self.shown.lock().unwrap().last().unwrap().clone()
    }
}

/// Presses a button until the reaction has come: a press before we listen is lost.
async fn press(
    server: &Connection,
    id: u32,
    action: &str,
    events: &mut mpsc::UnboundedReceiver<ToastEvent>,
) -> ToastEvent {
    let emitter = SignalEmitter::new(server, PATH).unwrap();
    until("a reaction", async || {
        Server::action_invoked(&emitter, id, action).await.unwrap();
        events.try_recv().ok()
    })
    .await
}

fn toast(key: &str) -> Toast {
    Toast {
        key: ToastKey(key.to_owned()),
        title: "Boîte injoignable".to_owned(),
        body: "<b>Orange</b> & Cie".to_owned(),
        urgent: true,
        actions: vec![
            (ToastReaction::Open, "Voir".to_owned()),
            (
                ToastReaction::RemindTomorrow,
                "Me le rappeler demain".to_owned(),
            ),
        ],
    }
}

#[test]
fn shows_replaces_reacts_and_withdraws() {
    alone(|| async {
        let _bus = bus().await;
        let server = Server::able();
        let connection = server.serve().await;
        let (told, mut events) = mpsc::unbounded_channel();
        let desktop = Desktop::start(told);

        desktop.show(toast("a")).unwrap();
        assert!(matches!(next(&mut events).await, ToastEvent::Shown { key } if key.0 == "a"));
        let shown = server.last();
        assert_eq!(shown.title, "Boîte injoignable");
        assert_eq!(shown.body, "&lt;b&gt;Orange&lt;/b&gt; &amp; Cie");
        assert_eq!((shown.replaces, shown.urgency, shown.timeout), (0, 2, 0));
        assert_eq!(
            shown.actions,
            [
                "default",
                "Vigie",
                "open",
                "Voir",
                "tomorrow",
                "Me le rappeler demain"
            ]
        );

        desktop
            .show(Toast {
                urgent: false,
                ..toast("a")
            })
            .unwrap();
        next(&mut events).await;
        let shown = server.last();
        assert_eq!((shown.replaces, shown.urgency, shown.timeout), (101, 1, -1));

        desktop.show(toast("b")).unwrap();
        next(&mut events).await;
        let reacted = press(&connection, 103, "tomorrow", &mut events).await;
        assert!(matches!(reacted, ToastEvent::Reacted { key, reaction }
            if key.0 == "b" && reaction == ToastReaction::RemindTomorrow));
        let reacted = press(&connection, 101, "default", &mut events).await;
        assert!(matches!(reacted, ToastEvent::Reacted { key, reaction }
            if key.0 == "a" && reaction == ToastReaction::Open));

        // What was reacted to is gone: the next of its key is a new one.
        desktop.show(toast("a")).unwrap();
        next(&mut events).await;
        assert_eq!(server.last().replaces, 0);
        desktop.withdraw(&ToastKey("a".to_owned()));
        desktop.withdraw(&ToastKey("unknown".to_owned()));
        until("the withdrawal", async || {
            (*server.closed.lock().unwrap() == [104]).then_some(())
        })
        .await;
    });
}

#[test]
fn a_plain_server_gets_plain_text_and_no_buttons() {
    alone(|| async {
        let _bus = bus().await;
        let server = Server::default();
        let _connection = server.serve().await;
        let (told, mut events) = mpsc::unbounded_channel();
        Desktop::start(told).show(toast("a")).unwrap();
        assert!(matches!(next(&mut events).await, ToastEvent::Shown { .. }));
        assert_eq!(server.last().body, "<b>Orange</b> & Cie");
        assert!(server.last().actions.is_empty());
    });
}

#[test]
fn every_failure_is_told() {
    alone(|| async {
        let (told, mut events) = mpsc::unbounded_channel();
        let desktop = Desktop::start(told);
        let mut failure = async || {
            desktop.show(toast("a")).unwrap();
            match next(&mut events).await {
                ToastEvent::Failed { error, .. } => Some(error),
                _ => None,
            }
        };
        assert!(matches!(failure().await, Some(NotifyError::NoBus(_))));
        let _bus = bus().await;
        assert_eq!(failure().await, Some(NotifyError::NoServer));
        let hung = Server {
            hangs: true,
            ..Server::able()
        };
        let connection = hung.serve().await;
        let begin = Instant::now();
        assert_eq!(failure().await, Some(NotifyError::TimedOut));
        assert!(begin.elapsed() < Duration::from_secs(8));
        drop(connection);
        let _connection = Server::able().serve().await;
        assert_eq!(failure().await, None);
    });
}

#[test]
fn a_flood_is_bounded() {
    alone(|| async {
        let _bus = bus().await;
        let server = Server::able();
        let _connection = server.serve().await;
        let (told, mut events) = mpsc::unbounded_channel();
        let desktop = Desktop::start(told);
        let results: Vec<_> = (0..60)
            .map(|number| desktop.show(toast(&number.to_string())))
            .collect();
        let taken = results.iter().filter(|result| result.is_ok()).count();
        assert!(
            results[taken..]
                .iter()
                .all(|result| *result == Err(NotifyError::Crowded))
        );
        assert_eq!(taken, 32);
        for _ in 0..taken {
            assert!(matches!(next(&mut events).await, ToastEvent::Shown { .. }));
        }
        assert_eq!(desktop.show(toast("after")), Ok(()));
        assert!(matches!(next(&mut events).await, ToastEvent::Shown { .. }));
    });
}
