//! `vigie lots`: the lots, and where their ARL stand.

use std::io;

use comfy_table::{Table, presets};
use vigie_domain::{
    book::{
        matching::LotId,
        observability::Observability,
        query::{Lot, LotOrder, LotQuery, Page},
    },
    text::{Text, TextArg},
};
use vigie_protocol::{Answer, Request};
use vigie_words::stage;

use crate::{
    agent::{self, Agent},
    arguments::{Arguments, Lots, LotsCommand},
    complaint::Complaint,
    outcome::Outcome,
    terminal::Terminal,
};

/// Rows that one question asks for at most.
const ROWS: u32 = 500;

pub(crate) async fn run(
    asked: &Lots,
    arguments: &Arguments,
    terminal: &mut Terminal,
) -> Result<Outcome, Complaint> {
    let (agent, _events) = agent::open(arguments, terminal).await?;
    if let Some(LotsCommand::Settle { lots, reason }) = &asked.command {
        let lots = lots.iter().copied().map(LotId).collect();
        let reason = reason.clone();
        agent.order(Request::SettleLots { lots, reason }).await?;
        terminal.say(&Text::new("cli-lots-settled"))?;
        return Ok(Outcome::Well);
    }
    let account = match &asked.mailbox {
        Some(name) => Some(agent.account(name).await?.id),
        None => None,
    };
    let page = page(asked, account, &agent).await?;
    if asked.listing.json {
        terminal.json(&page)?;
        return Ok(Outcome::Well);
    }
    tell(&page, terminal)?;
    for mailbox in agent.status().await?.mailboxes {
        let is_meant = account.is_none_or(|account| account == mailbox.account.id);
        if is_meant && mailbox.book.observability != Observability::Full {
            terminal.line("")?;
            terminal.explain(&mailbox.book.sight, "")?;
        }
    }
    Ok(Outcome::Well)
}

/// The latest lots asked for, in as many questions as it takes.
async fn page(
    asked: &Lots,
    account: Option<vigie_domain::account::AccountId>,
    agent: &Agent,
) -> Result<Page<Lot>, Complaint> {
    let mut all = Page {
        total: 0,
        rows: Vec::new(),
    };
    loop {
        let offset = u32::try_from(all.rows.len()).unwrap_or(u32::MAX);
        let limit = asked.limit.saturating_sub(offset).min(ROWS);
        if limit == 0 {
            return Ok(all);
        }
        let query = LotQuery {
            account,
            filter: asked.filter.into(),
            search: asked.search.clone(),
            order: LotOrder::Sent,
            descending: true,
            offset,
            limit,
        };
        let Answer::Lots { page } = agent.call(Request::Lots { query }).await? else {
            return Err(Complaint::OddAnswer);
        };
        all.total = page.total;
        let got = page.rows.len();
        all.rows.extend(page.rows);
        if got < limit as usize {
            return Ok(all);
        }
    }
}

fn tell(page: &Page<Lot>, terminal: &mut Terminal) -> io::Result<()> {
    if page.rows.is_empty() {
        return terminal.say(&Text::new("cli-lots-none"));
    }
    let head = [
        "cli-lots-id",
        "cli-lots-number",
        "cli-lots-caisse",
        "cli-lots-sent",
        "cli-lots-times",
        "cli-lots-stage",
    ]
    .map(|key| terminal.words(&Text::new(key)));
    let mut table = Table::new();
    table
        .load_preset(presets::UTF8_FULL_CONDENSED)
        .set_header(head);
    let or_dash = |known: Option<String>| known.unwrap_or_else(|| "–".to_owned());
    for lot in &page.rows {
        let sent = Text::new("cli-moment").with("at", TextArg::Time(lot.last_sent));
        table.add_row([
            lot.id.0.to_string(),
            or_dash(lot.reference.number.map(|number| number.to_string())),
            or_dash(lot.caisse.map(|caisse| caisse.to_string())),
            terminal.words(&sent),
            lot.follow_up.transmissions().to_string(),
            terminal.words(&stage::name(lot.follow_up.stage())),
        ]);
    }
    terminal.line(&table.to_string())?;
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of lots are far below 2^52"
    )]
    let [shown, total] = [page.rows.len() as u64, page.total].map(|n| TextArg::Number(n as f64));
    terminal.say(
        &Text::new("cli-lots-shown")
            .with("shown", shown)
            .with("total", total),
    )
}
