//! Faces that behave badly, too many of them, and a second start.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests stand outside test functions"
)]

mod common;

use std::{io::Read, time::Duration};

use common::{Instance, ask, command, refused, status};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::timeout,
};
use vigie_domain::account::AccountId;
use vigie_protocol::{
    Answer, ConnectError, Connection, Event, Face, MAX_LINE, Refusal, Request, Settings, socket,
};

/// Writes raw octets to the agent and reads until it hangs up.
async fn exchange(instance: &Instance, octets: &[u8]) -> String {
    let stream = socket::connect(instance.dir.path()).await.unwrap();
    let (mut reading, mut writing) = tokio::io::split(stream);
    let write = async {
        // The agent may hang up before everything is written.
        let _ = writing.write_all(octets).await;
    };
    let mut said = String::new();
    let read = async { reading.read_to_string(&mut said).await };
    let ((), read) = timeout(Duration::from_secs(20), async { tokio::join!(write, read) })
        .await
        .unwrap();
    read.unwrap();
    said
}

const HELLO: &str =
    "{\"id\":1,\"request\":{\"type\":\"hello\",\"version\":1,\"face\":\"terminal\"}}\n";

#[tokio::test]
async fn what_is_no_call_is_refused_clearly_and_harms_nobody() {
    let instance = Instance::start().await;
    let (face, _events) = instance.face().await;

    let said = exchange(&instance, b"GET / HTTP/1.1\r\n\r\n").await;
    assert!(said.contains("\"malformed\""), "{said}");
    let said = exchange(
        &instance,
        "{\"id\":1,\"request\":{\"type\":\"status\"}}\n".as_bytes(),
    )
    .await;
    assert!(said.contains("\"hello_expected\""), "{said}");
    let foreign = HELLO.replace("\"version\":1", "\"version\":99");
    let said = exchange(&instance, foreign.as_bytes()).await;
    assert!(said.contains("\"foreign_version\""), "{said}");
    assert!(said.contains("\"face\":99"), "{said}");

    let secret = "{\"id\":2,\"request\":{\"type\":\"change_password\",\"account\":\"x\",\
                  \"password\":\"sesame-ouvre-toi\"}}\n";
    let said = exchange(&instance, format!("{HELLO}{secret}").as_bytes()).await;
    assert!(said.contains("\"malformed\""), "{said}");
    assert!(!said.contains("sesame"), "{said}");
    let said = exchange(&instance, format!("{HELLO}{HELLO}").as_bytes()).await;
    assert!(said.contains("\"hello_expected\""), "{said}");
    let begun = format!("{HELLO}{{\"id\":2");
    let said = exchange(&instance, begun.as_bytes());
    // The line never ends: nothing is answered, and nothing breaks.
    assert!(timeout(Duration::from_millis(300), said).await.is_err());

    let mut endless = HELLO.as_bytes().to_vec();
    endless.resize(endless.len() + MAX_LINE + 10, b'x');
    let said = exchange(&instance, &endless).await;
    assert!(said.contains("\"too_long\""), "{said}");

    // A connection that says nothing is closed.
    let said = exchange(&instance, b"").await;
    assert!(said.contains("\"hello_expected\""), "{said}");

    assert_eq!(status(&face).await.mailboxes, []);
    let log = std::fs::read_dir(instance.dir.path().join("logs"))
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect::<String>();
    assert!(!log.contains("sesame"), "{log}");
}

#[tokio::test]
async fn values_outside_their_range_are_named() {
    let instance = Instance::start().await;
    let (face, _events) = instance.face().await;
    let field = |name: &str| Refusal::OutOfRange {
        field: name.to_owned(),
    };
    for minutes in [0, 1441] {
        assert_eq!(
            refused(&face, Request::Pause { minutes }).await,
            field("minutes")
        );
    }
    let nobody = AccountId(77);
    for request in [
        Request::CheckNow {
            account: Some(nobody),
        },
        Request::RemindTomorrow {
            account: Some(nobody),
        },
        Request::RemoveMailbox { account: nobody },
    ] {
        assert_eq!(refused(&face, request).await, Refusal::UnknownMailbox);
    }
    let (from, until) = (jiff::Timestamp::UNIX_EPOCH, jiff::Timestamp::MAX);
    let history = |points, from, until| Request::History {
        account: nobody,
        from,
        until,
        points,
    };
    assert_eq!(
        refused(&face, history(0, from, until)).await,
        field("points")
    );
    assert_eq!(
        refused(&face, history(2001, from, until)).await,
        field("points")
    );
    assert_eq!(
        refused(&face, history(10, until, from)).await,
        field("until")
    );
    assert_eq!(
        refused(&face, Request::OpenWindow).await,
        Refusal::NotPossible
    );
}

