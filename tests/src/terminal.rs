//! `vigie`, run as a user would run it.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use crate::{netns::Namespace, programs, wait};

/// How long any command of these tests may take.
const LONGEST: Duration = Duration::from_mins(2);

/// What a command did.
#[derive(Clone, Debug)]
pub struct Ran {
    /// Its exit status.
    pub status: i32,
    /// What it said.
    pub stdout: String,
    /// What it complained of.
    pub stderr: String,
}

impl Ran {
    /// Its output as JSON; panics with everything it said where that is no JSON.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| panic!("no JSON ({e}): {self:?}"))
    }
}

/// Runs a command with that standard input to its end.
pub fn run(command: &mut Command, input: &str) -> Ran {
    run_within(LONGEST, command, input)
}

/// The same, where it may take longer than any other.
pub fn run_within(within: Duration, command: &mut Command, input: &str) -> Ran {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|e| panic!("cannot start {command:?}: {e}"));
    let mut stdin = child.stdin.take().expect("piped");
    // A command that refuses its arguments does not read.
    let _may_be_gone = stdin.write_all(input.as_bytes());
    drop(stdin);
    let id = child.id();
    crate::children::adopt(id);
    let output = std::thread::spawn(move || child.wait_with_output());
    wait::until_true(&format!("the end of {command:?}"), within, || {
        output.is_finished()
    });
    let output = output
        .join()
        .expect("waiting does not panic")
        .expect("the output can be read");
    crate::children::forget(id);
    Ran {
        status: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// `vigie check … --password-stdin --json`.
#[derive(Clone, Debug, Default)]
pub struct Check {
    /// `--address`.
    pub address: String,
    /// The password on standard input.
    pub password: String,
    /// `--server`.
    pub server: Option<String>,
    /// `--security`.
    pub security: Option<&'static str>,
    /// `--ca-file`.
    pub ca_file: Option<PathBuf>,
    /// `--timeout` in seconds.
    pub timeout: Option<u32>,
    /// The network namespace to run in.
    pub inside: Option<String>,
}

impl Check {
    /// A check of that mailbox on that server, trusting that root.
    #[must_use]
    pub fn of(address: &str, password: &str, server: &str, ca_file: &Path) -> Self {
        Self {
            address: address.to_owned(),
            password: password.to_owned(),
            server: Some(server.to_owned()),
            ca_file: Some(ca_file.to_owned()),
            ..Self::default()
        }
    }

    /// Runs it.
    #[must_use]
    pub fn run(&self) -> Ran {
        let mut command = match &self.inside {
            None => Command::new(programs::vigie()),
            Some(namespace) => Namespace::command(namespace, programs::vigie()),
        };
        command.args([
            "check",
            "--address",
            &self.address,
            "--password-stdin",
            "--json",
        ]);
        if let Some(server) = &self.server {
            command.args(["--server", server]);
        }
        if let Some(security) = self.security {
            command.args(["--security", security]);
        }
        if let Some(ca_file) = &self.ca_file {
            command.arg("--ca-file").arg(ca_file);
        }
        if let Some(timeout) = self.timeout {
            command.args(["--timeout", &timeout.to_string()]);
        }
        run(&mut command, &format!("{}\n", self.password))
    }
}
