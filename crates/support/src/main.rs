//! `vigie-support`: what the hotline writes its documents with.
//!
//! Exit status: 0, all is well; 1, a document is refused; 2, the command line is wrong; 3, a file
//! cannot be read, or the answer not be written.

mod arguments;
mod audience;
mod check;
mod faults;
mod files;
mod preview;
mod templates;
mod terminal;

use std::{io, process::ExitCode};

use clap::{Parser, error::ErrorKind};
use jiff::{Timestamp, tz::TimeZone};
use vigie_domain::text::{Text, TextArg};
use vigie_words::Language;

use crate::{
    arguments::{Arguments, Command},
    terminal::Terminal,
};

/// How a command ended; its number is the exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All is well.
    Well = 0,
    /// A document is refused.
    Refused = 1,
    /// The command line is wrong.
    Usage = 2,
    /// A file cannot be read, or the answer not be written.
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
    match command {
        Command::New { kind } => {
            terminal.text(templates::of(kind))?;
            Ok(Outcome::Well)
        }
        Command::Check { path } => check::run(&path, terminal),
        Command::Preview(asked) => preview::run(&asked, Timestamp::now(), terminal),
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
