//! Where a switch stands, and what comes next: a pure function of the plan and of what was written.

use serde::{Deserialize, Serialize};

use super::{Obstacle, Step};

/// A step that was begun, forward or back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Which step.
    pub step: Step,
    /// It is being undone.
    pub back: bool,
    /// How it ended; `None`: it was begun, and whether it was done nobody knows.
    pub outcome: Option<Outcome>,
}

/// How a step ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outcome {
    /// It is done, or undone.
    Done,
    /// It cannot be done: the switch goes back.
    Failed {
        /// Why.
        obstacle: Obstacle,
    },
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Do this step; it may have been begun before.
    Do(Step),
    /// Undo this step; that may have been begun before, and the step itself may never have been
    /// done.
    Undo(Step),
    /// All is done: the new mailbox is the practice's.
    New,
    /// All is as it was.
    Old,
}

/// Where one step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Never begun.
    Untouched,
    /// Begun; whether it was done nobody knows.
    Begun,
    /// Done.
    Done,
    /// It could not be done, and is still to be undone.
    Failed,
    /// Its undoing was begun.
    Undoing,
    /// Undone.
    Undone,
}

/// A switch's steps, and what was written of them.
#[derive(Clone, Copy, Debug)]
pub struct Course<'a> {
    /// The plan's steps.
    pub steps: &'a [Step],
    /// What was begun, in order of time.
    pub attempts: &'a [Attempt],
    /// The user wants it undone.
    pub undo: bool,
}

