//! The agent, as the terminal asks it.

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use vigie_domain::{
    account::{Account, Address},
    calendar::Region,
};
use vigie_protocol::{
    Answer, Connection, Events, Face, History, Request, Settings, Status, data_dir,
};
use vigie_words::Language;

use crate::{arguments::Arguments, complaint::Complaint, terminal::Terminal};

/// The data folder that the command line names, or the user's own.
pub(crate) fn folder(arguments: &Arguments) -> Result<PathBuf, Complaint> {
    match &arguments.data_dir {
        Some(folder) => Ok(folder.clone()),
        None => Ok(data_dir()?),
    }
}

/// Connects to the agent of a data folder.
pub(crate) async fn connect(data_dir: &Path) -> Result<(Agent, Events), Complaint> {
    match Connection::open(data_dir, Face::Terminal).await {
        Ok((connection, events)) => Ok((Agent(connection), events)),
        Err(error) => Err(Complaint::NoAgent {
            data_dir: data_dir.to_owned(),
            error,
        }),
    }
}

/// Connects to the agent, and goes on in its language and in the practice's time zone.
pub(crate) async fn open(
    arguments: &Arguments,
    terminal: &mut Terminal,
) -> Result<(Agent, Events), Complaint> {
    let (agent, events) = connect(&folder(arguments)?).await?;
    let settings = agent.settings().await?;
    let zone = settings
        .department
        .as_deref()
        .and_then(|number| TimeZone::get(Region::of_department(number).zone_name()).ok())
        .unwrap_or_else(TimeZone::system);
    let theirs = Language::from_tag(&agent.0.welcome().language);
    let language = arguments
        .language
        .or(theirs)
        .unwrap_or_else(|| terminal.language());
    terminal.speak(language, zone);
    Ok((agent, events))
}

/// A connection whose answers are checked against the questions.
#[derive(Debug)]
pub(crate) struct Agent(Connection);

impl Agent {
    /// The agent's release, for people.
    pub(crate) fn release(&self) -> &str {
        &self.0.welcome().release
    }

    pub(crate) async fn call(&self, request: Request) -> Result<Answer, Complaint> {
        Ok(self.0.call(request).await?)
    }

    /// Asks for something whose answer is that it is done.
    pub(crate) async fn order(&self, request: Request) -> Result<(), Complaint> {
        match self.call(request).await? {
            Answer::Done => Ok(()),
            _ => Err(Complaint::OddAnswer),
        }
    }

    pub(crate) async fn status(&self) -> Result<Status, Complaint> {
        match self.call(Request::Status).await? {
            Answer::Status { status } => Ok(status),
            _ => Err(Complaint::OddAnswer),
        }
    }

    pub(crate) async fn settings(&self) -> Result<Settings, Complaint> {
        match self.call(Request::Settings).await? {
            Answer::Settings { settings } => Ok(settings),
            _ => Err(Complaint::OddAnswer),
        }
    }

    pub(crate) async fn history(&self, request: Request) -> Result<History, Complaint> {
        match self.call(request).await? {
            Answer::History { history } => Ok(history),
            _ => Err(Complaint::OddAnswer),
        }
    }

    /// The watched mailboxes.
    pub(crate) async fn accounts(&self) -> Result<Vec<Account>, Complaint> {
        let status = self.status().await?;
        Ok(status.mailboxes.into_iter().map(|m| m.account).collect())
    }

    /// The watched mailbox of an address or number.
    pub(crate) async fn account(&self, name: &str) -> Result<Account, Complaint> {
        let number = name.parse::<i64>().ok();
        let address = name.parse::<Address>().ok();
        let is_meant = |account: &Account| {
            number == Some(account.id.0)
                || address.as_ref().is_some_and(|address| {
                    address
                        .as_str()
                        .eq_ignore_ascii_case(account.address.as_str())
                })
        };
        self.accounts()
            .await?
            .into_iter()
            .find(is_meant)
            .ok_or_else(|| Complaint::NoSuchMailbox(name.to_owned()))
    }
}
