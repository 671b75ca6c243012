//! A message's header, field by field (RFC 5322 §2.2), from foreign bytes.

use std::borrow::Cow;

/// Fields looked at; a real message has a few dozen.
const MOST_FIELDS: usize = 500;

/// The longest value that is kept, in octets.
const MOST_VALUE: usize = 4_096;

/// The fields in order, unfolded; what is no field is left out. Ends at the empty line.
pub(crate) fn fields(header: &[u8]) -> impl Iterator<Item = (Cow<'_, str>, String)> {
    let mut lines = header
        .split(|&octet| octet == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .take_while(|line| !line.is_empty())
        .peekable();
    std::iter::from_fn(move || {
        let first = lines.next()?;
        let mut value: Vec<u8> = Vec::new();
        let name = match first.iter().position(|&octet| octet == b':') {
            Some(colon) => {
                add(&mut value, first.get(colon + 1..).unwrap_or_default());
                String::from_utf8_lossy(first.get(..colon).unwrap_or_default())
            }
            None => Cow::Borrowed(""),
        };
        while let Some(more) = lines.next_if(|line| matches!(line.first(), Some(b' ' | b'\t'))) {
            add(&mut value, more);
        }
        Some((name, String::from_utf8_lossy(&value).into_owned()))
    })
    .take(MOST_FIELDS)
    .filter(|(name, _)| !name.is_empty())
}

fn add(value: &mut Vec<u8>, more: &[u8]) {
    let room = MOST_VALUE.saturating_sub(value.len());
    value.extend_from_slice(more.get(..room).unwrap_or(more));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(header: &str) -> Vec<(String, String)> {
        fields(header.as_bytes())
            .map(|(name, value)| (name.into_owned(), value))
            .collect()
    }

    #[test]
    fn folded_fields_are_whole_and_the_body_is_not_read() {
        let read = all("A: one\r\n\ttwo\nodd line\nB:three\r\n\r\nC: body\r\n");
        assert_eq!(
            read,
            [
                ("A".into(), " one\ttwo".into()),
                ("B".into(), "three".into())
            ]
        );
    }

    #[test]
    fn hostile_headers_are_bounded() {
        let many = "X: y\r\n".repeat(10_000);
        assert_eq!(all(&many).len(), MOST_FIELDS);
        let long = format!("X: {}\r\n", "y\r\n ".repeat(10_000));
        assert!(all(&long)[0].1.len() <= MOST_VALUE);
        assert_eq!(all(""), []);
        assert_eq!(all("\r\nA: b"), []);
        assert_eq!(all(" : x\n: y\n").len(), 1);
    }
}
