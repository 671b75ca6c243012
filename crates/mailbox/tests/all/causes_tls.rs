//! Every way in which TLS fails, by real handshakes.

use crate::support::{
    PASSWORD, Try, assert_failed,
    authority::Authority,
    script::{Hear, HearAnything, Hold, Mailbox, Script, Step, Tls, say},
};
use rstest::rstest;
use vigie_domain::{cause::Cause, report::Phase, server::Security};

#[tokio::test]
async fn an_expired_certificate() {
    let authority = Authority::exemple();
    let server = Script::start(vec![Tls(authority.expired(&["127.0.0.1"])), Hold]).await;
    let checked = Try::at(server.port, Security::Tls)
        .trusting(&authority.root())
        .run()
        .await;
    let detail = assert_failed(&checked.report, Cause::TlsExpired, Phase::Tls);
    assert_eq!(detail, "2021-01-01T00:00:00Z");
    assert!(!checked.report.login_attempted);
}

#[tokio::test]
async fn a_certificate_for_other_names() {
    let authority = Authority::exemple();
    let server = Script::start(vec![Tls(authority.server(&["pop.autre.test"])), Hold]).await;
    let checked = Try::at(server.port, Security::Tls)
        .trusting(&authority.root())
        .run()
        .await;
    let detail = assert_failed(&checked.report, Cause::TlsWrongName, Phase::Tls);
    assert_eq!(detail, "pop.autre.test");
}

#[tokio::test]
async fn an_issuer_that_nobody_trusts() {
    let authority = Authority::exemple();
    let server = Script::start(vec![Tls(authority.server(&["127.0.0.1"])), Hold]).await;
    let checked = Try::at(server.port, Security::Tls).run().await;
    let detail = assert_failed(&checked.report, Cause::TlsUntrusted, Phase::Tls);
    assert_eq!(detail, "Exemple Root (Exemple SA)");
}

#[tokio::test]
async fn an_antivirus_in_the_middle() {
    let shield = Authority::named("Avast Web/Mail Shield Root", "Avast Web/Mail Shield");
    let server = Script::start(vec![Tls(shield.server(&["127.0.0.1"])), Hold]).await;
    let checked = Try::at(server.port, Security::Tls).run().await;
    let detail = assert_failed(&checked.report, Cause::TlsIntercepted, Phase::Tls);
    assert_eq!(detail, "Avast");
}

/// A record of the TLS layer that refuses the version (alert 70), and a server's hello in TLS 1.0.
#[rstest]
#[case::alert(b"\x15\x03\x01\x00\x02\x02\x46".to_vec())]
#[case::hello([&b"\x16\x03\x01\x00\x2a\x02\x00\x00\x26\x03\x01"[..], &[7; 32], b"\x00\x00\x2f\x00"].concat())]
#[tokio::test]
async fn a_server_that_speaks_old_tls_only(#[case] answer: Vec<u8>) {
    let server = Script::start(vec![HearAnything, say(answer), Hold]).await;
    let checked = Try::at(server.port, Security::Tls).run().await;
    assert_failed(&checked.report, Cause::TlsTooOld, Phase::Tls);
}

#[rstest]
#[case::pop_in_clear_text(b"+OK ready\r\n".to_vec())]
#[case::handshake_failure(b"\x15\x03\x03\x00\x02\x02\x28".to_vec())]
#[case::noise(vec![0xff; 400])]
#[tokio::test]
async fn nonsense_instead_of_tls(#[case] answer: Vec<u8>) {
    let server = Script::start(vec![HearAnything, say(answer), Hold]).await;
    let checked = Try::at(server.port, Security::Tls).run().await;
    assert_failed(&checked.report, Cause::TlsFailed, Phase::Tls);
}

#[tokio::test]
async fn a_handshake_cut_short() {
    let server = Script::start(vec![HearAnything]).await;
    let checked = Try::at(server.port, Security::Tls).run().await;
    assert_failed(&checked.report, Cause::ConnectionLost, Phase::Tls);
}

#[tokio::test]
async fn stls_that_is_not_offered() {
    let server = Script::start(vec![
        say("+OK ready\r\n"),
        Hear("STLS"),
        say("-ERR unknown command\r\n"),
        Hear("QUIT"),
    ])
    .await;
    let checked = Try::at(server.port, Security::StartTls).run().await;
    let detail = assert_failed(&checked.report, Cause::TlsFailed, Phase::Tls);
    assert_eq!(detail, "STLS was refused: unknown command");
    assert!(!server.heard().concat().contains(PASSWORD));
}

#[tokio::test]
async fn words_slipped_in_before_tls_begins() {
    let authority = Authority::exemple();
    let server = Script::start(vec![
        say("+OK ready\r\n"),
        Hear("STLS"),
        say("+OK begin\r\n+OK injected\r\n"),
        Tls(authority.server(&["127.0.0.1"])),
        Hold,
    ])
    .await;
    let checked = Try::at(server.port, Security::StartTls)
        .trusting(&authority.root())
        .run()
        .await;
    assert_failed(&checked.report, Cause::TlsFailed, Phase::Tls);
    assert!(!checked.report.login_attempted);
}

#[tokio::test]
async fn a_wrong_name_after_stls_gets_no_password() {
    let authority = Authority::exemple();
    let server = Script::start(vec![
        say("+OK ready\r\n"),
        Hear("STLS"),
        say("+OK begin\r\n"),
        Tls(authority.server(&["pop.autre.test"])),
        Step::Mailbox(Mailbox::default().into()),
    ])
    .await;
    let checked = Try::at(server.port, Security::StartTls)
        .trusting(&authority.root())
        .run()
        .await;
    assert_failed(&checked.report, Cause::TlsWrongName, Phase::Tls);
    assert_eq!(server.heard(), ["STLS"]);
}

#[tokio::test]
async fn clear_text_is_not_even_connected_to_without_consent() {
    let server = Script::start(vec![say("+OK ready\r\n"), Hold]).await;
    let checked = Try::at(server.port, Security::Plain).run().await;
    assert_failed(&checked.report, Cause::TlsFailed, Phase::Tls);
    assert!(!checked.report.login_attempted);
    assert_eq!(server.heard(), [""; 0]);
}

#[tokio::test]
async fn no_password_in_clear_text_to_a_server_that_offers_stls() {
    let server = Script::start(vec![
        say("+OK ready\r\n"),
        Hear("CAPA"),
        say("+OK\r\nUSER\r\nSTLS\r\n.\r\n"),
        HearAnything,
    ])
    .await;
    let mut attempt = Try::at(server.port, Security::Plain);
    attempt.clear_text_allowed = true;
    let checked = attempt.run().await;
    assert_failed(&checked.report, Cause::TlsFailed, Phase::Tls);
    assert!(!checked.report.login_attempted);
    assert!(!server.heard().join(" ").contains(PASSWORD));
}
