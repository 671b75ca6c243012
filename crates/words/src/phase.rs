//! The steps of a check.

use vigie_domain::{report::Phase, text::Text};

/// What a phase is called for people.
#[must_use]
pub fn text(phase: Phase) -> Text {
    Text::new(format!("phase-{}", phase.name()))
}
