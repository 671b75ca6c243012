//! Carrying checks out, beside the agent's loop.

use std::{rc::Rc, sync::Arc, time::Duration};

use jiff::Timestamp;
use secrecy::SecretString;
use vigie_domain::{
    account::{Account, AccountId},
    cause::Cause,
    health::{Happening, Line, News},
};
use vigie_journal::UidDelta;
use vigie_mailbox::{Checked, KnownUids, NoReader, Progress, ServerMemory};
use vigie_protocol::{Event, MailboxDraft, TrainingAction};
use vigie_training::SendError;
use vigie_words::notice::Notice;

use crate::{
    book::Reader,
    faces::Reply,
    secrets::{SecretError, Secrets},
    watch::{Due, ServerAccount},
};

use super::{
    Agent,
    book::{self, BookDone, BookSeen},
    book_answers::BookChanged,
    check::{Check, progress_to},
    ground::{NoGround, Started, TRAINING_ACCOUNT},
    mailboxes::Written,
    record,
    relay::RelayDone,
    relay_switch::{RelayAsked, Waiting},
    relocation::RelocationDone,
    steering::SteeringDone,
    switch::Switched,
};

/// What something that ran beside the agent brings back.
pub(super) enum Done {
    /// A password was read, or could not be.
    SecretRead {
        account: AccountId,
        /// A check waits for it; else it was only to be seen whether it can be read.
        to_check: bool,
        /// Which of the mailbox's passwords was to be read.
        password: u32,
        read: Result<Option<SecretString>, SecretError>,
    },
    /// The person was asked to unlock the keychain, and did or did not.
    Unlocked,
    /// A check entered or left a phase; `None`: a trial.
    Progress {
        account: Option<AccountId>,
        progress: Progress,
    },
    /// A check ended.
    Checked {
        account: AccountId,
        /// Which of the mailbox's passwords it used.
        password: u32,
        checked: Box<Checked>,
        line: Line,
        delta: UidDelta,
        seen: BookSeen,
    },
    /// The check of a new mailbox went on.
    Relocation(RelocationDone),
    /// The relay went on.
    Relay(RelayDone),
    /// A task on the books ended.
    Book(BookDone),
    /// A face changed something in the books.
    BookAsked(BookChanged),
    /// A trial ended.
    Tried {
        draft: Box<MailboxDraft>,
        checked: Box<Checked>,
        reply: Reply,
    },
    /// A password was written or deleted, or could not be.
    Written(Box<Written>),
    /// The network said whether a server that is to be spoken to in clear text offers TLS.
    ClearTextJudged {
        draft: Box<MailboxDraft>,
        offers_tls: bool,
        then: AfterJudgement,
        reply: Reply,
    },
    /// The training ground started, or did not.
    TrainingStarted {
        started: Box<Result<Started, NoGround>>,
        reply: Reply,
    },
    /// Something about what support pushes ended.
    Steering(SteeringDone),
    /// A step of the switch ended, or could not be done.
    Switched(Box<Switched>),
    /// A step of a switch asks something of the relay.
    RelayAsked(Box<RelayAsked>),
    /// The providers have nothing more that the software confirmed, or that could not be seen to.
    RelayDrained { drained: bool, reply: Waiting<()> },
    /// What arrived in a former mailbox was counted.
    TransitionCounted { account: AccountId, notice: Notice },
    /// Whether the record can be written has changed.
    RecordChanged,
    /// The training ground's billing program sent a lot, or could not.
    LotSent {
        sent: Result<(), SendError>,
        reply: Reply,
    },
    /// The training ground obeyed, or did not.
    TroubleSet {
        action: Option<TrainingAction>,
        reply: Reply,
    },
}

/// What a draft in clear text was judged for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AfterJudgement {
    Try,
    Add,
}

impl Agent {
    /// Starts what is due now.
    pub(super) fn start_due(&mut self) {
        let now = self.now();
        for due in self.watch.due(now, &self.busy()) {
            match due {
                Due::Check(account) => self.read_secret(account, true),
                Due::TrySecret(account) => self.read_secret(account, false),
                Due::News(account, news) => self.take_news(account, &news, now),
            }
        }
    }

