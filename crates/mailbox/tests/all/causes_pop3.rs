//! Every way in which a POP3 session fails, inside TLS.

use std::time::Duration;

use crate::support::{
    Try, assert_failed,
    authority::Authority,
    script::{Drip, Hear, Hold, Repeat, Script, Step, Tls, say},
};
use rstest::rstest;
use vigie_domain::{cause::Cause, report::Phase, server::Security};
use vigie_mailbox::{Checked, Resolver, ServerMemory};

const CAPA: &str = "+OK\r\nUSER\r\nUIDL\r\n.\r\n";

/// Follows the script inside TLS and checks once.
async fn session(steps: Vec<Step>) -> (Checked, Script) {
    session_with(steps, |_| {}).await
}

async fn session_with(steps: Vec<Step>, change: impl FnOnce(&mut Try)) -> (Checked, Script) {
    let authority = Authority::exemple();
    let mut script = vec![Tls(authority.server(&["127.0.0.1"]))];
    script.extend(steps);
    let server = Script::start(script).await;
    let mut attempt = Try::at(server.port, Security::Tls).trusting(&authority.root());
    change(&mut attempt);
    (attempt.run().await, server)
}

/// Up to the password, and what the server says to it.
fn login(answer: &str) -> Vec<Step> {
    vec![
        say("+OK ready\r\n"),
        Hear("CAPA"),
        say(CAPA),
        Hear("USER cabinet@exemple.test"),
        say("+OK\r\n"),
        Hear("PASS s3cret-pass"),
        say(answer),
        Hear("QUIT"),
        say("+OK\r\n"),
    ]
}

#[rstest]
#[case("-ERR [AUTH] no\r\n", Cause::PasswordRefused)]
#[case("-ERR\r\n", Cause::PasswordRefused)]
#[case("-ERR no\r\n", Cause::PasswordRefused)]
#[case(
    "-ERR Logon failure: unknown user name or bad password.\r\n",
    Cause::PasswordRefused
)]
#[case("-ERR [IN-USE] locked by another session\r\n", Cause::MailboxInUse)]
#[case("-ERR maildrop already locked\r\n", Cause::MailboxInUse)]
#[case("-ERR [LOGIN-DELAY] wait\r\n", Cause::LoginDelay)]
#[case("-ERR [SYS/TEMP] later\r\n", Cause::ServerTemporary)]
#[case("-ERR [SYS/PERM] never\r\n", Cause::ServerPermanent)]
#[case(
    "-ERR L'acc\u{e8}s POP est d\u{e9}sactiv\u{e9}\r\n",
    Cause::PopDisabled
)]
#[case("-ERR pop access not enabled for account\r\n", Cause::PopDisabled)]
#[case(
    "-ERR [AUTH] Web login required: https://exemple.example/\r\n",
    Cause::WebLoginRequired
)]
#[case(
    "-ERR Application-specific password required\r\n",
    Cause::WebLoginRequired
)]
#[tokio::test]
async fn a_refused_login(#[case] answer: &str, #[case] cause: Cause) {
    let (checked, server) = session(login(answer)).await;
    assert_failed(&checked.report, cause, Phase::Login);
    assert!(checked.report.login_attempted);
    assert_eq!(checked.memory, None);
    assert_eq!(server.count("PASS"), 1);
    assert_eq!(server.heard().last().map(String::as_str), Some("QUIT"));
}

#[tokio::test]
async fn the_pause_that_the_server_announces_is_told() {
    let (checked, _) = session(vec![
        say("+OK ready\r\n"),
        Hear("CAPA"),
        say("+OK\r\nUSER\r\nLOGIN-DELAY 900 USER\r\n.\r\n"),
        Hear("USER"),
        say("+OK\r\n"),
        Hear("PASS"),
        say("-ERR [LOGIN-DELAY] too soon\r\n"),
        Hear("QUIT"),
    ])
    .await;
    assert_failed(&checked.report, Cause::LoginDelay, Phase::Login);
    assert_eq!(checked.report.login_delay_s, Some(900));
    assert_eq!(checked.report.outcome.unwrap_err().retry_after_s, Some(900));
}

#[tokio::test]
async fn a_password_that_the_server_throws_back_is_hidden() {
    let (checked, _) = session(login("-ERR unknown: PASS s3cret-pass\r\n")).await;
    let detail = assert_failed(&checked.report, Cause::PasswordRefused, Phase::Login);
    assert_eq!(detail, "unknown: PASS •••");
}

