//! The steps of a check.

use vigie_domain::{report::Phase, text::Text};

/// What a phase is called for people.
#[must_use]
pub fn text(phase: Phase) -> Text {
    Text::new(format!("phase-{}", name(phase)))
}

/// The phase's public name, as it is serialised.
#[must_use]
pub const fn name(phase: Phase) -> &'static str {
    match phase {
        Phase::Dns => "dns",
        Phase::Connect => "connect",
        Phase::Tls => "tls",
        Phase::Greeting => "greeting",
        Phase::Capabilities => "capabilities",
        Phase::Login => "login",
        Phase::Stat => "stat",
        Phase::List => "list",
        Phase::Headers => "headers",
        Phase::Quit => "quit",
    }
}