    pub(super) fn take_done(&mut self, done: Done) {
        let now = self.now();
        match done {
            Done::SecretRead {
                account,
                to_check,
                password,
                read,
            } => {
                if self.is_stored(account, password) {
                    self.take_secret(account, to_check, read, now);
                } else {
                    // Changed while it was being read: it may be either.
                    self.read_secret(account, to_check);
                }
            }
            Done::Unlocked => {
                self.unlocking = false;
                self.watch.try_secrets_now(now);
                self.try_relocation_secrets_now(now);
                self.try_relay_secrets_now(now);
            }
            Done::Relocation(done) => self.take_relocation(done, now),
            Done::Relay(done) => self.take_relay(done, now),
            Done::Progress { account, progress } => self.tell_progress(account, progress),
            Done::Checked {
                account,
                password,
                checked,
                line,
                delta,
                seen,
            } => {
                self.take_check(account, password, *checked, line, &delta, now);
                self.note_collected(account, &delta, now);
                self.relay_checked(account, &delta, now);
                self.book_checked(account, seen, now);
            }
            Done::Book(done) => self.take_book(done, now),
            Done::BookAsked(changed) => self.take_book_asked(changed, now),
            Done::Tried {
                draft,
                checked,
                reply,
            } => self.take_trial(*draft, *checked, reply, now),
            Done::Written(written) => self.take_written(*written, now),
            Done::ClearTextJudged {
                draft,
                offers_tls,
                then,
                reply,
            } => self.take_judgement(*draft, offers_tls, then, reply, now),
            Done::Steering(done) => self.take_steering(done, now),
            Done::Switched(switched) => self.take_switched(*switched, now),
            Done::RelayAsked(asked) => self.answer_step(*asked, now),
            Done::RelayDrained { drained, reply } => self.relay_drained(drained, reply, now),
            Done::TransitionCounted { account, notice } => self.take_transition(account, notice),
            // Looked at after every step.
            Done::RecordChanged => {}
            Done::TrainingStarted { started, reply } => {
                self.training_started(*started, reply, now);
            }
            Done::LotSent { sent, reply } => self.lot_sent(sent, reply, now),
            Done::TroubleSet { action, reply } => self.trouble_set(action, reply, now),
        }
    }

    /// Records what happened to a mailbox, and announces what is worth it.
    pub(super) fn take_news(&mut self, account: AccountId, news: &News, now: Timestamp) {
        self.keep_health(account, &news.recorded, now);
        self.announce_all(account, &news.announced, now);
    }

    fn announce_all(&mut self, account: AccountId, happenings: &[Happening], now: Timestamp) {
        let Some(watched) = self.watch.get(account) else {
            return;
        };
        for happening in happenings {
            self.announce(&watched.account, happening);
            if account != TRAINING_ACCOUNT {
                self.record.keep_notification(account, happening, now);
            }
        }
    }

    /// Queues the mailbox's health for the record.
    pub(super) fn keep_health(
        &mut self,
        account: AccountId,
        recorded: &[Happening],
        now: Timestamp,
    ) {
        if let Some(watched) = self.watch.get(account)
            && account != TRAINING_ACCOUNT
        {
            self.record
                .keep_step(account, &watched.health, recorded, now);
        }
    }

    /// Where this mailbox's password is.
    pub(super) fn secrets_of(&self, account: AccountId) -> Arc<dyn Secrets> {
        match &self.ground {
            Some(ground) if account == TRAINING_ACCOUNT => ground.secrets(),
            _ => Arc::clone(&self.world.secrets),
        }
    }

    /// The name of a mailbox's password in the keychain.
    pub(super) fn secret_name(&self, account: AccountId) -> String {
        format!("{}/{account}", self.record.installation())
    }

    /// Asks the person, who is looking, to unlock the keychain; one question at a time.
    pub(super) fn unlock_secrets(&mut self) {
        if self.unlocking {
            return;
        }
        self.unlocking = true;
        let (secrets, done) = (Arc::clone(&self.world.secrets), self.done.clone());
        tokio::task::spawn_blocking(move || {
            if let Err(error) = secrets.unlock() {
                tracing::info!(%error, "the keychain stays locked");
            }
            let _ = done.send(Done::Unlocked);
        });
    }

