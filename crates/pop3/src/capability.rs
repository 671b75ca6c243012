//! Capabilities (RFC 2449 §5 and §6), read tolerantly: a line that is not understood is kept, never an error.

use std::fmt;

use crate::listing::{decimal, word};
use crate::text::{readable, without_controls};

/// One line of CAPA.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Capability {
    /// TOP is there.
    Top,
    /// USER and PASS are there.
    User,
    /// UIDL is there.
    Uidl,
    /// Commands may be sent before earlier ones are answered.
    Pipelining,
    /// TLS can be begun (RFC 2595 §4).
    Stls,
    /// Text may begin with a response code.
    RespCodes,
    /// `[AUTH]` and `[SYS/…]` are used (RFC 3206 §6).
    AuthRespCode,
    /// SASL mechanisms, in upper case (RFC 5034 §3).
    Sasl(Vec<String>),
    /// Time between two logins.
    LoginDelay(LoginDelay),
    /// How long messages are kept.
    Expire(Expire),
    /// UTF-8 (RFC 6856 §2).
    Utf8 {
        /// Names and passwords may be UTF-8 too.
        user: bool,
    },
    /// The language of replies can be chosen (RFC 6856 §3).
    Lang,
    /// What the server calls itself.
    Implementation(String),
    /// Any other line, as text.
    Other(String),
}

/// RFC 2449 §6.5.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoginDelay {
    /// The least time between two logins.
    pub seconds: u32,
    /// It may differ per user: ask again after the login.
    pub per_user: bool,
}

/// RFC 2449 §6.7.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expire {
    /// When messages are deleted by the server.
    pub after: ExpireAfter,
    /// It may differ per user: ask again after the login.
    pub per_user: bool,
}

/// When the server deletes messages by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpireAfter {
    /// Never.
    Never,
    /// After days; 0: as soon as they were retrieved.
    Days(u32),
}

impl Capability {
    /// Reads one line without its end.
    #[must_use]
    pub fn parse(line: &[u8]) -> Self {
        let text = readable(line);
        let text = text.trim();
        Self::known(text.as_bytes()).unwrap_or_else(|| Self::Other(text.to_owned()))
    }

    fn known(line: &[u8]) -> Option<Self> {
        let (keyword, arguments) = word(line)?;
        let first = word(arguments).map(|(first, _)| first);
        let names_user = || {
            arguments
                .split(u8::is_ascii_whitespace)
                .any(|argument| argument.eq_ignore_ascii_case(b"USER"))
        };
        let number = |digits: &[u8]| decimal(digits).and_then(|number| u32::try_from(number).ok());
        Some(match keyword.to_ascii_uppercase().as_slice() {
            b"TOP" => Self::Top,
            b"USER" => Self::User,
            b"UIDL" => Self::Uidl,
            b"PIPELINING" => Self::Pipelining,
            b"STLS" => Self::Stls,
            b"RESP-CODES" => Self::RespCodes,
            b"AUTH-RESP-CODE" => Self::AuthRespCode,
            b"SASL" => Self::Sasl(
                readable(arguments)
                    .split_whitespace()
                    .map(str::to_ascii_uppercase)
                    .collect(),
            ),
            b"LOGIN-DELAY" => Self::LoginDelay(LoginDelay {
                seconds: number(first?)?,
                per_user: names_user(),
            }),
            b"EXPIRE" => Self::Expire(Expire {
                after: if first?.eq_ignore_ascii_case(b"NEVER") {
                    ExpireAfter::Never
                } else {
                    ExpireAfter::Days(number(first?)?)
                },
                per_user: names_user(),
            }),
            b"UTF8" => Self::Utf8 { user: names_user() },
            b"LANG" => Self::Lang,
            b"IMPLEMENTATION" => Self::Implementation(readable(arguments).trim().to_owned()),
            _ => return None,
        })
    }
}

/// The line as a server sends it, without its end.
impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let per_user = |yes: bool| if yes { " USER" } else { "" };
        match self {
            Self::Top => f.write_str("TOP"),
            Self::User => f.write_str("USER"),
            Self::Uidl => f.write_str("UIDL"),
            Self::Pipelining => f.write_str("PIPELINING"),
            Self::Stls => f.write_str("STLS"),
            Self::RespCodes => f.write_str("RESP-CODES"),
            Self::AuthRespCode => f.write_str("AUTH-RESP-CODE"),
            Self::Sasl(mechanisms) => {
                f.write_str("SASL")?;
                mechanisms
                    .iter()
                    .try_for_each(|mechanism| write!(f, " {mechanism}"))
            }
            Self::LoginDelay(delay) => {
                write!(
                    f,
                    "LOGIN-DELAY {}{}",
                    delay.seconds,
                    per_user(delay.per_user)
                )
            }
            Self::Expire(expire) => {
                match expire.after {
                    ExpireAfter::Never => f.write_str("EXPIRE NEVER")?,
                    ExpireAfter::Days(days) => write!(f, "EXPIRE {days}")?,
                }
                f.write_str(per_user(expire.per_user))
            }
            Self::Utf8 { user } => write!(f, "UTF8{}", per_user(*user)),
            Self::Lang => f.write_str("LANG"),
            Self::Implementation(name) => write!(f, "IMPLEMENTATION {}", without_controls(name)),
            Self::Other(line) => f.write_str(&without_controls(line)),
        }
    }
}

