//! Our own side, run as a process of its own so that its memory can be measured.

use std::{fs, time::Instant};

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use vigie_domain::server::{Security, Server};
use vigie_mailbox::{CheckRequest, KnownUids, NoReader, ServerMemory, SessionLimits, check};

/// The first argument of the re-executed bench.
pub(crate) const WORD: &str = "--ours";

/// What to do, as JSON in the second argument.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Task {
    pub(crate) port: u16,
    pub(crate) ca: std::path::PathBuf,
    pub(crate) login: String,
    pub(crate) password: String,
    /// Check once before, so that server and messages are known, as an agent knows them.
    pub(crate) warm: Option<u16>,
}

/// What it took.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Done {
    pub(crate) seconds: f64,
    pub(crate) messages: u64,
    pub(crate) new_messages: usize,
    pub(crate) peak_kib: u64,
}

/// Runs the bench's own binary for one task.
pub(crate) fn call(task: &Task) -> Done {
    let program = std::env::current_exe().expect("a running program has a path");
    let output = std::process::Command::new(program)
        .arg(WORD)
        .arg(serde_json::to_string(task).expect("a task is JSON"))
        .output()
        .expect("the bench can run itself");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("a task prints JSON")
}

/// The other side of [`call`].
pub(crate) fn run(arguments: &[String]) {
    let task: Task = serde_json::from_str(&arguments[0]).expect("a task is JSON");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be built");
    let (mut known, mut memory) = (KnownUids::new(), None);
    if let Some(port) = task.warm {
        let (checked, _) = runtime.block_on(once(&task, port, &known, None));
        let seen = checked.report.outcome.expect("the first check succeeds");
        known = seen
            .uids
            .unwrap_or_default()
            .into_iter()
            .map(|uid| (uid, None))
            .collect();
        memory = checked.memory.map(|memory| ServerMemory {
            server: server(task.port),
            ..memory
        });
    }
    let (checked, seconds) = runtime.block_on(once(&task, task.port, &known, memory.as_ref()));
    let seen = checked.report.outcome.expect("the measured check succeeds");
    assert!(!seen.more_to_scan, "the scan did not end");
    let done = Done {
        seconds,
        messages: seen.messages,
        new_messages: seen.new_messages.len(),
        peak_kib: peak_kib(),
    };
    println!(
        "{}",
        serde_json::to_string(&done).expect("figures are JSON")
    );
}

async fn once(
    task: &Task,
    port: u16,
    known: &KnownUids,
    memory: Option<&ServerMemory>,
) -> (vigie_mailbox::Checked, f64) {
    let server = server(port);
    let password = SecretString::from(task.password.clone());
    let pem = fs::read(&task.ca).expect("the root is there");
    let roots: Vec<_> = rustls::pki_types::pem::PemObject::pem_slice_iter(&pem)
        .map(|root| root.expect("a certificate"))
        .collect();
    let request = CheckRequest {
        extra_roots: &roots,
        memory,
        limits: SessionLimits::with_cap(std::time::Duration::from_mins(1)),
        ..CheckRequest::new(
            jiff::Timestamp::now(),
            &server,
            &task.login,
            &password,
            known,
        )
    };
    let start = Instant::now();
    let checked = check(&request, &mut NoReader, &mut |_| {}).await;
    (checked, start.elapsed().as_secs_f64())
}

fn server(port: u16) -> Server {
    Server {
        host: "127.0.0.1".into(),
        port,
        security: Security::Tls,
    }
}

/// The peak of this process's resident memory.
fn peak_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("/proc is there");
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .expect("the kernel knows the peak")
}
