//! Scans that take more than one session.

use std::time::Duration;

use crate::support::{
    Try, assert_failed, assert_harmless, now,
    reader::Noting,
    script::{Lines, Mailbox},
    seen, serve,
};
use jiff::SignedDuration;
use vigie_domain::{cause::Cause, report::Phase};
use vigie_mailbox::{Checked, Wanted};

/// Without pipelining: what is asked next is known.
const ONE_BY_ONE: &str = "USER\r\nUIDL\r\n";

/// What the agent keeps from one check to the next.
fn keep(attempt: &mut Try, checked: &Checked) {
    for message in &seen(checked).new_messages {
        attempt
            .known
            .insert(message.uid.clone(), message.received_at);
    }
    attempt.memory.clone_from(&checked.memory);
}

#[tokio::test]
async fn what_the_cap_cut_off_is_delivered_whole_by_the_next_check() {
    let mailbox = Mailbox {
        pause: Duration::from_millis(3),
        ..Mailbox::of(250)
    };
    let (server, mut attempt) = serve(mailbox).await;
    attempt.limits.cap = Duration::from_secs(1);
    let mut reader = Noting::wanting(Wanted::Lines(3));
    let first = attempt.read_by(&mut reader).await;
    reader.assert_orderly();
    assert!(seen(&first).more_to_scan);
    assert_harmless(&server);
    // Known is what nothing is missing of.
    let new: Vec<_> = seen(&first)
        .new_messages
        .iter()
        .map(|m| m.uid.as_str())
        .collect();
    assert_eq!(new, reader.lines());
    assert!(
        new.len() > 20 && new.len() < reader.headers().len(),
        "{}",
        new.len()
    );
    let half_read = reader.headers()[new.len()].to_owned();

    keep(&mut attempt, &first);
    attempt.limits.cap = Duration::from_secs(10);
    let mut reader = Noting::wanting(Wanted::Lines(3));
    let second = attempt.read_by(&mut reader).await;
    reader.assert_orderly();
    assert_eq!(reader.headers().first(), Some(&half_read.as_str()));
    assert_eq!(reader.headers(), reader.lines());
    assert!(!seen(&second).more_to_scan);
    keep(&mut attempt, &second);
    assert_eq!(attempt.known.len(), 250);
}

/// So slow that a session sees a dozen and a half answers.
#[tokio::test]
async fn a_scan_makes_progress_over_a_very_slow_line() {
    let mailbox = Mailbox {
        pause: Duration::from_millis(40),
        ..Mailbox::of(100)
    };
    let (_, mut attempt) = serve(mailbox).await;
    attempt.limits.cap = Duration::from_secs(1);
    for _ in 0..2 {
        let before = attempt.known.len();
        let mut reader = Noting::wanting(Wanted::Lines(3));
        let checked = attempt.read_by(&mut reader).await;
        reader.assert_orderly();
        keep(&mut attempt, &checked);
        assert!(attempt.known.len() >= before + 3, "{}", attempt.known.len());
    }
}

#[tokio::test]
async fn a_scan_makes_progress_over_a_line_that_breaks_each_time() {
    for capabilities in [ONE_BY_ONE, Mailbox::default().capabilities] {
        let mailbox = Mailbox {
            tops: 12,
            capabilities,
            ..Mailbox::of(40)
        };
        let (server, mut attempt) = serve(mailbox).await;
        let mut sessions = 0;
        loop {
            let before = attempt.known.len();
            let checked = attempt.run().await;
            keep(&mut attempt, &checked);
            sessions += 1;
            let phases: Vec<_> = checked.report.timings.iter().map(|t| t.phase).collect();
            if !seen(&checked).more_to_scan {
                assert_eq!(phases.last(), Some(&Phase::Quit));
                break;
            }
            // Nothing is said to a connection that is gone.
            assert_eq!(phases.last(), Some(&Phase::Headers));
            assert_eq!(attempt.known.len(), before + 12);
            assert_eq!(seen(&checked).messages, 40);
        }
        assert_eq!((attempt.known.len(), sessions), (40, 4));
        assert_eq!(server.count("QUIT"), 1);
    }
}

#[tokio::test]
async fn an_outage_before_the_first_header_is_a_failure() {
    let mailbox = Mailbox {
        tops: 0,
        ..Mailbox::of(40)
    };
    let (_, attempt) = serve(mailbox).await;
    let checked = attempt.run().await;
    assert_failed(&checked.report, Cause::ConnectionLost, Phase::Headers);
    assert_eq!(checked.memory, None);
}

#[tokio::test]
async fn a_server_that_breaks_off_over_lines_is_asked_for_headers_alone_after_three_sessions() {
    for lines in [Lines::HangsUp, Lines::Silence] {
        let mailbox = Mailbox {
            lines,
            capabilities: ONE_BY_ONE,
            ..Mailbox::of(4)
        };
        let (server, mut attempt) = serve(mailbox).await;
        attempt.limits.reply = Duration::from_millis(150);
        for session in 1..=3 {
            let mut reader = Noting::wanting(Wanted::Lines(9));
            let checked = attempt.read_by(&mut reader).await;
            assert_eq!((reader.headers(), reader.lines()), (vec!["uid-1"], vec![]));
            assert_eq!(seen(&checked).new_messages, []);
            assert!(seen(&checked).more_to_scan);
            keep(&mut attempt, &checked);
            assert_eq!(attempt.memory.as_ref().unwrap().lines_broke, session);
        }
        let mut reader = Noting::wanting(Wanted::Lines(9));
        let checked = attempt.read_by(&mut reader).await;
        reader.assert_orderly();
        assert_eq!(reader.headers(), reader.lines());
        assert_eq!(seen(&checked).new_messages.len(), 4);
        assert!(!seen(&checked).more_to_scan);
        assert_eq!(checked.memory.as_ref().unwrap().lines_broke, 3);
        assert!(
            server
                .heard()
                .ends_with(&["TOP 4 0".to_owned(), "QUIT".to_owned()])
        );

        // After a day it gets another chance.
        attempt.memory.as_mut().unwrap().learned_at = now() - SignedDuration::from_hours(25);
        let checked = attempt
            .read_by(&mut Noting::wanting(Wanted::Lines(9)))
            .await;
        assert_eq!(checked.memory.unwrap().lines_broke, 1);
    }
}

#[tokio::test]
async fn a_line_that_breaks_now_and_then_costs_no_lines() {
    let mailbox = Mailbox {
        tops: 7,
        capabilities: ONE_BY_ONE,
        ..Mailbox::of(10)
    };
    let (_, mut attempt) = serve(mailbox).await;
    let mut read = Vec::new();
    for _ in 0..4 {
        let mut reader = Noting::wanting(Wanted::Lines(1));
        let checked = attempt.read_by(&mut reader).await;
        read.extend(reader.lines().into_iter().map(str::to_owned));
        keep(&mut attempt, &checked);
        assert_eq!(attempt.memory.as_ref().unwrap().lines_broke, 0);
    }
    let expected: Vec<_> = (1..=10).map(|n| format!("uid-{n}")).collect();
    assert_eq!(read, expected);
}
