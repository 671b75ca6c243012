//! Texts and attributes in XML documents, with the octets that they stand in.

use std::ops::Range;

use quick_xml::{
    Reader,
    events::{BytesDecl, BytesRef, BytesStart, Event},
};
use vigie_domain::billing::{Encoding, XmlNode};

use super::{DocumentFault, text::Charset};

/// Where a value stands.
#[derive(Debug)]
pub(super) struct Spot {
    pub(super) value: String,
    range: Range<usize>,
    /// What is to stand around a value: an element written `<a/>` is opened for it.
    around: Option<Vec<u8>>,
    is_unicode: bool,
}

const MOST_DEPTH: usize = 100;
const SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

/// Looks for an element's text, or for an attribute. The whole document is read: an error anywhere
/// is one, and so is a second element of the same path.
pub(super) fn find(
    octets: &[u8],
    profile: Encoding,
    node: &XmlNode,
) -> Result<Spot, DocumentFault> {
    let body = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
    // UTF-16 and UTF-32, with or without a mark.
    if body.contains(&0) || body.starts_with(b"\xff\xfe") || body.starts_with(b"\xfe\xff") {
        return Err(DocumentFault::Encoding);
    }
    let marked = body.len() < octets.len();
    let mut search = Search {
        octets: body,
        charset: Charset::of(if marked { Encoding::Utf8 } else { profile }),
        path: node.path.split('/').map(str::as_bytes).collect(),
        node,
        depth: 0,
        matched: 0,
        open: None,
        found: None,
    };
    let mut reader = Reader::from_reader(body);
    loop {
        let start = position(&reader)?;
        let event = reader.read_event().map_err(|_| DocumentFault::NotXml)?;
        let range = start..position(&reader)?;
        match event {
            Event::Decl(declaration) if !marked => {
                search.charset = declared(&declaration)?.unwrap_or(search.charset);
            }
            Event::Eof => break,
            event => search.take(&event, range)?,
        }
    }
    if search.depth > 0 {
        return Err(DocumentFault::NotXml);
    }
    let Some(mut spot) = search.found.take() else {
        return Err(DocumentFault::Missing(search.name()));
    };
    let mark = octets.len() - body.len();
    spot.range = spot.range.start + mark..spot.range.end + mark;
    Ok(spot)
}

impl Spot {
    /// The document with this value there.
    pub(super) fn with(&self, octets: &[u8], value: &str) -> Vec<u8> {
        let mut document = octets[..self.range.start].to_vec();
        if self.around.is_some() {
            document.push(b'>');
        }
        for letter in value.chars() {
            match letter {
                '&' => document.extend(b"&amp;"),
                '<' => document.extend(b"&lt;"),
                '>' => document.extend(b"&gt;"),
                '"' => document.extend(b"&quot;"),
                '\'' => document.extend(b"&apos;"),
                _ if letter.is_ascii() || self.is_unicode => {
                    document.extend(letter.encode_utf8(&mut [0; 4]).as_bytes());
                }
                // Whatever the encoding, a reference says it.
                _ => document.extend(format!("&#{};", u32::from(letter)).as_bytes()),
            }
        }
        if let Some(name) = &self.around {
            document.extend(b"</");
            document.extend(name);
            document.push(b'>');
        }
        document.extend(&octets[self.range.end..]);
        document
    }
}

struct Search<'a> {
    octets: &'a [u8],
    charset: Charset,
    path: Vec<&'a [u8]>,
    node: &'a XmlNode,
    /// Elements open now.
    depth: usize,
    /// How many of them, from the root on, are those of the path.
    matched: usize,
    /// The text of the element that was looked for, while it is open, and where it begins.
    open: Option<(String, usize)>,
    found: Option<Spot>,
}

