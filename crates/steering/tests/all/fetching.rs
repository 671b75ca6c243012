//! What is fetched, and how little is asked for.

use vigie_steering::{EnrolmentAddress, PracticeKey, fetch_enrolment, layout, open_sealed};

use crate::{
    publisher::{Publisher, days, number},
    server::{Handshakes, Server},
    station::{Station, enrolled},
};

fn names(asked: Vec<(String, u16)>) -> Vec<String> {
    asked
        .into_iter()
        .map(|(path, status)| format!("{status} {path}"))
        .collect()
}

#[tokio::test]
async fn the_first_fetch_brings_all() {
    let mut publisher = Publisher::new().await;
    publisher.put("incident-1", b"{\"a\":1}");
    let server = Server::start(publisher.publish().await).await;
    let mut station = Station::new(&publisher, &server);
    let change = station.changed().await;
    let files: Vec<_> = change
        .documents
        .iter()
        .map(|file| (file.name.as_str(), file.content.as_deref().unwrap()))
        .collect();
    assert_eq!(
        files,
        [
            ("incident-1.json", &b"{\"a\":1}"[..]),
            ("pages.json", b"{\"kind\":\"pages\"}")
        ]
    );
    assert!(change.sealed.is_empty());
    assert_eq!(station.floors.targets, 1);
    assert_eq!(
        station.floors.seen,
        u64::try_from(station.now.as_second()).unwrap()
    );
}

#[tokio::test]
async fn an_unchanged_poll_is_one_conditional_request() {
    let (_, server, mut station) = enrolled().await;
    for _ in 0..3 {
        let visit = station.visit().await;
        assert_eq!(visit.outcome.unwrap().change, None);
        assert_eq!((visit.requests, visit.octets), (1, 0));
    }
    assert_eq!(names(server.asked()), ["304 metadata/timestamp.json"; 3]);
    // Handing over is repeated until it is settled, and what is held is not fetched again.
    station.held.settled = None;
    let change = station.changed().await;
    assert!(change.documents.iter().all(|file| file.content.is_none()));
}

#[tokio::test]
async fn a_later_handshake_shows_no_certificates_again() {
    let (_, server, mut station) = enrolled().await;
    for _ in 0..3 {
        station.fetch().await.unwrap();
    }
    let Handshakes { full, resumed } = server.handshakes();
    assert_eq!((full, resumed), (1, 3));
}

#[tokio::test]
async fn only_what_changed_is_fetched() {
    let (mut publisher, server, mut station) = enrolled().await;
    publisher.put("incident-1", b"{\"a\":1}");
    publisher.advance();
    server.serve(publisher.publish().await);
    let change = station.changed().await;
    let fetched: Vec<_> = change
        .documents
        .iter()
        .filter(|file| file.content.is_some())
        .map(|file| file.name.as_str())
        .collect();
    assert_eq!(fetched, ["incident-1.json"]);
    let asked = names(server.asked());
    assert_eq!(
        asked[..4],
        [
            "200 metadata/timestamp.json",
            "404 metadata/2.root.json",
            "200 metadata/2.snapshot.json",
            "200 metadata/2.targets.json",
        ]
    );
    assert_eq!(asked.len(), 5, "{asked:?}");
    publisher.documents.remove("documents/pages.json");
    publisher.advance();
    server.serve(publisher.publish().await);
    let change = station.changed().await;
    assert_eq!(change.documents.len(), 1);
}

#[tokio::test]
async fn a_refreshed_timestamp_changes_no_document() {
    let (mut publisher, server, mut station) = enrolled().await;
    publisher.versions[crate::publisher::TIMESTAMP] += 1;
    publisher.lasts[crate::publisher::TIMESTAMP] += 7;
    let files = publisher.publish().await;
    let snapshot = files["metadata/1.snapshot.json"].clone();
    server.serve(files);
    let fetched = station.fetch().await.unwrap();
    assert_eq!(fetched.change, None);
    assert_eq!(fetched.floors.timestamp, 2);
    assert_eq!(fetched.expires, crate::publisher::day() + days(14));
    // Ed25519 signs the same octets the same way: the snapshot is still the kept one.
    assert!(!snapshot.is_empty());
    assert_eq!(
        names(server.asked()),
        ["200 metadata/timestamp.json", "404 metadata/2.root.json"]
    );
}