#[tokio::test]
async fn a_password_that_cannot_be_sent_is_not() {
    let (checked, server) = session_with(login("+OK\r\n"), |attempt| {
        attempt.password = "two\r\nlines".into();
    })
    .await;
    assert_failed(&checked.report, Cause::PasswordRefused, Phase::Login);
    assert!(!checked.report.login_attempted);
    assert_eq!(server.count("PASS"), 0);
}

#[tokio::test]
async fn a_server_that_takes_tokens_only() {
    let (checked, _) = session(vec![
        say("+OK ready\r\n"),
        Hear("CAPA"),
        say("+OK\r\nUIDL\r\nSASL XOAUTH2\r\n.\r\n"),
        Hear("USER"),
        say("-ERR\r\n"),
        Hear("QUIT"),
    ])
    .await;
    assert_failed(&checked.report, Cause::WebLoginRequired, Phase::Login);
}

#[rstest]
#[case("-ERR go away\r\n", Cause::ServerRefuses)]
#[case("-ERR [AUTH] strange\r\n", Cause::ServerRefuses)]
#[case("-ERR [SYS/TEMP] down\r\n", Cause::ServerTemporary)]
#[case("-ERR POP3 access is closed\r\n", Cause::PopDisabled)]
#[case("220 smtp.exemple.test ESMTP\r\n", Cause::ProtocolViolation)]
#[case("* OK IMAP4rev1\r\n", Cause::ProtocolViolation)]
#[case("", Cause::ConnectionLost)]
#[case("+OK half a li", Cause::ConnectionLost)]
#[tokio::test]
async fn a_greeting_that_is_none(#[case] greeting: &str, #[case] cause: Cause) {
    let (checked, server) = session(vec![say(greeting)]).await;
    assert_failed(&checked.report, cause, Phase::Greeting);
    assert!(!checked.report.login_attempted);
    assert_eq!(server.heard(), [""; 0]);
}

#[tokio::test]
async fn an_endless_greeting() {
    let (checked, _) = session(vec![Repeat(b"+OK la la la la la la la la la ")]).await;
    assert_failed(&checked.report, Cause::ProtocolViolation, Phase::Greeting);
}

#[tokio::test]
async fn a_byte_at_a_time() {
    let slow = |attempt: &mut Try| attempt.limits.reply = Duration::from_millis(300);
    let drip = Drip(b"+OK ready\r\n".to_vec(), Duration::from_millis(60));
    let (checked, _) = session_with(vec![drip, Hold], slow).await;
    assert_failed(&checked.report, Cause::TooSlow, Phase::Greeting);
}

#[tokio::test]
async fn silence_at_every_step_is_too_slow() {
    let ask = |verb, answer: &str| [Hear(verb), say(answer)];
    let mut so_far = vec![say("+OK ready\r\n")];
    let steps = [
        (Phase::Greeting, None),
        (Phase::Capabilities, Some(ask("CAPA", CAPA))),
        (Phase::Login, Some(ask("USER", "+OK\r\n"))),
        (Phase::Login, Some(ask("PASS", "+OK\r\n"))),
        (Phase::Capabilities, Some(ask("CAPA", CAPA))),
        (Phase::Stat, Some(ask("STAT", "+OK 1 2000\r\n"))),
        (Phase::List, Some(ask("UIDL", "+OK\r\n1 a\r\n.\r\n"))),
        (Phase::List, Some(ask("LIST", "+OK\r\n1 2000\r\n.\r\n"))),
        (Phase::Headers, None),
    ];
    for (phase, answered) in steps {
        let mut script = so_far.clone();
        match answered {
            Some([hear, answer]) => {
                script.extend([hear.clone(), Hold]);
                so_far.extend([hear, answer]);
            }
            None if phase == Phase::Greeting => script = vec![Hold],
            None => script.extend([Hear("TOP 1 0"), Hold]),
        }
        let (checked, _) = session_with(script, |attempt| {
            attempt.limits.reply = Duration::from_millis(250);
        })
        .await;
        assert_failed(&checked.report, Cause::TooSlow, phase);
    }
}

#[tokio::test]
async fn a_connection_closed_in_mid_command() {
    let mut script = vec![
        say("+OK ready\r\n"),
        Hear("CAPA"),
        say("-ERR\r\n"),
        Hear("USER"),
        say("+OK\r\n"),
        Hear("PASS"),
        say("+OK\r\n"),
        Hear("CAPA"),
        say("-ERR\r\n"),
        Hear("STAT"),
    ];
    let in_a_status_line = [script.clone(), vec![say("+OK")]].concat();
    let (checked, _) = session(in_a_status_line).await;
    assert_failed(&checked.report, Cause::ConnectionLost, Phase::Stat);

    script.extend([say("+OK 1 2000\r\n"), Hear("UIDL"), say("+OK\r\n1 a\r\n2")]);
    let (checked, _) = session(script).await;
    assert_failed(&checked.report, Cause::ConnectionLost, Phase::List);
}

