//! A watched mailbox.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    server::{LoginForm, Server},
    switch::Former,
};

/// The number of a watched mailbox in this installation's journal; never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "number"))]
#[serde(transparent)]
pub struct AccountId(pub i64);

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An e-mail address (RFC 5321 §4.1.2), parsed; at most 254 characters, no display name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "string"))]
#[serde(try_from = "String", into = "String")]
pub struct Address(String);

/// What was given is no e-mail address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address: {0}")]
pub struct InvalidAddress(String);

impl Address {
    /// The whole address as given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the last @.
    #[must_use]
    pub fn local_part(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// What stands behind the last @, as given (it may hold non-ASCII letters).
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// The user name that a provider with this form of login expects.
    #[must_use]
    pub fn login(&self, form: LoginForm) -> &str {
        match form {
            LoginForm::FullAddress => self.as_str(),
            LoginForm::LocalPart => self.local_part(),
        }
    }
}

impl FromStr for Address {
    type Err = InvalidAddress;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let options = email_address::Options::default()
            .without_display_text()
            .without_domain_literal();
        email_address::EmailAddress::parse_with_options(text, options)
            .map_err(|e| InvalidAddress(e.to_string()))?;
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for Address {
    type Error = InvalidAddress;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.0
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A watched mailbox, without its password (which stands in the operating system's keychain).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Account {
    /// Its number.
    pub id: AccountId,
    /// Its address.
    pub address: Address,
    /// The user name sent to the server.
    pub login: String,
    /// Its POP3 server, approved by the user or vouched for by the provider table.
    pub server: Server,
    /// The provider's id in the provider table, where known.
    pub provider: Option<String>,
    /// Minutes between two checks, 3 to 60.
    pub interval_minutes: u16,
    /// A mailbox of the training ground, never a real one.
    pub training: bool,
    /// Another mailbox took its place; it is watched for what still arrives.
    #[serde(default)]
    pub former: Option<Former>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_parsed_or_refused() {
        let address: Address = " cabinet@exemple.example ".parse().unwrap();
        assert_eq!(address.local_part(), "cabinet");
        assert_eq!(address.domain(), "exemple.example");
        for bad in [
            "",
            "cabinet",
            "@x.example",
            "a@",
            "a b@x.example",
            "a@b\r\nc",
            "A <a@x.example>",
            "a@[127.0.0.1]",
        ] {
            assert!(bad.parse::<Address>().is_err(), "{bad:?}");
        }
    }
}
