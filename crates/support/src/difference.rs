//! What would change, in words: read by whoever signs, and in the log.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};

use tough::schema::{RoleKeys, Root, Targets};
use vigie_config::{Document, document::Body};
use vigie_domain::text::{Text, TextArg};
use vigie_steering::{PracticeList, layout};

use crate::{
    check, faults, fields,
    keys::KeyRole,
    proposal::Proposal,
    repository::{Roots, metadata::Besides},
    terminal::Terminal,
    trouble::Trouble,
};

/// The documents for many that differ between two lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Difference {
    /// Ids that are new.
    pub(crate) added: Vec<String>,
    /// Ids whose content is another.
    pub(crate) changed: Vec<String>,
    /// Ids that are gone.
    pub(crate) withdrawn: Vec<String>,
    /// Ids that stay as they are.
    pub(crate) kept: usize,
    /// Whether something changed of what is for single practices.
    pub(crate) practices: bool,
}

impl Difference {
    /// Between the list before and the one after.
    pub(crate) fn between(before: Option<&Targets>, after: &Targets) -> Self {
        let before = by_name(before);
        let after = by_name(Some(after));
        let mut difference = Self::default();
        let names: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
        for name in names {
            let same = before.get(name) == after.get(name);
            let Some(id) = layout::document_id(name) else {
                difference.practices |= !same;
                continue;
            };
            let ids = match (before.contains_key(name), after.contains_key(name)) {
                _ if same => {
                    difference.kept += 1;
                    continue;
                }
                (false, _) => &mut difference.added,
                (true, true) => &mut difference.changed,
                (true, false) => &mut difference.withdrawn,
            };
            ids.push(id.to_owned());
        }
        difference
    }

    /// Whether both are the same.
    pub(crate) fn is_none(&self) -> bool {
        let Self {
            added,
            changed,
            withdrawn,
            practices,
            ..
        } = self;
        added.is_empty() && changed.is_empty() && withdrawn.is_empty() && !practices
    }
}

/// Says what a proposal changes.
pub(crate) fn describe(proposal: &Proposal, terminal: &mut Terminal) -> Result<(), Trouble> {
    let organisation = TextArg::Words(proposal.base.roots.organisation());
    let said = Text::new("support-difference").with("organisation", organisation);
    terminal.say("", &said)?;
    if let Some(root) = &proposal.root {
        roots(&proposal.base.roots, &root.signed, terminal)?;
    }
    if let Some(targets) = &proposal.targets {
        let before = proposal.base.last.as_ref().map(|last| &last.targets.signed);
        documents(proposal, before, &targets.signed, terminal)?;
        let (lists, lists_before) = (proposal.lists()?, proposal.lists_before()?);
        practices(&lists_before, &lists, terminal)?;
        if let Some(note) = Besides::of(&targets.signed._extra).note {
            let note = TextArg::Words(note);
            terminal.say(
                "  ",
                &Text::new("support-difference-note").with("note", note),
            )?;
        }
        let until = TextArg::Time(targets.signed.expires);
        terminal.say(
            "  ",
            &Text::new("support-difference-until").with("until", until),
        )?;
    }
    Ok(())
}

fn documents(
    proposal: &Proposal,
    before: Option<&Targets>,
    after: &Targets,
    terminal: &mut Terminal,
) -> Result<(), Trouble> {
    let difference = Difference::between(before, after);
    if difference.is_none() && before.is_some() {
        terminal.say("  ", &Text::new("support-difference-renewed"))?;
    }
    let document = |id: &String| -> Option<&Document> {
        let mut all = proposal.documents.set.documents().iter();
        all.find(|document| document.id == *id)
    };
    for (key, ids) in [
        ("support-difference-added", &difference.added),
        ("support-difference-changed", &difference.changed),
    ] {
        for document in ids.iter().filter_map(document) {
            let what = TextArg::Words(format!("{} {}", document.kind(), document.id));
            terminal.say("  ", &Text::new(key).with("what", what))?;
            if let Body::Bulletin(bulletin) = &document.body {
                let title = terminal.said(&bulletin.title).to_owned();
                terminal.line(&format!("    {title}"))?;
            }
            check::reaches("    ", document, terminal)?;
            for line in lines(proposal, &document.id)? {
                terminal.line(&format!("      {line}"))?;
            }
        }
    }
    for id in &difference.withdrawn {
        let what = TextArg::Words(id.clone());
        terminal.say(
            "  ",
            &Text::new("support-difference-withdrawn").with("what", what),
        )?;
    }
    let kept = faults::number(difference.kept);
    terminal.say(
        "  ",
        &Text::new("support-difference-kept").with("count", kept),
    )?;
    Ok(faults::remarks(&proposal.documents.remarks, terminal)?)
}

