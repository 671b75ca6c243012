//! Lots as time and the user go on.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};
use vigie_domain::{
    account::AccountId,
    book::{
        deadline::{Deadline, Place},
        follow_up::{FollowUp, LotEvent, Stage},
        matching::LotId,
    },
};

use super::rows;
use crate::{fault::RecordError, read::from_json, write::to_json};

/// Writes where a lot stands and what happened to it.
pub(crate) fn write(
    db: &Connection,
    lot: LotId,
    follow_up: &FollowUp,
    events: &[(Timestamp, LotEvent)],
) -> Result<(), RecordError> {
    db.prepare_cached("UPDATE lot SET stage = ?2, again = ?3, follow_up = ?4 WHERE id = ?1")?
        .execute(params![
            lot.0,
            follow_up.stage().urgency(),
            follow_up.transmissions() > 1,
            to_json(follow_up, "a follow-up")?
        ])?;
    for (at, event) in events {
        db.prepare_cached("INSERT INTO lot_event (lot, at, body) VALUES (?1, ?2, ?3)")?
            .execute(params![
                lot.0,
                at.as_millisecond(),
                to_json(event, "a lot's event")?
            ])?;
    }
    Ok(())
}

/// The lots that time alone can change.
pub(crate) fn waiting(db: &Connection, account: AccountId) -> Result<Vec<i64>, RecordError> {
    rows::numbers(
        db,
        "SELECT id FROM lot INDEXED BY lot_stage WHERE stage IN (3, 4, 5) AND account = ?1
         ORDER BY id",
        params![account.0],
    )
}

/// Changes lots by a rule; lots that are not there, or in which nothing happens, stay as they are.
pub(crate) fn change(
    db: &Connection,
    lots: &[i64],
    mut rule: impl FnMut(&mut FollowUp) -> Vec<(Timestamp, LotEvent)>,
) -> Result<Vec<(LotId, LotEvent)>, RecordError> {
    let mut happened = Vec::new();
    for &id in lots {
        let json: Option<String> = db
            .prepare_cached("SELECT follow_up FROM lot WHERE id = ?1")?
            .query_row(params![id], |row| row.get(0))
            .optional()?;
        let Some(json) = json else { continue };
        let mut follow_up: FollowUp = from_json(&json, "a follow-up")?;
        let events = rule(&mut follow_up);
        if !events.is_empty() {
            write(db, LotId(id), &follow_up, &events)?;
            happened.extend(events.into_iter().map(|(_, event)| (LotId(id), event)));
        }
    }
    Ok(happened)
}

/// Of lots that wait, those whose deadline ended by `now`.
pub(crate) fn due(
    db: &Connection,
    waiting: &[i64],
    rule: Deadline,
    place: &Place,
    now: Timestamp,
) -> Result<Vec<i64>, RecordError> {
    let mut query = db.prepare("SELECT follow_up FROM lot WHERE id = ?1")?;
    let mut due = Vec::new();
    for &id in waiting {
        let json: Option<String> = query.query_row(params![id], |row| row.get(0)).optional()?;
        let Some(json) = json else { continue };
        let follow_up: FollowUp = from_json(&json, "a follow-up")?;
        if follow_up
            .next_deadline(rule, place)
            .is_some_and(|end| end <= now)
        {
            due.push(id);
        }
    }
    Ok(due)
}

/// Events of time, each at the moment at which its stage began.
pub(crate) fn with_their_moments(
    events: Vec<LotEvent>,
    now: Timestamp,
) -> Vec<(Timestamp, LotEvent)> {
    let moment = |event: &LotEvent| match event {
        LotEvent::Became {
            stage: Stage::Unanswered { since } | Stage::Manual { since },
        } => *since,
        _ => now,
    };
    events
        .into_iter()
        .map(|event| (moment(&event), event))
        .collect()
}
