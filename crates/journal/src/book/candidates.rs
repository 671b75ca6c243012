//! What a sighting could mean: looked up by indexes, within bounds; the domain decides.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};
use vigie_domain::book::{
    ingest::{
        Answer, Belonging, CLOCKS, ELSEWHERE, KnownLot, KnownReturn, NAMED_RETURN,
        NUMBER_HOLDS_FOR_RSP, NUMBER_NAMES, SAME_MOMENT, SAME_RETURN, Sending,
    },
    lot::{LotNumber, LotReference},
    matching::{LotId, Match},
    query::ReturnId,
    returns::MessageClass,
    sighting::{LotSeen, ReturnSeen, said},
};

use super::{codes, rows, scope::Scope};
use crate::{fault::RecordError, read::moment};

/// How many candidates one look-up brings at most, the likeliest first.
const MOST: i64 = 64;

/// What the domain is given to decide.
#[derive(Debug, Default)]
pub(crate) struct Candidates {
    pub(crate) lots: Vec<KnownLot>,
    pub(crate) returns: Vec<KnownReturn>,
}

#[derive(Default)]
struct Found {
    lots: BTreeSet<i64>,
    returns: BTreeSet<i64>,
}

impl Candidates {
    /// What a lot that was seen could be, and the returns that could have waited for it.
    pub(crate) fn for_lot(
        db: &Connection,
        scope: &Scope,
        seen: &LotSeen,
    ) -> Result<Self, RecordError> {
        let mut found = Found::default();
        found.lots_by_message(db, scope, seen.message_id.as_deref())?;
        found.lots_by_number(db, scope, &seen.reference, seen.sent)?;
        found.lots_by_moment(db, scope, seen.sent)?;
        let mut lots = found.read_lots(db)?;
        // What is known of the lot itself may be more than was seen now.
        found.returns_for(db, scope, &seen.reference, seen.caisse, seen.sent)?;
        found.returns_that_answer(db, scope, seen.message_id.as_deref())?;
        for lot in &lots {
            let reference = &lot.lot.reference;
            if reference.number != seen.reference.number || lot.lot.caisse != seen.caisse {
                found.returns_for(db, scope, reference, lot.lot.caisse, lot.lot.first_sent)?;
            }
        }
        let returns = found.read_returns(db)?;
        let read: BTreeSet<i64> = lots.iter().map(|lot| lot.lot.id.0).collect();
        let others = Found {
            lots: returns
                .iter()
                .flat_map(|one| one.belongs.iter().map(|held| held.found.lot.0))
                .filter(|lot| !read.contains(lot))
                .collect(),
            ..Found::default()
        };
        lots.extend(others.read_lots(db)?);
        Ok(Self { lots, returns })
    }

    /// What a return that was seen could be, and the lots that it could belong to.
    pub(crate) fn for_return(
        db: &Connection,
        scope: &Scope,
        seen: &ReturnSeen,
    ) -> Result<Self, RecordError> {
        let mut found = Found::default();
        found.same_return(db, scope, seen)?;
        let returns = found.read_returns(db)?;
        for known in returns.iter().map(|one| &one.seen).chain([seen]) {
            let at = known.at.max(seen.at);
            found.lots_by_message(db, scope, known.answers.as_deref())?;
            for reference in &known.references {
                found.lots_named(db, scope, reference, at)?;
            }
            // With a reference too: the lot may have been seen without its number.
            if known.class.is_arl() {
                found.lots_waiting(db, scope, known, at)?;
            }
        }
        for one in &returns {
            found
                .lots
                .extend(one.belongs.iter().map(|held| held.found.lot.0));
        }
        Ok(Self {
            lots: found.read_lots(db)?,
            returns,
        })
    }
}

impl Found {
    fn lots_by_message(
        &mut self,
        db: &Connection,
        scope: &Scope,
        message_id: Option<&str>,
    ) -> Result<(), RecordError> {
        let Some(id) = message_id else { return Ok(()) };
        self.lots.extend(rows::numbers(
            db,
            &format!(
                "SELECT DISTINCT sending.lot FROM sending JOIN lot ON lot.id = sending.lot
                 WHERE message_hash = ?1 AND message_id = ?2 AND account IN {} LIMIT ?3",
                scope.sql()
            ),
            params![codes::hash(id), id, MOST],
        )?);
        Ok(())
    }