#[tokio::test]
async fn what_is_sealed_reaches_its_practice_and_no_other_list_is_read() {
    let mut publisher = Publisher::new().await;
    let key = PracticeKey::generate();
    let code = key.code(number());
    publisher.put_sealed(&code, b"{\"kind\":\"practice\"}");
    let other = PracticeKey::generate().code("0000-0000-0000".parse().unwrap());
    assert_ne!(layout::bin(other.number()), layout::bin(&number()));
    publisher.put_sealed(&other, b"{}");
    let server = Server::start(publisher.publish().await).await;
    let mut station = Station::new(&publisher, &server);
    let change = station.changed().await;
    assert_eq!(change.sealed.len(), 1);
    let sealed = change.sealed[0].content.clone().unwrap();
    assert_eq!(
        open_sealed(&sealed, &key).unwrap(),
        b"{\"kind\":\"practice\"}"
    );
    let asked = names(server.asked()).join("\n");
    assert!(asked.contains(&layout::practice_list(&layout::bin(&number()))));
    assert!(!asked.contains(&layout::practice_list(&layout::bin(other.number()))));
    assert_eq!(asked.matches("sealed/").count(), 1);
    // It is taken back; what is held is not fetched again.
    station.held.settled = None;
    assert_eq!(station.changed().await.sealed[0].content, None);
    publisher.lists.clear();
    publisher.advance();
    server.serve(publisher.publish().await);
    assert!(station.changed().await.sealed.is_empty());
}

#[tokio::test]
async fn a_crash_before_the_change_was_kept_loses_nothing() {
    let publisher = Publisher::new().await;
    let server = Server::start(publisher.publish().await).await;
    let mut station = Station::new(&publisher, &server);
    let lost = station.visit().await.outcome.unwrap().change.unwrap();
    assert_eq!(station.changed().await, lost);
    assert_eq!(station.fetch().await.unwrap().change, None);
}

#[tokio::test]
async fn a_damaged_datastore_is_made_anew() {
    let (_, server, mut station) = enrolled().await;
    for name in ["poll.json", "verified.json"] {
        let path = station.datastore.path().join(name);
        let mut content = std::fs::read(&path).unwrap();
        let last = content.len() - 2;
        content[last] ^= 1;
        std::fs::write(&path, content).unwrap();
    }
    assert_eq!(station.fetch().await.unwrap().change, None);
    assert!(names(server.asked()).contains(&"200 metadata/1.root.json".to_owned()));
    let left = std::fs::read_dir(station.datastore.path()).unwrap().count();
    assert_eq!(left, 2);
}

#[tokio::test]
async fn another_practice_number_asks_anew() {
    let mut publisher = Publisher::new().await;
    let code = PracticeKey::generate().code(number());
    publisher.put_sealed(&code, b"{}");
    let server = Server::start(publisher.publish().await).await;
    let mut station = Station::new(&publisher, &server);
    assert_eq!(station.changed().await.sealed.len(), 1);
    let other = "0000-0000-0000".parse().unwrap();
    let asked = vigie_steering::Asked {
        enrolment: &station.enrolment,
        datastore: station.datastore.path(),
        floors: &station.floors,
        held: &station.held,
        practice: &other,
    };
    let visit = vigie_steering::fetch(&asked, &station.http, &station.limits, station.now).await;
    assert!(visit.outcome.unwrap().change.unwrap().sealed.is_empty());
}

#[tokio::test]
async fn an_enrolment_file_is_fetched() {
    let (publisher, server, station) = enrolled().await;
    let file = publisher.enrolment(&server.url()).write();
    server.change(|files| {
        files.insert("enrolment.toml".to_owned(), file.clone().into_bytes());
    });
    let address: EnrolmentAddress = format!("{}enrolment.toml", server.url()).parse().unwrap();
    let octets = fetch_enrolment(&address, &station.http, &station.limits)
        .await
        .unwrap();
    assert_eq!(octets, file.as_bytes());
    assert_eq!(
        vigie_steering::Enrolment::read(&octets).unwrap(),
        station.enrolment
    );
}
