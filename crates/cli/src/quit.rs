//! `vigie quit`: ends Vigie, and waits until it has ended.

use std::time::Duration;

use tokio::time::{Instant, sleep};
use vigie_domain::text::Text;
use vigie_protocol::Request;

use crate::{
    agent, arguments::Arguments, complaint::Complaint, outcome::Outcome, terminal::Terminal,
};

/// An agent closes its sessions with the providers before it ends.
const ENDS_WITHIN: Duration = Duration::from_secs(20);

pub(crate) async fn run(
    arguments: &Arguments,
    terminal: &mut Terminal,
) -> Result<Outcome, Complaint> {
    let folder = agent::folder(arguments)?;
    let agent = match agent::open(arguments, terminal).await {
        Ok((agent, _events)) => agent,
        Err(Complaint::NoAgent { .. }) => {
            terminal.say(&Text::new("cli-quit-not-running"))?;
            return Ok(Outcome::Well);
        }
        Err(complaint) => return Err(complaint),
    };
    agent.order(Request::Quit).await?;
    drop(agent);
    let deadline = Instant::now() + ENDS_WITHIN;
    while agent::connect(&folder).await.is_ok() {
        if Instant::now() >= deadline {
            terminal.say(&Text::new("cli-quit-still-ending"))?;
            return Ok(Outcome::Unknown);
        }
        sleep(Duration::from_millis(100)).await;
    }
    terminal.say(&Text::new("cli-quit-done"))?;
    Ok(Outcome::Well)
}
