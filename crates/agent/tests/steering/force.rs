//! What is pushed holds, for whom it is meant, until it is withdrawn.

use std::time::Duration;

use serde_json::json;
use vigie_agent::watch::Pace;
use vigie_domain::{
    account::AccountId,
    server::{Security, Server},
};
use vigie_protocol::{Answer, BulletinAction, Refusal, Request, Settings};

use crate::{
    hotline::{
        Hotline, bulletin, change, elsewhere, everyone, fetch, interval, problem, provider,
        settings, steering, until,
    },
    server::Fault,
};

#[tokio::test]
async fn a_bulletin_reaches_exactly_its_audience_once_and_is_withdrawn() {
    let mut hotline = Hotline::open().await;
    let (concerned, other) = (hotline.practice(), hotline.practice());
    let audience = json!({"domain": ["exemple.example"]});
    hotline.push(&[bulletin("panne", &audience)]).await;
    concerned
        .life(async |face| {
            face.add("cabinet").await.unwrap();
            hotline.enrol(&face).await;
            fetch(&face).await;
            let status = until(&face, |status| status.bulletins.len() == 1).await;
            let shown = &status.bulletins[0];
            assert!(shown.incident && !shown.read);
            assert_eq!(shown.organisation, "Logiciel Exemple");
            let number = "0102030405".to_owned();
            assert_eq!(shown.action, Some(BulletinAction::Call { number }));
            fetch(&face).await;
            let id = "panne".to_owned();
            let read = face.ask(Request::BulletinRead { id }).await;
            assert!(matches!(read, Ok(Answer::Done)));
            let id = "autre".to_owned();
            let read = face.ask(Request::BulletinRead { id }).await;
            assert!(matches!(read, Err(Refusal::UnknownEntry)));
            assert!(face.status().await.bulletins[0].read);
        })
        .await;
    other
        .life(async |face| {
            let draft = elsewhere();
            face.ask(Request::AddMailbox { draft }).await.unwrap();
            hotline.enrol(&face).await;
            let told = fetch(&face).await;
            assert_eq!(told.enrolled.unwrap().documents, 2);
            assert_eq!(face.status().await.bulletins, []);
        })
        .await;
    // The next start tells nobody twice.
    hotline.withdraw("panne").await;
    concerned
        .life(async |face| {
            assert!(face.status().await.bulletins[0].read);
            fetch(&face).await;
            assert_eq!(face.status().await.bulletins, []);
        })
        .await;
    let told = |titles: Vec<String>| titles.iter().filter(|title| title.contains("POP")).count();
    assert_eq!(told(concerned.toasts.titles()), 1);
    assert_eq!(told(other.toasts.titles()), 0);
}

#[tokio::test]
async fn a_providers_new_server_is_used_only_after_consent() {
    let mut hotline = Hotline::open().await;
    let mut place = hotline.practice();
    place.pace = Pace::Hurried;
    hotline
        .push(&[provider("pop2.exemple.example", "tls")])
        .await;
    place
        .life(async |face| {
            face.add("cabinet").await.unwrap();
            hotline.enrol(&face).await;
            let told = fetch(&face).await;
            let [proposed] = &told.proposals[..] else {
                panic!("{:?}", told.proposals);
            };
            assert_eq!(proposed.to.host, "pop2.exemple.example");
            let checks = || place.weather.hosts.borrow().len();
            let before = checks();
            until(&face, |_| checks() > before + 1).await;
            let account = proposed.account;
            let elsewhere = |host: &str, port| Server {
                host: host.to_owned(),
                port,
                security: Security::Tls,
            };
            for (account, to) in [
                (account, elsewhere("pop3.exemple.example", 995)),
                (account, elsewhere("pop2.exemple.example", 996)),
                (account, proposed.from.clone()),
            ] {
                let refused = face.ask(Request::AgreeToServer { account, to }).await;
                assert!(matches!(refused, Err(Refusal::UnknownEntry)));
            }
            let nobody = Request::AgreeToServer {
                account: AccountId(77),
                to: proposed.to.clone(),
            };
            assert!(matches!(
                face.ask(nobody).await,
                Err(Refusal::UnknownMailbox)
            ));
            let hosts = place.weather.hosts.borrow().clone();
            assert!(hosts.iter().all(|host| host == "pop.exemple.example"));
            // A check that is under way is not disturbed.
            loop {
                let to = proposed.to.clone();
                match face.ask(Request::AgreeToServer { account, to }).await {
                    Err(Refusal::UnderWay) => tokio::time::sleep(Duration::from_millis(20)).await,
                    other => break assert!(matches!(other, Ok(Answer::Done)), "{other:?}"),
                }
            }
            let is_new = |host: &String| host == "pop2.exemple.example";
            until(&face, |_| place.weather.hosts.borrow().iter().any(is_new)).await;
            let status = face.status().await;
            assert_eq!(status.mailboxes[0].account.server, proposed.to);
            let told = steering(face.ask(Request::Steering).await);
            assert_eq!(told.proposals, []);
        })
        .await;
    place
        .life(async |face| {
            let status = face.status().await;
            let kept = &status.mailboxes[0].account.server;
            assert_eq!(kept.host, "pop2.exemple.example");
        })
        .await;
}

