use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, civil::Date};
use proptest::prelude::*;

use super::*;
use crate::{
    account::AccountId,
    book::{follow_up::Stage, sighting::LotSeen, source::SourceId},
};

const FOLDER: Origin = Origin::Source { id: SourceId(1) };
const LOG: Origin = Origin::Source { id: SourceId(2) };
const ARL_FOLDER: Origin = Origin::Source { id: SourceId(3) };

fn minute(minutes: i64) -> Timestamp {
    "2026-03-02T08:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minutes)
}

fn hour(hours: i64) -> Timestamp {
    minute(60 * hours)
}

/// A book in memory, in which everything is a candidate.
#[derive(Default)]
struct Book {
    lots: Vec<KnownLot>,
    returns: Vec<KnownReturn>,
    events: Vec<(LotId, LotEvent)>,
    /// The last number given to a lot.
    next: i64,
}

impl Book {
    fn take(&mut self, origin: Origin, seen: &Seen) {
        let known = Known {
            lots: &self.lots,
            returns: &self.returns,
        };
        let before: BTreeMap<LotId, Stage> = self.stages();
        let told = self.events.len();
        match decide(seen, origin, &known, hour(100_000)) {
            Decision::Lot(decision) => self.take_lot(origin, decision),
            Decision::Return(decision) => self.take_return(origin, decision),
        }
        let after = self.stages();
        for (lot, stage) in before {
            let Some(now) = after.get(&lot) else { continue };
            let kind = std::mem::discriminant::<Stage>;
            if matches!(stage, Stage::Acknowledged { .. }) && kind(&stage) != kind(now) {
                let said = self.events[told..].iter().any(|(of, event)| {
                    *of == lot && matches!(event, LotEvent::Contradicted { .. })
                });
                assert!(said, "un-acknowledged silently: {stage:?} {now:?}");
            }
        }
    }

    fn stages(&self) -> BTreeMap<LotId, Stage> {
        let stage = |lot: &KnownLot| (lot.lot.id, lot.lot.follow_up.stage().clone());
        self.lots.iter().map(stage).collect()
    }

    fn take_lot(&mut self, origin: Origin, decision: LotDecision) {
        let id = decision.lot.unwrap_or_else(|| LotId(self.next + 1));
        if decision.lot.is_none() {
            self.next += 1;
            self.lots.push(KnownLot {
                lot: Lot {
                    id,
                    account: AccountId(1),
                    reference: LotReference::default(),
                    caisse: None,
                    message_id: None,
                    invoices: None,
                    first_sent: decision.at,
                    last_sent: decision.at,
                    origin,
                    follow_up: decision.follow_up.clone(),
                },
                sendings: Vec::new(),
                answers: Vec::new(),
            });
        }
        let mut origins = vec![origin];
        if let Some(absorbed) = decision.absorbed {
            let index = self
                .lots
                .iter()
                .position(|lot| lot.lot.id == absorbed)
                .unwrap();
            let mut other = self.lots.remove(index);
            origins.append(&mut other.sendings[0].origins);
            for held in self.returns.iter_mut().flat_map(|one| &mut one.belongs) {
                if held.found.lot == absorbed {
                    held.found.lot = id;
                }
            }
        }
        for (one, mut belongs) in decision.returns {
            for held in &mut belongs {
                if held.found.lot == NEW_LOT {
                    held.found.lot = id;
                }
            }
            self.returns
                .iter_mut()
                .find(|held| held.id == one)
                .unwrap()
                .belongs = belongs;
        }
        let lot = self.lots.iter_mut().find(|lot| lot.lot.id == id).unwrap();
        lot.lot.reference = decision.reference;
        lot.lot.caisse = decision.caisse;
        lot.lot.invoices = decision.invoices;
        match decision.sending {
            Some(index) => {
                lot.sendings[index].origins.push(origin);
                lot.sendings[index].message_id = decision.message_id;
            }
            None => lot.sendings.push(Sending {
                at: decision.at,
                message_id: decision.message_id,
                origins,
            }),
        }
        lot.sendings.sort_by_key(|sending| sending.at);
        let change = LotChange {
            lot: id,
            follow_up: decision.follow_up,
            events: decision.events,
            answers: decision.answers,
        };
        self.change(change);
        for other in decision.others {
            self.change(other);
        }
    }

