//! Sightings on their way into the book.

use jiff::Timestamp;
use rusqlite::{Connection, params};
use vigie_domain::{
    account::AccountId,
    book::{
        follow_up::{FollowUp, LotEvent},
        ingest::{
            Answer, Belonging, Decision, Known, LotChange, LotDecision, NEW_LOT, NEW_RETURN,
            ReturnDecision, decide,
        },
        lot::LotReference,
        matching::LotId,
        query::ReturnId,
        returns::MessageClass,
        sighting::{Origin, ReturnSeen, Seen, Sighting},
    },
};

use super::{
    again,
    candidates::{self, Candidates},
    codes, follow,
    scope::Scope,
};
use crate::{
    fault::RecordError,
    write::{require_watched, to_json},
};

/// What came into the book.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ingested {
    /// Lots that were not known before.
    pub lots: Vec<LotId>,
    /// What happened to lots, new and known.
    pub events: Vec<(LotId, LotEvent)>,
    /// Returns that were not known before.
    pub returns: Vec<ReturnId>,
    /// Sightings that cannot be taken in.
    pub aside: Vec<Aside>,
}

/// A sighting that the record's rules refuse: it is passed over, and is not tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    /// Its key.
    pub key: String,
    /// When it was, by its own word.
    pub at: Timestamp,
    /// Why, for the log.
    pub why: String,
}

impl Ingested {
    pub(crate) fn add(&mut self, other: Self) {
        self.lots.extend(other.lots);
        self.events.extend(other.events);
        self.returns.extend(other.returns);
        self.aside.extend(other.aside);
    }
}

/// How much of one return is kept.
const REFERENCES: usize = 1_000;
const CODES: usize = 1_000;
/// Octets of a `Message-ID` that are kept.
const MESSAGE_ID: usize = 250;

/// Takes sightings of one origin in. The caller's transaction makes all of it one step.
pub(crate) fn batch(
    db: &Connection,
    account: AccountId,
    origin: Origin,
    sightings: Vec<Sighting>,
    now: Timestamp,
) -> Result<Ingested, RecordError> {
    require_watched(db, account)?;
    let mut step = Step {
        db,
        account,
        scope: Scope::of(db, account)?,
        origin,
        now,
        done: Ingested::default(),
    };
    for sighting in sightings {
        step.take_or_set_aside(sighting)?;
    }
    Ok(step.done)
}

struct Step<'a> {
    db: &'a Connection,
    account: AccountId,
    scope: Scope,
    origin: Origin,
    now: Timestamp,
    done: Ingested,
}

