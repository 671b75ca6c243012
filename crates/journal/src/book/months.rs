//! Lots by the month of their first sending.

use std::collections::BTreeMap;

use jiff::{civil::Date, tz::TimeZone};
use rusqlite::{Connection, params};
use vigie_domain::{account::AccountId, book::query::Month};

use crate::{fault::RecordError, history::median, read::moment};

pub(crate) fn read(
    db: &Connection,
    account: AccountId,
    zone: &TimeZone,
) -> Result<Vec<Month>, RecordError> {
    let mut query = db.prepare(
        "SELECT first_sent, stage, again, last_sent, answered_at FROM lot INDEXED BY lot_month
         WHERE account = ?1 ORDER BY first_sent",
    )?;
    let mut rows = query.query(params![account.0])?;
    let mut months: BTreeMap<Date, Counted> = BTreeMap::new();
    // Lots come in order of time: the calendar is asked once a month, not once a lot.
    let mut current: Option<(Date, i64)> = None;
    while let Some(row) = rows.next()? {
        let sent: i64 = row.get(0)?;
        let (month, _) = match current {
            Some((month, end)) if sent < end => (month, end),
            _ => *current.insert(month_of(sent, zone)?),
        };
        let (last_sent, answered_at) = (row.get(3)?, row.get(4)?);
        months
            .entry(month)
            .or_default()
            .count(row.get(1)?, row.get(2)?, last_sent, answered_at);
    }
    Ok(months
        .into_iter()
        .map(|(month, counted)| counted.month(month))
        .collect())
}

/// The first day of the month of a moment, and the moment at which the month ends.
fn month_of(at: i64, zone: &TimeZone) -> Result<(Date, i64), RecordError> {
    let month = moment(at)?.to_zoned(zone.clone()).date().first_of_month();
    let end = month
        .last_of_month()
        .tomorrow()
        .and_then(|next| next.to_zoned(zone.clone()))
        .map_or(i64::MAX, |next| next.timestamp().as_millisecond());
    Ok((month, end))
}

#[derive(Default)]
struct Counted {
    sent: u32,
    acknowledged: u32,
    refused: u32,
    sent_again: u32,
    open: u32,
    delays_s: Vec<f64>,
}

impl Counted {
    fn count(&mut self, stage: i64, again: bool, last_sent: i64, answered_at: Option<i64>) {
        let place = match stage {
            0 | 3 | 4 | 5 => Some(&mut self.open),
            1 | 2 => Some(&mut self.refused),
            6 => Some(&mut self.acknowledged),
            _ => None,
        };
        if let Some(place) = place {
            *place = place.saturating_add(1);
        }
        self.sent = self.sent.saturating_add(1);
        self.sent_again = self.sent_again.saturating_add(u32::from(again));
        if let (6, Some(answered)) = (stage, answered_at.filter(|at| *at >= last_sent)) {
            #[expect(clippy::cast_precision_loss, reason = "milliseconds of a wait")]
            self.delays_s.push((answered - last_sent) as f64 / 1_000.0);
        }
    }

    fn month(mut self, month: Date) -> Month {
        Month {
            month,
            sent: self.sent,
            acknowledged: self.acknowledged,
            refused: self.refused,
            sent_again: self.sent_again,
            open: self.open,
            median_delay_s: median(&mut self.delays_s),
        }
    }
}
