//! Sessions that go well.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use crate::support::{
    Try, assert_harmless,
    authority::Authority,
    now,
    script::{Hear, Mailbox, Script, Step, Tls, say},
    seen, serve,
};
use jiff::SignedDuration;
use vigie_domain::{report::Phase, server::Security};

#[tokio::test]
async fn a_first_check_reads_every_envelope() {
    let (server, attempt) = serve(Mailbox::of(40)).await;
    let checked = attempt.run().await;
    let seen = seen(&checked);
    assert_eq!((seen.messages, seen.octets), (40, 80_000));
    assert_eq!(seen.uids.as_ref().unwrap().len(), 40);
    assert_eq!(seen.new_messages.len(), 40);
    assert!(!seen.more_to_scan);
    let last = &seen.new_messages[39];
    assert_eq!(last.uid, "uid-40");
    assert_eq!(last.octets, Some(2_000));
    assert_eq!(last.from.as_deref(), Some("arl@caisse.test"));
    assert_eq!(last.subject.as_deref(), Some("ARL 40"));
    assert_eq!(last.message_id.as_deref(), Some("40@caisse.test"));
    assert_eq!(seen.oldest, Some("2026-03-02T08:00:01Z".parse().unwrap()));
    let tls = checked.report.tls.as_ref().unwrap();
    assert_eq!(tls.version, "TLSv1.3");
    assert!(tls.cipher.starts_with("TLS_"), "{}", tls.cipher);
    assert_eq!(tls.issuer, "Exemple Root (Exemple SA)");
    assert_eq!(tls.not_after, "2040-01-01T00:00:00Z".parse().unwrap());
    let phases: Vec<Phase> = checked.report.timings.iter().map(|t| t.phase).collect();
    assert_eq!(
        phases,
        [
            Phase::Dns,
            Phase::Connect,
            Phase::Tls,
            Phase::Greeting,
            Phase::Capabilities,
            Phase::Login,
            Phase::Stat,
            Phase::List,
            Phase::Headers,
            Phase::Quit
        ]
    );
    assert!(checked.report.login_attempted);
    assert_harmless(&server);
}

#[tokio::test]
async fn a_remembered_server_is_asked_for_nothing_twice() {
    let (server, mut attempt) = serve(Mailbox::of(3)).await;
    let first = attempt.run().await;
    for message in &seen(&first).new_messages {
        attempt
            .known
            .insert(message.uid.clone(), message.received_at);
    }
    attempt.memory = first.memory.clone();
    let before = server.heard().len();
    let second = attempt.run().await;
    let heard = server.heard().split_off(before);
    let verbs: Vec<&str> = heard
        .iter()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(verbs, ["AUTH", "STAT", "UIDL", "QUIT"]);
    assert_eq!(seen(&second).new_messages, []);
    assert_eq!(seen(&second).oldest, seen(&first).oldest);
    assert_eq!(second.report.capabilities, first.report.capabilities);
    assert_eq!(second.memory, first.memory);

    // After a day, CAPA is asked again.
    let stale = attempt.memory.as_mut().unwrap();
    stale.learned_at = now() - SignedDuration::from_hours(25);
    let third = attempt.run().await;
    assert!(third.memory.unwrap().learned_at > now() - SignedDuration::from_hours(1));
    assert_eq!(server.count("CAPA"), 4);
}

#[tokio::test]
async fn one_new_message_costs_one_header() {
    let (server, mut attempt) = serve(Mailbox::of(500)).await;
    for n in 1..500 {
        attempt.known.insert(format!("uid-{n}"), None);
    }
    let checked = attempt.run().await;
    let new = &seen(&checked).new_messages;
    assert_eq!(new.len(), 1);
    assert_eq!(
        (new[0].uid.as_str(), new[0].octets),
        ("uid-500", Some(2_000))
    );
    assert_eq!(server.count("TOP"), 1);
    assert_eq!(server.count("LIST 500"), 1);
    assert_eq!(seen(&checked).oldest, new[0].received_at);
}

#[tokio::test]
async fn a_server_without_anything_optional() {
    let mailbox = Mailbox {
        capabilities: "",
        uidl: false,
        ..Mailbox::of(5)
    };
    let (server, attempt) = serve(mailbox).await;
    let checked = attempt.run().await;
    let seen = seen(&checked);
    assert_eq!(seen.messages, 5);
    assert_eq!(seen.uids, None);
    assert_eq!(seen.new_messages, []);
    assert_eq!(seen.oldest, None);
    assert_eq!(server.count("PASS"), 1);
    assert_eq!(server.count("TOP"), 0);
    assert_harmless(&server);
}

