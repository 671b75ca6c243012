//! What of a damaged record can still be read: accounts, settings, sources of lots, health, the
//! last switch, and the enrolment with what was seen of its signed metadata.
//!
//! Without it everybody would have to enter their mailboxes and passwords anew: passwords are filed
//! in the keychain under the installation's number and the account's. And a mailbox whose password
//! was refused twice would be tried twice again, for how often it was refused stands in its health.
//!
//! Whatever is taken over was read as what it must be; a row that is not is left behind. History,
//! lots and returns are not taken over: half of them would be worse than none.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, Row, params};
use serde::de::{DeserializeOwned, IgnoredAny};
use vigie_domain::{
    account::{Account, AccountId},
    book::source::SourceKind,
    health::Health,
    switch::Place,
};

use super::{CarriedOver, beside, immutable_uri, remove_if_there};
use crate::{
    fault::RecordError,
    maintenance::RAW_FLOOR,
    read,
    relay::{self, RelayRecord},
    schema::{APPLICATION_ID, prepare as prepare_connection},
    steering::{self, EnrolmentRecord},
    switch::{self, SwitchRecord},
    write::security_name,
};

/// Rows of one table that are looked at, at most.
const MOST_ROWS: usize = 1_000;

/// Octets of one value, at most.
const LONGEST: usize = 1 << 20;

/// Octets of a name or an address in plain text, at most.
const LONGEST_TEXT: usize = 2_000;

/// The setting that holds the installation's number.
const INSTALLATION: &str = "installation";

/// What could be read.
#[derive(Debug, Default)]
pub(super) struct Salvage {
    settings: Vec<(String, String)>,
    accounts: Vec<(Account, i64)>,
    /// By account, as it stood there.
    health: Vec<(i64, String)>,
    sources: Vec<Source>,
    switch: SwitchFound,
    relay: Option<String>,
    /// By account, where it sends.
    submissions: Vec<(i64, String)>,
    enrolment: Option<EnrolmentRecord>,
    /// By root and role.
    floors: Vec<(String, String, i64)>,
}

/// The last switch, whole or not at all: one whose steps are known in part would be carried on from
/// the wrong place.
#[derive(Debug, Default)]
enum SwitchFound {
    #[default]
    None,
    Whole(Box<SwitchRecord>),
    /// It was under way, or may have been.
    Lost,
}

#[derive(Debug)]
struct Source {
    id: i64,
    account: i64,
    kind: String,
    added_at: i64,
}

impl Salvage {
    /// Reads what can be read of a record that was set aside. It is not written to.
    pub(super) fn of(aside: &Path) -> Self {
        let found = if beside(aside, "-wal").exists() {
            Self::read(aside, false).or_else(|_| Self::read(aside, true))
        } else {
            Self::read(aside, true)
        };
        // Made by reading it together with its log; the log itself stays.
        if let Err(error) = remove_if_there(&beside(aside, "-shm")) {
            tracing::debug!(%error, "an index of the damaged record's log stays");
        }
        found.unwrap_or_else(|error| {
            tracing::warn!(%error, "nothing of the damaged record can be read");
            Self::default()
        })
    }

