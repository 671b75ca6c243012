//! What is known of mail providers: validated data, never code.
//!
//! The built-in table stands in `data/providers.json`, every fact with its sources. Support may
//! push another of the same format: [`ProviderTable::parse`] is the only way in, for both.

mod advice;
mod document;
mod fold;
pub mod interceptors;
mod provider;
pub mod replies;

use std::sync::LazyLock;

pub use advice::Advice;
pub use document::{DocumentError, FORMAT, MAX_OCTETS};
pub use provider::{
    Evidence, Guide, Kind, KnownServer, Limits, PasswordKind, Pop, PopOffer, Provider, Said,
};
use replies::{Replies, ReplyPattern};

/// The built-in table as a document.
pub const BUILT_IN: &str = include_str!("../../data/providers.json");

/// The built-in table.
#[must_use]
pub fn table() -> &'static ProviderTable {
    static TABLE: LazyLock<ProviderTable> = LazyLock::new(|| {
        #[expect(
            clippy::expect_used,
            reason = "the document is part of the program and a test parses it"
        )]
        ProviderTable::parse(BUILT_IN).expect("the built-in provider table is valid")
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
    use vigie_domain::server::{LoginForm, Security};

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
    fn guides_name_what_to_create_and_the_trap() {
        let guide = |id: &str| table().by_id(id).unwrap().guide.clone().unwrap();
        let orange = guide("orange");
        assert!(orange.trap.unwrap().fr.contains("alias"));
        assert!(
            orange
                .page
                .unwrap()
                .starts_with("https://assistance.orange.fr/")
        );
        assert!(guide("ovh").steps[0].fr.contains("Comptes e-mail"));
        assert!(table().by_id("bouygues").unwrap().guide.is_none());
        let bbox = &table().by_id("bouygues").unwrap().known_as;
        assert_eq!(bbox, &["Bbox"]);
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
