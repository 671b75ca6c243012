//! What the content of documents must not be able to do, each by name. The whole set is refused,
//! and what was in force stays.

use jiff::tz::TimeZone;
use serde_json::{Value, json};
use vigie_agent::watch::Pace;
use vigie_protocol::Request;

use crate::hotline::{
    Hotline, bulletin, everyone, fetch, interval, problem, provider, settings, until,
};

/// Pushes a document, which must be refused with its whole set.
async fn is_refused(document: Value) {
    let mut hotline = Hotline::open().await;
    let place = hotline.practice();
    hotline.push(&[interval("reglages", 30, false)]).await;
    place
        .life(async |face| {
            face.add("cabinet").await.unwrap();
            hotline.enrol(&face).await;
            assert_eq!(problem(&fetch(&face).await), None);
            hotline
                .push(&[interval("reglages", 20, false), document])
                .await;
            let told = fetch(&face).await;
            let key = "steering-problem-documents-refused";
            assert_eq!(problem(&told).as_deref(), Some(key));
            assert_eq!(settings(&face).await.interval_minutes, 30);
            assert_eq!(told.proposals, []);
            assert_eq!(face.status().await.bulletins, []);
        })
        .await;
}

#[tokio::test]
async fn a_bulletin_link_outside_the_list() {
    let mut document = bulletin("panne", &everyone());
    document["action"] = json!({"page": "https://ailleurs.example/boite"});
    is_refused(document).await;
}

#[tokio::test]
async fn tls_off() {
    is_refused(provider("pop2.exemple.example", "plain")).await;
}

#[tokio::test]
async fn intervals_beyond_floor_and_ceiling() {
    for minutes in [0, 2, 61, 100_000] {
        is_refused(interval("autres-reglages", minutes, true)).await;
    }
}

#[tokio::test]
async fn catastrophic_patterns() {
    let rules = json!({"format": 1, "kind": "rules", "id": "regles", "audience": everyone(),
        "rules": [{"id": "essai", "class": "arl_unsigned", "strength": "probable",
            "evidence": "un essai", "all": [{"subject": "(a{1000}){1000}"}]}]});
    is_refused(rules).await;
}

#[tokio::test]
async fn markup_injection_stays_text() {
    let mut hotline = Hotline::open().await;
    let place = hotline.practice();
    let title = "<b>Urgent</b> <a href=\"https://ailleurs.example\">ici</a>";
    let text = "<img src=x onerror=alert(1)> &amp; { $title }";
    let mut document = bulletin("panne", &everyone());
    document["title"] = json!({"fr": title, "en": title});
    document["text"] = json!({"fr": [text], "en": [text]});
    hotline.push(&[document]).await;
    place
        .life(async |face| {
            hotline.enrol(&face).await;
            fetch(&face).await;
            let status = until(&face, |status| !status.bulletins.is_empty()).await;
            assert_eq!(status.bulletins[0].title, title);
            assert_eq!(status.bulletins[0].paragraphs, [text]);
        })
        .await;
    let toasts = place.toasts.all();
    let toast = toasts.iter().find(|toast| toast.key.0 == "bulletin/panne");
    let toast = toast.unwrap();
    // Plain text, which the desktop's side escapes where the server would read it.
    assert!(toast.title.contains(title), "{}", toast.title);
    assert!(toast.body.contains(text), "{}", toast.body);
}

#[tokio::test]
async fn a_provider_entry_that_moves_an_approved_mailbox_s_password() {
    let mut hotline = Hotline::open().await;
    let mut place = hotline.practice();
    place.pace = Pace::Hurried;
    place
        .life(async |face| {
            face.add("cabinet").await.unwrap();
            hotline.enrol(&face).await;
            fetch(&face).await;
            hotline.push(&[provider("voleur.example", "tls")]).await;
            let told = fetch(&face).await;
            assert_eq!(told.proposals.len(), 1, "a proposal is all it is");
            let checks = || place.weather.hosts.borrow().len();
            let before = checks();
            until(&face, |_| checks() > before + 2).await;
            face.ask(Request::CheckNow { account: None }).await.ok();
        })
        .await;
    // Nor at the next start.
    place
        .life(async |face| {
            let checks = || place.weather.hosts.borrow().len();
            let before = checks();
            until(&face, |_| checks() > before).await;
        })
        .await;
    let hosts = place.weather.hosts.borrow();
    assert!(hosts.iter().all(|host| host == "pop.exemple.example"));
}

fn profile(file: &str) -> Value {
    json!({"format": 1, "kind": "profiles", "id": "profils", "audience": everyone(),
        "profiles": [{"id": "essai", "name": "Essai", "evidence": "un essai",
            "signs": [{"base": "program_data", "path": "essai/essai.ini"}],
            "settings": {"stores": [{"store": "ini",
                "file": {"base": "program_data", "path": file}, "encoding": "windows1252",
                "keys": [{"setting": "pop_host", "section": "Messagerie", "key": "Serveur"},
                    {"setting": "pop_login", "section": "Messagerie", "key": "Nom"}]}]}}]})
}

#[tokio::test]
async fn a_profile_that_writes_outside_its_base() {
    for file in ["../essai.ini", "/etc/passwd", "essai/../../essai.ini"] {
        is_refused(profile(file)).await;
    }
}

#[tokio::test]
async fn a_profile_that_writes_elsewhere_than_was_shown() {
    let mut hotline = Hotline::open().await;
    let place = hotline.practice();
    let in_force = || {
        let profiles = place.knowledge.of_sources(TimeZone::UTC).profiles;
        let stores = profiles.get("essai")?.settings()?.stores().to_vec();
        Some(format!("{stores:?}"))
    };
    hotline.push(&[profile("essai/essai.ini")]).await;
    place
        .life(async |face| {
            hotline.enrol(&face).await;
            fetch(&face).await;
            assert!(in_force().unwrap().contains("essai.ini"), "it is used");
            // The files are shown to the user, who decides by them.
            face.ask(Request::SwitchWays).await.unwrap();
            hotline.push(&[profile("essai/autre.ini")]).await;
            assert_eq!(problem(&fetch(&face).await), None);
            assert!(!in_force().unwrap().contains("autre.ini"));
            // What was shown holds no longer than the organisation is followed.
            face.ask(Request::LeaveOrganisation).await.unwrap();
            assert_eq!(in_force(), None);
        })
        .await;
}
