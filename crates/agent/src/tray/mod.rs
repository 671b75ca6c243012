//! The icon in the tray: the worst state of all mailboxes, always in sight.
//!
//! The tray is the truth: it comes back after a restart of its host or of the bus, and
//! [`Tray::presence`] tells when there is none, so that the faces can say so.

mod icon;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(not(target_os = "linux"))]
mod native;
#[cfg(windows)]
mod windows;

use tokio::sync::{mpsc, watch};
use vigie_domain::health::Level;

#[cfg(target_os = "linux")]
use linux as platform;
#[cfg(not(target_os = "linux"))]
use native as platform;

pub use platform::{Gate, on_main_thread};

/// What the person chose in the tray.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrayCommand {
    /// A click on the icon, or « Ouvrir Vigie ».
    Open,
    /// « Vérifier maintenant ».
    CheckNow,
    /// « Suspendre une heure ».
    PauseHour,
    /// « Reprendre ».
    Resume,
    /// « Quitter ».
    Quit,
}

/// The labels of the menu, from the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MenuWords {
    /// « Ouvrir Vigie ».
    pub open: String,
    /// « Vérifier maintenant ».
    pub check_now: String,
    /// « Suspendre une heure ».
    pub pause_hour: String,
    /// « Reprendre ».
    pub resume: String,
    /// « Quitter ».
    pub quit: String,
}

/// All that the tray shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrayView {
    /// Decides the icon.
    pub level: Level,
    /// The one sentence: tooltip and first line of the menu.
    pub headline: String,
    /// One line per mailbox where there are several; shown in the menu, not to be clicked.
    pub lines: Vec<String>,
    /// The labels of the menu.
    pub words: MenuWords,
    /// Whether « Reprendre » stands in place of « Suspendre une heure ».
    pub paused: bool,
}

/// Whether a person can see the icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Not yet known.
    Starting,
    /// The desktop shows it.
    Shown,
    /// The desktop has no place for it now; it appears as soon as there is one.
    NoHost,
    /// There is no session bus (or it ended).
    NoBus,
}

/// The tray's icon. It goes away when this is dropped.
#[derive(Debug)]
pub struct Tray {
    view: watch::Sender<Option<TrayView>>,
    presence: watch::Receiver<Presence>,
}

impl Tray {
    /// Prepares the icon, which appears with the first [`Tray::show`]; what the person chooses
    /// comes on `commands`. To be called within a tokio runtime.
    #[must_use]
    pub fn start(gate: Gate, commands: mpsc::UnboundedSender<TrayCommand>) -> Self {
        let (view, views) = watch::channel(None);
        let (said, presence) = watch::channel(Presence::Starting);
        tokio::spawn(platform::run(gate, views, said, commands));
        Self { view, presence }
    }

    /// Shows this; returns at once.
    pub fn show(&self, view: TrayView) {
        self.view.send_if_modified(|shown| {
            let differs = shown.as_ref() != Some(&view);
            *shown = Some(view);
            differs
        });
    }

    /// Whether the person can see the icon; changes as hosts come and go.
    #[must_use]
    pub fn presence(&self) -> watch::Receiver<Presence> {
        self.presence.clone()
    }
}
