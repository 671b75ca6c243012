//! What the user must hear about a provider before giving a password.

use vigie_domain::text::Text;

use crate::mailbox::words;

/// What is known of POP at a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// The provider has no POP at all.
    NoPop,
    /// The provider has closed down; its mailboxes are gone.
    Closed,
    /// POP must be switched on in the provider's settings first.
    SwitchPopOn,
    /// The provider wants an application password instead of the usual one.
    AppPassword,
    /// The provider takes a login in the browser alone (OAuth 2), which billing software rarely has.
    BrowserLoginOnly,
    /// POP is for paying customers.
    PaidPlanOnly,
}

impl Advice {
    /// Every piece of advice.
    pub const ALL: [Self; 6] = [
        Self::NoPop,
        Self::Closed,
        Self::SwitchPopOn,
        Self::AppPassword,
        Self::BrowserLoginOnly,
        Self::PaidPlanOnly,
    ];

    /// The sentence, with the provider's name for people.
    #[must_use]
    pub fn text(self, provider_name: &str) -> Text {
        Text::new(match self {
            Self::NoPop => "advice-no-pop",
            Self::Closed => "advice-closed",
            Self::SwitchPopOn => "advice-switch-pop-on",
            Self::AppPassword => "advice-app-password",
            Self::BrowserLoginOnly => "advice-browser-login-only",
            Self::PaidPlanOnly => "advice-paid-plan-only",
        })
        .with("provider", words(provider_name))
    }
}
