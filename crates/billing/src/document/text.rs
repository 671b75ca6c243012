//! The encodings of settings files, and where their letters begin and end.

use vigie_domain::billing::Encoding;

use super::DocumentFault;

/// An encoding in which ASCII letters are one unit each, so that a file can be cut at them.
#[derive(Clone, Copy, Debug)]
pub(super) enum Charset {
    /// One octet a unit: UTF-8 or a code page.
    Octets(&'static encoding_rs::Encoding),
    /// Two octets a unit, the lower first.
    Utf16,
}

impl Charset {
    /// That of an INI file, and what follows its byte-order mark. A mark says more than the profile;
    /// without one nothing is UTF-16, as for Windows.
    pub(super) fn of_ini(octets: &[u8], profile: Encoding) -> Result<(Self, &[u8]), DocumentFault> {
        if let Some(body) = octets.strip_prefix(b"\xef\xbb\xbf") {
            return Ok((Self::Octets(encoding_rs::UTF_8), body));
        }
        if let Some(body) = octets.strip_prefix(b"\xff\xfe") {
            let whole = body.len().is_multiple_of(2);
            return whole
                .then_some((Self::Utf16, body))
                .ok_or(DocumentFault::Encoding);
        }
        if octets.contains(&0) {
            return Err(DocumentFault::Encoding);
        }
        Ok((Self::of(profile), octets))
    }

    /// That which a profile names.
    pub(super) const fn of(profile: Encoding) -> Self {
        Self::Octets(match profile {
            Encoding::Utf8 => encoding_rs::UTF_8,
            Encoding::Windows1252 => encoding_rs::WINDOWS_1252,
            Encoding::Iso885915 => encoding_rs::ISO_8859_15,
        })
    }

    /// Octets of one unit.
    pub(super) const fn width(self) -> usize {
        match self {
            Self::Octets(_) => 1,
            Self::Utf16 => 2,
        }
    }

    /// The unit at an offset in octets; `None`: past the end.
    pub(super) fn unit(self, octets: &[u8], at: usize) -> Option<u16> {
        match (self, octets.get(at..)?) {
            (Self::Octets(_), [unit, ..]) => Some(u16::from(*unit)),
            (Self::Utf16, [low, high, ..]) => Some(u16::from_le_bytes([*low, *high])),
            _ => None,
        }
    }

    /// The text that these octets are.
    pub(super) fn decode(self, octets: &[u8]) -> Result<String, DocumentFault> {
        let text = match self {
            Self::Octets(encoding) => encoding
                .decode_without_bom_handling_and_without_replacement(octets)
                .map(std::borrow::Cow::into_owned),
            Self::Utf16 => {
                let units = octets.chunks_exact(2);
                let units = units.map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
                char::decode_utf16(units).collect::<Result<_, _>>().ok()
            }
        };
        text.ok_or(DocumentFault::Encoding)
    }

    /// The octets of this text; `None`: a letter has none.
    pub(super) fn encode(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Octets(encoding) => {
                let (octets, _, replaced) = encoding.encode(text);
                (!replaced).then(|| octets.into_owned())
            }
            Self::Utf16 => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        }
    }
}
