//! A document as a tree of values that know where they stand: one form for what an author writes
//! (TOML) and for what is published (JSON), so that one validator reads both.

mod json;
mod toml;
mod write;

use std::collections::BTreeMap;

pub(crate) use self::write::{Lines, canonical, join, lines};
use crate::fault::{Position, Problem};

/// The longest document that is read, in octets.
pub const MAX_OCTETS: usize = 512 << 10;

/// The deepest nesting that is read.
pub const MAX_DEPTH: usize = 16;

/// Values of a document at most.
pub const MAX_VALUES: usize = 20_000;

/// A value and where it stands: its key, where it is a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) value: Value,
    pub(crate) at: Option<Position>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    Number(i64),
    Truth(bool),
    List(Vec<Node>),
    Table(BTreeMap<String, Node>),
}

/// A text that is no tree of values, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NoTree {
    pub(crate) at: Option<Position>,
    pub(crate) problem: Problem,
}

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// By an author.
    Toml,
    /// As it is published.
    Json,
}

impl Form {
    /// By the end of a file's name.
    pub(crate) fn of(file: &str) -> Option<Self> {
        let (_, end) = file.rsplit_once('.')?;
        if end.eq_ignore_ascii_case("toml") {
            Some(Self::Toml)
        } else if end.eq_ignore_ascii_case("json") {
            Some(Self::Json)
        } else {
            None
        }
    }
}

/// Reads the tree of a document.
pub(crate) fn read(octets: &[u8], form: Form) -> Result<Node, NoTree> {
    let whole = |problem| NoTree { at: None, problem };
    if octets.len() > MAX_OCTETS {
        return Err(whole(Problem::TooLong(MAX_OCTETS)));
    }
    let text = std::str::from_utf8(octets).map_err(|_| whole(Problem::NotUtf8))?;
    match form {
        // Editors on Windows begin a file with a byte-order mark.
        Form::Toml => toml::read(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Form::Json => json::read(text),
    }
}

impl Node {
    /// The node of a path such as `providers[3].pop_servers[0].host`, or the nearest one above it.
    pub(crate) fn nearest(&self, path: &str) -> &Self {
        let mut node = self;
        for step in path.split(['.', '[']).filter(|step| !step.is_empty()) {
            let next = match &node.value {
                Value::Table(fields) => fields.get(step),
                Value::List(items) => step
                    .strip_suffix(']')
                    .and_then(|index| index.parse::<usize>().ok())
                    .and_then(|index| items.get(index)),
                _ => None,
            };
            match next {
                Some(next) => node = next,
                None => break,
            }
        }
        node
    }
}

/// Counts values and depth while a tree is built.
#[derive(Debug, Default)]
struct Budget {
    values: usize,
}

impl Budget {
    fn take(&mut self, depth: usize) -> Result<(), Problem> {
        self.values += 1;
        if depth > MAX_DEPTH {
            Err(Problem::TooDeep(MAX_DEPTH))
        } else if self.values > MAX_VALUES {
            Err(Problem::TooManyValues(MAX_VALUES))
        } else {
            Ok(())
        }
    }
}
