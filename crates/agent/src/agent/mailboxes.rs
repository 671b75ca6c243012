//! The watched mailboxes: adding, removing, a new password.

use std::sync::Arc;

use jiff::Timestamp;
use vigie_domain::{
    account::{Account, AccountId},
    health::{Health, Line},
    server::Security,
};
use vigie_protocol::{Answer, MailboxDraft, Password, Refusal};
use vigie_words::{Mailbox, cause, situation};

use crate::{
    faces::Reply,
    secrets::{SecretError, Secrets},
    watch::ServerAccount,
};

use super::{
    Agent, RecordError,
    checks::{AfterJudgement, Done},
    draft,
    ground::TRAINING_ACCOUNT,
};

/// What became of a password in the keychain.
pub(super) struct Written {
    then: AfterWriting,
    result: Result<(), SecretError>,
    reply: Reply,
}

/// What the keychain was asked for.
enum AfterWriting {
    Add {
        account: Account,
        password: Password,
    },
    Change(AccountId),
    Remove(AccountId),
}

impl Agent {
    /// Judges a draft, and then tries it.
    pub(super) fn try_mailbox(&mut self, draft: MailboxDraft, reply: Reply, now: Timestamp) {
        self.judge(draft, AfterJudgement::Try, reply, now);
    }

    /// Judges a draft, and then watches it.
    pub(super) fn add_mailbox(&mut self, draft: MailboxDraft, reply: Reply, now: Timestamp) {
        self.judge(draft, AfterJudgement::Add, reply, now);
    }

    fn judge(&mut self, draft: MailboxDraft, then: AfterJudgement, reply: Reply, now: Timestamp) {
        let draft = match draft::judged(draft, &self.world.knowledge.providers()) {
            Ok(draft) => draft,
            Err(refusal) => return reply.send(Err(refusal)),
        };
        if then == AfterJudgement::Add && self.is_watched(&draft) {
            return reply.send(Err(Refusal::AlreadyWatched));
        }
        if draft.server.security != Security::Plain {
            return self.judged(draft, then, reply, now);
        }
        // The user's consent counts only where there is nothing better: ask the server itself.
        let (network, done) = (self.world.network.clone(), self.done.clone());
        tokio::task::spawn_local(async move {
            let offers_tls = network.offers_tls(&draft.server).await;
            let _ = done.send(Done::ClearTextJudged {
                draft: Box::new(draft),
                offers_tls,
                then,
                reply,
            });
        });
    }

    pub(super) fn take_judgement(
        &mut self,
        draft: MailboxDraft,
        offers_tls: bool,
        then: AfterJudgement,
        reply: Reply,
        now: Timestamp,
    ) {
        if offers_tls {
            return reply.send(Err(Refusal::ClearTextRefused));
        }
        self.judged(draft, then, reply, now);
    }

    fn judged(&mut self, draft: MailboxDraft, then: AfterJudgement, reply: Reply, now: Timestamp) {
        match then {
            AfterJudgement::Try => self.begin_trial(draft, reply, now),
            AfterJudgement::Add => self.begin_add(&draft, reply, now),
        }
    }

    /// Whether a login to this account is allowed now, as far as a mailbox under watch decides.
    pub(super) fn login_allowed(
        &self,
        account: &ServerAccount,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        if self.relocation.busy().contains(account) || self.collecting().contains(account) {
            return Err(Refusal::UnderWay);
        }
        if let Some(at) = self.relocation.next_login(account).filter(|at| *at > now) {
            return Err(too_soon(at, now));
        }
        let watched = self
            .watch
            .all()
            .find(|watched| watched.server_account() == *account);
        let Some(watched) = watched else {
            return Ok(());
        };
        if watched.is_busy() {
            return Err(Refusal::TooSoon { seconds: 1 });
        }
        match watched.health.next_login_allowed() {
            Some(at) if at > now => Err(too_soon(at, now)),
            _ => Ok(()),
        }
    }

