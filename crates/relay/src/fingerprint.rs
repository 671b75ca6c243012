//! By what the relay knows a message again.

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::crlf::Normaliser;

/// A header is looked for within so many octets; what is beyond them is body.
const HEADER_OCTETS: usize = 256 << 10;

/// So much of a header goes into its digest.
const HEADER_DIGEST_OCTETS: usize = 16 << 10;

/// The fields that stay the same on every way to a mailbox, beside those that begin with
/// `Content-`. Trace fields (RFC 5321 §4.4) and what filters add are left out.
const FIELDS: [&str; 7] = [
    "message-id",
    "date",
    "from",
    "to",
    "cc",
    "subject",
    "mime-version",
];

/// SHA-256 over what is the same in every copy of a message: the fields that its author wrote, and
/// the whole body with CRLF line ends. A message that was forwarded unchanged has the fingerprint
/// of the original; one that a server rewrote has another, and is then served twice rather than
/// not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub(crate) [u8; 32]);

/// SHA-256 over the header of one copy, trace fields and all: it tells two deliveries apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeaderDigest(pub(crate) [u8; 32]);

impl HeaderDigest {
    /// Of what TOP returns for a message: its header, and what may follow the empty line.
    #[must_use]
    pub fn of_top(top: &[u8]) -> Self {
        let mut octets = Vec::with_capacity(top.len() + 2);
        let mut lines = Normaliser::default();
        lines.push(top, &mut octets);
        lines.finish(&mut octets);
        Self::of(octets.get(..header_end(&octets, 0)).unwrap_or(&octets))
    }

    fn of(header: &[u8]) -> Self {
        let header = header.get(..HEADER_DIGEST_OCTETS).unwrap_or(header);
        Self(Sha256::digest(header).into())
    }
}

/// Takes a message in, in parts with CRLF line ends, and yields what it is known by.
pub(crate) struct Fingerprinter {
    header: Zeroizing<Vec<u8>>,
    in_header: bool,
    body: Sha256,
}

impl Fingerprinter {
    pub(crate) fn new() -> Self {
        Self {
            header: Zeroizing::default(),
            in_header: true,
            body: Sha256::new(),
        }
    }

    pub(crate) fn push(&mut self, part: &[u8]) {
        if !self.in_header {
            self.body.update(part);
            return;
        }
        let searched = self.header.len().saturating_sub(3);
        let room = HEADER_OCTETS.saturating_sub(self.header.len());
        let (head, rest) = part.split_at(part.len().min(room));
        self.header.extend_from_slice(head);
        let end = header_end(&self.header, searched);
        if end < self.header.len() {
            // The empty line itself belongs to neither.
            self.body
                .update(self.header.get(end + 2..).unwrap_or_default());
            self.header.truncate(end);
            self.in_header = false;
        } else if self.header.len() >= HEADER_OCTETS {
            self.in_header = false;
        }
        self.body.update(rest);
    }

    pub(crate) fn finish(self) -> (Fingerprint, HeaderDigest) {
        let mut whole = Sha256::new();
        whole.update(b"vigie fingerprint 1");
        for (name, value) in fields(&self.header) {
            whole.update([1]);
            whole.update(name);
            for word in value.split(u8::is_ascii_whitespace) {
                if !word.is_empty() {
                    whole.update([2]);
                    whole.update(word);
                }
            }
        }
        whole.update([3]);
        whole.update(self.body.finalize());
        let fingerprint = Fingerprint(whole.finalize().into());
        (fingerprint, HeaderDigest::of(&self.header))
    }
}

/// Where the empty line begins that ends a header; its length where there is none.
fn header_end(octets: &[u8], searched: usize) -> usize {
    if octets.starts_with(b"\r\n") {
        return 0;
    }
    memchr::memmem::find(octets.get(searched..).unwrap_or_default(), b"\r\n\r\n")
        .map_or(octets.len(), |at| searched + at + 2)
}

