//! `vigie check --address …` against the training provider and against scripted servers.
#![allow(clippy::unwrap_used, reason = "test code")]

mod common;

use std::time::{Duration, Instant};

use base64::{Engine, engine::general_purpose::STANDARD};
use common::{Ran, command, run};
use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
};
use vigie_training::{TrainingGround, Trouble};

const KEYS: [&str; 11] = [
    "healthy",
    "cause",
    "detail",
    "phase",
    "server",
    "tls",
    "capabilities",
    "messages",
    "octets",
    "timings_ms",
    "new_messages",
];

#[tokio::test]
async fn a_healthy_mailbox_is_told_in_json_and_in_words() {
    let provider = Provider::start().await;
    let ran = provider.check(&["--json"]).await;
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let json: Value = serde_json::from_str(&ran.stdout).unwrap();
    let mut keys: Vec<&str> = json
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    let mut expected = KEYS;
    expected.sort_unstable();
    assert_eq!(keys, expected);
    assert_eq!(json["healthy"], true);
    for absent in ["cause", "detail", "phase"] {
        assert_eq!(json[absent], Value::Null);
    }
    assert_eq!(json["messages"], provider.ground.messages());
    assert!(json["octets"].as_u64().unwrap() > 0);
    assert_eq!(json["server"]["security"], "tls");
    assert!(
        json["tls"]["version"]
            .as_str()
            .unwrap()
            .starts_with("TLSv1.")
    );
    assert!(json["timings_ms"]["login"].as_f64().unwrap() >= 0.0);
    let new = json["new_messages"].as_array().unwrap();
    assert_eq!(new.len(), provider.ground.messages());
    assert!(new[0]["uid"].as_str().is_some());
    assert!(new[0].get("subject").is_none() && new[0].get("from").is_none());

    provider.pause().await;
    let ran = provider.check(&[]).await;
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("Tout va bien"), "{}", ran.stdout);
    assert!(!ran.stdout.contains('['), "{}", ran.stdout);
}

#[tokio::test]
async fn each_trouble_has_its_cause_and_exit_status() {
    let provider = Provider::start().await;
    for (trouble, code, cause, title) in [
        (Trouble::CutPop, 1, "pop_disabled", "a fermé l’accès"),
        (
            Trouble::RefusePassword,
            1,
            "password_refused",
            "refuse le mot de passe",
        ),
        (Trouble::ExpireCertificate, 1, "tls_expired", "périmée"),
        (
            Trouble::LockMailbox,
            3,
            "mailbox_in_use",
            "Un autre logiciel",
        ),
    ] {
        provider.ground.set(trouble).await.unwrap();
        let ran = provider.check(&["--json"]).await;
        let json: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(json["cause"], cause);
        assert_eq!(ran.code, code, "{cause}");
        let healthy = if code == 3 { Value::Null } else { false.into() };
        assert_eq!(json["healthy"], healthy, "{cause}");
        assert!(json["phase"].is_string());
        assert_eq!(json["messages"], Value::Null);
        let ran = provider.check(&[]).await;
        assert_eq!(ran.code, code);
        assert!(ran.stdout.contains(title), "{}", ran.stdout);
        assert!(
            ran.stdout.contains(cause),
            "the detail line names it: {}",
            ran.stdout
        );
        assert!(!(ran.stdout + &ran.stderr).contains("entrainement\n"));
    }
}

#[tokio::test]
async fn an_unproven_server_gets_no_password() {
    let provider = Provider::start().await;
    let server = provider.ground.pop().to_string();
    let address = provider.ground.address().to_string();
    let line = [
        "check",
        "--address",
        &address,
        "--server",
        &server,
        "--password-stdin",
        "--json",
    ];
    let ran = run(&line, "secret\n").await;
    let json: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(ran.code, 1);
    assert_eq!(json["cause"], "tls_untrusted");
    assert_eq!(json["phase"], "tls");
}

#[tokio::test]
async fn what_cannot_be_told_is_told_as_such() {
    let server = scripted(&["+OK ready", "-ERR no", "+OK", "-ERR [LOGIN-DELAY] wait"]).await;
    let ran = plain(&server, &["--json"]).await;
    let json: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((ran.code, json["cause"].as_str()), (3, Some("login_delay")));
    assert_eq!(json["healthy"], Value::Null);
    assert!(ran.stderr.contains("sans protection"), "{}", ran.stderr);
}

#[tokio::test]
async fn nonsense_and_silence_are_causes_and_end_in_time() {
    let server = scripted(&["HTTP/1.1 400 Bad Request \u{1b}[31m"]).await;
    let ran = plain(&server, &[]).await;
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("protocol_violation"), "{}", ran.stdout);
    assert!(!ran.stdout.contains('\u{1b}'));

    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let began = Instant::now();
    let address = silent.local_addr().unwrap().to_string();
    let ran = plain(&address, &["--timeout", "1", "--json"]).await;
    assert!(began.elapsed() < Duration::from_secs(10));
    let json: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((ran.code, json["cause"].as_str()), (1, Some("too_slow")));
}

