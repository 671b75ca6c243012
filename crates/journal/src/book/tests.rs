use std::collections::BTreeMap;

use jiff::{SignedDuration, tz::TimeZone};
use tempfile::TempDir;
use vigie_domain::{
    book::{
        follow_up::Stage,
        lot::LotReference,
        query::{LotFilter, LotOrder, ReturnId},
        returns::{MessageClass, Strength},
        sighting::{LotSeen, ReturnSeen},
    },
    calendar::Region,
    health::Health,
};

use super::*;
use crate::{CheckRecord, UidDelta, samples};

const START: &str = "2026-11-23T09:00:00Z";

fn hour(hours: i64) -> Timestamp {
    samples::moment(START) + SignedDuration::from_hours(hours)
}

fn open() -> (TempDir, Journal, AccountId) {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = Journal::open(&folder.path().join("journal.sqlite"), hour(0)).unwrap();
    let account = samples::add(&journal, "cabinet@exemple.example").id;
    (folder, journal, account)
}

fn place() -> Place {
    Place {
        region: Region::Metropole,
        zone: TimeZone::get("Europe/Paris").unwrap(),
    }
}

fn reference(number: u16) -> LotReference {
    LotReference {
        emitter: "42".parse().ok(),
        number: number.try_into().ok(),
        date: Some(jiff::civil::date(2026, 11, 23)),
    }
}

fn lot(number: u16, at: Timestamp) -> Sighting {
    Sighting {
        key: format!("lot-{number}-{at}"),
        seen: Seen::Lot(LotSeen {
            reference: reference(number),
            caisse: "01511".parse().ok(),
            message_id: Some(format!("{number}-{at}@cabinet.example")),
            sent: at,
            invoices: Some(7),
        }),
    }
}

fn answer(key: &str, class: MessageClass, number: Option<u16>, at: Timestamp) -> Sighting {
    Sighting {
        key: key.to_owned(),
        seen: Seen::Return(ReturnSeen {
            class,
            strength: Strength::Proven,
            rule: Some("arl-positive".into()),
            references: number.map(reference).into_iter().collect(),
            caisse: "01511".parse().ok(),
            message_id: Some(format!("{key}@caisse.example")),
            answers: None,
            at,
            states: BTreeMap::new(),
            codes: BTreeMap::from([("1070".to_owned(), 2)]),
        }),
    }
}

fn query(search: &str) -> LotQuery {
    LotQuery {
        account: None,
        filter: LotFilter::All,
        search: search.into(),
        order: LotOrder::Sent,
        descending: false,
        offset: 0,
        limit: 100,
    }
}

#[test]
fn a_lot_is_taken_in_answered_and_found_again() {
    let (_folder, journal, account) = open();
    let sightings = vec![lot(17, hour(0)), lot(18, hour(1))];
    let done = journal
        .ingest(account, Origin::Relay, sightings.clone(), None, hour(1))
        .unwrap();
    assert_eq!(done.lots.len(), 2);
    let again = journal
        .ingest(account, Origin::Relay, sightings, None, hour(1))
        .unwrap();
    assert_eq!(again, Ingested::default());

    let arl = answer("u1", MessageClass::ArlPositive, Some(18), hour(3));
    let done = journal
        .ingest(account, Origin::Mailbox, vec![arl], None, hour(4))
        .unwrap();
    assert_eq!(done.returns, [ReturnId(1)]);
    assert!(
        matches!(done.events.as_slice(), [(LotId(2), LotEvent::Became { stage: Stage::Acknowledged { at, .. } })] if *at == hour(3))
    );

    let events = journal
        .advance_lots(account, Deadline::FortyEightHours, &place(), hour(100))
        .unwrap();
    assert_eq!(events.len(), 2);
    let standing = journal.standing(account).unwrap();
    assert_eq!((standing.manual, standing.awaiting), (1, 0));
    assert_eq!(journal.troubled(account).unwrap().len(), 1);
    let life = journal.lot(LotId(1)).unwrap().unwrap();
    let moments: Vec<_> = life.events.iter().map(|event| event.at).collect();
    assert_eq!(moments, [hour(0), hour(48), hour(96)]);
    assert_eq!(journal.lots(&query("")).unwrap().total, 2);
    for (search, total) in [
        ("018", 1),
        ("01511", 2),
        ("42", 2),
        ("23/11/2026", 2),
        ("11/2026 17", 1),
        ("999", 0),
        ("x", 0),
    ] {
        let page = journal.lots(&query(search)).unwrap();
        assert_eq!(
            (page.total, page.rows.len()),
            (total, usize::try_from(total).unwrap()),
            "{search}"
        );
    }
    let (answered, never) = journal.answered_since(account, hour(0)).unwrap();
    assert_eq!((answered.len(), never), (1, 1));
    assert_eq!(journal.last_return(account).unwrap(), Some(hour(3)));
    let months = journal.months(account, &place().zone).unwrap();
    assert_eq!(
        (months[0].sent, months[0].median_delay_s),
        (2, Some(7_200.0))
    );
}

