use std::{collections::HashMap, time::Duration};

use futures_lite::StreamExt;
use tokio::{
    sync::{mpsc, watch},
    time::timeout,
};
use vigie_agent::tray::{Gate, MenuWords, Presence, Tray, TrayCommand, TrayView, on_main_thread};
use vigie_domain::health::Level;
use zbus::{
    Connection, Proxy,
    fdo::DBusProxy,
    interface,
    names::BusName,
    proxy::{self, CacheProperties},
    zvariant::{OwnedValue, Value},
};

use crate::bench::{PATIENCE, alone, bus, next, until};

const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// The part of a desktop that shows icons.
struct Host {
    items: mpsc::UnboundedSender<String>,
}

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Host {
    fn register_status_notifier_item(&self, service: String) {
        self.items.send(service).unwrap();
    }

    #[expect(clippy::unused_self, reason = "a property belongs to an object")]
    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }
}

async fn host() -> (Connection, mpsc::UnboundedReceiver<String>) {
    let (items, registered) = mpsc::unbounded_channel();
    let host = zbus::connection::Builder::session()
        .unwrap()
        .serve_at("/StatusNotifierWatcher", Host { items })
        .unwrap()
        .name(WATCHER)
        .unwrap()
        .build()
        .await
        .unwrap();
    (host, registered)
}

pub fn gate() -> Gate {
    let (gates, gate) = std::sync::mpsc::channel();
    let _ = on_main_thread(move |gate| {
        gates.send(gate).unwrap();
        0
    });
    gate.recv().unwrap()
}

pub fn view(level: Level, headline: &str) -> TrayView {
    TrayView {
        level,
        headline: headline.to_owned(),
        lines: vec!["cabinet_a@exemple.test : <bien>".to_owned()],
        words: MenuWords {
            open: "Ouvrir Vigie".into(),
            check_now: "Vérifier maintenant".into(),
            pause_hour: "Suspendre une heure".into(),
            resume: "Reprendre".into(),
            quit: "Quitter".into(),
        },
        paused: false,
    }
}

async fn becomes(presence: &mut watch::Receiver<Presence>, wanted: Presence) {
    timeout(PATIENCE, presence.wait_for(|presence| *presence == wanted))
        .await
        .unwrap_or_else(|_| panic!("not {wanted:?}"))
        .unwrap();
}

async fn item<'a>(bus: &Connection, name: String) -> Proxy<'a> {
    proxy::Builder::new(bus)
        .destination(name)
        .unwrap()
        .path("/StatusNotifierItem")
        .unwrap()
        .interface("org.kde.StatusNotifierItem")
        .unwrap()
        .cache_properties(CacheProperties::No)
        .build()
        .await
        .unwrap()
}

type Pixmap = (i32, i32, Vec<u8>);
type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

/// Number, label, and whether it can be chosen.
async fn menu(bus: &Connection, name: &str) -> Vec<(i32, String, bool)> {
    let menu = dbusmenu(bus, name).await;
    let properties: Vec<&str> = Vec::new();
    let (_, root): (u32, Layout) = menu
        .call("GetLayout", &(0_i32, -1_i32, properties))
        .await
        .unwrap();
    root.2
        .into_iter()
        .map(|child| {
            let (id, properties, _): Layout = Value::from(child).downcast().unwrap();
            let label = properties
                .get("label")
                .map(|label| label.downcast_ref().unwrap());
            let enabled = properties
                .get("enabled")
                .map(|label| label.downcast_ref().unwrap());
            (id, label.unwrap_or_default(), enabled.unwrap_or(true))
        })
        .filter(|(_, label, _): &(i32, String, bool)| !label.is_empty())
        .collect()
}

async fn dbusmenu<'a>(bus: &Connection, name: &str) -> Proxy<'a> {
    Proxy::new(bus, name.to_owned(), "/MenuBar", "com.canonical.dbusmenu")
        .await
        .unwrap()
}

