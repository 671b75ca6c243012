//! The commands that ask an agent, against a scripted one on the real socket.
#![allow(clippy::unwrap_used, clippy::panic, reason = "test code")]

mod common;

use std::{path::Path, time::Duration};

use common::{Ran, run};
use jiff::Timestamp;
use serde_json::Value;
use tempfile::TempDir;
use vigie_domain::{
    account::{Account, AccountId},
    book::{
        deadline::{Deadline, Place},
        follow_up::FollowUp,
        lot::LotReference,
        matching::LotId,
        observability::Observability,
        query::{Lot, LotQuery, Page, Standing},
        sighting::Origin,
        source::SourceKind,
    },
    calendar::Region,
    cause::Cause,
    health::{Level, Situation},
    report::{CheckReport, Failure, Phase},
    server::{Security, Server},
};
use vigie_protocol::{
    Answer, BookStatus, Call, Event, History, Incident, Line, MailboxStatus, Refusal, Request,
    Settings, Status, VERSION,
    framing::{LineReader, line_of, parse, write_line},
    socket,
};
use vigie_words::{Mailbox, cause, situation};

#[tokio::test]
async fn the_level_is_the_exit_status() {
    for (level, code) in [
        (Level::Well, 0),
        (Level::Attention, 1),
        (Level::Alarm, 1),
        (Level::Unknown, 3),
    ] {
        let agent = Scripted::start(level, Trick::None).await;
        let ran = agent.run(&["status"]).await;
        assert_eq!(ran.code, code, "{}", ran.stderr);
        assert!(
            ran.stdout.contains("cabinet@exemple.test"),
            "{}",
            ran.stdout
        );
        assert!(!ran.stdout.contains('['), "{}", ran.stdout);
    }
}

#[tokio::test]
async fn an_alarm_is_told_with_what_to_do_in_both_languages() {
    let agent = Scripted::start(Level::Alarm, Trick::None).await;
    let french = agent.run(&["status"]).await.stdout;
    assert!(
        french.contains("Votre fournisseur a fermé l’accès"),
        "{french}"
    );
    assert!(
        french.contains("→ Sur le site de votre fournisseur"),
        "{french}"
    );
    assert!(
        french.contains("Depuis le lundi 27 avril à 9\u{a0}h\u{a0}14"),
        "{french}"
    );
    let english = agent.run(&["--language", "en", "status"]).await.stdout;
    assert!(
        english.contains("Since Monday 27 April at 9:14"),
        "{english}"
    );
}

#[tokio::test]
async fn every_listing_has_json() {
    let agent = Scripted::start(Level::Alarm, Trick::None).await;
    let json = |ran: Ran| -> Value { serde_json::from_str(&ran.stdout).unwrap() };
    let status = json(agent.run(&["status", "--json"]).await);
    assert_eq!(status["level"], "alarm");
    let accounts = json(agent.run(&["accounts", "list", "--json"]).await);
    assert_eq!(accounts[0]["address"], "cabinet@exemple.test");
    let history = json(agent.run(&["history", "--json"]).await);
    assert_eq!(history[0]["history"]["incidents"][0]["ended"], Value::Null);
    let checked = agent.run(&["check", "--json"]).await;
    assert_eq!(checked.code, 1);
    let checked = json(checked);
    assert_eq!(checked[0]["cause"], "pop_disabled");
    assert_eq!(checked[0]["address"], "cabinet@exemple.test");
    let doctor = json(agent.run(&["doctor", "--json"]).await);
    let named = |name: &str| {
        let all = doctor.as_array().unwrap();
        all.iter().find(|found| found["name"] == name).unwrap()["ok"].clone()
    };
    assert_eq!(named("agent"), true);
    assert_eq!(named("folder"), true);
    assert_eq!(named("mailbox"), false);
    assert_eq!(named("network"), Value::Null);
}

