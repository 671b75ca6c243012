//! The history that a world has when the billing software keeps to the 48 h rule.

use jiff::Timestamp;

use super::{
    arrival::Arrival,
    parameters::Parameters,
    world::{DEADLINE, World},
};

/// Everything that happens, in order of virtual time.
#[derive(Clone, Debug)]
pub struct Plan {
    world: World,
    events: Vec<Event>,
}

/// One thing that happens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    /// A practice sends a lot.
    LotSent {
        /// When.
        at: Timestamp,
        /// Which, by its index.
        lot: usize,
        /// 1, or 2 where no ARL came within 48 hours.
        transmission: u32,
    },
    /// A message is sent to a practice's mailbox.
    Arrival(Arrival),
    /// No ARL within 48 hours of the second transmission: « traitement manuel ».
    HandedOver {
        /// When.
        at: Timestamp,
        /// Which, by its index.
        lot: usize,
    },
}

impl Event {
    /// When it happens.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        match self {
            Self::LotSent { at, .. } | Self::HandedOver { at, .. } => *at,
            Self::Arrival(arrival) => arrival.at,
        }
    }
}

impl Plan {
    /// The history of this seed. The same seed and parameters always give the same.
    #[must_use]
    pub fn generate(seed: u64, parameters: Parameters) -> Self {
        let world = World::new(seed, parameters);
        let mut events: Vec<_> = world.noise().into_iter().map(Event::Arrival).collect();
        for lot in 0..world.lots().len() {
            follow(&world, lot, &mut events);
        }
        events.sort_by(|one, other| (one.at(), one).cmp(&(other.at(), other)));
        Self { world, events }
    }

    /// Who takes part in it.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Every event, in order of time.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// What arrives in mailboxes, in order of time.
    pub fn arrivals(&self) -> impl Iterator<Item = &Arrival> {
        self.events.iter().filter_map(|event| match event {
            Event::Arrival(arrival) => Some(arrival),
            _ => None,
        })
    }

    /// The lots that are sent a second time, in order of their indices.
    #[must_use]
    pub fn sent_again(&self) -> Vec<usize> {
        self.lots_of(|event| match event {
            Event::LotSent {
                lot,
                transmission: 2,
                ..
            } => Some(*lot),
            _ => None,
        })
    }

    /// The lots that the practitioner must treat by hand, in order of their indices.
    #[must_use]
    pub fn handed_over(&self) -> Vec<usize> {
        self.lots_of(|event| match event {
            Event::HandedOver { lot, .. } => Some(*lot),
            _ => None,
        })
    }

    fn lots_of(&self, which: impl Fn(&Event) -> Option<usize>) -> Vec<usize> {
        let mut lots: Vec<_> = self.events.iter().filter_map(which).collect();
        lots.sort_unstable();
        lots
    }
}

/// One lot's whole life.
fn follow(world: &World, index: usize, events: &mut Vec<Event>) {
    let lot = &world.lots()[index];
    let mut sent = lot.made;
    let mut arrivals = Vec::new();
    for transmission in 1..=2 {
        events.push(Event::LotSent {
            at: sent,
            lot: index,
            transmission,
        });
        arrivals.extend(world.answers(lot, transmission, sent));
        let end = sent + DEADLINE;
        let answered = arrivals
            .iter()
            .any(|arrival| arrival.kind.is_arl() && arrival.at <= end);
        if answered {
            break;
        }
        if transmission == 2 {
            events.push(Event::HandedOver {
                at: end,
                lot: index,
            });
        }
        sent = end;
    }
    events.extend(arrivals.into_iter().map(Event::Arrival));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::Weekday;
    use proptest::prelude::*;

    use super::{
        super::{
            lot::Fate,
            parameters::{Practice, Shares},
            world::MARGIN,
        },
        *,
    };

    fn town() -> Parameters {
        Parameters {
            days: 21,
            practices: vec![
                Practice::nurse("cabinet", 42),
                Practice::doctor("medecin", 43),
                Practice::seldom("rare", 44),
            ],
            outages: 100,
            ..Parameters::default()
        }
    }

    #[test]
    fn a_seed_gives_one_history_and_another_seed_another() {
        let events = |seed| Plan::generate(seed, town()).events().to_vec();
        assert_eq!(events(7), events(7));
        assert_ne!(events(7), events(8));
    }

    #[test]
    fn a_short_plan_has_something_of_everything() {
        let parameters = Parameters { days: 42, ..town() };
        let plan = Plan::generate(1, parameters);
        let fates: BTreeSet<_> = plan.world().lots().iter().map(|lot| lot.fate).collect();
        assert_eq!(fates.len(), Fate::ALL.len(), "{fates:?}");
        let kinds: BTreeSet<_> = plan
            .arrivals()
            .map(|arrival| arrival.kind.class())
            .collect();
        assert_eq!(kinds.len(), 7, "{kinds:?}");
        assert!(!plan.world().outages().is_empty());
        assert!(!plan.handed_over().is_empty());
    }

    #[test]
    fn a_forced_fate_is_met_and_a_calm_world_loses_nothing() {
        let mut parameters = Parameters {
            shares: Shares::CALM,
            outages: 0,
            noise: 0,
            ..Parameters::default()
        };
        parameters
            .offices
            .retain(|office| office.answers == super::super::parameters::Answers::AtOnce);
        let calm = Plan::generate(3, parameters.clone());
        assert!(calm.sent_again().is_empty());
        parameters.forced.insert(4, Fate::Silent);
        parameters.forced.insert(5, Fate::ArlLost);
        let plan = Plan::generate(3, parameters);
        assert_eq!(plan.sent_again(), [4, 5]);
        assert_eq!(plan.handed_over(), [4]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn every_history_keeps_the_rules(seed in any::<u64>()) {
            let plan = Plan::generate(seed, town());
            let world = plan.world();
            let place = &world.parameters().place;
            prop_assert!(plan.events().is_sorted_by_key(Event::at));
            let names: BTreeSet<_> = world.lots().iter().map(super::super::lot::Lot::reference).collect();
            prop_assert_eq!(names.len(), world.lots().len());
            for lot in world.lots() {
                let day = place.zone.to_datetime(lot.made).date();
                prop_assert!(day.weekday() != Weekday::Sunday && !place.region.is_holiday(day));
                let arls: Vec<_> = plan.arrivals().filter(|it| it.lot == Some(lot.index) && it.kind.is_arl()).map(|it| it.at).collect();
                let first_end = lot.made + DEADLINE;
                let (again, by_hand) = (plan.sent_again().contains(&lot.index), plan.handed_over().contains(&lot.index));
                prop_assert_eq!(again, !arls.iter().any(|at| *at <= first_end));
                prop_assert_eq!(by_hand, again && !arls.iter().any(|at| *at <= first_end + DEADLINE));
                // The second transmission may be answered at once.
                prop_assert!(arls.iter().all(|at| *at < first_end - MARGIN || *at > first_end));
                let second_end = first_end + DEADLINE;
                prop_assert!(arls.iter().all(|at| *at < second_end - MARGIN || *at > second_end + MARGIN));
                prop_assert!(lot.fate != Fate::Silent || arls.is_empty());
            }
            for arrival in plan.arrivals() {
                prop_assert!(arrival.lot.is_none_or(|lot| arrival.at > world.lots()[lot].made));
                let held_up = world.outages().iter().any(|outage| {
                    outage.office == arrival.office && (outage.from..outage.until).contains(&arrival.at)
                });
                prop_assert!(!(arrival.kind.is_of_the_caisse() && held_up) || arrival.kind.is_arl());
            }
        }
    }
}
