//! Which thresholds hold for a mailbox.

use jiff::SignedDuration;
use vigie_config::document::Thresholds;
use vigie_domain::{account::Account, health::Policy};
use vigie_mailbox::{providers::ProviderTable, witnesses};
use vigie_protocol::Settings;

use crate::settings;

/// What thresholds follow from.
#[derive(Clone, Copy, Debug)]
pub struct Basis<'a> {
    /// The settings in force.
    pub settings: &'a Settings,
    /// What support says of thresholds.
    pub thresholds: Thresholds,
    /// The provider table in force.
    pub providers: &'a ProviderTable,
    /// The installation's number: it spreads the checks of many practices.
    pub installation: &'a str,
    /// How fast the watch goes.
    pub pace: Pace,
}

/// How fast the watch goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// By the product's thresholds.
    #[default]
    Usual,
    /// By the training ground's, and with a second between logins: only for an instance that
    /// watches servers of its own, in tests and trials.
    Hurried,
}

/// The thresholds of a mailbox.
#[must_use]
pub fn policy_of(account: &Account, basis: Basis<'_>) -> Policy {
    Policy {
        is_former: account.former.is_some(),
        ..current(account, basis)
    }
}

/// The thresholds of a mailbox that is in use.
fn current(account: &Account, basis: Basis<'_>) -> Policy {
    let settings = basis.settings;
    if account.training {
        return Policy {
            zone: settings::zone(settings),
            ..Policy::training()
        };
    }
    let limit = account
        .provider
        .as_deref()
        .and_then(|id| basis.providers.by_id(id))
        .and_then(|provider| provider.limits.mailbox_octets);
    if basis.pace == Pace::Hurried && is_of_our_own(&account.server.host) {
        return Policy {
            zone: settings::zone(settings),
            login_pause: SignedDuration::from_secs(1),
            mailbox_limit: limit,
            ..Policy::training()
        };
    }
    let seed = jitter_seed(basis.installation, account);
    basis.thresholds.on(settings::policy(settings, seed, limit))
}

/// Whether a server can only be one of a test's own: on this computer or its network, or under a
/// name that nobody can register (RFC 2606). Others are spared whatever the command line says.
pub(crate) fn is_of_our_own(host: &str) -> bool {
    witnesses::is_private(host)
        || [".test", ".example", ".localhost"]
            .iter()
            .any(|suffix| host.ends_with(suffix))
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
