//! Clients as they are met by the server half: what it answers, line by line, and why it ends.
#![allow(clippy::expect_used, reason = "a test")]

use vigie_pop3::server::{Ended, Listed, NotAsked, Request, Session, Settings, State, Transport};
use vigie_pop3::{Capabilities, Capability, Reply, ResponseCode, Tolerance, UniqueId};

const MESSAGE: &[u8] = b"Subject: x\r\n\r\n.one\r\ntwo\r\n";

/// Plays a client's octets and the end of its stream; any password opens a mailbox of two messages, except `wrong`.
fn answers(settings: &Settings, octets: &[u8]) -> (String, Ended) {
    let whole = answers_to(settings, &[octets]);
    let single: Vec<&[u8]> = octets.chunks(1).collect();
    assert_eq!(
        whole,
        answers_to(settings, &single),
        "the slices make no difference"
    );
    whole
}

fn answers_to(settings: &Settings, parts: &[&[u8]]) -> (String, Ended) {
    let mut session = Session::new(settings.clone());
    let mut output = Vec::new();
    let mut ended = None;
    for part in parts.iter().map(Some).chain([None]) {
        match part {
            Some(part) => session.receive(part),
            None => session.end_of_stream(),
        }
        while let Some(request) = session.next_request() {
            match request {
                Request::Login(login) if login.proves(login.name(), &"wrong".into()) => session
                    .refuse(&Reply::coded(ResponseCode::Auth, "no"))
                    .expect("asked"),
                Request::Login(_) => session.open(mailbox()).expect("asked"),
                Request::Body { .. } => {
                    session.send_body(MESSAGE).expect("asked");
                    session.finish_body().expect("asked");
                }
                Request::Update { deleted } if deleted.is_empty() => {
                    session.complete_update().expect("asked");
                }
                Request::Update { .. } => session
                    .refuse(&Reply::coded(ResponseCode::SysTemp, "some not deleted"))
                    .expect("asked"),
                Request::BeginTls => session.tls_established().expect("asked"),
                Request::Flush => output.append(&mut session.take_output()),
                Request::Close(why) => ended = Some(why),
            }
        }
    }
    output.append(&mut session.take_output());
    (
        String::from_utf8_lossy(&output).into_owned(),
        ended.expect("an end"),
    )
}

fn mailbox() -> Vec<Listed> {
    [&b"a-1"[..], b"b-2"]
        .into_iter()
        .map(|octets| Listed {
            octets: MESSAGE.len() as u64,
            unique_id: UniqueId::new(octets).expect("a unique id"),
        })
        .collect()
}

fn tls() -> Settings {
    Settings::new(Transport::Tls)
}

fn lines(text: &str) -> Vec<&str> {
    text.split_terminator("\r\n").collect()
}

#[test]
fn a_session_by_the_book() {
    let (output, ended) = answers(
        &tls(),
        b"USER a\r\nPASS b\r\nSTAT\r\nLIST\r\nUIDL\r\nUIDL 2\r\nTOP 1 1\r\nDELE 1\r\nDELE 1\r\nLIST\r\nSTAT\r\nRETR 1\r\nRSET\r\nLIST 1\r\nNOOP\r\nQUIT\r\n",
    );
    assert_eq!(
        lines(&output),
        [
            "+OK POP3 ready",
            "+OK Password, please",
            "+OK Mailbox open",
            "+OK 2 50",
            "+OK Sizes follow",
            "1 25",
            "2 25",
            ".",
            "+OK Unique ids follow",
            "1 a-1",
            "2 b-2",
            ".",
            "+OK 2 b-2",
            "+OK Message follows",
            "Subject: x",
            "",
            "..one",
            ".",
            "+OK Marked as deleted",
            "-ERR No such message",
            "+OK Sizes follow",
            "2 25",
            ".",
            "+OK 1 25",
            "-ERR No such message",
            "+OK Nothing is marked",
            "+OK 1 25",
            "+OK",
            "+OK Bye",
        ]
    );
    assert_eq!(ended, Ended::Quit);
}

#[test]
fn old_billing_software_is_understood() {
    let (output, ended) = answers(
        &tls(),
        b"user  nom@cabinet.example \nPass s e c\n stat\nlist  2\nquit \n",
    );
    assert_eq!(
        lines(&output)[1..],
        [
            "+OK Password, please",
            "+OK Mailbox open",
            "+OK 2 50",
            "+OK 2 25",
            "+OK Bye"
        ]
    );
    assert_eq!(ended, Ended::Quit);
}

