use std::fmt;

use crate::MessageNumber;

/// The keyword of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    /// RFC 2449 §5.
    Capa,
    /// RFC 2595 §4.
    Stls,
    /// RFC 6856 §2.
    Utf8,
    /// RFC 6856 §3.
    Lang,
    /// RFC 1939 §7.
    User,
    /// RFC 1939 §7.
    Pass,
    /// RFC 1939 §7.
    Apop,
    /// RFC 5034 §4.
    Auth,
    /// RFC 1939 §5.
    Stat,
    /// RFC 1939 §5.
    List,
    /// RFC 1939 §7.
    Uidl,
    /// RFC 1939 §7.
    Top,
    /// RFC 1939 §5.
    Retr,
    /// RFC 1939 §5.
    Dele,
    /// RFC 1939 §5.
    Noop,
    /// RFC 1939 §5.
    Rset,
    /// RFC 1939 §4 and §6.
    Quit,
}

impl Verb {
    const ALL: [Self; 17] = [
        Self::Capa,
        Self::Stls,
        Self::Utf8,
        Self::Lang,
        Self::User,
        Self::Pass,
        Self::Apop,
        Self::Auth,
        Self::Stat,
        Self::List,
        Self::Uidl,
        Self::Top,
        Self::Retr,
        Self::Dele,
        Self::Noop,
        Self::Rset,
        Self::Quit,
    ];

    /// The keyword as it is sent, in upper case.
    #[must_use]
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Capa => "CAPA",
            Self::Stls => "STLS",
            Self::Utf8 => "UTF8",
            Self::Lang => "LANG",
            Self::User => "USER",
            Self::Pass => "PASS",
            Self::Apop => "APOP",
            Self::Auth => "AUTH",
            Self::Stat => "STAT",
            Self::List => "LIST",
            Self::Uidl => "UIDL",
            Self::Top => "TOP",
            Self::Retr => "RETR",
            Self::Dele => "DELE",
            Self::Noop => "NOOP",
            Self::Rset => "RSET",
            Self::Quit => "QUIT",
        }
    }

    /// The verb of a keyword in any case; `None` if there is no such command.
    #[must_use]
    pub fn from_keyword(keyword: &[u8]) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|verb| verb.keyword().as_bytes().eq_ignore_ascii_case(keyword))
    }

    /// Whether the command carries a secret and so uses up the session's one attempt.
    #[must_use]
    pub fn presents_credentials(self) -> bool {
        matches!(self, Self::Pass | Self::Apop | Self::Auth)
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.keyword())
    }
}

/// The command that an answer belongs to, without its secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Asked {
    /// What was asked.
    pub verb: Verb,
    /// About which message, where the command names one.
    pub message: Option<MessageNumber>,
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.message {
            Some(message) => write!(f, "{} {message}", self.verb),
            None => self.verb.fmt(f),
        }
    }
}