    fn read_secret(&self, account: AccountId, to_check: bool) {
        let (secrets, name) = (self.secrets_of(account), self.secret_name(account));
        let password = self.password_changes(account);
        let done = self.done.clone();
        tokio::task::spawn_blocking(move || {
            let read = secrets.read(&name);
            // The agent may have ended meanwhile; here and below nobody minds.
            let _ = done.send(Done::SecretRead {
                account,
                to_check,
                password,
                read,
            });
        });
    }

    /// How often the mailbox's password was changed; 0 for one that is gone.
    fn password_changes(&self, account: AccountId) -> u32 {
        self.watch
            .get(account)
            .map_or(0, |watched| watched.password_changes)
    }

    /// Whether what was begun with that password was begun with the one that is stored now.
    fn is_stored(&self, account: AccountId, password: u32) -> bool {
        self.password_changes(account) == password
    }

    fn take_secret(
        &mut self,
        account: AccountId,
        to_check: bool,
        read: Result<Option<SecretString>, SecretError>,
        now: Timestamp,
    ) {
        match read {
            Ok(Some(password)) if to_check => self.begin_check(account, password, now),
            Ok(Some(_)) => {
                if let Some(news) = self.watch.secret_available(account, now) {
                    self.take_news(account, &news, now);
                }
            }
            // Nothing stored is not a locked keychain, but the user must act just the same.
            Ok(None) | Err(_) => {
                let locked = match read {
                    Err(SecretError::Locked | SecretError::Denied | SecretError::TimedOut) => true,
                    Err(error) => {
                        tracing::warn!(account = account.0, %error, "no password");
                        false
                    }
                    Ok(_) => {
                        tracing::warn!(account = account.0, "no password is stored");
                        false
                    }
                };
                if let Some(news) = self.watch.secret_unavailable(account, locked, now) {
                    self.take_news(account, &news, now);
                }
            }
        }
    }

    fn begin_check(&mut self, account: AccountId, password: SecretString, now: Timestamp) {
        if !self.watch.begin_check(account, now) {
            return;
        }
        let Some(watched) = self.watch.get(account) else {
            return;
        };
        let check = self.check_of(
            watched.account.clone(),
            password,
            watched.memory.clone(),
            watched.health.asks_witnesses(now),
            now,
        );
        self.keep_health(account, &[], now);
        let (record, done) = (self.record.clone(), self.done.clone());
        let number = self.password_changes(account);
        let ledger = self.ledger_of(account);
        let reread = self.books.reread(account);
        let has_book = reread.is_some();
        let knowledge = self.knowledge_of(account).clone();
        let mut reader = Reader::new(knowledge.clone(), now);
        let clock = Arc::clone(&self.world.clock);
        tokio::task::spawn_local(async move {
            let mut known = if account == TRAINING_ACCOUNT {
                KnownUids::new()
            } else {
                // Before the login: after a crash in the middle of it, the pause is still kept.
                record.on_disk().await;
                record.known(account).await
            };
            let mut again = book::to_read_again(reread, &ledger, account, &knowledge).await;
            if let Some(again) = &mut again {
                again.take_from(&mut known);
            }
            let mut tell = progress_to(done.clone(), Some(account));
            let mut checked = check.carry_out(&known, &mut reader, &mut tell).await;
            let reread = again.and_then(|again| again.end(&mut checked.report, &mut known));
            let line = check.line(&checked).await;
            let mut delta = record::delta(&checked.report, known);
            let seen = if has_book {
                let (seen, now) = (reader.into_seen(), clock.now());
                book::ingest(ledger, account, seen, reread, &mut delta, now).await
            } else {
                BookSeen::default()
            };
            let _ = done.send(Done::Checked {
                account,
                password: number,
                checked: Box::new(checked),
                line,
                delta,
                seen,
            });
        });
    }

