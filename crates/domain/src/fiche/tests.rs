use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::{
    account::AccountId,
    book::{follow_up::FollowUp, matching::LotId, returns::Strength, sighting::Origin},
    calendar::Region,
};

const RULE: Deadline = Deadline::FortyEightHours;

fn place() -> Place {
    Place {
        region: Region::Metropole,
        zone: TimeZone::get("Europe/Paris").unwrap(),
    }
}

/// Hours from the switch, which is on Monday 27 April 2026 at 18:00.
fn hour(hours: i64) -> Timestamp {
    "2026-04-27T16:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(hours)
}

fn former() -> Former {
    Former {
        since: hour(0),
        until: hour(30 * 24),
        successor: AccountId(2),
    }
}

/// A lot sent so many hours after the switch, as it stands at `now`.
fn lot(sent: i64, now: Timestamp) -> Lot {
    let mut follow_up = FollowUp::sent(hour(sent));
    follow_up.advance(RULE, &place(), now);
    Lot {
        id: LotId(sent),
        account: AccountId(1),
        reference: LotReference::default(),
        caisse: None,
        message_id: None,
        invoices: None,
        first_sent: hour(sent),
        last_sent: hour(sent),
        origin: Origin::Hand,
        follow_up,
    }
}

fn arrived(at: i64, still_there: bool) -> Arrived {
    Arrived {
        class: MessageClass::ArlPositive,
        at: hour(at),
        lots: Vec::new(),
        still_there,
    }
}

fn evidence(lots: Vec<Lot>, returns: Vec<Arrived>) -> Evidence {
    Evidence {
        former: former(),
        observability: Observability::Full,
        lots_total: lots.len() as u64,
        lots,
        returns_total: returns.len() as u64,
        still_there: returns.iter().filter(|one| one.still_there).count() as u64,
        returns,
        through_relay: false,
        rejects: 0,
        unread: None,
        closing: None,
    }
}

fn drawn(evidence: Evidence, now: Timestamp) -> Fiche {
    draw_up(evidence, RULE, &place(), now)
}

#[test]
fn behind_the_relay_nothing_is_left_to_collect_and_no_payment_to_be_looked_up() {
    let returns = || vec![arrived(1, true), arrived(2, false)];
    let direct = drawn(evidence(Vec::new(), returns()), hour(72));
    assert!(matches!(
        direct.amount,
        Amount::Uncollected { returns: 1, .. }
    ));
    let through = Evidence {
        through_relay: true,
        ..evidence(Vec::new(), returns())
    };
    let through = drawn(through, hour(72));
    assert_eq!(through.amount, Amount::Nothing);
    assert_eq!(through.returns_total, 2);
    assert!(through.returns.iter().all(|one| !one.still_there));
    let kept = Advice::KeepOpen {
        until: former().until,
        closing: None,
    };
    let ignored = Advice::IgnoreRejects { seen: 0 };
    assert_eq!(through.advice, [Advice::RelayBrings, ignored, kept]);
}

#[test]
fn where_everything_is_seen_and_answered_nothing_is_left() {
    let fiche = drawn(evidence(Vec::new(), Vec::new()), hour(100));
    assert_eq!(fiche.amount, Amount::Nothing);
    assert_eq!(
        fiche.advice,
        [
            Advice::IgnoreRejects { seen: 0 },
            Advice::KeepOpen {
                until: hour(720),
                closing: None
            }
        ]
    );
    let over = drawn(evidence(Vec::new(), Vec::new()), hour(720));
    assert_eq!(over.advice.last(), Some(&Advice::Retire));
}

#[test]
fn nothing_is_not_said_of_what_could_not_be_seen() {
    for observability in [
        Observability::NoLots,
        Observability::ReturnsUnreliable {
            seen: 1,
            expected: 9,
        },
    ] {
        let unseen = Evidence {
            observability,
            ..evidence(Vec::new(), Vec::new())
        };
        assert_eq!(drawn(unseen, hour(100)).amount, Amount::Unseen);
    }
    let closed = Evidence {
        unread: Some(Unread {
            last: Some(hour(-30)),
        }),
        ..evidence(Vec::new(), Vec::new())
    };
    let fiche = drawn(closed, hour(100));
    assert_eq!(fiche.amount, Amount::Unseen);
    assert_eq!(
        fiche.advice[0],
        Advice::ReadOldElsewhere {
            last: Some(hour(-30))
        }
    );
}

