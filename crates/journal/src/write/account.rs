//! Watched accounts, written.

use jiff::Timestamp;
use rusqlite::{Connection, ErrorCode, params};
use vigie_domain::{
    account::{Account, AccountId, Address},
    server::{Security, Server},
};

use super::check::end_incidents;
use crate::{
    book::{reunite::reunite, sources},
    fault::RecordError,
};

/// An account to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccount {
    /// Its address.
    pub address: Address,
    /// The user name sent to the server.
    pub login: String,
    /// Its server.
    pub server: Server,
    /// The provider's id in the provider table, where known.
    pub provider: Option<String>,
    /// Minutes between two checks.
    pub interval_minutes: u16,
    /// A mailbox of the training ground.
    pub training: bool,
}

impl NewAccount {
    pub(crate) fn numbered(self, id: AccountId) -> Account {
        Account {
            id,
            address: self.address,
            login: self.login,
            server: self.server,
            provider: self.provider,
            interval_minutes: self.interval_minutes,
            training: self.training,
            former: None,
        }
    }
}

/// The protection of a connection as it stands in the file.
pub(crate) fn security_name(security: Security) -> &'static str {
    match security {
        Security::Tls => "tls",
        Security::StartTls => "starttls",
        Security::Plain => "plain",
    }
}

pub(crate) fn add_account(
    db: &Connection,
    account: &NewAccount,
    at: Timestamp,
) -> Result<i64, RecordError> {
    db.execute(
        "INSERT INTO account (address, login, host, port, security, provider, interval_minutes,
             training, added_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            account.address.as_str(),
            account.login,
            account.server.host,
            account.server.port,
            security_name(account.server.security),
            account.provider,
            account.interval_minutes,
            account.training,
            at.as_millisecond(),
        ],
    )
    .map_err(watched_twice)?;
    let id = db.last_insert_rowid();
    reunite(db, AccountId(id))?;
    Ok(id)
}

pub(super) fn update_account(db: &Connection, account: &Account) -> Result<(), RecordError> {
    let changed = db
        .execute(
            "UPDATE account SET address = ?2, login = ?3, host = ?4, port = ?5, security = ?6,
                 provider = ?7, interval_minutes = ?8, training = ?9
             WHERE id = ?1 AND removed_at IS NULL",
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
            ],
        )
        .map_err(watched_twice)?;
    if changed == 0 {
        return Err(RecordError::UnknownAccount);
    }
    Ok(())
}

pub(crate) fn remove_account(
    db: &Connection,
    account: AccountId,
    at: Timestamp,
) -> Result<(), RecordError> {
    let changed = db.execute(
        "UPDATE account SET removed_at = ?2 WHERE id = ?1 AND removed_at IS NULL",
        params![account.0, at.as_millisecond()],
    )?;
    if changed == 0 {
        return Err(RecordError::UnknownAccount);
    }
    // What took another's place is gone: what took its own place stands for it, and where nothing
    // did, the other is the practice's again.
    db.execute(
        "UPDATE account SET successor = next.id
         FROM account AS gone JOIN account AS next ON next.id = gone.successor
         WHERE gone.id = ?1 AND account.successor = gone.id AND next.removed_at IS NULL
             AND account.id <> next.id",
        params![account.0],
    )?;
    db.execute(
        "UPDATE account SET former_since = NULL, former_until = NULL, successor = NULL
         WHERE successor = ?1",
        params![account.0],
    )?;
    end_incidents(db, account, at)?;
    sources::forget_account(db, account, at)?;
    db.execute("DELETE FROM watch WHERE account = ?1", params![account.0])?;
    db.execute(
        "DELETE FROM known_uid WHERE account = ?1",
        params![account.0],
    )?;
    Ok(())
}

fn watched_twice(error: rusqlite::Error) -> RecordError {
    if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) {
        RecordError::AlreadyWatched
    } else {
        error.into()
    }
}
