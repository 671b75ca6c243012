//! Servers as they are met, odd ones above all: what the client makes of their octets, however they are sliced.
#![allow(clippy::expect_used, reason = "a test")]

mod script;

use script::{expect, expect_within, message};
use vigie_pop3::client::{Client, CommandError, Event, Violation};
use vigie_pop3::{Command, Limits, Plain};

fn login() -> [Command; 2] {
    [
        Command::User("nom@cabinet.example".into()),
        Command::Pass("secret".into()),
    ]
}

#[test]
fn a_server_by_the_book() {
    expect(
        b"+OK POP3 ready <1896.697170952@pop.example>\r\n\
          +OK\r\n+OK 2 messages\r\n\
          +OK Capability list follows\r\nTOP\r\nSASL CRAM-MD5 PLAIN\r\nUIDL\r\nEXPIRE 60\r\nIMPLEMENTATION Example-v1\r\n.\r\n\
          +OK 2 320\r\n\
          +OK\r\n1 120\r\n2 200\r\n.\r\n\
          +OK\r\n1 whqtswO00WBw418f9t5JxYwZ\r\n2 QhdPYR:00WBw1Ph7x7\r\n.\r\n\
          +OK\r\nSubject: a\r\n\r\n..\r\n.\r\n\
          +OK bye\r\n",
        &[
            login().to_vec(),
            vec![
                Command::Capa,
                Command::Stat,
                Command::List(None),
                Command::Uidl(None),
                Command::Top { message: message(1), lines: 1 },
                Command::Quit,
            ],
        ]
        .concat(),
        &[
            r#"greeting "POP3 ready <1896.697170952@pop.example>" apop <1896.697170952@pop.example>"#,
            r#"ok USER """#,
            r#"ok PASS "2 messages""#,
            r#"ok CAPA "Capability list follows""#,
            "capa TOP",
            "capa SASL CRAM-MD5 PLAIN",
            "capa UIDL",
            "capa EXPIRE 60",
            "capa IMPLEMENTATION Example-v1",
            "end CAPA",
            r#"ok STAT "2 320""#,
            "stat 2 320",
            "end STAT",
            r#"ok LIST """#,
            "scan 1 120",
            "scan 2 200",
            "end LIST",
            r#"ok UIDL """#,
            "uid 1 whqtswO00WBw418f9t5JxYwZ",
            "uid 2 QhdPYR:00WBw1Ph7x7",
            "end UIDL",
            r#"ok TOP 1 """#,
            r"body Subject: a\r\n\r\n.\r\n",
            "end TOP 1",
            r#"ok QUIT "bye""#,
        ],
    );
}

#[test]
fn quirk_lower_case_indicators_and_no_text() {
    expect(
        b"+ok\r\n+ok\r\n-err\r\n+oK\r\n",
        &[login().to_vec(), vec![Command::Quit]].concat(),
        &[
            r#"greeting """#,
            r#"ok USER """#,
            r#"no PASS """#,
            r#"ok QUIT """#,
        ],
    );
}

#[test]
fn quirk_response_codes_known_unknown_and_glued() {
    expect(
        b"+OK\r\n-ERR [IN-USE] locked\r\n-ERR [sys/temp]later\r\n-ERR [X-QUOTA/FULL] full\r\n-ERR [please call us] no\r\n-ERR [AUTH]\r\n",
        &[Command::Noop, Command::Noop, Command::Noop, Command::Noop, Command::Quit],
        &[
            r#"greeting """#,
            r#"no NOOP [IN-USE] "locked""#,
            r#"no NOOP [SYS/TEMP] "later""#,
            r#"no NOOP [X-QUOTA/FULL] "full""#,
            r#"no NOOP "[please call us] no""#,
            r#"no QUIT [AUTH] """#,
        ],
    );
}

