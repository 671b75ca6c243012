//! The part of a change that concerns one registry key.

use serde::{Deserialize, Serialize};
use vigie_domain::billing::{RegistryValue, Setting, Store};

use super::{Edit, Standing, Told, Undone, is_new, new_value, told};
use crate::{Fault, PlainPasswords, RegistryKey, registry};

/// What is written to one registry key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RegistryChange {
    key: RegistryKey,
    edits: Vec<Edit>,
    /// How each setting is stored, in the same order.
    values: Vec<RegistryValue>,
    /// What the names of the values end with that hold old passwords; `None`: not backed up.
    backup: Option<String>,
}

impl RegistryChange {
    pub(super) fn plan(
        key: &RegistryKey,
        store: &Store,
        new: Vec<(Setting, Told)>,
        passwords: &PlainPasswords,
    ) -> Result<Self, Fault> {
        let mut change = Self {
            key: key.clone(),
            edits: Vec::with_capacity(new.len()),
            values: Vec::with_capacity(new.len()),
            backup: None,
        };
        let Store::Registry { values, .. } = store else {
            return Ok(change);
        };
        for (setting, new) in new {
            let Some(value) = values.iter().find(|value| value.setting == setting) else {
                continue;
            };
            let old = told(setting, registry::get(key, value)?);
            let edit = Edit { setting, old, new };
            registry::formed(key, value, &new_value(&edit, passwords)?)?;
            change.edits.push(edit);
            change.values.push(value.clone());
        }
        Ok(change)
    }

    /// The key.
    #[must_use]
    pub const fn key(&self) -> &RegistryKey {
        &self.key
    }

    /// Its settings with their old and new values.
    #[must_use]
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    pub(super) fn back_up(&mut self, ending: &str) -> Result<(), Fault> {
        if self.backup.is_some() {
            return Ok(());
        }
        for (edit, value) in self.parts() {
            let current = registry::get(&self.key, value)?;
            if told(edit.setting, current.clone()) != edit.old {
                return Err(Fault::ChangedMeanwhile(self.key.to_string()));
            }
            if let Some(password) = current.filter(|_| edit.setting.is_password()) {
                let kept = kept_as(value, ending);
                // Written over only by the same second's same password.
                match registry::get(&self.key, &kept)? {
                    Some(other) if other != password => {
                        return Err(Fault::ChangedMeanwhile(self.key.to_string()));
                    }
                    _ => registry::set(&self.key, &kept, &password)?,
                }
            }
        }
        self.backup = Some(ending.to_owned());
        Ok(())
    }

    pub(super) fn write(&self, passwords: &PlainPasswords, to_write: bool) -> Result<(), Fault> {
        let Some(backup) = &self.backup else {
            return Err(Fault::NotBackedUp(self.key.to_string()));
        };
        for (edit, value) in self.parts() {
            let new = new_value(edit, passwords)?;
            let current = registry::get(&self.key, value)?;
            if current.as_deref() == Some(&*new) {
                continue;
            }
            if current != self.old(edit, value, backup)? {
                return Err(Fault::ChangedMeanwhile(self.key.to_string()));
            }
            if to_write {
                registry::set(&self.key, value, &new)?;
            }
        }
        Ok(())
    }

    pub(super) fn read_back(&self, passwords: &PlainPasswords) -> Result<(), Fault> {
        for (edit, value) in self.parts() {
            let current = registry::get(&self.key, value)?;
            if !is_new(edit, current.as_deref(), passwords) {
                let (at, setting) = (self.key.to_string(), edit.setting);
                return Err(Fault::NotReadBack { at, setting });
            }
        }
        Ok(())
    }

    pub(super) fn undo(&self, passwords: &PlainPasswords, to_write: bool) -> Result<Undone, Fault> {
        // Without a backup, nothing was written.
        let Some(backup) = &self.backup else {
            return Ok(Undone::Whole);
        };
        let mut foreign = Vec::new();
        for (edit, value) in self.parts() {
            let current = registry::get(&self.key, value)?;
            let old = self.old(edit, value, backup)?;
            if current == old {
                continue;
            }
            if !is_new(edit, current.as_deref(), passwords) {
                foreign.push(edit.setting);
            } else if to_write {
                match old {
                    Some(old) => registry::set(&self.key, value, &old)?,
                    None => registry::remove(&self.key, &value.name)?,
                }
            }
        }
        if foreign.is_empty() {
            Ok(Undone::Whole)
        } else {
            let (at, settings) = (self.key.to_string(), foreign);
            Err(Fault::ChangedSince { at, settings })
        }
    }

    /// `None`: old and new are the same.
    pub(super) fn standing(&self, passwords: &PlainPasswords) -> Result<Option<Standing>, Fault> {
        let Some(backup) = &self.backup else {
            return Ok(Some(Standing::Old));
        };
        let (mut all_old, mut all_new, mut all_same) = (true, true, true);
        for (edit, value) in self.parts() {
            let current = registry::get(&self.key, value)?;
            let is_old = current == self.old(edit, value, backup)?;
            let is_new = is_new(edit, current.as_deref(), passwords);
            if !is_old && !is_new {
                return Ok(Some(Standing::Foreign));
            }
            all_old &= is_old;
            all_new &= is_new;
            // A password that is not known any more may be either.
            all_same &= is_old && is_new && new_value(edit, passwords).is_ok();
        }
        Ok(match (all_old, all_new) {
            _ if all_same => None,
            (true, _) => Some(Standing::Old),
            (false, true) => Some(Standing::New),
            (false, false) => Some(Standing::Between),
        })
    }

    fn parts(&self) -> impl Iterator<Item = (&Edit, &RegistryValue)> {
        self.edits.iter().zip(&self.values)
    }

    fn old(
        &self,
        edit: &Edit,
        value: &RegistryValue,
        backup: &str,
    ) -> Result<Option<String>, Fault> {
        match &edit.old {
            Told::Absent => Ok(None),
            Told::Plain(old) => Ok(Some(old.clone())),
            Told::Password => registry::get(&self.key, &kept_as(value, backup)),
        }
    }
}

/// The value beside it that holds its old password.
fn kept_as(value: &RegistryValue, ending: &str) -> RegistryValue {
    RegistryValue {
        name: format!("{}{ending}.bak", value.name),
        ..value.clone()
    }
}