/// Every page of every question says what a plain look at all lots says.
#[test]
fn an_arl_that_names_a_number_is_for_the_lot_in_an_envelope_whichever_is_seen_first() {
    let enveloped = || {
        let mut sighting = lot(17, hour(0));
        if let Seen::Lot(seen) = &mut sighting.seen {
            seen.reference = LotReference::default();
        }
        (Origin::Relay, sighting)
    };
    let arl = || {
        let sighting = answer("u1", MessageClass::ArlPositive, Some(17), hour(3));
        (Origin::Mailbox, sighting)
    };
    for order in [[enveloped(), arl()], [arl(), enveloped()]] {
        let (_folder, journal, account) = open();
        for (origin, sighting) in order {
            journal
                .ingest(account, origin, vec![sighting], None, hour(4))
                .unwrap();
        }
        let life = journal.lot(LotId(1)).unwrap().unwrap();
        assert_eq!(life.returns.len(), 1, "{life:?}");
        let belongs = &life.returns[0].lots;
        assert_eq!(belongs.len(), 1);
        assert_eq!(
            (belongs[0].lot, belongs[0].strength),
            (LotId(1), Strength::Probable)
        );
    }
}

#[test]
fn pages_hold_what_fits_in_order_at_any_depth() {
    let (_folder, journal, account) = open();
    let practice = sample::Practice {
        lots: 5_200,
        returns: 1_200,
        years: 1,
        ..sample::TEN_YEARS
    };
    sample::write(&journal, account, &practice).unwrap();
    let end = sample::end(&practice);
    journal
        .advance_lots(account, Deadline::FortyEightHours, &place(), end)
        .unwrap();
    let mut every = Vec::new();
    while every.len() < 5_200 {
        let offset = u32::try_from(every.len()).unwrap();
        let query = LotQuery {
            offset,
            limit: 500,
            ..query("")
        };
        every.extend(journal.lots(&query).unwrap().rows);
    }
    let open = every.iter().filter(|lot| lot.follow_up.is_open()).count();
    assert!(open > 1_000, "{open}");
    for (filter, order, descending, search, offset) in [
        (LotFilter::All, LotOrder::Number, false, "", 100),
        (LotFilter::All, LotOrder::Caisse, true, "", 4_900),
        (LotFilter::All, LotOrder::Stage, false, "", 2_700),
        (LotFilter::Open, LotOrder::Sent, true, "", 0),
        (LotFilter::Acknowledged, LotOrder::Number, true, "", 3),
        (LotFilter::SentAgain, LotOrder::Caisse, false, "", 20),
        (LotFilter::All, LotOrder::Sent, true, "01511", 1_900),
        (LotFilter::All, LotOrder::Number, false, "42", 5_000),
        (LotFilter::ToDo, LotOrder::Sent, false, "01", 10),
        (LotFilter::All, LotOrder::Sent, false, "01 017", 1),
        (LotFilter::All, LotOrder::Stage, true, "03/2017", 7),
        (LotFilter::All, LotOrder::Sent, true, "03/2017 0175", 2),
    ] {
        let query = LotQuery {
            account: Some(account),
            filter,
            order,
            descending,
            offset,
            limit: 60,
            search: search.into(),
        };
        let page = journal.lots(&query).unwrap();
        let mut fitting: Vec<&Lot> = every.iter().filter(|lot| fits(lot, &query)).collect();
        fitting.sort_by_key(|lot| key(lot, order));
        if descending {
            fitting.reverse();
        }
        assert_eq!(
            page.total,
            u64::try_from(fitting.len()).unwrap(),
            "{query:?}"
        );
        let wanted: Vec<LotId> = fitting
            .iter()
            .skip(usize::try_from(offset).unwrap())
            .take(60)
            .map(|lot| lot.id)
            .collect();
        let got: Vec<LotId> = page.rows.iter().map(|lot| lot.id).collect();
        assert_eq!(got, wanted, "{query:?}");
    }
    let standing = journal.standing(account).unwrap();
    let counted = standing.awaiting + standing.late + standing.unanswered + standing.manual;
    assert_eq!(usize::try_from(counted).unwrap(), open);
    let months = journal.months(account, &place().zone).unwrap();
    assert_eq!(months.iter().map(|month| month.sent).sum::<u32>(), 5_200);
}

