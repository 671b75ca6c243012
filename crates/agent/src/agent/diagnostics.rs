//! The diagnostic bundle: what support needs, and nothing that concerns anybody else.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use vigie_protocol::{Answer, DiagnosticFile};

use crate::{log, watch::Watched};

use super::{Agent, scrub::scrubbed};

/// Octets of the log's end.
const LOG_OCTETS: u64 = 64 * 1024;

/// How far back incidents are told.
const INCIDENT_DAYS: i64 = 90;

impl Agent {
    /// The bundle's files as they would be saved. No secret, no message; of addresses and user
    /// names the domain alone.
    pub(super) fn diagnostics(&self, now: Timestamp) -> Answer {
        let names: Vec<String> = self
            .watch
            .all()
            .flat_map(|watched| {
                let account = &watched.account;
                [
                    account.login.clone(),
                    account.address.local_part().to_owned(),
                ]
            })
            .collect();
        let file = |name: &str, content: String| DiagnosticFile {
            name: name.to_owned(),
            content: scrubbed(&content, &names),
        };
        let log = log::tail(&self.world.data_dir, LOG_OCTETS)
            .unwrap_or_else(|error| format!("the log cannot be read: {error}\n"));
        let files = vec![
            file("vigie.json", pretty(&self.installation(now))),
            file("mailboxes.json", pretty(&self.mailboxes(now))),
            file("relay.json", pretty(&self.relay_diagnostics(now))),
            file("support.json", pretty(&self.steering_diagnostics())),
            file("agent.log", log),
        ];
        Answer::Diagnostics {
            files,
            support_address: None,
        }
    }

    fn installation(&self, now: Timestamp) -> Value {
        json!({
            "release": env!("CARGO_PKG_VERSION"),
            "protocol": vigie_protocol::VERSION,
            "system": std::env::consts::OS,
            "architecture": std::env::consts::ARCH,
            "desktop": std::env::var("XDG_CURRENT_DESKTOP").ok(),
            "taken_at": now,
            "settings": self.settings,
            "record_fault": self.record.fault(),
            "record_lost": self.record.lost(),
            "notices": self
                .notices
                .explained()
                .into_iter()
                .map(|notice| notice.title.key)
                .collect::<Vec<_>>(),
        })
    }

    fn mailboxes(&self, now: Timestamp) -> Value {
        let from = now
            .checked_sub(SignedDuration::from_hours(24 * INCIDENT_DAYS))
            .unwrap_or(Timestamp::MIN);
        let providers = self.world.knowledge.providers();
        self.watch
            .all()
            .map(|watched| {
                let mut value = mailbox(watched);
                let incidents = self
                    .record
                    .incidents(&watched.account, from, now, &providers)
                    .map(|incidents| {
                        incidents
                            .into_iter()
                            .map(|incident| {
                                json!({
                                    "began": incident.began,
                                    "ended": incident.ended,
                                    "what": incident.explanation.title.key,
                                    "detail": incident.explanation.detail,
                                })
                            })
                            .collect::<Vec<_>>()
                    });
                value["book"] = self.books.diagnostics(watched.account.id);
                value["incidents"] = match incidents {
                    Ok(incidents) => json!(incidents),
                    Err(error) => json!(error.to_string()),
                };
                value
            })
            .collect()
    }
}

fn mailbox(watched: &Watched) -> Value {
    let account = &watched.account;
    let report = watched.report.clone().map(|mut report| {
        if let Ok(seen) = &mut report.outcome {
            seen.uids = None;
            seen.new_messages.clear();
        }
        report
    });
    json!({
        "number": account.id,
        "address": account.address,
        "login": account.login,
        "server": account.server,
        "provider": account.provider,
        "training": account.training,
        "level": watched.health.level(),
        "situation": watched.health.situation(),
        "warnings": watched.health.warnings(),
        "last_check": watched.health.last_check(),
        "last_success": watched.health.last_success(),
        "next_check": watched.next_check(),
        "report": report,
    })
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_else(|error| error.to_string())
}
