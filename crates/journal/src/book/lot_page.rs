//! A part of the lots, in any order, at any depth.
//!
//! Rows are counted by `lot_count` and skipped within indexes that hold all that is asked; only
//! the rows of the page are read. What fits few lots is gathered by its own index and sorted; what
//! fits many is met by walking along the order, from whichever end is nearer.

use rusqlite::Connection;
use vigie_domain::book::query::{Lot, LotFilter, LotOrder, LotQuery, Page};

use super::{
    rows,
    scope::Scope,
    search::{self, Word, either, every, list},
};
use crate::fault::RecordError;

/// So many lots are gathered and sorted; more are walked along.
const GATHERED: u64 = 3_000;

/// The most rows of a page.
const ROWS: u32 = 500;

pub(crate) fn read(db: &Connection, query: &LotQuery) -> Result<Page<Lot>, RecordError> {
    // One view of the file for counting and reading.
    let view = db.unchecked_transaction()?;
    let words = search::words(&view, &query.search)?;
    let question = Question::new(query, Scope::asked(&view, query.account)?, words);
    let (total, by_group) = question.count(&view)?;
    let skip = u64::from(query.offset);
    let rows = u64::from(query.limit.clamp(1, ROWS)).min(total.saturating_sub(skip));
    if rows == 0 {
        return Ok(Page {
            total,
            rows: Vec::new(),
        });
    }
    let gathered = total <= GATHERED || by_group == 0;
    // From the end that is nearer.
    let backwards = skip > total / 2;
    let from = if backwards { total - skip - rows } else { skip };
    let order = question.order(query.descending != backwards);
    let sql = if gathered {
        format!(
            "SELECT id FROM ({}) ORDER BY {order} LIMIT {rows} OFFSET {from}",
            question.gather()
        )
    } else {
        format!(
            "SELECT id FROM lot INDEXED BY {} WHERE {} ORDER BY {order} LIMIT {rows} OFFSET {from}",
            question.index(),
            question.fits()
        )
    };
    let mut ids = rows::numbers(&view, &sql, [])?;
    if backwards {
        ids.reverse();
    }
    Ok(Page {
        total,
        rows: rows::lots_of(&view, &ids)?,
    })
}

struct Question {
    accounts: Scope,
    filter: LotFilter,
    order: LotOrder,
    words: Vec<Word>,
}

impl Question {
    fn new(query: &LotQuery, accounts: Scope, words: Vec<Word>) -> Self {
        Self {
            accounts,
            filter: query.filter,
            order: query.order,
            words,
        }
    }

    /// How many lots fit, and how many of them by caisse and emitter alone.
    fn count(&self, db: &Connection) -> Result<(u64, u64), RecordError> {
        let by_days = self.words.iter().any(|word| word.days.is_some());
        let by_group = if by_days { 0 } else { self.groups(db)? };
        if self.words.is_empty() {
            return Ok((by_group, by_group));
        }
        // What the groups do not hold is few: the lots of a number, or of a month.
        let others = if by_days || self.numbers().is_empty() {
            if by_days {
                self.gather()
            } else {
                return Ok((by_group, by_group));
            }
        } else {
            format!(
                "SELECT id FROM lot INDEXED BY lot_number WHERE number IN ({}) AND {} AND NOT {}",
                list(&self.numbers()),
                self.fits(),
                self.grouped()
            )
        };
        let others = db.query_row(&format!("SELECT count(*) FROM ({others})"), [], |row| {
            row.get::<_, u32>(0)
        })?;
        Ok((by_group + u64::from(others), by_group))
    }

    /// Lots that fit by caisse and emitter, whatever their number.
    fn groups(&self, db: &Connection) -> Result<u64, RecordError> {
        let mut query = db.prepare(&format!(
            "SELECT caisse, emitter, sum(lots) FROM lot_count WHERE {} GROUP BY caisse, emitter",
            self.filtered()
        ))?;
        let mut rows = query.query([])?;
        let mut lots = 0_u64;
        while let Some(row) = rows.next()? {
            let (caisse, emitter) = (row.get(0)?, row.get(1)?);
            if self.words.iter().all(|word| word.takes(caisse, emitter)) {
                lots = lots.saturating_add(row.get::<_, u32>(2)?.into());
            }
        }
        Ok(lots)
    }

