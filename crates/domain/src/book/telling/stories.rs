//! Days of one practice: what it hears, and what it does not.

use jiff::{SignedDuration, Timestamp};

use super::{BookHappening, Findings, News, Sight, Telling};
use crate::{
    book::{
        matter::{Lots, Matter},
        observability::Observability,
    },
    health::{Level, Policy},
};

/// Hours from Monday 2 March 2026, 8:00 in Paris.
pub(super) fn hour(hours: f64) -> Timestamp {
    let monday: Timestamp = "2026-03-02T07:00:00Z".parse().unwrap();
    monday + SignedDuration::from_secs_f64(hours * 3600.0)
}

pub(super) fn lots(lots: u32) -> Lots {
    Lots {
        lots,
        oldest: hour(-14.0),
    }
}

struct Practice {
    telling: Telling,
    policy: Policy,
    findings: Findings,
}

impl Practice {
    fn well() -> Self {
        let mut practice = Self {
            telling: Telling::default(),
            policy: Policy::default(),
            findings: Findings {
                last_return: Some(hour(-1.0)),
                ..Findings::none(Observability::Full, Sight::Clear)
            },
        };
        assert!(practice.at(0.0).is_empty());
        practice
    }

    fn at(&mut self, hours: f64) -> News {
        let news = self.telling.step(&self.findings, &self.policy, hour(hours));
        // The state survives a restart at any moment.
        let kept = serde_json::to_string(&self.telling).unwrap();
        self.telling = serde_json::from_str(&kept).unwrap();
        news
    }

    /// What is announced between two moments, woken as planned and every ten minutes besides.
    fn between(&mut self, from: f64, until: f64) -> Vec<(f64, BookHappening)> {
        let mut all = Vec::new();
        let mut at = from;
        while at < until {
            let news = self.at(at);
            all.extend(news.announced.into_iter().map(|one| (at, one)));
            let wake = self.telling.next_wake(&self.policy, hour(at));
            let planned = wake.map_or(until, |wake| {
                wake.duration_since(hour(0.0)).as_secs_f64() / 3600.0
            });
            at = planned.min(at + 1.0 / 6.0).max(at + 1e-4);
        }
        all
    }
}

#[test]
fn twenty_lots_late_are_one_notification_and_each_deadline_is_one_more() {
    let mut practice = Practice::well();
    practice.findings.late = Some(lots(1));
    let begun = practice.at(2.0);
    assert_eq!(begun.announced.len(), 1);
    assert_eq!(practice.telling.level(), Level::Attention);
    practice.findings.late = Some(lots(20));
    assert!(practice.between(2.1, 9.0).is_empty());
    practice.findings.late = None;
    practice.findings.unanswered = Some(lots(20));
    let at_48 = practice.between(30.0, 30.5);
    assert!(
        matches!(
            at_48[..],
            [(
                _,
                BookHappening::Worse {
                    matter: Matter::Unanswered(_),
                    ..
                }
            )]
        ),
        "{at_48:?}"
    );
    practice.findings.manual = Some(lots(3));
    let at_96 = practice.between(78.0, 78.5);
    assert!(
        matches!(
            at_96[..],
            [(
                _,
                BookHappening::Worse {
                    matter: Matter::Manual(_),
                    ..
                }
            )]
        ),
        "{at_96:?}"
    );
    assert_eq!(practice.telling.level(), Level::Alarm);
    // After four hours, the next morning, and every morning.
    let times: Vec<f64> = practice
        .between(78.6, 78.0 + 72.0)
        .into_iter()
        .map(|(at, one)| {
            assert!(matches!(one, BookHappening::Reminder { .. }));
            at.round()
        })
        .collect();
    assert_eq!(times, [82.0, 95.0, 119.0, 143.0]);
    practice.findings.manual = None;
    practice.findings.unanswered = None;
    let over = practice.at(151.0);
    assert_eq!(over.announced.len(), 1, "{over:?}");
    assert!(matches!(over.announced[0], BookHappening::Ended { .. }));
    assert_eq!(practice.telling.level(), Level::Well);
}

#[test]
fn while_the_mailbox_fails_its_alarm_is_the_only_one_and_then_returns_get_time() {
    let mut practice = Practice::well();
    practice.findings.sight = Sight::Blind;
    practice.findings.late = Some(lots(5));
    assert!(practice.at(2.0).is_empty());
    assert_eq!(practice.telling.matters(), []);
    practice.findings.late = None;
    practice.findings.unanswered = Some(lots(5));
    assert!(practice.between(30.0, 34.0).is_empty());
    assert_eq!(practice.telling.matters().len(), 1);
    assert_eq!(
        practice.telling.next_wake(&practice.policy, hour(34.0)),
        None
    );
    practice.findings.sight = Sight::Clear;
    assert!(practice.between(34.0, 34.9).is_empty());
    // Four of the five answers were in the mailbox.
    practice.findings.unanswered = Some(lots(1));
    assert_eq!(practice.between(34.9, 35.2).len(), 1);
}

#[test]
fn after_a_night_with_the_computer_off_the_mailbox_is_looked_at_first() {
    let mut practice = Practice::well();
    practice.findings.unanswered = Some(lots(2));
    practice.findings.sight = Sight::Unknown;
    practice.telling.woke_up();
    assert!(practice.at(24.0).announced.is_empty());
    practice.findings.unanswered = None;
    practice.findings.sight = Sight::Clear;
    assert!(practice.at(24.1).announced.is_empty());
}

