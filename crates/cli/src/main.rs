//! `vigie`: the same answers in a terminal, and checks without any agent.

mod accounts;
mod agent;
mod arguments;
mod check_direct;
mod check_watched;
mod complaint;
mod doctor;
mod enroll;
mod fiche;
mod history;
mod lots;
mod outcome;
mod password;
mod progress;
mod quit;
mod recognise;
mod relay;
mod relay_report;
mod report;
mod sources;
mod status;
mod steering;
mod stop;
mod switch;
mod terminal;
mod training;
mod trust;
mod usage;
mod verify;
mod verify_report;
mod watch;

use std::{io, process::ExitCode};

use clap::Parser;
use jiff::{Timestamp, tz::TimeZone};
use tracing_subscriber::EnvFilter;
use vigie_domain::text::Text;
use vigie_words::Language;

use crate::{
    arguments::{Arguments, Command},
    complaint::Complaint,
    outcome::Outcome,
    terminal::Terminal,
};

fn main() -> ExitCode {
    vigie_mailbox::install_crypto_provider();
    // For whoever looks for a fault in Vigie itself: VIGIE_LOG=debug.
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::from_env("VIGIE_LOG"))
        .with_writer(io::stderr)
        .init();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return refuse(&error).into(),
    };
    let language = arguments.language.unwrap_or_else(Language::of_system);
    let mut terminal = Terminal::new(language, TimeZone::system());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let done = match runtime {
        Ok(runtime) => {
            let done = runtime.block_on(Box::pin(run(&arguments, &mut terminal)));
            // A name look-up of the system cannot be called off; nobody waits for it here.
            runtime.shutdown_background();
            done
        }
        Err(error) => Err(Complaint::Output(error)),
    };
    let outcome = done.unwrap_or_else(|complaint| {
        terminal.complain(&complaint.explanation());
        complaint.outcome()
    });
    outcome.into()
}

async fn run(arguments: &Arguments, terminal: &mut Terminal) -> Result<Outcome, Complaint> {
    let now = Timestamp::now();
    match &arguments.command {
        Command::Status(listing) => status::run(*listing, arguments, terminal).await,
        Command::Check(asked) => match &asked.address {
            Some(address) => check_direct::run(asked, address, now, terminal).await,
            None => check_watched::run(asked.listing, arguments, terminal).await,
        },
        Command::History(asked) => history::run(asked, arguments, now, terminal).await,
        Command::Lots(asked) => lots::run(asked, arguments, terminal).await,
        Command::Sources { command } => sources::run(command, arguments, terminal).await,
        Command::Accounts { command } => accounts::run(command, arguments, terminal).await,
        Command::Watch(listing) => watch::run(*listing, arguments, terminal).await,
        Command::Enroll(asked) => enroll::run(asked, arguments, terminal).await,
        Command::Doctor(listing) => doctor::run(*listing, arguments, now, terminal).await,
        Command::Verify(asked) => verify::run(asked, terminal).await,
        Command::Switch { command } => switch::run(command, arguments, terminal).await,
        Command::Relay { command } => relay::run(command, arguments, terminal).await,
        Command::Classify(asked) => recognise::run_classify(asked, terminal),
        Command::Decode(asked) => recognise::run_decode(asked, terminal),
        Command::Quit => quit::run(arguments, terminal).await,
        Command::Training(listing) => training::run(*listing, terminal).await,
    }
}

/// Help and version go to standard output; a wrong command line is told on standard error.
fn refuse(error: &clap::Error) -> Outcome {
    if !error.use_stderr() {
        // The reader may have gone (`vigie --help | head -1`); the help was given all the same.
        let _ = error.print();
        return Outcome::Well;
    }
    let terminal = Terminal::new(Language::of_system(), TimeZone::UTC);
    terminal.remark(&usage::text(error));
    terminal.remark(&Text::new("cli-usage-help"));
    Outcome::Usage
}
