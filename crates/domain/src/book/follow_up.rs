//! The life of one lot, from its sending to its answer.
//!
//! ```text
//!             out of the ordinary      48 h              48 h more
//! Awaiting ─────────────► Late ─────────► Unanswered ─────────► Manual
//!     └──────────┬──────────┴───────────────┴──────────────────────┘
//!                ▼
//!   Acknowledged · Refused · NotDelivered · Settled
//! ```
//!
//! No stage is left without an event, and an answer is never taken back silently: a second answer
//! that says the contrary is a [`LotEvent::Contradicted`].

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    deadline::{Deadline, Place},
    returns::{MessageClass, Strength},
};

/// Where a lot stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// Sent, no answer yet, nothing unusual.
    Awaiting,
    /// No answer for longer than is usual for this practice and caisse (early warning).
    Late {
        /// Since when.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        since: Timestamp,
    },
    /// Orange, « sans réponse depuis 48 h »: the billing software has to send the lot again.
    Unanswered {
        /// When the first deadline ended.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        since: Timestamp,
    },
    /// Red, « traitement manuel »: the billing software sends no more.
    Manual {
        /// When the second deadline ended.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        since: Timestamp,
    },
    /// The caisse has it.
    Acknowledged {
        /// When the answer came.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        at: Timestamp,
        /// How sure it is that the answer is this lot's.
        strength: Strength,
    },
    /// The caisse refuses it.
    Refused {
        /// When the answer came.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        at: Timestamp,
        /// How sure it is that the answer is this lot's.
        strength: Strength,
    },
    /// It did not reach the caisse.
    NotDelivered {
        /// When the notice came.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        at: Timestamp,
        /// How sure it is that the notice is about this lot.
        strength: Strength,
    },
    /// Settled by hand.
    Settled {
        /// When.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        at: Timestamp,
        /// Why, in the user's words.
        reason: String,
    },
}

/// What happened to a lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum LotEvent {
    /// The stage changed, as the rules foresee.
    Became {
        /// The new stage.
        stage: Stage,
    },
    /// It was sent again.
    SentAgain,
    /// It was sent again although the caisse has it: a reject « lot déjà reçu » may follow, and
    /// needs nothing.
    SentAgainThoughAcknowledged,
    /// A second answer says something else than the first.
    Contradicted {
        /// What stood until now.
        before: Stage,
        /// What stands from now on.
        after: Stage,
    },
    /// A further answer that changes nothing.
    AnsweredAgain {
        /// Its class.
        class: MessageClass,
    },
}

/// The follow-up of one lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FollowUp {
    stage: Stage,
    /// From when the deadline that is running counts.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    counted_from: Timestamp,
    /// How often it was sent.
    transmissions: u32,
}

impl FollowUp {
    /// A lot that was sent at `at`.
    #[must_use]
    pub const fn sent(at: Timestamp) -> Self {
        Self {
            stage: Stage::Awaiting,
            counted_from: at,
            transmissions: 1,
        }
    }

    /// Where it stands.
    #[must_use]
    pub const fn stage(&self) -> &Stage {
        &self.stage
    }

    /// How often it was sent.
    #[must_use]
    pub const fn transmissions(&self) -> u32 {
        self.transmissions
    }

