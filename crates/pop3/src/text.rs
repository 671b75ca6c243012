/// What a peer said, as text fit to show: UTF-8 where it is valid, otherwise every octet read as Latin-1 (old French servers),
/// and every control character as a space.
pub(crate) fn readable(bytes: &[u8]) -> String {
    without_controls(&faithful(bytes))
}

/// As [`readable`], with control characters left alone: for names and passwords.
pub(crate) fn faithful(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    }
}

/// The first characters of a line, for an error that says what was met.
pub(crate) fn excerpt(bytes: &[u8]) -> String {
    const OCTETS: usize = 120;
    readable(&bytes[..bytes.len().min(OCTETS)])
}

/// Text that we say ourselves, made safe for one line of the protocol.
pub(crate) fn without_controls(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_1_is_read_where_utf_8_is_not_valid() {
        assert_eq!(readable("refusé".as_bytes()), "refusé");
        assert_eq!(readable(b"refus\xE9"), "refusé");
    }

    #[test]
    fn control_characters_become_spaces() {
        assert_eq!(readable(b"a\0b\x1b[31mc\x7f"), "a b [31mc ");
    }
}
