//! Keeping the books: looks and readings beside the loop, and what they bring.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use vigie_domain::{
    account::AccountId,
    book::{
        sighting::{Origin, Seen, Sighting},
        telling::{BookHappening, Sight},
    },
    health::Policy,
};
use vigie_journal::{RecordError, UidDelta};
use vigie_protocol::Event;
use vigie_sources::{Knowledge, Watcher};

use crate::{
    book::{Ledger, Look, Looked, ReadEnded, Task, look, read},
    settings,
    watch::Pace,
};

use super::{Agent, checks::Done, ground::TRAINING_ACCOUNT};

/// What a task on the books brings back.
pub(super) enum BookDone {
    /// A look has ended.
    Looked {
        account: AccountId,
        looked: Box<Result<Looked, RecordError>>,
    },
    /// What is to be remembered is in the record, or could not be; now it may be announced.
    Kept {
        account: AccountId,
        announced: Vec<BookHappening>,
    },
    /// A source was read.
    Read(Box<ReadEnded>),
    /// Something changed in a watched folder.
    SourcesChanged,
}

/// What a check saw of the book.
#[derive(Default)]
pub(super) struct BookSeen {
    /// Lots or returns came, or changed.
    changed: bool,
    /// The rules that decided, once for each message.
    rules: Vec<String>,
}

/// Takes into the book what a check saw, before the check itself is recorded: a message whose
/// header is known is not read again, so a crash between the two must not lose it.
pub(super) async fn ingest(
    ledger: Ledger,
    account: AccountId,
    seen: Vec<Sighting>,
    delta: &mut UidDelta,
    now: Timestamp,
) -> BookSeen {
    if seen.is_empty() {
        return BookSeen::default();
    }
    let rules = seen.iter().filter_map(rule).collect();
    let task = move || ledger.ingest(account, Origin::Mailbox, seen, None, now);
    match tokio::task::spawn_blocking(task).await {
        Ok(Ok(done)) => BookSeen {
            changed: !(done.lots.is_empty() && done.events.is_empty() && done.returns.is_empty()),
            rules,
        },
        failed => {
            if let Ok(Err(error)) = failed {
                tracing::warn!(account = account.0, %error, "what a check saw is read again");
            }
            delta.learned.clear();
            BookSeen::default()
        }
    }
}

fn rule(sighting: &Sighting) -> Option<String> {
    match &sighting.seen {
        Seen::Return(seen) => seen.rule.clone(),
        Seen::Lot(_) => None,
    }
}

impl Agent {
    /// The thresholds of the book: the practice's own quiet hours and place.
    pub(super) fn book_policy(&self) -> Policy {
        settings::policy(&self.settings, 0, None)
    }

    /// What a mailbox's sources are read by; gathered when it is needed, so that an idle agent holds
    /// none of it.
    pub(super) fn knowledge(&self, account: AccountId) -> Knowledge {
        Knowledge {
            rules: self.rules_of(account).compiled(),
            profiles: Arc::new(vigie_sources::built_in()),
            zone: TimeZone::system(),
        }
    }

    /// Starts what is due for the books, one thing at a time.
    pub(super) fn start_book(&mut self) {
        if self.books.is_working() || self.ending {
            return;
        }
        let now = self.now();
        let task = if let Some(account) = self.books.take_due(now) {
            self.look_of(account, now)
        } else {
            self.reading_due(now)
        };
        let Some(task) = task else { return };
        self.books.set_working(true);
        let done = self.done.clone();
        tokio::task::spawn_blocking(move || {
            let ended = match task {
                Task::Look(order) => BookDone::Looked {
                    account: order.account,
                    looked: Box::new(look(&order)),
                },
                Task::Read(order) => BookDone::Read(Box::new(read(*order))),
            };
            let _ = done.send(Done::Book(ended));
        });
    }

    fn reading_due(&mut self, now: Timestamp) -> Option<Task> {
        let source = self.books.sources.due(now)?;
        let (source, account) = (source.id, source.account);
        let (ledger, knowledge) = (self.ledger_of(account), self.knowledge(account));
        let reading = self.books.sources.begin(source, ledger, knowledge, now)?;
        Some(Task::Read(Box::new(reading)))
    }

    fn look_of(&self, account: AccountId, now: Timestamp) -> Option<Task> {
        let watched = self.watch.get(account)?;
        let (learnt, before) = self.books.known(account);
        let hidden = self.books.sources.returns_hidden(account, now);
        // What the record says of the mailbox is from before: it must have been seen since.
        let seen = watched
            .health
            .last_success()
            .is_some_and(|at| at >= self.in_sight_from);
        let mailbox = match Sight::of(&watched.health.situation()) {
            Sight::Clear if !seen => Sight::Unknown,
            sight => sight,
        };
        let ledger = self.ledger_of(account);
        Some(Task::Look(Box::new(Look {
            account,
            now: ledger.clock.book_time(now),
            ledger,
            rule: self.settings.deadline,
            place: settings::place(&self.settings),
            sight: self.books.sight(account, mailbox, now),
            shows_lots: self.books.sources.show_lots(account),
            shows_returns: self.books.sources.show_returns(account),
            returns_hidden: hidden == Some(true),
            learnt,
            before,
            since: self.books.since(account),
        })))
    }

