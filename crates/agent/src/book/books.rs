//! The books of all mailboxes: what of them is shown, and when each is to be looked into.

use std::{
    collections::{BTreeMap, VecDeque},
    path::PathBuf,
    sync::Arc,
};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use vigie_domain::{
    account::AccountId,
    book::{
        observability::Observability,
        query::Standing,
        telling::{BookHappening, News, Sight, Telling},
    },
    health::Policy,
};
use vigie_protocol::BookStatus;
use vigie_words::{Mailbox, book as words};

use super::{
    clock::{BookClock, later},
    learning::Learnt,
    look::{Looked, Since},
    rereading::Reread,
    sources::Sources,
};

/// What happened to one book is remembered so many times, for a hotline to read.
const MOST_HAPPENED: usize = 50;
/// Rules of which it is counted how often they decided.
const MOST_RULES: usize = 200;
/// The longest time between two looks into one book.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);
/// The shortest time between two looks into one book that nothing but time asks for.
const PAUSE: SignedDuration = SignedDuration::from_millis(200);

/// The books of all mailboxes, and the sources that they learn from.
#[derive(Default)]
pub(crate) struct Books {
    all: BTreeMap<AccountId, Book>,
    pub(crate) sources: Sources,
    /// A book is being looked into, or written, beside the loop.
    working: bool,
    /// Which edition of what is known the sources were read by.
    edition: u64,
    /// The paths that were watched last.
    watched: Vec<PathBuf>,
}

struct Book {
    kept: Kept,
    /// How it stands in the record.
    in_record: Kept,
    observability: Observability,
    standing: Standing,
    last_return: Option<Timestamp>,
    learnt: Option<Arc<Learnt>>,
    /// What was learnt is out of date.
    is_stale: bool,
    /// When it is to be looked into next, in the time of day.
    next_look: Option<Timestamp>,
    /// How often each recognition rule decided since the agent started.
    rules: BTreeMap<String, u32>,
}

/// What the record remembers of a book.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Kept {
    #[serde(default)]
    telling: Telling,
    /// What could be seen when it was judged last.
    #[serde(default)]
    observability: Option<Observability>,
    /// From when on it speaks of lots by itself.
    #[serde(default)]
    since: Since,
    /// How far the mailbox was read by the rules in force.
    #[serde(default)]
    reread: Reread,
    /// What happened, the latest last.
    #[serde(default)]
    happened: VecDeque<(Timestamp, BookHappening)>,
}

impl Books {
    /// A mailbox's book, to be looked into at once.
    pub(crate) fn add(&mut self, account: AccountId, kept: Option<Kept>, now: Timestamp) {
        let in_record = kept.unwrap_or_default();
        let mut kept = in_record.clone();
        kept.telling.woke_up();
        let observability = kept.observability.unwrap_or(Observability::NoLots);
        self.all.insert(
            account,
            Book {
                kept,
                in_record,
                observability,
                standing: Standing::default(),
                last_return: None,
                learnt: None,
                is_stale: true,
                next_look: Some(now),
                rules: BTreeMap::new(),
            },
        );
    }

    pub(crate) fn remove(&mut self, account: AccountId) {
        self.all.remove(&account);
        self.sources.remove_of(account);
    }

    /// What is known was replaced, perhaps: then every source is to be read by it.
    pub(crate) fn knowledge_is(&mut self, edition: u64, now: Timestamp) {
        if self.edition != edition {
            self.edition = edition;
            self.sources.all_due(now);
        }
    }

    pub(crate) fn is_working(&self) -> bool {
        self.working
    }

    pub(crate) fn set_working(&mut self, working: bool) {
        self.working = working;
    }

    /// When the next thing is due, in the time of day; `None` while that has to wait for something
    /// that is being done.
    pub(crate) fn next_wake(&self) -> Option<Timestamp> {
        let looks = self.all.values().filter_map(|book| book.next_look);
        let next_look = looks.min().filter(|_| !self.working);
        next_look.into_iter().chain(self.sources.next_due()).min()
    }