#[tokio::test]
async fn history_and_accounts_are_told_in_tables() {
    let agent = Scripted::start(Level::Alarm, Trick::None).await;
    let history = agent
        .run(&["history", "CABINET@exemple.test", "--days", "7"])
        .await;
    assert!(
        history.stdout.contains("75\u{a0}%") || history.stdout.contains("75 %"),
        "{}",
        history.stdout
    );
    assert!(history.stdout.contains("en cours"), "{}", history.stdout);
    let accounts = agent.run(&["accounts", "list"]).await;
    assert!(
        accounts.stdout.contains("pop.exemple.test:995"),
        "{}",
        accounts.stdout
    );
    let removed = agent.run(&["accounts", "remove", "1"]).await;
    assert_eq!(removed.code, 0, "{}", removed.stderr);
    let none = agent
        .run(&["accounts", "remove", "autre@exemple.test"])
        .await;
    assert_eq!(none.code, 2);
    assert!(none.stderr.contains("autre@exemple.test"));
}

#[tokio::test]
async fn lots_are_told_by_page_with_what_cannot_be_seen() {
    let agent = Scripted::start(Level::Well, Trick::None).await;
    let ran = agent
        .run(&["lots", "--filter", "to-do", "--limit", "700"])
        .await;
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for told in [
        "042",
        "01511",
        "Sans réponse depuis 48 h",
        "501 sur 501 lots",
    ] {
        let spaced = ran.stdout.replace('\u{a0}', " ");
        assert!(spaced.contains(told), "{told} in {}", ran.stdout);
    }
    assert!(
        ran.stdout.contains("ne voit pas vos lots"),
        "{}",
        ran.stdout
    );
    let json: Value = serde_json::from_str(&agent.run(&["lots", "--json"]).await.stdout).unwrap();
    assert_eq!(json["total"], 501);
    assert_eq!(json["rows"].as_array().unwrap().len(), 50);
    let settled = agent
        .run(&["lots", "settle", "3", "--reason", "vu sur Ameli Pro"])
        .await;
    assert_eq!(settled.code, 0, "{}", settled.stderr);
    let unknown = agent.run(&["lots", "settle", "9", "--reason", "x"]).await;
    assert_eq!(unknown.code, 1);
    assert!(
        unknown.stderr.contains("n’est plus dans Vigie"),
        "{}",
        unknown.stderr
    );
    assert_eq!(agent.run(&["lots", "settle", "3"]).await.code, 2);
}

#[tokio::test]
async fn a_source_is_one_of_its_kinds() {
    let agent = Scripted::start(Level::Well, Trick::None).await;
    let added = agent.run(&["sources", "add", "--lots", "C:\\lots"]).await;
    assert_eq!(added.code, 0, "{}", added.stderr);
    for wrong in [
        &["sources", "add"][..],
        &["sources", "add", "--lots", "a", "--returns", "b"],
        &["sources", "add", "--log", "a"],
        &["sources", "add", "--lots", "a", "--profile", "b"],
    ] {
        assert_eq!(agent.run(wrong).await.code, 2, "{wrong:?}");
    }
    let none = agent.run(&["sources", "list"]).await;
    assert!(
        none.stdout.contains("vigie sources find"),
        "{}",
        none.stdout
    );
}

#[tokio::test]
async fn a_mailbox_that_is_not_tried_is_not_waited_for() {
    let agent = Scripted::start(Level::Alarm, Trick::OneIsNotTried).await;
    let asked = tokio::time::timeout(Duration::from_secs(30), agent.run(&["check", "--json"]));
    let ran = asked.await.unwrap();
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let checked: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(checked.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn watch_tells_changes_until_the_agent_ends() {
    let agent = Scripted::start(Level::Well, Trick::AlarmThenGoodbye).await;
    let ran = agent.run(&["watch"]).await;
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let told = ran.stdout.lines().last().unwrap();
    assert!(
        told.contains("Alarme") && told.contains("a fermé l’accès"),
        "{told}"
    );
    let agent = Scripted::start(Level::Well, Trick::AlarmThenGoodbye).await;
    let ran = agent.run(&["watch", "--json"]).await;
    let lines: Vec<Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.last().unwrap()["type"], "goodbye");
}

#[tokio::test]
async fn a_silent_stopped_or_foreign_agent_is_told_apart() {
    let folder = TempDir::new().unwrap();
    let ran = run_in(folder.path(), &["status"]).await;
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.contains("Vigie ne tourne pas"), "{}", ran.stderr);
    let agent = Scripted::start(Level::Well, Trick::Foreign).await;
    let ran = agent.run(&["status"]).await;
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.contains("même version"), "{}", ran.stderr);
    let agent = Scripted::start(Level::Well, Trick::HangUp).await;
    let ran = agent.run(&["status"]).await;
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("arrêté"), "{}", ran.stderr);
    let agent = Scripted::start(Level::Well, Trick::TooSoon).await;
    let ran = agent.run(&["check"]).await;
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.contains("45\u{a0}secondes"), "{}", ran.stderr);
}

