//! A file for a person of support to look at: records and entities, personal fields masked.
//!
//! Only fields known not to be personal are shown; everything else is a row of `•` of its length.
//! A field that this release does not know is therefore hidden, not shown.

use serde::Serialize;

use crate::{
    Bounds,
    content::{ContentFault, Layout, RECORD, layout, skip_line_end, unfold},
};

/// One record or entity, masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MaskedRecord {
    /// Its offset in the unfolded content, from 0.
    pub at: usize,
    /// Its type: `000`, `1`, `6`, `999`, or an entity's three digits.
    pub kind: String,
    /// Its text, masked.
    pub text: String,
}

/// A file, masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MaskedFile {
    /// Its layout.
    pub layout: Layout,
    /// Its records and entities in order.
    pub records: Vec<MaskedRecord>,
    /// Why it was not read to its end.
    pub fault: Option<ContentFault>,
}

/// Which characters of a record may be seen, counted from 1, by its type.
const RECORDS: &[(&str, &[(usize, usize)])] = &[
    ("000", &[(1, 41), (50, 61)]),
    ("1", &[(1, 10), (20, 22), (72, 77)]),
    ("6", &[(1, 1), (52, 54)]),
    ("999", &[(1, 3), (56, 63), (83, 85)]),
];

/// The same for entities, counted from the type's first digit.
const ENTITIES: &[(&str, &[(usize, usize)])] = &[
    ("080", &[(1, 14)]),
    ("102", &[(1, 30)]),
    ("290", &[(1, 95)]),
    ("294", &[(1, 95)]),
];

/// Masks a file, compressed or not, within bounds.
#[must_use]
pub fn mask(octets: &[u8], bounds: &Bounds) -> MaskedFile {
    let (plain, unfold_fault) = unfold(octets, bounds);
    let found = layout(&plain);
    let mut records = Vec::new();
    let fault = match found {
        Layout::Unknown => Some(ContentFault::UnknownLayout),
        Layout::B2 | Layout::NoemiePs => split(&plain, found, bounds, &mut records),
    };
    MaskedFile {
        layout: found,
        records,
        fault: unfold_fault.or(fault),
    }
}

fn split(
    plain: &[u8],
    layout: Layout,
    bounds: &Bounds,
    records: &mut Vec<MaskedRecord>,
) -> Option<ContentFault> {
    let mut rest = plain;
    loop {
        rest = skip_line_end(rest);
        if rest.is_empty() {
            return None;
        }
        let at = plain.len() - rest.len();
        if records.len() == bounds.records {
            return Some(ContentFault::TooMany {
                bound: bounds.records,
            });
        }
        let framed = layout == Layout::B2 || at == 0 || rest.starts_with(b"999");
        let (record, after, shown) = if framed {
            let (record, after) = rest.split_at(rest.len().min(RECORD));
            (record, after, RECORDS)
        } else {
            let Some(end) = rest.iter().position(|&octet| octet == b'@') else {
                return Some(ContentFault::OutOfStep { at });
            };
            (&rest[..end], &rest[end + 1..], ENTITIES)
        };
        let kind = kind_of(record, framed);
        let visible = shown
            .iter()
            .find(|(name, _)| *name == kind)
            .map_or(&[][..], |(_, spans)| spans);
        records.push(MaskedRecord {
            at,
            text: masked(record, kind.len(), visible),
            kind,
        });
        rest = after;
    }
}

fn kind_of(record: &[u8], framed: bool) -> String {
    let length = if framed && !record.starts_with(b"000") && !record.starts_with(b"999") {
        1
    } else {
        3
    };
    record
        .iter()
        .take(length)
        .map(|octet| {
            if octet.is_ascii_digit() {
                char::from(*octet)
            } else {
                '?'
            }
        })
        .collect()
}

fn masked(record: &[u8], kind: usize, visible: &[(usize, usize)]) -> String {
    record
        .iter()
        .enumerate()
        .map(|(index, octet)| {
            let place = index + 1;
            let seen = place <= kind
                || visible
                    .iter()
                    .any(|&(from, until)| (from..=until).contains(&place));
            match octet {
                b' ' => ' ',
                _ if seen && octet.is_ascii_graphic() => char::from(*octet),
                _ => '•',
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::tests::record;

    #[test]
    fn what_is_not_known_to_be_harmless_is_hidden() {
        let mut file = record("000", &[(28, "00000000000042")]);
        file.extend_from_slice(
            b"10302PERSONNE INVENTEE@29003 1070     LOT DEJA RECU@08001250806017@",
        );
        file.extend(record("999", &[]));
        let shown = mask(&file, &Bounds::default());
        assert_eq!(shown.layout, Layout::NoemiePs);
        assert_eq!(shown.fault, None);
        let text: Vec<_> = shown
            .records
            .iter()
            .map(|record| record.text.trim_end())
            .collect();
        assert_eq!(text[1], "103•••••••••• ••••••••");
        assert!(text[2].contains("LOT DEJA RECU"));
        assert_eq!(text[3], "08001250806017");
    }

    #[test]
    fn a_patients_record_of_b2_shows_its_type_only() {
        let file = [
            record("000", &[]),
            record("2", &[(2, "199123499999999PERSONNE")]),
            record("999", &[]),
        ]
        .concat();
        let shown = mask(&file, &Bounds::default());
        assert!(shown.records[1].text.starts_with("2••••"));
        assert!(!shown.records[1].text.contains("PERSONNE"));
    }
}
