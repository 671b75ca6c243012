//! Where a billing program's mail settings stand, so that a move can write them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Encoding, Place, is_visible};
use crate::server::Security;

/// The mail settings of one program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailSettings {
    stores: Vec<Store>,
    security_words: BTreeMap<Security, String>,
}

/// One file or registry key with settings in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "store", rename_all = "snake_case", deny_unknown_fields)]
pub enum Store {
    /// A file of sections and `key=value` lines.
    Ini {
        /// The file.
        file: Place,
        /// Its encoding.
        encoding: Encoding,
        /// The settings in it.
        keys: Vec<IniKey>,
    },
    /// An XML document.
    Xml {
        /// The file.
        file: Place,
        /// Its encoding.
        encoding: Encoding,
        /// The settings in it.
        nodes: Vec<XmlNode>,
    },
    /// A key of the Windows registry.
    Registry {
        /// The hive.
        hive: Hive,
        /// The key's path, its parts divided by `\`.
        key: String,
        /// The settings in it.
        values: Vec<RegistryValue>,
    },
}

/// A setting in an INI file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IniKey {
    /// Which setting.
    pub setting: Setting,
    /// Its section, without brackets.
    pub section: String,
    /// Its key.
    pub key: String,
}

/// A setting in an XML document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct XmlNode {
    /// Which setting.
    pub setting: Setting,
    /// The names of the elements from the root on, divided by `/`.
    pub path: String,
    /// The attribute that holds the value; `None`: the element's text.
    #[serde(default)]
    pub attribute: Option<String>,
}

/// A setting in a registry key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistryValue {
    /// Which setting.
    pub setting: Setting,
    /// The value's name.
    pub name: String,
    /// How it is stored.
    pub form: RegistryForm,
}

/// What a value says. Passwords are named only where the program keeps them in plain form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    /// The POP3 server's name.
    PopHost,
    /// Its port.
    PopPort,
    /// How the connection to it is protected, in the program's own words.
    PopSecurity,
    /// The user name there.
    PopLogin,
    /// The password there.
    PopPassword,
    /// The SMTP server's name.
    SmtpHost,
    /// Its port.
    SmtpPort,
    /// How the connection to it is protected.
    SmtpSecurity,
    /// The user name there.
    SmtpLogin,
    /// The password there.
    SmtpPassword,
    /// The address that messages are sent from.
    Sender,
}

/// The hives of the registry in which programs keep settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hive {
    /// `HKEY_CURRENT_USER`
    CurrentUser,
    /// `HKEY_LOCAL_MACHINE`
    LocalMachine,
}

/// How a registry value is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegistryForm {
    /// `REG_SZ`
    Text,
    /// `REG_DWORD`
    Number,
}

/// What is wrong with a settings part.
#[derive(Debug, thiserror::Error)]
pub enum SettingsFault {
    /// No store, or more than 10.
    #[error("{0} stores, from 1 to {MOST_STORES} are taken")]
    Stores(usize),
    /// One file as two stores.
    #[error("{0:?} is there as two stores")]
    FileTwice(Place),
    /// A setting that stands at two places.
    #[error("{0:?} stands at two places")]
    Twice(Setting),
    /// Without it nothing can be moved.
    #[error("the POP3 server's name is missing")]
    NoPopHost,
    /// A section, key, path or name that cannot be one.
    #[error("{0:?} names nothing")]
    Name(String),
    /// A registry key that is not a program's own, below `Software`.
    #[error("{0:?} is no key below Software")]
    RegistryKey(String),
    /// Protection is a setting, but there is no word for TLS from the first byte.
    #[error("there is no word for TLS")]
    NoWordForTls,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SettingsSource {
    stores: Vec<Store>,
    #[serde(default)]
    security_words: BTreeMap<Security, String>,
}

const MOST_STORES: usize = 10;
const LONGEST_NAME: usize = 200;

impl MailSettings {
    /// Where they stand.
    #[must_use]
    pub fn stores(&self) -> &[Store] {
        &self.stores
    }

    /// The program's own word for this protection; `None`: it has none.
    #[must_use]
    pub fn security_word(&self, security: Security) -> Option<&str> {
        self.security_words.get(&security).map(String::as_str)
    }

