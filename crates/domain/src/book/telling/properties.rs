//! What holds whatever is found, and whenever.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::{
    ADJUSTMENT, BookHappening, Findings, GAP, Sight, Telling,
    stories::{hour, lots},
};
use crate::{
    book::{matter::Subject, observability::Observability},
    health::{Level, Policy},
};

#[derive(Clone, Debug)]
enum Act {
    /// So many minutes pass, and this is found.
    Find(i64, Box<Findings>),
    /// The telling wakes itself, nothing having changed.
    Wake,
    RemindTomorrow,
    WokeUp,
    /// The clock is set back by so many seconds.
    SetBack(i64),
}

fn found() -> impl Strategy<Value = Findings> {
    let some = || prop_oneof![3 => Just(None), 1 => (1..4_u32).prop_map(|count| Some(lots(count)))];
    let mail =
        || prop_oneof![3 => Just(None), 1 => (1..4_u32).prop_map(|count| Some((count, hour(0.0))))];
    let sight =
        prop_oneof![4 => Just(Sight::Clear), 1 => Just(Sight::Unknown), 1 => Just(Sight::Blind)];
    let observability = prop_oneof![
        5 => Just(Observability::Full),
        1 => Just(Observability::NoLots),
        1 => Just(Observability::ReturnsUnreliable { seen: 1, expected: 9 })
    ];
    (
        (some(), some(), some(), some(), some()),
        (any::<bool>(), proptest::option::of(-100..400_i32)),
        (mail(), mail(), sight, observability),
    )
        .prop_map(
            |((late, unanswered, manual, refused, not_delivered), (silent, last), rest)| Findings {
                late,
                unanswered,
                manual,
                refused,
                not_delivered,
                silent,
                last_return: last.map(|hours| hour(f64::from(hours))),
                foreign: rest.0,
                vanished: rest.1,
                sight: rest.2,
                observability: rest.3,
                is_former: false,
                closing: None,
            },
        )
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        8 => (0..600_i64, found()).prop_map(|(minutes, found)| Act::Find(minutes, Box::new(found))),
        6 => Just(Act::Wake),
        1 => Just(Act::RemindTomorrow),
        1 => Just(Act::WokeUp),
        1 => (0..100_000_i64).prop_map(Act::SetBack),
    ]
}

/// What a strict onlooker keeps in mind.
#[derive(Default)]
struct Onlooker {
    /// When each subject was announced last.
    told: BTreeMap<Subject, Timestamp>,
    /// Kinds of matters that began and have not ended.
    on: Vec<BookHappening>,
    blind: bool,
}

impl Onlooker {
    fn watch(
        &mut self,
        telling: &mut Telling,
        findings: &Findings,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<(), TestCaseError> {
        let news = telling.step(findings, policy, now);
        match findings.sight {
            Sight::Clear => self.blind = false,
            Sight::Blind => self.blind = true,
            Sight::Unknown => {}
        }
        if policy.is_quiet(now) || self.blind {
            prop_assert_eq!(&news.announced, &Vec::new());
        }
        for one in &news.announced {
            let BookHappening::Ended { matter, .. } = one else {
                let subject = one.matter().subject();
                if let Some(before) = self.told.insert(subject, now) {
                    prop_assert!(now.duration_since(before) >= GAP, "{one:?}");
                }
                prop_assert!(telling.matters().contains(one.matter()));
                continue;
            };
            prop_assert_eq!(matter.level(), Level::Alarm);
            prop_assert!(
                !telling
                    .matters()
                    .iter()
                    .any(|held| held.is_same_kind(matter))
            );
        }
        for one in &news.recorded {
            let known = self
                .on
                .iter()
                .position(|on| on.matter().is_same_kind(one.matter()));
            match (one, known) {
                (BookHappening::Began { .. }, None) => self.on.push(*one),
                (BookHappening::Ended { .. }, Some(at)) => drop(self.on.remove(at)),
                (BookHappening::Reminder { .. }, Some(_)) => {}
                _ => prop_assert!(false, "out of order: {one:?}"),
            }
        }
        prop_assert_eq!(self.on.len(), telling.matters().len());
        // Asked again with nothing new, there is nothing new.
        prop_assert!(telling.clone().step(findings, policy, now).is_empty());
        if let Some(wake) = telling.next_wake(policy, now) {
            prop_assert!(wake > now);
            prop_assert!(!policy.is_quiet(wake));
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn one_subject_is_told_once_in_hours_by_day_and_ends_after_it_began(
        acts in proptest::collection::vec(act(), 1..60)
    ) {
        let policy = Policy::default();
        let mut telling = Telling::default();
        let mut onlooker = Onlooker::default();
        let mut findings = Findings::none(Observability::NoLots, Sight::Unknown);
        let mut now = hour(0.0);
        onlooker.blind = true;
        for act in acts {
            match act {
                Act::Find(minutes, found) => {
                    now += SignedDuration::from_mins(minutes);
                    findings = *found;
                }
                Act::Wake => now = telling.next_wake(&policy, now).unwrap_or(now),
                Act::RemindTomorrow => telling.remind_tomorrow(&policy, now),
                Act::WokeUp => {
                    telling.woke_up();
                    onlooker.blind = true;
                }
                Act::SetBack(seconds) => {
                    let by = SignedDuration::from_secs(seconds);
                    now -= by;
                    if by > ADJUSTMENT {
                        onlooker.told.values_mut().for_each(|at| *at -= by);
                    } else {
                        now += by;
                    }
                }
            }
            onlooker.watch(&mut telling, &findings, &policy, now)?;
        }
    }
}