    /// Lots of that number, sent at about that time or of that date.
    fn lots_by_number(
        &mut self,
        db: &Connection,
        scope: &Scope,
        reference: &LotReference,
        sent: Timestamp,
    ) -> Result<(), RecordError> {
        let Some(number) = reference.number else {
            return Ok(());
        };
        let between = (earlier(sent, NUMBER_NAMES), later(sent, NUMBER_NAMES));
        self.lots_numbered(db, scope, number, between)?;
        self.lots_of_date(db, scope, reference)
    }

    /// Lots of that number that were on their way at some moment between the two.
    fn lots_numbered(
        &mut self,
        db: &Connection,
        scope: &Scope,
        number: LotNumber,
        (from, until): (i64, i64),
    ) -> Result<(), RecordError> {
        self.lots.extend(rows::numbers(
            db,
            &format!(
                "SELECT id FROM lot INDEXED BY lot_number
                 WHERE number = ?1 AND last_sent >= ?2 AND account IN {} AND +first_sent <= ?3
                 ORDER BY last_sent LIMIT ?4",
                scope.sql()
            ),
            params![number.get(), from, until, MOST],
        )?);
        Ok(())
    }

    fn lots_of_date(
        &mut self,
        db: &Connection,
        scope: &Scope,
        reference: &LotReference,
    ) -> Result<(), RecordError> {
        if let Some((date, number)) = reference.date.zip(reference.number) {
            self.lots.extend(rows::numbers(
                db,
                &format!(
                    "SELECT id FROM lot INDEXED BY lot_day
                     WHERE day = ?1 AND number = ?2 AND +account IN {} LIMIT ?3",
                    scope.sql()
                ),
                params![codes::day_code(date), number.get(), MOST],
            )?);
        }
        Ok(())
    }

    /// Lots sent at that very moment.
    fn lots_by_moment(
        &mut self,
        db: &Connection,
        scope: &Scope,
        sent: Timestamp,
    ) -> Result<(), RecordError> {
        self.lots.extend(rows::numbers(
            db,
            &format!(
                "SELECT lot FROM sending INDEXED BY sending_when
                 WHERE at BETWEEN ?1 AND ?2
                     AND (SELECT account FROM lot WHERE id = sending.lot) IN {}
                 ORDER BY abs(at - ?3) LIMIT ?4",
                scope.sql()
            ),
            params![
                earlier(sent, SAME_MOMENT),
                later(sent, SAME_MOMENT),
                sent.as_millisecond(),
                MOST
            ],
        )?);
        Ok(())
    }

    /// Lots that a return's reference could name.
    fn lots_named(
        &mut self,
        db: &Connection,
        scope: &Scope,
        reference: &LotReference,
        at: Timestamp,
    ) -> Result<(), RecordError> {
        let Some(number) = reference.number else {
            return Ok(());
        };
        self.lots_of_date(db, scope, reference)?;
        let between = (earlier(at, NUMBER_HOLDS_FOR_RSP), at.as_millisecond());
        self.lots_numbered(db, scope, number, between)
    }

    /// Lots of that caisse that wait for an acknowledgement, the longest first.
    fn lots_waiting(
        &mut self,
        db: &Connection,
        scope: &Scope,
        seen: &ReturnSeen,
        at: Timestamp,
    ) -> Result<(), RecordError> {
        let Some(caisse) = seen.caisse else {
            return Ok(());
        };
        self.lots.extend(rows::numbers(
            db,
            &format!(
                "SELECT id FROM lot INDEXED BY lot_caisse
                 WHERE caisse = ?1 AND last_sent >= ?2 AND account IN {}
                     AND stage IN (0, 3, 4, 5) AND +first_sent <= ?3
                 ORDER BY last_sent LIMIT ?4",
                scope.sql()
            ),
            params![
                codes::caisse_code(caisse),
                earlier(at, SAME_RETURN),
                at.as_millisecond(),
                MOST
            ],
        )?);
        Ok(())
    }