#[test]
fn a_strict_session_takes_no_bare_line_feed() {
    let settings = Settings {
        tolerance: Tolerance::Strict,
        ..tls()
    };
    let (output, _) = answers(&settings, b"USER a\nUSER  a\r\nuser a\r\n");
    assert_eq!(
        lines(&output)[1..],
        [
            "-ERR Forbidden octet",
            "-ERR Bad argument",
            "+OK Password, please"
        ]
    );
}

#[test]
fn commands_have_their_states() {
    let (output, _) = answers(
        &tls(),
        b"STAT\r\nRETR 1\r\nNOOP\r\nPASS b\r\nUSER a\r\nPASS b\r\nUSER a\r\nAUTH PLAIN\r\nSTLS\r\nUTF8\r\nQUIT\r\n",
    );
    let refused = "-ERR Not in this state";
    assert_eq!(
        lines(&output)[1..],
        [
            refused,
            refused,
            refused,
            "-ERR USER comes first",
            "+OK Password, please",
            "+OK Mailbox open",
            refused,
            refused,
            refused,
            refused,
            "+OK Bye"
        ]
    );
}

#[test]
fn no_password_is_taken_in_clear_text() {
    for transport in [Transport::Clear, Transport::ClearWithStls] {
        let (output, _) = answers(
            &Settings::new(transport),
            b"USER a\r\nPASS b\r\nAUTH PLAIN\r\nAUTH PLAIN AGEAYg==\r\nAPOP a b\r\nQUIT\r\n",
        );
        let refused = "-ERR No login in clear text";
        assert_eq!(
            lines(&output)[1..],
            [refused, refused, refused, refused, refused, "+OK Bye"]
        );
    }
    let allowed = Settings {
        clear_text_login: true,
        ..Settings::new(Transport::Clear)
    };
    let (output, _) = answers(&allowed, b"USER a\r\nPASS b\r\nSTAT\r\nQUIT\r\n");
    assert!(output.contains("+OK 2 50\r\n"));
}

#[test]
fn capabilities_follow_from_settings_and_state() {
    let settings = Settings {
        utf8: true,
        announced: Capabilities::from_iter([Capability::parse(b"LOGIN-DELAY 1")]),
        clear_text_login: true,
        ..Settings::new(Transport::ClearWithStls)
    };
    let (output, _) = answers(&settings, b"CAPA\r\nUSER a\r\nPASS b\r\nCAPA\r\nQUIT\r\n");
    let lines = lines(&output);
    let both = ["TOP", "UIDL", "RESP-CODES", "AUTH-RESP-CODE", "PIPELINING"];
    assert_eq!(lines[2..7], both);
    assert_eq!(
        lines[7..13],
        [
            "USER",
            "SASL PLAIN",
            "STLS",
            "UTF8 USER",
            "LOGIN-DELAY 1",
            "."
        ]
    );
    assert_eq!(lines[16..21], both);
    assert_eq!(lines[21..24], ["UTF8 USER", "LOGIN-DELAY 1", "."]);
}

#[test]
fn auth_plain_in_all_its_forms() {
    // tim, tanstaaf
    let (output, _) = answers(&tls(), b"AUTH\r\nAUTH CRAM-MD5\r\nAUTH PLAIN =\r\nAUTH PLAIN\r\n*\r\nAUTH PLAIN\r\nno base64\r\nauth plain\r\nAHRpbQB0YW5zdGFhZg==\r\nQUIT\r\n");
    assert_eq!(
        lines(&output)[1..],
        [
            "+OK",
            "PLAIN",
            ".",
            "-ERR Unknown mechanism",
            "-ERR Bad argument",
            "+ ",
            "-ERR Authentication cancelled",
            "+ ",
            "-ERR Not a response of PLAIN",
            "+ ",
            "+OK Mailbox open",
            "+OK Bye"
        ]
    );
    let (output, _) = answers(
        &tls(),
        b"AUTH PLAIN AHRpbQB0YW5zdGFhZg==\r\nSTAT\r\nQUIT\r\n",
    );
    assert_eq!(
        lines(&output)[1..],
        ["+OK Mailbox open", "+OK 2 50", "+OK Bye"]
    );
}

