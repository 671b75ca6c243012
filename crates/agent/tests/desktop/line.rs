use std::process::Command;

use tokio::sync::mpsc;
use vigie_agent::line::{LineEvent, watch};
use zbus::Connection;

use crate::bench::{alone, bus, next, until};

#[test]
fn tells_when_the_machine_wakes_up() {
    alone(|| async {
        let _bus = bus().await;
        let logind = Connection::session().await.unwrap();
        logind.request_name("org.freedesktop.login1").await.unwrap();
        let (told, mut events) = mpsc::unbounded_channel();
        let _watching = watch(&told);
        let event = until("the end of sleep", async || {
            for begins in [true, false] {
                let interface = "org.freedesktop.login1.Manager";
                let path = "/org/freedesktop/login1";
                logind
                    .emit_signal(None::<&str>, path, interface, "PrepareForSleep", &begins)
                    .await
                    .unwrap();
            }
            events.try_recv().ok()
        })
        .await;
        assert_eq!(event, LineEvent::WokeUp);
    });
}

/// In a network of the test's own, where nothing else changes.
#[test]
fn tells_of_another_network() {
    const INSIDE: &str = "VIGIE_TEST_NETWORK";
    if std::env::var_os(INSIDE).is_none() {
        let status = Command::new("unshare")
            .args(["--map-root-user", "--net"])
            .arg(std::env::current_exe().unwrap())
            .args(["line::tells_of_another_network", "--exact", "--nocapture"])
            .env(INSIDE, "yes")
            .env("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent")
            .status()
            .unwrap();
        assert!(status.success(), "{status}");
        return;
    }
    let ip = |arguments: &str| {
        let status = Command::new("ip")
            .args(arguments.split(' '))
            .status()
            .unwrap();
        assert!(status.success(), "ip {arguments}");
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let (told, mut events) = mpsc::unbounded_channel();
        let _watching = watch(&told);
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        ip("link add first type veth peer name second");
        ip("link set second up");
        ip("link set first up");
        ip("addr add 192.0.2.7/24 dev first");
        assert_eq!(next(&mut events).await, LineEvent::NetworkChanged);
        ip("addr add 192.0.2.8/24 dev first");
        ip("link set first down");
        assert_eq!(next(&mut events).await, LineEvent::NetworkChanged);
        assert!(events.try_recv().is_err());
    });
}