    /// The book that is to be looked into now. Each is looked into once a day at least: a clock
    /// that was set back must not put that off.
    pub(crate) fn take_due(&mut self, now: Timestamp) -> Option<AccountId> {
        let latest = later(now, LONGEST);
        for book in self.all.values_mut() {
            book.next_look = book.next_look.map(|at| at.min(latest));
        }
        let (account, book) = self
            .all
            .iter_mut()
            .find(|(_, book)| book.next_look.is_some_and(|at| at <= now))?;
        book.next_look = None;
        Some(*account)
    }

    /// What is known for a look: what was learnt, and what could be seen then.
    pub(crate) fn known(&self, account: AccountId) -> (Option<Arc<Learnt>>, Option<Observability>) {
        let Some(book) = self.all.get(&account) else {
            return (None, None);
        };
        let learnt = book.learnt.clone().filter(|_| !book.is_stale);
        (learnt, book.kept.observability)
    }

    /// How far a mailbox was read by the rules in force; `None`: it has no book.
    pub(crate) fn reread(&self, account: AccountId) -> Option<Reread> {
        Some(self.all.get(&account)?.kept.reread.clone())
    }

    /// A check has read so far.
    pub(crate) fn was_reread(&mut self, account: AccountId, reread: Reread) {
        if let Some(book) = self.all.get_mut(&account) {
            book.kept.reread = reread;
        }
    }

    /// From when on a book speaks of lots by itself.
    pub(crate) fn since(&self, account: AccountId) -> Since {
        self.all
            .get(&account)
            .map_or_else(Since::default, |book| book.kept.since)
    }

    /// Something may have changed: to be looked into now. `stale`: what is usual as well.
    pub(crate) fn look(&mut self, account: AccountId, stale: bool, now: Timestamp) {
        if let Some(book) = self.all.get_mut(&account) {
            book.next_look = Some(book.next_look.map_or(now, |at| at.min(now)));
            book.is_stale |= stale;
        }
    }

    /// The computer slept: every book is looked into, and nothing announced before its mailbox was
    /// seen.
    pub(crate) fn woke_up(&mut self, now: Timestamp) {
        for book in self.all.values_mut() {
            book.kept.telling.woke_up();
            book.next_look = Some(now);
        }
        self.sources.all_due(now);
    }

    /// A look has ended: takes in what was found, and says what is to be recorded and announced.
    pub(crate) fn take_look(
        &mut self,
        account: AccountId,
        looked: Looked,
        policy: &Policy,
        clock: &BookClock,
        real_now: Timestamp,
    ) -> News {
        let Some(book) = self.all.get_mut(&account) else {
            return News::default();
        };
        let now = clock.book_time(real_now);
        let news = book.kept.telling.step(&looked.findings, policy, now);
        for happening in &news.recorded {
            if book.kept.happened.len() == MOST_HAPPENED {
                book.kept.happened.pop_front();
            }
            book.kept.happened.push_back((now, *happening));
        }
        book.kept.observability = Some(looked.learnt.observability);
        book.observability = looked.findings.observability;
        book.kept.since.note(book.observability, now);
        book.standing = looked.standing;
        book.last_return = looked.findings.last_return;
        book.learnt = Some(looked.learnt);
        book.is_stale = false;
        let next = [
            looked.next_deadline,
            book.kept.telling.next_wake(policy, now),
        ];
        let next = next.into_iter().flatten().min();
        book.next_look = [
            next.map(|at| clock.real_time(at).max(later(real_now, PAUSE))),
            // Asked for while the look was under way.
            book.next_look,
        ]
        .into_iter()
        .flatten()
        .min();
        news
    }

    /// The look could not be made: again in a while.
    pub(crate) fn look_failed(&mut self, account: AccountId, now: Timestamp) {
        if let Some(book) = self.all.get_mut(&account) {
            book.next_look = Some(later(now, SignedDuration::from_mins(1)));
        }
    }

    /// What is to be kept of a book, where that is something else than what stands in the record.
    pub(crate) fn take_to_keep(&mut self, account: AccountId) -> Option<Kept> {
        let book = self.all.get_mut(&account)?;
        let is_known = book.kept.observability == book.in_record.observability
            && book.kept.since == book.in_record.since
            && book.kept.reread == book.in_record.reread
            && book.kept.happened == book.in_record.happened
            && book.kept.telling.says_as(&book.in_record.telling);
        if is_known {
            return None;
        }
        book.in_record = book.kept.clone();
        Some(book.kept.clone())
    }

