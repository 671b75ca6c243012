//! An audience in words.

use vigie_config::Audience;
use vigie_domain::text::{Text, TextArg};

use crate::terminal::Terminal;

/// Values of one criterion that are named; the others are counted.
const MOST_NAMED: usize = 8;

/// Whom an audience reaches.
pub(crate) fn words(audience: &Audience, terminal: &Terminal) -> String {
    let named = |key: &str, values: Vec<String>| {
        let values = TextArg::Words(list(&values));
        terminal.words(&Text::new(key).with("values", values))
    };
    match audience {
        Audience::Everyone => terminal.words(&Text::new("support-audience-everyone")),
        Audience::Domains(domains) => named("support-audience-domains", domains.clone()),
        Audience::Providers(ids) => named("support-audience-providers", ids.clone()),
        Audience::Software(programs) => named("support-audience-software", programs.clone()),
        Audience::Departments(numbers) => named("support-audience-departments", numbers.clone()),
        Audience::Practices(numbers) => {
            let numbers = numbers.iter().map(ToString::to_string).collect();
            named("support-audience-practices", numbers)
        }
        Audience::Share(share) if share.percent == 0 => {
            terminal.words(&Text::new("support-audience-halted"))
        }
        Audience::Share(share) => {
            let text = Text::new("support-audience-share")
                .with("percent", TextArg::Number(share.percent.into()))
                .with("salt", TextArg::Words(share.salt.clone()));
            terminal.words(&text)
        }
        Audience::Versions { from, before } => {
            let version = |key: &str, version: &Option<vigie_config::Version>| {
                let version = version.as_ref()?;
                let version = TextArg::Words(version.to_string());
                Some(terminal.words(&Text::new(key).with("version", version)))
            };
            let from = version("support-audience-from", from);
            let before = version("support-audience-before", before);
            let bounds: Vec<String> = from.into_iter().chain(before).collect();
            bounds.join(" ")
        }
        Audience::AllOf(parts) => combined(parts, "support-audience-and", terminal),
        Audience::AnyOf(parts) => combined(parts, "support-audience-or", terminal),
        Audience::Unknown => terminal.words(&Text::new("support-audience-unknown")),
    }
}

fn combined(parts: &[Audience], key: &str, terminal: &Terminal) -> String {
    let word = terminal.words(&Text::new(key));
    let parts: Vec<String> = parts
        .iter()
        .map(|part| {
            let said = words(part, terminal);
            if matches!(part, Audience::AllOf(_) | Audience::AnyOf(_)) {
                format!("({said})")
            } else {
                said
            }
        })
        .collect();
    parts.join(&format!(" {word} "))
}

fn list(values: &[String]) -> String {
    let named = values.iter().take(MOST_NAMED).map(String::as_str);
    let mut named: Vec<&str> = named.collect();
    let more = format!("… ({})", values.len());
    if values.len() > MOST_NAMED {
        named.push(&more);
    }
    named.join(", ")
}
