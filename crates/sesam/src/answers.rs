//! Which message a message answers.

use mail_parser::{HeaderValue, MessageParser, MessagePart, MimeHeaders, PartType};

use crate::Bounds;

/// The `Message-ID`, without brackets, of the message that this one answers, or of which it reports
/// that it was not delivered: In-Reply-To (RFC 5322 §3.6.4), or the message or header that a notice
/// returns (RFC 3462 §2). At most 250 octets; `None` where it names none.
#[must_use]
pub fn answered_message(octets: &[u8], bounds: &Bounds) -> Option<String> {
    let octets = &octets[..octets.len().min(bounds.message_octets)];
    let message = MessageParser::default().parse(octets)?;
    let answered = match message.in_reply_to() {
        HeaderValue::Text(id) => Some(cut_id(id)),
        HeaderValue::TextList(ids) => ids.first().map(|id| cut_id(id)),
        _ => None,
    };
    answered.or_else(|| {
        let mut parts = message.parts.iter().take(bounds.parts);
        parts.find_map(returned).filter(|id| !id.is_empty())
    })
}

fn returned(part: &MessagePart<'_>) -> Option<String> {
    match &part.body {
        PartType::Message(original) => original.message_id().map(cut_id),
        PartType::Text(header) if is_header_only(part) => MessageParser::default()
            .parse_headers(header.as_bytes())
            .and_then(|original| original.message_id().map(cut_id)),
        _ => None,
    }
}

fn is_header_only(part: &MessagePart<'_>) -> bool {
    part.content_type().is_some_and(|kind| {
        kind.subtype()
            .is_some_and(|subtype| subtype.eq_ignore_ascii_case("rfc822-headers"))
    })
}

/// A message's id as it is kept: printable, at most 250 octets.
#[must_use]
pub fn cut_id(id: &str) -> String {
    const LONGEST: usize = 250;
    id.chars()
        .filter(|letter| !letter.is_control())
        .scan(0, |octets, letter| {
            *octets += letter.len_utf8();
            (*octets <= LONGEST).then_some(letter)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(message: &str) -> Option<String> {
        answered_message(message.replace('\n', "\r\n").as_bytes(), &Bounds::default())
    }

    #[test]
    fn a_reply_and_a_notice_name_the_message() {
        let reply = "From: a@exemple.example\nIn-Reply-To: <1@cabinet.example>\n\nx\n";
        assert_eq!(answered(reply).as_deref(), Some("1@cabinet.example"));
        let notice = "Content-Type: multipart/report; boundary=b\n\n--b\n\nsorry\n--b\n\
            Content-Type: text/rfc822-headers\n\nMessage-ID: <2@cabinet.example>\nSubject: x\n\n--b--\n";
        assert_eq!(answered(notice).as_deref(), Some("2@cabinet.example"));
        let whole = "Content-Type: multipart/report; boundary=b\n\n--b\n\nsorry\n--b\n\
            Content-Type: message/rfc822\n\nMessage-ID: <3@cabinet.example>\nSubject: x\n\ny\n--b--\n";
        assert_eq!(answered(whole).as_deref(), Some("3@cabinet.example"));
        // Cut off by the lines that were asked for.
        let cut = &whole[..whole.len() - 7];
        assert_eq!(answered(cut).as_deref(), Some("3@cabinet.example"));
        assert_eq!(answered("From: a@exemple.example\n\nx\n"), None);
        assert_eq!(answered(""), None);
    }

    #[test]
    fn an_id_is_bounded() {
        assert_eq!(cut_id(&"é\u{7}".repeat(1000)).len(), 250);
    }
}
