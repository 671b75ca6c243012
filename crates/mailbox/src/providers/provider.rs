//! One provider: its servers, how POP is to be had there, its limits.

use serde::Deserialize;
use vigie_domain::server::{LoginForm, Security};

use super::{advice::Advice, is_under, replies::ReplyPattern};

/// A mail provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Its id: lower-case letters, digits and hyphens; never changes.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// What sort of provider.
    pub kind: Kind,
    /// The domains of its addresses, in ASCII and lower case; none is in two entries.
    pub domains: Vec<String>,
    /// Whether names under those domains belong to it too.
    pub subdomains: bool,
    /// Its mail exchangers: a host, or the domain under which they lie.
    pub mx: Vec<String>,
    /// How POP is to be had there.
    pub pop: Pop,
    /// Its POP3 servers, best first; may hold clear-text ones, as facts.
    pub pop_servers: Vec<KnownServer>,
    /// Its submission servers, best first.
    pub smtp_servers: Vec<KnownServer>,
    /// Its limits, where a number is stated.
    pub limits: Limits,
    /// What the user of such a mailbox should know.
    pub advice: Vec<Advice>,
    /// What is on the box or on the invoice, where that is another name.
    pub known_as: Vec<String>,
    /// How a mailbox of its own is created there, where that is known.
    pub guide: Option<Guide>,
    /// What its replies mean; tried before the table's own.
    pub replies: Vec<ReplyPattern>,
    /// For support and for us, not for the user.
    pub notes: String,
    /// Where all this comes from.
    pub sources: Vec<String>,
}

impl Provider {
    /// Whether an address under this domain (ASCII, lower case) is its own.
    pub(super) fn serves(&self, domain: &str) -> bool {
        self.domains
            .iter()
            .any(|own| own == domain || (self.subdomains && is_under(domain, own)))
    }

    /// The one thing about POP here that must be said before a mailbox is set up.
    #[must_use]
    pub fn pop_advice(&self) -> Option<Advice> {
        match self.pop {
            Pop {
                offer: PopOffer::None,
                ..
            } => Some(Advice::NoPop),
            Pop {
                password: PasswordKind::OAuth,
                ..
            } => Some(Advice::OAuthOnly),
            Pop {
                offer: PopOffer::PaidPlan,
                ..
            } => Some(Advice::PaidPlan),
            Pop {
                must_be_switched_on: true,
                password: PasswordKind::Application,
                ..
            } => Some(Advice::SwitchOnAndAppPassword),
            Pop {
                must_be_switched_on: true,
                ..
            } => Some(Advice::SwitchOn),
            Pop {
                password: PasswordKind::Application,
                ..
            } => Some(Advice::AppPassword),
            Pop {
                offer: PopOffer::Unknown,
                ..
            } => Some(Advice::PopUncertain),
            Pop { .. } => None,
        }
    }
}

/// How a true secondary mailbox is created at a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guide {
    /// What to do, in order; empty where the way is not known.
    pub steps: Vec<Said>,
    /// What looks like a mailbox there and is none.
    pub trap: Option<Said>,
    /// The provider's own page on it, `https`.
    pub page: Option<String>,
}

/// A sentence for people, in every language of the catalogue. It stands in the table because menu
/// names are a provider's, and change with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// In French.
    pub fr: String,
    /// In English.
    pub en: String,
}

/// What sort of provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An Internet access provider.
    Access,
    /// Mail on the web, free or paid.
    Webmail,
    /// A host of people's own domains.
    Hosting,
    /// A health network.
    Health,
}

/// How POP is to be had at a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pop {
    /// Whether it is offered at all.
    pub offer: PopOffer,
    /// Off until the user switches it on.
    #[serde(default)]
    pub must_be_switched_on: bool,
    /// Which password it takes.
    pub password: PasswordKind,
}

/// Whether a provider offers POP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PopOffer {
    /// To everybody.
    Offered,
    /// In paid plans only.
    PaidPlan,
    /// No.
    None,
    /// Not known today.
    Unknown,
}

/// Which password a provider's POP takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PasswordKind {
    /// The account's own.
    Account,
    /// One made for a single application.
    Application,
    /// None: OAuth 2 only, which billing software does not speak.
    OAuth,
}

/// A server of a provider, as documented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownServer {
    /// DNS name in ASCII, lower case.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Its protection; `None` where no source says.
    pub security: Option<Security>,
    /// The user name it wants; `None` where no source says.
    pub login: Option<LoginForm>,
    /// How good the evidence is.
    pub evidence: Evidence,
}

/// How good the evidence for a server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// The provider's own pages.
    Official,
    /// Thunderbird's public database.
    Ispdb,
    /// Somebody's table or code.
    Secondary,
    /// True once.
    Historic,
    /// Inferred from related entries.
    Probable,
}

impl Evidence {
    /// Whether the table vouches for the host, so that the user need not agree to it by name.
    #[must_use]
    pub const fn is_vouched_for(self) -> bool {
        matches!(self, Self::Official | Self::Ispdb | Self::Secondary)
    }
}

/// A provider's limits; absent where no number is stated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// The size of a mailbox in octets.
    pub mailbox_octets: Option<u64>,
    /// Days without a login after which a mailbox may be closed.
    pub idle_days: Option<u32>,
    /// Hours after its creation within which a mailbox must be opened for the first time.
    pub first_login_hours: Option<u32>,
    /// Seconds to leave between two logins.
    pub login_delay_s: Option<u32>,
}
