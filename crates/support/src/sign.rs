//! `vigie-support sign`: what would change is shown, and then signed with one's own keys.

use std::{
    io::{self, BufRead as _},
    path::{Path, PathBuf},
};

use jiff::{SignedDuration, Timestamp};
use tough::schema::{RoleType, Root};
use vigie_domain::text::{Text, TextArg};

use crate::{
    Outcome,
    arguments::Sign,
    difference, draft, faults,
    keys::{KeyFile, KeyRole, Passphrases, SigningKey},
    proposal::{self, Draft, Proposal},
    publish::to_usize,
    refresh::REMINDED,
    repository::{Files, State, metadata, metadata::term},
    terminal::Terminal,
    trouble::{Trouble, path_arg},
};

/// Characters of a note.
const LONGEST_NOTE: usize = 300;

pub(crate) fn run(
    asked: &Sign,
    now: Timestamp,
    terminal: &mut Terminal,
) -> Result<Outcome, Trouble> {
    let keys = read_keys(&asked.key)?;
    if let Some(published) = &asked.published
        && (asked.renew || asked.documents.is_some())
    {
        make(asked, published, now)?;
    }
    let mut proposal = Proposal::read(&asked.proposal)?;
    for copy in &asked.with {
        proposal.merge(&Proposal::read(copy)?)?;
    }
    check_terms(&proposal, now)?;
    for (path, key) in &keys {
        check_key(path, key, &proposal)?;
    }
    difference::describe(&proposal, terminal)?;
    if !keys.is_empty() {
        if !asked.yes && !agrees(terminal)? {
            return Err(Trouble::NotAgreed);
        }
        let from = &asked.passphrase;
        let mut passphrases =
            Passphrases::from(from.passphrase_fd, from.passphrase_file.as_deref())?;
        for key in open_keys(&keys, &mut passphrases, terminal)? {
            if let (KeyRole::Root, Some(root)) = (key.role, &mut proposal.root) {
                metadata::sign(root, &key)?;
            }
            if let (KeyRole::Targets, Some(targets)) = (key.role, &mut proposal.targets) {
                metadata::sign(targets, &key)?;
            }
        }
    }
    proposal.save()?;
    tell(&proposal, terminal)?;
    Ok(Outcome::Well)
}

/// Makes the proposal of an author's folder, or of what is published, to be taken for longer.
pub(crate) fn make(asked: &Sign, published: &Path, now: Timestamp) -> Result<(), Trouble> {
    let published = Files::of(published);
    let base = State::read(&published)?;
    let before = base.last.as_ref().map(|last| &last.targets.signed);
    let content = match &asked.documents {
        Some(folder) => {
            let of_folder = draft::of_documents(folder, &asked.to, &published)?;
            // Where everything was withdrawn, no document is what is published. Otherwise an
            // empty folder is more likely the wrong one.
            let may_be_none = before.is_some_and(|before| before.targets.is_empty());
            if of_folder.targets.is_empty() && !may_be_none {
                return Err(Trouble::NoDocument);
            }
            of_folder
        }
        None if before.is_none() => return Err(Trouble::NothingPublished),
        None => proposal::published_content(&published, &base)?,
    };
    let note = note(asked.note.as_deref())?;
    let targets = proposal::list_of_documents(&base, &content, note, now)?;
    if let Some(before) = before
        && !asked.renew
        && difference::Difference::between(Some(before), &targets).is_none()
        && before.expires.duration_since(now) >= REMINDED
    {
        let until = before.expires;
        return Err(Trouble::NotDue { until });
    }
    let draft = Draft {
        root: None,
        targets: Some((targets, content)),
    };
    draft.write(&published, &base, &asked.proposal)
}

/// A note that can stand in the log: one line that shows.
pub(crate) fn note(note: Option<&str>) -> Result<Option<String>, Trouble> {
    let fits = |note: &str| {
        let length = note.chars().count();
        (1..=LONGEST_NOTE).contains(&length) && !note.chars().any(char::is_control)
    };
    match note {
        Some(note) if !fits(note) => {
            let most = faults::number(LONGEST_NOTE);
            Err(Trouble::Unfit(
                Text::new("support-unfit-note").with("most", most),
            ))
        }
        note => Ok(note.map(ToOwned::to_owned)),
    }
}

