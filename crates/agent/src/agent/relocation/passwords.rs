//! The passwords of a check: read from the keychain, given anew, deleted at its end.

use std::sync::{Arc, atomic::Ordering};

use jiff::Timestamp;
use secrecy::SecretString;
use vigie_domain::account::Address;
use vigie_protocol::{Password, Refusal};

use super::{
    super::{Agent, checks::Done, draft},
    ASK_AGAIN, RelocationDone,
    begin::secret_of,
    course::Doing,
    later,
};
use crate::{
    relocation::{Ledger, Phase, SecretSet, secret_name},
    secrets::SecretError,
};

impl Agent {
    /// Somebody is looking, or the keychain was unlocked: passwords may be at hand now.
    pub(in super::super) fn try_relocation_secrets_now(&mut self, now: Timestamp) {
        if let Some(course) = &mut self.relocation.course
            && course.ask_again.is_some()
        {
            course.ask_again = Some(now);
        }
    }

    pub(super) fn give_relocation_password(
        &mut self,
        address: &Address,
        given: &Password,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        draft::password(given)?;
        let installation = self.record.installation().to_owned();
        let course = self.relocation.course.as_mut();
        let course = course.ok_or(Refusal::NothingUnderWay)?;
        let place = course
            .kept
            .mailboxes
            .iter()
            .position(|mailbox| mailbox.has_address(address))
            .ok_or(Refusal::UnknownMailbox)?;
        match course.doing {
            Doing::AtRest if place == 0 => {
                course.kept.password_changed = true;
                course.kept.refusals = 0;
            }
            Doing::Missing(_) | Doing::AtRest => {}
            _ => return Err(Refusal::UnderWay),
        }
        course.given_anew.insert(place);
        if let Some(password) = course.passwords.get_mut(place) {
            *password = Some(given.0.clone());
        }
        let set = course.kept.secrets;
        let mut watched = None;
        if let Some(mailbox) = course.kept.mailboxes.get_mut(place) {
            mailbox.with_password = true;
            mailbox.given = mailbox.watched.is_some();
            watched = mailbox.watched;
        }
        if matches!(course.doing, Doing::Missing(_)) {
            self.relocation_passwords_known();
        } else {
            self.keep_relocation();
        }
        if watched.is_none() {
            let secrets = Arc::clone(&self.world.secrets);
            let (name, secret) = (secret_name(&installation, set, place), given.0.clone());
            tokio::task::spawn_blocking(move || {
                if let Err(error) = secrets.write(&name, &secret) {
                    tracing::info!(%error, "a password is known until the agent ends");
                }
            });
        }
        self.drive_relocation(now);
        Ok(())
    }

    /// Reads the passwords that are not at hand, beside the loop.
    pub(super) fn read_relocation_secrets(&mut self) {
        let Some(course) = &self.relocation.course else {
            return;
        };
        let installation = self.record.installation();
        let set = course.kept.secrets;
        let wanted: Vec<(usize, String)> = course
            .without_password()
            .map(|(place, one)| (place, secret_of(installation, set, place, one.watched)))
            .collect();
        let (secrets, done) = (Arc::clone(&self.world.secrets), self.done.clone());
        tokio::task::spawn_blocking(move || {
            let read = wanted
                .into_iter()
                .map(|(place, name)| (place, secrets.read(&name)))
                .collect();
            let _ = done.send(Done::Relocation(RelocationDone::Secrets(read)));
        });
    }

    pub(super) fn relocation_secrets(
        &mut self,
        read: Vec<(usize, Result<Option<SecretString>, SecretError>)>,
        now: Timestamp,
    ) {
        let Some(course) = &mut self.relocation.course else {
            return;
        };
        let mut refused = false;
        for (place, read) in read {
            match read {
                Ok(Some(password)) => {
                    if let Some(known) = course.passwords.get_mut(place) {
                        known.get_or_insert(password);
                    }
                }
                // A mailbox that is no longer watched has none any more.
                Ok(None) => {
                    if let Some(mailbox) = course.kept.mailboxes.get_mut(place)
                        && mailbox.watched.is_some()
                    {
                        mailbox.with_password = false;
                    }
                }
                Err(error) => {
                    tracing::info!(%error, "a check of a new mailbox waits for the keychain");
                    refused = true;
                }
            }
        }
        course.ask_again = refused.then(|| later(now, ASK_AGAIN));
        self.relocation_passwords_known();
        self.drive_relocation(now);
    }

    /// Decides by the passwords that are at hand how to go on.
    pub(super) fn relocation_passwords_known(&mut self) {
        let Some(course) = &mut self.relocation.course else {
            return;
        };
        if matches!(course.doing, Doing::Running { .. } | Doing::Later(_)) {
            return;
        }
        let missing: Vec<Address> = course
            .without_password()
            .map(|(_, mailbox)| mailbox.address.clone())
            .collect();
        if course.kept.phase == Phase::Judged {
            course.doing = Doing::AtRest;
        } else if missing.is_empty() {
            course.ask_again = None;
            course
                .given_up
                .store(course.kept.phase == Phase::Ending, Ordering::Relaxed);
            course.doing = Doing::Due;
        } else {
            course.doing = Doing::Missing(missing);
        }
    }

    /// Deletes the passwords that were kept for a check alone.
    pub(super) fn delete_relocation_secrets(&self, set: SecretSet) {
        let (ledger, secrets) = (self.relocation_ledger(), Arc::clone(&self.world.secrets));
        tokio::task::spawn_blocking(move || ledger.delete(&*secrets, set));
    }

    /// Deletes those that could not be deleted before, or that nobody came to keep a record of.
    pub(super) fn delete_forgotten_secrets(&self, needed: Option<SecretSet>) {
        let (ledger, secrets) = (self.relocation_ledger(), Arc::clone(&self.world.secrets));
        tokio::task::spawn_blocking(move || ledger.delete_all_but(&*secrets, needed));
    }

    pub(super) fn relocation_ledger(&self) -> Ledger {
        Ledger::new(&self.world.data_dir, self.record.installation())
    }
}
