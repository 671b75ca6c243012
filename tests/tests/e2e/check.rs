//! `vigie check` against real servers: each cause that a real server can provoke, and by scripted
//! ones those that no Dovecot says.

use std::{
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Command, Stdio},
    sync::OnceLock,
    time::{Duration, Instant},
};

use serde_json::Value;
use vigie_tests::{
    children::Child,
    mail::{Mail, Options, Shown, free_port},
    netns::Line,
    pki::{Authority, Leaf, Validity},
    scripted::{Act, Names, Script, Scripted},
    terminal::{Check, Ran},
    wait,
};

/// One Dovecot for every test that only looks.
fn shared() -> &'static Mail {
    static MAIL: OnceLock<Mail> = OnceLock::new();
    MAIL.get_or_init(|| {
        let mut mail = Mail::with(&["cabinet", "coupee"], Options::default());
        mail.set_pop_off("coupee", true);
        for number in 0..3 {
            mail.maildir("cabinet").deliver(
                &vigie_tests::mail::sample("arl@caisse.example", &format!("Retour {number}")),
                Duration::from_mins(5),
            );
        }
        mail
    })
}

fn check_of(mail: &Mail) -> Check {
    Check::of(
        "cabinet@example.test",
        "cabinet-pw",
        &mail.pops(),
        mail.ca_file(),
    )
}

/// The check failed for this cause, in words and in the exit status.
#[track_caller]
fn assert_cause(ran: &Ran, cause: &str) -> Value {
    let json = ran.json();
    assert_eq!(json["cause"], cause, "{ran:?}");
    let inconclusive = ["mailbox_in_use", "login_delay", "no_network"].contains(&cause);
    let healthy = if inconclusive {
        Value::Null
    } else {
        Value::Bool(false)
    };
    assert_eq!(json["healthy"], healthy, "{ran:?}");
    assert_eq!(ran.status, if inconclusive { 3 } else { 1 }, "{ran:?}");
    json
}

#[test]
fn a_healthy_mailbox_by_tls_and_by_stls() {
    let mail = shared();
    for (server, security) in [(mail.pops(), "tls"), (mail.pop(), "starttls")] {
        let mut check = check_of(mail);
        check.server = Some(server.clone());
        check.security = Some(security);
        let ran = check.run();
        let json = ran.json();
        assert_eq!(ran.status, 0, "{ran:?}");
        assert_eq!(json["healthy"], true);
        assert_eq!(json["cause"], Value::Null);
        assert_eq!(json["messages"], 3);
        assert!(json["octets"].as_u64().unwrap() > 0);
        assert!(json["tls"].is_object(), "{json}");
        assert!(json["timings_ms"].is_object() || json["timings_ms"].is_array());
        let capabilities = json["capabilities"].to_string();
        assert!(capabilities.contains("UIDL"), "{capabilities}");
        assert!(json["new_messages"].is_array() || json["new_messages"].is_number());
        assert!(!ran.stdout.contains("cabinet-pw") && !ran.stderr.contains("cabinet-pw"));
    }
    // Looking changed nothing.
    assert_eq!(mail.maildir("cabinet").len(), 3);
}

#[test]
fn certificates_that_are_not_in_order() {
    let mail = shared();
    for (shown, cause) in [
        (Shown::Expired, "tls_expired"),
        (Shown::WrongName, "tls_wrong_name"),
        (Shown::Untrusted, "tls_untrusted"),
    ] {
        let mut check = check_of(mail);
        check.server = Some(mail.pops_showing(shown));
        let ran = check.run();
        let json = assert_cause(&ran, cause);
        assert_eq!(json["phase"], "tls", "{json}");
        if shown == Shown::Untrusted {
            assert!(
                json["detail"].as_str().unwrap().contains("Unknown CA"),
                "{json}"
            );
        }
    }
    // Without the private root, the good certificate is unknown as well.
    let mut check = check_of(mail);
    check.ca_file = None;
    let json = assert_cause(&check.run(), "tls_untrusted");
    assert!(
        json["detail"].as_str().unwrap().contains("Vigie test CA"),
        "{json}"
    );
}

#[test]
fn no_password_is_sent_before_the_certificate_is_proven() {
    let mail = shared();
    let before = mail.log().matches("auth failed").count() + mail.logins();
    let mut check = check_of(mail);
    check.server = Some(mail.pops_showing(Shown::Untrusted));
    check.address = "personne@example.test".to_owned();
    assert_cause(&check.run(), "tls_untrusted");
    assert!(!mail.log().contains("personne@example.test"));
    assert!(mail.log().matches("auth failed").count() + mail.logins() >= before);
}

