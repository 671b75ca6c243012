//! Who is reached: what a document may ask of a practice.

use std::{fmt, str::FromStr};

use sha2::{Digest, Sha256};

/// What is known of a practice where its documents are chosen. It never leaves the computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Practice {
    /// Its number.
    pub number: PracticeNumber,
    /// The domains of its mailboxes, in ASCII and lower case.
    pub domains: Vec<String>,
    /// The ids of its mailboxes' providers, where they are known.
    pub providers: Vec<String>,
    /// What its billing software is called: the name that the user gave, a profile's id and name.
    pub software: Vec<String>,
    /// Its département (`75`, `2A`, `974`).
    pub department: Option<String>,
    /// The release of Vigie that runs there.
    pub version: Version,
}

/// A practice's number: twelve characters that can be read out on the telephone, shown as
/// `7KQM-2XRD-9VTA`. Random and tied to nothing.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PracticeNumber(String);

/// Not twelve characters of the alphabet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a practice number has 12 digits and letters, for example 7KQM-2XRD-9VTA")]
pub struct NoPracticeNumber;

/// A release: three numbers, compared one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Version {
    /// The first number.
    pub major: u16,
    /// The second.
    pub minor: u16,
    /// The third.
    pub patch: u16,
}

/// Not three numbers divided by dots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a version has three numbers, for example 1.4.0")]
pub struct NoVersion;

/// Digits and letters without I, L, O and U, which are misread or misheard.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 12;

impl PracticeNumber {
    /// The number of an installation: part of a digest of its own random number, which itself
    /// stays on the computer.
    #[must_use]
    pub fn of_installation(installation: &str) -> Self {
        let digest = Sha256::new()
            .chain_update(b"vigie practice number\0")
            .chain_update(installation.as_bytes())
            .finalize();
        let letter = |octet: &u8| char::from(ALPHABET[usize::from(octet % 32)]);
        Self(digest.iter().take(LENGTH).map(letter).collect())
    }

    /// The twelve characters without hyphens.
    #[must_use]
    pub fn plain(&self) -> &str {
        &self.0
    }
}

impl FromStr for PracticeNumber {
    type Err = NoPracticeNumber;

    /// Takes any letter case, with or without hyphens and blanks; `O` is read as `0`, `I` and `L`
    /// as `1`.
    fn from_str(text: &str) -> Result<Self, NoPracticeNumber> {
        let mut number = String::with_capacity(LENGTH);
        for letter in text.chars().filter(|letter| !matches!(letter, '-' | ' ')) {
            let letter = match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                letter => letter,
            };
            let known = u8::try_from(letter).is_ok_and(|octet| ALPHABET.contains(&octet));
            if !known || number.len() == LENGTH {
                return Err(NoPracticeNumber);
            }
            number.push(letter);
        }
        if number.len() == LENGTH {
            Ok(Self(number))
        } else {
            Err(NoPracticeNumber)
        }
    }
}

impl fmt::Display for PracticeNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, letter) in self.0.chars().enumerate() {
            if i > 0 && i % 4 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{letter}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for PracticeNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PracticeNumber({self})")
    }
}

impl Version {
    /// The release that this is part of.
    pub(crate) fn of_this_release() -> Self {
        env!("CARGO_PKG_VERSION").parse().unwrap_or(Self {
            major: 0,
            minor: 0,
            patch: 0,
        })
    }
}

impl FromStr for Version {
    type Err = NoVersion;

    fn from_str(text: &str) -> Result<Self, NoVersion> {
        let number = |text: &str| {
            let plain = !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_digit());
            let written_once = text == "0" || !text.starts_with('0');
            let number = (plain && written_once).then(|| text.parse().ok());
            number.flatten().ok_or(NoVersion)
        };
        let mut numbers = text.split('.');
        let mut next = || numbers.next().ok_or(NoVersion).and_then(number);
        let version = Self {
            major: next()?,
            minor: next()?,
            patch: next()?,
        };
        match numbers.next() {
            None => Ok(version),
            Some(_) => Err(NoVersion),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// `01` to `95` without `20`, `2A`, `2B`, `971` to `978`.
pub(crate) fn is_department(number: &str) -> bool {
    match (number.len(), number.parse::<u16>()) {
        (2, _) if matches!(number, "2A" | "2B") => true,
        (2, Ok(number)) => (1..=95).contains(&number) && number != 20,
        (3, Ok(number)) => (971..=978).contains(&number),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_practice_number_is_read_as_it_is_said() {
        let number: PracticeNumber = "7KQM-2XRD-9VTA".parse().unwrap();
        assert_eq!(number.to_string(), "7KQM-2XRD-9VTA");
        assert_eq!("7kqm 2xrd 9vta".parse(), Ok(number));
        assert_eq!(
            "OIL0-0000-0000".parse::<PracticeNumber>().unwrap().plain(),
            "011000000000"
        );
        for bad in [
            "",
            "7KQM",
            "7KQM-2XRD-9VTAA",
            "7KQM-2XRD-9VTU",
            "7KQM-2XRD-9VT\u{e9}",
        ] {
            assert_eq!(
                bad.parse::<PracticeNumber>(),
                Err(NoPracticeNumber),
                "{bad}"
            );
        }
    }

    #[test]
    fn an_installation_always_has_the_same_number() {
        let number = PracticeNumber::of_installation("00112233445566778899aabbccddeeff");
        assert_eq!(number.to_string().parse(), Ok(number.clone()));
        assert_eq!(number.to_string(), "ZCWV-HEW5-8050");
    }

    #[test]
    fn versions_are_compared_by_number() {
        let version = |text: &str| text.parse::<Version>();
        assert!(version("1.10.0").unwrap() > version("1.9.9").unwrap());
        for bad in [
            "",
            "1",
            "1.2",
            "1.2.3.4",
            "1.2.x",
            "01.2.3",
            "1.2.70000",
            "+1.2.3",
        ] {
            assert_eq!(version(bad), Err(NoVersion), "{bad}");
        }
    }
}
