//! Under which addresses the billing software may send. Pure.

use std::collections::BTreeMap;

use vigie_domain::account::{Account, AccountId};
use vigie_journal::FormerRecord;
use vigie_relay::smtp::Senders;

/// The addresses of every mailbox in use with the former ones that it replaced, `current` first.
pub(crate) fn senders<'a>(
    current: AccountId,
    watched: impl Iterator<Item = &'a Account>,
    former: &BTreeMap<AccountId, FormerRecord>,
) -> Vec<Senders> {
    let mut own: Vec<(AccountId, Senders)> = watched
        .filter(|account| !account.training)
        .filter(|account| account.id == current || account.former.is_none())
        .map(|account| {
            let senders = Senders {
                current: account.address.as_str().to_owned(),
                former: Vec::new(),
            };
            (account.id, senders)
        })
        .collect();
    own.sort_by_key(|(account, _)| *account != current);
    for before in former.values() {
        let is_in_use = |(_, own): &(_, Senders)| own.replace(&before.address).is_some();
        if own.iter().any(is_in_use) {
            continue;
        }
        let mut successor = before.successor;
        // As many steps as there are mailboxes, whatever the record says.
        for _ in former {
            match former.get(&successor) {
                Some(next) => successor = next.successor,
                None => break,
            }
        }
        // Where nothing is left of what took its place, the mailbox in use did.
        let at = own.iter().position(|(account, _)| *account == successor);
        if let Some((_, own)) = own.get_mut(at.unwrap_or(0)) {
            own.former.push(before.address.clone());
        }
    }
    own.into_iter().map(|(_, senders)| senders).collect()
}
