//! The book of lots and returns on disk: what the agent and the faces ask of it.

use jiff::{Timestamp, tz::TimeZone};
use serde::{Serialize, de::DeserializeOwned};
use vigie_domain::{
    account::AccountId,
    book::{
        deadline::{Deadline, Place},
        expectation::Answered,
        follow_up::LotEvent,
        lot::Caisse,
        matching::LotId,
        observability::{FollowedDay, SendingDay},
        query::{Lot, LotLife, LotQuery, Month, Page, Return, ReturnQuery, Standing},
        sighting::{Origin, Seen, Sighting},
        source::{LotSource, SourceId, SourceKind},
        vanishing::Left,
    },
};

use crate::{
    fault::RecordError,
    journal::Journal,
    write::{Write, to_json},
};

pub(crate) mod codes;
pub(crate) mod maintenance;
pub(crate) mod reunite;

mod again;
mod between;
#[cfg(test)]
mod between_tests;
mod candidates;
mod collected;
mod flow;
mod follow;
mod ingest;
mod life;
mod lot_page;
mod months;
mod return_page;
mod rows;
pub mod sample;
mod scope;
mod search;
pub(crate) mod sources;
#[cfg(test)]
mod tests;

pub use again::Unrecognised;
pub(crate) use between::is_left_behind;
pub use between::{Between, ReturnsBetween};
pub use flow::ForeignMail;
pub use ingest::{Aside, Ingested};
pub use sources::SourceRecord;

/// How many sightings, or lots, one transaction takes in.
const BATCH: usize = 500;

/// The longest reason for settling a lot by hand that is kept, in characters.
const REASON: usize = 1_000;

impl Journal {
    /// Takes in what was seen at one origin, in batches of at most 500, each one transaction; the
    /// source's cursor is moved in the last of them. What was taken in before is passed over by
    /// its key, so that after a crash the same sightings may be given again. A sighting that the
    /// record's rules refuse is set aside, told of once in [`Ingested::aside`], and passed over from
    /// then on; the others are taken in.
    ///
    /// A cursor is for a source alone: with another origin it is [`RecordError::Refused`].
    pub fn ingest(
        &self,
        account: AccountId,
        origin: Origin,
        mut sightings: Vec<Sighting>,
        mut cursor: Option<serde_json::Value>,
        now: Timestamp,
    ) -> Result<Ingested, RecordError> {
        let source = match origin {
            Origin::Source { id } => Some(id),
            _ if cursor.is_some() => return Err(RecordError::Refused),
            _ => None,
        };
        // In order of time, lots before returns: a folder is read in any order.
        sightings.sort_by_key(|sighting| match &sighting.seen {
            Seen::Lot(lot) => (lot.sent, false),
            Seen::Return(one) => (one.at, true),
        });
        let mut done = Ingested::default();
        let mut rest = sightings;
        loop {
            let later = rest.split_off(rest.len().min(BATCH));
            let batch = std::mem::replace(&mut rest, later);
            let finish = source.filter(|_| rest.is_empty());
            let cursor = finish.and(cursor.take());
            done.add(self.transact(move |db| {
                let done = ingest::batch(db, account, origin, batch, now)?;
                if let Some(source) = finish {
                    sources::read(db, source, account, cursor.as_ref(), now)?;
                }
                Ok(done)
            })?);
            if rest.is_empty() {
                return Ok(done);
            }
        }
    }

    /// Lets time pass until `now` for every lot that waits: deadlines that ended meanwhile take
    /// effect at their own moments.
    pub fn advance_lots(
        &self,
        account: AccountId,
        rule: Deadline,
        place: &Place,
        now: Timestamp,
    ) -> Result<Vec<(LotId, LotEvent)>, RecordError> {
        let waiting = follow::waiting(&self.reader()?, account)?;
        let due = follow::due(&self.reader()?, &waiting, rule, place, now)?;
        let place = place.clone();
        self.change_lots(&due, move |lot| {
            follow::with_their_moments(lot.advance(rule, &place, now), now)
        })
    }

