//! The rules by which messages are recognised: the one place where they come from.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, Weak},
};

use vigie_sesam::rules::{InvalidRules, RuleSet};

/// Octets of a file of rules that are read; what is longer is refused by its own bound.
const MOST_OCTETS: u64 = 1 << 20;

/// The rules in force. They are compiled when a message is to be recognised and forgotten when
/// nobody recognises any more, so that an idle agent holds none. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Rules(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    /// A document that was validated; `None`: the built-in rules.
    document: Option<String>,
    compiled: Mutex<Weak<RuleSet>>,
}

/// Why a file holds no rules.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// It cannot be read.
    #[error("{file}: {error}")]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// It is no rule set.
    #[error("{file}: {error}")]
    Invalid {
        /// The file.
        file: PathBuf,
        /// What is wrong, and where.
        error: InvalidRules,
    },
}

impl Rules {
    /// The rules of this file, in place of the built-in ones.
    pub fn of_file(file: &Path) -> Result<Self, RulesError> {
        let unreadable = |error| RulesError::Unreadable {
            file: file.to_owned(),
            error,
        };
        let mut document = String::new();
        File::open(file)
            .map_err(unreadable)?
            .take(MOST_OCTETS)
            .read_to_string(&mut document)
            .map_err(unreadable)?;
        Self::of_document(&document).map_err(|error| RulesError::Invalid {
            file: file.to_owned(),
            error,
        })
    }

    /// The rules of this document, in place of the built-in ones.
    pub fn of_document(document: &str) -> Result<Self, InvalidRules> {
        RuleSet::parse(document)?;
        Ok(Self(Arc::new(Shared {
            document: Some(document.to_owned()),
            compiled: Mutex::default(),
        })))
    }

    /// The rules, ready to recognise messages.
    #[must_use]
    pub fn compiled(&self) -> Arc<RuleSet> {
        let mut compiled = self
            .0
            .compiled
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(rules) = compiled.upgrade() {
            return rules;
        }
        let given = self.0.document.as_deref();
        let rules = Arc::new(
            given
                .and_then(|document| RuleSet::parse(document).ok())
                .unwrap_or_else(RuleSet::built_in),
        );
        *compiled = Arc::downgrade(&rules);
        rules
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_replaces_the_rules_and_a_wrong_one_is_refused_with_its_place() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("rules.json");
        let one = r#"{"version": 1, "rules": [{"id": "arl-plus", "class": "arl_positive",
            "strength": "proven", "evidence": "a test", "all": [{"subject": "^ARL"}]}]}"#;
        std::fs::write(&file, one).unwrap();
        let rules = Rules::of_file(&file).unwrap();
        assert_eq!(rules.compiled().iter().count(), 1);
        assert!(Rules::default().compiled().iter().count() > 1);
        std::fs::write(&file, "{\n  \"version\": 1,\n  oops}").unwrap();
        let wrong = Rules::of_file(&file).unwrap_err().to_string();
        assert!(
            wrong.contains("rules.json") && wrong.contains("line 3"),
            "{wrong}"
        );
        assert!(Rules::of_file(dir.path()).is_err());
    }

    #[test]
    fn rules_are_shared_while_in_use_and_then_forgotten() {
        let rules = Rules::default();
        let held = rules.compiled();
        assert!(Arc::ptr_eq(&held, &rules.clone().compiled()));
        drop(held);
        assert_eq!(rules.0.compiled.lock().unwrap().strong_count(), 0);
    }
}
