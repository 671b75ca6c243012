//! Whole messages, and their deletion.

use std::time::Duration;

use secrecy::SecretString;
use vigie_domain::{cause::Cause, server::Security};
use vigie_mailbox::{CheckRequest, KnownUids, Retrieval, Retrieved};

use crate::support::{
    LOGIN, PASSWORD, Try,
    authority::Authority,
    now,
    script::{Hear, Script, Step, Tls, say},
};

/// A mailbox that tells these numbers, up to its last words.
async fn server(stat: &str, uidl: &str, then: Vec<Step>) -> (Script, Try) {
    let authority = Authority::exemple();
    let capabilities = || say("+OK\r\nUSER\r\nTOP\r\nUIDL\r\n.\r\n");
    let mut steps = vec![
        Tls(authority.server(&["127.0.0.1"])),
        say("+OK ready\r\n"),
        Hear("CAPA"),
        capabilities(),
        Hear("USER"),
        say("+OK\r\n"),
        Hear("PASS"),
        say("+OK\r\n"),
        Hear("CAPA"),
        capabilities(),
        Hear("STAT"),
        say(format!("+OK {stat}\r\n")),
        Hear("UIDL"),
        say(uidl),
    ];
    steps.extend(then);
    let server = Script::start(steps).await;
    let attempt = Try::at(server.port, Security::Tls).trusting(&authority.root());
    (server, attempt)
}

macro_rules! open {
    ($attempt:expr => $retrieval:ident) => {
        let password: SecretString = PASSWORD.into();
        let known = KnownUids::new();
        let request = CheckRequest {
            extra_roots: &$attempt.roots,
            limits: $attempt.limits,
            ..CheckRequest::new(now(), &$attempt.server, LOGIN, &password, &known)
        };
        let mut $retrieval = Retrieval::open(&request).await.unwrap();
    };
}

#[tokio::test]
async fn messages_are_fetched_in_parts_and_deleted_at_quit() {
    let (server, attempt) = server(
        "3 40",
        "+OK\r\n1 u1\r\n2 u2\r\n3 u3\r\n.\r\n",
        vec![
            Hear("LIST"),
            say("+OK\r\n1 20\r\n3 9\r\n.\r\n"),
            Hear("RETR 1"),
            Step::Drip(
                b"+OK\r\nA: b\r\n\r\n..x\r\n.\r\n".to_vec(),
                Duration::from_millis(1),
            ),
            Hear("RETR 3"),
            say("-ERR busy\r\n"),
            Hear("TOP 1 0"),
            say("+OK\r\nA: b\r\n\r\n.\r\n"),
            Hear("DELE 1"),
            say("+OK\r\n"),
            Hear("DELE 2"),
            say("-ERR no\r\n"),
            Hear("QUIT"),
            say("+OK\r\n"),
        ],
    )
    .await;
    open!(attempt => retrieval);
    let listing = retrieval.listing().await.unwrap();
    let told: Vec<_> = listing
        .iter()
        .map(|stored| (stored.uid.as_str(), stored.octets))
        .collect();
    assert_eq!(told, [("u1", Some(20)), ("u2", None), ("u3", Some(9))]);
    retrieval.ask([listing[0].number, listing[2].number]);
    let mut message = Vec::new();
    let mut ends = Vec::new();
    while let Some(what) = retrieval.next().await.unwrap() {
        match what {
            Retrieved::Octets(octets) => message.extend(octets),
            Retrieved::Whole => ends.push("whole"),
            Retrieved::Refused => ends.push("refused"),
        }
    }
    assert_eq!(message, b"A: b\r\n\r\n.x\r\n");
    assert_eq!(ends, ["whole", "refused"]);
    let header = retrieval.header(listing[0].number).await.unwrap();
    assert_eq!(header.unwrap(), b"A: b\r\n\r\n");
    assert!(retrieval.delete(listing[0].number).await.unwrap());
    assert!(!retrieval.delete(listing[1].number).await.unwrap());
    assert!(retrieval.quit().await);
    assert_eq!(server.count("PASS"), 1);
}

#[tokio::test]
async fn a_session_that_is_dropped_never_says_quit() {
    let (server, attempt) = server(
        "1 40",
        "+OK\r\n1 u1\r\n.\r\n",
        vec![
            Hear("LIST"),
            say("+OK\r\n1 40\r\n.\r\n"),
            Hear("RETR 1"),
            say("+OK\r\nA: b\r\n\r\nhalf a li"),
            Step::Hold,
        ],
    )
    .await;
    open!(attempt => retrieval);
    let listing = retrieval.listing().await.unwrap();
    retrieval.ask([listing[0].number]);
    let failure = loop {
        match retrieval.next().await {
            Ok(Some(Retrieved::Octets(_))) => {}
            Ok(_) => panic!("it was never whole"),
            Err(failure) => break failure,
        }
    };
    assert_eq!(failure.cause, Cause::TooSlow);
    drop(retrieval);
    assert_eq!(server.count("QUIT"), 0);
}

#[tokio::test]
async fn a_listing_that_is_not_whole_is_a_failure() {
    for uidl in [
        "-ERR no\r\n",
        "+OK\r\n1 u1\r\n.\r\n",
        "+OK\r\n1 u1\r\n2\r\n.\r\n",
    ] {
        let (_server, attempt) = server("2 40", uidl, vec![Step::Hold]).await;
        open!(attempt => retrieval);
        let failure = retrieval.listing().await.unwrap_err();
        assert_eq!(failure.cause, Cause::ProtocolViolation, "{uidl}");
    }
}
