use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use crate::argument::{ArgumentError, COMMAND_OCTETS, check, check_word};
use crate::listing::MessageNumber;
use crate::plain::Plain;
use crate::verb::{Asked, Verb};

/// One command of a client.
#[derive(Debug, Clone)]
pub enum Command {
    /// What can the server do? (RFC 2449 §5)
    Capa,
    /// Begin TLS (RFC 2595 §4).
    Stls,
    /// Go to UTF-8 mode (RFC 6856 §2).
    Utf8,
    /// Choose the language of replies, or list the languages (RFC 6856 §3).
    Lang(Option<String>),
    /// The name.
    User(String),
    /// The password.
    Pass(SecretString),
    /// Name and digest; see [`crate::apop`].
    Apop {
        /// The name.
        login: String,
        /// 32 hexadecimal digits.
        digest: SecretString,
    },
    /// Name and password in one exchange (RFC 5034).
    AuthPlain {
        /// What is presented.
        plain: Plain,
        /// Send it with the command and save a round trip. The response waits for the server's challenge all the same
        /// if the line would exceed 255 octets (RFC 5034 §4).
        initial_response: bool,
    },
    /// How many messages, how large?
    Stat,
    /// Sizes, of all messages or of one.
    List(Option<MessageNumber>),
    /// Unique ids, of all messages or of one.
    Uidl(Option<MessageNumber>),
    /// The header and the first lines of the body.
    Top {
        /// Of which message.
        message: MessageNumber,
        /// How many lines of the body.
        lines: u32,
    },
    /// The whole message. Some servers remember that it was fetched.
    Retr(MessageNumber),
    /// Mark as deleted.
    Dele(MessageNumber),
    /// Nothing.
    Noop,
    /// Unmark all messages.
    Rset,
    /// Go; the server deletes what is marked.
    Quit,
}

/// A command in its form on the wire, CRLF included, and what is still to be said once the server asks for it.
pub struct CommandLine {
    /// The first line. May hold a password.
    pub line: Zeroizing<Vec<u8>>,
    /// The SASL response that follows the server's challenge, without CRLF.
    pub response: Option<SecretString>,
}

impl Command {
    /// What is asked, without its secrets.
    #[must_use]
    pub fn asked(&self) -> Asked {
        let (verb, message) = match self {
            Self::Capa => (Verb::Capa, None),
            Self::Stls => (Verb::Stls, None),
            Self::Utf8 => (Verb::Utf8, None),
            Self::Lang(_) => (Verb::Lang, None),
            Self::User(_) => (Verb::User, None),
            Self::Pass(_) => (Verb::Pass, None),
            Self::Apop { .. } => (Verb::Apop, None),
            Self::AuthPlain { .. } => (Verb::Auth, None),
            Self::Stat => (Verb::Stat, None),
            Self::List(message) => (Verb::List, *message),
            Self::Uidl(message) => (Verb::Uidl, *message),
            Self::Top { message, .. } => (Verb::Top, Some(*message)),
            Self::Retr(message) => (Verb::Retr, Some(*message)),
            Self::Dele(message) => (Verb::Dele, Some(*message)),
            Self::Noop => (Verb::Noop, None),
            Self::Rset => (Verb::Rset, None),
            Self::Quit => (Verb::Quit, None),
        };
        Asked { verb, message }
    }

