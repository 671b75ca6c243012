//! `vigie watch`: what happens, as it happens.

use std::{collections::BTreeMap, io};

use vigie_domain::{
    account::AccountId,
    health::Level,
    text::{Text, TextArg},
};
use vigie_protocol::{CallError, Event, Status};
use vigie_words::level;

use crate::{
    agent,
    arguments::{Arguments, Listing},
    complaint::Complaint,
    outcome::Outcome,
    status, stop,
    terminal::Terminal,
};

/// Tells until Ctrl-C, until the reader goes, or until the agent ends.
pub(crate) async fn run(
    listing: Listing,
    arguments: &Arguments,
    terminal: &mut Terminal,
) -> Result<Outcome, Complaint> {
    let (agent, mut events) = agent::open(arguments, terminal).await?;
    let first = agent.status().await?;
    let mut told = Told::default();
    told.changes(&first);
    if listing.json {
        terminal.json_line(&Event::Status { status: first })?;
    } else {
        status::tell(&first, terminal)?;
        terminal.line("")?;
        terminal.say(&Text::new("cli-watch-begins"))?;
    }
    let mut interrupted = std::pin::pin!(stop::asked());
    while !terminal.reader_gone() {
        let event = tokio::select! {
            event = events.next() => event,
            _ = &mut interrupted => return Ok(Outcome::Well),
        };
        let Some(event) = event else {
            return Err(Complaint::Call(CallError::Closed));
        };
        if listing.json {
            terminal.json_line(&event)?;
        }
        match event {
            Event::Status { status } if !listing.json => tell(&status, &mut told, terminal)?,
            Event::Goodbye => {
                terminal.remark(&Text::new("cli-agent-gone.title"));
                return Ok(Outcome::Well);
            }
            _ => {}
        }
    }
    Ok(Outcome::Well)
}

fn tell(status: &Status, told: &mut Told, terminal: &mut Terminal) -> io::Result<()> {
    for index in told.changes(status) {
        let mailbox = &status.mailboxes[index];
        let level = terminal.words(&level::text(mailbox.level));
        let title = terminal.words(&mailbox.explanation.title);
        let address = mailbox.account.address.to_string();
        terminal.say(
            &Text::new("cli-watch-line")
                .with("at", TextArg::Time(status.at))
                .with("level", TextArg::Words(level))
                .with("address", TextArg::Words(address))
                .with("title", TextArg::Words(title)),
        )?;
    }
    Ok(())
}

/// What was told of each mailbox last, so that only changes are.
#[derive(Default)]
struct Told(BTreeMap<AccountId, (Level, Text)>);

impl Told {
    /// The indices of the mailboxes that changed since the last call.
    fn changes(&mut self, status: &Status) -> Vec<usize> {
        let ids: Vec<AccountId> = status.mailboxes.iter().map(|m| m.account.id).collect();
        self.0.retain(|id, _| ids.contains(id));
        let mut changed = Vec::new();
        for (index, mailbox) in status.mailboxes.iter().enumerate() {
            let now = (mailbox.level, mailbox.explanation.title.clone());
            if self.0.get(&mailbox.account.id) != Some(&now) {
                self.0.insert(mailbox.account.id, now);
                changed.push(index);
            }
        }
        changed
    }
}
