//! What is told of a switch.

use jiff::Timestamp;
use vigie_domain::{
    account::Address,
    server::{Security, Server},
    switch::{Aim, Obstacle, Place, Step, Way},
    text::{Explanation, Text},
};
use vigie_protocol::SwitchState;
use vigie_words::switch::{self, Parties, When};

/// Sentences by what they are of.
#[derive(Default)]
pub(crate) struct Told {
    pub(crate) texts: Vec<(String, Text)>,
    pub(crate) explanations: Vec<(String, Explanation)>,
}

pub(crate) fn told(new: &Address, at: Timestamp) -> Told {
    let old: Address = "cabinet@ancien.example".parse().unwrap();
    let parties = Parties {
        aim: Aim::Mailbox,
        by_relay: false,
        old: Some(&old),
        new,
        program: "Essai",
        days: 30,
        until: Some(at),
    };
    let first = Parties {
        old: None,
        until: None,
        ..parties
    };
    let gone = Parties {
        until: None,
        ..parties
    };
    let mut told = Told::default();
    let profile = Way::Profile {
        profile: "essai".to_owned(),
        password: true,
    };
    for way in [Way::Relay, profile, Way::Guided] {
        told.texts
            .push(("switch ways".to_owned(), switch::way(&way, "Essai")));
    }
    for step in Step::ALL {
        for when in [When::Before, When::Done, When::Undone] {
            let of = format!("switch step {}", step.name());
            told.texts.push((of, switch::step(step, when, &parties)));
        }
    }
    for step in [Step::KeepPassword, Step::WatchNew] {
        let of = format!("switch step {}", step.name());
        let text = switch::step(step, When::Undone, &gone);
        told.texts.push((of, text));
    }
    let one_day = Parties { days: 1, ..parties };
    for when in [When::Before, When::Done] {
        let text = switch::step(Step::RetireOld, when, &one_day);
        told.texts.push(("switch step retire_old".to_owned(), text));
    }
    for obstacle in obstacles() {
        let of = format!("switch obstacle {}", obstacle.name());
        told.explanations
            .push((of, switch::obstacle(&obstacle, &parties)));
    }
    for aim in [Aim::ToRelay, Aim::FromRelay] {
        let parties = Parties {
            aim,
            until: None,
            ..parties
        };
        for obstacle in [
            Obstacle::EnterSettings,
            Obstacle::PutBackSettings,
            Obstacle::CollectLast,
        ] {
            let of = format!("switch obstacle {} of a relay's", obstacle.name());
            told.explanations
                .push((of, switch::obstacle(&obstacle, &parties)));
        }
    }
    let went_back = switch::went_back(&Obstacle::PasswordLost, &parties);
    told.explanations
        .push(("switch went back".to_owned(), went_back));
    let of_aim = |aim| Parties { aim, ..gone };
    let by_relay = |parties| Parties {
        by_relay: true,
        ..parties
    };
    for parties in [
        parties,
        gone,
        first,
        by_relay(parties),
        by_relay(first),
        of_aim(Aim::ToRelay),
        of_aim(Aim::FromRelay),
    ] {
        for state in [
            SwitchState::Running,
            SwitchState::Waiting,
            SwitchState::Undoing,
            SwitchState::New,
            SwitchState::Old,
        ] {
            for seen in [false, true] {
                let explanation = switch::state(state, seen, &parties);
                let of = format!("switch {state:?}").to_lowercase();
                told.explanations.push((of, explanation));
            }
        }
    }
    let left = switch::left_by_hand(&parties);
    told.texts.push(("switch left".to_owned(), left));
    told.texts.extend(values(&old, new));
    told
}

/// What is entered in the billing software.
fn values(old: &Address, new: &Address) -> Vec<(String, Text)> {
    let mut told = Vec::new();
    let place = |security| Place {
        server: Server {
            host: "mail.exemple.example".to_owned(),
            port: 995,
            security,
        },
        login: "cabinet".to_owned(),
    };
    let (tls, starttls) = (place(Security::Tls), place(Security::StartTls));
    let plain = place(Security::Plain);
    let values = [
        switch::new_values(new, &tls, Some(&starttls)),
        switch::old_values(old, &tls, None),
        switch::relay_values(&plain, &plain, new),
        switch::direct_values(new, &tls, None),
    ];
    for value in values.into_iter().flatten() {
        let texts = [value.label].into_iter().chain(value.remark);
        told.extend(texts.map(|text| ("switch values".to_owned(), text)));
    }
    told
}

/// One of each kind; a new kind makes `is_listed` fail to compile.
fn obstacles() -> Vec<Obstacle> {
    fn is_listed(obstacle: &Obstacle) {
        match obstacle {
            Obstacle::ProgramRuns { .. }
            | Obstacle::KeychainLocked
            | Obstacle::KeychainUnavailable
            | Obstacle::DiskFull
            | Obstacle::FileHeld { .. }
            | Obstacle::RecordUnavailable
            | Obstacle::BrokenOff
            | Obstacle::IsItClosed { .. }
            | Obstacle::EnterSettings
            | Obstacle::PutBackSettings
            | Obstacle::CannotPutBack { .. }
            | Obstacle::CollectLast
            | Obstacle::RelayNotOpen
            | Obstacle::RelayNotDrained
            | Obstacle::PasswordLost
            | Obstacle::NotWatched
            | Obstacle::SettingsNotFound { .. }
            | Obstacle::NotAllowed { .. }
            | Obstacle::NotUnderstood { .. }
            | Obstacle::ChangedMeanwhile { .. }
            | Obstacle::NotReadBack { .. }
            | Obstacle::Refused { .. } => {}
        }
    }
    let program = || "Essai".to_owned();
    let place = || "C:\\Essai\\essai.ini".to_owned();
    let all = vec![
        Obstacle::ProgramRuns { program: program() },
        Obstacle::KeychainLocked,
        Obstacle::KeychainUnavailable,
        Obstacle::DiskFull,
        Obstacle::FileHeld { file: place() },
        Obstacle::RecordUnavailable,
        Obstacle::BrokenOff,
        Obstacle::IsItClosed { program: program() },
        Obstacle::EnterSettings,
        Obstacle::PutBackSettings,
        Obstacle::CannotPutBack { place: place() },
        Obstacle::CollectLast,
        Obstacle::RelayNotOpen,
        Obstacle::RelayNotDrained,
        Obstacle::PasswordLost,
        Obstacle::NotWatched,
        Obstacle::SettingsNotFound { program: program() },
        Obstacle::NotAllowed { place: place() },
        Obstacle::NotUnderstood { place: place() },
        Obstacle::ChangedMeanwhile { place: place() },
        Obstacle::NotReadBack { place: place() },
        Obstacle::Refused { place: place() },
    ];
    all.iter().for_each(is_listed);
    all
}
