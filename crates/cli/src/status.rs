//! `vigie status`: whether all is well, and else what to do.

use std::io;

use serde::Serialize;
use vigie_domain::{
    account::Account,
    health::Level,
    text::{Text, TextArg},
};
use vigie_protocol::{MailboxStatus, Request, Status, Steering};
use vigie_words::{level, situation};

use crate::{
    agent,
    arguments::{Arguments, Listing},
    complaint::Complaint,
    outcome::Outcome,
    steering,
    terminal::Terminal,
};

pub(crate) async fn run(
    listing: Listing,
    arguments: &Arguments,
    terminal: &mut Terminal,
) -> Result<Outcome, Complaint> {
    let (agent, _events) = agent::open(arguments, terminal).await?;
    let status = agent.status().await?;
    let support = steering::ask(Request::Steering, &agent).await.ok();
    if listing.json {
        terminal.json(&Told {
            status: &status,
            support: support.as_ref(),
        })?;
    } else {
        tell(&status, terminal)?;
        if let Some(support) = support.filter(|support| support.enrolled.is_some()) {
            terminal.line("")?;
            let accounts: Vec<Account> = status
                .mailboxes
                .iter()
                .map(|mailbox| mailbox.account.clone())
                .collect();
            steering::tell(&support, &accounts, terminal)?;
        }
    }
    Ok(status.level.into())
}

/// The whole state, and how support reaches this installation where the agent says so.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    status: &'a Status,
    support: Option<&'a Steering>,
}

/// The whole state in words.
pub(crate) fn tell(status: &Status, terminal: &mut Terminal) -> io::Result<()> {
    if status.level == Level::Well {
        // Its headline says so itself.
        terminal.say(&status.headline)?;
    } else {
        let [level, headline] = [level::text(status.level), status.headline.clone()]
            .map(|text| TextArg::Words(terminal.words(&text)));
        terminal.say(
            &Text::new("cli-status-headline")
                .with("level", level)
                .with("headline", headline),
        )?;
    }
    if status.training.is_some() {
        terminal.say(&Text::new("cli-status-training"))?;
    }
    for bulletin in &status.bulletins {
        terminal.line("")?;
        steering::tell_bulletin(bulletin, terminal)?;
    }
    for notice in &status.notices {
        terminal.line("")?;
        terminal.explain(notice, "")?;
    }
    for mailbox in &status.mailboxes {
        terminal.line("")?;
        tell_mailbox(mailbox, terminal)?;
    }
    if status.mailboxes.is_empty() {
        terminal.say(&Text::new("cli-status-add"))?;
    }
    Ok(())
}

fn tell_mailbox(mailbox: &MailboxStatus, terminal: &mut Terminal) -> io::Result<()> {
    let level = terminal.words(&level::text(mailbox.level));
    let text = Text::new("cli-status-mailbox")
        .with(
            "address",
            TextArg::Words(mailbox.account.address.to_string()),
        )
        .with("level", TextArg::Words(level));
    terminal.say(&text)?;
    terminal.explain(&mailbox.explanation, "  ")?;
    let mut indented = |text: &Text| {
        let words = terminal.words(text);
        terminal.line(&format!("  {words}"))
    };
    if let Some(since) = situation::since(&mailbox.situation) {
        indented(&since)?;
    }
    if let Some(at) = mailbox.last_check {
        indented(&situation::last_check(at))?;
    }
    if let Some(at) = mailbox.next_check {
        indented(&situation::next_check(at))?;
    }
    for matter in &mailbox.book.matter_texts {
        terminal.line("")?;
        terminal.explain(matter, "  ")?;
    }
    for warning in &mailbox.warning_texts {
        terminal.line("")?;
        terminal.explain(warning, "  ")?;
    }
    Ok(())
}