    pub(super) fn take_trial(
        &mut self,
        draft: MailboxDraft,
        checked: vigie_mailbox::Checked,
        reply: Reply,
        now: Timestamp,
    ) {
        let report = &checked.report;
        let providers = self.world.knowledge.providers();
        let provider = providers.name(draft.provider.as_deref());
        let mailbox = Mailbox {
            address: &draft.address,
            server: &draft.server,
            provider,
        };
        let explanation = match &report.outcome {
            Ok(_) => situation::explain(
                &vigie_domain::health::Situation::Well { since: now },
                &mailbox,
            ),
            Err(failure) => cause::explain(failure, &mailbox),
        };
        let account = ServerAccount::new(&draft.server, &draft.login);
        let mut shown = report.clone();
        if let Ok(seen) = &mut shown.outcome {
            seen.uids = None;
            seen.new_messages.truncate(SHOWN_MESSAGES);
        }
        self.trials.end(account, draft.password.0, checked, now);
        reply.send(Ok(Answer::Checked {
            report: Box::new(shown),
            explanation,
        }));
    }

    fn is_watched(&self, draft: &MailboxDraft) -> bool {
        let server_account = ServerAccount::new(&draft.server, &draft.login);
        self.watch.all().any(|watched| {
            watched
                .account
                .address
                .as_str()
                .eq_ignore_ascii_case(draft.address.as_str())
                || watched.server_account() == server_account
        })
    }

    fn begin_add(&mut self, draft: &MailboxDraft, reply: Reply, now: Timestamp) {
        // Judged before the network was asked, perhaps; another face may have been quicker.
        if self.is_watched(draft) {
            return reply.send(Err(Refusal::AlreadyWatched));
        }
        let password = draft.password.clone();
        let account = match self.record.add(draft, self.settings.interval_minutes, now) {
            Ok(account) => account,
            Err(error) => return reply.send(Err(refusal(&error))),
        };
        let name = self.secret_name(account.id);
        let secret = password.0.clone();
        self.write_secret(
            Arc::clone(&self.world.secrets),
            AfterWriting::Add { account, password },
            reply,
            move |secrets| secrets.write(&name, &secret),
        );
    }

    /// A new password for a watched mailbox.
    pub(super) fn change_password(&mut self, account: AccountId, password: Password, reply: Reply) {
        if self.watch.get(account).is_none() {
            return reply.send(Err(Refusal::UnknownMailbox));
        }
        if let Err(refusal) = draft::password(&password) {
            return reply.send(Err(refusal));
        }
        let name = self.secret_name(account);
        self.write_secret(
            self.secrets_of(account),
            AfterWriting::Change(account),
            reply,
            move |secrets| secrets.write(&name, &password.0),
        );
    }

    /// Ends the watch over a mailbox. Its password goes last, so that a record that cannot be written
    /// does not leave a mailbox without one; but only a keychain that is open is begun with.
    pub(super) fn remove_mailbox(&mut self, account: AccountId, reply: Reply) {
        if account == TRAINING_ACCOUNT {
            return reply.send(Err(Refusal::NotPossible));
        }
        if self.watch.get(account).is_none() {
            return reply.send(Err(Refusal::UnknownMailbox));
        }
        if self.switch.needs(account) {
            return reply.send(Err(Refusal::UnderWay));
        }
        let name = self.secret_name(account);
        self.write_secret(
            Arc::clone(&self.world.secrets),
            AfterWriting::Remove(account),
            reply,
            move |secrets| secrets.read(&name).map(drop),
        );
    }

    /// Asks the keychain beside the loop; where it is locked, asks the person, who is looking.
    fn write_secret(
        &self,
        secrets: Arc<dyn Secrets>,
        then: AfterWriting,
        reply: Reply,
        act: impl Fn(&dyn Secrets) -> Result<(), SecretError> + Send + 'static,
    ) {
        let done = self.done.clone();
        let (sender, written) = tokio::sync::oneshot::channel();
        tokio::task::spawn_blocking(move || {
            let mut result = act(&*secrets);
            if matches!(result, Err(SecretError::Locked)) && secrets.unlock().is_ok() {
                result = act(&*secrets);
            }
            let _ = sender.send(result);
        });
        tokio::task::spawn_local(async move {
            let result = written
                .await
                .unwrap_or_else(|_| Err(SecretError::Failed("interrupted".to_owned())));
            let _ = done.send(Done::Written(Box::new(Written {
                then,
                result,
                reply,
            })));
        });
    }

