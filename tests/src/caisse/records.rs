//! The octets of lots, ARLs and returns: B2 records and NOEMIE-PS entities, with invented persons.
//!
//! Fields stand where the public layouts put them; what those leave open is blank. The content of
//! an ARL is not public at all: here it is a B2 file that names the lot, which is an invention.

use vigie_domain::book::lot::{Caisse, Emitter, LotNumber};

use jiff::civil::Date;

use super::{arrival::Outcome, dice::Dice, lot::Lot};

const RECORD: usize = 128;

/// One record of 128 characters with these fields, positions counted from 1.
pub(super) fn record(kind: &str, fields: &[(usize, &str)]) -> Vec<u8> {
    let mut record = vec![b' '; RECORD];
    record[..kind.len()].copy_from_slice(kind.as_bytes());
    for (at, text) in fields {
        record[at - 1..at - 1 + text.len()].copy_from_slice(text.as_bytes());
    }
    record
}

/// A person whom nobody is: the name says so, and the social-security number begins with 0 and
/// ends in 98, where no key can be above 97.
pub(super) fn person(number: u32) -> (String, String) {
    (
        format!("PERSONNE INVENTEE {number:04}"),
        format!("0{number:012}98"),
    )
}

/// A lot's file.
pub(super) fn b2_lot(lot: &Lot) -> Vec<u8> {
    let mut dice = Dice::of(0, &[lot.index as u64, u64::from(lot.invoices)]);
    let mut body = Vec::new();
    for invoice in 1..=lot.invoices {
        let (name, nir) = person(dice.between(1, 9999));
        let number = format!("{invoice:09}");
        body.push(record("2", &[(2, &number), (20, &nir), (40, &name)]));
        let amount = format!("{:08}", dice.between(500, 9000));
        body.push(record("3", &[(2, &number), (20, &amount)]));
    }
    b2(
        Way::ToCaisse,
        &lot.emitter,
        lot.caisse,
        lot.number,
        lot.date,
        body,
    )
}

/// The invented content of an ARL.
pub(super) fn b2_arl(lot: &Lot, positive: bool) -> Vec<u8> {
    let word = if positive {
        "ARL INVENTE POSITIF"
    } else {
        "ARL INVENTE NEGATIF"
    };
    let body = vec![record("2", &[(2, word)])];
    b2(
        Way::ToPractice,
        &lot.emitter,
        lot.caisse,
        lot.number,
        lot.date,
        body,
    )
}

/// A return: one entity for the lot, some for each invoice.
pub(super) fn noemie(lot: &Lot, outcome: Outcome, amc: bool) -> Vec<u8> {
    let mut dice = Dice::of(1, &[lot.index as u64, u64::from(lot.invoices)]);
    let (number, date) = (lot.number.to_string(), short(lot.date));
    let mut entities = vec![format!("08001{date}{number}")];
    for invoice in 1..=lot.invoices {
        let (name, nir) = person(dice.between(1, 9999));
        let state = match (outcome, dice.between(0, 99)) {
            (Outcome::AlreadyReceived, _) | (_, 0..=3) => 'R',
            (Outcome::Settled, 4..=7) => 'D',
            (Outcome::Settled, _) => 'P',
        };
        let part = if amc { "199" } else { "198" };
        let whose = if amc { "AMC " } else { "AMO " };
        let amount = dice.between(500, 9000);
        entities.extend([
            format!("10302{name}"),
            format!("11002{nir}"),
            format!("10202{invoice:09}      {number}{date}F"),
            format!("{part}03{whose}{amount:08}{state}"),
        ]);
        match (outcome, state) {
            (Outcome::AlreadyReceived, _) => {
                entities.push(format!("29003{:<10}{:<80}", "1070", "LOT DEJA RECU"));
            }
            (_, 'R') => {
                entities.push(format!("29003{:<10}{:<80}", "0001", "MOTIF INVENTE"));
                entities.push(format!("29404{:<4}{:<86}", "0002", "LIGNE INVENTEE"));
            }
            _ => {}
        }
    }
    let mut octets = file_header(Way::ToPractice, &lot.emitter, lot.caisse, lot.date);
    for entity in &entities {
        octets.extend_from_slice(entity.as_bytes());
        octets.push(b'@');
    }
    octets.extend(file_end(entities.len() + 2));
    octets
}

#[derive(Clone, Copy)]
enum Way {
    ToCaisse,
    ToPractice,
}

fn b2(
    way: Way,
    emitter: &Emitter,
    caisse: Caisse,
    number: LotNumber,
    date: Date,
    body: Vec<Vec<u8>>,
) -> Vec<u8> {
    let nine = format!("{:0>9}", emitter.as_str());
    let (number, day) = (number.to_string(), short(date));
    let mut records = vec![
        file_header(way, emitter, caisse, date),
        record("1", &[(2, &nine), (20, &number), (72, &day)]),
    ];
    records.extend(body);
    records.push(record("6", &[(52, &number)]));
    records.push(file_end(records.len() + 1));
    records
        .into_iter()
        .flat_map(|record| [record, b"\r\n".to_vec()].concat())
        .collect()
}

fn file_header(way: Way, emitter: &Emitter, caisse: Caisse, date: Date) -> Vec<u8> {
    let practice = format!("{:0>14}", emitter.as_str());
    let caisse = format!("{:0>14}", caisse.to_string());
    let (from, to, kinds) = match way {
        Way::ToCaisse => (&practice, &caisse, ("PS", "CP")),
        Way::ToPractice => (&caisse, &practice, ("CP", "PS")),
    };
    let day = short(date);
    let fields = [
        (4, kinds.0),
        (6, from.as_str()),
        (26, kinds.1),
        (28, to.as_str()),
        (50, "ESSAIS"),
        (56, day.as_str()),
    ];
    record("000", &fields)
}

fn file_end(records: usize) -> Vec<u8> {
    record("999", &[(56, &format!("{records:08}")), (83, "001")])
}

/// AAMMJJ.
fn short(date: Date) -> String {
    date.strftime("%y%m%d").to_string()
}
