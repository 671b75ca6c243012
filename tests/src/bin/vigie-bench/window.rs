//! From the tray's click until Accueil shows the agent's state; and what is left once it is closed.

use std::{
    fs, thread,
    time::{Duration, Instant},
};

use vigie_tests::{
    agent::{self, Agent},
    desktop::Desktop,
    mail::Mail,
    wait,
};

use super::{idle::pss_kib, table};

const RUNS: usize = 5;
const SOON: Duration = Duration::from_secs(30);
/// The background of « Tout va bien » in the light scheme (`--well-soft` of the page's styles).
const WELL: [u8; 3] = [0xe5, 0xf4, 0xed];

pub(crate) fn run() {
    let desktop = Desktop::start();
    let mail = Mail::start();
    let options = agent::Options {
        ca_file: Some(mail.ca_file().into()),
        ..agent::Options::default()
    };
    let mut agent = Agent::start(Some(&desktop), options);
    agent.add(&mail, "cabinet");
    agent.until("a first check", SOON, |mailbox| {
        mailbox.last_success.is_some()
    });
    let alone = pss_kib(agent.process().id());
    let mut shown = Vec::new();
    let mut open = Vec::new();
    for _ in 0..RUNS {
        let start = Instant::now();
        assert!(desktop.tray().activate(), "the tray's icon is there");
        wait::until_true("Accueil in green", SOON, || shows_well(&desktop));
        shown.push(start.elapsed().as_secs_f64());
        thread::sleep(Duration::from_secs(2));
        open.push(windows().iter().map(|id| pss_kib(*id)).sum::<u64>() as f64 / 1024.0);
        let _closed = desktop.command("wmctrl").args(["-c", "Vigie"]).status();
        wait::until_true("the window's end", SOON, || windows().is_empty());
    }
    let slowest = shown.iter().copied().fold(0.0, f64::max);
    let rows = [
        [
            "from the tray's click until Accueil is painted, s (median)".into(),
            format!("{:.2}", table::median(shown)),
        ],
        ["the slowest of five, s".into(), format!("{slowest:.2}")],
        [
            "window and webview while open, PSS MiB".into(),
            format!("{:.0}", table::median(open)),
        ],
        [
            "agent before, PSS MiB".into(),
            format!("{:.1}", alone as f64 / 1024.0),
        ],
        [
            "agent after, window closed, PSS MiB".into(),
            format!("{:.1}", pss_kib(agent.process().id()) as f64 / 1024.0),
        ],
        [
            "processes of the window left".into(),
            windows().len().to_string(),
        ],
    ];
    table::print("Window", &["what", "figure"], &rows.map(Vec::from));
}

/// Whether a good part of the screen has the colour of « Tout va bien ».
fn shows_well(desktop: &Desktop) -> bool {
    let picture = desktop
        .command("import")
        .args(["-window", "root", "-depth", "8", "rgb:-"])
        .output()
        .map(|output| output.stdout)
        .unwrap_or_default();
    let green = picture.as_chunks::<3>().0.iter().filter(|pixel| {
        pixel
            .iter()
            .zip(WELL)
            .all(|(seen, wanted)| seen.abs_diff(wanted) <= 4)
    });
    green.count() * 100 > picture.len() / 3 * 4
}

/// The window's processes, children of webkit not counted: [`pss_kib`] adds them.
fn windows() -> Vec<u32> {
    let processes = fs::read_dir("/proc").expect("/proc is there");
    processes
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .filter(|id| {
            fs::read_to_string(format!("/proc/{id}/comm"))
                .is_ok_and(|name| name.trim() == "vigie-window")
        })
        .collect()
}