    /// No reminder before tomorrow.
    pub(crate) fn remind_tomorrow(&mut self, account: AccountId, policy: &Policy, now: Timestamp) {
        if let Some(book) = self.all.get_mut(&account) {
            book.kept.telling.remind_tomorrow(policy, now);
        }
    }

    pub(crate) fn telling(&self, account: AccountId) -> Option<&Telling> {
        Some(&self.all.get(&account)?.kept.telling)
    }

    pub(crate) fn observability(&self, account: AccountId) -> Observability {
        self.all
            .get(&account)
            .map_or(Observability::NoLots, |book| book.observability)
    }

    /// Whether a mailbox's next check should come sooner, because it is the hour of returns:
    /// minutes to it.
    pub(crate) fn check_interval(
        &self,
        account: AccountId,
        usual: u16,
        login_delay_s: Option<u64>,
        place: &vigie_domain::book::deadline::Place,
        now: Timestamp,
    ) -> u16 {
        let learnt = self.all.get(&account).and_then(|book| book.learnt.as_ref());
        let delay = login_delay_s.map(|seconds| u32::try_from(seconds).unwrap_or(u32::MAX));
        learnt.map_or(usual, |learnt| {
            learnt.busy.check_interval(now, usual, delay, place)
        })
    }

    /// Counts which rules decided.
    pub(crate) fn count_rules(&mut self, account: AccountId, rules: Vec<String>) {
        let Some(book) = self.all.get_mut(&account) else {
            return;
        };
        for rule in rules {
            if book.rules.len() < MOST_RULES || book.rules.contains_key(&rule) {
                let count = book.rules.entry(rule).or_default();
                *count = count.saturating_add(1);
            }
        }
    }

    /// The paths to be watched, where they are others than before.
    pub(crate) fn paths_to_watch(&mut self) -> Option<&[PathBuf]> {
        let paths = self.sources.watched();
        if paths == self.watched {
            return None;
        }
        self.watched = paths;
        Some(&self.watched)
    }

    /// How the faces see it.
    pub(crate) fn status(&self, account: AccountId, mailbox: &Mailbox<'_>) -> BookStatus {
        let Some(book) = self.all.get(&account) else {
            return BookStatus {
                observability: Observability::NoLots,
                sight: words::sight(&Observability::NoLots),
                standing: Standing::default(),
                matters: Vec::new(),
                matter_texts: Vec::new(),
                last_return: None,
                sources: Vec::new(),
            };
        };
        let matters = book.kept.telling.matters().to_vec();
        BookStatus {
            observability: book.observability,
            sight: words::sight(&book.observability),
            standing: book.standing,
            matter_texts: matters
                .iter()
                .map(|matter| words::matter(matter, mailbox))
                .collect(),
            matters,
            last_return: book.last_return,
            sources: self.sources.status_of(account),
        }
    }

    /// Counts and rule ids, for the diagnostic bundle.
    pub(crate) fn diagnostics(&self, account: AccountId) -> serde_json::Value {
        let Some(book) = self.all.get(&account) else {
            return serde_json::Value::Null;
        };
        let kinds: Vec<&str> = self
            .sources
            .of_account(account)
            .map(|source| source.kind.name())
            .collect();
        serde_json::json!({
            "observability": book.observability,
            "standing": book.standing,
            "matters": book.kept.telling.matters(),
            "last_return": book.last_return,
            "sources": kinds,
            "rules": book.rules,
            "happened": book.kept.happened,
        })
    }

    /// How a mailbox's own situation looks from its book: a folder of returns that has just gone
    /// away hides answers as a mailbox that does not answer does.
    pub(crate) fn sight(&self, account: AccountId, mailbox: Sight, real_now: Timestamp) -> Sight {
        match self.sources.returns_hidden(account, real_now) {
            Some(false) => Sight::Blind,
            Some(true) | None => mailbox,
        }
    }
}
