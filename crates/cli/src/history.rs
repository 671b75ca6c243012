//! `vigie history`: availability and incidents.

use std::io;

use comfy_table::{Table, presets};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use vigie_domain::{
    account::{AccountId, Address},
    text::{Text, TextArg},
};
use vigie_protocol as protocol;
use vigie_protocol::Request;

use crate::{
    agent,
    arguments::{Arguments, History},
    complaint::Complaint,
    outcome::Outcome,
    terminal::Terminal,
};

/// Points asked for: enough for a programme to draw.
const POINTS: u32 = 500;

#[derive(Serialize)]
struct HistoryJson {
    account: AccountId,
    address: Address,
    from: Timestamp,
    until: Timestamp,
    history: protocol::History,
}

pub(crate) async fn run(
    asked: &History,
    arguments: &Arguments,
    now: Timestamp,
    terminal: &mut Terminal,
) -> Result<Outcome, Complaint> {
    let (agent, _events) = agent::open(arguments, terminal).await?;
    let accounts = match &asked.mailbox {
        Some(name) => vec![agent.account(name).await?],
        None => agent.accounts().await?,
    };
    let from = now - SignedDuration::from_hours(24 * i64::from(asked.days));
    let mut all = Vec::with_capacity(accounts.len());
    for account in accounts {
        let history = agent
            .history(Request::History {
                account: account.id,
                from,
                until: now,
                points: POINTS,
            })
            .await?;
        all.push(HistoryJson {
            account: account.id,
            address: account.address,
            from,
            until: now,
            history,
        });
    }
    if asked.listing.json {
        terminal.json(&all)?;
    } else if all.is_empty() {
        terminal.say(&Text::new("headline-no-mailbox"))?;
    } else {
        for (index, one) in all.iter().enumerate() {
            if index > 0 {
                terminal.line("")?;
            }
            tell(one, asked.days, terminal)?;
        }
    }
    Ok(Outcome::Well)
}

fn tell(one: &HistoryJson, days: u16, terminal: &mut Terminal) -> io::Result<()> {
    let sum =
        |of: fn(&protocol::HistoryPoint) -> u64| -> u64 { one.history.points.iter().map(of).sum() };
    let (well, failed) = (sum(|point| point.well), sum(|point| point.failed));
    let address = TextArg::Words(one.address.to_string());
    let days = TextArg::Number(f64::from(days));
    let text = |key: &str| {
        Text::new(key)
            .with("address", address.clone())
            .with("days", days.clone())
    };
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of checks are far below 2^52"
    )]
    let share = (well + failed > 0).then(|| 100.0 * well as f64 / (well + failed) as f64);
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of checks are far below 2^52"
    )]
    let checks = (well + failed + sum(|point| point.unknown)) as f64;
    match share {
        None => return terminal.say(&text("cli-history-empty")),
        // Rounded down: 99.99 % with one failure is never told as 100 %.
        Some(share) => terminal.say(
            &text("cli-history-share")
                .with("share", TextArg::Number((share * 100.0).floor() / 100.0))
                .with("checks", TextArg::Number(checks)),
        )?,
    }
    if one.history.incidents.is_empty() {
        return terminal.say(&Text::new("cli-history-no-incident"));
    }
    let head = [
        "cli-history-began",
        "cli-history-lasted",
        "cli-history-what",
    ]
    .map(|key| terminal.words(&Text::new(key)));
    let mut table = Table::new();
    table
        .load_preset(presets::UTF8_FULL_CONDENSED)
        .set_header(head);
    for incident in &one.history.incidents {
        let began = Text::new("cli-moment").with("at", TextArg::Time(incident.began));
        let lasted = match incident.ended {
            Some(ended) => Text::new("cli-duration").with(
                "lasted",
                TextArg::Seconds(ended.duration_since(incident.began).as_secs_f64()),
            ),
            None => Text::new("cli-history-ongoing"),
        };
        table.add_row(
            [&began, &lasted, &incident.explanation.title].map(|text| terminal.words(text)),
        );
    }
    terminal.line(&table.to_string())
}
