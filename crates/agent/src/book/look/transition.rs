//! What a look finds around a switch: the flow of returns is that of both mailboxes.

use std::collections::BTreeMap;

use jiff::{ToSpan as _, civil::Date, civil::date, tz::TimeZone};
use tempfile::TempDir;
use vigie_domain::{
    book::{
        lot::LotReference,
        returns::{MessageClass, Strength},
        sighting::{LotSeen, Origin, ReturnSeen, Seen, Sighting},
    },
    calendar::Region,
    server::{Security, Server},
    switch::Former,
};
use vigie_journal::{Journal, NewAccount};

use super::*;
use crate::book::BookClock;

struct Practice {
    _folder: TempDir,
    ledger: Ledger,
    old: AccountId,
    new: AccountId,
}

fn place() -> Place {
    Place {
        region: Region::Metropole,
        zone: TimeZone::get("Europe/Paris").unwrap(),
    }
}

/// The day of the switch: a Monday.
const SWITCHED: Date = date(2026, 3, 16);

fn at(day: Date, hour: i8) -> Timestamp {
    day.at(hour, 0, 0, 0)
        .to_zoned(place().zone)
        .unwrap()
        .timestamp()
}

fn working_days(from: Date, until: Date) -> Vec<Date> {
    let mut days = Vec::new();
    let mut day = from;
    while day < until {
        if place().region.is_working_day(day) {
            days.push(day);
        }
        day = day.checked_add(1.day()).unwrap();
    }
    days
}

impl Practice {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vigie.sqlite");
        let (journal, _) = Journal::open(&path, at(date(2026, 1, 1), 8)).unwrap();
        let add = |address: &str| {
            let account = NewAccount {
                address: address.parse().unwrap(),
                login: address.to_owned(),
                server: Server {
                    host: "pop.exemple.example".to_owned(),
                    port: 995,
                    security: Security::Tls,
                },
                provider: None,
                interval_minutes: 10,
                training: false,
            };
            journal
                .add_account(account, at(date(2026, 1, 1), 8))
                .unwrap()
                .id
        };
        let (old, new) = (
            add("ancienne@exemple.example"),
            add("nouvelle@exemple.example"),
        );
        let practice = Self {
            ledger: Ledger {
                journal,
                clock: BookClock::REAL,
            },
            _folder: folder,
            old,
            new,
        };
        for day in working_days(date(2026, 1, 5), SWITCHED) {
            practice.sends(day, old);
            practice.answered(day, old);
        }
        let former = Former {
            since: at(SWITCHED, 12),
            until: at(date(2026, 4, 15), 12),
            successor: new,
        };
        practice
            .ledger
            .journal
            .set_former(old, Some(former))
            .unwrap();
        practice
    }

    fn see(&self, account: AccountId, origin: Origin, sightings: Vec<Sighting>) {
        let now = at(date(2026, 12, 1), 8);
        let done = self
            .ledger
            .journal
            .ingest(account, origin, sightings, None, now);
        done.unwrap();
    }

    /// Three lots in the evening.
    fn sends(&self, day: Date, account: AccountId) {
        let lots = (0..3).map(|nth| Sighting {
            key: format!("lot {day} {nth}"),
            seen: Seen::Lot(LotSeen {
                reference: reference(day, nth),
                caisse: "01511".parse().ok(),
                message_id: None,
                sent: at(day, 18),
                invoices: None,
            }),
        });
        self.see(account, Origin::Hand, lots.collect());
    }

    /// Their ARLs, the morning after.
    fn answered(&self, day: Date, account: AccountId) {
        let next = day.checked_add(1.day()).unwrap();
        let arls = (0..3).map(|nth| Sighting {
            key: format!("arl {day} {nth}"),
            seen: Seen::Return(ReturnSeen {
                class: MessageClass::ArlPositive,
                strength: Strength::Proven,
                rule: None,
                references: vec![reference(day, nth)],
                caisse: "01511".parse().ok(),
                message_id: Some(format!("{day}-{nth}@caisse.example")),
                answers: None,
                at: at(next, 9),
                states: BTreeMap::new(),
                codes: BTreeMap::new(),
            }),
        });
        self.see(account, Origin::Mailbox, arls.collect());
    }

    fn look(&self, account: AccountId, now: Timestamp) -> Findings {
        let is_former = account == self.old;
        let order = Look {
            account,
            ledger: self.ledger.clone(),
            rule: Deadline::FortyEightHours,
            place: place(),
            sight: Sight::Clear,
            shows: Shows {
                lots: !is_former,
                returns: false,
                returns_hidden: false,
            },
            learnt: None,
            before: None,
            since: Since::default(),
            is_former,
            switched: (!is_former).then(|| at(SWITCHED, 12)),
            closing: None,
            now,
        };
        look(&order).unwrap().findings
    }
}

fn reference(day: Date, nth: u16) -> LotReference {
    let number = u16::try_from(day.day_of_year()).unwrap() * 3 + nth;
    LotReference {
        emitter: "42".parse().ok(),
        number: number.try_into().ok(),
        date: Some(day),
    }
}

#[test]
fn returns_that_go_on_in_the_new_mailbox_are_no_silence_in_either() {
    let practice = Practice::new();
    for day in working_days(SWITCHED, date(2026, 4, 10)) {
        practice.sends(day, practice.new);
        practice.answered(day, practice.new);
        let now = at(day, 15);
        for account in [practice.old, practice.new] {
            let found = practice.look(account, now);
            assert!(!found.silent && found.late.is_none(), "{day} {found:?}");
            assert_eq!((found.unanswered, found.manual), (None, None), "{day}");
        }
    }
}

#[test]
fn a_silence_of_both_is_told_at_the_new_one_and_not_within_the_disturbed_days() {
    let practice = Practice::new();
    let mut first = None;
    for day in working_days(SWITCHED, date(2026, 4, 15)) {
        practice.sends(day, practice.new);
        let now = at(day, 15);
        assert!(!practice.look(practice.old, now).silent, "{day}");
        let found = practice.look(practice.new, now);
        // One by one nothing is claimed: nothing was followed in this mailbox yet.
        assert_eq!(
            (found.late, found.unanswered, found.manual),
            (None, None, None)
        );
        if found.silent {
            first.get_or_insert(day);
        }
    }
    let first = first.expect("returns that stop altogether are noticed");
    assert!(first > date(2026, 3, 20), "{first}");
    assert!(first < date(2026, 4, 8), "{first}");
}
