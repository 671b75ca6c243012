//! Line ends as POP3 serves them.

use memchr::memchr;

/// Makes every line end CRLF, octet by octet: the octets that come out, counted, are what LIST has
/// to say (RFC 1939 §11), since the dots that a body carries on the wire are not counted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Normaliser {
    /// Octets of the line that is under way.
    line_octets: u64,
    /// The last of them is CR.
    after_cr: bool,
}

impl Normaliser {
    /// Appends the next part of a message, cut anywhere.
    pub(crate) fn push(&mut self, mut part: &[u8], out: &mut Vec<u8>) {
        while !part.is_empty() {
            let line_feed = memchr(b'\n', part);
            let (text, rest) = part.split_at(line_feed.unwrap_or(part.len()));
            out.extend_from_slice(text);
            if let Some(&last) = text.last() {
                self.line_octets += text.len() as u64;
                self.after_cr = last == b'\r';
            }
            if line_feed.is_none() {
                return;
            }
            self.end_line(out);
            part = rest.get(1..).unwrap_or_default();
        }
    }

    /// Ends an unfinished last line.
    pub(crate) fn finish(&mut self, out: &mut Vec<u8>) {
        if self.line_octets > 0 {
            self.end_line(out);
        }
    }

    fn end_line(&mut self, out: &mut Vec<u8>) {
        if !self.after_cr {
            out.push(b'\r');
        }
        out.push(b'\n');
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use vigie_pop3::stuffing::{Stuffer, Unstuffer};

    use super::*;

    fn normal(parts: &[&[u8]]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut lines = Normaliser::default();
        for part in parts {
            lines.push(part, &mut out);
        }
        lines.finish(&mut out);
        out
    }

    #[test]
    fn bare_line_feeds_and_an_unfinished_line_become_crlf() {
        assert_eq!(normal(&[b"a\nb\r", b"\nc"]), b"a\r\nb\r\nc\r\n");
        assert_eq!(normal(&[b""]), b"");
        assert_eq!(normal(&[b"a\r"]), b"a\r\n");
    }

    proptest! {
        /// What is kept is what the server half sends, without its dots.
        #[test]
        fn the_octets_are_those_on_the_wire(
            message in proptest::collection::vec(
                prop_oneof![Just(b'.'), Just(b'\r'), Just(b'\n'), Just(b'a')], 0..60),
            cut in 0_usize..60,
        ) {
            let mut wire = Vec::new();
            let mut stuffer = Stuffer::whole();
            stuffer.encode(&message, &mut wire);
            stuffer.finish(&mut wire);
            let mut sent = Vec::new();
            let decoded = Unstuffer::new(false).decode(&wire, &mut sent);
            prop_assert!(decoded.ended);
            let (head, tail) = message.split_at(cut.min(message.len()));
            let kept = normal(&[head, tail]);
            prop_assert_eq!(&kept, &sent);
            prop_assert_eq!(normal(&[&kept]), kept);
        }
    }
}
