//! A message as the rules see it: header fields and parts, flattened and bounded.

use mail_parser::{HeaderName, HeaderValue, Message, MessageParser, MessagePart, PartType};

use crate::Bounds;

/// The media type of the health insurance's returns and of lots, in lower case.
const EDI_CONSENT: &str = "application/edi-consent";

/// What the rules may ask of a message. Field names are lower case, values unfolded.
#[derive(Debug, Default)]
pub(crate) struct MessageView {
    /// Every header field of the message itself, in order, duplicates included.
    pub(crate) fields: Vec<(String, String)>,
    /// The subject, decoded.
    pub(crate) subject: String,
    /// Every address of From and Sender, lower case.
    pub(crate) senders: Vec<String>,
    /// Every address of To and Cc, lower case.
    pub(crate) recipients: Vec<String>,
    /// Every part, the message's own body included.
    pub(crate) parts: Vec<PartView>,
}

/// One MIME part.
#[derive(Debug)]
pub(crate) struct PartView {
    /// `type/subtype`, lower case; empty where none is given.
    pub(crate) media_type: String,
    /// Content-Description, as given.
    pub(crate) description: String,
    /// The octets of an `application/edi-consent` part, transfer encoding undone; other parts'
    /// contents are nobody's business here.
    pub(crate) edi: Option<Vec<u8>>,
}

impl MessageView {
    /// Parses as much as the bounds allow. Whatever cannot be parsed is an empty view: no rule
    /// that asks for something will match it.
    pub(crate) fn parse(octets: &[u8], bounds: &Bounds) -> Self {
        let octets = &octets[..octets.len().min(bounds.message_octets)];
        let Some(message) = MessageParser::default().parse(octets) else {
            return Self::default();
        };
        Self {
            subject: cut(message.subject().unwrap_or_default(), bounds.header_octets),
            senders: addresses(&message, &[HeaderName::From, HeaderName::Sender]),
            recipients: addresses(&message, &[HeaderName::To, HeaderName::Cc]),
            fields: fields_of(&message, octets, bounds),
            parts: message
                .parts
                .iter()
                .take(bounds.parts)
                .map(|part| PartView::of(part, bounds))
                .collect(),
        }
    }
}

impl PartView {
    fn of(part: &MessagePart<'_>, bounds: &Bounds) -> Self {
        let fields = HeaderFields(&part.headers);
        let media_type = fields.content_type().map_or_else(String::new, |kind| {
            let subtype = kind.subtype().unwrap_or_default();
            cut(
                &format!("{}/{subtype}", kind.ctype()).to_ascii_lowercase(),
                255,
            )
        });
        let description = fields.content_description().unwrap_or_default();
        Self {
            edi: (media_type == EDI_CONSENT).then(|| match &part.body {
                PartType::Text(text) | PartType::Html(text) => text.as_bytes().to_vec(),
                PartType::Binary(octets) | PartType::InlineBinary(octets) => octets.to_vec(),
                PartType::Message(_) | PartType::Multipart(_) => Vec::new(),
            }),
            description: cut(description, bounds.header_octets),
            media_type,
        }
    }
}

/// The header fields of one part, for mail-parser's MIME accessors. Where a field stands twice the
/// last one counts there; the rules' `header` condition sees both.
struct HeaderFields<'a>(&'a [mail_parser::Header<'a>]);

impl HeaderFields<'_> {
    fn value(&self, name: &HeaderName<'_>) -> Option<&HeaderValue<'_>> {
        self.0
            .iter()
            .rev()
            .find(|field| &field.name == name)
            .map(|field| &field.value)
    }

    fn content_type(&self) -> Option<&mail_parser::ContentType<'_>> {
        match self.value(&HeaderName::ContentType) {
            Some(HeaderValue::ContentType(kind)) => Some(kind),
            _ => None,
        }
    }

    fn content_description(&self) -> Option<&str> {
        match self.value(&HeaderName::ContentDescription) {
            Some(HeaderValue::Text(text)) => Some(text),
            _ => None,
        }
    }
}

fn fields_of(message: &Message<'_>, octets: &[u8], bounds: &Bounds) -> Vec<(String, String)> {
    message
        .headers()
        .iter()
        .take(bounds.header_fields)
        .filter_map(|field| {
            let raw = octets.get(field.offset_start as usize..field.offset_end as usize)?;
            let value = String::from_utf8_lossy(&raw[..raw.len().min(bounds.header_octets)]);
            let unfolded = value.split_whitespace().collect::<Vec<_>>().join(" ");
            Some((field.name.as_str().to_ascii_lowercase(), unfolded))
        })
        .collect()
}

fn addresses(message: &Message<'_>, names: &[HeaderName<'static>]) -> Vec<String> {
    const MOST: usize = 50;
    names
        .iter()
        .flat_map(|name| message.header_values(name.clone()))
        .filter_map(|value| match value {
            HeaderValue::Address(address) => Some(address),
            _ => None,
        })
        .flat_map(mail_parser::Address::iter)
        .filter_map(|address| address.address.as_deref())
        .take(MOST)
        .map(|address| cut(&address.trim().to_ascii_lowercase(), 320))
        .collect()
}

/// The first `most` octets at most, cut between two characters.
pub(crate) fn cut(text: &str, most: usize) -> String {
    let end = (0..=most.min(text.len()))
        .rev()
        .find(|&end| text.is_char_boundary(end))
        .unwrap_or(0);
    text[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_stands_twice_is_seen_twice() {
        let message = b"Content-Type: text/plain\r\nContent-Type: application/EDI-Consent\r\n\
            Content-Description: IRIS/B2\r\nSubject: =?iso-8859-1?q?caf=E9?=\r\n\r\nx";
        let view = MessageView::parse(message, &Bounds::default());
        let kinds: Vec<_> = view
            .fields
            .iter()
            .filter(|(name, _)| name == "content-type")
            .collect();
        assert_eq!(kinds.len(), 2);
        assert_eq!(view.subject, "café");
        assert_eq!(view.parts[0].media_type, "application/edi-consent");
        assert_eq!(view.parts[0].description, "IRIS/B2");
    }

    #[test]
    fn nonsense_is_an_empty_view_or_a_harmless_one() {
        for octets in [&b""[..], b"\0\xff\xfe", b"\r\n\r\n", &vec![b'a'; 100_000]] {
            let view = MessageView::parse(octets, &Bounds::default());
            assert!(view.senders.is_empty());
        }
    }
}
