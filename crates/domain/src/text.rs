//! A sentence of the catalogue, named by its key: the words themselves live in `vigie-words`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A sentence by key, with what is to be put into it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Text {
    /// The key in the catalogue; `key.attribute` names a message's attribute.
    pub key: String,
    /// The arguments by name, in a fixed order.
    pub args: BTreeMap<String, TextArg>,
}

/// One argument of a [`Text`]. Dates and durations stay numbers here: the face writes them in its
/// reader's language and time zone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
pub enum TextArg {
    /// Words that come from outside (a server's answer, a provider's name), one line, bounded.
    Words(String),
    /// A number.
    Number(f64),
    /// A moment.
    Time(#[cfg_attr(feature = "ts", ts(type = "string"))] jiff::Timestamp),
    /// A duration in seconds.
    Seconds(f64),
    /// A size in octets.
    Octets(f64),
}

impl Text {
    /// A sentence without arguments.
    #[must_use]
    pub fn new(key: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            args: BTreeMap::new(),
        }
    }

    /// The same with one more argument.
    #[must_use]
    pub fn with(mut self, name: &str, arg: TextArg) -> Self {
        self.args.insert(name.to_owned(), arg);
        self
    }
}

/// What happened, what it means, what to do: sentences of the catalogue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Explanation {
    /// What happened.
    pub title: Text,
    /// What it means for the practice's payments.
    pub meaning: Option<Text>,
    /// The one thing to do.
    pub action: Option<Text>,
    /// The technical particulars, in one line, for a hotline to read.
    pub detail: Option<Text>,
}
