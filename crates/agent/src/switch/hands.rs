//! The steps as they are done on this computer: in the record, the keychain and the billing
//! software's settings.

use std::sync::Arc;

use jiff::SignedDuration;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use vigie_domain::{
    account::{Account, AccountId},
    switch::{Aim, Former, Obstacle, Step, SwitchId, Way},
};
use vigie_journal::{Journal, NewAccount, RecordError};

use super::{Deeds, Halt, Order, Relay, Software, relay};
use crate::{
    secrets::{SecretError, Secrets},
    watch::ServerAccount,
};

/// Does the steps on this computer.
pub struct Hands {
    /// The record.
    pub journal: Journal,
    /// The keychain.
    pub secrets: Arc<dyn Secrets>,
    /// The installation's number, under which passwords stand in the keychain.
    pub installation: String,
    /// Minutes between two checks of a mailbox that is added.
    pub interval_minutes: u16,
    /// The billing software on this computer.
    pub software: Software,
    /// The relay on this computer.
    pub relay: Arc<dyn Relay>,
}

/// What is noted of [`Step::WatchNew`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WatchNote {
    /// The new mailbox's number.
    pub account: AccountId,
    /// This switch added it, or made the practice's what was a former mailbox: else it was watched
    /// before, and stays as it is when the switch is undone.
    pub added: bool,
}

impl Deeds for Hands {
    fn act(&self, order: &Order<'_>) -> Result<(), Halt> {
        let sets_software = matches!(order.step, Step::WriteSettings | Step::EnterByHand);
        if order.back && sets_software && order.record.plan.aim == Aim::FromRelay {
            // Set to the relay again, the software must find it.
            self.relay.open()?;
        }
        match (order.step, order.back) {
            (Step::KeepPassword, false) => self.keep_password(order),
            (Step::KeepPassword, true) => self.forget(order, &self.name_of_switch(order)),
            (Step::WatchNew, false) => self.watch_new(order),
            (Step::WatchNew, true) => self.watch_no_more(order),
            (Step::EnterByHand, false) => by_hand(order, Obstacle::EnterSettings),
            // Without an old mailbox there is nothing that could be entered again.
            (Step::EnterByHand, true) if order.record.plan.from.is_none() => Ok(()),
            (Step::EnterByHand, true) => by_hand(order, Obstacle::PutBackSettings),
            (Step::RetireOld, _) => self.retire_old(order),
            (Step::OpenRelay | Step::CollectLast | Step::UseRelay | Step::DrainRelay, _) => {
                relay::act(order, &self.journal, &*self.relay)
            }
            (Step::AwaitClosed | Step::BackUp | Step::WriteSettings | Step::ReadBack, _) => {
                let writes_password =
                    matches!(order.record.plan.way, Way::Profile { password: true, .. });
                let password = || {
                    if writes_password {
                        self.written_password(order)
                    } else {
                        Ok(None)
                    }
                };
                self.software.act(order, &self.journal, &password)
            }
        }
    }
}

/// Done when the person says so. Going forward, returns that are collected say it as well.
fn by_hand(order: &Order<'_>, obstacle: Obstacle) -> Result<(), Halt> {
    let seen = !order.back && order.record.collected_at.is_some();
    if order.given.word.as_ref() == Some(&obstacle) || seen {
        Ok(())
    } else {
        Err(obstacle.into())
    }
}

fn new_account(order: &Order<'_>) -> Option<WatchNote> {
    order.record.note(Step::WatchNew)
}

/// That this mailbox takes another's place from now on.
fn replaced_by(order: &Order<'_>, successor: AccountId) -> Former {
    let days = i64::from(order.record.plan.transition_days);
    let until = order
        .began_at
        .checked_add(SignedDuration::from_hours(24 * days));
    Former {
        since: order.began_at,
        until: until.unwrap_or(jiff::Timestamp::MAX),
        successor,
    }
}

impl Hands {
    /// The password waits under the switch's own name: the mailbox has no number yet.
    fn keep_password(&self, order: &Order<'_>) -> Result<(), Halt> {
        let name = self.name_of_switch(order);
        match &order.given.password {
            Some(password) => self.ask(order, |secrets| secrets.write(&name, password)),
            None if self.read(order, &name)?.is_some() => Ok(()),
            None => Err(Obstacle::PasswordLost.into()),
        }
    }

    fn watch_new(&self, order: &Order<'_>) -> Result<(), Halt> {
        let note = match new_account(order) {
            Some(note) => note,
            None => self.add_account(order)?,
        };
        // The relay sends there when the billing software is set to it.
        if let Some(place) = &order.record.plan.to.submission {
            self.journal.keep_submission(note.account, place)?;
        }
        let waiting = self.name_of_switch(order);
        let own = self.name_of_account(note.account);
        // A mailbox that was watched before gets the password too: the server has just taken it. It
        // stays when the switch is undone, for an earlier one that is another is not the mailbox's.
        match self.read(order, &waiting)? {
            Some(password) => self.ask(order, |secrets| secrets.write(&own, &password))?,
            // This was begun before, and the rest of it done.
            None if self.read(order, &own)?.is_some() => {}
            None => return Err(Obstacle::PasswordLost.into()),
        }
        self.forget(order, &waiting)
    }