    fn take_return(&mut self, origin: Origin, decision: ReturnDecision) {
        let id = decision
            .id
            .unwrap_or(ReturnId(i64::try_from(self.returns.len()).unwrap() + 1));
        if decision.id.is_none() {
            self.returns.push(KnownReturn {
                id,
                seen: decision.seen.clone(),
                origins: Vec::new(),
                belongs: Vec::new(),
            });
        }
        let one = self.returns.iter_mut().find(|one| one.id == id).unwrap();
        one.seen = decision.seen;
        one.origins.push(origin);
        one.belongs = decision.belongs;
        for mut change in decision.lots {
            for answer in &mut change.answers {
                if answer.id == NEW_RETURN {
                    answer.id = id;
                }
            }
            self.change(change);
        }
    }

    fn change(&mut self, change: LotChange) {
        let lot = self
            .lots
            .iter_mut()
            .find(|lot| lot.lot.id == change.lot)
            .unwrap();
        lot.lot.follow_up = change.follow_up;
        lot.answers = change.answers;
        lot.answers.sort_by_key(|answer| (answer.at, answer.id));
        self.events.extend(
            change
                .events
                .into_iter()
                .map(|(_, event)| (change.lot, event)),
        );
    }

    fn kinds(&self) -> BTreeMap<Option<u16>, &'static str> {
        let kind = |lot: &KnownLot| match lot.lot.follow_up.stage() {
            Stage::Acknowledged { .. } => "acknowledged",
            Stage::Refused { .. } => "refused",
            Stage::NotDelivered { .. } => "not delivered",
            _ => "open",
        };
        let number = |lot: &KnownLot| {
            lot.lot
                .reference
                .number
                .map(crate::book::lot::LotNumber::get)
        };
        self.lots
            .iter()
            .map(|lot| (number(lot), kind(lot)))
            .collect()
    }
}

fn reference(number: u16, day: Option<i8>) -> LotReference {
    LotReference {
        emitter: "42".parse().ok(),
        number: number.try_into().ok(),
        date: day.map(|day| Date::new(2026, 3, day).unwrap()),
    }
}

fn sent(reference: LotReference, message_id: Option<&str>, at: Timestamp) -> Seen {
    Seen::Lot(LotSeen {
        reference,
        caisse: "01511".parse().ok(),
        message_id: message_id.map(str::to_owned),
        sent: at,
        invoices: None,
    })
}

fn returned(class: MessageClass, references: Vec<LotReference>, at: Timestamp) -> ReturnSeen {
    ReturnSeen {
        class,
        strength: Strength::Proven,
        rule: None,
        references,
        caisse: "01511".parse().ok(),
        message_id: None,
        answers: None,
        at,
        states: BTreeMap::new(),
        codes: BTreeMap::new(),
    }
}

#[test]
fn a_lot_sent_again_before_anything_showed_its_number_is_one_lot_still() {
    let mut book = Book::default();
    let unknown = LotReference {
        number: None,
        ..reference(17, None)
    };
    book.take(FOLDER, &sent(unknown.clone(), Some("a"), hour(0)));
    book.take(FOLDER, &sent(unknown, Some("b"), hour(49)));
    assert_eq!(book.lots.len(), 2);
    book.take(LOG, &sent(reference(17, None), None, minute(1)));
    book.take(LOG, &sent(reference(17, None), None, hour(49)));
    assert_eq!(book.lots.len(), 1);
    assert_eq!(book.lots[0].lot.follow_up.transmissions(), 2);
    let ids: Vec<_> = book.lots[0]
        .sendings
        .iter()
        .map(|one| one.message_id.as_deref())
        .collect();
    assert_eq!(ids, [Some("a"), Some("b")]);
}

