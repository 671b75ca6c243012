//! Nothing that Vigie writes holds what passed through it: after mail was watched, collected, served
//! and sent, every file of the practice's folder is searched, and everything that Vigie said.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use vigie_protocol::{Answer, Request};
use vigie_tests::mail::{Mail, Options, sample};

use crate::relay_installed::Installed;

/// Invented, and of a form that stands nowhere else.
const NIR: &str = "299017599999918";
const PATIENT: &str = "ZYTHOPHILE";
const SENDER: &str = "Quetschemalion";
const SUBJECT: &str = "Remboursement-Xylophage";

#[test]
fn the_record_log_and_vault_hold_no_secret() {
    let mail = Mail::with(
        &["cabinet", "caisse"],
        Options {
            smtp: true,
            ..Options::default()
        },
    );
    let mut relay = Installed::start(&mail, None);
    let an_hour = Duration::from_hours(1);
    let noemie = sample("retours@caisse.example", SUBJECT)
        .replace("From: <", &format!("From: {SENDER} <"))
        .replace("Corps invente.", &format!("{NIR} {PATIENT}"));
    let inbox = mail.maildir("cabinet");
    inbox.deliver(&noemie, an_hour);
    inbox.deliver(&noemie.replace("Message-ID: <", "Message-ID: <2-"), an_hour);
    relay.until_waiting(2);

    let served = curl(&relay, &format!("pop3://127.0.0.1:{}/1", relay.pop), None);
    assert!(served.contains(NIR), "{served}");
    let lot = format!(
        "From: <cabinet@example.test>\r\nTo: <caisse@example.test>\r\nSubject: {SUBJECT}\r\n\r\n\
         {NIR} {PATIENT}\r\n"
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lot.eml");
    fs::write(&file, lot).unwrap();
    curl(
        &relay,
        &format!("smtp://127.0.0.1:{}", relay.smtp),
        Some(&file),
    );
    relay.agent.check_now(None);
    // What waits to be written is on the disk once it has ended.
    let bundle = match relay.agent.ask(Request::Diagnostics) {
        Ok(Answer::Diagnostics { files, .. }) => files,
        other => panic!("no diagnostics: {other:?}"),
    };
    relay.agent.stop();

    let password = mail.user("cabinet").password.clone();
    let needles = [
        password.as_str(),
        &relay.login,
        &relay.password,
        "phrase d'essai",
        NIR,
        PATIENT,
        SENDER,
        SUBJECT,
    ];
    let files = all_files(relay.agent.data_dir());
    assert!(files.len() >= 4, "{files:?}");
    let written = files.iter().map(|file| {
        let octets = fs::read(file).unwrap();
        (file.display().to_string(), octets)
    });
    let bundle = bundle
        .into_iter()
        .map(|file| (file.name, file.content.into_bytes()));
    let said = [("what it said".to_owned(), relay.agent.log().into_bytes())];
    for (place, octets) in written.chain(bundle).chain(said) {
        for needle in needles {
            for form in forms(needle) {
                let found = octets.windows(form.len()).any(|part| part == form);
                assert!(!found, "{place} holds {needle:?}");
            }
        }
    }
    // The search itself finds what is there.
    let known = relay.agent.data_dir().join("vigie.sqlite");
    let record = fs::read(known).unwrap();
    let address = b"cabinet@example.test";
    assert!(record.windows(address.len()).any(|part| part == address));
}

/// As it stands, in UTF-16 as Windows keeps text, and within base64 wherever it begins there.
fn forms(needle: &str) -> Vec<Vec<u8>> {
    let wide = needle.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut forms = vec![needle.as_bytes().to_vec(), wide];
    for before in 0..3 {
        let shifted = [&vec![0; before], needle.as_bytes()].concat();
        let encoded = STANDARD_NO_PAD.encode(&shifted);
        // The first and the last digits depend on what stands beside it.
        let inner = encoded.as_bytes().get(4..encoded.len().saturating_sub(4));
        forms.extend(inner.filter(|inner| inner.len() >= 6).map(<[u8]>::to_vec));
    }
    forms
}

fn all_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            files.extend(all_files(&entry.path()));
        } else if kind.is_file() {
            files.push(entry.path());
        }
    }
    files
}

fn curl(relay: &Installed, url: &str, send: Option<&Path>) -> String {
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--show-error", "--max-time", "60", "--user"])
        .arg(format!("{}:{}", relay.login, relay.password))
        .arg(url);
    if let Some(file) = send {
        curl.args(["--mail-from", "cabinet@example.test"])
            .args(["--mail-rcpt", "caisse@example.test", "--upload-file"])
            .arg(file);
    }
    let output = curl.output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}