    fn take_check(
        &mut self,
        account: AccountId,
        password: u32,
        mut checked: Checked,
        line: Line,
        delta: &UidDelta,
        now: Timestamp,
    ) {
        if self.ending {
            return;
        }
        let changed = !self.is_stored(account, password);
        let refused = matches!(
            checked.report.cause(),
            Some(Cause::PasswordRefused | Cause::WebLoginRequired)
        );
        if changed && refused {
            tracing::info!(account = account.0, "a former password was refused");
            self.watch.end_void_check(account, now);
            return self.keep_health(account, &[], now);
        }
        let memory = checked.memory.take();
        self.plan_by_returns(account, checked.report.login_delay_s, now);
        let Some(news) = self
            .watch
            .end_check(account, &checked.report, line, memory, now)
        else {
            return;
        };
        tracing::info!(
            account = account.0,
            cause = checked.report.cause().map_or("none", Cause::name),
            ms = checked.report.total_ms().round(),
            ?line,
            "a check ended"
        );
        if let Some(watched) = self.watch.get(account)
            && account != TRAINING_ACCOUNT
        {
            self.record
                .keep_check(watched, &checked.report, &news.recorded, delta, now);
        }
        self.announce_all(account, &news.announced, now);
        if changed {
            // The new one is still to be tried.
            self.watch.with(account, now, |watched| {
                watched.health.password_changed(now);
            });
            self.keep_health(account, &[], now);
        }
    }

    fn tell_progress(&self, account: Option<AccountId>, progress: Progress) {
        if !self.faces.any() {
            return;
        }
        let event = match progress {
            Progress::Entered(phase) => Event::CheckProgress {
                account,
                phase,
                ms: None,
            },
            Progress::Left(timing) => Event::CheckProgress {
                account,
                phase: timing.phase,
                ms: Some(timing.ms),
            },
            Progress::Headers { .. } => return,
        };
        self.faces.tell(&event);
    }

    /// Tries a draft that was judged good.
    pub(super) fn begin_trial(&mut self, draft: MailboxDraft, reply: Reply, now: Timestamp) {
        let server_account = ServerAccount::new(&draft.server, &draft.login);
        if let Err(refusal) = self.login_allowed(&server_account, now) {
            return reply.send(Err(refusal));
        }
        let memory = self.trials.memory(&server_account);
        if let Err(seconds) = self.trials.begin(server_account.clone(), now) {
            return reply.send(Err(vigie_protocol::Refusal::TooSoon { seconds }));
        }
        // Where the mailbox is watched already, its next check keeps its distance from this login.
        let watched = self
            .watch
            .all()
            .find(|watched| watched.server_account() == server_account)
            .map(|watched| watched.account.id);
        if let Some(account) = watched {
            self.watch.with(account, now, |watched| {
                watched.health.check_began(&watched.policy, now);
            });
            self.keep_health(account, &[], now);
        }
        let account = Account {
            id: AccountId(0),
            address: draft.address.clone(),
            login: draft.login.clone(),
            server: draft.server.clone(),
            provider: draft.provider.clone(),
            interval_minutes: self.settings.interval_minutes,
            training: false,
            former: None,
        };
        let check = self.check_of(account, draft.password.0.clone(), memory, false, now);
        let done = self.done.clone();
        tokio::task::spawn_local(async move {
            let mut tell = progress_to(done.clone(), None);
            let checked = check
                .carry_out(&KnownUids::new(), &mut NoReader, &mut tell)
                .await;
            let _ = done.send(Done::Tried {
                draft: Box::new(draft),
                checked: Box::new(checked),
                reply,
            });
        });
    }

    fn check_of(
        &self,
        account: Account,
        password: SecretString,
        memory: Option<ServerMemory>,
        asks_witnesses: bool,
        now: Timestamp,
    ) -> Check {
        let mut extra_roots = self.world.extra_roots.clone();
        let mut witnesses = self.settings.witnesses.clone();
        if let Some(ground) = &self.ground
            && account.training
        {
            // Trusted for this one mailbox alone.
            extra_roots = vec![ground.provider().ca().clone()];
            witnesses = vec![ground.provider().witness()];
        }
        Check {
            network: Rc::clone(&self.world.network),
            account,
            password,
            memory,
            extra_roots,
            witnesses,
            providers: self.world.knowledge.providers(),
            cap: Duration::from_secs(u64::from(self.settings.session_cap_s)),
            started_at: now,
            asks_witnesses,
        }
    }
}
