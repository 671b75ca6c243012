//! Plays 2022 again and writes what came of it.

mod billing;
mod dice;
mod parameters;
mod person;
mod plots;
mod practice;
mod report;
mod tally;
mod time;
mod watching;
mod worlds;

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use clap::Parser;

use parameters::{InvalidParameters, Parameters};
use report::Varied;

/// Plays 2022 again: practices bill around the closure of their provider's POP, without Vigie,
/// watched by it, and behind its relay.
#[derive(Debug, Parser)]
#[command(name = "vigie-replay", version)]
struct Arguments {
    /// The model, instead of the built-in one.
    #[arg(long)]
    parameters: Option<PathBuf>,
    /// The page to write; its pictures go into `pictures` beside it.
    #[arg(long, default_value = "docs/replay.md")]
    page: PathBuf,
    /// Practices, instead of the model's number.
    #[arg(long)]
    practices: Option<u32>,
    /// Where chance begins, instead of the model's number.
    #[arg(long)]
    seed: Option<u64>,
}

#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error("{file}: {error}")]
    File { file: PathBuf, error: io::Error },
    #[error("{file}: {error}")]
    Parameters {
        file: PathBuf,
        error: InvalidParameters,
    },
    #[error("{file}: {error}")]
    Picture { file: PathBuf, error: String },
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("vigie-replay: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Failed> {
    let mut parameters = read(arguments.parameters.as_deref())?;
    if let Some(practices) = arguments.practices {
        parameters.run.practices = practices.clamp(1, 1_000_000);
    }
    if let Some(seed) = arguments.seed {
        parameters.run.seed = seed;
    }
    let began = Instant::now();
    let worlds = worlds::play(&parameters, parameters.run.practices);
    let main_run = began.elapsed();
    let varied = vary(&parameters);
    say(&format!(
        "{} practices in three worlds: {:.1} s; with what was varied: {:.1} s",
        parameters.run.practices,
        main_run.as_secs_f64(),
        began.elapsed().as_secs_f64()
    ));
    let pictures = arguments
        .page
        .parent()
        .unwrap_or(Path::new(""))
        .join("pictures");
    fs::create_dir_all(&pictures).map_err(|error| Failed::File {
        file: pictures.clone(),
        error,
    })?;
    plots::draw(&parameters, &worlds, &pictures)
        .map_err(|(file, error)| Failed::Picture { file, error })?;
    let page = report::page(&parameters, &worlds, &varied);
    fs::write(&arguments.page, page).map_err(|error| Failed::File {
        file: arguments.page.clone(),
        error,
    })
}

fn read(file: Option<&Path>) -> Result<Parameters, Failed> {
    let document = match file {
        None => Parameters::BUILT_IN.to_owned(),
        Some(file) => fs::read_to_string(file).map_err(|error| Failed::File {
            file: file.to_owned(),
            error,
        })?,
    };
    Parameters::parse(&document).map_err(|error| Failed::Parameters {
        file: file.unwrap_or(Path::new("parameters.toml")).to_owned(),
        error,
    })
}

fn vary(parameters: &Parameters) -> Vec<Varied> {
    let practices = parameters
        .sensitivity
        .practices
        .min(parameters.run.practices);
    let names = &parameters.sensitivity.parameters;
    let runs = names.iter().flat_map(|name| {
        let factors = parameters.sensitivity.factors.iter();
        factors.map(move |factor| (name.clone(), *factor))
    });
    let unchanged = Varied {
        what: None,
        worlds: worlds::play(parameters, practices),
    };
    let varied = runs.filter_map(|(name, factor)| {
        let changed = parameters.varied(&name, factor)?;
        Some(Varied {
            what: Some((name, factor)),
            worlds: worlds::play(&changed, practices),
        })
    });
    std::iter::once(unchanged).chain(varied).collect()
}

#[expect(clippy::print_stderr, reason = "a program of the terminal")]
fn say(line: &str) {
    eprintln!("{line}");
}
