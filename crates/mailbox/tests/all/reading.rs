//! What a reader is given of messages not seen before.

use std::time::Duration;

use crate::support::{
    Try, assert_harmless,
    authority::Authority,
    reader::{Given, Noting},
    script::{Hear, Lines, Mailbox, Script, Step, Tls, say},
    seen, serve,
};
use rstest::rstest;
use vigie_domain::server::Security;
use vigie_mailbox::{
    Wanted,
    check::reader::{HEADER_OCTETS, LINES_OCTETS},
};

/// Inside TLS, without pipelining, up to the sizes of two messages.
fn opening(authority: &Authority) -> Vec<Step> {
    vec![
        Tls(authority.server(&["127.0.0.1"])),
        say("+OK ready\r\n"),
        Hear("CAPA"),
        say("-ERR unknown\r\n"),
        Hear("USER"),
        say("+OK\r\n"),
        Hear("PASS"),
        say("+OK\r\n"),
        Hear("CAPA"),
        say("-ERR unknown\r\n"),
        Hear("STAT"),
        say("+OK 2 4000\r\n"),
        Hear("UIDL"),
        say("+OK\r\n1 one\r\n2 two\r\n.\r\n"),
        Hear("LIST"),
        say("+OK\r\n1 2000\r\n2 2000\r\n.\r\n"),
    ]
}

#[tokio::test]
async fn octets_come_as_they_were_sent_without_the_dots_of_the_transmission() {
    let authority = Authority::exemple();
    let mut script = opening(&authority);
    script.extend([
        Hear("TOP 1 0"),
        say(b"+OK\r\nSubject: ARL\r\nX-Odd: \xe9\r\n..dot: a\r\n\r\n.\r\n"),
        Hear("TOP 1 2"),
        say("+OK\r\nSubject: ARL\r\n\r\n...three dots\r\n..\r\nnot asked for\r\n.\r\n"),
        Hear("TOP 2 0"),
        say("+OK\r\nSubject: Invitation\r\n\r\nnot asked for\r\n.\r\n"),
        Hear("QUIT"),
        say("+OK\r\n"),
    ]);
    let server = Script::start(script).await;
    let mut reader = Noting {
        of: "ARL",
        ..Noting::wanting(Wanted::Lines(2))
    };
    let checked = Try::at(server.port, Security::Tls)
        .trusting(&authority.root())
        .read_by(&mut reader)
        .await;
    let given = |uid: &str, what: &str| (uid.to_owned(), what.to_owned());
    let (one_header, one_lines, two_header) = (
        given("one", "Subject: ARL\r\nX-Odd: \u{fffd}\r\n.dot: a\r\n\r\n"),
        given("one", "Subject: ARL\r\n\r\n..three dots\r\n.\r\n"),
        given("two", "Subject: Invitation\r\n\r\n"),
    );
    assert_eq!(
        reader.given,
        [
            Given::Header(one_header.0, one_header.1),
            Given::Lines(one_lines.0, one_lines.1),
            Given::Header(two_header.0, two_header.1),
        ]
    );
    let uids: Vec<_> = seen(&checked).new_messages.iter().map(|m| &m.uid).collect();
    assert_eq!(uids, ["one", "two"]);
    assert!(!seen(&checked).more_to_scan);
    assert_eq!(server.heard().last().map(String::as_str), Some("QUIT"));
}

#[rstest]
#[case::pipelined(Mailbox::default().capabilities)]
#[case::one_by_one("USER\r\nUIDL\r\n")]
#[tokio::test]
async fn every_message_is_read_once_in_one_session(#[case] capabilities: &'static str) {
    let mailbox = Mailbox {
        capabilities,
        ..Mailbox::of(300)
    };
    let (server, attempt) = serve(mailbox).await;
    let mut reader = Noting::wanting(Wanted::Lines(2));
    let checked = attempt.read_by(&mut reader).await;
    reader.assert_orderly();
    assert_eq!((reader.headers().len(), reader.lines().len()), (300, 300));
    assert_eq!(server.count("TOP"), 600);
    let Some(Given::Lines(uid, text)) = reader.given.last() else {
        panic!("{:?}", reader.given.last());
    };
    assert_eq!(uid, "uid-300");
    assert!(
        text.ends_with("\r\n.dots\r\n\r\n.first\r\nsecond\r\n"),
        "{text}"
    );
    let uids: Vec<_> = seen(&checked)
        .new_messages
        .iter()
        .map(|m| m.uid.clone())
        .collect();
    let expected: Vec<_> = (1..=300).map(|n| format!("uid-{n}")).collect();
    assert_eq!(uids, expected);
    assert_harmless(&server);
}

#[tokio::test]
async fn known_messages_are_not_read_again_and_lines_only_where_wanted() {
    let (server, mut attempt) = serve(Mailbox::of(50)).await;
    for n in 1..=45 {
        attempt.known.insert(format!("uid-{n}"), None);
    }
    let mut reader = Noting {
        of: "ARL 49",
        ..Noting::wanting(Wanted::Lines(20))
    };
    let checked = attempt.read_by(&mut reader).await;
    assert_eq!(
        reader.headers(),
        ["uid-46", "uid-47", "uid-48", "uid-49", "uid-50"]
    );
    assert_eq!(reader.lines(), ["uid-49"]);
    assert_eq!(server.count("TOP 49 20"), 1);
    assert_eq!(server.count("TOP"), 6);
    assert_eq!(seen(&checked).new_messages.len(), 5);
    assert_harmless(&server);
}

