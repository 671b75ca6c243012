//! `vigie-support publish`: a signed proposal takes the place of what was published last.

#[cfg(test)]
mod tests;

use jiff::Timestamp;
use tough::schema::{Root, Signed, Targets};
use vigie_domain::text::{Text, TextArg};

use crate::{
    Outcome,
    arguments::Publish,
    faults,
    keys::{Passphrases, SigningKey},
    plan::{self, News, Plan},
    proposal::{Content, Proposal},
    prune,
    repository::{
        Files, State,
        disk::{Disk, RealDisk},
        metadata, root_path, targets_path,
    },
    sign::{open_keys, read_keys},
    terminal::Terminal,
    trouble::{Trouble, path_arg},
};

pub(crate) fn run(
    asked: &Publish,
    now: Timestamp,
    terminal: &mut Terminal,
) -> Result<Outcome, Trouble> {
    let published = Files::of(&asked.published);
    let _lock = plan::lock(published.folder())?;
    let proposal = merged(&asked.proposal)?;
    let state = State::read(&published)?;
    let keys = read_keys(&asked.key)?;
    let new_root = proposal.root.as_ref().map(|root| &root.signed);
    plan::check_keys(&keys, &state, new_root)?;
    if Pending::of(&state, &proposal)?.is_none() {
        terminal.say("", &Text::new("support-publish-already"))?;
        return Ok(Outcome::Well);
    }
    let from = &asked.passphrase;
    let mut passphrases = Passphrases::from(from.passphrase_fd, from.passphrase_file.as_deref())?;
    let keys = open_keys(&keys, &mut passphrases, terminal)?;
    let has_gap = publish(&published, &proposal, &keys, now, &mut RealDisk)?;
    if has_gap {
        terminal.complain(&Text::new("support-publish-gap"));
    }
    let state = State::read(&published)?;
    prune::run(&published, &state, now, &mut RealDisk);
    tell(&published, &state, &proposal, terminal)?;
    Ok(Outcome::Well)
}

/// Publishes what of the proposal is not published yet; says whether readers may have met a moment
/// at which they had to wait.
pub(crate) fn publish(
    published: &Files,
    proposal: &Proposal,
    keys: &[SigningKey],
    now: Timestamp,
    disk: &mut impl Disk,
) -> Result<bool, Trouble> {
    let state = State::read(published)?;
    let Some(pending) = Pending::of(&state, proposal)? else {
        return Ok(false);
    };
    pending.check_signatures(&state, proposal)?;
    let content = Content {
        targets: proposal.content.clone(),
        sealed: proposal.sealed.clone(),
    };
    let news = News {
        root: pending.root.as_ref(),
        targets: pending.targets.as_ref().map(|targets| (targets, &content)),
        snapshot: false,
    };
    let plan = Plan::new(published, &state, &news, keys, now)?;
    plan.write(published, disk)?;
    Ok(plan.has_gap)
}

/// A proposal with the signatures of all its copies.
fn merged(folders: &[std::path::PathBuf]) -> Result<Proposal, Trouble> {
    let mut folders = folders.iter();
    let first = folders.next().ok_or(Trouble::NothingNew)?;
    let mut proposal = Proposal::read(first)?;
    for copy in folders {
        proposal.merge(&Proposal::read(copy)?)?;
    }
    Ok(proposal)
}

/// What of a proposal is not published yet: all of it, or what an earlier attempt left.
struct Pending {
    root: Option<Signed<Root>>,
    targets: Option<Signed<Targets>>,
}

impl Pending {
    fn of(state: &State, proposal: &Proposal) -> Result<Option<Self>, Trouble> {
        let base = &proposal.base;
        if base.roots.fingerprint() != state.roots.fingerprint() {
            return Err(Trouble::Foreign(proposal.folder().to_owned()));
        }
        let now = state.roots.last();
        let root = match &proposal.root {
            Some(root) if root.signed == *now => None,
            root if base.roots.last() == now => root.clone(),
            _ => return Err(Trouble::Overtaken),
        };
        let now = state.last.as_ref().map(|last| &last.targets.signed);
        let before = base.last.as_ref().map(|last| &last.targets.signed);
        let targets = match &proposal.targets {
            Some(targets) if Some(&targets.signed) == now => None,
            targets if before == now => targets.clone(),
            _ => return Err(Trouble::Overtaken),
        };
        let is_all = root.is_none() && targets.is_none();
        Ok((!is_all).then_some(Self { root, targets }))
    }

    fn check_signatures(&self, state: &State, proposal: &Proposal) -> Result<(), Trouble> {
        let old = state.roots.last();
        let counts = self.root.as_ref().map_or(old, |root| &root.signed);
        if let Some(root) = &self.root {
            let path = proposal.folder().join(root_path(root.signed.version.get()));
            for by in [old, &root.signed] {
                if !metadata::is_signed(root, by) {
                    return Err(Trouble::too_few_signatures(&path, root, by));
                }
            }
        }
        if let Some(targets) = &self.targets {
            let path = targets_path(targets.signed.version.get());
            let path = proposal.folder().join(path);
            if !metadata::is_signed(targets, counts) {
                return Err(Trouble::too_few_signatures(&path, targets, counts));
            }
        }
        Ok(())
    }
}

fn tell(
    published: &Files,
    state: &State,
    proposal: &Proposal,
    terminal: &mut Terminal,
) -> Result<(), Trouble> {
    if proposal.root.is_some() {
        let version = faults::number(to_usize(state.roots.last().version.get()));
        terminal.say(
            "",
            &Text::new("support-publish-root").with("version", version),
        )?;
    }
    let Some(last) = &state.last else {
        return Ok(());
    };
    let said = Text::new("support-publish-done")
        .with("path", path_arg(published.folder()))
        .with(
            "version",
            faults::number(to_usize(last.targets.signed.version.get())),
        )
        .with("count", faults::number(last.targets.signed.targets.len()));
    terminal.say("", &said)?;
    let until = TextArg::Time(last.timestamp.signed.expires);
    terminal.say(
        "",
        &Text::new("support-publish-refresh").with("until", until),
    )?;
    Ok(())
}

/// A version in a sentence.
pub(crate) fn to_usize(version: u64) -> usize {
    usize::try_from(version).unwrap_or(usize::MAX)
}
