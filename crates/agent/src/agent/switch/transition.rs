//! The end of a transition: what it amounted to, and that the former mailbox may be retired.

use jiff::Timestamp;
use vigie_domain::account::AccountId;
use vigie_words::notice::Notice;

use super::super::{Agent, checks::Done};

impl Agent {
    /// When the next transition ends.
    pub(super) fn next_transition_end(&self) -> Option<Timestamp> {
        self.watch
            .all()
            .filter(|watched| !self.switch.over.contains_key(&watched.account.id))
            .filter_map(|watched| watched.account.former)
            .map(|former| former.until)
            .min()
    }

    /// Says of each transition that is over that it is, and no more of one that is not: the old
    /// mailbox was removed, or the switch undone.
    pub(super) fn note_transitions(&mut self, now: Timestamp) {
        let is_over = |account: &AccountId| {
            let watched = self.watch.get(*account);
            let former = watched.and_then(|watched| watched.account.former);
            former.is_some_and(|former| former.until <= now)
        };
        let past: Vec<AccountId> = self.switch.over.keys().copied().collect();
        for account in past.into_iter().filter(|account| !is_over(account)) {
            if let Some(Some(notice)) = self.switch.over.remove(&account) {
                self.notices.remove(&notice);
            }
        }
        let new: Vec<AccountId> = self
            .accounts()
            .into_iter()
            .filter(|account| is_over(account) && !self.switch.over.contains_key(account))
            .collect();
        for account in new {
            self.switch.over.insert(account, None);
            self.count_transition(account);
        }
    }

    /// Counts, beside the loop, what arrived in the former mailbox.
    fn count_transition(&self, account: AccountId) {
        let watched = self.watch.get(account).map(|watched| &watched.account);
        let Some((old, former)) = watched.and_then(|old| Some((old, old.former?))) else {
            return;
        };
        let successor = self.watch.get(former.successor);
        let named = |address: &vigie_domain::account::Address| address.to_string();
        let (address, successor) = (
            named(&old.address),
            successor.map_or_else(String::new, |new| named(&new.account.address)),
        );
        let (journal, done) = (self.record.journal().clone(), self.done.clone());
        tokio::task::spawn_blocking(move || {
            let returns = match journal.returns_between(account, &former) {
                Ok(between) => between.found.total,
                Err(error) => {
                    tracing::warn!(%error, "what came to the former mailbox is not known");
                    0
                }
            };
            let notice = Notice::TransitionOver {
                former: address,
                successor,
                since: former.since,
                returns,
            };
            let _ = done.send(Done::TransitionCounted { account, notice });
        });
    }

    pub(in super::super) fn take_transition(&mut self, account: AccountId, notice: Notice) {
        // Undone or removed meanwhile, perhaps.
        if let Some(kept) = self.switch.over.get_mut(&account) {
            self.notices.add(notice.clone());
            *kept = Some(notice);
        }
    }
}