    /// Returns that a lot may have been named by before it was known itself.
    fn returns_for(
        &mut self,
        db: &Connection,
        scope: &Scope,
        reference: &LotReference,
        caisse: Option<vigie_domain::book::lot::Caisse>,
        sent: Timestamp,
    ) -> Result<(), RecordError> {
        if let Some(number) = reference.number {
            self.returns.extend(rows::numbers(
                db,
                &format!(
                    "SELECT returned FROM return_reference INDEXED BY return_reference_open
                     WHERE number = ?1 AND open = 1
                         AND (SELECT account FROM returned WHERE id = returned) IN {}
                         AND (SELECT at FROM returned WHERE id = returned) >= ?2
                     ORDER BY returned LIMIT ?3",
                    scope.sql()
                ),
                params![number.get(), earlier(sent, CLOCKS), MOST],
            )?);
        }
        if let Some(caisse) = caisse {
            self.returns.extend(rows::numbers(
                db,
                &format!(
                    "SELECT id FROM returned INDEXED BY returned_loose
                     WHERE loose = 1 AND caisse = ?1 AND at BETWEEN ?2 AND ?3 AND account IN {}
                     ORDER BY at LIMIT ?4",
                    scope.sql()
                ),
                params![
                    codes::caisse_code(caisse),
                    sent.as_millisecond(),
                    later(sent, SAME_RETURN),
                    MOST
                ],
            )?);
        }
        if let (None, Some(caisse)) = (reference.number, caisse) {
            // An acknowledgement that names a number, of a lot seen in its envelope alone.
            self.returns.extend(rows::numbers(
                db,
                &format!(
                    "SELECT id FROM returned INDEXED BY returned_caisse
                     WHERE caisse = ?1 AND at BETWEEN ?2 AND ?3 AND account IN {}
                         AND EXISTS (SELECT 1 FROM return_reference
                             WHERE returned = returned.id AND open = 1)
                     ORDER BY at LIMIT ?4",
                    scope.sql()
                ),
                params![
                    codes::caisse_code(caisse),
                    sent.as_millisecond(),
                    later(sent, SAME_RETURN),
                    MOST
                ],
            )?);
        }
        Ok(())
    }

    fn returns_that_answer(
        &mut self,
        db: &Connection,
        scope: &Scope,
        message_id: Option<&str>,
    ) -> Result<(), RecordError> {
        let Some(id) = message_id else { return Ok(()) };
        self.returns.extend(rows::numbers(
            db,
            &format!(
                "SELECT id FROM returned
                 WHERE answers_hash = ?1 AND answers = ?2 AND account IN {} LIMIT ?3",
                scope.sql()
            ),
            params![codes::hash(id), id, MOST],
        )?);
        Ok(())
    }

    /// Returns that could be the one seen.
    fn same_return(
        &mut self,
        db: &Connection,
        scope: &Scope,
        seen: &ReturnSeen,
    ) -> Result<(), RecordError> {
        if let Some(id) = &seen.message_id {
            self.returns.extend(rows::numbers(
                db,
                &format!(
                    "SELECT id FROM returned
                     WHERE message_hash = ?1 AND message_id = ?2 AND account IN {} LIMIT ?3",
                    scope.sql()
                ),
                params![codes::hash(id), id, MOST],
            )?);
        }
        let health = seen.class.is_return() || seen.class == MessageClass::NonDelivery;
        if let Some(caisse) = seen.caisse.filter(|_| health) {
            self.returns.extend(rows::numbers(
                db,
                &format!(
                    "SELECT id FROM returned INDEXED BY returned_caisse
                     WHERE caisse = ?1 AND class <= 5 AND at BETWEEN ?2 AND ?3 AND account IN {}
                         AND (?4 IS NULL OR message_id IS NULL)
                     ORDER BY abs(at - ?5) LIMIT ?6",
                    scope.sql()
                ),
                params![
                    codes::caisse_code(caisse),
                    earlier(seen.at, NAMED_RETURN),
                    later(seen.at, NAMED_RETURN),
                    seen.message_id,
                    seen.at.as_millisecond(),
                    MOST
                ],
            )?);
        }
        // One reference suffices: two readings of one return name the same lots.
        if let Some(number) = seen
            .references
            .iter()
            .find_map(|reference| reference.number)
        {
            self.returns.extend(rows::numbers(
                db,
                &format!(
                    "SELECT named.returned FROM return_reference AS named
                         INDEXED BY return_reference_number
                         JOIN returned ON returned.id = named.returned
                     WHERE named.number = ?1 AND account IN {} AND at BETWEEN ?2 AND ?3
                         AND (?4 IS NULL OR message_id IS NULL)
                     ORDER BY abs(at - ?5) LIMIT ?6",
                    scope.sql()
                ),
                params![
                    number.get(),
                    earlier(seen.at, NAMED_RETURN),
                    later(seen.at, NAMED_RETURN),
                    seen.message_id,
                    seen.at.as_millisecond(),
                    MOST
                ],
            )?);
        }
        Ok(())
    }

