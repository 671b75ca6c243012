//! The programs that send, each handing over `lot.eml` of its folder.

use std::process::Command;

use super::{Place, python};
use crate::relay_desk::CURRENT;

/// A program that sends a message as it is. swaks ends the last line itself, whether it has an end
/// or not, and so is given `unended.eml`.
pub(crate) struct Sender {
    pub(crate) name: &'static str,
    pub(crate) command: fn(&Place<'_>) -> Command,
}

/// Every program, by each of its ways of logging in.
pub(crate) fn senders() -> Vec<Sender> {
    let sender = |name, command| Sender { name, command };
    vec![
        sender("curl-smtp-plain", |place| curl(place, "AUTH=PLAIN")),
        sender("curl-smtp-login", |place| curl(place, "AUTH=LOGIN")),
        sender("smtplib-plain", |place| smtplib(place, "auth_plain")),
        sender("smtplib-login", |place| smtplib(place, "auth_login")),
        sender("swaks-plain", |place| swaks(place, "PLAIN", "1")),
        sender("swaks-login", |place| swaks(place, "LOGIN", "1")),
        sender("swaks-pipelined", |place| swaks(place, "PLAIN", "pipeline")),
    ]
}

fn curl(place: &Place<'_>, mechanism: &str) -> Command {
    let mut command = Command::new("curl");
    command
        .args([
            "--silent",
            "--show-error",
            "--max-time",
            "60",
            "--login-options",
            mechanism,
        ])
        .args(["--user", &format!("{}:{}", place.login, place.password)])
        .args(["--mail-from", CURRENT, "--mail-rcpt", CURRENT])
        .args(["--upload-file", &place.file("lot.eml")])
        .arg(format!("smtp://127.0.0.1:{}/cabinet", place.port));
    command
}

fn smtplib(place: &Place<'_>, mechanism: &str) -> Command {
    let mut command = python(
        r#"
import smtplib, sys
port, mechanism, user, password, address, lot = sys.argv[1:7]
with smtplib.SMTP("127.0.0.1", int(port), local_hostname="cabinet", timeout=60) as smtp:
    smtp.ehlo()
    smtp.user, smtp.password = user, password
    name = mechanism.split("_")[1].upper()
    smtp.auth(name, getattr(smtp, mechanism))
    with open(lot, "rb") as file:
        smtp.sendmail(address, [address], file.read())
"#,
    );
    command.args([
        &place.port.to_string(),
        mechanism,
        place.login,
        place.password,
        CURRENT,
        &place.file("lot.eml"),
    ]);
    command
}

fn swaks(place: &Place<'_>, mechanism: &str, way: &str) -> Command {
    let mut command = Command::new("swaks");
    command
        .args([
            "--silent",
            "2",
            "--helo",
            "cabinet",
            "--server",
            "127.0.0.1",
        ])
        .args(["--port", &place.port.to_string(), "--auth", mechanism])
        .args([
            "--auth-user",
            place.login,
            "--auth-password",
            place.password,
        ])
        .args(["--from", CURRENT, "--to", CURRENT])
        .args(["--data", &format!("@{}", place.file("unended.eml"))]);
    if way == "pipeline" {
        command.arg("--pipeline");
    }
    command
}
