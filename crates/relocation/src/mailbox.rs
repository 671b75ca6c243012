//! A mailbox, and the way to it.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use vigie_domain::{account::Address, server::Server};

/// A mailbox with what it takes to open it.
#[derive(Clone, Debug)]
pub struct Mailbox {
    /// Its address.
    pub address: Address,
    /// Its password, where it was given.
    pub password: Option<SecretString>,
    /// Where it is collected.
    pub pop: PopPlace,
    /// Where it sends.
    pub submission: Option<Place>,
    /// Its provider's id in the provider table, where known.
    pub provider: Option<String>,
}

/// A server, and as whom one logs in there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The server.
    pub server: Server,
    /// The user name.
    pub login: String,
}

/// Where a mailbox is collected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PopPlace {
    /// There.
    At(Place),
    /// The provider speaks in clear text only.
    ClearTextOnly,
    /// No POP3 server was found.
    Nowhere {
        /// Whether the provider answers by IMAP.
        imap: bool,
    },
}

impl Mailbox {
    /// Where it is collected and with which password, where both are known.
    pub(crate) fn way_in(&self) -> Option<(&Place, &SecretString)> {
        match (&self.pop, &self.password) {
            (PopPlace::At(place), Some(password)) => Some((place, password)),
            _ => None,
        }
    }

    /// Where it sends and with which password, where both are known.
    pub(crate) fn way_out(&self) -> Option<(&Place, &SecretString)> {
        self.submission.as_ref().zip(self.password.as_ref())
    }

    /// Whether it is the same address: no provider tells capitals apart.
    pub(crate) fn has_address(&self, other: &Address) -> bool {
        self.address.as_str().to_lowercase() == other.as_str().to_lowercase()
    }
}
