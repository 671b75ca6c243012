//! A check's report as it is shown.

use std::{collections::BTreeMap, io};

use jiff::Timestamp;
use serde::Serialize;
use vigie_domain::{
    cause::Cause,
    report::{CheckReport, Phase, TlsSeen},
    server::Server,
    text::{Text, TextArg},
};
use vigie_words::{Mailbox, cause};

use crate::terminal::Terminal;

/// A report as JSON. The names are public and do not change.
#[derive(Debug, Serialize)]
pub(crate) struct ReportJson<'a> {
    /// `null` where the check cannot tell.
    pub(crate) healthy: Option<bool>,
    pub(crate) cause: Option<Cause>,
    pub(crate) detail: Option<&'a str>,
    /// Where it failed; `null` when healthy.
    pub(crate) phase: Option<Phase>,
    /// `null` where none was found for the address.
    pub(crate) server: Option<&'a Server>,
    pub(crate) tls: Option<&'a TlsSeen>,
    pub(crate) capabilities: &'a [String],
    pub(crate) messages: Option<u64>,
    pub(crate) octets: Option<u64>,
    pub(crate) timings_ms: BTreeMap<Phase, f64>,
    pub(crate) new_messages: Vec<MessageJson<'a>>,
}

/// A message as JSON: neither sender nor subject, which may name a person.
#[derive(Debug, Serialize)]
pub(crate) struct MessageJson<'a> {
    uid: &'a str,
    octets: Option<u64>,
    message_id: Option<&'a str>,
    received_at: Option<Timestamp>,
}

impl<'a> From<&'a CheckReport> for ReportJson<'a> {
    fn from(report: &'a CheckReport) -> Self {
        let failure = report.outcome.as_ref().err();
        let seen = report.outcome.as_ref().ok();
        let mut timings_ms = BTreeMap::new();
        for timing in &report.timings {
            *timings_ms.entry(timing.phase).or_default() += timing.ms;
        }
        Self {
            healthy: report.healthy(),
            cause: report.cause(),
            detail: failure.and_then(|failure| failure.detail.as_deref()),
            phase: failure.map(|failure| failure.phase),
            server: Some(&report.server),
            tls: report.tls.as_ref(),
            capabilities: &report.capabilities,
            messages: seen.map(|seen| seen.messages),
            octets: seen.map(|seen| seen.octets),
            timings_ms,
            new_messages: seen
                .map(|seen| &seen.new_messages[..])
                .unwrap_or_default()
                .iter()
                .map(|message| MessageJson {
                    uid: &message.uid,
                    octets: message.octets,
                    message_id: message.message_id.as_deref(),
                    received_at: message.received_at,
                })
                .collect(),
        }
    }
}

/// The report in words.
pub(crate) fn tell(
    report: &CheckReport,
    mailbox: &Mailbox<'_>,
    terminal: &mut Terminal,
) -> io::Result<()> {
    let seen = match &report.outcome {
        Err(failure) => return terminal.explain(&cause::explain(failure, mailbox), ""),
        Ok(seen) => seen,
    };
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts and sizes of a mailbox are far below 2^52"
    )]
    let (messages, octets) = (seen.messages as f64, seen.octets as f64);
    let address = TextArg::Words(mailbox.address.to_string());
    terminal.say(&Text::new("cli-check-well").with("address", address))?;
    let server = TextArg::Words(report.server.to_string());
    terminal.say(&match &report.tls {
        Some(tls) => Text::new("cli-check-server")
            .with("server", server)
            .with("version", TextArg::Words(tls.version.clone()))
            .with("issuer", TextArg::Words(tls.issuer.clone()))
            .with("end", TextArg::Time(tls.not_after)),
        None => Text::new("cli-check-server-clear").with("server", server),
    })?;
    terminal.say(
        &Text::new("cli-check-messages")
            .with("messages", TextArg::Number(messages))
            .with("octets", TextArg::Octets(octets)),
    )?;
    if let Some(oldest) = seen.oldest {
        terminal.say(&Text::new("cli-check-oldest").with("oldest", TextArg::Time(oldest)))?;
    }
    if seen.more_to_scan {
        terminal.say(&Text::new("cli-check-more"))?;
    }
    let seconds = TextArg::Seconds(report.total_ms() / 1000.0);
    terminal.say(&Text::new("cli-check-took").with("took", seconds))
}