/// Everything that a server announces. A capability that is not listed is no proof that the command is missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Capabilities {
    lines: Vec<Capability>,
}

impl Capabilities {
    /// Adds one line.
    pub fn add(&mut self, capability: Capability) {
        self.lines.push(capability);
    }

    /// The lines in the server's order.
    pub fn iter(&self) -> impl Iterator<Item = &Capability> {
        self.lines.iter()
    }

    /// The lines as text, to be kept; `Capabilities::from_iter` over [`Capability::parse`] reads them again.
    #[must_use]
    pub fn to_lines(&self) -> Vec<String> {
        self.lines.iter().map(ToString::to_string).collect()
    }

    /// TOP is announced.
    #[must_use]
    pub fn top(&self) -> bool {
        self.lines.contains(&Capability::Top)
    }

    /// USER is announced.
    #[must_use]
    pub fn user(&self) -> bool {
        self.lines.contains(&Capability::User)
    }

    /// UIDL is announced.
    #[must_use]
    pub fn uidl(&self) -> bool {
        self.lines.contains(&Capability::Uidl)
    }

    /// PIPELINING is announced.
    #[must_use]
    pub fn pipelining(&self) -> bool {
        self.lines.contains(&Capability::Pipelining)
    }

    /// STLS is announced.
    #[must_use]
    pub fn stls(&self) -> bool {
        self.lines.contains(&Capability::Stls)
    }

    /// RESP-CODES is announced.
    #[must_use]
    pub fn resp_codes(&self) -> bool {
        self.lines.contains(&Capability::RespCodes)
    }

    /// AUTH-RESP-CODE is announced.
    #[must_use]
    pub fn auth_resp_code(&self) -> bool {
        self.lines.contains(&Capability::AuthRespCode)
    }

    /// LANG is announced.
    #[must_use]
    pub fn lang(&self) -> bool {
        self.lines.contains(&Capability::Lang)
    }

    /// Whether a SASL mechanism is announced; `mechanism` in upper case.
    #[must_use]
    pub fn sasl(&self, mechanism: &str) -> bool {
        self.sasl_mechanisms()
            .any(|announced| announced == mechanism)
    }

    /// All announced SASL mechanisms, in upper case.
    pub fn sasl_mechanisms(&self) -> impl Iterator<Item = &str> {
        self.lines
            .iter()
            .filter_map(|line| match line {
                Capability::Sasl(mechanisms) => Some(mechanisms.iter().map(String::as_str)),
                _ => None,
            })
            .flatten()
    }

    /// The announced time between logins.
    #[must_use]
    pub fn login_delay(&self) -> Option<LoginDelay> {
        self.lines.iter().find_map(|line| match line {
            Capability::LoginDelay(delay) => Some(*delay),
            _ => None,
        })
    }

    /// The announced time that messages are kept.
    #[must_use]
    pub fn expire(&self) -> Option<Expire> {
        self.lines.iter().find_map(|line| match line {
            Capability::Expire(expire) => Some(*expire),
            _ => None,
        })
    }

    /// UTF8 is announced; true inside if for names and passwords too.
    #[must_use]
    pub fn utf8(&self) -> Option<bool> {
        self.lines.iter().find_map(|line| match line {
            Capability::Utf8 { user } => Some(*user),
            _ => None,
        })
    }

    /// What the server calls itself.
    #[must_use]
    pub fn implementation(&self) -> Option<&str> {
        self.lines.iter().find_map(|line| match line {
            Capability::Implementation(name) => Some(name.as_str()),
            _ => None,
        })
    }
}

impl FromIterator<Capability> for Capabilities {
    fn from_iter<I: IntoIterator<Item = Capability>>(lines: I) -> Self {
        Self {
            lines: lines.into_iter().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_line_survives_reading_and_writing() {
        for line in [
            "TOP",
            "USER",
            "UIDL",
            "PIPELINING",
            "STLS",
            "RESP-CODES",
            "AUTH-RESP-CODE",
            "SASL PLAIN XOAUTH2",
            "SASL",
            "LOGIN-DELAY 900",
            "LOGIN-DELAY 900 USER",
            "EXPIRE NEVER",
            "EXPIRE 0",
            "EXPIRE 31 USER",
            "UTF8",
            "UTF8 USER",
            "LANG",
            "IMPLEMENTATION Example POP v1",
        ] {
            let capability = Capability::parse(line.as_bytes());
            assert!(!matches!(capability, Capability::Other(_)), "{line}");
            assert_eq!(capability.to_string(), line);
        }
    }

    #[test]
    fn odd_lines_are_kept() {
        for line in [
            "EXPIRE soon",
            "LOGIN-DELAY",
            "LOGIN-DELAY -1",
            "X-FOO bar baz",
            "EXPIRE 99999999999",
        ] {
            assert_eq!(
                Capability::parse(line.as_bytes()),
                Capability::Other(line.to_owned())
            );
        }
        assert_eq!(Capability::parse(b""), Capability::Other(String::new()));
    }
}
