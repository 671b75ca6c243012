//! The practice's folders and logs: which are in use, and when each is to be read.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use vigie_domain::{
    account::AccountId,
    book::source::{LotSource, SourceId, SourceKind, SourceProblem},
};
use vigie_journal::SourceRecord;
use vigie_protocol::SourceStatus;
use vigie_sources::Source;
use vigie_words::source;

use super::{
    apart::Apart,
    clock::later,
    knowledge::Knowledge,
    ledger::Ledger,
    reading::{Read, ReadEnded, ReadHangs},
};

/// A source is read so often even if nothing is told of it: network drives tell nothing.
const POLL: SignedDuration = SignedDuration::from_mins(10);
/// A source whose folder is away is tried again a little sooner.
const RETRY: SignedDuration = SignedDuration::from_mins(5);
/// Sources that are read at once, beside those that hang.
const AT_ONCE: usize = 4;
/// A source that was read for longer than this is left alone for a while, ...
const QUICK: SignedDuration = SignedDuration::from_millis(500);
/// ... so many times as long as the reading lasted, whatever changes there meanwhile.
const SHARE: i32 = 4;
/// A folder of returns may be away for so long before nothing is claimed of ARLs any more.
const AWAY: SignedDuration = SignedDuration::from_hours(1);

/// All sources in use.
#[derive(Default)]
pub(crate) struct Sources {
    all: BTreeMap<SourceId, InUse>,
    /// The readings under way, also of sources that are in use no more.
    under_way: BTreeMap<SourceId, UnderWay>,
    /// Readings begun.
    turn: u64,
    /// Tells readings to end early.
    pub(crate) stop: Arc<AtomicBool>,
    /// Where what may hang is done.
    pub(crate) apart: Apart,
}

/// What the sources of one mailbox show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shows {
    /// Lots.
    pub(crate) lots: bool,
    /// Returns that the billing software has.
    pub(crate) returns: bool,
    /// Returns of which some cannot be read, and have not been for long.
    pub(crate) returns_hidden: bool,
}

struct InUse {
    source: LotSource,
    /// Opened; `None` before the first reading, and while one is on.
    open: Option<Box<dyn Source>>,
    /// By which edition of what is known.
    edition: u64,
    cursor: Option<Value>,
    last_read: Option<Timestamp>,
    problem: Option<SourceProblem>,
    /// Since when returns that it shows cannot be read.
    hidden_since: Option<Timestamp>,
    watched: Vec<PathBuf>,
    /// The number of its last reading.
    turn: u64,
    /// When it is to be read next, in the time of day.
    due: Timestamp,
    /// How long that was to wait.
    wait: SignedDuration,
    /// It is not read before, whatever changes.
    rest: Option<Rest>,
    /// Something changed there since its last reading began.
    changed: bool,
}

/// A pause that a source was given.
#[derive(Clone, Copy)]
struct Rest {
    since: Timestamp,
    lasts: SignedDuration,
}

struct UnderWay {
    kind: SourceKind,
    turn: u64,
    hangs: bool,
}

impl Sources {
    /// What the record knows of, all of it to be read now.
    pub(crate) fn of(records: Vec<SourceRecord>, now: Timestamp) -> Self {
        let mut sources = Self::default();
        for record in records {
            sources.add_known(record, now);
        }
        sources
    }

    fn add_known(&mut self, record: SourceRecord, now: Timestamp) {
        let id = record.source.id;
        self.add(record.source, now);
        if let Some(used) = self.all.get_mut(&id) {
            used.cursor = record.cursor;
            used.last_read = record.last_read;
        }
    }

    pub(crate) fn add(&mut self, source: LotSource, now: Timestamp) {
        self.all.insert(
            source.id,
            InUse {
                source,
                open: None,
                edition: 0,
                cursor: None,
                last_read: None,
                problem: None,
                hidden_since: None,
                watched: Vec::new(),
                turn: 0,
                due: now,
                wait: SignedDuration::ZERO,
                rest: None,
                changed: false,
            },
        );
    }

    pub(crate) fn remove(&mut self, source: SourceId) {
        self.all.remove(&source);
    }

    pub(crate) fn remove_of(&mut self, account: AccountId) {
        self.all.retain(|_, used| used.source.account != account);
    }

    /// Whose each source is now: a mailbox that was replaced hands its sources on.
    pub(crate) fn follow(&mut self, records: Vec<SourceRecord>, now: Timestamp) {
        for record in records {
            match self.all.get_mut(&record.source.id) {
                Some(used) => used.source.account = record.source.account,
                None => self.add_known(record, now),
            }
        }
    }