    /// Whether an answer is still awaited.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(
            self.stage,
            Stage::Awaiting | Stage::Late { .. } | Stage::Unanswered { .. } | Stage::Manual { .. }
        )
    }

    /// When time alone changes its stage next; `None`: never again.
    #[must_use]
    pub fn next_deadline(&self, rule: Deadline, place: &Place) -> Option<Timestamp> {
        match self.stage {
            Stage::Awaiting | Stage::Late { .. } | Stage::Unanswered { .. } => {
                Some(rule.after(self.counted_from, place))
            }
            _ => None,
        }
    }

    /// Lets time pass until `now`. Deadlines that ended meanwhile take effect in their order, at
    /// their own moments, however late this is called; calling it again changes nothing.
    pub fn advance(&mut self, rule: Deadline, place: &Place, now: Timestamp) -> Vec<LotEvent> {
        let mut events = Vec::new();
        while let Some(end) = self.next_deadline(rule, place).filter(|end| *end <= now) {
            let stage = match self.stage {
                Stage::Unanswered { .. } => Stage::Manual { since: end },
                _ => Stage::Unanswered { since: end },
            };
            self.counted_from = end;
            events.push(self.become_stage(stage));
        }
        events
    }

    /// The wait is out of the ordinary, before any deadline.
    pub fn warn(&mut self, now: Timestamp) -> Option<LotEvent> {
        matches!(self.stage, Stage::Awaiting).then(|| self.become_stage(Stage::Late { since: now }))
    }

    /// It was sent again at `at`.
    ///
    /// A repetition after the first deadline is the one that the rule asks for: the lot stays
    /// orange, and the second deadline counts from it. Any other repetition of a lot that is not
    /// acknowledged begins the whole wait anew.
    pub fn sent_again(&mut self, at: Timestamp) -> Vec<LotEvent> {
        self.transmissions = self.transmissions.saturating_add(1);
        match self.stage {
            Stage::Acknowledged { .. } => vec![LotEvent::SentAgainThoughAcknowledged],
            Stage::Unanswered { .. } | Stage::Awaiting => {
                self.counted_from = self.counted_from.max(at);
                vec![LotEvent::SentAgain]
            }
            _ => {
                self.counted_from = self.counted_from.max(at);
                vec![LotEvent::SentAgain, self.become_stage(Stage::Awaiting)]
            }
        }
    }

    /// A sending became known only now that happened before what made the present stage: it counts
    /// as a sending, and the stage stays.
    pub fn sent_earlier(&mut self) -> LotEvent {
        self.transmissions = self.transmissions.saturating_add(1);
        LotEvent::SentAgain
    }

    /// A message came that belongs to this lot. Classes that say nothing about a lot change
    /// nothing and give no event.
    pub fn answered(
        &mut self,
        class: MessageClass,
        strength: Strength,
        at: Timestamp,
    ) -> Option<LotEvent> {
        let stage = match class {
            // A return on its invoices shows that the caisse has the lot.
            MessageClass::ArlPositive | MessageClass::Rsp => Stage::Acknowledged { at, strength },
            // Some answer came; that it was not a refusal is likely, not read.
            MessageClass::ArlUnsigned => Stage::Acknowledged {
                at,
                strength: Strength::Probable,
            },
            MessageClass::ArlNegative => Stage::Refused { at, strength },
            MessageClass::NonDelivery => Stage::NotDelivered { at, strength },
            MessageClass::Lot
            | MessageClass::ServiceMessage
            | MessageClass::UnknownMachine
            | MessageClass::Foreign => return None,
        };
        Some(match self.answer() {
            None => self.become_stage(stage),
            Some((kind, held)) if kind == Answer::of(class) => {
                if strength > held {
                    self.stage = stage;
                }
                LotEvent::AnsweredAgain { class }
            }
            // The weaker word does not overturn the stronger.
            Some((_, held)) if strength < held => LotEvent::AnsweredAgain { class },
            Some(_) => {
                let before = std::mem::replace(&mut self.stage, stage);
                LotEvent::Contradicted {
                    before,
                    after: self.stage.clone(),
                }
            }
        })
    }

    /// The user settles it by hand.
    pub fn settle(&mut self, reason: String, at: Timestamp) -> LotEvent {
        self.become_stage(Stage::Settled { at, reason })
    }

    fn become_stage(&mut self, stage: Stage) -> LotEvent {
        self.stage = stage;
        LotEvent::Became {
            stage: self.stage.clone(),
        }
    }

    fn answer(&self) -> Option<(Answer, Strength)> {
        match self.stage {
            Stage::Acknowledged { strength, .. } => Some((Answer::Received, strength)),
            Stage::Refused { strength, .. } => Some((Answer::Refused, strength)),
            Stage::NotDelivered { strength, .. } => Some((Answer::NotDelivered, strength)),
            _ => None,
        }
    }
}

/// The three answers that a lot can have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Received,
    Refused,
    NotDelivered,
}