#[test]
fn a_number_used_anew_is_another_lot() {
    let mut book = Book::default();
    let bare = LotReference {
        emitter: None,
        ..reference(17, None)
    };
    book.take(LOG, &sent(bare.clone(), None, hour(0)));
    book.take(LOG, &sent(bare.clone(), None, hour(24 * 24)));
    assert_eq!(book.lots.len(), 2);
    book.take(LOG, &sent(bare, None, hour(24 * 26)));
    assert_eq!(book.lots.len(), 2);
    assert_eq!(book.lots[1].lot.follow_up.transmissions(), 2);
}

#[test]
fn lots_of_one_number_stay_apart_where_two_practitioners_may_have_sent_them() {
    let bare = LotReference {
        emitter: None,
        ..reference(17, None)
    };
    let of = |at, invoices| {
        let Seen::Lot(lot) = sent(bare.clone(), None, at) else {
            unreachable!("a lot")
        };
        Seen::Lot(LotSeen { invoices, ..lot })
    };
    let lots = |between: Option<MessageClass>, second: Seen| {
        let mut book = Book::default();
        book.take(LOG, &of(hour(0), Some(3)));
        if let Some(class) = between {
            let answer = returned(class, vec![bare.clone()], hour(2));
            book.take(ARL_FOLDER, &Seen::Return(answer));
        }
        book.take(LOG, &second);
        book.lots.len()
    };
    // Sent again, as the rule asks, or because it came back.
    assert_eq!(lots(None, of(hour(49), Some(3))), 1);
    let refusal = Some(MessageClass::ArlNegative);
    assert_eq!(lots(refusal, of(hour(3), None)), 1);
    // Too soon, with other invoices, or though the caisse has it.
    assert_eq!(lots(None, of(hour(3), Some(3))), 2);
    assert_eq!(lots(None, of(hour(49), Some(5))), 2);
    assert_eq!(lots(Some(MessageClass::ArlPositive), of(hour(49), None)), 2);
    // Another place shows the same sending.
    let mut book = Book::default();
    book.take(LOG, &of(hour(0), Some(3)));
    book.take(FOLDER, &of(hour(3), None));
    assert_eq!(book.lots.len(), 1);
}

#[test]
fn two_returns_that_bear_one_message_id_are_two_unless_they_say_the_same() {
    let answer = |number, at| {
        let named = vec![reference(number, Some(2))];
        Seen::Return(ReturnSeen {
            message_id: Some("always-the-same".into()),
            ..returned(MessageClass::ArlPositive, named, at)
        })
    };
    let mut book = Book::default();
    for number in [1, 2] {
        let id = number.to_string();
        book.take(
            FOLDER,
            &sent(reference(number, Some(2)), Some(&id), hour(0)),
        );
    }
    book.take(Origin::Mailbox, &answer(1, hour(1)));
    book.take(Origin::Mailbox, &answer(2, hour(1)));
    assert_eq!(book.returns.len(), 2);
    let both = [(Some(1), "acknowledged"), (Some(2), "acknowledged")];
    assert_eq!(book.kinds(), both.into());
    // The same, a second time within minutes; in the software's folder; and hours later.
    book.take(Origin::Mailbox, &answer(2, minute(65)));
    book.take(ARL_FOLDER, &answer(1, hour(30)));
    book.take(ARL_FOLDER, &answer(2, hour(30)));
    assert_eq!(book.returns.len(), 2);
    book.take(Origin::Mailbox, &answer(2, hour(3)));
    assert_eq!(book.returns.len(), 3);
}