    fn read(aside: &Path, without_log: bool) -> rusqlite::Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = if without_log {
            let flags = flags | OpenFlags::SQLITE_OPEN_URI;
            Connection::open_with_flags(immutable_uri(aside), flags)?
        } else {
            Connection::open_with_flags(aside, flags)?
        };
        prepare_connection(&db)?;
        // Else a file that was cut short is not read at all.
        db.execute_batch("PRAGMA writable_schema = ON")?;
        let application: i32 = db.query_row("PRAGMA application_id", [], |row| row.get(0))?;
        if application != APPLICATION_ID {
            return Ok(Self::default());
        }
        Ok(Self {
            settings: rows(&db, "SELECT key, value FROM setting", setting),
            accounts: accounts(&db),
            health: rows(&db, "SELECT account, health FROM watch", |row| {
                Ok((row.get(0)?, text_of::<Health>(row, 1)?))
            }),
            sources: rows(
                &db,
                "SELECT id, account, kind, added_at FROM source NOT INDEXED
                 WHERE removed_at IS NULL",
                |row| {
                    Ok(Source {
                        id: row.get(0)?,
                        account: row.get(1)?,
                        kind: text_of::<SourceKind>(row, 2)?,
                        added_at: row.get(3)?,
                    })
                },
            ),
            switch: last_switch(&db),
            relay: rows(&db, "SELECT state FROM relay", |row| {
                text_of::<RelayRecord>(row, 0)
            })
            .pop(),
            submissions: rows(&db, "SELECT account, place FROM submission", |row| {
                Ok((row.get(0)?, text_of::<Place>(row, 1)?))
            }),
            enrolment: rows(&db, steering::ENROLMENT, enrolment).pop(),
            floors: rows(
                &db,
                "SELECT root, role, version FROM steering_floor",
                |row| Ok((digest_of(row, 0)?, word_of(row, 1)?, row.get(2)?)),
            ),
        })
    }

    /// Whether the mailboxes that a switch is about could be read: without one it cannot be gone on
    /// with.
    fn knows_mailboxes_of(&self, switch: &SwitchRecord) -> bool {
        let noted = switch.steps.iter().filter_map(|step| {
            let account = step.note.as_ref()?.get("account")?;
            account.as_i64().map(AccountId)
        });
        let mut named = switch.plan.from.into_iter().chain(noted);
        named.all(|named| self.accounts.iter().any(|(account, _)| account.id == named))
    }

    /// Writes it into a record that was just begun.
    pub(super) fn write(&self, db: &mut Connection) -> rusqlite::Result<CarriedOver> {
        let transaction = db.transaction()?;
        let mut carried = CarriedOver::default();
        for (key, value) in &self.settings {
            transaction.execute(
                "INSERT INTO setting (key, value) VALUES (?1, ?2)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                params![key, value],
            )?;
            carried.settings += usize::from(key != INSTALLATION);
        }
        // What a rule of the new record speaks against (an address twice) is left behind.
        for (account, added_at) in &self.accounts {
            carried.accounts += transaction.execute(
                "INSERT OR IGNORE INTO account (id, address, login, host, port, security, provider,
                     interval_minutes, training, added_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                params![
                    account.id.0,
                    account.address.as_str(),
                    account.login,
                    account.server.host,
                    account.server.port,
                    security_name(account.server.security),
                    account.provider,
                    account.interval_minutes,
                    account.training,
                    added_at,
                ],
            )?;
        }
        // Both mailboxes must have come over: without the new one, the old one is the practice's.
        for (account, _) in &self.accounts {
            if let Some(former) = account.former {
                transaction.execute(
                    "UPDATE account SET former_since = ?2, former_until = ?3, successor = ?4
                     WHERE id = ?1 AND EXISTS (SELECT 1 FROM account WHERE id = ?4)",
                    params![
                        account.id.0,
                        former.since.as_millisecond(),
                        former.until.as_millisecond(),
                        former.successor.0,
                    ],
                )?;
            }
        }
        for (account, health) in &self.health {
            transaction.execute(
                "INSERT OR IGNORE INTO watch (account, health)
                 SELECT id, ?2 FROM account WHERE id = ?1",
                params![account, health],
            )?;
        }
        for source in &self.sources {
            transaction.execute(
                "INSERT OR IGNORE INTO source (id, account, kind, added_at)
                 SELECT ?1, id, ?3, ?4 FROM account WHERE id = ?2",
                params![source.id, source.account, source.kind, source.added_at],
            )?;
        }
        // Without it the billing software would find nobody at the ports that it is set to.
        if let Some(state) = &self.relay {
            relay::write_relay(&transaction, state)?;
        }
        for (account, place) in &self.submissions {
            relay::write_submission(&transaction, AccountId(*account), place)?;
        }
        carried.switch_lost = match &self.switch {
            SwitchFound::None => false,
            SwitchFound::Lost => true,
            SwitchFound::Whole(found) => {
                let is_whole = self.knows_mailboxes_of(found);
                if is_whole {
                    switch::write_last(&transaction, found)?;
                }
                !is_whole && found.ended_at.is_none()
            }
        };
        // Its documents come back with the next fetch, which begins nowhere earlier than the last.
        if let Some(enrolment) = &self.enrolment {
            steering::write_enrolment(&transaction, enrolment)?;
        }
        for (root, role, version) in &self.floors {
            steering::write_floor(&transaction, root, role, *version)?;
        }
        transaction.commit()?;
        Ok(carried)
    }
}

