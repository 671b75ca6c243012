//! Messages as octets (RFC 5322), ready to be sent.
//!
//! Lots and NOEMIE returns look as the public programs of the IRIS/B2 channel write and read them.
//! **Invented for the tests** are the ARL's and the service message's mails: their subjects begin
//! with `ARL-INVENTE` and `SERVICE-INVENTE`, and only [`super::rules`] knows them.

mod answers;
mod lots;
mod others;

use std::io::Write as _;

use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{
    Compression,
    write::{GzEncoder, ZlibEncoder},
};
use jiff::Timestamp;
use vigie_domain::book::lot::Caisse;

use super::{
    arrival::{Arrival, Kind, Packing},
    world::World,
};
use crate::mail::DOMAIN;

pub use answers::{Arl, read_arl};
pub(in crate::caisse) use lots::is_enveloped;
pub use lots::{lot, stamp_of};

/// A message and its envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The envelope's sender; `None`: the null sender of a notice (RFC 5321 §4.5.5).
    pub from: Option<String>,
    /// The envelope's recipient.
    pub to: String,
    /// Header and body, with CRLF.
    pub octets: Vec<u8>,
}

/// The message that arrives.
#[must_use]
pub fn letter(world: &World, arrival: &Arrival) -> Letter {
    letter_about(world, arrival, None)
}

/// The same, where the Message-ID of the lot's mail is known: a notice of non-delivery shows it.
#[must_use]
pub fn letter_about(world: &World, arrival: &Arrival, about: Option<&str>) -> Letter {
    let to = format!("{}@{DOMAIN}", world.practice(arrival.practice).mailbox);
    let lot = arrival.lot.map(|index| &world.lots()[index]);
    let caisse = world.caisse(arrival.office);
    let zone = &world.parameters().place.zone;
    let head = Head {
        from: String::new(),
        to,
        subject: String::new(),
        at: jiff::fmt::rfc2822::to_string(&arrival.at.to_zoned(zone.clone()))
            .expect("a date of this century"),
        id: message_id(arrival),
        more: Vec::new(),
    };
    match (arrival.kind, lot) {
        (Kind::Arl { positive }, Some(lot)) => answers::arl(head, lot, positive),
        (Kind::Rsp(outcome, packing), Some(lot)) => answers::rsp(head, lot, outcome, packing),
        (Kind::ComplementaryReturn(packing), Some(lot)) => {
            others::complementary_return(head, lot, packing)
        }
        (Kind::NonDelivery, Some(lot)) => answers::non_delivery(head, lot, about),
        (Kind::ServiceMessage, _) => answers::service_message(head, caisse),
        (Kind::ComplementaryNotice, _) => others::complementary_notice(head),
        (Kind::Newsletter, _) => others::newsletter(head),
        (Kind::Spam, _) => others::spam(head),
        (Kind::Personal, _) => others::personal(head),
        (_, None) => panic!("an answer without its lot: {arrival:?}"),
    }
}

/// The Message-ID of an arrival, without its angle brackets; both copies of a doubled message
/// have the same.
#[must_use]
pub fn message_id(arrival: &Arrival) -> String {
    format!("{:016x}@essai.example", arrival.serial)
}

/// The Message-ID that a message shows, without its angle brackets.
#[must_use]
pub fn message_id_of(octets: &[u8]) -> Option<String> {
    let value = field(octets, "Message-ID")?;
    Some(value.trim_matches(['<', '>']).to_owned())
}

/// The address in `From`, without its angle brackets and without a name.
#[must_use]
pub fn sender_of(octets: &[u8]) -> Option<String> {
    let value = field(octets, "From")?;
    let address = value.rsplit('<').next()?.trim_end_matches('>').trim();
    address.contains('@').then(|| address.to_owned())
}

/// An address in a caisse's domain.
#[must_use]
pub fn address_of(caisse: Caisse, name: &str) -> String {
    format!(
        "{name}@{:03}.{:02}.rss.fr",
        caisse.number(),
        caisse.regime()
    )
}

/// The value of the first header field of that name, if it is not folded.
pub(super) fn field(octets: &[u8], name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(octets);
    text.lines()
        .take_while(|line| !line.is_empty())
        .find_map(|line| {
            let (field, value) = line.split_once(':')?;
            (field.eq_ignore_ascii_case(name)).then(|| value.trim().to_owned())
        })
}

/// What stands above every body.
struct Head {
    from: String,
    to: String,
    subject: String,
    at: String,
    id: String,
    /// More fields, whole lines.
    more: Vec<String>,
}

