//! Why the agent does not start: a notification is all that can tell it.

use vigie_domain::text::Text;

use crate::{mailbox::words, toast::Toast};

/// A newer release has kept the record: this one is refused, so that it damages nothing.
#[must_use]
pub fn newer_record() -> Toast {
    Toast {
        title: Text::new("start-newer-record.title"),
        body: vec![Text::new("start-newer-record.body")],
    }
}

/// Anything else, in the words of the program's own error, for support.
#[must_use]
pub fn failed(detail: &str) -> Toast {
    let body = Text::new("start-failed.body").with("detail", words(detail));
    Toast {
        title: Text::new("start-failed.title"),
        body: vec![body],
    }
}