impl Answer {
    const fn of(class: MessageClass) -> Self {
        match class {
            MessageClass::ArlNegative => Self::Refused,
            MessageClass::NonDelivery => Self::NotDelivered,
            _ => Self::Received,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, tz::TimeZone};
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::Region;

    const RULE: Deadline = Deadline::FortyEightHours;

    fn place() -> Place {
        Place {
            region: Region::Metropole,
            zone: TimeZone::get("Europe/Paris").unwrap(),
        }
    }

    /// Hours after the sending, which is on Monday 2 March 2026 at 18:00.
    fn hour(hours: i64) -> Timestamp {
        "2026-03-02T17:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(hours)
    }

    #[test]
    fn orange_at_48_hours_red_at_96() {
        let mut lot = FollowUp::sent(hour(0));
        assert_eq!(lot.advance(RULE, &place(), hour(47)), []);
        lot.advance(RULE, &place(), hour(48));
        assert_eq!(lot.stage(), &Stage::Unanswered { since: hour(48) });
        assert_eq!(lot.advance(RULE, &place(), hour(95)), []);
        lot.advance(RULE, &place(), hour(96));
        assert_eq!(lot.stage(), &Stage::Manual { since: hour(96) });
        assert_eq!(lot.next_deadline(RULE, &place()), None);
    }

    #[test]
    fn a_computer_that_slept_for_a_week_learns_both_deadlines_at_their_moments() {
        let mut lot = FollowUp::sent(hour(0));
        let events = lot.advance(RULE, &place(), hour(200));
        assert_eq!(events.len(), 2);
        assert_eq!(lot.stage(), &Stage::Manual { since: hour(96) });
    }

    #[test]
    fn the_second_sending_restarts_the_count_and_stays_orange() {
        let mut lot = FollowUp::sent(hour(0));
        lot.advance(RULE, &place(), hour(48));
        assert_eq!(lot.sent_again(hour(60)), [LotEvent::SentAgain]);
        assert_eq!(lot.stage(), &Stage::Unanswered { since: hour(48) });
        assert_eq!(lot.advance(RULE, &place(), hour(107)), []);
        lot.advance(RULE, &place(), hour(108));
        assert_eq!(lot.stage(), &Stage::Manual { since: hour(108) });
    }

    #[test]
    fn an_answer_ends_the_wait_at_every_stage() {
        for hours in [1, 50, 100] {
            let mut lot = FollowUp::sent(hour(0));
            lot.advance(RULE, &place(), hour(hours));
            assert!(lot.is_open());
            let event = lot.answered(MessageClass::ArlPositive, Strength::Proven, hour(hours));
            assert!(matches!(event, Some(LotEvent::Became { .. })));
            assert!(!lot.is_open());
            assert_eq!(lot.advance(RULE, &place(), hour(1000)), []);
        }
    }

    #[test]
    fn a_contradiction_is_said_and_the_weaker_word_does_not_win() {
        let mut lot = FollowUp::sent(hour(0));
        lot.answered(MessageClass::ArlPositive, Strength::Proven, hour(1));
        let weak = lot.answered(MessageClass::NonDelivery, Strength::Probable, hour(2));
        assert!(matches!(weak, Some(LotEvent::AnsweredAgain { .. })));
        let strong = lot.answered(MessageClass::ArlNegative, Strength::Proven, hour(3));
        assert!(matches!(strong, Some(LotEvent::Contradicted { .. })));
        assert!(matches!(lot.stage(), Stage::Refused { .. }));
    }

    #[test]
    fn a_lot_sent_again_though_acknowledged_stays_acknowledged() {
        let mut lot = FollowUp::sent(hour(0));
        lot.answered(MessageClass::ArlPositive, Strength::Proven, hour(1));
        assert_eq!(
            lot.sent_again(hour(49)),
            [LotEvent::SentAgainThoughAcknowledged]
        );
        assert!(matches!(lot.stage(), Stage::Acknowledged { .. }));
    }

    #[derive(Clone, Debug)]
    enum Act {
        Advance,
        Warn,
        SendAgain,
        Answer(MessageClass, Strength),
        Settle,
    }

    fn act() -> impl Strategy<Value = Act> {
        let strength = prop_oneof![Just(Strength::Probable), Just(Strength::Proven)];
        prop_oneof![
            4 => Just(Act::Advance),
            1 => Just(Act::Warn),
            1 => Just(Act::SendAgain),
            3 => (proptest::sample::select(&MessageClass::ALL[..]), strength).prop_map(|(class, strength)| Act::Answer(class, strength)),
            1 => Just(Act::Settle),
        ]
    }

    proptest! {
            #[test]
            fn no_stage_changes_silently_and_time_alone_never_closes_a_lot(acts in proptest::collection::vec((0..60_i64, act()), 1..40)) {
                let mut lot = FollowUp::sent(hour(0));
                let mut now = 0;
                for (hours, act) in acts {
                    now += hours;
                    let before = lot.clone();
                    let events = match act {
                        Act::Advance => {
                            let events = lot.advance(RULE, &place(), hour(now));
                            prop_assert_eq!(before.is_open(), lot.is_open());
                            prop_assert_eq!(lot.clone().advance(RULE, &place(), hour(now)), []);
                            events
                        }
                        Act::Warn => lot.warn(hour(now)).into_iter().collect(),
                        Act::SendAgain => lot.sent_again(hour(now)),
                        Act::Answer(class, strength) => lot.answered(class, strength, hour(now)).into_iter().collect(),
                        Act::Settle => vec![lot.settle("vu sur Ameli Pro".into(), hour(now))],
                    };
                    let kind = |lot: &FollowUp| std::mem::discriminant(lot.stage());
                    if kind(&before) != kind(&lot) {
    let said = events.iter().any(|event| matches!(event, LotEvent::Became { .. } | LotEvent::Contradicted { .. }));
                        prop_assert!(said);
                    }
                    if let (Stage::Acknowledged { .. }, true) = (before.stage(), kind(&before) != kind(&lot)) {
                        let said = events.iter().any(|event| matches!(event, LotEvent::Contradicted { .. } | LotEvent::Became { stage: Stage::Settled { .. } }));
                        prop_assert!(said);
                    }
                }
            }
        }
}