#[test]
fn of_somebodys_own_mail_nothing_is_kept_but_that_it_is_there() {
    let mut book = Book::default();
    let letter = ReturnSeen {
        message_id: Some("letter@friends.example".into()),
        answers: Some("17@cabinet.example".into()),
        rule: Some("personal".into()),
        codes: [("1070".to_owned(), 1)].into(),
        ..returned(MessageClass::Foreign, vec![reference(17, None)], hour(1))
    };
    book.take(Origin::Mailbox, &Seen::Return(letter.clone()));
    // Taken for machine mail first, in another place.
    let machine = ReturnSeen {
        class: MessageClass::UnknownMachine,
        message_id: Some("other@friends.example".into()),
        ..letter.clone()
    };
    let known = ReturnSeen {
        class: MessageClass::Foreign,
        ..machine.clone()
    };
    book.take(ARL_FOLDER, &Seen::Return(machine));
    book.take(Origin::Mailbox, &Seen::Return(known));
    for one in &book.returns {
        let kept = &one.seen;
        if kept.class == MessageClass::Foreign {
            let bare = returned(MessageClass::Foreign, Vec::new(), hour(1));
            assert_eq!(
                *kept,
                ReturnSeen {
                    caisse: None,
                    ..bare
                }
            );
        }
    }
}

#[test]
fn what_the_folder_names_takes_the_place_of_what_order_made_likely() {
    let mut book = Book::default();
    book.take(FOLDER, &sent(reference(1, Some(2)), Some("a"), hour(0)));
    book.take(FOLDER, &sent(reference(2, Some(2)), Some("b"), hour(1)));
    let mut mail = returned(MessageClass::ArlUnsigned, Vec::new(), hour(2));
    mail.message_id = Some("arl".into());
    book.take(Origin::Mailbox, &Seen::Return(mail));
    assert_eq!(
        book.kinds(),
        BTreeMap::from([(Some(1), "acknowledged"), (Some(2), "open")])
    );
    let file = returned(
        MessageClass::ArlPositive,
        vec![reference(2, Some(2))],
        hour(3),
    );
    book.take(ARL_FOLDER, &Seen::Return(file));
    assert_eq!(book.returns.len(), 1);
    assert_eq!(
        book.kinds(),
        BTreeMap::from([(Some(1), "open"), (Some(2), "acknowledged")])
    );
}

#[test]
fn a_refusal_read_after_the_lot_was_sent_again_is_no_answer_to_the_second_sending() {
    let mut book = Book::default();
    let number = reference(1, Some(2));
    book.take(FOLDER, &sent(number.clone(), Some("a"), hour(0)));
    book.take(FOLDER, &sent(number.clone(), Some("b"), hour(5)));
    let refusal = returned(MessageClass::ArlNegative, vec![number.clone()], hour(3));
    book.take(ARL_FOLDER, &Seen::Return(refusal));
    assert!(book.lots[0].lot.follow_up.is_open());
    let arl = returned(MessageClass::ArlPositive, vec![number], hour(6));
    book.take(ARL_FOLDER, &Seen::Return(arl));
    assert_eq!(book.kinds(), BTreeMap::from([(Some(1), "acknowledged")]));
}

#[test]
fn clocks_that_differ_by_hours_lose_no_answer_that_names_its_lot() {
    // The practice's clock is fast: by it the lot leaves after its answer has come.
    let lot = sent(reference(17, Some(2)), Some("17@cabinet.example"), hour(9));
    let named = returned(
        MessageClass::ArlPositive,
        vec![reference(17, Some(2))],
        hour(7),
    );
    let answering = ReturnSeen {
        answers: Some("17@cabinet.example".to_owned()),
        references: Vec::new(),
        ..named.clone()
    };
    for answer in [named.clone(), answering] {
        for answer_first in [false, true] {
            let mut book = Book::default();
            let arl = Seen::Return(answer.clone());
            if answer_first {
                book.take(ARL_FOLDER, &arl);
                book.take(FOLDER, &lot);
            } else {
                book.take(FOLDER, &lot);
                book.take(ARL_FOLDER, &arl);
            }
            assert_eq!(book.kinds(), [(Some(17), "acknowledged")].into());
            let held = &book.lots[0].answers[0];
            assert_eq!((held.strength, held.at), (Strength::Proven, hour(9)));
        }
    }
    // What does not name it whole, or came far too early, is not believed.
    let vague = ReturnSeen {
        references: vec![reference(17, None)],
        ..named.clone()
    };
    let yesterday = ReturnSeen {
        at: hour(-4),
        ..named
    };
    for answer in [vague, yesterday] {
        let mut book = Book::default();
        book.take(FOLDER, &lot);
        book.take(ARL_FOLDER, &Seen::Return(answer));
        assert_eq!(book.kinds(), [(Some(17), "open")].into());
    }
}

