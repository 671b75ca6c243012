//! B2 files: records of 128 characters, of which the lot headers are read.
//!
//! `000` file header; `1` lot header: 2–10 emitter, 20–22 lot number, 72–77 date; `6` lot end:
//! 52–54 lot number; `999` file end. Positions as read in a public program of the IRIS/B2 channel.

use vigie_domain::book::lot::LotReference;

use super::{ContentFault, RECORD, Reader, field, skip_line_end};
use crate::classify::date;

/// Reads every record; line ends between records are tolerated.
pub(crate) fn read(plain: &[u8], reader: &mut Reader) -> Option<ContentFault> {
    let mut open: Option<LotReference> = None;
    let mut finished = false;
    let mut rest = plain;
    loop {
        rest = skip_line_end(rest);
        if rest.is_empty() {
            reader.lot(open.take().unwrap_or_default());
            return (!finished).then_some(ContentFault::Unfinished);
        }
        let at = plain.len() - rest.len();
        let (record, after) = rest.split_at(rest.len().min(RECORD));
        // A line end inside the record: what follows is out of step, and a field would be read
        // from another's place.
        if !record[0].is_ascii_digit() || record.iter().any(|octet| matches!(octet, b'\r' | b'\n'))
        {
            reader.lot(open.take().unwrap_or_default());
            return Some(ContentFault::OutOfStep { at });
        }
        if let Err(fault) = reader.count_record() {
            reader.lot(open.take().unwrap_or_default());
            return Some(fault);
        }
        match record[0] {
            b'9' if record.starts_with(b"999") => finished = true,
            b'1' => {
                reader.lot(open.take().unwrap_or_default());
                open = Some(lot_header(record));
            }
            b'6' => {
                let number = field(record, 52, 54).parse().ok();
                let lot = open.take().unwrap_or_default();
                // The end belongs to the header only if both name the same lot.
                if lot.number.is_some() && number.is_some() && lot.number != number {
                    reader.lot(LotReference {
                        number,
                        ..LotReference::default()
                    });
                }
                reader.lot(LotReference {
                    number: lot.number.or(number),
                    ..lot
                });
            }
            _ => {}
        }
        rest = after;
    }
}

fn lot_header(record: &[u8]) -> LotReference {
    LotReference {
        emitter: field(record, 2, 10).parse().ok(),
        number: field(record, 20, 22).parse().ok(),
        date: date(field(record, 72, 77)),
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Layout, Positions, read, tests::record},
        *,
    };
    use crate::Bounds;

    fn lot(number: &str) -> Vec<u8> {
        [
            record("1", &[(2, "000000042"), (20, number), (72, "250806")]),
            record("2", &[(2, "whatever")]),
            record("6", &[(52, number)]),
        ]
        .concat()
    }

    #[test]
    fn every_lot_is_named_whole() {
        for line_end in ["", "\r\n", "\n"] {
            let records = [
                record("000", &[]),
                lot("017"),
                lot("018"),
                record("999", &[]),
            ]
            .concat();
            let file: Vec<u8> = records
                .chunks(RECORD)
                .flat_map(|record| [record, line_end.as_bytes()].concat())
                .collect();
            let (content, fault) = read(&file, Positions::default(), &Bounds::default());
            assert_eq!((content.layout, fault), (Layout::B2, None));
            let numbers: Vec<_> = content
                .lots
                .iter()
                .map(|lot| lot.number.unwrap().get())
                .collect();
            assert_eq!(numbers, [17, 18]);
            assert!(content.lots.iter().all(LotReference::is_complete));
        }
    }

    #[test]
    fn a_missing_end_is_said_and_the_lots_stand() {
        let file = [record("000", &[]), lot("017")].concat();
        let (content, fault) = read(&file, Positions::default(), &Bounds::default());
        assert_eq!(content.lots.len(), 1);
        assert_eq!(fault, Some(ContentFault::Unfinished));
    }

    #[test]
    fn records_out_of_step_end_the_reading_with_their_place() {
        let file = [
            record("000", &[]),
            lot("017"),
            b"1 short\r\n".to_vec(),
            lot("018"),
        ]
        .concat();
        let (content, fault) = read(&file, Positions::default(), &Bounds::default());
        assert_eq!(content.lots.len(), 1);
        assert_eq!(fault, Some(ContentFault::OutOfStep { at: 4 * RECORD }));
    }

    #[test]
    fn a_million_records_stop_at_the_bound() {
        let file = [record("000", &[]), record("2", &[]).repeat(2000)].concat();
        let bounds = Bounds {
            records: 1000,
            ..Bounds::default()
        };
        let (content, fault) = read(&file, Positions::default(), &bounds);
        assert_eq!(content.records, 1000);
        assert_eq!(fault, Some(ContentFault::TooMany { bound: 1000 }));
    }
}
