use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use vigie_domain::{
    account::AccountId,
    book::{
        deadline::{Deadline, Place},
        follow_up::{LotEvent, Stage},
        lot::LotReference,
        matching::LotId,
        query::Lot,
        returns::{MessageClass, Strength},
        sighting::{LotSeen, Origin, ReturnSeen, Seen, Sighting},
        source::SourceKind,
    },
    calendar::Region,
    health::Health,
    switch::Former,
};

use crate::{CheckRecord, Journal, UidDelta, samples};

/// Hours from the switch.
fn hour(hours: i64) -> Timestamp {
    samples::moment("2026-11-23T17:00:00Z") + SignedDuration::from_hours(hours)
}

struct Pair {
    _folder: TempDir,
    journal: Journal,
    old: AccountId,
    new: AccountId,
}

const FORMER: fn(AccountId) -> Former = |successor| Former {
    since: hour(0),
    until: hour(30 * 24),
    successor,
};

fn pair() -> Pair {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.sqlite");
    let (journal, _) = Journal::open(&path, hour(-500)).unwrap();
    let old = samples::add(&journal, "ancienne@exemple.example").id;
    let new = samples::add(&journal, "nouvelle@exemple.example").id;
    Pair {
        _folder: folder,
        journal,
        old,
        new,
    }
}

fn switched() -> Pair {
    let pair = pair();
    let former = Some(FORMER(pair.new));
    pair.journal.set_former(pair.old, former).unwrap();
    pair
}

fn reference(number: u16) -> LotReference {
    LotReference {
        emitter: "42".parse().ok(),
        number: number.try_into().ok(),
        date: Some(jiff::civil::date(2026, 11, 23)),
    }
}

fn lot(number: u16, hours: i64) -> Sighting {
    Sighting {
        key: format!("lot-{number}-{hours}"),
        seen: Seen::Lot(LotSeen {
            reference: reference(number),
            caisse: "01511".parse().ok(),
            message_id: Some(format!("{number}-{hours}@cabinet.example")),
            sent: hour(hours),
            invoices: Some(7),
        }),
    }
}

/// An answer to that lot; without one, an ARL that names none.
fn answer(key: &str, number: Option<u16>, hours: i64) -> Sighting {
    Sighting {
        key: key.to_owned(),
        seen: Seen::Return(ReturnSeen {
            class: MessageClass::ArlPositive,
            strength: Strength::Proven,
            rule: None,
            references: number.map(reference).into_iter().collect(),
            caisse: "01511".parse().ok(),
            message_id: Some(format!("{key}@caisse.example")),
            answers: None,
            at: hour(hours),
            states: BTreeMap::new(),
            codes: BTreeMap::new(),
        }),
    }
}

fn reject(key: &str, number: u16, hours: i64) -> Sighting {
    let mut sighting = answer(key, Some(number), hours);
    if let Seen::Return(seen) = &mut sighting.seen {
        seen.class = MessageClass::ArlNegative;
        seen.codes.insert("1070".to_owned(), 1);
    }
    sighting
}

impl Pair {
    fn see(&self, account: AccountId, origin: Origin, sighting: Sighting) -> crate::Ingested {
        let done = self
            .journal
            .ingest(account, origin, vec![sighting], None, hour(1_000));
        done.unwrap()
    }

    fn send(&self, account: AccountId, number: u16, hours: i64) -> LotId {
        let done = self.see(account, Origin::Hand, lot(number, hours));
        done.lots[0]
    }

    fn stage(&self, lot: LotId) -> Stage {
        let life = self.journal.lot(lot).unwrap().unwrap();
        life.lot.follow_up.stage().clone()
    }

