//! Passphrases: typed without being shown, or read from a file or an open descriptor. Never an
//! argument or a variable, which others on the machine can see.

use std::{
    collections::VecDeque,
    fs,
    io::{self, IsTerminal as _, Read},
    path::{Path, PathBuf},
};

use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

/// Octets of a file of passphrases at most.
const LONGEST: u64 = 4096;

/// Characters that a new key's passphrase has at least.
pub(crate) const SHORTEST: usize = 12;

/// Where passphrases come from.
pub(crate) struct Passphrases {
    /// Lines that were read and not used; `None` where they are typed.
    given: Option<VecDeque<SecretString>>,
}

/// Why there is no passphrase.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PassphraseError {
    /// It cannot be read.
    #[error("the passphrase cannot be read: {0}")]
    Io(#[from] io::Error),
    /// Nobody can be asked, and none was given.
    #[error("there is no terminal to type a passphrase on")]
    NobodyToAsk,
    /// Windows has no door to an open descriptor but standard input.
    #[error("on this system only descriptor 0 can be read")]
    StandardInputOnly,
    /// It is empty or no UTF-8, or the file is longer than 4,096 octets.
    #[error("a passphrase is a line of UTF-8")]
    Unusable,
    /// A new one that would be guessed.
    #[error("a passphrase has {SHORTEST} characters at least")]
    TooShort,
    /// The two that were typed differ.
    #[error("the two passphrases differ")]
    Differ,
}

impl PassphraseError {
    /// Whether typing it once more may help.
    pub(crate) const fn is_mistyped(&self) -> bool {
        matches!(self, Self::Unusable | Self::TooShort | Self::Differ)
    }
}

impl Passphrases {
    /// From a descriptor or a file, one line for each key in the order in which they are asked
    /// for, the last for all that follow; typed where neither is given.
    pub(crate) fn from(
        descriptor: Option<u32>,
        file: Option<&Path>,
    ) -> Result<Self, PassphraseError> {
        let source: Box<dyn Read> = match (descriptor, file) {
            (Some(0), _) => Box::new(io::stdin()),
            (Some(number), _) => {
                let door = door_to(number).ok_or(PassphraseError::StandardInputOnly)?;
                Box::new(fs::File::open(door)?)
            }
            (None, Some(path)) => Box::new(fs::File::open(path)?),
            (None, None) => return Ok(Self { given: None }),
        };
        let given = Some(parse(source)?);
        Ok(Self { given })
    }

    /// Whether somebody sits at the keyboard.
    pub(crate) const fn are_typed(&self) -> bool {
        self.given.is_none()
    }

    /// The passphrase of a key that exists; `prompt` is what its holder reads.
    pub(crate) fn ask(&mut self, prompt: &str) -> Result<SecretString, PassphraseError> {
        match &mut self.given {
            Some(given) => next(given),
            None => typed(prompt),
        }
    }

    /// A passphrase for a new key, typed twice.
    pub(crate) fn ask_new(
        &mut self,
        prompt: &str,
        again: &str,
    ) -> Result<SecretString, PassphraseError> {
        let first = self.ask(prompt)?;
        if first.expose_secret().chars().count() < SHORTEST {
            return Err(PassphraseError::TooShort);
        }
        if self.given.is_none() && typed(again)?.expose_secret() != first.expose_secret() {
            return Err(PassphraseError::Differ);
        }
        Ok(first)
    }
}

fn next(given: &mut VecDeque<SecretString>) -> Result<SecretString, PassphraseError> {
    let first = if given.len() > 1 {
        given.pop_front()
    } else {
        given.front().cloned()
    };
    first.ok_or(PassphraseError::Unusable)
}

fn typed(prompt: &str) -> Result<SecretString, PassphraseError> {
    if !io::stdin().is_terminal() {
        return Err(PassphraseError::NobodyToAsk);
    }
    let typed = rpassword::prompt_password(prompt)?;
    if typed.is_empty() {
        return Err(PassphraseError::Unusable);
    }
    Ok(typed.into())
}

/// The system's own door to an open descriptor; needs no unsafe code.
fn door_to(descriptor: u32) -> Option<PathBuf> {
    cfg!(unix).then(|| format!("/dev/fd/{descriptor}").into())
}

fn parse(source: impl Read) -> Result<VecDeque<SecretString>, PassphraseError> {
    let mut octets = Zeroizing::new(Vec::with_capacity(4097));
    source.take(LONGEST + 1).read_to_end(&mut octets)?;
    if octets.len() as u64 > LONGEST {
        return Err(PassphraseError::Unusable);
    }
    let text = std::str::from_utf8(&octets).map_err(|_| PassphraseError::Unusable)?;
    let lines: VecDeque<SecretString> = text.lines().map(SecretString::from).collect();
    if lines.is_empty() || lines.iter().any(|line| line.expose_secret().is_empty()) {
        return Err(PassphraseError::Unusable);
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(text: &str) -> Result<Passphrases, PassphraseError> {
        let given = Some(parse(text.as_bytes())?);
        Ok(Passphrases { given })
    }

    #[test]
    fn lines_are_used_in_order_and_the_last_one_for_all_that_follow() {
        let mut passphrases = given("la première phrase\r\nla seconde phrase\n").unwrap();
        let mut next = || passphrases.ask("?").unwrap().expose_secret().to_owned();
        assert_eq!(next(), "la première phrase");
        assert_eq!(next(), "la seconde phrase");
        assert_eq!(next(), "la seconde phrase");
    }

    #[test]
    fn what_is_no_passphrase_is_refused() {
        for bad in ["", "\n", "une\n\ndeux"] {
            assert!(matches!(given(bad), Err(PassphraseError::Unusable)));
        }
        assert!(given(&"x".repeat(5000)).is_err());
        let short = given("court\n").unwrap().ask_new("?", "?");
        assert!(matches!(short, Err(PassphraseError::TooShort)));
    }
}