#[test]
fn an_answer_to_a_message_that_came_into_the_book_later_moves_to_it() {
    let mut book = Book::default();
    book.take(FOLDER, &sent(reference(1, Some(2)), Some("a"), hour(0)));
    let mut arl = returned(MessageClass::ArlPositive, Vec::new(), hour(4));
    arl.answers = Some("b".into());
    book.take(Origin::Mailbox, &Seen::Return(arl));
    assert_eq!(book.kinds(), BTreeMap::from([(Some(1), "acknowledged")]));
    book.take(FOLDER, &sent(reference(2, Some(2)), Some("b"), hour(3)));
    assert_eq!(
        book.kinds(),
        BTreeMap::from([(Some(1), "open"), (Some(2), "acknowledged")])
    );
}

/// Lots an hour apart, each sent once or twice, as three places show them.
fn sightings(lots: &[(bool, bool, i64)]) -> Vec<(Origin, Seen)> {
    let mut seen = Vec::new();
    for (&(again, numbered, jitter), number) in lots.iter().zip(0..) {
        for sending in 0..=i64::from(again) {
            let at = hour(i64::from(number) + 49 * sending);
            let id = format!("{number}-{sending}");
            let mut known = reference(number, None);
            known.number = known.number.filter(|_| numbered);
            seen.push((FOLDER, sent(known, Some(&id), at)));
            seen.push((
                LOG,
                sent(
                    reference(number, None),
                    None,
                    at + SignedDuration::from_mins(jitter),
                ),
            ));
            if numbered {
                let by_heart = at + SignedDuration::from_mins(25 + jitter);
                seen.push((Origin::Hand, sent(reference(number, None), None, by_heart)));
            }
        }
    }
    seen
}

