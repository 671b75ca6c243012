//! What a notification says.

use vigie_domain::text::Text;

/// The words of a notification; the sentences of `body` follow one another.
#[derive(Clone, Debug, PartialEq)]
pub struct Toast {
    /// The title.
    pub title: Text,
    /// One or two short sentences.
    pub body: Vec<Text>,
}

/// The button that opens the window.
#[must_use]
pub fn see() -> Text {
    Text::new("toast-see")
}

/// The button that puts reminders off until tomorrow.
#[must_use]
pub fn remind_tomorrow() -> Text {
    Text::new("toast-remind-tomorrow")
}
