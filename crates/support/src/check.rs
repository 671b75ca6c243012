//! `vigie-support check`: what is wrong, and whom each document reaches.

use std::{io, path::Path};

use vigie_config::{Document, DocumentSet, document, fault::Problem};
use vigie_domain::text::{Text, TextArg};

use crate::{Outcome, audience, codes, faults, files, terminal::Terminal};

pub(crate) fn run(path: &Path, terminal: &mut Terminal) -> io::Result<Outcome> {
    let mut files = match files::read(path) {
        Ok(files) => files,
        Err(unreadable) => {
            faults::unreadable(&unreadable, terminal);
            return Ok(Outcome::Unreadable);
        }
    };
    if files.is_empty() {
        terminal.complain(&Text::new("support-no-document"));
        return Ok(Outcome::Unreadable);
    }
    let codes = match codes::take(&mut files) {
        Ok(codes) => codes,
        Err(trouble) => return Ok(trouble.tell(terminal)),
    };
    match DocumentSet::check(&files) {
        Ok(read) => {
            if let Err(trouble) = codes::compare(read.set.documents(), &codes) {
                return Ok(trouble.tell(terminal));
            }
            for document in read.set.documents() {
                describe(document, terminal)?;
            }
            faults::remarks(&read.remarks, terminal)?;
            sum_up(files.len(), terminal)
        }
        // A document alone cannot know the pages that its folder lists.
        Err(found) if !path.is_dir() && found.iter().all(faults::needs_pages) => {
            let (name, octets) = &files[0];
            if let Ok(read) = document::read(name, octets) {
                if let Some(document) = &read.document {
                    describe(document, terminal)?;
                }
                faults::remarks(&read.remarks, terminal)?;
            }
            for fault in &found {
                if let Problem::HostNotListed(host) = &fault.problem {
                    let host = TextArg::Words(host.clone());
                    terminal.say("  ", &Text::new("support-needs-pages").with("host", host))?;
                }
            }
            sum_up(files.len(), terminal)
        }
        Err(found) => {
            faults::faults(&found, terminal);
            Ok(Outcome::Refused)
        }
    }
}

fn describe(document: &Document, terminal: &mut Terminal) -> io::Result<()> {
    terminal.line(&format!(
        "{}: {} {}",
        document.file,
        document.kind(),
        document.id
    ))?;
    reaches("  ", document, terminal)
}

/// Says whom a document reaches.
pub(crate) fn reaches(
    indent: &str,
    document: &Document,
    terminal: &mut Terminal,
) -> io::Result<()> {
    let reaches = terminal.words(&Text::new("support-reaches"));
    let audience = audience::words(&document.audience, terminal);
    terminal.line(&format!("{indent}{reaches} {audience}"))
}

fn sum_up(documents: usize, terminal: &mut Terminal) -> io::Result<Outcome> {
    let count = f64::from(u32::try_from(documents).unwrap_or(u32::MAX));
    let count = TextArg::Number(count);
    terminal.say("", &Text::new("support-well").with("count", count))?;
    Ok(Outcome::Well)
}
