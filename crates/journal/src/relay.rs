//! The relay: how it is to run, and what the billing software last did there; where mailboxes send.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};
use vigie_domain::{
    account::AccountId,
    relay::{Ports, USUAL_PORTS},
    switch::Place,
};

use crate::{
    fault::RecordError,
    journal::Journal,
    read::from_json,
    write::{require_watched, to_json},
};

const WHAT: &str = "the relay";
const PLACE: &str = "where a mailbox sends";

/// The relay as it stands in the record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RelayRecord {
    /// It is to run.
    pub on: bool,
    /// Its ports.
    pub ports: Ports,
    /// Since when the billing software is set to it, as far as Vigie set it or was told.
    #[serde(default)]
    pub in_use_since: Option<Timestamp>,
    /// It neither collects nor serves: the billing software is being set to it, or back.
    #[serde(default)]
    pub held: bool,
    /// Software may send without logging in.
    #[serde(default)]
    pub sending_without_login: bool,
    /// When the software last logged in to collect.
    #[serde(default)]
    pub last_login: Option<Timestamp>,
    /// When it last confirmed what it took.
    #[serde(default)]
    pub last_confirmed: Option<Timestamp>,
    /// When the provider last took a message of it.
    #[serde(default)]
    pub last_sent: Option<Timestamp>,
    /// Since when nothing that it sends is taken.
    #[serde(default)]
    pub sending_fails_since: Option<Timestamp>,
    /// How many lots were sent again without knowing what became of them, in the last days.
    #[serde(default)]
    pub perhaps_twice: u32,
    /// When the last of them was.
    #[serde(default)]
    pub perhaps_twice_at: Option<Timestamp>,
    /// The alarms that were announced and have not ended, by the names of their troubles.
    #[serde(default)]
    pub announced: Vec<String>,
    /// What is known of the mailboxes behind it.
    #[serde(default)]
    pub mailboxes: BTreeMap<AccountId, CollectedRecord>,
    /// Mailboxes that a switch replaced, also those that are no longer watched: the software may
    /// send under their addresses for ever.
    #[serde(default)]
    pub former: BTreeMap<AccountId, FormerRecord>,
}

/// What is remembered of a mailbox that a switch replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerRecord {
    /// Its address.
    pub address: String,
    /// What took its place.
    pub successor: AccountId,
}

/// What is remembered of a mailbox behind the relay.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CollectedRecord {
    /// The last turn that went through.
    #[serde(default)]
    pub last_collected: Option<Timestamp>,
    /// Since when turns fail.
    #[serde(default)]
    pub failing_since: Option<Timestamp>,
    /// How often its submission server refused the stored password.
    #[serde(default)]
    pub refusals: u8,
}

impl Default for RelayRecord {
    fn default() -> Self {
        Self {
            on: false,
            ports: USUAL_PORTS,
            in_use_since: None,
            held: false,
            sending_without_login: false,
            last_login: None,
            last_confirmed: None,
            last_sent: None,
            sending_fails_since: None,
            perhaps_twice: 0,
            perhaps_twice_at: None,
            announced: Vec::new(),
            mailboxes: BTreeMap::new(),
            former: BTreeMap::new(),
        }
    }
}

impl Journal {
    /// The relay; `None`: it was never switched on.
    pub fn relay(&self) -> Result<Option<RelayRecord>, RecordError> {
        relay(&self.reader()?)
    }

    /// Keeps it as it stands now, and waits for the disk.
    pub fn keep_relay(&self, relay: &RelayRecord) -> Result<(), RecordError> {
        let state = to_json(relay, WHAT)?;
        self.transact(move |db| write_relay(db, &state).map_err(Into::into))
    }

    /// Where mailboxes send, as the user or a switch said.
    pub fn submissions(&self) -> Result<BTreeMap<AccountId, Place>, RecordError> {
        submissions(&self.reader()?)
    }

