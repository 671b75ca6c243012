//! Recognition rules for this caisse's mail, as support would push them: the tests' own ones, which
//! know the invented layouts, before the built-in ones.

use serde_json::Value;
use vigie_sesam::rules::RuleSet;

const OWN: &str = include_str!("../../data/caisse-rules.json");
const BUILT_IN: &str = include_str!("../../../crates/sesam/data/rules.json");

/// The whole document, to be pushed or written into a file.
#[must_use]
pub fn rules_document() -> String {
    let parse = |text: &str| serde_json::from_str::<Value>(text).expect("a document of this house");
    let (mut own, built_in) = (parse(OWN), parse(BUILT_IN));
    let after = built_in["rules"].as_array().expect("rules").clone();
    own["rules"].as_array_mut().expect("rules").extend(after);
    own.to_string()
}

/// The same, ready for use.
#[must_use]
pub fn rules() -> RuleSet {
    RuleSet::parse(&rules_document()).expect("valid rules")
}