#[test]
fn shows_the_state_and_takes_commands() {
    alone(|| async {
        let _bus = bus().await;
        let (host, mut registered) = host().await;
        let (commands, mut chosen) = mpsc::unbounded_channel();
        let tray = Tray::start(gate(), commands);
        assert_eq!(*tray.presence().borrow(), Presence::Starting);
        tray.show(view(Level::Well, "Tout va bien"));
        becomes(&mut tray.presence(), Presence::Shown).await;

        let name = next(&mut registered).await;
        let item = item(&host, name.clone()).await;
        assert_eq!(
            item.get_property::<String>("Status").await.unwrap(),
            "Active"
        );
        let pixmaps: Vec<Pixmap> = item.get_property("IconPixmap").await.unwrap();
        let sizes: Vec<i32> = pixmaps.iter().map(|(width, ..)| *width).collect();
        assert_eq!(sizes, [16, 22, 24, 32, 48]);
        // ARGB: the corner is clear, the middle is not.
        let (_, _, picture) = &pixmaps[3];
        assert_eq!(picture[0], 0);
        assert_eq!(picture[(16 * 32 + 16) * 4], 255);
        let tip: (String, Vec<Pixmap>, String, String) =
            item.get_property("ToolTip").await.unwrap();
        assert_eq!(tip.2, "Tout va bien");
        assert_eq!(tip.3, "cabinet_a@exemple.test : &lt;bien&gt;");

        let entries = menu(&host, &name).await;
        let labels: Vec<&str> = entries.iter().map(|(_, label, _)| label.as_str()).collect();
        assert_eq!(
            labels,
            [
                "Tout va bien",
                "cabinet__a@exemple.test : <bien>",
                "Ouvrir Vigie",
                "Vérifier maintenant",
                "Suspendre une heure",
                "Quitter"
            ]
        );
        assert!(!entries[0].2 && !entries[1].2 && entries[2].2);
        let menu_proxy = dbusmenu(&host, &name).await;
        let wanted = [
            TrayCommand::Open,
            TrayCommand::CheckNow,
            TrayCommand::PauseHour,
            TrayCommand::Quit,
        ];
        for ((id, ..), command) in entries[2..].iter().zip(wanted) {
            let event = (id, "clicked", Value::from(""), 0_u32);
            menu_proxy.call::<_, _, ()>("Event", &event).await.unwrap();
            assert_eq!(next(&mut chosen).await, command);
        }
        item.call::<_, _, ()>("Activate", &(0_i32, 0_i32))
            .await
            .unwrap();
        assert_eq!(next(&mut chosen).await, TrayCommand::Open);

        let mut icons = item.receive_signal("NewIcon").await.unwrap();
        tray.show(TrayView {
            paused: true,
            ..view(Level::Alarm, "Plus d'accès")
        });
        timeout(PATIENCE, icons.next()).await.unwrap();
        until("the alarm", async || {
            let entries = menu(&host, &name).await;
            (entries[0].1 == "Plus d'accès" && entries[4].1 == "Reprendre").then_some(())
        })
        .await;
        let status: String = item.get_property("Status").await.unwrap();
        assert_eq!(status, "NeedsAttention");

        drop(tray);
        until("its end", async || {
            let name = BusName::try_from(name.clone()).unwrap();
            let owned = DBusProxy::new(&host)
                .await
                .unwrap()
                .name_has_owner(name)
                .await
                .unwrap();
            (!owned).then_some(())
        })
        .await;
    });
}

#[test]
fn comes_back_with_host_and_bus() {
    alone(|| async {
        let (commands, _chosen) = mpsc::unbounded_channel();
        let tray = Tray::start(gate(), commands);
        let mut presence = tray.presence();
        tray.show(view(Level::Attention, "Attention"));
        becomes(&mut presence, Presence::NoBus).await;

        let first_bus = bus().await;
        becomes(&mut presence, Presence::NoHost).await;
        for _ in 0..2 {
            let (host, mut registered) = host().await;
            becomes(&mut presence, Presence::Shown).await;
            next(&mut registered).await;
            drop(host);
            becomes(&mut presence, Presence::NoHost).await;
        }

        drop(first_bus);
        becomes(&mut presence, Presence::NoBus).await;
        let _bus = bus().await;
        let (host, mut registered) = host().await;
        becomes(&mut presence, Presence::Shown).await;
        let name = next(&mut registered).await;
        assert_eq!(menu(&host, &name).await[0].1, "Attention");
    });
}

/// A host that does not answer holds up neither the agent nor, for ever, the icon.
#[test]
fn a_hung_host_is_borne() {
    alone(|| async {
        let _bus = bus().await;
        let hung = Connection::session().await.unwrap();
        hung.request_name(WATCHER).await.unwrap();
        let _nobody_answers = zbus::MessageStream::from(&hung);
        let (commands, _chosen) = mpsc::unbounded_channel();
        let tray = Tray::start(gate(), commands);
        tray.show(view(Level::Well, "Tout va bien"));
        tokio::time::sleep(Duration::from_millis(200)).await;
        hung.close().await.unwrap();
        let (_host, mut registered) = host().await;
        next(&mut registered).await;
        becomes(&mut tray.presence(), Presence::Shown).await;
    });
}
