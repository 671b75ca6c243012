//! Whose lots and returns may belong together: those of one practice's mailboxes.
//!
//! After a switch, a lot sent from the old mailbox may be answered in the new one, be sent a second
//! time from there, or be found again in a folder that now is read for it; and the reverse. A switch
//! may follow a switch, so all mailboxes that are linked by one are a scope.

use std::collections::BTreeSet;

use rusqlite::Connection;
use vigie_domain::account::AccountId;

use super::rows;
use crate::fault::RecordError;

/// Mailboxes linked by more switches than that are none of one practice.
const MOST: usize = 64;

/// Mailboxes, such as those of one practice as far as switches link them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scope(BTreeSet<i64>);

impl Scope {
    /// The scope of a mailbox. A mailbox that is no longer watched still counts: its lots are there.
    pub(crate) fn of(db: &Connection, account: AccountId) -> Result<Self, RecordError> {
        let mut found = BTreeSet::from([account.0]);
        let mut new = vec![account.0];
        while let Some(one) = new.pop() {
            let linked = rows::numbers(
                db,
                "SELECT successor FROM account WHERE id = ?1 AND successor IS NOT NULL
                 UNION SELECT id FROM account WHERE successor = ?1 LIMIT 64",
                [one],
            )?;
            for other in linked {
                if found.len() < MOST && found.insert(other) {
                    new.push(other);
                }
            }
        }
        Ok(Self(found))
    }

    /// All mailboxes that are watched, with those that switches link to them. What was removed
    /// otherwise stays in the record, for when it is watched again.
    pub(crate) fn watched(db: &Connection) -> Result<Self, RecordError> {
        let watched = rows::numbers(db, "SELECT id FROM account WHERE removed_at IS NULL", [])?;
        let mut all = BTreeSet::new();
        for account in watched {
            if !all.contains(&account) {
                all.extend(Self::of(db, AccountId(account))?.0);
            }
        }
        Ok(Self(all))
    }

    /// One mailbox by itself, or all that are watched.
    pub(crate) fn asked(db: &Connection, account: Option<AccountId>) -> Result<Self, RecordError> {
        match account {
            Some(account) => Ok(Self(BTreeSet::from([account.0]))),
            None => Self::watched(db),
        }
    }

    /// Whether no switch links the mailbox to another.
    pub(crate) fn is_single(&self) -> bool {
        self.0.len() == 1
    }

    /// The numbers as SQL takes them behind `IN`.
    pub(crate) fn sql(&self) -> String {
        let numbers: Vec<String> = self.0.iter().map(i64::to_string).collect();
        format!("({})", numbers.join(", "))
    }
}
