//! Bodies on the wire: lines that begin with a dot carry a second one, and a lone dot ends the body (RFC 1939 §3).

use memchr::memchr;

/// Takes the dots out again, octet by octet, and finds the end. Line ends are kept as they were sent.
///
/// A line begins after every LF. A lone dot ends the body when CRLF follows it; when only LF follows, it does so for a
/// server that ends its own lines like that, and is content otherwise. A leading dot before anything but a second dot
/// is content too: the server forgot to stuff it.
#[derive(Debug, Clone)]
pub struct Unstuffer {
    place: Place,
    bare_lf: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    LineStart,
    Text,
    Dot,
    DotCr,
}

/// How far [`Unstuffer::decode`] came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decoded {
    /// Octets taken from the input.
    pub used: usize,
    /// The end of the body was among them.
    pub ended: bool,
}

impl Unstuffer {
    /// `bare_lf`: the server's status line ended in LF alone, so may its lone dot.
    #[must_use]
    pub fn new(bare_lf: bool) -> Self {
        Self {
            place: Place::LineStart,
            bare_lf,
        }
    }

    /// Takes octets up to the end of the body or of the input, and appends the content to `out`.
    pub fn decode(&mut self, input: &[u8], out: &mut Vec<u8>) -> Decoded {
        let mut at = 0;
        // What lies between `run` and `at` is content that was not copied yet.
        let mut run = 0;
        while let Some(&octet) = input.get(at) {
            match (self.place, octet) {
                (Place::Text, _) => match memchr(b'\n', &input[at..]) {
                    Some(line_feed) => {
                        at += line_feed + 1;
                        self.place = Place::LineStart;
                    }
                    None => at = input.len(),
                },
                (Place::LineStart, b'.') => {
                    out.extend_from_slice(&input[run..at]);
                    at += 1;
                    run = at;
                    self.place = Place::Dot;
                }
                (Place::LineStart, _) => self.place = Place::Text,
                (Place::Dot, b'.') => {
                    at += 1;
                    self.place = Place::Text;
                }
                (Place::Dot, b'\r') => {
                    at += 1;
                    run = at;
                    self.place = Place::DotCr;
                }
                (Place::Dot, b'\n') if self.bare_lf => {
                    return Decoded {
                        used: at + 1,
                        ended: true,
                    };
                }
                (Place::Dot, _) => {
                    out.push(b'.');
                    self.place = Place::Text;
                }
                (Place::DotCr, b'\n') => {
                    return Decoded {
                        used: at + 1,
                        ended: true,
                    };
                }
                (Place::DotCr, _) => {
                    out.extend_from_slice(b".\r");
                    self.place = Place::Text;
                }
            }
        }
        out.extend_from_slice(&input[run..at]);
        Decoded {
            used: at,
            ended: false,
        }
    }
}

/// Puts the dots in, makes every line end CRLF, and stops after a number of body lines for TOP.
#[derive(Debug, Clone)]
pub struct Stuffer {
    /// Octets of the line that is under way.
    line_octets: u64,
    /// The last of them is CR.
    after_cr: bool,
    in_header: bool,
    /// Body lines still wanted; `None` for all.
    lines_left: Option<u32>,
}

impl Stuffer {
    /// For RETR: the whole message.
    #[must_use]
    pub fn whole() -> Self {
        Self {
            line_octets: 0,
            after_cr: false,
            in_header: true,
            lines_left: None,
        }
    }

    /// For TOP: the header, the empty line, and `lines` lines of the body (RFC 1939 §7).
    #[must_use]
    pub fn top(lines: u32) -> Self {
        Self {
            lines_left: Some(lines),
            ..Self::whole()
        }
    }

    /// Whether nothing more of the message will be sent.
    #[must_use]
    pub fn is_satisfied(&self) -> bool {
        !self.in_header && self.lines_left == Some(0)
    }

    /// Appends the next part of a message in its form on the wire. Parts may be cut anywhere.
    pub fn encode(&mut self, mut part: &[u8], out: &mut Vec<u8>) {
        while !part.is_empty() && !self.is_satisfied() {
            let line_feed = memchr(b'\n', part);
            let (text, rest) = part.split_at(line_feed.unwrap_or(part.len()));
            if self.line_octets == 0 && text.first() == Some(&b'.') {
                out.push(b'.');
            }
            out.extend_from_slice(text);
            self.line_octets += text.len() as u64;
            if let Some(&last) = text.last() {
                self.after_cr = last == b'\r';
            }
            if line_feed.is_none() {
                return;
            }
            self.end_line(out);
            part = &rest[1..];
        }
    }

