//! `vigie accounts`: the watched mailboxes.

use comfy_table::{Table, presets};
use vigie_domain::{
    account::{Account, Address},
    discovery::Candidate,
    server::Security,
    text::{Text, TextArg},
};
use vigie_protocol::{Answer, Event, Events, MailboxDraft, Password, Request};
use vigie_words::{Mailbox, level};

use crate::{
    agent::{self, Agent},
    arguments::{Accounts, Arguments, Listing, ServerChoice},
    check_direct::approve,
    complaint::Complaint,
    outcome::Outcome,
    password,
    progress::PhaseLines,
    report,
    terminal::Terminal,
};

pub(crate) async fn run(
    command: &Accounts,
    arguments: &Arguments,
    terminal: &mut Terminal,
) -> Result<Outcome, Complaint> {
    match command {
        Accounts::List(listing) => list(*listing, arguments, terminal).await,
        Accounts::Remove { mailbox } => remove(mailbox, arguments, terminal).await,
        Accounts::Add {
            address,
            server,
            password_stdin: _,
            unchecked,
            listing,
        } => {
            if password::is_typed() {
                terminal.remark(&Text::new("cli-password-typed"));
            }
            let password = Password(password::from_standard_input()?);
            let (agent, mut events) = agent::open(arguments, terminal).await?;
            let draft = draft(address, server, password, &agent, terminal).await?;
            if !unchecked {
                let outcome = try_out(&draft, &agent, &mut events, *listing, terminal).await?;
                if outcome == Outcome::Unwell {
                    terminal.remark(&Text::new("cli-accounts-not-added"));
                    return Ok(outcome);
                }
            }
            add(draft, &agent, *listing, terminal).await
        }
    }
}

async fn list(
    listing: Listing,
    arguments: &Arguments,
    terminal: &mut Terminal,
) -> Result<Outcome, Complaint> {
    let (agent, _events) = agent::open(arguments, terminal).await?;
    let status = agent.status().await?;
    if listing.json {
        let accounts: Vec<&Account> = status.mailboxes.iter().map(|m| &m.account).collect();
        terminal.json(&accounts)?;
        return Ok(Outcome::Well);
    }
    if status.mailboxes.is_empty() {
        terminal.say(&Text::new("headline-no-mailbox"))?;
        return Ok(Outcome::Well);
    }
    let head = [
        "cli-accounts-number",
        "cli-accounts-address",
        "cli-accounts-server",
        "cli-accounts-state",
    ]
    .map(|key| terminal.words(&Text::new(key)));
    let mut table = Table::new();
    table
        .load_preset(presets::UTF8_FULL_CONDENSED)
        .set_header(head);
    for mailbox in &status.mailboxes {
        let account = &mailbox.account;
        table.add_row([
            account.id.to_string(),
            account.address.to_string(),
            account.server.to_string(),
            terminal.words(&level::text(mailbox.level)),
        ]);
    }
    terminal.line(&table.to_string())?;
    Ok(Outcome::Well)
}

async fn remove(
    name: &str,
    arguments: &Arguments,
    terminal: &mut Terminal,
) -> Result<Outcome, Complaint> {
    let (agent, _events) = agent::open(arguments, terminal).await?;
    let account = agent.account(name).await?;
    let id = account.id;
    agent.order(Request::RemoveMailbox { account: id }).await?;
    let address = TextArg::Words(account.address.to_string());
    terminal.say(&Text::new("cli-accounts-removed").with("address", address))?;
    Ok(Outcome::Well)
}

/// What the agent is to watch: the server given, or the best that it finds.
async fn draft(
    address: &Address,
    choice: &ServerChoice,
    password: Password,
    agent: &Agent,
    terminal: &Terminal,
) -> Result<MailboxDraft, Complaint> {
    if let Some(server) = choice.given() {
        let login = if let Some(login) = &choice.login {
            login.clone()
        } else {
            // The provider may expect the local part; its servers are known under their names.
            let candidates = discover(address, agent, terminal).await?;
            let same = |candidate: &&Candidate| candidate.server.host == server.host;
            candidates
                .iter()
                .find(same)
                .map_or_else(|| address.to_string(), |found| found.login.clone())
        };
        return Ok(MailboxDraft {
            address: address.clone(),
            login,
            clear_text_approved: server.security == Security::Plain,
            server,
            provider: None,
            password,
            host_approved: true,
        });
    }
    let candidates = discover(address, agent, terminal).await?;
    let best = candidates
        .into_iter()
        .next()
        .ok_or_else(|| Complaint::NoServer(address.to_string()))?;
    approve(&best, choice)?;
    Ok(MailboxDraft {
        address: address.clone(),
        login: choice.login.clone().unwrap_or(best.login),
        server: best.server,
        provider: best.provider,
        password,
        host_approved: best.needs_approval,
        clear_text_approved: false,
    })
}

async fn discover(
    address: &Address,
    agent: &Agent,
    terminal: &Terminal,
) -> Result<Vec<Candidate>, Complaint> {
    let address = address.clone();
    match agent.call(Request::Discover { address }).await? {
        Answer::Discovered {
            candidates, advice, ..
        } => {
            if let Some(advice) = advice {
                terminal.remark(&advice);
            }
            Ok(candidates)
        }
        _ => Err(Complaint::OddAnswer),
    }
}

/// One check with what was given, its phases shown; nothing is kept.
async fn try_out(
    draft: &MailboxDraft,
    agent: &Agent,
    events: &mut Events,
    listing: Listing,
    terminal: &mut Terminal,
) -> Result<Outcome, Complaint> {
    let request = Request::TryMailbox {
        draft: draft.clone(),
    };
    let answer = {
        let mut phases = PhaseLines::new(terminal);
        let mut call = std::pin::pin!(agent.call(request));
        loop {
            tokio::select! {
                answer = &mut call => break answer?,
                Some(event) = events.next() => {
                    if let Event::CheckProgress { account: None, phase, ms } = event {
                        match ms {
                            None => phases.entered(phase),
                            Some(ms) => phases.left(ms),
                        }
                    }
                }
            }
        }
    };
    let Answer::Checked {
        report,
        explanation,
    } = answer
    else {
        return Err(Complaint::OddAnswer);
    };
    let outcome = Outcome::of_check(&report);
    if outcome != Outcome::Well {
        terminal.complain(&explanation);
    } else if !listing.json {
        let mailbox = Mailbox {
            address: &draft.address,
            server: &report.server,
            provider: None,
        };
        report::tell(&report, &mailbox, terminal)?;
    }
    Ok(outcome)
}

async fn add(
    draft: MailboxDraft,
    agent: &Agent,
    listing: Listing,
    terminal: &mut Terminal,
) -> Result<Outcome, Complaint> {
    let Answer::Added { account } = agent.call(Request::AddMailbox { draft }).await? else {
        return Err(Complaint::OddAnswer);
    };
    if listing.json {
        terminal.json(&account)?;
    } else {
        let address = TextArg::Words(account.address.to_string());
        terminal.say(&Text::new("cli-accounts-added").with("address", address))?;
    }
    Ok(Outcome::Well)
}
