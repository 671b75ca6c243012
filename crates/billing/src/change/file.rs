//! The part of a change that concerns one file.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use vigie_domain::billing::{Setting, Store};

use super::{Edit, Standing, Told, Undone, is_new, new_value, told};
use crate::{Digest, Fault, PlainPasswords, document, installed::at, replace};

/// What is written to one file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FileChange {
    path: PathBuf,
    store: Store,
    edits: Vec<Edit>,
    /// Of the file before.
    old: Digest,
    /// Of the file afterwards, its new passwords left out: the digest of a short secret gives it
    /// away.
    new: Digest,
    backup: Option<Backup>,
}

/// A copy of a file as it was before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backup {
    /// The copy.
    pub path: PathBuf,
    /// Of its octets.
    pub digest: Digest,
}

/// How a file's octets are.
enum Found {
    Old,
    New,
    Foreign,
}

impl FileChange {
    pub(super) fn plan(
        path: &Path,
        store: &Store,
        new: Vec<(Setting, Told)>,
        passwords: &PlainPasswords,
    ) -> Result<Self, Fault> {
        let octets = replace::read(path)?;
        let mut edits = Vec::with_capacity(new.len());
        for (setting, new) in new {
            let old = document::get(&octets, store, setting).map_err(|fault| at(path, fault))?;
            let old = told(setting, old);
            edits.push(Edit { setting, old, new });
        }
        let mut change = Self {
            path: path.to_owned(),
            store: store.clone(),
            edits,
            old: Digest::of(&octets),
            new: Digest::of(&octets),
            backup: None,
        };
        let written = change.applied(&octets, passwords)?;
        change.new = change.digest_without_passwords(&written)?;
        Ok(change)
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its settings with their old and new values.
    #[must_use]
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// The digest of the file as it was when the change was planned.
    #[must_use]
    pub const fn old_digest(&self) -> &Digest {
        &self.old
    }

    /// Its backup, once it is made.
    #[must_use]
    pub const fn backup(&self) -> Option<&Backup> {
        self.backup.as_ref()
    }

    pub(super) fn back_up(&mut self, ending: &str) -> Result<(), Fault> {
        if self.kept().is_ok() {
            return Ok(());
        }
        let octets = replace::read(&self.path)?;
        if Digest::of(&octets) != self.old {
            return Err(Fault::ChangedMeanwhile(self.at()));
        }
        let path = replace::copy(&self.path, &octets, ending)?;
        let digest = Digest::of(&replace::read(&path)?);
        if digest != self.old {
            return Err(Fault::BackupChanged(path));
        }
        self.backup = Some(Backup { path, digest });
        Ok(())
    }

    pub(super) fn write(&self, passwords: &PlainPasswords, to_write: bool) -> Result<(), Fault> {
        replace::clear(&self.path);
        let octets = replace::read(&self.path)?;
        match self.find(&octets, passwords) {
            Found::New => Ok(()),
            Found::Foreign => Err(Fault::ChangedMeanwhile(self.at())),
            Found::Old => {
                self.kept()?;
                let new = self.applied(&octets, passwords)?;
                self.replace(&octets, &new, to_write)
            }
        }
    }

    pub(super) fn read_back(&self, passwords: &PlainPasswords) -> Result<(), Fault> {
        let octets = replace::read(&self.path)?;
        for edit in &self.edits {
            let value = self.get(&octets, edit.setting)?;
            if !is_new(edit, value.as_deref(), passwords) {
                let (at, setting) = (self.at(), edit.setting);
                return Err(Fault::NotReadBack { at, setting });
            }
        }
        Ok(())
    }

    pub(super) fn undo(&self, passwords: &PlainPasswords, to_write: bool) -> Result<Undone, Fault> {
        replace::clear(&self.path);
        let octets = match replace::read(&self.path) {
            Err(Fault::File {
                fault: crate::FileFault::Missing,
                ..
            }) => {
                let old = self.kept()?;
                if let Some(backup) = self.backup.as_ref().filter(|_| to_write) {
                    replace::make(&self.path, &old, &backup.path)?;
                }
                return Ok(Undone::Whole);
            }
            octets => octets?,
        };
        let (old, undone) = match self.find(&octets, passwords) {
            Found::Old => return Ok(Undone::Whole),
            Found::New => match self.kept() {
                Ok(old) => (old, Undone::Whole),
                // Somebody tidied up: what was kept of the values may do.
                Err(_) => (
                    self.values_put_back(&octets, passwords)?,
                    Undone::OnlyValues,
                ),
            },
            Found::Foreign => (
                self.values_put_back(&octets, passwords)?,
                Undone::OnlyValues,
            ),
        };
        self.replace(&octets, &old, to_write)?;
        Ok(undone)
    }

    /// `None`: old and new are the same.
    pub(super) fn standing(&self, passwords: &PlainPasswords) -> Result<Option<Standing>, Fault> {
        let octets = replace::read(&self.path)?;
        Ok(match self.find(&octets, passwords) {
            Found::Old
                if self
                    .applied(&octets, passwords)
                    .is_ok_and(|new| new == octets) =>
            {
                None
            }
            Found::Old => Some(Standing::Old),
            Found::New => Some(Standing::New),
            Found::Foreign => Some(Standing::Foreign),
        })
    }

    /// The file's octets with the new values.
    fn applied(&self, octets: &[u8], passwords: &PlainPasswords) -> Result<Vec<u8>, Fault> {
        let mut octets = octets.to_vec();
        for edit in &self.edits {
            let value = new_value(edit, passwords)?;
            octets = self.set(&octets, edit.setting, &value)?;
        }
        Ok(octets)
    }

    /// A file that others changed since, with the old values instead of ours.
    fn values_put_back(&self, octets: &[u8], passwords: &PlainPasswords) -> Result<Vec<u8>, Fault> {
        let mut octets = octets.to_vec();
        let mut foreign = Vec::new();
        for edit in &self.edits {
            let value = self.get(&octets, edit.setting)?;
            let old = match &edit.old {
                Told::Absent => None,
                Told::Plain(old) => Some(old.clone()),
                Told::Password => self.get(&self.kept()?, edit.setting)?,
            };
            if value == old {
                continue;
            }
            if !is_new(edit, value.as_deref(), passwords) {
                foreign.push(edit.setting);
                continue;
            }
            octets = match old {
                Some(old) => self.set(&octets, edit.setting, &old)?,
                None => document::remove(&octets, &self.store, edit.setting)
                    .map_err(|fault| at(&self.path, fault))?,
            };
        }
        if foreign.is_empty() {
            Ok(octets)
        } else {
            let (at, settings) = (self.at(), foreign);
            Err(Fault::ChangedSince { at, settings })
        }
    }

    fn find(&self, octets: &[u8], passwords: &PlainPasswords) -> Found {
        if Digest::of(octets) == self.old {
            return Found::Old;
        }
        let is_ours = |edit: &Edit| {
            let value = self.get(octets, edit.setting);
            value.is_ok_and(|value| is_new(edit, value.as_deref(), passwords))
        };
        // What cannot be read any more was not written by us.
        let same = self.digest_without_passwords(octets);
        if same.is_ok_and(|digest| digest == self.new) && self.edits.iter().all(is_ours) {
            Found::New
        } else {
            Found::Foreign
        }
    }

    fn digest_without_passwords(&self, octets: &[u8]) -> Result<Digest, Fault> {
        let mut octets = octets.to_vec();
        for edit in self.edits.iter().filter(|edit| edit.new == Told::Password) {
            octets = self.set(&octets, edit.setting, "")?;
        }
        Ok(Digest::of(&octets))
    }

    /// Replaces the file, if it still has the octets that were looked at; or only proves that it can
    /// be replaced.
    fn replace(&self, seen: &[u8], octets: &[u8], to_write: bool) -> Result<(), Fault> {
        if octets == seen {
            return Ok(());
        }
        if !to_write {
            return replace::is_replaceable(&self.path);
        }
        if replace::read(&self.path)? != seen {
            return Err(Fault::ChangedMeanwhile(self.at()));
        }
        replace::replace(&self.path, octets)
    }

    /// The old octets, from the backup.
    fn kept(&self) -> Result<Vec<u8>, Fault> {
        let backup = self.backup.as_ref();
        let backup = backup.ok_or_else(|| Fault::NotBackedUp(self.at()))?;
        let octets = replace::read(&backup.path);
        let octets = octets.ok().filter(|octets| Digest::of(octets) == self.old);
        octets.ok_or_else(|| Fault::BackupChanged(backup.path.clone()))
    }

    fn get(&self, octets: &[u8], setting: Setting) -> Result<Option<String>, Fault> {
        let value = document::get(octets, &self.store, setting);
        value.map_err(|fault| at(&self.path, fault))
    }

    fn set(&self, octets: &[u8], setting: Setting, value: &str) -> Result<Vec<u8>, Fault> {
        let octets = document::set(octets, &self.store, setting, value);
        octets.map_err(|fault| at(&self.path, fault))
    }

    fn at(&self) -> String {
        self.path.display().to_string()
    }
}
