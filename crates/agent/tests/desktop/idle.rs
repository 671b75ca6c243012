//! What an idle desktop costs.

use std::{fs, time::Duration};

use tokio::sync::mpsc;
use vigie_agent::{
    line,
    notify::Desktop,
    tray::{Presence, Tray},
};
use vigie_domain::health::Level;

use crate::{
    bench::{alone, bus},
    tray::{gate, view},
};

/// Each switch is a thread that was woken and waits again.
fn switches() -> u64 {
    fs::read_dir("/proc/self/task")
        .unwrap()
        .map(|task| fs::read_to_string(task.unwrap().path().join("status")).unwrap())
        .map(|status| {
            let line = status
                .lines()
                .find(|line| line.starts_with("voluntary_ctxt_switches"));
            line.unwrap()
                .rsplit('\t')
                .next()
                .unwrap()
                .parse::<u64>()
                .unwrap()
        })
        .sum()
}

#[test]
fn nobody_is_woken_for_nothing() {
    alone(|| async {
        let _bus = bus().await;
        let (commands, _chosen) = mpsc::unbounded_channel();
        let (told, _events) = mpsc::unbounded_channel();
        let (toasts, _toast_events) = mpsc::unbounded_channel();
        let tray = Tray::start(gate(), commands);
        let _watching = line::watch(&told);
        let _desktop = Desktop::start(toasts);
        tray.show(view(Level::Well, "Tout va bien"));
        let mut presence = tray.presence();
        presence
            .wait_for(|presence| *presence == Presence::NoHost)
            .await
            .unwrap();
        // Measured from a thread of its own, for tokio cuts long sleeps into several.
        let (done, measured) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_secs(1));
            let before = switches();
            std::thread::sleep(Duration::from_secs(6));
            done.send(switches() - before).unwrap();
        });
        let woken = measured.await.unwrap();
        assert!(
            woken <= 2,
            "{woken} switches in six seconds, one of them the measurement's"
        );
    });
}
