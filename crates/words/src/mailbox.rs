//! What sentences need to know of a mailbox.

use vigie_domain::{
    account::{Account, Address},
    server::Server,
    text::{Text, TextArg},
};

/// The mailbox that a sentence is about.
#[derive(Clone, Copy, Debug)]
pub struct Mailbox<'a> {
    /// Its address.
    pub address: &'a Address,
    /// Its server.
    pub server: &'a Server,
    /// The provider's name for people (« Orange »), where known; else the address's domain is said.
    pub provider: Option<&'a str>,
}

impl<'a> Mailbox<'a> {
    /// A watched mailbox, with its provider's name where the provider table has it.
    #[must_use]
    pub fn of(account: &'a Account, provider_name: Option<&'a str>) -> Self {
        Self {
            address: &account.address,
            server: &account.server,
            provider: provider_name,
        }
    }

    /// A text with the variables that every sentence on a mailbox may use: `$address`, `$host`, `$provider`.
    pub(crate) fn text(&self, key: String) -> Text {
        Text::new(key)
            .with("address", words(self.address.as_str()))
            .with("host", words(&self.server.host))
            .with(
                "provider",
                words(self.provider.unwrap_or_else(|| self.address.domain())),
            )
    }
}

/// An argument of words.
pub(crate) fn words(words: &str) -> TextArg {
    TextArg::Words(words.to_owned())
}