    pub(super) fn take_book(&mut self, done: BookDone, now: Timestamp) {
        match done {
            BookDone::Looked { account, looked } => {
                self.books.set_working(false);
                match *looked {
                    Ok(looked) => self.take_look(account, looked, now),
                    Err(error) => {
                        tracing::warn!(account = account.0, %error, "a book cannot be read");
                        self.books.look_failed(account, now);
                    }
                }
            }
            BookDone::Kept { account, announced } => {
                self.books.set_working(false);
                self.announce_book(account, &announced, now);
            }
            BookDone::Read(ended) => {
                self.books.set_working(false);
                self.take_reading(*ended, now);
            }
            BookDone::SourcesChanged => self.books.sources.all_due(now),
        }
    }

    fn take_look(&mut self, account: AccountId, looked: Looked, now: Timestamp) {
        let changed = looked.changed;
        let policy = self.book_policy();
        let clock = self.ledger_of(account).clock;
        let news = self.books.take_look(account, looked, &policy, &clock, now);
        for happening in &news.recorded {
            tracing::info!(account = account.0, what = happening.name(), "the book");
        }
        if changed {
            self.faces.tell(&Event::BookChanged { account });
        }
        self.keep_book(account, news.announced, now);
    }

    /// Puts what is to be remembered of a book into the record, then announces.
    fn keep_book(&mut self, account: AccountId, announced: Vec<BookHappening>, now: Timestamp) {
        let Some(kept) = self.books.take_to_keep(account) else {
            return self.announce_book(account, &announced, now);
        };
        self.books.set_working(true);
        let (ledger, done) = (self.ledger_of(account), self.done.clone());
        tokio::task::spawn_blocking(move || {
            if let Err(error) = ledger.journal.set_book_state(account, &kept) {
                tracing::warn!(account = account.0, %error, "the book's state is not in the record");
            }
            let _ = done.send(Done::Book(BookDone::Kept { account, announced }));
        });
    }

    fn announce_book(&self, account: AccountId, announced: &[BookHappening], now: Timestamp) {
        let Some(watched) = self.watch.get(account) else {
            return;
        };
        for happening in announced {
            self.show_of_book(&watched.account, happening);
            if account != TRAINING_ACCOUNT {
                self.record
                    .keep_book_notification(account, happening.name(), now);
            }
        }
    }

    fn take_reading(&mut self, ended: ReadEnded, now: Timestamp) {
        let account = ended.source.account;
        if let Some(error) = &ended.failed {
            tracing::warn!(source = ended.source.id.0, %error, "a source is read again");
        }
        let changed = ended.changed;
        let hurried = self.world.pace == Pace::Hurried || account == TRAINING_ACCOUNT;
        let hidden = self.books.sources.returns_hidden(account, now);
        self.books.sources.take(ended, hurried, now);
        if changed {
            self.faces.tell(&Event::BookChanged { account });
        }
        if changed || hidden != self.books.sources.returns_hidden(account, now) {
            self.books.look(account, changed, now);
        }
        self.watch_sources();
    }

    /// Has the system tell of changes where the sources stand.
    pub(super) fn watch_sources(&mut self) {
        let Some(paths) = self.books.paths_to_watch() else {
            return;
        };
        if paths.is_empty() {
            self.watcher = None;
            return;
        }
        let failed = if let Some(watcher) = &mut self.watcher {
            watcher.follow(paths)
        } else {
            let done = self.done.clone();
            self.watcher = Some(Watcher::new(paths, move || {
                let _ = done.send(Done::Book(BookDone::SourcesChanged));
            }));
            Vec::new()
        };
        if !failed.is_empty() {
            tracing::info!(paths = failed.len(), "not every source can be watched");
        }
    }

    /// A check has ended: its book is looked into, and sources that are due soon are read along.
    pub(super) fn book_checked(&mut self, account: AccountId, seen: BookSeen, now: Timestamp) {
        if seen.changed {
            self.faces.tell(&Event::BookChanged { account });
        }
        self.books.count_rules(account, seen.rules);
        self.books.look(account, seen.changed, now);
        self.books.sources.soon_due(account, now);
    }

    /// Every book is to be looked into anew: the rule or the place changed.
    pub(super) fn books_anew(&mut self, now: Timestamp) {
        for account in self.accounts() {
            self.books.look(account, true, now);
        }
    }

    /// No reminder of what the book tells before tomorrow.
    pub(super) fn book_reminded_tomorrow(&mut self, account: AccountId, now: Timestamp) {
        let policy = self.book_policy();
        let book_now = self.ledger_of(account).clock.book_time(now);
        self.books.remind_tomorrow(account, &policy, book_now);
        self.books.look(account, false, now);
    }

    /// Plans the next check closer in the hours in which returns usually arrive.
    pub(super) fn plan_by_returns(
        &mut self,
        account: AccountId,
        login_delay_s: Option<u64>,
        now: Timestamp,
    ) {
        if account == TRAINING_ACCOUNT {
            return;
        }
        if self.world.pace == Pace::Hurried {
            // Where hours of the book pass in a second, checks come as often as logins may.
            if !self.world.book_clock.is_real() {
                self.watch.with(account, now, |watched| {
                    watched.policy.interval = watched.policy.login_pause;
                });
            }
            return;
        }
        let usual = self.settings.interval_minutes;
        let place = settings::place(&self.settings);
        let minutes = self
            .books
            .check_interval(account, usual, login_delay_s, &place, now);
        self.watch.with(account, now, |watched| {
            watched.policy.interval = SignedDuration::from_mins(i64::from(minutes));
        });
    }
}
