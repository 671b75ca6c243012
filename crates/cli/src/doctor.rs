//! `vigie doctor`: what Vigie needs on this computer, one by one.

use std::{fs, io, path::Path, time::Duration};

use jiff::Timestamp;
use serde::Serialize;
use vigie_domain::{
    health::Line,
    text::{Explanation, Text, TextArg},
};
use vigie_mailbox::witnesses;
use vigie_protocol::{Settings, Status};
use vigie_words::notice::{self, Notice};

use crate::{
    agent,
    arguments::{Arguments, Listing},
    complaint::Complaint,
    outcome::Outcome,
    terminal::Terminal,
};

/// How long the witnesses of the line may take.
const WITNESSES_WITHIN: Duration = Duration::from_secs(5);

/// A clock before this is wrong: this release is later.
const RELEASED: &str = "2026-01-01T00:00:00Z";

/// One thing looked at.
struct Finding {
    name: &'static str,
    /// `None`: it cannot be told.
    ok: Option<bool>,
    title: Text,
    action: Option<Text>,
}

#[derive(Serialize)]
struct FindingJson {
    name: &'static str,
    ok: Option<bool>,
    said: String,
}

pub(crate) async fn run(
    listing: Listing,
    arguments: &Arguments,
    now: Timestamp,
    terminal: &mut Terminal,
) -> Result<Outcome, Complaint> {
    let folder = agent::folder(arguments)?;
    let mut findings = vec![folder_of(&folder), clock(now)];
    match agent::open(arguments, terminal).await {
        Ok((agent, _events)) => {
            let release = TextArg::Words(agent.release().to_owned());
            let title = Text::new("cli-doctor-agent-runs").with("release", release);
            findings.push(Finding::good("agent", title));
            let (status, settings) = (agent.status().await?, agent.settings().await?);
            findings.extend(machine(&status, &settings));
            findings.push(network(&settings).await);
            findings.extend(mailboxes(&status));
        }
        Err(complaint) => {
            findings.push(Finding::bad("agent", complaint.explanation()));
            let names = [
                "keychain",
                "record",
                "tray",
                "notifications",
                "autostart",
                "network",
            ];
            findings.extend(names.map(|name| {
                let thing = TextArg::Words(name.to_owned());
                Finding::untold(name, Text::new("cli-doctor-untold").with("thing", thing))
            }));
        }
    }
    tell(&findings, listing, terminal)?;
    Ok(Outcome::worst(findings.iter().map(
        |finding| match finding.ok {
            Some(true) => Outcome::Well,
            Some(false) => Outcome::Unwell,
            None => Outcome::Unknown,
        },
    )))
}

fn tell(findings: &[Finding], listing: Listing, terminal: &mut Terminal) -> io::Result<()> {
    if listing.json {
        let said: Vec<FindingJson> = findings
            .iter()
            .map(|finding| FindingJson {
                name: finding.name,
                ok: finding.ok,
                said: terminal.words(&finding.title),
            })
            .collect();
        return terminal.json(&said);
    }
    for finding in findings {
        let mark = match finding.ok {
            Some(true) => "✓",
            Some(false) => "✗",
            None => "?",
        };
        let title = terminal.words(&finding.title);
        terminal.line(&format!("{mark} {title}"))?;
        if let Some(action) = &finding.action {
            let action = terminal.words(action);
            terminal.line(&format!("  → {action}"))?;
        }
    }
    Ok(())
}

impl Finding {
    fn good(name: &'static str, title: Text) -> Self {
        Self {
            name,
            ok: Some(true),
            title,
            action: None,
        }
    }

    fn bad(name: &'static str, explanation: Explanation) -> Self {
        Self {
            name,
            ok: Some(false),
            title: explanation.title,
            action: explanation.action,
        }
    }

    fn untold(name: &'static str, title: Text) -> Self {
        Self {
            name,
            ok: None,
            title,
            action: None,
        }
    }
}

