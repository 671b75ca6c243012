//! What support pushes: why it cannot be had, and how a bulletin is told outside the window.

use jiff::Timestamp;
use vigie_domain::text::{Explanation, Text, TextArg};
use vigie_protocol::steering::Bulletin;

use crate::{mailbox::words, toast::Toast};

/// Characters of a bulletin's title in a notification.
const LONGEST_TITLE: usize = 80;

/// Characters of its first paragraph there.
const LONGEST_BODY: usize = 240;

/// Why support's configuration cannot be fetched or used. What was fetched last stays in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Nobody answers: no line, no such host, too slow, a server's fault.
    Unreachable,
    /// Something else answers than the repository, for example the sign-in page of a network.
    NotOurs,
    /// What is there is past its date: nobody signed it anew, or this computer's clock is wrong.
    Expired,
    /// Signatures are wrong, too few, or of keys that hold no more.
    Signatures,
    /// What is there is older than what was seen.
    WentBackwards,
    /// What is there is larger or deeper than anything that belongs there.
    TooLarge,
    /// What is there is signed and cannot be read by this release.
    NotUnderstood,
    /// Some documents failed the check of their content: nothing of the set is in force.
    DocumentsRefused {
        /// How many.
        documents: u32,
        /// The first, by its id.
        first: String,
    },
    /// It was fetched and cannot be recorded.
    NotKept,
}

/// The problem in words, for the page of help and for support.
#[must_use]
pub fn problem(problem: &Problem) -> Text {
    match problem {
        Problem::Unreachable => Text::new("steering-problem-unreachable"),
        Problem::NotOurs => Text::new("steering-problem-not-ours"),
        Problem::Expired => Text::new("steering-problem-expired"),
        Problem::Signatures => Text::new("steering-problem-signatures"),
        Problem::WentBackwards => Text::new("steering-problem-went-backwards"),
        Problem::TooLarge => Text::new("steering-problem-too-large"),
        Problem::NotUnderstood => Text::new("steering-problem-not-understood"),
        Problem::DocumentsRefused { documents, first } => {
            Text::new("steering-problem-documents-refused")
                .with("documents", TextArg::Number((*documents).into()))
                .with("first", words(first))
        }
        Problem::NotKept => Text::new("steering-problem-not-kept"),
    }
}

/// What a notification says of a bulletin: its title and its first paragraph, cut to what fits.
#[must_use]
pub fn toast(bulletin: &Bulletin) -> Toast {
    let first = bulletin.paragraphs.first().map_or("", String::as_str);
    Toast {
        title: Text::new("steering-toast-title").with("title", cut(&bulletin.title, LONGEST_TITLE)),
        body: vec![
            Text::new("steering-toast-body")
                .with("text", cut(first, LONGEST_BODY))
                .with("organisation", cut(&bulletin.organisation, 60)),
        ],
    }
}

/// What the tray's title says while an incident stands and every mailbox is well.
#[must_use]
pub fn headline(bulletin: &Bulletin) -> Text {
    Text::new("steering-headline")
        .with("title", cut(&bulletin.title, LONGEST_TITLE))
        .with("organisation", cut(&bulletin.organisation, 60))
}

/// What must be heard of a provider before a mailbox there is chosen: it closed POP. `since` is a
/// moment of the first day without.
#[must_use]
pub fn pop_closed(provider: &str, since: Timestamp) -> Text {
    closed("steering-pop-closed", provider, since)
}

/// The alarm of a mailbox whose provider closed POP: what is wrong stays, what it means and what to
/// do follow from the closure.
#[must_use]
pub fn pop_closed_alarm(alarm: Explanation, provider: &str, since: Timestamp) -> Explanation {
    Explanation {
        meaning: Some(closed("steering-pop-closed-alarm.meaning", provider, since)),
        action: Some(closed("steering-pop-closed-alarm.action", provider, since)),
        ..alarm
    }
}

fn closed(key: &str, provider: &str, since: Timestamp) -> Text {
    Text::new(key)
        .with("provider", words(provider))
        .with("since", TextArg::Time(since))
}

/// Words of at most so many characters; what is left out is shown by `…`.
fn cut(text: &str, longest: usize) -> TextArg {
    match text.char_indices().nth(longest) {
        Some((end, _)) => words(&format!("{}…", text[..end].trim_end())),
        None => words(text),
    }
}
