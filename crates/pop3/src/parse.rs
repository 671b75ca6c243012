use secrecy::SecretString;
use thiserror::Error;

use crate::command::Command;
use crate::listing::{MessageNumber, decimal, word};
use crate::plain::Plain;
use crate::text::faithful;
use crate::verb::Verb;

/// How exactly a client must keep to the grammar.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tolerance {
    /// CRLF and single spaces, as RFC 1939 §3 has it. Keywords are in any case all the same.
    Strict,
    /// Old programs: a bare LF ends a line, and spaces around arguments do not count.
    #[default]
    Tolerant,
}

/// A line from a client that was understood.
#[derive(Debug, Clone)]
pub enum ParsedLine {
    /// A whole command.
    Command(Command),
    /// `AUTH PLAIN` whose response is still to come.
    AuthPlainBegins,
    /// `AUTH` alone: which mechanisms are there? Older than RFC 5034, still asked.
    AuthMechanisms,
    /// `AUTH` with a mechanism that we do not have.
    AuthUnknown,
}

/// A line from a client that was not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CommandSyntax {
    /// No such command.
    #[error("unknown command")]
    UnknownCommand,
    /// An argument is missing, too many, or not what the command takes.
    #[error("bad argument")]
    Argument,
    /// A NUL, a CR inside the line, or (strict) a bare LF.
    #[error("forbidden octet in the line")]
    ForbiddenOctet,
}

/// Reads one line without its end.
pub fn parse_command(line: &[u8], tolerance: Tolerance) -> Result<ParsedLine, CommandSyntax> {
    if line.iter().any(|octet| matches!(octet, 0 | b'\r' | b'\n')) {
        return Err(CommandSyntax::ForbiddenOctet);
    }
    let line = match tolerance {
        Tolerance::Strict => line,
        Tolerance::Tolerant => line.trim_ascii_start(),
    };
    let end = line
        .iter()
        .position(|octet| matches!(octet, b' ' | b'\t'))
        .unwrap_or(line.len());
    let (keyword, rest) = line.split_at(end);
    let verb = Verb::from_keyword(keyword).ok_or(CommandSyntax::UnknownCommand)?;
    // The password is everything after one space: it may itself begin or end with spaces.
    let argument = rest.split_first().map(|(_, argument)| argument);
    if verb == Verb::Pass {
        let password = argument.filter(|password| !password.is_empty());
        let password = faithful(password.ok_or(CommandSyntax::Argument)?);
        return Ok(ParsedLine::Command(Command::Pass(SecretString::from(
            password,
        ))));
    }
    let arguments = match (tolerance, argument) {
        (Tolerance::Strict, Some(argument)) => {
            let tidy = !argument.is_empty()
                && argument.trim_ascii().len() == argument.len()
                && !argument.windows(2).any(|pair| pair == b"  ");
            if !tidy {
                return Err(CommandSyntax::Argument);
            }
            argument
        }
        (_, argument) => argument.unwrap_or_default().trim_ascii(),
    };
    parse_arguments(verb, arguments).ok_or(CommandSyntax::Argument)
}

fn parse_arguments(verb: Verb, arguments: &[u8]) -> Option<ParsedLine> {
    let none = || arguments.is_empty().then_some(());
    let command = match verb {
        Verb::Capa => none().map(|()| Command::Capa)?,
        Verb::Stls => none().map(|()| Command::Stls)?,
        Verb::Utf8 => none().map(|()| Command::Utf8)?,
        Verb::Stat => none().map(|()| Command::Stat)?,
        Verb::Noop => none().map(|()| Command::Noop)?,
        Verb::Rset => none().map(|()| Command::Rset)?,
        Verb::Quit => none().map(|()| Command::Quit)?,
        Verb::Lang => Command::Lang(optional(arguments, |tag| Some(faithful(tag))).ok()?),
        Verb::User => {
            (!arguments.is_empty()).then_some(())?;
            Command::User(faithful(arguments))
        }
        Verb::Pass => return None,
        Verb::Apop => {
            let (login, digest) = two(arguments)?;
            Command::Apop {
                login: faithful(login),
                digest: faithful(digest).into(),
            }
        }
        Verb::Auth => return parse_auth(arguments),
        Verb::List => Command::List(optional(arguments, MessageNumber::parse).ok()?),
        Verb::Uidl => Command::Uidl(optional(arguments, MessageNumber::parse).ok()?),
        Verb::Top => {
            let (message, lines) = two(arguments)?;
            Command::Top {
                message: MessageNumber::parse(message)?,
                lines: u32::try_from(decimal(lines)?).ok()?,
            }
        }
        Verb::Retr => Command::Retr(MessageNumber::parse(arguments)?),
        Verb::Dele => Command::Dele(MessageNumber::parse(arguments)?),
    };
    Some(ParsedLine::Command(command))
}

fn parse_auth(arguments: &[u8]) -> Option<ParsedLine> {
    let Some((mechanism, rest)) = word(arguments) else {
        return Some(ParsedLine::AuthMechanisms);
    };
    if !mechanism.eq_ignore_ascii_case(b"PLAIN") {
        return Some(ParsedLine::AuthUnknown);
    }
    let response = rest.trim_ascii();
    if response.is_empty() {
        return Some(ParsedLine::AuthPlainBegins);
    }
    Some(ParsedLine::Command(Command::AuthPlain {
        plain: Plain::decode(response)?,
        initial_response: true,
    }))
}

