//! When a message is passed on, and when it has been already. Pure.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use crate::spool::{Entry, Outcome};

/// A lot without an ARL is to be sent again after 48 hours, by the rule; an hour less, for clocks
/// and for the time that a message takes.
const LAWFUL: SignedDuration = SignedDuration::from_hours(47);

/// SHA-256 over envelope and content: the same bytes from the same sender to the same recipients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct MessageDigest(pub(crate) [u8; 32]);

impl MessageDigest {
    /// The digest in hexadecimal digits.
    #[must_use]
    pub fn to_hex(self) -> String {
        hex::encode(self.0)
    }

    pub(crate) fn of(sender: &str, recipients: &[String], content: Sha256) -> Self {
        let mut sorted: Vec<&str> = recipients.iter().map(String::as_str).collect();
        sorted.sort_unstable();
        let mut whole = Sha256::new();
        whole.update(b"vigie submission 1");
        for address in std::iter::once(sender).chain(sorted) {
            whole.update((address.len() as u64).to_be_bytes());
            whole.update(address);
        }
        whole.update(content.finalize());
        Self(whole.finalize().into())
    }
}

/// The last passing of the same message that was not refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Before {
    pub(crate) entry: Entry,
    pub(crate) outcome: Outcome,
    /// When it was settled, or else begun.
    pub(crate) at: Timestamp,
    /// The software had our answer.
    pub(crate) seen: bool,
}

/// What is to be done with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Upstream has it, and the software does not know: say so, and send nothing.
    SayAgain(Entry),
    /// Send it.
    Pass {
        /// The same was sent before, and what became of it is not known.
        after_unknown: bool,
    },
}

pub(crate) fn decide(before: Option<Before>, now: Timestamp) -> Decision {
    let Some(before) = before else {
        return Decision::Pass {
            after_unknown: false,
        };
    };
    let lawful = now.duration_since(before.at).abs() >= LAWFUL;
    match before.outcome {
        Outcome::Accepted if !before.seen && !lawful => Decision::SayAgain(before.entry),
        Outcome::Accepted => Decision::Pass {
            after_unknown: false,
        },
        Outcome::Unknown => Decision::Pass {
            after_unknown: true,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_was_not_seen_is_said_again_until_the_lawful_sending() {
        let at: Timestamp = "2026-11-23T08:00:00Z".parse().unwrap();
        let before = Before {
            entry: Entry::default(),
            outcome: Outcome::Accepted,
            at,
            seen: false,
        };
        let later = |hours| at.checked_add(SignedDuration::from_hours(hours)).unwrap();
        let pass = |after_unknown| Decision::Pass { after_unknown };
        assert_eq!(decide(None, at), pass(false));
        let again = Decision::SayAgain(before.entry);
        assert_eq!(decide(Some(before), later(46)), again);
        assert_eq!(decide(Some(before), later(48)), pass(false));
        // A clock that was set back.
        assert_eq!(decide(Some(before), later(-1)), again);
        let seen = Before {
            seen: true,
            ..before
        };
        assert_eq!(decide(Some(seen), at), pass(false));
        let unknown = Before {
            outcome: Outcome::Unknown,
            ..before
        };
        assert_eq!(decide(Some(unknown), at), pass(true));
    }

    #[test]
    fn envelope_and_content_count() {
        let digest = |sender: &str, to: &[&str], content: &str| {
            let to: Vec<String> = to.iter().map(|&to| to.to_owned()).collect();
            MessageDigest::of(sender, &to, Sha256::new().chain_update(content))
        };
        let first = digest("a", &["b", "c"], "x");
        assert_eq!(digest("a", &["c", "b"], "x"), first);
        for other in [
            digest("a", &["b"], "x"),
            digest("b", &["a", "c"], "x"),
            digest("a", &["b", "c"], "y"),
        ] {
            assert_ne!(other, first);
        }
    }
}
