//! Reading the messages that a check meets: from header and first lines to a sighting.

use std::sync::Arc;

use jiff::Timestamp;
use vigie_domain::{
    book::{
        returns::MessageClass,
        sighting::{LotSeen, ReturnSeen, Seen, Sighting},
    },
    report::NewMessage,
};
use vigie_mailbox::{MessageReader, Wanted, check::reader::MAX_LINES};
use vigie_sesam::{Bounds, Classification, answered_message, classify, cut_id, rules::RuleSet};

use super::knowledge::Knowledge;

/// Octets of a unique id that are kept.
const LONGEST_KEY: usize = 512;

/// Recognises messages by the rules in force. Of each it keeps what the book needs; subject, sender
/// and lines are gone when it has answered.
pub struct Reader {
    knowledge: Knowledge,
    /// Compiled with the first message: most checks meet none.
    compiled: Option<Arc<RuleSet>>,
    bounds: Bounds,
    now: Timestamp,
    seen: Vec<Sighting>,
}

impl Reader {
    /// A reader for one check that begins now.
    #[must_use]
    pub fn new(knowledge: Knowledge, now: Timestamp) -> Self {
        Self {
            knowledge,
            compiled: None,
            bounds: Bounds::default(),
            now,
            seen: Vec::new(),
        }
    }

    /// What was seen, in the order of the mailbox.
    #[must_use]
    pub fn into_seen(self) -> Vec<Sighting> {
        self.seen
    }

    /// What was seen since it was last asked.
    pub(crate) fn take_seen(&mut self) -> Vec<Sighting> {
        std::mem::take(&mut self.seen)
    }

    /// A message that was sent at `at`, by its first octets. Only a lot is noted.
    pub(crate) fn sent(&mut self, message: &NewMessage, octets: &[u8], at: Timestamp) {
        let found = self.classify(octets);
        if found.class == MessageClass::Lot {
            let message = NewMessage {
                received_at: Some(at),
                ..message.clone()
            };
            self.note(&message, found, octets);
        }
    }

    fn classify(&mut self, octets: &[u8]) -> Classification {
        let rules = self.compiled.get_or_insert_with(|| self.knowledge.rules());
        classify(rules, octets, &self.bounds)
    }

    fn note(&mut self, message: &NewMessage, found: Classification, octets: &[u8]) {
        let at = message.received_at.unwrap_or(self.now);
        let message_id = message.message_id.as_deref().map(cut_id);
        let seen = if found.class == MessageClass::Lot {
            Seen::Lot(LotSeen {
                reference: found.references.into_iter().next().unwrap_or_default(),
                caisse: found.caisse,
                message_id,
                sent: at,
                invoices: None,
            })
        } else {
            let content = found.content;
            let (states, codes) = content
                .map(|content| (content.states, content.codes))
                .unwrap_or_default();
            let few = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
            Seen::Return(ReturnSeen {
                class: found.class,
                strength: found.strength,
                rule: found.rule,
                references: found.references,
                caisse: found.caisse,
                message_id,
                answers: answered_message(octets, &self.bounds),
                at,
                states: states
                    .into_iter()
                    .map(|(state, count)| (state, few(count)))
                    .collect(),
                codes: codes
                    .into_iter()
                    .map(|(code, count)| (code, few(count)))
                    .collect(),
            })
        };
        self.seen.push(Sighting {
            key: key(&message.uid),
            seen,
        });
    }
}

impl MessageReader for Reader {
    fn header(&mut self, message: &NewMessage, header: &[u8]) -> Wanted {
        // A header that the server refuses says nothing of what the message is.
        if header.is_empty() {
            return Wanted::Nothing;
        }
        let found = self.classify(header);
        if wants_lines(&found, header) {
            return Wanted::Lines(MAX_LINES);
        }
        self.note(message, found, header);
        Wanted::Nothing
    }

    fn lines(&mut self, message: &NewMessage, octets: &[u8]) {
        let found = self.classify(octets);
        self.note(message, found, octets);
    }
}

