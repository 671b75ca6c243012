//! What is known of the candidate's provider before anything is tried.

use serde::{Deserialize, Serialize};

/// Facts on a provider, from data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderFacts {
    /// Its id in the provider table; `None` where it is not in it.
    pub id: Option<String>,
    /// What sort of provider; `None` where not known.
    pub kind: Option<ProviderKind>,
    /// How POP is to be had there.
    pub pop: PopFacts,
    /// Days without login after which it closes or purges a mailbox, where known.
    pub inactivity_days: Option<u16>,
}

/// What sort of provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProviderKind {
    /// An Internet access provider: what the health insurance asks for.
    Access,
    /// Mail on the web, free or paid.
    Webmail,
    /// A host of people's own domains.
    Hosting,
    /// A health network.
    Health,
}

/// How POP is to be had at a provider.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PopFacts {
    /// Whether it is offered.
    pub offer: PopOffer,
    /// Off until the user switches it on.
    pub must_be_switched_on: bool,
    /// It goes off again when it is not used for long.
    pub switches_itself_off: bool,
    /// It takes a password made for one application.
    pub application_password: bool,
}

/// Whether a provider offers POP to a programme that knows user name and password only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PopOffer {
    /// Not known.
    #[default]
    Unknown,
    /// To everybody.
    Offered,
    /// In paid plans only.
    PaidPlan,
    /// With a login in the browser only (OAuth 2), which billing software does not speak.
    #[serde(rename = "oauth_only")]
    OAuthOnly,
    /// No.
    None,
}
