//! Sending, by servers that say yes, no, and nonsense.

use std::time::{Duration, Instant};

use crate::support::{
    LOGIN, PASSWORD,
    authority::Authority,
    now,
    script::{Hear, Repeat, Script, Step, Tls, say},
};
use secrecy::SecretString;
use vigie_domain::{
    cause::Cause,
    server::{Security, Server},
};
use vigie_mailbox::{
    Resolver,
    submission::{Letter, LetterError, SubmissionError, SubmissionRequest, Submitted, submit},
};

fn letter(to: &str) -> Letter {
    Letter {
        from: LOGIN.parse().unwrap(),
        to: to.parse().unwrap(),
        subject: "Essai".into(),
        text: "À effacer.\n.\n".into(),
        message_id: "jeton@exemple.test".into(),
        headers: Vec::new(),
        date: now(),
    }
}

async fn submitted(
    authority: &Authority,
    steps: Vec<Step>,
    security: Security,
    letters: &[Letter],
) -> (Script, Result<Submitted, SubmissionError>) {
    let server = Script::start(steps).await;
    let place = Server {
        host: "127.0.0.1".into(),
        port: server.port,
        security,
    };
    let password: SecretString = PASSWORD.into();
    let roots = [authority.root()];
    let request = SubmissionRequest {
        server: &place,
        login: LOGIN,
        password: &password,
        extra_roots: &roots,
        resolver: Resolver::System,
        cap: Duration::from_secs(3),
    };
    let outcome = submit(&request, letters).await;
    (server, outcome)
}

/// The server up to its answer to the login.
fn greeted(authority: &Authority, tls_name: &'static str, then: Vec<Step>) -> Vec<Step> {
    let mut steps = vec![
        Tls(authority.server(&[tls_name])),
        say("220 ready\r\n"),
        Hear("EHLO"),
        say("250-mail\r\n250-SIZE 1234\r\n250 AUTH LOGIN PLAIN\r\n"),
        Hear("AUTH PLAIN"),
    ];
    steps.extend(then);
    steps
}

#[tokio::test]
async fn each_letter_has_its_own_fate() {
    let authority = Authority::exemple();
    let steps = greeted(
        &authority,
        "127.0.0.1",
        vec![
            say("235 ok\r\n"),
            Hear("EHLO"),
            say("250-mail\r\n250 SIZE 99\r\n"),
            Hear("MAIL FROM:<cabinet@exemple.test>"),
            say("250 ok\r\n"),
            Hear("RCPT TO:<nobody@exemple.test>"),
            say("550 5.1.1 unknown\r\n"),
            Hear("RSET"),
            say("250 ok\r\n"),
            Hear("MAIL"),
            say("250 ok\r\n"),
            Hear("RCPT"),
            say("553 5.7.1 Sender address rejected: not owned by user\r\n"),
            Hear("RSET"),
            say("250 ok\r\n"),
            Hear("MAIL"),
            say("451 4.7.1 greylisted\r\n"),
            Hear("RSET"),
            say("250 ok\r\n"),
        ],
    );
    let letters = ["nobody@exemple.test", "a@exemple.test", "b@exemple.test"].map(letter);
    let (_, outcome) = submitted(&authority, steps, Security::Tls, &letters).await;
    let done = outcome.unwrap();
    assert_eq!(done.size_limit, Some(99));
    assert!(
        matches!(
            &done.letters[..],
            [
                Err(LetterError::RecipientRefused { words }),
                Err(LetterError::SenderRefused { .. }),
                Err(LetterError::NotNow { .. }),
            ] if words.starts_with("550")
        ),
        "{done:?}"
    );
}

#[tokio::test]
async fn a_refused_login_is_tried_once() {
    let authority = Authority::exemple();
    let steps = greeted(
        &authority,
        "127.0.0.1",
        vec![say("535 5.7.8 no\r\n"), Hear("QUIT")],
    );
    let (server, outcome) = submitted(&authority, steps, Security::Tls, &[]).await;
    let error = outcome.unwrap_err();
    assert!(
        matches!(error, SubmissionError::LoginRefused { .. }),
        "{error:?}"
    );
    assert!(!error.to_string().contains(PASSWORD));
    assert_eq!(server.count("AUTH"), 1);
}

#[tokio::test]
async fn nothing_is_said_to_a_server_that_is_not_who_it_should_be() {
    let authority = Authority::exemple();
    let (server, outcome) = submitted(
        &authority,
        greeted(&authority, "autre.test", vec![]),
        Security::Tls,
        &[],
    )
    .await;
    assert!(matches!(
        outcome,
        Err(SubmissionError::Tls {
            cause: Cause::TlsWrongName,
            ..
        })
    ));
    assert!(server.heard().is_empty());
}

#[tokio::test]
async fn no_password_without_starttls() {
    let authority = Authority::exemple();
    let offers = |keywords: &str| {
        vec![
            say("220 ready\r\n"),
            Hear("EHLO"),
            say(format!("250-mail\r\n{keywords}")),
        ]
    };
    let slipped_in = {
        let mut steps = offers("250 STARTTLS\r\n");
        steps.extend([Hear("STARTTLS"), say("220 go\r\n250 evil\r\n")]);
        steps.push(Step::Hold);
        steps
    };
    for steps in [offers("250 AUTH PLAIN\r\n"), slipped_in] {
        let (server, outcome) = submitted(&authority, steps, Security::StartTls, &[]).await;
        assert!(
            matches!(
                outcome,
                Err(SubmissionError::Tls {
                    cause: Cause::TlsFailed,
                    ..
                })
            ),
            "{outcome:?}"
        );
        assert_eq!(server.count("AUTH"), 0);
    }
}

#[tokio::test]
async fn clear_text_is_not_even_tried() {
    let authority = Authority::exemple();
    let (server, outcome) =
        submitted(&authority, vec![say("220 ready\r\n")], Security::Plain, &[]).await;
    assert!(matches!(outcome, Err(SubmissionError::Tls { .. })));
    assert!(server.heard().is_empty());
}

#[tokio::test]
async fn a_server_that_never_stops_is_left() {
    let authority = Authority::exemple();
    let tls = || Tls(authority.server(&["127.0.0.1"]));
    for steps in [
        vec![tls(), Repeat(b"220-more\r\n")],
        vec![tls(), Repeat(b"2")],
        vec![tls(), Step::Hold],
    ] {
        let began = Instant::now();
        let (_, outcome) = submitted(&authority, steps, Security::Tls, &[]).await;
        assert!(
            matches!(
                outcome,
                Err(SubmissionError::Broken(_) | SubmissionError::TooSlow)
            ),
            "{outcome:?}"
        );
        assert!(began.elapsed() < Duration::from_secs(6));
    }
}
