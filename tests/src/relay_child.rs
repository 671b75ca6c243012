//! What `relay-child` is told.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

/// How the relay is to be set up.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Told {
    /// The spool's folder.
    pub spool: PathBuf,
    /// The spool's key, as a keychain stores it.
    pub key: String,
    /// The local ports.
    pub pop_port: u16,
    /// The local ports.
    pub smtp_port: u16,
    /// Where the provider's POP3 server listens, in TLS.
    pub upstream_pops: u16,
    /// Where its submission server listens, in TLS.
    pub upstream_smtps: u16,
    /// The root to trust.
    pub ca_file: PathBuf,
    /// The mailboxes to collect.
    pub mailboxes: Vec<Upstream>,
    /// With which login and password it sends; the login is the address.
    pub submission: (String, String),
}

/// A mailbox to collect.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Upstream {
    /// Its login, which is its address.
    pub login: String,
    /// Its password.
    pub password: String,
}

impl Told {
    fn file(folder: &Path) -> PathBuf {
        folder.join("child.json")
    }

    /// Puts it into the folder of the child.
    pub fn write(&self, folder: &Path) {
        let text = serde_json::to_string(self).expect("it is plain");
        fs::write(Self::file(folder), text).expect("the folder can be written");
    }

    /// Reads it there.
    #[must_use]
    pub fn read(folder: &Path) -> Self {
        let text = fs::read_to_string(Self::file(folder)).expect("it was written");
        serde_json::from_str(&text).expect("it was written whole")
    }
}

/// What stands in the child's book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A message that came, by the unique id under which it is served.
    Return(String),
    /// A message that was passed on.
    Lot {
        /// The same in every line of the same passing.
        sighting: String,
        /// Its subject; empty where nobody could keep it.
        name: String,
        /// Upstream accepted it; else nobody knows.
        is_known: bool,
        /// It was marked as sent once more after nobody knew.
        after_unknown: bool,
    },
}

impl Line {
    /// With its line end.
    #[must_use]
    pub fn write(&self) -> String {
        match self {
            Self::Return(uid) => format!("return {uid}\n"),
            Self::Lot {
                sighting,
                name,
                is_known,
                after_unknown,
            } => format!("lot {sighting} {is_known} {after_unknown} {name}\n"),
        }
    }

    /// Reads a whole book.
    #[must_use]
    pub fn all(folder: &Path) -> Vec<Self> {
        let text = fs::read_to_string(folder.join("book")).unwrap_or_default();
        // A kill may have cut a line: it stands there once more, whole.
        text.lines().filter_map(Self::read).collect()
    }

    fn read(line: &str) -> Option<Self> {
        let (kind, rest) = line.split_once(' ')?;
        match kind {
            "return" => Some(Self::Return(rest.to_owned())),
            "lot" => {
                let mut parts = rest.splitn(4, ' ');
                Some(Self::Lot {
                    sighting: parts.next()?.to_owned(),
                    is_known: parts.next()?.parse().ok()?,
                    after_unknown: parts.next()?.parse().ok()?,
                    name: parts.next()?.to_owned(),
                })
            }
            _ => None,
        }
    }
}

/// The subject of a message; empty where it has none.
#[must_use]
pub fn subject(message: &str) -> &str {
    let mut lines = message.lines();
    lines
        .find_map(|line| line.strip_prefix("Subject: "))
        .unwrap_or_default()
}