    /// A check of the old mailbox lists just these.
    fn lists(&self, uids: &[&str], gone: &[&str], at: Timestamp) {
        let named = |uids: &[&str]| uids.iter().map(|uid| (*uid).to_owned()).collect();
        let mut delta = UidDelta {
            gone: named(gone),
            ..UidDelta::default()
        };
        delta.learned = named(uids);
        self.journal
            .record_check(&CheckRecord {
                account: self.old,
                report: &samples::report(at, Ok(1.0)),
                health: &Health::new(at),
                happenings: &[],
                uids: &delta,
                memory: None,
                at,
            })
            .unwrap();
        self.journal.flush().unwrap();
    }

    fn open(&self) -> (Vec<LotId>, u64) {
        let found = self
            .journal
            .open_between(self.old, hour(-96), hour(0))
            .unwrap();
        (
            found.rows.iter().map(|lot: &Lot| lot.id).collect(),
            found.total,
        )
    }
}

#[test]
fn an_answer_finds_its_lot_in_whichever_of_the_two_mailboxes_it_comes() {
    for (sent_from_old, answered_in_old) in [(true, true), (true, false), (false, true)] {
        let pair = switched();
        let of = |is_old: bool| if is_old { pair.old } else { pair.new };
        let lot = pair.send(of(sent_from_old), 17, -2);
        pair.see(
            of(answered_in_old),
            Origin::Mailbox,
            answer("arl", Some(17), 3),
        );
        assert!(
            matches!(
                pair.stage(lot),
                Stage::Acknowledged {
                    strength: Strength::Proven,
                    ..
                }
            ),
            "{sent_from_old} {answered_in_old}"
        );
    }
}

#[test]
fn the_answer_may_be_known_before_the_lot_and_may_name_none() {
    let pair = switched();
    pair.see(pair.new, Origin::Mailbox, answer("early", Some(17), 3));
    pair.see(pair.new, Origin::Mailbox, answer("loose", None, 4));
    let named = pair.send(pair.old, 17, -2);
    let nameless = pair.send(pair.old, 18, -2);
    for lot in [named, nameless] {
        assert!(matches!(pair.stage(lot), Stage::Acknowledged { .. }));
    }
}

#[test]
fn mailboxes_that_no_switch_links_have_nothing_to_do_with_each_other() {
    let pair = pair();
    let lot = pair.send(pair.old, 17, -2);
    pair.see(pair.new, Origin::Mailbox, answer("arl", Some(17), 3));
    assert_eq!(pair.stage(lot), Stage::Awaiting);
    // Nor have they any more once a switch was undone.
    let pair = self::switched();
    pair.journal.set_former(pair.old, None).unwrap();
    let lot = pair.send(pair.old, 17, -2);
    pair.see(pair.new, Origin::Mailbox, answer("arl", Some(17), 3));
    assert_eq!(pair.stage(lot), Stage::Awaiting);
}

#[test]
fn after_an_undo_the_lots_of_the_mailbox_that_was_left_are_still_answered() {
    let pair = switched();
    let lot = pair.send(pair.new, 17, 1);
    let source = SourceKind::LotFolder { path: "x".into() };
    pair.journal.add_source(pair.new, source, hour(1)).unwrap();
    let back = Some(FORMER(pair.old));
    pair.journal.set_former(pair.new, back).unwrap();
    assert_eq!(pair.journal.accounts().unwrap()[0].former, None);
    let removed = pair.journal.take_account_back(pair.new, None, hour(2));
    assert!(!removed.unwrap());
    let sources = pair.journal.sources().unwrap();
    assert_eq!(sources[0].source.account, pair.old);
    pair.see(pair.old, Origin::Mailbox, answer("arl", Some(17), 3));
    assert!(matches!(pair.stage(lot), Stage::Acknowledged { .. }));
    let other = pair.send(pair.old, 18, 4);
    pair.see(pair.new, Origin::Mailbox, answer("late", Some(18), 6));
    assert!(matches!(pair.stage(other), Stage::Acknowledged { .. }));
}

