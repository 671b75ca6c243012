//! The life of one lot.

use rusqlite::{Connection, params};
use vigie_domain::book::{
    matching::LotId,
    query::{LifeEvent, LotLife},
};

use super::rows;
use crate::{
    fault::RecordError,
    read::{from_json, moment},
};

/// How many events, and returns, are shown.
const MOST: i64 = 1_000;

pub(crate) fn read(db: &Connection, lot: LotId) -> Result<Option<LotLife>, RecordError> {
    let view = db.unchecked_transaction()?;
    let Some(held) = rows::lot_of(&view, lot.0)? else {
        return Ok(None);
    };
    let mut events = vec![LifeEvent {
        at: held.first_sent,
        event: None,
    }];
    let mut query =
        view.prepare("SELECT at, body FROM lot_event WHERE lot = ?1 ORDER BY id LIMIT ?2")?;
    let mut found = query.query(params![lot.0, MOST])?;
    while let Some(row) = found.next()? {
        events.push(LifeEvent {
            at: moment(row.get(0)?)?,
            event: Some(from_json(&row.get::<_, String>(1)?, "a lot's event")?),
        });
    }
    // An answer that was read late stands at its own time.
    events.sort_by_key(|event| event.at);
    let returns = rows::numbers(
        &view,
        "SELECT returned FROM return_lot WHERE lot = ?1 ORDER BY at, returned LIMIT ?2",
        params![lot.0, MOST],
    )?;
    Ok(Some(LotLife {
        lot: held,
        events,
        returns: rows::returns_of(&view, &returns)?,
        next_deadline: None,
    }))
}
