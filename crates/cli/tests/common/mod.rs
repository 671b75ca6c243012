//! Running `vigie` as a user or a programme does.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "test code; each test file uses its part"
)]

use std::process::Stdio;

use tokio::{io::AsyncWriteExt, process::Command};

/// What came of a command.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// `vigie` with these arguments, in French, in a time zone of its own.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command
        .args(arguments)
        .env("TZ", "Europe/Paris")
        .env("LC_ALL", "fr_FR.UTF-8")
        .env_remove("VIGIE_LOG")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

/// Runs it with this standard input.
pub(crate) async fn run(arguments: &[&str], input: &str) -> Ran {
    let mut process = command(arguments).spawn().unwrap();
    let mut stdin = process.stdin.take().unwrap();
    // A command that refuses its arguments never reads.
    let _ = stdin.write_all(input.as_bytes()).await;
    drop(stdin);
    let output = process.wait_with_output().await.unwrap();
    let ran = Ran {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    ran
}
