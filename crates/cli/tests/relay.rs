//! `vigie relay`, against a scripted agent on the real socket.
#![allow(clippy::unwrap_used, clippy::panic, reason = "test code")]

mod common;

use std::sync::{Arc, Mutex};

use common::{Ran, run};
use jiff::Timestamp;
use serde_json::Value;
use tempfile::TempDir;
use vigie_domain::{
    account::{Account, AccountId},
    book::{deadline::Deadline, observability::Observability, query::Standing as Lots},
    health::{Level, Situation},
    relay::{Side, Trouble, USUAL_PORTS},
    server::{Security, Server},
};
use vigie_protocol::{
    Answer, BookStatus, Call, Line, MailboxStatus, Password, Refusal, RelayCredentials,
    RelayMailbox, RelayStatus, Request, Settings, Status, VERSION,
    framing::{LineReader, line_of, parse, write_line},
    socket,
};
use vigie_words::{
    Mailbox,
    relay::{self, Standing},
    situation,
};

#[tokio::test]
async fn it_is_started_shown_and_stopped() {
    let agent = Scripted::start(Relay::default()).await;
    let ran = agent.run(&["relay", "status"]).await;
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("arrêté"), "{}", ran.stdout);

    let ran = agent
        .run(&["relay", "on", "--pop-port", "2110", "--smtp-port", "2587"])
        .await;
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for said in [
        "port 2110 (ouvert)",
        "port 2587 (ouvert)",
        "vigie relay credentials",
    ] {
        assert!(ran.stdout.contains(said), "{said}: {}", ran.stdout);
    }
    assert!(
        ran.stdout.contains("cabinet@exemple.test"),
        "{}",
        ran.stdout
    );
    assert!(!ran.stdout.contains('['), "{}", ran.stdout);

    let ran = agent.run(&["relay", "off", "--json"]).await;
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let json: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(json["on"], false);
    assert_eq!(json["ports"]["pop"], 2110);
}

#[tokio::test]
async fn a_relay_in_use_is_stopped_only_where_that_is_said() {
    let agent = Scripted::start(in_use(None)).await;
    let ran = agent.run(&["relay", "status"]).await;
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let ran = agent.run(&["relay", "off"]).await;
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("passe par le relais"), "{}", ran.stderr);
    let ran = agent.run(&["relay", "off", "--even-in-use"]).await;
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    // Now the billing software finds nobody.
    let ran = agent.run(&["relay", "status"]).await;
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("en a besoin"), "{}", ran.stdout);
}

#[tokio::test]
async fn a_trouble_is_the_exit_status_and_told_with_what_to_do() {
    let taken = Trouble::PortTaken {
        side: Side::Pop,
        port: 1110,
        holder: Some("antivirus".to_owned()),
    };
    let agent = Scripted::start(in_use(Some(taken))).await;
    let ran = agent.run(&["relay", "status"]).await;
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("→ Fermez antivirus"), "{}", ran.stdout);
    assert!(ran.stdout.contains("port 1110 (fermé)"), "{}", ran.stdout);
    let ran = agent.run(&["--language", "en", "relay", "status"]).await;
    assert!(ran.stdout.contains("→ Close antivirus"), "{}", ran.stdout);
    let ran = agent.run(&["relay", "status", "--json"]).await;
    assert_eq!(ran.code, 1);
    let json: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(json["troubles"][0]["kind"], "port_taken");
}

#[tokio::test]
async fn what_is_entered_in_the_billing_software_is_shown() {
    let agent = Scripted::start(Relay {
        on: true,
        ..Relay::default()
    })
    .await;
    let ran = agent.run(&["relay", "credentials"]).await;
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for said in [
        "127.0.0.1",
        "1110",
        "1587",
        "vigie-4k7q",
        "s3cret",
        "cabinet@exemple.test",
    ] {
        assert!(ran.stdout.contains(said), "{said}: {}", ran.stdout);
    }
    assert!(ran.stdout.contains("même mot de passe"), "{}", ran.stdout);
    let ran = agent.run(&["relay", "on", "--without-login"]).await;
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("sans identifiant"), "{}", ran.stdout);
    let ran = agent.run(&["relay", "credentials"]).await;
    assert!(!ran.stdout.contains("même mot de passe"), "{}", ran.stdout);
    let ran = agent.run(&["relay", "credentials", "--json"]).await;
    let json: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(json["login"], "vigie-4k7q");
    assert_eq!(json["password"], "s3cret");
}

/// What the scripted agent's relay knows of itself.
#[derive(Clone, Debug)]
struct Relay {
    on: bool,
    in_use: bool,
    without_login: bool,
    ports: vigie_domain::relay::Ports,
    trouble: Option<Trouble>,
}

impl Default for Relay {
    fn default() -> Self {
        Self {
            on: false,
            in_use: false,
            without_login: false,
            ports: USUAL_PORTS,
            trouble: None,
        }
    }
}

fn in_use(trouble: Option<Trouble>) -> Relay {
    Relay {
        on: true,
        in_use: true,
        trouble,
        ..Relay::default()
    }
}

