//! Taking messages of our own out again.

use crate::support::{
    LOGIN, PASSWORD, Try,
    authority::Authority,
    now,
    script::{Hear, Script, Step, Tls, say},
};
use secrecy::SecretString;
use vigie_domain::{cause::Cause, report::Failure, server::Security};
use vigie_mailbox::{CheckRequest, KnownUids, Removed, remove};

const OURS: &str = "+OK\r\nX-Token: ours\r\n\r\n.\r\n";
const THEIRS: &str = "+OK\r\nSubject: Retour\r\n\r\n.\r\n";

/// A mailbox with this listing, up to its last words.
async fn removed(
    listing: &str,
    then: Vec<Step>,
    uids: &[&str],
) -> (Script, Result<Removed, Failure>) {
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
        say("+OK 3 300\r\n"),
        Hear("UIDL"),
        say(format!("+OK\r\n{listing}.\r\n")),
    ];
    steps.extend(then);
    let server = Script::start(steps).await;
    let attempt = Try::at(server.port, Security::Tls).trusting(&authority.root());
    let password: SecretString = PASSWORD.into();
    let known = KnownUids::new();
    let request = CheckRequest {
        extra_roots: &attempt.roots,
        limits: attempt.limits,
        ..CheckRequest::new(now(), &attempt.server, LOGIN, &password, &known)
    };
    let uids: Vec<String> = uids.iter().map(|&uid| uid.to_owned()).collect();
    let is_ours =
        |_: &str, header: &[u8]| String::from_utf8_lossy(header).contains("X-Token: ours");
    let outcome = remove(&request, &uids, &is_ours).await;
    (server, outcome)
}

#[tokio::test]
async fn only_what_is_ours_by_id_and_header_is_deleted() {
    let (server, outcome) = removed(
        "1 u1\r\n2 u2\r\n3 u3\r\n4 u4\r\n",
        vec![
            Hear("TOP 1 0"),
            say(OURS),
            Hear("DELE 1"),
            say("+OK\r\n"),
            Hear("TOP 2 0"),
            say(THEIRS),
            Hear("TOP 4 0"),
            say(OURS),
            Hear("DELE 4"),
            say("-ERR read only\r\n"),
            Hear("QUIT"),
            say("+OK\r\n"),
        ],
        &["u1", "u2", "u4", "u9"],
    )
    .await;
    let of = |uid: &str| vec![uid.to_owned()];
    assert_eq!(
        outcome.unwrap(),
        Removed {
            removed: of("u1"),
            gone: of("u9"),
            not_ours: of("u2"),
            refused: of("u4"),
        }
    );
    // The third one was never even looked at.
    assert_eq!(server.count("TOP 3"), 0);
    assert_eq!(server.count("DELE"), 2);
    assert_eq!(server.count("RETR"), 0);
}

#[tokio::test]
async fn an_id_that_stands_twice_tells_nothing() {
    let (server, outcome) = removed(
        "1 u1\r\n2 u1\r\n",
        vec![Hear("QUIT"), say("+OK\r\n")],
        &["u1"],
    )
    .await;
    assert_eq!(outcome.unwrap().not_ours, ["u1"]);
    assert_eq!(server.count("DELE"), 0);
}

#[tokio::test]
async fn nothing_is_deleted_before_quit_is_accepted() {
    let (_, outcome) = removed(
        "1 u1\r\n",
        vec![
            Hear("TOP 1 0"),
            say(OURS),
            Hear("DELE 1"),
            say("+OK\r\n"),
            Hear("QUIT"),
        ],
        &["u1"],
    )
    .await;
    assert_eq!(outcome.unwrap_err().cause, Cause::ConnectionLost);
}
