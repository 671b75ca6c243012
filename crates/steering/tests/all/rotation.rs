//! Keys that are replaced, and keys that were stolen and count no more.

use vigie_steering::FetchError;

use crate::{
    publisher::{Keys, Publisher, ROOT, TARGETS, TIMESTAMP},
    server::Fault,
    station::{Station, enrolled},
};

/// Replaces the timestamp's key by a new root.
async fn replace_timestamp_key(publisher: &mut Publisher) -> Keys {
    let old = std::mem::replace(&mut publisher.timestamp, Keys::new(1, 1));
    publisher.versions[ROOT] += 1;
    publisher.publish_root(None).await;
    old
}

#[tokio::test]
async fn root_rotation() {
    let (mut publisher, server, mut station) = enrolled().await;
    // All keys of the root are replaced: the old ones sign the new root, too.
    let old = std::mem::replace(&mut publisher.root, Keys::new(3, 2));
    publisher.versions[ROOT] = 2;
    publisher.publish_root(Some(&old)).await;
    publisher.put("incident-1", b"{\"a\":1}");
    publisher.advance();
    server.serve(publisher.publish().await);
    station.changed().await;
    assert_eq!(station.floors.root, 2);
    // An installation that begins now follows the same way from the first root.
    let mut late = Station::new(&publisher, &server);
    late.changed().await;
    assert_eq!(late.floors.root, 2);
    // The first root alone, as before, leads nowhere any more.
    let mut held_back = publisher.publish().await;
    held_back.remove("metadata/2.root.json");
    server.serve(held_back);
    late.datastore = tempfile::tempdir().unwrap();
    let error = late.refused().await;
    assert!(
        matches!(
            error,
            FetchError::Rollback {
                role: "root",
                offered: 1,
                known: 2
            }
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_root_that_the_old_keys_did_not_sign() {
    let (mut publisher, server, mut station) = enrolled().await;
    publisher.root = Keys::new(3, 2);
    publisher.versions[ROOT] = 2;
    publisher.publish_root(None).await;
    publisher.advance();
    server.serve(publisher.publish().await);
    let error = station.refused().await;
    assert!(
        matches!(error, FetchError::Signatures { role: "root" }),
        "{error:?}"
    );
    // One of the old keys is not enough.
    let (mut publisher, server, mut station) = enrolled().await;
    let mut old = std::mem::replace(&mut publisher.root, Keys::new(3, 2));
    old.keys.truncate(1);
    publisher.versions[ROOT] = 2;
    publisher.publish_root(Some(&old)).await;
    publisher.advance();
    server.serve(publisher.publish().await);
    let error = station.refused().await;
    assert!(
        matches!(error, FetchError::Signatures { role: "root" }),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_root_under_anothers_version() {
    let (mut publisher, server, mut station) = enrolled().await;
    publisher.versions[ROOT] = 3;
    publisher.publish_root(None).await;
    publisher.advance();
    let mut files = publisher.publish().await;
    let third = files["metadata/3.root.json"].clone();
    files.insert("metadata/2.root.json".to_owned(), third);
    server.serve(files);
    let error = station.refused().await;
    assert!(
        matches!(error, FetchError::Rollback { role: "root", .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn revoked_keys() {
    let (mut publisher, server, mut station) = enrolled().await;
    let old = replace_timestamp_key(&mut publisher).await;
    publisher.advance();
    server.serve(publisher.publish().await);
    station.fetch().await.unwrap();
    // The thief of the old key goes on signing.
    let new = std::mem::replace(&mut publisher.timestamp, old);
    publisher.versions[TIMESTAMP] += 1;
    server.serve(publisher.publish().await);
    let error = station.refused().await;
    assert!(
        matches!(error, FetchError::Signatures { role: "timestamp" }),
        "{error:?}"
    );
    // And cannot keep the new root from an installation by making the server fail on it.
    let mut late = Station::new(&publisher, &server);
    for status in [500, 503, 302] {
        server.spoil(
            "metadata/2.root.json",
            Fault::Answer(status, String::new(), Vec::new()),
        );
        let error = late.refused().await;
        assert!(!matches!(error, FetchError::Signatures { .. }), "{error:?}");
    }
    server.spoil("metadata/2.root.json", Fault::Closed);
    let error = late.refused().await;
    assert!(matches!(error, FetchError::Unreachable { .. }), "{error:?}");
    server.mend();
    publisher.timestamp = new;
    server.serve(publisher.publish().await);
    late.fetch().await.unwrap();
}

#[tokio::test]
async fn recovery_from_a_version_that_a_thief_drove_up() {
    let (mut publisher, server, mut station) = enrolled().await;
    publisher.versions[TIMESTAMP] = 1 << 60;
    server.serve(publisher.publish().await);
    station.fetch().await.unwrap();
    assert_eq!(station.floors.timestamp, 1 << 60);
    publisher.versions[TIMESTAMP] = 3;
    server.serve(publisher.publish().await);
    assert!(matches!(
        station.refused().await,
        FetchError::Rollback { .. }
    ));
    // New keys begin anew, with the datastore and without it.
    replace_timestamp_key(&mut publisher).await;
    server.serve(publisher.publish().await);
    let floors = station.floors;
    station.fetch().await.unwrap();
    assert_eq!(station.floors.timestamp, 3);
    station.floors = floors;
    station.datastore = tempfile::tempdir().unwrap();
    station.fetch().await.unwrap();
    assert_eq!(station.floors.timestamp, 3);
    // From then on there is no way back again.
    publisher.versions[TIMESTAMP] = 2;
    server.serve(publisher.publish().await);
    assert!(matches!(
        station.refused().await,
        FetchError::Rollback {
            role: "timestamp",
            offered: 2,
            known: 3
        }
    ));
}

#[tokio::test]
async fn one_replaced_key_lets_nobody_back_to_old_targets() {
    let (mut publisher, server, mut station) = enrolled().await;
    publisher.advance();
    server.serve(publisher.publish().await);
    station.fetch().await.unwrap();
    // One of three keys was lost; two old ones remain, and could have signed what is old.
    let new = Keys::new(1, 1).keys;
    publisher.targets.keys.splice(2.., new);
    publisher.versions[ROOT] = 2;
    publisher.publish_root(None).await;
    publisher.advance();
    publisher.versions[TARGETS] = 1;
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
    publisher.versions[TARGETS] = 3;
    server.serve(publisher.publish().await);
    station.fetch().await.unwrap();
}

#[tokio::test]
async fn many_new_roots_are_followed_in_steps() {
    let (mut publisher, server, mut station) = enrolled().await;
    for version in 2..=8 {
        publisher.versions[ROOT] = version;
        publisher.publish_root(None).await;
    }
    publisher.put("incident-1", b"{\"a\":1}");
    publisher.advance();
    server.serve(publisher.publish().await);
    station.limits.rotations = 3;
    for _ in 0..2 {
        let error = station.refused().await;
        assert!(
            matches!(error, FetchError::TooManyRoots { most: 3 }),
            "{error:?}"
        );
    }
    station.changed().await;
    assert_eq!(station.floors.root, 8);
}