    /// The few lots that fit, with what they are sorted by: a union of narrow look-ups.
    fn gather(&self) -> String {
        let fits = self.fits();
        let columns = "SELECT id, last_sent, number, caisse, stage FROM lot";
        if let Some(days) = self.words.iter().find_map(|word| word.days) {
            return format!(
                "{columns} WHERE id IN (
                     SELECT id FROM lot INDEXED BY lot_day WHERE day BETWEEN {} AND {}
                     UNION SELECT lot FROM sending INDEXED BY sending_when
                         WHERE at >= {} AND at < {}) AND {fits}",
                days.first, days.last, days.from, days.until
            );
        }
        let Some(word) = self.words.first() else {
            return match self.filter {
                LotFilter::All => format!("{columns} INDEXED BY lot_sent WHERE {fits}"),
                LotFilter::SentAgain => {
                    format!("{columns} INDEXED BY lot_again WHERE again = 1 AND {fits}")
                }
                _ => format!("{columns} INDEXED BY lot_stage WHERE {fits}"),
            };
        };
        // Every word has to fit: the lots of the first hold all of them.
        let mut parts = Vec::new();
        if let Some(number) = word.number {
            parts.push(format!(
                "{columns} INDEXED BY lot_number WHERE number = {number} AND {fits}"
            ));
        }
        if let Some((from, until)) = word.caisses {
            parts.push(format!(
                "{columns} INDEXED BY lot_caisse WHERE caisse >= {from} AND caisse < {until} AND {fits}"
            ));
        }
        if !word.emitters.is_empty() {
            parts.push(format!(
                "{columns} INDEXED BY lot_emitter WHERE emitter IN ({}) AND {fits}",
                list(&word.emitters)
            ));
        }
        if parts.is_empty() {
            return format!("{columns} WHERE 0");
        }
        parts.join(" UNION ")
    }

    /// The condition on account, filter and words.
    fn fits(&self) -> String {
        let mut all = vec![self.filtered()];
        for word in &self.words {
            let mut any = vec![word.takes_sql()];
            any.extend(
                word.number
                    .map(|number| format!("coalesce(number, -1) = {number}")),
            );
            any.extend(word.days.map(|days| {
                format!(
                    "(coalesce(day, 0) BETWEEN {} AND {} OR id IN (SELECT lot FROM sending
                         INDEXED BY sending_when WHERE at >= {} AND at < {}))",
                    days.first, days.last, days.from, days.until
                )
            }));
            all.push(either(&any));
        }
        every(&all)
    }

    /// The condition on caisse and emitter alone.
    fn grouped(&self) -> String {
        let all: Vec<String> = self.words.iter().map(Word::takes_sql).collect();
        every(&all)
    }

    fn filtered(&self) -> String {
        let mut all = Vec::new();
        all.push(format!("account IN {}", self.accounts.sql()));
        all.extend(match self.filter {
            LotFilter::All => None,
            LotFilter::Open => Some("stage IN (0, 3, 4, 5)".to_owned()),
            LotFilter::ToDo => Some("stage IN (0, 1, 2, 3, 4)".to_owned()),
            LotFilter::Acknowledged => Some("stage = 6".to_owned()),
            LotFilter::Settled => Some("stage = 7".to_owned()),
            LotFilter::SentAgain => Some("again = 1".to_owned()),
        });
        every(&all)
    }

    fn numbers(&self) -> Vec<i64> {
        self.words
            .iter()
            .filter_map(|word| word.number.map(i64::from))
            .collect()
    }

    fn index(&self) -> &'static str {
        match self.order {
            LotOrder::Sent => "lot_sent",
            LotOrder::Number => "lot_number",
            LotOrder::Caisse => "lot_caisse",
            LotOrder::Stage => "lot_stage",
        }
    }

    fn order(&self, descending: bool) -> String {
        let columns: &[&str] = match self.order {
            LotOrder::Sent => &["last_sent", "id"],
            LotOrder::Number => &["number", "last_sent", "id"],
            LotOrder::Caisse => &["caisse", "last_sent", "id"],
            LotOrder::Stage => &["stage", "last_sent", "id"],
        };
        let direction = if descending { " DESC" } else { "" };
        let columns: Vec<String> = columns
            .iter()
            .map(|column| format!("{column}{direction}"))
            .collect();
        columns.join(", ")
    }
}
