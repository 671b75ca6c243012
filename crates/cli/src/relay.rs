//! `vigie relay`: the local relay, through the agent.

use vigie_domain::{health::Level, relay::Trouble, text::Text};
use vigie_protocol::{Answer, RelayCredentials, RelayStatus, Request};

use crate::{
    agent::{self, Agent},
    arguments::{Arguments, Listing, Relay},
    complaint::Complaint,
    outcome::Outcome,
    relay_report,
    terminal::Terminal,
};

pub(crate) async fn run(
    command: &Relay,
    arguments: &Arguments,
    terminal: &mut Terminal,
) -> Result<Outcome, Complaint> {
    let (agent, _events) = agent::open(arguments, terminal).await?;
    match command {
        Relay::On { change, listing } => {
            let change = change.asked();
            let relay = ask(Request::RelayOn { change }, &agent).await?;
            shown(&relay, &agent, *listing, terminal).await?;
            if !listing.json && !relay.in_use {
                terminal.line("")?;
                terminal.say(&Text::new("cli-relay-then"))?;
            }
            Ok(outcome(&relay))
        }
        Relay::Off {
            even_in_use,
            listing,
        } => {
            let even_in_use = *even_in_use;
            let relay = ask(Request::RelayOff { even_in_use }, &agent).await?;
            shown(&relay, &agent, *listing, terminal).await?;
            // It was asked for: that the billing software now finds nobody is told, and no failure.
            Ok(Outcome::Well)
        }
        Relay::Status(listing) => {
            let relay = ask(Request::Relay, &agent).await?;
            shown(&relay, &agent, *listing, terminal).await?;
            Ok(outcome(&relay))
        }
        Relay::Credentials(listing) => {
            let credentials = credentials(&agent).await?;
            if listing.json {
                terminal.json(&credentials)?;
                return Ok(Outcome::Well);
            }
            let relay = ask(Request::Relay, &agent).await?;
            let current = relay.mailboxes.iter().find(|mailbox| !mailbox.former);
            let accounts = agent.accounts().await?;
            let sender = accounts
                .iter()
                .find(|account| current.is_some_and(|current| current.account == account.id))
                .map(|account| &account.address);
            let without_login = relay.sending_without_login;
            relay_report::tell_credentials(&credentials, sender, without_login, terminal)?;
            Ok(Outcome::Well)
        }
    }
}

async fn ask(request: Request, agent: &Agent) -> Result<RelayStatus, Complaint> {
    match agent.call(request).await? {
        Answer::Relay { relay } => Ok(*relay),
        _ => Err(Complaint::OddAnswer),
    }
}

async fn credentials(agent: &Agent) -> Result<RelayCredentials, Complaint> {
    match agent.call(Request::RelayCredentials).await? {
        Answer::RelayCredentials { credentials } => Ok(credentials),
        _ => Err(Complaint::OddAnswer),
    }
}

async fn shown(
    relay: &RelayStatus,
    agent: &Agent,
    listing: Listing,
    terminal: &mut Terminal,
) -> Result<(), Complaint> {
    if listing.json {
        terminal.json(relay)?;
    } else {
        let accounts = agent.accounts().await?;
        relay_report::tell(relay, &accounts, terminal)?;
    }
    Ok(())
}

/// Any trouble counts, and that the billing software needs a relay that is stopped. A relay that
/// nobody uses is well.
fn outcome(relay: &RelayStatus) -> Outcome {
    if relay.in_use && !relay.on {
        return Outcome::Unwell;
    }
    let levels = relay.troubles.iter().map(Trouble::level);
    levels.max().unwrap_or(Level::Well).into()
}