    pub(super) fn take_written(&mut self, written: Written, now: Timestamp) {
        let Written {
            then,
            result,
            reply,
        } = written;
        if let Err(error) = &result {
            tracing::warn!(%error, "the keychain refuses");
        }
        match (then, result) {
            (AfterWriting::Add { account, password }, Ok(())) => {
                self.added(account, &password, reply, now);
            }
            (AfterWriting::Add { account, .. }, Err(error)) => {
                if let Err(error) = self.record.remove(account.id, now) {
                    tracing::warn!(%error, "a mailbox without a password stays in the record");
                }
                reply.send(Err(secret_refusal(&error)));
            }
            (AfterWriting::Change(account), Ok(())) => {
                if self.watch.password_changed(account, now).is_some() {
                    self.relay_password_stored(account);
                    if let Some(news) = self.watch.secret_available(account, now) {
                        self.take_news(account, &news, now);
                    }
                    reply.send(Ok(Answer::Done));
                } else {
                    reply.send(Err(Refusal::UnknownMailbox));
                }
            }
            // Where there is no keychain any more, nothing of the password is left either.
            (AfterWriting::Remove(account), Ok(()) | Err(SecretError::Absent(_))) => {
                if let Err(error) = self.record.remove(account, now) {
                    return reply.send(Err(refusal(&error)));
                }
                let heir = self.successor_of(account);
                self.watch.remove(account);
                self.books.remove(account);
                self.watch_sources();
                self.withdraw_toasts(account);
                self.successor_removed(account, heir, now);
                tracing::info!(account = account.0, "a mailbox is no longer watched");
                self.delete_secret(account, reply);
            }
            (AfterWriting::Change(_) | AfterWriting::Remove(_), Err(error)) => {
                reply.send(Err(secret_refusal(&error)));
            }
        }
    }

    /// Deletes the password of a mailbox that is watched no more.
    fn delete_secret(&self, account: AccountId, reply: Reply) {
        let (secrets, name) = (Arc::clone(&self.world.secrets), self.secret_name(account));
        let deleting = tokio::task::spawn_blocking(move || secrets.delete(&name));
        tokio::task::spawn_local(async move {
            match deleting.await {
                Ok(Ok(()) | Err(SecretError::Absent(_))) => {}
                Ok(Err(error)) => {
                    tracing::warn!(account = account.0, %error, "its password stays in the keychain");
                }
                Err(error) => tracing::warn!(account = account.0, %error, "interrupted"),
            }
            reply.send(Ok(Answer::Done));
        });
    }

    fn added(&mut self, account: Account, password: &Password, reply: Reply, now: Timestamp) {
        let policy = self.policy_for(&account);
        let server_account = ServerAccount::new(&account.server, &account.login);
        let mut health = Health::new(now);
        let next = self.trials.next_login(&server_account);
        if next
            .max(self.relocation.next_login(&server_account))
            .is_some_and(|next| next > now)
        {
            // The login of a trial, or of a check of a new mailbox, counts as this mailbox's.
            health.check_began(&policy, now);
        }
        let id = account.id;
        self.watch.add(account.clone(), health, policy, None, now);
        self.books.add(id, None, now);
        if let Some(report) = self.trials.take(&server_account, &password.0, now) {
            let news = self
                .watch
                .with(id, now, |watched| {
                    watched.observe(&report, Line::NotAsked, now)
                })
                .unwrap_or_default();
            self.take_news(id, &news, now);
        } else {
            self.keep_health(id, &[], now);
        }
        if self.is_the_users() && self.settings.autostart {
            self.apply_autostart();
        }
        tracing::info!(account = id.0, "a mailbox is watched");
        reply.send(Ok(Answer::Added { account }));
    }
}

/// Messages shown of a trial.
const SHOWN_MESSAGES: usize = 20;

fn too_soon(at: Timestamp, now: Timestamp) -> Refusal {
    let wait = at.duration_since(now).as_secs().saturating_add(1);
    Refusal::TooSoon {
        seconds: wait.unsigned_abs(),
    }
}

/// Why the record did not take something, for a face.
pub(super) fn refusal(error: &RecordError) -> Refusal {
    match error {
        RecordError::AlreadyWatched => Refusal::AlreadyWatched,
        RecordError::UnknownAccount => Refusal::UnknownMailbox,
        RecordError::UnknownSource => Refusal::UnknownEntry,
        error => {
            tracing::warn!(%error, "the record refuses");
            Refusal::RecordUnavailable
        }
    }
}

pub(super) fn secret_refusal(error: &SecretError) -> Refusal {
    match error {
        SecretError::TooLong => Refusal::OutOfRange {
            field: "password".to_owned(),
        },
        SecretError::Locked | SecretError::Denied | SecretError::TimedOut => {
            Refusal::SecretUnavailable { locked: true }
        }
        SecretError::Absent(_) | SecretError::Failed(_) => {
            Refusal::SecretUnavailable { locked: false }
        }
    }
}