    /// Marks lots whose wait is out of the ordinary; those that wait no longer stay as they are.
    pub fn warn_lots(
        &self,
        lots: &[LotId],
        now: Timestamp,
    ) -> Result<Vec<(LotId, LotEvent)>, RecordError> {
        self.change_lots(&ids(lots), move |lot| {
            Vec::from_iter(lot.warn(now).map(|event| (now, event)))
        })
    }

    /// Settles lots by hand. The reason is in the user's words, at most 1,000 characters.
    pub fn settle_lots(
        &self,
        lots: &[LotId],
        reason: &str,
        now: Timestamp,
    ) -> Result<Vec<(LotId, LotEvent)>, RecordError> {
        let reason: String = reason.chars().take(REASON).collect();
        self.change_lots(&ids(lots), move |lot| {
            vec![(now, lot.settle(reason.clone(), now))]
        })
    }

    /// Lots whose answer is awaited, whatever the stage: the most urgent last, of each stage the
    /// latest first; at most 2,000.
    pub fn open_lots(&self, account: AccountId) -> Result<Vec<Lot>, RecordError> {
        flow::open_lots(&self.reader()?, account)
    }

    /// How many lots stand where.
    pub fn standing(&self, account: AccountId) -> Result<Standing, RecordError> {
        flow::standing(&self.reader()?, account)
    }

    /// Lots that ask for a look (late, 48 h, 96 h, refused, not delivered): the most urgent first,
    /// of each stage the latest 100.
    pub fn troubled(&self, account: AccountId) -> Result<Vec<Lot>, RecordError> {
        flow::troubled(&self.reader()?, account)
    }

    /// Lots sent since that were answered by an ARL or a notice of non-delivery, in order of
    /// sending, the latest 20,000; and how many lots sent before the last of them went past a
    /// deadline, or were settled, or were only known from a later return, without such an answer.
    pub fn answered_since(
        &self,
        account: AccountId,
        since: Timestamp,
    ) -> Result<(Vec<Answered>, usize), RecordError> {
        flow::answered_since(&self.reader()?, account, since)
    }

    /// The days of a range (its end excluded) on which lots were sent first, oldest first; only
    /// lots sent last before `mature_before`, whose answers should have come.
    pub fn sending_days(
        &self,
        account: AccountId,
        from: Timestamp,
        until: Timestamp,
        zone: &TimeZone,
        mature_before: Timestamp,
    ) -> Result<Vec<SendingDay>, RecordError> {
        flow::sending_days(&self.reader()?, account, (from, until), zone, mature_before)
    }

    /// The days since `from` on which lots were sent first, oldest first, with how well their
    /// answers (ARLs and notices of non-delivery) are known; only lots sent last by `mature_by`, and
    /// only those to caisses that answer. Complementary insurers may acknowledge otherwise, or not
    /// at all: no deadline is known for whoever never sent an ARL, and none is claimed.
    pub fn followed_days(
        &self,
        account: AccountId,
        from: Timestamp,
        zone: &TimeZone,
        mature_by: Timestamp,
    ) -> Result<Vec<FollowedDay>, RecordError> {
        flow::followed_days(&self.reader()?, account, from, zone, mature_by)
    }

    /// Whether that caisse (`None`: those that are not known) ever answered a lot of this mailbox.
    pub fn is_answering(
        &self,
        account: AccountId,
        caisse: Option<Caisse>,
    ) -> Result<bool, RecordError> {
        flow::is_answering(&self.reader()?, account, caisse)
    }

    /// When returns of the health insurance came since, in order of time, the latest 100,000;
    /// `mailbox_only`: those that a check saw in the mailbox.
    pub fn return_times(
        &self,
        account: AccountId,
        since: Timestamp,
        mailbox_only: bool,
    ) -> Result<Vec<Timestamp>, RecordError> {
        flow::return_times(&self.reader()?, account, since, mailbox_only)
    }

    /// When checks went through since, in order of time, the latest 200,000. Of hours whose single
    /// checks are gone, the beginning and the last minute stand for them.
    pub fn check_times(
        &self,
        account: AccountId,
        since: Timestamp,
    ) -> Result<Vec<Timestamp>, RecordError> {
        flow::check_times(&self.reader()?, account, since)
    }

