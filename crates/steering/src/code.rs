//! The practice code: whom support's sealed documents are for.

use std::{fmt, str::FromStr};

use crypto_box::{PublicKey, SecretKey, aead::OsRng};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest as _, Sha256};
use vigie_config::PracticeNumber;
use zeroize::{Zeroize, Zeroizing};

/// The alphabet of practice numbers: no I, L, O and U, which are misread or misheard.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters of the number.
const NUMBER: usize = 12;
/// Letters of the public key: 256 bits, and four of nothing.
const KEY: usize = 52;
/// Letters of the check.
const CHECK: usize = 4;
const LENGTH: usize = NUMBER + KEY + CHECK;
const GROUP: usize = 4;

/// A practice's number and the public key of its installation, to be read out or sent: 68 digits
/// and letters in groups of four, the last group being a check of the others.
#[derive(Clone, PartialEq, Eq)]
pub struct PracticeCode {
    number: PracticeNumber,
    key: [u8; 32],
}

/// The private key of an installation (X25519). It stays in the keychain and is never shown.
pub struct PracticeKey(SecretKey);

/// Why a text is no practice code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPracticeCode {
    /// A letter is none of the alphabet's.
    #[error("group {group} of the practice code has a letter that no code has")]
    Letter {
        /// The group of four, from 1.
        group: usize,
    },
    /// Letters are missing or too many.
    #[error("a practice code has 68 digits and letters, not {found}")]
    Length {
        /// How many there are; counting stops above 100.
        found: usize,
    },
    /// The check does not fit: something was misread.
    #[error("the practice code's last group does not fit: a letter was misread")]
    Check,
}

/// Not the 64 hexadecimal digits that a key is kept as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("what is kept as the practice's key is not one")]
pub struct NoPracticeKey;

impl PracticeCode {
    /// The practice's number.
    #[must_use]
    pub fn number(&self) -> &PracticeNumber {
        &self.number
    }

    /// The public key.
    pub(crate) fn public_key(&self) -> PublicKey {
        PublicKey::from(self.key)
    }

    fn letters(&self) -> String {
        let mut letters = String::with_capacity(LENGTH);
        letters.push_str(self.number.plain());
        letters.push_str(&base32(&self.key));
        letters.push_str(&check(self.number.plain(), &self.key));
        letters
    }
}

impl FromStr for PracticeCode {
    type Err = NoPracticeCode;

    /// Takes any letter case, with or without hyphens and white space; `O` is read as `0`, `I` and
    /// `L` as `1`.
    fn from_str(text: &str) -> Result<Self, NoPracticeCode> {
        let mut letters = String::with_capacity(LENGTH);
        let said = text
            .chars()
            .filter(|letter| !matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '.'))
            .filter(|letter| !letter.is_whitespace());
        for (i, letter) in said.take(101).enumerate() {
            let letter = match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                letter => letter,
            };
            if value(letter).is_none() {
                let group = i / GROUP + 1;
                return Err(NoPracticeCode::Letter { group });
            }
            letters.push(letter);
        }
        if letters.len() != LENGTH {
            let found = letters.len();
            return Err(NoPracticeCode::Length { found });
        }
        let (number, rest) = letters.split_at(NUMBER);
        let (key, written) = rest.split_at(KEY);
        let key = from_base32(key).ok_or(NoPracticeCode::Check)?;
        if check(number, &key) != written {
            return Err(NoPracticeCode::Check);
        }
        let number = number.parse().map_err(|_| NoPracticeCode::Check)?;
        Ok(Self { number, key })
    }
}

impl fmt::Display for PracticeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, letter) in self.letters().chars().enumerate() {
            if i > 0 && i % GROUP == 0 {
                f.write_str("-")?;
            }
            write!(f, "{letter}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for PracticeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PracticeCode({self})")
    }
}

impl PracticeKey {
    /// A new key from the system's random numbers.
    #[must_use]
    pub fn generate() -> Self {
        Self(SecretKey::generate(&mut OsRng))
    }

    /// The code of the installation that has this key.
    #[must_use]
    pub fn code(&self, number: PracticeNumber) -> PracticeCode {
        PracticeCode {
            number,
            key: *self.0.public_key().as_bytes(),
        }
    }

    /// The key as the keychain keeps it.
    #[must_use]
    pub fn to_secret(&self) -> SecretString {
        let mut octets = self.0.to_bytes();
        let text = hex::encode(octets);
        octets.zeroize();
        text.into()
    }

    /// The key that the keychain kept.
    pub fn from_secret(secret: &SecretString) -> Result<Self, NoPracticeKey> {
        let mut octets = Zeroizing::new([0; 32]);
        hex::decode_to_slice(secret.expose_secret(), octets.as_mut()).map_err(|_| NoPracticeKey)?;
        Ok(Self(SecretKey::from(*octets)))
    }