    /// Appends the end of the body, completing an unfinished last line.
    pub fn finish(mut self, out: &mut Vec<u8>) {
        if self.line_octets > 0 {
            self.end_line(out);
        }
        out.extend_from_slice(b".\r\n");
    }

    fn end_line(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(if self.after_cr { b"\n" } else { b"\r\n" });
        let empty = self.line_octets == u64::from(self.after_cr);
        if self.in_header {
            self.in_header = !empty;
        } else if let Some(left) = &mut self.lines_left {
            *left = left.saturating_sub(1);
        }
        self.line_octets = 0;
        self.after_cr = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn unstuffed(wire: &[u8], bare_lf: bool, cut: usize) -> (Vec<u8>, usize, bool) {
        let mut unstuffer = Unstuffer::new(bare_lf);
        let mut out = Vec::new();
        let first = unstuffer.decode(&wire[..cut], &mut out);
        if first.ended {
            return (out, first.used, true);
        }
        assert_eq!(first.used, cut);
        let second = unstuffer.decode(&wire[cut..], &mut out);
        (out, cut + second.used, second.ended)
    }

    #[test]
    fn dots_and_ends() {
        let cases: &[(&[u8], bool, &[u8], bool)] = &[
            (b".\r\n", false, b"", true),
            (b"a\r\n.\r\nrest", false, b"a\r\n", true),
            (b"..\r\n...\r\n.\r\n", false, b".\r\n..\r\n", true),
            (b".forgotten\r\n.\r\n", false, b".forgotten\r\n", true),
            (b".\rx\r\n.\r\n", false, b".\rx\r\n", true),
            (b"a\n.\nb\r\n.\r\n", false, b"a\n.\nb\r\n", true),
            (b"a\n.\r\n", false, b"a\n", true),
            (b"a\n.\nb", true, b"a\n", true),
            (b"a\n\n..b\n", true, b"a\n\n.b\n", false),
            (b"no end", false, b"no end", false),
        ];
        for &(wire, bare_lf, content, ended) in cases {
            for cut in 0..=wire.len() {
                let (out, used, found) = unstuffed(wire, bare_lf, cut);
                assert_eq!(
                    (out.as_slice(), found),
                    (content, ended),
                    "{wire:?} cut at {cut}"
                );
                assert!(found || used == wire.len());
            }
        }
    }

    #[test]
    fn top_counts_body_lines_only() {
        let message = b"Subject: x\r\nTo: y\r\n\r\none\r\n.two\r\nthree\r\n";
        for (lines, expected) in [
            (0, &b"Subject: x\r\nTo: y\r\n\r\n.\r\n"[..]),
            (2, b"Subject: x\r\nTo: y\r\n\r\none\r\n..two\r\n.\r\n"),
            (
                9,
                b"Subject: x\r\nTo: y\r\n\r\none\r\n..two\r\nthree\r\n.\r\n",
            ),
        ] {
            for cut in 0..=message.len() {
                let mut out = Vec::new();
                let mut stuffer = Stuffer::top(lines);
                stuffer.encode(&message[..cut], &mut out);
                stuffer.encode(&message[cut..], &mut out);
                stuffer.finish(&mut out);
                assert_eq!(out, expected, "{lines} lines, cut at {cut}");
            }
        }
    }

    /// What a receiver is meant to hold: every line ended by CRLF.
    fn with_crlf(message: &[u8]) -> Vec<u8> {
        let mut out: Vec<u8> = Vec::new();
        for &octet in message {
            if octet == b'\n' && out.last() != Some(&b'\r') {
                out.push(b'\r');
            }
            out.push(octet);
        }
        if !out.is_empty() && out.last() != Some(&b'\n') {
            out.extend_from_slice(if out.last() == Some(&b'\r') {
                b"\n"
            } else {
                b"\r\n"
            });
        }
        out
    }

    proptest! {
        #[test]
        fn what_is_stuffed_comes_out_again(
            message in proptest::collection::vec(prop_oneof![Just(b'.'), Just(b'\r'), Just(b'\n'), any::<u8>()], 0..80),
            cut in 0usize..80,
        ) {
            let cut = cut.min(message.len());
            let mut wire = Vec::new();
            let mut stuffer = Stuffer::whole();
            stuffer.encode(&message[..cut], &mut wire);
            stuffer.encode(&message[cut..], &mut wire);
            stuffer.finish(&mut wire);
            let (content, used, ended) = unstuffed(&wire, false, cut.min(wire.len()));
            prop_assert!(ended);
            prop_assert_eq!(used, wire.len());
            prop_assert_eq!(content, with_crlf(&message));
        }
    }
}