    fn read_lots(&self, db: &Connection) -> Result<Vec<KnownLot>, RecordError> {
        self.lots
            .iter()
            .filter_map(|id| known_lot(db, *id).transpose())
            .collect()
    }

    fn read_returns(&self, db: &Connection) -> Result<Vec<KnownReturn>, RecordError> {
        self.returns
            .iter()
            .filter_map(|id| known_return(db, *id).transpose())
            .collect()
    }
}

fn known_lot(db: &Connection, id: i64) -> Result<Option<KnownLot>, RecordError> {
    let Some(lot) = rows::lot_of(db, id)? else {
        return Ok(None);
    };
    Ok(Some(KnownLot {
        lot,
        sendings: sendings(db, id)?.into_iter().map(|(_, one)| one).collect(),
        answers: answers(db, id)?,
    }))
}

/// The sendings of a lot with their numbers, in order of time.
pub(crate) fn sendings(db: &Connection, lot: i64) -> Result<Vec<(i64, Sending)>, RecordError> {
    let mut query =
        db.prepare_cached("SELECT id, at, message_id FROM sending WHERE lot = ?1 ORDER BY at, id")?;
    let mut rows = query.query(params![lot])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        let origins = rows::numbers(
            db,
            "SELECT DISTINCT origin FROM sighting WHERE sending = ?1",
            params![id],
        )?;
        found.push((
            id,
            Sending {
                at: moment(row.get(1)?)?,
                message_id: row.get(2)?,
                origins: origins.into_iter().map(codes::origin).collect(),
            },
        ));
    }
    Ok(found)
}

/// The answers of a lot, in order of time.
pub(crate) fn answers(db: &Connection, lot: i64) -> Result<Vec<Answer>, RecordError> {
    let mut query = db.prepare_cached(
        "SELECT returned.id, class, return_lot.strength, return_lot.at, codes
         FROM return_lot JOIN returned ON returned.id = returned
         WHERE lot = ?1 ORDER BY return_lot.at, returned.id",
    )?;
    let mut rows = query.query(params![lot])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(Answer {
            id: ReturnId(row.get(0)?),
            class: said(
                codes::class(row.get(1)?)?,
                rows::counted::<String>(row.get(4)?)?.keys(),
            ),
            strength: codes::strength(row.get(2)?),
            at: moment(row.get(3)?)?,
        });
    }
    Ok(found)
}

fn known_return(db: &Connection, id: i64) -> Result<Option<KnownReturn>, RecordError> {
    let Some(row) = rows::return_row(db, id)? else {
        return Ok(None);
    };
    let mut query = db.prepare_cached(
        "SELECT slot, lot, strength, at FROM return_lot WHERE returned = ?1 ORDER BY slot",
    )?;
    let mut found = query.query(params![id])?;
    let mut belongs = Vec::new();
    while let Some(row) = found.next()? {
        belongs.push(Belonging {
            reference: row
                .get::<_, Option<i64>>(0)?
                .and_then(|slot| usize::try_from(slot).ok()),
            found: Match {
                lot: LotId(row.get(1)?),
                strength: codes::strength(row.get(2)?),
            },
            at: moment(row.get(3)?)?,
        });
    }
    let origins = rows::numbers(
        db,
        "SELECT DISTINCT origin FROM sighting WHERE returned = ?1",
        params![id],
    )?;
    Ok(Some(KnownReturn {
        id: ReturnId(id),
        seen: row.seen,
        origins: origins.into_iter().map(codes::origin).collect(),
        belongs,
    }))
}

fn earlier(at: Timestamp, by: SignedDuration) -> i64 {
    at.checked_sub(by)
        .unwrap_or(Timestamp::MIN)
        .as_millisecond()
}

fn later(at: Timestamp, by: SignedDuration) -> i64 {
    at.checked_add(by)
        .unwrap_or(Timestamp::MAX)
        .as_millisecond()
}

const _: () = assert!(ELSEWHERE.as_secs() <= NUMBER_NAMES.as_secs());
