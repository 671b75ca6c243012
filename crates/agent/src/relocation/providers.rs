//! The providers that one may choose from, with the way to a mailbox of its own at each.

use vigie_domain::text::Text;
use vigie_mailbox::providers::{Advice, Guide, Kind, Provider, ProviderTable, Said};
use vigie_protocol::ProviderChoice;
use vigie_words::{Language, advice, relocation, steering};

use crate::steering::Closures;

/// Access providers first, each group by name. What is closed is told first.
pub(crate) fn providers(
    table: &ProviderTable,
    closures: &Closures,
    language: Language,
) -> Vec<ProviderChoice> {
    let mut choices: Vec<ProviderChoice> = table
        .providers()
        .iter()
        .map(|provider| {
            let mut choice = choice(provider, language);
            if let Some(since) = closures.of(&provider.id) {
                choice
                    .advice
                    .insert(0, steering::pop_closed(&provider.name, since));
            }
            choice
        })
        .collect();
    choices.sort_by_key(|choice| (!choice.is_access_provider, choice.name.to_lowercase()));
    choices
}

fn choice(provider: &Provider, language: Language) -> ProviderChoice {
    let says = |said: &Said| {
        relocation::provider_says(match language {
            Language::French => &said.fr,
            Language::English => &said.en,
        })
    };
    let told = |advice: Advice| advice::text(advice.key(), &provider.name);
    let known = provider.guide.as_ref();
    let shares_mailbox = provider.advice.contains(&Advice::AliasSharesMailbox);
    let trap = known
        .and_then(|guide| guide.trap.as_ref())
        .map(says)
        .or_else(|| shares_mailbox.then(|| told(Advice::AliasSharesMailbox)));
    // The trap is told as such, and what POP needs only once.
    let advice = provider
        .pop_advice()
        .into_iter()
        .chain(provider.advice.iter().copied())
        .filter(|advice| *advice != Advice::AliasSharesMailbox);
    let mut heard: Vec<Text> = Vec::new();
    for text in advice.map(told) {
        if !heard.contains(&text) {
            heard.push(text);
        }
    }
    ProviderChoice {
        id: provider.id.clone(),
        name: provider.name.clone(),
        is_access_provider: provider.kind == Kind::Access,
        known_as: provider.known_as.clone(),
        domains: provider.domains.clone(),
        advice: heard,
        guide: guide(known, provider, says),
        trap,
        page: known.and_then(|guide| guide.page.clone()),
    }
}

fn guide(known: Option<&Guide>, provider: &Provider, says: impl Fn(&Said) -> Text) -> Vec<Text> {
    match known.filter(|guide| !guide.steps.is_empty()) {
        Some(guide) => guide
            .steps
            .iter()
            .map(says)
            .chain(relocation::after_guide())
            .collect(),
        None => relocation::general_guide(&provider.name),
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use vigie_mailbox::providers::table;
    use vigie_words::Catalogue;

    use super::*;

    #[test]
    fn access_providers_come_first_and_each_has_a_guide_that_can_be_said() {
        for language in Language::ALL {
            let catalogue = Catalogue::new(language, TimeZone::UTC);
            let all = providers(table(), &Closures::default(), language);
            assert_eq!(all.len(), table().providers().len());
            let first_other = all.iter().position(|one| !one.is_access_provider).unwrap();
            assert!(all[first_other..].iter().all(|one| !one.is_access_provider));
            for one in &all {
                assert!(one.guide.len() >= 3, "{}", one.id);
                for text in one.guide.iter().chain(&one.advice).chain(&one.trap) {
                    assert!(catalogue.try_say(text).is_ok(), "{text:?}");
                }
            }
        }
    }

    #[test]
    fn the_trap_is_told_as_such_and_once() {
        let all = providers(table(), &Closures::default(), Language::French);
        let one = |id: &str| all.iter().find(|one| one.id == id).unwrap();
        let catalogue = Catalogue::new(Language::French, TimeZone::UTC);
        let orange = one("orange");
        assert!(
            catalogue
                .say(orange.trap.as_ref().unwrap())
                .contains("alias")
        );
        let alias = |text: &Text| text.key == "advice-alias-shares-mailbox";
        assert!(!orange.advice.iter().any(alias));
        assert!(orange.known_as.contains(&"Livebox".to_owned()));
        assert!(one("sfr").trap.as_ref().is_some_and(alias));
        assert_eq!(one("bouygues").trap, None);
        assert_eq!(one("bouygues").guide[0].key, "relocation-guide-sign-in");
        assert!(
            one("proton")
                .advice
                .iter()
                .any(|text| text.key == "advice-no-pop")
        );
    }
}