    /// Messages in the mailbox at present that have no business there.
    pub fn foreign_in_mailbox(
        &self,
        account: AccountId,
    ) -> Result<Option<ForeignMail>, RecordError> {
        flow::foreign_in_mailbox(&self.reader()?, account)
    }

    /// When the health insurance's last return came, wherever it was seen.
    pub fn last_return(&self, account: AccountId) -> Result<Option<Timestamp>, RecordError> {
        flow::last_return(&self.reader()?, account)
    }

    /// Returns of the health insurance that went out of the mailbox since, in order of time, the
    /// latest 10,000; and whether each was seen elsewhere.
    pub fn returns_left(
        &self,
        account: AccountId,
        since: Timestamp,
    ) -> Result<Vec<Left>, RecordError> {
        flow::returns_left(&self.reader()?, account, since)
    }

    /// Whether a return of the health insurance is among these messages that are no longer listed in
    /// the mailbox, and is not in it under another unique id.
    pub fn returns_among(&self, account: AccountId, gone: &[String]) -> Result<bool, RecordError> {
        collected::returns_among(&self.reader()?, account, gone)
    }

    /// What the book of a mailbox remembers.
    pub fn book_state<T: DeserializeOwned>(
        &self,
        account: AccountId,
    ) -> Result<Option<T>, RecordError> {
        sources::book_state(&self.reader()?, account)
    }

    /// Keeps what the book of a mailbox remembers.
    pub fn set_book_state<T: Serialize>(
        &self,
        account: AccountId,
        state: &T,
    ) -> Result<(), RecordError> {
        self.write(Write::BookState {
            account,
            state: to_json(state, "the book's state")?,
        })
        .map(drop)
    }

    /// A part of the lots; of all mailboxes, those that are watched, with those that a switch links
    /// to them.
    pub fn lots(&self, query: &LotQuery) -> Result<Page<Lot>, RecordError> {
        lot_page::read(&self.reader()?, query)
    }

    /// The life of one lot; `next_deadline` is left to who knows the rule.
    pub fn lot(&self, lot: LotId) -> Result<Option<LotLife>, RecordError> {
        life::read(&self.reader()?, lot)
    }

    /// A part of the returns, latest first; of all mailboxes as for [`Journal::lots`].
    pub fn returns(&self, query: &ReturnQuery) -> Result<Page<Return>, RecordError> {
        return_page::read(&self.reader()?, query)
    }

    /// The months in which lots were sent, oldest first.
    pub fn months(&self, account: AccountId, zone: &TimeZone) -> Result<Vec<Month>, RecordError> {
        months::read(&self.reader()?, account, zone)
    }

    /// The sources in use, in the order in which they were added.
    pub fn sources(&self) -> Result<Vec<SourceRecord>, RecordError> {
        sources::all(&self.reader()?)
    }

    /// Adds a source.
    pub fn add_source(
        &self,
        account: AccountId,
        kind: SourceKind,
        now: Timestamp,
    ) -> Result<LotSource, RecordError> {
        let id = self.write(Write::AddSource {
            account,
            kind: to_json(&kind, "a source")?,
            at: now,
        })?;
        Ok(LotSource {
            id: SourceId(id),
            account,
            kind,
        })
    }

    /// Removes a source: what it showed stays in the book.
    pub fn remove_source(&self, source: SourceId, now: Timestamp) -> Result<(), RecordError> {
        self.write(Write::RemoveSource { source, at: now })
            .map(drop)
    }

    fn change_lots(
        &self,
        lots: &[i64],
        rule: impl Fn(&mut vigie_domain::book::follow_up::FollowUp) -> Vec<(Timestamp, LotEvent)>
        + Clone
        + Send
        + 'static,
    ) -> Result<Vec<(LotId, LotEvent)>, RecordError> {
        let mut happened = Vec::new();
        for batch in lots.chunks(BATCH) {
            let (batch, rule) = (batch.to_vec(), rule.clone());
            happened.extend(self.transact(move |db| follow::change(db, &batch, &rule))?);
        }
        Ok(happened)
    }
}

fn ids(lots: &[LotId]) -> Vec<i64> {
    lots.iter().map(|lot| lot.0).collect()
}
