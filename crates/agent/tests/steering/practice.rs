//! Enrolling, and what is for one practice alone.

use serde_json::json;
use vigie_domain::server::LoginForm;
use vigie_protocol::{Answer, Refusal, Request};

use crate::hotline::{Hotline, fetch, steering, told_to_support};

#[tokio::test]
async fn an_enrolment_is_shown_and_accepted_by_its_fingerprint_alone() {
    let hotline = Hotline::open().await;
    let place = hotline.practice();
    let enrolment = hotline.publisher.enrolment(&hotline.server.url());
    place
        .life(async |face| {
            let given = enrolment.write();
            let read = face
                .ask(Request::ReadEnrolment {
                    given: given.clone(),
                })
                .await;
            let Ok(Answer::EnrolmentRead { enrolment: read }) = read else {
                panic!("not read: {read:?}");
            };
            assert_eq!(read.organisation, "Logiciel Exemple");
            assert_eq!(read.fingerprint, enrolment.fingerprint().to_string());
            for fingerprint in ["", "ba78", &"00".repeat(32)] {
                let (given, fingerprint) = (given.clone(), fingerprint.to_owned());
                let refused = face.ask(Request::Enrol { given, fingerprint }).await;
                assert!(matches!(refused, Err(Refusal::NotAnEnrolment { .. })));
            }
            for given in ["", "vigie_enrolment = 1", "http://assistance.example/"] {
                let given = given.to_owned();
                let refused = face.ask(Request::ReadEnrolment { given }).await;
                assert!(matches!(refused, Err(Refusal::NotAnEnrolment { .. })));
            }
            let told = steering(face.ask(Request::Steering).await);
            assert_eq!(told.enrolled, None);
            let told = hotline.enrol(&face).await;
            assert_eq!(told.enrolled.unwrap().organisation, "Logiciel Exemple");
        })
        .await;
}

#[tokio::test]
async fn an_enrolment_can_be_fetched_from_a_link() {
    let hotline = Hotline::open().await;
    let place = hotline.practice();
    let enrolment = hotline.publisher.enrolment(&hotline.server.url());
    hotline.server.change(|files| {
        let file = enrolment.write().into_bytes();
        files.insert("vigie-enrolment.toml".to_owned(), file);
    });
    place
        .life(async |face| {
            let given = format!("{}vigie-enrolment.toml", hotline.server.url());
            let read = face.ask(Request::ReadEnrolment { given }).await;
            assert!(matches!(read, Ok(Answer::EnrolmentRead { .. })), "{read:?}");
            let given = format!("{}autre.toml", hotline.server.url());
            let read = face.ask(Request::ReadEnrolment { given }).await;
            assert!(
                matches!(read, Err(Refusal::NotAnEnrolment { .. })),
                "{read:?}"
            );
        })
        .await;
}

#[tokio::test]
async fn what_is_for_one_practice_is_opened_with_its_key_once_the_keychain_is_open() {
    let mut hotline = Hotline::open().await;
    let (place, other) = (hotline.practice(), hotline.practice());
    let mut code = None;
    place
        .life(async |face| {
            place.keychain.lock(true);
            let told = steering(face.ask(Request::Steering).await);
            assert_eq!(told.practice_code, None);
            place.keychain.lock(false);
            // Questions at the same time make one key.
            let asked = || async { steering(face.ask(Request::Steering).await) };
            let (told, one, other) = tokio::join!(asked(), asked(), asked());
            assert_eq!(told.practice_code, one.practice_code);
            assert_eq!(told.practice_code, other.practice_code);
            code = told.practice_code;
            assert!(code.as_ref().unwrap().starts_with(&told.practice_number));
        })
        .await;
    let code: vigie_steering::PracticeCode = code.unwrap().parse().unwrap();
    let server = |host: &str, port: u16| json!({"host": host, "port": port, "security": "tls", "login": "full_address"});
    let told = json!({"format": 1, "kind": "practice", "id": "cabinet",
        "practice": code.number().to_string(),
        "mailbox": {"domain": "exemple.example", "pop": server("pop.exemple.example", 995)},
        "diagnostics": {"fr": "Pour comprendre.", "en": "To understand."}});
    hotline
        .publisher
        .put_sealed(&code, told.to_string().as_bytes());
    hotline.publish().await;
    place
        .life(async |face| {
            place.keychain.lock(true);
            hotline.enrol(&face).await;
            let told = fetch(&face).await;
            assert_eq!(told.recommended, None);
            assert_eq!(
                told.enrolled.unwrap().documents,
                1,
                "the others are in force"
            );
            let told = told_to_support(&face).await;
            let note = told["enrolled"]["notes"][0].as_str().unwrap();
            assert!(note.contains("keychain"), "{told}");
            assert_eq!(told["enrolled"]["clock_behind"], false);
            hotline.server.asked();
            assert_eq!(fetch(&face).await.recommended, None);
            let while_locked = hotline.server.asked();
            assert!(while_locked.len() <= 1, "settled: {while_locked:?}");
            place.keychain.lock(false);
            let recommended = fetch(&face).await.recommended.unwrap();
            assert_eq!(recommended.domain, "exemple.example");
            assert_eq!(recommended.login, LoginForm::FullAddress);
            let once_open = hotline.server.asked();
            assert!(once_open.len() <= 1, "it was kept sealed: {once_open:?}");
            let told = steering(face.ask(Request::Steering).await);
            assert!(told.diagnostics_wanted.is_some());
            let told = told_to_support(&face).await;
            assert_eq!(told["enrolled"]["notes"], json!([]));
        })
        .await;
    // From the record, with the keychain closed.
    place
        .life(async |face| {
            place.keychain.lock(true);
            let told = steering(face.ask(Request::Steering).await);
            assert!(told.recommended.is_some());
        })
        .await;
    hotline.server.asked();
    other
        .life(async |face| {
            hotline.enrol(&face).await;
            assert_eq!(fetch(&face).await.recommended, None);
        })
        .await;
    let asked = hotline.server.asked();
    let is_sealed = |(path, _): &(String, u16)| path.starts_with("sealed/");
    assert!(
        !asked.is_empty() && !asked.iter().any(is_sealed),
        "{asked:?}"
    );
}