impl Search<'_> {
    fn take(&mut self, event: &Event<'_>, range: Range<usize>) -> Result<(), DocumentFault> {
        match event {
            Event::Start(element) => self.start(element, range),
            Event::Empty(element) => {
                if self.is_it(element) {
                    self.empty(element, range)?;
                }
                self.no_child()
            }
            Event::End(_) => self.end(range.start),
            Event::Text(text) => {
                let text = self.charset.decode(text)?;
                self.add(&text);
                Ok(())
            }
            Event::CData(text) => {
                let text = self.charset.decode(text)?;
                self.add(&text);
                Ok(())
            }
            Event::GeneralRef(reference) => {
                let letter = referred(reference);
                match (&mut self.open, letter) {
                    (Some((text, _)), Some(letter)) => text.push(letter),
                    (Some(_), None) => return Err(DocumentFault::Entities),
                    (None, _) => {}
                }
                Ok(())
            }
            Event::DocType(definition) => {
                let defines = definition.windows(8).any(|octets| octets == b"<!ENTITY");
                if defines {
                    return Err(DocumentFault::Entities);
                }
                Ok(())
            }
            Event::Comment(_) | Event::PI(_) => self.no_child(),
            Event::Decl(_) | Event::Eof => Ok(()),
        }
    }

    /// Whether a child of the elements that are open now is the one that is looked for.
    fn is_it(&self, element: &BytesStart<'_>) -> bool {
        self.matched == self.depth
            && self.depth + 1 == self.path.len()
            && self.path.last() == Some(&element.name().as_ref())
    }

    fn start(
        &mut self,
        element: &BytesStart<'_>,
        range: Range<usize>,
    ) -> Result<(), DocumentFault> {
        self.no_child()?;
        let is_it = self.is_it(element);
        let next = self.path.get(self.depth);
        if self.matched == self.depth && next == Some(&element.name().as_ref()) {
            self.matched += 1;
        }
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return Err(DocumentFault::TooDeep);
        }
        if is_it && self.node.attribute.is_some() {
            self.attribute(element)
        } else if is_it {
            self.open = Some((String::new(), range.end));
            Ok(())
        } else {
            Ok(())
        }
    }

    fn end(&mut self, at: usize) -> Result<(), DocumentFault> {
        if let Some((text, start)) = self.open.take() {
            let inner = &self.octets[start..at];
            let is_space = |octet: &u8| SPACE.contains(&char::from(*octet));
            let before = inner.iter().take_while(|octet| is_space(octet)).count();
            let after = inner[before..]
                .iter()
                .rev()
                .take_while(|octet| is_space(octet));
            self.keep(Spot {
                value: text.trim_matches(SPACE).to_owned(),
                range: start + before..at - after.count(),
                around: None,
                is_unicode: self.is_unicode(),
            })?;
        }
        // quick-xml has compared the names already.
        self.depth = self.depth.checked_sub(1).ok_or(DocumentFault::NotXml)?;
        self.matched = self.matched.min(self.depth);
        Ok(())
    }

    fn empty(
        &mut self,
        element: &BytesStart<'_>,
        range: Range<usize>,
    ) -> Result<(), DocumentFault> {
        if self.node.attribute.is_some() {
            return self.attribute(element);
        }
        let name = element.name().as_ref().to_vec();
        self.keep(Spot {
            value: String::new(),
            // Its `/>`.
            range: range.end - 2..range.end,
            around: Some(name),
            is_unicode: self.is_unicode(),
        })
    }

    fn attribute(&mut self, element: &BytesStart<'_>) -> Result<(), DocumentFault> {
        let name = self.node.attribute.as_deref().unwrap_or_default();
        let mut found = None;
        // All are looked at: the reader refuses a name that is there twice.
        for attribute in element.attributes() {
            let attribute = attribute.map_err(|_| DocumentFault::NotXml)?;
            if attribute.key.as_ref() == name.as_bytes() {
                found = Some(attribute.value);
            }
        }
        let raw = found.ok_or_else(|| DocumentFault::Missing(self.name()))?;
        // The reader gives a part of the octets that it was given.
        let start = raw.as_ptr().addr();
        let start = start.checked_sub(self.octets.as_ptr().addr());
        let range = start.map(|start| start..start + raw.len());
        let range = range.filter(|range| self.octets.get(range.clone()) == Some(&*raw));
        let range = range.ok_or(DocumentFault::NotXml)?;
        let text = self.charset.decode(&raw)?;
        let value = quick_xml::escape::unescape(&text).map_err(|_| DocumentFault::Entities)?;
        self.keep(Spot {
            value: value.into_owned(),
            range,
            around: None,
            is_unicode: self.is_unicode(),
        })
    }

    fn keep(&mut self, spot: Spot) -> Result<(), DocumentFault> {
        match self.found.replace(spot) {
            None => Ok(()),
            Some(_) => Err(DocumentFault::Twice(self.name())),
        }
    }

    fn add(&mut self, more: &str) {
        if let Some((text, _)) = &mut self.open {
            text.push_str(more);
        }
    }

    /// Nothing but text may stand in the element that is looked for.
    fn no_child(&self) -> Result<(), DocumentFault> {
        match self.open {
            Some(_) => Err(DocumentFault::NotPlain(self.name())),
            None => Ok(()),
        }
    }

    fn name(&self) -> String {
        match &self.node.attribute {
            Some(attribute) => format!("{}/@{attribute}", self.node.path),
            None => self.node.path.clone(),
        }
    }

    fn is_unicode(&self) -> bool {
        matches!(self.charset, Charset::Octets(encoding) if encoding == encoding_rs::UTF_8)
    }
}

fn position(reader: &Reader<&[u8]>) -> Result<usize, DocumentFault> {
    usize::try_from(reader.buffer_position()).map_err(|_| DocumentFault::NotXml)
}

/// The encoding that a document names.
fn declared(declaration: &BytesDecl<'_>) -> Result<Option<Charset>, DocumentFault> {
    let Some(label) = declaration.encoding() else {
        return Ok(None);
    };
    let label = label.map_err(|_| DocumentFault::NotXml)?;
    let encoding = encoding_rs::Encoding::for_label(&label).ok_or(DocumentFault::Encoding)?;
    let known = [
        encoding_rs::UTF_8,
        encoding_rs::WINDOWS_1252,
        encoding_rs::ISO_8859_15,
    ];
    if known.contains(&encoding) {
        Ok(Some(Charset::Octets(encoding)))
    } else {
        Err(DocumentFault::Encoding)
    }
}

/// The letter that a reference stands for; `None`: an entity that only a definition would explain.
fn referred(reference: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(letter)) = reference.resolve_char_ref() {
        return Some(letter);
    }
    match reference.as_ref() {
        b"amp" => Some('&'),
        b"lt" => Some('<'),
        b"gt" => Some('>'),
        b"quot" => Some('"'),
        b"apos" => Some('\''),
        _ => None,
    }
}
