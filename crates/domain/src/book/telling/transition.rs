//! The days around a switch: what a practice hears of its two books, and what it does not.

use jiff::SignedDuration;
use proptest::prelude::*;

use super::{BookHappening, Findings, News, Sight, Telling, stories::hour};
use crate::{
    book::{
        matter::{Lots, Matter},
        observability::Observability,
    },
    health::Policy,
    transition::Closing,
};

fn lots(lots: u32) -> Option<Lots> {
    (lots > 0).then(|| Lots {
        lots,
        oldest: hour(-14.0),
    })
}

fn current() -> Findings {
    Findings {
        last_return: Some(hour(-1.0)),
        ..Findings::none(Observability::Full, Sight::Clear)
    }
}

fn step(telling: &mut Telling, findings: &Findings, hours: f64) -> News {
    telling.step(findings, &Policy::default(), hour(hours))
}

#[test]
fn a_silence_ends_with_the_switch_and_nobody_is_told_that_returns_came_back() {
    let mut telling = Telling::default();
    let silent = Findings {
        silent: true,
        ..current()
    };
    assert_eq!(step(&mut telling, &silent, 2.0).announced.len(), 1);
    let former = Findings {
        is_former: true,
        ..silent
    };
    let news = step(&mut telling, &former, 3.0);
    assert_eq!(telling.matters(), []);
    assert_eq!(news.recorded.len(), 1, "the history knows");
    for hours in 3..50 {
        let news = step(&mut telling, &former, f64::from(hours) + 0.1);
        assert_eq!(news.announced, []);
    }
    // The switch was undone: what holds is told again.
    assert!(
        step(&mut telling, &silent, 51.0)
            .announced
            .iter()
            .any(|one| matches!(one, BookHappening::Began { .. }))
    );
}

#[test]
fn lots_sent_before_are_followed_to_their_deadlines() {
    let mut telling = Telling::default();
    let mut former = Findings {
        is_former: true,
        late: lots(3),
        foreign: Some((2, hour(-3.0))),
        ..current()
    };
    assert_eq!(step(&mut telling, &former, 1.0).announced, []);
    assert_eq!(telling.matters(), []);
    former.unanswered = lots(3);
    let told = step(&mut telling, &former, 2.0).announced;
    assert!(matches!(
        told[..],
        [BookHappening::Began {
            matter: Matter::Unanswered(_)
        }]
    ));
    former.unanswered = None;
    former.manual = lots(3);
    let told = step(&mut telling, &former, 7.0).announced;
    assert!(
        matches!(told[..], [BookHappening::Worse { .. }]),
        "{told:?}"
    );
}

#[test]
fn a_closing_mailbox_is_told_of_at_the_one_that_took_its_place() {
    let mut telling = Telling::default();
    let closing = Closing {
        days: 25,
        at: hour(240.0),
    };
    let findings = Findings {
        closing: Some(closing),
        ..current()
    };
    let told = step(&mut telling, &findings, 1.0).announced;
    let matter = Matter::OldMailboxClosing(closing);
    assert_eq!(told, [BookHappening::Began { matter }]);
    assert_eq!(step(&mut telling, &findings, 2.0).announced, []);
    // It is over with the transition, without a word.
    assert_eq!(step(&mut telling, &current(), 30.0).announced, []);
    assert_eq!(telling.matters(), []);
}

proptest! {
    #[test]
    fn a_former_mailbox_alarms_of_nothing_that_is_expected(
        days in proptest::collection::vec(
            (any::<bool>(), any::<bool>(), 0_u32..5, 0_u32..5, 0..3_u8, 0_u32..9),
            1..60,
        ),
        switched in 0..30_usize,
    ) {
        let mut telling = Telling::default();
        for (day, &(silent, full, late, foreign, sight, ago)) in days.iter().enumerate() {
            let is_former = day >= switched;
            let hours = f64::from(u32::try_from(day).unwrap()) * 24.0 + 2.0;
            let last = hour(hours) - SignedDuration::from_hours(24 * i64::from(ago));
            let findings = Findings {
                observability: if full { Observability::Full } else { Observability::NoLots },
                sight: [Sight::Clear, Sight::Unknown, Sight::Blind][usize::from(sight)],
                silent,
                last_return: Some(last),
                late: lots(late),
                foreign: (foreign > 0).then_some((foreign, last)),
                is_former,
                ..current()
            };
            let news = step(&mut telling, &findings, hours);
            if is_former {
                prop_assert_eq!(telling.matters(), []);
                prop_assert_eq!(news.announced.iter().filter(|one| !is_end(one)).count(), 0);
            }
        }
    }
}

fn is_end(one: &BookHappening) -> bool {
    matches!(one, BookHappening::Ended { .. })
}