fn key(lot: &Lot, order: LotOrder) -> (Option<String>, Timestamp, LotId) {
    let first = match order {
        LotOrder::Sent => None,
        LotOrder::Number => lot.reference.number.map(|number| number.to_string()),
        LotOrder::Caisse => lot.caisse.map(|caisse| caisse.to_string()),
        LotOrder::Stage => Some(lot.follow_up.stage().urgency().to_string()),
    };
    (first, lot.last_sent, lot.id)
}

fn fits(lot: &Lot, query: &LotQuery) -> bool {
    let urgency = lot.follow_up.stage().urgency();
    let filter = match query.filter {
        LotFilter::All => true,
        LotFilter::Open => lot.follow_up.is_open(),
        LotFilter::ToDo => urgency <= 4,
        LotFilter::Acknowledged => urgency == 6,
        LotFilter::Settled => urgency == 7,
        LotFilter::SentAgain => lot.follow_up.transmissions() > 1,
    };
    let caisse = lot.caisse.unwrap().to_string();
    filter
        && query
            .search
            .split(' ')
            .filter(|word| !word.is_empty())
            .all(|word| {
                if word == "03/2017" {
                    let month = |date: jiff::civil::Date| (date.year(), date.month()) == (2017, 3);
                    let zone = TimeZone::system();
                    return [lot.first_sent, lot.last_sent]
                        .iter()
                        .any(|at| month(at.to_zoned(zone.clone()).date()))
                        || lot.reference.date.is_some_and(month);
                }
                let number = lot.reference.number.unwrap().get();
                caisse.starts_with(word)
                    || word == "42"
                    || (word.len() <= 3 && word.parse() == Ok(number))
            })
}

#[test]
fn returns_are_found_by_what_they_name_and_hold() {
    let (_folder, journal, account) = open();
    let mut seen: Vec<Sighting> = (0..40)
        .map(|n| {
            answer(
                &format!("u{n}"),
                MessageClass::Rsp,
                Some(n),
                hour(i64::from(n)),
            )
        })
        .collect();
    seen.push(answer("u90", MessageClass::Foreign, None, hour(90)));
    journal
        .ingest(account, Origin::Mailbox, seen, None, hour(100))
        .unwrap();
    for (search, classes, total) in [
        ("", vec![], 41),
        ("", vec![MessageClass::Foreign], 1),
        ("017", vec![], 1),
        ("1070", vec![MessageClass::Rsp], 40),
        ("01511", vec![], 40),
        ("01511 17", vec![], 1),
        ("23/11/2026 017", vec![], 0),
        ("24/11/2026 017", vec![], 1),
        ("'; drop", vec![], 0),
    ] {
        let query = ReturnQuery {
            account: Some(account),
            classes,
            search: search.into(),
            offset: 0,
            limit: 500,
        };
        let page = journal.returns(&query).unwrap();
        assert_eq!(
            (page.total, page.rows.len()),
            (total, usize::try_from(total).unwrap()),
            "{search}"
        );
        assert!(page.rows.windows(2).all(|pair| pair[0].at >= pair[1].at));
    }
}

#[test]
fn only_returns_that_left_the_mailbox_were_collected() {
    let (_folder, journal, account) = open();
    let seen = vec![
        answer("arl", MessageClass::ArlPositive, Some(1), hour(0)),
        answer("rsp", MessageClass::Rsp, Some(2), hour(1)),
        answer("welcome", MessageClass::Foreign, None, hour(2)),
        answer("probe", MessageClass::UnknownMachine, None, hour(2)),
        answer("bounce", MessageClass::NonDelivery, None, hour(2)),
    ];
    journal
        .ingest(account, Origin::Mailbox, seen, None, hour(3))
        .unwrap();
    let among = |gone: &[&str]| {
        let gone: Vec<String> = gone.iter().map(|uid| (*uid).to_owned()).collect();
        journal.returns_among(account, &gone).unwrap()
    };
    assert!(!among(&[]));
    assert!(!among(&["welcome", "probe", "bounce", "never seen"]));
    assert!(among(&["welcome", "arl"]) && among(&["rsp"]));
    // The server numbers its messages anew: the same return is there under another unique id.
    let mut again = answer("arl", MessageClass::ArlPositive, Some(1), hour(0));
    "1001".clone_into(&mut again.key);
    journal
        .ingest(account, Origin::Mailbox, vec![again], None, hour(4))
        .unwrap();
    assert!(!among(&["arl"]));
    assert!(among(&["arl", "1001"]) && among(&["arl", "rsp"]));
}

