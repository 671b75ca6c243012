//! Recognition rules: data, ordered, each with the evidence it rests on.
//!
//! A rule set is one JSON document, built in or pushed by support. It is validated whole: a
//! [`RuleSet`] that exists has unique ids, patterns that compile, and nothing out of bounds.
//! Patterns are of the `regex` crate, whose time is linear in the text; catastrophic ones do not
//! exist there, and each compiled one is bounded in size.

mod condition;

use serde::Deserialize;
use vigie_domain::book::returns::{MessageClass, Strength};

use self::condition::ConditionSource;
pub(crate) use self::condition::{Captures, Condition};
use crate::{content::Positions, message::MessageView};

/// The version of the document's format that this release reads.
pub const FORMAT_VERSION: u32 = 1;

/// The rules that come with this release, as a document.
pub const BUILT_IN: &str = include_str!("../../data/rules.json");
const MOST_OCTETS: usize = 256 << 10;
const MOST_RULES: usize = 200;

/// An ordered set of rules; the first that matches decides.
#[derive(Debug)]
pub struct RuleSet {
    rules: Vec<Rule>,
    positions: Positions,
}

/// One rule.
#[derive(Debug)]
pub struct Rule {
    id: String,
    class: MessageClass,
    strength: Strength,
    evidence: String,
    all: Vec<Condition>,
}

/// Why a document is no rule set.
#[derive(Debug, thiserror::Error)]
pub enum InvalidRules {
    /// Larger than 256 KiB.
    #[error("the rules are larger than {MOST_OCTETS} octets")]
    TooLarge,
    /// Not JSON of this shape.
    #[error("line {line}, column {column}: {what}")]
    Syntax {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
        /// What is wrong.
        what: String,
    },
    /// Another format version.
    #[error("rules of format {0}, this release reads format {FORMAT_VERSION}")]
    Version(u32),
    /// No rule, or more than 200.
    #[error("{0} rules, from 1 to {MOST_RULES} are taken")]
    Count(usize),
    /// One rule is wrong.
    #[error("rule {id}: {fault}")]
    Rule {
        /// Its id.
        id: String,
        /// What is wrong with it.
        fault: RuleFault,
    },
}

/// What is wrong with one rule.
#[derive(Debug, thiserror::Error)]
pub enum RuleFault {
    /// Not 1 to 64 of `a-z`, `0-9`, `-`.
    #[error("its id must be 1 to 64 of a-z, 0-9 and -")]
    Id,
    /// Two rules of one id.
    #[error("its id stands twice")]
    Twice,
    /// No evidence given.
    #[error("its evidence is missing")]
    NoEvidence,
    /// A rule that asks nothing would match everything.
    #[error("it asks nothing")]
    Empty,
    /// More than 20 conditions, or nested deeper than two.
    #[error("it has too many conditions")]
    TooMany,
    /// A pattern that does not compile within bounds.
    #[error("{0}")]
    Pattern(#[from] regex::Error),
}

impl RuleSet {
    /// The rules that come with this release.
    ///
    /// # Panics
    /// Never: a test parses the same constant.
    #[must_use]
    pub fn built_in() -> Self {
        #[expect(
            clippy::expect_used,
            reason = "the document is a constant that a test parses"
        )]
        Self::parse(BUILT_IN).expect("the built-in rules are valid")
    }

    /// Parses and validates a document.
    pub fn parse(document: &str) -> Result<Self, InvalidRules> {
        if document.len() > MOST_OCTETS {
            return Err(InvalidRules::TooLarge);
        }
        let source: RuleSetSource =
            serde_json::from_str(document).map_err(|error| InvalidRules::Syntax {
                line: error.line(),
                column: error.column(),
                what: error.to_string(),
            })?;
        if source.version != FORMAT_VERSION {
            return Err(InvalidRules::Version(source.version));
        }
        if source.rules.is_empty() || source.rules.len() > MOST_RULES {
            return Err(InvalidRules::Count(source.rules.len()));
        }
        let mut rules: Vec<Rule> = Vec::with_capacity(source.rules.len());
        for rule in source.rules {
            let id = rule.id.clone();
            let checked = if rules.iter().any(|known| known.id == id) {
                Err(RuleFault::Twice)
            } else {
                Rule::check(rule)
            };
            rules.push(checked.map_err(|fault| InvalidRules::Rule { id, fault })?);
        }
        Ok(Self {
            rules,
            positions: source.positions,
        })
    }

    /// The rules in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter()
    }

    /// Where fields stand that the public layouts leave open.
    #[must_use]
    pub const fn positions(&self) -> Positions {
        self.positions
    }

    /// The first rule that matches, and what its patterns captured.
    pub(crate) fn decide(&self, message: &MessageView) -> Option<(&Rule, Captures)> {
        self.rules.iter().find_map(|rule| {
            let mut captures = Captures::default();
            rule.all
                .iter()
                .all(|condition| condition.matches(message, &mut captures))
                .then_some((rule, captures))
        })
    }
}

