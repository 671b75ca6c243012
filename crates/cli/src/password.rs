//! Passwords, from standard input alone: command lines and environments are seen by others.

use std::io::{BufRead, IsTerminal, Read};

use secrecy::SecretString;
use vigie_domain::account::Address;
use zeroize::Zeroizing;

/// The longest password in octets.
const LONGEST: u64 = 1024;

/// The longest list of passwords in octets.
const LONGEST_LIST: u64 = 64 * 1024;

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
    /// A line of the list is not an address, a tab and a password.
    #[error("line {line} is not ADDRESS<TAB>PASSWORD")]
    NoAddress {
        /// Which line, from 1.
        line: usize,
    },
}

/// The first line of standard input, without its end.
pub(crate) fn from_standard_input() -> Result<SecretString, PasswordError> {
    read(std::io::stdin().lock())
}

/// Every line of standard input: an address, a tab, its password. Empty lines are left out; of an
/// address that stands twice the first password counts.
pub(crate) fn list_from_standard_input() -> Result<Vec<(Address, SecretString)>, PasswordError> {
    read_list(std::io::stdin().lock())
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
    fit(line)
}

fn read_list(input: impl BufRead) -> Result<Vec<(Address, SecretString)>, PasswordError> {
    let mut list = Zeroizing::new(Vec::new());
    input
        .take(LONGEST_LIST + 1)
        .read_to_end(&mut list)
        .map_err(|_| PasswordError::Unreadable)?;
    if list.len() as u64 > LONGEST_LIST {
        return Err(PasswordError::TooLong);
    }
    let mut passwords: Vec<(Address, SecretString)> = Vec::new();
    for (place, line) in list.split(|&octet| octet == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            continue;
        }
        let odd = PasswordError::NoAddress { line: place + 1 };
        let tab = line.iter().position(|&octet| octet == b'\t').ok_or(odd)?;
        let (address, password) = line.split_at(tab);
        let address: Address = std::str::from_utf8(address)
            .ok()
            .and_then(|address| address.parse().ok())
            .ok_or(odd)?;
        let password = fit(password.get(1..).unwrap_or_default().to_vec())?;
        let is_known =
            |known: &Address| known.as_str().to_lowercase() == address.as_str().to_lowercase();
        if !passwords.iter().any(|(known, _)| is_known(known)) {
            passwords.push((address, password));
        }
    }
    Ok(passwords)
}

fn fit(password: Vec<u8>) -> Result<SecretString, PasswordError> {
    if password.is_empty() {
        return Err(PasswordError::Missing);
    }
    if password.len() as u64 > LONGEST {
        return Err(PasswordError::TooLong);
    }
    let password = String::from_utf8(password).map_err(|_| PasswordError::Unfit)?;
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

    #[test]
    fn a_list_is_read_by_address() {
        let read = |input: &[u8]| {
            read_list(input).map(|list| {
                list.into_iter()
                    .map(|(address, password)| {
                        (address.to_string(), password.expose_secret().to_owned())
                    })
                    .collect::<Vec<_>>()
            })
        };
        let pair = |address: &str, password: &str| (address.to_owned(), password.to_owned());
        assert_eq!(
            read(b"a@b.test\tpass word \r\n\nc@b.test\tx\nA@b.test\tother"),
            Ok(vec![pair("a@b.test", "pass word "), pair("c@b.test", "x")])
        );
        assert_eq!(read(b""), Ok(vec![]));
        assert_eq!(
            read(b"a@b.test pass\n"),
            Err(PasswordError::NoAddress { line: 1 })
        );
        assert_eq!(
            read(b"\nnobody\tpass\n"),
            Err(PasswordError::NoAddress { line: 2 })
        );
        assert_eq!(read(b"a@b.test\t\n"), Err(PasswordError::Missing));
        assert_eq!(read(b"a@b.test\ta\xff\n"), Err(PasswordError::Unfit));
        assert_eq!(read(&vec![b'x'; 100_000]), Err(PasswordError::TooLong));
    }
}