    pub(crate) fn account_of(&self, source: SourceId) -> Option<AccountId> {
        Some(self.all.get(&source)?.source.account)
    }

    pub(crate) fn of_account(&self, account: AccountId) -> impl Iterator<Item = &LotSource> {
        self.all
            .values()
            .map(|used| &used.source)
            .filter(move |source| source.account == account)
    }

    /// Something changed where this mailbox's sources stand: they are to be read.
    pub(crate) fn due_now(&mut self, account: AccountId, now: Timestamp) {
        for used in self.all.values_mut() {
            if used.source.account == account {
                used.due_by(now);
            }
        }
    }

    /// Something changed somewhere: all are to be read.
    pub(crate) fn all_due(&mut self, now: Timestamp) {
        for used in self.all.values_mut() {
            used.due_by(now);
        }
    }

    /// The mailbox was checked: whatever would be read soon is read along, in one waking.
    pub(crate) fn soon_due(&mut self, account: AccountId, now: Timestamp) {
        let soon = later(now, POLL / 2);
        for used in self.all.values_mut() {
            if used.source.account == account && used.due <= soon {
                used.due_by(now);
            }
        }
    }

    /// When a source is to be read next; `None` while that has to wait for one that is being read.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        if self.is_busy() {
            return None;
        }
        self.free().map(|used| used.due).min()
    }

    /// The source that is to be read now. A clock that was set back holds none up for longer than
    /// it would have waited.
    pub(crate) fn due(&mut self, now: Timestamp) -> Option<&LotSource> {
        for used in self.all.values_mut() {
            used.clock_went(now);
        }
        if self.is_busy() {
            return None;
        }
        self.free()
            .filter(|used| used.due <= now)
            .min_by_key(|used| used.due)
            .map(|used| &used.source)
    }

    /// As many are read as may be at once.
    fn is_busy(&self) -> bool {
        let answering = self.under_way.values().filter(|reading| !reading.hangs);
        answering.count() >= AT_ONCE
    }

    /// The sources that are not being read. Where a reading hangs, no other is begun of the same
    /// place, even if it was left and chosen anew.
    fn free(&self) -> impl Iterator<Item = &InUse> {
        self.all.values().filter(|used| {
            let hangs = |reading: &UnderWay| reading.hangs && reading.kind == used.source.kind;
            !self.under_way.contains_key(&used.source.id) && !self.under_way.values().any(hangs)
        })
    }

    /// A reading of this source.
    pub(crate) fn begin(
        &mut self,
        source: SourceId,
        ledger: Ledger,
        knowledge: Knowledge,
        now: Timestamp,
    ) -> Option<Read> {
        let used = self.all.get_mut(&source)?;
        self.turn += 1;
        used.turn = self.turn;
        used.changed = false;
        // What was opened by former rules or profiles is opened anew.
        let edition = knowledge.edition();
        if used.edition != edition {
            used.open = None;
        }
        used.edition = edition;
        let under_way = UnderWay {
            kind: used.source.kind.clone(),
            turn: self.turn,
            hangs: false,
        };
        self.under_way.insert(source, under_way);
        Some(Read {
            source: used.source.clone(),
            ledger,
            knowledge,
            now,
            turn: self.turn,
            open: used.open.take(),
            cursor: used.cursor.clone(),
            stop: Arc::clone(&self.stop),
            apart: self.apart.clone(),
        })
    }

    /// A reading hangs.
    pub(crate) fn hangs(&mut self, reading: &ReadHangs, now: Timestamp) {
        let id = reading.source.id;
        let under_way = self.under_way.get_mut(&id);
        let Some(under_way) = under_way.filter(|known| known.turn == reading.turn) else {
            return;
        };
        under_way.hangs = true;
        if let Some(used) = self
            .all
            .get_mut(&id)
            .filter(|used| used.turn == reading.turn)
        {
            let path = used.source.kind.path().to_owned();
            used.problem = Some(SourceProblem::NotAnswering { path });
            used.hides_returns(shows_returns(&used.source.kind), now);
        }
    }

    /// A reading has ended, perhaps long after it hung.
    pub(crate) fn take(&mut self, ended: ReadEnded, hurried: bool, now: Timestamp) {
        let id = ended.source.id;
        if self
            .under_way
            .get(&id)
            .is_some_and(|reading| reading.turn == ended.turn)
        {
            self.under_way.remove(&id);
        }
        // Removed meanwhile, perhaps.
        if let Some(used) = self.all.get_mut(&id).filter(|used| used.turn == ended.turn) {
            used.take(ended, hurried, now);
        }
    }

    /// What the sources of this mailbox show now.
    pub(crate) fn shows(&self, account: AccountId, now: Timestamp) -> Shows {
        let kinds = || self.of_account(account).map(|source| &source.kind);
        Shows {
            lots: kinds().any(|kind| !matches!(kind, SourceKind::ReturnFolder { .. })),
            returns: kinds().any(shows_returns),
            returns_hidden: self.returns_hidden(account, now) == Some(true),
        }
    }

    /// Whether returns that a source of this mailbox shows cannot be read: `Some(true)` when that
    /// has lasted.
    pub(crate) fn returns_hidden(&self, account: AccountId, now: Timestamp) -> Option<bool> {
        self.all
            .values()
            .filter(|used| used.source.account == account)
            .filter_map(|used| used.hidden_since)
            .map(|since| now.duration_since(since) >= AWAY)
            .max()
    }

    /// The files and folders in which a change means that there may be something to read.
    pub(crate) fn watched(&self) -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> = self
            .all
            .values()
            .flat_map(|used| used.watched.iter().cloned())
            .collect();
        paths.sort();
        paths.dedup();
        paths
    }

    pub(crate) fn status_of(&self, account: AccountId) -> Vec<SourceStatus> {
        self.all
            .values()
            .filter(|used| used.source.account == account)
            .map(|used| SourceStatus {
                source: used.source.clone(),
                last_read: used.last_read,
                problem: used.problem.as_ref().map(source::problem),
            })
            .collect()
    }
}