impl Rule {
    /// Its id, stable across releases.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The class that it decides on.
    #[must_use]
    pub const fn class(&self) -> MessageClass {
        self.class
    }

    /// How sure its class is.
    #[must_use]
    pub const fn strength(&self) -> Strength {
        self.strength
    }

    /// What it rests on.
    #[must_use]
    pub fn evidence(&self) -> &str {
        &self.evidence
    }

    fn check(source: RuleSource) -> Result<Self, RuleFault> {
        let valid_id = (1..=64).contains(&source.id.len())
            && source
                .id
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if !valid_id {
            return Err(RuleFault::Id);
        }
        if source.evidence.trim().is_empty() {
            return Err(RuleFault::NoEvidence);
        }
        if source.all.is_empty() {
            return Err(RuleFault::Empty);
        }
        Ok(Self {
            id: source.id,
            class: source.class,
            strength: source.strength,
            evidence: source.evidence,
            all: Condition::check_all(source.all)?,
        })
    }
}

#[derive(Deserialize)]
struct RuleSetSource {
    version: u32,
    #[serde(default)]
    positions: Positions,
    rules: Vec<RuleSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleSource {
    id: String,
    class: MessageClass,
    strength: Strength,
    evidence: String,
    all: Vec<ConditionSource>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(rule: &str) -> Result<RuleSet, InvalidRules> {
        RuleSet::parse(&format!(r#"{{"version":1,"rules":[{rule}]}}"#))
    }

    #[test]
    fn the_built_in_rules_are_valid() {
        assert!(RuleSet::parse(BUILT_IN).unwrap().iter().count() > 5);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let syntax = RuleSet::parse("{\"version\":1,\n \"rules\": 7}").unwrap_err();
        assert!(
            matches!(syntax, InvalidRules::Syntax { line: 2, .. }),
            "{syntax}"
        );
        assert!(matches!(
            RuleSet::parse(r#"{"version":2,"rules":[]}"#),
            Err(InvalidRules::Version(2))
        ));
        assert!(matches!(
            RuleSet::parse(r#"{"version":1,"rules":[]}"#),
            Err(InvalidRules::Count(0))
        ));
        let base = r#""class":"rsp","strength":"probable","evidence":"x""#;
        for (rule, fault) in [
            (
                format!(r#"{{"id":"A B",{base},"all":[{{"part":"a/b"}}]}}"#),
                "its id must",
            ),
            (
                format!(r#"{{"id":"a",{base},"all":[]}}"#),
                "it asks nothing",
            ),
            (
                format!(r#"{{"id":"a",{base},"all":[{{"subject":"("}}]}}"#),
                "regex parse error",
            ),
            (
                format!(r#"{{"id":"a",{base},"all":[{{"subject":"(a{{1000}}){{1000}}"}}]}}"#),
                "size limit",
            ),
            (
                format!(
                    r#"{{"id":"a",{base},"all":[{{"any":[{{"any":[{{"any":[{{"part":"a/b"}}]}}]}}]}}]}}"#
                ),
                "too many",
            ),
        ] {
            let error = one(&rule).unwrap_err().to_string();
            assert!(error.contains(fault), "{error} should say {fault}");
        }
        let twice = format!(r#"{{"id":"a",{base},"all":[{{"part":"a/b"}}]}}"#);
        assert!(
            one(&format!("{twice},{twice}"))
                .unwrap_err()
                .to_string()
                .contains("twice")
        );
        assert!(
            one(&format!(
                r#"{{"id":"a",{base},"all":[{{"colour":"red"}}]}}"#
            ))
            .is_err()
        );
    }
}
