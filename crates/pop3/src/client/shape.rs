use crate::command::Command;

/// What an answer looks like. It follows from the command alone, never from the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A status line.
    Status,
    /// A status line that holds the data.
    Inline(Item),
    /// After `+OK`, lines up to a lone dot.
    Listing(Item),
    /// After `+OK`, a message up to a lone dot, of at most so many octets.
    Body { limit: u64 },
    /// A status line, after which TLS begins.
    Stls,
    /// A status line, with a challenge before it.
    Sasl,
    /// A status line, after which the session is over.
    Quit,
}

/// What one line of data is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    Capability,
    Maildrop,
    Scan,
    UniqueId,
    Language,
    /// No data, though the command's other form has some.
    Nothing,
}

impl Shape {
    pub(super) fn of(command: &Command, limits: &crate::Limits) -> Self {
        match command {
            Command::Capa => Self::Listing(Item::Capability),
            Command::Stat => Self::Inline(Item::Maildrop),
            Command::List(None) => Self::Listing(Item::Scan),
            Command::List(Some(_)) => Self::Inline(Item::Scan),
            Command::Uidl(None) => Self::Listing(Item::UniqueId),
            Command::Uidl(Some(_)) => Self::Inline(Item::UniqueId),
            Command::Lang(None) => Self::Listing(Item::Language),
            Command::Lang(Some(_)) => Self::Inline(Item::Nothing),
            Command::Top { .. } => Self::Body {
                limit: limits.top_octets,
            },
            Command::Retr(_) => Self::Body {
                limit: limits.retr_octets,
            },
            Command::Stls => Self::Stls,
            Command::AuthPlain { .. } => Self::Sasl,
            Command::Quit => Self::Quit,
            Command::Utf8
            | Command::User(_)
            | Command::Pass(_)
            | Command::Apop { .. }
            | Command::Dele(_)
            | Command::Noop
            | Command::Rset => Self::Status,
        }
    }
}
