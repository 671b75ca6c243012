//! `vigie enroll` and what `vigie status` says of support, against a scripted agent.
#![allow(clippy::unwrap_used, clippy::panic, reason = "test code")]

mod common;

use common::{Ran, run};
use tempfile::TempDir;
use vigie_domain::{book::deadline::Deadline, health::Level, text::Text};
use vigie_protocol::{
    Answer, Bulletin, Call, Enrolled, EnrolmentRead, Line, ManagedSetting, Refusal, Request,
    Settings, Status, Steering, VERSION,
    framing::{LineReader, line_of, parse, write_line},
    socket,
};

const FINGERPRINT: &str = "ba78 16bf";

#[tokio::test]
async fn an_organisation_is_shown_and_not_accepted_by_itself() {
    let agent = Scripted::start().await;
    let file = agent.file("vigie_enrolment = 1");
    let ran = agent.run(&["enroll", &file]).await;
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(ran.stdout.contains("Éditeur Exemple"), "{}", ran.stdout);
    assert!(ran.stdout.contains(FINGERPRINT), "{}", ran.stdout);
    assert!(ran.stderr.contains("--accept"), "{}", ran.stderr);
    let ran = agent.run(&["enroll"]).await;
    assert_eq!(ran.code, 2, "no file lies beside the programme");
    let ran = agent.run(&["enroll", "/nowhere/at/all"]).await;
    assert_eq!(ran.code, 2, "{}", ran.stderr);
}

#[tokio::test]
async fn the_fingerprint_accepts_it_and_leaving_ends_it() {
    let agent = Scripted::start().await;
    let file = agent.file("vigie_enrolment = 1");
    let ran = agent.run(&["enroll", &file, "--accept", FINGERPRINT]).await;
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("Éditeur Exemple"), "{}", ran.stdout);
    assert!(ran.stdout.contains("7KQM-2XRD-9VTA"), "{}", ran.stdout);
    let ran = agent.run(&["enroll", &file, "--accept", "00"]).await;
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    let ran = agent.run(&["enroll", "--leave", "--json"]).await;
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let told: Steering = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(told.enrolled, None);
    let ran = agent.run(&["enroll", "--leave", "--accept", "00"]).await;
    assert_eq!(ran.code, 2, "{}", ran.stdout);
}

#[tokio::test]
async fn the_state_tells_bulletins_and_what_support_manages() {
    let agent = Scripted::start().await;
    let ran = agent.run(&["status"]).await;
    for told in [
        "Le POP ne répond plus",
        "Ne renvoyez rien.",
        "7KQM-2XRD-9VTA",
        "Le fournisseur le demande.",
    ] {
        assert!(ran.stdout.contains(told), "{told}: {}", ran.stdout);
    }
    let ran = agent.run(&["status", "--json"]).await;
    let told: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(told["bulletins"][0]["id"], "panne");
    assert_eq!(told["support"]["practice_number"], "7KQM-2XRD-9VTA");
}

struct Scripted {
    folder: TempDir,
}

impl Scripted {
    async fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let listener = socket::listen(folder.path()).await.unwrap();
        tokio::spawn(async move {
            while let Ok(stream) = listener.accept().await {
                tokio::spawn(converse(stream));
            }
        });
        Self { folder }
    }

    fn file(&self, content: &str) -> String {
        let file = self.folder.path().join("organisation.toml");
        std::fs::write(&file, content).unwrap();
        file.to_str().unwrap().to_owned()
    }

    async fn run(&self, arguments: &[&str]) -> Ran {
        let mut line = vec!["--data-dir", self.folder.path().to_str().unwrap()];
        line.extend(arguments);
        run(&line, "").await
    }
}

async fn converse(stream: socket::Stream) {
    let (reading, mut writing) = tokio::io::split(stream);
    let mut lines = LineReader::new(reading);
    while let Ok(Some(line)) = lines.next_line().await {
        let Call { id, request } = parse(&line).unwrap();
        let told = |steering| {
            Ok(Answer::Steering {
                steering: Box::new(steering),
            })
        };
        let answer = match request {
            Request::Hello { .. } => Ok(Answer::Welcome {
                version: VERSION,
                release: "0.1.0".into(),
                language: "fr".into(),
            }),
            Request::Settings => Ok(Answer::Settings {
                settings: settings(),
            }),
            Request::Status => Ok(Answer::Status { status: status() }),
            Request::ReadEnrolment { .. } => Ok(Answer::EnrolmentRead {
                enrolment: EnrolmentRead {
                    organisation: "Éditeur Exemple".into(),
                    repository: "https://assistance.example/vigie/".into(),
                    fingerprint: FINGERPRINT.into(),
                },
            }),
            Request::Enrol { fingerprint, .. } if fingerprint != FINGERPRINT => {
                Err(Refusal::NotAnEnrolment {
                    what: "another root".into(),
                })
            }
            Request::Steering | Request::Enrol { .. } | Request::FetchConfiguration => {
                told(steering())
            }
            Request::LeaveOrganisation => told(Steering {
                enrolled: None,
                ..steering()
            }),
            _ => Err(Refusal::NotPossible),
        };
        let line = match answer {
            Ok(answer) => Line::Answer { id, answer },
            Err(refusal) => Line::Refused { id, refusal },
        };
        if write_line(&mut writing, &line_of(&line).unwrap())
            .await
            .is_err()
        {
            return;
        }
    }
}

fn steering() -> Steering {
    Steering {
        practice_number: "7KQM-2XRD-9VTA".into(),
        practice_code: None,
        enrolled: Some(Enrolled {
            organisation: "Éditeur Exemple".into(),
            repository: "https://assistance.example/vigie/".into(),
            fingerprint: FINGERPRINT.into(),
            since: "2026-11-23T08:00:00Z".parse().unwrap(),
            last_fetched: Some("2026-11-23T08:00:05Z".parse().unwrap()),
            problem: None,
            documents: 3,
        }),
        offered: None,
        managed: vec![ManagedSetting {
            field: "interval_minutes".into(),
            reason: "Le fournisseur le demande.".into(),
        }],
        release: None,
        proposals: Vec::new(),
        recommended: None,
        diagnostics_wanted: None,
    }
}

fn status() -> Status {
    let at = "2026-11-23T08:00:00Z".parse().unwrap();
    Status {
        at,
        level: Level::Unknown,
        headline: Text::new("headline-no-mailbox"),
        mailboxes: Vec::new(),
        notices: Vec::new(),
        bulletins: vec![Bulletin {
            id: "panne".into(),
            incident: true,
            title: "Le POP ne répond plus".into(),
            paragraphs: vec!["Ne renvoyez rien.".into()],
            action: None,
            from: at,
            until: at,
            organisation: "Éditeur Exemple".into(),
            read: false,
        }],
        training: None,
    }
}

fn settings() -> Settings {
    Settings {
        interval_minutes: 10,
        language: None,
        autostart: true,
        quiet_from: 20,
        quiet_until: 7,
        billing_software: None,
        department: None,
        witnesses: Vec::new(),
        session_cap_s: 20,
        deadline: Deadline::default(),
        transition_days: 30,
    }
}
