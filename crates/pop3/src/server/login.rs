use secrecy::{ExposeSecret as _, SecretString};

use crate::apop;

/// What a client presents to prove who it is.
#[derive(Debug, Clone)]
pub enum Login {
    /// USER and PASS, or AUTH PLAIN.
    Password {
        /// The name.
        login: String,
        /// The password.
        password: SecretString,
        /// Whose mailbox is meant, if not the one who logs in (RFC 4616 §2: authzid).
        on_behalf_of: Option<String>,
    },
    /// APOP.
    Digest {
        /// The name.
        login: String,
        /// The digest.
        digest: SecretString,
        /// The timestamp that it is over.
        timestamp: String,
    },
}

impl Login {
    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Password { login, .. } | Self::Digest { login, .. } => login,
        }
    }

    /// Whether it is this name with this password, for its own mailbox. Takes as long for a wrong password as for the right one.
    #[must_use]
    pub fn proves(&self, name: &str, password: &SecretString) -> bool {
        let right = match self {
            Self::Password {
                password: presented,
                ..
            } => same(presented.expose_secret(), password.expose_secret()),
            Self::Digest {
                digest, timestamp, ..
            } => same(
                &digest.expose_secret().to_ascii_lowercase(),
                apop::digest(timestamp, password).expose_secret(),
            ),
        };
        let own_mailbox = match self {
            Self::Password {
                on_behalf_of: Some(owner),
                ..
            } => owner == name,
            _ => true,
        };
        right && own_mailbox && self.name() == name
    }
}

fn same(a: &str, b: &str) -> bool {
    a.len() == b.len()
        && a.bytes()
            .zip(b.bytes())
            .fold(0, |difference, (a, b)| difference | (a ^ b))
            == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_name_and_password_prove() {
        let login = |name: &str, password: &str, on_behalf_of: Option<&str>| Login::Password {
            login: name.into(),
            password: password.into(),
            on_behalf_of: on_behalf_of.map(Into::into),
        };
        let secret = SecretString::from("right");
        assert!(login("a", "right", None).proves("a", &secret));
        assert!(login("a", "right", Some("a")).proves("a", &secret));
        assert!(!login("a", "right", Some("b")).proves("a", &secret));
        assert!(!login("b", "right", None).proves("a", &secret));
        assert!(!login("a", "righ", None).proves("a", &secret));
        assert!(!login("a", "wrong", None).proves("a", &secret));
    }
}
