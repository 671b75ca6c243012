//! What is told while a new mailbox is checked. The verdict and its reasons stand in
//! [`verdict`](crate::verdict).

use jiff::Timestamp;
use vigie_domain::{
    account::Address,
    text::{Text, TextArg},
    verdict::Reason,
};
use vigie_protocol::RelocationState;

use crate::{mailbox::words, verdict::Candidate};

/// A check by its public name (`candidate`, `send_probe`…), of that mailbox.
#[must_use]
pub fn check(name: &str, of: &Address) -> Text {
    Text::new(format!("relocation-check-{}", name.replace('_', "-")))
        .with("address", words(of.as_str()))
}

/// Where the whole stands.
#[must_use]
pub fn state(state: &RelocationState) -> Text {
    match state {
        RelocationState::Running => Text::new("relocation-state-running"),
        RelocationState::Waiting { until } => {
            Text::new("relocation-state-waiting").with("until", TextArg::Time(*until))
        }
        RelocationState::PasswordNeeded => Text::new("relocation-state-password-needed"),
        RelocationState::Removing => Text::new("relocation-state-removing"),
        RelocationState::Judged => Text::new("relocation-state-judged"),
    }
}

/// A mailbox that the person has already was opened and read.
#[must_use]
pub fn existing_read() -> Text {
    Text::new("relocation-existing-read")
}

/// A message of Vigie's was taken by a server then.
#[must_use]
pub fn sent(at: Timestamp) -> Text {
    Text::new("relocation-sent").with("at", TextArg::Time(at))
}

/// How many messages of Vigie's were removed.
#[must_use]
pub fn removed(count: u32) -> Text {
    if count == 0 {
        return Text::new("relocation-nothing-to-remove");
    }
    Text::new("relocation-removed").with("count", TextArg::Number(f64::from(count)))
}

/// A message of Vigie's that stays, why by its public name (`not_seen`, `refused`…). `mailbox` is
/// where it lies, or whom it was sent to.
#[must_use]
pub fn left(why: &str, mailbox: &Address, subject: &str) -> Text {
    Text::new("relocation-left")
        .with("why", words(why))
        .with("mailbox", words(mailbox.as_str()))
        .with("subject", words(subject))
}

/// The password of this mailbox is needed again.
#[must_use]
pub fn give_password(of: &Address) -> Text {
    Text::new("relocation-give-password").with("address", words(of.as_str()))
}

/// What could not be proven of a mailbox that is probably good, and what would prove it; `None`
/// where none of these reasons leaves that open.
#[must_use]
pub fn go_on(reasons: &[Reason], candidate: &Candidate<'_>) -> Option<Text> {
    let (doubt, existing) = reasons.iter().find_map(|reason| match reason {
        Reason::NoExisting => Some((reason.name(), None)),
        Reason::ExistingUnreadable { existing, .. } => Some((reason.name(), Some(existing))),
        _ => None,
    })?;
    let text = candidate
        .text("relocation-go-on".to_owned())
        .with("doubt", words(doubt))
        .with("existing", words(existing.map_or("", Address::as_str)));
    Some(text)
}

/// What a notification says below the verdict.
#[must_use]
pub fn toast_ended(candidate: &Candidate<'_>, seconds: f64) -> Text {
    candidate
        .text("relocation-toast-ended".to_owned())
        .with("taken", TextArg::Seconds(seconds))
}

/// Title and body of the notification that a message of Vigie's stays somewhere.
#[must_use]
pub fn toast_left(subject: &str) -> (Text, Text) {
    (
        Text::new("relocation-toast-left.title"),
        Text::new("relocation-toast-left.body").with("subject", words(subject)),
    )
}

/// Subject and text of the messages that Vigie sends.
#[must_use]
pub fn probe() -> (Text, Text) {
    (
        Text::new("cli-verify-probe-subject"),
        Text::new("cli-verify-probe-text"),
    )
}

/// How a true secondary mailbox is created at a provider whose way is not known.
#[must_use]
pub fn general_guide(provider: &str) -> Vec<Text> {
    let sign_in = Text::new("relocation-guide-sign-in").with("provider", words(provider));
    std::iter::once(sign_in)
        .chain(
            ["look-for", "own-password", "note", "leave-empty"]
                .map(|name| Text::new(format!("relocation-guide-{name}"))),
        )
        .collect()
}

/// What holds of every new mailbox, after the provider's own steps.
#[must_use]
pub fn after_guide() -> [Text; 2] {
    ["note", "leave-empty"].map(|name| Text::new(format!("relocation-guide-{name}")))
}

/// A sentence of the provider table, in the reader's language.
#[must_use]
pub fn provider_says(sentence: &str) -> Text {
    Text::new("relocation-provider-says").with("words", words(sentence))
}
