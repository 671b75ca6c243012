//! What names a lot.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The number by which the health insurance knows whoever sent a lot, without its leading zeros:
/// the same emitter stands with 14 digits in a file's first record and with 9 in a lot's.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Emitter(String);

/// The number of a lot, 0 to 999; it begins anew after 999, so it names a lot only together with
/// emitter and date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct LotNumber(u16);

/// The fund a lot is sent to: régime (2 digits) and caisse (3 digits), as in `01511@511.01.rss.fr`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Caisse {
    regime: u8,
    number: u16,
}

/// What was given names no emitter, lot or caisse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidReference {
    /// Not 1 to 14 digits that are not all zero.
    #[error("an emitter has 1 to 14 digits, not all zero")]
    Emitter,
    /// Not 0 to 999.
    #[error("a lot number lies between 0 and 999")]
    LotNumber,
    /// Not two digits of régime and three of caisse.
    #[error("a caisse has two digits of régime and three of its own")]
    Caisse,
}

/// What a message or a file says of the lot that it belongs to: any of the three may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LotReference {
    /// Who sent the lot.
    #[cfg_attr(feature = "ts", ts(type = "string | null"))]
    pub emitter: Option<Emitter>,
    /// Its number.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub number: Option<LotNumber>,
    /// Its date.
    #[cfg_attr(feature = "ts", ts(type = "string | null"))]
    pub date: Option<Date>,
}

impl LotReference {
    /// Whether it names one lot and no other: emitter, number and date are all known.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.emitter.is_some() && self.number.is_some() && self.date.is_some()
    }
}

impl Emitter {
    /// The digits, without leading zeros.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Emitter {
    type Err = InvalidReference;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let digits = text.trim_start_matches('0');
        let valid = text.len() <= 14
            && !digits.is_empty()
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        if valid {
            Ok(Self(digits.to_owned()))
        } else {
            Err(InvalidReference::Emitter)
        }
    }
}

impl TryFrom<String> for Emitter {
    type Error = InvalidReference;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Emitter> for String {
    fn from(emitter: Emitter) -> Self {
        emitter.0
    }
}

impl fmt::Display for Emitter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl LotNumber {
    /// The number.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for LotNumber {
    type Error = InvalidReference;

    fn try_from(number: u16) -> Result<Self, Self::Error> {
        if number <= 999 {
            Ok(Self(number))
        } else {
            Err(InvalidReference::LotNumber)
        }
    }
}

impl From<LotNumber> for u16 {
    fn from(number: LotNumber) -> Self {
        number.0
    }
}

impl FromStr for LotNumber {
    type Err = InvalidReference;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text.is_empty() || text.len() > 3 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(InvalidReference::LotNumber);
        }
        text.parse::<u16>()
            .map_err(|_| InvalidReference::LotNumber)
            .and_then(Self::try_from)
    }
}

impl fmt::Display for LotNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}", self.0)
    }
}

impl Caisse {
    /// The régime, 0 to 99.
    #[must_use]
    pub const fn regime(self) -> u8 {
        self.regime
    }

    /// The caisse within its régime, 0 to 999.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.number
    }

    /// The caisse that an address of the health insurance's network belongs to:
    /// `RRCCC@CCC.RR.rss.fr`, or any name below `CCC.RR.rss.fr`.
    #[must_use]
    pub fn of_address(address: &str) -> Option<Self> {
        let domain = address.rsplit_once('@')?.1.to_ascii_lowercase();
        let mut labels = domain.strip_suffix(".rss.fr")?.rsplit('.');
        let (regime, number) = (labels.next()?, labels.next()?);
        format!("{regime}{number}").parse().ok()
    }
}

impl FromStr for Caisse {
    type Err = InvalidReference;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() != 5 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(InvalidReference::Caisse);
        }
        let parsed = text[..2].parse().ok().zip(text[2..].parse().ok());
        let (regime, number) = parsed.ok_or(InvalidReference::Caisse)?;
        Ok(Self { regime, number })
    }
}

impl TryFrom<String> for Caisse {
    type Error = InvalidReference;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Caisse> for String {
    fn from(caisse: Caisse) -> Self {
        caisse.to_string()
    }
}

impl fmt::Display for Caisse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}{:03}", self.regime, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_emitter_is_the_same_with_and_without_its_leading_zeros() {
        let long: Emitter = "00000000000042".parse().unwrap();
        let short: Emitter = "000000042".parse().unwrap();
        assert_eq!(long, short);
        assert_eq!(long.as_str(), "42");
        for bad in ["", "0", "00000", "12a", "123456789012345", "１２"] {
            assert!(bad.parse::<Emitter>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_lot_number_has_at_most_three_digits() {
        assert_eq!("007".parse::<LotNumber>().unwrap().to_string(), "007");
        for bad in ["", "1000", "-1", "+1", "a"] {
            assert!(bad.parse::<LotNumber>().is_err(), "{bad:?}");
        }
        assert!(LotNumber::try_from(1000).is_err());
    }

    #[test]
    fn a_caisse_is_read_from_its_address() {
        let caisse = Caisse::of_address("01511@511.01.rss.fr").unwrap();
        assert_eq!((caisse.regime(), caisse.number()), (1, 511));
        assert_eq!(
            caisse,
            Caisse::of_address("retour@mail.511.01.RSS.FR").unwrap()
        );
        for other in ["x@rss.fr", "x@511.01.rss.fr.example", "x@a.b.rss.fr", "x"] {
            assert_eq!(Caisse::of_address(other), None, "{other}");
        }
    }
}
