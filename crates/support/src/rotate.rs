//! `vigie-support rotate`: proposes a new root, with keys added and revoked, or only renewed.

use std::num::NonZeroU64;

use jiff::Timestamp;
use tough::schema::Root;
use vigie_domain::text::{Text, TextArg};

use crate::{
    Outcome,
    arguments::Rotate,
    difference,
    keys::{self, KeyRole, PublicKey},
    proposal::{self, Draft},
    repository::{
        Files, State,
        metadata::{self, Besides, term},
    },
    terminal::Terminal,
    trouble::{Trouble, path_arg},
};

pub(crate) fn run(
    asked: &Rotate,
    now: Timestamp,
    terminal: &mut Terminal,
) -> Result<Outcome, Trouble> {
    let published = Files::of(&asked.published);
    let base = State::read(&published)?;
    let mut root = base.roots.last().clone();
    let mut besides = Besides::of(&root._extra);
    besides.made = Some(metadata::whole_seconds(now));
    root.version = root.version.saturating_add(1);
    root.expires = metadata::expires(now, term::ROOT);
    for path in &asked.add {
        let key = PublicKey::read(path).map_err(|error| Trouble::key(path, error))?;
        add(&mut root, &mut besides, &key)?;
    }
    for name in &asked.revoke {
        revoke(&mut root, &mut besides, name)?;
    }
    for (role, needed) in &asked.threshold {
        if let Some(role) = root.roles.get_mut(&role.of_metadata()) {
            role.threshold = NonZeroU64::new(*needed).ok_or_else(|| unfit_threshold(*needed))?;
        }
    }
    root._extra = besides.into_extra();
    check(&root)?;
    // What a revoked key signed must be signed by others before the new root counts.
    let role = KeyRole::Targets.of_metadata();
    let same_signers = base.roots.last().roles.get(&role) == root.roles.get(&role);
    let targets = if base.last.is_some() && !same_signers {
        let content = proposal::published_content(&published, &base)?;
        let targets = proposal::list_of_documents(&base, &content, None, now)?;
        Some((targets, content))
    } else {
        None
    };
    difference::roots(&base.roots, &root, terminal)?;
    let draft = Draft {
        root: Some(root),
        targets,
    };
    draft.write(&published, &base, &asked.proposal)?;
    let path = path_arg(&asked.proposal);
    terminal.say("", &Text::new("support-rotate-made").with("path", path))?;
    Ok(Outcome::Well)
}

fn add(root: &mut Root, besides: &mut Besides, key: &PublicKey) -> Result<(), Trouble> {
    let unfit = |text: &str| {
        let name = TextArg::Words(key.name.clone());
        Trouble::Unfit(Text::new(text).with("name", name))
    };
    if !keys::is_name(&key.name) {
        return Err(unfit("support-unfit-name"));
    }
    let id = keys::id_of(&key.key());
    let id = id.map_err(|error| Trouble::key(key.name.as_ref(), error))?;
    if root.keys.contains_key(&id) || besides.names.values().any(|name| *name == key.name) {
        return Err(unfit("support-unfit-known-key"));
    }
    besides.names.insert(hex::encode(&id), key.name.clone());
    root.keys.insert(id.clone(), key.key());
    if let Some(role) = root.roles.get_mut(&key.role.of_metadata()) {
        role.keyids.push(id);
    }
    Ok(())
}

fn revoke(root: &mut Root, besides: &mut Besides, name: &str) -> Result<(), Trouble> {
    let id = besides.names.iter().find(|(_, named)| *named == name);
    let id = id.map(|(id, _)| id.clone());
    let id = id.ok_or_else(|| Trouble::NoSuchDocument(name.to_owned()))?;
    besides.names.remove(&id);
    root.keys.retain(|key, _| hex::encode(key) != id);
    for role in root.roles.values_mut() {
        role.keyids.retain(|key| hex::encode(key) != id);
    }
    Ok(())
}

/// Every role can still be signed.
fn check(root: &Root) -> Result<(), Trouble> {
    for role in KeyRole::ALL {
        let keys = root.roles.get(&role.of_metadata());
        let enough = keys.is_some_and(|keys| keys.threshold.get() <= keys.keyids.len() as u64);
        if !enough {
            let role = TextArg::Words(role.to_string());
            let text = Text::new("support-unfit-role").with("role", role);
            return Err(Trouble::Unfit(text));
        }
    }
    Ok(())
}

fn unfit_threshold(needed: u64) -> Trouble {
    let role = TextArg::Words(needed.to_string());
    Trouble::Unfit(Text::new("support-unfit-role").with("role", role))
}