impl InUse {
    /// To be read by then, once it was left alone long enough.
    fn due_by(&mut self, now: Timestamp) {
        self.changed = true;
        let rested = self.rest.map_or(now, |rest| later(rest.since, rest.lasts));
        self.due = self.due.min(rested.max(now));
    }

    /// The clock may have been set back since: what was to come later than it was meant to comes
    /// then, and what has lasted has lasted until now at most.
    fn clock_went(&mut self, now: Timestamp) {
        self.due = self.due.min(later(now, self.wait));
        self.rest = self.rest.filter(|rest| rest.since <= now);
        self.hidden_since = self.hidden_since.map(|since| since.min(now));
    }

    fn hides_returns(&mut self, hides: bool, now: Timestamp) {
        self.hidden_since = hides.then(|| self.hidden_since.unwrap_or(now));
    }

    fn take(&mut self, ended: ReadEnded, hurried: bool, now: Timestamp) {
        if ended.cursor.is_some() {
            self.cursor = ended.cursor;
        }
        if let Some(open) = &ended.open {
            self.watched = open.watched();
        }
        self.open = ended.open;
        let has_failed = ended.failed.is_some();
        if !ended.is_total && !has_failed {
            self.last_read = Some(now);
        }
        let hides = ended.returns_hidden || ended.is_total && shows_returns(&self.source.kind);
        // What the record did not take was not seen.
        self.hides_returns(hides || has_failed && self.hidden_since.is_some(), now);
        self.problem = ended.problem;
        self.wait = match ended.again_after.map(SignedDuration::try_from) {
            Some(Ok(soon)) => soon,
            _ if hurried => SignedDuration::from_secs(5),
            _ if ended.is_total || has_failed => RETRY,
            _ => POLL,
        };
        self.rest = None;
        let spent = SignedDuration::try_from(ended.spent).unwrap_or(SignedDuration::MAX);
        // More of what is there already is read on without a pause.
        if spent > QUICK && !self.wait.is_zero() {
            let lasts = spent.checked_mul(SHARE).unwrap_or(POLL).min(POLL);
            self.rest = Some(Rest { since: now, lasts });
            self.wait = self.wait.max(lasts);
        }
        self.due = later(now, self.wait);
        // The reading may have been past it.
        if self.changed {
            self.due_by(now);
        }
    }
}

