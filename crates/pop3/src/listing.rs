//! The lines of STAT, LIST and UIDL.

use std::fmt;
use std::num::NonZeroU32;

/// The number of a message within one session, from 1 (RFC 1939 §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageNumber(NonZeroU32);

impl MessageNumber {
    /// `None` for zero, which numbers no message.
    #[must_use]
    pub fn new(number: u32) -> Option<Self> {
        NonZeroU32::new(number).map(Self)
    }

    /// The number, at least 1.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0.get()
    }

    /// Its place in a list of all messages, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        // A `usize` below 32 bits does not run a network stack; there the number is beyond every list.
        usize::try_from(self.get() - 1).unwrap_or(usize::MAX)
    }

    pub(crate) fn parse(digits: &[u8]) -> Option<Self> {
        Self::new(u32::try_from(decimal(digits)?).ok()?)
    }
}

impl fmt::Display for MessageNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The answer to STAT: the drop listing (RFC 1939 §5).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Maildrop {
    /// Messages not marked as deleted.
    pub messages: u32,
    /// Their size in octets.
    pub octets: u64,
}

impl Maildrop {
    /// Reads what follows `+OK`; text after the two numbers is allowed.
    #[must_use]
    pub fn parse(rest: &[u8]) -> Option<Self> {
        let (messages, rest) = word(rest)?;
        let (octets, _) = word(rest)?;
        Some(Self {
            messages: u32::try_from(decimal(messages)?).ok()?,
            octets: decimal(octets)?,
        })
    }
}

/// One line of LIST: the scan listing (RFC 1939 §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScanListing {
    /// The message.
    pub message: MessageNumber,
    /// Its size in octets.
    pub octets: u64,
}

impl ScanListing {
    /// Reads one line; text after the two numbers is allowed.
    #[must_use]
    pub fn parse(line: &[u8]) -> Option<Self> {
        let (message, rest) = word(line)?;
        let (octets, _) = word(rest)?;
        Some(Self {
            message: MessageNumber::parse(message)?,
            octets: decimal(octets)?,
        })
    }
}

/// The server's name for a message, the same in every session, unique within one maildrop only. Opaque.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UniqueId(Box<[u8]>);

impl UniqueId {
    /// The longest that RFC 1939 §7 allows; servers in the field exceed it.
    pub const STANDARD_OCTETS: usize = 70;

    /// `None` if empty, or if it holds control characters or begins or ends with a space.
    #[must_use]
    pub fn new(octets: &[u8]) -> Option<Self> {
        let allowed = !octets.is_empty()
            && octets.trim_ascii().len() == octets.len()
            && !octets.iter().any(u8::is_ascii_control);
        allowed.then(|| Self(octets.into()))
    }

    /// The octets as the server sent them.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Printable ASCII as it is, everything else escaped (`\xe9`), and `\` doubled: different ids stay different.
impl fmt::Display for UniqueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        for &octet in &self.0 {
            match octet {
                b'\\' => f.write_str("\\\\")?,
                b' '..=b'~' => f.write_char(char::from(octet))?,
                _ => write!(f, "\\x{octet:02x}")?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for UniqueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UniqueId({self})")
    }
}

/// One line of UIDL (RFC 1939 §7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UniqueIdListing {
    /// The message.
    pub message: MessageNumber,
    /// Its unique id.
    pub unique_id: UniqueId,
}

impl UniqueIdListing {
    /// Reads one line whose unique id has at most `limit` octets. An id with spaces inside is kept whole.
    #[must_use]
    pub fn parse(line: &[u8], limit: usize) -> Option<Self> {
        let (message, rest) = word(line)?;
        let unique_id = rest.trim_ascii();
        if unique_id.len() > limit {
            return None;
        }
        Some(Self {
            message: MessageNumber::parse(message)?,
            unique_id: UniqueId::new(unique_id)?,
        })
    }
}

/// The first word of a line and what follows it.
pub(crate) fn word(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let line = line.trim_ascii_start();
    let end = line
        .iter()
        .position(u8::is_ascii_whitespace)
        .unwrap_or(line.len());
    (end > 0).then(|| line.split_at(end))
}

/// Digits only, at least one, and not beyond 64 bits.
pub(crate) fn decimal(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0u64, |number, &octet| {
        let digit = octet.checked_sub(b'0').filter(|&digit| digit <= 9)?;
        number.checked_mul(10)?.checked_add(u64::from(digit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_digits_within_bounds() {
        assert_eq!(decimal(b"18446744073709551615"), Some(u64::MAX));
        for odd in [
            &b""[..],
            b"18446744073709551616",
            b"-1",
            b"+1",
            b"1a",
            b"\xb2",
        ] {
            assert_eq!(decimal(odd), None, "{odd:?}");
        }
        assert_eq!(MessageNumber::parse(b"0"), None);
        assert_eq!(MessageNumber::parse(b"4294967296"), None);
    }

    #[test]
    fn the_first_word_of_an_empty_line_is_none() {
        assert_eq!(word(b"  "), None);
        assert_eq!(word(b" a b"), Some((&b"a"[..], &b" b"[..])));
    }

    #[test]
    fn unique_ids_are_shown_without_loss() {
        let shown = |octets: &[u8]| UniqueId::new(octets).unwrap().to_string();
        assert_eq!(
            shown(b"whqtswO00WBw418f9t5JxYwZ"),
            "whqtswO00WBw418f9t5JxYwZ"
        );
        assert_eq!(shown(b"a\xe9"), "a\\xe9");
        assert_ne!(shown(b"a\xe9"), shown(b"a\\xe9"));
        assert_eq!(UniqueId::new(b"a\0b"), None);
    }
}
