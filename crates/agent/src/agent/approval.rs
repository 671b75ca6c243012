//! To which hosts a password may go.

use std::net::IpAddr;

use vigie_domain::account::Address;
use vigie_mailbox::providers::ProviderTable;

/// Whether the user must agree to this host by name before a password goes there: it lies neither
/// in the address's own registrable domain, nor does the provider table vouch for it.
#[must_use]
pub(super) fn is_needed(address: &Address, host: &str, table: &ProviderTable) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let vouched_for = table
        .providers()
        .iter()
        .flat_map(|provider| &provider.pop_servers)
        .any(|server| server.host == host && server.evidence.is_vouched_for());
    if vouched_for {
        return false;
    }
    let Ok(domain) = idna::domain_to_ascii(address.domain()) else {
        return true;
    };
    match (registrable(&domain), registrable(&host)) {
        (Some(own), Some(theirs)) => own != theirs,
        _ => true,
    }
}

fn registrable(name: &str) -> Option<&str> {
    if name.parse::<IpAddr>().is_ok() {
        return None;
    }
    psl::domain_str(name)
}

#[cfg(test)]
mod tests {
    use vigie_mailbox::providers::table;

    use super::*;

    #[test]
    fn only_the_own_domain_and_the_table_need_no_word_of_the_user() {
        let needed =
            |address: &str, host: &str| is_needed(&address.parse().unwrap(), host, table());
        assert!(!needed("cabinet@orange.fr", "pop.orange.fr"));
        assert!(!needed("cabinet@exemple.example", "mail.exemple.example"));
        assert!(!needed("cabinet@exemple.example", "POP.Exemple.example."));
        assert!(!needed("cabinet@exemple.example", "pop.orange.fr"));
        assert!(needed("cabinet@exemple.example", "pop.autre.example"));
        assert!(needed("cabinet@exemple.example", "192.0.2.7"));
        assert!(needed("cabinet@exemple.example", "localhost"));
        assert!(needed("cabinet@un.co.uk", "pop.deux.co.uk"));
        assert!(needed("cabinet@exemple.example", "example"));
    }
}
