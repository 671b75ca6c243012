//! A billing program as it stands on this computer.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use vigie_domain::billing::{Base, MailSettings, Profile, Running, Store};

use crate::{
    Fault, FileFault, Values, bases, document,
    registry::{self, RegistryKey},
    replace,
};

/// A billing program whose mail settings were found.
#[derive(Clone, Debug)]
pub struct Installed {
    name: String,
    settings: MailSettings,
    stores: Vec<(Located, Store)>,
    pub(crate) running: Running,
    pub(crate) lock_files: Vec<PathBuf>,
}

/// Where a store of settings stands on this computer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Located {
    /// A file.
    File(PathBuf),
    /// A registry key.
    Registry(RegistryKey),
}

/// Why a program's settings were not found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotFound {
    /// The profile does not say where they stand.
    #[error("the profile names no mail settings")]
    NotKnown,
    /// Nothing there.
    #[error("nothing at {tried:?}")]
    Nowhere {
        /// Where it was looked for.
        tried: Vec<String>,
    },
    /// Found several times: which of them the program reads cannot be told.
    #[error("several: {found:?}")]
    Several {
        /// Where.
        found: Vec<String>,
    },
}

impl Installed {
    /// Looks where the profile says; `roots` gives the folders that stand for a base, usually
    /// [`bases::roots`]. Every store has to be there, and only once.
    pub fn locate(
        profile: &Profile,
        roots: &dyn Fn(Base) -> Vec<PathBuf>,
    ) -> Result<Self, NotFound> {
        let settings = profile.settings().ok_or(NotFound::NotKnown)?;
        let mut stores = Vec::with_capacity(settings.stores().len());
        for store in settings.stores() {
            let (tried, mut found) = match store {
                Store::Ini { file, .. } | Store::Xml { file, .. } => {
                    let paths = bases::paths(file, roots);
                    let found = paths.iter().filter(|path| {
                        // What is kept of a change is text.
                        path.to_str().is_some() && fs::symlink_metadata(path).is_ok()
                    });
                    let found = found.cloned().map(Located::File).collect();
                    (paths.into_iter().map(Located::File).collect(), found)
                }
                Store::Registry { hive, key, .. } => {
                    let (tried, found) = registry::keys(*hive, key);
                    let located = |keys: Vec<RegistryKey>| -> Vec<Located> {
                        keys.into_iter().map(Located::Registry).collect()
                    };
                    (located(tried), located(found))
                }
            };
            let shown = |places: &[Located]| places.iter().map(ToString::to_string).collect();
            match (found.pop(), found.is_empty()) {
                (Some(only), true) => stores.push((only, store.clone())),
                (Some(last), false) => {
                    found.push(last);
                    let found = shown(&found);
                    return Err(NotFound::Several { found });
                }
                (None, _) => {
                    let tried: Vec<Located> = tried;
                    let tried = shown(&tried);
                    return Err(NotFound::Nowhere { tried });
                }
            }
        }
        let lock_files = profile.running().lock_files.iter();
        Ok(Self {
            name: profile.name().to_owned(),
            settings: settings.clone(),
            stores,
            running: profile.running().clone(),
            lock_files: lock_files
                .flat_map(|place| bases::paths(place, roots))
                .collect(),
        })
    }

    /// The program's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the profile says of its settings.
    #[must_use]
    pub const fn settings(&self) -> &MailSettings {
        &self.settings
    }

    /// The files and registry keys in which its settings stand, to show them.
    pub fn located(&self) -> impl Iterator<Item = &Located> {
        self.stores.iter().map(|(located, _)| located)
    }

    pub(crate) fn stores(&self) -> &[(Located, Store)] {
        &self.stores
    }

    /// Reads the settings as they are now.
    pub fn read(&self) -> Result<Values, Fault> {
        let mut values = Values::default();
        for (located, store) in &self.stores {
            match located {
                Located::File(path) => {
                    let octets = replace::read(path)?;
                    for setting in store.settings() {
                        let text = document::get(&octets, store, setting);
                        let text = text.map_err(|fault| at(path, fault))?;
                        values.insert(setting, text);
                    }
                }
                Located::Registry(key) => {
                    for (setting, text) in registry::read(key, store)? {
                        values.insert(setting, text);
                    }
                }
            }
        }
        Ok(values)
    }
}

impl fmt::Display for Located {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Registry(key) => key.fmt(f),
        }
    }
}

pub(crate) fn at(path: &Path, fault: document::DocumentFault) -> Fault {
    Fault::Document {
        path: path.to_owned(),
        fault,
    }
}

pub(crate) fn of_file(path: &Path, fault: impl Into<FileFault>) -> Fault {
    Fault::File {
        path: path.to_owned(),
        fault: fault.into(),
    }
}
