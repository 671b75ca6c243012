//! The vault's passphrase: given at start, never stored.

use std::{
    env, fs,
    io::{self, Read},
    path::PathBuf,
};

use secrecy::SecretString;
use zeroize::Zeroizing;

/// The systemd credential that holds it (`LoadCredential=vigie-passphrase:…`).
const CREDENTIAL: &str = "vigie-passphrase";

/// Octets at most.
const LONGEST: u64 = 4096;

/// Why there is no passphrase.
#[derive(Debug, thiserror::Error)]
pub enum PassphraseError {
    /// Neither a file descriptor nor a credential was given.
    #[error(
        "without a keychain a passphrase is needed: give --passphrase-fd N, \
         or the systemd credential {CREDENTIAL}"
    )]
    NotGiven,
    /// Windows has no door to an open descriptor but standard input.
    #[error("on this system the passphrase is read from standard input alone: --passphrase-fd 0")]
    StandardInputOnly,
    /// It cannot be read.
    #[error("the passphrase cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// It is empty, longer than 4,096 octets, or no UTF-8.
    #[error("the passphrase must be 1 to {LONGEST} octets of UTF-8")]
    Unusable,
}

/// Reads the passphrase from a file descriptor of ours, or from systemd's credentials.
pub(crate) fn read(descriptor: Option<u32>) -> Result<SecretString, PassphraseError> {
    let source: Box<dyn Read> = match descriptor {
        Some(0) => Box::new(io::stdin()),
        Some(number) => {
            let door = door_to(number).ok_or(PassphraseError::StandardInputOnly)?;
            Box::new(fs::File::open(door)?)
        }
        None => {
            let folder = env::var_os("CREDENTIALS_DIRECTORY").ok_or(PassphraseError::NotGiven)?;
            match fs::File::open(PathBuf::from(folder).join(CREDENTIAL)) {
                Ok(file) => Box::new(file),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Err(PassphraseError::NotGiven);
                }
                Err(error) => return Err(error.into()),
            }
        }
    };
    parse(source)
}

/// The system's own door to an open descriptor; needs no unsafe code.
fn door_to(descriptor: u32) -> Option<PathBuf> {
    cfg!(unix).then(|| format!("/dev/fd/{descriptor}").into())
}

/// The first line, or all of it where there is no end of line.
fn parse(source: impl Read) -> Result<SecretString, PassphraseError> {
    let mut octets = Zeroizing::new(Vec::with_capacity(4097));
    source.take(LONGEST + 1).read_to_end(&mut octets)?;
    let line = octets
        .split(|&octet| octet == b'\n')
        .next()
        .unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    match std::str::from_utf8(line) {
        Ok(text) if !text.is_empty() && line.len() as u64 <= LONGEST => {
            Ok(SecretString::from(text.to_owned()))
        }
        _ => Err(PassphraseError::Unusable),
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_system_without_doors_to_descriptors_says_so() {
        let read = read(Some(1_000_000));
        if cfg!(unix) {
            assert!(matches!(read, Err(PassphraseError::Unreadable(_))));
        } else {
            assert!(matches!(read, Err(PassphraseError::StandardInputOnly)));
        }
    }

    #[test]
    fn one_line_is_taken() {
        for given in [
            &b"mot de passe"[..],
            b"mot de passe\n",
            b"mot de passe\r\nrest",
        ] {
            assert_eq!(parse(given).unwrap().expose_secret(), "mot de passe");
        }
        for bad in [&b""[..], b"\n", b"\xff\n", &[b'x'; 5000]] {
            assert!(matches!(parse(bad), Err(PassphraseError::Unusable)));
        }
    }
}
