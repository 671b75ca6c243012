//! Settings in the Windows registry, below `Software`. Elsewhere: a typed "not on this system".

#[cfg_attr(windows, path = "windows.rs")]
#[cfg_attr(not(windows), path = "other.rs")]
mod here;

use std::fmt;

use serde::{Deserialize, Serialize};
use vigie_domain::billing::{Hive, RegistryForm, RegistryValue, Setting, Store};

use crate::{Fault, RegistryFault};

/// A key of the registry, as one of the two kinds of programs sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistryKey {
    /// The hive.
    pub hive: Hive,
    /// The key's path, its parts divided by `\`.
    pub key: String,
    /// Whose view it is.
    pub view: View,
}

/// `HKEY_LOCAL_MACHINE\Software` is there twice on a 64-bit Windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// That of the system's own programs; the only one below `HKEY_CURRENT_USER`.
    Native,
    /// That of 32-bit programs (`WOW6432Node`).
    Bits32,
}

/// What a value holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    Text(String),
    Number(u32),
}

/// The keys in which a program's settings may stand, and those of them that are there.
pub(crate) fn keys(hive: Hive, key: &str) -> (Vec<RegistryKey>, Vec<RegistryKey>) {
    let views: &[View] = match hive {
        Hive::CurrentUser => &[View::Native],
        Hive::LocalMachine => &[View::Native, View::Bits32],
    };
    let tried: Vec<RegistryKey> = views
        .iter()
        .map(|&view| RegistryKey {
            hive,
            key: key.to_owned(),
            view,
        })
        .collect();
    let found = tried.iter().filter(|key| here::is_there(key)).cloned();
    let found = found.collect();
    (tried, found)
}

/// Each setting of a store with its value as text.
pub(crate) fn read(
    key: &RegistryKey,
    store: &Store,
) -> Result<Vec<(Setting, Option<String>)>, Fault> {
    let Store::Registry { values, .. } = store else {
        return Ok(Vec::new());
    };
    let text = |value: &RegistryValue| Ok((value.setting, get(key, value)?));
    values.iter().map(text).collect()
}

/// A value as text; `None`: it is not there.
pub(crate) fn get(key: &RegistryKey, value: &RegistryValue) -> Result<Option<String>, Fault> {
    let held = here::get(key, &value.name).map_err(|fault| of_key(key, fault))?;
    match (held, value.form) {
        (None, _) => Ok(None),
        (Some(Held::Text(text)), RegistryForm::Text) => Ok(Some(text)),
        (Some(Held::Number(number)), RegistryForm::Number) => Ok(Some(number.to_string())),
        (Some(_), _) => Err(of_key(key, RegistryFault::OtherForm(value.name.clone()))),
    }
}

/// Writes a value in its form.
pub(crate) fn set(key: &RegistryKey, value: &RegistryValue, text: &str) -> Result<(), Fault> {
    let held = formed(key, value, text)?;
    here::set(key, &value.name, &held).map_err(|fault| of_key(key, fault))
}

/// Takes a value away, if it is there.
pub(crate) fn remove(key: &RegistryKey, name: &str) -> Result<(), Fault> {
    here::remove(key, name).map_err(|fault| of_key(key, fault))
}

/// What would be stored for this text.
pub(crate) fn formed(key: &RegistryKey, value: &RegistryValue, text: &str) -> Result<Held, Fault> {
    let held = match value.form {
        RegistryForm::Text if text.contains('\0') => None,
        RegistryForm::Text => Some(Held::Text(text.to_owned())),
        // `+5` and `05` would not read as they were written.
        RegistryForm::Number => text
            .parse::<u32>()
            .ok()
            .filter(|number| number.to_string() == text)
            .map(Held::Number),
    };
    held.ok_or_else(|| of_key(key, RegistryFault::Unwritable(value.name.clone())))
}

fn of_key(key: &RegistryKey, fault: RegistryFault) -> Fault {
    Fault::Registry {
        key: key.to_string(),
        fault,
    }
}

impl fmt::Display for RegistryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hive = match self.hive {
            Hive::CurrentUser => "HKEY_CURRENT_USER",
            Hive::LocalMachine => "HKEY_LOCAL_MACHINE",
        };
        let bits = match self.view {
            View::Native => "",
            View::Bits32 => " (32 bits)",
        };
        write!(f, "{hive}\\{}{bits}", self.key)
    }
}

#[cfg(all(test, windows))]
mod tests;
