//! A change of a program's mail settings, from its plan to its undoing.

mod file;
mod registry;

use jiff::Zoned;
use serde::{Deserialize, Serialize};
use vigie_domain::billing::Setting;

pub use self::{
    file::{Backup, FileChange},
    registry::RegistryChange,
};
use crate::{Fault, Installed, Located, NewSettings, PlainPasswords};

/// What is written where, how it was before, and how far that has come.
///
/// It is to be kept on disk after each step; passwords are not kept with it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Change {
    program: String,
    stores: Vec<StoreChange>,
    by_hand: Vec<Setting>,
    #[serde(skip)]
    passwords: PlainPasswords,
}

/// The part of a change that concerns one store.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoreChange {
    /// A file.
    File(FileChange),
    /// A registry key.
    Registry(RegistryChange),
}

/// One setting and its two values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// Which setting.
    pub setting: Setting,
    /// What stood there.
    pub old: Told,
    /// What is to stand there.
    pub new: Told,
}

/// A value as it may be shown and kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// The setting is not there.
    Absent,
    /// This value.
    Plain(String),
    /// A password, which is not told.
    Password,
}

/// How things stand, whatever was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Everything is as it was before.
    Old,
    /// Everything is as the change leaves it.
    New,
    /// Some stores are old and some new: a crash came between.
    Between,
    /// Somebody else changed a store since.
    Foreign,
}

/// How a change was undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undone {
    /// Everything is, octet by octet, as it was.
    Whole,
    /// Something else was changed since in a file or key, and stays so; the values are the old ones.
    /// A key that the change had added is gone, its section may stay empty.
    OnlyValues,
}

impl Change {
    /// What is to be written, and how things are now. Writes nothing.
    ///
    /// Settings that the program has no known place for, and passwords that were not given, are
    /// to be set by hand.
    pub fn plan(installed: &Installed, new: &NewSettings) -> Result<Self, Fault> {
        let passwords = new.passwords.clone().unwrap_or_default();
        let mut wanted = new.values(installed.settings())?;
        let mut stores = Vec::new();
        for (located, store) in installed.stores() {
            let mut edits = Vec::new();
            for setting in store.settings() {
                let told = match wanted.get(&setting) {
                    Some(Some(value)) => Told::Plain(value.clone()),
                    Some(None) if passwords.get(setting).is_some() => Told::Password,
                    _ => continue,
                };
                wanted.remove(&setting);
                edits.push((setting, told));
            }
            if edits.is_empty() {
                continue;
            }
            stores.push(match located {
                Located::File(path) => {
                    StoreChange::File(FileChange::plan(path, store, edits, &passwords)?)
                }
                Located::Registry(key) => {
                    StoreChange::Registry(RegistryChange::plan(key, store, edits, &passwords)?)
                }
            });
        }
        Ok(Self {
            program: installed.name().to_owned(),
            stores,
            by_hand: wanted.into_keys().collect(),
            passwords,
        })
    }

    /// The program's name.
    #[must_use]
    pub fn program(&self) -> &str {
        &self.program
    }

    /// What is written, store by store.
    #[must_use]
    pub fn stores(&self) -> &[StoreChange] {
        &self.stores
    }

    /// What a person has to set.
    #[must_use]
    pub fn by_hand(&self) -> &[Setting] {
        &self.by_hand
    }

    /// Whether the new value of a password is needed that is not known any more: after a restart.
    #[must_use]
    pub fn needs_passwords(&self) -> bool {
        let mut edits = self.stores.iter().flat_map(StoreChange::edits);
        edits.any(|edit| edit.new == Told::Password && self.passwords.get(edit.setting).is_none())
    }

    /// Gives the new passwords again.
    pub fn give_passwords(&mut self, passwords: PlainPasswords) {
        self.passwords = passwords;
    }

    /// Makes a dated copy of each file beside it, `NAME.vigie-2026-11-23T101500.bak`, and proves it;
    /// a registry key's old values are kept in the change, its old passwords in values of such
    /// names. A copy that is made already stays. `now` is this computer's time on the wall.
    pub fn back_up(&mut self, now: &Zoned) -> Result<(), Fault> {
        let ending = now.strftime(".vigie-%Y-%m-%dT%H%M%S").to_string();
        for store in &mut self.stores {
            match store {
                StoreChange::File(file) => file.back_up(&ending)?,
                StoreChange::Registry(key) => key.back_up(&ending)?,
            }
        }
        Ok(())
    }

