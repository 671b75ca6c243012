//! What of the last good documents holds for this practice now.

use jiff::Timestamp;
use vigie_config::{
    Approvals, ApprovedMailbox, BuiltIn, DocumentSet, Effective, Fault, Practice, PracticeNumber,
    Ruled, Said, ServerProposal, SettingsInForce, Standing, Version,
    document::{Body, PopClosure, RecommendedMailbox, Release, Severity, Thresholds},
};
use vigie_domain::{
    account::{Account, AccountId},
    book::deadline::Deadline,
    server::Server,
};
use vigie_sources::built_in as built_in_profiles;

use super::Providers;

/// What is known here of the practice. It never leaves the computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    /// The installation's own random number.
    pub(crate) installation: String,
    /// Its mailboxes, without the training ground's.
    pub(crate) mailboxes: Vec<Mailbox>,
    /// What its billing software is called, and the profiles by which its logs are read.
    pub(crate) software: Vec<String>,
    /// Its département.
    pub(crate) department: Option<String>,
}

/// A mailbox, as far as documents ask for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mailbox {
    account: AccountId,
    /// In ASCII and lower case.
    domain: String,
    provider: Option<String>,
    server: Server,
    is_former: bool,
}

/// What support says about settings and thresholds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Word {
    /// About settings.
    pub(crate) settings: SettingsInForce,
    /// About the deadline of acknowledgements.
    pub(crate) acknowledgement: Option<Ruled<Deadline>>,
    /// About thresholds.
    pub(crate) thresholds: Thresholds,
}

/// What holds; without an enrolment, nothing.
#[derive(Debug, Default)]
pub(crate) struct InForce {
    pub(crate) providers: Providers,
    pub(crate) closures: Vec<PopClosure>,
    pub(crate) word: Word,
    pub(crate) bulletins: Vec<Standing>,
    pub(crate) release: Option<Release>,
    pub(crate) recommended: Option<RecommendedMailbox>,
    pub(crate) diagnostics: Option<Said>,
    pub(crate) proposals: Vec<ServerProposal>,
    /// Documents of the set, for this practice or not.
    pub(crate) documents: u32,
    /// Documents that do not go with others and were left out, for support.
    pub(crate) remarks: Vec<String>,
    /// When it is to be looked at again: a bulletin begins or ends.
    pub(crate) next_change: Option<Timestamp>,
}

/// What goes to whoever reads messages and billing software; `None`: what this release brings.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    pub(crate) rules: Option<String>,
    pub(crate) profiles: Option<String>,
}

/// Remarks that are kept.
const MOST_REMARKS: usize = 50;

/// The practice's number, that of the installation.
pub(crate) fn practice_number(installation: &str) -> PracticeNumber {
    PracticeNumber::of_installation(installation)
}

impl InForce {
    /// What these documents mean here and now; or what is wrong with them.
    pub(crate) fn of(
        documents: &[(String, Vec<u8>)],
        facts: &Facts,
        now: Timestamp,
    ) -> Result<(Self, Tables), Vec<Fault>> {
        let set = DocumentSet::read(documents)?.set;
        let built_in = BuiltIn::of_this_release();
        let approvals = facts.approvals();
        let practice = facts.practice(&Providers::default());
        let mut effective = Effective::of(&built_in, &set, &practice, &approvals, now);
        // What is for a provider's customers reaches also those of a provider that was pushed.
        let anew = facts.practice(&Providers::pushed(effective.providers.clone()));
        if anew != practice {
            effective = Effective::of(&built_in, &set, &anew, &approvals, now);
        }
        Ok(Self::from(effective, &set, &anew, now))
    }

    fn from(
        effective: Effective,
        set: &DocumentSet,
        practice: &Practice,
        now: Timestamp,
    ) -> (Self, Tables) {
        let tables = Tables {
            rules: effective.rules_document,
            profiles: effective.profiles_document,
        };
        let has_replies = set
            .documents()
            .iter()
            .any(|document| matches!(document.body, Body::Providers(_)));
        let in_force = Self {
            providers: if has_replies {
                Providers::pushed(effective.providers)
            } else {
                Providers::default()
            },
            closures: effective.closures,
            word: Word {
                settings: effective.settings,
                acknowledgement: effective.acknowledgement,
                thresholds: effective.thresholds,
            },
            bulletins: effective.bulletins,
            release: effective.release,
            recommended: effective.recommended,
            diagnostics: effective.diagnostics,
            proposals: effective.server_proposals,
            documents: u32::try_from(set.documents().len()).unwrap_or(u32::MAX),
            remarks: effective
                .remarks
                .iter()
                .take(MOST_REMARKS)
                .map(ToString::to_string)
                .collect(),
            next_change: next_change(set, practice, now),
        };
        (in_force, tables)
    }

    /// Whether something is broken by support's word.
    pub(crate) fn has_incident(&self) -> bool {
        self.bulletins
            .iter()
            .any(|standing| standing.bulletin.severity == Severity::Incident)
    }
}

