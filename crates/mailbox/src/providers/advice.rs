//! What the user of a mailbox should know of its provider.

use serde::Deserialize;

/// What the user of a mailbox at a provider should know; words stand in the catalogue under
/// [`Advice::key`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Advice {
    /// No POP there: télétransmission cannot work with it.
    NoPop,
    /// POP in paid plans only.
    PaidPlan,
    /// OAuth 2 only: billing software cannot log in.
    #[serde(rename = "oauth_only")]
    OAuthOnly,
    /// POP is off until switched on in the webmail.
    SwitchOn,
    /// An application password is needed.
    AppPassword,
    /// Both.
    SwitchOnAndAppPassword,
    /// Nobody knows whether POP is still offered.
    PopUncertain,
    /// An alias offered there shares the main mailbox: it is no mailbox of its own.
    AliasSharesMailbox,
    /// Spam and sorted messages cannot be seen by POP.
    SpamIsInvisible,
    /// Fetching by POP changes what the server shows.
    FetchingChangesTheMailbox,
    /// A mailbox nobody logs into is closed after a while.
    IdleMailboxIsClosed,
    /// POP goes off again when it is not used for long.
    SwitchesItselfOff,
}

impl Advice {
    /// Every advice.
    pub const ALL: [Self; 12] = [
        Self::NoPop,
        Self::PaidPlan,
        Self::OAuthOnly,
        Self::SwitchOn,
        Self::AppPassword,
        Self::SwitchOnAndAppPassword,
        Self::PopUncertain,
        Self::AliasSharesMailbox,
        Self::SpamIsInvisible,
        Self::FetchingChangesTheMailbox,
        Self::IdleMailboxIsClosed,
        Self::SwitchesItselfOff,
    ];

    /// Its key in the catalogue.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::NoPop => "advice-no-pop",
            Self::PaidPlan => "advice-paid-plan",
            Self::OAuthOnly => "advice-oauth-only",
            Self::SwitchOn => "advice-switch-on",
            Self::AppPassword => "advice-app-password",
            Self::SwitchOnAndAppPassword => "advice-switch-on-and-app-password",
            Self::PopUncertain => "advice-pop-uncertain",
            Self::AliasSharesMailbox => "advice-alias-shares-mailbox",
            Self::SpamIsInvisible => "advice-spam-is-invisible",
            Self::FetchingChangesTheMailbox => "advice-fetching-changes-the-mailbox",
            Self::IdleMailboxIsClosed => "advice-idle-mailbox-is-closed",
            Self::SwitchesItselfOff => "advice-switches-itself-off",
        }
    }
}