/// Returns, notices of non-delivery, and what the caisses' own network sends: their nature, and the
/// lots that they name, may stand in a part behind the header. Nobody else's mail is opened.
fn wants_lines(found: &Classification, header: &[u8]) -> bool {
    match found.class {
        MessageClass::UnknownMachine => found.caisse.is_some() || is_report(header),
        MessageClass::Lot | MessageClass::Foreign => false,
        class => class.is_return() || class == MessageClass::NonDelivery,
    }
}

/// Whether the header announces a report (RFC 6522): its parts say on what.
fn is_report(header: &[u8]) -> bool {
    let name = b"multipart/report";
    header
        .windows(name.len())
        .any(|octets| octets.eq_ignore_ascii_case(name))
}

fn key(uid: &str) -> String {
    let mut end = uid.len().min(LONGEST_KEY);
    while !uid.is_char_boundary(end) {
        end -= 1;
    }
    uid[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use vigie_domain::book::returns::Strength;

    use super::*;

    fn reader() -> Reader {
        Reader::new(
            Knowledge::default(),
            "2026-03-02T09:00:00Z".parse().unwrap(),
        )
    }

    fn message(uid: &str) -> NewMessage {
        NewMessage {
            uid: uid.to_owned(),
            octets: None,
            message_id: Some("1@511.01.rss.fr".to_owned()),
            from: None,
            subject: None,
            received_at: None,
        }
    }

    /// As a check does: the header, and the whole where that is wanted.
    fn read(text: &str) -> Option<Sighting> {
        let octets = text.replace('\n', "\r\n").into_bytes();
        let end = octets
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .map_or(octets.len(), |at| at + 4);
        let mut reader = reader();
        if let Wanted::Lines(_) = reader.header(&message("u1"), &octets[..end]) {
            reader.lines(&message("u1"), &octets);
        }
        reader.into_seen().pop()
    }

    fn returned(text: &str) -> ReturnSeen {
        match read(text).unwrap().seen {
            Seen::Return(seen) => seen,
            Seen::Lot(lot) => panic!("a lot: {lot:?}"),
        }
    }

    #[test]
    fn a_return_behind_a_multipart_header_is_found_by_its_first_lines() {
        let seen = returned(
            "From: retour@511.01.rss.fr\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n\
             --b\nContent-Type: application/edi-consent\nContent-Description: NOEMIE/PS\n\nx\n--b--\n",
        );
        assert_eq!(seen.class, MessageClass::Rsp);
        assert_eq!(seen.caisse.unwrap().to_string(), "01511");
        assert_eq!(seen.rule.as_deref(), Some("return-noemie-described"));
    }

    #[test]
    fn a_notice_of_non_delivery_names_the_lots_message() {
        let seen = returned(
            "From: MAILER-DAEMON@mail.exemple.example\nMIME-Version: 1.0\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n\
             --b\nContent-Type: message/delivery-status\n\nAction: failed\n\n\
             --b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <7@cabinet.example>\n\n--b--\n",
        );
        assert_eq!(
            (seen.class, seen.strength),
            (MessageClass::NonDelivery, Strength::Proven)
        );
        assert_eq!(seen.answers.as_deref(), Some("7@cabinet.example"));
    }

    #[test]
    fn somebodys_own_mail_is_not_opened() {
        let octets = b"From: Alice <a@exemple.example>\r\nSubject: Bonjour\r\n\r\n";
        let mut reader = reader();
        assert_eq!(reader.header(&message("u2"), octets), Wanted::Nothing);
        let seen = reader.into_seen().pop().unwrap();
        let shown = format!("{seen:?}");
        assert!(shown.contains("Foreign"));
        assert!(!shown.contains("Alice") && !shown.contains("Bonjour"));
    }

    #[test]
    fn a_refused_header_says_nothing() {
        let mut reader = reader();
        assert_eq!(reader.header(&message("u3"), b""), Wanted::Nothing);
        assert_eq!(reader.into_seen(), []);
        assert_eq!(key(&"é".repeat(1000)).len(), 512);
    }
}
