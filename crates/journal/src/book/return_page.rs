//! A part of the returns, latest first. See [`lot_page`](super::lot_page) for the ways.

use rusqlite::Connection;
use vigie_domain::book::query::{Page, Return, ReturnQuery};

use super::{
    codes, rows,
    scope::Scope,
    search::{self, Word, either, every, list},
};
use crate::fault::RecordError;

/// So many returns are gathered and sorted; more are walked along.
const GATHERED: u64 = 3_000;

/// The most rows of a page.
const ROWS: u32 = 500;

pub(crate) fn read(db: &Connection, query: &ReturnQuery) -> Result<Page<Return>, RecordError> {
    let view = db.unchecked_transaction()?;
    let question = Question {
        accounts: Scope::asked(&view, query.account)?,
        classes: query
            .classes
            .iter()
            .map(|class| codes::class_code(*class))
            .collect(),
        words: search::words(&view, &query.search)?,
    };
    let (total, by_group) = question.count(&view)?;
    let skip = u64::from(query.offset);
    let rows = u64::from(query.limit.clamp(1, ROWS)).min(total.saturating_sub(skip));
    if rows == 0 {
        return Ok(Page {
            total,
            rows: Vec::new(),
        });
    }
    let backwards = skip > total / 2;
    let from = if backwards { total - skip - rows } else { skip };
    let direction = if backwards { "" } else { " DESC" };
    let gathered = !question.words.is_empty() && (total <= GATHERED || by_group == 0);
    let source = if gathered {
        format!("({})", question.gather())
    } else {
        format!(
            "returned INDEXED BY returned_when WHERE {}",
            question.fits()
        )
    };
    let mut ids = rows::numbers(
        &view,
        &format!(
            "SELECT id FROM {source} ORDER BY at{direction}, id{direction}
             LIMIT {rows} OFFSET {from}"
        ),
        [],
    )?;
    if backwards {
        ids.reverse();
    }
    Ok(Page {
        total,
        rows: rows::returns_of(&view, &ids)?,
    })
}

struct Question {
    accounts: Scope,
    classes: Vec<i64>,
    words: Vec<Word>,
}

impl Question {
    /// How many returns fit, and how many of them by caisse and emitter alone.
    fn count(&self, db: &Connection) -> Result<(u64, u64), RecordError> {
        let by_days = self.words.iter().any(|word| word.days.is_some());
        let by_group = if by_days { 0 } else { self.groups(db)? };
        if self.words.is_empty() {
            return Ok((by_group, by_group));
        }
        let narrow = if by_days {
            self.gather()
        } else {
            let named: Vec<String> = self.words.iter().map(named).collect();
            format!(
                "SELECT id FROM returned WHERE id IN ({}) AND {} AND NOT {}",
                named.join(" UNION "),
                self.fits(),
                self.grouped()
            )
        };
        let others = db.query_row(&format!("SELECT count(*) FROM ({narrow})"), [], |row| {
            row.get::<_, u32>(0)
        })?;
        Ok((by_group + u64::from(others), by_group))
    }

    fn groups(&self, db: &Connection) -> Result<u64, RecordError> {
        let mut query = db.prepare(&format!(
            "SELECT caisse, emitter, sum(returns) FROM return_count WHERE {}
             GROUP BY caisse, emitter",
            self.filtered()
        ))?;
        let mut rows = query.query([])?;
        let mut returns = 0_u64;
        while let Some(row) = rows.next()? {
            let (caisse, emitter) = (row.get(0)?, row.get(1)?);
            if self.words.iter().all(|word| word.takes(caisse, emitter)) {
                returns = returns.saturating_add(row.get::<_, u32>(2)?.into());
            }
        }
        Ok(returns)
    }

    /// The few returns that fit: those of the first word, or of a word that names days.
    fn gather(&self) -> String {
        let fits = self.fits();
        if let Some(days) = self.words.iter().find_map(|word| word.days) {
            return format!(
                "SELECT id, at FROM returned WHERE id IN (
                     SELECT id FROM returned INDEXED BY returned_when
                         WHERE at >= {} AND at < {}
                     UNION SELECT returned FROM return_lot WHERE lot IN
                         (SELECT id FROM lot INDEXED BY lot_day WHERE day BETWEEN {} AND {}))
                     AND {fits}",
                days.from, days.until, days.first, days.last
            );
        }
        let Some(word) = self.words.first() else {
            return format!("SELECT id, at FROM returned INDEXED BY returned_when WHERE {fits}");
        };
        let mut parts = vec![format!(
            "SELECT id, at FROM returned WHERE id IN ({}) AND {fits}",
            named(word)
        )];
        if let Some((from, until)) = word.caisses {
            parts.push(format!(
                "SELECT id, at FROM returned INDEXED BY returned_caisse
                 WHERE caisse >= {from} AND caisse < {until} AND {fits}"
            ));
        }
        if !word.emitters.is_empty() {
            parts.push(format!(
                "SELECT id, at FROM returned INDEXED BY returned_emitter
                 WHERE emitter IN ({}) AND {fits}",
                list(&word.emitters)
            ));
        }
        parts.join(" UNION ")
    }

    fn fits(&self) -> String {
        let mut all = vec![self.filtered()];
        for word in &self.words {
            let mut any = vec![word.takes_sql()];
            if word.number.is_some() || word.code.is_some() {
                any.push(format!("id IN ({})", named(word)));
            }
            any.extend(word.days.map(|days| {
                format!(
                    "(at >= {} AND at < {} OR id IN (SELECT returned FROM return_lot WHERE lot IN
                         (SELECT id FROM lot INDEXED BY lot_day WHERE day BETWEEN {} AND {})))",
                    days.from, days.until, days.first, days.last
                )
            }));
            all.push(either(&any));
        }
        every(&all)
    }

    fn grouped(&self) -> String {
        let all: Vec<String> = self.words.iter().map(Word::takes_sql).collect();
        every(&all)
    }

    fn filtered(&self) -> String {
        let mut all = Vec::new();
        all.push(format!("account IN {}", self.accounts.sql()));
        if !self.classes.is_empty() {
            all.push(format!("class IN ({})", list(&self.classes)));
        }
        every(&all)
    }
}

/// Returns that name the word's lot number, or hold its code.
fn named(word: &Word) -> String {
    let number = word.number.map(|number| {
        format!("SELECT returned FROM return_reference INDEXED BY return_reference_number WHERE number = {number}")
    });
    // Letters and digits only: see `search`.
    let code = word
        .code
        .as_ref()
        .map(|code| format!("SELECT returned FROM return_code WHERE code = '{code}'"));
    let parts: Vec<String> = number.into_iter().chain(code).collect();
    if parts.is_empty() {
        "SELECT NULL WHERE 0".to_owned()
    } else {
        parts.join(" UNION ")
    }
}