/// What a scripted agent does out of the ordinary.
#[derive(Clone, Copy, PartialEq)]
enum Trick {
    None,
    /// Another version of the protocol.
    Foreign,
    /// Ends after the settings.
    HangUp,
    /// No check now.
    TooSoon,
    /// Of two mailboxes, one's password was refused twice.
    OneIsNotTried,
    /// After the first status: an alarm, then the end.
    AlarmThenGoodbye,
}

struct Scripted {
    folder: TempDir,
}

impl Scripted {
    async fn start(level: Level, trick: Trick) -> Self {
        let folder = TempDir::new().unwrap();
        let listener = socket::listen(folder.path()).await.unwrap();
        tokio::spawn(async move {
            while let Ok(stream) = listener.accept().await {
                tokio::spawn(converse(stream, level, trick));
            }
        });
        Self { folder }
    }

    async fn run(&self, arguments: &[&str]) -> Ran {
        run_in(self.folder.path(), arguments).await
    }
}

async fn run_in(folder: &Path, arguments: &[&str]) -> Ran {
    let mut line = vec!["--data-dir", folder.to_str().unwrap()];
    line.extend(arguments);
    run(&line, "").await
}

async fn converse(stream: socket::Stream, level: Level, trick: Trick) {
    let (reading, mut writing) = tokio::io::split(stream);
    let mut lines = LineReader::new(reading);
    while let Ok(Some(line)) = lines.next_line().await {
        let Call { id, request } = parse(&line).unwrap();
        let mut events = Vec::new();
        let answer = match request {
            Request::Hello { .. } if trick == Trick::Foreign => Err(Refusal::ForeignVersion {
                agent: VERSION + 1,
                face: VERSION,
            }),
            Request::Hello { .. } => Ok(Answer::Welcome {
                version: VERSION,
                release: "0.1.0".into(),
                language: "fr".into(),
            }),
            Request::Settings => Ok(Answer::Settings {
                settings: settings(),
            }),
            Request::Status if trick == Trick::HangUp => return,
            Request::Status => {
                if trick == Trick::AlarmThenGoodbye {
                    events.push(Event::Status {
                        status: status(Level::Alarm, 1),
                    });
                    events.push(Event::Goodbye);
                }
                Ok(Answer::Status {
                    status: tricked(status(level, 0), trick),
                })
            }
            Request::CheckNow { .. } if trick == Trick::TooSoon => {
                Err(Refusal::TooSoon { seconds: 45 })
            }
            Request::CheckNow { .. } => {
                events.push(Event::Status {
                    status: tricked(status(level, 60), trick),
                });
                Ok(Answer::Done)
            }
            Request::Lots { query } => Ok(Answer::Lots { page: lots(&query) }),
            Request::SettleLots { lots, .. } if lots == [LotId(3)] => Ok(Answer::Done),
            Request::SettleLots { .. } => Err(Refusal::UnknownEntry),
            Request::RemoveMailbox {
                account: AccountId(1),
            }
            | Request::AddSource {
                account: AccountId(1),
                kind: SourceKind::LotFolder { .. },
            } => Ok(Answer::Done),
            Request::History { .. } => Ok(Answer::History { history: history() }),
            _ => Err(Refusal::NotPossible),
        };
        let line = match answer {
            Ok(answer) => Line::Answer { id, answer },
            Err(refusal) => Line::Refused { id, refusal },
        };
        let events = events.into_iter().map(|event| Line::Event { event });
        for line in [line].into_iter().chain(events) {
            let Ok(()) = write_line(&mut writing, &line_of(&line).unwrap()).await else {
                return;
            };
        }
    }
}

