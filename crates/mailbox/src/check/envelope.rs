//! What a header says of a message: only what recognises it, bounded.

use jiff::{SignedDuration, Timestamp};
use mail_parser::{HeaderName, Message, MessageParser, Received};
use vigie_domain::report::NewMessage;

const MAX_CHARACTERS: usize = 400;

/// What the header of a message says of it, of one that was fetched whole. Dates more than a day
/// after `now` are nonsense.
#[must_use]
pub fn new_message(uid: String, octets: Option<u64>, header: &[u8], now: Timestamp) -> NewMessage {
    EnvelopeReader::new(now).read(uid, octets, header)
}

/// Reads headers one after the other.
pub(super) struct EnvelopeReader {
    parser: MessageParser,
    /// Dates beyond are nonsense.
    latest: Timestamp,
}

impl EnvelopeReader {
    pub(super) fn new(now: Timestamp) -> Self {
        let parser = MessageParser::new()
            .header_text(HeaderName::Subject)
            .header_address(HeaderName::From)
            .header_id(HeaderName::MessageId)
            .header_date(HeaderName::Date)
            .header_received(HeaderName::Received)
            .default_header_ignore();
        let latest = now
            .checked_add(SignedDuration::from_hours(24))
            .unwrap_or(Timestamp::MAX);
        Self { parser, latest }
    }

    /// The message with this unique id; without its particulars where the header has none.
    pub(super) fn read(&self, uid: String, octets: Option<u64>, header: &[u8]) -> NewMessage {
        let header = self.parser.parse_headers(header);
        let text = |value: Option<&str>| value.map(bounded).filter(|value| !value.is_empty());
        NewMessage {
            uid,
            octets,
            message_id: text(header.as_ref().and_then(Message::message_id)),
            from: text(
                header
                    .as_ref()
                    .and_then(Message::from)
                    .and_then(|from| from.first())
                    .and_then(|address| address.address()),
            ),
            subject: text(header.as_ref().and_then(Message::subject)),
            received_at: header.as_ref().and_then(|header| self.received_at(header)),
        }
    }

    fn received_at(&self, header: &Message<'_>) -> Option<Timestamp> {
        let topmost = header.received_all().next().and_then(Received::date);
        [topmost, header.date().copied()]
            .into_iter()
            .flatten()
            .filter(mail_parser::DateTime::is_valid)
            .filter_map(|date| Timestamp::from_second(date.to_timestamp()).ok())
            .find(|at| *at <= self.latest)
    }
}

fn bounded(text: &str) -> String {
    let visible = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter });
    let text: String = visible.take(MAX_CHARACTERS).collect();
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(header: &str) -> NewMessage {
        let now = "2026-03-02T08:00:00Z".parse().unwrap();
        EnvelopeReader::new(now).read("u1".into(), Some(7), header.as_bytes())
    }

    #[test]
    fn the_envelope_is_read() {
        let message = read(
            "Received: from a.exemple.test by b.exemple.test; Mon, 2 Mar 2026 08:10:00 +0100\r\n\
             Received: from c.exemple.test by a.exemple.test; Sun, 1 Mar 2026 08:00:00 +0100\r\n\
             From: Caisse <arl@caisse.test>\r\n\
             Subject: =?iso-8859-1?Q?Accus=E9_de_r=E9ception?=\r\n\
             Message-ID: <1@caisse.test>\r\n\
             Date: Sun, 1 Mar 2026 07:59:00 +0100\r\n\r\n",
        );
        assert_eq!(message.from.as_deref(), Some("arl@caisse.test"));
        assert_eq!(message.subject.as_deref(), Some("Accusé de réception"));
        assert_eq!(message.message_id.as_deref(), Some("1@caisse.test"));
        assert_eq!(
            message.received_at,
            Some("2026-03-02T07:10:00Z".parse().unwrap())
        );
        assert_eq!(message.octets, Some(7));
    }

    #[test]
    fn nonsense_is_nothing() {
        for header in [
            "",
            "\r\n",
            "no header at all",
            "Received: ;;;;\r\nDate: Mon, 99 Foo 2026\r\nFrom:\r\nSubject:\r\n\r\n",
            "Date: Mon, 2 Mar 2099 08:10:00 +0100\r\n\r\n",
        ] {
            let message = read(header);
            assert_eq!(message.received_at, None, "{header}");
            assert_eq!(message.from, None, "{header}");
            assert_eq!(message.subject, None, "{header}");
        }
    }

    #[test]
    fn a_hostile_header_is_bounded() {
        let header = format!("Subject: {}\r\n\r\n", "é\u{7}".repeat(30_000));
        assert!(read(&header).subject.unwrap().chars().count() <= MAX_CHARACTERS);
    }
}
