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
};

use super::*;
use crate::samples;

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