#[test]
fn what_goes_out_of_the_mailbox_unseen_elsewhere_is_told() {
    let (_folder, journal, account) = open();
    let seen = vec![
        answer("u1", MessageClass::ArlPositive, Some(1), hour(0)),
        answer("u2", MessageClass::ArlPositive, Some(2), hour(1)),
        answer("u3", MessageClass::Foreign, None, hour(2)),
    ];
    let listed = |learned: &[&str], gone: &[&str], at| {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let report = samples::report(at, Ok(1.0));
        let uids = UidDelta {
            learned: names(learned),
            gone: names(gone),
        };
        journal
            .record_check(&CheckRecord {
                account,
                report: &report,
                health: &Health::new(at),
                happenings: &[],
                uids: &uids,
                memory: None,
                at,
            })
            .unwrap();
        journal.flush().unwrap();
    };
    listed(&["u1", "u2", "u3"], &[], hour(3));
    journal
        .ingest(account, Origin::Mailbox, seen, None, hour(3))
        .unwrap();
    assert_eq!(
        journal.foreign_in_mailbox(account).unwrap(),
        Some(ForeignMail {
            messages: 1,
            oldest: hour(2)
        })
    );
    assert_eq!(journal.returns_left(account, hour(0)).unwrap(), []);
    listed(&[], &["u1", "u2", "u3"], hour(4));
    assert_eq!(journal.foreign_in_mailbox(account).unwrap(), None);
    let kept = || {
        let left = journal.returns_left(account, hour(0)).unwrap();
        assert!(left.iter().all(|one| one.at == hour(4)));
        let mut kept: Vec<bool> = left.iter().map(|one| one.kept).collect();
        kept.sort_unstable();
        kept
    };
    assert_eq!(kept(), [false, false]);
    // The billing software has one of them.
    let mut file = answer("file", MessageClass::ArlPositive, Some(2), hour(5));
    if let Seen::Return(one) = &mut file.seen {
        one.message_id = None;
    }
    let kind = SourceKind::ReturnFolder {
        path: "/arl".into(),
    };
    let source = journal.add_source(account, kind, hour(5)).unwrap();
    let origin = Origin::Source { id: source.id };
    let cursor = serde_json::json!({"read": 1});
    let done = journal
        .ingest(account, origin, vec![file], Some(cursor.clone()), hour(5))
        .unwrap();
    assert_eq!(done, Ingested::default());
    assert_eq!(kept(), [false, true]);
    let kept = journal.sources().unwrap();
    assert_eq!(
        (&kept[0].source, &kept[0].cursor, kept[0].last_read),
        (&source, &Some(cursor), Some(hour(5)))
    );
    assert_eq!(
        journal.check_times(account, hour(0)).unwrap(),
        [hour(3), hour(4)]
    );

    journal.remove_source(source.id, hour(6)).unwrap();
    assert!(matches!(
        journal.remove_source(source.id, hour(6)),
        Err(RecordError::UnknownSource)
    ));
    let refused = journal.ingest(account, origin, vec![lot(9, hour(6))], None, hour(6));
    assert!(matches!(refused, Err(RecordError::UnknownSource)));
    assert_eq!(
        journal.lots(&query("")).unwrap().total,
        0,
        "nothing of a batch that fails"
    );

    // What is gone for long is forgotten; the returns stay.
    journal.maintain(hour(24 * 200)).unwrap();
    assert_eq!(journal.returns_left(account, hour(0)).unwrap(), []);
    assert_eq!(
        journal.return_times(account, hour(0), true).unwrap(),
        [hour(0), hour(1)]
    );
    journal.maintain(hour(24 * 366 * 11)).unwrap();
    assert_eq!(journal.last_return(account).unwrap(), None);
}

