//! The record, as far as the agent uses it: what is kept where, and what a fault means.

use std::collections::HashSet;

use jiff::Timestamp;
use vigie_domain::{
    account::{Account, AccountId},
    health::{Happening, Health},
    report::CheckReport,
};
use vigie_journal::{CheckRecord, Fault, Journal, NewAccount, Notification, Opened, UidDelta};
use vigie_mailbox::{KnownUids, ServerMemory};
use vigie_protocol::{History, HistoryPoint, Incident, MailboxDraft, Settings};
use vigie_words::{Mailbox, cause, notice::Notice};

pub use vigie_journal::RecordError;

use crate::{
    book::{Books, Sources},
    relocation, settings,
    steering::{OwnSettings, Providers},
    watch::Watched,
};

/// The key of the settings.
const SETTINGS: &str = "settings";

/// The key of the settings that the user chose.
const CHOSEN: &str = "settings_chosen";

/// The record of this installation. Clones share it.
#[derive(Clone, Debug)]
pub struct Record {
    journal: Journal,
    installation: String,
    opened: Opened,
}

/// A mailbox as the record has it.
pub(super) struct Kept {
    pub(super) account: Account,
    pub(super) health: Option<Health>,
    pub(super) memory: Option<ServerMemory>,
    pub(super) report: Option<CheckReport>,
}

impl Record {
    /// A journal that was opened.
    pub fn new(journal: Journal, opened: Opened) -> Result<Self, RecordError> {
        let installation = journal.installation_id()?;
        Ok(Self {
            journal,
            installation,
            opened,
        })
    }

    /// The installation's number.
    pub(super) fn installation(&self) -> &str {
        &self.installation
    }

    /// What was damaged at this start, as it is told.
    pub(super) fn damage(&self) -> Option<Notice> {
        let opened = &self.opened;
        let file = opened.set_aside.as_ref()?.file_name()?;
        let file = file.to_string_lossy().into_owned();
        let mailboxes = opened.carried_over.accounts;
        let switch_lost = opened.carried_over.switch_lost;
        Some(match (opened.created, mailboxes) {
            (false, _) => Notice::RecordTailLost { file },
            (true, 0) => Notice::RecordSetAside { file },
            (true, _) => Notice::RecordCarriedOver {
                file,
                mailboxes,
                switch_lost,
            },
        })
    }

    /// The journal itself, for the books: what they ask of it is done beside the loop.
    pub(super) fn journal(&self) -> &Journal {
        &self.journal
    }

    /// The books of these mailboxes, and their sources. What cannot be read is begun anew.
    pub(super) fn books(&self, accounts: impl Iterator<Item = AccountId>, now: Timestamp) -> Books {
        let mut books = Books::default();
        for account in accounts {
            books.add(
                account,
                or_anew(account, self.journal.book_state(account)),
                now,
            );
        }
        match self.journal.sources() {
            Ok(sources) => books.sources = Sources::of(sources, now),
            Err(error) => tracing::error!(%error, "the sources of lots cannot be read"),
        }
        books
    }

    /// Why nothing can be written at present.
    pub(super) fn fault(&self) -> Option<Fault> {
        self.journal.fault()
    }

    /// How much was given up since the start, because it could not be written in time.
    pub(super) fn lost(&self) -> u64 {
        self.journal.lost()
    }

    /// Calls back whenever that changes.
    pub(super) fn on_fault(&self, changed: impl Fn() + Send + 'static) {
        self.journal.on_fault(move |_| changed());
    }

    /// The user's settings, where they were ever changed.
    pub(super) fn settings(&self) -> Result<Option<OwnSettings>, RecordError> {
        let Some(kept) = self.journal.setting::<Settings>(SETTINGS)? else {
            return Ok(None);
        };
        let Ok(kept) = settings::validated(kept) else {
            return Ok(None);
        };
        // A name that a later release wrote is unknown: choices are told from the values then.
        let chosen = match self.journal.setting(CHOSEN) {
            Err(RecordError::Unreadable { .. }) => None,
            read => read?,
        };
        Ok(Some(OwnSettings::of(kept, chosen)))
    }

    pub(super) fn keep_settings(&self, settings: &OwnSettings) -> Result<(), RecordError> {
        // In this order: what is said to be chosen is looked at with settings alone.
        self.journal.set_setting(CHOSEN, settings.chosen())?;
        self.journal.set_setting(SETTINGS, settings.settings())
    }