#[test]
fn a_server_that_offers_nothing_newer_than_tls_1_1() {
    let mail = shared();
    let port = free_port();
    let tls = mail.dir().join("tls");
    let mut server = Command::new("openssl");
    server
        .args([
            "s_server",
            "-quiet",
            "-tls1_1",
            "-cipher",
            "DEFAULT@SECLEVEL=0",
        ])
        .args(["-accept", &format!("127.0.0.1:{port}")])
        .arg("-cert")
        .arg(tls.join("Valid.crt"))
        .arg("-key")
        .arg(tls.join("Valid.key"))
        .stdin(Stdio::null());
    let _server = Child::spawn(&mut server, &mail.dir().join("s_server.log"));
    let address = format!("127.0.0.1:{port}");
    wait::until_true("openssl s_server", Duration::from_secs(10), || {
        TcpStream::connect(&address).is_ok()
    });
    let mut check = check_of(mail);
    check.server = Some(address);
    assert_cause(&check.run(), "tls_too_old");
}

#[test]
fn no_tls_at_all_behind_the_tls_port() {
    let mail = shared();
    let mut check = check_of(mail);
    check.server = Some(mail.pop());
    check.security = Some("tls");
    check.timeout = Some(10);
    let json = assert_cause(&check.run(), "tls_failed");
    assert_eq!(json["phase"], "tls", "{json}");
}

#[test]
fn wrong_password_and_switched_off_pop() {
    let mail = shared();
    let mut check = check_of(mail);
    check.password = "pas-le-bon".to_owned();
    assert_cause(&check.run(), "password_refused");

    let mut check = check_of(mail);
    check.address = "coupee@example.test".to_owned();
    check.password = "coupee-pw".to_owned();
    assert_cause(&check.run(), "pop_disabled");
}

#[test]
fn nobody_listens() {
    let mail = shared();
    let mut check = check_of(mail);
    check.server = Some(format!("127.0.0.1:{}", free_port()));
    let json = assert_cause(&check.run(), "connection_refused");
    assert_eq!(json["phase"], "connect", "{json}");
}

#[test]
fn another_session_holds_the_mailbox() {
    let mail = Mail::with(
        &["cabinet"],
        Options {
            lock_sessions: true,
            ..Options::default()
        },
    );
    let holder = hold(&mail);
    assert_cause(&check_of(&mail).run(), "mailbox_in_use");
    drop(holder);
    wait::until_true("the lock's end", Duration::from_secs(10), || {
        check_of(&mail).run().status == 0
    });
}

/// Another client that is logged in and stays.
pub(crate) fn hold(mail: &Mail) -> TcpStream {
    use std::io::{BufRead, BufReader, Write};
    let mut stream = TcpStream::connect(mail.pop()).unwrap();
    let mut lines = BufReader::new(stream.try_clone().unwrap());
    stream
        .write_all(b"USER cabinet@example.test\r\nPASS cabinet-pw\r\nSTAT\r\n")
        .unwrap();
    let mut said = String::new();
    while !said.contains("+OK 0 0") {
        assert_ne!(lines.read_line(&mut said).unwrap(), 0, "{said}");
    }
    stream
}

#[test]
fn a_mailbox_that_the_server_cannot_open_now() {
    // Dovecot refuses the login where it has to lock a mailbox that it cannot read, and hangs up
    // behind the login where it has not.
    for (lock_sessions, cause, phase) in [
        (true, "server_temporary", "login"),
        (false, "connection_lost", "stat"),
    ] {
        let mail = Mail::with(
            &["cabinet"],
            Options {
                lock_sessions,
                ..Options::default()
            },
        );
        mail.maildir("cabinet").set_readable(false);
        let json = assert_cause(&check_of(&mail).run(), cause);
        assert_eq!(json["phase"], phase, "{json}");
    }
}

#[test]
fn a_first_scan_of_ten_thousand_messages() {
    let mail = Mail::start();
    mail.maildir("cabinet").fill(10_000, 2_000);
    let begun = Instant::now();
    let mut check = check_of(&mail);
    check.timeout = Some(60);
    let ran = check.run();
    let json = ran.json();
    println!("10,000 messages in {:?}", begun.elapsed());
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    assert_eq!(json["messages"], 10_000);
}

/// A certificate for scripted servers.
fn scripted_leaf() -> &'static (tempfile::TempDir, std::path::PathBuf, Leaf) {
    static LEAF: OnceLock<(tempfile::TempDir, std::path::PathBuf, Leaf)> = OnceLock::new();
    LEAF.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let authority = Authority::new("Scripted CA", dir.path());
        let leaf = authority.leaf("scripted", &["127.0.0.1"], Validity::default());
        let root = authority.root().to_owned();
        (dir, root, leaf)
    })
}

fn check_scripted(address: SocketAddr) -> Check {
    let (_, root, _) = scripted_leaf();
    Check {
        timeout: Some(8),
        ..Check::of("cabinet@example.test", "secret", &address.to_string(), root)
    }
}