#[tokio::test]
async fn a_default_yields_to_the_choice_and_a_managed_setting_is_locked() {
    let mut hotline = Hotline::open().await;
    let place = hotline.practice();
    hotline.push(&[interval("reglages", 30, false)]).await;
    place
        .life(async |face| {
            hotline.enrol(&face).await;
            fetch(&face).await;
            let pushed = settings(&face).await;
            assert_eq!(pushed.interval_minutes, 30);
            // What nobody chose is no choice: a later default holds.
            let mine = Settings {
                session_cap_s: 30,
                ..pushed
            };
            change(&face, mine).await.unwrap();
            hotline.push(&[interval("reglages", 25, false)]).await;
            fetch(&face).await;
            let pushed = settings(&face).await;
            assert_eq!((pushed.interval_minutes, pushed.session_cap_s), (25, 30));
            let mine = Settings {
                interval_minutes: 5,
                ..pushed
            };
            assert_eq!(change(&face, mine).await.unwrap().interval_minutes, 5);
            hotline.push(&[interval("reglages", 20, false)]).await;
            fetch(&face).await;
            assert_eq!(settings(&face).await.interval_minutes, 5);
            hotline.push(&[interval("reglages", 15, true)]).await;
            let told = fetch(&face).await;
            assert_eq!(told.managed[0].field, "interval_minutes");
            let held = settings(&face).await;
            assert_eq!(held.interval_minutes, 15);
            let mine = Settings {
                interval_minutes: 5,
                ..held
            };
            let field = "interval_minutes".to_owned();
            assert_eq!(change(&face, mine).await, Err(Refusal::Managed { field }));
        })
        .await;
    // The choice is remembered, also beneath what is managed.
    place
        .life(async |face| {
            assert_eq!(settings(&face).await.interval_minutes, 15);
            let left = steering(face.ask(Request::LeaveOrganisation).await);
            assert_eq!((left.enrolled, left.managed), (None, Vec::new()));
            assert_eq!(settings(&face).await.interval_minutes, 5);
        })
        .await;
}

#[tokio::test]
async fn a_staged_roll_out_reaches_nobody_then_everybody() {
    let mut hotline = Hotline::open().await;
    let place = hotline.practice();
    let share = |percent: u8| {
        let audience = json!({"share": {"salt": "panne-1", "percent": percent}});
        bulletin("panne", &audience)
    };
    place
        .life(async |face| {
            hotline.enrol(&face).await;
            let mut reached = Vec::new();
            for percent in [0, 10, 50, 100, 0] {
                hotline.push(&[share(percent)]).await;
                fetch(&face).await;
                reached.push(!face.status().await.bulletins.is_empty());
            }
            assert!(!reached[0] && reached[3] && !reached[4]);
            // Whoever is among the first ten per cent is among the first fifty.
            assert!(!reached[1] || reached[2]);
        })
        .await;
}

