//! Keys in INI files, found as `GetPrivateProfileString` of Windows finds them.
//!
//! Letter case does not count. Of two sections of one name, and of two keys of one name, the first
//! counts. Lines that begin with `;` are comments, with `#` too. Around a value, blanks and one pair
//! of quotation marks do not belong to it. Unlike Windows, a blank followed by `;` or `#` ends a
//! value without quotation marks: what follows is a comment, and stays.

use std::ops::Range;

use vigie_domain::billing::IniKey;

use super::{DocumentFault, text::Charset};

/// What was found of a key.
#[derive(Debug, PartialEq)]
pub(super) enum Found {
    /// Its value.
    Value(Spot),
    /// The section without the key.
    NoKey {
        /// The end of the section's last line that is not blank, its line ending included.
        end: usize,
    },
    /// No such section.
    NoSection,
}

/// Where a value stands, without its quotation marks.
#[derive(Debug, PartialEq)]
pub(super) struct Spot {
    pub(super) range: Range<usize>,
    /// Its quotation mark.
    quote: Option<u16>,
    /// Something follows it that is taken for a comment.
    pub(super) has_comment: bool,
    line: Range<usize>,
}

const BLANK: [u16; 2] = [b' ' as u16, b'\t' as u16];
const COMMENT: [u16; 2] = [b';' as u16, b'#' as u16];
const QUOTES: [u16; 2] = [b'"' as u16, b'\'' as u16];
const OPEN: u16 = b'[' as u16;
const CLOSE: u16 = b']' as u16;
const EQUALS: u16 = b'=' as u16;
const CR: u16 = b'\r' as u16;
const LF: u16 = b'\n' as u16;

/// Looks for a key in a file's octets, its byte-order mark taken off.
pub(super) fn find(octets: &[u8], charset: Charset, key: &IniKey) -> Found {
    let text = Text { octets, charset };
    let mut found = Found::NoSection;
    for line in text.lines() {
        let content = text.trimmed(line.content.clone());
        if let Some(section) = text.section(&content) {
            if found != Found::NoSection {
                return found;
            }
            if text.is_named(section, &key.section) {
                found = Found::NoKey { end: line.end };
            }
        } else if let Found::NoKey { end } = &mut found
            && !content.is_empty()
        {
            *end = line.end;
            let whole = content.start..line.content.end;
            if let Some(value) = text.value_of(&whole, &key.key) {
                return Found::Value(text.spot(value, line.content.start..line.end));
            }
        }
    }
    found
}

/// The octets with this value, the key and its section added where they are missing.
pub(super) fn set(
    octets: &[u8],
    charset: Charset,
    key: &IniKey,
    value: &str,
) -> Result<Vec<u8>, DocumentFault> {
    let encoded = |text: &str| {
        let octets = charset.encode(text);
        octets.ok_or(DocumentFault::NotEncodable(key.setting))
    };
    let text = Text { octets, charset };
    let entry = format!("{}={value}", key.key);
    match find(octets, charset, key) {
        Found::Value(spot) => {
            let cuts = |quote: u16| {
                char::from_u32(quote.into()).is_some_and(|quote| value.contains(quote))
            };
            if spot.quote.is_some_and(cuts) {
                return Err(DocumentFault::Unwritable(key.setting));
            }
            Ok(spliced(octets, spot.range, &encoded(value)?))
        }
        Found::NoKey { end } => {
            let added = text.as_lines(end, &[&entry]);
            Ok(spliced(octets, end..end, &encoded(&added)?))
        }
        Found::NoSection => {
            let end = octets.len();
            let header = format!("[{}]", key.section);
            let added = text.as_lines(end, &[&header, &entry]);
            Ok(spliced(octets, end..end, &encoded(&added)?))
        }
    }
}

/// The octets without the line of this key.
pub(super) fn remove(octets: &[u8], charset: Charset, key: &IniKey) -> Vec<u8> {
    match find(octets, charset, key) {
        Found::Value(spot) => spliced(octets, spot.line, &[]),
        Found::NoKey { .. } | Found::NoSection => octets.to_vec(),
    }
}

fn spliced(octets: &[u8], range: Range<usize>, new: &[u8]) -> Vec<u8> {
    [&octets[..range.start], new, &octets[range.end..]].concat()
}

/// A file's octets, looked at in units.
#[derive(Clone, Copy)]
struct Text<'a> {
    octets: &'a [u8],
    charset: Charset,
}

/// A line; all offsets are in octets.
struct Line {
    /// Without its ending.
    content: Range<usize>,
    /// Where the next one begins.
    end: usize,
}

impl<'a> Text<'a> {
    fn unit(self, at: usize) -> Option<u16> {
        self.charset.unit(self.octets, at)
    }

