//! How support reaches this installation, and what it says.

use std::io;

use vigie_domain::{
    account::Account,
    text::{Text, TextArg},
};
use vigie_protocol::{Answer, Bulletin, BulletinAction, Request, Steering};

use crate::{agent::Agent, complaint::Complaint, terminal::Terminal};

/// Asks for something whose answer is how support reaches this installation.
pub(crate) async fn ask(request: Request, agent: &Agent) -> Result<Steering, Complaint> {
    match agent.call(request).await? {
        Answer::Steering { steering } => Ok(*steering),
        _ => Err(Complaint::OddAnswer),
    }
}

/// Whom it follows, what of it is in force, and what it proposes.
pub(crate) fn tell(
    steering: &Steering,
    accounts: &[Account],
    terminal: &mut Terminal,
) -> io::Result<()> {
    let Some(enrolled) = &steering.enrolled else {
        return Ok(());
    };
    let words = |words: &str| TextArg::Words(words.to_owned());
    terminal.say(
        &Text::new("steering-cli-support")
            .with("organisation", words(&enrolled.organisation))
            .with("repository", words(&enrolled.repository)),
    )?;
    terminal.say(&match enrolled.last_fetched {
        Some(at) => Text::new("steering-cli-fetched")
            .with("at", TextArg::Time(at))
            .with("documents", TextArg::Number(enrolled.documents.into())),
        None => Text::new("steering-cli-not-fetched"),
    })?;
    if let Some(problem) = &enrolled.problem {
        terminal.say(problem)?;
    }
    let number = words(&steering.practice_number);
    terminal.say(&Text::new("steering-cli-practice").with("number", number))?;
    for managed in &steering.managed {
        terminal.say(
            &Text::new("steering-cli-managed")
                .with("field", words(&managed.field))
                .with("reason", words(&managed.reason)),
        )?;
    }
    if let Some(release) = &steering.release {
        terminal.say(
            &Text::new("steering-cli-release")
                .with("version", words(&release.version))
                .with("page", words(&release.page)),
        )?;
    }
    for proposed in &steering.proposals {
        let Some(account) = accounts
            .iter()
            .find(|account| account.id == proposed.account)
        else {
            continue;
        };
        terminal.say(
            &Text::new("steering-cli-proposed")
                .with("address", words(account.address.as_str()))
                .with("from", words(&proposed.from.to_string()))
                .with("to", words(&proposed.to.to_string())),
        )?;
    }
    Ok(())
}

/// A bulletin that stands.
pub(crate) fn tell_bulletin(bulletin: &Bulletin, terminal: &mut Terminal) -> io::Result<()> {
    let words = |words: &str| TextArg::Words(words.to_owned());
    let key = if bulletin.incident {
        "steering-cli-incident"
    } else {
        "steering-cli-advice"
    };
    terminal.say(
        &Text::new(key)
            .with("organisation", words(&bulletin.organisation))
            .with("title", words(&bulletin.title)),
    )?;
    // Support's own words: a paragraph is one line, and never more than was checked.
    for paragraph in &bulletin.paragraphs {
        terminal.line(&format!("  {paragraph}"))?;
    }
    let action = bulletin.action.as_ref().map(|action| match action {
        BulletinAction::Assistant => Text::new("steering-cli-assistant"),
        BulletinAction::Page { url } => Text::new("steering-cli-page").with("url", words(url)),
        BulletinAction::Call { number } => {
            Text::new("steering-cli-call").with("number", words(number))
        }
    });
    if let Some(action) = action {
        let action = terminal.words(&action);
        terminal.line(&format!("  {action}"))?;
    }
    Ok(())
}
