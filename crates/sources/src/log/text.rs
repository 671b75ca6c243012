//! Octets as text, in the encodings that programs here write.

use std::borrow::Cow;

use vigie_domain::billing::Encoding;

/// The text; what is none in that encoding is replaced. A byte-order mark of UTF-8 is taken off.
pub(crate) fn decode(octets: &[u8], encoding: Encoding) -> Cow<'_, str> {
    let encoding = match encoding {
        Encoding::Utf8 => encoding_rs::UTF_8,
        Encoding::Windows1252 => encoding_rs::WINDOWS_1252,
        Encoding::Iso885915 => encoding_rs::ISO_8859_15,
    };
    let octets = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
    encoding.decode_without_bom_handling(octets).0
}