    pub(super) fn check(source: SettingsSource) -> Result<Self, SettingsFault> {
        if source.stores.is_empty() || source.stores.len() > MOST_STORES {
            return Err(SettingsFault::Stores(source.stores.len()));
        }
        let mut files: Vec<&Place> = Vec::new();
        let mut known = BTreeSet::new();
        for store in &source.stores {
            if let Store::Ini { file, .. } | Store::Xml { file, .. } = store {
                if files.iter().any(|known| known.is_same(file)) {
                    return Err(SettingsFault::FileTwice(file.clone()));
                }
                files.push(file);
            }
            for (setting, names) in store.named() {
                if !known.insert(setting) {
                    return Err(SettingsFault::Twice(setting));
                }
                let invalid = |name: &&str| !is_visible(name, LONGEST_NAME);
                if let Some(name) = names.into_iter().find(invalid) {
                    return Err(SettingsFault::Name(name.to_owned()));
                }
            }
            if let Store::Registry { key, .. } = store {
                let own = key.to_ascii_lowercase().starts_with("software\\");
                if !own || key.split('\\').any(str::is_empty) || !is_visible(key, LONGEST_NAME) {
                    return Err(SettingsFault::RegistryKey(key.clone()));
                }
            }
        }
        if !known.contains(&Setting::PopHost) {
            return Err(SettingsFault::NoPopHost);
        }
        let protected =
            known.contains(&Setting::PopSecurity) || known.contains(&Setting::SmtpSecurity);
        if protected && !source.security_words.contains_key(&Security::Tls) {
            return Err(SettingsFault::NoWordForTls);
        }
        Ok(Self {
            stores: source.stores,
            security_words: source.security_words,
        })
    }
}

impl Setting {
    /// Whether its value is a secret.
    #[must_use]
    pub const fn is_password(self) -> bool {
        matches!(self, Self::PopPassword | Self::SmtpPassword)
    }
}

impl Store {
    /// The settings that stand in it, in the profile's order.
    pub fn settings(&self) -> impl Iterator<Item = Setting> {
        self.named().into_iter().map(|(setting, _)| setting)
    }

    /// Each setting with the names by which it is found.
    fn named(&self) -> Vec<(Setting, Vec<&str>)> {
        match self {
            Self::Ini { keys, .. } => keys
                .iter()
                .map(|key| (key.setting, vec![key.section.as_str(), key.key.as_str()]))
                .collect(),
            Self::Xml { nodes, .. } => nodes
                .iter()
                .map(|node| {
                    let mut names: Vec<&str> = node.path.split('/').collect();
                    names.extend(node.attribute.as_deref());
                    (node.setting, names)
                })
                .collect(),
            Self::Registry { values, .. } => values
                .iter()
                .map(|value| (value.setting, vec![value.name.as_str()]))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str) -> Result<MailSettings, String> {
        let source = serde_json::from_str(source).map_err(|error| error.to_string())?;
        MailSettings::check(source).map_err(|error| error.to_string())
    }

    const HOST: &str = r#"{"setting":"pop_host","section":"Mail","key":"Pop"}"#;

    fn ini(keys: &str) -> String {
        format!(
            r#"{{"store":"ini","file":{{"base":"drive","path":"x/x.ini"}},"encoding":"windows1252","keys":[{keys}]}}"#
        )
    }

    #[test]
    fn every_kind_of_store_can_be_described() {
        let settings = check(&format!(
            r#"{{"stores":[{},
                {{"store":"xml","file":{{"base":"roaming_data","path":"x/x.xml"}},"encoding":"utf8",
                  "nodes":[{{"setting":"pop_login","path":"config/mail/user","attribute":"name"}}]}},
                {{"store":"registry","hive":"current_user","key":"Software\\Essai\\Mail",
                  "values":[{{"setting":"pop_port","name":"Port","form":"number"}},{{"setting":"pop_security","name":"Ssl","form":"text"}}]}}],
                "security_words":{{"tls":"1","plain":"0"}}}}"#,
            ini(HOST)
        ))
        .unwrap();
        assert_eq!(settings.stores().len(), 3);
        assert_eq!(settings.security_word(Security::Tls), Some("1"));
        assert_eq!(settings.security_word(Security::StartTls), None);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let stores = |stores: &str| format!(r#"{{"stores":[{stores}]}}"#);
        let registry = |key: &str| {
            format!(
                r#"{{"store":"registry","hive":"local_machine","key":"{key}","values":[{{"setting":"pop_host","name":"h","form":"text"}}]}}"#
            )
        };
        for (source, fault) in [
            (stores(""), "0 stores"),
            (stores(&ini("")), "POP3 server's name is missing"),
            (stores(&ini(&format!("{HOST},{HOST}"))), "two places"),
            (
                stores(&format!(
                    "{},{}",
                    ini(HOST),
                    ini("").replace("x.ini", "X.ini")
                )),
                "as two stores",
            ),
            (
                stores(&ini(r#"{"setting":"pop_host","section":"","key":"x"}"#)),
                "names nothing",
            ),
            (stores(&registry("System\\\\X")), "no key below Software"),
            (
                stores(&registry("Software\\\\\\\\X")),
                "no key below Software",
            ),
            (
                stores(&ini(&format!(
                    r#"{HOST},{{"setting":"pop_security","section":"M","key":"S"}}"#
                ))),
                "no word for TLS",
            ),
        ] {
            let error = check(&source).unwrap_err();
            assert!(error.contains(fault), "{error} should say {fault}");
        }
    }
}