    /// The watched mailboxes. What cannot be read of one is told in the log and begun anew.
    pub(super) fn mailboxes(&self) -> Result<Vec<Kept>, RecordError> {
        let accounts = self.journal.accounts()?;
        Ok(accounts
            .into_iter()
            .map(|account| {
                let id = account.id;
                Kept {
                    account,
                    health: or_anew(id, self.journal.health(id)),
                    memory: or_anew(id, self.journal.server_memory::<Option<ServerMemory>>(id))
                        .flatten(),
                    report: or_anew(id, self.journal.last_report(id)),
                }
            })
            .collect())
    }

    pub(super) fn add(
        &self,
        draft: &MailboxDraft,
        interval_minutes: u16,
        now: Timestamp,
    ) -> Result<Account, RecordError> {
        let account = NewAccount {
            address: draft.address.clone(),
            login: draft.login.clone(),
            server: draft.server.clone(),
            provider: draft.provider.clone(),
            interval_minutes,
            training: false,
        };
        self.journal.add_account(account, now)
    }

    pub(super) fn update(&self, account: &Account) -> Result<(), RecordError> {
        self.journal.update_account(account)
    }

    pub(super) fn remove(&self, account: AccountId, now: Timestamp) -> Result<(), RecordError> {
        self.journal.remove_account(account, now)
    }

    /// Queues a step of the watch.
    pub(super) fn keep_step(
        &self,
        account: AccountId,
        health: &Health,
        happenings: &[Happening],
        now: Timestamp,
    ) {
        told(self.journal.record_step(account, health, happenings, now));
    }

    /// Queues a check with everything that it changed, for one transaction.
    pub(super) fn keep_check(
        &self,
        watched: &Watched,
        report: &CheckReport,
        happenings: &[Happening],
        uids: &UidDelta,
        now: Timestamp,
    ) {
        // Also where nothing is to be remembered any more: that is kept as well.
        let memory = serde_json::to_value(&watched.memory).ok();
        told(self.journal.record_check(&CheckRecord {
            account: watched.account.id,
            report,
            health: &watched.health,
            happenings,
            uids,
            memory: memory.as_ref(),
            at: now,
        }));
    }

    /// Queues that something was announced.
    pub(super) fn keep_notification(
        &self,
        account: AccountId,
        happening: &Happening,
        now: Timestamp,
    ) {
        let key = serde_json::to_value(happening)
            .ok()
            .and_then(|value| Some(value.get("kind")?.as_str()?.to_owned()))
            .unwrap_or_default();
        told(self.journal.record_notification(&Notification {
            account: Some(account),
            at: now,
            key,
            happening: Some(happening.clone()),
            error: None,
        }));
    }

    /// Queues that something of a book was announced.
    pub(super) fn keep_book_notification(&self, account: AccountId, key: &str, now: Timestamp) {
        told(self.journal.record_notification(&Notification {
            account: Some(account),
            at: now,
            key: key.to_owned(),
            happening: None,
            error: None,
        }));
    }

    /// Queues that the desktop did not show something.
    pub(super) fn keep_failed_notification(
        &self,
        account: Option<AccountId>,
        key: &str,
        error: String,
        now: Timestamp,
    ) {
        told(self.journal.record_notification(&Notification {
            account,
            at: now,
            key: key.to_owned(),
            happening: None,
            error: Some(error),
        }));
    }

    /// The check of a new mailbox that is kept, and when it began.
    pub(super) fn relocation(&self) -> Result<Option<(Timestamp, relocation::Kept)>, RecordError> {
        self.journal.relocation()
    }

    /// Keeps it as it stands now.
    pub(super) fn keep_relocation(
        &self,
        began: Timestamp,
        kept: &relocation::Kept,
    ) -> Result<(), RecordError> {
        self.journal.keep_relocation(began, kept)
    }

    pub(super) fn forget_relocation(&self) -> Result<(), RecordError> {
        self.journal.forget_relocation()
    }

    /// Waits, beside the loop, until everything that was queued is on disk. A record that cannot
    /// be written is told of elsewhere, and the watch goes on.
    pub(super) async fn on_disk(&self) {
        let journal = self.journal.clone();
        let flushed = tokio::task::spawn_blocking(move || journal.flush()).await;
        if !matches!(flushed, Ok(Ok(()))) {
            tracing::warn!("a check goes on without a record of its beginning");
        }
    }