#[test]
fn quirk_greeting_refuses() {
    expect(
        b"-ERR [SYS/PERM] POP service closed\r\n",
        &[],
        &[r#"turned away [SYS/PERM] "POP service closed""#],
    );
}

#[test]
fn quirk_greeting_of_another_protocol() {
    expect(
        b"220 smtp.example ESMTP\r\n",
        &[Command::Capa],
        &[r#"! no status line in answer to the greeting: "220 smtp.example ESMTP""#],
    );
    expect(
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        &[],
        &[r#"! no status line in answer to the greeting: "HTTP/1.1 400 Bad Request""#],
    );
}

#[test]
fn quirk_banner_line_before_the_greeting() {
    expect(
        b"Welcome to pop.example\r\n+OK\r\n",
        &[],
        &[r#"! no status line in answer to the greeting: "Welcome to pop.example""#],
    );
}

#[test]
fn quirk_nothing_at_all() {
    expect_within(
        &Limits::default(),
        b"",
        &[],
        &["! connection closed in answer to the greeting"],
    );
}

#[test]
fn quirk_capa_refused() {
    expect(
        b"+OK\r\n-ERR unknown command\r\n+OK\r\n",
        &[Command::Capa, Command::Quit],
        &[
            r#"greeting """#,
            r#"no CAPA "unknown command""#,
            r#"ok QUIT """#,
        ],
    );
}

#[test]
fn quirk_capabilities_with_arguments_and_oddities() {
    expect(
        b"+OK\r\n+OK\r\nUTF8 USER\r\nEXPIRE 31 USER\r\nLOGIN-DELAY 900 USER\r\nlogin-delay 60\r\nExpire Never\r\n\
          EXPIRE soon\r\nSASL\r\nsasl plain  login \r\nXOIP\r\nIMPLEMENTATION Serveur  \xe9t\xe9\r\n\r\n.\r\n+OK\r\n",
        &[Command::Capa, Command::Quit],
        &[
            r#"greeting """#,
            r#"ok CAPA """#,
            "capa UTF8 USER",
            "capa EXPIRE 31 USER",
            "capa LOGIN-DELAY 900 USER",
            "capa LOGIN-DELAY 60",
            "capa EXPIRE NEVER",
            "capa EXPIRE soon",
            "capa SASL",
            "capa SASL PLAIN LOGIN",
            "capa XOIP",
            "capa IMPLEMENTATION Serveur  été",
            "capa ",
            "end CAPA",
            r#"ok QUIT """#,
        ],
    );
}

#[test]
fn quirk_uidl_without_unique_ids() {
    expect(
        b"+OK\r\n+OK\r\n1\r\n2 \r\n3 c\r\n.\r\n+OK\r\n",
        &[Command::Uidl(None), Command::Quit],
        &[
            r#"greeting """#,
            r#"ok UIDL """#,
            r#"odd UIDL "1""#,
            r#"odd UIDL "2 ""#,
            "uid 3 c",
            "end UIDL",
            r#"ok QUIT """#,
        ],
    );
}

#[test]
fn quirk_uidl_refused() {
    expect(
        b"+OK\r\n-ERR not implemented\r\n",
        &[Command::Uidl(None)],
        &[
            r#"greeting """#,
            r#"no UIDL "not implemented""#,
            "! connection closed in answer to no command",
        ],
    );
}

#[test]
fn quirk_uidl_with_extra_spaces() {
    expect(
        b"+OK\r\n+OK\r\n1   a\r\n  2 b  \r\n3\tc\r\n4 d e\r\n.\r\n+OK\r\n",
        &[Command::Uidl(None), Command::Quit],
        &[
            r#"greeting """#,
            r#"ok UIDL """#,
            "uid 1 a",
            "uid 2 b",
            "uid 3 c",
            "uid 4 d e",
            "end UIDL",
            r#"ok QUIT """#,
        ],
    );
}

#[test]
fn quirk_unique_ids_beyond_70_octets() {
    let long = "u".repeat(300);
    let beyond = "v".repeat(513);
    let shown = format!("uid 1 {long}");
    let odd = format!("odd UIDL {:?}", format!("2 {}", "v".repeat(118)));
    expect(
        format!("+OK\r\n+OK\r\n1 {long}\r\n2 {beyond}\r\n.\r\n+OK\r\n").as_bytes(),
        &[Command::Uidl(None), Command::Quit],
        &[
            r#"greeting """#,
            r#"ok UIDL """#,
            &shown,
            &odd,
            "end UIDL",
            r#"ok QUIT """#,
        ],
    );
}

#[test]
fn quirk_unique_ids_of_8_bit_octets_and_nul() {
    expect(
        b"+OK\r\n+OK\r\n1 a\xe9\r\n2 a\0b\r\n.\r\n+OK\r\n",
        &[Command::Uidl(None), Command::Quit],
        &[
            r#"greeting """#,
            r#"ok UIDL """#,
            r"uid 1 a\xe9",
            r#"odd UIDL "2 a b""#,
            "end UIDL",
            r#"ok QUIT """#,
        ],
    );
}

#[test]
fn quirk_stat_with_text_after_the_numbers() {
    expect(
        b"+OK\r\n+OK 3 1200 (3 messages, 1200 octets)\r\n+OK 0 0.\r\n+OK\r\n+OK -1 5\r\n+OK 1 99999999999999999999\r\n+OK\r\n",
        &[
            Command::Stat,
            Command::Stat,
            Command::Stat,
            Command::Stat,
            Command::Stat,
            Command::Quit,
        ],
        &[
            r#"greeting """#,
            r#"ok STAT "3 1200 (3 messages, 1200 octets)""#,
            "stat 3 1200",
            "end STAT",
            r#"ok STAT "0 0.""#,
            r#"odd STAT "0 0.""#,
            "end STAT",
            r#"ok STAT """#,
            r#"odd STAT """#,
            "end STAT",
            r#"ok STAT "-1 5""#,
            r#"odd STAT "-1 5""#,
            "end STAT",
            r#"ok STAT "1 99999999999999999999""#,
            r#"odd STAT "1 99999999999999999999""#,
            "end STAT",
            r#"ok QUIT """#,
        ],
    );
}

#[test]
fn quirk_list_with_comments() {
    expect(
        b"+OK\r\n+OK 2 messages (320 octets)\r\n1 120 octets\r\n2  200\t(new)\r\nand more\r\n0 5\r\n.\r\n+OK 2 200 octets\r\n+OK\r\n",
        &[
            Command::List(None),
            Command::List(Some(message(2))),
            Command::Quit,
        ],
        &[
            r#"greeting """#,
            r#"ok LIST "2 messages (320 octets)""#,
            "scan 1 120",
            "scan 2 200",
            r#"odd LIST "and more""#,
            r#"odd LIST "0 5""#,
            "end LIST",
            r#"ok LIST 2 "2 200 octets""#,
            "scan 2 200",
            "end LIST 2",
            r#"ok QUIT """#,
        ],
    );
}

#[test]
fn quirk_one_unique_id() {
    expect(
        b"+OK\r\n+OK 2 QhdPYR:00WBw1Ph7x7\r\n-ERR no such message\r\n+OK\r\n",
        &[
            Command::Uidl(Some(message(2))),
            Command::Uidl(Some(message(9))),
            Command::Quit,
        ],
        &[
            r#"greeting """#,
            r#"ok UIDL 2 "2 QhdPYR:00WBw1Ph7x7""#,
            "uid 2 QhdPYR:00WBw1Ph7x7",
            "end UIDL 2",
            r#"no UIDL 9 "no such message""#,
            r#"ok QUIT """#,
        ],
    );
}

#[test]
fn quirk_bare_line_feeds_throughout() {
    expect(
        b"+OK hello\n+OK 1 10\n+OK\n1 a\n.\n+OK\nSubject: a\n\n..b\n.c\n.\n+OK bye\n",
        &[
            Command::Stat,
            Command::Uidl(None),
            Command::Top {
                message: message(1),
                lines: 2,
            },
            Command::Quit,
        ],
        &[
            r#"greeting "hello""#,
            r#"ok STAT "1 10""#,
            "stat 1 10",
            "end STAT",
            r#"ok UIDL """#,
            "uid 1 a",
            "end UIDL",
            r#"ok TOP 1 """#,
            r"body Subject: a\n\n.b\n.c\n",
            "end TOP 1",
            r#"ok QUIT "bye""#,
        ],
    );
}

#[test]
fn quirk_a_lone_dot_between_bare_line_feeds_inside_a_message() {
    expect(
        b"+OK\r\n+OK\r\nSubject: a\r\n\r\nb\n.\nc\n.\r\n+OK\r\n",
        &[Command::Retr(message(1)), Command::Quit],
        &[
            r#"greeting """#,
            r#"ok RETR 1 """#,
            r"body Subject: a\r\n\r\nb\n.\nc\n",
            "end RETR 1",
            r#"ok QUIT """#,
        ],
    );
}

#[test]
fn quirk_dots_at_line_starts() {
    expect(
        b"+OK\r\n+OK\r\n..\r\n...\r\n.forgotten\r\n.\rx\r\n .\r\n.\r\n+OK\r\n",
        &[Command::Retr(message(1)), Command::Quit],
        &[
            r#"greeting """#,
            r#"ok RETR 1 """#,
            r"body .\r\n..\r\n.forgotten\r\n.\rx\r\n .\r\n",
            "end RETR 1",
            r#"ok QUIT """#,
        ],
    );
}

#[test]
fn quirk_an_empty_body_and_empty_listings() {
    expect(
        b"+OK\r\n+OK\r\n.\r\n+OK\r\n.\r\n+OK\r\n.\r\n+OK\r\n",
        &[
            Command::Retr(message(1)),
            Command::Uidl(None),
            Command::List(None),
            Command::Quit,
        ],
        &[
            r#"greeting """#,
            r#"ok RETR 1 """#,
            "end RETR 1",
            r#"ok UIDL """#,
            "end UIDL",
            r#"ok LIST """#,
            "end LIST",
            r#"ok QUIT """#,
        ],
    );
}

#[test]
fn quirk_status_lines_inside_a_body_are_content() {
    expect(
        b"+OK\r\n+OK\r\n-ERR not really\r\n+OK neither\r\n.\r\n+OK\r\n",
        &[Command::Retr(message(1)), Command::Quit],
        &[
            r#"greeting """#,
            r#"ok RETR 1 """#,
            r"body -ERR not really\r\n+OK neither\r\n",
            "end RETR 1",
            r#"ok QUIT """#,
        ],
    );
}

#[test]
fn quirk_no_line_end_before_the_stream_ends() {
    expect(
        b"+OK\r\n+OK bye",
        &[Command::Quit],
        &[r#"greeting """#, "! connection closed in answer to QUIT"],
    );
    expect(
        b"+OK\r\n+OK\r\n1 a\r\n.",
        &[Command::Uidl(None)],
        &[
            r#"greeting """#,
            r#"ok UIDL """#,
            "uid 1 a",
            "! connection closed in answer to UIDL",
        ],
    );
    expect(
        b"+OK\r\n+OK\r\nSubject: cut\r\n.\r",
        &[Command::Top {
            message: message(4),
            lines: 0,
        }],
        &[
            r#"greeting """#,
            r#"ok TOP 4 """#,
            r"body Subject: cut\r\n",
            "! connection closed in answer to TOP 4",
        ],
    );
}

#[test]
fn quirk_stream_ends_without_an_answer() {
    expect(
        b"+OK\r\n+OK\r\n",
        &login(),
        &[
            r#"greeting """#,
            r#"ok USER """#,
            "! connection closed in answer to PASS",
        ],
    );
}

#[test]
fn quirk_8_bit_and_control_characters_in_text() {
    expect(
        b"+OK Bont\xe9\0 divine \x1b[2J\r\n-ERR Bo\xc3\xaete pleine\r\n+OK\r\n",
        &[Command::Noop, Command::Quit],
        &[
            r#"greeting "Bonté  divine  [2J""#,
            r#"no NOOP "Boîte pleine""#,
            r#"ok QUIT """#,
        ],
    );
}

#[test]
fn quirk_overlong_line() {
    let small = Limits {
        line_octets: 40,
        ..Limits::default()
    };
    expect_within(
        &small,
        format!("+OK\r\n+OK {}\r\n", "x".repeat(40)).as_bytes(),
        &[Command::Noop],
        &[
            r#"greeting """#,
            "! line of more than 40 octets in answer to NOOP",
        ],
    );
    expect_within(
        &small,
        "x".repeat(100).as_bytes(),
        &[],
        &["! line of more than 40 octets in answer to the greeting"],
    );
    expect_within(
        &small,
        format!("+OK\r\n+OK\r\n1 a\r\n2 {}", "b".repeat(60)).as_bytes(),
        &[Command::Uidl(None)],
        &[
            r#"greeting """#,
            r#"ok UIDL """#,
            "uid 1 a",
            "! line of more than 40 octets in answer to UIDL",
        ],
    );
}

#[test]
fn quirk_endless_listing() {
    let small = Limits {
        listing_items: 2,
        capability_items: 1,
        ..Limits::default()
    };
    expect_within(
        &small,
        b"+OK\r\n+OK\r\n1 a\r\n2 b\r\n3 c\r\n4 d\r\n",
        &[Command::Uidl(None)],
        &[
            r#"greeting """#,
            r#"ok UIDL """#,
            "uid 1 a",
            "uid 2 b",
            "! more than 2 lines in answer to UIDL",
        ],
    );
    expect_within(
        &small,
        b"+OK\r\n+OK\r\nTOP\r\nUIDL\r\n.\r\n",
        &[Command::Capa],
        &[
            r#"greeting """#,
            r#"ok CAPA """#,
            "capa TOP",
            "! more than 1 lines in answer to CAPA",
        ],
    );
    let few_octets = Limits {
        listing_octets: 9,
        ..Limits::default()
    };
    expect_within(
        &few_octets,
        b"+OK\r\n+OK\r\n1 a\r\n2 b\r\n3 c\r\n",
        &[Command::Uidl(None)],
        &[
            r#"greeting """#,
            r#"ok UIDL """#,
            "uid 1 a",
            "! more than 9 octets in answer to UIDL",
        ],
    );
}

#[test]
fn quirk_endless_body() {
    let small = Limits {
        top_octets: 10,
        ..Limits::default()
    };
    expect_within(
        &small,
        b"+OK\r\n+OK\r\n0123456789abcdef",
        &[Command::Top {
            message: message(1),
            lines: 0,
        }],
        &[
            r#"greeting """#,
            r#"ok TOP 1 """#,
            "body 0123456789",
            "! more than 10 octets in answer to TOP 1",
        ],
    );
    expect_within(
        &small,
        b"+OK\r\n+OK\r\n01234\r\n.\r\n+OK\r\n",
        &[
            Command::Top {
                message: message(1),
                lines: 0,
            },
            Command::Quit,
        ],
        &[
            r#"greeting """#,
            r#"ok TOP 1 """#,
            r"body 01234\r\n",
            "end TOP 1",
            r#"ok QUIT """#,
        ],
    );
}

#[test]
fn quirk_answers_that_nobody_asked_for() {
    expect(
        b"+OK\r\n+OK\r\n-ERR idle for too long\r\n",
        &[Command::Noop],
        &[
            r#"greeting """#,
            r#"ok NOOP """#,
            r#"! unasked line: "-ERR idle for too long""#,
        ],
    );
}

#[test]
fn quirk_octets_after_the_answer_to_quit_do_not_matter() {
    expect(
        b"+OK\r\n+OK\r\nanything\r\n",
        &[Command::Quit],
        &[r#"greeting """#, r#"ok QUIT """#],
    );
}

#[test]
fn quirk_an_answer_that_is_none() {
    expect(
        b"+OK\r\n\r\n+OK\r\n",
        &[Command::Noop],
        &[
            r#"greeting """#,
            r#"! no status line in answer to NOOP: """#,
        ],
    );
}

#[test]
fn quirk_sasl_challenge_comes_and_does_not() {
    let auth = |initial_response| {
        [
            Command::AuthPlain {
                plain: Plain::new("tim", "tanstaaf".into()),
                initial_response,
            },
            Command::Stat,
        ]
    };
    let logged_in = [
        r#"greeting """#,
        r#"ok AUTH "welcome""#,
        r#"ok STAT "1 2""#,
        "stat 1 2",
        "end STAT",
        "! connection closed in answer to no command",
    ];
    expect(
        b"+OK\r\n+ \r\n+OK welcome\r\n+OK 1 2\r\n",
        &auth(false),
        &logged_in,
    );
    expect(
        b"+OK\r\n+OK welcome\r\n+OK 1 2\r\n",
        &auth(true),
        &logged_in,
    );
    expect(
        b"+OK\r\n+\r\n+\r\n",
        &auth(false),
        &[r#"greeting """#, "! challenge in answer to AUTH"],
    );
}

/// Octets of the answer must not be there before the command is: so these come step by step.
#[test]
fn quirk_clear_text_slipped_in_before_tls() {
    let slipped_in = Err(Violation::ClearTextBeforeTls);
    for later in [false, true] {
        let mut client = greeted();
        client.send(Command::Stls).expect("nothing is outstanding");
        if later {
            client.receive(b"+OK begin\r\n");
            assert!(matches!(
                client.next_event(),
                Ok(Some(Event::Accepted { .. }))
            ));
            assert!(client.is_awaiting_tls());
            client.receive(b"+OK 9 9\r\n");
        } else {
            client.receive(b"+OK begin\r\n+OK 9 9\r\n");
        }
        assert_eq!(client.next_event(), slipped_in);
        assert_eq!(client.next_event(), slipped_in);
        assert!(!client.is_awaiting_tls());
        assert_eq!(client.send(Command::Capa), Err(CommandError::Over));
    }
}

#[test]
fn quirk_octets_waiting_when_stls_is_wanted() {
    let mut client = greeted();
    client.receive(b"+OK begin\r\n");
    assert_eq!(
        client.send(Command::Stls),
        Err(CommandError::StlsNotPossible)
    );
}

#[test]
fn quirk_stls_refused() {
    let mut client = greeted();
    client.send(Command::Stls).expect("nothing is outstanding");
    client.receive(b"-ERR not available\r\n");
    assert!(matches!(
        client.next_event(),
        Ok(Some(Event::Refused { .. }))
    ));
    assert!(!client.is_awaiting_tls());
    assert_eq!(client.send(Command::Quit), Ok(()));
}

fn greeted() -> Client {
    let mut client = Client::new(Limits::default());
    client.receive(b"+OK\r\n");
    assert!(matches!(client.next_event(), Ok(Some(Event::Greeting(_)))));
    client
}

#[test]
fn quirk_languages() {
    expect(
        b"+OK\r\n+OK Language listing follows:\r\nen English\r\nfr Fran\xc3\xa7ais\r\n.\r\n+OK fr Changement de langue\r\n+OK UTF8 activated\r\n+OK\r\n",
        &[
            Command::Lang(None),
            Command::Lang(Some("fr".into())),
            Command::Utf8,
            Command::Quit,
        ],
        &[
            r#"greeting """#,
            r#"ok LANG "Language listing follows:""#,
            "lang en English",
            "lang fr Français",
            "end LANG",
            r#"ok LANG "fr Changement de langue""#,
            "end LANG",
            r#"ok UTF8 "UTF8 activated""#,
            r#"ok QUIT """#,
        ],
    );
}
