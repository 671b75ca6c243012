//! Each attack on the way of the configuration, by name. After every one of them the installation
//! has what it had before, and fetches on as soon as the attack ends.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use tough::{
    TargetName,
    schema::{Delegations, Metafile, Signed, Snapshot, Targets, Timestamp as TimestampRole},
};
use vigie_steering::{Digest, FetchError, layout};

use crate::{
    publisher::{
        Key, Keys, Publisher, SNAPSHOT, TARGETS, TIMESTAMP, day, days, metafile, number, signed,
    },
    server::{Fault, Server},
    station::{Station, enrolled},
};

/// Publishes an incident and lets the installation fetch it.
async fn second_version(publisher: &mut Publisher, server: &Server, station: &mut Station) {
    publisher.put("incident-1", b"{\"a\":1}");
    publisher.advance();
    server.serve(publisher.publish().await);
    station.changed().await;
}

#[tokio::test]
async fn rollback() {
    let (mut publisher, server, mut station) = enrolled().await;
    let old = publisher.publish().await;
    second_version(&mut publisher, &server, &mut station).await;
    server.serve(old);
    let error = station.refused().await;
    assert!(
        matches!(
            error,
            FetchError::Rollback {
                role: "timestamp",
                offered: 1,
                known: 2
            }
        ),
        "{error:?}"
    );
    server.serve(publisher.publish().await);
    assert_eq!(station.fetch().await.unwrap().change, None);
}

