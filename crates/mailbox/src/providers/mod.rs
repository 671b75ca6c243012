//! What is known of mail providers: validated data, never code.
//!
//! The built-in table stands in `data/providers.json`, every fact with its sources. Support may
//! push another of the same format: [`ProviderTable::parse`] is the only way in, for both.

mod document;
mod fold;
pub mod interceptors;
pub mod replies;

use std::sync::LazyLock;

use serde::Deserialize;
use vigie_domain::server::{LoginForm, Security};

pub use document::{DocumentError, FORMAT, MAX_OCTETS};
use replies::{Replies, ReplyPattern};

/// The built-in table.
#[must_use]
pub fn table() -> &'static ProviderTable {
    static TABLE: LazyLock<ProviderTable> = LazyLock::new(|| {
        #[expect(
            clippy::expect_used,
            reason = "the document is part of the program and a test parses it"
        )]
        ProviderTable::parse(include_str!("../../data/providers.json"))
            .expect("the built-in provider table is valid")
    });
    &TABLE
}

/// Every provider, and what replies mean that name no cause themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderTable {
    providers: Vec<Provider>,
    replies: Vec<ReplyPattern>,
}

impl ProviderTable {
    /// Reads and validates a table.
    pub fn parse(document: &str) -> Result<Self, DocumentError> {
        document::parse(document)
    }

    /// Every provider, in the document's order.
    #[must_use]
    pub fn providers(&self) -> &[Provider] {
        &self.providers
    }

    /// The provider with this id.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<&Provider> {
        self.providers.iter().find(|provider| provider.id == id)
    }

    /// The provider of addresses under this domain (ASCII form, any case).
    #[must_use]
    pub fn by_domain(&self, domain: &str) -> Option<&Provider> {
        let domain = domain.to_ascii_lowercase();
        self.providers
            .iter()
            .find(|provider| provider.serves(&domain))
    }

    /// The provider that this mail exchanger belongs to: by the table's own list of exchangers,
    /// else because it lies in the registrable domain of the provider's addresses or servers.
    #[must_use]
    pub fn by_exchanger(&self, exchanger: &str) -> Option<&Provider> {
        let exchanger = exchanger.trim_end_matches('.').to_ascii_lowercase();
        let listed = self
            .providers
            .iter()
            .find(|provider| provider.mx.iter().any(|mx| is_under(&exchanger, mx)));
        let registrable = registrable_domain(&exchanger);
        listed
            .or_else(|| {
                let registrable = registrable?;
                self.providers
                    .iter()
                    .find(|provider| provider.domains.iter().any(|d| d == registrable))
            })
            .or_else(|| {
                let registrable = registrable?;
                self.providers.iter().find(|provider| {
                    provider
                        .pop_servers
                        .iter()
                        .chain(&provider.smtp_servers)
                        .filter(|server| server.evidence.is_vouched_for())
                        .any(|server| registrable_domain(&server.host) == Some(registrable))
                })
            })
    }

    /// What replies mean at this provider; at an unknown one, what they usually mean.
    #[must_use]
    pub fn replies(&self, provider: Option<&str>) -> Replies<'_> {
        let own = provider
            .and_then(|id| self.by_id(id))
            .map_or(&[][..], |provider| &provider.replies);
        Replies::new(own, &self.replies)
    }
}

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
    /// What its replies mean; tried before the table's own.
    pub replies: Vec<ReplyPattern>,
    /// For support and for us, not for the user.
    pub notes: String,
    /// Where all this comes from.
    pub sources: Vec<String>,
}

impl Provider {
    fn serves(&self, domain: &str) -> bool {
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

/// Whether `name` is `domain` or lies under it; both in ASCII and lower case.
fn is_under(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// The part of a name that somebody registered: `orange.fr` of `pop.orange.fr`.
///
/// `None` for a public suffix itself, and for addresses.
pub(crate) fn registrable_domain(name: &str) -> Option<&str> {
    if name.parse::<std::net::IpAddr>().is_ok() {
        return None;
    }
    psl::domain_str(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_table_holds_what_practices_need() {
        let table = table();
        assert_eq!(table.providers().len(), 39);
        let domains: usize = table.providers().iter().map(|p| p.domains.len()).sum();
        assert!(domains >= 140, "{domains}");
        for (domain, id, host, login) in [
            (
                "orange.fr",
                "orange",
                "pop.orange.fr",
                LoginForm::FullAddress,
            ),
            (
                "Wanadoo.FR",
                "orange",
                "pop.orange.fr",
                LoginForm::FullAddress,
            ),
            ("free.fr", "free", "pop.free.fr", LoginForm::LocalPart),
            (
                "laposte.net",
                "laposte",
                "pop.laposte.net",
                LoginForm::LocalPart,
            ),
            ("sfr.fr", "sfr", "pop.sfr.fr", LoginForm::FullAddress),
        ] {
            let provider = table.by_domain(domain).unwrap();
            assert_eq!(provider.id, id);
            let server = &provider.pop_servers[0];
            assert_eq!(
                (
                    server.host.as_str(),
                    server.port,
                    server.security,
                    server.login
                ),
                (host, 995, Some(Security::Tls), Some(login))
            );
        }
        for provider in table.providers() {
            assert!(!provider.sources.is_empty(), "{}", provider.id);
        }
    }

    #[test]
    fn subdomains_and_exchangers_lead_to_their_provider() {
        let table = table();
        let id = |provider: Option<&Provider>| provider.map(|p| p.id.clone());
        assert_eq!(
            id(table.by_domain("medical01.apicrypt.org")).as_deref(),
            Some("apicrypt")
        );
        assert_eq!(id(table.by_domain("notapicrypt.org")), None);
        assert_eq!(id(table.by_domain("sub.orange.fr")), None);
        assert_eq!(
            id(table.by_exchanger("mx1.mail.ovh.net.")).as_deref(),
            Some("ovh")
        );
        assert_eq!(
            id(table.by_exchanger("spool.mail.gandi.net")).as_deref(),
            Some("gandi")
        );
        assert_eq!(
            id(table.by_exchanger("practice-test.mail.protection.outlook.com")).as_deref(),
            Some("office365")
        );
        assert_eq!(
            id(table.by_exchanger("smtp-in.orange.fr")).as_deref(),
            Some("orange")
        );
        assert_eq!(id(table.by_exchanger("mx.exemple.example")), None);
        assert_eq!(id(table.by_exchanger("co.uk")), None);
    }

    #[test]
    fn what_must_be_said_of_pop_follows_from_the_facts() {
        let advice = |id: &str| table().by_id(id).unwrap().pop_advice();
        assert_eq!(advice("orange"), None);
        assert_eq!(advice("gmail"), Some(Advice::SwitchOnAndAppPassword));
        assert_eq!(advice("outlook"), Some(Advice::OAuthOnly));
        assert_eq!(advice("yahoo"), Some(Advice::AppPassword));
        assert_eq!(advice("gmx-com"), Some(Advice::SwitchOn));
        assert_eq!(advice("mailo"), Some(Advice::PaidPlan));
        assert_eq!(advice("proton"), Some(Advice::NoPop));
        assert_eq!(advice("alice"), Some(Advice::PopUncertain));
    }
}