#[rstest]
#[case("+OK many\r\n", Cause::ProtocolViolation)]
#[case("-ERR no\r\n", Cause::ProtocolViolation)]
#[case("-ERR [SYS/TEMP] no\r\n", Cause::ServerTemporary)]
#[tokio::test]
async fn a_stat_that_is_none(#[case] answer: &str, #[case] cause: Cause) {
    let (checked, _) = session(vec![
        say("+OK ready\r\n"),
        Hear("CAPA"),
        say(CAPA),
        Hear("USER"),
        say("+OK\r\n"),
        Hear("PASS"),
        say("+OK\r\n"),
        Hear("CAPA"),
        say(CAPA),
        Hear("STAT"),
        say(answer),
        Hold,
    ])
    .await;
    assert_failed(&checked.report, cause, Phase::Stat);
}

#[tokio::test]
async fn nobody_listens() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let checked = Try::at(port, Security::Tls).run().await;
    assert_failed(&checked.report, Cause::ConnectionRefused, Phase::Connect);
}

#[tokio::test]
async fn a_name_that_does_not_exist_is_no_silence() {
    use crate::support::dns;
    use hickory_resolver::proto::op::ResponseCode;
    let nobody = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let cases = [
        (dns::start(vec![]).await, Cause::NameNotFound),
        (
            dns::start_with(vec![], ResponseCode::ServFail).await,
            Cause::NameNotFound,
        ),
        (nobody.local_addr().unwrap(), Cause::NoNetwork),
    ];
    for (server, cause) in cases {
        let mut attempt = Try::at(995, Security::Tls);
        attempt.server.host = "pop.exemple.test".into();
        attempt.limits.dns = Duration::from_secs(1);
        attempt.resolver = Resolver::At(server);
        let checked = attempt.run().await;
        assert_failed(&checked.report, cause, Phase::Dns);
    }
}

/// A server that announces AUTH PLAIN and serves USER and PASS alone.
#[tokio::test]
async fn a_refused_auth_plain_is_followed_by_user_and_pass_at_the_next_check() {
    const BOTH: &str = "+OK\r\nUSER\r\nSASL PLAIN\r\nUIDL\r\n.\r\n";
    let by_plain = vec![
        say("+OK ready\r\n"),
        Hear("CAPA"),
        say(BOTH),
        Hear("AUTH PLAIN"),
        say("-ERR not here\r\n"),
        Hear("QUIT"),
        say("+OK\r\n"),
    ];
    let by_user = |answer: &str| {
        vec![
            say("+OK ready\r\n"),
            Hear("CAPA"),
            say(BOTH),
            Hear("USER cabinet@exemple.test"),
            say("+OK\r\n"),
            Hear("PASS s3cret-pass"),
            say(answer),
        ]
    };
    let (checked, server) = session(by_plain).await;
    assert_failed(&checked.report, Cause::PasswordRefused, Phase::Login);
    assert_eq!(server.count("AUTH"), 1);
    assert_eq!(server.count("PASS"), 0);
    let memory = checked.memory.unwrap();
    assert!(memory.plain_refused);

    // The other way is refused as well: it is the password, and the first way has its turn again.
    let mut steps = by_user("-ERR no\r\n");
    steps.extend([Hear("QUIT"), say("+OK\r\n")]);
    let (checked, _) = session_at(steps, memory.clone()).await;
    assert_failed(&checked.report, Cause::PasswordRefused, Phase::Login);
    assert_eq!(checked.memory, None);

    // It is taken: from now on it is the way, after a failure that says nothing of it as well.
    let mut steps = by_user("+OK\r\n");
    steps.push(say("garbage\r\n"));
    let (checked, _) = session_at(steps, memory).await;
    assert_ne!(checked.report.cause(), Some(Cause::PasswordRefused));
    assert!(checked.memory.unwrap().plain_refused);
}

/// One session with what an earlier one, a year ago, left of this server.
async fn session_at(steps: Vec<Step>, memory: ServerMemory) -> (Checked, Script) {
    session_with(steps, |attempt| {
        attempt.memory = Some(ServerMemory {
            server: attempt.server.clone(),
            ..memory
        });
    })
    .await
}
