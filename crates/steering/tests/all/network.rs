//! What networks and servers do to a fetch.

use std::time::{Duration, Instant};

use vigie_steering::{FetchError, Http, Proxy};

use crate::{
    server::{Fault, Server},
    station::{Station, enrolled},
};

const TIMESTAMP: &str = "metadata/timestamp.json";

fn page(status: u16, headers: &str) -> Fault {
    Fault::Answer(
        status,
        format!("content-type: text/html; charset=utf-8\r\n{headers}"),
        b"<html>Bienvenue</html>".to_vec(),
    )
}

#[tokio::test]
async fn captive_portal() {
    let (_, server, mut station) = enrolled().await;
    for fault in [
        page(200, ""),
        page(511, ""),
        page(302, "location: https://portal.example/login\r\n"),
        page(307, &format!("location: http://{}\r\n", "127.0.0.1:1/")),
        page(301, ""),
    ] {
        let shown = format!("{fault:?}");
        server.spoil("*", fault);
        let error = station.refused().await;
        assert!(
            matches!(error, FetchError::Portal { .. }),
            "{shown}: {error:?}"
        );
        assert!(error.may_pass());
    }
    server.mend();
    assert_eq!(station.fetch().await.unwrap().change, None);
}

#[tokio::test]
async fn a_redirection_within_the_server_is_followed() {
    let (_, server, mut station) = enrolled().await;
    let to = format!("location: {}elsewhere.json\r\n", server.url());
    server.change(|files| {
        let timestamp = files[TIMESTAMP].clone();
        files.insert("elsewhere.json".to_owned(), timestamp);
    });
    server.spoil(TIMESTAMP, Fault::Answer(302, to, Vec::new()));
    station.fetch().await.unwrap();
    let round = format!("location: {}{TIMESTAMP}\r\n", server.url());
    server.spoil(TIMESTAMP, Fault::Answer(302, round, Vec::new()));
    assert!(matches!(station.refused().await, FetchError::Portal { .. }));
}

#[tokio::test]
async fn a_server_that_is_down() {
    let (_, server, mut station) = enrolled().await;
    server.spoil("*", Fault::Closed);
    let error = station.refused().await;
    assert!(matches!(error, FetchError::Unreachable { .. }), "{error:?}");
    server.spoil("*", Fault::Answer(500, String::new(), Vec::new()));
    let error = station.refused().await;
    assert!(
        matches!(error, FetchError::Status { status: 500, .. }),
        "{error:?}"
    );
    server.mend();
    server.change(std::collections::BTreeMap::clear);
    let error = station.refused().await;
    assert!(matches!(error, FetchError::Missing { .. }), "{error:?}");
    assert!(error.may_pass());
}

#[tokio::test]
async fn a_server_may_ask_for_a_longer_pause() {
    let (_, server, station) = enrolled().await;
    let wishes = [
        ("retry-after: 900\r\n", Some(Duration::from_mins(15))),
        ("retry-after: 99999999\r\n", Some(Duration::from_hours(24))),
        ("retry-after: soon\r\n", None),
        (
            "date: Sun, 06 Nov 1994 08:49:37 GMT\r\nretry-after: Sun, 06 Nov 1994 08:59:37 GMT\r\n",
            Some(Duration::from_mins(10)),
        ),
    ];
    for (headers, pause) in wishes {
        server.spoil("*", Fault::Answer(503, headers.to_owned(), Vec::new()));
        let visit = station.visit().await;
        assert!(matches!(
            visit.outcome,
            Err(FetchError::Busy { status: 503 })
        ));
        assert_eq!(visit.pause, pause, "{headers}");
    }
    server.spoil(
        TIMESTAMP,
        Fault::Answer(304, "retry-after: 600\r\n".to_owned(), Vec::new()),
    );
    let visit = station.visit().await;
    assert!(visit.outcome.is_ok());
    assert_eq!(visit.pause, Some(Duration::from_mins(10)));
}

#[tokio::test]
async fn a_server_that_cannot_prove_its_name() {
    let (publisher, server, _) = enrolled().await;
    let other = Server::start(publisher.publish().await).await;
    let mut station = Station::new(&publisher, &server);
    station.http = Http::new(vec![other.root.clone()], Proxy::None).unwrap();
    let error = station.refused().await;
    assert!(matches!(error, FetchError::NotProven { .. }), "{error:?}");
    assert!(server.asked().is_empty());
}

#[tokio::test]
async fn endless_data() {
    let (mut publisher, server, mut station) = enrolled().await;
    publisher.put("incident-1", b"{\"a\":1}");
    publisher.advance();
    server.serve(publisher.publish().await);
    let files = publisher.publish().await;
    let target = files
        .keys()
        .find(|path| path.contains("incident-1"))
        .unwrap();
    for path in [
        TIMESTAMP,
        "metadata/2.root.json",
        "metadata/2.snapshot.json",
        "metadata/2.targets.json",
        target,
    ] {
        server.spoil(path, Fault::Endless);
        let visit = station.visit().await;
        let error = visit.outcome.unwrap_err();
        assert!(
            matches!(error, FetchError::TooLong { .. }),
            "{path}: {error:?}"
        );
        assert!(visit.octets < 2 << 20, "{path}: {}", visit.octets);
        server.mend();
    }
    station.changed().await;
}

#[tokio::test]
async fn all_files_together_are_bounded() {
    let (mut publisher, server, mut station) = enrolled().await;
    for i in 0..20 {
        publisher.put(&format!("a-{i}"), &vec![b'a'; 1000 + i]);
    }
    publisher.advance();
    server.serve(publisher.publish().await);
    station.limits.octets = 15_000;
    let visit = station.visit().await;
    let error = visit.outcome.unwrap_err();
    assert!(matches!(error, FetchError::TooLong { .. }), "{error:?}");
    assert!(visit.octets <= 15_000);
    station.limits.octets = 1 << 20;
    station.limits.documents = 20;
    assert!(matches!(
        station.refused().await,
        FetchError::TooManyDocuments { most: 20 }
    ));
    station.limits.documents = 21;
    assert_eq!(station.changed().await.documents.len(), 21);
}

#[tokio::test]
async fn slow_retrieval() {
    let (_, server, mut station) = enrolled().await;
    station.held.settled = None;
    station.limits.request = Duration::from_millis(300);
    server.spoil(TIMESTAMP, Fault::Trickle(Duration::from_millis(100)));
    let begin = Instant::now();
    let error = station.refused().await;
    assert!(matches!(error, FetchError::TooSlow { .. }), "{error:?}");
    assert!(begin.elapsed() < Duration::from_secs(30));
    // Each file in time, all of them not.
    station.limits.request = Duration::from_mins(2);
    station.limits.whole = Duration::from_millis(300);
    let error = station.refused().await;
    assert!(matches!(error, FetchError::TooSlow { .. }), "{error:?}");
    assert!(begin.elapsed() < Duration::from_mins(1));
}

#[tokio::test]
async fn half_a_file() {
    let (mut publisher, server, mut station) = enrolled().await;
    publisher.put("incident-1", b"{\"a\":1}");
    publisher.advance();
    let files = publisher.publish().await;
    server.serve(files.clone());
    for path in files
        .keys()
        .filter(|path| path.contains("2.") || path.contains("incident"))
    {
        server.spoil(path, Fault::Half);
        let error = station.refused().await;
        assert!(
            matches!(error, FetchError::Unreachable { .. }),
            "{path}: {error:?}"
        );
        server.mend();
    }
    station.changed().await;
}