fn shows_returns(kind: &SourceKind) -> bool {
    matches!(
        kind,
        SourceKind::ReturnFolder { .. } | SourceKind::Pyxvital { .. }
    )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use vigie_journal::Journal;

    use super::*;
    use crate::book::BookClock;

    const ACCOUNT: AccountId = AccountId(1);

    fn after(seconds: i64) -> Timestamp {
        "2026-03-02T09:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
    }

    fn lots(id: i64) -> LotSource {
        of(
            id,
            SourceKind::LotFolder {
                path: format!("/lots/{id}"),
            },
        )
    }

    fn of(id: i64, kind: SourceKind) -> LotSource {
        LotSource {
            id: SourceId(id),
            account: ACCOUNT,
            kind,
        }
    }

    fn returns(id: i64) -> LotSource {
        of(
            id,
            SourceKind::ReturnFolder {
                path: format!("/arl/{id}"),
            },
        )
    }

    struct Desk {
        sources: Sources,
        ledger: Ledger,
        knowledge: Knowledge,
        _dir: tempfile::TempDir,
    }

    impl Desk {
        fn new(sources: impl IntoIterator<Item = LotSource>) -> Self {
            let dir = tempfile::tempdir().unwrap();
            let (journal, _) = Journal::open(&dir.path().join("a.sqlite"), after(0)).unwrap();
            let mut desk = Self {
                sources: Sources::default(),
                ledger: Ledger {
                    journal,
                    clock: BookClock::REAL,
                },
                knowledge: Knowledge::default(),
                _dir: dir,
            };
            for source in sources {
                desk.sources.add(source, after(0));
            }
            desk
        }

        /// Begins whatever is due.
        fn begin(&mut self, now: Timestamp) -> Vec<Read> {
            let mut begun = Vec::new();
            while let Some(id) = self.sources.due(now).map(|source| source.id) {
                let (ledger, knowledge) = (self.ledger.clone(), self.knowledge.clone());
                begun.push(self.sources.begin(id, ledger, knowledge, now).unwrap());
            }
            begun
        }

        fn hangs(&mut self, read: &Read, now: Timestamp) {
            let (source, turn) = (read.source.clone(), read.turn);
            self.sources.hangs(&ReadHangs { source, turn }, now);
        }

        /// A reading ends, with this problem where there is one.
        fn end(&mut self, read: &Read, problem: Option<SourceProblem>, now: Timestamp) {
            let ended = ReadEnded {
                is_total: problem.is_some(),
                problem,
                ..ReadEnded::new(read.source.clone(), read.turn)
            };
            self.sources.take(ended, false, now);
        }

        fn problems(&self) -> Vec<String> {
            let status = self.sources.status_of(ACCOUNT);
            let key = |one: SourceStatus| one.problem.map(|text| text.key);
            status.into_iter().filter_map(key).collect()
        }
    }

    fn ids(reads: &[Read]) -> Vec<i64> {
        reads.iter().map(|read| read.source.id.0).collect()
    }

    #[test]
    fn one_that_hangs_is_told_of_and_holds_no_other_up() {
        let mut desk = Desk::new((1..=6).map(lots));
        let begun = desk.begin(after(0));
        assert_eq!(ids(&begun), [1, 2, 3, 4], "so many at once");
        assert_eq!(desk.sources.next_due(), None);
        desk.hangs(&begun[0], after(60));
        assert_eq!(desk.problems(), ["source-not-answering"]);
        let next = desk.begin(after(60));
        assert_eq!(ids(&next), [5], "its place is another's");
        for read in begun[1..].iter().chain(&next) {
            desk.end(read, None, after(60));
        }
        for read in desk.begin(after(60)) {
            assert_eq!(read.source.id, SourceId(6));
            desk.end(&read, None, after(60));
        }
        // Whatever changes there and however late it is, it is not begun a second time, ...
        desk.sources.all_due(after(7200));
        let others = desk.begin(after(7200));
        assert_eq!(ids(&others), [2, 3, 4, 5]);
        for read in &others {
            desk.end(read, None, after(7200));
        }
        assert_eq!(ids(&desk.begin(after(7200))), [6]);
        // ... not even if it is chosen anew.
        desk.sources.remove(SourceId(1));
        let anew = of(7, begun[0].source.kind.clone());
        desk.sources.add(anew, after(7200));
        assert_eq!(ids(&desk.begin(after(7200))), [0; 0]);
        // It comes back.
        desk.end(&begun[0], None, after(7300));
        assert_eq!(ids(&desk.begin(after(7300))), [7]);
    }

    #[test]
    fn what_came_back_is_read_as_usual() {
        let mut desk = Desk::new([lots(1)]);
        let begun = desk.begin(after(0));
        desk.hangs(&begun[0], after(60));
        assert_eq!(desk.sources.next_due(), None);
        desk.end(&begun[0], None, after(500));
        assert_eq!(desk.problems(), [""; 0]);
        assert_eq!(desk.sources.next_due(), Some(after(500 + 600)));
        let broken = SourceProblem::BrokenOff {
            path: "/lots/1".to_owned(),
        };
        let begun = desk.begin(after(1100));
        desk.end(&begun[0], Some(broken), after(1100));
        assert_eq!(desk.problems(), ["source-broken-off"]);
        assert_eq!(desk.sources.next_due(), Some(after(1100 + 300)));
    }

    #[test]
    fn returns_are_hidden_from_the_first_failure_on_whatever_the_next_ones_are() {
        let path = || "/arl/1".to_owned();
        let mut desk = Desk::new([returns(1)]);
        let hidden = |desk: &Desk, at| desk.sources.returns_hidden(ACCOUNT, after(at));
        let mut now = 0;
        for problem in [
            SourceProblem::Missing { path: path() },
            SourceProblem::Forbidden { path: path() },
            SourceProblem::BrokenOff { path: path() },
        ]
        .into_iter()
        .cycle()
        .take(11)
        {
            let begun = desk.begin(after(now));
            desk.end(&begun[0], Some(problem), after(now));
            assert_eq!(hidden(&desk, now), Some(false));
            now += 300;
        }
        let begun = desk.begin(after(now));
        desk.hangs(&begun[0], after(now + 60));
        assert_eq!(hidden(&desk, 3599), Some(false));
        assert_eq!(hidden(&desk, 3600), Some(true));
        // It comes back with nothing read, and then with all of it.
        desk.end(
            &begun[0],
            Some(SourceProblem::Missing { path: path() }),
            after(4000),
        );
        assert_eq!(hidden(&desk, 4000), Some(true));
        let begun = desk.begin(after(4300));
        desk.end(&begun[0], None, after(4300));
        assert_eq!(hidden(&desk, 4300), None);
    }

    #[test]
    fn returns_hidden_within_a_source_whose_lots_are_seen_count_as_well() {
        let ini = "/pyxvital/Pyxvital.ini".to_owned();
        let practitioner = None;
        let mut desk = Desk::new([of(1, SourceKind::Pyxvital { ini, practitioner })]);
        let begun = desk.begin(after(0));
        let ended = ReadEnded {
            returns_hidden: true,
            ..ReadEnded::new(begun[0].source.clone(), begun[0].turn)
        };
        desk.sources.take(ended, false, after(0));
        let hidden = |at| desk.sources.returns_hidden(ACCOUNT, after(at));
        assert_eq!((hidden(0), hidden(3600)), (Some(false), Some(true)));
    }

    #[test]
    fn what_changes_during_a_reading_is_read_right_after_it() {
        let mut desk = Desk::new([lots(1)]);
        let begun = desk.begin(after(0));
        desk.sources.all_due(after(1));
        desk.end(&begun[0], None, after(2));
        let begun = desk.begin(after(2));
        assert_eq!(ids(&begun), [1]);
        desk.end(&begun[0], None, after(3));
        assert_eq!(ids(&desk.begin(after(3))), [0; 0]);
    }

    #[test]
    fn a_clock_set_ahead_and_back_holds_no_source_up() {
        let year = 365 * 86_400;
        let mut desk = Desk::new([lots(1), returns(2)]);
        for read in desk.begin(after(year)) {
            let path = "/".to_owned();
            let problem = (read.source.id.0 == 2).then_some(SourceProblem::Missing { path });
            desk.end(&read, problem, after(year));
        }
        assert!(desk.begin(after(0)).is_empty());
        assert_eq!(desk.sources.next_due(), Some(after(300)));
        assert_eq!(ids(&desk.begin(after(300))), [2]);
        assert_eq!(ids(&desk.begin(after(600))), [1]);
        let hidden = desk.sources.returns_hidden(ACCOUNT, after(3600));
        assert_eq!(hidden, Some(true));
    }

    #[test]
    fn a_source_that_takes_long_to_read_is_read_for_a_share_of_the_time() {
        let mut desk = Desk::new([lots(1)]);
        let (mut now, mut spent) = (0, 0);
        while now < 3600 {
            // Something changes there all the time.
            desk.sources.all_due(after(now));
            if let [read] = &desk.begin(after(now))[..] {
                now += 10;
                spent += 10;
                let ended = ReadEnded {
                    spent: Duration::from_secs(10),
                    ..ReadEnded::new(read.source.clone(), read.turn)
                };
                desk.sources.take(ended, false, after(now));
            }
            now += 1;
        }
        assert!((600..=800).contains(&spent), "{spent} of 3600 s");
    }
}
