//! `vigie-support log`: what was published, when, and by which keys, from the metadata that is kept.

use std::{collections::BTreeSet, path::Path};

use tough::schema::{Role, Signed};
use vigie_domain::text::{Text, TextArg};
use vigie_steering::Fingerprint;

use crate::{
    Outcome,
    difference::Difference,
    faults,
    publish::to_usize,
    repository::{
        Files, Roots, State,
        metadata::{self, Besides},
    },
    terminal::Terminal,
    trouble::Trouble,
};

pub(crate) fn run(published: &Path, terminal: &mut Terminal) -> Result<Outcome, Trouble> {
    let files = Files::of(published);
    let state = State::read(&files)?;
    let organisation = TextArg::Words(state.roots.organisation());
    let head = Text::new("support-log").with("organisation", organisation);
    terminal.say("", &head)?;
    terminal.line(&format!("  {}", Fingerprint(state.roots.fingerprint())))?;
    if let Some(last) = &state.last {
        let said = Text::new("support-log-until")
            .with("root", TextArg::Time(state.roots.last().expires))
            .with("targets", TextArg::Time(last.targets.signed.expires))
            .with("snapshot", TextArg::Time(last.snapshot.signed.expires))
            .with("timestamp", TextArg::Time(last.timestamp.signed.expires));
        terminal.say("", &said)?;
        documents(&files, &state, terminal)?;
    }
    for (_, root) in state.roots.all().rev() {
        let signers = signers(root, &state.roots);
        let version = root.signed.version.get();
        let besides = Besides::of(&root.signed._extra);
        terminal.say("", &entry("support-log-root", version, &besides, signers))?;
    }
    Ok(Outcome::Well)
}

fn documents(files: &Files, state: &State, terminal: &mut Terminal) -> Result<(), Trouble> {
    let mut next = state.last.as_ref().map(|last| last.targets.clone());
    while let Some(targets) = next {
        let version = targets.signed.version.get();
        let before = match version - 1 {
            0 => None,
            before => state.targets_of(files, before)?,
        };
        let besides = Besides::of(&targets.signed._extra);
        let signers = signers(&targets, &state.roots);
        terminal.say(
            "",
            &entry("support-log-documents", version, &besides, signers),
        )?;
        let earlier = before.as_ref().map(|before| &before.signed);
        let difference = Difference::between(earlier, &targets.signed);
        for (key, ids) in [
            ("support-difference-added", difference.added),
            ("support-difference-changed", difference.changed),
            ("support-difference-withdrawn", difference.withdrawn),
        ] {
            for id in ids {
                let what = TextArg::Words(id);
                terminal.say("  ", &Text::new(key).with("what", what))?;
            }
        }
        if difference.practices {
            terminal.say("  ", &Text::new("support-log-practices"))?;
        }
        if let Some(note) = besides.note {
            let note = TextArg::Words(note);
            terminal.say(
                "  ",
                &Text::new("support-difference-note").with("note", note),
            )?;
        }
        next = before;
    }
    Ok(())
}

fn entry(key: &str, version: u64, besides: &Besides, signers: String) -> Text {
    let text = Text::new(key).with("version", faults::number(to_usize(version)));
    let text = text.with("signers", TextArg::Words(signers));
    if let Some(made) = besides.made {
        return text.with("made", TextArg::Time(made));
    }
    // Not made by this program.
    let unknown = || TextArg::Words("?".to_owned());
    text.with("made-date", unknown())
        .with("made-time", unknown())
}

/// What the keys are called that signed, by any of the roots.
fn signers<T: Role>(metadata: &Signed<T>, roots: &Roots) -> String {
    let ids: BTreeSet<String> = roots
        .all()
        .flat_map(|(_, root)| metadata::signers(metadata, &root.signed))
        .map(hex::encode)
        .collect();
    let names: BTreeSet<String> = ids.iter().map(|id| roots.name_of(id)).collect();
    names.into_iter().collect::<Vec<_>>().join(", ")
}
