//! The mail of the training ground, all of it invented and marked as such: lots, and what a caisse
//! sends back. The layouts of ARL, RSP and messages de service are this ground's own; its [`RULES`]
//! recognise them, and nothing else does.

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};

/// The recognition rules of the training mailbox, a document of `vigie-sesam`: for this mailbox
/// alone.
pub const RULES: &str = include_str!("../data/rules.json");

/// The one caisse of the training ground: régime 99 exists nowhere else.
pub(crate) const CAISSE: &str = "99042@042.99.rss.fr";
/// Who sends its lots.
const EMITTER: &str = "99999999900001";

/// A lot: what its subject says, and what an answer to it repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lot {
    /// 0 to 999.
    pub(crate) number: u16,
    /// The moment of its making on the practice's wall; its day is the lot's date.
    pub(crate) made: DateTime,
}

/// A lot as the caisse reads it in the mail that brought it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Received {
    emitter: String,
    number: String,
    date: String,
    message_id: Option<String>,
}

/// What a caisse answers to a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// It has it.
    Arl,
    /// What became of its invoices.
    Rsp,
}

impl Lot {
    /// The mail that brings it to the caisse, sent at `at`.
    pub(crate) fn mail(&self, from: &str, at: Timestamp) -> String {
        let stamp = self.made.strftime("%Y%m%d%H%M%S");
        let number = self.number;
        let head = Head {
            from,
            to: CAISSE,
            subject: &format!("IR/{EMITTER}/{stamp}{number:05}/00004"),
            id: &format!("lot-{stamp}-{number:03}@entrainement.example"),
            answers: None,
            at,
        };
        head.mail("Lot invente, pour s'entrainer : il ne contient aucune feuille de soins.")
    }
}

impl Received {
    /// Reads a mail that came for the caisse; `None`: it is no lot of the training ground.
    pub(crate) fn read(mail: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(mail).ok()?;
        let field = |name: &str| {
            text.lines()
                .take_while(|line| !line.is_empty())
                .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
        };
        let mut parts = field("Subject")?.strip_prefix("IR/")?.split('/');
        let (emitter, stamp) = (parts.next()?, parts.next()?);
        let digits = |text: &str| text.bytes().all(|octet| octet.is_ascii_digit());
        if emitter.len() != 14 || stamp.len() != 19 || !digits(emitter) || !digits(stamp) {
            return None;
        }
        let id = field("Message-ID").map(|id| id.trim_matches(['<', '>']));
        Some(Self {
            emitter: emitter.to_owned(),
            number: stamp.get(16..)?.to_owned(),
            date: stamp.get(..8)?.to_owned(),
            // An id goes back into a header: no other characters than those of an id.
            message_id: id
                .filter(|id| id.len() <= 200 && id.bytes().all(|octet| octet.is_ascii_graphic()))
                .map(str::to_owned),
        })
    }

    /// The caisse's answer, as it arrives in the mailbox `to` at `at`.
    pub(crate) fn answer(&self, kind: Kind, to: &str, at: Timestamp) -> String {
        let Self {
            emitter,
            number,
            date,
            message_id,
        } = self;
        let (name, subject, body) = match kind {
            Kind::Arl => ("arl", "ARL-INVENTE POSITIF", "le lot est recu"),
            Kind::Rsp => ("rsp", "RSP-INVENTE", "les factures du lot sont payees"),
        };
        let head = Head {
            from: &format!("{name}@042.99.rss.fr"),
            to,
            subject: &format!("{subject} {emitter} {number} {date}"),
            id: &format!("{name}-{date}-{number}-{}@caisse.example", at.as_second()),
            answers: message_id.as_deref(),
            at,
        };
        head.mail(&format!("Retour invente, pour s'entrainer : {body}."))
    }
}

impl From<&Lot> for Received {
    fn from(lot: &Lot) -> Self {
        let date: Date = lot.made.date();
        Self {
            emitter: EMITTER.to_owned(),
            number: format!("{:03}", lot.number),
            date: date.strftime("%Y%m%d").to_string(),
            message_id: None,
        }
    }
}

/// What lies in the mailbox at the start: three messages de service, received just now.
pub(crate) fn welcome(to: &str, now: Timestamp) -> Vec<String> {
    (1..=3)
        .map(|number| {
            let head = Head {
                from: "service@042.99.rss.fr",
                to,
                subject: &format!("SERVICE-INVENTE {number}"),
                id: &format!("service-{number}-{}@caisse.example", now.as_second()),
                answers: None,
                at: now,
            };
            head.mail("Message de service invente, pour s'entrainer.")
        })
        .collect()
}

/// A header's date (RFC 5322 §3.3).
pub(crate) fn rfc2822(at: Timestamp) -> String {
    jiff::fmt::rfc2822::to_string(&at.to_zoned(jiff::tz::TimeZone::UTC)).unwrap_or_default()
}

struct Head<'a> {
    from: &'a str,
    to: &'a str,
    subject: &'a str,
    id: &'a str,
    /// The message that this one answers.
    answers: Option<&'a str>,
    at: Timestamp,
}

impl Head<'_> {
    fn mail(&self, body: &str) -> String {
        let Self {
            from,
            to,
            subject,
            id,
            ..
        } = self;
        let date = rfc2822(self.at);
        let answers = self
            .answers
            .map_or_else(String::new, |id| format!("In-Reply-To: <{id}>\r\n"));
        format!(
            "From: <{from}>\r\n\
             To: <{to}>\r\n\
             Subject: {subject}\r\n\
             Date: {date}\r\n\
             Message-ID: <{id}>\r\n\
             {answers}\
             MIME-Version: 1.0\r\n\
             Content-Type: text/plain; charset=us-ascii\r\n\
             \r\n\
             {body}\r\n"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caisse_reads_what_the_program_sends_and_nothing_else() {
        let now: Timestamp = "2026-11-23T16:00:00Z".parse().unwrap();
        let lot = Lot {
            number: 7,
            made: "2026-11-23T17:05:09".parse().unwrap(),
        };
        let mail = lot.mail("cabinet@entrainement.example", now);
        assert!(mail.contains("Subject: IR/99999999900001/2026112317050900007/00004\r\n"));
        let received = Received::read(mail.as_bytes()).unwrap();
        assert_eq!(
            received,
            Received {
                message_id: Some("lot-20261123170509-007@entrainement.example".to_owned()),
                ..Received::from(&lot)
            }
        );
        let arl = received.answer(Kind::Arl, "cabinet@entrainement.example", now);
        assert!(arl.contains("Subject: ARL-INVENTE POSITIF 99999999900001 007 20261123\r\n"));
        assert!(arl.contains("In-Reply-To: <lot-20261123170509-007@entrainement.example>\r\n"));
        for other in [
            "",
            "Subject: bonjour\r\n\r\n",
            "Subject: IR/1/2/3\r\n\r\n",
            "Subject: IR/99999999900001/20261123170509é0007/00004\r\n\r\n",
            "From: a\r\n\r\nSubject: IR/99999999900001/2026112317050900007/00004\r\n",
        ] {
            assert_eq!(Received::read(other.as_bytes()), None, "{other}");
        }
    }
}