#[tokio::test]
async fn clear_text_is_never_used_unasked() {
    let server = scripted(&["+OK ready"; 6]).await;
    let line = [
        "check",
        "--address",
        "a@exemple.test",
        "--server",
        &server,
        "--password-stdin",
        "--json",
    ];
    let ran = run(&line, "secret\n").await;
    let json: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((ran.code, json["cause"].as_str()), (1, Some("tls_failed")));
}

#[tokio::test]
async fn a_wrong_command_line_is_told_with_status_2() {
    for (line, input) in [
        (&["check", "--address", "a@b.test"][..], "secret\n"),
        (
            &["check", "--address", "nobody", "--password-stdin"],
            "secret\n",
        ),
        (
            &[
                "check",
                "--address",
                "a@b.test",
                "--password-stdin",
                "--server",
                "a b",
            ],
            "secret\n",
        ),
        (
            &[
                "check",
                "--address",
                "a@b.test",
                "--password-stdin",
                "--timeout",
                "x",
            ],
            "secret\n",
        ),
        (
            &[
                "check",
                "--address",
                "a@b.test",
                "--password-stdin",
                "--server",
                "127.0.0.1:9",
            ],
            "",
        ),
        (
            &[
                "check",
                "--address",
                "a@b.test",
                "--password-stdin",
                "--server",
                "127.0.0.1:9",
            ],
            "\n",
        ),
        (
            &[
                "check",
                "--address",
                "a@b.test",
                "--password-stdin",
                "--ca-file",
                "/nowhere",
            ],
            "secret\n",
        ),
        (&["frobnicate"], ""),
        (&[], ""),
        (&["status", "--frob"], ""),
        (&["accounts"], ""),
    ] {
        let ran = run(line, input).await;
        assert_eq!(ran.code, 2, "{line:?}");
        assert_eq!(ran.stdout, "", "{line:?}");
        assert!(ran.stderr.trim().len() > 10, "{line:?}");
        assert!(!ran.stderr.contains('['), "{line:?}: {}", ran.stderr);
    }
    let ran = run(&["--help"], "").await;
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert!(ran.stdout.contains("training"));
    assert_eq!(run(&["--version"], "").await.code, 0);
}

#[tokio::test]
async fn a_reader_that_goes_away_changes_no_exit_status() {
    let server = scripted(&["-ERR closed for maintenance"]).await;
    let line = plain_line(&server, &["--json"]);
    let mut process = command(&line).spawn().unwrap();
    drop(process.stdout.take());
    let mut stdin = process.stdin.take().unwrap();
    stdin.write_all(b"secret\n").await.unwrap();
    drop(stdin);
    let output = process.wait_with_output().await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"));
}

/// The training provider, and its authority in a file.
struct Provider {
    ground: TrainingGround,
    authority: tempfile::NamedTempFile,
}

impl Provider {
    async fn start() -> Self {
        let ground = TrainingGround::start(Timestamp::now()).await.unwrap();
        let authority = tempfile::NamedTempFile::new().unwrap();
        let body = STANDARD.encode(ground.ca());
        let pem = format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n");
        std::fs::write(authority.path(), pem).unwrap();
        Self { ground, authority }
    }

    async fn check(&self, more: &[&str]) -> Ran {
        let server = self.ground.pop().to_string();
        let authority = self.authority.path().to_str().unwrap();
        let address = self.ground.address().to_string();
        let mut line = vec!["check", "--address", &address, "--server", &server];
        line.extend(["--ca-file", authority, "--password-stdin"]);
        line.extend(more);
        let password = self.ground.password().expose_secret();
        run(&line, &format!("{password}\n")).await
    }

    /// The provider announces a second between two logins.
    async fn pause(&self) {
        tokio::time::sleep(Duration::from_millis(1100)).await;
    }
}

/// A server that says these lines: the first as greeting, then one per line it receives, then
/// hangs up. Gives its `host:port`.
async fn scripted(lines: &[&str]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let lines: Vec<String> = lines.iter().map(|line| format!("{line}\r\n")).collect();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let mut stream = BufReader::new(stream);
            let mut heard = Vec::new();
            for line in &lines {
                if stream.write_all(line.as_bytes()).await.is_err() {
                    break;
                }
                heard.clear();
                match stream.read_until(b'\n', &mut heard).await {
                    Ok(0) | Err(_) => break,
                    Ok(_) => {}
                }
            }
        }
    });
    address
}

fn plain_line<'a>(server: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut line = vec![
        "check",
        "--address",
        "cabinet@exemple.test",
        "--server",
        server,
    ];
    line.extend(["--security", "plain", "--password-stdin"]);
    line.extend(more);
    line
}

async fn plain(server: &str, more: &[&str]) -> Ran {
    run(&plain_line(server, more), "secret\n").await
}
