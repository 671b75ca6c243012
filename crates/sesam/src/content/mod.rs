//! What a return's content says of lots and invoices, and nothing else.
//!
//! Two layouts are publicly known: B2 files of 128-character records, and NOEMIE-PS, whose
//! entities stand between a `000` and a `999` record. Both are read in one pass, within
//! [`Bounds`], and only for the fields that the book needs.

pub(crate) mod b2;
pub(crate) mod noemie;
mod unfold;

use std::collections::BTreeMap;

use serde::Serialize;
use vigie_domain::book::{lot::LotReference, notice_code::KnownNotice, returns::InvoiceState};

pub(crate) use self::unfold::unfold;
use crate::Bounds;

/// The layouts that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// Records of 128 characters.
    B2,
    /// Entities ended by `@` between two records of 128 characters.
    NoemiePs,
    /// Neither.
    Unknown,
}

/// What a content says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Content {
    /// Its layout.
    pub layout: Layout,
    /// The lots that it speaks of, without duplicates.
    pub lots: Vec<LotReference>,
    /// How many invoices are in which state.
    pub states: BTreeMap<InvoiceState, u64>,
    /// Reject and notice codes, with how often each stands there.
    pub codes: BTreeMap<String, u64>,
    /// Records and entities read.
    pub records: usize,
}

/// Why a content was not read to its end. What was read until then stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum ContentFault {
    /// The compressed data break off or are damaged.
    #[error("the compressed data break off or are damaged after {unfolded} octets")]
    Compression {
        /// Octets unfolded until then.
        unfolded: usize,
    },
    /// It unfolds to more than the bound.
    #[error("the content unfolds to more than {bound} octets")]
    TooLarge {
        /// The bound.
        bound: usize,
    },
    /// More records or entities than the bound.
    #[error("the content has more than {bound} records")]
    TooMany {
        /// The bound.
        bound: usize,
    },
    /// It begins like no known layout.
    #[error("the content begins like no known layout")]
    UnknownLayout,
    /// A record or entity that cannot be one stands here.
    #[error("no record can begin at octet {at}")]
    OutOfStep {
        /// Offset in the unfolded content, from 0.
        at: usize,
    },
    /// The last record, `999`, is missing.
    #[error("the last record (999) is missing")]
    Unfinished,
}

/// Where fields stand that the public layouts leave open: support's rules can say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Positions {
    /// Where in the NOEMIE entities 198 and 199 the state (P, R, D) stands, counted from 1 at the
    /// first digit of the entity's type; `None`: states are not read.
    pub noemie_state: Option<std::num::NonZeroU16>,
}

/// Reads a content, compressed or not, as far as it goes.
#[must_use]
pub fn read(
    octets: &[u8],
    positions: Positions,
    bounds: &Bounds,
) -> (Content, Option<ContentFault>) {
    let (plain, unfold_fault) = unfold(octets, bounds);
    let mut reader = Reader::new(*bounds);
    let fault = match layout(&plain) {
        Layout::B2 => b2::read(&plain, &mut reader),
        Layout::NoemiePs => noemie::read(&plain, positions, &mut reader),
        Layout::Unknown => Some(ContentFault::UnknownLayout),
    };
    (reader.finish(layout(&plain)), unfold_fault.or(fault))
}

/// Which layout the first record and what follows it show.
pub(crate) fn layout(plain: &[u8]) -> Layout {
    if !plain.starts_with(b"000") || plain.len() < RECORD {
        return Layout::Unknown;
    }
    if is_entity(skip_line_end(&plain[RECORD..])) {
        Layout::NoemiePs
    } else {
        Layout::B2
    }
}

/// Length of a record in characters; the files are of one octet per character.
pub(crate) const RECORD: usize = 128;

/// Three digits of type, two of level, and an end: a B2 record that begins with five digits has no
/// `@` behind it.
fn is_entity(octets: &[u8]) -> bool {
    let end = octets
        .iter()
        .take(RECORD * 8)
        .position(|&octet| octet == b'@');
    octets.len() >= 5
        && octets[..5].iter().all(u8::is_ascii_digit)
        && end.is_some()
        && !octets.starts_with(b"999")
}