#[test]
fn refused_logins_and_bad_commands_are_bounded() {
    let (output, ended) = answers(&tls(), b"USER a\r\nPASS wrong\r\n".repeat(9).as_slice());
    assert_eq!(output.matches("-ERR [AUTH] no").count(), 3);
    assert_eq!(ended, Ended::TooManyLogins);

    let (output, ended) = answers(&tls(), b"HELO a\r\n".repeat(99).as_slice());
    assert_eq!(output.matches("-ERR").count(), 20);
    assert_eq!(ended, Ended::TooManyBadCommands);
}

#[test]
fn a_line_without_end_is_dropped_not_kept() {
    let long = [b"USER ".as_slice(), &[b'a'; 5_000], b"\r\nUSER b\r\n"].concat();
    let (output, _) = answers(&tls(), &long);
    assert_eq!(
        lines(&output)[1..],
        ["-ERR Line too long", "+OK Password, please"]
    );
}

#[test]
fn a_cut_connection_deletes_nothing() {
    for cut in [&b"DELE 1\r\nQUIT"[..], b"DELE 1\r\n", b""] {
        let octets = [b"USER a\r\nPASS b\r\n".as_slice(), cut].concat();
        let (_, ended) = answers(&tls(), &octets);
        assert_eq!(ended, Ended::StreamEnded);
    }
}

#[test]
fn an_update_that_fails_is_said() {
    let (output, ended) = answers(&tls(), b"USER a\r\nPASS b\r\nDELE 2\r\nQUIT\r\n");
    assert!(output.ends_with("-ERR [SYS/TEMP] some not deleted\r\n"));
    assert_eq!(ended, Ended::Quit);
}

#[test]
fn octets_before_tls_end_the_session() {
    let settings = Settings::new(Transport::ClearWithStls);
    let (output, ended) = answers_to(&settings, &[b"STLS\r\nUSER a\r\n"]);
    assert_eq!(lines(&output)[1..], ["-ERR Clear text after STLS"]);
    assert_eq!(ended, Ended::ClearTextBeforeTls);

    let mut session = Session::new(settings);
    session.receive(b"STLS\r\n");
    assert!(matches!(session.next_request(), Some(Request::BeginTls)));
    session.receive(b"USER a\r\n");
    assert!(matches!(
        session.next_request(),
        Some(Request::Close(Ended::ClearTextBeforeTls))
    ));
    assert_eq!(session.tls_established(), Err(NotAsked));
}

#[test]
fn much_output_waits_to_be_sent() {
    let mut session = Session::new(tls());
    session.receive(b"USER a\r\nPASS b\r\n");
    assert!(matches!(session.next_request(), Some(Request::Login(_))));
    let many = vec![mailbox()[0].clone(); 5_000];
    session.open(many).expect("asked");
    session.receive(b"UIDL\r\n".repeat(1_000).as_slice());
    assert!(matches!(session.next_request(), Some(Request::Flush)));
    assert!(session.take_output().len() < 200_000);
    assert!(matches!(session.next_request(), Some(Request::Flush)));
}

#[test]
fn answers_that_were_not_asked_for_are_refused() {
    let mut session = Session::new(tls());
    assert_eq!(session.open(Vec::new()), Err(NotAsked));
    assert_eq!(session.refuse(&Reply::default()), Err(NotAsked));
    assert_eq!(session.send_body(b""), Err(NotAsked));
    assert_eq!(session.finish_body(), Err(NotAsked));
    assert_eq!(session.complete_update(), Err(NotAsked));
    assert_eq!(session.tls_established(), Err(NotAsked));
    assert_eq!(session.state(), State::Authorization);
}

#[test]
fn the_caller_can_turn_away_and_close() {
    let refusal = Reply::coded(ResponseCode::SysTemp, "closed");
    let mut session = Session::turned_away(tls(), &refusal);
    assert_eq!(session.take_output(), b"-ERR [SYS/TEMP] closed\r\n");
    assert!(matches!(
        session.next_request(),
        Some(Request::Close(Ended::ByCaller))
    ));
    assert!(session.next_request().is_none());
}

#[test]
fn the_greeting_offers_apop_only_when_told_to() {
    let settings = Settings {
        apop_timestamp: Some("<1@vigie.test>".into()),
        ..tls()
    };
    let (output, _) = answers(&settings, b"APOP a 0123\r\nQUIT\r\n");
    assert_eq!(
        lines(&output),
        [
            "+OK POP3 ready <1@vigie.test>",
            "+OK Mailbox open",
            "+OK Bye"
        ]
    );
    let (output, _) = answers(&tls(), b"APOP a 0123\r\n");
    assert_eq!(lines(&output)[1..], ["-ERR No APOP here"]);
}