fn tricked(mut status: Status, trick: Trick) -> Status {
    if trick == Trick::OneIsNotTried {
        let mut second = status.mailboxes[0].clone();
        second.account.id = AccountId(2);
        second.last_check = Some(began());
        status.mailboxes.push(second);
    }
    status
}

/// 501 lots, all alike.
fn lots(query: &LotQuery) -> Page<Lot> {
    let mut follow_up = FollowUp::sent(began());
    let place = Place {
        region: Region::Metropole,
        zone: jiff::tz::TimeZone::UTC,
    };
    let two_days_later = began() + jiff::SignedDuration::from_hours(50);
    let _events = follow_up.advance(Deadline::FortyEightHours, &place, two_days_later);
    let lot = |id: u32| Lot {
        id: LotId(i64::from(id)),
        account: AccountId(1),
        reference: LotReference {
            number: Some("042".parse().unwrap()),
            ..LotReference::default()
        },
        caisse: Some("01511".parse().unwrap()),
        message_id: None,
        invoices: Some(3),
        first_sent: began(),
        last_sent: began(),
        origin: Origin::Hand,
        follow_up: follow_up.clone(),
    };
    let last = 501.min(query.offset + query.limit);
    Page {
        total: 501,
        rows: (query.offset..last).map(lot).collect(),
    }
}

fn began() -> Timestamp {
    "2026-04-27T07:14:00Z".parse().unwrap()
}

fn account() -> Account {
    Account {
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
    }
}

fn failure() -> Failure {
    Failure {
        cause: Cause::PopDisabled,
        phase: Phase::Login,
        detail: Some("POP is disabled".into()),
        retry_after_s: None,
    }
}

/// The state so many seconds after the alarm began.
fn status(level: Level, seconds: i64) -> Status {
    let account = account();
    let at = began() + jiff::SignedDuration::from_secs(seconds);
    let situation = match level {
        Level::Well => Situation::Well { since: began() },
        Level::Unknown => Situation::Offline { since: began() },
        Level::Attention | Level::Alarm => Situation::Failing {
            since: began(),
            failure: failure(),
        },
    };
    let explanation = situation::explain(&situation, &Mailbox::of(&account, None));
    let report = CheckReport {
        started_at: at,
        server: account.server.clone(),
        timings: Vec::new(),
        tls: None,
        capabilities: Vec::new(),
        login_delay_s: None,
        login_attempted: true,
        outcome: Err(failure()),
    };
    Status {
        at,
        level,
        headline: explanation.title.clone(),
        mailboxes: vec![MailboxStatus {
            account,
            provider_name: None,
            level,
            situation,
            explanation,
            warnings: Vec::new(),
            warning_texts: Vec::new(),
            checking: false,
            last_check: Some(at),
            last_success: None,
            next_check: None,
            report: Some(report),
            reminder_put_off: false,
            book: BookStatus {
                observability: Observability::NoLots,
                sight: vigie_words::book::sight(&Observability::NoLots),
                standing: Standing::default(),
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

fn history() -> History {
    let account = account();
    let point = vigie_protocol::HistoryPoint {
        at: began(),
        seconds: 3600,
        well: 3,
        failed: 1,
        unknown: 1,
        median_ms: Some(120.0),
        max_ms: Some(300.0),
    };
    History {
        points: vec![point],
        incidents: vec![Incident {
            began: began(),
            ended: None,
            explanation: cause::explain(&failure(), &Mailbox::of(&account, None)),
        }],
    }
}
