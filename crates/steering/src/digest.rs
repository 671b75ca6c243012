//! SHA-256 digests, as hexadecimal digits and in groups that people compare.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sha2::{Digest as _, Sha256};

/// A SHA-256 digest. Written as 64 hexadecimal digits in lower case.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; 32]);

/// The digest of an organisation's first root, written in groups of four digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub Digest);

/// Not 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 digest has 64 hexadecimal digits")]
pub struct NoDigest;

impl Digest {
    /// The digest of these octets.
    #[must_use]
    pub fn of(octets: &[u8]) -> Self {
        Self(Sha256::digest(octets).into())
    }

    /// A digest that was computed elsewhere.
    #[must_use]
    pub fn from_octets(octets: [u8; 32]) -> Self {
        Self(octets)
    }

    /// Its 32 octets.
    #[must_use]
    pub fn octets(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for octet in self.0 {
            write!(f, "{octet:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Digest {
    type Err = NoDigest;

    /// Takes either letter case, and blanks, hyphens and colons between the digits.
    fn from_str(text: &str) -> Result<Self, NoDigest> {
        let mut octets = [0; 32];
        let mut digits = 0;
        for letter in text.chars() {
            if matches!(letter, ' ' | '\u{a0}' | '-' | ':') {
                continue;
            }
            let digit = letter.to_digit(16).ok_or(NoDigest)?;
            let octet: &mut u8 = octets.get_mut(digits / 2).ok_or(NoDigest)?;
            *octet = (*octet << 4) | u8::try_from(digit).map_err(|_| NoDigest)?;
            digits += 1;
        }
        if digits == 64 {
            Ok(Self(octets))
        } else {
            Err(NoDigest)
        }
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, pair) in self.0.octets().chunks(2).enumerate() {
            if i > 0 {
                f.write_str(" ")?;
            }
            for octet in pair {
                write!(f, "{octet:02x}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_read_as_it_is_shown() {
        let digest = Digest::of(b"abc");
        let shown = Fingerprint(digest).to_string();
        assert_eq!(
            shown,
            "ba78 16bf 8f01 cfea 4141 40de 5dae 2223 b003 61a3 9617 7a9c b410 ff61 f200 15ad"
        );
        assert_eq!(shown.parse(), Ok(digest));
        assert_eq!(shown.to_uppercase().parse(), Ok(digest));
        assert_eq!(digest.to_string().parse(), Ok(digest));
        for bad in ["", "ba78", &format!("{digest}0"), &format!("{digest}g")] {
            assert_eq!(bad.parse::<Digest>(), Err(NoDigest), "{bad}");
        }
    }
}