/// Whether the data folder is there and can be written to.
fn folder_of(folder: &Path) -> Finding {
    let text =
        |key: &str| Text::new(key).with("path", TextArg::Words(folder.display().to_string()));
    if !folder.exists() {
        return Finding::untold("folder", text("cli-doctor-folder-absent"));
    }
    let trial = folder.join(format!(".vigie-doctor-{}", std::process::id()));
    let written = fs::write(&trial, b"vigie").and_then(|()| fs::remove_file(&trial));
    match written {
        Ok(()) => Finding::good("folder", text("cli-doctor-folder-good")),
        Err(error) => Finding {
            name: "folder",
            ok: Some(false),
            title: text("cli-doctor-folder-bad.title")
                .with("error", TextArg::Words(error.to_string())),
            action: Some(text("cli-doctor-folder-bad.action")),
        },
    }
}

/// Certificates and deadlines depend on the clock.
fn clock(now: Timestamp) -> Finding {
    let text = |key: &str| Text::new(key).with("now", TextArg::Time(now));
    let is_late_enough = RELEASED
        .parse()
        .is_ok_and(|released: Timestamp| now > released);
    if is_late_enough {
        Finding::good("clock", text("cli-doctor-clock-good"))
    } else {
        Finding {
            name: "clock",
            ok: Some(false),
            title: text("cli-doctor-clock-bad.title"),
            action: Some(text("cli-doctor-clock-bad.action")),
        }
    }
}

/// What the agent says of keychain, record, tray, notifications and autostart.
fn machine(status: &Status, settings: &Settings) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut look = |name, troubles: &[Notice], good: &str| {
        let titles: Vec<String> = troubles
            .iter()
            .map(|trouble| notice::explain(trouble).title.key)
            .collect();
        let told = status
            .notices
            .iter()
            .find(|told| titles.contains(&told.title.key));
        findings.push(match told {
            Some(told) => Finding::bad(name, told.clone()),
            None => Finding::good(name, Text::new(good)),
        });
    };
    look(
        "keychain",
        &[Notice::KeychainLocked, Notice::KeychainAbsent],
        "cli-doctor-keychain-good",
    );
    look(
        "record",
        &[
            Notice::DiskFull,
            Notice::RecordReadOnly,
            Notice::RecordDamaged,
            Notice::RecordFailing,
            Notice::RecordIncomplete,
            Notice::RecordSetAside {
                file: String::new(),
            },
            Notice::RecordCarriedOver {
                file: String::new(),
                mailboxes: 0,
                switch_lost: false,
            },
            Notice::RecordTailLost {
                file: String::new(),
            },
        ],
        "cli-doctor-record-good",
    );
    look("tray", &[Notice::NoTray], "cli-doctor-tray-good");
    look(
        "notifications",
        &[Notice::NoNotifications],
        "cli-doctor-notifications-good",
    );
    if settings.autostart {
        look(
            "autostart",
            &[Notice::NoAutostart],
            "cli-doctor-autostart-good",
        );
    } else {
        let off = Text::new("cli-doctor-autostart-off");
        findings.push(Finding::untold("autostart", off));
    }
    findings
}

/// Whether this computer reaches the Internet.
async fn network(settings: &Settings) -> Finding {
    match witnesses::ask(&settings.witnesses, WITNESSES_WITHIN).await {
        Line::Up => Finding::good("network", Text::new("cli-doctor-network-good")),
        Line::Down => Finding {
            name: "network",
            ok: Some(false),
            title: Text::new("cli-doctor-network-bad.title"),
            action: Some(Text::new("cli-doctor-network-bad.action")),
        },
        Line::NotAsked => Finding::untold("network", Text::new("cli-doctor-network-not-asked")),
    }
}

/// Each watched mailbox, as the agent sees it.
fn mailboxes(status: &Status) -> Vec<Finding> {
    if status.mailboxes.is_empty() {
        return vec![Finding::untold("mailbox", Text::new("headline-no-mailbox"))];
    }
    let finding = |mailbox: &vigie_protocol::MailboxStatus| {
        let outcome = Outcome::from(mailbox.level);
        let ok = match outcome {
            Outcome::Well => Some(true),
            Outcome::Unknown => None,
            Outcome::Unwell | Outcome::Usage => Some(false),
        };
        Finding {
            name: "mailbox",
            ok,
            title: mailbox.explanation.title.clone(),
            action: mailbox
                .explanation
                .action
                .clone()
                .filter(|_| ok != Some(true)),
        }
    };
    status.mailboxes.iter().map(finding).collect()
}
