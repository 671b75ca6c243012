//! `vigie classify` and `vigie decode`: what a message or a file is, without any agent. For
//! support and for tests; nothing is recorded, and personal fields are masked.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use vigie_domain::{
    book::{lot::LotReference, returns::InvoiceState},
    text::{Text, TextArg},
};
use vigie_sesam::{
    Bounds, Classification, classify,
    content::{ContentFault, Layout},
    mask::mask,
    rules::{InvalidRules, RuleSet},
};

use crate::{
    arguments::{Classify, Decode},
    complaint::Complaint,
    outcome::Outcome,
    terminal::Terminal,
};

/// Why a file or its rules cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RecogniseError {
    /// The file cannot be read.
    #[error("{path}: {error}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The rules are no rules.
    #[error("{path}: {error}")]
    Rules {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        error: InvalidRules,
    },
}

/// `vigie classify FILE`.
pub(crate) fn run_classify(
    asked: &Classify,
    terminal: &mut Terminal,
) -> Result<Outcome, Complaint> {
    let bounds = Bounds::default();
    let rules = match &asked.rules {
        None => RuleSet::built_in(),
        Some(path) => {
            let document = String::from_utf8_lossy(&read(path, &bounds)?).into_owned();
            RuleSet::parse(&document).map_err(|error| RecogniseError::Rules {
                path: path.clone(),
                error,
            })?
        }
    };
    let found = classify(&rules, &read(&asked.file, &bounds)?, &bounds);
    if asked.listing.json {
        terminal.json(&found)?;
    } else {
        tell(&found, terminal)?;
    }
    Ok(Outcome::Well)
}

/// `vigie decode FILE`.
pub(crate) fn run_decode(asked: &Decode, terminal: &mut Terminal) -> Result<Outcome, Complaint> {
    let bounds = Bounds::default();
    let shown = mask(&read(&asked.file, &bounds)?, &bounds);
    if asked.listing.json {
        terminal.json(&shown)?;
    } else {
        terminal.say(&with("cli-decode-layout", "layout", layout(shown.layout)))?;
        for record in &shown.records {
            terminal.line(&format!(
                "{:>8}  {:<3}  {}",
                record.at,
                record.kind,
                record.text.trim_end()
            ))?;
        }
        tell_fault(shown.fault.as_ref(), terminal)?;
    }
    Ok(match shown.fault {
        None => Outcome::Well,
        Some(_) => Outcome::Unwell,
    })
}

fn tell(found: &Classification, terminal: &mut Terminal) -> Result<(), Complaint> {
    terminal.say(&with("cli-classify-class", "class", found.class.name()))?;
    if let Some(rule) = &found.rule {
        let strength = match found.strength {
            vigie_domain::book::returns::Strength::Proven => "proven",
            vigie_domain::book::returns::Strength::Probable => "probable",
        };
        let text = with("cli-classify-rule", "rule", rule);
        terminal.say(&text.with("strength", TextArg::Words(strength.to_owned())))?;
    }
    if let Some(caisse) = found.caisse {
        terminal.say(&with("cli-classify-caisse", "caisse", &caisse.to_string()))?;
    }
    for lot in &found.references {
        terminal.say(&lot_text(lot))?;
    }
    if let Some(content) = &found.content {
        if !content.states.is_empty() {
            let count = |state| TextArg::Number(number(content.states.get(&state).copied()));
            terminal.say(
                &Text::new("cli-classify-states")
                    .with("paid", count(InvoiceState::Paid))
                    .with("rejected", count(InvoiceState::Rejected))
                    .with("deferred", count(InvoiceState::Deferred)),
            )?;
        }
        for (code, times) in &content.codes {
            let text = with("cli-classify-code", "code", code);
            terminal.say(&text.with("count", TextArg::Number(number(Some(*times)))))?;
        }
    }
    tell_fault(found.content_fault.as_ref(), terminal)
}

fn tell_fault(fault: Option<&ContentFault>, terminal: &mut Terminal) -> Result<(), Complaint> {
    if let Some(fault) = fault {
        // The fault's own words: they are for support, with the place in the file.
        terminal.say(&with("cli-content-unfinished", "fault", &fault.to_string()))?;
    }
    Ok(())
}

fn lot_text(lot: &LotReference) -> Text {
    let or_unknown = |known: Option<String>| TextArg::Words(known.unwrap_or_else(|| "?".into()));
    Text::new("cli-classify-lot")
        .with(
            "number",
            or_unknown(lot.number.map(|number| number.to_string())),
        )
        .with("date", or_unknown(lot.date.map(|date| date.to_string())))
        .with(
            "emitter",
            or_unknown(lot.emitter.as_ref().map(ToString::to_string)),
        )
}

fn with(key: &str, name: &str, words: &str) -> Text {
    Text::new(key).with(name, TextArg::Words(words.to_owned()))
}

const fn layout(layout: Layout) -> &'static str {
    match layout {
        Layout::B2 => "b2",
        Layout::NoemiePs => "noemie_ps",
        Layout::Unknown => "unknown",
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "at most a hundred thousand records are counted"
)]
fn number(count: Option<u64>) -> f64 {
    count.unwrap_or_default() as f64
}

/// As much of a file as is looked at.
fn read(path: &Path, bounds: &Bounds) -> Result<Vec<u8>, RecogniseError> {
    let unreadable = |error| RecogniseError::Unreadable {
        path: path.to_owned(),
        error,
    };
    let mut octets = Vec::new();
    File::open(path)
        .map_err(unreadable)?
        .take(bounds.message_octets as u64)
        .read_to_end(&mut octets)
        .map_err(unreadable)?;
    Ok(octets)
}
