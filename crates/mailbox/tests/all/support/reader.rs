//! A reader that notes what it was given.

use std::collections::HashSet;

use vigie_domain::report::NewMessage;
use vigie_mailbox::{MessageReader, Wanted};

/// What a reader was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Given {
    Header(String, String),
    Lines(String, String),
}

/// Wants the same of every message whose subject begins so, and nothing of others.
pub(crate) struct Noting {
    pub(crate) of: &'static str,
    pub(crate) wanted: Wanted,
    pub(crate) given: Vec<Given>,
}

impl Noting {
    pub(crate) fn wanting(wanted: Wanted) -> Self {
        Self {
            of: "",
            wanted,
            given: Vec::new(),
        }
    }

    /// The messages whose header was given, in order.
    pub(crate) fn headers(&self) -> Vec<&str> {
        self.uids(|given| match given {
            Given::Header(uid, _) => Some(uid),
            Given::Lines(..) => None,
        })
    }

    /// The messages whose lines were given, in order.
    pub(crate) fn lines(&self) -> Vec<&str> {
        self.uids(|given| match given {
            Given::Lines(uid, _) => Some(uid),
            Given::Header(..) => None,
        })
    }

    fn uids<'g>(&'g self, uid: impl Fn(&'g Given) -> Option<&'g String>) -> Vec<&'g str> {
        self.given
            .iter()
            .filter_map(uid)
            .map(String::as_str)
            .collect()
    }

    /// Nothing was given twice, and no lines without their header before.
    #[track_caller]
    pub(crate) fn assert_orderly(&self) {
        let mut headers = HashSet::new();
        let mut lines = HashSet::new();
        for given in &self.given {
            match given {
                Given::Header(uid, _) => assert!(headers.insert(uid), "{uid} twice"),
                Given::Lines(uid, _) => {
                    assert!(headers.contains(uid), "{uid} without header");
                    assert!(lines.insert(uid), "lines of {uid} twice");
                }
            }
        }
    }
}

impl MessageReader for Noting {
    fn header(&mut self, message: &NewMessage, header: &[u8]) -> Wanted {
        self.given
            .push(Given::Header(message.uid.clone(), text(header)));
        let subject = message.subject.as_deref().unwrap_or_default();
        if subject.starts_with(self.of) {
            self.wanted
        } else {
            Wanted::Nothing
        }
    }

    fn lines(&mut self, message: &NewMessage, octets: &[u8]) {
        self.given
            .push(Given::Lines(message.uid.clone(), text(octets)));
    }
}

fn text(octets: &[u8]) -> String {
    String::from_utf8_lossy(octets).into_owned()
}
