//! How long a mailbox must be watched before not seeing a probe says something.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The waits. The defaults are rules of ours: no standard bounds the delivery of mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patience {
    /// After every probe of a pair has arrived somewhere, watch on for at least this before a
    /// second copy elsewhere is ruled out. Where delivery took longer than half of this, twice
    /// the slowest delivery is waited instead: a copy that is passed on travels once more.
    #[serde(with = "seconds")]
    pub settle: SignedDuration,
    /// After this, a probe that arrived nowhere is given up: long enough for greylisting
    /// (RFC 6647 §2.1: usually minutes).
    #[serde(with = "seconds")]
    pub lost: SignedDuration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            settle: SignedDuration::from_secs(10),
            lost: SignedDuration::from_mins(15),
        }
    }
}

impl Patience {
    /// Until when to watch for a second copy, once the last probe was seen and the slowest
    /// delivery took this long.
    pub(super) fn settled_at(&self, last_seen: Timestamp, slowest: SignedDuration) -> Timestamp {
        let travels = slowest.checked_mul(2).unwrap_or(self.lost).min(self.lost);
        later(last_seen, self.settle.max(travels))
    }

    /// When a probe that arrived nowhere is given up.
    pub(super) fn given_up_at(&self, sent: Timestamp) -> Timestamp {
        later(sent, self.lost)
    }
}

/// `at` plus a wait, at most the end of time.
fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

mod seconds {
    //! Durations as whole seconds.
    use jiff::SignedDuration;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        duration: &SignedDuration,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(duration.as_secs())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<SignedDuration, D::Error> {
        i64::deserialize(deserializer).map(SignedDuration::from_secs)
    }
}
