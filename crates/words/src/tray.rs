//! The tray icon's words.

use vigie_domain::text::Text;

/// The menu's entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Open the window.
    Open,
    /// Check every mailbox now.
    CheckNow,
    /// Suspend the watch for an hour.
    PauseHour,
    /// End the suspension.
    Resume,
    /// End Vigie.
    Quit,
}

impl Entry {
    /// Every entry, in the menu's order.
    pub const ALL: [Self; 5] = [
        Self::Open,
        Self::CheckNow,
        Self::PauseHour,
        Self::Resume,
        Self::Quit,
    ];

    /// Its label.
    #[must_use]
    pub fn text(self) -> Text {
        Text::new(match self {
            Self::Open => "tray-open",
            Self::CheckNow => "tray-check-now",
            Self::PauseHour => "tray-pause-hour",
            Self::Resume => "tray-resume",
            Self::Quit => "tray-quit",
        })
    }
}

/// The icon's title, for screen readers and tooltips: « Vigie – Alarme ». `level` is already said.
#[must_use]
pub fn title(level: &str) -> Text {
    Text::new("tray-title").with("level", crate::mailbox::words(level))
}