    /// The command as it is sent.
    pub fn encode(&self) -> Result<CommandLine, ArgumentError> {
        let mut response = None;
        let line = match self {
            Self::Lang(Some(tag)) => self.line_with(tag, check_word)?,
            Self::User(login) => self.line_with(login, check)?,
            Self::Pass(password) => self.line_with(password.expose_secret(), check)?,
            Self::Apop { login, digest } => {
                check_word(login)?;
                check_word(digest.expose_secret())?;
                let arguments = Zeroizing::new(format!("{login} {}", digest.expose_secret()));
                self.line_with(&arguments, check)?
            }
            Self::AuthPlain {
                plain,
                initial_response,
            } => {
                plain.check()?;
                let encoded = plain.encode();
                let length = "PLAIN ".len() + encoded.expose_secret().len();
                let mut whole = Zeroizing::new(String::with_capacity(length));
                whole.push_str("PLAIN ");
                whole.push_str(encoded.expose_secret());
                match self.line_with(&whole, check) {
                    Ok(line) if *initial_response => line,
                    _ => {
                        response = Some(encoded);
                        self.line_with("PLAIN", check)?
                    }
                }
            }
            Self::Top { message, lines } => self.line_with(&format!("{message} {lines}"), check)?,
            _ => match self.asked().message {
                Some(message) => self.line_with(&message.to_string(), check)?,
                None => Zeroizing::new(format!("{}\r\n", self.asked().verb).into_bytes()),
            },
        };
        Ok(CommandLine { line, response })
    }

    fn line_with(
        &self,
        argument: &str,
        check: fn(&str) -> Result<(), ArgumentError>,
    ) -> Result<Zeroizing<Vec<u8>>, ArgumentError> {
        check(argument)?;
        let keyword = self.asked().verb.keyword();
        let octets = keyword.len() + 1 + argument.len() + 2;
        if octets > COMMAND_OCTETS {
            return Err(ArgumentError::TooLong);
        }
        // Reserved whole, so that no half-grown copy of a password is left behind.
        let mut line = Zeroizing::new(Vec::with_capacity(octets));
        line.extend_from_slice(keyword.as_bytes());
        line.push(b' ');
        line.extend_from_slice(argument.as_bytes());
        line.extend_from_slice(b"\r\n");
        Ok(line)
    }
}

impl fmt::Debug for CommandLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CommandLine").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wire(command: &Command) -> String {
        String::from_utf8(command.encode().unwrap().line.to_vec()).unwrap()
    }

    #[test]
    fn commands_on_the_wire() {
        let message = MessageNumber::new(7).unwrap();
        assert_eq!(wire(&Command::Stat), "STAT\r\n");
        assert_eq!(wire(&Command::Uidl(Some(message))), "UIDL 7\r\n");
        assert_eq!(wire(&Command::Top { message, lines: 0 }), "TOP 7 0\r\n");
        assert_eq!(
            wire(&Command::Pass("two words".into())),
            "PASS two words\r\n"
        );
        assert_eq!(wire(&Command::Lang(Some("fr".into()))), "LANG fr\r\n");
    }

    #[test]
    fn no_argument_can_smuggle_a_command() {
        for text in ["a\r\nDELE 1", "a\nb", "a\0b", "\r"] {
            let commands = [
                Command::User(text.into()),
                Command::Pass(text.into()),
                Command::Lang(Some(text.into())),
                Command::Apop {
                    login: text.into(),
                    digest: "0".into(),
                },
                Command::Apop {
                    login: "a".into(),
                    digest: text.into(),
                },
                Command::AuthPlain {
                    plain: Plain::new(text, "x".into()),
                    initial_response: true,
                },
                Command::AuthPlain {
                    plain: Plain::new("x", text.into()),
                    initial_response: false,
                },
            ];
            for command in commands {
                assert_eq!(
                    command.encode().unwrap_err(),
                    ArgumentError::ForbiddenOctet,
                    "{command:?}"
                );
            }
        }
    }

    #[test]
    fn lines_stay_within_255_octets() {
        assert!(Command::Pass("p".repeat(248).into()).encode().is_ok());
        assert_eq!(
            Command::Pass("p".repeat(249).into()).encode().unwrap_err(),
            ArgumentError::TooLong
        );
    }

    #[test]
    fn a_long_initial_response_waits_for_the_challenge() {
        let command = Command::AuthPlain {
            plain: Plain::new("name@cabinet.example", "p".repeat(200).into()),
            initial_response: true,
        };
        let encoded = command.encode().unwrap();
        assert_eq!(encoded.line.as_slice(), b"AUTH PLAIN\r\n");
        assert!(encoded.response.is_some());
    }

    #[test]
    fn debug_shows_no_password() {
        let shown = format!("{:?}", Command::Pass("hunter2".into()));
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}
