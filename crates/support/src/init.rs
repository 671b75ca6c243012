//! `vigie-support init` and `key`: the keys, the first root, and the enrolment file.

use std::{
    collections::HashMap,
    fs, io,
    num::NonZeroU64,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use secrecy::SecretString;
use tough::schema::{RoleKeys, RoleType, Root, Signed};
use vigie_domain::text::{Text, TextArg};
use vigie_steering::{Digest, Enrolment, Fingerprint};

use crate::{
    Outcome,
    arguments::{Init, NewKey},
    faults,
    keys::{self, KeyRole, Passphrases, SigningKey},
    repository::{
        disk::{Disk as _, RealDisk},
        files::read_file,
        metadata::{self, Besides, SPEC_VERSION, term},
        root_path,
    },
    terminal::Terminal,
    trouble::{Trouble, path_arg},
};

/// The folder of the keys, until they are handed out.
const KEYS: &str = "keys";
/// The folder that is served.
const PUBLISHED: &str = "published";
/// What practices are enrolled with.
const ENROLMENT: &str = "enrolment.toml";

/// How often a new passphrase is asked for.
const TRIES: usize = 5;

/// People who hold keys at most.
const MOST_HOLDERS: usize = 9;

pub(crate) fn run(
    asked: &Init,
    now: Timestamp,
    terminal: &mut Terminal,
) -> Result<Outcome, Trouble> {
    let (holders, threshold) = holders(asked)?;
    // The keys are made last: a wrong address is told before anybody types a passphrase.
    enrolment(asked, Digest::of(b""))?;
    make_folder(&asked.folder)?;
    if threshold.get() == 1 {
        terminal.complain(&Text::new("support-init-trial"));
    }
    let mut keys = Vec::new();
    for role in [KeyRole::Root, KeyRole::Targets] {
        for holder in &holders {
            keys.push((Some(holder), new_key(&format!("{role}-{holder}"), role)?));
        }
    }
    for role in [KeyRole::Snapshot, KeyRole::Timestamp] {
        keys.push((None, new_key(role.name(), role)?));
    }
    let root = first_root(&asked.organisation, &keys, threshold, now)?;
    let digest = Digest::of(&root);

    // Nothing is written before everybody has typed theirs: whoever gives up begins anew.
    let folder = asked.folder.join(KEYS);
    let from = &asked.passphrase;
    let mut passphrases = Passphrases::from(from.passphrase_fd, from.passphrase_file.as_deref())?;
    let mut sealed = Vec::new();
    for (_, key) in &keys {
        let path = keys::path_in(&folder, &key.name);
        let passphrase = ask_new(&key.name, &mut passphrases, terminal)?;
        let file = key.seal(&asked.organisation, digest, &passphrase);
        let file = file.map_err(|error| Trouble::key(&path, error))?;
        sealed.push((path, file));
    }
    make_folder(&folder)?;
    for (path, file) in sealed {
        let written = file.write(&path);
        written.map_err(|error| Trouble::key(&path, error))?;
    }
    write(&asked.folder.join(PUBLISHED).join(root_path(1)), &root)?;
    let enrolment = enrolment(asked, digest)?;
    write(&asked.folder.join(ENROLMENT), enrolment.write().as_bytes())?;
    tell(asked, &holders, threshold, &digest, terminal)?;
    Ok(Outcome::Well)
}

/// `vigie-support key`: made on the machine of whoever will hold it.
pub(crate) fn run_key(asked: &NewKey, terminal: &mut Terminal) -> Result<Outcome, Trouble> {
    if !keys::is_name(&asked.name) {
        return Err(unfit_name(&asked.name));
    }
    let enrolment = read_enrolment(&asked.enrolment)?;
    let key = new_key(&asked.name, asked.role)?;
    let from = &asked.passphrase;
    let mut passphrases = Passphrases::from(from.passphrase_fd, from.passphrase_file.as_deref())?;
    let passphrase = ask_new(&key.name, &mut passphrases, terminal)?;
    let path = keys::path_in(&asked.into, &key.name);
    let refused = |error| Trouble::key(&path, error);
    let sealed = key.seal(enrolment.organisation(), enrolment.root(), &passphrase);
    sealed
        .and_then(|sealed| sealed.write(&path))
        .map_err(refused)?;
    let public = path.with_extension("pub");
    let written = key.public_file().and_then(|key| key.write(&public));
    written.map_err(|error| Trouble::key(&public, error))?;
    terminal.say(
        "",
        &Text::new("support-key-made")
            .with("path", path_arg(&path))
            .with("public", path_arg(&public)),
    )?;
    Ok(Outcome::Well)
}

fn enrolment(asked: &Init, root: Digest) -> Result<Enrolment, Trouble> {
    let enrolment = Enrolment::new(&asked.organisation, &asked.repository, root);
    enrolment.map_err(|error| {
        let what = TextArg::Words(error.to_string());
        Trouble::Unfit(Text::new("support-unfit-enrolment").with("what", what))
    })
}

fn read_enrolment(path: &Path) -> Result<Enrolment, Trouble> {
    let octets = read_file(path).map_err(|error| Trouble::io(path, error))?;
    let octets = octets.ok_or_else(|| Trouble::Missing(path.to_owned()))?;
    Enrolment::read(&octets).map_err(|error| Trouble::Enrolment {
        path: path.to_owned(),
        error,
    })
}

fn holders(asked: &Init) -> Result<(Vec<String>, NonZeroU64), Trouble> {
    let holders = match (asked.trial, asked.holder.as_slice()) {
        (true, _) => vec!["1".to_owned()],
        (false, []) => vec!["1".to_owned(), "2".to_owned(), "3".to_owned()],
        (false, named) => named.to_vec(),
    };
    if let Some(bad) = holders.iter().find(|name| !keys::is_name(name)) {
        return Err(unfit_name(bad));
    }
    let mut sorted = holders.clone();
    sorted.sort();
    sorted.dedup();
    let threshold = asked
        .threshold
        .unwrap_or(if holders.len() == 1 { 1 } else { 2 });
    let fits = (1..=holders.len() as u64).contains(&threshold);
    let threshold = NonZeroU64::new(threshold).filter(|_| fits);
    match threshold {
        Some(threshold) if sorted.len() == holders.len() && holders.len() <= MOST_HOLDERS => {
            Ok((holders, threshold))
        }
        _ => {
            let most = faults::number(MOST_HOLDERS);
            let text = Text::new("support-init-holders").with("most", most);
            Err(Trouble::Unfit(text))
        }
    }
}

fn unfit_name(name: &str) -> Trouble {
    let name = TextArg::Words(name.to_owned());
    Trouble::Unfit(Text::new("support-unfit-name").with("name", name))
}

fn new_key(name: &str, role: KeyRole) -> Result<SigningKey, Trouble> {
    SigningKey::new(name, role).map_err(|error| Trouble::key(Path::new(name), error))
}

fn ask_new(
    name: &str,
    passphrases: &mut Passphrases,
    terminal: &mut Terminal,
) -> Result<SecretString, Trouble> {
    let prompt = |key: &str, terminal: &Terminal| {
        let name = TextArg::Words(name.to_owned());
        format!("{} ", terminal.words(&Text::new(key).with("name", name)))
    };
    let first = prompt("support-passphrase-new", terminal);
    let again = prompt("support-passphrase-again", terminal);
    for _ in 1..TRIES {
        match passphrases.ask_new(&first, &again) {
            Err(error) if passphrases.are_typed() && error.is_mistyped() => {
                Trouble::from(error).tell(terminal);
            }
            asked => return Ok(asked?),
        }
    }
    Ok(passphrases.ask_new(&first, &again)?)
}

fn first_root(
    organisation: &str,
    keys: &[(Option<&String>, SigningKey)],
    threshold: NonZeroU64,
    now: Timestamp,
) -> Result<Vec<u8>, Trouble> {
    let mut names = HashMap::new();
    let mut public = HashMap::new();
    let mut roles: HashMap<RoleType, RoleKeys> = HashMap::new();
    for (holder, key) in keys {
        let id = keys::id_of(&key.public());
        let id = id.map_err(|error| Trouble::key(Path::new(&key.name), error))?;
        names.insert(hex::encode(&id), key.name.clone());
        public.insert(id.clone(), key.public());
        let role = roles.entry(key.role.of_metadata());
        let role = role.or_insert_with(|| RoleKeys {
            keyids: Vec::new(),
            threshold: holder.map_or(NonZeroU64::MIN, |_| threshold),
            _extra: HashMap::new(),
        });
        role.keyids.push(id);
    }
    let besides = Besides {
        made: Some(metadata::whole_seconds(now)),
        organisation: Some(organisation.to_owned()),
        names,
        note: None,
    };
    let mut root = Signed {
        signed: Root {
            spec_version: SPEC_VERSION.to_owned(),
            consistent_snapshot: true,
            version: NonZeroU64::MIN,
            expires: metadata::expires(now, term::ROOT),
            keys: public,
            roles,
            _extra: besides.into_extra(),
        },
        signatures: Vec::new(),
    };
    for (_, key) in keys.iter().filter(|(_, key)| key.role == KeyRole::Root) {
        metadata::sign(&mut root, key)?;
    }
    Ok(metadata::write(&root)?)
}

fn tell(
    asked: &Init,
    holders: &[String],
    threshold: NonZeroU64,
    digest: &Digest,
    terminal: &mut Terminal,
) -> io::Result<()> {
    let words = |words: &str| TextArg::Words(words.to_owned());
    let path = |path: PathBuf| path_arg(&path);
    let needed = usize::try_from(threshold.get()).unwrap_or(usize::MAX);
    let said = Text::new("support-init-made")
        .with("organisation", words(&asked.organisation))
        .with("threshold", faults::number(needed))
        .with("count", faults::number(holders.len()));
    terminal.say("", &said)?;
    for holder in holders {
        let said = Text::new("support-init-holder")
            .with("holder", words(holder))
            .with("root", words(&format!("root-{holder}.key")))
            .with("targets", words(&format!("targets-{holder}.key")));
        terminal.say("  ", &said)?;
    }
    terminal.say("  ", &Text::new("support-init-online"))?;
    let keys = path(asked.folder.join(KEYS));
    terminal.say("", &Text::new("support-init-hand-out").with("path", keys))?;
    let published = path(asked.folder.join(PUBLISHED));
    let said = Text::new("support-init-serve")
        .with("path", published)
        .with("repository", words(&asked.repository));
    terminal.say("", &said)?;
    let enrolment = path(asked.folder.join(ENROLMENT));
    terminal.say(
        "",
        &Text::new("support-init-enrolment").with("path", enrolment),
    )?;
    terminal.say("", &Text::new("support-init-fingerprint"))?;
    terminal.line(&format!("  {}", Fingerprint(*digest)))
}

/// Makes a folder where nothing is yet, or takes one that is empty.
fn make_folder(path: &Path) -> Result<(), Trouble> {
    let failed = |error| Trouble::io(path, error);
    fs::create_dir_all(path).map_err(failed)?;
    match fs::read_dir(path).map_err(failed)?.next() {
        None => Ok(()),
        Some(_) => Err(Trouble::Exists(path.to_owned())),
    }
}

fn write(path: &Path, octets: &[u8]) -> Result<(), Trouble> {
    let written = RealDisk.put(path, octets);
    written.map_err(|error| Trouble::io(path, error))
}
