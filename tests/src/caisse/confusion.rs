//! What messages are, against what recognition takes them for.

use std::{collections::BTreeMap, fmt};

use vigie_domain::book::{lot::LotReference, returns::MessageClass};
use vigie_sesam::{Bounds, classify, rules::RuleSet};

/// A table of confusions; shown, it has one line for each pair of classes that occurred.
#[derive(Debug, Default)]
pub struct Confusion {
    seen: BTreeMap<(MessageClass, MessageClass), usize>,
    /// Messages whose lots were read otherwise than they are.
    misread: Vec<String>,
}

impl Confusion {
    /// Classifies a message, and notes what it is and what it was taken for.
    pub fn note(
        &mut self,
        rules: &RuleSet,
        octets: &[u8],
        class: MessageClass,
        references: &[LotReference],
    ) {
        let found = classify(rules, octets, &Bounds::default());
        *self.seen.entry((class, found.class)).or_default() += 1;
        if found.references != references || found.content_fault.is_some() {
            self.misread.push(format!(
                "{class:?}: expected {references:?}, read {:?} with {:?}",
                found.references, found.content_fault
            ));
        }
    }

    /// Whether every message was taken for what it is, with its lots.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.misread.is_empty() && self.seen.keys().all(|(class, found)| class == found)
    }

    /// How many messages of a class were taken for another one.
    #[must_use]
    pub fn count(&self, class: MessageClass, found: MessageClass) -> usize {
        self.seen.get(&(class, found)).copied().unwrap_or_default()
    }

    /// How many messages were noted.
    #[must_use]
    pub fn total(&self) -> usize {
        self.seen.values().sum()
    }
}

impl fmt::Display for Confusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<16} {:<16} messages", "is", "taken for")?;
        for ((class, found), count) in &self.seen {
            let mark = if class == found { "" } else { "  <- wrong" };
            writeln!(
                f,
                "{:<16} {:<16} {count:>8}{mark}",
                class.name(),
                found.name()
            )?;
        }
        for line in &self.misread {
            writeln!(f, "misread: {line}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Event, LotFile, Parameters, Plan, letters, rules},
        *,
    };

    /// Every message of a plan, lots included.
    fn confusion(rules: &RuleSet, seed: u64) -> Confusion {
        let plan = Plan::generate(
            seed,
            Parameters {
                days: 60,
                noise: 200,
                ..Parameters::default()
            },
        );
        let lots = plan.world().lots();
        let mut confusion = Confusion::default();
        for event in plan.events() {
            match event {
                Event::LotSent { at, lot, .. } => {
                    let file = LotFile::of(&lots[*lot]);
                    let mail = letters::lot(&file, "cabinet@example.test", *at, "a@example.test");
                    let reference = LotReference {
                        emitter: Some(file.emitter),
                        ..LotReference::default()
                    };
                    confusion.note(rules, &mail.octets, MessageClass::Lot, &[reference]);
                }
                Event::Arrival(arrival) => {
                    let mail = letters::letter(plan.world(), arrival);
                    let references = arrival.references(lots);
                    confusion.note(rules, &mail.octets, arrival.kind.class(), &references);
                }
                Event::HandedOver { .. } => {}
            }
        }
        confusion
    }

    #[test]
    fn with_supports_rules_everything_is_taken_for_what_it_is() {
        let confusion = confusion(&rules(), 11);
        assert!(confusion.total() > 300, "{confusion}");
        assert!(confusion.is_none(), "{confusion}");
    }

    #[test]
    fn without_them_no_answer_is_taken_for_a_foreign_one() {
        use MessageClass as Is;
        let confusion = confusion(&RuleSet::built_in(), 11);
        for class in [Is::ArlPositive, Is::ArlNegative] {
            assert!(confusion.count(class, Is::ArlUnsigned) > 0, "{confusion}");
        }
        for class in [
            Is::ArlPositive,
            Is::ArlNegative,
            Is::Rsp,
            Is::ServiceMessage,
            Is::NonDelivery,
        ] {
            assert_eq!(confusion.count(class, Is::Foreign), 0, "{confusion}");
        }
        assert!(confusion.count(Is::Foreign, Is::Foreign) > 0, "{confusion}");
    }

    #[test]
    fn nothing_in_a_message_can_be_a_real_person() {
        let plan = Plan::generate(4, Parameters::default());
        for lot in plan.world().lots() {
            let file = String::from_utf8(LotFile::of(lot).octets).unwrap();
            for record in file.lines().filter(|line| line.starts_with('2')) {
                assert!(record[39..].starts_with("PERSONNE INVENTEE "));
                let nir = &record[19..34];
                assert!(nir.starts_with('0') && nir.ends_with("98"), "{nir}");
            }
        }
    }
}
