//! The password, from standard input alone: command lines and environments are seen by others.

use std::io::{BufRead, IsTerminal};

use secrecy::SecretString;

/// The longest password in octets.
const LONGEST: u64 = 1024;

/// Why there is no password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PasswordError {
    /// Standard input is closed or its first line is empty.
    #[error("no password on standard input")]
    Missing,
    /// Longer than any provider takes.
    #[error("the password is longer than {LONGEST} octets")]
    TooLong,
    /// Not UTF-8, or with control characters, which no POP3 login can carry.
    #[error("the password holds characters that cannot be sent")]
    Unfit,
    /// Standard input cannot be read.
    #[error("standard input cannot be read")]
    Unreadable,
}

/// The first line of standard input, without its end.
pub(crate) fn from_standard_input() -> Result<SecretString, PasswordError> {
    read(std::io::stdin().lock())
}

/// Whether the password would be typed in sight.
pub(crate) fn is_typed() -> bool {
    std::io::stdin().is_terminal()
}

fn read(input: impl BufRead) -> Result<SecretString, PasswordError> {
    let mut line = Vec::new();
    input
        .take(LONGEST + 2)
        .read_until(b'\n', &mut line)
        .map_err(|_| PasswordError::Unreadable)?;
    if line.last() == Some(&b'\n') {
        line.pop();
        if line.last() == Some(&b'\r') {
            line.pop();
        }
    }
    if line.is_empty() {
        return Err(PasswordError::Missing);
    }
    if line.len() as u64 > LONGEST {
        return Err(PasswordError::TooLong);
    }
    let password = String::from_utf8(line).map_err(|_| PasswordError::Unfit)?;
    if password.chars().any(char::is_control) {
        return Err(PasswordError::Unfit);
    }
    Ok(SecretString::from(password))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn read_str(input: &[u8]) -> Result<String, PasswordError> {
        read(input).map(|password| password.expose_secret().to_owned())
    }

    #[test]
    fn one_line_is_read_and_its_end_removed() {
        assert_eq!(read_str(b"secret\n").unwrap(), "secret");
        assert_eq!(read_str(b"secret\r\nmore").unwrap(), "secret");
        assert_eq!(
            read_str("mot de passe é ".as_bytes()).unwrap(),
            "mot de passe é "
        );
        assert_eq!(read_str(b""), Err(PasswordError::Missing));
        assert_eq!(read_str(b"\nsecret"), Err(PasswordError::Missing));
        assert_eq!(read_str(b"\r\n"), Err(PasswordError::Missing));
        assert_eq!(read_str(b"a\xffb\n"), Err(PasswordError::Unfit));
        assert_eq!(read_str(b"a\0b\n"), Err(PasswordError::Unfit));
        assert_eq!(read_str(b"a\rb\n"), Err(PasswordError::Unfit));
        assert_eq!(read_str(&[b'x'; 1024]).unwrap().len(), 1024);
        assert_eq!(read_str(&[b'x'; 1025]), Err(PasswordError::TooLong));
        assert_eq!(read_str(&vec![b'x'; 100_000]), Err(PasswordError::TooLong));
    }
}
