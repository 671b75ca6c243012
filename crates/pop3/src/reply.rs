use crate::response_code::ResponseCode;
use crate::text::{readable, without_controls};

/// What a status line says besides yes or no.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// The extended response code (RFC 2449 §8), read whether or not the server announces RESP-CODES.
    pub code: Option<ResponseCode>,
    /// The human-readable rest, fit to show: no control characters, Latin-1 where it is not UTF-8. May be empty.
    pub text: String,
}

/// Yes, no, or go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// `+OK`.
    Positive,
    /// `-ERR`.
    Negative,
    /// `+`, the challenge of a SASL exchange (RFC 5034 §4).
    Challenge,
}

/// The first line of every answer (RFC 1939 §3), borrowed from the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusLine<'a> {
    /// Its indicator.
    pub status: Status,
    /// What follows the indicator, without surrounding spaces.
    pub rest: &'a [u8],
}

impl<'a> StatusLine<'a> {
    /// Reads a line without its end. The indicator may be in any case; `None` if there is none.
    #[must_use]
    pub fn parse(line: &'a [u8]) -> Option<Self> {
        let indicators = [(&b"+OK"[..], Status::Positive), (b"-ERR", Status::Negative)];
        for (indicator, status) in indicators {
            if let Some((head, rest)) = line.split_at_checked(indicator.len())
                && head.eq_ignore_ascii_case(indicator)
            {
                let rest = rest.trim_ascii();
                return Some(Self { status, rest });
            }
        }
        match line {
            [b'+'] => Some(Self {
                status: Status::Challenge,
                rest: &[],
            }),
            [b'+', b' ', rest @ ..] => Some(Self {
                status: Status::Challenge,
                rest: rest.trim_ascii(),
            }),
            _ => None,
        }
    }

    /// Code and text of the line.
    #[must_use]
    pub fn reply(&self) -> Reply {
        let said = readable(self.rest);
        let said = said.trim();
        match ResponseCode::split(said) {
            Some((code, text)) => Reply::coded(code, text),
            None => Reply::text(said),
        }
    }
}

impl Reply {
    /// A reply of text alone.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self {
            code: None,
            text: text.to_owned(),
        }
    }

    /// A reply with a response code.
    #[must_use]
    pub fn coded(code: ResponseCode, text: &str) -> Self {
        Self {
            code: Some(code),
            text: text.to_owned(),
        }
    }

    /// Appends the status line with its CRLF. Control characters in the text are sent as spaces.
    pub fn encode(&self, positive: bool, out: &mut Vec<u8>) {
        out.extend_from_slice(if positive { b"+OK" } else { b"-ERR" });
        if let Some(code) = &self.code {
            out.extend_from_slice(b" ");
            out.extend_from_slice(without_controls(&code.to_string()).as_bytes());
        }
        let text = without_controls(&self.text);
        if !text.trim().is_empty() {
            out.push(b' ');
            out.extend_from_slice(text.trim().as_bytes());
        }
        out.extend_from_slice(b"\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indicators_in_any_case_with_or_without_text() {
        for (line, status, rest) in [
            (&b"+OK"[..], Status::Positive, &b""[..]),
            (b"+ok hello ", Status::Positive, b"hello"),
            (b"-ERR", Status::Negative, b""),
            (b"-err\tno", Status::Negative, b"no"),
            (b"+", Status::Challenge, b""),
            (b"+ Zm9v", Status::Challenge, b"Zm9v"),
        ] {
            assert_eq!(
                StatusLine::parse(line),
                Some(StatusLine { status, rest }),
                "{line:?}"
            );
        }
    }

    #[test]
    fn other_protocols_are_no_status_line() {
        for line in [
            &b""[..],
            b"220 smtp.example ESMTP",
            b"* OK IMAP4rev1",
            b"OK",
            b"-",
            b"+O",
            b"+1",
        ] {
            assert_eq!(StatusLine::parse(line), None, "{line:?}");
        }
    }

    #[test]
    fn text_cannot_end_the_line_it_is_sent_in() {
        let mut out = Vec::new();
        Reply::coded(ResponseCode::Other("A\r\nB".into()), "one\r\n+OK two\0")
            .encode(false, &mut out);
        assert_eq!(out, b"-ERR [A  B] one  +OK two\r\n");
    }
}