impl Facts {
    fn practice(&self, providers: &Providers) -> Practice {
        let mut domains: Vec<String> = Vec::new();
        let mut ids: Vec<String> = Vec::new();
        for mailbox in &self.mailboxes {
            let of_domain = || Some(providers.by_domain(&mailbox.domain)?.id.clone());
            domains.push(mailbox.domain.clone());
            ids.extend(mailbox.provider.clone().or_else(of_domain));
        }
        Practice {
            number: practice_number(&self.installation),
            domains,
            providers: ids,
            software: self.named_software(),
            department: self.department.clone(),
            version: this_release(),
        }
    }

    /// The software by every name that it has here.
    fn named_software(&self) -> Vec<String> {
        if self.software.is_empty() {
            return Vec::new();
        }
        let profiles = built_in_profiles();
        let mut names = self.software.clone();
        for profile in profiles.iter() {
            let is_it = |name: &String| {
                name.eq_ignore_ascii_case(profile.id())
                    || name.to_lowercase() == profile.name().to_lowercase()
            };
            if self.software.iter().any(is_it) {
                names.push(profile.id().to_owned());
                names.push(profile.name().to_owned());
            }
        }
        names
    }

    fn approvals(&self) -> Approvals {
        let current = self.mailboxes.iter().filter(|mailbox| !mailbox.is_former);
        Approvals {
            mailboxes: current
                .map(|mailbox| ApprovedMailbox {
                    account: mailbox.account.to_string(),
                    provider: mailbox.provider.clone(),
                    domain: mailbox.domain.clone(),
                    pop: mailbox.server.clone(),
                    smtp: None,
                })
                .collect(),
            // What is written is asked for at every switch, file by file.
            stores: Vec::new(),
        }
    }
}

impl Mailbox {
    /// What documents ask of a watched mailbox.
    pub(crate) fn of(account: &Account) -> Self {
        let domain = account.address.domain();
        Self {
            account: account.id,
            domain: idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_ascii_lowercase()),
            provider: account.provider.clone(),
            server: account.server.clone(),
            is_former: account.former.is_some(),
        }
    }
}

fn this_release() -> Version {
    env!("CARGO_PKG_VERSION").parse().unwrap_or(Version {
        major: 0,
        minor: 0,
        patch: 0,
    })
}

fn next_change(set: &DocumentSet, practice: &Practice, now: Timestamp) -> Option<Timestamp> {
    set.documents()
        .iter()
        .filter(|document| document.audience.reaches(practice))
        .filter_map(|document| match &document.body {
            Body::Bulletin(bulletin) => Some([bulletin.from, bulletin.until]),
            _ => None,
        })
        .flatten()
        .filter(|at| *at > now)
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(address: &str) -> Facts {
        let account = Account {
            id: AccountId(1),
            address: address.parse().unwrap(),
            login: "cabinet".to_owned(),
            server: Server {
                host: "pop.exemple.example".to_owned(),
                port: 995,
                security: vigie_domain::server::Security::Tls,
            },
            provider: None,
            interval_minutes: 10,
            training: false,
            former: None,
        };
        Facts {
            installation: "00".repeat(16),
            mailboxes: vec![Mailbox::of(&account)],
            software: vec!["pyxvital".to_owned()],
            department: None,
        }
    }

    fn at(time: &str) -> Timestamp {
        time.parse().unwrap()
    }

    fn bulletin(audience: &str) -> (String, Vec<u8>) {
        let document = format!(
            r#"{{"format": 1, "kind": "bulletin", "id": "panne", "audience": {audience},
                "severity": "incident", "title": {{"fr": "Panne", "en": "Outage"}},
                "text": {{"fr": ["Le POP ne répond pas."], "en": ["POP does not answer."]}},
                "from": "2026-11-23T20:00:00Z", "until": "2026-11-24T20:00:00Z"}}"#
        );
        ("panne.json".to_owned(), document.into_bytes())
    }

    #[test]
    fn a_bulletin_stands_from_its_beginning_to_its_end() {
        let documents = [bulletin(r#"{"domain": ["exemple.example"]}"#)];
        let facts = facts("cabinet@EXEMPLE.example");
        let of = |now| InForce::of(&documents, &facts, at(now)).unwrap().0;
        let before = of("2026-11-23T19:00:00Z");
        assert!(before.bulletins.is_empty());
        assert_eq!(before.next_change, Some(at("2026-11-23T20:00:00Z")));
        let during = of("2026-11-23T20:00:00Z");
        assert!(during.has_incident());
        assert_eq!(during.next_change, Some(at("2026-11-24T20:00:00Z")));
        let after = of("2026-11-24T20:00:00Z");
        assert!(!after.has_incident());
        assert_eq!(after.next_change, None);
    }

    #[test]
    fn providers_and_software_are_known_by_all_their_names() {
        let of = |audience: &str, facts: &Facts| {
            let documents = [bulletin(audience)];
            let now = at("2026-11-23T21:00:00Z");
            InForce::of(&documents, facts, now)
                .unwrap()
                .0
                .has_incident()
        };
        let orange = facts("cabinet@orange.fr");
        assert!(of(r#"{"provider": ["orange"]}"#, &orange));
        assert!(!of(r#"{"provider": ["free"]}"#, &orange));
        let pyxvital = built_in_profiles()
            .get("pyxvital")
            .unwrap()
            .name()
            .to_owned();
        let by_name = serde_json::json!({"software": [pyxvital]}).to_string();
        assert!(of(&by_name, &orange));
        assert!(!of(r#"{"software": ["Autre"]}"#, &orange));
    }
}