#[test]
fn what_only_scripted_servers_say() {
    let codes: &[&str] = &["RESP-CODES", "AUTH-RESP-CODE"];
    for (pass, cause) in [
        (
            "-ERR [LOGIN-DELAY] minimum time between mail checks violation",
            "login_delay",
        ),
        ("-ERR [SYS/TEMP] try again", "server_temporary"),
        ("-ERR [SYS/PERM] call us", "server_permanent"),
        (
            "-ERR [AUTH] application-specific password required",
            "web_login_required",
        ),
        ("-ERR [IN-USE] locked", "mailbox_in_use"),
        (
            "-ERR POP3 access is disabled for this account",
            "pop_disabled",
        ),
        ("WHAT", "protocol_violation"),
    ] {
        let server = Scripted::tls(
            &scripted_leaf().2,
            Script::pop3(
                match pass {
                    "WHAT" => &[],
                    _ => &["RESP-CODES", "AUTH-RESP-CODE"],
                },
                pass,
            ),
        );
        assert_cause(&check_scripted(server.address()).run(), cause);
        let passwords = server
            .heard()
            .iter()
            .filter(|line| line.starts_with("PASS") || line.starts_with("AUTH"))
            .count();
        assert_eq!(passwords, 1, "one login attempt for {cause}");
    }
    assert_eq!(codes.len(), 2);
}

#[test]
fn servers_that_refuse_hang_up_or_never_answer() {
    let leaf = &scripted_leaf().2;
    let greeting = |act: Act| Script {
        greeting: act,
        ..Script::pop3(&[], "+OK")
    };
    let refuses = Scripted::tls(
        leaf,
        greeting(Act::SayAndClose(b"-ERR come back later\r\n".to_vec())),
    );
    let json = assert_cause(&check_scripted(refuses.address()).run(), "server_refuses");
    assert!(json["detail"].as_str().unwrap().contains("come back later"));

    let hangs_up = Scripted::tls(leaf, greeting(Act::SayAndClose(Vec::new())));
    assert_cause(&check_scripted(hangs_up.address()).run(), "connection_lost");

    let nonsense = Scripted::tls(leaf, greeting(Act::line("220 smtp.example ESMTP")));
    assert_cause(
        &check_scripted(nonsense.address()).run(),
        "protocol_violation",
    );

    let silent = Scripted::tls(leaf, greeting(Act::Hang));
    let mut check = check_scripted(silent.address());
    check.timeout = Some(5);
    let begun = Instant::now();
    assert_cause(&check.run(), "too_slow");
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[test]
fn an_antivirus_in_the_middle_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let shield = Authority::new("Avast Web-Mail Shield Root", dir.path());
    let leaf = shield.leaf("shield", &["127.0.0.1"], Validity::default());
    let server = Scripted::tls(&leaf, Script::pop3(&[], "+OK"));
    let json = assert_cause(&check_scripted(server.address()).run(), "tls_intercepted");
    assert!(json["detail"].as_str().unwrap().contains("Avast"), "{json}");
    assert_eq!(server.heard(), [""; 0]);
}

#[test]
fn clear_text_only_where_it_is_asked_for() {
    let without_tls = Scripted::plain(Script::pop3(&[], "+OK"));
    let mut check = check_scripted(without_tls.address());
    for security in ["tls", "starttls"] {
        check.security = Some(security);
        assert_cause(&check.run(), "tls_failed");
    }
    assert!(!without_tls.heard().iter().any(|line| line.contains("PASS")));
    check.security = Some("plain");
    let ran = check.run();
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(ran.json()["tls"], Value::Null);
    assert!(ran.stderr.contains("sans protection"), "{ran:?}");
}

#[test]
fn a_connection_nobody_takes() {
    // A queue that is full: the kernel drops further attempts, and nobody ever answers.
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    rustix_backlog(&listener);
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_millis(300)) {
        waiting.push(stream);
        assert!(waiting.len() < 5000);
    }
    let mut check = check_scripted(address);
    check.timeout = Some(5);
    let json = assert_cause(&check.run(), "connect_timeout");
    assert_eq!(json["phase"], "connect", "{json}");
}

/// Makes the queue of connections as short as it can be.
fn rustix_backlog(listener: &TcpListener) {
    rustix::net::listen(listener, 0).unwrap();
}

#[test]
fn names_lines_and_witnesses_in_a_network_of_our_own() {
    let line = Line::new();
    let _names = Names::start(
        &line.internet,
        Line::DNS,
        &[("pop.example.test", Line::SERVER)],
    );
    let mail = Mail::with(
        &["cabinet"],
        Options {
            inside: Some((&line.internet, Line::SERVER)),
            ..Options::default()
        },
    );
    let mut check = check_of(&mail);
    check.inside = Some(line.practice.name().to_owned());
    check.server = Some(format!("pop.example.test:{}", mail.pops_port()));
    let ran = check.run();
    assert_eq!(ran.status, 0, "{ran:?}");

    let mut unknown = check.clone();
    unknown.server = Some(format!("pop.nowhere.test:{}", mail.pops_port()));
    let json = assert_cause(&unknown.run(), "name_not_found");
    assert_eq!(json["phase"], "dns", "{json}");

    line.cut();
    let mut cut = check.clone();
    cut.timeout = Some(10);
    assert_cause(&cut.run(), "no_network");
    line.restore();
    assert_eq!(check.run().status, 0);
}

#[test]
fn usage_errors_have_an_exit_status_of_their_own() {
    let mut check = check_of(shared());
    check.address = "no address".to_owned();
    let ran = check.run();
    assert_eq!(ran.status, 2, "{ran:?}");
    assert!(!ran.stderr.is_empty());
}
