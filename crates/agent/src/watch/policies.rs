//! Which thresholds hold for a mailbox.

use vigie_domain::{account::Account, health::Policy};
use vigie_mailbox::providers;
use vigie_protocol::Settings;

use crate::settings;

/// The thresholds of a mailbox under these settings; `installation` spreads the checks of many
/// practices.
#[must_use]
pub fn policy_of(account: &Account, settings: &Settings, installation: &str) -> Policy {
    if account.training {
        return Policy {
            zone: settings::zone(settings),
            ..Policy::training()
        };
    }
    let limit = account
        .provider
        .as_deref()
        .and_then(|id| providers::table().by_id(id))
        .and_then(|provider| provider.limits.mailbox_octets);
    settings::policy(settings, jitter_seed(installation, account), limit)
}

/// FNV-1a over installation and mailbox: the same after every start.
fn jitter_seed(installation: &str, account: &Account) -> u64 {
    installation
        .bytes()
        .chain(account.id.0.to_le_bytes())
        .fold(0xcbf2_9ce4_8422_2325, |hash, octet| {
            (hash ^ u64::from(octet)).wrapping_mul(0x0100_0000_01b3)
        })
}
