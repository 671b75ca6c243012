//! NOEMIE-PS: entities between a `000` and a `999` record, each of three digits of type and two of
//! level, ended by `@`. Read: 080 (lot date and number), 102 (the invoice's lot), 198 and 199
//! (the state of the compulsory and the complementary part), 290 and 294 (codes). All others,
//! names and social-security numbers among them, are skipped unread.

use vigie_domain::book::lot::{Emitter, LotReference};

use super::{ContentFault, Positions, RECORD, Reader, field, skip_line_end};
use crate::classify::date;

/// The longest entity that is believed.
const ENTITY: usize = 1024;

/// Reads every entity.
pub(crate) fn read(
    plain: &[u8],
    positions: Positions,
    reader: &mut Reader,
) -> Option<ContentFault> {
    let emitter = field(&plain[..RECORD.min(plain.len())], 28, 41)
        .parse()
        .ok();
    let mut rest = &plain[RECORD.min(plain.len())..];
    loop {
        rest = skip_line_end(rest);
        let at = plain.len() - rest.len();
        if rest.is_empty() {
            return Some(ContentFault::Unfinished);
        }
        if let Err(fault) = reader.count_record() {
            return Some(fault);
        }
        if rest.starts_with(b"999") {
            return None;
        }
        let end = rest.iter().take(ENTITY).position(|&octet| octet == b'@');
        let Some(end) = end.filter(|&end| end >= 5 && rest[..5].iter().all(u8::is_ascii_digit))
        else {
            return Some(ContentFault::OutOfStep { at });
        };
        entity(&rest[..end], emitter.as_ref(), positions, reader);
        rest = &rest[end + 1..];
    }
}

fn entity(octets: &[u8], emitter: Option<&Emitter>, positions: Positions, reader: &mut Reader) {
    // Positions are counted from behind the five digits of type and level.
    let body = &octets[5..];
    match &octets[..3] {
        b"080" => reader.lot(LotReference {
            emitter: emitter.cloned(),
            number: field(body, 7, 9).parse().ok(),
            date: date(field(body, 1, 6)),
        }),
        b"102" => reader.lot(LotReference {
            emitter: emitter.cloned(),
            number: field(body, 16, 18).parse().ok(),
            date: date(field(body, 19, 24)),
        }),
        b"198" | b"199" => {
            let place = positions
                .noemie_state
                .map(|place| usize::from(place.get()) - 1);
            if let Some(&letter) = place.and_then(|place| octets.get(place)) {
                reader.state(letter);
            }
        }
        b"290" => {
            reader.code(field(body, 1, 10));
            reader.label(body.get(10..90.min(body.len())).unwrap_or_default());
        }
        b"294" => {
            reader.code(field(body, 1, 4));
            reader.label(body.get(4..90.min(body.len())).unwrap_or_default());
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use vigie_domain::book::{notice_code::LOT_ALREADY_RECEIVED, returns::InvoiceState};

    use super::{
        super::{Layout, read, tests::record},
        *,
    };
    use crate::Bounds;

    const KNOWN: Positions = Positions {
        noemie_state: std::num::NonZeroU16::new(18),
    };

    #[test]
    fn states_are_not_guessed_where_their_place_is_not_known() {
        let (content, fault) = read(&sample(), Positions::default(), &Bounds::default());
        assert_eq!((content.states.len(), fault), (0, None));
    }

    /// An invented return: one lot, two invoices, names and numbers that nobody bears.
    fn sample() -> Vec<u8> {
        let mut file = record("000", &[(28, "00000000000042")]);
        for entity in [
            "08001250806017",
            "10302PERSONNE INVENTEE",
            "1100219912349999999",
            "10202000000001      017250806F",
            "19803AMO 00002500P",
            "10202000000002      017250806F",
            "19803AMO 00001200R",
            "290031070      LOT DEJA RECU",
            "77703entité inconnue",
        ] {
            file.extend_from_slice(entity.as_bytes());
            file.push(b'@');
        }
        file.extend(record("999", &[]));
        file
    }

    #[test]
    fn lot_states_and_codes_are_read_and_nothing_else() {
        let (content, fault) = read(&sample(), KNOWN, &Bounds::default());
        assert_eq!((content.layout, fault), (Layout::NoemiePs, None));
        assert_eq!(content.lots.len(), 1);
        assert!(content.lots[0].is_complete());
        assert_eq!(content.states[&InvoiceState::Paid], 1);
        assert_eq!(content.states[&InvoiceState::Rejected], 1);
        assert_eq!(content.codes["1070"], 1);
        assert_eq!(content.codes[LOT_ALREADY_RECEIVED], 1);
        let shown = format!("{content:?}");
        for personal in ["PERSONNE", "INVENTEE", "19912349999999"] {
            assert!(!shown.contains(personal), "{personal}");
        }
    }

    #[test]
    fn an_entity_without_end_is_out_of_step() {
        let mut file = sample();
        let at = file.len() - RECORD;
        file.splice(
            at..at,
            b"08001"
                .iter()
                .copied()
                .chain(std::iter::repeat_n(b'x', 2000)),
        );
        let (content, fault) = read(&file, KNOWN, &Bounds::default());
        assert_eq!(content.lots.len(), 1);
        assert_eq!(fault, Some(ContentFault::OutOfStep { at }));
    }

    #[test]
    fn every_cut_gives_what_came_before_it() {
        let file = sample();
        for cut in 0..file.len() {
            let (content, fault) = read(&file[..cut], KNOWN, &Bounds::default());
            assert!(content.lots.len() <= 1);
            if cut + RECORD <= file.len() && cut > 0 {
                assert!(fault.is_some(), "cut at {cut}");
            }
        }
    }
}