/// The content of a new document, or what is another in one that changed.
fn lines(proposal: &Proposal, id: &str) -> Result<Vec<String>, Trouble> {
    let name = layout::document(id).unwrap_or_default();
    let Some(now) = proposal.content.get(&name) else {
        return Ok(Vec::new());
    };
    Ok(match proposal.document_before(&name)? {
        Some(before) => fields::changes(&before, now),
        None => fields::of(now),
    })
}

fn practices(
    before: &[PracticeList],
    after: &[PracticeList],
    terminal: &mut Terminal,
) -> io::Result<()> {
    let files = |lists: &[PracticeList]| -> BTreeSet<_> {
        let all = lists.iter().flat_map(PracticeList::all_files);
        all.map(|entry| entry.sha256).collect()
    };
    let (before, after) = (files(before), files(after));
    let added = after.difference(&before).count();
    let withdrawn = before.difference(&after).count();
    for (key, count) in [
        ("support-difference-sealed-added", added),
        ("support-difference-sealed-withdrawn", withdrawn),
    ] {
        if count > 0 {
            terminal.say("  ", &Text::new(key).with("count", faults::number(count)))?;
        }
    }
    Ok(())
}

/// Says which keys a root adds and revokes, and how many must sign.
pub(crate) fn roots(before: &Roots, after: &Root, terminal: &mut Terminal) -> io::Result<()> {
    let names = Besides::of(&after._extra).names;
    let none = RoleKeys {
        keyids: Vec::new(),
        threshold: std::num::NonZeroU64::MIN,
        _extra: std::collections::HashMap::new(),
    };
    let words = |words: String| TextArg::Words(words);
    for role in KeyRole::ALL {
        let old = before
            .last()
            .roles
            .get(&role.of_metadata())
            .unwrap_or(&none);
        let new = after.roles.get(&role.of_metadata()).unwrap_or(&none);
        for id in new.keyids.iter().filter(|id| !old.keyids.contains(id)) {
            let id = hex::encode(id);
            let name = names.get(&id).cloned().unwrap_or_default();
            let said = Text::new("support-difference-key-added")
                .with("name", words(name))
                .with("role", words(role.to_string()))
                .with("id", words(id.get(..16).unwrap_or_default().to_owned()));
            terminal.say("  ", &said)?;
        }
        for id in old.keyids.iter().filter(|id| !new.keyids.contains(id)) {
            let said = Text::new("support-difference-key-revoked")
                .with("name", words(before.name_of(&hex::encode(id))))
                .with("role", words(role.to_string()));
            terminal.say("  ", &said)?;
        }
        let number = |number: u64| faults::number(usize::try_from(number).unwrap_or(usize::MAX));
        let said = Text::new("support-difference-threshold")
            .with("role", words(role.to_string()))
            .with("needed", number(new.threshold.get()))
            .with("count", faults::number(new.keyids.len()));
        terminal.say("  ", &said)?;
    }
    let until = TextArg::Time(after.expires);
    terminal.say(
        "  ",
        &Text::new("support-difference-root-until").with("until", until),
    )
}

fn by_name(targets: Option<&Targets>) -> BTreeMap<&str, Vec<u8>> {
    let targets = targets.into_iter().flat_map(|targets| &targets.targets);
    targets
        .map(|(name, target)| (name.resolved(), target.hashes.sha256.to_vec()))
        .collect()
}