#[test]
fn a_full_disk_takes_nothing_in_and_forgets_nothing() {
    let (_folder, journal, account) = open();
    journal.limit_pages(Some(journal.page_count() + 4));
    let seen: Vec<Sighting> = (0..900).map(|n| lot(n, hour(i64::from(n)))).collect();
    let full = journal.ingest(account, Origin::Relay, seen.clone(), None, hour(1_000));
    assert!(
        matches!(full, Err(RecordError::Fault(crate::Fault::DiskFull))),
        "{full:?}"
    );
    assert_eq!(journal.fault(), Some(crate::Fault::DiskFull));
    assert_eq!(journal.lots(&query("")).unwrap().total, 0);
    journal.limit_pages(None);
    let done = journal
        .ingest(account, Origin::Relay, seen, None, hour(1_000))
        .unwrap();
    assert_eq!((done.lots.len(), journal.fault()), (900, None));
    let settled = journal
        .settle_lots(&done.lots[..2], "vu sur Ameli Pro", hour(1_001))
        .unwrap();
    assert_eq!(settled.len(), 2);
    assert_eq!(
        journal
            .warn_lots(&done.lots[..3], hour(1_001))
            .unwrap()
            .len(),
        1
    );
    journal.set_book_state(account, &vec![1]).unwrap();
    assert_eq!(journal.book_state(account).unwrap(), Some(vec![1]));
    journal.remove_account(account, hour(1_002)).unwrap();
    assert_eq!(journal.book_state::<Vec<u8>>(account).unwrap(), None);
}

#[test]
fn only_proven_answers_count_and_where_they_were_seen_is_told() {
    let (_folder, journal, account) = open();
    journal
        .ingest(
            account,
            Origin::Relay,
            vec![
                lot(1, hour(0)),
                lot(2, hour(1)),
                lot(3, hour(2)),
                lot(4, hour(30)),
            ],
            None,
            hour(60),
        )
        .unwrap();
    // One by mailbox alone, one elsewhere too, one that only order and time make likely.
    let likely = answer("u3", MessageClass::ArlPositive, None, hour(5));
    let mailbox = vec![
        answer("u1", MessageClass::ArlPositive, Some(1), hour(3)),
        answer("u2", MessageClass::ArlNegative, Some(2), hour(4)),
        likely,
    ];
    journal
        .ingest(account, Origin::Mailbox, mailbox, None, hour(60))
        .unwrap();
    let known = answer("u2", MessageClass::ArlNegative, Some(2), hour(4));
    journal
        .ingest(account, Origin::Relay, vec![known], None, hour(60))
        .unwrap();
    assert_eq!(journal.standing(account).unwrap().awaiting, 1);
    // A complementary insurer that never sent an ARL has no deadline that is known.
    let mut other = lot(5, hour(0));
    if let Seen::Lot(lot) = &mut other.seen {
        lot.caisse = None;
    }
    journal
        .ingest(account, Origin::Relay, vec![other], None, hour(60))
        .unwrap();
    assert!(journal.is_answering(account, "01511".parse().ok()).unwrap());
    assert!(!journal.is_answering(account, None).unwrap());
    let days = journal
        .followed_days(account, hour(-48), &place().zone, hour(29))
        .unwrap();
    let day = FollowedDay {
        date: jiff::civil::date(2026, 11, 23),
        sent: 3,
        proven: 2,
        elsewhere: 1,
    };
    assert_eq!(days, [day]);
}

