//! What one rule may ask of a message.

use std::collections::BTreeMap;

use regex::{Regex, RegexBuilder};
use serde::Deserialize;

use super::RuleFault;
use crate::message::MessageView;

/// Named captures of the patterns that matched, by name. Known names: `emitter`, `lot`, `date`
/// (AAMMJJ or AAAAMMJJ), `stamp` (AAAAMMJJHHMMSS and more).
#[derive(Debug, Default)]
pub(crate) struct Captures(BTreeMap<String, String>);

/// One question to a message.
#[derive(Debug)]
pub(crate) enum Condition {
    /// A header field of that name is there, and one of its occurrences matches.
    Header { name: String, pattern: Regex },
    /// The decoded subject matches.
    Subject(Regex),
    /// An address of From or Sender matches, in lower case.
    Sender(Regex),
    /// An address of From or Sender lies in this domain or below it.
    SenderDomain(String),
    /// An address of To or Cc lies in this domain or below it.
    RecipientDomain(String),
    /// A part of this media type is there.
    Part(String),
    /// The Content-Description of a part, or of the message, holds this word, in any letter case;
    /// words are runs of letters and digits.
    DescriptionToken(String),
    /// One of these holds.
    Any(Vec<Condition>),
}

#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(super) enum ConditionSource {
    Header { header: String, matches: String },
    Subject { subject: String },
    Sender { sender: String },
    SenderDomain { sender_domain: String },
    RecipientDomain { recipient_domain: String },
    Part { part: String },
    DescriptionToken { description_token: String },
    Any { any: Vec<ConditionSource> },
}

const MOST_CONDITIONS: usize = 20;
const MOST_DEPTH: usize = 2;
/// Octets of one compiled pattern.
const PATTERN_SIZE: usize = 64 << 10;

impl Captures {
    /// What was captured under this name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    fn search(&mut self, pattern: &Regex, text: &str) -> bool {
        let Some(found) = pattern.captures(text) else {
            return false;
        };
        for name in pattern.capture_names().flatten() {
            if let Some(value) = found.name(name) {
                self.0.insert(name.to_owned(), value.as_str().to_owned());
            }
        }
        true
    }
}

impl Condition {
    pub(super) fn check_all(sources: Vec<ConditionSource>) -> Result<Vec<Self>, RuleFault> {
        let mut left = MOST_CONDITIONS;
        Self::check_list(sources, MOST_DEPTH, &mut left)
    }

    /// Whether it holds; what its patterns captured is added to `captures`.
    pub(crate) fn matches(&self, message: &MessageView, captures: &mut Captures) -> bool {
        match self {
            Self::Header { name, pattern } => message
                .fields
                .iter()
                .filter(|(field, _)| field == name)
                .any(|(_, value)| captures.search(pattern, value)),
            Self::Subject(pattern) => captures.search(pattern, message.subject.trim()),
            Self::Sender(pattern) => message
                .senders
                .iter()
                .any(|sender| captures.search(pattern, sender)),
            Self::SenderDomain(domain) => {
                message.senders.iter().any(|sender| lies_in(sender, domain))
            }
            Self::RecipientDomain(domain) => message
                .recipients
                .iter()
                .any(|recipient| lies_in(recipient, domain)),
            Self::Part(media_type) => message
                .parts
                .iter()
                .any(|part| &part.media_type == media_type),
            Self::DescriptionToken(token) => descriptions(message).any(|description| {
                description
                    .split(|letter: char| !letter.is_alphanumeric())
                    .any(|word| word.eq_ignore_ascii_case(token))
            }),
            Self::Any(conditions) => conditions
                .iter()
                .any(|condition| condition.matches(message, captures)),
        }
    }

    fn check_list(
        sources: Vec<ConditionSource>,
        depth: usize,
        left: &mut usize,
    ) -> Result<Vec<Self>, RuleFault> {
        if depth == 0 {
            return Err(RuleFault::TooMany);
        }
        sources
            .into_iter()
            .map(|source| {
                *left = left.checked_sub(1).ok_or(RuleFault::TooMany)?;
                Self::check(source, depth, left)
            })
            .collect()
    }

    fn check(source: ConditionSource, depth: usize, left: &mut usize) -> Result<Self, RuleFault> {
        Ok(match source {
            ConditionSource::Header { header, matches } => Self::Header {
                name: header.to_ascii_lowercase(),
                pattern: compile(&matches)?,
            },
            ConditionSource::Subject { subject } => Self::Subject(compile(&subject)?),
            ConditionSource::Sender { sender } => Self::Sender(compile(&sender)?),
            ConditionSource::SenderDomain { sender_domain } => {
                Self::SenderDomain(sender_domain.to_ascii_lowercase())
            }
            ConditionSource::RecipientDomain { recipient_domain } => {
                Self::RecipientDomain(recipient_domain.to_ascii_lowercase())
            }
            ConditionSource::Part { part } => Self::Part(part.to_ascii_lowercase()),
            ConditionSource::DescriptionToken { description_token } => {
                Self::DescriptionToken(description_token)
            }
            ConditionSource::Any { any } if any.is_empty() => return Err(RuleFault::Empty),
            ConditionSource::Any { any } => Self::Any(Self::check_list(any, depth - 1, left)?),
        })
    }
}

fn compile(pattern: &str) -> Result<Regex, RuleFault> {
    Ok(RegexBuilder::new(pattern)
        .size_limit(PATTERN_SIZE)
        .dfa_size_limit(PATTERN_SIZE)
        .nest_limit(20)
        .build()?)
}

fn lies_in(address: &str, domain: &str) -> bool {
    address.rsplit_once('@').is_some_and(|(_, host)| {
        host == domain
            || host
                .strip_suffix(domain)
                .is_some_and(|above| above.ends_with('.'))
    })
}

fn descriptions(message: &MessageView) -> impl Iterator<Item = &str> {
    message
        .parts
        .iter()
        .map(|part| part.description.as_str())
        .chain(
            message
                .fields
                .iter()
                .filter(|(name, _)| name == "content-description")
                .map(|(_, value)| value.as_str()),
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_matched_at_a_dot() {
        assert!(lies_in("a@511.01.rss.fr", "rss.fr"));
        assert!(lies_in("a@rss.fr", "rss.fr"));
        assert!(!lies_in("a@evilrss.fr", "rss.fr"));
        assert!(!lies_in("rss.fr", "rss.fr"));
    }
}
