//! Which lot a return belongs to.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    lot::{Caisse, LotReference},
    returns::{MessageClass, Strength},
};

/// The number of a lot in this installation's journal; never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "number"))]
#[serde(transparent)]
pub struct LotId(pub i64);

/// What matching needs to know of a lot.
#[derive(Clone, Debug)]
pub struct SentLot {
    /// Its number in the journal.
    pub id: LotId,
    /// What is known of its identity.
    pub reference: LotReference,
    /// Where it went.
    pub caisse: Option<Caisse>,
    /// The `Message-ID` under which it went, without brackets.
    pub message_id: Option<String>,
    /// When it was sent last.
    pub sent: Timestamp,
    /// Whether an answer is still awaited.
    pub open: bool,
}

/// What matching needs to know of a return.
#[derive(Clone, Debug)]
pub struct Received {
    /// Its class.
    pub class: MessageClass,
    /// The lots that it names.
    pub references: Vec<LotReference>,
    /// The caisse it came from.
    pub caisse: Option<Caisse>,
    /// The `Message-ID` of the message that it answers, where it names one.
    pub answers: Option<String>,
    /// When it came.
    pub at: Timestamp,
}

/// A lot that the return belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Match {
    /// The lot.
    pub lot: LotId,
    /// Read in the message, or only likely.
    pub strength: Strength,
}

/// How long after its sending an acknowledgement without any reference may still be taken for a
/// lot's. Beyond, silence about the lot is the better answer.
const LIKELY: SignedDuration = SignedDuration::from_hours(5 * 24);

/// Finds the lots that a return belongs to: each lot at most once, and for each of the return's
/// references at most one. A return that names no lot belongs to one lot at most.
///
/// *Proven* takes the message's own word: it answers the lot's message, or names emitter, number
/// and date, or number and emitter where only one lot fits. Number and date are enough where the
/// caisse agrees: practitioners who share a mailbox give the same numbers on the same day. Anything
/// else is *probable*, such as an acknowledgement that names a number where the caisse's lots were
/// seen without theirs.
#[must_use]
pub fn find(received: &Received, lots: &[SentLot]) -> Vec<Match> {
    let known: Vec<&SentLot> = lots.iter().filter(|lot| lot.sent <= received.at).collect();
    if let Some(lot) = received
        .answers
        .as_ref()
        .and_then(|id| known.iter().find(|lot| lot.message_id.as_ref() == Some(id)))
    {
        return vec![Match {
            lot: lot.id,
            strength: Strength::Proven,
        }];
    }
    if received.references.is_empty() {
        return by_order(received, &known).into_iter().collect();
    }
    let mut taken = BTreeSet::new();
    let mut found = Vec::new();
    for reference in &received.references {
        let one = by_reference(received, reference, &known, &taken)
            .or_else(|| without_number(received, reference, &known, &taken));
        if let Some(one) = one {
            taken.insert(one.lot);
            found.push(one);
        }
    }
    found
}

fn by_reference(
    received: &Received,
    reference: &LotReference,
    lots: &[&SentLot],
    taken: &BTreeSet<LotId>,
) -> Option<Match> {
    let number = reference.number?;
    let fitting: Vec<&&SentLot> = lots
        .iter()
        .filter(|lot| {
            lot.reference.number == Some(number) && !contradict(reference, &lot.reference)
        })
        .filter(|lot| !taken.contains(&lot.id))
        .collect();
    let same_caisse = |lot: &SentLot| received.caisse.is_some() && lot.caisse == received.caisse;
    let emitter =
        |lot: &SentLot| reference.emitter.is_some() && reference.emitter == lot.reference.emitter;
    let date = |lot: &SentLot| reference.date.is_some() && reference.date == lot.reference.date;
    // What is known to agree comes first. The number recycles: of several lots that fit as well,
    // the one sent last is meant.
    let lot = fitting.iter().max_by_key(|lot| {
        let agreed = (emitter(lot), date(lot), same_caisse(lot));
        (agreed, lot.sent, lot.id)
    })?;
    let strength = match (emitter(lot), date(lot)) {
        (true, true) => Strength::Proven,
        (true, false) if fitting.len() == 1 => Strength::Proven,
        (false, true) if fitting.len() == 1 && same_caisse(lot) => Strength::Proven,
        _ => Strength::Probable,
    };
    Some(Match {
        lot: lot.id,
        strength,
    })
}