impl Step<'_> {
    /// One sighting that does not fit must not hold up those beside it for ever.
    fn take_or_set_aside(&mut self, sighting: Sighting) -> Result<(), RecordError> {
        let key = codes::key(&sighting.key);
        let at = match &sighting.seen {
            Seen::Lot(lot) => lot.sent,
            Seen::Return(one) => one.at,
        };
        let savepoint = |sql| self.db.prepare_cached(sql)?.execute([]).map(drop);
        let done = (
            self.done.lots.len(),
            self.done.events.len(),
            self.done.returns.len(),
        );
        savepoint("SAVEPOINT sighting")?;
        let taken = self.take(&key, at, sighting.seen);
        let savepoint = |sql| self.db.prepare_cached(sql)?.execute([]).map(drop);
        match taken {
            Ok(()) => savepoint("RELEASE sighting")?,
            Err(RecordError::Fault(fault)) => return Err(fault.into()),
            Err(error) => {
                savepoint("ROLLBACK TO sighting")?;
                savepoint("RELEASE sighting")?;
                self.done.lots.truncate(done.0);
                self.done.events.truncate(done.1);
                self.done.returns.truncate(done.2);
                let why = error.to_string();
                if self.note(&key, at)? {
                    self.done.aside.push(Aside { key, at, why });
                }
            }
        }
        Ok(())
    }

    /// Whether this source showed it when it was read for another mailbox of the practice.
    fn was_seen_for_another(&self, key: &str) -> Result<bool, RecordError> {
        if !matches!(self.origin, Origin::Source { .. }) || self.scope.is_single() {
            return Ok(false);
        }
        let found = self
            .db
            .prepare_cached(&format!(
                "SELECT 1 FROM sighting
                 WHERE account IN {} AND account <> ?1 AND origin = ?2 AND key = ?3",
                self.scope.sql()
            ))?
            .exists(params![
                self.account.0,
                codes::origin_code(self.origin),
                key
            ])?;
        Ok(found)
    }

    /// Notes that it was seen; whether it was not before.
    fn note(&self, key: &str, at: Timestamp) -> Result<bool, RecordError> {
        if self.was_seen_for_another(key)? {
            return Ok(false);
        }
        let new = self
            .db
            .prepare_cached(
                "INSERT INTO sighting (account, origin, key, at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (account, origin, key) DO NOTHING",
            )?
            .execute(params![
                self.account.0,
                codes::origin_code(self.origin),
                key,
                at.as_millisecond()
            ])?;
        Ok(new > 0)
    }

    fn take(&mut self, key: &str, at: Timestamp, seen: Seen) -> Result<(), RecordError> {
        let seen = bounded(seen);
        let origin = codes::origin_code(self.origin);
        let new = self.note(key, at)?;
        if !new && !again::is_seen_better(self.db, self.account, origin, key, &seen)? {
            return self.still_there(origin, key);
        }
        let candidates = match &seen {
            Seen::Lot(lot) => Candidates::for_lot(self.db, &self.scope, lot)?,
            Seen::Return(one) => Candidates::for_return(self.db, &self.scope, one)?,
        };
        let known = Known {
            lots: &candidates.lots,
            returns: &candidates.returns,
        };
        let column = match decide(&seen, self.origin, &known, self.now) {
            Decision::Lot(decision) => ("sending", self.apply_lot(&decision)?),
            Decision::Return(decision) => ("returned", self.apply_return(&decision)?),
        };
        let (column, id) = column;
        self.db
            .prepare_cached(&format!(
                "UPDATE sighting SET {column} = ?4 WHERE account = ?1 AND origin = ?2 AND key = ?3"
            ))?
            .execute(params![self.account.0, origin, key, id])?;
        Ok(())
    }

    /// A message that the mailbox lists again has not gone.
    fn still_there(&self, origin: i64, key: &str) -> Result<(), RecordError> {
        self.db
            .prepare_cached(
                "UPDATE sighting SET gone_at = NULL
                 WHERE account = ?1 AND origin = ?2 AND key = ?3 AND gone_at IS NOT NULL",
            )?
            .execute(params![self.account.0, origin, key])?;
        Ok(())
    }

    /// The number of the sending that was seen.
    fn apply_lot(&mut self, decision: &LotDecision) -> Result<i64, RecordError> {
        let lot = match decision.lot {
            Some(lot) => lot.0,
            None => self.new_lot(decision)?,
        };
        let sending = match decision.absorbed {
            Some(absorbed) => self.absorb(lot, absorbed.0)?,
            None => self.sending(lot, decision)?,
        };
        self.know_more(lot, &decision.reference, decision)?;
        for (returned, belongs) in &decision.returns {
            let belongs: Vec<Belonging> = belongs
                .iter()
                .map(|held| {
                    let mut held = *held;
                    if held.found.lot == NEW_LOT {
                        held.found.lot = LotId(lot);
                    }
                    held
                })
                .collect();
            self.write_belongings(returned.0, &belongs)?;
        }
        self.change(&LotChange {
            lot: LotId(lot),
            follow_up: decision.follow_up.clone(),
            events: decision.events.clone(),
            answers: decision.answers.clone(),
        })?;
        for other in &decision.others {
            self.change(other)?;
        }
        Ok(sending)
    }

    fn new_lot(&mut self, decision: &LotDecision) -> Result<i64, RecordError> {
        let at = decision.at.as_millisecond();
        self.db
            .prepare_cached(
                "INSERT INTO lot (account, first_sent, last_sent, origin, stage, again, follow_up)
                 VALUES (?1, ?2, ?2, ?3, ?4, 0, ?5)",
            )?
            .execute(params![
                self.account.0,
                at,
                codes::origin_code(self.origin),
                FollowUp::sent(decision.at).stage().urgency(),
                to_json(&decision.follow_up, "a follow-up")?
            ])?;
        let id = self.db.last_insert_rowid();
        self.done.lots.push(LotId(id));
        Ok(id)
    }

    /// Makes another lot's only sending, its sightings and its answers this lot's.
    fn absorb(&mut self, lot: i64, absorbed: i64) -> Result<i64, RecordError> {
        let sending = self
            .db
            .prepare_cached("SELECT id FROM sending WHERE lot = ?1")?
            .query_row(params![absorbed], |row| row.get(0))?;
        for sql in [
            "UPDATE sending SET lot = ?1 WHERE lot = ?2",
            "INSERT INTO return_lot (lot, returned, slot, strength, at)
                 SELECT ?1, returned, slot, strength, at FROM return_lot WHERE lot = ?2
             ON CONFLICT DO NOTHING",
        ] {
            self.db
                .prepare_cached(sql)?
                .execute(params![lot, absorbed])?;
        }
        for sql in [
            "DELETE FROM return_lot WHERE lot = ?1",
            "DELETE FROM lot_event WHERE lot = ?1",
            "DELETE FROM lot WHERE id = ?1",
        ] {
            self.db.prepare_cached(sql)?.execute(params![absorbed])?;
        }
        self.done.lots.retain(|new| new.0 != absorbed);
        self.done.events.retain(|(of, _)| of.0 != absorbed);
        Ok(sending)
    }

    fn sending(&self, lot: i64, decision: &LotDecision) -> Result<i64, RecordError> {
        let hash = decision.message_id.as_deref().map(codes::hash);
        let known = match decision.sending {
            Some(index) => candidates::sendings(self.db, lot)?
                .get(index)
                .map(|(id, _)| *id),
            None => None,
        };
        if let Some(id) = known {
            self.db
                .prepare_cached(
                    "UPDATE sending SET message_id = ?2, message_hash = ?3
                     WHERE id = ?1 AND message_id IS NOT ?2",
                )?
                .execute(params![id, decision.message_id, hash])?;
            return Ok(id);
        }
        self.db
            .prepare_cached(
                "INSERT INTO sending (lot, at, message_id, message_hash) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![
                lot,
                decision.at.as_millisecond(),
                decision.message_id,
                hash
            ])?;
        Ok(self.db.last_insert_rowid())
    }

    fn know_more(
        &self,
        lot: i64,
        reference: &LotReference,
        decision: &LotDecision,
    ) -> Result<(), RecordError> {
        self.db
            .prepare_cached(
                "UPDATE lot SET emitter = ?2, number = ?3, day = ?4, caisse = ?5, invoices = ?6,
                     first_sent = min(first_sent, ?7), last_sent = max(last_sent, ?7)
                 WHERE id = ?1",
            )?
            .execute(params![
                lot,
                codes::emitter_id(self.db, reference.emitter.as_ref())?,
                reference
                    .number
                    .map(vigie_domain::book::lot::LotNumber::get),
                reference.date.map(codes::day_code),
                decision.caisse.map(codes::caisse_code),
                decision.invoices,
                decision.at.as_millisecond(),
            ])?;
        Ok(())
    }

    /// The number of the return that was seen.
    fn apply_return(&mut self, decision: &ReturnDecision) -> Result<i64, RecordError> {
        let id = match decision.id {
            Some(id) => {
                self.write_return(id.0, decision)?;
                id.0
            }
            None => self.new_return(decision)?,
        };
        self.write_references(id, &decision.seen)?;
        self.write_belongings(id, &decision.belongs)?;
        for change in &decision.lots {
            let mut change = change.clone();
            for answer in &mut change.answers {
                if answer.id == NEW_RETURN {
                    answer.id = ReturnId(id);
                }
            }
            self.change(&change)?;
        }
        Ok(id)
    }

    fn new_return(&mut self, decision: &ReturnDecision) -> Result<i64, RecordError> {
        self.db
            .prepare_cached(
                "INSERT INTO returned (account, class, strength, at, origin, in_mailbox, loose)
                 VALUES (?1, ?2, 0, ?3, ?4, 0, 0)",
            )?
            .execute(params![
                self.account.0,
                codes::class_code(decision.seen.class),
                decision.seen.at.as_millisecond(),
                codes::origin_code(self.origin),
            ])?;
        let id = self.db.last_insert_rowid();
        self.write_return(id, decision)?;
        self.done.returns.push(ReturnId(id));
        Ok(id)
    }

    fn write_return(&self, id: i64, decision: &ReturnDecision) -> Result<(), RecordError> {
        let seen = &decision.seen;
        let emitter = seen
            .references
            .iter()
            .find_map(|reference| reference.emitter.as_ref());
        let map = |is_empty: bool, json: Result<String, RecordError>| {
            if is_empty { Ok(None) } else { json.map(Some) }
        };
        self.db
            .prepare_cached(
                "UPDATE returned SET class = ?2, strength = ?3, rule = ?4, caisse = ?5,
                     emitter = ?6, at = ?7, in_mailbox = max(in_mailbox, ?8), message_id = ?9,
                     message_hash = ?10, answers = ?11, answers_hash = ?12, states = ?13,
                     codes = ?14
                 WHERE id = ?1",
            )?
            .execute(params![
                id,
                codes::class_code(seen.class),
                codes::strength_code(seen.strength),
                seen.rule,
                seen.caisse.map(codes::caisse_code),
                codes::emitter_id(self.db, emitter)?,
                seen.at.as_millisecond(),
                self.origin == Origin::Mailbox,
                seen.message_id,
                seen.message_id.as_deref().map(codes::hash),
                seen.answers,
                seen.answers.as_deref().map(codes::hash),
                map(
                    seen.states.is_empty(),
                    to_json(&seen.states, "a return's states")
                )?,
                map(
                    seen.codes.is_empty(),
                    to_json(&seen.codes, "a return's codes")
                )?,
            ])?;
        Ok(())
    }

    fn write_references(&self, id: i64, seen: &ReturnSeen) -> Result<(), RecordError> {
        let forget = ["return_reference", "return_code"];
        for table in forget {
            self.db
                .prepare_cached(&format!("DELETE FROM {table} WHERE returned = ?1"))?
                .execute(params![id])?;
        }
        for (slot, reference) in (0_i64..).zip(&seen.references) {
            self.db
                .prepare_cached(
                    "INSERT INTO return_reference (returned, slot, emitter, number, day, open)
                     VALUES (?1, ?2, ?3, ?4, ?5, 0)",
                )?
                .execute(params![
                    id,
                    slot,
                    codes::emitter_id(self.db, reference.emitter.as_ref())?,
                    reference
                        .number
                        .map(vigie_domain::book::lot::LotNumber::get),
                    reference.date.map(codes::day_code),
                ])?;
        }
        for code in seen.codes.keys() {
            self.db
                .prepare_cached(
                    "INSERT INTO return_code (code, at, returned) VALUES (?1, ?2, ?3)
                     ON CONFLICT DO NOTHING",
                )?
                .execute(params![code, seen.at.as_millisecond(), id])?;
        }
        Ok(())
    }

    /// Writes which lots a return belongs to, and what of it still waits for its lot.
    fn write_belongings(&self, id: i64, belongs: &[Belonging]) -> Result<(), RecordError> {
        self.db
            .prepare_cached("DELETE FROM return_lot WHERE returned = ?1")?
            .execute(params![id])?;
        for held in belongs {
            self.db
                .prepare_cached(
                    "INSERT INTO return_lot (lot, returned, slot, strength, at)
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![
                    held.found.lot.0,
                    id,
                    held.reference.and_then(|slot| i64::try_from(slot).ok()),
                    codes::strength_code(held.found.strength),
                    held.at.as_millisecond(),
                ])?;
        }
        let whole = belongs.iter().any(|held| held.reference.is_none());
        self.db
            .prepare_cached(
                "UPDATE return_reference SET open = NOT ?2 AND slot NOT IN
                     (SELECT slot FROM return_lot WHERE returned = ?1 AND slot IS NOT NULL)
                 WHERE returned = ?1",
            )?
            .execute(params![id, whole])?;
        self.db
            .prepare_cached(
                "UPDATE returned SET loose = class <= 2 AND caisse IS NOT NULL AND ?2
                     AND NOT EXISTS (SELECT 1 FROM return_reference WHERE returned = ?1)
                 WHERE id = ?1",
            )?
            .execute(params![id, belongs.is_empty()])?;
        Ok(())
    }

    fn change(&mut self, change: &LotChange) -> Result<(), RecordError> {
        follow::write(self.db, change.lot, &change.follow_up, &change.events)?;
        self.db
            .prepare_cached(
                "UPDATE lot SET answered_at = ?2 WHERE id = ?1 AND answered_at IS NOT ?2",
            )?
            .execute(params![change.lot.0, first_answer(&change.answers)])?;
        let events = change.events.iter().cloned();
        self.done
            .events
            .extend(events.map(|(_, event)| (change.lot, event)));
        Ok(())
    }
}

/// When the first answer came that ends a wait: a return on invoices comes days after it.
fn first_answer(answers: &[Answer]) -> Option<i64> {
    answers
        .iter()
        .filter(|answer| answer.class.is_arl() || answer.class == MessageClass::NonDelivery)
        .map(|answer| answer.at.as_millisecond())
        .min()
}

/// What a hostile message could blow up is cut.
fn bounded(mut seen: Seen) -> Seen {
    let cut = |id: Option<String>| id.filter(|id| !id.is_empty() && id.len() <= MESSAGE_ID);
    match &mut seen {
        Seen::Lot(lot) => lot.message_id = cut(lot.message_id.take()),
        Seen::Return(one) => {
            one.message_id = cut(one.message_id.take());
            one.answers = cut(one.answers.take());
            one.references.truncate(REFERENCES);
            while one.codes.len() > CODES {
                one.codes.pop_last();
            }
        }
    }
    seen
}
