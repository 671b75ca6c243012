//! `vigie sources`: where lots are learnt from.

use std::io;

use comfy_table::{Table, presets};
use vigie_domain::{
    account::Account,
    book::source::{SourceId, SourceKind, SourcePreview},
    text::{Text, TextArg},
};
use vigie_protocol::{Answer, FoundSource, Request, SourceStatus};

use crate::{
    agent::{self, Agent},
    arguments::{Arguments, Listing, SourceChoice, Sources},
    complaint::Complaint,
    outcome::Outcome,
    terminal::Terminal,
};

pub(crate) async fn run(
    command: &Sources,
    arguments: &Arguments,
    terminal: &mut Terminal,
) -> Result<Outcome, Complaint> {
    let (agent, _events) = agent::open(arguments, terminal).await?;
    match command {
        Sources::List(listing) => list(*listing, &agent, terminal).await,
        Sources::Find(listing) => find(*listing, &agent, terminal).await,
        Sources::Preview { source, listing } => {
            let kind = kind(source)?;
            let Answer::SourcePreview { preview } =
                agent.call(Request::PreviewSource { kind }).await?
            else {
                return Err(Complaint::OddAnswer);
            };
            if listing.json {
                terminal.json(&preview)?;
            } else {
                tell_preview(&preview, terminal)?;
            }
            Ok(match preview.problem {
                None => Outcome::Well,
                Some(_) => Outcome::Unwell,
            })
        }
        Sources::Add { mailbox, source } => {
            let account = the_mailbox(mailbox.as_deref(), &agent).await?.id;
            let kind = kind(source)?;
            agent.order(Request::AddSource { account, kind }).await?;
            terminal.say(&Text::new("cli-sources-added"))?;
            Ok(Outcome::Well)
        }
        Sources::Remove { source } => {
            let source = SourceId(*source);
            agent.order(Request::RemoveSource { source }).await?;
            terminal.say(&Text::new("cli-sources-removed"))?;
            Ok(Outcome::Well)
        }
    }
}

fn kind(choice: &SourceChoice) -> Result<SourceKind, Complaint> {
    choice.clone().kind().ok_or(Complaint::OddAnswer)
}

/// The mailbox named, or the only one.
async fn the_mailbox(name: Option<&str>, agent: &Agent) -> Result<Account, Complaint> {
    if let Some(name) = name {
        return agent.account(name).await;
    }
    let mut accounts = agent.accounts().await?;
    match (accounts.pop(), accounts.is_empty()) {
        (Some(account), true) => Ok(account),
        _ => Err(Complaint::WhichMailbox),
    }
}

async fn list(
    listing: Listing,
    agent: &Agent,
    terminal: &mut Terminal,
) -> Result<Outcome, Complaint> {
    let sources: Vec<SourceStatus> = agent
        .status()
        .await?
        .mailboxes
        .into_iter()
        .flat_map(|mailbox| mailbox.book.sources)
        .collect();
    if listing.json {
        terminal.json(&sources)?;
        return Ok(Outcome::Well);
    }
    if sources.is_empty() {
        terminal.say(&Text::new("cli-sources-none"))?;
        return Ok(Outcome::Well);
    }
    let head = [
        "cli-sources-number",
        "cli-sources-kind",
        "cli-sources-place",
        "cli-sources-state",
    ]
    .map(|key| terminal.words(&Text::new(key)));
    let mut table = Table::new();
    table
        .load_preset(presets::UTF8_FULL_CONDENSED)
        .set_header(head);
    for status in &sources {
        let state = match (&status.problem, status.last_read) {
            (Some(problem), _) => problem.clone(),
            (None, Some(at)) => Text::new("cli-sources-read").with("at", TextArg::Time(at)),
            (None, None) => Text::new("cli-sources-unread"),
        };
        table.add_row([
            status.source.id.0.to_string(),
            terminal.words(&kind_name(&status.source.kind)),
            place(&status.source.kind).to_owned(),
            terminal.words(&state),
        ]);
    }
    terminal.line(&table.to_string())?;
    Ok(Outcome::Well)
}

async fn find(
    listing: Listing,
    agent: &Agent,
    terminal: &mut Terminal,
) -> Result<Outcome, Complaint> {
    let Answer::FoundSources { found, profiles } = agent.call(Request::FindSources).await? else {
        return Err(Complaint::OddAnswer);
    };
    if listing.json {
        terminal.json(&serde_json::json!({ "found": found, "profiles": profiles }))?;
        return Ok(Outcome::Well);
    }
    if found.is_empty() {
        terminal.say(&Text::new("cli-sources-nothing-found"))?;
    }
    for FoundSource { kind, software } in &found {
        let software = software.as_deref().unwrap_or("–");
        let name = terminal.words(&kind_name(kind));
        terminal.line(&format!("{software} · {name} · {}", place(kind)))?;
    }
    for profile in &profiles {
        let text = Text::new("cli-sources-profile")
            .with("id", TextArg::Words(profile.id.clone()))
            .with("name", TextArg::Words(profile.name.clone()));
        terminal.say(&text)?;
    }
    Ok(Outcome::Well)
}

fn tell_preview(preview: &SourcePreview, terminal: &mut Terminal) -> io::Result<()> {
    if let Some(problem) = &preview.problem {
        terminal.say(problem)?;
    }
    let number = |count: u32| TextArg::Number(f64::from(count));
    terminal.say(
        &Text::new("cli-sources-preview")
            .with("lots", number(preview.lots))
            .with("returns", number(preview.returns))
            .with("unknown", number(preview.unknown)),
    )?;
    for lot in &preview.sample {
        let known = |value: &Option<String>| {
            TextArg::Words(value.clone().unwrap_or_else(|| "–".to_owned()))
        };
        terminal.say(
            &Text::new("cli-sources-sample")
                .with("number", known(&lot.number))
                .with("caisse", known(&lot.caisse))
                .with("sent", TextArg::Time(lot.sent)),
        )?;
    }
    Ok(())
}

fn kind_name(kind: &SourceKind) -> Text {
    Text::new(match kind {
        SourceKind::LotFolder { .. } => "cli-sources-lot-folder",
        SourceKind::ReturnFolder { .. } => "cli-sources-return-folder",
        SourceKind::Pyxvital { .. } => "cli-sources-pyxvital",
        SourceKind::Log { .. } => "cli-sources-log",
    })
}

fn place(kind: &SourceKind) -> &str {
    match kind {
        SourceKind::LotFolder { path }
        | SourceKind::ReturnFolder { path }
        | SourceKind::Log { path, .. } => path,
        SourceKind::Pyxvital { ini, .. } => ini,
    }
}
