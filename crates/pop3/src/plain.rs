//! The SASL mechanism PLAIN (RFC 4616) as POP3 carries it (RFC 5034).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use crate::argument::{ArgumentError, check};

/// Name and password of one PLAIN exchange.
#[derive(Clone)]
pub struct Plain {
    /// Whose mailbox is meant, where that is not the one who logs in (RFC 4616 §2: authzid). Empty as a rule.
    pub on_behalf_of: String,
    /// Who logs in (authcid).
    pub login: String,
    /// The password.
    pub password: SecretString,
}

impl Plain {
    /// The usual case: one's own mailbox.
    #[must_use]
    pub fn new(login: &str, password: SecretString) -> Self {
        Self {
            on_behalf_of: String::new(),
            login: login.to_owned(),
            password,
        }
    }

    pub(crate) fn check(&self) -> Result<(), ArgumentError> {
        if !self.on_behalf_of.is_empty() {
            check(&self.on_behalf_of)?;
        }
        check(&self.login)?;
        check(self.password.expose_secret())
    }

    /// The response, `authzid NUL authcid NUL password` in base64.
    #[must_use]
    pub fn encode(&self) -> SecretString {
        let password = self.password.expose_secret();
        let mut message = Zeroizing::new(Vec::with_capacity(
            self.on_behalf_of.len() + self.login.len() + password.len() + 2,
        ));
        message.extend_from_slice(self.on_behalf_of.as_bytes());
        message.push(0);
        message.extend_from_slice(self.login.as_bytes());
        message.push(0);
        message.extend_from_slice(password.as_bytes());
        STANDARD.encode(message.as_slice()).into()
    }

    /// Reads a response; `None` unless it is base64 of three parts in UTF-8 with a name and a password.
    #[must_use]
    pub fn decode(response: &[u8]) -> Option<Self> {
        let message = Zeroizing::new(STANDARD.decode(response).ok()?);
        let mut parts = std::str::from_utf8(&message).ok()?.split('\0');
        let plain = Self {
            on_behalf_of: parts.next()?.to_owned(),
            login: parts.next()?.to_owned(),
            password: parts.next()?.into(),
        };
        (parts.next().is_none() && plain.check().is_ok()).then_some(plain)
    }
}

impl fmt::Debug for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plain")
            .field("on_behalf_of", &self.on_behalf_of)
            .field("login", &self.login)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_4616() {
        let plain = Plain::new("tim", "tanstaaftanstaaf".into());
        assert_eq!(
            plain.encode().expose_secret(),
            "AHRpbQB0YW5zdGFhZnRhbnN0YWFm"
        );
        let read = Plain::decode(b"AHRpbQB0YW5zdGFhZnRhbnN0YWFm").unwrap();
        assert_eq!(read.login, "tim");
        assert_eq!(read.password.expose_secret(), "tanstaaftanstaaf");
    }

    #[test]
    fn malformed_responses_are_refused() {
        for message in [
            &b""[..],
            b"tim",
            b"\0tim",
            b"\0tim\0a\0b",
            b"\0\0pw",
            b"\0tim\0",
            b"\0tim\0p\r\nDELE 1",
        ] {
            assert!(
                Plain::decode(STANDARD.encode(message).as_bytes()).is_none(),
                "{message:?}"
            );
        }
        assert!(Plain::decode(b"=").is_none());
        assert!(Plain::decode(b"not base64!").is_none());
    }

    #[test]
    fn debug_shows_no_password() {
        assert!(!format!("{:?}", Plain::new("tim", "hunter2".into())).contains("hunter2"));
    }
}