    /// Writes the new values. A store that has them already stays as it is. Nothing is written if
    /// a store is neither as it was nor as it is to be, or is not backed up.
    ///
    /// If it fails in the midst of several stores, those before have been written.
    pub fn write(&self) -> Result<(), Fault> {
        for to_write in [false, true] {
            for store in &self.stores {
                match store {
                    StoreChange::File(file) => file.write(&self.passwords, to_write)?,
                    StoreChange::Registry(key) => key.write(&self.passwords, to_write)?,
                }
            }
        }
        Ok(())
    }

    /// Reads each value again: the proof that it stands there. A password whose new value is not
    /// known any more is not compared.
    pub fn read_back(&self) -> Result<(), Fault> {
        for store in &self.stores {
            match store {
                StoreChange::File(file) => file.read_back(&self.passwords)?,
                StoreChange::Registry(key) => key.read_back(&self.passwords)?,
            }
        }
        Ok(())
    }

    /// Puts back what was there before. What is as it was already stays. Where somebody changed
    /// something else since, only the values of this change are put back; where they changed one
    /// of these values, nothing is done, and the error names them.
    pub fn undo(&self) -> Result<Undone, Fault> {
        let mut undone = Undone::Whole;
        for to_write in [false, true] {
            for store in &self.stores {
                let one = match store {
                    StoreChange::File(file) => file.undo(&self.passwords, to_write)?,
                    StoreChange::Registry(key) => key.undo(&self.passwords, to_write)?,
                };
                if one == Undone::OnlyValues {
                    undone = one;
                }
            }
        }
        Ok(undone)
    }

    /// Looks how things stand: after a crash, what was recorded last may be behind.
    pub fn standing(&self) -> Result<Standing, Fault> {
        let mut all = None;
        for store in &self.stores {
            let one = match store {
                StoreChange::File(file) => file.standing(&self.passwords)?,
                StoreChange::Registry(key) => key.standing(&self.passwords)?,
            };
            all = match (all, one) {
                (before, None) => before,
                (_, Some(Standing::Foreign)) | (Some(Standing::Foreign), _) => {
                    Some(Standing::Foreign)
                }
                (None, one) => one,
                (before, one) if before == one => one,
                _ => Some(Standing::Between),
            };
        }
        // Where nothing differs, it is as it is to be.
        Ok(all.unwrap_or(Standing::New))
    }
}

impl StoreChange {
    /// Where it is.
    #[must_use]
    pub fn located(&self) -> Located {
        match self {
            Self::File(file) => Located::File(file.path().to_owned()),
            Self::Registry(key) => Located::Registry(key.key().clone()),
        }
    }

    /// Its settings with their old and new values.
    #[must_use]
    pub fn edits(&self) -> &[Edit] {
        match self {
            Self::File(file) => file.edits(),
            Self::Registry(key) => key.edits(),
        }
    }

    /// The file's backup, once it is made.
    #[must_use]
    pub const fn backup(&self) -> Option<&Backup> {
        match self {
            Self::File(file) => file.backup(),
            Self::Registry(_) => None,
        }
    }
}

/// The value to be written.
fn new_value<'a>(
    edit: &'a Edit,
    passwords: &'a PlainPasswords,
) -> Result<std::borrow::Cow<'a, str>, Fault> {
    match &edit.new {
        Told::Plain(value) => Ok(value.into()),
        Told::Absent => Ok("".into()),
        Told::Password => {
            let password = passwords.get(edit.setting);
            password.ok_or(Fault::PasswordMissing(edit.setting))
        }
    }
}

/// Whether a value is the new one; a password that is not known any more counts as it.
fn is_new(edit: &Edit, value: Option<&str>, passwords: &PlainPasswords) -> bool {
    match new_value(edit, passwords) {
        Ok(new) => value == Some(&new),
        Err(_) => value.is_some(),
    }
}

fn told(setting: Setting, value: Option<String>) -> Told {
    match value {
        None => Told::Absent,
        Some(_) if setting.is_password() => Told::Password,
        Some(value) => Told::Plain(value),
    }
}

#[cfg(test)]
mod tests;
