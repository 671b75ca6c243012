//! The peers, each called as its manual says, each run as a whole process.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde::Deserialize;
use vigie_tests::mail::User;

/// Seconds after which a peer that may hang is killed.
const PATIENCE: u32 = 30;

/// What one run of a process took.
#[derive(Debug, Deserialize)]
pub(crate) struct Measured {
    pub(crate) seconds: f64,
    pub(crate) peak_kib: u64,
    pub(crate) status: i32,
    pub(crate) words: String,
}

/// A peer's command line.
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    pub(crate) command: Vec<String>,
    /// Exit statuses that mean success (fetchmail says 1 for “nothing new”).
    pub(crate) success: &'static [i32],
}

/// Where the mailbox is, and a folder for the peers' files.
pub(crate) struct Place<'a> {
    pub(crate) port: u16,
    /// The same server in clear text, for the one peer that knows no TLS.
    pub(crate) clear_port: Option<u16>,
    pub(crate) ca: &'a Path,
    pub(crate) user: &'a User,
    pub(crate) dir: &'a Path,
}

impl Peer {
    /// Runs it once. `Err` says why there is no figure.
    pub(crate) fn measure(&self) -> Result<Measured, String> {
        if !on_path(&self.command[0]) {
            return Err("not installed".into());
        }
        let measured = measure(&self.command);
        if self.success.contains(&measured.status) {
            Ok(measured)
        } else {
            // `timeout` ends with 128 + 9, or by the same signal.
            Err(match measured.status {
                137 | -9 => format!("hangs: killed after {PATIENCE} s"),
                status => format!(
                    "ended with {status}: {}",
                    measured.words.trim().lines().last().unwrap_or_default()
                ),
            })
        }
    }
}

/// Runs a command line and measures it from outside.
pub(crate) fn measure(command: &[String]) -> Measured {
    let output = Command::new("/usr/bin/python3")
        .arg(script("measure.py"))
        .args(command)
        .output()
        .expect("Python 3 runs");
    serde_json::from_slice(&output.stdout).expect("measure.py prints JSON")
}

/// The clients that check a mailbox.
pub(crate) fn checkers(place: &Place<'_>) -> Vec<Peer> {
    let (port, user) = (place.port.to_string(), place.user.address());
    let ca = place.ca.display().to_string();
    let password = place.user.password.clone();
    vec![
        Peer {
            name: "curl, initial response",
            command: words(&[
                "curl",
                "-sS",
                "--cacert",
                &ca,
                "--sasl-ir",
                "--login-options",
                "AUTH=PLAIN",
                "-u",
                &format!("{user}:{password}"),
                &format!("pop3s://127.0.0.1:{port}/"),
            ]),
            success: &[0],
        },
        Peer {
            name: "fetchmail --check",
            command: words(&[
                "fetchmail",
                "--check",
                "--nosyslog",
                "--fetchmailrc",
                &fetchmailrc(place, "keep"),
                "--idfile",
                &file(place, "fetchids"),
                "--pidfile",
                &file(place, "fetchmail.pid"),
            ]),
            success: &[0, 1],
        },
        Peer {
            name: "mpop --status-only",
            command: mpop(place, &["--status-only", "--delivery=mbox,/dev/null"]),
            success: &[0],
        },
        Peer {
            name: "Python poplib",
            command: poplib(place, "check"),
            success: &[0],
        },
        Peer {
            name: "getmail6, nothing new",
            command: words(&[
                "getmail",
                "--quiet",
                "--getmaildir",
                &place.dir.display().to_string(),
                "--rcfile",
                &getmailrc(place),
            ]),
            success: &[0],
        },
    ]
}

