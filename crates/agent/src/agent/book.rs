//! Keeping the books: looks and readings beside the loop, and what they bring.

use jiff::{SignedDuration, Timestamp};
use vigie_domain::{
    account::AccountId,
    book::{
        sighting::{Origin, Seen, Sighting},
        source::LotSource,
        telling::{BookHappening, Sight},
    },
    health::Policy,
};
use vigie_journal::{RecordError, UidDelta};
use vigie_protocol::Event;

use crate::{
    book::{
        Again, Knowledge, Ledger, Look, Looked, ReadDone, ReadEnded, ReadHangs, Reread, Watching,
        has_changed, look, read,
    },
    settings,
    watch::Pace,
};

use super::{Agent, checks::Done, ground::TRAINING_ACCOUNT};

/// What a task on the books brings back.
pub(super) enum BookDone {
    /// A look has ended.
    Looked {
        account: AccountId,
        looked: Box<Result<Looked, NotLooked>>,
    },
    /// What is to be remembered is in the record, or could not be; now it may be announced.
    Kept {
        account: AccountId,
        announced: Vec<BookHappening>,
    },
    /// A source was read.
    Read(Box<ReadEnded>),
    /// Reading a source does not come back.
    ReadHangs(ReadHangs),
    /// Something changed in a watched folder.
    SourcesChanged,
}

/// Why a book was not looked into.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotLooked {
    /// The record cannot be read.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A fault of our own broke it off.
    #[error("broken off by a fault: {0}")]
    Broke(#[from] tokio::task::JoinError),
}

/// What a check saw of the book.
#[derive(Default)]
pub(super) struct BookSeen {
    /// Lots or returns came, or changed.
    changed: bool,
    /// The rules that decided, once for each message.
    rules: Vec<String>,
    /// How far the mailbox was read by the rules in force, where that has changed.
    reread: Option<Reread>,
}

/// What a check is to read again, because other rules may understand it. The record is read beside
/// the loop; where it cannot be, a later check does it.
pub(super) async fn to_read_again(
    reread: Option<Reread>,
    ledger: &Ledger,
    account: AccountId,
    knowledge: &Knowledge,
) -> Option<Again> {
    let reread = reread?;
    let (ledger, knowledge) = (ledger.clone(), knowledge.clone());
    let read = move || reread.next(&ledger, account, &knowledge);
    match tokio::task::spawn_blocking(read).await {
        Ok(Ok(again)) => again,
        failed => {
            if let Ok(Err(error)) = failed {
                tracing::warn!(account = account.0, %error, "nothing is read again");
            }
            None
        }
    }
}