    /// The messages known in a mailbox; read beside the loop.
    pub(super) async fn known(&self, account: AccountId) -> KnownUids {
        let journal = self.journal.clone();
        let read = tokio::task::spawn_blocking(move || journal.known_uids(account)).await;
        match read {
            Ok(Ok(known)) => known
                .into_iter()
                .map(|known| (known.uid, Some(known.first_seen)))
                .collect(),
            Ok(Err(error)) => {
                tracing::warn!(%error, account = account.0, "the known messages are not known");
                KnownUids::new()
            }
            Err(_) => KnownUids::new(),
        }
    }

    /// What was recorded of a mailbox, the latest included; waits for the disk.
    pub(super) fn history(
        &self,
        account: &Account,
        from: Timestamp,
        until: Timestamp,
        points: u32,
        providers: &Providers,
    ) -> Result<History, RecordError> {
        if let Err(error) = self.journal.flush() {
            // A full disk: what is on it can be read all the same.
            tracing::debug!(%error, "the history may lack the latest");
        }
        let points = self
            .journal
            .history(account.id, from, until, points)?
            .into_iter()
            .map(|point| HistoryPoint {
                at: point.at,
                seconds: point.seconds,
                well: point.well,
                failed: point.failed,
                unknown: point.unknown,
                median_ms: point.median_ms,
                max_ms: point.max_ms,
            })
            .collect();
        Ok(History {
            points,
            incidents: self.incidents(account, from, until, providers)?,
        })
    }

    /// The incidents that touch a range, latest first.
    pub(super) fn incidents(
        &self,
        account: &Account,
        from: Timestamp,
        until: Timestamp,
        providers: &Providers,
    ) -> Result<Vec<Incident>, RecordError> {
        let provider = providers.name(account.provider.as_deref());
        let mailbox = Mailbox::of(account, provider);
        let incidents = self.journal.incidents(account.id, from, until)?;
        Ok(incidents
            .into_iter()
            .filter_map(|incident| {
                // Of a kind that this release does not know: a later one will show it again.
                let Some(Happening::AlarmBegan { failure, .. }) = incident.happening else {
                    return None;
                };
                Some(Incident {
                    began: incident.began,
                    ended: incident.ended,
                    explanation: cause::explain(&failure, &mailbox),
                })
            })
            .collect())
    }
}

/// What a check changes in the set of known messages.
pub(super) fn delta(report: &CheckReport, known: KnownUids) -> UidDelta {
    let known: HashSet<String> = known.into_keys().collect();
    UidDelta::of(report, &known)
}

fn or_anew<T>(account: AccountId, read: Result<Option<T>, RecordError>) -> Option<T> {
    read.unwrap_or_else(|error| {
        tracing::warn!(account = account.0, %error, "begun anew");
        None
    })
}

fn told(queued: Result<(), RecordError>) {
    if let Err(error) = queued {
        tracing::error!(%error, "not recorded");
    }
}

#[cfg(test)]
mod tests {
    use vigie_journal::CarriedOver;

    use super::*;

    #[test]
    fn a_lost_log_is_told_apart_from_a_record_begun_anew() {
        let folder = tempfile::tempdir().unwrap();
        let (journal, intact) =
            Journal::open(&folder.path().join("vigie.sqlite"), Timestamp::UNIX_EPOCH).unwrap();
        let damage = |set_aside: bool, created: bool, accounts: usize| {
            let opened = Opened {
                set_aside: set_aside.then(|| folder.path().join("aside")),
                created,
                carried_over: CarriedOver {
                    accounts,
                    settings: 0,
                    switch_lost: accounts == 3,
                },
                ..intact.clone()
            };
            Record::new(journal.clone(), opened).unwrap().damage()
        };
        let file = "aside".to_owned();
        assert_eq!(damage(false, true, 0), None);
        assert_eq!(
            damage(true, false, 0),
            Some(Notice::RecordTailLost { file: file.clone() })
        );
        assert_eq!(
            damage(true, true, 0),
            Some(Notice::RecordSetAside { file: file.clone() })
        );
        for (mailboxes, switch_lost) in [(2, false), (3, true)] {
            let carried_over = Notice::RecordCarriedOver {
                file: file.clone(),
                mailboxes,
                switch_lost,
            };
            assert_eq!(damage(true, true, mailboxes), Some(carried_over));
        }
    }
}