/// The fields that count, in a fixed order, with lower-case names and folded values.
fn fields(header: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut found: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
    let mut counts = false;
    for line in header.split(|&octet| octet == b'\n') {
        if line
            .first()
            .is_some_and(|octet| matches!(octet, b' ' | b'\t'))
        {
            if counts && let Some((_, value)) = found.last_mut() {
                value.extend_from_slice(line);
            }
            continue;
        }
        let colon = memchr::memchr(b':', line).unwrap_or(line.len());
        let (name, value) = line.split_at(colon);
        let name = name.trim_ascii().to_ascii_lowercase();
        counts = rank(&name).is_some();
        if counts {
            found.push((name, value.get(1..).unwrap_or_default().to_vec()));
        }
    }
    // Stable: fields of one name stay in their order.
    found.sort_by(|(a, _), (b, _)| (rank(a), a).cmp(&(rank(b), b)));
    found
}

fn rank(name: &[u8]) -> Option<usize> {
    FIELDS
        .iter()
        .position(|known| known.as_bytes() == name)
        .or_else(|| name.starts_with(b"content-").then_some(FIELDS.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(message: &str) -> (Fingerprint, HeaderDigest) {
        let octets = message.replace('\n', "\r\n").into_bytes();
        let whole = of_parts(&[&octets]);
        for cut in 0..octets.len() {
            let (head, tail) = octets.split_at(cut);
            assert_eq!(of_parts(&[head, tail]), whole, "cut at {cut}");
        }
        whole
    }

    fn of_parts(parts: &[&[u8]]) -> (Fingerprint, HeaderDigest) {
        let mut reading = Fingerprinter::new();
        for part in parts {
            reading.push(part);
        }
        reading.finish()
    }

    #[test]
    fn a_forwarded_copy_is_known_again() {
        let original = of(
            "Received: by a.example\nFrom: caisse@example.test\nMessage-ID: <1@x>\n\
             Subject: ARL\n 12\nContent-Type: text/plain\n\ncorps\n",
        );
        let forwarded = of(
            "Return-Path: <a@example.test>\nDelivered-To: b@example.test\n\
             Received: by b.example\nReceived: by a.example\nX-Spam: no\nMessage-ID: <1@x>\n\
             from:  caisse@example.test\nSubject: ARL 12\nContent-Type: text/plain\n\ncorps\n",
        );
        assert_eq!(original.0, forwarded.0);
        assert_ne!(original.1, forwarded.1);
    }

    #[test]
    fn whatever_the_author_wrote_tells_messages_apart() {
        let base = "Date: a\nSubject: b\nContent-Type: c; name=d\n\ne\n";
        let first = of(base).0;
        for (from, to) in [("a\n", "A\n"), ("b\n", "B\n"), ("=d", "=D"), ("\ne", "\nE")] {
            assert_ne!(of(&base.replacen(from, to, 1)).0, first, "{from}");
        }
        // A word does not move from one field to the next.
        assert_ne!(of("To: a b\nCc: c\n\n").0, of("To: a\nCc: b c\n\n").0);
        assert_ne!(of("\nSubject: x\n").0, of("Subject: x\n\n").0);
    }

    #[test]
    fn the_header_of_top_is_that_of_the_whole() {
        let (_, header) = of("A: b\nC: d\n\nbody\nbody\n");
        assert_eq!(HeaderDigest::of_top(b"A: b\r\nC: d\r\n\r\n"), header);
        assert_eq!(HeaderDigest::of_top(b"A: b\nC: d\n\nbody\n"), header);
        assert_eq!(HeaderDigest::of_top(b"A: b\nC: d\n"), header);
        assert_ne!(HeaderDigest::of_top(b"A: b\r\n\r\n"), header);
    }

    #[test]
    fn a_header_without_end_is_bounded() {
        let long = vec![b'x'; 3 * HEADER_OCTETS];
        let whole = of_parts(&[&long]);
        let (head, tail) = long.split_at(HEADER_OCTETS - 1);
        assert_eq!(of_parts(&[head, tail]), whole);
    }
}
