//! Why the agent did not do what was asked.

use vigie_domain::text::{Explanation, Text, TextArg};
use vigie_protocol::Refusal;

use crate::mailbox::words;

/// The refusal in words.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "seconds to wait and columns of a line are far below 2^52"
)]
pub fn explain(refusal: &Refusal) -> Explanation {
    let sentence = |attribute: &str| {
        let text = Text::new(format!("refusal-{}.{attribute}", name(refusal)));
        match refusal {
            Refusal::ForeignVersion { agent, face } => text
                .with("agent", TextArg::Number(f64::from(*agent)))
                .with("face", TextArg::Number(f64::from(*face))),
            Refusal::Malformed { what, column } => text
                .with("what", words(what))
                .with("column", TextArg::Number(*column as f64)),
            // A variant's name in the catalogue can hold no dot.
            Refusal::OutOfRange { field } => text.with("field", words(&field.replace('.', "_"))),
            Refusal::HostNotApproved { host } => text.with("host", words(host)),
            Refusal::SecretUnavailable { locked } => {
                text.with("locked", words(if *locked { "yes" } else { "no" }))
            }
            Refusal::TooSoon { seconds } => text.with("wait", TextArg::Seconds(*seconds as f64)),
            Refusal::HelloExpected
            | Refusal::TooLong
            | Refusal::TooManyFaces
            | Refusal::UnknownMailbox
            | Refusal::UnknownEntry
            | Refusal::AlreadyWatched
            | Refusal::ClearTextRefused
            | Refusal::PasswordNeeded
            | Refusal::RecordUnavailable
            | Refusal::UnderWay
            | Refusal::NothingUnderWay
            | Refusal::VerdictForbids
            | Refusal::ConsentNeeded
            | Refusal::RelayInUse
            | Refusal::RelayOff
            | Refusal::Managed { .. }
            | Refusal::NotPossible => text,
            Refusal::NotAnEnrolment { what } => text.with("what", words(what)),
        }
    };
    Explanation {
        title: sentence("title"),
        meaning: None,
        action: Some(sentence("action")),
        detail: None,
    }
}

/// The refusal's public name with dashes.
const fn name(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::ForeignVersion { .. } => "foreign-version",
        Refusal::HelloExpected => "hello-expected",
        Refusal::Malformed { .. } => "malformed",
        Refusal::TooLong => "too-long",
        Refusal::TooManyFaces => "too-many-faces",
        Refusal::OutOfRange { .. } => "out-of-range",
        Refusal::UnknownMailbox => "unknown-mailbox",
        Refusal::UnknownEntry => "unknown-entry",
        Refusal::AlreadyWatched => "already-watched",
        Refusal::HostNotApproved { .. } => "host-not-approved",
        Refusal::ClearTextRefused => "clear-text-refused",
        Refusal::SecretUnavailable { .. } => "secret-unavailable",
        Refusal::TooSoon { .. } => "too-soon",
        Refusal::PasswordNeeded => "password-needed",
        Refusal::RecordUnavailable => "record-unavailable",
        Refusal::UnderWay => "under-way",
        Refusal::NothingUnderWay => "nothing-under-way",
        Refusal::VerdictForbids => "verdict-forbids",
        Refusal::ConsentNeeded => "consent-needed",
        Refusal::RelayInUse => "relay-in-use",
        Refusal::RelayOff => "relay-off",
        Refusal::NotAnEnrolment { .. } => "not-an-enrolment",
        Refusal::Managed { .. } => "managed",
        Refusal::NotPossible => "not-possible",
    }
}