    pub(crate) fn unseal(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        self.0.unseal(sealed).ok()
    }
}

impl fmt::Debug for PracticeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PracticeKey")
    }
}

fn value(letter: char) -> Option<u8> {
    let at = ALPHABET
        .iter()
        .position(|&octet| char::from(octet) == letter)?;
    u8::try_from(at).ok()
}

fn letter(value: u8) -> char {
    char::from(ALPHABET[usize::from(value % 32)])
}

/// Five bits a letter, the first bits first, the last letter filled up with noughts.
fn base32(octets: &[u8]) -> String {
    let mut letters = String::with_capacity(octets.len() * 8 / 5 + 1);
    let (mut bits, mut held) = (0_u16, 0);
    for &octet in octets {
        bits = (bits << 8) | u16::from(octet);
        held += 8;
        while held >= 5 {
            held -= 5;
            letters.push(letter(((bits >> held) & 31) as u8));
        }
        bits &= (1 << held) - 1;
    }
    if held > 0 {
        letters.push(letter(((bits << (5 - held)) & 31) as u8));
    }
    letters
}

/// `None` where a letter is unknown or the last one is not filled up with noughts.
fn from_base32(letters: &str) -> Option<[u8; 32]> {
    let mut octets = [0; 32];
    let mut at = 0;
    let (mut bits, mut held) = (0_u16, 0);
    for letter in letters.chars() {
        bits = (bits << 5) | u16::from(value(letter)?);
        held += 5;
        if held >= 8 {
            held -= 8;
            *octets.get_mut(at)? = ((bits >> held) & 255) as u8;
            at += 1;
            bits &= (1 << held) - 1;
        }
    }
    (at == octets.len() && bits == 0).then_some(octets)
}

fn check(number: &str, key: &[u8; 32]) -> String {
    let digest = Sha256::new()
        .chain_update(b"vigie practice code\0")
        .chain_update(number)
        .chain_update(key)
        .finalize();
    digest
        .iter()
        .take(CHECK)
        .map(|&octet| letter(octet))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code() -> PracticeCode {
        let secret = SecretString::from("07".repeat(32));
        let key = PracticeKey::from_secret(&secret).unwrap();
        key.code("7KQM-2XRD-9VTA".parse().unwrap())
    }

    #[test]
    fn a_code_is_read_as_it_is_said() {
        let code = code();
        let shown = code.to_string();
        assert_eq!(shown.len(), 68 + 16);
        assert!(shown.starts_with("7KQM-2XRD-9VTA-"));
        assert_eq!(shown.parse(), Ok(code.clone()));
        let said = shown.to_lowercase().replace('-', "\n ").replace('0', "o");
        assert_eq!(said.replace('1', "l").parse(), Ok(code));
    }

    #[test]
    fn every_misread_letter_is_found() {
        let shown = code().to_string();
        for (at, letter) in shown.char_indices().filter(|(_, letter)| *letter != '-') {
            let other = if letter == 'A' { "B" } else { "A" };
            let mut misread = shown.clone();
            misread.replace_range(at..=at, other);
            assert_eq!(
                misread.parse::<PracticeCode>(),
                Err(NoPracticeCode::Check),
                "{at}"
            );
        }
    }

    #[test]
    fn what_is_wrong_with_a_code_is_named() {
        let shown = code().to_string();
        let read = |text: &str| text.parse::<PracticeCode>().unwrap_err();
        assert_eq!(read(""), NoPracticeCode::Length { found: 0 });
        assert_eq!(read(&shown[..14]), NoPracticeCode::Length { found: 12 });
        assert_eq!(
            read(&"A".repeat(9999)),
            NoPracticeCode::Length { found: 101 }
        );
        let mut unknown = shown;
        unknown.replace_range(5..6, "U");
        assert_eq!(read(&unknown), NoPracticeCode::Letter { group: 2 });
    }

    #[test]
    fn a_key_is_kept_and_not_shown() {
        let key = PracticeKey::generate();
        let kept = PracticeKey::from_secret(&key.to_secret()).unwrap();
        let number: PracticeNumber = "7KQM-2XRD-9VTA".parse().unwrap();
        assert_eq!(key.code(number.clone()), kept.code(number));
        assert_eq!(format!("{key:?}"), "PracticeKey");
        for bad in ["", "00", &"g".repeat(64)] {
            let secret = SecretString::from(bad.to_owned());
            assert_eq!(
                PracticeKey::from_secret(&secret).unwrap_err(),
                NoPracticeKey
            );
        }
    }
}