/// The clients that read a whole mailbox, headers or messages.
pub(crate) fn scanners(place: &Place<'_>, with_latency: bool) -> Vec<Peer> {
    let mut peers = vec![
        Peer {
            name: "Python, UIDL + TOP, 100 in flight",
            command: poplib(place, "scan-pipelined"),
            success: &[0],
        },
        Peer {
            name: "mpop, whole messages",
            command: mpop(
                place,
                &[
                    "--keep=on",
                    "--only-new=off",
                    &format!("--delivery=mbox,{}", file(place, "mbox")),
                    &format!("--uidls-file={}", file(place, "mpop-uids")),
                ],
            ),
            success: &[0],
        },
    ];
    if let Some(port) = place.clear_port {
        let bench = std::env::current_exe().expect("a running program has a path");
        peers.push(Peer {
            name: "async-pop 1.1.3, clear text, UIDL + TOP one by one",
            command: words(&[
                "timeout",
                "--signal=KILL",
                &PATIENCE.to_string(),
                &bench.display().to_string(),
                super::async_pop_peer::WORD,
                &port.to_string(),
                &place.user.address(),
                &place.user.password,
            ]),
            success: &[0],
        });
    }
    // One command at a time takes minutes at 40 ms: 10,000 round trips.
    if !with_latency {
        peers.push(Peer {
            name: "Python poplib, UIDL + TOP one by one",
            command: poplib(place, "scan"),
            success: &[0],
        });
    }
    peers
}

fn mpop(place: &Place<'_>, more: &[&str]) -> Vec<String> {
    // Quoted nowhere: the password is invented and has no blank.
    let password = file(place, "password");
    fs::write(&password, &place.user.password).expect("a file can be written");
    let mut command = words(&[
        "mpop",
        "--host=127.0.0.1",
        &format!("--port={}", place.port),
        "--tls=on",
        "--tls-starttls=off",
        &format!("--tls-trust-file={}", place.ca.display()),
        "--auth=user",
        &format!("--user={}", place.user.address()),
        &format!("--passwordeval=cat {password}"),
    ]);
    command.extend(more.iter().map(|&word| word.to_owned()));
    command
}

fn poplib(place: &Place<'_>, what: &str) -> Vec<String> {
    words(&[
        "/usr/bin/python3",
        &script("poplib_client.py").display().to_string(),
        what,
        "127.0.0.1",
        &place.port.to_string(),
        &place.ca.display().to_string(),
        &place.user.address(),
        &place.user.password,
    ])
}

fn fetchmailrc(place: &Place<'_>, options: &str) -> String {
    let text = format!(
        "poll localhost protocol POP3 service {} uidl user \"{}\" password \"{}\" ssl sslcertck sslcertfile \"{}\" {options}\n",
        place.port,
        place.user.address(),
        place.user.password,
        place.ca.display()
    );
    private(place, "fetchmailrc", &text)
}

fn getmailrc(place: &Place<'_>) -> String {
    let maildir = place.dir.join("getmail-maildir");
    for part in ["cur", "new", "tmp"] {
        fs::create_dir_all(maildir.join(part)).expect("a folder can be made");
    }
    // getmail delivers as nobody where it is started by root, and must be able to go there.
    let _status = Command::new("chown")
        .args(["-R", "nobody"])
        .arg(&maildir)
        .status();
    let _status = Command::new("chmod").arg("755").arg(place.dir).status();
    let text = format!(
        "[retriever]\ntype = SimplePOP3SSLRetriever\nserver = 127.0.0.1\nport = {}\nusername = {}\npassword = {}\nca_certs = {}\n\
         [destination]\ntype = Maildir\nuser = nobody\npath = {}/\n[options]\nread_all = false\ndelete = false\n",
        place.port,
        place.user.address(),
        place.user.password,
        place.ca.display(),
        maildir.display()
    );
    private(place, "getmailrc", &text)
}

fn private(place: &Place<'_>, name: &str, text: &str) -> String {
    use std::os::unix::fs::PermissionsExt;
    let path = file(place, name);
    fs::write(&path, text).expect("a file can be written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("a mode can be set");
    path
}

fn file(place: &Place<'_>, name: &str) -> String {
    place.dir.join(name).display().to_string()
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("bench")
        .join(name)
}

fn on_path(program: &str) -> bool {
    let direct = Path::new(program);
    direct.is_absolute() && direct.exists()
        || std::env::var_os("PATH")
            .is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(program).exists()))
}
