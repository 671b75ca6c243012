//! A small text message.

use std::time::SystemTime;

use jiff::Timestamp;
use lettre::{
    Address as Mailbox, Message,
    message::header::{ContentType, HeaderName, HeaderValue},
};
use vigie_domain::account::Address;

/// A small text message from one address to one other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Envelope sender and `From`.
    pub from: Address,
    /// Envelope recipient and `To`.
    pub to: Address,
    /// The subject; any language.
    pub subject: String,
    /// The text; line ends as `\n`.
    pub text: String,
    /// The `Message-ID` without its brackets: printable ASCII with one @.
    pub message_id: String,
    /// More headers: names and values in printable ASCII.
    pub headers: Vec<(String, String)>,
    /// The `Date`.
    pub date: Timestamp,
}

/// The letter cannot be written as a message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no message can be made of it: {0}")]
pub struct InvalidLetter(String);

/// A letter as it is sent.
pub(super) struct Written {
    pub(super) from: Mailbox,
    pub(super) to: Mailbox,
    pub(super) octets: Vec<u8>,
}

impl Letter {
    /// Whether it can be sent.
    pub fn validate(&self) -> Result<(), InvalidLetter> {
        self.write().map(|_| ())
    }

    pub(super) fn write(&self) -> Result<Written, InvalidLetter> {
        let (from, to) = (envelope(&self.from)?, envelope(&self.to)?);
        let mut message = Message::builder()
            .from(lettre::message::Mailbox::new(None, from.clone()))
            .to(lettre::message::Mailbox::new(None, to.clone()))
            .subject(self.subject.clone())
            .message_id(Some(format!("<{}>", ascii(&self.message_id)?)))
            .date(SystemTime::from(self.date))
            .header(ContentType::TEXT_PLAIN);
        for (name, value) in &self.headers {
            let name = HeaderName::new_from_ascii(name.clone())
                .map_err(|error| InvalidLetter(error.to_string()))?;
            let value = ascii(value)?.to_owned();
            message = message.raw_header(HeaderValue::new(name, value));
        }
        let message = message
            .body(self.text.replace('\n', "\r\n"))
            .map_err(|error| InvalidLetter(error.to_string()))?;
        Ok(Written {
            from,
            to,
            octets: message.formatted(),
        })
    }
}

/// The address with its domain as the DNS knows it.
fn envelope(address: &Address) -> Result<Mailbox, InvalidLetter> {
    let domain = idna::domain_to_ascii_strict(address.domain())
        .map_err(|error| InvalidLetter(error.to_string()))?;
    Mailbox::new(address.local_part(), domain).map_err(|error| InvalidLetter(error.to_string()))
}

fn ascii(text: &str) -> Result<&str, InvalidLetter> {
    if text.bytes().all(|octet| (b' '..=b'~').contains(&octet)) {
        Ok(text)
    } else {
        Err(InvalidLetter("a header that is not printable ASCII".into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter() -> Letter {
        Letter {
            from: "ada@exemple.test".parse().unwrap(),
            to: "bob@exémple.test".parse().unwrap(),
            subject: "Message d’essai".into(),
            text: "Bonjour,\n\nÀ effacer.\n".into(),
            message_id: "jeton@exemple.test".into(),
            headers: vec![("X-Vigie-Essai".into(), "jeton".into())],
            date: "2026-03-02T08:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn it_is_written_in_ascii_with_its_headers() {
        let written = letter().write().unwrap();
        let text = String::from_utf8(written.octets).unwrap();
        assert!(text.is_ascii());
        for line in [
            "From: ada@exemple.test\r\n",
            "To: bob@xn--exmple-cva.test\r\n",
            "Message-ID: <jeton@exemple.test>\r\n",
            "X-Vigie-Essai: jeton\r\n",
            "Date: Mon, 02 Mar 2026 08:00:00 +0000\r\n",
        ] {
            assert!(text.contains(line), "{line} in {text}");
        }
        assert!(text.to_ascii_lowercase().contains("=?utf-8?"));
        assert_eq!(written.to.to_string(), "bob@xn--exmple-cva.test");
    }

    #[test]
    fn a_header_cannot_be_smuggled_in() {
        let mut evil = letter();
        evil.headers[0].1 = "x\r\nBcc: all@exemple.test".into();
        assert!(evil.validate().is_err());
        let mut evil = letter();
        evil.message_id = "a>\r\nBcc: b".into();
        assert!(evil.validate().is_err());
        let mut odd = letter();
        odd.subject = "a\r\nBcc: all@exemple.test".into();
        let text = String::from_utf8(odd.write().unwrap().octets).unwrap();
        assert!(!text.contains("\r\nBcc:"), "{text}");
    }
}