#[test]
fn each_lot_is_told_by_its_own_deadline() {
    let now = hour(40);
    let lots = vec![lot(-80, now), lot(-20, now), lot(-1, now)];
    let fiche = drawn(evidence(lots, Vec::new()), now);
    let states: Vec<OpenState> = fiche.lots.iter().map(|lot| lot.state).collect();
    assert_eq!(
        states,
        [
            OpenState::ByHand { since: hour(16) },
            OpenState::SentAgainBySoftware { until: hour(76) },
            OpenState::Waiting { until: hour(47) },
        ]
    );
    assert_eq!(
        fiche.amount,
        Amount::ToCheck {
            lots: 2,
            waiting: 1
        }
    );
    assert_eq!(
        fiche.advice[..2],
        [
            Advice::WaitUntil {
                at: hour(76),
                lots: 2
            },
            Advice::TreatByHand { lots: 1 },
        ]
    );
}

#[test]
fn returns_in_the_old_mailbox_come_first_since_they_may_answer_the_lots() {
    let now = hour(60);
    let fiche = drawn(
        evidence(
            vec![lot(-1, now)],
            vec![arrived(1, true), arrived(2, false)],
        ),
        now,
    );
    assert_eq!(
        fiche.amount,
        Amount::Uncollected {
            returns: 1,
            lots: 1
        }
    );
    assert_eq!(fiche.advice[0], Advice::CollectOld { returns: 1 });
    let late = Evidence {
        closing: Some(Closing::of(&former(), 120)),
        ..evidence(Vec::new(), vec![arrived(1, true)])
    };
    assert!(
        matches!(
            drawn(late, hour(721)).advice.last(),
            Some(Advice::KeepOpen { .. })
        ),
        "a mailbox with returns in it is not to be retired"
    );
}

#[test]
fn without_sight_of_arls_only_lots_of_the_last_days_are_on_the_sheet() {
    let unreliable = Observability::ReturnsUnreliable {
        seen: 3,
        expected: 9,
    };
    assert_eq!(lots_from(&former(), unreliable, RULE, &place()), hour(-96));
    let working_days = lots_from(&former(), unreliable, Deadline::TwoWorkingDays, &place());
    // Four working days before a Monday evening: Tuesday, of the week before.
    assert_eq!(working_days, hour(-6 * 24));
    assert_eq!(
        lots_from(&former(), Observability::Full, RULE, &place()),
        hour(-90 * 24)
    );
    let now = hour(60);
    let unsure = Evidence {
        observability: unreliable,
        ..evidence(vec![lot(-1, now)], Vec::new())
    };
    let fiche = drawn(unsure, now);
    assert_eq!(fiche.lots[0].state, OpenState::LookUp);
    assert!(fiche.advice.contains(&Advice::LookUp { lots: 1 }));
}

proptest! {
    #[test]
    fn nothing_is_lost_and_nothing_is_called_settled_too_early(
        sent in proptest::collection::vec(-2000_i64..0, 0..700),
        returned in proptest::collection::vec((0_i64..900, any::<bool>()), 0..700),
        answered in any::<bool>(),
        hours in 0_i64..900,
    ) {
        let now = hour(hours);
        let mut lots: Vec<Lot> = sent.iter().map(|at| lot(*at, now)).collect();
        if answered {
            // The record gives open lots alone; one that was answered meanwhile is no reason to panic.
            for lot in lots.iter_mut().take(1) {
                lot.follow_up.answered(MessageClass::ArlPositive, Strength::Proven, now);
            }
        }
        let returns: Vec<Arrived> = returned.iter().map(|(at, there)| arrived(*at, *there)).collect();
        let still_there = returns.iter().filter(|one| one.still_there).count();
        let fiche = drawn(evidence(lots, returns), now);
        prop_assert_eq!(fiche.lots_total, sent.len() as u64);
        prop_assert_eq!(fiche.lots.len(), sent.len().min(MOST_ROWS));
        prop_assert_eq!(fiche.returns.len(), returned.len().min(MOST_ROWS));
        let is_nothing = fiche.amount == Amount::Nothing;
        prop_assert_eq!(is_nothing, sent.is_empty() && still_there == 0);
        let retires = fiche.advice.contains(&Advice::Retire);
        prop_assert_eq!(retires, now >= former().until && still_there == 0);
        let rejects = fiche.advice.iter().filter(|one| matches!(one, Advice::IgnoreRejects { .. })).count();
        prop_assert_eq!(rejects, 1);
    }
}