/// An acknowledgement names a number, and the lots were seen without theirs: an enveloped message
/// shows caisse and time alone. Of those that it does not contradict, the one that has waited
/// longest.
fn without_number(
    received: &Received,
    reference: &LotReference,
    lots: &[&SentLot],
    taken: &BTreeSet<LotId>,
) -> Option<Match> {
    let unnumbered: Vec<&SentLot> = lots
        .iter()
        .copied()
        .filter(|lot| lot.reference.number.is_none() && !contradict(reference, &lot.reference))
        .filter(|lot| !taken.contains(&lot.id))
        .collect();
    by_order(received, &unnumbered)
}

/// Same caisse, order and time: the lot that has waited longest.
fn by_order(received: &Received, lots: &[&SentLot]) -> Option<Match> {
    let caisse = received.caisse?;
    if !received.class.is_arl() {
        return None;
    }
    lots.iter()
        .filter(|lot| lot.open && lot.caisse == Some(caisse))
        .filter(|lot| received.at.duration_since(lot.sent) <= LIKELY)
        .min_by_key(|lot| (lot.sent, lot.id))
        .map(|lot| Match {
            lot: lot.id,
            strength: Strength::Probable,
        })
}

/// Whether one of the two says something that the other denies.
fn contradict(one: &LotReference, other: &LotReference) -> bool {
    let emitter = one.emitter.is_some() && other.emitter.is_some() && one.emitter != other.emitter;
    let date = one.date.is_some() && other.date.is_some() && one.date != other.date;
    emitter || date
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn hour(hours: i64) -> Timestamp {
        "2026-03-02T17:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(hours)
    }

    fn reference(emitter: &str, number: u16, day: i8) -> LotReference {
        LotReference {
            emitter: emitter.parse().ok(),
            number: number.try_into().ok(),
            date: (day > 0).then(|| date(2026, 3, day)),
        }
    }

    fn lot(id: i64, reference: LotReference) -> SentLot {
        SentLot {
            id: LotId(id),
            reference,
            caisse: "01511".parse().ok(),
            message_id: Some(format!("{id}@cabinet.example")),
            sent: hour(id),
            open: true,
        }
    }

    fn arl(references: Vec<LotReference>) -> Received {
        Received {
            class: MessageClass::ArlPositive,
            references,
            caisse: "01511".parse().ok(),
            answers: None,
            at: hour(20),
        }
    }

    #[test]
    fn what_the_message_names_is_proven() {
        let lots = [
            lot(1, reference("42", 17, 2)),
            lot(2, reference("42", 18, 2)),
        ];
        let found = find(&arl(vec![reference("42", 18, 2)]), &lots);
        assert_eq!(
            found,
            [Match {
                lot: LotId(2),
                strength: Strength::Proven
            }]
        );
    }

    #[test]
    fn lots_seen_without_their_numbers_are_answered_in_their_order_and_only_probably() {
        let enveloped = |id| lot(id, LotReference::default());
        let lots = [enveloped(1), enveloped(2), lot(3, reference("42", 19, 2))];
        let found = find(
            &arl(vec![
                reference("42", 17, 2),
                reference("42", 18, 2),
                reference("42", 20, 2),
            ]),
            &lots,
        );
        let probable = |id| Match {
            lot: LotId(id),
            strength: Strength::Probable,
        };
        assert_eq!(found, [probable(1), probable(2)]);
        let rsp = Received {
            class: MessageClass::Rsp,
            ..arl(vec![reference("42", 17, 2)])
        };
        assert_eq!(find(&rsp, &lots), [], "an RSP comes days later");
    }

    #[test]
    fn a_recycled_number_means_the_lot_of_its_date() {
        let lots = [
            lot(1, reference("42", 17, 1)),
            lot(2, reference("42", 17, 2)),
        ];
        assert_eq!(
            find(&arl(vec![reference("42", 17, 1)]), &lots)[0].lot,
            LotId(1)
        );
        let undated = find(&arl(vec![reference("42", 17, 0)]), &lots);
        assert_eq!(
            undated,
            [Match {
                lot: LotId(2),
                strength: Strength::Probable
            }]
        );
    }

    #[test]
    fn another_emitters_lot_is_nobodys_here() {
        let lots = [lot(1, reference("42", 17, 2))];
        assert_eq!(find(&arl(vec![reference("43", 17, 2)]), &lots), []);
    }

    #[test]
    fn without_reference_the_longest_waiting_lot_of_the_caisse_is_probable() {
        let mut lots = [
            lot(1, reference("42", 17, 2)),
            lot(2, reference("42", 18, 2)),
        ];
        let found = find(&arl(Vec::new()), &lots);
        assert_eq!(
            found,
            [Match {
                lot: LotId(1),
                strength: Strength::Probable
            }]
        );
        lots[0].open = false;
        assert_eq!(find(&arl(Vec::new()), &lots)[0].lot, LotId(2));
        lots[1].caisse = "01751".parse().ok();
        assert_eq!(find(&arl(Vec::new()), &lots), []);
    }

    #[test]
    fn a_notice_of_non_delivery_is_proven_by_the_message_it_answers() {
        let notice = Received {
            class: MessageClass::NonDelivery,
            answers: Some("1@cabinet.example".into()),
            caisse: None,
            ..arl(Vec::new())
        };
        let lots = [
            lot(1, LotReference::default()),
            lot(2, LotReference::default()),
        ];
        assert_eq!(
            find(&notice, &lots),
            [Match {
                lot: LotId(1),
                strength: Strength::Proven
            }]
        );
    }

    #[test]
    fn number_and_date_without_emitter_are_proven_by_the_caisse_alone() {
        let nobodys = |number| LotReference {
            emitter: None,
            ..reference("42", number, 2)
        };
        let mut lots = [lot(1, nobodys(17))];
        let strength = |lots: &[SentLot]| find(&arl(vec![nobodys(17)]), lots)[0];
        assert_eq!(strength(&lots).strength, Strength::Proven);
        // Another practitioner's lot of that day and number, or the caisse is not known.
        lots[0].caisse = "01751".parse().ok();
        assert_eq!(strength(&lots).strength, Strength::Probable);
        lots[0].caisse = None;
        assert_eq!(strength(&lots).strength, Strength::Probable);
        let two = [lot(1, nobodys(17)), lots[0].clone()];
        let found = strength(&two);
        assert_eq!((found.lot, found.strength), (LotId(1), Strength::Probable));
    }

    #[test]
    fn order_gives_no_emitter_the_answer_of_another() {
        let mut lots = [
            lot(1, reference("42", 17, 2)),
            lot(2, reference("43", 18, 2)),
        ];
        for lot in &mut lots {
            lot.reference.number = None;
        }
        let named = LotReference {
            number: None,
            date: None,
            ..reference("43", 0, 0)
        };
        let whole = reference("43", 18, 2);
        for reference in [named, whole] {
            let found = find(&arl(vec![reference]), &lots);
            let probable = Match {
                lot: LotId(2),
                strength: Strength::Probable,
            };
            assert_eq!(found, [probable]);
        }
        assert_eq!(find(&arl(vec![reference("44", 18, 2)]), &lots), []);
    }

    proptest! {
        #[test]
        fn no_lot_is_answered_twice_by_one_return_nor_before_it_was_sent(
            lots in proptest::collection::vec((0..3_u16, 0..4_u16, 0..3_i8, any::<bool>()), 0..12),
            references in proptest::collection::vec((0..3_u16, 0..4_u16, 0..3_i8), 0..6),
            at in 0..14_i64,
        ) {
            let lots: Vec<SentLot> = lots
                .iter()
                .zip(1..)
                .map(|(&(emitter, number, day, open), id)| SentLot { open, ..lot(id, reference(&emitter.to_string(), number, day)) })
                .collect();
            let references: Vec<_> = references.iter().map(|&(emitter, number, day)| reference(&emitter.to_string(), number, day)).collect();
            let received = Received { at: hour(at), ..arl(references) };
            let found = find(&received, &lots);
            let distinct: BTreeSet<_> = found.iter().map(|found| found.lot).collect();
            prop_assert_eq!(distinct.len(), found.len());
            prop_assert!(found.len() <= received.references.len().max(1));
            for found in found {
                let lot = lots.iter().find(|lot| lot.id == found.lot).unwrap();
                prop_assert!(lot.sent <= received.at);
                if found.strength == Strength::Proven {
                    let named = received.references.iter().any(|reference| reference.number == lot.reference.number && !contradict(reference, &lot.reference));
                    prop_assert!(named);
                }
            }
        }
    }
}
