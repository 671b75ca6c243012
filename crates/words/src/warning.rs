//! What is no failure, but should be seen to.

use vigie_domain::{
    health::Warning,
    text::{Explanation, Text, TextArg},
};

use crate::mailbox::Mailbox;

/// The warning in words.
#[must_use]
pub fn explain(warning: &Warning, mailbox: &Mailbox<'_>) -> Explanation {
    Explanation {
        title: sentence(warning, mailbox, "title"),
        meaning: Some(sentence(warning, mailbox, "meaning")),
        action: Some(sentence(warning, mailbox, "action")),
        detail: None,
    }
}

/// What is to be seen to, in a few words.
#[must_use]
pub fn title(warning: &Warning, mailbox: &Mailbox<'_>) -> Text {
    sentence(warning, mailbox, "title")
}

/// The one thing to do.
#[must_use]
pub fn action(warning: &Warning, mailbox: &Mailbox<'_>) -> Text {
    sentence(warning, mailbox, "action")
}

#[expect(
    clippy::cast_precision_loss,
    reason = "sizes and counts of a mailbox are far below 2^52"
)]
fn sentence(warning: &Warning, mailbox: &Mailbox<'_>, attribute: &str) -> Text {
    let text = |key: &str| mailbox.text(format!("warning-{key}.{attribute}"));
    match warning {
        Warning::CertificateEnding { at } => {
            text("certificate-ending").with("at", TextArg::Time(*at))
        }
        Warning::NearlyFull { octets, limit } => text("nearly-full")
            .with("octets", TextArg::Octets(*octets as f64))
            .with("limit", TextArg::Octets(*limit as f64)),
        Warning::NotCollected { messages, since } => text("not-collected")
            .with("messages", TextArg::Number(*messages as f64))
            .with("since", TextArg::Time(*since)),
        Warning::ClearText => text("clear-text"),
    }
}