/// The sightings of a failing case, a line each.
fn tell(order: &[(Origin, Seen)]) -> String {
    let line = |(origin, seen): &(Origin, Seen)| match seen {
        Seen::Lot(lot) => format!(
            "{origin:?} lot {:?} {:?} {}",
            lot.reference.number, lot.message_id, lot.sent
        ),
        Seen::Return(one) => format!(
            "{origin:?} {:?} {:?} {:?} {:?} {}",
            one.class, one.references, one.message_id, one.answers, one.at
        ),
    };
    order.iter().map(line).collect::<Vec<_>>().join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_lot_is_lost_and_no_sending_counted_twice_in_whatever_order(
        (lots, order) in proptest::collection::vec((any::<bool>(), any::<bool>(), -4..=4_i64), 1..8)
            .prop_flat_map(|lots| { let order = Just(sightings(&lots)).prop_shuffle(); (Just(lots), order) })
    ) {
        let mut book = Book::default();
        let story = tell(&order);
        for (origin, seen) in order {
            book.take(origin, &seen);
        }
        prop_assert_eq!(book.lots.len(), lots.len(), "{}", story);
        for lot in &book.lots {
            let number = lot.lot.reference.number.unwrap().get();
            let transmissions = 1 + u32::from(lots[usize::from(number)].0);
            prop_assert_eq!(lot.lot.follow_up.transmissions(), transmissions, "lot {}\n{}", number, story);
            prop_assert_eq!(lot.sendings.len(), usize::try_from(transmissions).unwrap(), "{}", story);
        }
    }

    #[test]
    fn an_answer_finds_its_lot_and_no_other_in_whatever_order(
        order in proptest::collection::vec((0..4_usize, any::<bool>(), any::<bool>()), 1..6).prop_flat_map(|lots| {
            let mut all = Vec::new();
            let mut truth = BTreeMap::new();
            for (&(class, elsewhere, named), number) in lots.iter().zip(1..) {
                let reference = reference(number, Some(2));
                let at = hour(i64::from(number));
                all.push((FOLDER, sent(reference.clone(), Some(&format!("{number}")), at)));
                let (class, kind) = [
                    (MessageClass::ArlPositive, "acknowledged"),
                    (MessageClass::ArlNegative, "refused"),
                    (MessageClass::NonDelivery, "not delivered"),
                    (MessageClass::ServiceMessage, "open"),
                ][class];
                truth.insert(Some(number), kind);
                let mut mail = returned(class, vec![reference], at + SignedDuration::from_mins(30));
                let file = mail.clone();
                mail.message_id = Some(format!("answer-{number}"));
                if !named {
                    mail.references.clear();
                    mail.answers = Some(format!("{number}"));
                }
                all.push((Origin::Mailbox, Seen::Return(mail)));
                if elsewhere && named {
                    all.push((ARL_FOLDER, Seen::Return(file)));
                }
            }
            (Just(truth), Just(all).prop_shuffle())
        })
    ) {
        let (truth, order) = order;
        let mut book = Book::default();
        let story = tell(&order);
        for (origin, seen) in order {
            book.take(origin, &seen);
        }
        prop_assert_eq!(book.kinds(), truth.clone(), "{}", story);
        prop_assert_eq!(book.returns.len(), truth.len(), "{}", story);
    }

    #[test]
    fn whatever_comes_one_answer_without_reference_closes_one_lot_at_most(
        acts in proptest::collection::vec((0..3_usize, 0..4_u16, 0..60_i64, 0..4_usize, any::<bool>()), 1..25)
    ) {
        let mut book = Book::default();
        let story = format!("{acts:?}");
        for (act, number, at, class, flag) in acts {
            let origin = [FOLDER, LOG, Origin::Mailbox, ARL_FOLDER][class];
            let lots = book.lots.len();
            if act == 0 {
                let mut known = reference(number, flag.then_some(2));
                known.number = known.number.filter(|_| number > 0);
                book.take(origin, &sent(known, None, hour(at)));
                prop_assert!(book.lots.len() >= lots.saturating_sub(1));
            } else {
                let class = [MessageClass::ArlPositive, MessageClass::ArlNegative, MessageClass::ArlUnsigned, MessageClass::Rsp][class];
                let references = if act == 1 { Vec::new() } else { vec![reference(number, flag.then_some(2))] };
                book.take(origin, &Seen::Return(returned(class, references, hour(at))));
            }
        }
        for one in &book.returns {
            let lots: BTreeSet<LotId> = one.belongs.iter().map(|held| held.found.lot).collect();
            prop_assert_eq!(lots.len(), one.belongs.len());
            prop_assert!(lots.len() <= one.seen.references.len().max(1));
            for lot in &book.lots {
                let answers = lot.answers.iter().filter(|answer| answer.id == one.id).count();
                prop_assert_eq!(answers, usize::from(lots.contains(&lot.lot.id)));
            }
        }
        for lot in &book.lots {
            let sendings: Vec<_> = lot.sendings.iter().map(|sending| sending.at).collect();
            prop_assert_eq!(usize::try_from(lot.lot.follow_up.transmissions()).unwrap(), sendings.len());
            let verdict = verdict(&sendings, &lot.answers).unwrap();
            prop_assert_eq!(verdict.is_open(), lot.lot.follow_up.is_open(), "{:?}\n{}", lot, story);
        }
    }
}
