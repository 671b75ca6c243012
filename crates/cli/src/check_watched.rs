//! `vigie check` without an address: the agent checks its mailboxes now.

use std::{collections::BTreeMap, time::Duration};

use jiff::Timestamp;
use serde::Serialize;
use tokio::time::{Instant, sleep, timeout_at};
use vigie_domain::{
    account::{AccountId, Address},
    text::{Text, TextArg},
};
use vigie_protocol::{CallError, Event, MailboxStatus, Refusal, Request, Status};
use vigie_words::Mailbox;

use crate::{
    agent::{self, Agent},
    arguments::{Arguments, Listing},
    complaint::Complaint,
    outcome::Outcome,
    progress::PhaseLines,
    report::{self, ReportJson},
    terminal::Terminal,
};

/// How long a check may be waited for beyond the session's cap: other mailboxes, witnesses.
const PATIENCE: Duration = Duration::from_mins(1);

#[derive(Serialize)]
struct CheckedJson<'a> {
    account: AccountId,
    address: &'a Address,
    #[serde(flatten)]
    report: ReportJson<'a>,
}

/// How long the pause between two logins is waited for, rather than told.
const SHORT_PAUSE: u64 = 5;

pub(crate) async fn run(
    listing: Listing,
    arguments: &Arguments,
    terminal: &mut Terminal,
) -> Result<Outcome, Complaint> {
    let (agent, mut events) = agent::open(arguments, terminal).await?;
    let before = agent.status().await?;
    let last = |status: &Status| -> BTreeMap<AccountId, Option<Timestamp>> {
        let times = status
            .mailboxes
            .iter()
            .map(|m| (m.account.id, m.last_check));
        times.collect()
    };
    let before = last(&before);
    if before.is_empty() {
        terminal.remark(&Text::new("headline-no-mailbox"));
        return Ok(Outcome::Unknown);
    }
    let cap = agent.settings().await?.session_cap_s;
    let deadline = Instant::now() + Duration::from_secs(u64::from(cap)) + PATIENCE;
    order_check(&agent).await?;
    let is_done = |status: &Status| all_were_checked(status, &before);
    let status = {
        let mut phases = PhaseLines::new(terminal);
        loop {
            match timeout_at(deadline, events.next()).await {
                Err(_) => return Err(Complaint::NotInTime),
                Ok(None) => return Err(Complaint::Call(CallError::Closed)),
                Ok(Some(Event::Status { status })) if is_done(&status) => break status,
                Ok(Some(Event::CheckProgress {
                    phase, ms: None, ..
                })) => phases.entered(phase),
                Ok(Some(Event::CheckProgress { ms: Some(ms), .. })) => phases.left(ms),
                Ok(Some(_)) => {}
            }
        }
    };
    if listing.json {
        let checked: Vec<CheckedJson<'_>> = status
            .mailboxes
            .iter()
            .filter_map(|mailbox| {
                Some(CheckedJson {
                    account: mailbox.account.id,
                    address: &mailbox.account.address,
                    report: mailbox.report.as_ref()?.into(),
                })
            })
            .collect();
        terminal.json(&checked)?;
    } else {
        for mailbox in &status.mailboxes {
            let Some(found) = &mailbox.report else {
                continue;
            };
            if status.mailboxes.len() > 1 {
                let address = TextArg::Words(mailbox.account.address.to_string());
                terminal.say(&Text::new("cli-check-of").with("address", address))?;
            }
            let about = Mailbox::of(&mailbox.account, mailbox.provider_name.as_deref());
            report::tell(found, &about, terminal)?;
        }
    }
    let reports = status.mailboxes.iter().filter_map(|m| m.report.as_ref());
    Ok(Outcome::worst(reports.map(Outcome::of_check)))
}

/// Whether every mailbox was checked since, or is not going to be now: one whose password was refused
/// twice or cannot be read, or that was checked a moment ago, would be waited for in vain.
fn all_were_checked(status: &Status, before: &BTreeMap<AccountId, Option<Timestamp>>) -> bool {
    let was_checked = |mailbox: &MailboxStatus| {
        let earlier = before.get(&mailbox.account.id);
        earlier.is_none_or(|earlier| mailbox.last_check > *earlier)
    };
    let is_not_tried = |mailbox: &MailboxStatus| mailbox.next_check.is_none();
    let is_over = |mailbox: &MailboxStatus| {
        let comes_later = mailbox.next_check.is_none_or(|at| at > status.at);
        !mailbox.checking && (was_checked(mailbox) || comes_later)
    };
    let mailboxes = &status.mailboxes;
    // A state from before the order shows no check at all.
    mailboxes.iter().all(is_over)
        && (mailboxes.iter().any(was_checked) || mailboxes.iter().all(is_not_tried))
}

/// Asks for a check of every mailbox, after what little is left of the pause between two logins.
async fn order_check(agent: &Agent) -> Result<(), Complaint> {
    let order = || agent.order(Request::CheckNow { account: None });
    match order().await {
        Err(Complaint::Call(CallError::Refused(Refusal::TooSoon { seconds })))
            if seconds <= SHORT_PAUSE =>
        {
            sleep(Duration::from_secs(seconds)).await;
            order().await
        }
        answer => answer,
    }
}
