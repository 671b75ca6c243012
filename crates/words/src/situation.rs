//! What is the matter with one mailbox.

use jiff::Timestamp;
use vigie_domain::{
    cause::Cause,
    health::Situation,
    text::{Explanation, Text, TextArg},
};

use crate::{cause, mailbox::Mailbox};

/// The situation in words.
#[must_use]
pub fn explain(situation: &Situation, mailbox: &Mailbox<'_>) -> Explanation {
    let (key, moment, failure) = match situation {
        Situation::Failing { failure, .. } => return cause::explain(failure, mailbox),
        Situation::PasswordNeeded { failure, .. } if failure.cause != Cause::PasswordRefused => {
            return cause::explain(failure, mailbox);
        }
        Situation::PasswordNeeded { since, failure } => {
            ("situation-password-needed", Some(since), Some(failure))
        }
        Situation::Suspected { since, failure } => {
            ("situation-suspected", Some(since), Some(failure))
        }
        Situation::NotCheckedYet => ("situation-not-checked-yet", None, None),
        Situation::Well { since } => ("situation-well", Some(since), None),
        Situation::Offline { since } => ("situation-offline", Some(since), None),
        Situation::Held {
            since,
            cause: Cause::LoginDelay,
        } => ("situation-held-delay", Some(since), None),
        Situation::Held { since, .. } => ("situation-held-in-use", Some(since), None),
        Situation::Paused { until } => ("situation-paused", Some(until), None),
        Situation::SecretUnavailable {
            since,
            locked: true,
        } => ("situation-secret-locked", Some(since), None),
        Situation::SecretUnavailable {
            since,
            locked: false,
        } => ("situation-secret-absent", Some(since), None),
    };
    let sentence = |attribute: &str| {
        let text = mailbox.text(format!("{key}.{attribute}"));
        match moment {
            Some(at) => text.with("at", TextArg::Time(*at)),
            None => text,
        }
    };
    Explanation {
        title: sentence("title"),
        meaning: Some(sentence("meaning")),
        action: Some(sentence("action")),
        detail: failure.map(|failure| cause::detail(failure, mailbox)),
    }
}

/// Since when (« Depuis le lundi 27 avril à 9 h 14 »), or until when a pause lasts; `None` before
/// the first check.
#[must_use]
pub fn since(situation: &Situation) -> Option<Text> {
    let (key, at) = match situation {
        Situation::NotCheckedYet => return None,
        Situation::Paused { until } => ("situation-until", until),
        Situation::Well { since }
        | Situation::Suspected { since, .. }
        | Situation::Failing { since, .. }
        | Situation::PasswordNeeded { since, .. }
        | Situation::Offline { since }
        | Situation::Held { since, .. }
        | Situation::SecretUnavailable { since, .. } => ("situation-since", since),
    };
    Some(at_moment(key, *at))
}

/// When the last check ended: « Dernière vérification le lundi 27 avril à 9 h 14 ».
#[must_use]
pub fn last_check(at: Timestamp) -> Text {
    at_moment("situation-last-check", at)
}

/// When the next check comes.
#[must_use]
pub fn next_check(at: Timestamp) -> Text {
    at_moment("situation-next-check", at)
}

fn at_moment(key: &str, at: Timestamp) -> Text {
    Text::new(key).with("at", TextArg::Time(at))
}