#[tokio::test]
async fn a_hundred_faces_are_served_or_refused_clearly() {
    let instance = Instance::start().await;
    let mut served = Vec::new();
    let mut turned_away = 0;
    for _ in 0..100 {
        match Connection::open(instance.dir.path(), Face::Terminal).await {
            Ok(face) => served.push(face),
            // Without a welcome: hung up on before its hello was written.
            Err(ConnectError::Refused(Refusal::TooManyFaces) | ConnectError::NoWelcome) => {
                turned_away += 1;
            }
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(served.len(), 32);
    assert_eq!(turned_away, 68);
    for (face, _) in &served {
        status(face).await;
    }
    served.clear();
    let began = std::time::Instant::now();
    while Connection::open(instance.dir.path(), Face::Terminal)
        .await
        .is_err()
    {
        assert!(began.elapsed() < Duration::from_secs(10), "no place");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_slow_face_holds_nobody_up() {
    let instance = Instance::start().await;
    let mut slow = socket::connect(instance.dir.path()).await.unwrap();
    slow.write_all(HELLO.as_bytes()).await.unwrap();
    let (face, mut events) = instance.face().await;
    let Answer::Settings { settings } = ask(&face, Request::Settings).await else {
        panic!("no settings");
    };
    // Each change is told to every face; the slow one reads nothing of it.
    for round in 0..500_u16 {
        let settings = Settings {
            billing_software: Some("x".repeat(90)),
            interval_minutes: 10 + round % 40,
            ..settings.clone()
        };
        let answer = timeout(
            Duration::from_secs(5),
            ask(&face, Request::ChangeSettings { settings }),
        );
        answer.await.unwrap();
        while let Ok(Some(_)) = timeout(Duration::ZERO, events.next()).await {}
    }
    let mut last = 0;
    while let Ok(Some(event)) = timeout(Duration::from_millis(500), events.next()).await {
        if let Event::Settings { settings } = event {
            last = settings.interval_minutes;
        }
    }
    assert!(last == 0 || last == 10 + 499 % 40, "{last}");
    drop(slow);
}

#[tokio::test]
async fn a_second_start_says_so_and_ends_well() {
    let instance = Instance::start().await;
    let mut second = command(instance.dir.path());
    let status = tokio::task::spawn_blocking(move || {
        let status = second.wait().unwrap();
        let mut said = String::new();
        second
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
        (status, said)
    });
    let (status, said) = status.await.unwrap();
    assert!(status.success(), "{status}");
    assert!(said.contains("already running"), "{said}");
    let (face, _events) = instance.face().await;
    common::status(&face).await;
}

#[tokio::test]
async fn quitting_says_goodbye_and_leaves_no_socket() {
    let mut instance = Instance::start().await;
    let (face, mut events) = instance.face().await;
    let (other, mut other_events) = instance.face().await;
    assert!(matches!(ask(&face, Request::Quit).await, Answer::Done));
    for events in [&mut events, &mut other_events] {
        let farewell = async {
            let mut seen = false;
            while let Some(event) = events.next().await {
                seen |= matches!(event, Event::Goodbye);
            }
            seen
        };
        assert!(timeout(Duration::from_secs(5), farewell).await.unwrap());
    }
    drop(other);
    let status = tokio::task::spawn_blocking(move || (instance.child.wait(), instance));
    let (status, instance) = status.await.unwrap();
    assert!(status.unwrap().success());
    assert!(!socket::endpoint(instance.dir.path()).unwrap().exists());
}
