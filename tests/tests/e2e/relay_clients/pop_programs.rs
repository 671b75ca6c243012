//! The programs that collect, each set to a server in clear text on loopback as its manual says.

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, chown},
    path::Path,
    process::Command,
};

use super::{Place, python};

/// A program that takes a whole mailbox and deletes what it took.
pub(crate) struct Collector {
    pub(crate) name: &'static str,
    pub(crate) command: fn(&Place<'_>) -> Command,
    /// The messages that it has kept.
    pub(crate) kept: fn(&Place<'_>) -> Vec<Vec<u8>>,
}

/// Every program, by each of its ways of logging in.
pub(crate) fn collectors() -> Vec<Collector> {
    let collector = |name, command, kept| Collector {
        name,
        command,
        kept,
    };
    vec![
        collector("curl-plain", |place| curl(place, "AUTH=PLAIN"), numbered),
        collector("curl-apop", |place| curl(place, "AUTH=+APOP"), numbered),
        collector("fetchmail", |place| fetchmail(place, "POP3"), numbered),
        collector("fetchmail-apop", |place| fetchmail(place, "APOP"), numbered),
        collector("mpop-user", |place| mpop(place, "user"), maildir),
        collector("mpop-plain", |place| mpop(place, "plain"), maildir),
        collector("mpop-apop", |place| mpop(place, "apop"), maildir),
        collector("getmail", |place| getmail(place, false), maildir),
        collector("getmail-apop", |place| getmail(place, true), maildir),
        collector("poplib", |place| poplib(place, "user"), numbered),
        collector("poplib-apop", |place| poplib(place, "apop"), numbered),
    ]
}

/// As a script of an administrator has it: the list, then each message, then each deletion in a
/// session of its own, for curl ends each call with QUIT.
fn curl(place: &Place<'_>, mechanism: &str) -> Command {
    let script = r#"
        set -e
        curl() { command curl --silent --show-error --max-time 60 --config "$1/curlrc" "$2" "${@:3}"; }
        first=$(ls "$1" | grep -c '\.eml$' || true)
        count=$(curl "$1" "$2" | wc -l)
        for number in $(seq 1 "$count"); do
            curl "$1" "$2$number" --output "$1/$((first + 1)).part"
            curl "$1" "$2" --head --request "DELE 1" >/dev/null
            mv "$1/$((first + 1)).part" "$1/$((first + 1)).eml"
            first=$((first + 1))
        done
    "#
    .replace("$2$number", "${2}1");
    let user = format!(
        "user = \"{}:{}\"\nlogin-options = \"{mechanism}\"\n",
        place.login, place.password
    );
    fs::write(place.dir.join("curlrc"), user).unwrap();
    let mut command = Command::new("bash");
    command
        .args(["-c", &script, "bash"])
        .arg(place.dir)
        .arg(format!("pop3://127.0.0.1:{}/", place.port));
    command
}

fn fetchmail(place: &Place<'_>, protocol: &str) -> Command {
    let rc = place.dir.join("fetchmailrc");
    let text = format!(
        "poll 127.0.0.1 protocol {protocol} service {} uidl auth password user \"{}\" password \"{}\" \
         sslproto '' no rewrite no keep fetchall mda \"{}\"\n",
        place.port,
        place.login,
        place.password,
        store(place),
    );
    private(&rc, &text);
    let mut command = Command::new("fetchmail");
    command
        .args(["--nosyslog", "--nodetach", "--invisible", "--fetchmailrc"])
        .arg(rc)
        .args([
            "--idfile",
            &place.file("fetchids"),
            "--pidfile",
            &place.file("fetchmail.pid"),
        ]);
    command
}

/// A delivery program: each message into a file of its own.
fn store(place: &Place<'_>) -> String {
    let script = place.dir.join("store");
    let text = format!(
        "#!/bin/sh\nset -e\nfile=$(mktemp {}/XXXXXXXX)\ncat > \"$file\"\nmv \"$file\" \"$file.eml\"\n",
        place.dir.display()
    );
    fs::write(&script, text).unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    script.display().to_string()
}

fn mpop(place: &Place<'_>, mechanism: &str) -> Command {
    make_maildir(place);
    let password = place.dir.join("password");
    private(&password, place.password);
    let mut command = Command::new("mpop");
    command
        .args([
            "--host=127.0.0.1",
            "--tls=off",
            "--keep=off",
            "--received-header=off",
            "--quiet",
        ])
        .arg(format!("--port={}", place.port))
        .arg(format!("--auth={mechanism}"))
        .arg(format!("--user={}", place.login))
        .arg(format!("--passwordeval=cat {}", password.display()))
        .arg(format!("--delivery=maildir,{}", place.file("Maildir")))
        .arg(format!("--uidls-file={}", place.file("mpop-uids")));
    command
}

fn getmail(place: &Place<'_>, apop: bool) -> Command {
    make_maildir(place);
    let rc = place.dir.join("getmailrc");
    let text = format!(
        "[retriever]\ntype = SimplePOP3Retriever\nserver = 127.0.0.1\nport = {}\nusername = {}\npassword = {}\nuse_apop = {}\n\
         [destination]\ntype = Maildir\nuser = nobody\npath = {}/\n\
         [options]\nread_all = true\ndelete = true\ndelivered_to = false\nreceived = false\n",
        place.port,
        place.login,
        place.password,
        if apop { "True" } else { "False" },
        place.file("Maildir"),
    );
    private(&rc, &text);
    let mut command = Command::new("getmail");
    command
        .args(["--quiet", "--getmaildir"])
        .arg(place.dir)
        .arg("--rcfile")
        .arg(rc);
    command
}

fn poplib(place: &Place<'_>, login: &str) -> Command {
    let mut command = python(
        r#"
import os, poplib, sys
port, login, user, password, folder = sys.argv[1:6]
pop = poplib.POP3("127.0.0.1", int(port), timeout=60)
if login == "apop":
    pop.apop(user, password)
else:
    pop.user(user)
    pop.pass_(password)
pop.stat()
for entry in pop.uidl()[1]:
    number, uid = entry.split()
    lines = pop.retr(int(number))[1]
    with open(os.path.join(folder, uid.decode() + ".eml"), "wb") as file:
        file.write(b"\r\n".join(lines) + b"\r\n")
    pop.dele(int(number))
pop.quit()
"#,
    );
    command
        .args([&place.port.to_string(), login, place.login, place.password])
        .arg(place.dir);
    command
}

fn make_maildir(place: &Place<'_>) {
    let maildir = place.dir.join("Maildir");
    for part in ["cur", "new", "tmp"] {
        fs::create_dir_all(maildir.join(part)).unwrap();
    }
    for path in [
        maildir.clone(),
        maildir.join("cur"),
        maildir.join("new"),
        maildir.join("tmp"),
    ] {
        // getmail delivers as nobody where root starts it; without root it cannot be otherwise.
        let _not_root = chown(path, Some(65534), Some(65534));
    }
}

fn private(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// Messages in files of their own.
fn numbered(place: &Place<'_>) -> Vec<Vec<u8>> {
    files(place.dir)
        .into_iter()
        .filter(|(name, _)| name.rsplit('.').next() == Some("eml"))
        .map(|(_, octets)| octets)
        .collect()
}

/// Messages in a Maildir.
fn maildir(place: &Place<'_>) -> Vec<Vec<u8>> {
    let new = files(&place.dir.join("Maildir/new"));
    new.into_iter().map(|(_, octets)| octets).collect()
}

fn files(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let file = |entry: fs::DirEntry| {
        let name = entry.file_name().into_string().ok()?;
        Some((name, fs::read(entry.path()).ok()?))
    };
    entries.filter_map(file).collect()
}