#[test]
fn without_full_sight_of_lots_only_what_returns_say_is_told() {
    let mut practice = Practice::well();
    practice.findings.observability = Observability::ReturnsUnreliable {
        seen: 3,
        expected: 9,
    };
    practice.findings.late = Some(lots(1));
    practice.findings.unanswered = Some(lots(1));
    practice.findings.manual = Some(lots(1));
    assert!(practice.at(1.0).is_empty());
    practice.findings.refused = Some(lots(1));
    let told = practice.at(1.1).announced;
    assert!(matches!(
        told[..],
        [BookHappening::Began {
            matter: Matter::Refused(_)
        }]
    ));
    practice.findings.silent = true;
    let told = practice.at(1.2).announced;
    assert!(
        matches!(
            told[..],
            [BookHappening::Began {
                matter: Matter::SilentReturns { .. }
            }]
        ),
        "{told:?}"
    );
}

#[test]
fn a_silence_lasts_until_the_next_return_and_its_end_waits_for_the_morning() {
    let mut practice = Practice::well();
    practice.findings.silent = true;
    assert_eq!(practice.at(2.0).announced.len(), 1);
    practice.findings.silent = false;
    assert_eq!(practice.at(3.0), News::default());
    assert_eq!(practice.telling.level(), Level::Alarm);
    practice.findings.last_return = Some(hour(13.0));
    let night = practice.at(13.5);
    assert_eq!((night.recorded.len(), night.announced.len()), (1, 0));
    let morning = practice.between(13.6, 24.0);
    assert_eq!(morning.len(), 1, "{morning:?}");
    assert!((morning[0].0 - 23.0).abs() < 0.2, "{morning:?}");
}

#[test]
fn what_the_follow_up_loses_sight_of_has_not_ended() {
    let mut practice = Practice::well();
    practice.findings.manual = Some(lots(1));
    assert_eq!(practice.at(1.0).announced.len(), 1);
    practice.findings.observability = Observability::NoLots;
    let lost = practice.at(2.0);
    assert_eq!((lost.recorded.len(), lost.announced.len()), (1, 0));
}

#[test]
fn a_reminder_put_off_comes_in_the_morning() {
    let mut practice = Practice::well();
    practice.findings.manual = Some(lots(1));
    assert_eq!(practice.at(2.0).announced.len(), 1);
    practice
        .telling
        .remind_tomorrow(&practice.policy, hour(3.0));
    assert!(practice.telling.reminder_put_off());
    let heard = practice.between(3.0, 24.0);
    assert_eq!(heard.len(), 1, "{heard:?}");
    assert!((heard[0].0 - 23.0).abs() < 0.2);
    assert!(!practice.telling.reminder_put_off());
}

#[test]
fn foreign_mail_is_recalled_on_working_days_and_ever_more_rarely() {
    let mut practice = Practice::well();
    practice.findings.foreign = Some((1, hour(0.0)));
    let days: Vec<f64> = practice
        .between(2.0, 24.0 * 21.0)
        .into_iter()
        .map(|(at, _)| ((at + 8.0) / 24.0).floor())
        .collect();
    // Monday, Tuesday, Thursday, Wednesday, Wednesday.
    assert_eq!(days, [0.0, 1.0, 3.0, 9.0, 16.0]);
    // What comes and goes with every collection is not told of each time.
    let mut practice = Practice::well();
    let mut heard = 0;
    for hours in 0..12 {
        practice.findings.foreign = (hours % 2 == 0).then(|| (1, hour(f64::from(hours))));
        heard += practice.at(f64::from(hours)).announced.len();
    }
    assert_eq!(heard, 1);
}

#[test]
fn what_comes_and_goes_every_day_is_told_of_once_a_month_and_missing_answers_each_time() {
    let mut practice = Practice::well();
    let (mut foreign, mut missing) = (0, 0);
    for day in 0..60 {
        let begin = f64::from(day) * 24.0;
        practice.findings.foreign = Some((1, hour(begin)));
        foreign += practice.at(begin + 1.0).announced.len();
        practice.findings.foreign = None;
        practice.findings.unanswered = Some(lots(1));
        missing += practice.at(begin + 2.0).announced.len();
        practice.findings.unanswered = None;
        assert!(practice.at(begin + 3.0).announced.is_empty());
    }
    assert_eq!((foreign, missing), (2, 60));
    // A deadline that passes after an early warning was over is told of within hours.
    let mut practice = Practice::well();
    practice.findings.late = Some(lots(1));
    assert_eq!(practice.at(1.0).announced.len(), 1);
    practice.findings.late = None;
    assert!(practice.at(2.0).announced.is_empty());
    practice.findings.unanswered = Some(lots(1));
    assert!(practice.at(4.0).announced.is_empty());
    assert_eq!(practice.at(5.1).announced.len(), 1);
}

#[test]
fn another_lot_refused_is_told_of_but_not_within_hours() {
    let mut practice = Practice::well();
    practice.findings.refused = Some(lots(1));
    assert_eq!(practice.at(1.0).announced.len(), 1);
    practice.findings.refused = Some(lots(2));
    assert!(practice.between(1.2, 4.9).is_empty());
    assert_eq!(practice.between(4.9, 5.2).len(), 1);
    practice.findings.refused = Some(lots(1));
    assert!(practice.at(6.0).announced.is_empty());
}