/// No argument, or exactly one that `parse` takes.
fn optional<T>(
    arguments: &[u8],
    parse: fn(&[u8]) -> Option<T>,
) -> Result<Option<T>, CommandSyntax> {
    match word(arguments) {
        None => Ok(None),
        Some((argument, rest)) if rest.trim_ascii().is_empty() => {
            parse(argument).map(Some).ok_or(CommandSyntax::Argument)
        }
        Some(_) => Err(CommandSyntax::Argument),
    }
}

/// Exactly two arguments.
fn two(arguments: &[u8]) -> Option<(&[u8], &[u8])> {
    let (first, rest) = word(arguments)?;
    let (second, rest) = word(rest)?;
    rest.trim_ascii().is_empty().then_some((first, second))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use secrecy::ExposeSecret as _;

    /// Reads a line and writes it again.
    fn again(line: &str, tolerance: Tolerance) -> Result<String, CommandSyntax> {
        Ok(match parse_command(line.as_bytes(), tolerance)? {
            ParsedLine::Command(command) => {
                String::from_utf8(command.encode().unwrap().line.to_vec()).unwrap()
            }
            other => format!("{other:?}"),
        })
    }

    #[test]
    fn old_programs_are_understood() {
        for (line, meant) in [
            ("stat", "STAT\r\n"),
            ("  Top   3    0  ", "TOP 3 0\r\n"),
            ("user nom@cabinet.example ", "USER nom@cabinet.example\r\n"),
            ("List 2 ", "LIST 2\r\n"),
            ("auth plain", "AuthPlainBegins"),
            ("AUTH", "AuthMechanisms"),
            ("AUTH CRAM-MD5", "AuthUnknown"),
        ] {
            assert_eq!(again(line, Tolerance::Tolerant).unwrap(), meant);
        }
    }

    #[test]
    fn strict_reading_refuses_stray_spaces() {
        for line in [" STAT", "STAT ", "TOP 3  0", "USER a "] {
            assert!(again(line, Tolerance::Strict).is_err(), "{line}");
        }
        assert_eq!(again("stat", Tolerance::Strict).unwrap(), "STAT\r\n");
    }

    #[test]
    fn spaces_of_a_password_count() {
        let Ok(ParsedLine::Command(Command::Pass(password))) =
            parse_command(b"PASS  a b ", Tolerance::Tolerant)
        else {
            panic!("not a password");
        };
        assert_eq!(password.expose_secret(), " a b ");
    }

    #[test]
    fn what_is_wrong_is_told_apart() {
        for (line, error) in [
            ("", CommandSyntax::UnknownCommand),
            ("XYZZY", CommandSyntax::UnknownCommand),
            ("STATS", CommandSyntax::UnknownCommand),
            ("GET / HTTP/1.1", CommandSyntax::UnknownCommand),
            ("STAT 1", CommandSyntax::Argument),
            ("TOP 1", CommandSyntax::Argument),
            ("TOP 0 0", CommandSyntax::Argument),
            ("RETR -1", CommandSyntax::Argument),
            ("RETR 1 2", CommandSyntax::Argument),
            ("DELE 4294967296", CommandSyntax::Argument),
            ("PASS", CommandSyntax::Argument),
            ("PASS ", CommandSyntax::Argument),
            ("AUTH PLAIN =", CommandSyntax::Argument),
            ("NOOP\0", CommandSyntax::ForbiddenOctet),
            ("NOOP\rQUIT", CommandSyntax::ForbiddenOctet),
        ] {
            assert_eq!(
                again(line, Tolerance::Tolerant).unwrap_err(),
                error,
                "{line:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_line_panics(line in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = parse_command(&line, Tolerance::Tolerant);
            let _ = parse_command(&line, Tolerance::Strict);
        }

        #[test]
        fn what_is_written_reads_the_same(command in commands()) {
            let wire = command.encode().unwrap().line.to_vec();
            let line = wire.strip_suffix(b"\r\n").unwrap();
            for tolerance in [Tolerance::Strict, Tolerance::Tolerant] {
                let Ok(ParsedLine::Command(read)) = parse_command(line, tolerance) else {
                    return Err(TestCaseError::fail(format!("{command:?} as {line:?}")));
                };
                prop_assert_eq!(read.encode().unwrap().line.to_vec(), wire.clone());
            }
        }
    }

    fn commands() -> impl Strategy<Value = Command> {
        let message = (1u32..).prop_map(|number| MessageNumber::new(number).unwrap());
        prop_oneof![
            Just(Command::Capa),
            Just(Command::Stls),
            Just(Command::Utf8),
            Just(Command::Stat),
            Just(Command::Noop),
            Just(Command::Rset),
            Just(Command::Quit),
            "[a-z]{2}".prop_map(|tag| Command::Lang(Some(tag))),
            "[!-~é]{1,40}".prop_map(Command::User),
            "[ -~é]{1,40}".prop_map(|password| Command::Pass(password.into())),
            ("[!-~]{1,20}", "[0-9a-f]{32}").prop_map(|(login, digest)| Command::Apop {
                login,
                digest: digest.into()
            }),
            ("[ -~é]{1,40}", "[ -~é]{1,40}").prop_map(|(login, password)| Command::AuthPlain {
                plain: Plain::new(&login, password.into()),
                initial_response: true,
            }),
            proptest::option::of(message.clone()).prop_map(Command::List),
            proptest::option::of(message.clone()).prop_map(Command::Uidl),
            (message.clone(), any::<u32>())
                .prop_map(|(message, lines)| Command::Top { message, lines }),
            message.clone().prop_map(Command::Retr),
            message.prop_map(Command::Dele),
        ]
    }
}
