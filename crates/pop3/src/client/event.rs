use std::fmt;
use std::ops::Deref;

use crate::capability::Capability;
use crate::listing::{Maildrop, ScanListing, UniqueIdListing};
use crate::reply::Reply;
use crate::verb::{Asked, Verb};

/// What the server said.
///
/// The answer to a command that yields no data is one `Accepted` or `Refused`. The answer to one that yields data (CAPA,
/// STAT, LIST, UIDL, TOP, RETR, LANG without a tag; with or without a message number) is one `Refused`, or `Accepted`,
/// the data, and `End`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The server is ready.
    Greeting(Greeting),
    /// The server turned us away with its first line; the session is over.
    TurnedAway(Reply),
    /// `+OK`.
    Accepted {
        /// The command.
        asked: Asked,
        /// What else it said.
        reply: Reply,
    },
    /// `-ERR`.
    Refused {
        /// The command.
        asked: Asked,
        /// What else it said.
        reply: Reply,
    },
    /// A line of CAPA.
    Capability(Capability),
    /// The answer to STAT.
    Maildrop(Maildrop),
    /// A line of LIST.
    Scan(ScanListing),
    /// A line of UIDL.
    UniqueId(UniqueIdListing),
    /// A line of LANG.
    Language(String),
    /// A line of STAT, LIST or UIDL that is not what the command yields, or a unique id beyond its limit.
    Unparsable {
        /// The command.
        asked: Asked,
        /// How the line begins.
        excerpt: String,
    },
    /// Part of the answer to TOP or RETR: dots taken out, line ends as sent, cut anywhere.
    Body {
        /// The command.
        asked: Asked,
        /// Never empty.
        chunk: Chunk,
    },
    /// All data of the command have come.
    End(Asked),
}

impl Event {
    /// The command whose answer is complete with this event.
    #[must_use]
    pub fn completes(&self) -> Option<Asked> {
        match self {
            Self::Refused { asked, .. } | Self::End(asked) => Some(*asked),
            Self::Accepted { asked, .. } if !yields_data(*asked) => Some(*asked),
            _ => None,
        }
    }
}

/// LANG with a tag completes with `Accepted` followed by an `End`, so that its two forms look alike.
fn yields_data(asked: Asked) -> bool {
    matches!(
        asked.verb,
        Verb::Capa | Verb::Stat | Verb::List | Verb::Uidl | Verb::Top | Verb::Retr | Verb::Lang
    )
}

/// The server's first line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Greeting {
    /// What it said.
    pub reply: Reply,
    /// The timestamp for APOP, angle brackets included.
    pub apop_timestamp: Option<String>,
}

/// Octets of a message. Shown as their number alone: messages are nobody's business.
#[derive(Clone, PartialEq, Eq)]
pub struct Chunk(Vec<u8>);

impl Chunk {
    pub(crate) fn new(octets: Vec<u8>) -> Self {
        Self(octets)
    }

    /// The octets, without a copy.
    #[must_use]
    pub fn into_vec(self) -> Vec<u8> {
        self.0
    }
}

impl Deref for Chunk {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Chunk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Chunk({} octets)", self.0.len())
    }
}