    /// The offsets of the units in a range.
    fn units(
        self,
        range: &Range<usize>,
    ) -> impl DoubleEndedIterator<Item = (usize, u16)> + use<'a> {
        let offsets = range.clone().step_by(self.charset.width());
        offsets.filter_map(move |at| Some((at, self.unit(at)?)))
    }

    /// Lines end with CR LF, LF or CR.
    fn lines(self) -> impl Iterator<Item = Line> + use<'a> {
        let width = self.charset.width();
        let mut start = 0;
        std::iter::from_fn(move || {
            self.unit(start)?;
            let mut at = start;
            while self.unit(at).is_some_and(|unit| unit != CR && unit != LF) {
                at += width;
            }
            let ending = match (self.unit(at), self.unit(at + width)) {
                (None, _) => 0,
                (Some(CR), Some(LF)) => 2,
                _ => 1,
            };
            let line = Line {
                content: start..at,
                end: at + ending * width,
            };
            start = line.end;
            Some(line)
        })
    }

    fn trimmed(self, range: Range<usize>) -> Range<usize> {
        let width = self.charset.width();
        let solid = |&(_, unit): &(usize, u16)| !BLANK.contains(&unit);
        let Some((start, _)) = self.units(&range).find(solid) else {
            return range.start..range.start;
        };
        let last = self.units(&range).rfind(solid);
        start..last.map_or(start, |(at, _)| at + width)
    }

    /// The name in a line `[NAME]`.
    fn section(self, content: &Range<usize>) -> Option<Range<usize>> {
        let is_header = self.unit(content.start) == Some(OPEN) && !content.is_empty();
        let name = content.start + self.charset.width()..content.end;
        let (close, _) = self.units(&name).find(|(_, unit)| *unit == CLOSE)?;
        is_header.then(|| self.trimmed(name.start..close))
    }

    /// What follows the `=` of a line, if its key is this.
    fn value_of(self, content: &Range<usize>, key: &str) -> Option<Range<usize>> {
        let (at, _) = self.units(content).find(|(_, unit)| *unit == EQUALS)?;
        let is_comment = self
            .unit(content.start)
            .is_some_and(|unit| COMMENT.contains(&unit));
        let is_key = !is_comment && self.is_named(self.trimmed(content.start..at), key);
        is_key.then(|| at + self.charset.width()..content.end)
    }

    fn is_named(self, range: Range<usize>, name: &str) -> bool {
        let found = self.charset.decode(&self.octets[range]);
        found.is_ok_and(|found| found.to_lowercase() == name.to_lowercase())
    }

    /// Where the value stands in what follows the `=`.
    fn spot(self, rest: Range<usize>, line: Range<usize>) -> Spot {
        let width = self.charset.width();
        let value = self.trimmed(rest.clone());
        let quote = self
            .unit(value.start)
            .filter(|unit| QUOTES.contains(unit) && !value.is_empty());
        if let Some(quote) = quote {
            let inner = value.start + width..value.end;
            let is_quote = |&(_, unit): &(usize, u16)| unit == quote;
            let closing = self.units(&inner).find(is_quote);
            let last = self.units(&inner).next_back().filter(is_quote);
            let ends_at = closing
                .filter(|(at, _)| self.is_comment(at + width..value.end))
                .or(last);
            if let Some((at, _)) = ends_at {
                return Spot {
                    range: inner.start..at,
                    quote: Some(quote),
                    has_comment: at + width < value.end,
                    line,
                };
            }
        }
        let comment = self.units(&rest).find(|(at, unit)| {
            let follows_blank = *at > rest.start
                && self
                    .unit(at - width)
                    .is_some_and(|before| BLANK.contains(&before));
            COMMENT.contains(unit) && follows_blank
        });
        let range = match comment {
            Some((at, _)) => self.trimmed(rest.start..at),
            // After the blanks, if there is nothing else.
            None if value.is_empty() => rest.end..rest.end,
            None => value,
        };
        Spot {
            range,
            quote: None,
            has_comment: comment.is_some(),
            line,
        }
    }

    /// Whether only blanks stand there, or blanks and a comment.
    fn is_comment(self, range: Range<usize>) -> bool {
        let rest = self.trimmed(range.clone());
        let begins = self
            .unit(rest.start)
            .is_some_and(|unit| COMMENT.contains(&unit));
        rest.is_empty() || begins && rest.start > range.start
    }

    /// Lines to be put at `at`, with the endings of the line before it.
    fn as_lines(self, at: usize, lines: &[&str]) -> String {
        let ending_of = |line: &Line| {
            let ending = self.units(&(line.content.end..line.end));
            let ending = ending.filter_map(|(_, unit)| char::from_u32(unit.into()));
            ending.collect::<String>()
        };
        let mut before = None;
        let mut ending = None;
        for line in self.lines().take_while(|line| line.end <= at) {
            let own = ending_of(&line);
            ending = Some(own.clone()).filter(|own| !own.is_empty()).or(ending);
            before = Some(own);
        }
        let ending = ending.unwrap_or_else(|| "\r\n".to_owned());
        if before.is_some_and(|own| own.is_empty()) {
            // The file's last line has no ending, and shall have none.
            format!("{ending}{}", lines.join(&ending))
        } else {
            format!("{}{ending}", lines.join(&ending))
        }
    }
}
