//! The icon in the tray: the worst state of all mailboxes, always in sight.
//!
//! The tray is the truth: it comes back after a restart of its host or of the bus, and
//! [`Tray::presence`] tells when there is none, so that the faces can say so.

use tokio::sync::watch;
use vigie_domain::health::Level;

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