#[tokio::test]
async fn an_invalid_set_keeps_the_last_good_and_is_reported() {
    let mut hotline = Hotline::open().await;
    let place = hotline.practice();
    hotline
        .push(&[
            bulletin("panne", &everyone()),
            interval("reglages", 30, false),
        ])
        .await;
    place
        .life(async |face| {
            hotline.enrol(&face).await;
            assert_eq!(problem(&fetch(&face).await), None);
            hotline.push(&[interval("reglages", 1, false)]).await;
            hotline.withdraw("panne").await;
            let refused = fetch(&face).await;
            let key = "steering-problem-documents-refused";
            assert_eq!(problem(&refused).as_deref(), Some(key));
            assert_eq!(settings(&face).await.interval_minutes, 30);
            assert_eq!(face.status().await.bulletins.len(), 1);
            // It is not fetched over and over, and what is wrong with it is said all the same.
            hotline.server.asked();
            assert_eq!(problem(&fetch(&face).await).as_deref(), Some(key));
            let asked = hotline.server.asked();
            assert!(
                asked.iter().all(|(path, _)| !path.contains("documents")),
                "{asked:?}"
            );
            let Ok(Answer::Diagnostics { files, .. }) = face.ask(Request::Diagnostics).await else {
                panic!("no diagnostics");
            };
            let told = files.iter().find(|file| file.name == "support.json");
            let told = &told.unwrap().content;
            assert!(
                told.contains("reglages.json") && told.contains("timestamp"),
                "{told}"
            );
            hotline.push(&[interval("reglages", 3, false)]).await;
            assert_eq!(problem(&fetch(&face).await), None);
            assert_eq!(settings(&face).await.interval_minutes, 3);
            assert_eq!(face.status().await.bulletins, []);
        })
        .await;
}

#[tokio::test]
async fn a_restart_without_a_network_keeps_it_in_force() {
    let mut hotline = Hotline::open().await;
    let place = hotline.practice();
    hotline
        .push(&[
            bulletin("panne", &everyone()),
            interval("reglages", 30, true),
        ])
        .await;
    place
        .life(async |face| {
            hotline.enrol(&face).await;
            fetch(&face).await;
        })
        .await;
    hotline.server.spoil("*", Fault::Closed);
    for _ in 0..2 {
        place
            .life(async |face| {
                assert_eq!(settings(&face).await.interval_minutes, 30);
                assert_eq!(face.status().await.bulletins.len(), 1);
                let told = fetch(&face).await;
                let key = "steering-problem-unreachable";
                assert_eq!(problem(&told).as_deref(), Some(key));
                assert!(told.enrolled.unwrap().last_fetched.is_some());
                assert_eq!(face.status().await.bulletins.len(), 1);
            })
            .await;
    }
    // The page of a network that wants a login first is nothing else.
    hotline.server.spoil(
        "*",
        Fault::Answer(
            200,
            "content-type: text/html\r\n".to_owned(),
            b"<html>".to_vec(),
        ),
    );
    place
        .life(async |face| {
            let key = "steering-problem-not-ours";
            assert_eq!(problem(&fetch(&face).await).as_deref(), Some(key));
            assert_eq!(face.status().await.bulletins.len(), 1);
        })
        .await;
}

#[tokio::test]
async fn leaving_restores_what_the_release_brings() {
    let mut hotline = Hotline::open().await;
    let place = hotline.practice();
    let built_in = place.knowledge.rules_version();
    let rules = json!({"format": 1, "kind": "rules", "id": "regles", "audience": everyone(),
        "rules": [{"id": "essai", "class": "arl_unsigned", "strength": "probable",
            "evidence": "un essai", "all": [{"subject": "^ESSAI"}]}]});
    hotline
        .push(&[
            rules,
            bulletin("panne", &everyone()),
            interval("reglages", 30, true),
            provider("pop2.exemple.example", "tls"),
        ])
        .await;
    place
        .life(async |face| {
            face.add("cabinet").await.unwrap();
            hotline.enrol(&face).await;
            let told = fetch(&face).await;
            assert_eq!(told.proposals.len(), 1);
            assert_ne!(place.knowledge.rules_version(), built_in);
            let choices = async || match face.ask(Request::Providers).await {
                Ok(Answer::Providers { providers }) => providers,
                other => panic!("no providers: {other:?}"),
            };
            let is_pushed = |choice: &vigie_protocol::ProviderChoice| choice.id == "exemple";
            assert!(choices().await.iter().any(is_pushed));
            let left = steering(face.ask(Request::LeaveOrganisation).await);
            assert_eq!(left.enrolled, None);
            assert_eq!((left.proposals.len(), left.managed.len()), (0, 0));
            assert_eq!(place.knowledge.rules_version(), built_in);
            assert!(!choices().await.iter().any(is_pushed));
            assert_eq!(settings(&face).await.interval_minutes, 10);
            assert_eq!(face.status().await.bulletins, []);
            let fetched = face.ask(Request::FetchConfiguration).await;
            assert!(matches!(fetched, Err(Refusal::NotPossible)));
        })
        .await;
    place
        .life(async |face| {
            assert_eq!(settings(&face).await.interval_minutes, 10);
            assert_eq!(steering(face.ask(Request::Steering).await).enrolled, None);
        })
        .await;
}
