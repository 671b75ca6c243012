//! Values of settings: those that a program has, and those that it is to get.

use std::{borrow::Cow, collections::BTreeMap, net::IpAddr};

use secrecy::{ExposeSecret, SecretString};
use vigie_domain::{
    billing::{MailSettings, Setting},
    server::{Security, Server},
};

use crate::Fault;

/// The settings that a program has now.
#[derive(Clone, Debug, Default)]
pub struct Values(BTreeMap<Setting, Value>);

/// One setting's value.
#[derive(Clone, Debug)]
pub enum Value {
    /// It is not set.
    Absent,
    /// As it stands there; protection in the program's own words.
    Plain(String),
    /// A password.
    Password(SecretString),
}

/// The settings that a program is to get. What is `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub struct NewSettings {
    /// How the mailbox is read.
    pub pop: Option<Access>,
    /// How messages are sent.
    pub smtp: Option<Access>,
    /// The address that messages are sent from.
    pub sender: Option<String>,
    /// Passwords, only after the user agreed that they are written in plain form.
    pub passwords: Option<PlainPasswords>,
}

/// A server and the user name there.
#[derive(Clone, Debug)]
pub struct Access {
    /// The server.
    pub server: Server,
    /// The user name.
    pub login: String,
}

/// Passwords that the user agreed to have written in plain form, as the program keeps them.
#[derive(Clone, Debug, Default)]
pub struct PlainPasswords {
    /// That of the mailbox.
    pub pop: Option<SecretString>,
    /// That for sending.
    pub smtp: Option<SecretString>,
}

impl Values {
    /// The value of a setting; `None`: the profile does not name it.
    #[must_use]
    pub fn get(&self, setting: Setting) -> Option<&Value> {
        self.0.get(&setting)
    }

    /// All that the profile names.
    pub fn iter(&self) -> impl Iterator<Item = (Setting, &Value)> {
        self.0.iter().map(|(setting, value)| (*setting, value))
    }

    pub(crate) fn insert(&mut self, setting: Setting, text: Option<String>) {
        let value = match text {
            None => Value::Absent,
            Some(text) if setting.is_password() => Value::Password(text.into()),
            Some(text) => Value::Plain(text),
        };
        self.0.insert(setting, value);
    }
}

/// Whether a server is this computer itself, which nothing leaves on the way to it. A name is not:
/// who answers to it is not for this program to say.
#[must_use]
pub fn is_here(server: &Server) -> bool {
    let address: Result<IpAddr, _> = server.host.parse();
    address.is_ok_and(|address| address.is_loopback())
}

impl NewSettings {
    /// Each setting with the value that this program writes for it. A password that was not given,
    /// or not agreed to, is there without one.
    pub(crate) fn values(
        &self,
        program: &MailSettings,
    ) -> Result<BTreeMap<Setting, Option<String>>, Fault> {
        let named: Vec<Setting> = program
            .stores()
            .iter()
            .flat_map(|store| store.settings().collect::<Vec<_>>())
            .collect();
        let word = |setting: Setting, security: Security| match program.security_word(security) {
            Some(word) => Ok(word.to_owned()),
            None if named.contains(&setting) => Err(Fault::NoWord(security)),
            // Set by hand: its name is what a person is shown.
            None => Ok(String::new()),
        };
        for Access { server, .. } in self.pop.iter().chain(&self.smtp) {
            if server.security == Security::Plain && !is_here(server) {
                return Err(Fault::ClearText(server.host.clone()));
            }
        }
        let mut values = BTreeMap::new();
        if let Some(Access { server, login }) = &self.pop {
            values.insert(Setting::PopHost, Some(server.host.clone()));
            values.insert(Setting::PopPort, Some(server.port.to_string()));
            values.insert(
                Setting::PopSecurity,
                Some(word(Setting::PopSecurity, server.security)?),
            );
            values.insert(Setting::PopLogin, Some(login.clone()));
            values.insert(Setting::PopPassword, None);
        }
        if let Some(Access { server, login }) = &self.smtp {
            values.insert(Setting::SmtpHost, Some(server.host.clone()));
            values.insert(Setting::SmtpPort, Some(server.port.to_string()));
            values.insert(
                Setting::SmtpSecurity,
                Some(word(Setting::SmtpSecurity, server.security)?),
            );
            values.insert(Setting::SmtpLogin, Some(login.clone()));
            values.insert(Setting::SmtpPassword, None);
        }
        if let Some(sender) = &self.sender {
            values.insert(Setting::Sender, Some(sender.clone()));
        }
        Ok(values)
    }
}

impl PlainPasswords {
    /// The password that this setting holds.
    pub(crate) fn get(&self, setting: Setting) -> Option<Cow<'_, str>> {
        let password = match setting {
            Setting::PopPassword => self.pop.as_ref(),
            Setting::SmtpPassword => self.smtp.as_ref(),
            _ => None,
        };
        password.map(|password| Cow::Borrowed(password.expose_secret()))
    }
}
