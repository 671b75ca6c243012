//! What the user must hear about a provider before giving a password.

use vigie_domain::text::Text;

use crate::mailbox::words;

/// The sentence of a piece of advice, by its key in the provider table (`advice-no-pop`), with the
/// provider's name for people.
#[must_use]
pub fn text(key: &str, provider_name: &str) -> Text {
    Text::new(key).with("provider", words(provider_name))
}