#[test]
fn lots_of_a_mailbox_that_was_removed_are_kept_for_when_it_is_watched_again() {
    let (_folder, journal, account) = open();
    let other = samples::add(&journal, "autre@exemple.example").id;
    let take = |account, origin, sightings| {
        journal
            .ingest(account, origin, sightings, None, hour(9))
            .unwrap()
    };
    let arl = || answer("u1", MessageClass::ArlPositive, Some(1), hour(3));
    take(
        account,
        Origin::Relay,
        vec![lot(1, hour(0)), lot(2, hour(1))],
    );
    take(account, Origin::Mailbox, vec![arl()]);
    take(other, Origin::Relay, vec![lot(3, hour(2))]);
    let returns = |account| {
        let query = ReturnQuery {
            account,
            classes: Vec::new(),
            search: String::new(),
            offset: 0,
            limit: 100,
        };
        let page = journal.returns(&query).unwrap();
        assert_eq!(page.total, page.rows.len() as u64);
        page.total
    };
    let lots = |account, search: &str| {
        let page = journal
            .lots(&LotQuery {
                account,
                ..query(search)
            })
            .unwrap();
        assert_eq!(page.total, page.rows.len() as u64);
        page.total
    };
    assert_eq!((lots(None, ""), returns(None)), (3, 1));
    journal.remove_account(account, hour(10)).unwrap();
    assert_eq!((lots(None, ""), returns(None)), (1, 0));
    assert_eq!((lots(None, "01511"), lots(None, "001")), (1, 0));
    assert!(
        journal.lot(LotId(1)).unwrap().is_some(),
        "it is in the record"
    );

    let again = samples::add(&journal, "CABINET@exemple.example").id;
    assert_ne!(again, account);
    assert_eq!((lots(None, ""), returns(None)), (3, 1));
    assert_eq!((lots(Some(again), "01511"), returns(Some(again))), (2, 1));
    assert_eq!(lots(Some(account), ""), 0);
    assert_eq!(journal.standing(again).unwrap().awaiting, 1);
    assert_eq!(journal.standing(account).unwrap(), Standing::default());
    // The mailbox still lists what it listed: nothing is counted twice.
    assert_eq!(
        take(again, Origin::Mailbox, vec![arl()]),
        Ingested::default()
    );
    journal
        .advance_lots(again, Deadline::FortyEightHours, &place(), hour(100))
        .unwrap();
    assert_eq!(journal.standing(again).unwrap().manual, 1);
}

#[test]
fn a_sighting_that_cannot_be_kept_holds_up_no_other() {
    let (folder, journal, account) = open();
    let db = rusqlite::Connection::open(folder.path().join("journal.sqlite")).unwrap();
    // Stands for what the record's rules refuse: it is noticed late, after the lot was changed.
    db.execute_batch(
        "CREATE TRIGGER poison BEFORE UPDATE OF number ON lot WHEN new.number = 13 BEGIN
             SELECT RAISE(ABORT, 'unlucky');
         END",
    )
    .unwrap();
    let sightings = vec![lot(12, hour(0)), lot(13, hour(1)), lot(14, hour(2))];
    let take = || {
        journal
            .ingest(account, Origin::Relay, sightings.clone(), None, hour(3))
            .unwrap()
    };
    let done = take();
    assert_eq!(done.lots.len(), 2);
    let [aside] = done.aside.as_slice() else {
        panic!("{done:?}");
    };
    assert_eq!(
        (aside.key.as_str(), aside.at),
        (sightings[1].key.as_str(), hour(1))
    );
    assert_eq!(journal.lots(&query("")).unwrap().rows.len(), 2);
    assert_eq!(journal.standing(account).unwrap().awaiting, 2);
    // It is told of once.
    assert_eq!(take(), Ingested::default());
}

#[test]
fn of_somebodys_own_mail_no_header_is_kept() {
    let (folder, journal, account) = open();
    let mut letter = answer("u1", MessageClass::Foreign, Some(17), hour(1));
    if let Seen::Return(one) = &mut letter.seen {
        one.answers = Some("17@cabinet.example".into());
    }
    journal
        .ingest(account, Origin::Mailbox, vec![letter], None, hour(2))
        .unwrap();
    let db = rusqlite::Connection::open(folder.path().join("journal.sqlite")).unwrap();
    // An earlier release kept some of it.
    db.execute_batch(
        "INSERT INTO returned (account, class, strength, at, origin, in_mailbox, loose, caisse,
             message_id)
         SELECT account, 7, 0, at, 0, 1, 0, 1511, 'letter@friends.example' FROM returned;
         INSERT INTO return_reference VALUES (last_insert_rowid(), 0, NULL, 17, NULL, 0)",
    )
    .unwrap();
    assert_eq!(maintenance::forget_headers(&db, 10).unwrap(), 1);
    assert_eq!(maintenance::forget_headers(&db, 10).unwrap(), 0);
    let kept: (i64, bool) = db
        .query_row(
            "SELECT count(*), max(coalesce(rule, caisse, emitter, message_id, message_hash, answers,
                 answers_hash, states, codes) IS NOT NULL
                 OR EXISTS (SELECT 1 FROM return_reference) OR EXISTS (SELECT 1 FROM return_code))
             FROM returned WHERE class = 7",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    assert_eq!(kept, (2, false));
}
