//! What support pushes, as faces see it.

use serde_json::{Value, json};
use vigie_config::{
    Paragraphs, Said,
    document::{Platform, RecommendedMailbox, Release},
};
use vigie_protocol::{Enrolled, Event, RecommendedPlace, ReleaseNotice, ServerProposed, Steering};
use vigie_words::{Language, steering};

use super::{Agent, steering::Standing};
use crate::{
    settings,
    steering::{managed, practice_number},
};

impl Agent {
    /// How support reaches this installation, and what of it is in force.
    pub(super) fn steering_view(&self) -> Steering {
        let language = settings::language(&self.settings);
        let desk = &self.steering;
        let in_force = desk.in_force();
        Steering {
            practice_number: practice_number(self.record.installation()).to_string(),
            practice_code: desk.code.clone(),
            enrolled: desk
                .enrolled
                .as_ref()
                .map(|standing| enrolled(standing, in_force.documents)),
            offered: desk.offered.clone(),
            managed: managed(&in_force.word, language),
            release: in_force
                .release
                .as_ref()
                .map(|release| notice(release, language)),
            proposals: in_force
                .proposals
                .iter()
                .filter_map(|proposal| {
                    Some(ServerProposed {
                        account: self.proposed_for(proposal)?,
                        from: proposal.from().clone(),
                        to: proposal.to_show().clone(),
                    })
                })
                .collect(),
            recommended: in_force.recommended.as_ref().map(place),
            diagnostics_wanted: in_force
                .diagnostics
                .as_ref()
                .map(|said| said_in(said, language).to_owned()),
        }
    }

    /// Tells the faces what changed.
    pub(super) fn tell_steering(&mut self) {
        if !std::mem::take(&mut self.steering.changed) || !self.faces.any() {
            return;
        }
        let view = self.steering_view();
        if self.steering.told.as_ref() == Some(&view) {
            return;
        }
        self.faces.tell(&Event::Steering {
            steering: Box::new(view.clone()),
        });
        self.steering.told = Some(view);
    }

    /// What support needs to see of it. No secret, and nothing that is for this practice alone.
    pub(super) fn steering_diagnostics(&self) -> Value {
        let in_force = self.steering.in_force();
        let enrolled = self.steering.enrolled.as_ref().map(|standing| {
            let root = &standing.record.root;
            let versions = self.record.journal().steering_floors(root);
            let (problem, details) = standing.problem.clone().unzip();
            json!({
                "organisation": standing.record.organisation,
                "repository": standing.record.repository,
                "root": root,
                "since": standing.record.enrolled_at,
                "last_fetched": standing.record.fetched_at,
                "fresh_until": standing.expires,
                "clock_behind": standing.clock_behind,
                "versions": versions.ok(),
                "problem": problem.map(|problem| steering::problem(&problem).key),
                "details": details,
                "notes": standing.notes,
            })
        });
        json!({
            "practice": practice_number(self.record.installation()).to_string(),
            "enrolled": enrolled,
            "documents": in_force.documents,
            "left_out": in_force.remarks,
            "bulletins": in_force
                .bulletins
                .iter()
                .map(|standing| standing.id.as_str())
                .collect::<Vec<_>>(),
            "chosen_settings": self.own_settings.chosen(),
            "proposals": in_force.proposals.len(),
        })
    }
}

/// What was said, in this language.
pub(super) fn said_in(said: &Said, language: Language) -> &str {
    match language {
        Language::French => &said.fr,
        Language::English => &said.en,
    }
}

/// What was said, in this language.
pub(super) fn paragraphs_in(said: &Paragraphs, language: Language) -> &[String] {
    match language {
        Language::French => &said.fr,
        Language::English => &said.en,
    }
}

fn enrolled(standing: &Standing, documents: u32) -> Enrolled {
    Enrolled {
        organisation: standing.enrolment.organisation().to_owned(),
        repository: standing.enrolment.repository().to_string(),
        fingerprint: standing.enrolment.fingerprint().to_string(),
        since: standing.record.enrolled_at,
        last_fetched: standing.record.fetched_at,
        problem: standing
            .problem
            .as_ref()
            .map(|(problem, _)| steering::problem(problem)),
        documents,
    }
}

fn notice(release: &Release, language: Language) -> ReleaseNotice {
    let here = release
        .installers
        .iter()
        .find(|installer| Some(installer.platform) == this_platform());
    ReleaseNotice {
        version: release.version.to_string(),
        why: paragraphs_in(&release.why, language).to_vec(),
        page: release.page.clone(),
        file: here.map(|installer| installer.file.clone()),
        sha256: here.map(|installer| installer.sha256.clone()),
    }
}

fn this_platform() -> Option<Platform> {
    Platform::ALL
        .into_iter()
        .find(|platform| platform.name() == std::env::consts::OS)
}

fn place(mailbox: &RecommendedMailbox) -> RecommendedPlace {
    RecommendedPlace {
        domain: mailbox.domain.clone(),
        pop: mailbox.pop.server.clone(),
        login: mailbox.pop.login,
        submission: mailbox.smtp.as_ref().map(|smtp| smtp.server.clone()),
    }
}
