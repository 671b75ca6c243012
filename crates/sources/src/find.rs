//! Sources that stand where they usually stand.

use std::path::{Path, PathBuf};

use vigie_billing::bases;
use vigie_domain::{
    billing::{Base, Profile, Profiles, UsualKind},
    book::source::SourceKind,
};

use crate::pyxvital::Folders;

/// A source that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The source.
    pub kind: SourceKind,
    /// The billing software that it belongs to.
    pub software: Option<String>,
}

/// Sources offered at once.
const MOST_FOUND: usize = 100;

/// Looks where the profiles say, on this computer's own drives: a network drive that does not
/// answer would make everybody wait.
#[must_use]
pub fn find(profiles: &Profiles) -> Vec<Found> {
    find_below(profiles, &bases::roots)
}

/// The same, with the folders that stand for each base given.
#[must_use]
pub fn find_below(profiles: &Profiles, roots: &dyn Fn(Base) -> Vec<PathBuf>) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for profile in profiles.iter() {
        for source in profile.sources() {
            for root in roots(source.place.base()) {
                let path = source.place.below(&root);
                for one in at(profile, source.kind, &path) {
                    if found.len() < MOST_FOUND && !found.contains(&one) {
                        found.push(one);
                    }
                }
            }
        }
    }
    found
}

/// What stands at one place; for Pyxvital one source per practitioner.
fn at(profile: &Profile, kind: UsualKind, path: &Path) -> Vec<Found> {
    // The agent keeps paths as text: one that is none cannot be chosen.
    let Some(text) = path.to_str().map(str::to_owned) else {
        return Vec::new();
    };
    let kinds = match kind {
        UsualKind::LotFolder if path.is_dir() => vec![SourceKind::LotFolder { path: text }],
        UsualKind::ReturnFolder if path.is_dir() => vec![SourceKind::ReturnFolder { path: text }],
        UsualKind::Log if path.exists() => vec![SourceKind::Log {
            path: text,
            profile: profile.id().to_owned(),
        }],
        UsualKind::Pyxvital => match Folders::read(path) {
            Ok(folders) => pyxvital(&text, &folders),
            Err(_) => Vec::new(),
        },
        UsualKind::LotFolder | UsualKind::ReturnFolder | UsualKind::Log => Vec::new(),
    };
    let software = Some(profile.name().to_owned());
    kinds
        .into_iter()
        .map(|kind| Found {
            kind,
            software: software.clone(),
        })
        .collect()
}

fn pyxvital(ini: &str, folders: &Folders) -> Vec<SourceKind> {
    let of = |practitioner: Option<String>| SourceKind::Pyxvital {
        ini: ini.to_owned(),
        practitioner,
    };
    let practitioners = folders.practitioners();
    if practitioners.is_empty() {
        return vec![of(None)];
    }
    practitioners
        .into_iter()
        .map(|practitioner| of(Some(practitioner)))
        .collect()
}