/// Takes into the book what a check saw, before the check itself is recorded: a message whose
/// header is known is not read again, so a crash between the two must not lose it. `reread`: how far
/// the mailbox was read by the rules in force, where that has changed.
pub(super) async fn ingest(
    ledger: Ledger,
    account: AccountId,
    seen: Vec<Sighting>,
    reread: Option<Reread>,
    delta: &mut UidDelta,
    now: Timestamp,
) -> BookSeen {
    if seen.is_empty() {
        return BookSeen {
            reread,
            ..BookSeen::default()
        };
    }
    let rules = seen.iter().filter_map(rule).collect();
    let task = move || ledger.ingest(account, Origin::Mailbox, seen, None, now);
    match tokio::task::spawn_blocking(task).await {
        Ok(Ok(done)) => BookSeen {
            changed: has_changed(&done),
            rules,
            reread,
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

    /// Starts what is due for the books: one look at a time, and beside it some sources.
    pub(super) fn start_book(&mut self) {
        if self.ending {
            return;
        }
        let now = self.now();
        self.in_sight_from = self.in_sight_from.min(now);
        self.books.knowledge_is(self.world.knowledge.edition(), now);
        while !self.books.is_working()
            && let Some(account) = self.books.take_due(now)
        {
            self.start_look(account, now);
        }
        while let Some(source) = self.books.sources.due(now).cloned() {
            self.start_reading(&source, now);
        }
    }

    fn start_look(&mut self, account: AccountId, now: Timestamp) {
        let Some(order) = self.look_of(account, now) else {
            return;
        };
        self.books.set_working(true);
        let done = self.done.clone();
        tokio::task::spawn_local(async move {
            let looked = tokio::task::spawn_blocking(move || look(&order)).await;
            let looked = match looked {
                Ok(looked) => looked.map_err(NotLooked::from),
                Err(broke) => Err(NotLooked::from(broke)),
            };
            let _ = done.send(Done::Book(BookDone::Looked {
                account,
                looked: Box::new(looked),
            }));
        });
    }

    fn start_reading(&mut self, source: &LotSource, now: Timestamp) {
        let account = source.account;
        let (ledger, knowledge) = (self.ledger_of(account), self.knowledge_of(account).clone());
        let begun = self.books.sources.begin(source.id, ledger, knowledge, now);
        let Some(order) = begun else { return };
        let (done, late) = (self.done.clone(), self.done.clone());
        tokio::task::spawn_blocking(move || {
            let late = move |ended| {
                let _ = late.send(Done::Book(BookDone::Read(Box::new(ended))));
            };
            let _ = done.send(Done::Book(match read(order, late) {
                ReadDone::Ended(ended) => BookDone::Read(ended),
                ReadDone::Hangs(reading) => BookDone::ReadHangs(reading),
            }));
        });
    }

    fn look_of(&self, account: AccountId, now: Timestamp) -> Option<Look> {
        let watched = self.watch.get(account)?;
        let (learnt, before) = self.books.known(account);
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
        let old = self.replaced_by(account);
        let switched = old.map(|(_, former)| ledger.clock.book_time(former.since));
        Some(Look {
            is_former: watched.account.former.is_some(),
            switched,
            closing: old.and_then(|(old, _)| self.closing_near(old, now)),
            account,
            now: ledger.clock.book_time(now),
            ledger,
            rule: self.settings.deadline,
            place: settings::place(&self.settings),
            sight: self.books.sight(account, mailbox, now),
            shows: self.books.sources.shows(account, now),
            learnt,
            before,
            since: self.books.since(account),
        })
    }

    pub(super) fn take_book(&mut self, done: BookDone, now: Timestamp) {
        match done {
            BookDone::Looked { account, looked } => {
                self.books.set_working(false);
                match *looked {
                    Ok(looked) => self.take_look(account, looked, now),
                    Err(error) => {
                        tracing::warn!(account = account.0, %error, "a book was not looked into");
                        self.books.look_failed(account, now);
                    }
                }
            }
            BookDone::Kept { account, announced } => {
                self.books.set_working(false);
                self.announce_book(account, &announced, now);
            }
            BookDone::Read(ended) => self.take_reading(*ended, now),
            BookDone::ReadHangs(reading) => self.reading_hangs(&reading, now),
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
        let write = tokio::task::spawn_blocking(move || {
            if let Err(error) = ledger.journal.set_book_state(account, &kept) {
                tracing::warn!(account = account.0, %error, "the book's state is not in the record");
            }
        });
        tokio::task::spawn_local(async move {
            if let Err(error) = write.await {
                tracing::error!(account = account.0, %error, "the book's state is not in the record");
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

    fn reading_hangs(&mut self, reading: &ReadHangs, now: Timestamp) {
        let account = reading.source.account;
        tracing::warn!(source = reading.source.id.0, "a source does not answer");
        let hidden = self.books.sources.returns_hidden(account, now);
        self.books.sources.hangs(reading, now);
        if hidden != self.books.sources.returns_hidden(account, now) {
            self.books.look(account, false, now);
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
        let done = &self.done;
        let watcher = self.watcher.get_or_insert_with(|| {
            let done = done.clone();
            Watching::begin(move || {
                let _ = done.send(Done::Book(BookDone::SourcesChanged));
            })
        });
        watcher.follow(paths.to_vec());
    }

    /// A check has ended: its book is looked into, and sources that are due soon are read along.
    pub(super) fn book_checked(&mut self, account: AccountId, seen: BookSeen, now: Timestamp) {
        if seen.changed {
            self.faces.tell(&Event::BookChanged { account });
        }
        self.books.count_rules(account, seen.rules);
        if let Some(reread) = seen.reread {
            self.books.was_reread(account, reread);
        }
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
