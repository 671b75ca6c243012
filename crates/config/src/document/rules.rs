//! Recognition rules, in their own format.
//!
//! Here a field that this release does not know is a fault, not a remark: a rule without one of
//! its conditions would recognise more than its author meant. Such a document is for later
//! releases only, which its audience can say.

use vigie_sesam::rules::{FORMAT_VERSION, InvalidRules, RuleSet};

use super::entries::{Entries, Wrong, check_texts, without_line};
use crate::{cursor::Fields, tree::Node};

/// Pushed rules. They are tried before the built-in ones; a rule takes the place of the built-in
/// one of its id.
#[derive(Clone, Debug)]
pub struct PushedRules {
    pub(crate) rules: Node,
    pub(crate) positions: Option<Node>,
    /// The rules' ids, in their order.
    pub ids: Vec<String>,
}

const MOST_RULES: usize = 100;

pub(super) fn read(fields: &mut Fields<'_>) -> Option<PushedRules> {
    let rules = fields.required("rules")?;
    rules.some(MOST_RULES, check_texts)?;
    let positions = fields
        .optional("positions")
        .map(|positions| positions.node.clone());
    let entries = Entries::of(
        &[
            ("rules", Some(rules.node.clone())),
            ("positions", positions.clone()),
        ],
        ("version", i64::from(FORMAT_VERSION)),
    );
    match RuleSet::parse(entries.json()) {
        Ok(set) => Some(PushedRules {
            rules: rules.node.clone(),
            positions,
            ids: set.iter().map(|rule| rule.id().to_owned()).collect(),
        }),
        Err(error) => {
            let (wrong, what) = match error {
                InvalidRules::Syntax { line, column, what } => {
                    (Wrong::Line(line), without_line(&what, line, column))
                }
                InvalidRules::Rule { id, fault } => (Wrong::Entry("rules", id), fault.to_string()),
                error => (Wrong::Path("rules".to_owned()), error.to_string()),
            };
            entries.report(fields, &wrong, what);
            None
        }
    }
}
