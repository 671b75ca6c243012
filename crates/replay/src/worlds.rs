//! The same practices in three worlds: without Vigie, watched by it, and behind its relay.

use std::{num::NonZero, thread};

use jiff::Timestamp;
use vigie_domain::{book::deadline::Place, calendar::Region, health::Policy};

use crate::{
    billing::{Billing, Sights, Ways},
    parameters::Parameters,
    person::Person,
    practice::{Calendar, Practice},
    tally::World,
    time::Seconds,
    watching::{Watching, account},
};

/// What came of the replay.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Worlds {
    pub(crate) alone: World,
    pub(crate) watched: World,
    pub(crate) relayed: World,
}

/// Plays so many practices, on all processors. The same model gives the same counts, whatever the
/// number of processors.
pub(crate) fn play(parameters: &Parameters, practices: u32) -> Worlds {
    let calendar = Calendar::new(parameters);
    let policy = Policy {
        zone: parameters.zone(),
        ..Policy::default()
    };
    let place = Place {
        region: Region::Metropole,
        zone: parameters.zone(),
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let threads = u32::try_from(threads).unwrap_or(1);
    let mut all = Worlds::default();
    thread::scope(|scope| {
        let (calendar, policy, place) = (&calendar, &policy, &place);
        let parts: Vec<_> = (0..threads)
            .map(|first| {
                scope.spawn(move || {
                    let mut part = Worlds::default();
                    for number in (first..practices).step_by(threads as usize) {
                        let practice = Practice::new(parameters, calendar, number);
                        part.play(parameters, calendar, policy, place, &practice);
                    }
                    part
                })
            })
            .collect();
        for part in parts {
            match part.join() {
                Ok(part) => all.join(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    for world in [&mut all.alone, &mut all.watched, &mut all.relayed] {
        world.sort();
    }
    all
}

impl Worlds {
    fn join(&mut self, other: Self) {
        self.alone.join(other.alone);
        self.watched.join(other.watched);
        self.relayed.join(other.relayed);
    }

    fn play(
        &mut self,
        parameters: &Parameters,
        calendar: &Calendar,
        policy: &Policy,
        place: &Place,
        practice: &Practice,
    ) {
        let person = Person::new(parameters, practice);
        let bill = |ways: Ways, sights: Option<Sights<'_>>| {
            Billing {
                parameters,
                calendar,
                policy,
                place,
                practice,
                ways,
                sights,
            }
            .run()
        };

        // What the software alone shows, until somebody acts on it.
        let orange = bill(Ways::default(), None).orange;
        let knows = person.knows_alone(orange, calendar.closes);
        let (moved, renewed) = first(
            knows.and_then(|knows| person.moves_alone(knows)),
            knows.and_then(|knows| person.finds_open(knows)),
        );
        let alone = Ways {
            moved,
            renewed,
            both: false,
            looks_back: person.looks_back().filter(|_| moved.is_some()),
            settled: moved.and_then(|moved| person.reconciles(moved)),
        };
        let outcome = bill(alone, None);
        self.alone.add(calendar, &outcome, knows, moved.or(renewed));

        let told = Watching {
            account: account(),
            parameters,
            calendar,
            policy,
            practice,
            person: &person,
        }
        .watch();
        let knows = told.alarm.and_then(|alarm| person.knows(alarm));
        for (world, both) in [(&mut self.watched, false), (&mut self.relayed, true)] {
            let ways = Ways {
                moved: told.moved,
                renewed: told.renewed,
                both,
                looks_back: person
                    .looks_back()
                    .filter(|_| told.moved.is_some() && !both),
                // The sheet of the switch says from the first day what to look up.
                settled: told.moved.and_then(|moved| person.settles(moved)),
            };
            let mut outcome = bill(ways, Some(Sights(&told.sights)));
            outcome.notifications += told.notifications;
            outcome.false_alarms += told.false_alarms;
            world.add(calendar, &outcome, knows, told.moved.or(told.renewed));
        }
    }
}

/// Whichever comes first happens, the other does not.
fn first(one: Option<Seconds>, other: Option<Seconds>) -> (Option<Seconds>, Option<Seconds>) {
    match (one, other) {
        (Some(at), Some(before)) if before < at => (None, Some(before)),
        (None, other) => (None, other),
        (one, _) => (one, None),
    }
}

/// The moments of the replay, for what is drawn of it.
pub(crate) fn day_names(parameters: &Parameters) -> (Vec<Timestamp>, usize) {
    let calendar = Calendar::new(parameters);
    let days = (0..calendar.days()).map(|day| {
        let begins = if day == 0 {
            0
        } else {
            calendar.end_of(day - 1)
        };
        calendar.epoch.at(begins)
    });
    (days.collect(), calendar.day_of(calendar.closes))
}
