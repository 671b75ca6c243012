//! What is known of messages, of billing software and of providers: the one place where it comes
//! from, and where it is replaced.

use std::{
    fmt::Write as _,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use blake2::{Blake2s256, Digest as _};
use jiff::tz::TimeZone;
use vigie_domain::billing::Profiles;
use vigie_sesam::rules::{InvalidRules, RuleSet};
use vigie_sources::ProfilesError;

use crate::steering::Providers;

/// Octets of a file of rules that are read; what is longer is refused by its own bound.
const MOST_OCTETS: u64 = 1 << 20;

/// The recognition rules, the billing-software profiles and the provider table in force. Rules and
/// profiles are parsed when a message
/// or a source is to be read and forgotten when nobody reads any more, so that an idle agent holds
/// none. Clones share it: what replaces it holds for all of them.
#[derive(Clone, Debug, Default)]
pub struct Knowledge(Arc<Mutex<InForce>>);

#[derive(Debug, Default)]
struct InForce {
    rules: Held<RuleSet>,
    profiles: Held<Profiles>,
    providers: Providers,
    /// By what these rules are known again; made when it is asked for.
    version: Option<String>,
    edition: u64,
}

/// A document that was validated.
#[derive(Debug)]
struct Held<T> {
    /// `None`: the one that comes with this release.
    document: Option<Arc<str>>,
    parsed: Weak<T>,
    /// It was given on the command line: nothing that is pushed takes its place.
    given: bool,
}

impl<T> Default for Held<T> {
    fn default() -> Self {
        Self::of(None)
    }
}

/// Why what should replace it does not.
#[derive(Debug, thiserror::Error)]
pub enum InvalidKnowledge {
    /// The rules are none.
    #[error("the rules: {0}")]
    Rules(#[from] InvalidRules),
    /// The profiles are none.
    #[error("the profiles: {0}")]
    Profiles(#[from] ProfilesError),
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

impl Knowledge {
    /// With the rules of this file in place of the built-in ones.
    pub fn with_rules_of(file: &Path) -> Result<Self, RulesError> {
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
        Self::with_rules(&document).map_err(|error| RulesError::Invalid {
            file: file.to_owned(),
            error,
        })
    }

    /// With the rules of this document in place of the built-in ones.
    pub fn with_rules(document: &str) -> Result<Self, InvalidRules> {
        RuleSet::parse(document)?;
        let knowledge = Self::default();
        knowledge.in_force().rules = Held::of(Some(document));
        Ok(knowledge)
    }

    /// Puts these documents in force; `None`: the one that comes with this release. Both hold from
    /// the next message and the next reading of a source on. Where either is wrong, nothing changes.
    pub fn replace(
        &self,
        profiles: Option<&str>,
        rules: Option<&str>,
    ) -> Result<(), InvalidKnowledge> {
        if let Some(profiles) = profiles {
            vigie_sources::parse(profiles)?;
        }
        if let Some(rules) = rules {
            RuleSet::parse(rules)?;
        }
        let mut in_force = self.in_force();
        let edition = in_force.edition + 1;
        *in_force = InForce {
            rules: Held::of(rules),
            profiles: Held::of(profiles),
            providers: in_force.providers.clone(),
            version: None,
            edition,
        };
        Ok(())
    }

    /// What there is now was given on the command line, where it is not what comes with this
    /// release: it goes before what support pushes.
    pub fn hold(&self) {
        let mut in_force = self.in_force();
        in_force.rules.given = in_force.rules.document.is_some();
        in_force.profiles.given = in_force.profiles.document.is_some();
    }

    /// Puts what support pushes in force, beside what was given on the command line. `None`: what
    /// comes with this release. The documents were validated. Where nothing changes, the edition
    /// stays.
    pub fn steer(&self, profiles: Option<&str>, rules: Option<&str>, providers: Providers) {
        let mut in_force = self.in_force();
        in_force.providers = providers;
        let other_profiles = in_force.profiles.take(profiles);
        let other_rules = in_force.rules.take(rules);
        if other_rules {
            in_force.version = None;
        }
        if other_rules || other_profiles {
            in_force.edition += 1;
        }
    }

    /// The provider table in force.
    #[must_use]
    pub fn providers(&self) -> Providers {
        self.in_force().providers.clone()
    }

    /// How often it was replaced: whoever holds rules or profiles of another edition is to take
    /// them anew.
    #[must_use]
    pub fn edition(&self) -> u64 {
        self.in_force().edition
    }

    /// The rules, ready to recognise messages.
    #[must_use]
    pub fn rules(&self) -> Arc<RuleSet> {
        self.in_force().rules()
    }

    /// By what the rules in force are known again: other rules, another text. It stays the same
    /// from one start to the next.
    #[must_use]
    pub fn rules_version(&self) -> String {
        let mut in_force = self.in_force();
        if let Some(version) = &in_force.version {
            return version.clone();
        }
        // What they say counts, not how their document is laid out.
        let said = format!("{:?}", in_force.rules());
        let mut version = String::new();
        for octet in Blake2s256::digest(said).iter().take(8) {
            let _ = write!(version, "{octet:02x}");
        }
        in_force.version = Some(version.clone());
        version
    }

    /// What sources on this computer are read by.
    #[must_use]
    pub fn of_sources(&self, zone: TimeZone) -> vigie_sources::Knowledge {
        let mut in_force = self.in_force();
        vigie_sources::Knowledge {
            rules: in_force.rules(),
            profiles: in_force.profiles.parsed(
                |document| vigie_sources::parse(document).ok(),
                vigie_sources::built_in,
            ),
            zone,
        }
    }

    fn in_force(&self) -> MutexGuard<'_, InForce> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl InForce {
    fn rules(&mut self) -> Arc<RuleSet> {
        self.rules
            .parsed(|document| RuleSet::parse(document).ok(), RuleSet::built_in)
    }
}

impl<T> Held<T> {
    fn of(document: Option<&str>) -> Self {
        Self {
            document: document.map(Arc::from),
            parsed: Weak::new(),
            given: false,
        }
    }

    /// Takes another document in its place; whether it did.
    fn take(&mut self, document: Option<&str>) -> bool {
        if self.given || self.document.as_deref() == document {
            return false;
        }
        *self = Self::of(document);
        true
    }

    fn parsed(&mut self, parse: fn(&str) -> Option<T>, built_in: fn() -> T) -> Arc<T> {
        if let Some(parsed) = self.parsed.upgrade() {
            return parsed;
        }
        let given = self.document.as_deref().and_then(parse);
        let parsed = Arc::new(given.unwrap_or_else(built_in));
        self.parsed = Arc::downgrade(&parsed);
        parsed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE_RULE: &str = r#"{"version": 1, "rules": [{"id": "arl-plus", "class": "arl_positive",
            "strength": "proven", "evidence": "a test", "all": [{"subject": "^ARL"}]}]}"#;
    const ONE_PROFILE: &str = r#"{"version": 1, "profiles": [{"id": "essai", "name": "Essai",
            "evidence": "a test", "signs": [{"base": "drive", "path": "essai/essai.exe"}]}]}"#;

    #[test]
    fn a_file_replaces_the_rules_and_a_wrong_one_is_refused_with_its_place() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("rules.json");
        std::fs::write(&file, ONE_RULE).unwrap();
        let knowledge = Knowledge::with_rules_of(&file).unwrap();
        assert_eq!(knowledge.rules().iter().count(), 1);
        assert!(Knowledge::default().rules().iter().count() > 1);
        std::fs::write(&file, "{\n  \"version\": 1,\n  oops}").unwrap();
        let wrong = Knowledge::with_rules_of(&file).unwrap_err().to_string();
        assert!(
            wrong.contains("rules.json") && wrong.contains("line 3"),
            "{wrong}"
        );
        assert!(Knowledge::with_rules_of(dir.path()).is_err());
    }

    #[test]
    fn rules_are_shared_while_in_use_and_then_forgotten() {
        let knowledge = Knowledge::default();
        let held = knowledge.rules();
        let again = knowledge.clone().of_sources(TimeZone::UTC);
        assert!(Arc::ptr_eq(&held, &again.rules));
        drop((held, again));
        assert_eq!(knowledge.in_force().rules.parsed.strong_count(), 0);
        assert_eq!(knowledge.in_force().profiles.parsed.strong_count(), 0);
    }

    #[test]
    fn what_is_pushed_gives_way_to_the_command_line_and_changes_nothing_twice() {
        let knowledge = Knowledge::with_rules(ONE_RULE).unwrap();
        knowledge.hold();
        let given = knowledge.rules_version();
        let other = ONE_RULE.replace("arl-plus", "arl-autre");
        knowledge.steer(Some(ONE_PROFILE), Some(&other), Providers::default());
        assert_eq!(knowledge.rules_version(), given);
        let profiles = || knowledge.of_sources(TimeZone::UTC).profiles;
        assert!(profiles().get("essai").is_some());
        let edition = knowledge.edition();
        knowledge.steer(Some(ONE_PROFILE), None, Providers::default());
        assert_eq!(knowledge.edition(), edition);
        knowledge.steer(None, None, Providers::default());
        assert_ne!(knowledge.edition(), edition);
        assert!(profiles().get("pyxvital").is_some());
        assert_eq!(knowledge.rules_version(), given);
    }

    #[test]
    fn what_replaces_it_holds_for_all_and_what_is_wrong_changes_nothing() {
        let knowledge = Knowledge::default();
        let (held, sharing) = (knowledge.rules(), knowledge.clone());
        let built_in = knowledge.rules_version();
        knowledge
            .replace(Some(ONE_PROFILE), Some(ONE_RULE))
            .unwrap();
        let now = sharing.of_sources(TimeZone::UTC);
        assert_eq!(now.rules.iter().count(), 1);
        assert!(now.profiles.get("essai").is_some() && now.profiles.get("pyxvital").is_none());
        assert_eq!(sharing.edition(), 1);
        let pushed = sharing.rules_version();
        assert_ne!(pushed, built_in);
        assert!(held.iter().count() > 1, "who reads just now reads on");
        for (profiles, rules) in [
            (Some("{}"), Some(ONE_RULE)),
            (Some(ONE_PROFILE), Some("{}")),
            (None, Some("{}")),
        ] {
            assert!(knowledge.replace(profiles, rules).is_err());
        }
        assert_eq!(
            (knowledge.edition(), knowledge.rules_version()),
            (1, pushed)
        );
        knowledge.replace(None, None).unwrap();
        assert_eq!(
            (knowledge.edition(), knowledge.rules_version()),
            (2, built_in)
        );
        assert!(
            knowledge
                .of_sources(TimeZone::UTC)
                .profiles
                .get("pyxvital")
                .is_some()
        );
    }
}