    /// Keeps where a watched mailbox sends.
    pub fn keep_submission(&self, account: AccountId, place: &Place) -> Result<(), RecordError> {
        let place = to_json(place, PLACE)?;
        self.transact(move |db| {
            require_watched(db, account)?;
            write_submission(db, account, &place)?;
            Ok(())
        })
    }
}

pub(crate) fn relay(db: &Connection) -> Result<Option<RelayRecord>, RecordError> {
    db.query_row("SELECT state FROM relay", [], |row| row.get::<_, String>(0))
        .optional()?
        .map(|state| from_json(&state, WHAT))
        .transpose()
}

pub(crate) fn submissions(db: &Connection) -> Result<BTreeMap<AccountId, Place>, RecordError> {
    let mut query = db.prepare(
        "SELECT account, place FROM submission JOIN account ON account.id = account
         WHERE removed_at IS NULL",
    )?;
    let rows = query.query_map([], |row| {
        Ok((AccountId(row.get(0)?), row.get::<_, String>(1)?))
    })?;
    rows.map(|row| {
        let (account, place) = row?;
        Ok((account, from_json(&place, PLACE)?))
    })
    .collect()
}

pub(crate) fn write_relay(db: &Connection, state: &str) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO relay (id, state) VALUES (1, ?1)
         ON CONFLICT (id) DO UPDATE SET state = excluded.state",
        [state],
    )?;
    Ok(())
}

pub(crate) fn write_submission(
    db: &Connection,
    account: AccountId,
    place: &str,
) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO submission (account, place) SELECT id, ?2 FROM account WHERE id = ?1
         ON CONFLICT (account) DO UPDATE SET place = excluded.place",
        params![account.0, place],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use vigie_domain::server::{Security, Server};

    use super::*;
    use crate::samples;

    #[test]
    fn the_relay_is_kept_as_it_stands() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("vigie.sqlite");
        let now: Timestamp = "2026-11-23T20:00:00Z".parse().unwrap();
        let kept = {
            let (journal, _) = Journal::open(&file, now).unwrap();
            assert_eq!(journal.relay().unwrap(), None);
            let mut kept = RelayRecord {
                on: true,
                in_use_since: Some(now),
                announced: vec!["port_taken".to_owned()],
                ..RelayRecord::default()
            };
            kept.mailboxes.insert(
                AccountId(7),
                CollectedRecord {
                    last_collected: Some(now),
                    ..CollectedRecord::default()
                },
            );
            kept.former.insert(
                AccountId(3),
                FormerRecord {
                    address: "cabinet@ancien.example".to_owned(),
                    successor: AccountId(7),
                },
            );
            journal.keep_relay(&RelayRecord::default()).unwrap();
            journal.keep_relay(&kept).unwrap();
            kept
        };
        let (journal, _) = Journal::open(&file, now).unwrap();
        assert_eq!(journal.relay().unwrap(), Some(kept));
    }

    #[test]
    fn where_a_mailbox_sends_goes_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let now: Timestamp = "2026-11-23T20:00:00Z".parse().unwrap();
        let (journal, _) = Journal::open(&folder.path().join("vigie.sqlite"), now).unwrap();
        let place = |port| Place {
            server: Server {
                host: "smtp.exemple.example".to_owned(),
                port,
                security: Security::Tls,
            },
            login: "cabinet".to_owned(),
        };
        assert!(journal.keep_submission(AccountId(1), &place(1)).is_err());
        let account = journal
            .add_account(samples::new_account("cabinet@exemple.example"), now)
            .unwrap()
            .id;
        journal.keep_submission(account, &place(465)).unwrap();
        journal.keep_submission(account, &place(587)).unwrap();
        let kept = journal.submissions().unwrap();
        assert_eq!(kept.get(&account), Some(&place(587)));
        journal.remove_account(account, now).unwrap();
        assert!(journal.submissions().unwrap().is_empty());
    }
}
