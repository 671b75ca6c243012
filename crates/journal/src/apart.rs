//! A record beside the installation's own: the training ground's.

use jiff::Timestamp;
use rusqlite::params;
use vigie_domain::account::Account;

use crate::{fault::RecordError, journal::Journal, write::security_name};

/// Tables whose numbers faces name.
const NUMBERED: [&str; 3] = ["lot", "returned", "source"];

impl Journal {
    /// Makes a record that was just begun one that can stand beside another: it takes this account
    /// in under the number that it has already, and gives lots, returns and sources numbers above
    /// `first`, so that none of them is mistaken for the other record's.
    pub fn set_apart(
        &self,
        account: &Account,
        first: i64,
        now: Timestamp,
    ) -> Result<(), RecordError> {
        let account = account.clone();
        self.transact(move |db| {
            db.execute(
                "INSERT INTO account (id, address, login, host, port, security, provider,
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
                    now.as_millisecond(),
                ],
            )?;
            for table in NUMBERED {
                db.execute("DELETE FROM sqlite_sequence WHERE name = ?1", [table])?;
                db.execute(
                    "INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)",
                    params![table, first],
                )?;
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use vigie_domain::{
        account::AccountId,
        book::{
            lot::LotReference,
            query::{LotFilter, LotOrder, LotQuery},
            sighting::{LotSeen, Origin, Seen, Sighting},
            source::SourceKind,
        },
    };

    use super::*;
    use crate::samples;

    #[test]
    fn numbers_begin_where_they_are_told_to() {
        let dir = tempfile::tempdir().unwrap();
        let now: Timestamp = "2026-11-23T16:00:00Z".parse().unwrap();
        let (journal, _) = Journal::open(&dir.path().join("apart.sqlite"), now).unwrap();
        let account = samples::new_account("eleve@example.test").numbered(AccountId(-1));
        journal.set_apart(&account, 1000, now).unwrap();
        assert_eq!(journal.accounts().unwrap(), std::slice::from_ref(&account));
        let kind = SourceKind::LotFolder { path: "x".into() };
        let source = journal.add_source(account.id, kind, now).unwrap();
        assert_eq!(source.id.0, 1001);
        let lot = LotSeen {
            reference: LotReference::default(),
            caisse: None,
            message_id: None,
            sent: now,
            invoices: None,
        };
        let sighting = Sighting {
            key: "k".into(),
            seen: Seen::Lot(lot),
        };
        let origin = Origin::Source { id: source.id };
        journal
            .ingest(account.id, origin, vec![sighting], None, now)
            .unwrap();
        let query = LotQuery {
            account: Some(account.id),
            filter: LotFilter::All,
            search: String::new(),
            order: LotOrder::Sent,
            descending: true,
            offset: 0,
            limit: 10,
        };
        let page = journal.lots(&query).unwrap();
        assert_eq!(page.rows[0].id.0, 1001);
    }
}