#[rstest]
#[case(0, "TOP 1 1")]
#[case(100, "TOP 1 100")]
#[case(u32::MAX, "TOP 1 100")]
#[tokio::test]
async fn the_number_of_lines_is_bounded(#[case] lines: u32, #[case] asked: &str) {
    let (server, attempt) = serve(Mailbox::of(1)).await;
    attempt
        .read_by(&mut Noting::wanting(Wanted::Lines(lines)))
        .await;
    let tops: Vec<_> = server
        .heard()
        .into_iter()
        .filter(|line| line.starts_with("TOP"))
        .collect();
    assert_eq!(tops, ["TOP 1 0", asked]);
}

#[tokio::test]
async fn a_server_that_refuses_lines_is_asked_once_for_each_message() {
    let mailbox = Mailbox {
        lines: Lines::Refused,
        ..Mailbox::of(20)
    };
    let (server, mut attempt) = serve(mailbox).await;
    let mut reader = Noting::wanting(Wanted::Lines(5));
    let checked = attempt.read_by(&mut reader).await;
    reader.assert_orderly();
    assert_eq!(seen(&checked).new_messages.len(), 20);
    assert!(!seen(&checked).more_to_scan);
    assert_harmless(&server);
    // What there is, is the header.
    for pair in [0, 39].map(|at| &reader.given[at]) {
        let (Given::Header(_, text) | Given::Lines(_, text)) = pair;
        assert!(text.ends_with("\r\n.dots\r\n\r\n"), "{text}");
    }
    attempt.memory = checked.memory;
    for message in &seen_uids(&reader) {
        attempt.known.insert(message.clone(), None);
    }
    attempt.read_by(&mut reader).await;
    assert_eq!(server.count("TOP"), 40);
}

fn seen_uids(reader: &Noting) -> Vec<String> {
    reader.lines().into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_refused_header_is_empty_and_counts() {
    let authority = Authority::exemple();
    let mut script = opening(&authority);
    script.extend([
        Hear("TOP 1 0"),
        say("-ERR not this one\r\n"),
        Hear("TOP 1 3"),
        say("-ERR nor its lines\r\n"),
        Hear("TOP 2 0"),
        say("+OK\r\n.\r\n"),
        Hear("TOP 2 3"),
        say("+OK\r\n.\r\n"),
        Hear("QUIT"),
    ]);
    let server = Script::start(script).await;
    let mut reader = Noting::wanting(Wanted::Lines(3));
    let checked = Try::at(server.port, Security::Tls)
        .trusting(&authority.root())
        .read_by(&mut reader)
        .await;
    reader.assert_orderly();
    assert_eq!(reader.lines(), ["one", "two"]);
    assert!(reader.given.iter().all(|given| {
        let (Given::Header(_, text) | Given::Lines(_, text)) = given;
        text.is_empty()
    }));
    assert_eq!(seen(&checked).new_messages.len(), 2);
}

#[tokio::test]
async fn an_endless_header_is_cut() {
    let mut mailbox = Mailbox::of(1);
    mailbox.messages[0].1 = format!("Subject: ARL\r\n{}", "X-More: and more\r\n".repeat(20_000));
    let (_, attempt) = serve(mailbox).await;
    let mut reader = Noting::wanting(Wanted::Lines(3));
    let checked = attempt.read_by(&mut reader).await;
    let [Given::Header(_, header), Given::Lines(_, lines)] = &reader.given[..] else {
        panic!("{}", reader.given.len());
    };
    assert_eq!((header.len(), lines.len()), (HEADER_OCTETS, LINES_OCTETS));
    assert_eq!(seen(&checked).new_messages.len(), 1);
}

/// 150 KB for each answer: after 8 MiB the session has had enough.
#[tokio::test]
async fn whole_messages_instead_of_lines_are_spread_over_sessions() {
    let mailbox = Mailbox {
        surplus: 50_000,
        ..Mailbox::of(120)
    };
    let (server, mut attempt) = serve(mailbox).await;
    attempt.limits.cap = Duration::from_secs(20);
    let mut read = Vec::new();
    for _ in 0..3 {
        let mut reader = Noting::wanting(Wanted::Lines(6));
        let checked = attempt.read_by(&mut reader).await;
        reader.assert_orderly();
        for given in &reader.given {
            if let Given::Lines(_, text) = given {
                assert!(text.ends_with("\r\nfourth\r\nx\r\nx\r\n"), "{}", text.len());
            }
        }
        let new = &seen(&checked).new_messages;
        assert_eq!(new.len(), reader.lines().len());
        assert!(new.len() >= 30, "{}", new.len());
        for message in new {
            attempt.known.insert(message.uid.clone(), None);
            read.push(message.uid.clone());
        }
        attempt.memory = checked.memory.clone();
        if !seen(&checked).more_to_scan {
            break;
        }
    }
    assert_eq!(read.len(), 120);
    assert_eq!(server.count("AUTH"), 2);
}