/// The last switch. A record that an older release wrote knows of none.
fn last_switch(db: &Connection) -> SwitchFound {
    let tables = "SELECT count(*) FROM sqlite_schema WHERE name IN ('switch', 'switch_step')";
    match db.query_row(tables, [], |row| row.get(0)) {
        Ok(2_i64) => {}
        Ok(_) => return SwitchFound::None,
        Err(_) => return SwitchFound::Lost,
    }
    let bounded = "SELECT NOT EXISTS (SELECT 1 FROM switch WHERE length(plan) > ?1)
             AND NOT EXISTS (SELECT 1 FROM switch_step NOT INDEXED
                 WHERE length(note) > ?1 OR length(outcome) > ?1)
             AND (SELECT count(*) FROM switch_step NOT INDEXED) <= ?2";
    let most = [LONGEST, MOST_ROWS].map(|most| i64::try_from(most).unwrap_or(i64::MAX));
    let is_bounded = db.query_row(bounded, most, |row| row.get(0));
    let found = match is_bounded {
        Ok(true) => switch::last(db),
        Ok(false) => Err(RecordError::Unreadable { what: "a switch" }),
        Err(error) => Err(error.into()),
    };
    match found {
        Ok(Some(found)) => SwitchFound::Whole(Box::new(found)),
        Ok(None) => SwitchFound::None,
        Err(error) => {
            tracing::warn!(%error, "the last switch is left behind");
            // What came to rest is history.
            let ended = "SELECT ended_at IS NOT NULL FROM switch ORDER BY id DESC LIMIT 1";
            match db.query_row(ended, [], |row| row.get(0)) {
                Ok(true) => SwitchFound::None,
                _ => SwitchFound::Lost,
            }
        }
    }
}

/// The watched accounts. A record that an older release wrote does not know of former ones.
fn accounts(db: &Connection) -> Vec<(Account, i64)> {
    let of = |former: &str| {
        format!(
            "SELECT id, address, login, host, port, security, provider, interval_minutes,
                 training, {former}, added_at
             FROM account NOT INDEXED WHERE removed_at IS NULL"
        )
    };
    let mut sql = of("former_since, former_until, successor");
    if db.prepare(&sql).is_err() {
        sql = of("NULL, NULL, NULL");
    }
    rows(db, &sql, |row| Ok((read::account(row)?, row.get(12)?)))
}

/// The rows up to the first page that is damaged, without those that are not what they must be.
fn rows<T>(db: &Connection, sql: &str, of: impl Fn(&Row<'_>) -> Result<T, RecordError>) -> Vec<T> {
    let mut found = Vec::new();
    let Ok(mut query) = db.prepare(sql) else {
        return found;
    };
    let Ok(mut rows) = query.query([]) else {
        return found;
    };
    while found.len() < MOST_ROWS
        && let Ok(Some(row)) = rows.next()
    {
        match of(row) {
            Ok(value) => found.push(value),
            Err(error) => tracing::warn!(%error, "a row of the damaged record is left behind"),
        }
    }
    found
}

fn setting(row: &Row<'_>) -> Result<(String, String), RecordError> {
    let unreadable = RecordError::Unreadable { what: "a setting" };
    let key: String = row.get(0)?;
    let plain = (1..=100).contains(&key.len()) && key.bytes().all(|octet| octet.is_ascii_graphic());
    // Where single checks begin says something of checks alone, and none is taken over.
    if !plain || key == RAW_FLOOR {
        return Err(unreadable);
    }
    let value = text_of::<IgnoredAny>(row, 1)?;
    if key == INSTALLATION {
        let number: String = read::from_json(&value, "the installation's number")?;
        let sound = number.len() == 32 && number.bytes().all(|octet| octet.is_ascii_hexdigit());
        if !sound {
            return Err(unreadable);
        }
    }
    Ok((key, value))
}

fn enrolment(row: &Row<'_>) -> Result<EnrolmentRecord, RecordError> {
    digest_of(row, 2)?;
    let found = steering::enrolment(row)?;
    let texts = [&found.organisation, &found.repository];
    let is_sound = texts.into_iter().all(|text| {
        (1..=LONGEST_TEXT).contains(&text.len()) && !text.chars().any(char::is_control)
    });
    if is_sound && found.repository.starts_with("https://") {
        Ok(found)
    } else {
        Err(RecordError::Unreadable {
            what: "an enrolment",
        })
    }
}

/// A SHA-256 in hexadecimal digits.
fn digest_of(row: &Row<'_>, column: usize) -> Result<String, RecordError> {
    let digest: String = row.get(column)?;
    if digest.len() == 64 && digest.bytes().all(|octet| octet.is_ascii_hexdigit()) {
        Ok(digest)
    } else {
        Err(RecordError::Unreadable { what: "a digest" })
    }
}

/// A short name in ASCII.
fn word_of(row: &Row<'_>, column: usize) -> Result<String, RecordError> {
    let word: String = row.get(column)?;
    if (1..=100).contains(&word.len()) && word.bytes().all(|octet| octet.is_ascii_graphic()) {
        Ok(word)
    } else {
        Err(RecordError::Unreadable { what: "a name" })
    }
}

/// A column's text, which must be the JSON of such a value.
fn text_of<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> Result<String, RecordError> {
    let text: String = row.get(column)?;
    if text.len() > LONGEST {
        return Err(RecordError::Unreadable { what: "a value" });
    }
    read::from_json::<T>(&text, "a value")?;
    Ok(text)
}