/// Reads keys' files; nothing of them is opened yet.
pub(crate) fn read_keys(paths: &[PathBuf]) -> Result<Vec<(PathBuf, KeyFile)>, Trouble> {
    let read = |path: &PathBuf| {
        let key = KeyFile::read(path).map_err(|error| Trouble::key(path, error))?;
        Ok((path.clone(), key))
    };
    paths.iter().map(read).collect()
}

/// Opens keys, each with its own passphrase.
pub(crate) fn open_keys(
    keys: &[(PathBuf, KeyFile)],
    passphrases: &mut Passphrases,
    terminal: &Terminal,
) -> Result<Vec<SigningKey>, Trouble> {
    let open = |(path, key): &(PathBuf, KeyFile)| {
        let name = TextArg::Words(key.name.clone());
        let prompt = terminal.words(&Text::new("support-passphrase").with("name", name));
        let passphrase = passphrases.ask(&format!("{prompt} "))?;
        let opened = key.open(&passphrase);
        opened.map_err(|error| Trouble::key(path, error))
    };
    keys.iter().map(open).collect()
}

/// A key signs for its own organisation, and only what its role is asked for.
fn check_key(path: &Path, key: &KeyFile, proposal: &Proposal) -> Result<(), Trouble> {
    if key.root_sha256 != proposal.base.roots.fingerprint() {
        return Err(Trouble::Foreign(path.to_owned()));
    }
    let id = key.id().map_err(|error| Trouble::key(path, error))?;
    let role = key.role.of_metadata();
    let knows = |root: &&Root| {
        let keys = root.roles.get(&role);
        keys.is_some_and(|keys| keys.keyids.contains(&id))
    };
    let is_asked = match key.role {
        KeyRole::Root => proposal.root.is_some(),
        KeyRole::Targets => proposal.targets.is_some(),
        KeyRole::Snapshot | KeyRole::Timestamp => false,
    };
    if is_asked && proposal.roots().iter().any(knows) {
        Ok(())
    } else {
        Err(Trouble::SignsNothing(key.name.clone()))
    }
}

/// Nobody is to sign for longer than is usual, or what is over already.
fn check_terms(proposal: &Proposal, now: Timestamp) -> Result<(), Trouble> {
    let root = proposal.root.as_ref().map(|root| root.signed.expires);
    let targets = proposal.targets.as_ref().map(|list| list.signed.expires);
    for (what, until, term) in [
        ("root", root, term::ROOT),
        ("targets", targets, term::TARGETS),
    ] {
        let Some(until) = until else { continue };
        if until <= now {
            return Err(Trouble::Expired { what, until });
        }
        let day = SignedDuration::from_hours(24);
        if until > metadata::expires(now, term + day) {
            return Err(Trouble::LastsTooLong { what, until });
        }
    }
    Ok(())
}

fn agrees(terminal: &mut Terminal) -> Result<bool, Trouble> {
    terminal.say("", &Text::new("support-sign-ask"))?;
    let mut answer = String::new();
    let stdin = io::stdin().lock();
    io::Read::take(stdin, 64).read_line(&mut answer)?;
    let answer = answer.trim().to_lowercase();
    Ok(matches!(answer.as_str(), "oui" | "o" | "yes" | "y"))
}

/// Says which signatures are there and how many are still needed.
fn tell(proposal: &Proposal, terminal: &mut Terminal) -> Result<(), Trouble> {
    let roots = proposal.roots();
    let mut missing = false;
    let mut say = |key: &str, role: RoleType, root: &Root, right: usize| {
        let wanted = to_usize(metadata::threshold(root, role));
        missing |= right < wanted;
        Text::new(key)
            .with("version", faults::number(to_usize(root.version.get())))
            .with("right", faults::number(right))
            .with("wanted", faults::number(wanted))
    };
    for (i, root) in roots.iter().enumerate() {
        if let Some(new) = &proposal.root {
            let right = metadata::signers(new, root).len();
            let said = say("support-sign-state-root", RoleType::Root, root, right);
            terminal.say("", &said)?;
        }
        // The new list must be right for the root that will count.
        if let (Some(targets), true) = (&proposal.targets, i + 1 == roots.len()) {
            let right = metadata::signers(targets, root).len();
            let said = say("support-sign-state", RoleType::Targets, root, right);
            terminal.say("", &said)?;
        }
    }
    let key = if missing {
        "support-sign-next"
    } else {
        "support-sign-complete"
    };
    let path = path_arg(proposal.folder());
    Ok(terminal.say("", &Text::new(key).with("path", path))?)
}