#[tokio::test]
async fn rollback_with_an_emptied_datastore() {
    let (mut publisher, server, mut station) = enrolled().await;
    let old = publisher.publish().await;
    second_version(&mut publisher, &server, &mut station).await;
    server.serve(old);
    station.datastore = tempfile::tempdir().unwrap();
    let error = station.refused().await;
    assert!(
        matches!(
            error,
            FetchError::Rollback {
                role: "timestamp",
                offered: 1,
                known: 2
            }
        ),
        "{error:?}"
    );
    // Whoever has the keys of timestamp and snapshot cannot lead back to old targets either.
    publisher.versions[TARGETS] = 1;
    publisher.versions[SNAPSHOT] += 1;
    publisher.versions[TIMESTAMP] += 1;
    publisher.documents.remove("documents/incident-1.json");
    server.serve(publisher.publish().await);
    let error = station.refused().await;
    assert!(
        matches!(
            error,
            FetchError::Rollback {
                role: "targets",
                offered: 1,
                known: 2
            }
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn rollback_with_a_record_that_was_lost() {
    let (mut publisher, server, mut station) = enrolled().await;
    let old = publisher.publish().await;
    second_version(&mut publisher, &server, &mut station).await;
    server.serve(old);
    station.floors = vigie_steering::Floors::default();
    let error = station.refused().await;
    assert!(matches!(error, FetchError::Rollback { .. }), "{error:?}");
}

#[tokio::test]
async fn freeze() {
    let (mut publisher, server, mut station) = enrolled().await;
    station.now = day() + days(6);
    station.fetch().await.unwrap();
    station.now = day() + days(7);
    let error = station.refused().await;
    assert!(
        matches!(error, FetchError::Expired { role: "timestamp", until, .. } if until == day() + days(7)),
        "{error:?}"
    );
    // Nothing is kept of it: what is published next is taken.
    publisher.versions[TIMESTAMP] += 1;
    publisher.lasts[TIMESTAMP] = 14;
    server.serve(publisher.publish().await);
    station.fetch().await.unwrap();
    // The other roles end, too.
    for (role, name) in [(TARGETS, "targets"), (SNAPSHOT, "snapshot")] {
        let lasts = publisher.lasts[role];
        publisher.lasts[role] = 3;
        publisher.advance();
        server.serve(publisher.publish().await);
        let error = station.refused().await;
        assert!(
            matches!(error, FetchError::Expired { role, .. } if role == name),
            "{error:?}"
        );
        publisher.lasts[role] = lasts;
    }
}

#[tokio::test]
async fn mix_and_match() {
    let (mut publisher, server, mut station) = enrolled().await;
    let old = publisher.publish().await;
    publisher.put("incident-1", b"{\"a\":1}");
    publisher.advance();
    let new = publisher.publish().await;
    // Properly signed files of two publications, under each other's names.
    for (name, other) in [
        ("metadata/2.snapshot.json", "metadata/1.snapshot.json"),
        ("metadata/2.targets.json", "metadata/1.targets.json"),
    ] {
        let mut mixed = new.clone();
        mixed.insert(name.to_owned(), old[other].clone());
        server.serve(mixed);
        let error = station.refused().await;
        assert!(matches!(error, FetchError::Mismatch { .. }), "{error:?}");
    }
    // A snapshot that names the targets by version alone would let them be mixed.
    let mut role = Snapshot::new(
        "1.0.0".to_owned(),
        2.try_into().unwrap(),
        publisher.end(SNAPSHOT),
    );
    let loose = Metafile {
        length: None,
        hashes: None,
        ..metafile(2, b"")
    };
    role.meta.insert("targets.json".to_owned(), loose);
    let snapshot = signed(role, &[&publisher.snapshot.keys[0]]).await;
    let mut mixed = new.clone();
    let timestamp = publisher.timestamp(metafile(2, &snapshot)).await;
    mixed.insert("metadata/2.snapshot.json".to_owned(), snapshot);
    mixed.insert("metadata/timestamp.json".to_owned(), timestamp);
    server.serve(mixed);
    let error = station.refused().await;
    assert!(matches!(error, FetchError::Malformed { .. }), "{error:?}");
    server.serve(new);
    station.changed().await;
}

#[tokio::test]
async fn arbitrary_target() {
    let (mut publisher, server, mut station) = enrolled().await;
    publisher.put("incident-1", b"{\"a\":1}");
    publisher
        .others
        .insert("programs/vigie.exe".to_owned(), b"MZ".to_vec());
    publisher
        .others
        .insert("incident.json".to_owned(), b"{}".to_vec());
    publisher
        .others
        .insert("practices/zz.json".to_owned(), b"{}".to_vec());
    publisher.advance();
    let files = publisher.publish().await;
    let path = files
        .keys()
        .find(|path| path.contains("incident-1"))
        .unwrap();
    let mut altered = files.clone();
    altered.insert(path.clone(), b"{\"a\":2}".to_vec());
    server.serve(altered);
    let error = station.refused().await;
    assert!(
        matches!(&error, FetchError::Mismatch { file } if file == path),
        "{error:?}"
    );
    let mut longer = files.clone();
    longer.insert(path.clone(), b"{\"a\":1} ".to_vec());
    server.serve(longer);
    assert!(matches!(
        station.refused().await,
        FetchError::TooLong { .. }
    ));
    // What is signed and stands outside the layout is not fetched.
    server.asked();
    server.serve(files);
    assert_eq!(station.changed().await.documents.len(), 2);
    let asked = server.asked();
    assert!(
        asked.iter().all(|(path, _)| path.starts_with("metadata/")
            || path.ends_with(".documents/incident-1.json")),
        "{asked:?}"
    );
}

#[tokio::test]
async fn wrong_or_too_few_signatures() {
    let (mut publisher, server, mut station) = enrolled().await;
    publisher.put("incident-1", b"{\"a\":1}");
    publisher.advance();
    let strangers = Keys::new(3, 2);
    let [a, b, c] = &publisher.targets.keys[..] else {
        unreachable!("there are three keys");
    };
    let stranger = &strangers.keys[0];
    for too_few in [
        &[][..],
        &[a],
        &[a, stranger],
        &[stranger, &strangers.keys[1]],
    ] {
        server.serve(publisher.publish_signed_by(too_few).await);
        let error = station.refused().await;
        assert!(
            matches!(error, FetchError::Signatures { role: "targets" }),
            "{error:?}"
        );
    }
    // One key that signs twice is one signature.
    let once = publisher.publish_signed_by(&[a]).await;
    let mut targets: Signed<Targets> =
        serde_json::from_slice(&once["metadata/2.targets.json"]).unwrap();
    targets.signatures.push(targets.signatures[0].clone());
    let twice = serde_json::to_vec(&targets).unwrap();
    server.serve(publisher.publish_online(once, twice).await);
    let error = station.refused().await;
    assert!(
        matches!(error, FetchError::Signatures { role: "targets" }),
        "{error:?}"
    );
    for enough in [[a, b], [b, c], [c, a]] {
        let server = Server::start(publisher.publish_signed_by(&enough).await).await;
        Station::new(&publisher, &server).changed().await;
    }
}

#[tokio::test]
async fn signatures_of_the_other_roles() {
    let (mut publisher, server, mut station) = enrolled().await;
    publisher.advance();
    let stranger = Keys::new(1, 1);
    let own = std::mem::replace(&mut publisher.snapshot, stranger);
    server.serve(publisher.publish().await);
    let error = station.refused().await;
    assert!(
        matches!(error, FetchError::Signatures { role: "snapshot" }),
        "{error:?}"
    );
    let stranger = std::mem::replace(&mut publisher.snapshot, own);
    publisher.timestamp = stranger;
    server.serve(publisher.publish().await);
    let error = station.refused().await;
    assert!(
        matches!(error, FetchError::Signatures { role: "timestamp" }),
        "{error:?}"
    );
}

#[tokio::test]
async fn stolen_timestamp_key() {
    let (publisher, server, mut station) = enrolled().await;
    let mut thief = Publisher::new().await;
    // The thief has this key and the server, and nothing else.
    thief.timestamp = publisher.timestamp;
    thief.put("incident-1", b"{\"forged\":1}");
    thief.versions = [1, 2, 2, 2];
    let mut forged = thief.publish().await;
    forged.remove("metadata/1.root.json");
    server.serve(forged.clone());
    let error = station.refused().await;
    assert!(
        matches!(error, FetchError::Signatures { role: "snapshot" }),
        "{error:?}"
    );
    // A length that is signed does not open the gates.
    let vast = Metafile {
        length: Some(u64::MAX),
        ..metafile(2, b"")
    };
    let timestamp = thief.timestamp(vast).await;
    server.change(|files| {
        files.insert("metadata/timestamp.json".to_owned(), timestamp);
    });
    server.spoil("metadata/2.snapshot.json", Fault::Endless);
    let visit = station.visit().await;
    let error = visit.outcome.unwrap_err();
    assert!(matches!(error, FetchError::TooLong { .. }), "{error:?}");
    assert!(visit.octets < 100_000);
}

#[tokio::test]
async fn stolen_keys_of_timestamp_and_snapshot() {
    let (mut publisher, server, mut station) = enrolled().await;
    second_version(&mut publisher, &server, &mut station).await;
    let true_targets = std::mem::replace(&mut publisher.targets, Keys::new(3, 2));
    publisher.put("incident-1", b"{\"forged\":1}");
    publisher.advance();
    server.serve(publisher.publish().await);
    let error = station.refused().await;
    assert!(
        matches!(error, FetchError::Signatures { role: "targets" }),
        "{error:?}"
    );
    publisher.targets = true_targets;
}

#[tokio::test]
async fn stolen_single_targets_key() {
    let (mut publisher, server, mut station) = enrolled().await;
    publisher.put("incident-1", b"{\"forged\":1}");
    publisher.advance();
    // The thief even has the keys of snapshot and timestamp.
    let stolen = &publisher.targets.keys[1];
    server.serve(publisher.publish_signed_by(&[stolen]).await);
    let error = station.refused().await;
    assert!(
        matches!(error, FetchError::Signatures { role: "targets" }),
        "{error:?}"
    );
}

#[tokio::test]
async fn clock_set_back() {
    let (mut publisher, server, mut station) = enrolled().await;
    station.now = day() + days(6);
    publisher.versions[TIMESTAMP] += 1;
    publisher.lasts[TIMESTAMP] = 13;
    server.serve(publisher.publish().await);
    station.fetch().await.unwrap();
    // A month back: it is remarked, and what is good goes on being so.
    station.now = day() - days(30);
    assert!(station.fetch().await.unwrap().clock_behind);
    publisher.advance();
    publisher.put("incident-1", b"{\"a\":1}");
    publisher.lasts[TIMESTAMP] = 14;
    server.serve(publisher.publish().await);
    assert!(station.fetch().await.unwrap().clock_behind);
    // Something that ended before what was seen is not fresh again.
    publisher.versions[TIMESTAMP] += 1;
    publisher.lasts[TIMESTAMP] = 5;
    server.serve(publisher.publish().await);
    let error = station.refused().await;
    assert!(
        matches!(
            error,
            FetchError::Expired {
                role: "timestamp",
                ..
            }
        ),
        "{error:?}"
    );
    // The same with an emptied datastore.
    station.datastore = tempfile::tempdir().unwrap();
    let error = station.refused().await;
    assert!(
        matches!(
            error,
            FetchError::Expired {
                role: "timestamp",
                ..
            }
        ),
        "{error:?}"
    );
    // Within a day it is nobody's concern.
    publisher.versions[TIMESTAMP] += 1;
    publisher.lasts[TIMESTAMP] = 20;
    server.serve(publisher.publish().await);
    station.now = day() + days(6) - SignedDuration::from_hours(2);
    assert!(!station.fetch().await.unwrap().clock_behind);
}

#[tokio::test]
async fn clock_set_far_ahead() {
    let (mut publisher, server, mut station) = enrolled().await;
    let headers = "date: Mon, 23 Nov 2026 08:00:00 GMT\r\n".to_owned();
    let timestamp = publisher.publish().await["metadata/timestamp.json"].clone();
    server.spoil(
        "metadata/timestamp.json",
        Fault::Answer(200, headers, timestamp),
    );
    station.now = day() + days(4000);
    let error = station.refused().await;
    assert!(
        matches!(error, FetchError::Expired { role: "timestamp", server_time: Some(time), .. } if time == day()),
        "{error:?}"
    );
    server.mend();
    // Put right again, nothing stands in the way of what is published.
    station.now = day();
    publisher.put("incident-1", b"{\"a\":1}");
    publisher.advance();
    server.serve(publisher.publish().await);
    station.changed().await;
    // Ahead, and while everything was still good: what comes later is taken all the same.
    station.now = day() + days(6) + SignedDuration::from_hours(23);
    publisher.versions[TIMESTAMP] += 1;
    server.serve(publisher.publish().await);
    station.fetch().await.unwrap();
    station.now = day() + days(1);
    publisher.versions[TIMESTAMP] += 1;
    publisher.lasts[TIMESTAMP] += 1;
    server.serve(publisher.publish().await);
    assert!(station.fetch().await.unwrap().clock_behind);
}

#[tokio::test]
async fn target_path_escape() {
    let (mut publisher, server, mut station) = enrolled().await;
    for name in [
        "documents/../../../etc/passwd.json",
        "documents/../outside.json",
        "documents/a/../b.json",
        "documents/%2e%2e%2fa.json",
        "documents/..\\..\\a.json",
        "documents/C:a.json",
        "documents/https://elsewhere.example/a.json",
        "documents//a.json",
        "practices/../00.json",
        "../sealed.json",
        "a/documents/a.json",
    ] {
        if TargetName::new(name).is_ok() {
            publisher.others.insert(name.to_owned(), b"{}".to_vec());
        }
    }
    assert!(publisher.others.len() > 5);
    publisher.put("incident-1", b"{\"a\":1}");
    publisher.advance();
    server.serve(publisher.publish().await);
    let before = tree(&station);
    let change = station.changed().await;
    let names: Vec<_> = change
        .documents
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    assert_eq!(names, ["incident-1.json", "pages.json"]);
    assert_eq!(tree(&station), before);
    let fetched = server
        .asked()
        .into_iter()
        .filter(|(path, _)| path.starts_with("targets/"));
    assert_eq!(fetched.count(), 1);
}

/// The names in the datastore and beside it.
fn tree(station: &Station) -> Vec<String> {
    let datastore = station.datastore.path();
    let entries = std::fs::read_dir(datastore).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn archive_bomb() {
    let (mut publisher, server, mut station) = enrolled().await;
    publisher.put("incident-1", b"{\"a\":1}");
    publisher.advance();
    let files = publisher.publish().await;
    server.serve(files.clone());
    let document = files
        .keys()
        .find(|path| path.contains("incident-1"))
        .unwrap();
    for encoding in ["gzip", "br", "zstd", "deflate"] {
        for path in [
            "metadata/timestamp.json",
            "metadata/2.targets.json",
            document,
        ] {
            let headers = format!("content-encoding: {encoding}\r\n");
            server.spoil(path, Fault::Answer(200, headers, vec![0x1f, 0x8b, 8, 0]));
            let error = station.refused().await;
            assert!(
                matches!(error, FetchError::Encoded { .. }),
                "{path}: {error:?}"
            );
            server.mend();
        }
    }
    station.changed().await;
}

#[tokio::test]
async fn json_bombs() {
    let (mut publisher, server, mut station) = enrolled().await;
    let bombs = [
        "[".repeat(10_000),
        "{\"signed\":".repeat(1_000),
        format!("{{\"signed\":[{}0]}}", "0,".repeat(6_000)),
        format!(
            "{{\"signed\":{{\"_type\":\"timestamp\",\"a\":{}",
            "{\"a\":".repeat(2_000)
        ),
        "\"".repeat(15_000),
        "1e999999999".to_owned(),
    ];
    for bomb in bombs {
        server.change(|files| {
            files.insert(
                "metadata/timestamp.json".to_owned(),
                bomb.clone().into_bytes(),
            );
        });
        let error = station.refused().await;
        assert!(matches!(error, FetchError::Malformed { .. }), "{error:?}");
    }
    // With the keys of timestamp and snapshot, as large as targets may be.
    publisher.advance();
    let bomb = format!("[{}0]", "0,".repeat(260_000)).into_bytes();
    server.serve(publisher.publish_online(BTreeMap::new(), bomb).await);
    let error = station.refused().await;
    assert!(matches!(error, FetchError::Malformed { .. }), "{error:?}");
    // A list of practices that is signed and none.
    publisher.advance();
    let list = layout::practice_list(&layout::bin(&number()));
    publisher
        .others
        .insert(list, "[".repeat(100_000).into_bytes());
    server.serve(publisher.publish().await);
    let error = station.refused().await;
    assert!(matches!(error, FetchError::Malformed { .. }), "{error:?}");
}

#[tokio::test]
async fn a_document_that_is_too_large_is_not_fetched() {
    let (mut publisher, server, mut station) = enrolled().await;
    publisher.put("incident-1", &vec![b' '; (512 << 10) + 1]);
    publisher.advance();
    server.serve(publisher.publish().await);
    let visit = station.visit().await;
    assert!(matches!(visit.outcome, Err(FetchError::TooLong { .. })));
    assert!(visit.octets < 100_000);
    publisher.documents.clear();
    for i in 0..17 {
        publisher.put(
            &format!("a-{i}"),
            format!("{i}{}", " ".repeat(500_000)).as_bytes(),
        );
    }
    publisher.advance();
    server.serve(publisher.publish().await);
    let error = station.refused().await;
    assert!(
        matches!(error, FetchError::TooManyDocuments { .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_delegation_is_not_followed() {
    let (mut publisher, server, mut station) = enrolled().await;
    publisher.advance();
    let delegate = Key::new();
    let delegations: Delegations = serde_json::from_value(serde_json::json!({
        "keys": {},
        "roles": [{
            "name": "others",
            "keyids": [],
            "threshold": 1,
            "paths": ["documents/*"],
            "terminating": false
        }]
    }))
    .unwrap();
    let mut role = Targets::new(
        "1.0.0".to_owned(),
        2.try_into().unwrap(),
        publisher.end(TARGETS),
    );
    role.delegations = Some(delegations);
    let signers: Vec<&Key> = publisher.targets.keys.iter().collect();
    let targets = signed(role, &signers).await;
    let mut snapshot = Snapshot::new(
        "1.0.0".to_owned(),
        2.try_into().unwrap(),
        publisher.end(SNAPSHOT),
    );
    snapshot
        .meta
        .insert("targets.json".to_owned(), metafile(2, &targets));
    let other = Targets::new(
        "1.0.0".to_owned(),
        1.try_into().unwrap(),
        publisher.end(TARGETS),
    );
    let other = signed(other, &[&delegate]).await;
    snapshot
        .meta
        .insert("others.json".to_owned(), metafile(1, &other));
    let snapshot = signed(snapshot, &[&publisher.snapshot.keys[0]]).await;
    let timestamp = publisher.timestamp(metafile(2, &snapshot)).await;
    server.change(|files| {
        files.insert("metadata/2.targets.json".to_owned(), targets);
        files.insert("metadata/1.others.json".to_owned(), other);
        files.insert("metadata/2.snapshot.json".to_owned(), snapshot);
        files.insert("metadata/timestamp.json".to_owned(), timestamp);
    });
    server.asked();
    let error = station.refused().await;
    assert!(matches!(error, FetchError::Malformed { .. }), "{error:?}");
    assert!(
        !server
            .asked()
            .iter()
            .any(|(path, _)| path.contains("others"))
    );
}

#[tokio::test]
async fn another_organisations_root() {
    let (_, server, mut station) = enrolled().await;
    let other = Publisher::new().await;
    let found = Digest::of(&other.roots["metadata/1.root.json"]);
    server.serve(other.publish().await);
    station.datastore = tempfile::tempdir().unwrap();
    let error = station.refused().await;
    assert!(
        matches!(error, FetchError::OtherRoot { found: root } if root == found),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_timestamp_that_names_more_than_the_snapshot() {
    let (mut publisher, server, mut station) = enrolled().await;
    publisher.advance();
    let files = publisher.publish().await;
    let snapshot = &files["metadata/2.snapshot.json"];
    let mut role = TimestampRole::new(
        "1.0.0".to_owned(),
        2.try_into().unwrap(),
        publisher.end(TIMESTAMP),
    );
    role.meta
        .insert("snapshot.json".to_owned(), metafile(2, snapshot));
    role.meta.insert("root.json".to_owned(), metafile(2, b""));
    let timestamp = signed(role, &[&publisher.timestamp.keys[0]]).await;
    server.serve(files);
    server.change(|files| {
        files.insert("metadata/timestamp.json".to_owned(), timestamp);
    });
    let error = station.refused().await;
    assert!(matches!(error, FetchError::Malformed { .. }), "{error:?}");
}

#[tokio::test]
async fn without_consistent_snapshots_nothing_is_taken() {
    let mut publisher = Publisher::new().await;
    publisher.consistent = false;
    publisher.publish_root(None).await;
    let server = Server::start(publisher.publish().await).await;
    server.change(|files| {
        for role in ["snapshot", "targets"] {
            let octets = files[&format!("metadata/1.{role}.json")].clone();
            files.insert(format!("metadata/{role}.json"), octets);
        }
    });
    let mut station = Station::new(&publisher, &server);
    let error = station.refused().await;
    assert!(matches!(error, FetchError::Malformed { .. }), "{error:?}");
}

#[tokio::test]
async fn a_sealed_file_that_was_exchanged() {
    let (mut publisher, server, mut station) = enrolled().await;
    let code = vigie_steering::PracticeKey::generate().code(number());
    publisher.put_sealed(&code, b"{}");
    publisher.advance();
    server.serve(publisher.publish().await);
    let (sha256, sealed) = publisher.sealed.first_key_value().unwrap();
    let mut other = sealed.clone();
    other[0] ^= 1;
    server.change(|files| {
        files.insert(layout::sealed_file(sha256), other);
    });
    let error = station.refused().await;
    assert!(matches!(error, FetchError::Mismatch { .. }), "{error:?}");
}
