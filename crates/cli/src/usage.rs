//! What is wrong with a command line, in words.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use vigie_domain::text::{Text, TextArg};

/// The sentence for a refused command line.
pub(crate) fn text(error: &clap::Error) -> Text {
    let key = match error.kind() {
        ErrorKind::UnknownArgument => "cli-usage-unknown",
        ErrorKind::InvalidSubcommand => "cli-usage-command",
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "cli-usage-no-command"
        }
        ErrorKind::MissingRequiredArgument => "cli-usage-missing",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::InvalidUtf8 => {
            "cli-usage-value"
        }
        ErrorKind::ArgumentConflict => "cli-usage-conflict",
        _ => "cli-usage",
    };
    let context = |kind| TextArg::Words(error.get(kind).map(words).unwrap_or_default());
    let argument = match error.kind() {
        ErrorKind::InvalidSubcommand => context(ContextKind::InvalidSubcommand),
        _ => context(ContextKind::InvalidArg),
    };
    let value = match error.kind() {
        ErrorKind::ArgumentConflict => context(ContextKind::PriorArg),
        _ => context(ContextKind::InvalidValue),
    };
    Text::new(key)
        .with("argument", argument)
        .with("value", value)
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(all) => all.join(", "),
        ContextValue::StyledStrs(all) => {
            let all: Vec<String> = all.iter().map(ToString::to_string).collect();
            all.join(", ")
        }
        other => other.to_string(),
    }
}