impl Relay {
    fn status(&self) -> RelayStatus {
        let troubles: Vec<_> = self.trouble.clone().into_iter().collect();
        let last_login = self.in_use.then(now);
        let standing = Standing {
            on: self.on,
            in_use: self.in_use,
            last_login,
            waiting: 0,
            troubles: troubles.len(),
            worst: troubles.first().map_or(Level::Well, Trouble::level),
        };
        let open = match (&self.trouble, self.on) {
            (_, false) => Vec::new(),
            (Some(Trouble::PortTaken { .. }), true) => vec![Side::Smtp],
            (_, true) => vec![Side::Pop, Side::Smtp],
        };
        RelayStatus {
            on: self.on,
            ports: self.ports,
            open,
            in_use: self.in_use,
            sending_without_login: self.without_login,
            waiting: 0,
            octets: 0,
            mailboxes: vec![RelayMailbox {
                account: AccountId(1),
                former: false,
                keep_days: 0,
                submission: None,
                last_collected: Some(now()),
                failing_since: None,
            }],
            last_login,
            last_confirmed: None,
            last_sent: None,
            trouble_texts: troubles
                .iter()
                .map(|trouble| relay::explain_trouble(trouble, None))
                .collect(),
            troubles,
            explanation: relay::explain(&standing),
        }
    }

    fn answer(&mut self, request: Request) -> Result<Answer, Refusal> {
        match request {
            Request::Hello { .. } => Ok(Answer::Welcome {
                version: VERSION,
                release: "0.1.0".into(),
                language: "fr".into(),
            }),
            Request::Settings => Ok(Answer::Settings {
                settings: settings(),
            }),
            Request::Status => Ok(Answer::Status { status: status() }),
            Request::Relay => Ok(self.shown()),
            Request::RelayOn { change } => {
                self.on = true;
                self.ports.pop = change.pop_port.unwrap_or(self.ports.pop);
                self.ports.smtp = change.smtp_port.unwrap_or(self.ports.smtp);
                self.without_login = change.sending_without_login.unwrap_or(self.without_login);
                Ok(self.shown())
            }
            Request::RelayOff { even_in_use } if self.in_use && !even_in_use => {
                Err(Refusal::RelayInUse)
            }
            Request::RelayOff { .. } => {
                self.on = false;
                Ok(self.shown())
            }
            Request::RelayCredentials => Ok(Answer::RelayCredentials {
                credentials: RelayCredentials {
                    host: "127.0.0.1".into(),
                    ports: self.ports,
                    login: "vigie-4k7q".into(),
                    password: Password("s3cret".into()),
                    certificate: None,
                },
            }),
            _ => Err(Refusal::NotPossible),
        }
    }

    fn shown(&self) -> Answer {
        Answer::Relay {
            relay: Box::new(self.status()),
        }
    }
}

struct Scripted {
    folder: TempDir,
}

impl Scripted {
    async fn start(relay: Relay) -> Self {
        let folder = TempDir::new().unwrap();
        let listener = socket::listen(folder.path()).await.unwrap();
        let relay = Arc::new(Mutex::new(relay));
        tokio::spawn(async move {
            while let Ok(stream) = listener.accept().await {
                tokio::spawn(converse(stream, Arc::clone(&relay)));
            }
        });
        Self { folder }
    }

    async fn run(&self, arguments: &[&str]) -> Ran {
        let mut line = vec!["--data-dir", self.folder.path().to_str().unwrap()];
        line.extend(arguments);
        run(&line, "").await
    }
}

async fn converse(stream: socket::Stream, relay: Arc<Mutex<Relay>>) {
    let (reading, mut writing) = tokio::io::split(stream);
    let mut lines = LineReader::new(reading);
    while let Ok(Some(line)) = lines.next_line().await {
        let Call { id, request } = parse(&line).unwrap();
        let answer = relay.lock().unwrap().answer(request);
        let line = match answer {
            Ok(answer) => Line::Answer { id, answer },
            Err(refusal) => Line::Refused { id, refusal },
        };
        let Ok(()) = write_line(&mut writing, &line_of(&line).unwrap()).await else {
            return;
        };
    }
}

fn now() -> Timestamp {
    "2026-04-27T07:14:00Z".parse().unwrap()
}

fn status() -> Status {
    let account = Account {
        id: AccountId(1),
        address: "cabinet@exemple.test".parse().unwrap(),
        login: "cabinet".into(),
        server: Server {
            host: "pop.exemple.test".into(),
            port: 995,
            security: Security::Tls,
        },
        provider: None,
        interval_minutes: 10,
        training: false,
        former: None,
    };
    let situation = Situation::Well { since: now() };
    let explanation = situation::explain(&situation, &Mailbox::of(&account, None));
    Status {
        at: now(),
        level: Level::Well,
        headline: explanation.title.clone(),
        mailboxes: vec![MailboxStatus {
            account,
            provider_name: None,
            level: Level::Well,
            situation,
            explanation,
            warnings: Vec::new(),
            warning_texts: Vec::new(),
            checking: false,
            last_check: Some(now()),
            last_success: Some(now()),
            next_check: None,
            report: None,
            reminder_put_off: false,
            book: BookStatus {
                observability: Observability::NoLots,
                sight: vigie_words::book::sight(&Observability::NoLots),
                standing: Lots::default(),
                matters: Vec::new(),
                matter_texts: Vec::new(),
                last_return: None,
                sources: Vec::new(),
            },
        }],
        notices: Vec::new(),
        bulletins: Vec::new(),
        training: None,
    }
}

fn settings() -> Settings {
    Settings {
        interval_minutes: 10,
        language: None,
        autostart: false,
        quiet_from: 20,
        quiet_until: 7,
        billing_software: None,
        department: Some("75".into()),
        witnesses: Vec::new(),
        session_cap_s: 20,
        transition_days: 30,
        deadline: Deadline::default(),
    }
}