#[tokio::test]
async fn without_pipelining_one_command_waits_for_the_other() {
    let mailbox = Mailbox {
        capabilities: "USER\r\nUIDL\r\n",
        pause: Duration::from_millis(1),
        ..Mailbox::of(30)
    };
    let (server, attempt) = serve(mailbox).await;
    let checked = attempt.run().await;
    assert_eq!(seen(&checked).new_messages.len(), 30);
    assert_harmless(&server);
}

#[tokio::test]
async fn duplicated_ids_and_odd_lines_do_no_harm() {
    let authority = Authority::exemple();
    let server = Script::start(vec![
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
        say("+OK 4 100 and more words\r\n"),
        Hear("UIDL"),
        say("+OK\r\n1 same\r\n2 same\r\nthree\r\n4 \u{e9}t\u{e9}\r\n.\r\n"),
        Hear("LIST"),
        say("-ERR not today\r\n"),
        Hear("TOP 1 0"),
        say("-ERR not this one\r\n"),
        Hear("TOP 4 0"),
        say("+OK\r\nSubject: deux\r\n\r\n.\r\n"),
        Hear("QUIT"),
    ])
    .await;
    let checked = Try::at(server.port, Security::Tls)
        .trusting(&authority.root())
        .run()
        .await;
    let seen = seen(&checked);
    assert_eq!(
        seen.uids.as_deref().unwrap(),
        ["same", "same", "\\xc3\\xa9t\\xc3\\xa9"]
    );
    assert_eq!(seen.new_messages.len(), 2);
    assert_eq!(seen.new_messages[0].subject, None);
    assert_eq!(seen.new_messages[1].subject.as_deref(), Some("deux"));
    assert_eq!(seen.new_messages[1].octets, None);
}

#[tokio::test]
async fn a_session_begun_by_stls() {
    let authority = Authority::exemple();
    let server = Script::start(vec![
        say("+OK ready\r\n"),
        Hear("STLS"),
        say("+OK begin\r\n"),
        Tls(authority.server(&["127.0.0.1"])),
        Step::Mailbox(Arc::new(Mailbox::of(2))),
    ])
    .await;
    let checked = Try::at(server.port, Security::StartTls)
        .trusting(&authority.root())
        .run()
        .await;
    assert_eq!(seen(&checked).new_messages.len(), 2);
    assert!(checked.report.tls.is_some());
    assert_eq!(server.count("CAPA"), 2);
}

#[tokio::test]
async fn clear_text_after_consent() {
    let server = Script::start(vec![
        say("+OK ready\r\n"),
        Step::Mailbox(Arc::new(Mailbox::of(1))),
    ])
    .await;
    let mut attempt = Try::at(server.port, Security::Plain);
    attempt.clear_text_allowed = true;
    let checked = attempt.run().await;
    assert_eq!(seen(&checked).messages, 1);
    assert_eq!(checked.report.tls, None);
}

#[tokio::test]
async fn a_long_scan_stops_in_time_and_says_so() {
    let mailbox = Mailbox {
        pause: Duration::from_millis(4),
        ..Mailbox::of(5_000)
    };
    let (server, mut attempt) = serve(mailbox).await;
    attempt.limits.cap = Duration::from_secs(3);
    let began = Instant::now();
    let checked = attempt.run().await;
    assert!(began.elapsed() < Duration::from_millis(3_500));
    let seen = seen(&checked);
    assert!(seen.more_to_scan);
    assert!(seen.new_messages.len() > 50, "{}", seen.new_messages.len());
    assert_eq!(seen.uids.as_ref().unwrap().len(), 5_000);
    assert_harmless(&server);
}

#[tokio::test]
async fn servers_that_send_more_than_the_header_cannot_block_us() {
    let mailbox = Mailbox {
        surplus: 40_000,
        ..Mailbox::of(100)
    };
    let (server, mut attempt) = serve(mailbox).await;
    attempt.limits.cap = Duration::from_secs(20);
    let checked = attempt.run().await;
    assert_eq!(seen(&checked).new_messages.len(), 100);
    assert_harmless(&server);
}
