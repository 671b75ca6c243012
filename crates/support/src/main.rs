//! `vigie-support`: what the hotline writes, signs and publishes its documents with.
//!
//! Exit status: 0, all is well; 1, refused, and nothing is changed; 2, the command line is wrong;
//! 3, a file cannot be read or written, or the answer not be written.

mod arguments;
mod audience;
mod check;
mod codes;
mod difference;
mod draft;
mod faults;
mod fields;
mod files;
mod init;
mod keys;
mod log;
mod plan;
mod preview;
mod proposal;
mod prune;
mod publish;
mod refresh;
mod repository;
mod rotate;
mod serve;
mod sign;
mod templates;
mod terminal;
mod trouble;
mod withdraw;

use std::{io, process::ExitCode};

use clap::{Parser, error::ErrorKind};
use jiff::{Timestamp, tz::TimeZone};
use vigie_domain::text::{Text, TextArg};
use vigie_words::Language;

use crate::{
    arguments::{Arguments, Command},
    terminal::Terminal,
    trouble::Trouble,
};

/// How a command ended; its number is the exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All is well.
    Well = 0,
    /// A document, a key, a signature or a step is refused.
    Refused = 1,
    /// The command line is wrong.
    Usage = 2,
    /// A file cannot be read or written, or the answer not be written.
    Unreadable = 3,
}

fn main() -> ExitCode {
    let outcome = match Arguments::try_parse() {
        Ok(arguments) => {
            let language = arguments.language.unwrap_or_else(Language::of_system);
            let mut terminal = Terminal::new(language, TimeZone::system());
            run(arguments.command, &mut terminal).unwrap_or(Outcome::Unreadable)
        }
        Err(error) => refuse(&error),
    };
    ExitCode::from(outcome as u8)
}

fn run(command: Command, terminal: &mut Terminal) -> io::Result<Outcome> {
    let now = Timestamp::now();
    let done = match command {
        Command::New { kind } => {
            terminal.text(templates::of(kind))?;
            Ok(Outcome::Well)
        }
        Command::Check { path } => check::run(&path, terminal).map_err(Trouble::from),
        Command::Preview(asked) => preview::run(&asked, now, terminal).map_err(Trouble::from),
        Command::Init(asked) => init::run(&asked, now, terminal),
        Command::Key(asked) => init::run_key(&asked, terminal),
        Command::Sign(asked) => sign::run(&asked, now, terminal),
        Command::Publish(asked) => publish::run(&asked, now, terminal),
        Command::Refresh(asked) => refresh::run(&asked, now, terminal),
        Command::Rotate(asked) => rotate::run(&asked, now, terminal),
        Command::Withdraw(asked) => withdraw::run(&asked, now, terminal),
        Command::Log { published } => log::run(&published, terminal),
        Command::Serve(asked) => serve::run(&asked, now, terminal),
    };
    match done {
        Ok(outcome) => Ok(outcome),
        Err(Trouble::Terminal(error)) => Err(error),
        Err(trouble) => Ok(trouble.tell(terminal)),
    }
}

/// Help and version are answers; everything else is a wrong command line.
fn refuse(error: &clap::Error) -> Outcome {
    let language = Language::of_system();
    let mut terminal = Terminal::new(language, TimeZone::UTC);
    let said = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            return match terminal.text(&error.render().to_string()) {
                Ok(()) => Outcome::Well,
                Err(_) => Outcome::Unreadable,
            };
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            Text::new("support-usage-no-command")
        }
        _ => {
            let rendered = error.render().to_string();
            let first = rendered.lines().next().unwrap_or_default();
            let what = first.strip_prefix("error: ").unwrap_or(first);
            Text::new("support-usage").with("what", TextArg::Words(what.to_owned()))
        }
    };
    terminal.complain(&said);
    terminal.complain(&Text::new("support-usage-help"));
    Outcome::Usage
}