    fn add_account(&self, order: &Order<'_>) -> Result<WatchNote, Halt> {
        let to = &order.record.plan.to;
        if let Some(account) = self.watched(order)? {
            let note = WatchNote {
                account: account.id,
                added: account.former.is_some(),
            };
            let json = serde_json::to_value(note).unwrap_or_default();
            self.journal.note_step(order.row, &json)?;
            return Ok(note);
        }
        let account = NewAccount {
            address: to.address.clone(),
            login: to.pop.login.clone(),
            server: to.pop.server.clone(),
            provider: to.provider.clone(),
            interval_minutes: self.interval_minutes,
            training: false,
        };
        let note = |account| WatchNote {
            account,
            added: true,
        };
        let json = move |account| serde_json::to_value(note(account)).unwrap_or_default();
        let added = self
            .journal
            .add_account_for_step(order.row, account, json, order.began_at);
        match added {
            Ok(account) => Ok(note(account.id)),
            Err(RecordError::AlreadyWatched) => Err(Obstacle::NotWatched.into()),
            Err(error) => Err(error.into()),
        }
    }

    /// The password that goes to the billing software's settings.
    fn written_password(&self, order: &Order<'_>) -> Result<Option<SecretString>, Halt> {
        let plan = &order.record.plan;
        let account = match plan.aim {
            Aim::Mailbox => new_account(order).map(|note| note.account),
            Aim::FromRelay => plan.from,
            Aim::ToRelay => return self.relay.password().map(Some),
        };
        account.map_or(Ok(None), |account| {
            self.read(order, &self.name_of_account(account))
        })
    }

    /// The new mailbox, where it is watched already; an obstacle where that is with another
    /// server or login than was checked.
    fn watched(&self, order: &Order<'_>) -> Result<Option<Account>, Halt> {
        let to = &order.record.plan.to;
        let wanted = to.address.as_str();
        let is_it = |account: &Account| account.address.as_str().eq_ignore_ascii_case(wanted);
        let Some(account) = self.journal.accounts()?.into_iter().find(is_it) else {
            return Ok(None);
        };
        let place = |server, login| (ServerAccount::new(server, login), server.security);
        if place(&account.server, &account.login) != place(&to.pop.server, &to.pop.login) {
            return Err(Obstacle::NotWatched.into());
        }
        Ok(Some(account))
    }

    /// A mailbox that was used is still watched, as the former one that it has become: what left
    /// from it is answered there. Any other is removed. Its password goes last, as when a mailbox is
    /// removed by hand: a record that cannot be written leaves no mailbox without one.
    fn watch_no_more(&self, order: &Order<'_>) -> Result<(), Halt> {
        let Some(note) = new_account(order).filter(|note| note.added) else {
            return Ok(());
        };
        let accounts = self.journal.accounts()?;
        let is_former = |one: &Account| one.id == note.account && one.former.is_some();
        if accounts.iter().any(is_former) {
            return Ok(());
        }
        let name = self.name_of_account(note.account);
        // Only a keychain that is open is begun with.
        match self.ask(order, |secrets| secrets.read(&name).map(drop)) {
            Ok(()) | Err(Halt::Obstacle(Obstacle::KeychainUnavailable)) => {}
            Err(halt) => return Err(halt),
        }
        let old = order.record.plan.from;
        let former = old.map(|old| replaced_by(order, old));
        let taken = self
            .journal
            .take_account_back(note.account, former, order.now);
        match taken {
            Ok(true) | Err(RecordError::UnknownAccount) => self.forget(order, &name),
            Ok(false) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Undone, the two change places: the new mailbox may have been used by then.
    fn retire_old(&self, order: &Order<'_>) -> Result<(), Halt> {
        let Some(old) = order.record.plan.from else {
            return Ok(());
        };
        let made = match (new_account(order), order.back) {
            (Some(note), false) => {
                let former = replaced_by(order, note.account);
                self.journal.set_former(old, Some(former))
            }
            (Some(note), true) if note.added => {
                let former = replaced_by(order, old);
                match self.journal.set_former(note.account, Some(former)) {
                    // The new one was removed meanwhile.
                    Err(RecordError::UnknownAccount) => self.journal.set_former(old, None),
                    made => made,
                }
            }
            _ => self.journal.set_former(old, None),
        };
        match made {
            // It was removed meanwhile: there is nothing to retire.
            Ok(()) | Err(RecordError::UnknownAccount) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn name_of_switch(&self, order: &Order<'_>) -> String {
        let SwitchId(number) = order.record.id;
        format!("{}/switch-{number}", self.installation)
    }

    fn name_of_account(&self, account: AccountId) -> String {
        format!("{}/{account}", self.installation)
    }

    fn read(&self, order: &Order<'_>, name: &str) -> Result<Option<SecretString>, Halt> {
        self.ask(order, |secrets| secrets.read(name))
    }

    /// Where there is no keychain, nothing is left in it either.
    fn forget(&self, order: &Order<'_>, name: &str) -> Result<(), Halt> {
        self.ask(order, |secrets| match secrets.delete(name) {
            Err(SecretError::Absent(_)) => Ok(()),
            other => other,
        })
    }

    /// Asks the keychain; where it is locked and the person is looking, asks the person.
    fn ask<T>(
        &self,
        order: &Order<'_>,
        act: impl Fn(&dyn Secrets) -> Result<T, SecretError>,
    ) -> Result<T, Halt> {
        let mut result = act(&*self.secrets);
        let looking = order.given.looking;
        if matches!(result, Err(SecretError::Locked)) && looking && self.secrets.unlock().is_ok() {
            result = act(&*self.secrets);
        }
        result.map_err(|error| {
            tracing::warn!(%error, "the keychain refuses");
            match error {
                SecretError::Locked | SecretError::Denied => {
                    Halt::Obstacle(Obstacle::KeychainLocked)
                }
                SecretError::TimedOut => Halt::ForNow(Obstacle::KeychainUnavailable),
                SecretError::Absent(_) | SecretError::TooLong | SecretError::Failed(_) => {
                    Halt::Obstacle(Obstacle::KeychainUnavailable)
                }
            }
        })
    }
}