#[test]
fn a_mailbox_is_taken_back_only_where_nothing_was_sent_from_it() {
    let pair = pair();
    let back = Some(FORMER(pair.old));
    let take = |account| {
        let taken = pair.journal.take_account_back(account, back, hour(2));
        taken.unwrap()
    };
    pair.send(pair.new, 17, 1);
    assert!(!take(pair.new));
    assert!(!take(pair.new), "twice is as once");
    assert_eq!(pair.journal.accounts().unwrap()[1].former, back);
    let unused = samples::add(&pair.journal, "troisieme@exemple.example").id;
    assert!(take(unused));
    assert_eq!(pair.journal.accounts().unwrap().len(), 2);
}

#[test]
fn a_switch_after_a_switch_links_all_three() {
    let pair = switched();
    let third = samples::add(&pair.journal, "troisieme@exemple.example").id;
    pair.journal
        .set_former(pair.new, Some(FORMER(third)))
        .unwrap();
    let before = |account| pair.journal.predecessors(account).unwrap();
    assert_eq!(before(third), [pair.old, pair.new]);
    assert_eq!(before(pair.old), []);
    let lot = pair.send(pair.old, 17, -2);
    pair.see(third, Origin::Mailbox, answer("arl", Some(17), 3));
    assert!(matches!(pair.stage(lot), Stage::Acknowledged { .. }));
}

#[test]
fn a_lot_sent_again_from_the_new_mailbox_is_one_lot_and_its_reject_a_receipt() {
    let pair = switched();
    let lot = pair.send(pair.old, 17, -2);
    pair.see(pair.old, Origin::Mailbox, answer("arl", Some(17), 1));
    let again = pair.see(pair.new, Origin::Hand, self::lot(17, 48));
    assert_eq!(again.lots, []);
    assert_eq!(again.events, [(lot, LotEvent::SentAgainThoughAcknowledged)]);
    pair.see(pair.new, Origin::Mailbox, reject("reject", 17, 50));
    assert!(matches!(pair.stage(lot), Stage::Acknowledged { .. }));
    let rejects = |since| pair.journal.expected_rejects(pair.old, since).unwrap();
    assert_eq!((rejects(hour(0)), rejects(hour(60))), (1, 0));
    assert_eq!(pair.journal.standing(pair.new).unwrap().refused, 0);
    // The ARL may be missing, and the reject alone shows that the caisse has it.
    let other = pair.send(pair.old, 18, -2);
    pair.see(pair.new, Origin::Hand, self::lot(18, 48));
    pair.see(pair.new, Origin::Mailbox, reject("reject-18", 18, 50));
    assert!(matches!(pair.stage(other), Stage::Acknowledged { .. }));
}

#[test]
fn what_is_read_on_this_computer_is_read_for_the_new_mailbox_and_goes_back_with_an_undo() {
    let pair = pair();
    let kind = SourceKind::LotFolder { path: "x".into() };
    let source = pair
        .journal
        .add_source(pair.old, kind, hour(-9))
        .unwrap()
        .id;
    let owner = || pair.journal.sources().unwrap()[0].source.account;
    let former = Some(FORMER(pair.new));
    pair.journal.set_former(pair.old, former).unwrap();
    assert_eq!(owner(), pair.new);
    let origin = Origin::Source { id: source };
    let cursor = Some(serde_json::json!(7));
    let read = |account| {
        let journal = &pair.journal;
        journal.ingest(account, origin, Vec::new(), cursor.clone(), hour(1))
    };
    read(pair.new).unwrap();
    pair.journal.set_former(pair.old, None).unwrap();
    assert_eq!(owner(), pair.old);
    assert!(read(pair.new).is_err(), "another mailbox's source");
    // Once the old mailbox is retired they are the new one's for good.
    pair.journal.set_former(pair.old, former).unwrap();
    pair.journal.remove_account(pair.old, hour(2)).unwrap();
    assert_eq!(owner(), pair.new);
    pair.journal.remove_account(pair.new, hour(3)).unwrap();
    assert_eq!(pair.journal.sources().unwrap(), []);
}

