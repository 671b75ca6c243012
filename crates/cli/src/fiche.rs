//! `vigie switch fiche`: what became of everything between the two mailboxes.

use std::{fs, path::Path};

use comfy_table::{Table, presets};
use jiff::Timestamp;
use vigie_domain::text::{Explanation, Text, TextArg};
use vigie_protocol::{Answer, Fiche, Request};

use crate::{
    agent::Agent, arguments::FicheAsked, complaint::Complaint, outcome::Outcome, terminal::Terminal,
};

pub(crate) async fn run(
    asked: &FicheAsked,
    agent: &Agent,
    terminal: &mut Terminal,
) -> Result<Outcome, Complaint> {
    let Answer::Fiche { fiche } = agent.call(Request::Fiche).await? else {
        return Err(Complaint::OddAnswer);
    };
    if let Some(path) = &asked.html {
        write(path, &fiche.html)?;
        let place = TextArg::Words(path.display().to_string());
        terminal.remark(&Text::new("fiche-written").with("path", place));
    }
    if asked.listing.json {
        terminal.json(&fiche)?;
    } else if asked.html.is_none() {
        tell(&fiche, terminal)?;
    }
    Ok(Outcome::Well)
}

fn write(path: &Path, html: &str) -> Result<(), Complaint> {
    fs::write(path, html).map_err(|error| Complaint::Unwritable {
        path: path.to_owned(),
        error,
    })
}

fn tell(fiche: &Fiche, terminal: &mut Terminal) -> Result<(), Complaint> {
    let facts = [
        ("fiche-page-from", fiche.from.to_string()),
        ("fiche-page-to", fiche.to.to_string()),
        ("fiche-page-switched", moment(fiche.switched, terminal)),
        ("fiche-page-until", day(fiche.until, terminal)),
    ];
    for (label, value) in facts {
        let label = terminal.words(&Text::new(label));
        terminal.line(&format!("{label}\u{a0}: {value}"))?;
    }
    terminal.line("")?;
    terminal.explain(&fiche.summary, "")?;
    terminal.line("")?;
    terminal.say(&Text::new("fiche-page-steps"))?;
    for (number, one) in (1..).zip(&fiche.advice) {
        advice(number, one, terminal)?;
    }
    lots(fiche, terminal)?;
    returns(fiche, terminal)
}

fn advice(number: u32, one: &Explanation, terminal: &mut Terminal) -> Result<(), Complaint> {
    let title = terminal.words(&one.title);
    terminal.line(&format!("  {number}. {title}"))?;
    for text in [&one.meaning, &one.action, &one.detail]
        .into_iter()
        .flatten()
    {
        let said = terminal.words(text);
        terminal.line(&format!("     {}", said.trim_end()))?;
    }
    Ok(())
}

fn lots(fiche: &Fiche, terminal: &mut Terminal) -> Result<(), Complaint> {
    terminal.line("")?;
    terminal.say(&Text::new("fiche-page-lots").with("lots", count(fiche.lots_total)))?;
    if fiche.lots.is_empty() {
        terminal.say(&Text::new("fiche-page-lots-none"))?;
        return Ok(());
    }
    let mut table = table(&["number", "caisse", "sent", "state"], terminal);
    for lot in &fiche.lots {
        table.add_row([
            lot.number.clone(),
            or_dash(lot.caisse.clone()),
            or_dash(lot.sent.map(|sent| moment(sent, terminal))),
            terminal.words(&lot.state),
        ]);
    }
    terminal.line(&table.to_string())?;
    cut(fiche.lots.len(), fiche.lots_total, terminal)
}

fn returns(fiche: &Fiche, terminal: &mut Terminal) -> Result<(), Complaint> {
    terminal.line("")?;
    terminal.say(&Text::new("fiche-page-returns").with("returns", count(fiche.returns_total)))?;
    if fiche.returns.is_empty() {
        terminal.say(&Text::new("fiche-page-returns-none"))?;
        return Ok(());
    }
    let mut table = table(&["kind", "received", "of-lots", "there"], terminal);
    for one in &fiche.returns {
        let there = if one.still_there {
            "fiche-page-there-yes"
        } else {
            "fiche-page-there-no"
        };
        table.add_row([
            terminal.words(&one.kind),
            or_dash(one.received.map(|at| moment(at, terminal))),
            or_dash((!one.lots.is_empty()).then(|| one.lots.join(", "))),
            terminal.words(&Text::new(there)),
        ]);
    }
    terminal.line(&table.to_string())?;
    cut(fiche.returns.len(), fiche.returns_total, terminal)
}

fn table(columns: &[&str], terminal: &Terminal) -> Table {
    let mut table = Table::new();
    let head = columns
        .iter()
        .map(|column| terminal.words(&Text::new(format!("fiche-page-{column}"))));
    table
        .load_preset(presets::UTF8_FULL_CONDENSED)
        .set_header(head);
    table
}

/// Says so where not every row is shown.
fn cut(shown: usize, total: u64, terminal: &mut Terminal) -> Result<(), Complaint> {
    let shown = u64::try_from(shown).unwrap_or(u64::MAX);
    if shown < total {
        let text = Text::new("fiche-page-shown")
            .with("shown", count(shown))
            .with("total", count(total));
        terminal.say(&text)?;
    }
    Ok(())
}

fn moment(at: Timestamp, terminal: &Terminal) -> String {
    terminal.words(&Text::new("fiche-page-moment").with("at", TextArg::Time(at)))
}

fn day(at: Timestamp, terminal: &Terminal) -> String {
    terminal.words(&Text::new("fiche-page-day").with("at", TextArg::Time(at)))
}

fn or_dash(known: Option<String>) -> String {
    known.unwrap_or_else(|| "–".to_owned())
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn count(count: u64) -> TextArg {
    TextArg::Number(count as f64)
}
