//! One book: the record it stands in, and its time.

use jiff::Timestamp;
use vigie_domain::{
    account::AccountId,
    book::sighting::{Origin, Seen, Sighting},
};
use vigie_journal::{Ingested, Journal, RecordError};

use super::clock::BookClock;

/// Where lots and returns are kept, and by which clock. Clones share it. Every call blocks.
#[derive(Clone, Debug)]
pub(crate) struct Ledger {
    pub(crate) journal: Journal,
    pub(crate) clock: BookClock,
}

impl Ledger {
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
        let now = self.clock.book_time(real_now);
        let done = self
            .journal
            .ingest(account, origin, sightings, cursor, now)?;
        for one in &done.aside {
            tracing::warn!(account = account.0, at = %one.at, why = one.why, "a lot or return that cannot be kept is passed over");
        }
        Ok(done)
    }

    /// When checks went through since, in the book's time and in order.
    pub(crate) fn check_times(
        &self,
        account: AccountId,
        since: Timestamp,
    ) -> Result<Vec<Timestamp>, RecordError> {
        let since = self.clock.real_time(since);
        let mut times = self.journal.check_times(account, since)?;
        if !self.clock.is_real() {
            for at in &mut times {
                *at = self.clock.book_time(*at);
            }
        }
        Ok(times)
    }
}

/// Whether something came into the book, or changed in it.
pub(crate) fn has_changed(done: &Ingested) -> bool {
    !(done.lots.is_empty() && done.events.is_empty() && done.returns.is_empty())
}