#[test]
fn what_was_read_for_the_old_mailbox_is_not_taken_in_a_second_time() {
    let pair = pair();
    let kind = SourceKind::LotFolder { path: "x".into() };
    let source = pair.journal.add_source(pair.old, kind, hour(-9)).unwrap();
    let origin = Origin::Source { id: source.id };
    let lot = pair.see(pair.old, origin, self::lot(17, -2)).lots[0];
    let former = Some(FORMER(pair.new));
    pair.journal.set_former(pair.old, former).unwrap();
    assert_eq!(
        pair.see(pair.new, origin, self::lot(17, -2)),
        crate::Ingested::default()
    );
    let life = pair.journal.lot(lot).unwrap().unwrap();
    assert_eq!(life.lot.follow_up.transmissions(), 1);
    // A message's unique id is one mailbox's own.
    pair.see(pair.old, Origin::Mailbox, answer("uid-1", Some(17), 1));
    let other = pair.see(pair.new, Origin::Mailbox, reject("uid-1", 18, 1));
    assert_eq!(other.returns.len(), 1);
}

#[test]
fn what_is_open_between_the_two_is_listed_and_nothing_else() {
    let pair = switched();
    let open = pair.send(pair.old, 1, -20);
    let answered = pair.send(pair.old, 2, -19);
    pair.see(pair.new, Origin::Mailbox, answer("arl", Some(2), 1));
    pair.send(pair.old, 3, -97);
    pair.send(pair.new, 4, 1);
    // The folder is read for the new mailbox now; the lot left before the switch.
    let read_late = pair.send(pair.new, 5, -1);
    let again = pair.send(pair.old, 6, -10);
    pair.see(pair.new, Origin::Hand, lot(6, 39));
    assert_eq!(pair.open(), (vec![open, again, read_late], 3));
    assert!(!pair.open().0.contains(&answered));
    let place = Place {
        region: Region::Metropole,
        zone: jiff::tz::TimeZone::UTC,
    };
    let rule = Deadline::FortyEightHours;
    let went = pair.journal.advance_lots(pair.old, rule, &place, hour(30));
    assert_eq!(went.unwrap().len(), 3, "they go on to their deadlines");
    assert_eq!(pair.open().1, 3, "and stay on the sheet");
}

#[test]
fn returns_of_the_old_mailbox_are_listed_with_their_lots_and_whether_they_are_there() {
    let pair = switched();
    pair.send(pair.old, 17, -2);
    for (key, number, at) in [
        ("before", 1, -60),
        ("just-before", 2, -10),
        ("collected", 3, -9),
        ("since", 17, 3),
        ("gone", 5, 4),
    ] {
        pair.see(pair.old, Origin::Mailbox, answer(key, Some(number), at));
    }
    pair.see(pair.new, Origin::Mailbox, answer("elsewhere", Some(6), 4));
    pair.lists(&["just-before", "collected", "since", "gone"], &[], hour(5));
    pair.lists(&[], &["collected", "gone"], hour(6));
    let former = FORMER(pair.new);
    let found = pair.journal.returns_between(pair.old, &former).unwrap();
    let rows: Vec<_> = found
        .found
        .rows
        .iter()
        .map(|one| (one.at, one.still_there, one.lots[0].number.map(u16::from)))
        .collect();
    assert_eq!(
        rows,
        [
            (hour(-10), true, Some(2)),
            (hour(3), true, Some(17)),
            (hour(4), false, Some(5)),
        ]
    );
    assert_eq!((found.found.total, found.still_there), (3, 2));
    // A software that leaves what it collects has left these too.
    pair.lists(&["before"], &[], hour(7));
    let found = pair.journal.returns_between(pair.old, &former).unwrap();
    assert_eq!((found.found.total, found.still_there), (2, 1));
}