impl Head {
    fn from(mut self, from: &str, subject: &str) -> Self {
        from.clone_into(&mut self.from);
        subject.clone_into(&mut self.subject);
        self
    }

    fn with(mut self, line: &str) -> Self {
        self.more.push(line.to_owned());
        self
    }

    /// A body of text, in UTF-8.
    fn text(self, body: &str) -> Letter {
        let body = body.replace('\n', "\r\n");
        self.with("MIME-Version: 1.0")
            .with("Content-Type: text/plain; charset=utf-8")
            .with("Content-Transfer-Encoding: 8bit")
            .whole(&body)
    }

    /// One part of `application/edi-consent`, in base64.
    fn edi(self, media_type: &str, description: &str, file: &str, octets: &[u8]) -> Letter {
        self.with("MIME-Version: 1.0")
            .with(&format!("Content-Type: {media_type}; name=\"{file}\""))
            .with("Content-Transfer-Encoding: base64")
            .with(&format!("Content-Description: {description}"))
            .with(&format!(
                "Content-Disposition: attachment; filename=\"{file}\""
            ))
            .whole(&base64_lines(octets))
    }

    fn whole(self, body: &str) -> Letter {
        let mut text = format!(
            "From: <{}>\r\nTo: <{}>\r\nSubject: {}\r\nDate: {}\r\nMessage-ID: <{}>\r\n",
            self.from, self.to, self.subject, self.at, self.id
        );
        for line in &self.more {
            text.push_str(line);
            text.push_str("\r\n");
        }
        text.push_str("\r\n");
        text.push_str(body);
        Letter {
            from: Some(self.from),
            to: self.to,
            octets: text.into_bytes(),
        }
    }
}

fn base64_lines(octets: &[u8]) -> String {
    const LINE: usize = 76;
    let encoded = STANDARD.encode(octets);
    let mut lines = String::with_capacity(encoded.len() + encoded.len() / LINE * 2 + 2);
    for (at, letter) in encoded.chars().enumerate() {
        if at > 0 && at % LINE == 0 {
            lines.push_str("\r\n");
        }
        lines.push(letter);
    }
    lines + "\r\n"
}

/// The octets packed, and the file name's extension.
fn packed(octets: &[u8], packing: Packing) -> (Vec<u8>, &'static str) {
    let whole = "memory does not fail";
    match packing {
        Packing::Plain => (octets.to_vec(), "txt"),
        Packing::Gzip => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(octets).expect(whole);
            (encoder.finish().expect(whole), "gz")
        }
        Packing::Zlib => {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(octets).expect(whole);
            (encoder.finish().expect(whole), "z")
        }
    }
}

/// A date in a header.
fn date_field(at: Timestamp) -> String {
    jiff::fmt::rfc2822::to_string(&at.to_zoned(jiff::tz::TimeZone::UTC))
        .expect("a date of this century")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::caisse::{LotFile, Parameters, Plan};

    #[test]
    fn every_letter_is_fit_for_smtp() {
        let plan = Plan::generate(
            9,
            Parameters {
                noise: 500,
                ..Parameters::default()
            },
        );
        let mut letters: Vec<_> = plan
            .arrivals()
            .map(|arrival| letter(plan.world(), arrival))
            .collect();
        for planned in plan.world().lots() {
            let file = LotFile::of(planned);
            letters.push(lot(
                &file,
                "cabinet@example.test",
                planned.made,
                "x@example.test",
            ));
        }
        for letter in letters {
            let text = String::from_utf8(letter.octets).unwrap();
            assert!(text.ends_with("\r\n"), "{text}");
            for line in text.split_terminator("\r\n") {
                // RFC 5321 §4.5.3.1.6, and no line end of half a kind.
                assert!(
                    line.len() <= 998 && !line.contains(['\r', '\n']),
                    "{line:?}"
                );
            }
            let (head, _) = text.split_once("\r\n\r\n").unwrap();
            assert!(head.is_ascii(), "{head}");
        }
    }

    #[test]
    fn an_arl_tells_the_billing_software_its_lot_and_its_sign() {
        let plan = Plan::generate(9, Parameters::default());
        let lots = plan.world().lots();
        for arrival in plan.arrivals() {
            let read = read_arl(&letter(plan.world(), arrival).octets);
            let Kind::Arl { positive } = arrival.kind else {
                assert_eq!(read, None);
                continue;
            };
            let lot = lots[arrival.lot.unwrap()].reference();
            assert_eq!(read, Some(Arl { positive, lot }));
        }
    }
}
