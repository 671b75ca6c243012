//! One book: the record it stands in, and its time.

use jiff::Timestamp;
use vigie_domain::{
    account::AccountId,
    book::{
        matching::LotId,
        query::{Lot, LotLife, Return, ReturnId},
        sighting::{Origin, Seen, Sighting},
        source::SourceId,
    },
};
use vigie_journal::{Ingested, Journal, RecordError};

use super::clock::BookClock;

/// Where lots and returns are kept, and by which clock. Clones share it. Every call blocks.
///
/// The training ground has a record of its own, which begins its numbers anew. To the faces its lots,
/// returns and sources have negative numbers, as its mailbox has.
#[derive(Clone, Debug)]
pub(crate) struct Ledger {
    pub(crate) journal: Journal,
    pub(crate) clock: BookClock,
    training: Option<Training>,
}

#[derive(Clone, Copy, Debug)]
struct Training {
    /// The mailbox's number in that record.
    inside: AccountId,
    outside: AccountId,
}

impl Ledger {
    /// The book of the practice's own mailboxes.
    pub(crate) fn of_practice(journal: Journal, clock: BookClock) -> Self {
        Self {
            journal,
            clock,
            training: None,
        }
    }

    /// The book of the training ground's mailbox, whose number is `inside` in its record and
    /// `outside` for everybody else.
    pub(crate) fn of_training(
        journal: Journal,
        clock: BookClock,
        inside: AccountId,
        outside: AccountId,
    ) -> Self {
        Self {
            journal,
            clock,
            training: Some(Training { inside, outside }),
        }
    }

    /// A mailbox's number in the record.
    pub(crate) fn inside(&self, account: AccountId) -> AccountId {
        self.training.map_or(account, |training| training.inside)
    }

    /// A lot's number in the record.
    pub(crate) fn lot_inside(&self, lot: LotId) -> LotId {
        LotId(self.turned(lot.0))
    }

    /// A source's number in the record, or outside of it.
    pub(crate) fn source(&self, source: SourceId) -> SourceId {
        SourceId(self.turned(source.0))
    }

    /// A lot as the faces see it.
    pub(crate) fn lot(&self, mut lot: Lot) -> Lot {
        if let Some(training) = self.training {
            lot.account = training.outside;
            lot.id = LotId(-lot.id.0);
            lot.origin = turned_origin(lot.origin);
        }
        lot
    }

    /// A return as the faces see it.
    pub(crate) fn returned(&self, mut one: Return) -> Return {
        if let Some(training) = self.training {
            one.account = training.outside;
            one.id = ReturnId(-one.id.0);
            one.origin = turned_origin(one.origin);
            for found in &mut one.lots {
                found.lot = LotId(-found.lot.0);
            }
        }
        one
    }

    /// A lot's life as the faces see it.
    pub(crate) fn life(&self, mut life: LotLife) -> LotLife {
        life.lot = self.lot(life.lot);
        let returns = std::mem::take(&mut life.returns);
        life.returns = returns.into_iter().map(|one| self.returned(one)).collect();
        life
    }

    /// Takes in what was seen at this moment of the time of day.
    pub(crate) fn ingest(
        &self,
        account: AccountId,
        origin: Origin,
        mut sightings: Vec<Sighting>,
        cursor: Option<serde_json::Value>,
        real_now: Timestamp,
    ) -> Result<Ingested, RecordError> {
        if !self.clock.is_real() {
            for sighting in &mut sightings {
                let at = match &mut sighting.seen {
                    Seen::Lot(lot) => &mut lot.sent,
                    Seen::Return(one) => &mut one.at,
                };
                *at = self.clock.time_seen(*at, real_now);
            }
        }
        let origin = match origin {
            Origin::Source { id } => Origin::Source {
                id: self.source(id),
            },
            other => other,
        };
        let now = self.clock.book_time(real_now);
        self.journal
            .ingest(self.inside(account), origin, sightings, cursor, now)
    }

    /// When checks went through since, in the book's time and in order.
    pub(crate) fn check_times(
        &self,
        account: AccountId,
        since: Timestamp,
    ) -> Result<Vec<Timestamp>, RecordError> {
        let since = self.clock.real_time(since);
        let mut times = self.journal.check_times(self.inside(account), since)?;
        if !self.clock.is_real() {
            for at in &mut times {
                *at = self.clock.book_time(*at);
            }
        }
        Ok(times)
    }

    fn turned(&self, number: i64) -> i64 {
        if self.training.is_some() {
            number.saturating_neg()
        } else {
            number
        }
    }
}

fn turned_origin(origin: Origin) -> Origin {
    match origin {
        Origin::Source { id } => Origin::Source {
            id: SourceId(-id.0),
        },
        other => other,
    }
}

/// Whether something came into the book, or changed in it.
pub(crate) fn has_changed(done: &Ingested) -> bool {
    !(done.lots.is_empty() && done.events.is_empty() && done.returns.is_empty())
}