pub(crate) fn skip_line_end(octets: &[u8]) -> &[u8] {
    let line_end = octets
        .iter()
        .take_while(|&&octet| octet == b'\r' || octet == b'\n')
        .count();
    &octets[line_end..]
}

/// Collects what the layouts' readers find, within bounds.
pub(crate) struct Reader {
    bounds: Bounds,
    lots: std::collections::BTreeSet<LotReference>,
    states: BTreeMap<InvoiceState, u64>,
    codes: BTreeMap<String, u64>,
    records: usize,
}

impl Reader {
    fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            lots: std::collections::BTreeSet::new(),
            states: BTreeMap::new(),
            codes: BTreeMap::new(),
            records: 0,
        }
    }

    pub(crate) fn count_record(&mut self) -> Result<(), ContentFault> {
        if self.records == self.bounds.records {
            return Err(ContentFault::TooMany {
                bound: self.bounds.records,
            });
        }
        self.records += 1;
        Ok(())
    }

    pub(crate) fn lot(&mut self, lot: LotReference) {
        if lot.number.is_some() && self.lots.len() < self.bounds.references {
            self.lots.insert(lot);
        }
    }

    pub(crate) fn state(&mut self, letter: u8) {
        let state = match letter {
            b'P' => InvoiceState::Paid,
            b'R' => InvoiceState::Rejected,
            b'D' => InvoiceState::Deferred,
            _ => return,
        };
        *self.states.entry(state).or_default() += 1;
    }

    pub(crate) fn code(&mut self, code: &str) {
        const MOST: usize = 200;
        let known = code.chars().all(|letter| letter.is_ascii_alphanumeric());
        if !code.is_empty() && known && (self.codes.len() < MOST || self.codes.contains_key(code)) {
            *self.codes.entry(code.to_owned()).or_default() += 1;
        }
    }

    /// A code's label, one octet per character. It is kept where its meaning is known, as the code
    /// that stands for it; whatever else it says is left.
    pub(crate) fn label(&mut self, octets: &[u8]) {
        let label: String = octets.iter().copied().map(char::from).collect();
        if let Some(code) = KnownNotice::code_of_label(&label) {
            self.code(code);
        }
    }

    fn finish(self, layout: Layout) -> Content {
        Content {
            layout,
            lots: self.lots.into_iter().collect(),
            states: self.states,
            codes: self.codes,
            records: self.records,
        }
    }
}

/// Characters `from`–`until` of a record, counted from 1 as the public layouts do, trimmed; empty
/// where the record is shorter or holds other than printable ASCII there.
pub(crate) fn field(record: &[u8], from: usize, until: usize) -> &str {
    record
        .get(from - 1..until.min(record.len()))
        .filter(|octets| {
            octets
                .iter()
                .all(|octet| octet.is_ascii_graphic() || *octet == b' ')
        })
        .and_then(|octets| std::str::from_utf8(octets).ok())
        .map_or("", str::trim)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A record of 128 characters with these fields, positions counted from 1.
    pub(crate) fn record(kind: &str, fields: &[(usize, &str)]) -> Vec<u8> {
        let mut record = vec![b' '; RECORD];
        record[..kind.len()].copy_from_slice(kind.as_bytes());
        for (at, text) in fields {
            record[at - 1..at - 1 + text.len()].copy_from_slice(text.as_bytes());
        }
        record
    }

    #[test]
    fn nothing_is_read_of_what_is_neither_layout() {
        for octets in [&b""[..], b"000", b"hello", &[0xff; 300]] {
            let (content, fault) = read(octets, Positions::default(), &Bounds::default());
            assert_eq!(content.layout, Layout::Unknown);
            assert_eq!(fault, Some(ContentFault::UnknownLayout));
        }
    }

    proptest::proptest! {
        #[test]
        fn no_octets_make_it_panic(octets in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..600), head in 0..3_usize) {
            let mut input = match head { 0 => Vec::new(), 1 => record("000", &[]), _ => [record("000", &[]), b"08001".to_vec()].concat() };
            input.extend(octets);
            let (content, _) = read(&input, Positions::default(), &Bounds::default());
            proptest::prop_assert!(content.records <= input.len());
        }
    }
}
