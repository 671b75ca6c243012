//! The probes: few, discreet, each with a token of its own.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use vigie_domain::account::Address;
use vigie_mailbox::submission::Letter;

use crate::header;

/// The header that carries a probe's token.
pub const PROBE_HEADER: &str = "X-Vigie-Essai";

/// What a probe says to whoever opens it; from the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbeText {
    /// The subject, by which a person finds a probe that could not be removed.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// 128 random bits in hexadecimal: nobody comes by them but by having the probe.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Token(String);

/// The operating system gives no random numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no random numbers")]
pub(crate) struct NoRandomness;

/// What a probe is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Purpose {
    /// P1: to the candidate.
    Candidate,
    /// P2: to an existing mailbox.
    Existing,
    /// To a name that nobody has.
    Nobody,
}

/// A probe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Probe {
    pub(crate) token: Token,
    pub(crate) purpose: Purpose,
    pub(crate) to: Address,
    /// As whom it was sent, once a server has taken it.
    pub(crate) from: Option<Address>,
    /// When a server took it, or refused its recipient.
    pub(crate) sent_at: Option<Timestamp>,
    /// It came back, or its recipient was refused: it lies nowhere.
    pub(crate) came_back: bool,
    /// A copy of it was removed.
    pub(crate) removed: bool,
    /// It is being sent: where the check is cut off now, nobody knows whether it left.
    #[serde(default)]
    pub(crate) under_way: bool,
}

impl Token {
    pub(crate) fn random() -> Result<Self, NoRandomness> {
        let mut octets = [0; 16];
        getrandom::fill(&mut octets).map_err(|_| NoRandomness)?;
        Ok(Self(hex::encode(octets)))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Probe {
    pub(crate) fn new(purpose: Purpose, to: Address) -> Result<Self, NoRandomness> {
        Ok(Self {
            token: Token::random()?,
            purpose,
            to,
            from: None,
            sent_at: None,
            came_back: false,
            removed: false,
            under_way: false,
        })
    }

    /// Whether it may lie somewhere.
    pub(crate) fn may_have_left(&self) -> bool {
        (self.sent_at.is_some() || self.under_way) && !self.came_back
    }

    /// The probe as a letter from that sender.
    pub(crate) fn letter(&self, from: &Address, text: &ProbeText, now: Timestamp) -> Letter {
        let domain =
            idna::domain_to_ascii(from.domain()).unwrap_or_else(|_| "vigie.invalid".into());
        Letter {
            from: from.clone(),
            to: self.to.clone(),
            subject: text.subject.clone(),
            text: text.text.clone(),
            message_id: format!("{}@{domain}", self.token.0),
            headers: vec![
                (PROBE_HEADER.to_owned(), self.token.0.clone()),
                // Nobody's absence notice is to answer (RFC 3834 §5).
                ("Auto-Submitted".to_owned(), "auto-generated".to_owned()),
            ],
            date: now,
        }
    }

    /// Whether this is the header of a copy of it. Some providers strip headers that they do not
    /// know, others write a `Message-ID` of their own: one of the two is enough, whole.
    pub(crate) fn is_in(&self, header: &[u8]) -> bool {
        header::fields(header).any(|(name, value)| {
            let value = value.trim();
            if name.eq_ignore_ascii_case(PROBE_HEADER) {
                value == self.token.0
            } else {
                name.eq_ignore_ascii_case("Message-ID")
                    && value
                        .trim_start_matches('<')
                        .strip_prefix(self.token.as_str())
                        .is_some_and(|rest| rest.starts_with('@'))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probe_is_known_by_its_whole_token() {
        let probe = Probe::new(Purpose::Candidate, "b@exemple.test".parse().unwrap()).unwrap();
        let token = probe.token.as_str();
        assert_eq!(token.len(), 32);
        for ours in [
            format!("x-vigie-essai: {token}\r\n\r\n"),
            format!("From: a\r\nX-Vigie-Essai:\r\n {token}\r\n"),
            format!("Message-Id: <{token}@a.test>\r\n"),
        ] {
            assert!(probe.is_in(ours.as_bytes()), "{ours}");
        }
        for other in [
            String::new(),
            format!("X-Vigie-Essai: {}\r\n", &token[..31]),
            format!("X-Vigie-Essai: {token}0\r\n"),
            format!("Subject: {token}\r\n"),
            format!("Message-ID: <{token}0@a.test>\r\n"),
            format!("In-Reply-To: <{token}@a.test>\r\n"),
            format!("\r\nX-Vigie-Essai: {token}\r\n"),
        ] {
            assert!(!probe.is_in(other.as_bytes()), "{other}");
        }
        let other = Probe::new(Purpose::Candidate, "b@exemple.test".parse().unwrap()).unwrap();
        assert_ne!(probe.token, other.token);
    }

    #[test]
    fn its_letter_carries_the_token_and_can_be_sent() {
        let probe = Probe::new(Purpose::Existing, "b@exemple.test".parse().unwrap()).unwrap();
        let text = ProbeText {
            subject: "Message d’essai".into(),
            text: "À effacer.".into(),
        };
        let from = "a@exémple.test".parse().unwrap();
        let letter = probe.letter(&from, &text, Timestamp::UNIX_EPOCH);
        letter.validate().unwrap();
        assert!(letter.message_id.ends_with("@xn--exmple-cva.test"));
    }
}
