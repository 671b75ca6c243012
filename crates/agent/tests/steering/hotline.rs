//! An organisation with its server, and practices that follow it.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use vigie_protocol::{Answer, MailboxDraft, Refusal, Request, Settings, Status, Steering};

use crate::{
    place::{Face, Place, draft},
    publisher::Publisher,
    server::Server,
};

/// A Monday, nine in the morning in Paris: the day of the publisher.
const MORNING: &str = "2026-11-23T08:00:00Z";

pub(crate) struct Hotline {
    pub(crate) publisher: Publisher,
    pub(crate) server: Server,
}

impl Hotline {
    pub(crate) async fn open() -> Self {
        vigie_mailbox::install_crypto_provider();
        let mut publisher = Publisher::new().await;
        let pages = json!({"format": 1, "kind": "pages", "id": "pages",
            "hosts": ["assistance.example"]});
        publisher.put("pages", pages.to_string().as_bytes());
        let server = Server::start(publisher.publish().await).await;
        Self { publisher, server }
    }

    /// A practice that trusts the server's authority.
    pub(crate) fn practice(&self) -> Place {
        Place {
            roots: vec![self.server.root.clone()],
            ..Place::at(MORNING)
        }
    }

    /// Publishes these documents beside those before.
    pub(crate) async fn push(&mut self, documents: &[Value]) {
        for document in documents {
            let id = document["id"].as_str().unwrap();
            self.publisher.put(id, document.to_string().as_bytes());
        }
        self.publish().await;
    }

    pub(crate) async fn withdraw(&mut self, id: &str) {
        let name = format!("documents/{id}.json");
        assert!(self.publisher.documents.remove(&name).is_some());
        self.publish().await;
    }

    pub(crate) async fn publish(&mut self) {
        self.publisher.advance();
        self.server.serve(self.publisher.publish().await);
    }

    /// Enrols this practice.
    pub(crate) async fn enrol(&self, face: &Face) -> Steering {
        let enrolment = self.publisher.enrolment(&self.server.url());
        let asked = Request::Enrol {
            given: enrolment.write(),
            fingerprint: enrolment.fingerprint().to_string(),
        };
        steering(face.ask(asked).await)
    }
}

pub(crate) fn steering(answer: Result<Answer, Refusal>) -> Steering {
    match answer {
        Ok(Answer::Steering { steering }) => *steering,
        other => panic!("no steering: {other:?}"),
    }
}

/// Looks for what was published, and waits until it is in force.
pub(crate) async fn fetch(face: &Face) -> Steering {
    steering(face.ask(Request::FetchConfiguration).await)
}

/// What diagnostics say of support.
pub(crate) async fn told_to_support(face: &Face) -> Value {
    let Ok(Answer::Diagnostics { files, .. }) = face.ask(Request::Diagnostics).await else {
        panic!("no diagnostics");
    };
    let told = files.iter().find(|file| file.name == "support.json");
    serde_json::from_str(&told.unwrap().content).unwrap()
}

pub(crate) async fn settings(face: &Face) -> Settings {
    match face.ask(Request::Settings).await {
        Ok(Answer::Settings { settings }) => settings,
        other => panic!("no settings: {other:?}"),
    }
}

pub(crate) async fn change(face: &Face, settings: Settings) -> Result<Settings, Refusal> {
    match face.ask(Request::ChangeSettings { settings }).await? {
        Answer::Settings { settings } => Ok(settings),
        other => panic!("no settings: {other:?}"),
    }
}

/// Asks for the state until it is as wanted.
pub(crate) async fn until(face: &Face, wanted: impl Fn(&Status) -> bool) -> Status {
    let began = Instant::now();
    loop {
        let status = face.status().await;
        if wanted(&status) {
            return status;
        }
        assert!(
            began.elapsed() < Duration::from_mins(1),
            "not reached: {status:?}"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Why what is published is not in force, by its key.
pub(crate) fn problem(steering: &Steering) -> Option<String> {
    let enrolled = steering.enrolled.as_ref().unwrap();
    enrolled.problem.as_ref().map(|text| text.key.clone())
}

/// A mailbox in another domain.
pub(crate) fn elsewhere() -> MailboxDraft {
    MailboxDraft {
        address: "cabinet@autre.example".parse().unwrap(),
        host_approved: true,
        ..draft("cabinet")
    }
}

pub(crate) fn everyone() -> Value {
    json!({"everyone": true})
}

pub(crate) fn bulletin(id: &str, audience: &Value) -> Value {
    json!({"format": 1, "kind": "bulletin", "id": id, "audience": audience,
        "severity": "incident",
        "title": {"fr": "Le POP ne répond plus", "en": "POP no longer answers"},
        "text": {"fr": ["Ne renvoyez rien.", "Nous vous tenons au courant."],
            "en": ["Send nothing again.", "We keep you informed."]},
        "action": {"call": "01 02 03 04 05"},
        "from": "2026-11-23T07:00:00Z", "until": "2026-11-25T07:00:00Z"})
}

pub(crate) fn interval(id: &str, minutes: i64, managed: bool) -> Value {
    let mut value = json!({"value": minutes});
    if managed {
        value["managed"] = json!(true);
        value["reason"] = json!({"fr": "Le fournisseur le demande.", "en": "The provider asks."});
    }
    json!({"format": 1, "kind": "settings", "id": id, "audience": everyone(),
        "settings": {"interval_minutes": value}})
}

/// The provider of `exemple.example`, with this server.
pub(crate) fn provider(host: &str, security: &str) -> Value {
    let server = |host: &str, port: u16| {
        json!({"host": host, "port": port, "security": security, "login": "local_part",
            "evidence": "official"})
    };
    json!({"format": 1, "kind": "providers", "id": "fournisseurs", "audience": everyone(),
        "providers": [{"id": "exemple", "name": "Exemple", "kind": "access",
            "domains": ["exemple.example"],
            "pop": {"offer": "offered", "password": "account"},
            "pop_servers": [server(host, 995)],
            "smtp_servers": [server("smtp.exemple.example", 465)],
            "sources": ["un essai"]}]})
}
