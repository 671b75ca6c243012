//! The provider table's facts, as the verdict wants them.

use vigie_domain::verdict::{PopFacts, PopOffer, ProviderFacts, ProviderKind};
use vigie_mailbox::providers::{self, Advice, Kind, PasswordKind, Provider};

/// What is known of a provider; nothing where it is not in the table.
#[must_use]
pub fn provider_facts(provider: Option<&Provider>) -> ProviderFacts {
    let Some(provider) = provider else {
        return ProviderFacts::default();
    };
    ProviderFacts {
        id: Some(provider.id.clone()),
        kind: Some(match provider.kind {
            Kind::Access => ProviderKind::Access,
            Kind::Webmail => ProviderKind::Webmail,
            Kind::Hosting => ProviderKind::Hosting,
            Kind::Health => ProviderKind::Health,
        }),
        pop: PopFacts {
            offer: match (provider.pop.password, provider.pop.offer) {
                (_, providers::PopOffer::None) => PopOffer::None,
                (PasswordKind::OAuth, _) => PopOffer::OAuthOnly,
                (_, providers::PopOffer::Offered) => PopOffer::Offered,
                (_, providers::PopOffer::PaidPlan) => PopOffer::PaidPlan,
                (_, providers::PopOffer::Unknown) => PopOffer::Unknown,
            },
            must_be_switched_on: provider.pop.must_be_switched_on,
            switches_itself_off: provider.advice.contains(&Advice::SwitchesItselfOff),
            application_password: provider.pop.password == PasswordKind::Application,
        },
        inactivity_days: provider
            .limits
            .idle_days
            .and_then(|days| u16::try_from(days).ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_s_facts_come_through() {
        let facts = |id: &str| provider_facts(providers::table().by_id(id));
        assert_eq!(facts("orange").kind, Some(ProviderKind::Access));
        assert_eq!(facts("outlook").pop.offer, PopOffer::OAuthOnly);
        assert_eq!(facts("proton").pop.offer, PopOffer::None);
        assert!(facts("gmail").pop.must_be_switched_on);
        assert!(facts("gmail").pop.application_password);
        assert_eq!(facts("nobody"), ProviderFacts::default());
    }
}