impl Course<'_> {
    /// Whether the switch goes back: the user wants it so, or a step could not be done.
    #[must_use]
    pub fn goes_back(&self) -> bool {
        self.undo || self.obstacle().is_some()
    }

    /// Why a step could not be done.
    #[must_use]
    pub fn obstacle(&self) -> Option<&Obstacle> {
        self.attempts
            .iter()
            .filter(|attempt| !attempt.back)
            .find_map(|attempt| match &attempt.outcome {
                Some(Outcome::Failed { obstacle }) => Some(obstacle),
                _ => None,
            })
    }

    /// Where this step stands.
    #[must_use]
    pub fn standing(&self, step: Step) -> Standing {
        let begun = |back: bool| {
            let of_it = move |attempt: &&Attempt| attempt.step == step && attempt.back == back;
            self.attempts.iter().filter(of_it)
        };
        let done = |back: bool| begun(back).any(|one| one.outcome == Some(Outcome::Done));
        let failed = begun(false).any(|one| matches!(one.outcome, Some(Outcome::Failed { .. })));
        if begun(false).next().is_none() {
            Standing::Untouched
        } else if done(true) {
            Standing::Undone
        } else if begun(true).next().is_some() {
            Standing::Undoing
        } else if done(false) {
            Standing::Done
        } else if failed {
            Standing::Failed
        } else {
            Standing::Begun
        }
    }

    /// What comes next. Forward, the first step that is not done; back, the last that was begun
    /// and is not undone.
    #[must_use]
    pub fn next(&self) -> Next {
        if self.goes_back() {
            let begun = |step: &&Step| {
                !matches!(
                    self.standing(**step),
                    Standing::Untouched | Standing::Undone
                )
            };
            let last = self.steps.iter().rev().find(begun);
            return last.map_or(Next::Old, |step| Next::Undo(*step));
        }
        let open = |step: &&Step| self.standing(**step) != Standing::Done;
        let first = self.steps.iter().find(open);
        first.map_or(Next::New, |step| Next::Do(*step))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::{
        account::{AccountId, Address},
        server::{Security, Server},
        switch::{Aim, NewMailbox, Place, Plan, Way},
    };

    fn plan(aim: Aim, guided: bool, from: bool) -> Plan {
        let address: Address = "neuve@exemple.example".parse().unwrap();
        Plan {
            aim,
            from: from.then_some(AccountId(1)),
            to: NewMailbox {
                pop: Place {
                    server: Server {
                        host: "pop.exemple.example".into(),
                        port: 995,
                        security: Security::Tls,
                    },
                    login: address.to_string(),
                },
                address,
                provider: None,
                submission: None,
            },
            way: if guided {
                Way::Guided
            } else {
                Way::Profile {
                    profile: "essai".into(),
                    password: true,
                }
            },
            leaves_copies: true,
            transition_days: 30,
        }
    }

    fn aim() -> impl Strategy<Value = Aim> {
        prop::sample::select(vec![Aim::Mailbox, Aim::ToRelay, Aim::FromRelay])
    }

    /// What happens while one step is being done or undone.
    #[derive(Clone, Copy, Debug)]
    enum Chance {
        Done,
        /// Killed before the deed.
        CutBefore,
        /// Killed between the deed and its end in the record.
        CutAfter,
        /// Killed in the midst of the deed, with some of it done.
        CutWithin,
        /// It cannot be done now.
        Waits,
        /// It cannot be done at all; half of it may have been.
        Fails,
    }

    fn chance() -> impl Strategy<Value = Chance> {
        prop_oneof![
            6 => Just(Chance::Done),
            1 => Just(Chance::CutBefore),
            1 => Just(Chance::CutAfter),
            1 => Just(Chance::CutWithin),
            1 => Just(Chance::Waits),
            1 => Just(Chance::Fails),
        ]
    }

    /// The outer world, and what was written of it.
    #[derive(Default)]
    struct World {
        /// Steps whose effect stands, whole or in part.
        effects: BTreeSet<Step>,
        whole: BTreeSet<Step>,
        attempts: Vec<Attempt>,
    }

    impl World {
        fn meet(&mut self, step: Step, back: bool, chance: Chance) {
            let open = self.attempts.iter().rposition(|attempt| {
                attempt.step == step && attempt.back == back && attempt.outcome.is_none()
            });
            let at = open.unwrap_or_else(|| {
                self.attempts.push(Attempt {
                    step,
                    back,
                    outcome: None,
                });
                self.attempts.len() - 1
            });
            match chance {
                Chance::CutBefore | Chance::Waits => return,
                Chance::Done | Chance::CutAfter if back => {
                    self.effects.remove(&step);
                    self.whole.remove(&step);
                }
                Chance::Done | Chance::CutAfter => {
                    self.effects.insert(step);
                    self.whole.insert(step);
                }
                Chance::CutWithin | Chance::Fails => {
                    self.whole.remove(&step);
                    if !back {
                        self.effects.insert(step);
                    }
                }
            }
            self.attempts[at].outcome = match chance {
                Chance::Done => Some(Outcome::Done),
                // Undoing never gives up.
                Chance::Fails if !back => Some(Outcome::Failed {
                    obstacle: Obstacle::PasswordLost,
                }),
                _ => None,
            };
        }
    }

    proptest! {
        #[test]
        fn the_end_is_all_new_or_all_old(
            aim in aim(),
            guided: bool,
            from: bool,
            chances in prop::collection::vec(chance(), 0..60),
            undo_at in prop::option::of(0_usize..60),
            undo_after: bool,
        ) {
            let steps = plan(aim, guided, from).steps();
            let mut world = World::default();
            let mut undo = false;
            let mut chances = chances.into_iter();
            for turn in 0..200 {
                undo |= undo_at == Some(turn);
                let attempts = world.attempts.clone();
                let course = Course { steps: &steps, attempts: &attempts, undo };
                // Killed at any moment: the same is found again.
                prop_assert_eq!(course.next(), course.next());
                match course.next() {
                    Next::Do(step) => {
                        prop_assert!(!course.goes_back());
                        world.meet(step, false, chances.next().unwrap_or(Chance::Done));
                    }
                    Next::Undo(step) => {
                        prop_assert!(course.goes_back());
                        world.meet(step, true, chances.next().unwrap_or(Chance::Done));
                    }
                    Next::New => {
                        prop_assert_eq!(&world.whole, &steps.iter().copied().collect());
                        if !undo_after || undo {
                            break;
                        }
                        undo = true;
                    }
                    Next::Old => {
                        prop_assert!(world.effects.is_empty(), "{:?}", world.effects);
                        break;
                    }
                }
                prop_assert!(turn < 199, "it never came to rest");
            }
        }

        #[test]
        fn steps_are_undone_in_reverse(aim in aim(), guided: bool, until in 0_usize..8) {
            let steps = plan(aim, guided, true).steps();
            let until = until.min(steps.len());
            let mut attempts: Vec<Attempt> = steps[..until]
                .iter()
                .map(|step| Attempt { step: *step, back: false, outcome: Some(Outcome::Done) })
                .collect();
            for step in steps[..until].iter().rev() {
                let course = Course { steps: &steps, attempts: &attempts, undo: true };
                prop_assert_eq!(course.next(), Next::Undo(*step));
                attempts.push(Attempt { step: *step, back: true, outcome: Some(Outcome::Done) });
            }
            let course = Course { steps: &steps, attempts: &attempts, undo: true };
            prop_assert_eq!(course.next(), Next::Old);
        }
    }

    #[test]
    fn a_step_that_failed_is_undone_too_and_named() {
        let steps = plan(Aim::Mailbox, false, true).steps();
        let done = |step| Attempt {
            step,
            back: false,
            outcome: Some(Outcome::Done),
        };
        let mut attempts: Vec<Attempt> = steps[..4].iter().copied().map(done).collect();
        attempts.push(Attempt {
            step: Step::WriteSettings,
            back: false,
            outcome: Some(Outcome::Failed {
                obstacle: Obstacle::PasswordLost,
            }),
        });
        let course = Course {
            steps: &steps,
            attempts: &attempts,
            undo: false,
        };
        assert_eq!(course.obstacle(), Some(&Obstacle::PasswordLost));
        assert_eq!(course.next(), Next::Undo(Step::WriteSettings));
        assert_eq!(course.standing(Step::WriteSettings), Standing::Failed);
        assert_eq!(course.standing(Step::ReadBack), Standing::Untouched);
        assert_eq!(course.standing(Step::BackUp), Standing::Done);
    }
}
